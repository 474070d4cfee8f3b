"""Laws about arrays themselves: float32 stays float32, and the order of the inputs in memory changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .call import Calls, call
from .codec import leaves
from .spec import Failure, Property


def precision(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> Failure | None:
    """Return a failure where inputs that are all float32 give something of another floating-point type."""
    narrow = _each_array(arguments, lambda array: array.astype(np.float32) if array.dtype.kind == "f" else array)
    value = call(calls.function, narrow).value
    for place, item in enumerate(value if isinstance(value, tuple | list) else (value,), 1):
        kinds = {leaf.dtype for leaf in leaves(item) if isinstance(leaf, np.ndarray | np.generic) and leaf.dtype.kind == "f"}
        if kinds - {np.dtype(np.float32)}:
            widest = max(kinds, key=lambda kind: kind.itemsize)
            return Failure(
                "property",
                f"gives {widest} where all its inputs are float32 (value {place} of those it returns). An array that is "
                "made without `dtype=x.dtype`, or from Python numbers, is float64 and makes so what it meets.",
            )
    return None


def layout(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> Failure | None:
    """Return a failure where the same inputs, laid out in memory column by column, give another answer."""
    turned = _each_array(arguments, lambda array: np.asfortranarray(array) if array.ndim > 1 else array)
    before = _plain_arrays(calls.of(number, arguments).value)
    after = _plain_arrays(call(calls.function, turned).value)
    if len(before) == len(after) and all(map(_same, before, after)):
        return None
    return Failure(
        "property",
        "gives another answer when its inputs lie in memory in another order, as after a transpose. `np.empty_like` copies "
        "that order; of such an array `reshape` makes a copy, and what is written into the copy is lost. Make buffers by shape.",
    )


def _each_array(value: Any, change: Callable[[np.ndarray], np.ndarray]) -> Any:
    """Return the same dicts, lists and tuples with every array changed."""
    if isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_array(item, change) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = [_each_array(item, change) for item in value]
        make: Callable[..., Any] = type(value)
        return make(*items) if hasattr(value, "_fields") else make(items)
    return value


def _plain_arrays(value: Any) -> list[np.ndarray]:
    """Return the arrays of an answer; what a cache holds is left out."""
    items = value if isinstance(value, tuple | list) else (value,)
    return [item for item in items if isinstance(item, np.ndarray)]


def _same(first: np.ndarray, second: np.ndarray) -> bool:
    return first.shape == second.shape and bool(np.allclose(first, second, 1e-4, 1e-5))
