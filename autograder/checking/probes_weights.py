"""Probes of random first weights, which are judged by their statistics."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

DRAWS = 1000
UNSTEADY = -1.0  # in the place of the kernel's statistics when equal generators gave different weights


def initial_weights(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return statistics of 1,000 draws of kernel, recurrent kernel and bias, in their shapes and in units of the scale.

    In the place of the kernel stand its entries, sorted and averaged over the draws: of normal numbers these are the
    expected order statistics, so mean, spread and kind of the distribution show, and entries that are not independent,
    too. They are multiplied by how much one draw differs from the next, which is 1 for fresh numbers of the right
    spread. The recurrent kernel is given as the identity plus its root mean squared distance from it, the bias as its
    root mean square. Whatever has another structure or shape is returned as it came.
    """
    twin = copy.deepcopy(arguments)
    draws = [function(*arguments.values()) for _ in range(DRAWS)]
    if not isinstance(draws[0], tuple | list) or len(draws[0]) != 3:
        return draws[0]
    features, units, scale = arguments["features"], arguments["units"], arguments.get("scale", 0.001)
    kernels, recurrent_kernels, biases = zip(*draws, strict=True)
    steady = np.array_equal(function(*twin.values())[0], kernels[0])
    kernel = _order_statistics if steady else _unsteady
    return (
        kernel(np.array(kernels) / scale) if _fits(kernels[0], features, units) else kernels[0],
        _distance(recurrent_kernels, np.eye(units), scale) if _fits(recurrent_kernels[0], units, units) else recurrent_kernels[0],
        _distance(biases, np.zeros(units), scale) if _fits(biases[0], units) else biases[0],
    )


def _fits(value: Any, *shape: int) -> bool:
    return type(value) is np.ndarray and value.shape == shape and value.dtype.kind == "f"


def _order_statistics(kernels: np.ndarray) -> np.ndarray:
    kernels = kernels.astype(np.float64)
    fresh = np.sqrt(np.mean((kernels[1:] - kernels[:-1]) ** 2) / 2)
    ordered = np.mean(np.sort(kernels.reshape(len(kernels), -1), axis=1), axis=0)
    return np.asarray(fresh * ordered.reshape(kernels.shape[1:]))


def _unsteady(kernels: np.ndarray) -> np.ndarray:
    return np.full(kernels.shape[1:], UNSTEADY)


def _distance(draws: tuple[np.ndarray, ...], right: np.ndarray, scale: float) -> np.ndarray:
    return np.asarray(right + np.sqrt(np.mean((np.array(draws) - right) ** 2, axis=0)) / scale)


PROBES_WEIGHTS = {"initial_weights": initial_weights}
