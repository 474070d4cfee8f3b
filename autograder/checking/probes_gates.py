"""Probes of gated cells: no overflow on the way to an answer; gates compared only where somebody reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

GATES = {10: slice(3, 7), 7: slice(2, 5)}  # by the length of the cache: LSTM (i, f, g, o) and GRU (z, r, g)


def without_overflow(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with an error where NumPy would only warn of an overflow."""
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return function(*arguments.values())
        except FloatingPointError as error:
            error.args = (f"{error} (an exponential of a large number): make sure that no exponent is large and positive",)
            raise


def gates_of_real_steps(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with zeros for the gates in its cache at masked steps: what they hold there is free."""
    value, mask = function(*arguments.values()), arguments["mask"]
    if mask is None or not isinstance(value, tuple | list) or len(value) < 2:
        return value
    return (*value[:-1], _without_masked_gates(value[-1], mask))


def _without_masked_gates(cache: Any, mask: np.ndarray) -> Any:
    """Return a cache with zeros for its gates where the mask is False; what is no such cache comes back as it is."""
    if not isinstance(cache, tuple | list) or len(cache) not in GATES:
        return cache
    items, gates = list(cache), GATES[len(cache)]
    items[gates] = [_zero_where_masked(gate, mask) for gate in items[gates]]
    make: Callable[..., Any] | None = type(cache) if hasattr(cache, "_fields") else None
    return make(*items) if make is not None else items


def _zero_where_masked(gate: Any, mask: np.ndarray) -> Any:
    if type(gate) is not np.ndarray or gate.ndim != 3 or gate.shape[:2] != mask.shape:
        return gate
    return np.where(mask[:, :, None], gate, gate.dtype.type(0))


PROBES_GATES: dict[str, Callable[..., Any]] = {"without_overflow": without_overflow, "gates_of_real_steps": gates_of_real_steps}
