"""Probe of functions that use a model: they are given a small one that is the same for everybody.

It runs where the answer is. Keras is imported when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from .frameworks import float32, keras
from .probes_models import pattern
from .words import a


def with_reader(function: Callable[..., Any], arguments: dict[str, Any]) -> np.ndarray:
    """Call a function with a small model that reads ids.

    Args:
        function: called with the model and all other arguments, in order.
        arguments: `model`, the number of ids that it knows; then whatever the function takes.

    Returns:
        What the function returns, an array.
    """
    with float32():
        answer = function(small_reader(arguments["model"]), *list(arguments.values())[1:])
    if answer is not None and not isinstance(answer, np.ndarray | np.generic | int | float | list | tuple):
        raise TypeError(f"it must return a NumPy array; it returns {a(answer)}, which keras.ops.convert_to_numpy turns into one")
    return answer  # type: ignore[return-value]


def small_reader(classes: int) -> Any:
    """Return a model from ids to one logit a row that minds their order and passes over the id 0; its weights are a pattern."""
    model = _model(classes)
    *weights, bias = (2.5 * pattern(*weight.shape) for weight in model.get_weights())
    model.set_weights([*weights, 0 * bias])  # so that logits of both signs occur
    return model


@cache  # what `predict` has prepared serves again
def _model(classes: int) -> Any:
    layers, ops = keras().layers, keras().ops
    ids = keras().Input((None,), dtype="int32")
    vectors = layers.Embedding(classes, 3)(ids)
    last = layers.SimpleRNN(4)(vectors, mask=ops.not_equal(ids, 0))
    return keras().Model(ids, layers.Dense(1)(last))


PROBES_READERS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {"with_reader": with_reader}
