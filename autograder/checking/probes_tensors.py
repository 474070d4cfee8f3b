"""Probes of functions that work on tensors inside `fit`: losses and metrics. Arrays in, arrays out.

They run where the answer is. Such a function must work as it stands, and as part of a compiled program.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from .frameworks import float32, gradients, keras, numpy
from .words import a


def metric(function: Callable[..., Any], arguments: dict[str, Any]) -> np.ndarray:
    """Return what a function says of tensors, after seeing that it can be compiled, too."""
    with float32():
        tensors = [_tensor(value) for value in arguments.values()]
        said = numpy(_tensor_of(function(*tensors)))
        _compiled(function, tensors)
        return said


def loss(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return what a function says of tensors, and the gradient of the first of them; see that it can be compiled, too."""
    with float32():
        first, *others = (_tensor(value) for value in arguments.values())
        [said], [slope] = gradients(
            lambda tensor: [_tensor_of(function(tensor, *others))], [numpy(first)], [], [np.ones((), "float32")]
        )
        _compiled(function, [first, *others])
        return said, slope


def _tensor(value: Any) -> Any:
    """Return an array as fit gives it: floating-point numbers and integers of 32 bits."""
    kinds = {"f": "float32", "i": "int32", "u": "int32"}
    array = np.asarray(value)
    return keras().ops.convert_to_tensor(array, kinds.get(array.dtype.kind))


def _tensor_of(answer: Any) -> Any:
    """Return what a function returned as a tensor.

    Raises:
        TypeError: it is neither a tensor nor a number.
    """
    if isinstance(answer, tuple | list | dict | str) or answer is None:
        raise TypeError(f"it must return a tensor; it returns {a(answer)}")
    return keras().ops.convert_to_tensor(answer)


def _compiled(function: Callable[..., Any], tensors: list[Any]) -> None:
    """Run a function as `fit` does, as part of a compiled program in which batch and time steps have no size yet.

    Raises:
        TypeError: it only works on numbers that are there.
    """
    backend = keras().config.backend()
    try:
        if backend == "tensorflow":
            tf = importlib.import_module("tensorflow")
            with tf.Graph().as_default():
                function(*(tf.compat.v1.placeholder(item.dtype, (None, None, *item.shape[2:])[: item.ndim]) for item in tensors))
        elif backend == "jax":
            importlib.import_module("jax").jit(function)(*tensors)
    except Exception as error:
        raise TypeError(
            "it works on arrays, but not inside `fit`, which compiles it before any number is there: compute with `ops` alone, "
            "without `np.`, `float(...)`, `.numpy()`, or an `if` that looks at values"
        ) from error


PROBES_TENSORS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {"metric": metric, "loss": loss}
