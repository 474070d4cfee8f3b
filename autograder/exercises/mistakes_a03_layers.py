"""Known mistakes of unit 03: wiggling, loss and output layer."""

from __future__ import annotations

from autograder.exercises.model import Mistake

WIGGLE = (
    Mistake(
        "(2 * epsilon)",
        "epsilon",
        "The result is twice too large: the two losses lie two epsilons apart.",
    ),
    Mistake("(above - below)", "(below - above)", "The sign is the wrong way round: the loss above minus the loss below."),
    Mistake(
        "below = loss(moved)\n        gradient[index] = (above - below) / (2 * epsilon)",
        "below = loss(array)\n        gradient[index] = (above - below) / epsilon",
        "This is a one-sided difference, up and not down. It is less accurate: move the entry down by epsilon too, (3.1).",
    ),
    Mistake(
        "below = loss(moved)",
        "below = loss(array)",
        "Half of the slope is missing: the second loss is taken at the array itself instead of with the entry moved down.",
    ),
    Mistake("/ (2 * epsilon)", "", "The difference of the losses is not divided by the distance, two epsilons."),
    Mistake(
        "moved[index] = array[index]",
        "moved = array",
        "All entries are moved at once, so every result is the sum of all slopes. Move one entry, keep the others.",
    ),
    Mistake(
        "np.ndindex(array.shape)",
        "np.ndindex(array.shape[:1])",
        "A whole row was moved at once. The index must name a single entry, whatever the number of axes.",
    ),
    Mistake(
        "moved = array.copy()\n"
        "        moved[index] = array[index] + epsilon\n"
        "        above = loss(moved)\n"
        "        moved[index] = array[index] - epsilon",
        "moved = array\n        moved[index] += epsilon\n        above = loss(moved)\n        moved[index] -= 2 * epsilon",
        "An entry was not put back before the next one moved, so later entries are measured at another point.",
    ),
    Mistake(
        "gradient = np.zeros_like(array)",
        "gradient = np.zeros_like(array)\n    epsilon = 1e-5",
        "The argument epsilon is not used: a fixed step stands in its place.",
    ),
    Mistake(
        "        gradient[index] = (above - below) / (2 * epsilon)  # (3.1)\n    return gradient",
        "        gradient[index] = (above - below) / (2 * epsilon)\n        return gradient",
        "Only the first entry has a slope, all others are 0. Does your `return` stand inside the loop?",
    ),
    Mistake(
        "above = loss(moved)\n"
        "        moved[index] = array[index] - epsilon\n"
        "        below = loss(moved)\n"
        "        gradient[index] = (above - below) / (2 * epsilon)",
        "above = loss(array)\n"
        "        moved[index] = array[index] - epsilon\n"
        "        below = loss(moved)\n"
        "        gradient[index] = (above - below) / epsilon",
        "This is a one-sided difference, down and not up. It is less accurate: move the entry up by epsilon too, (3.1).",
    ),
    Mistake(
        "above = loss(moved)",
        "above = loss(array)",
        "Half of the slope is missing: the first loss is taken at the array itself instead of with the entry moved up.",
    ),
    Mistake(
        "    for index in np.ndindex(array.shape):\n"
        "        moved = array.copy()\n"
        "        moved[index] = array[index] + epsilon\n"
        "        above = loss(moved)\n"
        "        moved[index] = array[index] - epsilon\n"
        "        below = loss(moved)",
        "    up, down = array.copy(), array.copy()\n"
        "    for index in np.ndindex(array.shape):\n"
        "        up[index] += epsilon\n"
        "        above = loss(up)\n"
        "        down[index] -= epsilon\n"
        "        below = loss(down)",
        "The moves pile up: entries moved in earlier turns of the loop are still moved. Only one entry may differ from `array`, "
        "so begin every turn with the array as it was.",
    ),
    Mistake(
        "return gradient",
        "return gradient.ravel()",
        "The gradient must have the shape of the array.",
        caught="shape",
    ),
)

ONE_SUM = "All probabilities of the batch together add up to 1. Those of each token must: the `softmax` given above does that."

LOSS = (
    Mistake(
        "(probabilities - one_hot)",
        "(one_hot - probabilities)",
        "The sign is the wrong way round: what the network said minus what was right, (3.2).",
    ),
    Mistake(
        "(probabilities - one_hot)",
        "probabilities",
        "The targets are missing: the one-hot vector of the right class is subtracted from the probabilities.",
    ),
    Mistake(
        "(probabilities - one_hot)",
        "-one_hot",
        "Only the right class gets a gradient. The softmax shares it out: the probabilities of all classes belong to it, (3.2).",
    ),
    Mistake(
        "(probabilities - one_hot)",
        "(-one_hot / probabilities)",
        "This is the gradient with respect to the probabilities. One layer further back, at the logits, it becomes (3.2).",
    ),
    Mistake(
        "(probabilities - one_hot)",
        "2 * (probabilities - one_hot)",
        "There is a factor 2 too many: it belongs to a squared error, not to cross-entropy.",
    ),
    Mistake(
        "softmax(logits)",
        "logits",
        "The logits are used as if they were probabilities. Put them through softmax first.",
    ),
    Mistake(
        "softmax(logits)",
        "softmax(softmax(logits))",
        "Softmax was applied twice.",
    ),
    Mistake(
        "softmax(logits)",
        "np.swapaxes(softmax(np.swapaxes(logits, 1, 2)), 1, 2)",
        "The softmax runs over the time steps. The probabilities of the classes of one token must add up to 1.",
    ),
    Mistake(
        "share = mask[:, :, None] / np.sum(mask)",
        "share = 1 / np.sum(mask)",
        "Padding gets a gradient: the numerator of the share is 0 where the mask is False.",
    ),
    Mistake(
        "share = mask[:, :, None] / np.sum(mask)",
        "share = 1 / mask.size",
        "The mask is not used: padding gets a gradient, and the mean is taken over all steps.",
    ),
    Mistake(
        "mask[:, :, None] / np.sum(mask)",
        "mask[:, :, None] / mask.size",
        "The mean is taken over all steps, padding included. Divide by the number of real tokens.",
    ),
    Mistake(
        " / np.sum(mask)",
        "",
        "The gradient belongs to a sum. The loss is a mean over the real tokens: divide by their number.",
    ),
    Mistake(
        "np.sum(mask)",
        "len(mask)",
        "Divided by the number of sequences. The loss is a mean over tokens, (2.10).",
    ),
    Mistake(
        "np.sum(mask)",
        "mask.shape[1]",
        "Divided by the number of time steps. The loss is a mean over the real tokens of the whole batch.",
    ),
    Mistake(
        "np.sum(mask)",
        "np.sum(mask, axis=1)[:, None, None]",
        "Each sequence is divided by its own length. The mean runs over all real tokens of the batch together, "
        "so every token has the same share.",
    ),
    Mistake(
        "np.sum(mask)",
        "np.sum(mask, axis=1)[:, None, None] / len(mask)",
        "This is the mean over sequences of their means. In (2.10) every token has the same share, in short and long sequences.",
    ),
    Mistake("mask[:, :, None]", "~mask[:, :, None]", "The mask is the wrong way round: True marks the real tokens."),
    Mistake(
        "share * (probabilities - one_hot)",
        "probabilities / np.sum(mask) - share * one_hot",
        "The mask reaches the targets only; at padding the probabilities are left over. It belongs to the whole "
        "bracket of (3.2).",
    ),
    Mistake(
        "np.eye(logits.shape[-1])[targets]",
        "np.isin(np.arange(logits.shape[-1]), targets)",
        "At every token 1 is taken away from all classes that occur anywhere in `targets`. Each token has one right class: "
        "`[:, :, targets]` does not pair a token with its own target, a one-hot array does.",
    ),
    Mistake(
        "np.eye(logits.shape[-1])[targets]",
        "targets[:, :, None]",
        "The id of the right class is taken away from the probabilities of all classes. What is right is 1 for one class and 0 "
        "for the others: turn the ids into one-hot vectors.",
    ),
    Mistake(
        "mask[:, :, None] / np.sum(mask)",
        "(targets != 0)[:, :, None] / np.sum(targets != 0)",
        "Every target 0 is taken for padding. A real token may have the id 0: ask the mask.",
    ),
    Mistake("softmax(logits)", "np.exp(logits) / np.sum(np.exp(logits))", ONE_SUM),
    Mistake("softmax(logits)", "(lambda e: e / np.sum(e))(np.exp(logits - np.max(logits, axis=-1, keepdims=True)))", ONE_SUM),
)

DENSE = (
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.mean(d_rows, axis=0)",
        "d_output_bias is a mean. All rows share one bias, so their gradients are summed.",
    ),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.sum(d_logits, axis=0)",
        "d_output_bias is summed over the samples only. With three axes, sum over the time steps as well.",
        caught="shape",
    ),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.sum(d_rows)",
        "d_output_bias is one number: the classes were summed as well. There is one bias per class.",
        caught="type",
    ),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.sum(d_rows, axis=0) / len(h)",
        "d_output_bias is divided by the batch. The mean is already in d_logits: sum the rows and leave it there.",
    ),
    Mistake(
        "rows.T @ d_rows",
        "rows.T @ d_rows / len(h)",
        "d_output_kernel is divided by the batch. The mean is already in d_logits: sum the rows and leave it there.",
    ),
    Mistake(
        "rows.T @ d_rows",
        "rows.T @ d_rows / len(rows)",
        "d_output_kernel is a mean over the rows. All rows share one kernel, so their gradients are summed.",
    ),
    Mistake(
        "rows.T @ d_rows",
        "h.reshape(units, -1) @ d_rows",
        "reshape was used where a transpose is due: it gives the right shape with the numbers in the wrong places.",
    ),
    Mistake(
        "h.reshape(-1, units)",
        "np.swapaxes(h, 0, -2).reshape(-1, units)",
        "The rows of h and of d_logits are not in the same order: a state must meet the gradient of the same "
        "sample and time step.",
    ),
    Mistake(
        "rows.T @ d_rows",
        "np.tanh(rows).T @ d_rows",
        "h went through tanh once more. The output layer read the state as it is.",
    ),
    Mistake(
        "d_logits @ output_kernel.T",
        "d_logits @ output_kernel.T * (1 - h**2)",
        "The slope of tanh is already in d_h. That belongs to the cell; the output layer has no tanh.",
    ),
    Mistake(
        "d_logits @ output_kernel.T",
        "d_logits.sum(axis=-1, keepdims=True) * output_kernel.sum(axis=1)",
        "In d_h the classes were summed before they met the kernel. Each class brings its own column of V: use a "
        "matrix product, (3.3).",
    ),
)
