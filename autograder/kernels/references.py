"""The student's side of references: objects that cannot cross the border stay here and are known by number."""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Awaitable, Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Any

import numpy as np

from autograder.checking.faults import helpers

from . import foreign
from .plain import WireError

MOST = 100_000
MOST_NAMES = 50


class References:
    """Numbers for objects of this process, and the meaning of what the checker sends.

    Args:
        call_back: calls a function of the checker: its number and the arguments.
    """

    def __init__(self, call_back: Callable[[int, tuple[Any, ...], dict[str, Any]], Any]) -> None:
        self._call_back = call_back
        self.names: dict[str, Any] = {}
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._generators: dict[int, np.random.Generator] = {}

    def refer(self, value: Any) -> list[Any]:
        """Write a value that is not plain data: its number, its kind, its class and what that is derived from."""
        written = foreign.write(value)
        if written is not None:
            return written
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= MOST:
                raise WireError("too many objects were handed out")
            number = self._numbers[id(value)] = len(self._objects) + 1
            self._objects[number] = value
        return ["ref", number, kind(value), type(value).__name__, ancestry(value)]

    def resolve(self, tag: str, content: list[Any]) -> Any:
        """Return what the checker refers to."""
        if tag == "ref":
            return self._objects[content[0]]
        if tag == "rng":
            return self._generator(*content)
        if tag == "fn":
            return named(*content)
        if tag == "cb":
            return self._stand_in(*content)
        if tag == "it":
            return _Feed(lambda: self._call_back(content[0], (), {}))
        if tag == "obj":
            return _object(self.names[content[0]], content[1])
        return foreign.read(tag, content)

    def _generator(self, number: int, kind: str, state: dict[str, Any] | None) -> np.random.Generator:
        """Return the generator of that number; it goes on where it stopped unless the checker says where it is."""
        if state is not None:
            bits = getattr(np.random, kind)()
            bits.state = state
            self._generators[number] = np.random.Generator(bits)
        return self._generators[number]

    def _stand_in(self, number: int, name: str, text: str | None) -> Callable[..., Any]:
        def function(*args: Any, **kwargs: Any) -> Any:
            return self._call_back(number, args, kwargs)

        function.__name__, function.__qualname__, function.__doc__ = name, name, text
        return function


class _Feed:
    """An iterator of the checker."""

    def __init__(self, following: Callable[[], Any]) -> None:
        self._following = following

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> Any:
        return self._following()


def _object(of: type, attributes: dict[str, Any]) -> Any:
    """Return an object of a class that both processes know."""
    made: Any = object.__new__(of)
    vars(made).update(attributes)
    return made


def kind(value: Any) -> str:
    """Return how an object may be used: class, function, module, iterator, awaitable, callable or object."""
    if isinstance(value, type):
        return "class"
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType | np.ufunc):
        return "function"
    if isinstance(value, types.ModuleType):
        return "module"
    if isinstance(value, KeysView | ValuesView | ItemsView) and type(value).__module__ == "builtins":
        return "view"
    if isinstance(value, types.GeneratorType):
        return "generator"
    if isinstance(value, Iterator):
        return "iterator"
    if isinstance(value, Awaitable):
        return "awaitable"
    return "callable" if callable(value) else "object"


def ancestry(value: Any) -> list[str]:
    """Return the qualified names of the classes that a value's class is derived from; of a class: its own."""
    of = value if isinstance(value, type) else type(value)
    return [f"{each.__module__}:{each.__qualname__}" for each in type.mro(of)[:MOST_NAMES]]


def named(module: str, path: str) -> Any:
    """Return an object of an installed package."""
    found: Any = importlib.import_module(module)
    for part in path.split(".") if path else ():
        found = getattr(found, part)
    return found


def describe(value: Any) -> dict[str, Any]:
    """Return what can be said of an object without using it."""
    about: dict[str, Any] = {"name": getattr(value, "__name__", None), "doc": getattr(value, "__doc__", None)}
    about = {key: text for key, text in about.items() if type(text) is str}
    if not callable(value):
        return about
    about["helpers"] = [(name, helper) for name, helper in helpers(value) if isinstance(name, str)][:MOST_NAMES]
    try:
        about["source"] = inspect.getsource(value)
    except (OSError, TypeError):
        about["source"] = ""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return about
    return {**about, "parameters": [(each.name, int(each.kind), _default(each.default)) for each in found]}


def _default(value: Any) -> Any:
    """Return a default value if it is plain, else its text, each in a tuple; None where there is none."""
    if value is inspect.Parameter.empty:
        return None
    if value is None or type(value) in (bool, int, float, str):
        return (value,)
    return (repr(value)[:100],)
