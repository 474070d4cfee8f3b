"""Plain data to and from JSON and arrays, and short signatures of outputs."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .callables import CALLABLES

FREQUENCIES = np.array([1.0, 1.7, 2.9])


def encode(value: Any, arrays: list[np.ndarray]) -> Any:
    """Return `value` as JSON data; arrays are appended to `arrays` and named by their index.

    Raises:
        TypeError: for anything but None, bool, int, float, str, arrays, containers of these,
            NamedTuples, random generators, and the functions registered in `CALLABLES`.
    """
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, np.generic)):
        return value
    if isinstance(value, np.ndarray | np.generic):
        arrays.append(np.asarray(value))
        return {"array" if isinstance(value, np.ndarray) else "scalar": len(arrays) - 1}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {"named": type(value).__name__, "fields": value._fields, "items": [encode(item, arrays) for item in value]}
    if isinstance(value, tuple | list):
        return {type(value).__name__: [encode(item, arrays) for item in value]}
    if isinstance(value, Mapping):
        return {"dict": [[encode(key, arrays), encode(item, arrays)] for key, item in value.items()]}
    if isinstance(value, np.random.Generator):
        return {"generator": value.bit_generator.state}
    for name, function in CALLABLES.items():
        if value is function:
            return {"callable": name}
    raise TypeError(f"cannot store a {type(value).__name__} in vectors; expected plain data, arrays or a registered function")


def decode(data: Any, arrays: Sequence[np.ndarray]) -> Any:
    """Return the value that `encode` turned into `data` and `arrays`."""
    if not isinstance(data, dict):
        return data
    if "named" in data:
        return _named(data["named"], tuple(data["fields"]))(*(decode(item, arrays) for item in data["items"]))
    [(kind, content)] = data.items()
    if kind == "array":
        return arrays[content]
    if kind == "scalar":
        return arrays[content][()]
    if kind == "callable":
        return CALLABLES[content]
    if kind == "generator":
        return _generator(content)
    if kind == "dict":
        return {decode(key, arrays): decode(item, arrays) for key, item in content}
    items = [decode(item, arrays) for item in content]
    return tuple(items) if kind == "tuple" else items


def _generator(state: dict[str, Any]) -> np.random.Generator:
    bits = np.random.PCG64()
    bits.state = state  # type: ignore[assignment]
    return np.random.Generator(bits)


def _named(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)


def leaves(value: Any) -> list[Any]:
    """Return the arrays and plain values in nested tuples, lists and dicts, in order."""
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in leaves(item)]
    if isinstance(value, Mapping):
        return [leaf for key in value for leaf in (key, *leaves(value[key]))]
    return [value]


def signature(value: Any) -> list[Any]:
    """Return a short description of an output: per leaf its shape and three weighted sums.

    Two outputs with equal signatures are equal but for rounding; the signature does not hold the output.
    """
    return [_leaf_signature(leaf) for leaf in leaves(value)]


def _leaf_signature(leaf: Any) -> Any:
    if leaf is None or isinstance(leaf, str):
        return leaf
    try:
        numbers = np.asarray(leaf, dtype=np.float64)
    except (TypeError, ValueError):
        return type(leaf).__name__
    weights = np.cos(np.outer(FREQUENCIES, np.arange(1, numbers.size + 1)))
    with np.errstate(all="ignore"):
        sums = weights @ numbers.ravel()
    return [list(numbers.shape), [float(f"{number:.7g}") for number in sums]]


def same_signature(first: list[Any], second: list[Any], relative: float = 1e-4, absolute: float = 1e-4) -> bool:
    """Return whether two signatures agree within a tolerance."""
    return len(first) == len(second) and all(_same_leaf(a, b, relative, absolute) for a, b in zip(first, second, strict=True))


def _same_leaf(first: Any, second: Any, relative: float, absolute: float) -> bool:
    if not isinstance(first, list) or not isinstance(second, list):
        return bool(first == second)
    return first[0] == second[0] and bool(np.allclose(first[1], second[1], relative, absolute, equal_nan=True))
