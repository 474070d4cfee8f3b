"""Known mistakes of unit 08: perplexity, the score of a sentence, and the sampled softmax."""

from __future__ import annotations

from .model import Mistake

MEAN = "-np.sum(log_probabilities * mask) / np.sum(mask)"

PERPLEXITY = (
    Mistake(
        MEAN,
        "-np.sum(log_probabilities * mask)",
        "The exponential is taken of the sum, so long texts look worse. Divide by the number of real tokens first.",
    ),
    Mistake(
        MEAN,
        "-np.mean(log_probabilities)",
        "Padding counts: its surprises are in the mean. Leave it out of the sum and out of the count.",
    ),
    Mistake(
        MEAN,
        "-np.mean(log_probabilities * mask)",
        "The sum leaves padding out, but the count does not: divide by the number of real tokens.",
    ),
    Mistake(
        MEAN,
        "-np.sum(log_probabilities) / np.sum(mask)",
        "The count leaves padding out, but the sum does not: what stands at padding must not be added.",
    ),
    Mistake(
        MEAN,
        "-np.sum(log_probabilities * mask) / len(mask)",
        "The surprise is per sentence: it was divided by the batch. Divide by the number of real tokens.",
    ),
    Mistake(
        MEAN,
        "np.sum(log_probabilities * mask) / np.sum(mask)",
        "The minus sign is missing: a perplexity below 1 cannot be. This is its reciprocal.",
    ),
    Mistake(
        "np.exp(loss)",
        "2.0**loss",
        "The loss is in nats, but the power has base 2. Logarithm and power need the same base, here e.",
    ),
    Mistake("np.exp(loss)", "2.0 ** (loss / np.log(2) ** 2)", "The change to base 2 was made twice. With base e none is needed."),
    Mistake("np.exp(loss)", "loss", "This is the cross-entropy in nats. The perplexity is its exponential, (8.7)."),
    Mistake(
        "np.exp(loss)", "loss / np.log(2)", "These are bits per token. The perplexity is the exponential of the nats, (8.7)."
    ),
    Mistake(
        "float(np.exp(loss))",
        "float(np.sum(np.exp(-log_probabilities) * mask) / np.sum(mask))",
        "The exponential is taken of every surprise, then the mean. The mean comes first.",
    ),
    Mistake(
        "float(np.exp(loss))",
        "float(np.mean(np.exp(-np.sum(log_probabilities * mask, axis=1) / np.sum(mask, axis=1))))",
        "This is the mean of one perplexity per sentence. All real tokens of the batch go into one mean.",
    ),
    Mistake(
        MEAN,
        "-np.mean(np.sum(log_probabilities * mask, axis=1) / np.sum(mask, axis=1))",
        "The mean is taken per sentence, then over sentences, so tokens of short ones weigh more. Every token weighs the same.",
    ),
)

ROW_MAX = "np.max(logits, axis=-1, keepdims=True)"
LOG_SOFTMAX = "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))"
CHOSEN = "np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]"

SENTENCE = (
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen * mask, axis=1) / np.sum(mask, axis=1)",
        "These are means per token. The score of a sentence is the sum, (8.5).",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.mean(chosen * mask, axis=1)",
        "These are means over all time steps, padding included. The score of a sentence is the sum, (8.5).",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen, axis=1)",
        "Padding counts: what a sentence has been filled up with lowers its score.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "-np.sum(chosen * mask, axis=1)",
        "This is the surprise, at least 0. A log-probability is at most 0: mind the sign.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen * mask, axis=0)",
        "The sum ran over the batch, so each number mixes all sentences. Sum over time.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen * mask)",
        "This is one number for the whole batch. Every sentence needs its own score.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.exp(np.sum(chosen * mask, axis=1))",
        "These are probabilities. For long sentences they are too small for a computer: return their logarithms.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen * mask, axis=1) / np.log(2)",
        "These are bits: the logarithm has base 2. Nats are asked for, so the natural logarithm.",
    ),
    Mistake(
        "np.sum(chosen * mask, axis=1)",
        "np.sum(chosen * np.cumprod(mask, axis=1), axis=1)",
        "The sum stops at the first padding. A mask may have gaps: ask it at every step.",
    ),
    Mistake(
        "chosen * mask",
        "chosen * ~mask",
        "The mask works the wrong way round: True marks a real token.",
    ),
    Mistake(LOG_SOFTMAX, "logits", "The logits themselves are added up. They become log-probabilities only by (2.9)."),
    Mistake(
        LOG_SOFTMAX,
        "shifted",
        "The second half of (2.9) is missing: the logarithm of the sum must be subtracted.",
    ),
    Mistake(
        LOG_SOFTMAX,
        "np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True)",
        "Probabilities are added up. Of probabilities one takes the product, so of their logarithms the sum.",
    ),
    Mistake(
        LOG_SOFTMAX,
        "np.log(softmax(logits))",
        "Softmax first and its logarithm afterwards gives minus infinity where a probability is too small: use (2.9).",
    ),
    Mistake(
        f"shifted = logits - {ROW_MAX}",
        "shifted = logits",
        "Large logits overflow in the exponential: subtract the largest of each row first, (2.9).",
    ),
    Mistake(
        ROW_MAX,
        "np.max(logits)",
        "The largest logit of the whole batch is subtracted. Where all logits are far below it, every exponential becomes 0.",
    ),
    Mistake(
        "axis=-1, keepdims=True))  # (2.9)",
        "axis=1, keepdims=True))  # (2.9)",
        "The sum of the exponentials runs over time. It belongs to the classes, the last axis.",
    ),
    Mistake(
        CHOSEN,
        "np.max(log_probabilities, axis=-1)",
        "The likeliest token is scored at every step. It should be the token that really stands there, `targets`.",
    ),
    Mistake(
        "targets[:, :, None]",
        "np.roll(targets, -1, axis=1)[:, :, None]",
        "Every step is compared with the target of the next step. Logits and targets are aligned already.",
    ),
)

HITS = "np.where(sampled_ids == target[:, None], -np.inf, rivals)"

SAMPLED = (
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
