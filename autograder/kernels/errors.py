"""Errors of the student's process, raised anew in the checker's: of a class that can do no harm, with plain contents."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from autograder.checking.faults import Fault

FORBIDDEN = {"StopIteration", "StopAsyncIteration", "GeneratorExit", "SystemExit", "KeyboardInterrupt", "MemoryError"}
_FAULT = {"line": int, "source": str, "raiser": str, "own": bool}


class StudentError(Exception):
    """An error in the student's process whose class has no counterpart here."""


class CellTimeoutError(BaseException):
    """The answer did not come in time."""


class DeadKernelError(BaseException):
    """The student's process ended."""


class Errors:
    """Classes in the place of those of the student's process.

    Args:
        own: names of the test cells; classes that the instructor gave to both are taken from here.
    """

    def __init__(self, own: dict[str, Any]) -> None:
        self.own = own
        self._made: dict[str, type[BaseException]] = {}

    def error(self, told: Any, cause: bool = True) -> BaseException:
        """Return the error that the student's process tells of, as far as it may be raised here."""
        told = told if type(told) is dict else {}
        names = [name for name in told.get("names") or () if type(name) is str and ":" in name]
        made = self._instance(self.kind(names), told)
        extra = told.get("extra")
        for name, value in extra.items() if type(extra) is dict else ():
            if type(name) is str and name.isidentifier() and not name.startswith("_"):
                _set(made, name, value)
        where = _fault(told.get("fault"))
        if where is not None:
            made.fault = where  # type: ignore[attr-defined]
        if cause and type(told.get("cause")) is dict:
            made.__cause__ = self.error(told["cause"], cause=False)
        return made

    def _instance(self, kind: type[BaseException], told: dict[str, Any]) -> BaseException:
        args, text = told.get("args"), str(told.get("text", ""))
        args = args if type(args) is tuple and args else (text,) if text else ()
        try:
            made = kind(*args)
        except TypeError:  # a class of the instructor with a constructor of its own
            made = kind.__new__(kind)
        made.args = args
        return made

    def kind(self, names: list[str]) -> type[BaseException]:
        """Return the class of an error: a built-in one, NumPy's, the instructor's, or a new one in the place of the student's.

        Args:
            names: of the class and those that it is derived from, as "module:name".
        """
        if not names:
            return StudentError
        module, _, name = names[0].partition(":")
        if module == "builtins":
            found = getattr(builtins, name, None)
            if isinstance(found, type) and issubclass(found, Exception) and name not in FORBIDDEN:
                return found
            return StudentError
        if names[0] == "numpy.linalg:LinAlgError":
            return np.linalg.LinAlgError
        given = dict.get(self.own, name) if module == "__main__" else None
        if isinstance(given, type) and issubclass(given, Exception):
            return given
        if names[0] not in self._made:
            self._made[names[0]] = type(_name(name), (self.kind(names[1:]),), {})
        return self._made[names[0]]


def _name(path: str) -> str:
    last = path.rpartition(".")[2]
    return last if last.isidentifier() and len(last) < 100 else "StudentError"


def _set(made: BaseException, name: str, value: Any) -> None:
    try:
        setattr(made, name, value)
    except AttributeError:  # a property of the instructor's class
        return


def _fault(told: Any) -> Fault | None:
    if type(told) is not dict or told.keys() != _FAULT.keys():
        return None
    return Fault(**told) if all(type(told[key]) is kind for key, kind in _FAULT.items()) else None
