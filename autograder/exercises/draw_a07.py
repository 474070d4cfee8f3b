"""Random inputs of unit 07. Backward exercises get the cache of a right forward pass, computed here."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw


class RNNWeights(NamedTuple):
    """The weights of one network, as the assignment hands them out."""

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray


class RNNCache(NamedTuple):
    """What a whole sequence saves for its backward pass."""

    x: np.ndarray
    h_0: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None


class BidirectionalCache(NamedTuple):
    """The caches of two networks that read one sequence from both ends."""

    forward: RNNCache
    backward: RNNCache


class LayerNormCache(NamedTuple):
    """What layer normalisation saves for its backward pass."""

    a_hat: np.ndarray
    sigma: np.ndarray


def right_mask(rng: Generator, batch: int, timesteps: int, longest: int) -> np.ndarray:
    """Return a mask (batch, timesteps) with padding at the end only.

    Sample 1 has `longest` real steps, sample 0 two fewer, the last one half as many, others between 1 and `longest` - 1.
    """
    lengths = rng.integers(1, longest, batch)
    lengths[0], lengths[1], lengths[-1] = longest - 2, longest, longest // 2
    return np.asarray(np.arange(timesteps) < lengths[:, None])


def _weights(rng: Generator, features: int, units: int) -> RNNWeights:
    return RNNWeights(normal(rng, features, units), normal(rng, units, units), normal(rng, units))


def _run(x: np.ndarray, h_0: np.ndarray, weights: RNNWeights, mask: np.ndarray | None) -> RNNCache:
    """Run a recurrent network and return its cache."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        h_next = np.tanh(x[:, t] @ weights.kernel + h @ weights.recurrent_kernel + weights.bias)
        h = h_next if mask is None else np.where(mask[:, t, None], h_next, h)
        states.append(h)
    return RNNCache(x, h_0, np.stack(states, axis=1), mask)


def _turned(x: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Return sequences whose real steps are turned round, one sample after the other."""
    lengths = np.full(len(x), x.shape[1]) if mask is None else mask.sum(axis=1)
    return np.stack([np.concatenate([sample[:n][::-1], sample[n:]]) for sample, n in zip(x, lengths, strict=True)])


def reverse_draw(batch: int, timesteps: int, *features: int, longest: int | None = None) -> Draw:
    """Draw a call of reverse_sequences; no mask without `longest`."""

    def draw(rng: Generator) -> Arguments:
        mask = None if longest is None else right_mask(rng, batch, timesteps, longest)
        return {"x": normal(rng, batch, timesteps, *features, scale=1.0), "mask": mask}

    return draw


def _both_ways(rng: Generator, sizes: tuple[int, int, int, int], longest: int | None) -> Arguments:
    batch, timesteps, features, units = sizes
    return {
        "x": normal(rng, batch, timesteps, features, scale=1.0),
        "h_0_forward": normal(rng, batch, units),
        "h_0_backward": normal(rng, batch, units),
        "forward": _weights(rng, features, units),
        "backward": _weights(rng, features, units),
        "mask": None if longest is None else right_mask(rng, batch, timesteps, longest),
    }


def both_ways_draw(*sizes: int, longest: int | None = None) -> Draw:
    """Draw a call of bidirectional_forward; sizes are batch, timesteps, features, units."""
    return lambda rng: _both_ways(rng, sizes, longest)  # type: ignore[arg-type]


def both_ways_back_draw(*sizes: int, longest: int | None = None) -> Draw:
    """Draw a call of bidirectional_backward."""

    def draw(rng: Generator) -> Arguments:
        x, h_0_forward, h_0_backward, forward, backward, mask = _both_ways(rng, sizes, longest).values()  # type: ignore[arg-type]
        cache = BidirectionalCache(_run(x, h_0_forward, forward, mask), _run(_turned(x, mask), h_0_backward, backward, mask))
        d_h_all = normal(rng, sizes[0], sizes[1], 2 * sizes[3])
        return {"d_h_all": d_h_all, "cache": cache, "forward": forward, "backward": backward}

    return draw


def _stack(rng: Generator, sizes: tuple[int, ...], masked: bool) -> Arguments:
    batch, timesteps, features, *widths = sizes
    mask = gap_mask(rng, batch, timesteps) if masked else None
    return {
        "x": normal(rng, batch, timesteps, features, scale=1.0),
        "h_0s": [normal(rng, batch, units) for units in widths],
        "layers": [_weights(rng, below, units) for below, units in zip([features, *widths], widths, strict=False)],
        "mask": mask,
    }


def stack_draw(*sizes: int, masked: bool = False) -> Draw:
    """Draw a call of stacked_forward; sizes are batch, timesteps, features and the units of each layer."""
    return lambda rng: _stack(rng, sizes, masked)


def stack_back_draw(*sizes: int, masked: bool = False) -> Draw:
    """Draw a call of stacked_backward."""

    def draw(rng: Generator) -> Arguments:
        h_all, h_0s, weights, mask = _stack(rng, sizes, masked).values()
        cache: list[Any] = []
        for h_0, layer in zip(h_0s, weights, strict=True):
            cache.append(_run(h_all, h_0, layer, mask))
            h_all = cache[-1].h_all
        return {"d_h_all": normal(rng, *h_all.shape), "cache": cache, "layers": weights}

    return draw


def norm_draw(*shape: int, level_row: bool = False, **epsilon: float) -> Draw:
    """Draw a call of layer_norm_forward: rows of different height and spread, one row of equal numbers if wanted."""

    def draw(rng: Generator) -> Arguments:
        rows = shape[:-1]
        a = normal(rng, *rows, 1, scale=1.0) + rng.uniform(0.5, 2.0, (*rows, 1)) * normal(rng, *shape, scale=1.0)
        if level_row:
            a[(0,) * len(rows)] = 2.0
        return {"a": a, "gain": 1 + normal(rng, shape[-1]), "offset": normal(rng, shape[-1]), **epsilon}

    return draw


def norm_back_draw(*shape: int) -> Draw:
    """Draw a call of layer_norm_backward."""

    def draw(rng: Generator) -> Arguments:
        a, gain, _ = norm_draw(*shape)(rng).values()
        sigma = np.sqrt(np.var(a, axis=-1, keepdims=True) + 1e-5)
        cache = LayerNormCache((a - a.mean(axis=-1, keepdims=True)) / sigma, sigma)
        return {"d_normed": normal(rng, *shape, scale=1.0), "cache": cache, "gain": gain}

    return draw


def dropout_draw(batch: int, features: int, units: int, rate: float, training: bool) -> Draw:
    """Draw a call of recurrent_dropout_step; at least one unit is kept and one silenced."""

    def draw(rng: Generator) -> Arguments:
        keep = rng.random((batch, units)) >= rate
        keep[0, :2] = True, False
        return {
            "x_t": normal(rng, batch, features, scale=1.0),
            "h_prev": normal(rng, batch, units),
            "c_prev": normal(rng, batch, units, scale=1.0),
            "kernel": normal(rng, features, 4 * units, scale=0.8),
            "recurrent_kernel": normal(rng, units, 4 * units, scale=0.8),
            "bias": normal(rng, 4 * units),
            "keep": keep,
            "rate": rate,
            "training": training,
        }

    return draw


def start_draw(batch: int, units: int) -> Draw:
    return lambda rng: {"d_h_0": normal(rng, batch, units, scale=1.0)}
