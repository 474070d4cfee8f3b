"""Known mistakes of unit 12: tags as numbers, and loss and accuracy with padding."""

from __future__ import annotations

from .model import Mistake

FULL = "np.full((len(tags), longest), NO_TAG)"
INDEX = "names.index(tag) for tag in row"
MASK = "ids, ids != NO_TAG"
LENGTHS = "ids, np.arange(longest) < np.array([len(row) for row in tags])[:, None]"

ENCODE = (
    Mistake(
        FULL,
        "np.zeros((len(tags), longest), int)",
        "Padding has become tag 0: fill up with NO_TAG, -1, which is no tag.",
    ),
    Mistake(
        "return " + MASK,
        "return " + LENGTHS.replace("ids,", "np.maximum(ids, 0),"),
        "The mask is right, but padding has become tag 0: fill up with NO_TAG, -1, which is no tag.",
    ),
    Mistake(FULL, FULL.replace("NO_TAG", "len(names)"), "Padding has a number behind the last tag: fill up with NO_TAG, -1."),
    Mistake(MASK, "ids, ids > 0", "The mask is False where the tag has id 0. That is a tag like any other: look for NO_TAG."),
    Mistake(
        MASK,
        'ids, ids != names.index("O")',
        "The mask is False at `O`: it must tell where there is a tag, not where there is an entity.",
    ),
    Mistake(MASK, "ids, ids == NO_TAG", "The mask is the wrong way round: True stands for a real tag."),
    Mistake(MASK, "ids, np.ones(ids.shape, bool)", "The mask is True everywhere, at padding, too."),
    Mistake(MASK, "ids, (ids != NO_TAG).astype(int)", "", caught="dtype"),
    Mistake(MASK, "ids", "", caught="structure"),
    Mistake(MASK, "ids != NO_TAG, ids", "", caught="dtype"),
    Mistake(
        "ids[number, : len(row)]",
        "ids[number, longest - len(row) :]",
        "The padding stands in front. Sentences begin at time step 0, padding stands at the end.",
    ),
    Mistake(
        INDEX,
        "names.index(tag) + 1 for tag in row",
        "Every id is one too high: the id of a tag is its place in `names`, from 0 on.",
    ),
    Mistake(
        INDEX,
        "sorted(names).index(tag) for tag in row",
        "The ids are places in another order of the tags: take them from `names` as it is, not sorted.",
    ),
    Mistake(
        INDEX,
        "list(dict.fromkeys(tag for row in tags for tag in row)).index(tag) for tag in row",
        "The ids are given in the order in which tags occur. The id of a tag is its place in `names`, else every data set would "
        "have ids of its own.",
    ),
    Mistake(INDEX, "names.index(tag) for tag in row[::-1]", "The tags of each sentence stand in reverse order."),
    Mistake("max(len(row)", "1 + max(len(row)", "", caught="shape"),
    Mistake("max(len(row) for row in tags)", "len(tags[0])", "", caught="error"),
)

REAL = "real = ops.cast(mask, logits.dtype)"
ONE_HOT = "ops.where(mask, targets, 0)"
LAST = "ops.sum(losses * real) / ops.sum(real)"
LOGS = "ops.log_softmax(logits, axis=-1)"

LOSS = (
    Mistake(
        LAST,
        "ops.mean(losses)",
        "The mean is over all places, padding too. Multiply the losses with the mask, and divide by the number of real tokens.",
    ),
    Mistake(
        LAST,
        "ops.mean(losses * real)",
        "The losses at padding are gone, but the sum is divided by all places: divide by the number of real tokens.",
    ),
    Mistake(LAST, "ops.sum(losses * real)", "The sum is not divided: (12.5) is a mean over the real tokens."),
    Mistake(
        LAST,
        "ops.sum(losses * real) / ops.cast(ops.shape(logits)[0], logits.dtype)",
        "The sum is divided by the number of sentences: (12.5) divides by the number of real tokens.",
    ),
    Mistake(
        LAST,
        "ops.mean(ops.sum(losses * real, axis=1) / ops.sum(real, axis=1))",
        "This is the mean of the sentences' means, in which a token of a short sentence weighs more. (12.5) sums over all "
        "sentences first.",
    ),
    Mistake(
        "/ ops.sum(real)",
        "/ (ops.sum(real) + 1)",
        "The number of real tokens is off by one in the divisor.",
    ),
    Mistake("-ops.sum(right", "ops.sum(right", "The sign is missing: a loss is minus a logarithm (12.4)."),
    Mistake(REAL, REAL.replace("mask", "~mask"), "The mask is the wrong way round: the loss is that of the padding."),
    Mistake(
        REAL,
        "real = ops.cast(ops.greater_equal(targets, 0), logits.dtype)",
        "The mask is not used: tokens count where the target is a tag. The mask decides, also where a tag stands at padding.",
    ),
    Mistake(
        LOGS,
        "ops.log(logits - ops.min(logits) + 1e-7)",
        "The logits are taken for probabilities. They need a softmax: `log_softmax`, or `from_logits=True`.",
    ),
    Mistake(
        f"-ops.sum(right * {LOGS}, axis=-1)",
        f"keras.losses.sparse_categorical_crossentropy({ONE_HOT}, logits)",
        "`from_logits=True` is forgotten: without it the function of Keras takes the logits for probabilities.",
    ),
    Mistake(
        LOGS,
        "ops.log_softmax(ops.softmax(logits, axis=-1), axis=-1)",
        "There are two softmaxes, one on the other: `log_softmax` and `from_logits=True` want logits as they are.",
    ),
    Mistake(LOGS, LOGS.replace("-1", "1"), "The softmax goes over the time steps: it belongs to the last axis, the classes."),
    Mistake(LOGS, LOGS + " / np.log(2)", "The loss is in bits: (12.4) has the natural logarithm."),
    Mistake(LOGS, "logits", "The softmax is missing: minus the right logit is no loss, as all logits could grow together."),
    Mistake(
        LOGS,
        "ops.log(ops.exp(logits) / ops.sum(ops.exp(logits), axis=-1, keepdims=True))",
        "Large logits overflow in `exp`: use `ops.log_softmax`, or `from_logits=True`.",
        caught="finite",
    ),
    Mistake(
        "    right = ops.one_hot(",
        "    logits = logits * ops.expand_dims(ops.cast(mask, logits.dtype), -1)\n    mask = ops.ones_like(mask)\n"
        "    right = ops.one_hot(",
        "The mask is multiplied with the logits. Equal logits at padding are a guess, and its loss counts: multiply the losses.",
    ),
    Mistake(
        LOGS,
        "ops.stop_gradient(ops.log_softmax(logits, axis=-1))",
        "The number is right, but no gradient gets back to the logits: nothing could be learnt from it.",
    ),
    Mistake(LAST, "float(ops.sum(losses * real) / ops.sum(real))", "", caught="error"),
    Mistake("return ops.sum(losses * real) / ops.sum(real)", "return losses * real", "", caught="shape"),
    Mistake(ONE_HOT, "ops.maximum(targets - 1, 0)", "The targets are shifted by one: tags have ids from 0 on."),
)

RIGHT = 'ops.equal(ops.argmax(logits, axis=-1), ops.cast(targets, "int32"))'
SHARE = "ops.sum(right) / ops.sum(real)"

ACCURACY = (
    Mistake(
        SHARE,
        'ops.sum(right) / ops.cast(ops.size(right), "float32")',
        "Right tags are divided by all places, padding included: divide by the number of real tokens.",
    ),
    Mistake(
        'ops.cast(ops.logical_and(right, mask), "float32")',
        'ops.cast(right, "float32")',
        "Tags that are right at padding count: above the line stand tokens that are both right and real.",
    ),
    Mistake(
        "ops.logical_and(right, mask)",
        "ops.logical_or(right, ops.logical_not(mask))",
        "Padding counts as right: above the line stand tokens that are both right and real.",
    ),
    Mistake(
        "return ops.sum(right)",
        f'return ops.mean(ops.cast({RIGHT}, "float32")) + 0 * ops.sum(right)',
        "Padding counts: this is the share over all places. Use the mask above and below the line of (12.3).",
    ),
    Mistake(
        SHARE,
        "ops.mean(ops.sum(right, axis=1) / ops.sum(real, axis=1))",
        "This is the mean of the sentences' accuracies, in which a token of a short sentence weighs more. (12.3) sums over all "
        "sentences first.",
    ),
    Mistake(
        SHARE,
        'ops.mean(ops.cast(ops.equal(ops.sum(right, axis=1), ops.sum(real, axis=1)), "float32"))',
        "This is the share of sentences without an error: (12.3) counts tokens.",
    ),
    Mistake(SHARE, "ops.sum(right)", "The number of right tags is not divided: (12.3) is a share."),
    Mistake(
        SHARE,
        "1 - ops.sum(right) / ops.sum(real)",
        "This is the share of errors, one minus the accuracy.",
    ),
    Mistake(
        "return ops.sum(right) / ops.sum(real)",
        "mask = ops.logical_not(mask)\n    both = ops.cast(ops.logical_and(" + RIGHT + ", mask), 'float32')\n"
        "    return ops.sum(both) / ops.maximum(ops.sum(ops.cast(mask, 'float32')), 1.0)",
        "The mask is the wrong way round: this is the accuracy at padding.",
    ),
    Mistake(
        "ops.argmax(logits, axis=-1)",
        "ops.argmin(logits, axis=-1)",
        "The smallest logit decides: the tag is where the largest one is, `argmax`.",
    ),
    Mistake("ops.argmax(logits, axis=-1)", "ops.argmax(logits, axis=1)", "", caught="error"),
    Mistake(
        SHARE,
        "ops.sum(right) / ops.cast(ops.shape(right)[0], right.dtype)",
        "It is divided by the number of sentences, not of tokens.",
    ),
    Mistake(
        'ops.cast(targets, "int32")',
        'ops.cast(targets + 1, "int32")',
        "The targets are shifted by one: tags have ids from 0 on.",
    ),
    Mistake(
        'real = ops.cast(ops.logical_and(right, mask), "float32"), ops.cast(mask, "float32")',
        "real = ops.cast(right, 'float32'), ops.ones_like(ops.cast(mask, 'float32'))\n"
        "    right, real = right * ops.cast(targets >= 0, 'float32'), ops.cast(targets >= 0, 'float32')",
        "The mask is not used: tokens count where the target is a tag. The mask decides, also where a tag stands at padding.",
    ),
    Mistake(
        "    return ops.sum(right)",
        "    if ops.sum(real) == 0:\n        return 0.0\n    return ops.sum(right)",
        "",
        caught="error",
    ),
    Mistake("return ops.sum(right) / ops.sum(real)", "return float(ops.sum(right) / ops.sum(real))", "", caught="error"),
)
