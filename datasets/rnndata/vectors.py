"""Word vectors that were trained by others."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from . import sources
from .fetch import fetch
from .shapes import DataError


def load_glove() -> dict[str, NDArray[np.float32]]:
    """Return the GloVe vectors of 5,050 frequent English words (Pennington et al., EMNLP 2014); downloaded.

    Returns:
        for each word, in lower case, an array (50,), float32. They are of glove.6B.50d, rounded to six decimals.

    Raises:
        DataError: the vectors cannot be had or read.
    """
    path = fetch(sources.GLOVE)
    try:
        vectors = {word: np.array(numbers, dtype=np.float32) for word, numbers in json.loads(path.read_text("utf-8")).items()}
    except (ValueError, AttributeError) as error:
        raise DataError(f"{path.name} holds no word vectors ({error!r}).") from error
    if {vector.shape for vector in vectors.values()} != {(50,)}:
        raise DataError(f"{path.name} holds vectors that have not 50 numbers.")
    return vectors
