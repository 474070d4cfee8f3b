"""Probes of functions that work on tensors inside `fit`: losses and metrics. Arrays in, arrays out.

They run where the answer is. Such a function must work as it stands, and as part of a compiled program.
"""

from __future__ import annotations

import importlib
import re
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


def loss_of_fit(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return what a loss says of targets and outputs, and the gradient of the outputs; see that `fit` can call it itself.

    Raises:
        TypeError: it cannot be compiled, or not with targets that are floating-point numbers, as `fit` makes them.
    """
    with float32():
        targets, outputs = (_tensor(value) for value in arguments.values())
        [said], [slope] = gradients(
            lambda tensor: [_tensor_of(function(targets, tensor))], [numpy(outputs)], [], [np.ones((), "float32")]
        )
        _compiled(function, [targets, outputs])
        try:
            _traced(function, [keras().ops.cast(targets, "float32"), outputs])
        except Exception as error:
            raise TypeError(
                "it works with integers, but `fit` hands over the targets as floating-point numbers: turn them into integers, "
                f'with `ops.cast(..., "int32")`. {_said_there(error)}'
            ) from error
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
    """Run a function as part of a compiled program.

    Raises:
        TypeError: it only works on numbers that are there.
    """
    try:
        _traced(function, tensors)
    except Exception as error:
        raise TypeError(
            "it works on arrays, but not inside `fit`, which compiles it before any number is there: use `ops` alone, no `np.`, "
            f"`float(...)`, `len(...)`, `.numpy()`, nor an `if` that looks at values. {_said_there(error)}"
        ) from error


def _traced(function: Callable[..., Any], tensors: list[Any]) -> None:
    """Compile a function as `fit` does: it is told all sizes but that of the batch, and Python code runs as it stands."""
    backend = keras().config.backend()
    if backend == "tensorflow":
        tf = importlib.import_module("tensorflow")
        specs = [tf.TensorSpec((None, *item.shape[1:]) if item.ndim else (), item.dtype) for item in tensors]
        tf.function(lambda *given: function(*given), autograph=False).get_concrete_function(*specs)
    elif backend == "jax":
        importlib.import_module("jax").jit(function)(*tensors)


def _said_there(error: Exception) -> str:
    """Return what kind of error there was, and the beginning of its text, without what TensorFlow adds about its graph."""
    text = " ".join(re.sub(r"\{\{.*?\}\} ?", "", str(error)).split())
    return f"There: {type(error).__name__}: {text[:70]}{'...' if len(text) > 70 else ''}"


PROBES_TENSORS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {
    "metric": metric,
    "loss": loss,
    "loss_of_fit": loss_of_fit,
}
