"""Unit 04, gradient clinic: how the inputs of its exercises are drawn, and what comes back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import mistakes_a04_clipping as clipping
from . import mistakes_a04_leaky as leaky
from . import mistakes_a04_networks as networks
from . import mistakes_a04_norms as norms
from . import mistakes_a04_profile as profile
from .draw import Generator, normal
from .model import Arguments, Draw, Exercise, Output, Property, Tolerance

UNIT = ("sample", "unit")
INPUT = ("sample", "feature")


class LeakyCellCache(NamedTuple):
    """What one time step saves for its backward pass."""

    x_t: np.ndarray
    h_prev: np.ndarray
    g: np.ndarray
    h: np.ndarray


class Network(NamedTuple):
    """The weights of a network and the kind of its cell, as the assignment hands them out."""

    cell: str
    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray
    gamma: float


def _states(rng: Generator, timesteps: int, sizes: tuple[int, int], recurrent_kernel: np.ndarray) -> np.ndarray:
    """Return the states (batch, timesteps, units) of a tanh network on random inputs."""
    h, states = normal(rng, *sizes), []
    for _ in range(timesteps):
        h = np.tanh(normal(rng, *sizes, scale=0.7) + h @ recurrent_kernel)
        states.append(h)
    return np.stack(states, axis=1)


def _jacobian_draw(batch: int, units: int) -> Draw:
    return lambda rng: {"h": np.tanh(normal(rng, batch, units, scale=1.0)), "recurrent_kernel": normal(rng, units, units)}


def _norms_draw(batch: int, timesteps: int, units: int, scale: float) -> Draw:
    def draw(rng: Generator) -> Arguments:
        recurrent_kernel = normal(rng, units, units, scale=scale)
        h_all = _states(rng, timesteps, (batch, units), recurrent_kernel)
        return {"d_h_last": normal(rng, batch, units, scale=1.0), "h_all": h_all, "recurrent_kernel": recurrent_kernel}

    return draw


def _clip_draw(*shapes: tuple[int, ...], limit: float, scale: float = 1.0) -> Draw:
    return lambda rng: {"gradients": [normal(rng, *shape, scale=scale) for shape in shapes], "limit": limit}


def _init_draw(features: int, units: int, **scale: float) -> Draw:
    return lambda rng: {"features": features, "units": units, "rng": np.random.default_rng(rng.integers(2**63)), **scale}


def _cell_draw(batch: int, features: int, units: int, gamma: float) -> Draw:
    def draw(rng: Generator) -> Arguments:
        inputs = {"x_t": normal(rng, batch, features, scale=1.0), "h_prev": normal(rng, batch, units)}
        weights = {"kernel": normal(rng, features, units), "recurrent_kernel": normal(rng, units, units)}
        return inputs | weights | {"bias": normal(rng, units), "gamma": gamma}

    return draw


def _back_draw(batch: int, features: int, units: int, gamma: float) -> Draw:
    def draw(rng: Generator) -> Arguments:
        x_t, h_prev, kernel, recurrent_kernel, bias, _ = _cell_draw(batch, features, units, gamma)(rng).values()
        g = np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)
        cache = LeakyCellCache(x_t, h_prev, g, gamma * h_prev + (1 - gamma) * g)
        backward = {"d_h": normal(rng, batch, units, scale=1.0), "cache": cache}
        return backward | {"kernel": kernel, "recurrent_kernel": recurrent_kernel, "gamma": gamma}

    return draw


def _skip_draw(batch: int, timesteps: int, features: int, units: int, skip: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        arguments = {"x": normal(rng, batch, timesteps, features, scale=1.0), "h_0": normal(rng, batch, units)}
        arguments |= {"kernel": normal(rng, features, units), "recurrent_kernel": normal(rng, units, units)}
        return arguments | {"skip_kernel": normal(rng, units, units), "bias": normal(rng, units), "skip": skip}

    return draw


def _profile_draw(cell: str, sizes: tuple[int, int, int, int], scale: float, gamma: float = 0.0) -> Draw:
    """Draw a network and its inputs; `scale` is that of the recurrent kernel, around the identity for a ReLU cell."""
    batch, timesteps, features, units = sizes

    def draw(rng: Generator) -> Arguments:
        copying = np.eye(units) if cell == "relu" else 0.0
        recurrent_kernel = copying + normal(rng, units, units, scale=scale)
        network = Network(cell, normal(rng, features, units, scale=0.2), recurrent_kernel, normal(rng, units, scale=0.1), gamma)
        h_0 = np.abs(normal(rng, batch, units)) + 0.3 * timesteps * (cell == "relu")  # ReLU units that stay on
        arguments = {"network": network, "x": normal(rng, batch, timesteps, features), "h_0": h_0}
        return arguments | {"d_h_last": normal(rng, batch, units, scale=1.0)}

    return draw


STATE = Output("h", UNIT)
CACHE = Output("cache", fields=(Output("x_t", INPUT), Output("h_prev", UNIT), Output("g", UNIT), STATE))
WEIGHTS = (Output("kernel", ("feature", "unit")), Output("recurrent_kernel", ("unit", "unit")), Output("bias", ("unit",)))
GRADIENTS = tuple(Output(f"d_{output.name}", output.axes) for output in WEIGHTS)
DRAWN = tuple(Output(output.name, output.axes, kind="draws") for output in WEIGHTS)

EXERCISES = (
    Exercise(
        name="hidden_jacobian",
        outputs=(Output("jacobian", ("sample", "unit", "unit")),),
        cases=(_jacobian_draw(3, 4), _jacobian_draw(5, 2), _jacobian_draw(1, 3), _jacobian_draw(4, 1)),
        mistakes=norms.JACOBIAN,
        where="04_gradient_clinic, From one unit to many",
        properties=(Property("batch", ("h",)),),
    ),
    Exercise(
        name="gradient_norms_over_time",
        outputs=(Output("norms", ("sample", "time step")),),
        cases=(_norms_draw(3, 5, 4, 0.5), _norms_draw(2, 7, 3, 1.2), _norms_draw(4, 1, 2, 0.5), _norms_draw(5, 30, 6, 0.2)),
        mistakes=norms.NORMS,
        where="04_gradient_clinic, Gradient norm against lag",
        properties=(Property("batch", ("d_h_last", "h_all")),),
    ),
    Exercise(
        name="clip_by_value",
        outputs=(Output("clipped", kind="any"),),
        cases=(
            _clip_draw((3, 4), (4,), (2, 3, 5), limit=0.5),
            _clip_draw((5,), limit=0.8, scale=2.0),
            _clip_draw((2, 1), (3,), limit=9.0),
        ),
        mistakes=clipping.VALUE,
        where="04_gradient_clinic, Too large: clip",
    ),
    Exercise(
        name="clip_by_global_norm",
        outputs=(Output("clipped", kind="any"), Output("norm")),
        cases=(
            _clip_draw((3, 4), (4,), (2, 3, 5), limit=2.5),
            _clip_draw((3, 2), (4,), limit=50.0),
            _clip_draw((5,), limit=0.5, scale=3.0),
            _clip_draw((2, 3), (3,), limit=1.5, scale=0.0),
        ),
        mistakes=clipping.NORM,
        where="04_gradient_clinic, Too large: clip",
    ),
    Exercise(
        name="identity_relu_init",
        outputs=DRAWN,
        cases=(_init_draw(3, 5), _init_draw(2, 4, scale=0.1), _init_draw(1, 3, scale=2.0)),
        mistakes=networks.INIT,
        where="04_gradient_clinic, Copy first: identity and ReLU",
        tolerance=Tolerance(0.0, 0.15, "a mean of 1,000 order statistics strays by 0.02; 0.15 is seven times that"),
        probe="initial_weights",
    ),
    Exercise(
        name="leaky_cell_forward",
        outputs=(STATE, CACHE),
        cases=(_cell_draw(3, 2, 4, 0.9), _cell_draw(5, 4, 3, 0.3), _cell_draw(1, 3, 2, 0.0), _cell_draw(2, 1, 3, 1.0)),
        mistakes=leaky.FORWARD,
        where="04_gradient_clinic, Leaky units",
        properties=(Property("batch", ("x_t", "h_prev")),),
    ),
    Exercise(
        name="leaky_cell_backward",
        outputs=(Output("d_x_t", INPUT), Output("d_h_prev", UNIT), *GRADIENTS),
        cases=(_back_draw(3, 2, 4, 0.8), _back_draw(5, 4, 3, 0.3), _back_draw(1, 3, 2, 0.0), _back_draw(4, 1, 3, 0.95)),
        mistakes=leaky.BACKWARD,
        where="04_gradient_clinic, Leaky units",
    ),
    Exercise(
        name="skip_rnn_forward",
        outputs=(Output("h_all", ("sample", "time step", "unit")),),
        cases=(
            _skip_draw(3, 6, 2, 4, skip=3),
            _skip_draw(2, 5, 3, 4, skip=2),
            _skip_draw(4, 3, 2, 5, skip=7),
            _skip_draw(2, 4, 1, 3, skip=1),
            _skip_draw(1, 1, 3, 2, skip=2),
        ),
        mistakes=networks.SKIP,
        where="04_gradient_clinic, Skip connections over time",
        properties=(Property("causality", ("x",)), Property("batch", ("x", "h_0"))),
    ),
    Exercise(
        name="gradient_profile",
        outputs=(Output("profile", ("lag",)),),
        cases=(
            _profile_draw("leaky", (3, 6, 2, 4), 0.5, gamma=0.6),
            _profile_draw("leaky", (4, 40, 2, 5), 0.2),  # small tanh weights: must fall
            _profile_draw("leaky", (4, 40, 2, 5), 0.2, gamma=0.98),  # must not
            _profile_draw("relu", (3, 40, 2, 6), 0.0),  # must not
            _profile_draw("relu", (5, 7, 3, 4), 0.1),
            _profile_draw("leaky", (2, 1, 4, 3), 0.5, gamma=0.3),
        ),
        mistakes=profile.PROFILE,
        where="04_gradient_clinic, Gradient norm against lag",
    ),
)
