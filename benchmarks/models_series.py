"""Rail boardings of Chicago on the next day: a GRU reads eight weeks, the calendar of the day itself is known."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from models_task import Task
from rnndata import load_series

UNIT = 1e6  # boardings
RAIL = 1
DAYS = {  # days that are forecast, first and last
    "train": ("2001-02-26", "2018-12-31"),
    "validation": ("2019-02-26", "2019-05-31"),
    "test": ("2019-06-01", "2020-02-29"),
    "whole test": ("2019-06-01", "2021-11-30"),
}


class Settings(NamedTuple):
    """Sizes and training of the model."""

    window: int = 56
    units: int = 48
    epochs: int = 20
    batch: int = 32
    rate: float = 3e-3


class Days(NamedTuple):
    """All days, one after the other.

    Args:
        values: (days, 5): boardings of bus and rail, and whether it is a weekday, a Saturday, a Sunday or holiday.
        times: (days,), datetime64.
    """

    values: np.ndarray
    times: np.ndarray


def load() -> Days:
    """Return all days of the three parts."""
    data = load_series("chicago")
    return Days(*(np.concatenate([getattr(part, name) for part in data[:3]]) for name in ("values", "times")))


def places(days: Days, part: str, window: int = 56) -> np.ndarray:
    """Return the indices of the days of a part that have a whole window before them."""
    first, last = (np.datetime64(day) for day in DAYS[part])
    found = np.flatnonzero((days.times >= first) & (days.times <= last))
    return found[found >= window]


def seasonal_floor(days: Days) -> dict[str, float]:
    """Return the mean absolute error of the boardings of a week before."""

    def error(part: str) -> float:
        target = places(days, part)
        return float(np.abs(days.values[target, RAIL] - days.values[target - 7, RAIL]).mean())

    return {f"a week before, {part}": error(part) for part in DAYS if part != "train"}


def calendar(days: Days) -> np.ndarray:
    """Return what is known of each day beforehand: weekday, kind of it and of its neighbours, time of the year, (days, 20)."""
    weekday = (days.times.astype("datetime64[D]").astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    kinds = days.values[:, 2:]
    neighbours = [np.concatenate([kinds[:1], kinds[:-1]]), kinds, np.concatenate([kinds[1:], kinds[-1:]])]
    turn = 2 * np.pi * (days.times - days.times.astype("datetime64[Y]")).astype("timedelta64[D]").astype(int) / 365.25
    waves = [wave(turn * times)[:, None] for times in (1, 2) for wave in (np.sin, np.cos)]
    return np.concatenate([np.eye(7)[weekday], *neighbours, *waves], axis=1).astype("float32")


def windows(days: Days, part: str, window: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is read (days, window, features), what is known of the day itself, and its boardings in millions."""
    target, known = places(days, part, window), calendar(days)
    boardings = (days.values[:, :2] / UNIT).astype("float32")
    before = target[:, None] + np.arange(-window, 0)
    read = np.concatenate([boardings[before], known[before + 1]], axis=-1)  # each day with the calendar of the day behind it
    return read, known[target], boardings[target, RAIL]


def build(features: int, known: int, settings: Settings) -> Any:
    """Return a model from window and calendar to boardings: the mean of the last four weeks, and a change."""
    import keras

    read, day = keras.Input((None, features)), keras.Input((known,))
    state = keras.layers.GRU(settings.units)(read)
    hidden = keras.layers.Dense(settings.units, activation="relu")(keras.layers.Concatenate()([state, day]))
    change = keras.layers.Dense(1, kernel_initializer="zeros")(hidden)
    return keras.Model([read, day], keras.ops.mean(read[:, -28:, RAIL], axis=1) + change[:, 0])


def train(days: Days, seed: int, settings: Settings) -> dict[str, float]:
    """Train a model and return its mean absolute errors, in boardings."""
    import keras
    from keras import ops
    from models_fit import Plan, compiled, fit

    keras.utils.set_random_seed(seed)
    parts = {part: windows(days, part, settings.window) for part in DAYS}
    read, known, wanted = parts["train"]
    model = build(read.shape[2], known.shape[1], settings)

    def loss(x: Any, day: Any, y: Any) -> Any:
        return ops.mean(ops.abs(model([x, day], training=True) - y))

    forward = compiled(lambda x, day: model([x, day], training=False), (read[:1], known[:1]))

    def error(part: str) -> float:
        x, day, y = parts[part]
        return UNIT * float(np.abs(forward(x, day).numpy() - y).mean())

    plan = Plan(settings.epochs, settings.batch, settings.rate)
    scores = fit(
        model,
        loss,
        lambda rows: (read[rows], known[rows], wanted[rows]),
        np.ones(len(read)),
        lambda: error("validation"),
        plan,
        seed,
    )
    found = {part: error(part) for part in ("test", "validation", "whole test")}
    return {**found, "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "chicago": Task(
        "Chicago rail boardings, next day",
        "mean absolute error",
        "RNN 29,015, multivariate 22,062 (Géron, validation)",
        "validation at most 20,000 and test at most 26,000 in 5 min",
        load,
        seasonal_floor,
        train,
        Settings(),
        {"test": ",.0f", "validation": ",.0f", "whole test": ",.0f"},
        "Days forecast: validation 26 February to 31 May 2019, test 1 June 2019 to 29 February 2020 (then the pandemic begins), "
        "whole test to 30 November 2021: there the model is worse than its floor.",
    ),
}
