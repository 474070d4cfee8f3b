"""The checker's stand-ins for objects that stay in the student's process; using one asks that process.

Only what a test does with them on purpose is passed on: special look-ups of Python, NumPy and IPython never are.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Generator, Iterator
from functools import cache
from typing import Any, Protocol

import numpy as np

from .lookups import compiled, given_class, library_class, parameter, safe_name

HIDDEN = ("__", "_repr_", "_ipython_", "_mimebundle", "remote_")


class Link(Protocol):
    """What a stand-in needs: a way to ask, and the names of the test cells."""

    names: dict[str, Any]

    def do(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Have the student's process do something and return the answer."""


class Remote:
    """An object of the student's process."""

    __slots__ = ("__weakref__", "remote_ancestry", "remote_link", "remote_number")
    __array_ufunc__ = None

    def __init__(self, link: Link, number: int, ancestry: tuple[str, ...]) -> None:
        for name, value in (("remote_link", link), ("remote_number", number), ("remote_ancestry", ancestry)):
            object.__setattr__(self, name, value)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Return the library class that the object's class is derived from, if any, so that `isinstance` answers."""
        return given_class(self.remote_link.names, self.remote_ancestry) or library_class(self.remote_ancestry) or type(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith(HIDDEN):
            raise AttributeError(f"{name} of a student's object is not looked at")
        return self.remote_link.do("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.remote_link.do("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self.remote_link.do("delattr", self, name)

    def __hash__(self) -> int:
        return hash((Remote, self.remote_number))

    def __repr__(self) -> str:
        if getattr(self.remote_link, "spoken", False):
            return str(self.remote_link.do("repr", self))
        return f"<{type(self).__name__} of the answer>"

    def __dir__(self) -> list[str]:
        return [str(name) for name in self.remote_link.do("dir", self)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.remote_link.do("array", self)
        if type(array) is not np.ndarray:
            raise TypeError("this object of the student is no array")
        return array if dtype is None else array.astype(dtype)

    def __deepcopy__(self, memo: dict[int, Any]) -> Remote:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        self.remote_link.do("setitem", self, key, value)

    def __contains__(self, item: Any) -> bool:
        return bool(self.remote_link.do("contains", self, item))

    def __exit__(self, kind: type | None, error: BaseException | None, trace: Any) -> bool:
        failed = () if kind is None else (kind.__name__, str(error))
        return bool(self.remote_link.do("exit", self, *failed))


def _unary(name: str) -> Callable[[Any], Any]:
    return lambda self: self.remote_link.do(name, self)


def _binary(name: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: self.remote_link.do(name, self, other)


def _swapped(name: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: self.remote_link.do(name, other, self)


def _exactly(kind: type, name: str) -> Callable[[Any], Any]:
    """Return a special method whose answer must be of one type."""

    def method(self: Any) -> Any:
        answer = self.remote_link.do(name, self)
        if type(answer) is not kind:
            raise TypeError(f"{name} of a student's object must give {kind.__name__}")
        return answer

    return method


ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "xor", "and_", "or_")
for _name in ARITHMETIC:
    setattr(Remote, f"__{_name.rstrip('_')}__", _binary(_name))
    setattr(Remote, f"__r{_name.rstrip('_')}__", _swapped(_name))
for _name in ("eq", "ne", "lt", "le", "gt", "ge", "getitem", "delitem"):
    setattr(Remote, f"__{_name}__", _binary(_name))
for _name in ("neg", "pos", "invert", "abs", "iter", "enter", "round"):
    setattr(Remote, f"__{_name}__", _unary(_name))
for _name, _kind in {"len": int, "bool": bool, "int": int, "float": float, "str": str, "index": int, "complex": complex}.items():
    setattr(Remote, f"__{_name}__", _exactly(_kind, _name))


class RemoteCallable(Remote):
    """A function of the student's process, or another object that can be called."""

    __slots__ = ("remote_about",)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self.remote_link.do("call", self, *args, **kwargs)

    def _about(self, key: str) -> Any:
        try:
            about = object.__getattribute__(self, "remote_about")
        except AttributeError:
            about = self.remote_link.do("describe", self)
            about = about if type(about) is dict else {}
            object.__setattr__(self, "remote_about", about)
        return about.get(key)

    def remote_helpers(self) -> list[tuple[str, Any]]:
        """Return the functions that this one names, as they are now."""
        object.__setattr__(self, "remote_about", self.remote_link.do("describe", self))
        found = self._about("helpers")
        return [(name, helper) for name, helper in found if type(name) is str] if type(found) is list else []

    def remote_probe(self, probe: str, arguments: dict[str, Any]) -> Any:
        """Have a probe of `autograder.checking.probes` question the object where it is."""
        return self.remote_link.do("probe", self, probe, arguments)

    @property
    def __name__(self) -> str:
        return safe_name(self._about("name"))

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        text = self._about("doc")
        return text if type(text) is str else None

    @property
    def __wrapped__(self) -> Any:
        """Return a function compiled from the student's text, for tests that look at it; its body is never run."""
        made = compiled(self._about("source"), self.__name__)
        if made is None:
            raise AttributeError("__wrapped__")
        return made

    @property
    def __signature__(self) -> inspect.Signature:
        found = self._about("parameters")
        if type(found) is not list:
            raise AttributeError("__signature__")
        about = object.__getattribute__(self, "remote_about")
        if "signature" not in about:
            about["signature"] = inspect.Signature([parameter(*each) for each in found])
        return about["signature"]  # type: ignore[no-any-return]


class RemoteFunction(RemoteCallable):
    """A function of the student's process."""

    __slots__ = ()


class RemoteClass(RemoteCallable):
    """A class of the student's process."""

    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Return type."""
        return type

    @property
    def __mro__(self) -> Any:
        return self.remote_link.do("attribute", self, "__mro__")

    @property
    def __bases__(self) -> Any:
        return self.remote_link.do("attribute", self, "__bases__")

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Remote) and self.remote_link.do("isinstance", value, self) is True

    def __subclasscheck__(self, value: Any) -> bool:
        return isinstance(value, Remote) and self.remote_link.do("issubclass", value, self) is True


class RemoteIterator(Remote):
    """An iterator of the student's process."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self.remote_link.do("next", self)


class RemoteView(Remote):
    """The keys, values or items of a dict of the student's process."""

    __slots__ = ()


class RemoteGenerator(RemoteIterator):
    """A generator of the student's process."""

    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Return the type of generators."""
        return types.GeneratorType


class RemoteAwaitable(Remote):
    """A coroutine of the student's process; awaiting it runs it there."""

    __slots__ = ()

    def __await__(self) -> Generator[Any, None, Any]:
        return self.remote_link.do("await", self)
        yield  # makes this a generator


KINDS: dict[str, type[Remote]] = {
    "object": Remote,
    "module": Remote,
    "callable": RemoteCallable,
    "function": RemoteFunction,
    "class": RemoteClass,
    "iterator": RemoteIterator,
    "generator": RemoteGenerator,
    "view": RemoteView,
    "awaitable": RemoteAwaitable,
}


@cache
def stand_in(kind: str, name: str) -> type[Remote]:
    """Return the class of stand-ins of one kind that messages call by the name of the student's class."""
    base = KINDS.get(kind, Remote)
    text = (RemoteCallable if issubclass(base, RemoteCallable) else base).__dict__["__doc__"]  # of a function a property
    return type(safe_name(name), (base,), {"__slots__": (), "__doc__": text})
