"""Probe of functions that use a model: they are given a small one that is the same for everybody.

It runs where the answer is. Keras is imported when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from .frameworks import float32, keras
from .words import a

SEED = 7
SCALES, PACES = (1.5, 1.2, 0.7), (2.3, 1.1, 0.9)  # of the weights: embedding, kernel, recurrent kernel
LAST = (1.5, -1.2, 0.9, -1.4)


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
    """Return a model from ids to one logit a row, of either sign, that minds their order and passes over the id 0.

    It has dropout, so that whoever asks it as in training gets other logits; which ones is the same in each check.
    """
    model = _model(classes)
    *waving, bias, last, last_bias = model.get_weights()
    waves = [
        scale * np.cos(np.arange(weight.size) * pace + 1).reshape(weight.shape)
        for weight, scale, pace in zip(waving, SCALES, PACES, strict=True)
    ]
    model.set_weights([*waves, 0 * bias, np.array(LAST).reshape(last.shape), 0 * last_bias])
    for layer in model.layers:
        if isinstance(layer, keras().layers.Dropout):
            layer.seed_generator.state.assign([SEED, 0])
    return model


@cache  # what `predict` has prepared serves again
def _model(classes: int) -> Any:
    layers, ops = keras().layers, keras().ops
    ids = keras().Input((None,), dtype="int32")
    vectors = layers.Dropout(0.5, seed=SEED)(layers.Embedding(classes, 3)(ids))
    last = layers.SimpleRNN(4)(vectors, mask=ops.not_equal(ids, 0))
    return keras().Model(ids, layers.Dense(1)(last))


PROBES_READERS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {"with_reader": with_reader}
