"""The adding problem of Hochreiter and Schmidhuber (1997): say the sum of the two numbers that are marked."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from models_task import Task


class Settings(NamedTuple):
    """Length of the sequences, sizes and training of the model; `steps` batches of new sequences in each epoch."""

    timesteps: int = 200
    units: int = 64
    epochs: int = 16
    steps: int = 150
    batch: int = 64
    rate: float = 5e-3
    tested: int = 2000


def sequences(examples: int, timesteps: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw sequences (examples, timesteps, 2) of numbers and marks, one mark in each half, and sums (examples,), float32."""
    numbers, marks = rng.random((examples, timesteps)), np.zeros((examples, timesteps))
    rows, half = np.arange(examples), timesteps // 2
    marks[rows, rng.integers(half, size=examples)] = 1
    marks[rows, rng.integers(half, timesteps, size=examples)] = 1
    return np.stack([numbers, marks], axis=-1).astype("float32"), (numbers * marks).sum(axis=1).astype("float32")


def mean_floor(settings: Settings) -> dict[str, float]:
    """Return the squared error of always saying 1, on the sequences of the test."""
    _, sums = sequences(settings.tested, settings.timesteps, np.random.default_rng(0))
    return {"always 1": float(np.mean((sums - 1) ** 2))}


def train(_: Settings, seed: int, settings: Settings) -> dict[str, float]:
    """Train a GRU on new sequences only; return its squared error on those of the test."""
    import keras
    from keras import ops
    from models_fit import Plan, compiled, fit

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    inputs = keras.Input((None, 2))
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.GRU(settings.units)(inputs))[:, 0])
    parts = {
        part: sequences(settings.tested, settings.timesteps, np.random.default_rng(number))
        for number, part in enumerate(("test", "validation"))
    }

    def loss(x: Any, y: Any) -> Any:
        return ops.mean((model(x, training=True) - y) ** 2)

    forward = compiled(lambda x: model(x, training=False), parts["test"][:1])

    def error(part: str) -> float:
        x, y = parts[part]
        return float(np.mean((forward(x).numpy() - y) ** 2))

    plan = Plan(settings.epochs, settings.batch, settings.rate)
    rows = np.ones(settings.steps * settings.batch)
    scores = fit(
        model,
        loss,
        lambda some: sequences(len(some), settings.timesteps, rng),
        rows,
        lambda: error("validation"),
        plan,
        seed + 1000,
    )
    return {"squared error": error("test"), "validation": min(scores), "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "adding": Task(
        "adding problem, 200 steps",
        "test squared error",
        "600 steps: LSTM 0.164, GRU 5.3e-5, RNN 0.177 (Bai 2018)",
        "GRU below 1e-3 in 10 min",
        Settings,
        mean_floor,
        train,
        Settings(),
        {"squared error": ".1e", "validation": ".1e"},
        "No training sequence is seen twice; 2,000 others for the test.",
    ),
}
