"""Unit 02, forward through time: how the inputs of its exercises are drawn, and how the answers go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import mistakes_a02_layers as layers
from . import mistakes_a02_sequence as sequence
from . import mistakes_a02_steps as steps
from . import mistakes_a02_wiring as wiring
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Property

Mask = Callable[[Generator, int, int], np.ndarray]  # draws (batch, timesteps)

STATE = Output("h", ("sample", "unit"))
STATES = Output("h_all", ("sample", "time step", "unit"))
LOGITS = Output("logits", ("sample", "time step", "class"))
TOY = (3, 2)  # features and units of the toy weights: whoever uses these gets numbers, and a name for the slip
MARGIN = 1e-2  # smallest gap between the two largest logits in one_to_many: float32 work must not change the choice


class RNNWeights(NamedTuple):
    """The weights of one network, as the assignment hands them out."""

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray


def _weights(rng: Generator, features: int, units: int) -> RNNWeights:
    return RNNWeights(normal(rng, features, units), normal(rng, units, units), normal(rng, units))


def _output(rng: Generator, units: int, classes: int) -> Arguments:
    return {"output_kernel": normal(rng, units, classes, scale=1.0), "output_bias": normal(rng, classes)}


def _softmax_draw(*shape: int) -> Draw:
    return lambda rng: {"logits": normal(rng, *shape, scale=2.0)}


def _level_draw(*levels: float) -> Draw:
    """Draw one row near each level, in whole numbers so that float32 holds them exactly."""
    return lambda rng: {"logits": np.array(levels)[:, None] + rng.integers(-2, 3, (len(levels), 4))}


def _row_draw(*values: float) -> Draw:
    """Draw one row of these logits in any order."""
    return lambda rng: {"logits": rng.permutation(values)[None]}


def _cell_draw(batch: int, features: int, units: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        inputs = {"x_t": normal(rng, batch, features, scale=1.0), "h_prev": normal(rng, batch, units)}
        return inputs | _weights(rng, features, units)._asdict()

    return draw


def _combine_draw(features: int, units: int) -> Draw:
    return lambda rng: {"kernel": normal(rng, features, units), "recurrent_kernel": normal(rng, units, units)}


def _combined_draw(batch: int, features: int, units: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        inputs = {"x_t": normal(rng, batch, features, scale=1.0), "h_prev": normal(rng, batch, units)}
        return inputs | {"combined_kernel": normal(rng, units + features, units), "bias": normal(rng, units)}

    return draw


def _common_gap(rng: Generator, batch: int, timesteps: int) -> np.ndarray:
    """Draw a mask with gaps in sample 0 too, and one step (of 4 or more) at which every sample is padding."""
    mask = gap_mask(rng, batch, timesteps)[::-1].copy()
    mask[:, 1] = False
    return mask


def _sequence_draw(batch: int, timesteps: int, features: int, units: int, mask: Mask | None = None, classes: int = 0) -> Draw:
    def draw(rng: Generator) -> Arguments:
        arguments = {"x": normal(rng, batch, timesteps, features, scale=1.0), "h_0": normal(rng, batch, units)}
        arguments |= _weights(rng, features, units)._asdict()
        arguments |= _output(rng, units, classes) if classes else {}
        return arguments | {"mask": mask(rng, batch, timesteps) if mask else None}

    return draw


def _dense_draw(*shape: int, classes: int) -> Draw:
    return lambda rng: {"h": normal(rng, *shape)} | _output(rng, shape[-1], classes)


def _loss_draw(batch: int, timesteps: int, classes: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        mask = gap_mask(rng, batch, timesteps)
        targets = rng.integers(1, classes, (batch, timesteps))
        targets[0, timesteps // 2] = 0  # a real token with the id that padding often has
        return {"logits": normal(rng, batch, timesteps, classes, scale=2.0), "targets": targets, "mask": mask}

    return draw


def _extreme_loss(rng: Generator) -> Arguments:
    """Draw logits of 10,000, of which one step gives the right class no chance."""
    logits = np.stack([_level_draw(1e4, -1e4, 0.0)(rng)["logits"] for _ in range(2)])
    logits[0, 2, :2] = 1e4, -1e4
    targets = np.array([[1, 0, 1], [2, 1, 0]])
    return {"logits": logits, "targets": targets, "mask": np.array([[True, True, True], [False, True, True]])}


def _writing_draw(batch: int, classes: int, units: int, steps: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        while True:
            weights = _weights(rng, classes, units)._asdict() | {"kernel": normal(rng, classes, units, scale=1.5)}
            inputs = {"x_1": np.eye(classes)[rng.integers(0, classes, batch)], "h_0": normal(rng, batch, units)}
            arguments = inputs | weights | _output(rng, units, classes)
            if _clear_choices(arguments, steps):
                return arguments | {"steps": steps}

    return draw


def _clear_choices(arguments: Arguments, steps: int) -> bool:
    """Return whether the largest logit leads by more than MARGIN at every step, and samples choose differently."""
    x_t, h, kernel, recurrent_kernel, bias, output_kernel, output_bias = arguments.values()
    differ = steps == 1
    for t in range(steps):
        h = np.tanh(x_t @ kernel + h @ recurrent_kernel + bias)
        logits = h @ output_kernel + output_bias
        top, choice = np.sort(logits, axis=-1), np.argmax(logits, axis=-1)
        if np.min(top[:, -1] - top[:, -2]) < MARGIN:
            return False
        differ = differ or (t + 1 < steps and bool(np.ptp(choice)))
        x_t = np.eye(logits.shape[-1])[choice]
    return differ


def _pair_draw(batch: int, source: tuple[int, int], target: tuple[int, int], units: int, classes: int, masked: bool) -> Draw:
    """Draw an encoder-decoder call; source and target are (time steps, features)."""

    def draw(rng: Generator) -> Arguments:
        arguments: Arguments = {"x_source": normal(rng, batch, *source, scale=1.0)}
        arguments |= {"x_target": normal(rng, batch, *target, scale=1.0), "h_0": normal(rng, batch, units)}
        arguments |= {"encoder": _weights(rng, source[1], units), "decoder": _weights(rng, target[1], units)}
        arguments |= _output(rng, units, classes)
        return arguments | {"source_mask": gap_mask(rng, batch, source[0]) if masked else None}

    return draw


EXERCISES = (
    Exercise(
        name="softmax",
        outputs=(Output("probabilities"),),
        cases=(
            _softmax_draw(4, 4),  # square: whoever forgets `keepdims` gets numbers, and a name for the slip, instead of an error
            _softmax_draw(2, 3, 4),
            _softmax_draw(6),
            _row_draw(0.0, 1.0, -900.0, 2.0, -1.0),  # harmless for whoever subtracts the mean, but not the minimum
            _level_draw(1e4, -1e4, 0.0),
            _row_draw(1e4, -1e4, 9999.0, 0.0, 9998.0),
        ),
        mistakes=layers.SOFTMAX,
        where="02_rnn_forward, Softmax: from scores to probabilities",
    ),
    Exercise(
        name="rnn_cell_forward",
        outputs=(
            STATE,
            Output("cache", fields=(Output("x_t", ("sample", "feature")), Output("h_prev", ("sample", "unit")), STATE)),
        ),
        cases=(_cell_draw(4, *TOY), _cell_draw(3, 4, 5), _cell_draw(2, 5, 3), _cell_draw(1, 2, 3)),
        mistakes=steps.CELL,
        where="02_rnn_forward, One time step",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="combine_kernels",
        outputs=(Output("combined_kernel", ("row", "unit")),),
        cases=(_combine_draw(4, 3), _combine_draw(2, 5), _combine_draw(1, 2)),
        mistakes=steps.COMBINE,
        where="02_rnn_forward, One matrix instead of two",
    ),
    Exercise(
        name="rnn_cell_forward_combined",
        outputs=(STATE,),
        cases=(_combined_draw(2, 4, 3), _combined_draw(5, 2, 4), _combined_draw(1, 3, 2)),
        mistakes=steps.COMBINED,
        where="02_rnn_forward, One matrix instead of two",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="rnn_forward",
        outputs=(
            STATES,
            Output(
                "cache",
                fields=(
                    Output("x", ("sample", "time step", "feature")),
                    Output("h_0", ("sample", "unit")),
                    STATES,
                    Output("mask", ("sample", "time step"), kind="bool"),
                ),
            ),
        ),
        cases=(
            _sequence_draw(4, 5, *TOY),
            _sequence_draw(4, 7, 2, 3, gap_mask),
            _sequence_draw(3, 1, 4, 2),
            _sequence_draw(3, 6, 5, 2, _common_gap),
        ),
        mistakes=sequence.SEQUENCE,
        where="02_rnn_forward, The loop over time",
        properties=(Property("causality", ("x",)), Property("padding", ("x",)), Property("batch", ("x", "h_0", "mask"))),
    ),
    Exercise(
        name="dense_forward",
        outputs=(LOGITS,),
        cases=(_dense_draw(2, 3, classes=5), _dense_draw(2, 4, 3, classes=5), _dense_draw(3, 1, 2, classes=4)),
        mistakes=layers.DENSE,
        where="02_rnn_forward, The output layer",
        properties=(Property("batch", ("h",)),),
    ),
    Exercise(
        name="sequence_cross_entropy",
        outputs=(Output("loss"),),
        cases=(_loss_draw(3, 6, 4), _loss_draw(4, 5, 3), _loss_draw(2, 1, 5), _extreme_loss),
        mistakes=layers.LOSS,
        where="02_rnn_forward, Cross-entropy: summed, averaged, masked",
        properties=(Property("padding", ("logits",)),),
    ),
    Exercise(
        name="many_to_one",
        outputs=(Output("logits", ("sample", "class")),),
        cases=(
            _sequence_draw(3, 5, 2, 4, classes=6),
            _sequence_draw(4, 7, 3, 5, gap_mask, classes=2),
            _sequence_draw(2, 1, 4, 3, classes=5),
        ),
        mistakes=wiring.MANY_TO_ONE,
        where="02_rnn_forward, Five ways to wire it",
        properties=(Property("padding", ("x",)), Property("batch", ("x", "h_0", "mask"))),
    ),
    Exercise(
        name="one_to_many",
        outputs=(LOGITS,),
        cases=(_writing_draw(3, 5, 4, 6), _writing_draw(4, 6, 3, 5), _writing_draw(2, 4, 3, 1)),
        mistakes=wiring.ONE_TO_MANY,
        where="02_rnn_forward, Five ways to wire it",
        properties=(Property("batch", ("x_1", "h_0")),),
    ),
    Exercise(
        name="encoder_decoder",
        outputs=(LOGITS,),
        cases=(
            _pair_draw(2, (5, 3), (4, 6), 7, 8, masked=False),
            _pair_draw(4, (7, 2), (5, 3), 6, 8, masked=True),
            _pair_draw(3, (1, 4), (1, 2), 5, 6, masked=False),
        ),
        mistakes=wiring.ENCODER_DECODER,
        where="02_rnn_forward, Five ways to wire it",
        properties=(Property("padding", ("x_source",)), Property("batch", ("x_source", "x_target", "h_0", "source_mask"))),
    ),
)
