"""Tables of pandas as plain data: columns as arrays or lists, with the names of their types."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .plain import WireError

NUMBERS = "biufcmM"
_TYPE = re.compile(r"object|str|string(\[\w{1,20}\])?|boolean|U?Int(8|16|32|64)|Float(32|64)")
_ZONED = re.compile(r"datetime64\[(s|ms|us|ns), [\w/+:-]{1,40}\]")
_FREQUENCY = re.compile(r"[\w-]{1,12}")


def write(value: Any) -> list[Any] | None:
    """Return a table, a column, an index or a single value of pandas as a tag and plain data; None if it is none of these."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not type(value).__module__.startswith("pandas"):
        return None
    if value is pandas.NA or value is pandas.NaT:
        return ["missing", "NA" if value is pandas.NA else "NaT"]
    kind = type(value)
    if kind in (pandas.Timestamp, pandas.Timedelta):
        return ["moment", kind.__name__, value.isoformat()]
    if kind is pandas.DataFrame:
        columns = [_column(value.iloc[:, place].array) for place in range(value.shape[1])]
        return None if None in columns else ["frame", columns, value.columns, value.index]
    if kind is pandas.Series:
        column = _column(value.array)
        return None if column is None else ["series", column, value.index, value.name]
    return _index(value, pandas) if isinstance(value, pandas.Index) else None


def _index(value: Any, pandas: Any) -> list[Any] | None:
    if type(value) is pandas.RangeIndex:
        return ["range", value.start, value.stop, value.step, value.name]
    if type(value) is pandas.MultiIndex:
        levels = [_column(value.get_level_values(place).array) for place in range(value.nlevels)]
        return None if None in levels else ["levels", levels, list(value.names)]
    column = _column(value.array)
    return None if column is None else ["index", column, value.name, getattr(value, "freqstr", None)]


def _column(array: Any) -> list[Any] | None:
    """Return the values of an array of pandas: how they are written, the values, and what else there is to say."""
    plain = type(array).__name__ == "NumpyExtensionArray"
    of = array.dtype.numpy_dtype if plain else array.dtype
    kind = str(of)
    if kind == "category":
        categories = _column(array.categories.array)
        return None if categories is None else ["category", np.asarray(array.codes), categories, bool(array.ordered)]
    if _ZONED.fullmatch(kind):
        return ["zoned", np.asarray(array.asi8), kind]
    if isinstance(of, np.dtype) and of.kind in NUMBERS:
        return ["array", np.asarray(array)]
    return ["list", array.tolist(), kind] if _TYPE.fullmatch(kind) else None


def read(tag: str, content: list[Any]) -> Any:
    """Return the value of a tag and plain data; see `write`.

    Raises:
        WireError: the data is damaged, or pandas is not installed.
    """
    try:
        pandas = importlib.import_module("pandas")
    except ImportError:
        raise WireError("a table came, but pandas cannot be imported here") from None
    try:
        return _READ[tag](pandas, *content)
    except (TypeError, ValueError, KeyError, OverflowError, AttributeError) as error:
        raise WireError(f"a table is damaged ({type(error).__name__})") from None


def _values(pandas: Any, how: str, values: Any, *more: Any) -> Any:
    """Return the array of pandas that `_column` wrote."""
    if how == "list":
        if type(values) is not list or not _TYPE.fullmatch(more[0]):
            raise WireError("a column is damaged")
        return pandas.array(values, dtype=more[0]) if more[0] != "object" else _objects(values)
    if type(values) is not np.ndarray or values.ndim != 1:
        raise WireError("a column is damaged")
    if how == "category":
        return pandas.Categorical.from_codes(values, categories=pandas.Index(_values(pandas, *more[0])), ordered=more[1] is True)
    if how == "zoned" and _ZONED.fullmatch(more[0]):
        unit, zone = more[0][len("datetime64[") : -1].split(", ")
        return pandas.DatetimeIndex(values.view(f"M8[{unit}]")).tz_localize("UTC").tz_convert(zone).array
    if how != "array":
        raise WireError("a column is damaged")
    return values


def _objects(values: list[Any]) -> np.ndarray:
    made = np.empty(len(values), object)
    for place, item in enumerate(values):
        made[place] = item
    return made


def _read_index(pandas: Any, column: list[Any], name: Any, frequency: Any) -> Any:
    made = pandas.Index(_values(pandas, *column), name=name)
    known = type(frequency) is str and _FREQUENCY.fullmatch(frequency) and isinstance(made, pandas.DatetimeIndex)
    return pandas.DatetimeIndex(made, freq=frequency, name=name) if known else made


def _read_frame(pandas: Any, columns: list[Any], names: Any, index: Any) -> Any:
    made = {place: pandas.Series(_values(pandas, *column), index=index) for place, column in enumerate(columns)}
    frame = pandas.DataFrame(made, index=index)
    frame.columns = names
    return frame


_READ: dict[str, Callable[..., Any]] = {
    "missing": lambda pandas, name: {"NA": pandas.NA, "NaT": pandas.NaT}[name],
    "moment": lambda pandas, kind, text: {"Timestamp": pandas.Timestamp, "Timedelta": pandas.Timedelta}[kind](str(text)),
    "frame": _read_frame,
    "series": lambda pandas, column, index, name: pandas.Series(_values(pandas, *column), index=index, name=name),
    "range": lambda pandas, start, stop, step, name: pandas.RangeIndex(start, stop, step, name=name),
    "levels": lambda pandas, levels, names: pandas.MultiIndex.from_arrays(
        [_values(pandas, *each) for each in levels], names=names
    ),
    "index": _read_index,
}
TAGS = frozenset(_READ)
