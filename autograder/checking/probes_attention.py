"""Probes of attention, encoder and decoder: run them with known weights, and differentiate; plain arrays in, plain arrays out.

They run where the answer is. Whatever a probe hands to an answer is its own: the attention of a decoder, and a collection of
recurrent layers that are not Keras's, so that an answer which does not use what it is given is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from .frameworks import float32, gradients, keras, numpy
from .probes_models import pattern
from .words import a

Probe = Callable[[Callable[..., Any], dict[str, Any]], Any]


def differentiated(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[np.ndarray, ...]:
    """Call a function of tensors; return what it returns, and the gradients of its floating-point arguments.

    Args:
        function: of tensors, returns one or several.
        arguments: arrays or None, in call order, and `upstream`: what arrives at each returned tensor.
    """
    *values, upstream = arguments.values()
    places = [index for index, value in enumerate(values) if getattr(value, "dtype", np.dtype(int)).kind == "f"]
    fixed = [value if index in places else _tensor(value) for index, value in enumerate(values)]

    def compute(*tensors: Any) -> list[Any]:
        given = list(fixed)
        for place, tensor in zip(places, tensors, strict=True):
            given[place] = tensor
        answer = function(*given)
        return _several(answer, len(upstream), "it") if len(upstream) > 1 else [_one(answer)]

    with float32():
        outputs, slopes = gradients(compute, [values[place] for place in places], [], upstream)
    return (*outputs, *slopes)


def attention(layer_class: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Question a class of attention layers.

    Args:
        layer_class: the class.
        arguments: `config` for the constructor, `queries`, `keys`, `mask` or None, `weights` by name, `upstream` for context
            and weights.

    Returns:
        Names and shapes of the weights, context, attention weights, gradients of queries, keys and weights (by name), and the
        context of a layer made again from the config.
    """
    with float32():
        layer, weights = layer_class(**arguments["config"]), arguments["weights"]
        inputs, mask = [arguments["queries"], arguments["keys"]], _tensor(arguments["mask"])
        layer(*map(_tensor, inputs), mask)
        named = {variable.name: variable for variable in sorted(layer.weights, key=lambda variable: variable.name)}
        shapes = sorted(f"{variable.name} {tuple(variable.shape)}" for variable in layer.weights)
        if shapes != [f"{name} {weights[name].shape}" for name in sorted(weights)]:
            return (shapes, *[None] * (5 + len(weights)))
        for name, variable in named.items():
            variable.assign(weights[name].astype("float32"))
        outputs, slopes = gradients(
            lambda *tensors: _several(layer(*tensors, mask), 2, "call", "context and weights"),
            inputs,
            list(named.values()),
            arguments["upstream"],
        )
        again = layer_class.from_config(layer.get_config())  # type: ignore[attr-defined]
        again(*map(_tensor, inputs), mask)
        again.set_weights([numpy(variable) for variable in layer.weights])
        return (shapes, *outputs, *slopes, numpy(again(*map(_tensor, inputs), mask)[0]))


def encoder(builder: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Run an encoder with weights that depend on their shapes alone.

    Args:
        builder: the class.
        arguments: `config`, `layers` (see `_layers`), `ids`, and `upstream` for each state and the keys.

    Returns:
        The shapes of all weights; states (None for a second one that is not there), keys, mask; and the gradients of the
        weights, those of one shape added.
    """
    with float32():
        model = builder(**arguments["config"], **_layers(arguments["layers"]))
        ids, found = _tensor(arguments["ids"]), []

        def run() -> list[Any]:
            states, keys, mask = _several(model(ids), 3, "call", "states, keys and mask")
            found.append(mask)
            real = keras().ops.cast(arguments["ids"] != 0, "float32")  # what a key says at padding is nobody's business
            return [*_list(states, len(arguments["upstream"]) - 1), keys * real[..., None]]

        _build(model, ids[:1, :1])
        run()
        shapes = _fill(model)
        outputs, slopes = gradients(run, [], list(model.weights), arguments["upstream"])
        return (shapes, *[*outputs[:-1], None][:2], outputs[-1], numpy(found[-1]), _by_shape(slopes))


def decoder(builder: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Run a decoder with weights that depend on their shapes alone, all steps at once and one step.

    Args:
        builder: the class; the probe gives it an attention layer of its own, or None.
        arguments: `config`, `layers`, `attention` (bool), `ids`, `states`, `keys`, `mask`, and `upstream` for the logits and each
            new state.

    Returns:
        The shapes of all weights; logits, new states, attention weights; gradients of the first state, the keys and the weights;
        then log-probabilities, new states and attention weights of one step.
    """
    with float32():
        attention = _looking()() if arguments["attention"] else None
        model = builder(**arguments["config"], attention=attention, **_layers(arguments["layers"]))
        ids, keys, mask = (_tensor(arguments[name]) for name in ("ids", "keys", "mask"))
        states, found = arguments["states"], []

        def run(keys: Any, *states: Any) -> list[Any]:
            logits, new, weights = _several(model(ids, list(states), keys, mask), 3, "call", "logits, states and weights")
            found.append(weights)
            return [logits, *_list(new, len(states))]

        _build(model, ids[:1, :1], [_tensor(state[:1]) for state in states], keys[:1], mask[:1])
        run(keys, *map(_tensor, states))
        shapes = _fill(model)
        outputs, (of_keys, of_state, *others) = gradients(
            run, [arguments["keys"], *states], list(model.weights), arguments["upstream"]
        )
        slopes = [of_state, of_keys, _by_shape(others[len(states) - 1 :])]
        first = [_tensor(state) for state in states]
        said, new, weights = _several(
            model.step(ids[:, 0], first, keys, mask), 3, "step", "log-probabilities, states and weights"
        )
        later = [numpy(said), *_two(_list(new, len(states))), _array(weights)]
        return (shapes, outputs[0], *_two(outputs[1:]), _array(found[-1]), *slopes, *later)


def _tensor(value: Any) -> Any:
    if value is None:
        return None
    array = np.asarray(value)
    return keras().ops.convert_to_tensor(array, {"f": "float32", "i": "int32"}.get(array.dtype.kind))


def _array(value: Any) -> np.ndarray | None:
    return None if value is None else numpy(value)


def _one(answer: Any) -> Any:
    if isinstance(answer, tuple | list | dict) or answer is None:
        raise TypeError(f"it must return a tensor; it returns {a(answer)}")
    return answer


def _several(answer: Any, count: int, who: str, names: str = "") -> list[Any]:
    """Return what was returned as a list of so many, or say what is wrong with it."""
    if not isinstance(answer, tuple | list) or len(answer) != count:
        found = f"{a(answer)} of {len(answer)}" if isinstance(answer, tuple | list) else a(answer)
        raise TypeError(f"{who} must return {count} things{f', {names}' if names else ''}; it returns {found}")
    return list(answer)


def _list(states: Any, count: int) -> list[Any]:
    if not isinstance(states, tuple | list) or len(states) != count:
        found = f"{a(states)} of {len(states)}" if isinstance(states, tuple | list) else a(states)
        raise TypeError(f"the states must be a list of {count} ([h] of a GRU, [h, c] of an LSTM); it returns {found} there")
    return list(states)


def _two(states: list[Any]) -> list[Any]:
    """Return the states as arrays, None for a second one that is not there."""
    return [*map(_array, states), None][:2]


def _build(model: Any, *arguments: Any) -> None:
    """Call a model past Keras, so that its layers make their weights: what has them need not be traced, which takes longest.

    Whatever goes wrong here goes wrong again in the real call, if it is wrong: a model may well make its layers in `build`.
    """
    with suppress(Exception):
        model.call(*arguments)


def _fill(model: Any) -> list[str]:
    """Give every weight a pattern, and return the shapes of all."""
    for variable in model.weights:
        variable.assign(pattern(*variable.shape))
    return sorted(str(tuple(variable.shape)) for variable in model.weights)


def _by_shape(slopes: list[np.ndarray]) -> list[np.ndarray]:
    """Add the gradients of weights of one shape, since their order is free; return one for each shape, sorted by shape."""
    sums: dict[tuple[int, ...], np.ndarray] = {}
    for slope in slopes:
        sums[slope.shape] = sums.get(slope.shape, np.zeros(slope.shape, "float32")) + slope
    return [sums[shape] for shape in sorted(sums)]


def _layers(name: str) -> dict[str, Any]:
    """Return the argument `layers`: none, or recurrent layers that give other numbers than those of Keras, and nothing else."""
    if name == "default":
        return {}
    recurrent = keras().layers

    def other(kind: str) -> Callable[..., Any]:
        def make(units: int, activation: Any = None, *more: Any, **switches: Any) -> Any:  # "tanh", the default, may be named
            return getattr(recurrent, kind)(units, "softsign", *more, **switches)

        return make

    return {"layers": SimpleNamespace(LSTM=other("LSTM"), GRU=other("GRU"))}


@cache
def _looking() -> Any:
    """Return the class of attention layers that the probe gives to a decoder: none of those that students write."""

    class Looking(keras().layers.Layer):  # type: ignore[misc]
        def build(self, queries_shape: Any, keys_shape: Any) -> None:
            self.turn = self.add_weight(name="turn", shape=(queries_shape[-1], keys_shape[-1]))

        def call(self, queries: Any, keys: Any, mask: Any = None) -> Any:
            ops = keras().ops
            apart = ops.expand_dims(ops.matmul(queries, self.turn), 2) - ops.expand_dims(keys, 1)
            near = ops.expand_dims(ops.cast(mask, keys.dtype), 1) / (1.0 + ops.sum(ops.square(apart), axis=-1))
            weights = near / ops.sum(near, axis=-1, keepdims=True)
            return ops.matmul(weights, keys), weights

    return Looking


PROBES_ATTENTION: dict[str, Probe] = {
    "differentiated": differentiated,
    "attention": attention,
}
