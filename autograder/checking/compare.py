"""Comparing an answer with the reference in stages; the first stage that fails speaks."""

from __future__ import annotations

from typing import Any

import numpy as np

from .compare_models import are_weights, compare_shapes, compare_spread, compare_weights
from .spec import Failure, Output, Tolerance
from .words import a, count, named_items

KINDS = {"float": ("f",), "draws": ("f",), "spread": ("f",), "int": ("i", "u"), "bool": ("b",)}
WORDS = {"int": "integers", "bool": "True and False"}
TENSORS = ("EagerTensor", "Tensor", "ArrayImpl")  # of TensorFlow, PyTorch and JAX
MOST = 10**300  # a larger int is no floating-point number


def compare(value: Any, expected: Any, outputs: tuple[Output, ...], tolerance: Tolerance) -> Failure | None:
    """Compare an answer with the right one.

    Args:
        value: what the student returned.
        expected: the right answer, of the same structure as `outputs`.
        outputs: names, axes and kinds of what is returned.
        tolerance: how far numbers may lie from each other.

    Returns:
        None for a right answer, else the first failure: type, structure, shape, dtype, finite, values.
    """
    if value is None:
        return Failure("type", "returns None: is there a `return` at its end?")
    if len(outputs) == 1 and not outputs[0].fields:
        return _compare_one(value, expected, outputs[0], tolerance)
    values, failure = _unpack(value, outputs)
    if failure is not None:
        return failure
    expected = expected if len(outputs) > 1 else (expected,)
    for item, right, output in zip(values, expected, outputs, strict=True):
        failure = (
            _compare_cache(item, right, output, tolerance) if output.fields else _compare_one(item, right, output, tolerance)
        )
        if failure is not None:
            return failure if output.fields else _with_order(failure, item, outputs)
    return None


def _with_order(failure: Failure, item: Any, outputs: tuple[Output, ...]) -> Failure:
    """Add the order of the outputs where a named tuple stands in the place of another output."""
    if failure.stage != "type" or not named_items(item) or len(outputs) == 1:
        return failure
    return Failure("type", f"{failure.message} Return {', '.join(output.name for output in outputs)}, in this order.")


def _unpack(value: Any, outputs: tuple[Output, ...]) -> tuple[list[Any], Failure | None]:
    names = ", ".join(output.name for output in outputs)
    if len(outputs) == 1:
        return [value], None
    alone = [output.name for output in outputs if output.fields and named_items(value) == tuple(f.name for f in output.fields)]
    if alone:
        return [], Failure("structure", f"returns only `{alone[0]}`, {a(value)}; expected {len(outputs)} values: {names}.")
    if not isinstance(value, tuple | list):
        return [], Failure("structure", f"returns one value of type {type(value).__name__}; expected {len(outputs)}: {names}.")
    if len(value) != len(outputs):
        return [], Failure("structure", f"returns {count(len(value), 'value')}; expected {len(outputs)}: {names}.")
    return list(value), None


def _compare_cache(value: Any, expected: Any, output: Output, tolerance: Tolerance) -> Failure | None:
    names = [field.name for field in output.fields]
    if all(hasattr(value, name) for name in names):
        items = [getattr(value, name) for name in names]
    elif isinstance(value, tuple | list) and len(value) == len(names):
        items = list(value)
    else:
        kind = type(expected).__name__
        return Failure("structure", f"returns {a(value)} as `{output.name}`; expected {kind}({', '.join(names)}).")
    for item, right, field in zip(items, expected, output.fields, strict=True):
        named = Output(f"{output.name}.{field.name}", field.axes, (), field.kind)
        failure = _compare_one(item, right, named, tolerance)
        if failure is not None:
            return failure
    return None


def _compare_one(value: Any, expected: Any, output: Output, tolerance: Tolerance) -> Failure | None:
    if output.kind == "shapes":
        return compare_shapes(value, expected, output.name)
    if output.kind == "any":
        return _compare_any(value, expected, output.name, tolerance)
    if expected is None:
        return (
            None if _is_absent(value, output) else Failure("type", f"returns {a(value)} as `{output.name}`; expected None here.")
        )
    array, failure = _as_array(value, expected, output)
    if failure is not None:
        return failure
    right = np.asarray(expected)
    return _shape(array, right, output) or _kind(value, array, output) or _numbers(array, right, output, tolerance)


def _as_array(value: Any, expected: Any, output: Output) -> tuple[np.ndarray, Failure | None]:
    scalar = np.ndim(expected) == 0
    if scalar and type(value) is int and KINDS[output.kind] == ("f",) and abs(value) < MOST:
        return np.asarray(float(value)), None  # 0 is as good as 0.0
    if type(value) is np.ndarray or (scalar and isinstance(value, np.generic)) or (scalar and type(value) in (int, float, bool)):
        return np.asarray(value), None
    wanted = "one number" if scalar else f"a NumPy array of shape {np.shape(expected)}"
    message = f"returns {a(value)} as `{output.name}`; expected {wanted}.{_remedy(value, expected, output)}"
    return np.empty(0), Failure("type", message)


def _is_absent(value: Any, output: Output) -> bool:
    """Return whether a value is None, or a mask that masks nothing, which says the same."""
    return value is None or (output.kind == "bool" and type(value) is np.ndarray and value.dtype == bool and bool(value.all()))


def _remedy(value: Any, expected: Any, output: Output) -> str:
    """Return what to do with a list, tuple or tensor where an array or number is due."""
    if type(value).__name__ in TENSORS:
        return " `keras.ops.convert_to_numpy(...)` makes one of a tensor."
    if not isinstance(value, tuple | list):
        return ""
    if named_items(value):
        return f" That is the whole {type(value).__name__}({', '.join(named_items(value))}); `{output.name}` is one value."
    try:
        fits = np.shape(value) == np.shape(expected)
    except ValueError:
        fits = False
    return " Turn it into one with `np.array(...)`." if fits else f" One value is asked for, yours holds {len(value)}."


def _shape(array: np.ndarray, expected: np.ndarray, output: Output) -> Failure | None:
    if array.shape == expected.shape:
        return None
    meaning = f" = ({', '.join(_plural(axis) for axis in output.axes)})" if len(output.axes) == expected.ndim > 0 else ""
    wanted = f"{expected.shape}{meaning}" if expected.ndim else "one number"
    message = f"returns `{output.name}` of shape {array.shape}; expected {wanted}."
    if array.size == expected.size and sorted(array.shape) == sorted(expected.shape):
        message += " The sizes are right but their order is not: which axis comes first?"
    elif array.squeeze().shape == expected.squeeze().shape:
        message += " An axis of length 1 is too many or missing."
    elif array.ndim == expected.ndim - 1 and expected.shape[1:] == array.shape:
        message += " The first axis is gone: was it summed away?"
    return Failure("shape", message)


def _plural(axis: str) -> str:
    return {"class": "classes", "sample": "batch", "step out": "steps out"}.get(axis, f"{axis}s")


def _kind(value: Any, array: np.ndarray, output: Output) -> Failure | None:
    if array.dtype.kind in KINDS[output.kind] and array.dtype != np.float16:
        return None
    found = type(value).__name__ if type(value) in (int, float, bool) else array.dtype
    wanted = WORDS.get(output.kind, "floating-point numbers")
    return Failure("dtype", f"returns `{output.name}` of type {found}; expected {wanted}.")


def _numbers(array: np.ndarray, expected: np.ndarray, output: Output, tolerance: Tolerance) -> Failure | None:
    if array.dtype.kind == "f" and not np.isfinite(array[np.isfinite(expected)]).all():
        bad = np.isfinite(expected) & ~np.isfinite(array)
        found = "nan (not a number)" if np.isnan(array[bad]).any() else "inf (infinite)"
        return Failure("finite", f"returns {found} in `{output.name}`{_place(bad, output)}.")
    if KINDS[output.kind] != ("f",):
        bad = array != expected
        return Failure("values", _wrong(bad, output, "")) if bad.any() else None
    with np.errstate(invalid="ignore"):
        error = np.where(array == expected, 0.0, np.abs(array - expected))
        bad = ~(error <= tolerance.absolute + tolerance.relative * np.abs(expected)) & (array != expected)
    if not bad.any():
        return None
    if output.kind == "spread":
        return Failure("values", compare_spread(array, expected))
    if output.kind == "draws":
        size = f"over many draws they stray by up to {round(error.max(), 2):g} times `scale` from what is asked for"
        return Failure("values", f"returns wrong values in `{output.name}`: {size}.")
    return Failure("values", _wrong(bad, output, f"; the largest error is {error.max():.2g}"))


def _wrong(bad: np.ndarray, output: Output, size: str) -> str:
    if bad.ndim == 0:
        return f"returns a wrong `{output.name}`{size}."
    share = "every entry" if bad.all() else f"{int(bad.sum())} of {bad.size} entries"
    return f"returns wrong values in `{output.name}`: {share}, the first{_place(bad, output)}{size}.{_pattern(bad, output)}"


def _place(bad: np.ndarray, output: Output) -> str:
    if bad.ndim == 0:
        return ""
    index = np.argwhere(bad)[0]
    if len(output.axes) != len(index):
        return f" at index [{', '.join(map(str, index))}]"
    return " at " + ", ".join(f"{axis} {number}" for axis, number in zip(output.axes, index, strict=True)) + " (counted from 0)"


def _pattern(bad: np.ndarray, output: Output) -> str:
    """Tell which time steps or samples are right throughout, where that narrows the search."""
    for axis, name in enumerate(output.axes):
        if name not in ("time step", "sample") or bad.ndim != len(output.axes):
            continue
        wrong = bad.any(axis=tuple(other for other in range(bad.ndim) if other != axis))
        if wrong.all() or bad.shape[axis] < 2:
            continue
        numbers = ", ".join(str(number) for number in np.flatnonzero(wrong))
        many = bool(wrong.sum() > 1)
        return f" Only {name}{'s' * many} {numbers} of 0 to {bad.shape[axis] - 1} {'are' if many else 'is'} wrong."
    return ""


def _compare_any(value: Any, expected: Any, name: str, tolerance: Tolerance) -> Failure | None:
    """Compare containers item by item; list, tuple and generator are one kind."""
    if isinstance(expected, tuple | list):
        return _compare_items(value, expected, name, tolerance)
    if isinstance(expected, dict):
        return _compare_dict(value, expected, name, tolerance)
    if expected is None or isinstance(expected, str):
        same = type(value) in (type(expected), np.str_) and value == expected  # no method of a student's class is asked
        return None if same else Failure("values", f"returns a wrong `{name}`: {_shown(value)}.")
    kind = {"f": "float", "b": "bool"}.get(np.asarray(expected).dtype.kind, "int")
    return _compare_one(value, expected, Output(name, (), (), kind), tolerance)


def _shown(value: Any) -> str:
    """Return what the student returned, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _compare_items(value: Any, expected: Any, name: str, tolerance: Tolerance) -> Failure | None:
    if not isinstance(value, tuple | list):
        return Failure("type", f"returns {a(value)} as `{name}`; expected a list.")
    if are_weights(expected):
        return compare_weights(value, expected)
    if len(value) != len(expected):
        return Failure("structure", f"returns {count(len(value), 'item')} in `{name}`; expected {len(expected)}.")
    for index, (item, right) in enumerate(zip(value, expected, strict=True)):
        failure = _compare_any(item, right, f"{name}[{index}]", tolerance)
        if failure is not None:
            return failure
    return None


def _compare_dict(value: Any, expected: dict[Any, Any], name: str, tolerance: Tolerance) -> Failure | None:
    if type(value) is not dict and not isinstance(value, dict):
        return Failure("type", f"returns {a(value)} as `{name}`; expected a dict.")
    if value.keys() != expected.keys():
        return Failure(
            "structure", f"returns a dict `{name}` with {len(value)} keys; they are not the {len(expected)} keys expected."
        )
    for key, right in expected.items():
        failure = _compare_any(value[key], right, f"{name}[{key!r}]", tolerance)
        if failure is not None:
            return failure
    return None
