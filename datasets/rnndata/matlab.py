"""A reader for cells of matrices in MATLAB files of version 5, all that the published piano rolls need.

`scipy.io.loadmat` reads every such file; students do not have SciPy, and these files need a hundred lines less.
Format: MathWorks, "MAT-File Format", level 5.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .shapes import DataError

_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_MATRIX, _COMPRESSED, _CELL = 14, 15, 1
_LARGEST = 1 << 28  # bytes of one variable


def read_cells(content: bytes) -> dict[str, list[NDArray[np.float64]]]:
    """Return the variables of a MATLAB file that are cells of matrices.

    Args:
        content: the file.

    Returns:
        for each name the matrices of its cell, as arrays (rows, columns).

    Raises:
        DataError: no such file, a damaged one, or a variable of another type.
    """
    if len(content) < 128 or content[126:128] != b"IM":
        raise DataError("This is no MATLAB file of version 5.")
    try:
        return dict(_cell(body) for kind, body in _elements(content[128:]) if kind == _MATRIX)
    except (struct.error, zlib.error, ValueError, KeyError, IndexError, StopIteration) as error:
        raise DataError(f"The MATLAB file is damaged or holds something else than cells of matrices ({error}).") from error


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield types and contents of the data elements that follow each other."""
    place = 0
    while place + 8 <= len(content):
        kind, size = struct.unpack_from("<II", content, place)
        if kind >> 16:  # a small element: type and size share four bytes, the content has the other four
            kind, size = kind & 0xFFFF, kind >> 16
            yield kind, content[place + 4 : place + 4 + size]
            place += 8
            continue
        body = content[place + 8 : place + 8 + size]
        if len(body) != size:
            raise ValueError("it ends too early")
        place += 8 + size + (-size % 8 if kind != _COMPRESSED else 0)
        if kind == _COMPRESSED:
            yield from _elements(zlib.decompressobj().decompress(body, _LARGEST))
        else:
            yield kind, body


def _cell(body: bytes) -> tuple[str, list[NDArray[np.float64]]]:
    (_, flags), _, (_, name), *inner = _elements(body)
    if flags[0] != _CELL:
        raise ValueError(f"{name.decode()} is no cell")
    return name.decode(), [_matrix(matrix) for kind, matrix in inner if kind == _MATRIX]


def _matrix(body: bytes) -> NDArray[np.float64]:
    """Return a matrix of numbers; MATLAB stores it column by column."""
    _, (_, shape), _, (kind, values) = list(_elements(body))[:4]
    rows, columns = np.frombuffer(shape, "<i4")
    flat = np.frombuffer(values, "<" + _NUMBERS[kind]).astype(np.float64)
    return flat.reshape((rows, columns), order="F")
