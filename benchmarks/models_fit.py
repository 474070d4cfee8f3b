"""What the trainings of models.py share: batches of like lengths, a falling rate, the best epoch by validation data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

Arrays = tuple[np.ndarray, ...]


class Plan(NamedTuple):
    """How to train.

    Args:
        epochs: passes over the training data.
        batch: examples in a batch.
        rate: learning rate at the beginning; it falls to zero along a cosine.
        clip: largest norm of all gradients together.
        decay: share of each weight that is taken off, times the rate, as in AdamW.
    """

    epochs: int
    batch: int
    rate: float
    clip: float = 1.0
    decay: float = 0.0


def alike(lengths: Sequence[int], batch: int, rng: np.random.Generator | None = None) -> Iterator[np.ndarray]:
    """Yield the indices of batches whose examples are about equally long; in random order, or sorted where no rng is given.

    Args:
        lengths: one for each example.
        batch: examples in a batch; the last ones may have fewer.
        rng: shuffles.
    """
    sizes = np.asarray(lengths)
    order = np.arange(len(sizes)) if rng is None else rng.permutation(len(sizes))
    group = len(order) if rng is None else 32 * batch
    found: list[np.ndarray] = []
    for start in range(0, len(order), group):
        chunk = order[start : start + group]
        chunk = chunk[np.argsort(sizes[chunk], kind="stable")]
        found += [chunk[first : first + batch] for first in range(0, len(chunk), batch)]
    for place in range(len(found)) if rng is None else rng.permutation(len(found)):
        yield found[place]


def padded(rows: Sequence[np.ndarray], value: float = 0) -> np.ndarray:
    """Return rows (length, ...) of several lengths as one array (rows, longest, ...), padded at the end."""
    made = np.full((len(rows), max(map(len, rows)), *rows[0].shape[1:]), value, dtype=rows[0].dtype)
    for place, row in zip(made, rows, strict=True):
        place[: len(row)] = row
    return made


def compiled(function: Callable[..., Any], example: Arrays) -> Callable[..., Any]:
    """Compile a function of arrays once for all sizes of the first two axes."""

    def spec(array: np.ndarray) -> tf.TensorSpec:
        free = min(2, array.ndim)
        return tf.TensorSpec((*[None] * free, *array.shape[free:]), array.dtype)

    return tf.function(function, input_signature=[spec(array) for array in example], autograph=False)


def fit(
    model: Any,
    loss: Callable[..., Any],
    examples: Callable[[np.ndarray], Arrays],
    lengths: Sequence[int],
    score: Callable[[], float],
    plan: Plan,
    seed: int,
) -> list[float]:
    """Train a model, and give it the weights of the epoch that was best on validation data.

    Args:
        model: a Keras model.
        loss: from a batch of arrays to the loss, a tensor; calls the model with training=True.
        examples: from the indices of a batch to its arrays.
        lengths: of the training examples.
        score: tells how bad the model now is on validation data.
        plan: how to train.
        seed: of the order of the examples.

    Returns:
        the score after each epoch.
    """
    rng = np.random.default_rng(seed)
    steps = plan.epochs * len(list(alike(lengths, plan.batch, np.random.default_rng(seed))))
    falling = keras.optimizers.schedules.CosineDecay(plan.rate, steps)
    optimizer = keras.optimizers.AdamW(falling, weight_decay=plan.decay, global_clipnorm=plan.clip)
    optimizer.build(model.trainable_variables)

    def step(*arrays: Any) -> Any:
        with tf.GradientTape() as tape:
            value = loss(*arrays)
        optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
        return value

    run: Callable[..., Any] | None = None
    scores: list[float] = []
    best = model.get_weights()
    for _ in range(plan.epochs):
        for indices in alike(lengths, plan.batch, rng):
            arrays = examples(indices)
            run = run or compiled(step, arrays)
            run(*arrays)
        scores.append(float(score()))
        if scores[-1] <= min(scores):
            best = model.get_weights()
    model.set_weights(best)
    return scores
