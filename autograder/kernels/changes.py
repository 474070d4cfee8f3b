"""What a call did to its arguments: the student's side finds it out, the checker's side does the same to its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .plain import SHARED

DEPTH = 4
MOST = 2_000
Path = tuple[Any, ...]


def insides(value: Any, path: Path = (), depth: int = DEPTH) -> Iterator[tuple[Path, Any]]:
    """Yield the containers and arrays inside a container, each with the way to it."""
    if depth == 0 or not isinstance(value, list | tuple | dict):
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, list | dict | set | np.ndarray):
            yield (*path, key), item
        yield from insides(item, (*path, key), depth - 1)


class Watch:
    """Remembers what was inside the arguments of a call.

    Args:
        args: the arguments.
    """

    def __init__(self, args: tuple[Any, ...]) -> None:
        self._args = args
        self._inside = [dict(found for found, _ in zip(insides(arg), range(MOST), strict=False)) for arg in args]

    def replaced(self, place: int) -> list[Path]:
        """Return where one of the arguments holds another object than before."""
        before = self._inside[place]
        return [path for path, item in insides(self._args[place]) if path in before and before[path] is not item]


def returned(value: Any, given: tuple[Any, ...]) -> int | None:
    """Return which argument the value of a call is: itself, not only equal to it."""
    return next((place for place, item in enumerate(given) if item is value), None) if type(value) in SHARED else None


def assign(old: Any, new: Any, replaced: set[Path], path: Path = ()) -> None:
    """Change a container or an array to what the student's code made of it; what it kept inside is kept.

    Args:
        old: the checker's own.
        new: what it is like now.
        replaced: where other objects were put inside.
        path: the way to `old`.
    """
    if type(old) is not type(new):
        return
    if isinstance(old, np.ndarray):
        if old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable:
            old[...] = new
    elif isinstance(old, tuple) or (isinstance(old, list) and len(old) == len(new)):
        for index, (before, after) in enumerate(zip(old, new, strict=False)):
            kept = _kept(before, after) and (*path, index) not in replaced
            if kept or isinstance(before, tuple):
                assign(before, after, replaced, (*path, index))
            if not kept and isinstance(old, list):
                old[index] = after
    elif isinstance(old, list | bytearray):
        old[:] = new
    elif isinstance(old, dict):
        _assign_dict(old, new, replaced, path)
    elif isinstance(old, set):
        old.clear()
        old.update(new)


def _kept(before: Any, after: Any) -> bool:
    """Return whether an item can have been changed in place."""
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.dtype == after.dtype
    return isinstance(before, list | dict | set) and type(before) is type(after)


def _assign_dict(old: dict[Any, Any], new: dict[Any, Any], replaced: set[Path], path: Path) -> None:
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, value in new.items():
        if key in old and _kept(old[key], value) and (*path, key) not in replaced:
            assign(old[key], value, replaced, (*path, key))
        else:
            old[key] = value
