"""Comparing what is known of a model besides its numbers: the shapes of its outputs and weights, and what dropout does to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from .spec import Failure
from .words import a, count

SHAPE = re.compile(r"(?:\w+ )?\((?:\d+,?(?: \d+,?)*)?\)")  # as a text, perhaps behind the name of a weight


def compare_shapes(value: Any, expected: Any, name: str) -> Failure | None:
    """Compare the shapes of the outputs of a model."""
    if not isinstance(value, tuple | list):
        return Failure("type", f"returns {a(value)} as `{name}`; expected a list.")
    given, right = _several(value), _several(expected)
    if len(given) != len(right):
        return Failure("structure", f"returns a model with {count(len(given), 'output')}; expected {len(right)}.")
    for number, (mine, due) in enumerate(zip(given, right, strict=True)):
        if list(mine) == list(due):
            continue
        which = f"output {number}" if len(right) > 1 else "output"
        axes = f"{len(mine)} {'axis' if len(mine) == 1 else 'axes'}, {tuple(mine)}; expected {len(due)}, {tuple(due)}."
        has = axes if len(mine) != len(due) else f"the shape {tuple(mine)}; expected {tuple(due)}."
        return Failure("shape", f"returns a model whose {which} has {has}")
    return None


def _several(shapes: Any) -> list[Any]:
    """Return shapes as a list, also a single one."""
    return list(shapes) if all(isinstance(item, list | tuple) for item in shapes) else [shapes]


def are_weights(expected: Sequence[Any]) -> bool:
    """Return whether a list is one of shapes of weights, written as texts."""
    return bool(expected) and all(type(item) is str and SHAPE.fullmatch(item) for item in expected)


def compare_weights(value: Sequence[Any], expected: Sequence[str]) -> Failure | None:
    """Compare the shapes of weights, whatever their order; say which are missing and which are too many."""
    mine = Counter(item if type(item) is str else a(item) for item in value)
    due = Counter(expected)
    absent, extra = due - mine, mine - due
    if not absent and not extra:
        return None
    told = [_told(shapes, word) for shapes, word in ((absent, "missing"), (extra, "too many")) if shapes]
    stage = "structure" if len(value) != len(expected) else "values"
    return Failure(stage, f"makes other weights than asked for: {', '.join(told)}.")


def _told(shapes: Counter[str], word: str) -> str:
    said = [f"{times} of {shape}" if times > 1 else shape for shape, times in sorted(shapes.items())]
    return f"{' and '.join(said)} {'is' if shapes.total() == 1 else 'are'} {word}"


def compare_spread(mine: np.ndarray, due: np.ndarray) -> str:
    """Return in words how an output varies in training, and what is to be done; both are spreads, then means."""
    if not mine[0].any():
        return "makes a model without any dropout: in training it says the same in every call."
    return (
        f"makes a model with other dropout than asked for: in training its output varies {_times(mine[0], due[0])} it should. "
        "Is there a `keras.layers.Dropout` in each place that the statement names, nowhere else, with the share that it names?"
    )


def _times(mine: np.ndarray, due: np.ndarray) -> str:
    share = float(np.mean(mine) / np.mean(due))
    return "as much as" if 0.95 < share < 1.05 else f"{share:.2g} times as much as"
