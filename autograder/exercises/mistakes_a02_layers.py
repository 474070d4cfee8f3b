"""Known mistakes of unit 02: softmax, the output layer and the loss."""

from __future__ import annotations

from .model import Mistake

SOFTMAX = (
    Mistake(
        "axis=-1",
        "axis=0",
        "Maximum and sum run down the first axis, so the columns add up to 1. Each row must: which axis holds the classes?",
    ),
    Mistake(
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.sum(exponentials, axis=0, keepdims=True)",
        "The sum runs down the first axis and mixes the samples. Each row must add up to 1: which axis holds the classes?",
    ),
    Mistake(
        "axis=-1",
        "axis=1",
        "With three axes the time steps are normalised, not the classes. These are on the last axis, however many there are.",
    ),
    Mistake(
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.sum(exponentials)",
        "All rows together add up to 1, not each row by itself. Does your sum say over which axis it runs?",
    ),
    Mistake(
        "np.exp(logits - largest)",
        "np.exp(logits)",
        "Overflow: for a computer, e to the power of 10,000 is infinite. What does the second form of (2.8) subtract?",
        caught="finite",
    ),
    Mistake(
        "np.max(logits, axis=-1, keepdims=True)",
        "np.max(logits)",
        "You subtract the largest logit of the whole array: a row far below it becomes 0/0. Every row needs its own maximum.",
        caught="finite",
    ),
    Mistake(
        "np.max(",
        "np.min(",
        "You subtract the smallest logit. What is left is 0 or larger and can still overflow; which logit must go?",
        caught="finite",
    ),
    Mistake(
        "np.max(",
        "np.mean(",
        "You subtract the mean of the logits. The largest may still lie far above it and overflow; which logit must go?",
        caught="finite",
    ),
    Mistake(
        ", axis=-1, keepdims=True",
        "",
        "There is one maximum and one sum for the whole array, so all rows together add up to 1. Every row needs its own.",
    ),
    Mistake(
        "np.max(logits, axis=-1, keepdims=True)  # (..., 1)\n"
        "    exponentials = np.exp(logits - largest)  # (..., classes)\n"
        "    probabilities = exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "np.max(logits)\n"
        "    exponentials = np.exp(logits - largest)\n"
        "    probabilities = exponentials / np.sum(exponentials, axis=0)",
        "The sum runs down the first axis, as in many versions on the web that write samples as columns, and there is one "
        "maximum for all. Here a sample is a row: over which axis does it add up to 1?",
    ),
    Mistake(
        "axis=-1, keepdims=True",
        "axis=1",
        "Maximum and sum of a row have lost their last axis, so they meet the columns; with other shapes that is an error. "
        "How do they keep an axis of length 1?",
    ),
    Mistake(
        "np.sum(exponentials, axis=-1, keepdims=True)",
        "np.sum(exponentials, axis=1)",
        "The sums of the rows have lost their last axis, so they divide the columns; with other shapes that is an error. "
        "How does a sum keep an axis of length 1?",
    ),
    Mistake(
        "np.max(logits, axis=-1, keepdims=True)",
        "np.max(logits, axis=1)",
        "The largest logits of the rows have lost their last axis and are taken from the columns; with other shapes that is "
        "an error. How does a maximum keep an axis of length 1?",
    ),
    Mistake(
        "exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "exponentials",
        "The probabilities do not add up to 1: the exponentials are not divided, or not by their sum. Look at (2.8).",
    ),
    Mistake(
        "exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "logits - largest - np.log(np.sum(exponentials, axis=-1, keepdims=True))",
        "These are the logarithms of the probabilities. They belong to the loss (2.9); softmax returns the fraction (2.8).",
    ),
    Mistake(
        "exponentials / np.sum(exponentials, axis=-1, keepdims=True)",
        "0.5 + 0.5 * np.tanh(logits / 2)",
        "This is a sigmoid of every logit by itself. In softmax the classes share a probability of 1: each row needs its sum.",
    ),
    Mistake(
        "/ np.sum(exponentials, axis=-1, keepdims=True)",
        "/ np.sum(np.exp(logits), axis=-1, keepdims=True)",
        "The maximum is subtracted above the line of the fraction but not below. Use the same exponentials in both places.",
    ),
    Mistake(
        "largest = np.max(logits, axis=-1, keepdims=True)  # (..., 1)\n",
        "largest = 0.0\n    logits -= np.max(logits, axis=-1, keepdims=True)\n",
        "The subtraction changes `logits` itself, which the caller still needs. Give the difference a name of its own.",
        caught="inputs",
    ),
)

DENSE = (
    Mistake(" + output_bias", "", "The bias is missing: look at (2.7)."),
    Mistake(
        "h @ output_kernel + output_bias",
        "np.tanh(h @ output_kernel + output_bias)",
        "The logits are squashed by tanh. Equation (2.7) is linear: logits may be of any size.",
    ),
    Mistake(
        "h @ output_kernel + output_bias",
        "softmax(h @ output_kernel + output_bias)",
        "These are probabilities: softmax is already applied. Logits are the scores before it.",
    ),
    Mistake(
        "h @ output_kernel + output_bias",
        "h @ (output_kernel + output_bias)",
        "The bias is added to the matrix, before the product. In (2.7) it is added to the result: look at your brackets.",
    ),
    Mistake(
        "logits = h @",
        "logits = np.tanh(h) @",
        "Tanh is applied to the state once more. The state has already been through it.",
    ),
    Mistake(
        "logits = h @",
        "logits = (h if h.ndim == 2 else h[:, -1]) @",
        "With three axes only the last time step is used. All are asked for: `@` works on the last axis and keeps the others.",
        caught="shape",
    ),
    Mistake(
        "logits = h @",
        "logits = h.reshape(-1, h.shape[-1]) @",
        "Batch and time steps became one axis. `@` keeps them apart by itself; who flattens must give the shape back.",
        caught="shape",
    ),
)

GUARDED = (
    "The probabilities are kept above a tiny number before the logarithm, so the loss of a sure and wrong answer is cut off. "
    "Taken on paper, as in (2.9), the logarithm needs no such guard."
)

LOSS = (
    Mistake(
        "np.sum(chosen * mask) / np.sum(mask)",
        "np.mean(chosen)",
        "Padding counts: the mask has no influence. In (2.10) it stands above and below the line.",
    ),
    Mistake(
        "/ np.sum(mask)",
        "/ mask.size",
        "The sum is right, but it is divided by the number of all steps, padding included. Divide by the number of real tokens.",
    ),
    Mistake("/ np.sum(mask)", "/ len(mask)", "The sum is divided by the batch size. Divide by the number of real tokens."),
    Mistake(" / np.sum(mask)", "", "This is the sum over the real tokens; (2.10) is their mean."),
    Mistake(
        "-np.sum(chosen * mask) / np.sum(mask)",
        "-np.mean(np.sum(chosen * mask, axis=1) / np.sum(mask, axis=1))",
        "Each sequence is averaged first, so tokens of short sequences count more. In (2.10) all real tokens count the same.",
    ),
    Mistake(
        "-np.sum(chosen * mask) / np.sum(mask)",
        "-np.sum(chosen) / np.sum(mask)",
        "The mask stands below the line of (2.10) but not above: the padding is still in the sum.",
    ),
    Mistake(
        "-np.sum(chosen * mask) / np.sum(mask)",
        "-np.sum(chosen * (targets != 0)) / np.sum(targets != 0)",
        "Every target 0 is taken for padding. A real token may have the id 0: ask the mask.",
    ),
    Mistake(
        "chosen * mask) / np.sum(mask)",
        "chosen * ~mask) / np.sum(mask)",
        "The padding is summed and the real tokens are left out: True marks a real token.",
    ),
    Mistake(
        "loss = -np.sum",
        "loss = np.sum",
        "The loss is negative. Logarithms of probabilities are below 0, hence the minus of (2.10).",
    ),
    Mistake(
        "return float(loss)",
        "return float(loss / np.log(2))",
        "The loss is in bits: it is 1.44 times too large. Nats need the natural logarithm, `np.log`.",
    ),
    Mistake(
        "chosen * mask)",
        "np.exp(chosen) * mask)",
        "The probabilities are averaged, not their logarithms.",
    ),
    Mistake(
        "    return float(loss)",
        "    return float(np.exp(loss))",
        "This is the exponential of the loss, called perplexity (unit 08). Here the loss itself is asked for.",
    ),
    Mistake(
        "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))",
        "shifted",
        "The logits are not normalised: where is the second term of (2.9)?",
    ),
    Mistake(
        "np.sum(np.exp(shifted), axis=-1, keepdims=True)",
        "np.sum(np.exp(shifted), axis=1, keepdims=True)",
        "The sum of (2.9) runs over time instead of over classes. The classes are on the last axis.",
    ),
    Mistake(
        "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))",
        "np.log(softmax(logits))",
        "A probability was rounded to 0 and its logarithm is minus infinity. Take the logarithm on paper, as in (2.9).",
        caught="finite",
    ),
    Mistake(
        "return float(loss)",
        "return -np.sum(chosen * mask, axis=1) / np.sum(mask, axis=1)",
        "One loss per sequence is returned. Sum over both axes: one number for the batch.",
    ),
    *(
        Mistake(
            "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))", f"np.log(softmax(logits) + {guard})", GUARDED
        )
        for guard in ("1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")
    ),
    Mistake(
        "logits - np.max(logits, axis=-1, keepdims=True)",
        "logits",
        "Overflow: the exponential of 10,000 is infinite and that of -10,000 is 0. Which logit does (2.9) subtract, twice?",
        caught="finite",
    ),
    Mistake(
        "np.max(logits, axis=-1, keepdims=True)",
        "np.max(logits)",
        "You subtract the largest logit of the whole array: in a row far below it every exponential is 0, and so is their sum. "
        "Every row needs its own maximum.",
        caught="finite",
    ),
    Mistake(
        "np.sum(np.exp(shifted), axis=-1, keepdims=True)",
        "np.sum(np.exp(shifted))",
        "The sum of (2.9) runs over the whole array. Each step of each sample has its own: does your sum say over which axis?",
    ),
    Mistake(
        "/ np.sum(mask)",
        "/ logits.shape[1]",
        "The sum is divided by the number of time steps. Divide by the number of real tokens of the whole batch.",
    ),
    Mistake(
        "np.sum(chosen * mask) / np.sum(mask)",
        "np.sum(chosen)",
        "This is the sum over all steps, padding included. (2.10) is the mean over the real tokens: the mask stands above and "
        "below the line.",
    ),
    Mistake(
        "np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]",
        "log_probabilities[:, :, targets]",
        "Every step picks the classes of all targets, not only of its own: print the shape of what you picked. "
        "Which call picks one entry along an axis?",
    ),
)
