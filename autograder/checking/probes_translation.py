"""Probes of encoder and decoder that also train them for a moment: to read short texts from the end and to translate each sign.

Each is trained with a partner that is the probe's own, and answers for texts that it has not seen. Their translations stay with
the judge, as in `probes_models`: the process of the answer is given neither them nor, to the decoder, the signs before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from .frameworks import float32, keras, numpy
from .probes_attention import _build, _looking, decoder, encoder
from .probes_models import better_than_floor

Probe = Callable[[Callable[..., Any], dict[str, Any]], Any]
SYMBOLIC = (
    "while it is trained, its tensors have no numbers yet: in `call` use functions of keras.ops, not of NumPy, "
    "and no `if` on a tensor"
)


def fitted_encoder(builder: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Do what `encoder` does, then train a new encoder in front of a partner that looks once for each place of the answer.

    Args:
        builder: the class.
        arguments: as for `encoder`, and `train`: ids of sources and of targets (BOS first); `fit`: other keyword arguments of
            `fit`; `rate` for Adam; `held_out`: sources. A case without `train` is not trained.

    Returns:
        What `encoder` returns, and logits for `held_out`: (samples, steps, symbols).
    """
    described = encoder(builder, arguments)
    if "train" not in arguments:
        return described
    source, target = arguments["train"]
    symbols, units = arguments["config"]["symbols"], arguments["config"]["units"]
    with float32():
        keras().utils.set_random_seed(1)
        model = _pair()(builder(**arguments["config"]), _answering()(symbols, units, target.shape[1] - 1))
        _train(model, [source], target[:, 1:], arguments)
        return *described, numpy(model([arguments["held_out"]]))


def fitted_decoder(builder: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Do what `decoder` does, then train a new decoder behind a partner that reads; in the end it writes alone, by its `step`.

    Args:
        builder: the class.
        arguments: as for `decoder`, and `train`, `fit`, `rate` and `held_out` as for `fitted_encoder`.

    Returns:
        What `decoder` returns, and log-probabilities for `held_out`: (samples, steps, symbols).
    """
    described = decoder(builder, arguments)
    if "train" not in arguments:
        return described
    source, target = arguments["train"]
    config, states = arguments["config"], len(arguments["states"])
    with float32():
        keras().utils.set_random_seed(1)
        reader = _reading()(config["symbols"], config["units"], source.shape[1], states)
        writer = builder(**config, attention=_looking()())
        _train(_pair()(reader, writer), [source, target[:, :-1]], target[:, 1:], arguments)
        return *described, _alone(reader, writer, arguments["held_out"], target)


def _train(model: Any, inputs: list[np.ndarray], targets: np.ndarray, arguments: dict[str, Any]) -> None:
    loss = keras().losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    model.compile(keras().optimizers.Adam(arguments["rate"]), loss)
    _build(model, [array[:1] for array in inputs])
    model.optimizer.build(model.trainable_variables)  # else the first step would be traced twice, which takes longest
    try:
        model.fit(inputs, targets, verbose=0, **arguments["fit"])
    except (NotImplementedError, TypeError) as error:
        if not any(word in str(error) for word in ("symbolic", "Tracer")):  # TensorFlow's words, and JAX's
            raise
        raise TypeError(SYMBOLIC) from error


def _alone(reader: Any, writer: Any, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Let a decoder write: it is given the first symbol of a target, then the likeliest of its own."""
    states, keys, mask = reader(source)
    ids, said = np.full(len(source), target[0, 0], "int32"), []
    for _ in range(target.shape[1] - 1):
        likely, states, _ = writer.step(keras().ops.convert_to_tensor(ids), states, keys, mask)
        said.append(numpy(likely))
        ids = said[-1].argmax(axis=-1).astype("int32")
    return np.stack(said, axis=1)


@cache
def _pair() -> Any:
    """Return the class of models of a reader and a writer; inputs are a list of what the reader and what the writer is given."""

    class Pair(keras().Model):  # type: ignore[misc]
        def __init__(self, reader: Any, writer: Any) -> None:
            super().__init__()
            self.reader, self.writer = reader, writer

        def call(self, inputs: list[Any]) -> Any:
            said = self.writer(*inputs[1:], *self.reader(inputs[0]))
            return said[0] if isinstance(said, tuple | list) else said

    return Pair


@cache
def _reading() -> Any:
    """Return the class of readers for a decoder: a key is a sign and its place, counted from the end; a state is their mean."""
    layers, ops = keras().layers, keras().ops

    class Reading(layers.Layer):  # type: ignore[misc,name-defined]
        def __init__(self, symbols: int, units: int, steps: int, states: int) -> None:
            super().__init__()
            self.signs, self.places = layers.Embedding(symbols, units), layers.Embedding(steps + 1, units)
            self.states = states

        def call(self, ids: Any) -> tuple[list[Any], Any, Any]:
            there = ops.not_equal(ids, 0)
            real = ops.cast(there, "int32")
            keys = self.signs(ids) + self.places(real * (ops.sum(real, axis=1, keepdims=True) - ops.cumsum(real, axis=1)))
            share = ops.cast(real, "float32")[..., None] / ops.cast(ops.sum(real, axis=1), "float32")[:, None, None]
            return [ops.sum(keys * share, axis=1)] * self.states, keys, there

    return Reading


@cache
def _answering() -> Any:
    """Return the class of writers for an encoder: each place of the answer asks by itself, all of them at once."""
    layers, ops = keras().layers, keras().ops

    class Answering(layers.Layer):  # type: ignore[misc,name-defined]
        def __init__(self, symbols: int, units: int, steps: int) -> None:
            super().__init__()
            self.places, self.begin = layers.Embedding(steps, units), layers.Dense(units)
            self.attention = _looking()()
            self.combine, self.output_layer = layers.Dense(units, activation="tanh"), layers.Dense(symbols)
            self.steps = steps

        def call(self, states: Any, keys: Any, mask: Any) -> Any:
            first = ops.expand_dims(self.begin(ops.concatenate(list(states), axis=-1)), 1)
            queries = ops.tanh(self.places(ops.arange(self.steps))[None] + first)
            context, _ = self.attention(queries, keys, mask)
            return self.output_layer(self.combine(ops.concatenate([context, queries], axis=-1)))

    return Answering


PROBES_TRANSLATION: dict[str, Probe] = {"fitted_encoder": fitted_encoder, "fitted_decoder": fitted_decoder}
JUDGES_TRANSLATION: dict[str, Callable[[Any, dict[str, Any]], Any]] = dict.fromkeys(PROBES_TRANSLATION, better_than_floor)
