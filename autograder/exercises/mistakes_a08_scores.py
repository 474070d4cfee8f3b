"""Known mistakes of unit 08: perplexity, and the score of a sentence."""

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
    Mistake(
        "float(np.exp(loss))",
        "np.exp(-np.sum(log_probabilities * mask, axis=1) / np.sum(mask, axis=1))",
        "This is one perplexity per sentence. All real tokens of the batch go into one mean, and one number comes back.",
    ),
    Mistake(
        "float(np.exp(loss))",
        "float(np.sum(mask) / np.sum(np.exp(log_probabilities) * mask))",
        "The mean is taken of the probabilities. Take it of their logarithms, then the exponential.",
    ),
    Mistake(MEAN, "-np.mean(log_probabilities[~mask])", "The mask works the wrong way round: True marks a real token."),
    Mistake(
        "float(np.exp(loss))",
        "np.exp(-np.ma.array(log_probabilities, mask=mask).mean())",
        "NumPy's masked arrays leave out what is True; here True marks a real token. Select with `log_probabilities[mask]`.",
    ),
    Mistake(
        MEAN,
        "-np.sum(np.log(log_probabilities) * mask) / np.sum(mask)",
        "A logarithm was taken of `log_probabilities`, which are logarithms already, and negative numbers have none.",
    ),
)

ROW_MAX = "np.max(logits, axis=-1, keepdims=True)"
LOG_SOFTMAX = "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))"
CHOSEN = "np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]"

TOO_SMALL = (
    "A small number was added to the probabilities, or put in their place, so that the logarithm exists; an unlikely token then "
    "always scores the logarithm of that number. Use (2.9), which needs none."
)

OVER_TIME = "Softmax runs over time, axis 1. The probabilities of one step add up to 1 over the classes, the last axis."

SENTENCE = (
    *(
        Mistake(LOG_SOFTMAX, f"np.log(softmax(logits) + {least})", TOO_SMALL)
        for least in ("1e-15", "1e-12", "1e-10", "1e-9", "1e-8", "1e-7", "1e-20", "1e-300", "np.finfo(float).eps")
    ),
    Mistake("axis=-1, keepdims=True", "axis=1, keepdims=True", OVER_TIME),
    *(
        Mistake(LOG_SOFTMAX, f"np.log(softmax(np.swapaxes(logits, 1, 2)).swapaxes(1, 2) + {least})", OVER_TIME)
        for least in ("0.0", "1e-12")
    ),
    Mistake(
        "axis=-1, keepdims=True",
        "axis=0, keepdims=True",
        "Softmax runs over the batch, axis 0. The probabilities of one step add up to 1 over the classes, the last axis.",
    ),
    Mistake(
        "np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))",
        "np.log(np.sum(np.exp(shifted)))",
        "One sum of exponentials is used for the whole batch. Every step of every sentence has its own, over the classes.",
    ),
    Mistake(
        CHOSEN,
        "log_probabilities[:, :, targets]",
        "`[:, :, targets]` takes, at every step, the tokens of all steps. Each step needs its own: `np.take_along_axis`.",
    ),
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
