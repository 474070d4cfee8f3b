"""Judgements in reviews and sentences: mean and largest state of a GRU, with dropout of words and of whole features."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from models_task import Task, course
from rnndata import Data, Texts, load_reviews

PAD, UNK = 0, 1
Reviews = Data[Texts]


class Settings(NamedTuple):
    """Sizes and training of the model; of a longer text the last `length` words are read."""

    vocabulary: int = 20_000
    length: int = 400
    features: int = 64
    units: int = 64
    both_ways: bool = False
    spatial: float = 0.4  # share of the features that are dropped from all words of a text
    hidden: float = 0.2  # share of the words that become unknown
    dropout: float = 0.5
    epochs: int = 4
    batch: int = 128
    rate: float = 4e-3


def bayes_floor(data: Reviews) -> dict[str, float]:
    """Return the test accuracy of naive Bayes that learns from the training part."""
    said = course("a11_sentiment")["bag_of_words_floor"](data.train.texts, data.train.labels, data.test.texts)
    return {"naive Bayes": accuracy(said > 0.5, data.test.labels)}


def accuracy(said: np.ndarray, right: np.ndarray) -> float:
    """Return the share of texts, both arrays (texts,), that are judged rightly."""
    return float(np.mean(said == right))


def build(size: int, settings: Settings) -> Any:
    """Return a model from ids (batch, timesteps), 0 behind the end, to one logit."""
    import keras
    from keras import ops

    ids = keras.Input((None,), dtype="int32")
    real = ops.expand_dims(ops.not_equal(ids, PAD), -1)
    vectors = keras.layers.SpatialDropout1D(settings.spatial)(keras.layers.Embedding(size, settings.features)(ids))
    gru = keras.layers.GRU(settings.units, return_sequences=True)
    states = keras.layers.Bidirectional(gru)(vectors, mask=real[:, :, 0]) if settings.both_ways else gru(vectors)
    share = ops.cast(real, states.dtype)
    mean = ops.sum(states * share, axis=1) / ops.sum(share, axis=1)
    largest = ops.max(ops.where(real, states, -1.0), axis=1)
    pooled = keras.layers.Dropout(settings.dropout)(ops.concatenate([mean, largest], axis=-1))
    return keras.Model(ids, keras.layers.Dense(1)(pooled)[:, 0])


def train(data: Reviews, seed: int, settings: Settings) -> dict[str, float]:
    """Train a model and return its accuracy on validation and test."""
    import keras
    from keras import ops
    from models_fit import Plan, alike, compiled, fit

    keras.utils.set_random_seed(seed)
    rng, tools = np.random.default_rng(seed), course("a11_sentiment")
    vocabulary = tools["vocabulary_of"](data.train.texts, settings.vocabulary)
    ids = {
        part: tools["encode_reviews"](getattr(data, part).texts, vocabulary, settings.length).astype("int32")
        for part in ("train", "validation", "test")
    }
    lengths = {part: np.count_nonzero(rows, axis=1) for part, rows in ids.items()}
    model = build(len(vocabulary), settings)

    def examples(indices: np.ndarray) -> tuple[np.ndarray, ...]:
        rows = ids["train"][indices, : lengths["train"][indices].max()]
        hidden = (rng.random(rows.shape) < settings.hidden) & (rows != PAD)
        return np.where(hidden, np.int32(UNK), rows), data.train.labels[indices].astype("float32")

    def loss(rows: Any, labels: Any) -> Any:
        return ops.mean(keras.losses.binary_crossentropy(labels[:, None], model(rows, training=True)[:, None], from_logits=True))

    forward = compiled(lambda rows: model(rows, training=False), (ids["train"][:1],))

    def logits(part: str) -> np.ndarray:
        said = np.empty(len(ids[part]))
        for indices in alike(lengths[part], 256):
            said[indices] = forward(ids[part][indices, : lengths[part][indices].max()]).numpy()
        return said

    def surprise() -> float:
        return float(np.mean(np.logaddexp(0, np.where(data.validation.labels, -1, 1) * logits("validation"))))

    scores = fit(model, loss, examples, lengths["train"], surprise, Plan(settings.epochs, settings.batch, settings.rate), seed)
    found = {part: accuracy(logits(part) > 0, getattr(data, part).labels) for part in ("test", "validation")}
    return {"accuracy": found["test"], "validation": found["validation"], "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "imdb": Task(
        "IMDB, 25,000 and 25,000 reviews",
        "test accuracy",
        "Keras BiLSTM example 0.8428 (2 epochs), GRU 0.870",
        "at least 0.89 in 5 min",
        lambda: load_reviews("imdb"),
        bayes_floor,
        train,
        Settings(),
        {"accuracy": ".4f", "validation": ".4f"},
        "The last 400 words; model and floor learn from 22,383 reviews, since a tenth of the films is for validation.",
    ),
    "sst2": Task(
        "SST-2, sentences",
        "test accuracy",
        "LSTM 0.849 (Tai 2015, with GloVe)",
        "at least 0.82 without pretrained vectors",
        lambda: load_reviews("sst2"),
        bayes_floor,
        train,
        Settings(length=60, features=100, both_ways=True, spatial=0.5, epochs=8, batch=32, rate=1.5e-3),
        {"accuracy": ".4f", "validation": ".4f"},
        "No vectors of others.",
    ),
}
