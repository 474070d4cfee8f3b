"""Where an error of a student's function arose; also of a function that lives in another process, which tells it itself."""

from __future__ import annotations

import inspect
import linecache
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import Any

CELLS = ("ipykernel_", "<ipython-input")


@dataclass(frozen=True)
class Fault:
    """What is known of an error.

    Args:
        line: the number of the student's own line, 0 where there is none.
        source: the text of that line.
        raiser: the name of the function that raised it.
        own: whether that is the function which was called.
    """

    line: int
    source: str
    raiser: str
    own: bool

    @property
    def place(self) -> str:
        """Return number and text of the line."""
        return (f"{self.line}: {self.source}" if self.source else f"{self.line}") if self.line else ""


def fault(error: BaseException, function: Callable[..., Any]) -> Fault:
    """Return where an error arose.

    Args:
        error: what was raised; with an attribute `fault` where another process found that out.
        function: what was called.
    """
    told = getattr(error, "fault", None)
    if isinstance(told, Fault):
        return told
    mine = codes(inspect.unwrap(function))
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if any(frame.filename == code.co_filename for code in mine)]
    own = own or [frame for frame in frames if any(mark in frame.filename for mark in CELLS)]
    line = own[-1].lineno or 0 if own else 0
    source = linecache.getline(own[-1].filename, line).strip() if line else ""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raiser = trace.tb_frame.f_code if trace is not None else None
    name = _written_as(raiser, function) if raiser is not None else ""
    return Fault(line, source, name, raiser is None or not mine or raiser in mine)


def _written_as(code: CodeType, function: Callable[..., Any]) -> str:
    """Return the name of a function; of a method of another class, when a class was asked, the name of that class."""
    return code.co_qualname.split(".")[0] if isinstance(function, type) else code.co_name


def codes(value: Any) -> list[CodeType]:
    """Return the code of a function, or of the methods that stand in a class."""
    functions = vars(value).values() if isinstance(value, type) else [value]
    found = [getattr(getattr(function, "__func__", function), "__code__", None) for function in functions]
    return [code for code in found if isinstance(code, CodeType)]


def helpers(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    """Return the global functions that a function or the methods of a class name, as they are now, and parent classes."""
    tell = getattr(function, "remote_helpers", None)
    if tell is not None:
        return list(tell())
    parents = function.__mro__[1:] if isinstance(function, type) else ()
    found: list[tuple[str, Any]] = [(parent.__name__, parent) for parent in parents if parent.__module__ == function.__module__]
    for each in vars(function).values() if isinstance(function, type) else [function]:
        code, scope = getattr(each, "__code__", None), getattr(each, "__globals__", {})
        found += [(name, scope.get(name)) for name in (code.co_names if code is not None else ())]
    return [(name, value) for name, value in found if callable(value) and value is not function]
