"""Random inputs for exercises. Every size in one case differs from every other, so that no swap goes unseen."""

from __future__ import annotations

import numpy as np

Generator = np.random.Generator


def normal(rng: Generator, *shape: int, scale: float = 0.5) -> np.ndarray:
    """Return float64 normal numbers of the given shape and standard deviation."""
    return rng.normal(0.0, scale, shape)


def gap_mask(rng: Generator, batch: int, timesteps: int) -> np.ndarray:
    """Return a boolean mask (batch, timesteps) with gaps: True is a real token.

    Sample 0 is real throughout, sample 1 (if any) begins with padding, every sample has a real token,
    and each other sample has at least one gap.
    """
    mask = rng.random((batch, timesteps)) < 0.6
    mask[0] = True
    if timesteps > 2:
        mask[1:, timesteps // 2] = True
        mask[1:, timesteps // 2 + 1 :: 2] = False
        mask[1:2, 0] = False
    mask[:, timesteps // 2] = True
    return mask
