"""Values of libraries that are neither plain data nor left behind: types, dates, paths, tensors, sparse matrices, tables."""

from __future__ import annotations

import builtins
import datetime
import importlib
import sys
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from . import frames
from .plain import WireError

DATES = (datetime.date, datetime.time, datetime.datetime)
TYPES = ("bool", "int", "float", "complex", "str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "range")
SPARSE = tuple(f"{form}_{kind}" for form in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil") for kind in ("array", "matrix"))


def write(value: Any) -> list[Any] | None:
    """Return a value as a tag and plain data, or None if it is none of these."""
    if isinstance(value, np.dtype) and not value.hasobject and value.names is None:
        return ["dtype", value.str]
    if isinstance(value, type):
        return _type(value)
    if type(value) in DATES:
        return ["date", type(value).__name__, value.isoformat()]
    if isinstance(value, PurePath):
        return ["path", str(value)]
    if type(value) is datetime.timedelta:
        return ["delta", value.days, value.seconds, value.microseconds]
    if value is np._NoValue:  # type: ignore[attr-defined]
        return ["novalue"]
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and type(value).__module__.startswith(("tensorflow", "keras")):
        return _tensor(value, tensorflow)
    sparse = sys.modules.get("scipy.sparse")
    if sparse is not None and type(value).__name__ in SPARSE and sparse.issparse(value):
        found = value.tocoo()
        return ["sparse", type(value).__name__, found.data, list(found.coords), list(found.shape)]
    return frames.write(value)


def _type(value: type) -> list[Any] | None:
    if value.__module__ == "builtins" and value.__name__ in TYPES and getattr(builtins, value.__name__) is value:
        return ["type", value.__name__]
    if issubclass(value, np.generic) and value.__module__ == "numpy" and getattr(np, value.__name__, None) is value:
        return ["scalar", value.__name__]
    return None


def _tensor(value: Any, tensorflow: Any) -> list[Any] | None:
    if isinstance(value, tensorflow.Variable):
        return ["variable", value.numpy()]
    if tensorflow.is_tensor(value) and hasattr(value, "numpy"):
        return ["tensor", value.numpy()]
    return None


def read(tag: str, content: list[Any]) -> Any:
    """Return the value of a tag and plain data.

    Raises:
        WireError: there is no such tag, or the data does not fit.
    """
    if tag == "dtype":
        found = np.dtype(str(content[0])[:20])
        if not found.hasobject:
            return found
    if tag == "date" and content[0] in ("date", "time", "datetime"):
        return getattr(datetime, content[0]).fromisoformat(str(content[1]))
    if tag == "path":
        return Path(str(content[0]))
    if tag == "delta":
        return datetime.timedelta(*map(int, content))
    if tag == "novalue":
        return np._NoValue  # type: ignore[attr-defined]
    if tag == "type" and content[0] in TYPES:
        return getattr(builtins, content[0])
    if tag == "scalar" and isinstance(content[0], str) and content[0].isidentifier():
        scalar = getattr(np, content[0], None)
        if isinstance(scalar, type) and issubclass(scalar, np.generic):
            return scalar
    if tag in ("tensor", "variable") and type(content[0]) in (np.ndarray, bytes, *np.sctypeDict.values()):
        tensorflow = importlib.import_module("tensorflow")
        return (tensorflow.Variable if tag == "variable" else tensorflow.constant)(content[0])
    if tag == "sparse" and content[0] in SPARSE:
        return _sparse(*content)
    if tag in frames.TAGS:
        return frames.read(tag, content)
    raise WireError(f"a reference {tag!r} means nothing here")


def _sparse(name: str, data: Any, places: list[Any], shape: list[int]) -> Any:
    if any(type(each) is not np.ndarray for each in (data, *places)):
        raise WireError("a sparse matrix is damaged")
    sparse = importlib.import_module("scipy.sparse")
    kind = sparse.coo_array if name.endswith("array") else sparse.coo_matrix
    return getattr(sparse, name)(kind((data, tuple(places)), shape=tuple(shape)))
