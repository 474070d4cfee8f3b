"""Probes of what a function must not do: take an input that cannot be right, or hand a model what it is tested on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .spec import UnsatisfiedError
from .words import a

Asked = tuple[str, Any]


def refusing(function: Callable[..., Any], arguments: dict[str, Any]) -> Asked:
    """Return "" and what one call gives, or the kind of error with which it refuses its input, and the error."""
    try:
        return "", function(*arguments.values())
    except NotImplementedError:
        raise
    except Exception as error:
        return type(error).__name__, error


def refused(answer: Asked, arguments: dict[str, Any]) -> Any:
    """Judge whether a call refused what it had to: `_refused` says what is wrong with the input, "" where nothing is.

    Args:
        answer: what `refusing` returned.
        arguments: `_refused`, and `_outputs`, the number of values that a call returns.

    Returns:
        What the call gave; where it rightly refused, None for each value, or an empty array for a single one.

    Raises:
        UnsatisfiedError: it took what it had to refuse, or stumbled over it.
    """
    kind, value = answer
    wrong = arguments.get("_refused", "")
    if not wrong:
        if kind:
            raise value
        return value
    if kind == "ValueError":
        return (None,) * arguments["_outputs"] if arguments["_outputs"] > 1 else np.zeros(0)
    if isinstance(value, ValueError) and not kind:
        raise UnsatisfiedError(f"returns a ValueError for {wrong}. An error is raised: `raise ValueError(...)`, not `return`.")
    done = f"raises {kind}" if kind else "gives an answer"
    raise UnsatisfiedError(f"{done} for {wrong}. Look for that first, and raise a ValueError that says so.")


def left_out(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Hand over a stand-in for training and predicting, which remembers what it was given.

    Args:
        function: called with the stand-in, `inputs` and `labels`.
        arguments: `inputs` (examples, ...), all different, and `labels` (examples,). The stand-in says the label of the nearest
            example that it was given, so that one who has seen the answer makes no error.

    Returns:
        What the function returned; how many models were trained; for each pair of examples how often the second was among
        those that the model of the first had been given; and how many examples came with a label that is not theirs.

    Raises:
        TypeError, ValueError: the stand-in was given something else than examples and labels.
    """
    inputs, labels = arguments["inputs"], arguments["labels"]
    flat = inputs.reshape(len(inputs), -1)
    given = np.zeros((len(inputs), len(inputs)), dtype=int)
    calls, strangers = [0], [0]

    def fit_and_predict(train_inputs: Any, train_labels: Any, test_inputs: Any) -> np.ndarray:
        train, test = _rows(train_inputs, inputs, "the inputs to train on"), _rows(test_inputs, inputs, "the inputs to predict")
        known = np.asarray(train_labels)
        if known.shape != (len(train),):
            raise ValueError(f"a model was given {len(train)} inputs to train on and labels of shape {known.shape}")
        calls[0] += 1
        places = _places(train, flat)
        strangers[0] += int(np.sum(labels[places] != known))
        for place in _places(test, flat):
            np.add.at(given[place], places, 1)
        if not len(train):
            return np.zeros(len(test), labels.dtype)
        nearest = np.abs(test[:, None] - train[None]).sum(axis=2).argmin(axis=1)
        return np.asarray(known[nearest])

    answer = function(fit_and_predict, inputs, labels)
    return answer, calls[0], given, strangers[0]


def _rows(value: Any, inputs: np.ndarray, what: str) -> np.ndarray:
    """Return examples as rows, or say what is wrong with them."""
    array = np.asarray(value)
    if array.ndim != inputs.ndim or array.shape[1:] != inputs.shape[1:]:
        one = "one example is a batch of one, inputs[i : i + 1]" if array.shape == inputs.shape[1:] else f"received {a(value)}"
        shape = f" of shape {array.shape}" if isinstance(value, np.ndarray) else ""
        raise ValueError(f"{what}{shape} must have the shape (examples, {', '.join(map(str, inputs.shape[1:]))}): {one}")
    return array.reshape(len(array), int(np.prod(inputs.shape[1:])))


def _places(rows: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return which examples the rows are."""
    return np.asarray(np.abs(rows[:, None] - known[None]).sum(axis=2).argmin(axis=1), dtype=int)


PROBES_REFUSALS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {"refusing": refusing, "left_out": left_out}
JUDGES_REFUSALS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {"refusing": refused}
