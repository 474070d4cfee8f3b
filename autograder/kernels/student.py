"""The student's process: runs the cells of a notebook and does what the checker asks of the objects they made.

Everything here can be changed by the code that it runs. Nothing that it says decides anything: it hands over plain data.
"""

from __future__ import annotations

import asyncio
import builtins
import operator
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any

import numpy as np

from autograder.checking.faults import fault
from autograder.checking.probes import PROBES

from . import references, shell
from .baggage import Unpacking
from .changes import Watch, returned
from .outputs import harmless, size_of
from .plain import Coder, WireError
from .wire import FLAT, MOST_BYTES, Channel, ClosedError, Frame, Kind, frame

AGAIN = 0.5
MOST_SAID = 500
MOST_SAID_TEXT = 2**20  # characters
PLAIN = (bool, int, float, str, type(None))


class Student:
    """Serves one connection until it ends.

    Args:
        channel: to the process that supervises the notebook.
        settings: `most_bytes`, the largest answer.
    """

    def __init__(self, channel: Channel, settings: dict[str, Any]) -> None:
        self.channel = channel
        self.known = references.References(self._call_back)
        self.coder = Coder(self.known.refer, self.known.resolve)
        self.number = 0
        self.late = self.armed = False
        self.said: list[dict[str, Any]] | None = None
        self.shell = shell.start(self._output)
        self.names = self.known.names = self.shell.user_ns
        self.bags = Unpacking(self.names)
        self.do: dict[str, Callable[..., Any]] = {
            **DO,
            "global": self._global,
            "bind": self._bind,
            "bound": self.names.__contains__,
            "define": self._define,
            "await": self._await,
        }
        signal.signal(signal.SIGALRM, self._alarm)

    def serve(self) -> None:
        """Answer frames until the connection ends."""
        while True:
            try:
                asked = self.channel.receive()
            except (ClosedError, WireError):
                return
            self.number = asked.number
            if asked.kind == Kind.RUN:
                self._run(asked)
            elif asked.kind == Kind.REQUEST:
                self._answer(asked)
            elif asked.kind == Kind.PLACE:
                _place(*asked.message())

    def _run(self, asked: Frame) -> None:
        """Run a cell; its outputs follow one by one, then how it ended."""
        message = asked.message()
        passed = False
        self.said = None
        with self._limit(message["seconds"]):
            passed = self.shell.run_cell(message["source"], store_history=message["store"]).success
        shell.flush()
        self.channel.send(frame(Kind.DONE, asked.number, {"passed": passed, "late": self.late}))

    def _answer(self, asked: Frame) -> None:
        self.said = []
        before, reply = self.number, None
        seconds = 0.0
        with self._limit(None):
            name, args, kwargs, options = asked.message(self.coder)
            seconds = options.get("seconds", 0.0)
        with self._limit(seconds):
            reply = self._reply(name, args, kwargs, options)
        shell.flush()
        reply = {"late": True} if self.late or reply is None else reply
        self.number = before
        self._send_answer(asked.number, reply, self.said or [])

    def _send_answer(self, number: int, reply: dict[str, Any], said: list[dict[str, Any]]) -> None:
        try:
            self.channel.send(frame(Kind.ANSWER, number, {**reply, "said": said}, self.coder))
        except (WireError, TypeError, ValueError) as error:
            told = {"names": ["builtins:ValueError"], "text": f"what came back cannot be looked at: {error}", "args": ()}
            self.channel.send(frame(Kind.ANSWER, number, {"error": told, "said": said}))

    def _reply(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
        """Do what was asked and return the value, or the error, and which arguments were changed."""
        given = (*args, *kwargs.values())
        before, watch = (self._written(given[1:]), Watch(given)) if name == "call" else ([], None)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", append=True)
            if options.get("filter"):
                warnings.simplefilter(options["filter"])
            try:
                with self.bags.taken(options):
                    reply: dict[str, Any] = {"value": self.do[name](*args, **kwargs)}
            except KeyboardInterrupt:
                raise
            except StopIteration as error:
                reply = {"stop": True} if name == "next" else {"error": self._error(error, args[0])}
            except BaseException as error:
                reply = {"error": self._error(error, args[0] if name in ("call", "probe") else None)}
        told = [(warning.category.__name__, str(warning.message)) for warning in caught[:20]]
        more = {"changed": self._changed(given, before, watch), "same": returned(reply.get("value"), given[1:])}
        return {**reply, **more, "warnings": told, "files": self.bags.files()}

    def _written(self, args: tuple[Any, ...]) -> list[Any]:
        """Return what values look like now, to be compared later."""
        return [_bytes(item) if type(item) is np.ndarray else frame(Kind.ANSWER, 0, item, self.coder) for item in args]

    def _changed(self, given: tuple[Any, ...], before: list[Any], watch: Watch | None) -> dict[int, Any]:
        """Return the arguments, by place, that are no longer what they were, and where objects were replaced inside.

        The first of `given` is the function; those with names are the last.
        """
        if watch is None:
            return {}
        after = self._written(given[1:])
        changed = [place for place in range(len(before)) if before[place] != after[place]]
        return {place: (given[place + 1], watch.replaced(place + 1)) for place in changed}

    def _error(self, error: BaseException, function: Any) -> dict[str, Any]:
        """Return what can be said of an error in plain data."""
        args = error.args if all(type(item) in PLAIN for item in error.args) else ()
        extra = {name: value for name, value in _attributes(error) if type(value) in PLAIN}
        where = asdict(fault(error, function)) if callable(function) else None
        told = {"names": references.ancestry(error), "args": args, "text": _text(error), "extra": extra, "fault": where}
        return told if error.__cause__ is None else {**told, "cause": self._error(error.__cause__, None)}

    def _global(self, name: str) -> Any:
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        return self.names[name]

    def _define(self, source: str) -> None:
        exec(compile(source, "<test>", "exec"), self.names)

    def _bind(self, /, **values: Any) -> None:
        self.names.update(values)

    def _await(self, awaitable: Any) -> Any:
        async def wait() -> Any:
            return await awaitable

        return asyncio.run(wait())

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the checker; only while it waits for an answer."""
        if self.said is None:
            raise RuntimeError("this function can be called only while the check that passed it is running")
        request, armed, self.armed = self.number, self.armed, False
        self.channel.send(frame(Kind.CALLBACK, request, (number, args, kwargs), self.coder))
        while True:
            asked = self.channel.receive()
            if asked.kind == Kind.RETURN:
                break
            if asked.kind == Kind.REQUEST:
                said, self.said = self.said, []
                name, arguments, named, options = asked.message(self.coder)
                reply = self._reply(name, arguments, named, options)
                self._send_answer(asked.number, reply, self.said)
                self.said = said
        self.armed, self.number = armed, request
        reply = asked.message(self.coder)
        if "error" in reply:
            raise getattr(builtins, reply["error"][0], RuntimeError)(reply["error"][1])
        return reply["value"]

    def _output(self, output: dict[str, Any]) -> None:
        shown = harmless(output)
        if shown is None:
            return
        if self.said is None:
            self.channel.send(frame(Kind.OUTPUT, self.number, shown, FLAT))
        elif len(self.said) < MOST_SAID and sum(map(size_of, [*self.said, shown])) <= MOST_SAID_TEXT:
            self.said.append(shown)

    @contextmanager
    def _limit(self, seconds: float | None) -> Iterator[None]:
        """Interrupt what runs longer, again and again; what is swallowed is the supervisor's to kill."""
        self.late, self.armed = False, True
        signal.setitimer(signal.ITIMER_REAL, seconds or 0, AGAIN if seconds else 0)
        try:
            yield
        except KeyboardInterrupt:
            self.late = True
        finally:
            self.armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _alarm(self, number: int, where: Any) -> None:
        if self.armed:
            self.late = True
            raise KeyboardInterrupt


def _place(path: str, data: np.ndarray) -> None:
    """Write a file of the assignment into the folder of this process."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.tobytes())


def _bytes(value: np.ndarray) -> tuple[np.dtype, tuple[int, ...], bytes]:
    return value.dtype, value.shape, value.tobytes()


def _call(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _attributes(error: BaseException) -> list[tuple[str, Any]]:
    """Return the public attributes of an error, properties too."""
    found = []
    for name in {*vars(error), *(name for name in vars(type(error)) if type(error).__module__ == "__main__")}:
        if not name.startswith("_"):
            with suppress(Exception):
                found.append((name, getattr(error, name)))
    return found


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _exit(value: Any, *failed: str) -> bool:
    error = getattr(builtins, failed[0], Exception)(failed[1]) if failed else None
    return bool(type(value).__exit__(value, type(error) if error else None, error, None))


_ARITHMETIC = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"]
_ARITHMETIC += ["neg", "pos", "invert", "abs"]
_OPERATORS = [*_ARITHMETIC, "eq", "ne", "lt", "le", "gt", "ge", "getitem", "setitem", "delitem", "contains", "index"]
_BUILTINS = ["len", "iter", "next", "bool", "int", "float", "complex", "str", "repr", "round", "dir", "isinstance", "issubclass"]
DO: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in _OPERATORS},
    **{name: getattr(builtins, name) for name in (*_BUILTINS, "getattr", "setattr", "delattr", "divmod", "hash", "reversed")},
    "call": _call,
    "enter": lambda value: type(value).__enter__(value),
    "exit": _exit,
    "array": np.asarray,
    "describe": references.describe,
    "seed": lambda module, name, seed: references.named(module, name)(seed),
    "probe": lambda answer, probe, arguments: PROBES[probe](answer, arguments),
    "type": type,
    "vars": lambda value: dict(vars(value)),
    "attribute": lambda value, name: getattr(value, name),
}


def main(fds: list[int], settings: dict[str, Any]) -> None:
    """Serve the connection on the first of `fds`; the entry of a forked process."""
    sys.path.insert(0, "")  # as in a notebook's kernel
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3000))
    channel = Channel(socket.socket(fileno=fds[0]), most_bytes=int(settings.get("most_bytes", MOST_BYTES)))
    Student(channel, settings).serve()
