"""Known mistakes of unit 08: the table of pairs, and the batches of a long text."""

from __future__ import annotations

from .model import Mistake

PAIRS = "(ids[:-1], ids[1:])"

BIGRAM = (
    Mistake(
        PAIRS,
        "(ids[1:], ids[:-1])",
        "Rows and columns are exchanged: the row is the token before, the column the token behind it.",
    ),
    Mistake(
        f"np.add.at(counts, {PAIRS}, 1)",
        "counts[ids[:-1], ids[1:]] += 1",
        "Every pair counts once, however often it occurs: `+=` with index arrays adds only once per entry.",
    ),
    Mistake(
        "axis=1, keepdims=True",
        "axis=0, keepdims=True",
        "The columns add up to 1 instead of the rows. Given the token before, something must come behind it.",
    ),
    Mistake(
        "np.sum(smoothed, axis=1, keepdims=True)",
        "np.sum(smoothed)",
        "The whole table adds up to 1: that is how likely a pair is. Given the token before, each row must add up to 1.",
    ),
    Mistake(
        "np.sum(smoothed, axis=1, keepdims=True)",
        "(np.sum(counts, axis=1, keepdims=True) + smoothing)",
        "The rows add up to more than 1: each of the K entries of a row got its share, so the denominator grows K times as much.",
    ),
    Mistake(
        "np.sum(smoothed, axis=1, keepdims=True)",
        "np.maximum(np.sum(counts, axis=1, keepdims=True), 1)",
        "The denominator holds the counts without what was added to them, so the rows add up to more than 1.",
    ),
    Mistake(
        "smoothed = counts + smoothing",
        "smoothed = counts",
        "The smoothing is missing: pairs never seen are impossible, and a token never seen has no probabilities at all.",
    ),
    Mistake(
        "smoothed = counts + smoothing",
        "smoothed = np.where(counts == 0, smoothing, counts)",
        "Only pairs never seen got something. In (8.4) every pair does.",
    ),
    Mistake(
        "smoothed = counts + smoothing",
        "smoothed = counts + 1.0",
        "One is added to every count, whatever the argument `smoothing` says.",
    ),
    Mistake(PAIRS, "(ids[:-2], ids[1:-1])", "The last pair is missing: N tokens make N - 1 pairs."),
    Mistake(
        PAIRS,
        "(ids, np.roll(ids, -1))",
        "The last token is followed by the first, as if the row were a ring: N tokens make N - 1 pairs.",
    ),
    Mistake(
        PAIRS,
        "(ids[:-1:2], ids[1::2])",
        "Only every other pair is counted. Each token but the last begins one.",
    ),
    Mistake(
        "np.sum(smoothed, axis=1, keepdims=True)",
        "(np.bincount(ids, minlength=classes)[:, None] + smoothing * classes)",
        "The denominator counts every occurrence of a token, even the one at the end of the row, behind which nothing stands.",
    ),
    Mistake(
        "np.sum(smoothed, axis=1, keepdims=True)",
        "np.sum(smoothed, axis=1)",
        "Each column was divided by the sum of a row: sums of shape (K,) run along the columns. Keep the axis, `keepdims=True`.",
    ),
    Mistake(
        "smoothed / np.sum(smoothed, axis=1, keepdims=True)",
        "softmax(smoothed)",
        "This is softmax of the counts. Counts are shares already: each row is divided by its sum, no exponential.",
    ),
    Mistake("return probabilities", "return smoothed", "These are counts, not probabilities: divide each row by its sum."),
    Mistake("return probabilities", "return np.log(probabilities)", "These are logarithms. Return the probabilities themselves."),
)

CUT = "        batches.append((x[:, start:stop], targets[:, start:stop]))"
ONE_AFTER_ANOTHER = """\
        first, width = start * batch, min(stop, length) - start
        x_piece = ids[first : first + batch * width].reshape(batch, width)
        batches.append((x_piece, ids[first + 1 : first + batch * width + 1].reshape(batch, width)))"""
NEIGHBOURS = """\
    width = batch * timesteps
    for first in range(0, len(ids) - width, width):
        x, targets = ids[first : first + width], ids[first + 1 : first + width + 1]
        batches.append((x.reshape(batch, timesteps), targets.reshape(batch, timesteps)))"""
LOOP = "    for start in range(0, length, timesteps):\n        stop = start + timesteps\n" + CUT
PAIR = "(x[:, start:stop], targets[:, start:stop])"
LENGTH = "length = (len(ids) - 1) // batch"
MOVED = "targets = ids[1 : batch * length + 1].reshape(batch, length)"

BATCHES = (
    Mistake(
        MOVED,
        "targets = x",
        "The targets equal the inputs: the network would only have to copy. The target is the token behind.",
    ),
    Mistake(
        MOVED,
        "targets = np.roll(x, -1, axis=1)",
        "The last target of each strip is the strip's own first token. It must be the token that follows in the row.",
    ),
    Mistake(
        MOVED,
        "x, targets = x[:, :-1], x[:, 1:]",
        "Each strip loses a step at its end: its last token has a target too, the first token of the next strip.",
    ),
    Mistake(
        PAIR,
        "(targets[:, start:stop], x[:, start:stop])",
        "Inputs and targets are exchanged: the network would guess the token before the one it reads.",
    ),
    Mistake(
        PAIR,
        "(x[:, start:stop], x[:, start + 1 : stop + 1])",
        "The targets are cut from the strip of inputs: at the end of a strip one is missing.",
    ),
    Mistake(
        "reshape(batch, length)",
        "reshape(length, batch).T",
        "Neighbours of the row lie in different samples. A strip is a connected piece of the row: reshape to (batch, length).",
    ),
    Mistake(
        CUT,
        ONE_AFTER_ANOTHER,
        "The pieces of one batch are neighbours in the row, so no sample goes on in the next batch, where its state is carried.",
    ),
    Mistake(
        LOOP,
        NEIGHBOURS,
        "The pieces of one batch are neighbours in the row. Cut the row into `batch` strips first, then the strips into chunks.",
    ),
    Mistake(
        PAIR,
        "(x[:, start:stop], np.roll(x[:, start:stop], -1, axis=1))",
        "The last target of each chunk is the chunk's own first token. It must be the token that follows in the row.",
    ),
    Mistake(
        PAIR,
        "(x[:, start : stop - 1], x[:, start + 1 : stop])",
        "Each chunk loses a step at its end: its last token has a target too, the first token of the next chunk.",
    ),
    Mistake(
        PAIR,
        "tuple(np.pad(part[:, start:stop], ((0, 0), (0, max(0, stop - length)))) for part in (x, targets))",
        "The last chunk is filled up with zeros. It is just shorter.",
    ),
    Mistake(
        "return batches",
        "return [x for x, _ in batches], [targets for _, targets in batches]",
        "Two lists come back, inputs and targets. Return one list of pairs.",
    ),
    Mistake(
        MOVED,
        "x, targets, length = ids[: len(ids) // batch * batch].reshape(batch, -1), 0, len(ids) // batch - 1\n"
        "    x, targets = x[:, :-1], x[:, 1:]",
        "The strips have N // batch tokens and lose one each for the last target. The row spares one: the strips have "
        "(N - 1) // batch tokens, and the last target of a strip is the first token of the next.",
    ),
    Mistake(
        MOVED,
        "length = len(ids) // batch\n"
        "    x, targets = (s[: batch * length].reshape(batch, length) for s in (ids, np.roll(ids, -1)))",
        "The last token of the row is read, but nothing stands behind it to guess: the strips have (N - 1) // batch tokens.",
    ),
    Mistake(
        LENGTH,
        "length = len(ids) // batch",
        "The targets need one token more than the row has: the strips have (N - 1) // batch tokens.",
        caught="error",
    ),
    Mistake(
        "range(0, length, timesteps)",
        "range(0, length - timesteps + 1, timesteps)",
        "The last, shorter chunk is missing. It may have fewer time steps.",
    ),
    Mistake(
        "range(0, length, timesteps)",
        "range(length)",
        "The chunks overlap: each begins one step after the one before. It should begin where that one ended.",
    ),
    Mistake(
        "stop = start + timesteps",
        "stop = start + timesteps + 1",
        "The chunks are one step too long: a slice start:stop has stop - start entries.",
    ),
    Mistake(
        "stop = start + timesteps",
        "stop = start + timesteps - 1",
        "The chunks are one step too short: a slice start:stop leaves out its end already.",
    ),
    Mistake(
        "    batches = []\n",
        "    batches = []\n    timesteps = -(-length // timesteps)\n",
        "`timesteps` was taken as the number of chunks. It is the number of time steps in each.",
    ),
    Mistake(
        LENGTH,
        "length = len(ids) // batch - 1",
        "The strips are shorter than they need to be: the whole row spares one token for the last target, not every strip.",
    ),
    Mistake(
        "    x = ids[: batch",
        "    ids = ids[len(ids) - batch * length - 1 :]\n    x = ids[: batch",
        "Tokens are left over at the beginning of the row. Leave them out at its end.",
    ),
    Mistake(
        PAIR,
        "(x[:, start:stop].T, targets[:, start:stop].T)",
        "Time came first: a pair is (batch, timesteps), one row per sample.",
    ),
    Mistake("return batches", "return batches[::-1]", "The chunks come in reversed order; the state is carried forward in time."),
)
