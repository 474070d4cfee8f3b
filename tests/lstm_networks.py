"""What the oracle tests of unit 05 share: random networks, central differences, a step of Keras's cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

NAMES = ("x", "h_0", "c_0", "kernel", "recurrent_kernel", "bias")
CELLS = [(3, 2, 4), (5, 4, 3), (1, 3, 2)]  # batch, features, units


def network(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """Draw inputs, initial states and weights, asymmetric and with a bias."""
    batch, timesteps, features, units = sizes
    shapes = [
        (batch, timesteps, features),
        (batch, units),
        (batch, units),
        (features, 4 * units),
        (units, 4 * units),
        (4 * units,),
    ]
    return {name: rng.normal(0, 0.8, shape) for name, shape in zip(NAMES, shapes, strict=True)}


def arriving_gradients(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> tuple[np.ndarray, ...]:
    """Draw what arrives at all outputs, at the last hidden and at the last cell state."""
    batch, timesteps, _, units = sizes
    return rng.normal(size=(batch, timesteps, units)), rng.normal(size=(batch, units)), rng.normal(size=(batch, units))


def step_arguments(rng: np.random.Generator, batch: int, features: int, units: int, blocks: int = 4) -> dict[str, np.ndarray]:
    """Draw the arguments of a cell; `blocks` is how many blocks its weights have."""
    shapes = {
        "x_t": (batch, features),
        "h_prev": (batch, units),
        "c_prev": (batch, units),
        "kernel": (features, blocks * units),
        "recurrent_kernel": (units, blocks * units),
        "bias": (blocks * units,),
    }
    return {name: rng.normal(0, 0.8, shape) for name, shape in shapes.items()}


def central(loss: Callable[[np.ndarray], float], array: np.ndarray, epsilon: float = 1e-6) -> np.ndarray:
    """Return central differences, one coordinate direction of the flat array at a time."""
    directions = np.eye(array.size).reshape(-1, *array.shape) * epsilon
    return np.reshape([(loss(array + d) - loss(array - d)) / (2 * epsilon) for d in directions], array.shape)


def assert_close(ours: Any, theirs: Any, tolerance: float = 1e-10) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def keras_step(keras, arguments: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return h and c after one step of keras.layers.LSTMCell."""
    x_t, h_prev, c_prev, *weights = arguments.values()
    cell = keras.layers.LSTMCell(h_prev.shape[1], dtype="float64")
    cell.build(x_t.shape)
    cell.set_weights(weights)
    h, (_, c) = cell(x_t, [h_prev, c_prev])
    return np.asarray(h), np.asarray(c)
