"""The probe of fused cells: what their caches hold at masked steps is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def fused_real_steps(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with zeros at masked steps in those items of its cache that have one entry per step.

    They lie time first, (timesteps, batch, ...). States have one entry more and are compared as they are.
    """
    value, mask = function(*arguments.values()), arguments["mask"]
    if mask is None or not isinstance(value, tuple | list) or not value or not isinstance(value[-1], tuple | list):
        return value
    cache = value[-1]
    items = [_zero_where_masked(item, mask.T) for item in cache]
    make: Callable[..., Any] = type(cache)
    return (*value[:-1], make(*items) if hasattr(cache, "_fields") else items)


def _zero_where_masked(item: Any, real: np.ndarray) -> Any:
    if type(item) is not np.ndarray or item.ndim != 3 or item.shape[:2] != real.shape:
        return item
    return np.where(real[:, :, None], item, item.dtype.type(0))


PROBES_FUSED: dict[str, Callable[..., Any]] = {"fused_real_steps": fused_real_steps}
