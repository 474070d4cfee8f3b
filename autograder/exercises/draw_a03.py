"""Random inputs of unit 03. Backward exercises get the cache of a right forward pass, computed here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograder.checking.callables import CALLABLES
from autograder.exercises.draw import Generator, gap_mask, normal
from autograder.exercises.model import Arguments, Draw


class RNNCellCache(NamedTuple):
    """What one time step saves for its backward pass."""

    x_t: np.ndarray
    h_prev: np.ndarray
    h: np.ndarray


class RNNCache(NamedTuple):
    """What a whole sequence saves for its backward pass."""

    x: np.ndarray
    h_0: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None


def rnn_cache(
    rng: Generator, sizes: tuple[int, int, int, int], mask: np.ndarray | None
) -> tuple[RNNCache, np.ndarray, np.ndarray]:
    """Draw a network, run it, and return cache, kernel and recurrent kernel.

    Args:
        rng: random generator.
        sizes: batch, timesteps, features, units.
        mask: (batch, timesteps), bool, or None.
    """
    batch, timesteps, features, units = sizes
    kernel, recurrent_kernel, bias = normal(rng, features, units), normal(rng, units, units), normal(rng, units)
    x, h_0 = normal(rng, batch, timesteps, features), normal(rng, batch, units)
    h, states = h_0, []
    for t in range(timesteps):
        h_next = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        h = h_next if mask is None else np.where(mask[:, t, None], h_next, h)
        states.append(h)
    return RNNCache(x, h_0, np.stack(states, axis=1), mask), kernel, recurrent_kernel


def sequence(batch: int, timesteps: int, features: int, units: int, *, masked: bool = False) -> Draw:
    """Return a draw of the arguments of rnn_backward; a mask has gaps, and one sample begins with padding."""

    def draw(rng: Generator) -> Arguments:
        mask = gap_mask(rng, batch, timesteps) if masked else None
        cache, kernel, recurrent_kernel = rnn_cache(rng, (batch, timesteps, features, units), mask)
        return {
            "d_h_all": normal(rng, batch, timesteps, units),
            "d_h_last": normal(rng, batch, units),
            "cache": cache,
            "kernel": kernel,
            "recurrent_kernel": recurrent_kernel,
        }

    return draw


def cell(batch: int, features: int, units: int) -> Draw:
    """Return a draw of the arguments of rnn_cell_backward."""

    def draw(rng: Generator) -> Arguments:
        cache, kernel, recurrent_kernel = rnn_cache(rng, (batch, 1, features, units), None)
        step = RNNCellCache(cache.x[:, 0], cache.h_0, cache.h_all[:, 0])
        return {"d_h": normal(rng, batch, units), "cache": step, "kernel": kernel, "recurrent_kernel": recurrent_kernel}

    return draw


def wiggle(loss: str, shape: tuple[int, ...], **epsilon: float) -> Draw:
    """Return a draw of the arguments of numerical_gradient."""

    def draw(rng: Generator) -> Arguments:
        return {"loss": CALLABLES[loss], "array": normal(rng, *shape, scale=1.0), **epsilon}

    return draw


def tokens(batch: int, timesteps: int, classes: int, *, gaps: bool = True, scale: float = 1.0) -> Draw:
    """Return a draw of the arguments of sequence_cross_entropy_backward."""

    def draw(rng: Generator) -> Arguments:
        return {
            "logits": normal(rng, batch, timesteps, classes, scale=scale),
            "targets": rng.integers(0, classes, (batch, timesteps)),
            "mask": gap_mask(rng, batch, timesteps) if gaps else np.ones((batch, timesteps), dtype=bool),
        }

    return draw


def rows(*shape: int, units: int, classes: int) -> Draw:
    """Return a draw of the arguments of dense_backward; `shape` is what stands before the last axis."""

    def draw(rng: Generator) -> Arguments:
        h = np.tanh(normal(rng, *shape, units, scale=1.0))
        return {"d_logits": normal(rng, *shape, classes), "h": h, "output_kernel": normal(rng, units, classes)}

    return draw


def chunks(batch: int, timesteps: int, length: int, *features: int) -> Draw:
    """Return a draw of the arguments of truncated_chunks; ids where no `features` are named."""

    def draw(rng: Generator) -> Arguments:
        ids = rng.integers(0, 50, (batch, timesteps))
        x = normal(rng, batch, timesteps, *features) if features else ids
        return {"x": x, "targets": rng.integers(50, 99, (batch, timesteps)), "length": length}

    return draw


def moments(*shape: int, step: int, **settings: float) -> Draw:
    """Return a draw of the arguments of adam_update; at step 1 both means are zero."""

    def draw(rng: Generator) -> Arguments:
        age = 0.0 if step == 1 else 1.0
        return {
            "parameter": normal(rng, *shape, scale=1.0),
            "gradient": normal(rng, *shape, scale=1.0),
            "m": age * normal(rng, *shape),
            "v": age * (0.1 + normal(rng, *shape) ** 2),
            "step": step,
            **settings,
        }

    return draw
