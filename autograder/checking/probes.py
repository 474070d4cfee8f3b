"""Probes: named ways to question an answer. Each calls the student's function and returns plain data to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .probes_gates import PROBES_GATES
from .probes_text import PROBES_TEXT
from .probes_u04 import PROBES_U04
from .probes_u08 import PROBES_U08

DRAWS = 20_000

Probe = Callable[[Callable[..., Any], dict[str, Any]], Any]


def plain_call(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives."""
    return function(*arguments.values())


def frequencies(function: Callable[..., Any], arguments: dict[str, Any]) -> np.ndarray:
    """Return how often each index is drawn, relative, over 20,000 calls; the first argument has one entry per index.

    With that many draws a frequency strays from its probability by more than 0.02 less than once in a million times.
    """
    classes = np.shape(next(iter(arguments.values())))[-1]
    draws = [function(*arguments.values()) for _ in range(DRAWS)]
    return np.bincount(np.asarray(draws, dtype=np.int64), minlength=classes) / DRAWS


PROBES: dict[str, Probe] = {
    "call": plain_call,
    "frequencies": frequencies,
    **PROBES_TEXT,
    **PROBES_U04,
    **PROBES_GATES,
    **PROBES_U08,
}
