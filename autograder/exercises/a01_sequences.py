"""Unit 01, sequences: how the inputs of its exercises are drawn, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import mistakes_a01_arrays as arrays
from . import mistakes_a01_embedding as embedding
from . import mistakes_a01_tokens as tokens
from .draw import Generator, normal
from .model import Arguments, Draw, Exercise, Output, Property

SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")
WORDS = ["tram", "bus", "Bus", "ferry", "the", "The", "stops", "waits", "and", "but", "late", "early", "not", "never", "here"]
CAPITALS = ["bus", "Bus", "ferry", "The", "waits", "Zoo"]
LETTERS = list("aeinrstAE- ")
IDS = Output("ids", ("sample", "time step"), kind="int")


def _text_draw(
    words: Sequence[str], counts: Sequence[int], max_size: int | None, min_count: int, special: Sequence[str] = ()
) -> Draw:
    """Draw a text in which one word occurs counts[0] times, another counts[1] times, and so on."""

    def draw(rng: Generator) -> Arguments:
        chosen = rng.choice(len(words), len(counts), replace=False)
        text = [words[index] for index, count in zip(chosen, counts, strict=True) for _ in range(count)] + list(special)
        mixed = [text[index] for index in rng.permutation(len(text))]
        return {"tokens": mixed, "max_size": max_size, "min_count": min_count}

    return draw


def _vocabulary(rng: Generator, words: Sequence[str], size: int) -> list[str]:
    """Draw a vocabulary that is not in alphabetical order."""
    while True:
        chosen = [words[index] for index in rng.choice(len(words), size, replace=False)]
        if chosen != sorted(chosen):
            return [*SPECIAL, *chosen]


def _encode_draw(words: Sequence[str], size: int, timesteps: int) -> Draw:
    """Draw a text with known and unknown tokens; upper and lower case of one word are both known."""

    def draw(rng: Generator) -> Arguments:
        vocabulary = [*_vocabulary(rng, [word for word in words if word not in ("bus", "Bus")], size), "bus", "Bus"]
        unknown = [word for word in words if word not in vocabulary]
        text = ["Bus", vocabulary[4], unknown[0], vocabulary[-3]]
        text += [words[index] for index in rng.integers(0, len(words), max(0, timesteps - len(text)))]
        return {"tokens": [text[index] for index in rng.permutation(len(text))][:timesteps], "vocabulary": vocabulary}

    return draw


def _marked_text(rng: Generator) -> Arguments:
    """Draw a sentence between its marks, padded, as a batch holds it."""
    vocabulary = _vocabulary(rng, WORDS, 6)
    body = [vocabulary[index] for index in rng.integers(4, len(vocabulary), 4)]
    return {"tokens": ["<bos>", *body, "airship", "<eos>", "<pad>", "<pad>"], "vocabulary": vocabulary}


def _decode_draw(size: int, timesteps: int) -> Draw:
    """Draw ids of all kinds, special ones included."""

    def draw(rng: Generator) -> Arguments:
        vocabulary = _vocabulary(rng, WORDS, size)
        ids = rng.integers(0, len(vocabulary), timesteps)
        marks = [2, len(vocabulary) - 1, 1, 4, 0, 5, 3]
        ids[: len(marks)] = marks[:timesteps]
        return {"ids": rng.permutation(ids), "vocabulary": vocabulary}

    return draw


def _ids(rng: Generator, shape: tuple[int, ...], classes: int) -> np.ndarray:
    """Draw ids that hold 0 and 1, repeat themselves, and leave out the largest."""
    ids = rng.integers(0, classes - 1, shape)
    flat = ids.reshape(-1)
    flat[: len(flat) // 2] = rng.integers(0, 2, len(flat) // 2)
    flat[-2:] = [0, 1][: len(flat)]
    return ids


def _one_hot_draw(classes: int, *shape: int) -> Draw:
    return lambda rng: {"ids": _ids(rng, shape, classes), "classes": classes}


def _pad_draw(lengths: Sequence[int], length: int | None, truncate: str) -> Draw:
    """Draw sequences of the given lengths in a random order; real ids 0 stand in them, one of them at an end."""

    def draw(rng: Generator) -> Arguments:
        order = rng.permutation(len(lengths))
        sequences = [rng.integers(2, 30, lengths[index]) for index in order]
        for sequence in sequences:
            sequence[1:-1:3] = 0
        longest = max(sequences, key=len)
        longest[[0, -1]] = 0, 7
        return {"sequences": sequences, "length": length, "truncate": truncate}

    return draw


def _bucket_draw(number: int, batch_size: int, longest: int) -> Draw:
    return lambda rng: {"lengths": rng.integers(1, longest + 1, number), "batch_size": batch_size}


def _lookup_draw(rows: int, units: int, *shape: int) -> Draw:
    return lambda rng: {"ids": _ids(rng, shape, rows), "table": normal(rng, rows, units, scale=1.0)}


def _gradient_draw(rows: int, units: int, *shape: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        return {"d_embedded": normal(rng, *shape, units, scale=1.0), "ids": _ids(rng, shape, rows), "table_rows": rows}

    return draw


EXERCISES = (
    Exercise(
        name="build_vocabulary",
        outputs=(Output("vocabulary", kind="any"),),
        cases=(
            _text_draw(WORDS, (5, 3, 3, 2, 2, 2, 1, 1, 1), None, 1),
            _text_draw(WORDS, (4, 3, 3, 3, 2, 2, 1, 1), 7, 1),
            _text_draw(WORDS, (6, 4, 3, 3, 2, 2, 2, 1, 1), None, 2),
            _text_draw(WORDS, (5, 4, 4, 3, 3, 3, 2, 1), 9, 3, ("<unk>", "<eos>", "<eos>", "<unk>", "<unk>", "<unk>")),
            _text_draw(LETTERS, (7, 5, 5, 4, 2, 2, 2, 1, 1), 11, 1),
            _text_draw(CAPITALS, (2, 2, 2, 2, 2, 2), None, 1),
            _text_draw(WORDS, (1,), None, 1),
        ),
        mistakes=tokens.BUILD,
        where="01_sequences, From words to numbers: the vocabulary",
        probe="plain_text",
    ),
    Exercise(
        name="encode",
        outputs=(Output("ids", ("time step",), kind="int"),),
        cases=(_encode_draw(WORDS, 5, 9), _encode_draw(WORDS, 7, 12), _marked_text, _encode_draw(WORDS, 4, 1)),
        mistakes=tokens.ENCODE,
        where="01_sequences, Words that are not in the list",
    ),
    Exercise(
        name="decode",
        outputs=(Output("tokens", kind="any"),),
        cases=(_decode_draw(5, 8), _decode_draw(7, 13), _decode_draw(4, 1)),
        mistakes=tokens.DECODE,
        where="01_sequences, From words to numbers: the vocabulary",
        probe="plain_text",
    ),
    Exercise(
        name="one_hot",
        outputs=(Output("vectors"),),
        cases=(_one_hot_draw(4, 6), _one_hot_draw(6, 3, 5), _one_hot_draw(5, 2, 3, 4), _one_hot_draw(3, 1)),
        mistakes=arrays.ONE_HOT,
        where="01_sequences, One-hot vectors",
    ),
    Exercise(
        name="pad_batch",
        outputs=(IDS, Output("mask", ("sample", "time step"), kind="bool")),
        cases=(
            _pad_draw((5, 2, 7), None, "post"),
            _pad_draw((6, 0, 3, 9), 4, "post"),
            _pad_draw((8, 5, 1, 3, 6), 4, "pre"),
            _pad_draw((2, 4, 3), 6, "pre"),
            _pad_draw((1, 3), 1, "post"),
        ),
        mistakes=arrays.PAD_BATCH,
        where="01_sequences, One array for many lengths: padding, truncation, masks",
    ),
    Exercise(
        name="bucket_batches",
        outputs=(
            Output("sizes of the batches", kind="int"),
            Output("times each index occurs", ("index",), kind="int"),
            Output("overlap of the lengths of batches", kind="int"),
        ),
        cases=(
            _bucket_draw(11, 4, 20),
            _bucket_draw(12, 3, 30),
            _bucket_draw(17, 5, 9),
            _bucket_draw(26, 4, 200),
            _bucket_draw(2, 3, 8),
        ),
        mistakes=arrays.BUCKETS,
        where="01_sequences, Bucketing",
        probe="batch_laws",
    ),
    Exercise(
        name="embedding_forward",
        outputs=(Output("embedded", ("sample", "time step", "unit")),),
        cases=(_lookup_draw(7, 4, 3, 5), _lookup_draw(5, 2, 4, 6), _lookup_draw(6, 3, 4), _lookup_draw(4, 3, 1, 1)),
        mistakes=embedding.FORWARD,
        where="01_sequences, Embeddings: a lookup is a one-hot product",
        properties=(Property("batch", ("ids",)),),
    ),
    Exercise(
        name="embedding_backward",
        outputs=(Output("d_table", ("row", "unit")),),
        cases=(_gradient_draw(6, 4, 3, 5), _gradient_draw(5, 3, 4, 7), _gradient_draw(7, 2, 1, 6), _gradient_draw(4, 5, 1, 1)),
        mistakes=embedding.BACKWARD,
        where="01_sequences, Which rows learn",
    ),
)
