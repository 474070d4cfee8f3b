"""Probes of unit 06."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def gates_of_real_steps(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with zeros for gates and candidate at masked steps: what they hold there is free."""
    value, mask = function(*arguments.values()), arguments["mask"]
    if mask is None or not isinstance(value, tuple | list) or len(value) != 2:
        return value
    h_all, cache = value
    return h_all, _masked(cache, mask)


def _masked(cache: Any, mask: np.ndarray) -> Any:
    """Set items 2, 3, 4 (z, r, g) of a cache to zero where the mask is False; leave alone what is no such cache."""
    if not isinstance(cache, tuple | list) or len(cache) != 7:
        return cache
    gates = [np.where(mask[:, :, None], gate, 0.0) if _fits(gate, mask) else gate for gate in cache[2:5]]
    items = [*cache[:2], *gates, *cache[5:]]
    named: Any = type(cache)
    return named(*items) if hasattr(cache, "_fields") else items


def _fits(gate: Any, mask: np.ndarray) -> bool:
    return type(gate) is np.ndarray and gate.ndim == 3 and gate.shape[:2] == mask.shape


PROBES_U06 = {"gates_of_real_steps": gates_of_real_steps}
