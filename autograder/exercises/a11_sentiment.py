"""Unit 11, sentiment: how the inputs of its exercises are drawn, and what comes back."""

from __future__ import annotations

import numpy as np

from . import mistakes_a11_models as models
from . import mistakes_a11_texts as texts
from .draw import Generator, normal
from .model import Arguments, Draw, Exercise, Output, Tolerance

GOOD, BAD = ["good", "witty", "warm", "fresh"], ["bad", "dull", "flat", "weak"]
OTHERS = ["the", "plot", "cast", "was", "not", "and", "but", "ending", "it's"]
STRANGE = ["tram", "airship", "42"]
FLOAT32 = Tolerance(2e-4, 1e-4, "both sides compute in float32, in another order of operations and on other machines")


def _pick(rng: Generator, pool: list[str], count: int) -> list[str]:
    return [pool[index] for index in rng.integers(0, len(pool), count)]


def _text(rng: Generator, pool: list[str], count: int) -> str:
    """Write a text of `count` words and a full stop, one word with a capital letter, one before a comma."""
    chosen = _pick(rng, pool, count)
    chosen[0] = chosen[0].capitalize()
    chosen[count // 2] += ","
    return " ".join(chosen) + "."


def _floor_draw(bad: int, good: int, new: int) -> Draw:
    """Draw reviews of both classes, unequally many; one word stands twice in some, some words in one class only."""

    def draw(rng: Generator) -> Arguments:
        made = [(_text(rng, [*BAD, *OTHERS], int(rng.integers(4, 8))), 0) for _ in range(bad)]
        made += [(_text(rng, [*GOOD, *OTHERS], int(rng.integers(8, 12))), 1) for _ in range(good)]
        made += [("Flat, flat, FLAT!", 0), ("warm - warm, and not weak", 1)]
        made = [made[index] for index in rng.permutation(len(made))]
        asked = [_text(rng, [*GOOD, *BAD, *OTHERS, *STRANGE], int(rng.integers(2, 7))) for _ in range(new)]
        asked += ["Warm warm, weak", "", "tram airship 42", "the flat cast!"]
        return {
            "texts": [text for text, _ in made],
            "labels": np.array([label for _, label in made]),
            "new_texts": [asked[index] for index in rng.permutation(len(asked))],
        }

    return draw


def _vocabulary(rng: Generator, size: int) -> list[str]:
    """Draw a vocabulary that has signs, and is in no order."""
    pool = [*GOOD, *BAD, *OTHERS]
    return ["<pad>", "<unk>", ".", *(pool[index] for index in rng.permutation(len(pool))[:size]), ","]


def _encode_draw(size: int, length: int, counts: tuple[int, ...], *, empty: bool = False) -> Draw:
    """Draw texts of so many words, known and unknown, shorter and longer than a row, one of unknown words only."""

    def draw(rng: Generator) -> Arguments:
        vocabulary = _vocabulary(rng, size)
        known = vocabulary[3:-1]
        made = [_text(rng, [*known, *known, *STRANGE], count) for count in counts]
        made += [f"{known[0].upper()} {STRANGE[0]}, {known[-1]}", " ".join(STRANGE)] + (["", "  "] if empty else [])
        return {"texts": [made[index] for index in rng.permutation(len(made))], "vocabulary": vocabulary, "length": length}

    return draw


def _vectors_draw(size: int, found: int, features: int, *, strange: bool = False) -> Draw:
    """Draw a table that knows some words of the vocabulary, words beyond it, and perhaps the two entries that are no words."""

    def draw(rng: Generator) -> Arguments:
        vocabulary = _vocabulary(rng, size)
        words = [vocabulary[index] for index in 2 + rng.permutation(len(vocabulary) - 2)[:found]]
        words += [*STRANGE, *(["<unk>", "<pad>"] if strange else [])]
        table = {words[index]: normal(rng, features, scale=1.0) + 0.3 for index in rng.permutation(len(words))}
        return {"vocabulary": vocabulary, "vectors": table}

    return draw


PLACES = 9  # time steps
GOODS, BADS, FILLERS, NOT, SIZE = (3, 6), (6, 9), (9, 13), 2, 13  # ranges of ids


def _twins(rng: Generator, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw pairs of reviews of the same ids and opposite meaning: `a NOT b` is good where a is good."""
    ids = np.zeros((2 * pairs, PLACES), dtype=int)
    labels = np.tile([1, 0], pairs)
    for pair in range(pairs):
        good, bad = rng.integers(*GOODS), rng.integers(*BADS)
        before, after = (rng.integers(*FILLERS, rng.integers(0, 4)) for _ in range(2))
        for row, (first, second) in enumerate([(good, bad), (bad, good)]):
            text = [*before, first, NOT, second, *after]
            ids[2 * pair + row, : len(text)] = text
    order = rng.permutation(2 * pairs)
    return ids[order], labels[order]


def _padded_ids(rng: Generator, batch: int, timesteps: int, size: int) -> np.ndarray:
    """Draw ids with padding at the end, in every row but the first another number of real ones, the id 1 among them."""
    ids = rng.integers(1, size, (batch, timesteps))
    ids[:, 0] = 1
    for row in range(1, batch):
        ids[row, max(1, timesteps - 2 * row) :] = 0
    return ids


def _model_draw(size: int, features: int, units: int, scale: float, *, layers: str = "keras.layers") -> Draw:
    """Draw ids whose first row is one word over and over: so it shows whether dropout chooses anew at every step."""

    def draw(rng: Generator) -> Arguments:
        config = {"layers": layers, "vocabulary_size": size, "features": features, "units": units, "rate": 0.6}
        ids = _padded_ids(rng, 4, 12, size)
        ids[0] = rng.integers(2, size)
        return {"config": config, "inputs": ids, "scale": scale}

    return draw


def _fit_draw(rng: Generator) -> Arguments:
    x, y = _twins(rng, 160)
    held_out, truth = _twins(rng, 150)
    config = {"layers": "keras.layers", "vocabulary_size": SIZE, "features": 8, "units": 8, "rate": 0.2}
    return {
        "config": config,
        "inputs": _padded_ids(rng, 4, 7, SIZE),
        "scale": 600.0,
        "train": [x, y],
        "fit": {"batch_size": 80, "epochs": 8},
        "loss": "logit",
        "rate": 0.04,
        "held_out": held_out,
        "_score": "logit",
        "_truth": truth,
        "_least": 0.9,
        "_floor": "a bag of words reaches 0.50, as every review there has a twin of the same words",
    }


def _reader_draw(size: int, length: int, counts: tuple[int, ...], *, alone: bool = False) -> Draw:
    """Draw texts for a small model, or only the longest of them."""
    encoded = _encode_draw(size, length, counts, empty=True)

    def draw(rng: Generator) -> Arguments:
        drawn = encoded(rng)
        vocabulary = drawn["vocabulary"]
        texts = [max(drawn["texts"], key=len)] if alone else drawn["texts"]
        return {"model": len(vocabulary), "vocabulary": vocabulary, "texts": texts, "length": length}

    return draw


EXERCISES = (
    Exercise(
        name="bag_of_words_floor",
        outputs=(Output("probabilities", ("text",)),),
        cases=(_floor_draw(5, 3, 6), _floor_draw(2, 7, 4)),
        mistakes=texts.FLOOR,
        where="11_sentiment, The floor: a bag of words",
    ),
    Exercise(
        name="encode_reviews",
        outputs=(Output("ids", ("text", "time step"), kind="int"),),
        cases=(_encode_draw(9, 7, (3, 4, 9, 12)), _encode_draw(6, 3, (1, 2, 5), empty=True), _encode_draw(7, 20, (3, 6, 9))),
        mistakes=texts.ENCODE,
        where="11_sentiment, From texts to ids",
    ),
    Exercise(
        name="build_sentiment_model",
        outputs=(
            Output("the shapes of all weights", kind="any"),
            Output("the shape of the output", kind="shapes"),
            Output("the logits"),
            Output("the spread of the logits in training", kind="spread"),
        ),
        cases=(_model_draw(11, 2, 5, 400.0), _model_draw(8, 5, 2, 800.0, layers="own layers"), _fit_draw),
        mistakes=models.MODEL,
        where="11_sentiment, The whole review at once",
        tolerance=FLOAT32,
        probe="fitted",
    ),
    Exercise(
        name="load_vectors",
        outputs=(Output("matrix", ("word", "feature")), Output("coverage")),
        cases=(_vectors_draw(9, 7, 5), _vectors_draw(6, 4, 3, strange=True), _vectors_draw(5, 0, 4, strange=True)),
        mistakes=texts.VECTORS,
        where="11_sentiment, Vectors that others have learnt",
    ),
    Exercise(
        name="sentiment_of",
        outputs=(Output("probabilities", ("text",)),),
        cases=(_reader_draw(9, 7, (3, 4, 9, 12)), _reader_draw(8, 3, tuple(range(1, 41))), _reader_draw(7, 5, (4,), alone=True)),
        mistakes=models.ASK,
        where="11_sentiment, Word by word",
        tolerance=FLOAT32,
        probe="with_reader",
    ),
)
