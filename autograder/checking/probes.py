"""Probes: named ways to question an answer. Each calls the student's function and returns plain data to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .probes_fused import PROBES_FUSED
from .probes_gates import PROBES_GATES
from .probes_layers import PROBES_LAYERS
from .probes_sampling import PROBES_SAMPLING
from .probes_text import PROBES_TEXT
from .probes_weights import PROBES_WEIGHTS

Probe = Callable[[Callable[..., Any], dict[str, Any]], Any]


def plain_call(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives."""
    return function(*arguments.values())


PROBES: dict[str, Probe] = {
    "call": plain_call,
    **PROBES_TEXT,
    **PROBES_WEIGHTS,
    **PROBES_GATES,
    **PROBES_FUSED,
    **PROBES_SAMPLING,
    **PROBES_LAYERS,
}

# These work on objects that cannot be handed over, layers and models: they run where the answer is, and hand over plain arrays.
IN_PLACE: frozenset[str] = frozenset(PROBES_LAYERS)
