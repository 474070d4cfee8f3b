"""One tag for each word: an LSTM in both directions on words, their beginnings, ends and shapes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from models_task import Task, course
from rnndata import Data, Tagged, load_tagged

PAD, UNKNOWN, NO_TAG = 0, 1, -1
Rows = Sequence[Sequence[str]]
Sentences = Data[Tagged]


class Settings(NamedTuple):
    """Sizes and training of the model."""

    features: int = 64  # of a word
    pieces: int = 24  # features of each of its pieces
    units: int = 112
    dropout: float = 0.4
    hidden: float = 0.1  # share of the words that become unknown; their pieces stay
    epochs: int = 8
    batch: int = 32
    rate: float = 5e-3


def shape(word: str) -> str:
    """Return a word with X for capitals, x for small letters and 9 for figures, no more than two of them in a row."""
    signs = re.sub(r"\d", "9", re.sub(r"[^\W\d_A-Z]", "x", re.sub(r"[A-Z]", "X", word)))
    return re.sub(r"(.)\1+", r"\1\1", signs)


VIEWS: tuple[Callable[[str], str], ...] = (
    str.lower,
    lambda word: word.lower()[-1:],
    lambda word: word.lower()[-2:],
    lambda word: word.lower()[-3:],
    lambda word: word.lower()[-4:],
    lambda word: word.lower()[:2],
    lambda word: word.lower()[:3],
    shape,
)


def tables(sentences: Rows) -> list[dict[str, int]]:
    """Return for each view of a word the ids, from 2 on, of what occurs at least twice; so what is unknown is learnt, too."""
    counts = (Counter(view(word) for words in sentences for word in words) for view in VIEWS)
    kept = (sorted(text for text, number in count.items() if number > 1) for count in counts)
    return [{text: number for number, text in enumerate(texts, 2)} for texts in kept]


def encode(sentences: Rows, known: Sequence[dict[str, int]]) -> list[np.ndarray]:
    """Return for each sentence its ids (words, views), int32."""
    seen: dict[str, list[int]] = {}

    def ids(word: str) -> list[int]:
        if word not in seen:
            seen[word] = [table.get(view(word), UNKNOWN) for view, table in zip(VIEWS, known, strict=True)]
        return seen[word]

    return [np.array([ids(word) for word in words], dtype="int32") for words in sentences]


def usual_tags(train: Tagged, sentences: Rows) -> list[list[str]]:
    """Return for each word the tag it has most often in training.

    An unknown word gets the most frequent tag of training words that occur once and have its shape, or of all words.
    """
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for words, tags in zip(train.words, train.tags, strict=True):
        for word, tag in zip(words, tags, strict=True):
            seen[word][tag] += 1
    rare: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, counts in seen.items():
        if counts.total() == 1:
            rare[shape(word)] += counts
    common = sum(seen.values(), Counter())

    def tag(word: str) -> str:
        return (seen.get(word) or rare.get(shape(word)) or common).most_common(1)[0][0]

    return [[tag(word) for word in words] for words in sentences]


def token_figures(train: Tagged, part: Tagged, said: Rows) -> dict[str, float]:
    """Return the share of right tags among all words, and among those that do not stand in the training sentences as they are."""
    known = {word for words in train.words for word in words}
    right, new = [], []
    for words, tags, mine in zip(part.words, part.tags, said, strict=True):
        right += [there == found for there, found in zip(tags, mine, strict=True)]
        new += [word not in known for word in words]
    chosen = np.array(right)[np.array(new)]
    return {"accuracy": float(np.mean(right)), "unknown words": float(np.mean(chosen)) if len(chosen) else float("nan")}


def entity_figures(train: Tagged, part: Tagged, said: Rows) -> dict[str, float]:
    """Return F1 of exact entities as seqeval counts them (as conlleval does), and the share of right tags."""
    from seqeval.metrics import f1_score

    f1 = float(f1_score([list(row) for row in part.tags], [list(row) for row in said], zero_division=0))
    return {"entity F1": f1, "accuracy": token_figures(train, part, said)["accuracy"]}


def figures(data: Sentences, part: Tagged, said: Rows) -> dict[str, float]:
    """Return the figures of entities where the tags have such, else those of tokens; the first is the one that counts."""
    return (entity_figures if "O" in data.names else token_figures)(data.train, part, said)


def floor(data: Sentences) -> dict[str, float]:
    """Return what is reached on the test by the usual tag of each word."""
    found = figures(data, data.test, usual_tags(data.train, data.test.words))
    return {f"usual tag, {name}": value for name, value in found.items()}


def build(known: Sequence[dict[str, int]], classes: int, settings: Settings) -> Any:
    """Return a model from ids (batch, timesteps, views) to logits (batch, timesteps, classes)."""
    import keras
    from keras import ops

    ids = keras.Input((None, len(known)), dtype="int32")
    sizes = [settings.features, *[settings.pieces] * (len(known) - 1)]
    vectors = [
        keras.layers.Embedding(len(table) + 2, size)(ids[:, :, view])
        for view, (table, size) in enumerate(zip(known, sizes, strict=True))
    ]
    inputs = keras.layers.Dropout(settings.dropout)(ops.concatenate(vectors, axis=-1))
    reader = keras.layers.Bidirectional(keras.layers.LSTM(settings.units, return_sequences=True))
    states = keras.layers.Dropout(settings.dropout)(reader(inputs, mask=ops.not_equal(ids[:, :, 0], PAD)))
    return keras.Model(ids, keras.layers.Dense(classes)(states))


def train(data: Sentences, seed: int, settings: Settings) -> dict[str, float]:
    """Train a tagger and return its figures on the test, and the first of them on validation."""
    import keras
    from models_fit import Plan, alike, compiled, fit, padded

    keras.utils.set_random_seed(seed)
    rng, known = np.random.default_rng(seed), tables(data.train.words)
    number_of = {name: number for number, name in enumerate(data.names)}
    ids = {part: encode(getattr(data, part).words, known) for part in ("train", "validation", "test")}
    targets = [np.array([number_of[tag] for tag in tags], dtype="int32") for tags in data.train.tags]
    model, masked_loss = build(known, len(data.names), settings), course("a12_tagging")["masked_loss"]

    def examples(indices: np.ndarray) -> tuple[np.ndarray, ...]:
        rows = padded([ids["train"][index] for index in indices])
        hidden = (rng.random(rows.shape[:2]) < settings.hidden) & (rows[:, :, 0] != PAD)
        rows[hidden, 0] = UNKNOWN
        return rows, padded([targets[index] for index in indices], NO_TAG)

    def loss(rows: Any, wanted: Any) -> Any:
        return masked_loss(model(rows, training=True), wanted, wanted != NO_TAG)

    forward = compiled(lambda rows: model(rows, training=False), (np.zeros((1, 1, len(VIEWS)), "int32"),))

    def tags(part: str) -> list[list[str]]:
        said: list[list[str]] = [[] for _ in ids[part]]
        for indices in alike([len(row) for row in ids[part]], 128):
            logits = forward(padded([ids[part][index] for index in indices])).numpy()
            for index, row in zip(indices, logits.argmax(axis=-1), strict=True):
                said[index] = [data.names[number] for number in row[: len(ids[part][index])]]
        return said

    def main_figure() -> float:
        return next(iter(figures(data, data.validation, tags("validation")).values()))

    plan = Plan(settings.epochs, settings.batch, settings.rate)
    scores = fit(model, loss, examples, [len(row) for row in targets], lambda: -main_figure(), plan, seed)
    found = figures(data, data.test, tags("test"))
    return {**found, "validation": -min(scores), "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "ewt": Task(
        "UD English EWT 2.16, parts of speech",
        "token accuracy, no padding",
        "BiLSTM on words 0.921 (UD 1.2), RDR 0.929",
        "at least 0.952 in 5 min",
        lambda: load_tagged("ewt"),
        floor,
        train,
        Settings(),
        {"accuracy": ".4f", "unknown words": ".3f", "validation": ".4f"},
        "Unknown words are those that do not stand in the training part as they are.",
    ),
    "wnut17": Task(
        "WNUT-17, entities",
        "F1 of exact spans (seqeval)",
        "0.419, best of the shared task",
        "to be stated",
        lambda: load_tagged("wnut17"),
        floor,
        train,
        Settings(units=96, dropout=0.5, hidden=0.2, epochs=14, batch=16),
        {"entity F1": ".3f", "accuracy": ".3f", "validation": ".3f"},
        "No vectors and no lists of names of others.",
    ),
}
