"""Gradients of Keras computations on any backend, and the watch that nobody hands in Keras's own recurrent layers.

Nothing is imported before it is needed: most notebooks never load Keras.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import numpy as np

Compute = Callable[..., Sequence[Any]]
FOLDERS = ("/keras/src/layers/rnn/", "/tensorflow/python/ops/rnn", "/tensorflow/python/ops/gen_rnn_ops", "/torch/nn/modules/rnn")
FILE = "/rnn.py"  # of keras/src/backend/*


def keras() -> Any:
    """Return Keras."""
    return importlib.import_module("keras")


def numpy(value: Any) -> np.ndarray:
    """Return a tensor or a variable as an array."""
    tensor = value * 1 if isinstance(value, keras().Variable) else value
    return np.array(keras().ops.convert_to_numpy(tensor))


def gradients(
    compute: Compute, arrays: Sequence[np.ndarray], variables: Sequence[Any], upstream: Sequence[np.ndarray | None]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Differentiate a computation on the backend that Keras runs on.

    Args:
        compute: called with a tensor for each array; returns tensors.
        arrays: where to differentiate.
        variables: of Keras, differentiated as well.
        upstream: what arrives at each returned tensor; None where nothing does.

    Returns:
        What was computed, and the gradients of arrays and variables.
    """
    backend = keras().config.backend()
    ways = {"tensorflow": _by_tensorflow, "jax": _by_jax, "torch": _by_torch}
    outputs, found = ways[backend](compute, [np.asarray(array, "float32") for array in arrays], list(variables), upstream)
    sizes = [*(array.shape for array in arrays), *(tuple(variable.shape) for variable in variables)]
    filled = [np.zeros(shape, "float32") if item is None else numpy(item) for item, shape in zip(found, sizes, strict=True)]
    return [numpy(output) for output in outputs], filled


def _loss(outputs: Sequence[Any], upstream: Sequence[np.ndarray | None]) -> Any:
    ops = keras().ops
    pairs = [(output, arriving) for output, arriving in zip(outputs, upstream, strict=False) if arriving is not None]
    pairs = [
        (output, arriving) for output, arriving in pairs if tuple(output.shape) == arriving.shape
    ]  # a wrong shape is told later
    return ops.zeros(()) + sum(
        ops.sum(ops.cast(output, "float32") * ops.convert_to_tensor(arriving, "float32")) for output, arriving in pairs
    )


def _by_tensorflow(compute: Compute, arrays: Any, variables: Any, upstream: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    tf = importlib.import_module("tensorflow")
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        outputs = compute(*tensors)
        loss = _loss(outputs, upstream)
    return outputs, tape.gradient(loss, [*tensors, *(variable.value for variable in variables)])


def _by_torch(compute: Compute, arrays: Any, variables: Any, upstream: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    torch = importlib.import_module("torch")
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    outputs = compute(*tensors)
    loss = _loss(outputs, upstream)
    wanted = [*tensors, *(variable.value for variable in variables)]
    return outputs, torch.autograd.grad(loss, wanted, allow_unused=True)


def _by_jax(compute: Compute, arrays: Any, variables: Any, upstream: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    jax = importlib.import_module("jax")

    def loss(tensors: Any, values: Any) -> Any:
        with keras().StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
            outputs = list(compute(*tensors))
        return _loss(outputs, upstream), outputs

    values = [variable.value for variable in variables]
    differentiate = jax.value_and_grad(loss, argnums=(0, 1), has_aux=True)
    (_, outputs), (of_tensors, of_values) = differentiate([jax.numpy.asarray(array) for array in arrays], values)
    return outputs, [*of_tensors, *of_values]


@contextmanager
def float32() -> Iterator[None]:
    """Compute in float32, whatever precision a notebook has chosen for its own work."""
    config = keras().config
    before = config.dtype_policy()
    config.set_dtype_policy("float32")
    try:
        yield
    finally:
        config.set_dtype_policy(before)


@contextmanager
def own_work() -> Iterator[None]:
    """Watch what really runs, and refuse an answer that lets Keras's own recurrent layers do the work.

    Raises:
        RuntimeError: one of their functions ran, or the watch was switched off; whatever else went wrong is of no interest then.
    """
    seen: dict[CodeType, bool] = {}
    switched: list[CodeType] = []

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code not in seen:
            seen[frame.f_code] = _built_in(frame.f_code)
        elif event == "c_call" and argument is setprofile and frame.f_code.co_filename != __file__:
            switched.append(frame.f_code)

    setprofile, before, elsewhere = sys.setprofile, sys.getprofile(), threading.getprofile()
    threading.setprofile(watch)
    setprofile(watch)
    try:
        yield
    finally:
        setprofile(before)
        threading.setprofile(elsewhere)
        used = [code for code, built_in in seen.items() if built_in]
        if used:
            raise RuntimeError(
                f"it runs `{used[0].co_qualname}`, which is Keras's own. Recurrent layers and cells of a library are refused "
                "here: write the computation yourself with `keras.ops`. `keras.layers.Layer` as the parent class is fine."
            ) from None
        if switched:
            raise RuntimeError(
                f"`{switched[0].co_qualname}` calls sys.setprofile: leave that alone while it is checked."
            ) from None


def _built_in(code: CodeType) -> bool:
    if code.co_name == "<module>":
        return False
    place = code.co_filename.replace(os.sep, "/")
    return any(folder in place for folder in FOLDERS) or ("/keras/src/backend/" in place and place.endswith(FILE))
