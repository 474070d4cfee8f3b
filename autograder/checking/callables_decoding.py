"""Tiny models for decoding: `step(ids, states)` gives log-probabilities and new states, one row for each beginning.

Their weights are fixed; what they say differs by the states that they begin with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

States = Sequence[Any]
SYMBOLS, UNITS = 7, 4
_GRID = np.arange(1, 200)
_FROM_STATE = 1.6 * np.cos(_GRID[: UNITS * UNITS] * 1.3).reshape(UNITS, UNITS)
_FROM_ID = 1.4 * np.cos(_GRID[: SYMBOLS * UNITS] * 2.1).reshape(SYMBOLS, UNITS)
_TO_ID = 1.5 * np.cos(_GRID[: UNITS * SYMBOLS] * 0.7).reshape(UNITS, SYMBOLS)
# How likely each id (column) is behind each id (row): 0 is the end, 1 the beginning. The likeliest first id leads nowhere.
_PATHS = np.array([
    [1.0, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.55, 0.45, 0.0],
    [0.25, 0.0, 0.25, 0.25, 0.25],
    [0.05, 0.0, 0.05, 0.05, 0.85],
    [0.9, 0.0, 0.05, 0.05, 0.0],
])  # fmt: skip
MOST_STEPS = 60


def wandering_step(ids: Any, states: States) -> tuple[np.ndarray, list[np.ndarray]]:
    """Say what comes next by a small recurrent network of 4 units and 7 symbols.

    The second state has two columns: how many steps were made, and the id that ends a text, which grows likelier with every step.
    """
    ids, (h, counted) = _checked(ids, states, 2)
    h = np.tanh(h @ _FROM_STATE + _FROM_ID[ids])
    logits = h @ _TO_ID
    ends = counted[:, 1].astype(int)
    logits[np.arange(len(ids)), ends] += counted[:, 0] - 2.0
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), [h, counted + np.array([1.0, 0.0])]


def garden_path_step(ids: Any, states: States) -> tuple[np.ndarray, list[np.ndarray]]:
    """Say what comes next of 5 ids by a table in which the likeliest beginning has no good end; the state counts steps."""
    ids, (counted,) = _checked(ids, states, 1)
    return np.log(np.maximum(_PATHS[ids], 1e-6)), [counted + 1.0]


def undecided_step(ids: Any, states: States) -> tuple[np.ndarray, list[np.ndarray]]:
    """Say that all ids from 0 to 3 are equally likely, with 0 the end, so that ties decide."""
    ids, (counted,) = _checked(ids, states, 1)
    return np.full((len(ids), 4), np.log(0.25)), [counted + 1.0]


def _checked(ids: Any, states: States, count: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return ids and states as arrays.

    Raises:
        ValueError: they do not fit each other.
        RuntimeError: the loop goes on for ever.
    """
    ids = np.asarray(ids)
    if ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise ValueError(f"step: ids must be integers of shape (rows,), received {ids.dtype} of shape {ids.shape}.")
    if not isinstance(states, list | tuple) or len(states) != count:
        raise ValueError(f"step: states must be a list of {count}, as it was given to you.")
    arrays = [np.asarray(state, float) for state in states]
    if any(array.ndim != 2 or len(array) != len(ids) for array in arrays):
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"step: {len(ids)} ids need states of {len(ids)} rows, received {shapes}: pick the rows that go on.")
    if len(ids) and arrays[-1][:, 0].max() > MOST_STEPS:
        raise RuntimeError(f"the loop goes on after {MOST_STEPS} steps: does it end with eos and with longest?")
    return ids, arrays


CALLABLES_DECODING: dict[str, Callable[..., Any]] = {
    "wandering_step": wandering_step,
    "garden_path_step": garden_path_step,
    "undecided_step": undecided_step,
}
