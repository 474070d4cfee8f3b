"""Laws that every right answer obeys, tested by changing the inputs of a case; no reference is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import laws_arrays
from .call import Calls, call
from .spec import Failure, Property, Spec


def broken_law(calls: Calls, spec: Spec) -> Failure | None:
    """Return the first law of the exercise that a function breaks, or None; what it answers to a case is asked once."""
    calls = calls if spec.probe == "call" else Calls(calls.function)
    for law in spec.properties:
        for number, case in enumerate(spec.cases):
            failure = LAWS[law.law](calls, number, case.arguments, law)
            if failure is not None:
                return failure
    return None


def _own(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> np.ndarray:
    """Return the answer to a case as it is."""
    return _output(calls.of(number, arguments).value, law)


def _other(calls: Calls, arguments: dict[str, Any], law: Property) -> np.ndarray:
    """Return the answer to changed arguments."""
    return _output(call(calls.function, arguments).value, law)


def _output(value: Any, law: Property) -> np.ndarray:
    return np.asarray(value[law.output] if isinstance(value, tuple | list) else value)


def _causality(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> Failure | None:
    name = law.inputs[0]
    timesteps = arguments[name].shape[1]
    if timesteps < 2:
        return None
    step = timesteps // 2
    changed = arguments[name].copy()
    changed[:, step:] += 1
    before = _own(calls, number, arguments, law)[:, :step]
    after = _other(calls, {**arguments, name: changed}, law)[:, :step]
    if _same(before, after):
        return None
    return Failure(
        "property", f"looks into the future: changing `{name}` at time step {step} changes outputs of earlier time steps."
    )


def _padding(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> Failure | None:
    mask = next((value for key, value in arguments.items() if key.endswith("mask")), None)
    name = law.inputs[0]
    if mask is None or mask.all():
        return None
    padding = ~mask.reshape(mask.shape + (1,) * (arguments[name].ndim - 2))
    changed = np.where(padding, arguments[name] + 1, arguments[name]).astype(arguments[name].dtype)
    if _same(_own(calls, number, arguments, law), _other(calls, {**arguments, name: changed}, law)):
        return None
    return Failure("property", f"lets padding count: changing `{name}` where the mask is False changes the result.")


def _batch(calls: Calls, number: int, arguments: dict[str, Any], law: Property) -> Failure | None:
    first = {key: value[:1] if key in law.inputs and value is not None else value for key, value in arguments.items()}
    if _same(_own(calls, number, arguments, law)[:1], _other(calls, first, law)):
        return None
    return Failure("property", "mixes the samples of a batch: the first sample alone gives another answer than within its batch.")


def _same(first: np.ndarray, second: np.ndarray) -> bool:
    return first.shape == second.shape and bool(np.allclose(first, second, 1e-4, 1e-5, equal_nan=True))


LAWS: dict[str, Callable[[Calls, int, dict[str, Any], Property], Failure | None]] = {
    "causality": _causality,
    "padding": _padding,
    "batch": _batch,
    "precision": laws_arrays.precision,
    "layout": laws_arrays.layout,
}
