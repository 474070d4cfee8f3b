"""What a test does with stand-ins: recorded for the instructor's solution, and held against every other answer.

An answer may then not put an object where the solution has plain data, nor change what it was given where the solution does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import StudentError
from .proxies import Remote, RemoteCallable, RemoteIterator, RemoteView

COMPARING = ("eq", "ne", "lt", "le", "gt", "ge", "contains", "bool", "isinstance", "issubclass")
OPERATORS = (*COMPARING, "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")


class Events:
    """The events of one cell."""

    def __init__(self) -> None:
        self._allowed: frozenset[str] | None = None
        self._found: set[str] = set()
        self._decided = self._changes = False
        self.withheld = False
        self._labels: dict[int, str] = {}

    def begin(self, allowed: list[str] | None, changes: bool = False) -> None:
        """Begin a cell.

        Args:
            allowed: the events of the solution; None allows everything.
            changes: whether answers may change what they are given, although the solution does not.
        """
        self._changes = changes
        self._allowed = None if allowed is None else frozenset(allowed)
        self._found, self._decided, self.withheld = set(), False, False

    def told(self) -> tuple[list[str], bool]:
        """Return what happened, sorted, and whether the student's own class decided anything."""
        return sorted(self._found), self._decided

    def operator(self, name: str, args: tuple[Any, ...]) -> None:
        """Note that an operator meets a student's object.

        Raises:
            StudentError: the solution has plain data here.
        """
        if name not in OPERATORS:
            return
        self._decided |= name in COMPARING[:7]
        plain = any(not isinstance(item, Remote) for item in args)
        if not self._note(f"operator {name}{' with plain data' if plain else ''}"):
            raise StudentError("an object came where plain data is expected: give back numbers, texts, lists or arrays")

    def mutated(self, function: Any, place: int) -> bool:
        """Note that a call changed what it was given; return whether the test may see that."""
        seen = self._note(f"change {self._label(function)} {place}") or self._changes
        self.withheld |= not seen
        return seen

    def returned(self, function: Any, place: int) -> bool:
        """Note that a call gave back one of its arguments itself; return whether the solution does so, too."""
        return self._note(f"return {self._label(function)} {place}")

    def came(self, name: str, args: tuple[Any, ...], value: Any) -> Any:
        """Note that an answer holds a student's object, and return the answer.

        Raises:
            StudentError: the solution has plain data here.
        """
        source = self._source(name, args)
        if name in ("call", "global", "getattr") and _is_empty(value) and not self._note(f"empty {source}"):
            raise StudentError(f"{source} gives something empty, which the solution does not")
        for remote in _remotes(value):
            self._labels.setdefault(remote.remote_number, source)
            if not isinstance(remote, RemoteIterator | RemoteView) and not self._note(f"object {source} {_kind(remote)}"):
                what = type(remote).__name__
                raise StudentError(f"{source} gives an object of class {what} where plain data is expected")
        return value

    def _note(self, event: str) -> bool:
        self._found.add(event)
        return self._allowed is None or event in self._allowed

    def _source(self, name: str, args: tuple[Any, ...]) -> str:
        if name == "global":
            return str(args[0])
        if name in ("getattr", "attribute"):
            return f".{args[1]}"
        return f"{self._label(args[0])}()" if name == "call" else name

    def _label(self, remote: Any) -> str:
        return self._labels.get(remote.remote_number, "") if isinstance(remote, Remote) else ""


def _is_empty(value: Any) -> bool:
    """Return whether an answer holds nothing: comparing nothing with anything finds no difference."""
    if isinstance(value, np.ndarray):
        return value.size == 0
    return type(value) in (list, tuple, dict, set, frozenset, str, bytes) and not value


def _kind(remote: Remote) -> str:
    return "callable" if isinstance(remote, RemoteCallable) else "object"


def _remotes(value: Any, depth: int = 3) -> list[Remote]:
    """Return the stand-ins in an answer."""
    if isinstance(value, Remote):
        return [value]
    if depth and type(value) in (list, tuple, set, frozenset):
        return [found for item in list(value)[:1000] for found in _remotes(item, depth - 1)]
    if depth and type(value) is dict:
        return [found for item in [*value, *value.values()][:1000] for found in _remotes(item, depth - 1)]
    return []
