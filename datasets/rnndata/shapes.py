"""What the loaders return: three parts, the names that belong to them, and where the data come from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

PARTS = ("train", "validation", "test")

Part = TypeVar("Part")
Item = TypeVar("Item")


class DataError(RuntimeError):
    """A data set cannot be had or cannot be read; the message is one sentence with the remedy."""


class Data(NamedTuple, Generic[Part]):
    """A data set in three parts that share no example.

    Args:
        train: for learning, about 80 % unless the loader says otherwise.
        validation: for choosing settings and for early stopping.
        test: for the number that is reported.
        names: of the classes, tags, features or languages, as the loader says.
        source: one sentence about where the data come from.
        generated: True where a program made the data up.
    """

    train: Part
    validation: Part
    test: Part
    names: tuple[str, ...]
    source: str
    generated: bool


class Texts(NamedTuple):
    """Texts with one class each.

    Args:
        texts: strings.
        labels: (examples,), int64, an index into the names.
    """

    texts: tuple[str, ...]
    labels: NDArray[np.int64]


class Tagged(NamedTuple):
    """Sentences with one tag a word.

    Args:
        words: a tuple of strings for each sentence.
        tags: a tuple of tags for each sentence, as long as its words.
    """

    words: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...]


class Pairs(NamedTuple):
    """Sentence pairs.

    Args:
        source: strings in the language translated from.
        target: strings in the language translated to, in the same order.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]


class Series(NamedTuple):
    """A time series of one or several features.

    Args:
        values: (steps, features), float64, in the units of the names; NaN where a value is missing.
        times: (steps,), datetime64, rising.
    """

    values: NDArray[np.float64]
    times: NDArray[np.datetime64]


class Sequences(NamedTuple):
    """Sequences of vectors with one class each.

    Args:
        sequences: an array (steps, features), float64, for each example; lengths may differ.
        labels: (examples,), int64, an index into the names.
    """

    sequences: tuple[NDArray[np.float64], ...]
    labels: NDArray[np.int64]


def collect(parts: Iterable[Part], names: Iterable[str], source: str, *, generated: bool = False) -> Data[Part]:
    """Return three parts and what is to be said about them as Data."""
    train, validation, test = parts
    return Data(train, validation, test, tuple(names), source, generated)


def demand(loader: str, argument: str, value: object, known: Iterable[object]) -> None:
    """Raise a ValueError that lists what is known, unless the value is known."""
    known = tuple(known)
    if value not in known:
        listed = ", ".join(repr(item) for item in known)
        raise ValueError(f"{loader}: unknown {argument} {value!r}; use one of {listed}.")


def demand_positive(loader: str, argument: str, value: int | None) -> None:
    """Raise a ValueError unless the value is None or an integer above 0."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1):
        raise ValueError(f"{loader}: {argument} must be a whole number of at least 1, received {value!r}.")


def part_of(key: str) -> str:
    """Return the part of the data that a key belongs to, by its letters and nothing else: train in 80 % of the cases."""
    share = hashlib.sha256(key.casefold().encode()).digest()[0] / 256
    return "train" if share < 0.8 else "validation" if share < 0.9 else "test"


def divide(items: Iterable[Item], key: Callable[[Item], str]) -> tuple[list[Item], list[Item], list[Item]]:
    """Sort items into train, validation and test by a hash of their keys: items of one key stay together."""
    parts: dict[str, list[Item]] = {part: [] for part in PARTS}
    for item in items:
        parts[part_of(key(item))].append(item)
    return parts["train"], parts["validation"], parts["test"]


def groups(keys: Sequence[Iterable[str]]) -> list[str]:
    """Return one group name for each item; items that share a key, also by way of others, are in one group.

    Args:
        keys: the keys of each item, at least one.

    Returns:
        the smallest key of the group of each item.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent[above]
            key = above
        return key

    firsts = []
    for item in keys:
        first, *others = (root(key) for key in item)
        for other in others:
            low, high = sorted((root(first), root(other)))
            parent[high] = low
        firsts.append(first)
    return [root(first) for first in firsts]


def texts_of(items: Sequence[tuple[str, int]]) -> Texts:
    """Return texts and labels as a part of a data set."""
    return Texts(tuple(text for text, _ in items), np.array([label for _, label in items], dtype=np.int64))


def mixed(items: Iterable[Item], key: Callable[[Item], str]) -> list[Item]:
    """Return items in an order that depends on a hash of their keys alone, and so on no class."""
    return sorted(items, key=lambda item: hashlib.sha256(key(item).encode()).digest())
