"""Calling a student's function: every way in which it can fail to answer becomes a message."""

from __future__ import annotations

import copy
import inspect
import itertools
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from .faults import fault
from .probes import IN_PLACE, JUDGES, PROBES
from .probes_models import PROBES_MODELS
from .spec import Failure, UnsatisfiedError
from .words import named_items, sizes

MOST_ITEMS = 100_000
WORDS_OF_SHAPES = ("shape", "dimension", "broadcast", "align", "concatenat", "axis", "operands")
UNWRITTEN = "is not written yet: put your code in the place of `raise NotImplementedError()`, then run that cell again."


class Called(NamedTuple):
    """What came of a call: the value, or why there is none; and what to say if the value is right but something else is not."""

    value: Any
    failure: Failure | None = None
    modified: Failure | None = None
    warning: str = ""


class Calls:
    """What a function answers, case by case: each call is made once, when it is first asked for.

    Args:
        function: what is called.
        probe: how it is questioned, a name of `PROBES`.
    """

    def __init__(self, function: Callable[..., Any], probe: str = "call") -> None:
        self.function = function
        self.probe = probe
        self._made: dict[int, Called] = {}

    def of(self, number: int, arguments: dict[str, Any]) -> Called:
        """Return what came of the call for a case, which is known by its number."""
        if number not in self._made:
            self._made[number] = call(self.function, arguments, self.probe)
        return self._made[number]


def call(function: Callable[..., Any], arguments: dict[str, Any], probe: str = "call") -> Called:
    """Call `function` with copies of `arguments` by position.

    Args:
        function: what the student wrote.
        arguments: the arguments by name, in call order.
        probe: how the function is questioned, a name of `PROBES`.

    Returns:
        The value; or the failure: wrong parameters, not written yet, an error raised. `modified` tells of an
        argument that the call changed, `warning` of the first warning.
    """
    shown = {name: value for name, value in arguments.items() if not name.startswith("_")}
    failure = None if probe in IN_PLACE else _parameters(function, shown)  # those make the call themselves
    if failure is not None:
        return Called(None, failure)
    given = copy.deepcopy(arguments)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = _asked(function, given, probe)
            value = list(itertools.islice(value, MOST_ITEMS)) if isinstance(value, Iterator) else value
        except NotImplementedError as error:
            return Called(None, _unwritten(error, function))
        except UnsatisfiedError as error:
            return Called(None, Failure("score", str(error)))
        except (Exception, SystemExit) as error:
            return Called(None, Failure("error", _describe(error, function, arguments, probe)))
    changed = [name for name in given if not _unchanged(given[name], arguments[name])]
    modified = Failure("inputs", _modified(changed[0], given[changed[0]], arguments[changed[0]])) if changed else None
    return Called(value, None, modified, f"NumPy warned: {caught[0].message}." if caught else "")


def _asked(function: Callable[..., Any], given: dict[str, Any], probe: str) -> Any:
    """Question a function; where it lives in another process, so do the probes that work on objects of that process.

    What such a process must not see, arguments whose names begin with "_", stays with the judge, who is always here.
    """
    elsewhere = getattr(function, "remote_probe", None) if probe in IN_PLACE else None
    shown = {name: value for name, value in given.items() if not name.startswith("_")}
    answer = PROBES[probe](function, shown) if elsewhere is None else elsewhere(probe, shown)
    return JUDGES[probe](answer, given) if probe in JUDGES else answer


def _unwritten(error: NotImplementedError, function: Callable[..., Any]) -> Failure:
    """Tell whether the function itself is unwritten or one that it calls."""
    where = fault(error, function)
    if where.own:
        return Failure("unwritten", UNWRITTEN)
    return Failure("error", f"calls `{where.raiser}`, which is not written yet: do that first.")


def _modified(name: str, after: Any, before: Any) -> str:
    for item in named_items(before):
        if not _unchanged(getattr(after, item), getattr(before, item)):
            return _modified(f"{name}.{item}", getattr(after, item), getattr(before, item))
    if isinstance(after, np.ndarray) and after.shape == before.shape and np.allclose(after, before, 1e-6, 1e-9):
        return (
            f"gives its input `{name}` back almost as it was: adding and taking away again leaves rounding errors. "
            "Keep the old value in a variable and put that back, or work on a copy."
        )
    return (
        f"changes its input `{name}`: whoever called it still needs the old values. "
        f"Work on a copy, `{name}.copy()`; `{name} += ...` and `{name}[...] = ...` change what they are given."
    )


def _parameters(function: Callable[..., Any], arguments: dict[str, Any]) -> Failure | None:
    try:
        parameters = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    try:
        parameters.bind(*arguments.values())
    except TypeError as error:
        written = f"{getattr(function, '__name__', 'it')}{parameters}"
        message = (
            f"is called with ({', '.join(arguments)}), but yours is written as {written}: {error}. "
            "Give it the parameters of the statement, in the same order."
        )
        return Failure("error", message)
    return None


def _describe(error: BaseException, function: Callable[..., Any], arguments: dict[str, Any], probe: str) -> str:
    reason = _reason(str(error))
    message = f"raises {type(error).__name__}" + (f": {reason[:300]}" if reason else "")
    if isinstance(error, AttributeError) and "'tuple' object has no attribute" in str(error):
        message += "\n  a cache is read by the names of its items: return the named tuple of the assignment, not a plain tuple"
    place = fault(error, function).place
    message += f"\n  in your line {place}" if place else ""
    given = _given(error, arguments, probe)
    return message + (f"\n  {given}" if given else "")


def _given(error: BaseException, arguments: dict[str, Any], probe: str) -> str:
    """Return what of the arguments may explain an error."""
    shown = {name: value for name, value in arguments.items() if not name.startswith("_")}
    if probe == "refusing" and isinstance(error, ValueError):
        return f"this input is valid and needs an answer: {sizes(shown)}"
    if any(word in str(error) for word in WORDS_OF_SHAPES):
        return _shapes(shown, probe)
    absent = [name for name, value in shown.items() if value is None]
    if absent and "NoneType" in str(error) and probe not in IN_PLACE:
        return f"it was called with {', '.join(f'{name}=None' for name in absent)}"
    return ""


def _shapes(shown: dict[str, Any], probe: str) -> str:
    """Return the shapes of the arrays of a call; where a model was asked, of those that it was given."""
    if probe in PROBES_MODELS:
        arrays = shown["inputs"] if isinstance(shown["inputs"], list) else [shown["inputs"]]
        return f"the model was given {' and '.join(str(array.shape) for array in arrays)}" if "train" not in shown else ""
    shapes = [f"{name} {value.shape}" for name, value in shown.items() if isinstance(value, np.ndarray)]
    return f"it was called with {', '.join(shapes)}" if shapes else ""


def _reason(text: str) -> str:
    """Return the line of an error's text that says what happened; Keras and TensorFlow wrap it."""
    lines = [re.sub(r"\x1b\[\d+m|\{\{.*?\}\} ?", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    wrapped = len(lines) > 1 and lines[0].startswith("Exception encountered when calling")
    causes = [number for number, line in enumerate(lines[:-1], 1) if line.endswith("Error encountered:")]
    return lines[causes[-1] if causes else wrapped] if lines else ""


def _unchanged(after: Any, before: Any) -> bool:
    if isinstance(before, np.ndarray):
        return bool(
            isinstance(after, np.ndarray)
            and after.shape == before.shape
            and np.array_equal(after, before, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, tuple | list):
        return len(after) == len(before) and all(_unchanged(a, b) for a, b in zip(after, before, strict=True))
    if isinstance(before, dict):
        return list(after) == list(before) and all(_unchanged(after[key], before[key]) for key in before)
    return after == before if isinstance(before, str | int | float) else True
