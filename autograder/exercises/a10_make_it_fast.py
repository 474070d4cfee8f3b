"""Unit 10, make it fast: how the inputs of its exercises are drawn; the backward pass gets the cache of a right forward pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import mistakes_a10_backward as backward
from . import mistakes_a10_counts as counts
from . import mistakes_a10_forward as forward
from . import mistakes_a10_gru as gru
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Property

UNIT = ("sample", "unit")
STEPS = ("sample", "time step", "unit")
INPUTS = Output("x", ("sample", "time step", "feature"))
STATES = ("state", "sample", "unit")  # one more than there are time steps
GATES = Output("gates", ("time step", "sample", "gate unit"))
MASK = Output("mask", ("sample", "time step"), kind="bool")
LSTM_CACHE = Output("cache", fields=(INPUTS, GATES, Output("c_all", STATES), Output("h_all", STATES), MASK))
GRU_CACHE = Output(
    "cache", fields=(INPUTS, GATES, Output("inner", ("time step", "sample", "unit")), Output("h_all", STATES), MASK)
)
ARRAYS = (Property("precision", ()), Property("layout", ()))


class FusedLSTMCache(NamedTuple):
    """What a fused forward pass saves for its backward pass; time first."""

    x: np.ndarray
    gates: np.ndarray
    c_all: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None


def _weights(rng: Generator, features: int, units: int, blocks: int, rows: int = 0) -> Arguments:
    columns = blocks * units
    return {
        "kernel": normal(rng, features, columns, scale=0.8),
        "recurrent_kernel": normal(rng, units, columns, scale=0.8),
        "bias": normal(rng, *((rows, columns) if rows else (columns,))),
    }


def _lstm(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    """Return a draw of the arguments of lstm_forward_fused."""

    def draw(rng: Generator) -> Arguments:
        arguments = {"x": normal(rng, batch, timesteps, features, scale=1.0), "h_0": normal(rng, batch, units)}
        arguments |= {"c_0": normal(rng, batch, units, scale=1.0)} | _weights(rng, features, units, 4)
        return arguments | {"mask": gap_mask(rng, batch, timesteps) if masked else None}

    return draw


def _gru(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    """Return a draw of the arguments of gru_forward_fused: two rows of biases."""

    def draw(rng: Generator) -> Arguments:
        arguments = {"x": normal(rng, batch, timesteps, features, scale=1.0), "h_0": normal(rng, batch, units)}
        arguments |= _weights(rng, features, units, 3, rows=2)
        return arguments | {"mask": gap_mask(rng, batch, timesteps) if masked else None}

    return draw


def run_lstm(arguments: Arguments) -> FusedLSTMCache:
    """Return the cache of a forward pass over all time steps.

    Args:
        arguments: those of lstm_forward_fused by name.
    """
    x, mask, units = arguments["x"], arguments["mask"], arguments["h_0"].shape[1]
    gates, c_all, h_all = [], [arguments["c_0"]], [arguments["h_0"]]
    for t in range(x.shape[1]):
        a = x[:, t] @ arguments["kernel"] + h_all[t] @ arguments["recurrent_kernel"] + arguments["bias"]
        y = 1 / (1 + np.exp(-a))
        y[:, 2 * units : 3 * units] = np.tanh(a[:, 2 * units : 3 * units])
        i, f, g, o = np.split(y, 4, axis=1)
        c = f * c_all[t] + i * g
        h = o * np.tanh(c)
        real = np.ones((len(x), 1), dtype=bool) if mask is None else mask[:, t, None]
        gates.append(y)
        c_all.append(np.where(real, c, c_all[t]))
        h_all.append(np.where(real, h, h_all[t]))
    return FusedLSTMCache(x, np.stack(gates), np.stack(c_all), np.stack(h_all), mask)


def _lstm_back(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    """Return a draw of the arguments of lstm_backward_fused."""
    before = _lstm(batch, timesteps, features, units, masked=masked)

    def draw(rng: Generator) -> Arguments:
        arguments = before(rng)
        gradients = {"d_h_all": normal(rng, batch, timesteps, units)}
        gradients |= {name: normal(rng, batch, units) for name in ("d_h_last", "d_c_last")}
        kernels = {name: arguments[name] for name in ("kernel", "recurrent_kernel")}
        return gradients | {"cache": run_lstm(arguments)} | kernels

    return draw


def _count(cell: str, batch: int, features: int, units: int, *, training: bool = False) -> Draw:
    """Return a draw of the arguments of flops_per_step: sizes near the given ones."""

    def draw(rng: Generator) -> Arguments:
        sizes = {"batch": batch + int(rng.integers(3)), "features": features + int(rng.integers(3)), "units": units}
        return {"cell": cell} | sizes | {"training": training}

    return draw


def _product(rows: int, inner: int, columns: int, itemsize: int) -> Draw:
    """Return a draw of the arguments of arithmetic_intensity."""

    def draw(rng: Generator) -> Arguments:
        sizes = {"rows": rows + int(rng.integers(5)), "inner": inner + int(rng.integers(5)), "columns": columns}
        return sizes | {"itemsize": itemsize}

    return draw


EXERCISES = (
    Exercise(
        name="flops_per_step",
        outputs=(Output("operations", kind="int"),),
        cases=(
            _count("lstm", 5, 7, 12),
            _count("gru", 8, 20, 11),
            _count("rnn", 3, 6, 17),
            _count("lstm", 4, 16, 9, training=True),
            _count("gru", 1, 1, 2, training=True),
        ),
        mistakes=counts.FLOPS,
        where="10_make_it_fast, Counting operations",
    ),
    Exercise(
        name="arithmetic_intensity",
        outputs=(Output("intensity"),),
        cases=(_product(1, 30, 120, 4), _product(64, 32, 500, 8), _product(200, 11, 40, 4), _product(2, 3, 1, 2)),
        mistakes=counts.INTENSITY,
        where="10_make_it_fast, Operations per byte",
    ),
    Exercise(
        name="lstm_forward_fused",
        outputs=(Output("h_all", STEPS), Output("c_last", UNIT), LSTM_CACHE),
        cases=(
            _lstm(2, 5, 3, 4),
            _lstm(4, 7, 2, 3, masked=True),
            _lstm(3, 1, 4, 2),
            _lstm(3, 6, 5, 2, masked=True),
        ),
        mistakes=forward.FORWARD,
        where="10_make_it_fast, One product for all inputs",
        probe="fused_real_steps",
        properties=(
            *(Property("causality", ("x",)), Property("padding", ("x",)), Property("batch", ("x", "h_0", "c_0", "mask"))),
            *ARRAYS,
        ),
    ),
    Exercise(
        name="lstm_backward_fused",
        outputs=(
            *(Output("d_x", INPUTS.axes), Output("d_h_0", UNIT), Output("d_c_0", UNIT)),
            Output("d_kernel", ("feature", "gate unit")),
            *(Output("d_recurrent_kernel", ("unit", "gate unit")), Output("d_bias", ("gate unit",))),
        ),
        cases=(
            _lstm_back(3, 5, 2, 4),
            _lstm_back(4, 6, 3, 5, masked=True),
            _lstm_back(2, 1, 3, 4),
            _lstm_back(5, 7, 3, 2, masked=True),
        ),
        mistakes=backward.BACKWARD,
        where="10_make_it_fast, Backward: what has to wait",
        properties=ARRAYS,
    ),
    Exercise(
        name="gru_forward_fused",
        outputs=(Output("h_all", STEPS), GRU_CACHE),
        cases=(
            _gru(2, 5, 3, 4),
            _gru(4, 7, 2, 3, masked=True),
            _gru(3, 1, 4, 2),
            _gru(3, 6, 5, 2, masked=True),
        ),
        mistakes=gru.FORWARD,
        where="10_make_it_fast, Fused gates",
        probe="fused_real_steps",
        properties=(
            *(Property("causality", ("x",)), Property("padding", ("x",)), Property("batch", ("x", "h_0", "mask"))),
            *ARRAYS,
        ),
    ),
)
