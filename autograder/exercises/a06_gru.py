"""Unit 06, gated recurrent units: how the inputs of its exercises are drawn, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import mistakes_a06_after as after
from . import mistakes_a06_backward as backward
from . import mistakes_a06_cells as cells
from . import mistakes_a06_counts as counts
from . import mistakes_a06_sequence as sequences
from . import mistakes_a06_walk as walk
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Property

Mask = Callable[[Generator, int, int], np.ndarray]  # draws (batch, timesteps)

UNIT = ("sample", "unit")
STEPS = ("sample", "time step", "unit")
TOY = (2, 4)  # features and units of the toy weights: whoever uses these gets numbers, and a name for the slip
STATE = Output("h", UNIT)
STATES = Output("h_all", STEPS)
INPUT = Output("x_t", ("sample", "feature"))
CELL_CACHE = Output("cache", fields=(INPUT, Output("h_prev", UNIT), *(Output(name, UNIT) for name in "zrg"), STATE))
CACHE = Output(
    "cache",
    fields=(
        Output("x", ("sample", "time step", "feature")),
        Output("h_0", UNIT),
        *(Output(name, STEPS) for name in "zrg"),
        STATES,
        Output("mask", ("sample", "time step"), kind="bool"),
    ),
)
WEIGHTS = {"kernel": ("feature", "column"), "recurrent_kernel": ("unit", "column"), "bias": ("column",)}
GRADIENTS = tuple(Output(f"d_{name}", axes) for name, axes in WEIGHTS.items())


class GRUCellCache(NamedTuple):
    """What one time step saves for its backward pass."""

    x_t: np.ndarray
    h_prev: np.ndarray
    z: np.ndarray
    r: np.ndarray
    g: np.ndarray
    h: np.ndarray


class GRUCache(NamedTuple):
    """What a whole sequence saves for its backward pass."""

    x: np.ndarray
    h_0: np.ndarray
    z: np.ndarray
    r: np.ndarray
    g: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None


def _weights(rng: Generator, features: int, units: int, *, blocks: int = 3, rows: int = 0) -> Arguments:
    """Draw kernel, recurrent kernel and bias; `rows` of biases where there is more than one."""
    columns = blocks * units
    shape = (rows, columns) if rows else (columns,)
    return {
        "kernel": normal(rng, features, columns, scale=0.8),
        "recurrent_kernel": normal(rng, units, columns, scale=0.8),
        "bias": normal(rng, *shape, scale=0.7),
    }


def _cell(batch: int, features: int, units: int, *, blocks: int = 3, rows: int = 0) -> Draw:
    """Return a draw of the arguments of a cell's forward pass."""

    def draw(rng: Generator) -> Arguments:
        inputs = {"x_t": normal(rng, batch, features, scale=1.0), "h_prev": normal(rng, batch, units)}
        return inputs | _weights(rng, features, units, blocks=blocks, rows=rows)

    return draw


def _common_gap(rng: Generator, batch: int, timesteps: int) -> np.ndarray:
    """Draw a mask with gaps in sample 0 too, and one step (of 4 or more) at which every sample is padding."""
    mask = gap_mask(rng, batch, timesteps)[::-1].copy()
    mask[:, 1] = False
    return mask


def _sequence(batch: int, timesteps: int, features: int, units: int, masked: Mask | None = None) -> Draw:
    """Return a draw of the arguments of gru_forward."""

    def draw(rng: Generator) -> Arguments:
        inputs = {"x": normal(rng, batch, timesteps, features, scale=1.0), "h_0": normal(rng, batch, units)}
        mask = masked(rng, batch, timesteps) if masked else None
        return inputs | _weights(rng, features, units) | {"mask": mask}

    return draw


def _step(x_t: np.ndarray, h_prev: np.ndarray, weights: Arguments) -> GRUCellCache:
    """Return the cache of a right step: backward exercises do not depend on the student's forward pass."""
    x_z, x_r, x_g = np.split(x_t @ weights["kernel"] + weights["bias"], 3, axis=1)
    u_z, u_r, u_g = np.split(weights["recurrent_kernel"], 3, axis=1)
    z, r = 1 / (1 + np.exp(-(x_z + h_prev @ u_z))), 1 / (1 + np.exp(-(x_r + h_prev @ u_r)))
    g = np.tanh(x_g + (r * h_prev) @ u_g)
    return GRUCellCache(x_t, h_prev, z, r, g, g + z * (h_prev - g))


def _cell_back(batch: int, features: int, units: int) -> Draw:
    """Return a draw of the arguments of gru_cell_backward."""

    def draw(rng: Generator) -> Arguments:
        weights = _weights(rng, features, units)
        cache = _step(normal(rng, batch, features, scale=1.0), normal(rng, batch, units), weights)
        kernels = {name: weights[name] for name in ("kernel", "recurrent_kernel")}
        return {"d_h": normal(rng, batch, units, scale=1.0), "cache": cache} | kernels

    return draw


def _sequence_back(batch: int, timesteps: int, features: int, units: int, masked: Mask | None = None) -> Draw:
    """Return a draw of the arguments of gru_backward; a mask has gaps, and one sample begins with padding."""

    def draw(rng: Generator) -> Arguments:
        forward = _sequence(batch, timesteps, features, units, masked)(rng)
        x, h, mask = forward["x"], forward["h_0"], forward["mask"]
        steps = []
        for t in range(timesteps):
            step = _step(x[:, t], h, forward)
            h = step.h if mask is None else np.where(mask[:, t, None], step.h, h)
            steps.append((step.z, step.r, step.g, h))
        z, r, g, h_all = (np.stack(items, axis=1) for items in zip(*steps, strict=True))
        gradients = {"d_h_all": normal(rng, batch, timesteps, units), "d_h_last": normal(rng, batch, units)}
        kernels = {name: forward[name] for name in ("kernel", "recurrent_kernel")}
        return gradients | {"cache": GRUCache(x, forward["h_0"], z, r, g, h_all, mask)} | kernels

    return draw


def _three_arrays(features: int, units: int) -> Draw:
    """Return a draw of the arguments of flip_update_gate."""
    return lambda rng: _weights(rng, features, units)


def _count(cell: str, features: int, units: int) -> Draw:
    """Return a draw of the arguments of parameter_count: sizes near the given ones."""

    def draw(rng: Generator) -> Arguments:
        return {"cell": cell, "features": features + int(rng.integers(0, 3)), "units": units + int(rng.integers(0, 3))}

    return draw


EXERCISES = (
    Exercise(
        name="gru_minimal_cell_forward",
        outputs=(STATE,),
        cases=(_cell(3, 2, 4, blocks=2), _cell(5, 4, 3, blocks=2), _cell(1, 3, 2, blocks=2)),
        mistakes=cells.MINIMAL,
        where="06_gru, One gate: the simplified GRU",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="gru_cell_forward",
        outputs=(STATE, CELL_CACHE),
        cases=(_cell(3, *TOY), _cell(5, 4, 3), _cell(1, 3, 2), _cell(4, 5, 1)),
        mistakes=cells.FULL,
        where="06_gru, A second gate: what may be forgotten",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="gru_cell_forward_reset_after",
        outputs=(STATE, CELL_CACHE),
        cases=(_cell(3, 4, 5, rows=2), _cell(5, 4, 3, rows=2), _cell(1, 3, 2, rows=2)),
        mistakes=after.AFTER,
        where="06_gru, Reset before or after the product",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="gru_forward",
        outputs=(STATES, CACHE),
        cases=(
            _sequence(3, 5, *TOY),
            _sequence(4, 7, 2, 3, gap_mask),
            _sequence(3, 1, 4, 2),
            _sequence(3, 6, 5, 2, _common_gap),
        ),
        mistakes=sequences.FORWARD,
        where="06_gru, Over all time steps",
        properties=(Property("causality", ("x",)), Property("padding", ("x",)), Property("batch", ("x", "h_0", "mask"))),
        probe="gates_of_real_steps",
    ),
    Exercise(
        name="gru_cell_backward",
        outputs=(Output("d_x_t", ("sample", "feature")), Output("d_h_prev", UNIT), *GRADIENTS),
        cases=(_cell_back(3, *TOY), _cell_back(5, 4, 3), _cell_back(1, 3, 2), _cell_back(4, 5, 1)),
        mistakes=backward.CELL,
        where="06_gru, Four roads back",
    ),
    Exercise(
        name="gru_backward",
        outputs=(Output("d_x", ("sample", "time step", "feature")), Output("d_h_0", UNIT), *GRADIENTS),
        cases=(
            _sequence_back(3, 5, 2, 4),
            _sequence_back(4, 6, 3, 5, gap_mask),
            _sequence_back(2, 1, 3, 4),
            _sequence_back(5, 7, 3, 2, _common_gap),
        ),
        mistakes=walk.BACKWARD,
        where="06_gru, Four roads back",
    ),
    Exercise(
        name="flip_update_gate",
        outputs=tuple(Output(name, axes) for name, axes in WEIGHTS.items()),
        cases=(_three_arrays(2, 4), _three_arrays(5, 3), _three_arrays(1, 2)),
        mistakes=counts.FLIP,
        where="06_gru, Two conventions of the update gate",
    ),
    Exercise(
        name="parameter_count",
        outputs=(Output("count", kind="int"),),
        cases=(_count("rnn", 3, 7), _count("gru", 5, 9), _count("gru_reset_after", 2, 6), _count("lstm", 11, 4)),
        mistakes=counts.COUNT,
        where="06_gru, What it costs",
    ),
)
