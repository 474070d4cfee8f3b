"""Probes of whole models: build one, describe it in plain data, give it weights, run it, train it for a moment.

They run where the answer is. What a model says of examples that it has not seen is judged where the labels are: the
process of the answer is given inputs only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from .frameworks import float32, keras, numpy
from .spec import UnsatisfiedError
from .words import a

Described = tuple[Any, ...]
MASK_OF_ANOTHER_LENGTH = re.compile(r"Cannot unstack \d+ tensors into a TensorArray|Tried to read from index \d+ but array size")
REPEATS = 5_000  # the spread of so many draws is known to one per cent


def built(builder: Callable[..., Any], arguments: dict[str, Any]) -> Described:
    """Build a model, describe it, and run it with weights that are the same for every model of these shapes.

    Args:
        builder: returns a Keras model; called with `config`.
        arguments: `config`, keyword arguments of the builder, where the text "keras.layers" stands for the module, and "own
            layers" for one with recurrent layers only, from which the model must take its own; `inputs`, an array or a list
            of them; `real`, where there is padding: which outputs count, by sample and time step (what a layer says at padding
            depends on the device); `scale`, where dropout is asked for.

    Returns:
        The shapes of all weights, sorted; the shape of the output; the output with those weights (of a model with several
        outputs lists of shapes and outputs); with `scale` also the spread that dropout makes of the first sample's output, and
        its mean, in units of it.
    """
    if "scale" in arguments:
        keras().utils.set_random_seed(1)  # the layers of dropout draw their seeds when they are made
    with float32():
        model = _model(builder, arguments)
        _run(model, arguments["inputs"])  # one that was built by its shape alone has no weights before its first call
        _demand_own_layers(model, arguments)
        shapes = sorted(str(tuple(weight.shape)) for weight in model.weights)
        model.set_weights([pattern(*weight.shape) for weight in model.get_weights()])
        said = _run(model, arguments["inputs"])
        described = shapes, _each(said, lambda item: list(item.shape)), _each(said, partial(_real, arguments.get("real")))
        return (*described, _spread(model, arguments)) if "scale" in arguments else described


def fitted(builder: Callable[..., Any], arguments: dict[str, Any]) -> Described:
    """Do what `built` does, then train a new model for a moment and let it answer for examples that it has not seen.

    Args:
        builder: returns a Keras model that is compiled, or not if `loss` is given.
        arguments: as for `built`, and `train`: `x` and `y` for `fit`; `fit`: other keyword arguments of `fit`; `held_out`:
            inputs; `loss` and `rate`: for Adam, where the builder does not compile. A case without `train` is not trained: put
            it first, so that a mistake is named before its training is found to be in vain.

    Returns:
        What `built` returns, and the answers for `held_out`. Of several outputs the first is trained and gives the answers.
    """
    described = built(builder, arguments)
    if "train" not in arguments:
        return described
    keras().utils.set_random_seed(arguments.get("seed", 1))
    with float32():
        model = _first_output(_model(builder, arguments), arguments["train"][0])
        if "loss" in arguments:
            model.compile(keras().optimizers.Adam(arguments["rate"]), _loss(arguments["loss"]))
        x, y = arguments["train"]
        if model.compiled:
            # A step without the optimizer's variables would be traced, the dearest part of a short training, and traced again.
            model(_tensors(arguments["inputs"]))  # some models have no weights before their first call
            model.optimizer.build(model.trainable_variables)
        model.fit(_tensors(x), y, verbose=0, **arguments["fit"])
        return *described, numpy(model(_tensors(arguments["held_out"]), training=False))


def _run(model: Any, inputs: Any) -> Any:
    """Return what a model says; of a mask of another length TensorFlow complains in words that do not say so."""
    try:
        return model(_tensors(inputs), training=False)
    except Exception as error:
        if not MASK_OF_ANOTHER_LENGTH.search(str(error)):
            raise
        raise ValueError(
            "its recurrent layer is given a mask that has another number of steps than what it reads: where steps are "
            "pooled, left out or cut off, the mask must be, too"
        ) from error


def _spread(model: Any, arguments: dict[str, Any]) -> np.ndarray:
    """Return standard deviation and mean of what a model in training says of its first sample, over many calls in one.

    Its weights are made three times as large before: what is dropped at the bottom should be seen at the top.
    """
    keras().utils.set_random_seed(1)
    model.set_weights([3 * weight for weight in model.get_weights()])
    many = np.repeat(np.asarray(arguments["inputs"])[:1], REPEATS, axis=0)
    said = numpy(model(many, training=True))
    return np.asarray(np.stack([said.std(axis=0), said.mean(axis=0)]) / arguments["scale"])


def _first_output(model: Any, x: Any) -> Any:
    """Return a model with one output as it is; of any other one that shares its weights and gives its first output."""
    if not isinstance(x, list) or not isinstance(model(_tensors([array[:1] for array in x])), list | tuple):
        return model
    fresh = [keras().Input(array.shape[1:], dtype="int32" if array.dtype.kind == "i" else "float32") for array in x]
    return keras().Model(fresh, model(fresh)[0])


def _each(outputs: Any, what: Callable[[Any], Any]) -> Any:
    return [what(item) for item in outputs] if isinstance(outputs, list | tuple) else what(outputs)


def _real(real: np.ndarray | None, output: Any) -> np.ndarray:
    """Return an output with zeros at padding; outputs of another shape are told later."""
    said = numpy(output)
    if real is None or said.ndim != 3 or said.shape[:2] != real.shape:
        return said
    return np.where(real[..., None], said, np.float32(0))


def _model(builder: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    MADE.clear()
    model = builder(**{name: _module(value) for name, value in arguments["config"].items()})
    if not isinstance(model, keras().Model):
        raise TypeError(f"it must return a keras.Model; it returns {a(model)}")
    return model


def _demand_own_layers(model: Any, arguments: dict[str, Any]) -> None:
    """Refuse a model that was called, so that all its layers are made, and took none of those that it was given."""
    if "own layers" in [value for value in arguments["config"].values() if isinstance(value, str)] and not MADE:
        raise ValueError(
            f"its recurrent layer must come from the argument `layers`, as in `layers.{_recurrent(model)}(...)`, "
            "not from keras.layers"
        )


def _recurrent(model: Any) -> str:
    """Return the name of a recurrent layer that a model has, as far as one is found."""
    names = [type(layer).__name__ for layer in model._flatten_layers()]
    return next((name for name in names if name in RECURRENT), "LSTM")


def _module(value: Any) -> Any:
    """Return what a text in the arguments of a builder stands for."""
    if isinstance(value, str) and value == "own layers":
        return _own_layers()
    return keras().layers if isinstance(value, str) and value == "keras.layers" else value


RECURRENT = ("SimpleRNN", "LSTM", "GRU")
MADE: list[str] = []  # the names of the stand-ins that were made since a builder was called


@cache
def _own_layers() -> Any:
    """Return a stand-in for a module of somebody's own recurrent layers: Keras's, which tell that they were made."""

    def stand_in(name: str) -> Any:
        parent = getattr(keras().layers, name)

        def tell(self: Any, *args: Any, **kwargs: Any) -> None:
            MADE.append(name)
            parent.__init__(self, *args, **kwargs)

        return keras().saving.register_keras_serializable("own_layers")(type(name, (parent,), {"__init__": tell}))

    return SimpleNamespace(**{name: stand_in(name) for name in RECURRENT})


def _loss(name: str) -> Any:
    """Return a loss by name; "logits" is sparse cross-entropy of logits, "logit" the binary one."""
    losses = keras().losses
    if name == "logits":
        return losses.SparseCategoricalCrossentropy(from_logits=True)
    return losses.BinaryCrossentropy(from_logits=True) if name == "logit" else name


def _tensors(arrays: Any) -> Any:
    return [np.asarray(array) for array in arrays] if isinstance(arrays, list | tuple) else np.asarray(arrays)


def pattern(*shape: int) -> np.ndarray:
    """Return numbers that depend on nothing but the shape: all different, as large as those of a layer before training."""
    waves = np.sin(np.arange(1, int(np.prod(shape)) + 1) * 1.7) / np.sqrt(max(shape, default=1))
    return np.asarray(waves, "float32").reshape(shape)


def better_than_floor(answer: Described, arguments: dict[str, Any]) -> Described:
    """Judge the answers of a trained model: `_score` names how, `_truth` is what is right, `_least` the score that is enough.

    Raises:
        UnsatisfiedError: the score is lower, or the answers have not the shape of a score.
    """
    if "_score" not in arguments:
        return answer
    *described, said = answer
    score = SCORES[arguments["_score"]]
    try:
        reached = score(np.asarray(said, float), np.asarray(arguments["_truth"]))
    except (ValueError, TypeError, IndexError):
        reached = float("nan")
    if not reached >= arguments["_least"]:
        raise UnsatisfiedError(
            f"learns too little: after a short training it reaches {reached:.2f} on examples it has not seen, "
            f"{arguments['_least']:.2f} is asked for, and {arguments['_floor']}."
        )
    return tuple(described)


def _accuracy_of_logit(said: np.ndarray, truth: np.ndarray) -> float:
    return float(np.mean((said.reshape(len(truth)) > 0) == truth))


def _accuracy(said: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of right classes; a truth below zero does not count."""
    if said.shape[:-1] != truth.shape:
        raise ValueError(f"answers of shape {said.shape} for {truth.shape}")
    return float(np.mean((said.argmax(axis=-1) == truth)[truth >= 0]))


def _minus_absolute_error(said: np.ndarray, truth: np.ndarray) -> float:
    return -float(np.mean(np.abs(said.reshape(truth.shape) - truth)))


SCORES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "logit": _accuracy_of_logit,
    "accuracy": _accuracy,
    "error": _minus_absolute_error,
}
PROBES_MODELS: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {"built": built, "fitted": fitted}
JUDGES_MODELS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {"fitted": better_than_floor}
