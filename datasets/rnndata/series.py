"""Time series: a generated sensor and five public series."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import sources
from .archives import members
from .fetch import fetch
from .shapes import Data, DataError, Series, collect, demand, demand_positive

MISSING = ("previous", "keep", "error")
_WINDS = ("NW", "NE", "SE", "cv")
_RIDERSHIP = (
    "bus (boardings a day)",
    "rail (boardings a day)",
    "weekday (0 or 1)",
    "saturday (0 or 1)",
    "sunday or holiday (0 or 1)",
)


class _Public(NamedTuple):
    """How a public series is read: its reader, the first times of validation and test, and who is to be credited."""

    read: Callable[[Path], tuple[list[str], list[str], list[list[float]]]]
    validation: str
    test: str
    credit: str


def load_series(name: str = "generated", *, missing: str = "previous", size: int | None = None, seed: int = 0) -> Data[Series]:
    """Return a time series in three parts that follow each other in time.

    Args:
        name: "generated" (hourly power, temperature and weekend of a building that does not exist); "chicago" (daily boardings of
            bus and rail, 2001 to 2021), "beijing" (hourly PM2.5 and weather, 2010 to 2014), "airline" (monthly passengers, 1949
            to 1960), "sunspots" (monthly, 1749 to 1983) and "melbourne" (daily lowest temperature, 1981 to 1990) are downloaded.
        missing: what becomes of a missing value: "previous" puts the value before it there, which tells nothing of the future,
            and drops the steps before the first value; "keep" leaves NaN; "error" raises a DataError.
        size: of "generated" only: hours, 10,080 (60 weeks) unless given, at least 504.
        seed: of "generated" only.

    Returns:
        Data of Series; names are the features with their units. The parts of "generated" are 70, 15 and 15 %; of "chicago" they
        begin 2001-01-01, 2019-01-01 and 2019-06-01 (from March 2020 on the pandemic is in the test: report it apart), of
        "beijing" 2010, 2013 and 2014. In "chicago" 62 days are in the file twice and are taken once; in "melbourne" two leap days
        are missing.

    Raises:
        ValueError: an unknown name or way with missing values, or a wrong size.
        DataError: a public set cannot be had or read, or a value is missing and that is to be an error.
    """
    demand("load_series", "name", name, SERIES)
    demand("load_series", "missing", missing, MISSING)
    demand_positive("load_series", "size", size)
    if name == "generated":
        return _generated(size or 10_080, missing, seed)
    public = _PUBLIC[name]
    names, times, rows = public.read(fetch(sources.SERIES[name]))
    series = _filled(Series(np.array(rows, dtype=np.float64), np.array(times, dtype="datetime64")), names, missing)
    cuts = np.searchsorted(series.times, np.array([public.validation, public.test], dtype=series.times.dtype))
    return collect(_cut(series, cuts), names, public.credit)


def _cut(series: Series, cuts: NDArray[np.int64]) -> list[Series]:
    return [Series(*each) for each in zip(np.split(series.values, cuts), np.split(series.times, cuts), strict=True)]


def _filled(series: Series, names: list[str], missing: str) -> Series:
    """Return a series as the user wants missing values."""
    gaps = np.isnan(series.values)
    if missing == "keep" or not gaps.any():
        return series
    step, feature = np.argwhere(gaps)[0]
    if missing == "error":
        many = f"{int(gaps.sum())} values are missing, the first at {series.times[step]} in {names[feature]!r}"
        raise DataError(f"{many}; use missing='previous' or missing='keep'.")
    if gaps.all(axis=0).any():
        raise DataError(f"The series has no value at all in {names[int(np.flatnonzero(gaps.all(axis=0))[0])]!r}.")
    steps = np.arange(len(gaps))[:, None]
    latest = np.maximum.accumulate(np.where(gaps, -1, steps), axis=0)  # (steps, features): where the last value stands
    start = int(np.flatnonzero((latest >= 0).all(axis=1))[0])
    values = np.take_along_axis(series.values, latest, axis=0)
    return Series(values[start:], series.times[start:])


def _generated(size: int, missing: str, seed: int) -> Data[Series]:
    """Make a building whose power follows the clock, the weekend, and the cold of three hours ago."""
    if size < 504:
        raise ValueError(f"load_series: size must be at least 504 hours (three weeks), received {size}.")
    rng = np.random.default_rng(seed)
    hours = np.arange(size + 3)
    clock, weekend = hours % 24, (hours // 24 % 7 >= 5).astype(np.float64)
    weather = 11 - 9 * np.cos(2 * np.pi * hours / 8766) - 4 * np.cos(2 * np.pi * (clock - 3) / 24)
    temperature = weather + _drifting(rng, len(hours), 0.97, 0.9)
    work = np.exp(-(((clock - 13) / 4.5) ** 2)) * (1 - 0.7 * weekend)
    heating = np.maximum(0.0, 14 - np.roll(temperature, 3)) * 1.8
    power = 20 + 40 * work + heating + _drifting(rng, len(hours), 0.8, 1.2)
    values = np.stack([power, temperature, weekend], axis=1)[3:]
    for feature in (0, 1):  # a sensor that fails now and then, for up to four hours
        for start in rng.integers(1, size - 4, size=size // 250):
            values[start : start + 1 + int(rng.integers(4)), feature] = np.nan
    times = np.datetime64("2024-01-01T03", "h") + np.arange(size)  # a Monday
    names = ["power (kW)", "temperature (degrees Celsius)", "weekend (0 or 1)"]
    series = _filled(Series(values, times), names, missing)
    source = f"Generated by rnndata (seed {seed}): a building that does not exist; one value in a hundred is missing."
    cuts = np.array([int(0.7 * len(series.times)), int(0.85 * len(series.times))])
    return collect(_cut(series, cuts), names, source, generated=True)


def _drifting(rng: np.random.Generator, steps: int, memory: float, noise: float) -> NDArray[np.float64]:
    """Return noise of which each value is `memory` times the one before and something new."""
    values = rng.normal(0.0, noise, steps)
    for step in range(1, steps):
        values[step] += memory * values[step - 1]
    return values


def _rows(text: str, where: str, header: str) -> list[list[str]]:
    """Return the rows of a table, whose first line must be as expected."""
    first, *rows = [row for row in csv.reader(text.splitlines()) if row]
    if ",".join(first) != header:
        raise DataError(f"{where} does not begin with {header!r}: it is another file or another edition.")
    for number, row in enumerate(rows, 2):
        if len(row) != len(first):
            raise DataError(f"{where}, line {number}: expected {len(first)} columns, received {len(row)}.")
    return rows


def number_of(cell: str, where: str) -> float:
    """Return a number, NaN for `NA` and for an empty cell.

    Raises:
        DataError: the cell is something else.
    """
    try:
        return float("nan") if cell.strip() in ("", "NA", "NaN") else float(cell)
    except ValueError as error:
        raise DataError(f"{where}: expected a number, received {cell[:20]!r}.") from error


def _simple(feature: str, header: str) -> Callable[[Path], tuple[list[str], list[str], list[list[float]]]]:
    """Return a reader of tables with a time and a number."""

    def read(path: Path) -> tuple[list[str], list[str], list[list[float]]]:
        rows = _rows(path.read_text("utf-8"), path.name, header)
        return [feature], [time for time, _ in rows], [[number_of(cell, path.name)] for _, cell in rows]

    return read


def _beijing(path: Path) -> tuple[list[str], list[str], list[list[float]]]:
    rows = _rows(path.read_text("utf-8"), path.name, "No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir")
    times = [f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}" for _, year, month, day, hour, *_ in rows]
    values = []
    for row in rows:
        numbers = [number_of(cell, path.name) for cell in (*row[5:9], *row[10:])]
        if row[9] not in _WINDS:
            raise DataError(f"{path.name}: unknown wind {row[9]!r}.")
        values.append(numbers + [float(row[9] == wind) for wind in _WINDS])
    names = [
        "PM2.5 (micrograms per cubic metre)",
        "dew point (degrees Celsius)",
        "temperature (degrees Celsius)",
        "pressure (hPa)",
    ]
    names += ["wind (m/s, summed up)", "snow (hours, summed up)", "rain (hours, summed up)"]
    return names + [f"wind {wind} (0 or 1)" for wind in _WINDS], times, values


def _chicago(path: Path) -> tuple[list[str], list[str], list[list[float]]]:
    tables = list(members(path, ending=".csv"))
    if len(tables) != 1:
        raise DataError(f"{path.name} holds {len(tables)} tables instead of one.")
    rows = _rows(tables[0][1].decode("utf-8-sig"), path.name, "service_date,day_type,bus,rail_boardings,total_rides")
    days: dict[str, list[float]] = {}
    for date, kind, bus, rail, _ in rows:
        month, day, year = date.split("/")
        numbers = [number_of(bus, path.name), number_of(rail, path.name), *(float(kind == each) for each in "WAU")]
        if days.setdefault(f"{year}-{month}-{day}", numbers) != numbers:
            raise DataError(f"{path.name} has two different rows for {date}.")
    return list(_RIDERSHIP), sorted(days), [days[day] for day in sorted(days)]


_BROWNLEE = "from the collection of Jason Brownlee; no licence stated."
_PUBLIC = {
    "chicago": _Public(
        _chicago, "2019-01-01", "2019-06-01", "Daily boardings, Chicago Transit Authority, by way of ageron/data."
    ),
    "beijing": _Public(_beijing, "2013-01-01T00", "2014-01-01T00", "Beijing PM2.5 (Liang et al. 2015), UCI set 381."),
    "airline": _Public(
        _simple("passengers (thousands a month)", "Month,Passengers"),
        "1957-01",
        "1959-01",
        f"Airline passengers (Box and Jenkins), {_BROWNLEE}",
    ),
    "sunspots": _Public(
        _simple("sunspots (monthly mean)", "Month,Sunspots"), "1930-01", "1960-01", f"Zurich sunspots, {_BROWNLEE}"
    ),
    "melbourne": _Public(
        _simple("lowest temperature (degrees Celsius)", "Date,Temp"),
        "1989-01-01",
        "1990-01-01",
        f"Melbourne, Australian Bureau of Meteorology, {_BROWNLEE}",
    ),
}
SERIES = ("generated", *_PUBLIC)
