"""Probes: named ways to question an answer. Each calls the student's function and returns plain data to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .probes_attention import PROBES_ATTENTION
from .probes_fused import PROBES_FUSED
from .probes_gates import PROBES_GATES
from .probes_layers import PROBES_LAYERS
from .probes_models import JUDGES_MODELS, PROBES_MODELS
from .probes_readers import PROBES_READERS
from .probes_refusals import JUDGES_REFUSALS, PROBES_REFUSALS
from .probes_sampling import PROBES_SAMPLING
from .probes_tensors import PROBES_TENSORS
from .probes_text import PROBES_TEXT
from .probes_translation import JUDGES_TRANSLATION, PROBES_TRANSLATION
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
    **PROBES_REFUSALS,
    **PROBES_LAYERS,
    **PROBES_MODELS,
    **PROBES_READERS,
    **PROBES_TENSORS,
    **PROBES_ATTENTION,
    **PROBES_TRANSLATION,
}

# These work on objects that cannot be handed over, layers and models: they run where the answer is, and hand over plain arrays.
IN_PLACE: frozenset[str] = frozenset(
    [*PROBES_LAYERS, *PROBES_MODELS, *PROBES_READERS, *PROBES_TENSORS, *PROBES_ATTENTION, *PROBES_TRANSLATION]
)

# What a judge says of a probe's answer, with the arguments that only it may see, those whose names begin with "_".
JUDGES: dict[str, Callable[[Any, dict[str, Any]], Any]] = {**JUDGES_MODELS, **JUDGES_REFUSALS, **JUDGES_TRANSLATION}
