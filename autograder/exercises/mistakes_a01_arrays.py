"""Known mistakes of unit 01: one-hot vectors, padding and batches."""

from __future__ import annotations

from .model import Mistake

_EYE = "np.eye(classes)[ids]"
_BATCHES = "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]"
_KEPT = 'sequence[:timesteps] if truncate == "post" else sequence[-timesteps:]'
_TIMESTEPS = "max(len(sequence) for sequence in sequences) if length is None else length"

ONE_HOT = (
    Mistake(
        _EYE,
        "np.moveaxis(np.eye(classes)[ids], -1, 0)",
        "The classes are on the first axis. Each id grows into a vector of its own, so the new axis is the last one.",
    ),
    Mistake("np.eye(classes)", "np.eye(classes, dtype=int)", "", caught="dtype"),
    Mistake("[ids]", "[ids - 1]", "Every 1 stands one place too early: ids count from 0."),
    Mistake(
        _EYE,
        "np.eye(classes)[ids].sum(axis=-2)",
        "The vectors of a sentence are added up: a bag of words, in which the order is lost. Keep one vector per token.",
    ),
    Mistake(
        _EYE,
        "np.eye(classes)[ids.ravel()]",
        "All axes of the ids became one. The result has the axes of `ids` and one more; no flattening is needed.",
    ),
    Mistake(
        "np.eye(classes)",
        "np.eye(ids.max() + 1)",
        "The vectors are as long as the largest id in this array demands. All arrays must agree: use `classes`.",
    ),
    Mistake(
        "np.eye(classes)",
        "np.eye(classes + 1)",
        "The vectors are one entry too long: ids run from 0 to classes - 1.",
    ),
    Mistake(_EYE, "1 - np.eye(classes)[ids]", "Zeros and ones are exchanged: the one entry of the id is the 1."),
    Mistake(
        _EYE,
        "np.eye(classes)[ids] * (ids != 0)[..., None]",
        "The id 0 got a vector of zeros. Here it is a class like any other; the mask will take care of padding.",
    ),
    Mistake(
        _EYE,
        "np.eye(classes)[ids] * ids[..., None]",
        "The id itself stands in the vector. One-hot means a 1 at the place of the id: the id says where, not how much.",
    ),
    Mistake(
        _EYE,
        "np.tril(np.ones((classes, classes)))[ids]",
        "All places up to the id are 1. Only the place of the id itself is.",
    ),
)

PAD_BATCH = (
    Mistake(
        "[n, : len(kept)]",
        "[n, timesteps - len(kept) :]",
        "Padding stands in front (as Keras's `pad_sequences` does by default). This course pads at the end.",
    ),
    Mistake(
        "        ids[n, : len(kept)] = kept\n        mask[n, : len(kept)] = True",
        '        first = timesteps - len(kept) if truncate == "pre" else 0\n'
        "        ids[n, first : first + len(kept)] = kept\n        mask[n, first : first + len(kept)] = True",
        "With 'pre', padding stands in front. `truncate` says only which side is cut off; padding always stands at the end.",
    ),
    Mistake(
        'truncate == "post"',
        'truncate == "pre"',
        "The two ways of cutting are exchanged: `truncate` names the side that is lost, not the side that stays.",
    ),
    Mistake(_KEPT, "sequence[:timesteps]", "`truncate` has no influence: the end is always cut off. What should 'pre' keep?"),
    Mistake(_KEPT, "sequence[-timesteps:]", "`truncate` has no influence: the beginning is always cut off. What of 'post'?"),
    Mistake(
        'if truncate == "post" else sequence[-timesteps:]',
        'if truncate == "post" else sequence[timesteps:]',
        "With 'pre', what remains is what lies beyond the first T tokens. The last T tokens are wanted.",
    ),
    Mistake(
        _KEPT,
        'sequence[:timesteps] if truncate == "post" else sequence[len(sequence) - timesteps :]',
        "With 'pre', a sequence shorter than `length` loses tokens: len(sequence) - length is negative there, and a slice counts "
        "a negative start from the end.",
    ),
    Mistake(
        " if length is None else length",
        "",
        "`length` has no influence: the result is always as long as the longest sequence.",
    ),
    Mistake(
        _TIMESTEPS,
        "min(max(len(sequence) for sequence in sequences), length or 10**6)",
        "A `length` beyond the longest sequence has no influence. The result has exactly `length` time steps.",
    ),
    Mistake("max(len(", "min(len(", "Everything is cut to the shortest sequence. Without `length`, nothing is lost."),
    Mistake(
        "return ids, mask",
        "return ids, ~mask",
        "The mask is the wrong way round: True marks a real token, False padding.",
    ),
    Mistake(
        "return ids, mask",
        "return ids, ids != 0",
        "A real token with the id 0 is taken for padding. The mask comes from the lengths, not from the ids.",
    ),
    Mistake(
        "mask[n, : len(kept)] = True",
        "mask[n, : len(sequence) - 1] = True",
        "The last real token of a sequence is marked as padding. How many entries has a slice [:k]?",
    ),
    Mistake(
        "mask[n, : len(kept)] = True",
        "mask[n, : len(kept) + 1] = True",
        "One step of padding behind each sequence is marked as real. How many entries has a slice [:k]?",
    ),
    Mistake(
        "ids = np.zeros((len(sequences), timesteps), dtype=int)",
        "ids = np.ones((len(sequences), timesteps), dtype=int)",
        "The padding holds 1, which is the id of UNK. The id of PAD is 0.",
    ),
    Mistake(
        "return ids, mask",
        "return ids.T, mask.T",
        "Time steps come first. In this course the first axis is the batch: one row per sequence.",
    ),
    Mistake(
        "enumerate(sequences)",
        "enumerate(sorted(sequences, key=len, reverse=True))",
        "The sequences were sorted by length. Row n belongs to sequence n: their labels would no longer fit.",
    ),
    Mistake(
        "enumerate(sequences)",
        "enumerate(sorted(sequences, key=len))",
        "The rows are in the order of length, the shortest first. Row n belongs to sequence n: do not sort.",
    ),
    Mistake(
        "mask[n, : len(kept)] = True",
        "mask[n] = True",
        "The mask is True everywhere. It is True only where a token of the sequence stands.",
    ),
    Mistake(
        "        ids[n, : len(kept)] = kept",
        "        sequences[n] = kept\n        ids[n, : len(kept)] = kept",
        "The list `sequences` itself is changed; whoever called still needs it. Give the cut sequence a name of its own.",
        caught="inputs",
    ),
)

BUCKETS = (
    Mistake(
        "np.argsort(lengths)",
        "np.arange(len(lengths))",
        "The sequences are batched in the order in which they came. Which order puts similar lengths next to each other?",
    ),
    Mistake(
        "np.argsort(lengths)",
        "np.sort(lengths)",
        "The batches hold lengths. They must hold indices: which sequences, not how long they are.",
    ),
    Mistake(
        "np.argsort(lengths)",
        "np.argsort(np.argsort(lengths))",
        "These are ranks: the place of each sequence in the order. You need the reverse: which sequence is at each place.",
    ),
    Mistake(
        "range(0, len(order), batch_size)",
        "range(0, len(order) - batch_size + 1, batch_size)",
        "The sequences that do not fill a whole batch are lost. They form a last, smaller batch.",
    ),
    Mistake(
        "range(0, len(order), batch_size)",
        "range(batch_size, len(order), batch_size)",
        "The first batch is missing. Where does the first piece begin?",
    ),
    Mistake(
        "range(0, len(order), batch_size)",
        "range(0, len(order))",
        "A new batch begins at every sequence, so the batches overlap. By how much must the start move on?",
    ),
    Mistake(
        "order[start : start + batch_size]",
        "order[start : start + batch_size + 1]",
        "Neighbouring batches share a sequence. A slice leaves out its end already.",
    ),
    Mistake(
        "order[start : start + batch_size]",
        "order[start : start + batch_size - 1]",
        "One sequence is lost at the end of each batch. A slice leaves out its end already.",
    ),
    Mistake(
        _BATCHES,
        "np.array_split(order, -(-len(order) // batch_size))",
        "The batches are nearly equal in size. All have `batch_size` entries, and only one may be smaller. "
        "(The second argument of `np.array_split` is a number of pieces.)",
    ),
    Mistake(
        _BATCHES,
        "np.array_split(order, max(1, len(order) // batch_size))",
        "The rest is spread over the other batches, which become too large. It forms a smaller batch of its own.",
    ),
    Mistake(
        _BATCHES,
        "np.array_split(order, batch_size)",
        "There are `batch_size` batches. It says how many sequences are in each, not how many batches there are.",
    ),
    Mistake(
        _BATCHES,
        "[order[start :: -(-len(order) // batch_size)] for start in range(-(-len(order) // batch_size))]",
        "The sorted sequences are dealt out like cards, so each batch gets short and long ones. Neighbours belong together.",
    ),
    Mistake(
        "range(0, len(order), batch_size)",
        "range(0, len(order) + batch_size, batch_size)",
        "There is an empty batch at the end: the last piece begins before the end of the row.",
    ),
    Mistake(
        _BATCHES,
        "list(order)",
        "This is one flat list of indices. Cut it into pieces of `batch_size`: a list with one array per batch.",
    ),
    Mistake(
        _BATCHES,
        "[order]",
        "All sequences are in a single batch. Cut the sorted indices into pieces of `batch_size`.",
    ),
    Mistake(
        _BATCHES,
        "[np.flatnonzero(lengths == value) for value in np.unique(lengths)]",
        "There is one batch per length. Batches have `batch_size` entries; similar lengths may share one.",
    ),
    Mistake(
        "    order = np.argsort(lengths)",
        "    order = np.argsort(lengths)\n    lengths.sort()",
        "`lengths.sort()` sorts the array of the caller. Sort a copy; better, sort only the indices.",
        caught="inputs",
    ),
)
