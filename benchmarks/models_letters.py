"""Texts letter by letter: a GRU says how likely each next letter is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from models_task import Task
from rnndata.fetch import Source, fetch
from rnndata.shapes import divide

NAMES = Source(
    "names/makemore_names.txt",
    "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
    228_145,
    ("https://raw.githubusercontent.com/karpathy/makemore/988aa59e4d8fefa526d06f3b453ad116258398d4/names.txt",),
)
SHAKESPEARE = Source(
    "tiny_shakespeare/input.txt",
    "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    1_115_394,
    (
        "https://raw.githubusercontent.com/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt",
    ),
)
END = "\n"  # stands before and behind each name
Texts = dict[str, list[str]]


class Settings(NamedTuple):
    """Sizes and training of the model.

    Args:
        networks: how many are trained side by side; the mean of what they say counts.
        piece: letters that are read at a time in training.
        lead: letters before these whose prediction is not scored, in the test.
    """

    features: int = 32
    units: int = 160
    dropout: float = 0.2
    epochs: int = 20
    batch: int = 64
    rate: float = 5e-3
    decay: float = 0.0
    networks: int = 1
    piece: int = 100
    lead: int = 200


def load_names() -> Texts:
    """Return distinct names, each between two ends; a hash of its letters puts a name into its part."""
    names = sorted(set(fetch(NAMES).read_text("utf-8").split()))
    parts = divide(names, key=str)
    return {part: [END + name + END for name in each] for part, each in zip(("train", "validation", "test"), parts, strict=True)}


def load_shakespeare() -> Texts:
    """Return the last 10 % of the text as the test, 5 % from its middle for validation, and what is left to learn from.

    The plays at the end begin before the last 10 %: if their beginning were for validation, their speakers would be unknown.
    """
    text = fetch(SHAKESPEARE).read_text("utf-8")
    middle, behind, end = (int(share * len(text)) for share in (0.4, 0.45, 0.9))
    return {"train": [text[:middle], text[behind:end]], "validation": [text[middle:behind]], "test": [text[end:]]}


def pair_floor(data: Texts) -> dict[str, float]:
    """Return the nats per letter of counted pairs, and of sequences of five, on the test."""
    return {"bigram": counted_nats(data, 1), "5-gram": counted_nats(data, 4)}


def counted_nats(data: Texts, order: int) -> float:
    """Return the nats per letter, on the test, of counts after up to `order` letters, mixed as Witten and Bell (1991) do."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in data["train"]:
        for place in range(1, len(text)):
            for back in range(min(order, place) + 1):
                counts[text[place - back : place]][text[place]] += 1
    letters = len({letter for texts in data.values() for text in texts for letter in text})
    surprise = []
    for text in data["test"]:
        for place in range(1, len(text)):
            share = 1 / letters
            for back in range(min(order, place) + 1):
                after = counts.get(text[place - back : place])
                if after is None:
                    break
                share = (after[text[place]] + len(after) * share) / (after.total() + len(after))
            surprise.append(-np.log(share))
    return float(np.mean(surprise))


def pieces(text: str, size: int, lead: int) -> list[tuple[int, int, int]]:
    """Cut the predictions of a text: (first letter read, first letter predicted and scored, end); each is scored once."""
    starts = range(1, len(text), size)
    return [(max(0, start - 1 - lead), start, min(start + size, len(text))) for start in starts]


def build(classes: int, settings: Settings) -> Any:
    """Return a model from ids (batch, timesteps) to a list: the logits of what follows each, as each network says."""
    import keras

    ids, said = keras.Input((None,), dtype="int32"), []
    for _ in range(settings.networks):
        vectors = keras.layers.Dropout(settings.dropout / 2)(keras.layers.Embedding(classes, settings.features)(ids))
        states = keras.layers.GRU(settings.units, return_sequences=True)(vectors)
        said.append(keras.layers.Dense(classes)(keras.layers.Dropout(settings.dropout)(states)))
    return keras.Model(ids, said)


def mixed(losses: Any) -> Any:
    """Return the surprise of the mean of the probabilities, from the surprise of each network along the first axis."""
    from keras import ops

    return ops.log(1.0 * losses.shape[0]) - ops.logsumexp(-losses, axis=0)


def surprise(losses: Sequence[np.ndarray]) -> float:
    """Return the mean of all entries of arrays of several lengths: each letter counts the same."""
    return float(np.concatenate(losses).mean())


def train(data: Texts, seed: int, settings: Settings) -> dict[str, float]:
    """Train a model and return its nats per letter on test and validation."""
    import keras
    from keras import ops
    from models_fit import Plan, alike, compiled, fit, padded

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    number_of = {letter: number for number, letter in enumerate(sorted({letter for text in data["train"] for letter in text}))}
    ids = {
        part: [np.array([number_of.get(letter, 0) for letter in text], dtype="int32") for text in texts]
        for part, texts in data.items()
    }
    model = build(len(number_of), settings)
    spans = [(place, start) for place, row in enumerate(ids["train"]) for start in range(0, len(row) - 1, settings.piece)]

    def rows_of(indices: np.ndarray) -> list[np.ndarray]:
        found = []
        for index in indices:
            place, start = spans[index]
            row = ids["train"][place]
            first = max(0, min(start + rng.integers(settings.piece), len(row) - 1 - settings.piece))
            found.append(row[first : first + settings.piece + 1])
        return found

    def losses(rows: Any, training: bool) -> Any:
        said = model(rows[:, :-1], training=training)
        return ops.stack([keras.losses.sparse_categorical_crossentropy(rows[:, 1:], each, from_logits=True) for each in said])

    def examples(indices: np.ndarray) -> tuple[np.ndarray, ...]:
        rows = rows_of(indices)
        return padded(rows), padded([np.ones(len(row) - 1, "float32") for row in rows])

    def loss(rows: Any, real: Any) -> Any:
        return ops.sum(losses(rows, True) * real) / ops.sum(real)  # each network learns from its own

    forward = compiled(lambda rows: mixed(losses(rows, False)), (np.zeros((1, 1), "int32"),))

    def nats(part: str) -> float:
        cut = [(row, *span) for row in ids[part] for span in pieces(row, 4 * settings.piece, settings.lead)]
        found = []
        for indices in alike([end - first for _, first, _, end in cut], 128):
            said = forward(padded([cut[index][0][cut[index][1] : cut[index][3]] for index in indices])).numpy()
            for index, row in zip(indices, said, strict=True):
                _, first, start, end = cut[index]
                found.append(row[start - first - 1 : end - first - 1])
        return surprise(found)

    lengths = [min(settings.piece, len(ids["train"][place]) - 1) for place, _ in spans]
    plan = Plan(settings.epochs, settings.batch, settings.rate, decay=settings.decay)
    scores = fit(model, loss, examples, lengths, lambda: nats("validation"), plan, seed)
    return {"nats per letter": nats("test"), "validation": min(scores), "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "names": Task(
        "given names (makemore), 29,494 distinct",
        "nats per letter, the end included",
        "GRU about 2.0, transformer 1.92 (names that come twice not taken out)",
        "at most 1.98 in 5 min",
        load_names,
        pair_floor,
        train,
        Settings(units=192, dropout=0.4, epochs=30, networks=2),
        {"nats per letter": ".3f", "validation": ".3f"},
        "No name is in two parts; a hash of its letters decides the part, so the test is not that of others. Two networks"
        " learn side by side, and the mean of their probabilities counts; one of 224 units reaches 1.982 ± 0.003.",
    ),
    "shakespeare": Task(
        "tiny Shakespeare, last 10 %",
        "nats per letter",
        "nanoGPT on CPU 1.88, on GPU 1.47",
        "at most 1.48 in 10 min",
        load_shakespeare,
        pair_floor,
        train,
        Settings(units=320, dropout=0.3, epochs=20, batch=32),
        {"nats per letter": ".3f", "validation": ".3f"},
        "5 % from the middle are for validation. Were it the 5 % before the test, the speakers there were new: 5-gram 1.95.",
    ),
}
