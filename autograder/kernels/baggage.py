"""What goes along with a request: random state, names that the test has set, replaced built-in functions, files."""

from __future__ import annotations

import builtins
import random
import types
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .folders import Folder

REPLACED = ("print", "input")
QUIET = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


class Packing:
    """The checker's side: packs what has changed since the last request.

    Args:
        names: those of the test cells.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.pushed: frozenset[str] = frozenset()
        self.folder: Folder | None = None
        self._built_in = {name: getattr(builtins, name) for name in REPLACED}
        self._sent: dict[str, Any] = {}
        self.random = True
        self._numpy, self._random = _numpy_state(), random.getstate()

    def share(self, pushed: Iterable[str], files: bool, random: bool) -> None:
        """Say which names the student's code reads, and whether files and the state of random generators matter."""
        self.pushed = frozenset(pushed)
        self.folder = Folder() if files else None
        self.random = random

    def pack(self) -> dict[str, Any]:
        """Return what the student's process has to know before it does anything."""
        bags: dict[str, Any] = {}
        state = {key: value for key, value in np.geterr().items() if value != QUIET[key]}
        if state:
            bags["errstate"] = state
        bags |= self._drawn() if self.random else {}
        replaced = {name: now for name, was in self._built_in.items() if (now := getattr(builtins, name)) is not was}
        if replaced:
            bags["builtins"] = replaced
        kind, text, category, module, line = warnings.filters[0] if warnings.filters else ("", None, None, None, 0)
        if (text, category, module, line) == (None, Warning, None, 0):
            bags["filter"] = kind
        if self.pushed:
            bags["names"] = self._changed_names()
        if self.folder is not None:
            bags["files"] = self.folder.changes()
        return bags

    def _drawn(self) -> dict[str, Any]:
        """Return the states of random generators that have changed."""
        states: dict[str, Any] = {}
        if not _same(numpy := _numpy_state(), self._numpy):
            states["numpy"] = self._numpy = numpy
        if (standard := random.getstate()) != self._random:
            states["random"] = self._random = standard
        return states

    def _changed_names(self) -> dict[str, Any]:
        """Return the names that were bound anew since they were last sent."""
        now = {name: dict.get(self.names, name) for name in self.pushed if dict.__contains__(self.names, name)}
        now = {name: value for name, value in now.items() if not isinstance(value, types.ModuleType | type)}
        fresh = {name: value for name, value in now.items() if self._sent.get(name, self) is not value}
        self._sent |= fresh
        return fresh


class Unpacking:
    """The student's side: takes what was packed.

    Args:
        names: of the notebook.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.folder: Folder | None = None

    @contextmanager
    def taken(self, bags: dict[str, Any]) -> Iterator[None]:
        """Be as the checker is during a block."""
        if "numpy" in bags:
            np.random.set_state(bags["numpy"])
        if "random" in bags:
            random.setstate(bags["random"])
        self.names.update(bags.get("names", {}))
        if "files" in bags:
            self.folder = self.folder or Folder()
            self.folder.apply(bags["files"])
        kept = {name: getattr(builtins, name) for name in bags.get("builtins", {})}
        vars(builtins).update(bags.get("builtins", {}))
        try:
            with np.errstate(**bags.get("errstate", {})):
                yield
        finally:
            vars(builtins).update(kept)

    def files(self) -> dict[str, bytes | None]:
        """Return the files that were changed."""
        return {} if self.folder is None else self.folder.changes()


def _numpy_state() -> Any:
    return np.random.get_state()


def _same(one: Any, two: Any) -> bool:
    return one[2:] == two[2:] and np.array_equal(one[1], two[1])
