"""Known mistakes of unit 08: the sampled softmax."""

from __future__ import annotations

from .model import Mistake

HITS = "np.where(sampled_ids == target[:, None], -np.inf, rivals)"

RIGHT = "np.sum(h * output_kernel[:, target].T, axis=1) + correction[target]"
JOINED = "np.concatenate([right[:, None], rivals], axis=1)"

SAMPLED = (
    Mistake(
        "    correction =",
        "    sampled_ids, proposal = np.arange(len(output_bias)), np.ones(len(output_bias))\n    correction =",
        "This is the full softmax over all classes. The point is to compute only the drawn ones, `sampled_ids`, with (8.15).",
    ),
    Mistake(
        "np.max(scores, axis=1, keepdims=True)",
        "np.max(scores)",
        "The largest score of the whole batch is subtracted. Where all scores of a sample are far below it, every exponential "
        "becomes 0: subtract the largest of each row.",
    ),
    Mistake(
        RIGHT,
        "np.sum(h @ output_kernel[:, target], axis=1) + correction[target]",
        "`h @ output_kernel[:, target]` multiplies every sample with the columns of all targets. Sample n needs column y_n only.",
    ),
    Mistake(
        JOINED,
        "np.concatenate([h @ output_kernel[:, target] + correction[target], rivals], axis=1)",
        "`h @ output_kernel[:, target]` gives every sample the columns of all targets. Sample n needs column y_n only.",
    ),
    Mistake(
        "    correction =",
        "    sampled_ids = np.setdiff1d(sampled_ids, target)\n    correction =",
        "The targets of all samples were taken out, and rivals drawn twice count once. A draw is left out only for the sample "
        "whose target it is.",
    ),
    Mistake(
        "output_bias - np.log(proposal)",
        "output_bias",
        "The correction is missing: classes that are drawn often are punished more often. Where is the log q of (8.15)?",
    ),
    Mistake(
        "output_bias - np.log(proposal)",
        "output_bias + np.log(proposal)",
        "The correction has the wrong sign: log q is subtracted, so a class that is rarely drawn counts for more.",
    ),
    Mistake(
        "output_bias - np.log(proposal)",
        "output_bias - proposal",
        "The probability q itself is subtracted; (8.15) has its logarithm.",
    ),
    Mistake(
        "output_bias - np.log(proposal)",
        "-np.log(proposal)",
        "The bias is missing from the logits, (8.15).",
    ),
    Mistake(
        "+ correction[target]",
        "+ output_bias[target]",
        "Only the rivals are corrected. The right class needs its log q subtracted too.",
    ),
    Mistake(
        "+ correction[sampled_ids]",
        "+ output_bias[sampled_ids]",
        "Only the right class is corrected. The rivals need their log q subtracted too.",
    ),
    Mistake(
        HITS, "rivals", "A drawn class that is the right one stays among its own rivals. It must be left out for that sample."
    ),
    Mistake(
        HITS,
        "np.where(sampled_ids == target[:, None], 0.0, rivals)",
        "The score of a chance hit was set to 0, and e to the 0 is 1. The score that counts for nothing is minus infinity.",
    ),
    Mistake(
        HITS,
        "np.where(np.isin(sampled_ids, target), -np.inf, rivals)",
        "A class that is right for one sample was left out for all. Only that sample must not have it as a rival.",
    ),
    Mistake(
        "np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[:, 0])",
        "np.mean(np.log(np.sum(np.exp(shifted[:, 1:]), axis=1) + 1e-300) - shifted[:, 0])",
        "The right class is missing under the fraction bar of (8.16): it competes with its rivals too.",
    ),
    Mistake(
        "np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[:, 0])",
        "np.sum(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[:, 0])",
        "The losses of the batch are added. The mean is asked for.",
    ),
    Mistake(
        "np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[:, 0])",
        "np.mean(shifted[:, 0] - np.log(np.sum(np.exp(shifted), axis=1)))",
        "The sign is wrong: a cross-entropy is at least 0.",
    ),
    Mistake(
        "np.log(np.sum(np.exp(shifted), axis=1))",
        "np.log(np.mean(np.exp(shifted), axis=1))",
        "Under the fraction bar stands a sum over the candidates, not their mean.",
    ),
    Mistake(
        "shifted = scores - np.max(scores, axis=1, keepdims=True)",
        "shifted = scores",
        "Large scores overflow in the exponential: subtract the largest of each row first.",
    ),
    Mistake(
        "    correction =",
        "    sampled_ids = np.unique(sampled_ids)\n    correction =",
        "Rivals drawn twice are counted once. The correction by q expects that they count twice.",
    ),
    Mistake(
        "    correction =",
        "    sampled_ids = np.arange(len(output_bias))\n    correction =",
        "All classes are rivals. The point is to compute only the drawn ones, `sampled_ids`.",
    ),
)
