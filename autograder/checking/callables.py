"""Functions that an exercise may hand to a student's function; vectors store them by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .callables_decoding import CALLABLES_DECODING


def sum_of_squares(array: np.ndarray) -> float:
    """Return the sum of the squared entries; its gradient is 2 * array."""
    return float(np.sum(array**2))


def sum_of_sines(array: np.ndarray) -> float:
    """Return the sum of the sines of the entries; its gradient is cos(array)."""
    return float(np.sum(np.sin(array)))


def product_with_fixed_weights(array: np.ndarray) -> float:
    """Return the product of two weighted sums of the entries, so that every entry's slope depends on all others."""
    entries = np.ravel(array)
    places = np.arange(1, entries.size + 1)
    return float(np.dot(np.cos(places), entries) * np.dot(1 / places, entries))


def countdown_model(token: int, state: int) -> tuple[np.ndarray, int]:
    """Return the logits of a tiny language model that is sure of the next of 7 ids, and its next state.

    The state counts down; when it is 0 the model says id 0, the end. What it says otherwise depends on the id and the state.
    """
    _stop_runaways(-state)
    logits = np.zeros(7)
    logits[1 + (2 * token + state) % 6 if state != 0 else 0] = 60.0
    return logits, state - 1


def babble_model(token: int, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logits of a tiny language model that wavers among 5 ids, and its next state.

    The state, an array of one entry, counts the steps and moves the probabilities on; id 0 grows likelier with every step.
    """
    step = int(state[0])
    _stop_runaways(step)
    weights = np.roll([0.42, 0.28, 0.2, 0.1], token + 2 * step)
    return np.log(np.concatenate([[0.08 + 0.13 * step], weights])), state + 1.0


def _stop_runaways(steps: int, most: int = 60) -> None:
    """Raise where a loop goes on for ever."""
    if steps > most:
        raise RuntimeError(f"the run goes on after {most} steps: does your loop end at the end sign and at max_length?")


CALLABLES: dict[str, Callable[..., Any]] = {
    "sum_of_squares": sum_of_squares,
    "sum_of_sines": sum_of_sines,
    "product_with_fixed_weights": product_with_fixed_weights,
    "countdown_model": countdown_model,
    "babble_model": babble_model,
    **CALLABLES_DECODING,
}
