"""The checker's end of the border: asks the student's process, and takes nothing but plain data, stand-ins and errors from it."""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
import time
import warnings
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np

from . import foreign
from .baggage import Packing
from .changes import Path, assign
from .errors import CellTimeoutError, DeadKernelError, Errors
from .events import Events
from .plain import Coder, WireError
from .proxies import Remote, stand_in
from .wire import Channel, Frame, Kind, frame

PACKAGES = ("builtins", "math", "cmath", "operator", "statistics", "numpy", "keras", "tensorflow", "autograder")
SHOWN = ("text/plain", "image/png")


class Border:
    """Asks the student's process and reads its answers.

    Args:
        channel: to the supervisor, which passes requests on.
    """

    def __init__(self, channel: Channel, names: dict[str, Any]) -> None:
        self.channel = channel
        self.names = names
        self.coder = Coder(self._refer, self._resolve)
        self.errors = Errors(names)
        self.packing = Packing(names)
        self.events = Events()
        self.until = 0.0
        self._number = self._calls = 0
        self._remotes: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._functions: dict[int, Any] = {}
        self._generators: dict[int, tuple[Any, Any]] = {}
        self._gone: BaseException | None = None
        self.spoken = False
        self.definitions: dict[str, str] = {}

    def begin(self, seconds: float, allowed: list[str] | None, changes: bool = False) -> None:
        """Get ready for a cell: what happened in the last one is over.

        Args:
            seconds: its time limit.
            allowed, changes: what answers may do, see `Events.begin`.
        """
        self.until, self._gone = time.monotonic() + seconds, None
        self.events.begin(allowed, changes)
        self._generators.clear()
        self._functions.clear()

    def do(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Have the student's process do something.

        Args:
            name: an entry of `student.DO`.
            args, kwargs: plain data, stand-ins, functions, and what can be imported.

        Returns:
            The answer: plain data or a stand-in.

        Raises:
            Exception: what the student's code raised, or StudentError.
            CellTimeoutError, DeadKernelError: there is no answer.
        """
        if self._gone is not None:
            raise self._gone
        self.events.operator(name, args)
        self._number += 1
        number, reply = self._number, None
        options = {"seconds": max(0.05, self.until - time.monotonic()), **self.packing.pack()}
        self.channel.send(frame(Kind.REQUEST, number, (name, args, kwargs, options), self.coder))
        while reply is None:
            reply = self._take(self.channel.receive(), number)
        return self._read(reply, name, args, kwargs)

    def _take(self, came: Frame, number: int) -> Any:
        """Return the answer if that came; serve a call of one of our functions."""
        if came.kind == Kind.CALLBACK:
            self.channel.send(self._called(came))
        elif came.kind == Kind.ANSWER and came.number == number:
            try:
                reply = came.message(self.coder)
            except WireError as error:
                reply = {"error": {"text": str(error)}}
            return reply if type(reply) is dict else {"error": {"text": "the answer cannot be read"}}
        return None

    def _called(self, came: Frame) -> Frame:
        try:
            number, args, kwargs = came.message(self.coder)
            reply = {"value": self._functions[number](*args, **kwargs)}
            return frame(Kind.RETURN, came.number, reply, self.coder)
        except Exception as error:
            return frame(Kind.RETURN, came.number, {"error": (type(error).__name__, str(error))})

    def _read(self, reply: dict[str, Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._show(reply.get("said"))
        self._warn(reply.get("warnings"))
        if "ended" in reply or "late" in reply:
            kind, text = (DeadKernelError, "ended") if "ended" in reply else (CellTimeoutError, "late")
            self._gone = kind(str(reply[text]))
            raise self._gone
        if self.packing.folder is not None:
            self.packing.folder.apply(reply.get("files"))
        given, places = [*args[1:], *kwargs.values()], range(len(args) + len(kwargs) - 1)
        changed, held = reply.get("changed"), set()
        for place, value in changed.items() if type(changed) is dict else ():
            if type(place) is int and place in places:
                if self.events.mutated(args[0], place):
                    assign(given[place], *_change(value))
                else:
                    held.add(place)
        if "value" in reply:
            value, same = reply["value"], reply.get("same") if name == "call" else None
            if type(same) is int and same in places and same not in held and self.events.returned(args[0], same):
                value = given[same] if type(given[same]) is type(value) else value
            return self.events.came(name, args, value)
        if name == "next" and reply.get("stop") is True:
            raise StopIteration
        raise self.errors.error(reply.get("error"))

    def _show(self, said: Any) -> None:
        """Print what the student's code printed, where the test prints now."""
        for output in said if type(said) is list else ():
            if type(output) is not dict:
                continue
            if output.get("output_type") == "stream" and type(output.get("text")) is str:
                sys.stdout.write(output["text"])
            elif output.get("output_type") == "display_data" and type(output.get("data")) is dict:
                from IPython.display import display

                display({key: text for key, text in output["data"].items() if key in SHOWN and type(text) is str}, raw=True)

    def _warn(self, told: Any) -> None:
        for each in told if type(told) is list else ():
            with contextlib.suppress(TypeError, ValueError):
                name, text = each
                category = getattr(builtins, name, UserWarning)
                good = isinstance(category, type) and issubclass(category, Warning)
                warnings.warn(str(text), category if good else UserWarning, stacklevel=4)

    def _refer(self, value: Any) -> list[Any]:
        """Write what is not plain data for the student's process."""
        if isinstance(value, Remote):
            return ["ref", value.remote_number]
        if isinstance(value, np.random.Generator):
            return self._generator(value)
        written = foreign.write(value)
        if written is not None:
            return written
        state = self._state(value)
        if state is not None:
            return state
        place = importable(value)
        if place is not None:
            return ["fn", *place]
        if isinstance(value, type) and issubclass(value, BaseException):
            raise WireError(f"the class {value.__name__} cannot be handed to an answer")
        if callable(value):
            name, text = (getattr(value, key, "") for key in ("__name__", "__doc__"))
            return ["cb", self._callback(value), str(name or "function"), text if type(text) is str else None]
        raise WireError(f"a {type(value).__name__} cannot be handed to an answer")

    def _state(self, value: Any) -> list[Any] | None:
        """Write an iterator, or an object of a class that the instructor wrote: the student's process knows the class, too."""
        of = type(value)
        if of.__module__ == "__main__" and hasattr(value, "__dict__") and dict.get(self.names, of.__name__) is of:
            if of.__name__ in self.definitions:
                self.do("define", self.definitions.pop(of.__name__))
            return ["obj", of.__name__, dict(vars(value))]
        if isinstance(value, Iterator) and not callable(value) and not isinstance(value, io.IOBase):
            return ["it", self._callback(lambda: next(value))]
        return None

    def _callback(self, function: Any) -> int:
        self._calls += 1
        self._functions[self._calls] = function
        return self._calls

    def _generator(self, value: np.random.Generator) -> list[Any]:
        """Write a random generator: its state the first time and when it was used here since."""
        state, number = value.bit_generator.state, id(value)
        kept = self._generators.get(number)
        self._generators[number] = (value, state)
        if kept is not None and str(kept[1]) == str(state):
            return ["rng", number, "", None]
        return ["rng", number, type(value.bit_generator).__name__, state]

    def _resolve(self, tag: str, content: list[Any]) -> Any:
        """Return what the student's process refers to."""
        if tag != "ref":
            return foreign.read(tag, content)
        number, kind, name, ancestry = content
        if type(number) is not int or type(ancestry) is not list or any(type(each) is not str for each in ancestry):
            raise WireError("a reference is damaged")
        if kind == "class" and "builtins:BaseException" in ancestry:
            return self.errors.kind(ancestry)
        remote = self._remotes.get(number)
        if remote is None:
            remote = self._remotes[number] = stand_in(kind, name)(self, number, tuple(ancestry))
        return remote


def importable(value: Any) -> tuple[str, str] | None:
    """Return module and name of a function or class of a known package, or None."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", getattr(value, "__name__", None))
    if isinstance(value, np.ufunc):
        module, name = "numpy", value.__name__
    if type(module) is not str or type(name) is not str or module.split(".")[0] not in PACKAGES or "<" in name:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def _change(told: Any) -> tuple[Any, set[Path]]:
    """Return the new value of an argument, and where in it objects were put in the place of others."""
    value, replaced = told if type(told) is tuple and len(told) == 2 else (told, None)
    return value, {path for path in replaced if type(path) is tuple} if type(replaced) is list else set()
