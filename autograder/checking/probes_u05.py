"""Probes of unit 05: no overflow on the way to an answer; gates compared only where somebody reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

CACHE_ITEMS, GATES = 10, slice(3, 7)  # x, h_0, c_0, then i, f, g, o, then c_all, h_all, mask


def without_overflow(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with an error where NumPy would only warn of an overflow."""
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return function(*arguments.values())
        except FloatingPointError as error:
            error.args = (f"{error} (an exponential of a large number): make sure that no exponent is large and positive",)
            raise


def lstm_gates_of_real_steps(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with zeros for the gates at masked steps: what the cache holds there is free."""
    value, mask = function(*arguments.values()), arguments["mask"]
    if mask is None or not isinstance(value, tuple | list) or len(value) != 3:
        return value
    return (*value[:2], _without_masked_gates(value[2], mask))


def _without_masked_gates(cache: Any, mask: np.ndarray) -> Any:
    if not isinstance(cache, tuple | list) or len(cache) != CACHE_ITEMS:
        return cache
    items = list(cache)
    items[GATES] = [_zero_where_masked(gate, mask) for gate in items[GATES]]
    return type(cache)(*items) if hasattr(cache, "_fields") else items


def _zero_where_masked(gate: Any, mask: np.ndarray) -> Any:
    if type(gate) is not np.ndarray or gate.ndim != 3 or gate.shape[:2] != mask.shape:
        return gate
    return np.where(mask[:, :, None], gate, gate.dtype.type(0))


PROBES_U05: dict[str, Callable[..., Any]] = {
    "without_overflow": without_overflow,
    "lstm_gates_of_real_steps": lstm_gates_of_real_steps,
}
