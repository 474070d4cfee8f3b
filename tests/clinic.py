"""Networks of unit 04 as Keras has them, for the oracle tests of that unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def network(rng: np.random.Generator, sizes: tuple[int, int, int, int], scale: float = 0.7) -> dict[str, np.ndarray]:
    """Draw inputs, initial state and weights, asymmetric and with a bias."""
    batch, timesteps, features, units = sizes
    shapes = {
        "x": (batch, timesteps, features),
        "h_0": (batch, units),
        "kernel": (features, units),
        "recurrent_kernel": (units, units),
        "bias": (units,),
    }
    return {name: rng.normal(0, scale, shape) for name, shape in shapes.items()}


def central(function: Callable[[np.ndarray], Any], array: np.ndarray, epsilon: float = 1e-6) -> np.ndarray:
    """Return the slopes of all values of a function with respect to all entries: (*array.shape, *values.shape)."""
    directions = np.eye(array.size).reshape(-1, *array.shape) * epsilon
    slopes = np.array([(function(array + d) - function(array - d)) / (2 * epsilon) for d in directions])
    return slopes.reshape(*array.shape, *slopes.shape[1:])


def simple_cell(keras: Any, net: dict[str, np.ndarray]) -> Any:
    """Return the cell of Keras that holds the weights."""
    cell = keras.layers.SimpleRNNCell(net["h_0"].shape[1], dtype="float64")
    cell.build((None, net["x"].shape[2]))
    for variable, name in ((cell.kernel, "kernel"), (cell.recurrent_kernel, "recurrent_kernel"), (cell.bias, "bias")):
        variable.assign(net[name])
    return cell


def pinned_gru(keras: Any, net: dict[str, np.ndarray], gamma: float) -> Any:
    """Return a Keras GRU that is a leaky layer: its update gate is always gamma, its reset gate always 1."""
    features, units = net["kernel"].shape
    layer = keras.layers.GRU(units, reset_after=False, return_sequences=True, dtype="float64")
    layer.build((None, None, features))
    update = np.full(units, np.log(gamma / (1 - gamma)) if gamma > 0 else -800.0)
    layer.set_weights(
        [
            np.hstack([np.zeros((features, 2 * units)), net["kernel"]]),
            np.hstack([np.zeros((units, 2 * units)), net["recurrent_kernel"]]),
            np.concatenate([update, np.full(units, 800.0), net["bias"]]),
        ]
    )
    return layer
