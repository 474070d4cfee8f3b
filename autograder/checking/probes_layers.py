"""Probes of Keras layers: build, set weights, run, differentiate; plain arrays in, plain arrays out.

They run where the answer is, for a layer cannot be handed over. Keras is imported when the first of them is asked.
"""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any

import numpy as np

from .frameworks import float32, gradients, keras, numpy, own_work
from .words import a

Probe = Callable[[Callable[..., Any], dict[str, Any]], Any]


def _watched(probe: Probe) -> Probe:
    @wraps(probe)
    def watched(answer: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        _forget_mask_of_none()
        try:
            with own_work(), float32():
                return probe(answer, arguments)
        finally:
            _forget_mask_of_none()

    return watched


def _forget_mask_of_none() -> None:
    """Take away the mask that Keras notes down for None itself when a layer forgets its `return`.

    It would make Keras fail in every later call with an argument None, so that the mended layer would be refused as well.
    """
    with contextlib.suppress(ImportError, AttributeError):
        state = importlib.import_module("keras.src.backend.common.global_state")
        (state.get_global_attribute("_keras_mask_dict") or {}).pop(id(None), None)


@_watched
def one_step(cell_class: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Question a class of cells: its contract, its first weights, one step and the way back, and a copy from its config.

    Args:
        cell_class: the class.
        arguments: `config` for the constructor, `x_t`, the states from `h_prev` on, `weights` by name, `upstream` for the
            output and for each new state.

    Returns:
        The arguments that get_config tells, state_size, the number of weights before build, names and shapes of the weights,
        first values (see `_first_values`), output, new states, gradients of inputs, states and weights (by name), and the
        output of the copy.
    """
    config, weights, upstream = arguments["config"], arguments["weights"], arguments["upstream"]
    cell = cell_class(**config)
    told = cell.get_config()
    if not isinstance(told, dict):
        raise TypeError(f"get_config must return a dict; it returns {a(told)}")
    inputs = [arguments[name] for name in ("x_t", "h_prev", "c_prev") if name in arguments]
    contract = [
        [name for name in ("name", "dtype", *config) if name in told],
        np.array(keras().tree.flatten(getattr(cell, "state_size", None) or []), dtype=int),
        len(cell.weights),
    ]
    cell.build(inputs[0].shape)
    named = _named(cell)
    shapes = sorted(f"{name} {tuple(variable.shape)}" for name, variable in zip(_paths(cell), cell.weights, strict=True))
    if shapes != [f"{name} {weights[name].shape}" for name in sorted(weights)]:
        blank = [None] * (3 + 2 * len(inputs) + len(weights))
        return (*contract, shapes, _without_weights(cell, inputs), *blank)
    first = _first_values(named, weights)
    _assign(named, weights)
    _step(cell, [keras().ops.convert_to_tensor(-item, "float32") for item in inputs])  # who keeps a state in the cell shows it
    outputs, slopes = gradients(lambda *tensors: _step(cell, tensors), inputs, list(named.values()), upstream)
    again = _copied(cell_class, arguments, told, inputs) if set(config) <= set(told) else None
    return (*contract, shapes, *first, *outputs, *slopes, again)


def _copied(cell_class: Any, arguments: dict[str, Any], told: dict[str, Any], inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Return the output of a cell made again from its config, with the same weights."""
    copy = cell_class.from_config(told)
    if copy.name != told.get("name", copy.name):
        raise TypeError("a cell made again from its config has another name: does __init__ hand **kwargs to `super().__init__`?")
    copy.build(inputs[0].shape)
    _assign(_named(copy), arguments["weights"])
    return numpy(_step(copy, [keras().ops.convert_to_tensor(item, "float32") for item in inputs])[0])


def _paths(layer: Any) -> list[str]:
    """Return the path of each variable below its layer; Keras's own name for a weight without one is left out."""
    below = [variable.path.removeprefix(f"{layer.name}/") for variable in layer.weights]
    return [re.sub(r"^variable(_\d+)?$", "(no name)", path) for path in below]


def _named(layer: Any) -> dict[str, Any]:
    """Return the variables of a layer by path, sorted."""
    return dict(sorted(zip(_paths(layer), layer.weights, strict=True), key=lambda item: item[0]))


def _assign(named: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
    for name, variable in named.items():
        if name not in weights or tuple(variable.shape) != weights[name].shape:
            raise ValueError(f"the copy made from get_config() has a weight {name} of shape {tuple(variable.shape)}")
        variable.assign(weights[name].astype("float32"))


def _step(cell: Any, tensors: Sequence[Any]) -> list[Any]:
    """Return output and new states of one step."""
    count = len(tensors) - 1
    answer = cell(tensors[0], list(tensors[1:]))
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise TypeError(f"call must return two things, the output and the list of new states; it returns {_counted(answer)}")
    output, states = answer
    if not isinstance(states, tuple | list) or len(states) != count:
        raise TypeError(f"call must return a list of {count} as new states; it returns {_counted(states)} there")
    return [output, *states]


def _counted(value: Any) -> str:
    return (
        f"{a(value)} of {len(value)}" if isinstance(value, tuple | list) else "a tensor" if hasattr(value, "shape") else a(value)
    )


def _without_weights(cell: Any, inputs: Sequence[np.ndarray]) -> str:
    """Tell whether a cell without the right weights tries to make some while it runs, which Keras refuses after `build`."""
    before = len(cell.weights)
    try:
        _step(cell, [keras().ops.convert_to_tensor(item, "float32") for item in inputs])
    except Exception as error:
        return "late" if "add new elements" in str(error) else ""
    return "late" if len(cell.weights) > before else ""


def _first_values(named: dict[str, Any], weights: dict[str, np.ndarray]) -> tuple[Any, ...]:
    """Return what can be said of weights that are drawn at random.

    Returns:
        The bias as it is, or halves if that is random, too. For the recurrent kernel the products of its rows, the identity if
        it is orthogonal, or else zeros. For the kernel the limit of Glorot's uniform distribution if it keeps to it and nearly
        reaches it, or else 0.
    """
    kernel, recurrent = numpy(named["kernel"]), numpy(named["recurrent_kernel"])
    products, units = recurrent @ recurrent.T, len(recurrent)
    limit = np.sqrt(6 / sum(kernel.shape))
    largest = np.abs(kernel).max()
    spread = len(np.unique(kernel)) > kernel.size / 2 and 0.4 * limit < largest <= limit * (1 + 1e-6)
    orthogonal = np.allclose(products, np.eye(units), atol=1e-3)
    bias = numpy(named["bias"])
    bias = np.full_like(bias, 0.5) if len(np.unique(bias)) == bias.size else bias
    return bias, np.eye(units) if orthogonal else np.zeros((units, units)), float(limit) if spread else 0.0


@_watched
def over_time(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Run a loop over the time steps with a cell of the probe's own, whose output is none of its two states.

    Returns:
        All outputs, the last states, and the gradients of sequences, first output, first states and both kernels.
    """
    ops = keras().ops
    inputs = [arguments[name] for name in ("x", "y_0", "h_0", "c_0", "kernel", "recurrent_kernel")]
    mask = None if arguments["mask"] is None else ops.convert_to_tensor(arguments["mask"])
    sizes = [array.shape[1] for array in inputs[1:4]]

    def compute(x: Any, y_0: Any, h_0: Any, c_0: Any, kernel: Any, recurrent_kernel: Any) -> list[Any]:
        def cell(x_t: Any, states: Any, **switches: Any) -> Any:
            return _two_states(x_t, states, kernel, recurrent_kernel, sizes)

        answer = function(cell, x, y_0, [h_0, c_0], mask)
        if not isinstance(answer, tuple | list) or len(answer) != 2 or not isinstance(answer[1], tuple | list):
            raise TypeError(f"it must return all outputs and the list of states; it returns {_counted(answer)}")
        return [answer[0], *answer[1]]

    outputs, slopes = gradients(compute, inputs, [], arguments["upstream"])
    if len(outputs) != 3:
        raise TypeError(f"it must return a list of 2 states, as it was given; it returns {len(outputs) - 1}")
    return (*outputs, *slopes)


def _two_states(x_t: Any, states: Any, kernel: Any, recurrent_kernel: Any, sizes: Sequence[int]) -> tuple[Any, list[Any]]:
    ops = keras().ops
    sums = ops.tanh(ops.matmul(x_t, kernel) + ops.matmul(ops.concatenate(list(states), axis=-1), recurrent_kernel))
    output, h, c = ops.split(sums, [sizes[0], sizes[0] + sizes[1]], axis=-1)
    return output, [h, c]


@cache
def _cell_class() -> Any:
    """Return the class of cells that the probe puts into a layer: two states, and an output that is neither."""

    class TwoStates(keras().layers.Layer):  # type: ignore[misc]
        def __init__(self, sizes: Sequence[int], **other: Any) -> None:
            super().__init__(**other)
            self.sizes = list(sizes)
            self.output_size, *self.state_size = self.sizes

        def build(self, input_shape: Any) -> None:
            self.kernel = self.add_weight(shape=(input_shape[-1], sum(self.sizes)), name="kernel")
            self.recurrent_kernel = self.add_weight(shape=(sum(self.sizes[1:]), sum(self.sizes)), name="recurrent_kernel")

        def call(self, inputs: Any, states: Any) -> Any:
            return _two_states(inputs, states, self.kernel, self.recurrent_kernel, self.sizes)

    return TwoStates


@_watched
def layer_over_time(layer_class: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Run a recurrent layer around a cell of the probe's own; where it is stateful, once more, and again after reset_state.

    Args:
        layer_class: called with a cell and `switches`.
        arguments: `switches`, `x`, `mask`, `sizes` of output and states, `kernel`, `recurrent_kernel`, `initial_state` or None,
            and `upstream` for the output and each state that is returned.

    Returns:
        Output and last states, None for a state that is not returned; the gradients of sequences, initial states (None
        without any) and kernels; then, None unless the layer is stateful, the output of the second call, the states kept after
        it, side by side, and the output after reset_state.
    """
    ops = keras().ops
    x, initial = arguments["x"], arguments["initial_state"] or []
    mask = None if arguments["mask"] is None else ops.convert_to_tensor(arguments["mask"])
    cell = _cell_class()(arguments["sizes"])
    layer = layer_class(cell, **arguments["switches"])
    layer.build(x.shape)
    cell.kernel.assign(arguments["kernel"].astype("float32"))
    cell.recurrent_kernel.assign(arguments["recurrent_kernel"].astype("float32"))

    def run(x: Any, *states: Any) -> list[Any]:
        answer = layer(x, initial_state=list(states) or None, mask=mask)
        return _tensors(answer, arguments["switches"].get("return_state", False), len(arguments["sizes"]) - 1)

    outputs, slopes = gradients(run, [x, *initial], [cell.kernel, cell.recurrent_kernel], arguments["upstream"])
    of_states: list[Any] = [*slopes[1:-2]] or [None, None]
    later = _later(layer, lambda: run(*(ops.convert_to_tensor(item, "float32") for item in (x, *initial))))
    padded = [*outputs, None, None][:3]
    return (*padded, slopes[0], *of_states, *slopes[-2:], *later)


def _tensors(answer: Any, with_states: bool, states: int) -> list[Any]:
    """Return what a layer gave as a list of tensors, or say how it is to be given."""
    found = list(answer) if isinstance(answer, tuple | list) else [answer]
    if not all(hasattr(item, "shape") for item in found):
        wanted = "`(output, *states)`, not the states in a list of their own" if with_states else "the output"
        raise TypeError(f"call must return {wanted}; it returns {_counted(answer)}")
    if with_states and len(found) != 1 + states:
        given = "the output alone" if len(found) == 1 else f"{len(found)} things"
        raise TypeError(f"with return_state=True call must return the output and all {states} states; it returns {given}")
    if not with_states and len(found) > 1:
        raise TypeError(f"without return_state call must return the output alone; it returns {len(found)} things")
    return found


def _later(layer: Any, run: Callable[[], list[Any]]) -> tuple[Any, ...]:
    """Return what a stateful layer gives when it is called again, what it keeps then, and what it gives after reset_state."""
    if not layer.stateful:
        layer.reset_state()
        return None, None, None
    if keras().config.backend() == "jax":  # the first run was a trial: what it kept is gone
        run()
    second = numpy(run()[0])
    kept = np.concatenate([numpy(state) for state in layer.states], axis=1)
    layer.reset_state()
    return second, kept, numpy(run()[0])


@_watched
def filled(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Hand a layer and arrays over, and return what its variables hold afterwards, by name."""
    shapes = {name: array.shape for name, array in arguments["weights"].items()}
    holder = keras().layers.Layer()
    for name in ("kernel", "recurrent_kernel", "bias"):
        setattr(holder, name, holder.add_weight(shape=shapes[name], initializer="ones", name=name))
    holder.built = True
    returned = function(holder, arguments["weights"])
    if returned is not holder:
        raise TypeError(f"it must return the cell that it was given; it returns {a(returned)}")
    return tuple(numpy(variable) for variable in holder.weights)


PROBES_LAYERS: dict[str, Probe] = {
    "one_step": one_step,
    "over_time": over_time,
    "layer_over_time": layer_over_time,
    "filled": filled,
}
