"""Probes of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np


def plain_text(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return what one call gives, with NumPy's strings in a list turned into Python's: they are as good."""
    value = function(*arguments.values())
    if not isinstance(value, list | tuple):
        return value
    return [str(item) if isinstance(item, str) else item for item in value]


def batch_laws(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Return how an answer that cuts indices into batches stands to its laws, so that any order of batches is as good.

    Returns:
        The sizes of the batches, sorted; how often each index occurs; and by how many lengths neighbouring batches overlap,
        summed, 0 where each batch is a stretch of the sorted lengths. None is returned as it is.

    Raises:
        TypeError: the answer is no list of indices.
    """
    lengths = np.array(arguments["lengths"])
    batches = function(*arguments.values())
    if batches is None:
        return None
    if not isinstance(batches, Iterable) or isinstance(batches, dict | str):
        raise TypeError(f"expected a list of index arrays, received a {type(batches).__name__}")
    pieces = [_indices(batch) for batch in batches]
    sizes = np.array(sorted(len(piece) for piece in pieces), dtype=int)
    inside = [piece[(piece >= 0) & (piece < len(lengths))] for piece in pieces]
    times = sum((np.bincount(piece, minlength=len(lengths)) for piece in inside), np.zeros(len(lengths), dtype=int))
    return sizes, times, _overlap([lengths[piece] for piece in inside if len(piece)])


def _indices(batch: Any) -> np.ndarray:
    piece = np.asarray(batch).reshape(-1)
    if piece.size and piece.dtype.kind not in "iu":
        raise TypeError(f"expected batches of indices (integers), received {piece.dtype}")
    return piece.astype(int)


def _overlap(batches: list[np.ndarray]) -> int:
    """Return how far each batch reaches beyond the beginning of the next, summed over batches from short to long."""
    ends = sorted((int(batch.min()), int(batch.max())) for batch in batches)
    return sum(max(0, longest - shortest) for (_, longest), (shortest, _) in pairwise(ends))


PROBES_TEXT = {"plain_text": plain_text, "batch_laws": batch_laws}
