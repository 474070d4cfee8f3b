"""Functions that an exercise may hand to a student's function; vectors store them by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def sum_of_squares(array: np.ndarray) -> float:
    """Return the sum of the squared entries; its gradient is 2 * array."""
    return float(np.sum(array**2))


def sum_of_sines(array: np.ndarray) -> float:
    """Return the sum of the sines of the entries; its gradient is cos(array)."""
    return float(np.sum(np.sin(array)))


def product_with_fixed_weights(array: np.ndarray) -> float:
    """Return the product of two weighted sums of the entries, so that every entry's slope depends on all others."""
    entries = np.ravel(array)
    places = np.arange(1, entries.size + 1)
    return float(np.dot(np.cos(places), entries) * np.dot(1 / places, entries))


CALLABLES: dict[str, Callable[..., Any]] = {
    "sum_of_squares": sum_of_squares,
    "sum_of_sines": sum_of_sines,
    "product_with_fixed_weights": product_with_fixed_weights,
}
