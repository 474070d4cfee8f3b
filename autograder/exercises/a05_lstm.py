"""Unit 05, the LSTM: how the inputs of its exercises are drawn; backward passes get the cache of a right forward pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import mistakes_a05_backward as backward
from . import mistakes_a05_cell as cell
from . import mistakes_a05_cell_back as cell_back
from . import mistakes_a05_sequence as sequence
from . import mistakes_a05_small as small
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Property

UNIT = ("sample", "unit")
STEPS = ("sample", "time step", "unit")
INPUTS = Output("x", ("sample", "time step", "feature"))
GATES = tuple(Output(name, UNIT) for name in "ifgo")
ALL_GATES = tuple(Output(name, STEPS) for name in "ifgo")
STATES = (Output("h", UNIT), Output("c", UNIT))
D_WEIGHTS = (
    Output("d_kernel", ("feature", "gate unit")),
    Output("d_recurrent_kernel", ("unit", "gate unit")),
    Output("d_bias", ("gate unit",)),
)


class LSTMCellCache(NamedTuple):
    """What one time step saves for its backward pass."""

    x_t: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray


class LSTMCache(NamedTuple):
    """What a whole sequence saves for its backward pass."""

    x: np.ndarray
    h_0: np.ndarray
    c_0: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_all: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None


def _weights(rng: Generator, features: int, units: int, blocks: int = 4) -> Arguments:
    return {
        "kernel": normal(rng, features, blocks * units, scale=0.8),
        "recurrent_kernel": normal(rng, units, blocks * units, scale=0.8),
        "bias": normal(rng, blocks * units),
    }


def _states(rng: Generator, batch: int, units: int, names: tuple[str, str]) -> Arguments:
    return {names[0]: normal(rng, batch, units), names[1]: normal(rng, batch, units, scale=1.0)}


def _cell_draw(batch: int, features: int, units: int, *, blocks: int = 4, peephole: bool = False) -> Draw:
    def draw(rng: Generator) -> Arguments:
        arguments = {"x_t": normal(rng, batch, features, scale=1.0)} | _states(rng, batch, units, ("h_prev", "c_prev"))
        arguments |= _weights(rng, features, units, blocks)
        return arguments | ({"peephole": normal(rng, 3, units, scale=1.0)} if peephole else {})

    return draw


def _sequence_draw(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    def draw(rng: Generator) -> Arguments:
        arguments = {"x": normal(rng, batch, timesteps, features, scale=1.0)} | _states(rng, batch, units, ("h_0", "c_0"))
        arguments |= _weights(rng, features, units)
        return arguments | {"mask": gap_mask(rng, batch, timesteps) if masked else None}

    return draw


def _logistic(a: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def run_cell(x_t: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray, weights: Arguments) -> LSTMCellCache:
    """Return the cache of one time step."""
    blocks = np.split(x_t @ weights["kernel"] + h_prev @ weights["recurrent_kernel"] + weights["bias"], 4, axis=1)
    i, f, o = (_logistic(blocks[index]) for index in (0, 1, 3))
    g = np.tanh(blocks[2])
    c = f * c_prev + i * g
    return LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, o * np.tanh(c))


def run_sequence(arguments: Arguments) -> LSTMCache:
    """Return the cache of a forward pass over all time steps.

    Args:
        arguments: those of lstm_forward by name.
    """
    x, h_0, c_0, mask = (arguments[name] for name in ("x", "h_0", "c_0", "mask"))
    h, c, steps = h_0, c_0, []
    for t in range(x.shape[1]):
        step = run_cell(x[:, t], h, c, arguments)
        real = np.ones((len(x), 1), dtype=bool) if mask is None else mask[:, t, None]
        h, c = np.where(real, step.h, h), np.where(real, step.c, c)
        steps.append((step.i, step.f, step.g, step.o, c, h))
    i, f, g, o, c_all, h_all = (np.stack(values, axis=1) for values in zip(*steps, strict=True))
    return LSTMCache(x, h_0, c_0, i, f, g, o, c_all, h_all, mask)


def _cell_back_draw(batch: int, features: int, units: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        weights = _weights(rng, features, units)
        x_t, states = normal(rng, batch, features, scale=1.0), _states(rng, batch, units, ("h", "c"))
        gradients = {"d_h": normal(rng, batch, units), "d_c": normal(rng, batch, units)}
        kernels = {name: weights[name] for name in ("kernel", "recurrent_kernel")}
        return gradients | {"cache": run_cell(x_t, states["h"], states["c"], weights)} | kernels

    return draw


def _back_draw(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    forward = _sequence_draw(batch, timesteps, features, units, masked=masked)

    def draw(rng: Generator) -> Arguments:
        arguments = forward(rng)
        return {
            "d_h_all": normal(rng, batch, timesteps, units),
            "d_h_last": normal(rng, batch, units),
            "d_c_last": normal(rng, batch, units),
            "cache": run_sequence(arguments),
            "kernel": arguments["kernel"],
            "recurrent_kernel": arguments["recurrent_kernel"],
        }

    return draw


def _numbers(*shape: int) -> Draw:
    return lambda rng: {"a": normal(rng, *shape, scale=2.0)}


def _extreme(rng: Generator) -> Arguments:
    """Draw numbers whose exponential overflows on either side, and some near 0."""
    return {"a": rng.permutation([1e4, -1e4, 800.0, -800.0, 0.0, 1.5, -1.5, 30.0, -30.0]).reshape(3, 3)}


def _units(units: int) -> Draw:
    return lambda rng: {"units": units}


EXERCISES = (
    Exercise(
        name="sigmoid",
        outputs=(Output("sigmoid"),),
        cases=(_numbers(3, 4), _numbers(5), _numbers(2, 3, 4), _extreme),
        mistakes=small.SIGMOID,
        where="05_lstm, A gate is a soft switch",
        probe="without_overflow",
    ),
    Exercise(
        name="lstm_cell_forward",
        outputs=(*STATES, Output("cache", fields=(Output("x_t"), Output("h_prev"), Output("c_prev"), *GATES, *STATES[::-1]))),
        cases=(_cell_draw(3, 5, 4), _cell_draw(5, 2, 3), _cell_draw(1, 3, 2), _cell_draw(4, 1, 3)),
        mistakes=cell.CELL,
        where="05_lstm, One step, all at once",
        properties=(Property("batch", ("x_t", "h_prev", "c_prev")),),
    ),
    Exercise(
        name="lstm_forward",
        outputs=(
            Output("h_all", STEPS),
            Output("c_last", UNIT),
            Output(
                "cache",
                fields=(
                    *(INPUTS, Output("h_0", UNIT), Output("c_0", UNIT), *ALL_GATES),
                    *(Output("c_all", STEPS), Output("h_all", STEPS), Output("mask", ("sample", "time step"), kind="bool")),
                ),
            ),
        ),
        cases=(
            _sequence_draw(2, 5, 3, 4),
            _sequence_draw(4, 7, 2, 3, masked=True),
            _sequence_draw(3, 1, 4, 2),
            _sequence_draw(3, 6, 5, 2, masked=True),
        ),
        mistakes=sequence.SEQUENCE,
        where="05_lstm, Two states over time",
        probe="gates_of_real_steps",
        properties=(Property("causality", ("x",)), Property("padding", ("x",)), Property("batch", ("x", "h_0", "c_0", "mask"))),
    ),
    Exercise(
        name="lstm_cell_backward",
        outputs=(
            Output("d_x_t", ("sample", "feature")),
            *(Output("d_h_prev", UNIT), Output("d_c_prev", UNIT), *D_WEIGHTS),
        ),
        cases=(_cell_back_draw(3, 2, 4), _cell_back_draw(5, 4, 3), _cell_back_draw(1, 3, 2), _cell_back_draw(4, 1, 3)),
        mistakes=cell_back.CELL_BACK,
        where="05_lstm, One step back",
    ),
    Exercise(
        name="lstm_backward",
        outputs=(Output("d_x", INPUTS.axes), Output("d_h_0", UNIT), Output("d_c_0", UNIT), *D_WEIGHTS),
        cases=(
            _back_draw(3, 5, 2, 4),
            _back_draw(4, 6, 3, 5, masked=True),
            _back_draw(2, 1, 3, 4),
            _back_draw(5, 7, 3, 2, masked=True),
        ),
        mistakes=backward.BACKWARD,
        where="05_lstm, Two gradients walk back",
    ),
    Exercise(
        name="forget_bias_init",
        outputs=(Output("bias", ("gate unit",)),),
        cases=(_units(3), _units(1), _units(8)),
        mistakes=small.FORGET_BIAS,
        where="05_lstm, How to begin remembering",
    ),
    Exercise(
        name="peephole_cell_forward",
        outputs=STATES,
        cases=(
            _cell_draw(2, 5, 4, peephole=True),
            _cell_draw(5, 4, 3, peephole=True),
            _cell_draw(1, 3, 2, peephole=True),
        ),
        mistakes=small.PEEPHOLE,
        where="05_lstm, Gates that look into the cell",
        properties=(Property("batch", ("x_t", "h_prev", "c_prev")),),
    ),
    Exercise(
        name="coupled_cell_forward",
        outputs=STATES,
        cases=(_cell_draw(3, 5, 4, blocks=3), _cell_draw(5, 2, 3, blocks=3), _cell_draw(1, 3, 2, blocks=3)),
        mistakes=small.COUPLED,
        where="05_lstm, Forget as much as you write",
        properties=(Property("batch", ("x_t", "h_prev", "c_prev")),),
    ),
)
