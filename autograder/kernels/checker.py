"""The checker's process: runs test cells; no code of a student ever runs here."""

from __future__ import annotations

import ast
import contextlib
import socket
from collections.abc import Iterable
from typing import Any, TypeGuard

from autograder.checking import vectors

from . import shell
from .errors import CellTimeoutError, DeadKernelError
from .folders import Folder
from .link import Border
from .plain import WireError
from .proxies import Remote
from .shadows import forward_seeds, refuse_pickles, shadows, texts_of
from .wire import Channel, ClosedError, Kind, frame

__all__ = ["CellTimeoutError", "Checker", "DeadKernelError", "main"]


class Names(dict[str, Any]):
    """The names of a test cell: its own, and those that the student's process has.

    Args:
        students: the names that answers define, from the instructor's solution; a student cannot add to them.
    """

    def __init__(self, students: Iterable[str]) -> None:
        super().__init__()
        self.border: Border
        self.students = frozenset(students)

    def __missing__(self, name: str) -> Any:
        if name in self.students:
            return self.border.do("global", name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return name in self.students and self.border.do("bound", name) is True


class Checker:
    """Serves one connection until it ends.

    Args:
        channel: to the process that supervises the notebook.
        settings: `names` that answers define, those of them that tests set (`pushed`), and whether `files` and the state of
            `random` generators matter.
    """

    def __init__(self, channel: Channel, settings: dict[str, Any]) -> None:
        self.channel = channel
        self.names = Names(settings["names"])
        self.border = self.names.border = Border(channel, self.names)
        self.border.packing.share(settings.get("pushed", ()), bool(settings.get("files")), settings.get("random", True))
        self.cell = 0
        self.quiet = False
        self.texts: set[str] = set()
        self.shell = shell.start(self._output, self.names)
        self.shell.refused = Remote
        self.names.update(shadows(lambda: self.texts, self.names))
        forward_seeds(self._seed)

    def serve(self) -> None:
        """Run cells until the connection ends."""
        while True:
            try:
                asked = self.channel.receive()
            except (ClosedError, WireError):
                return
            if asked.kind == Kind.RUN:
                self.cell = asked.number
                passed = self._run(asked.message())
                events, decided = self.border.events.told()
                done = {
                    "passed": passed,
                    "late": False,
                    "events": events,
                    "decided": decided,
                    "withheld": self.border.events.withheld,
                }
                self.channel.send(frame(Kind.DONE, asked.number, done))
            elif asked.kind == Kind.PLACE:
                path, data = asked.message()
                Folder().apply({path: data.tobytes()})

    def _run(self, message: dict[str, Any]) -> bool:
        self.border.begin(message["seconds"], message.get("allowed"), message.get("changes", False))
        self.quiet = True
        for source in message["before"]:
            self.texts |= texts_of(source)
            self.shell.run_cell(source, store_history=False)
            shell.flush()
        self.quiet = False
        for name in self.names.students:
            self.names.pop(name, None)
        if self.border.packing.folder is not None:
            with contextlib.suppress(CellTimeoutError, DeadKernelError):
                self.border.do("bound", "")  # brings the files that the answers wrote
        source = message["source"]
        self.border.definitions = classes_in(source)
        self.texts |= texts_of(source)
        self.border.spoken = "repr(" in source or "!r" in source
        bound = self._bind_for_classes(source)
        passed = bool(self.shell.run_cell(with_names(source, self.names.students), store_history=True).success)
        shell.flush()
        for name in bound:
            self.names.pop(name, None)
        self._export(message.get("exports", {}))
        return passed

    def _bind_for_classes(self, source: str) -> list[str]:
        bound = []
        for name in names_in_classes(source) & self.names.students:
            if not dict.__contains__(self.names, name):
                with contextlib.suppress(Exception, CellTimeoutError, DeadKernelError):
                    self.names[name] = self.names[name]
                    bound.append(name)
        return bound

    def _export(self, exports: dict[str, Any]) -> None:
        """Give the student's process the names that this test has defined and later cells read."""
        for source in exports.get("sources", ()):
            with contextlib.suppress(Exception, CellTimeoutError, DeadKernelError):
                self.border.do("define", source)
        for name in exports.get("names", ()):
            with contextlib.suppress(Exception, CellTimeoutError, DeadKernelError):
                self.border.do("bind", **{name: dict.__getitem__(self.names, name)})

    def _seed(self, module: str, name: str, seed: Any) -> None:
        if not self.quiet:  # a cell that is no test runs in the student's process as well
            self.border.do("seed", module, name, seed)

    def _output(self, output: dict[str, Any]) -> None:
        if not self.quiet:
            self.channel.send(frame(Kind.OUTPUT, self.cell, output))


def classes_in(source: str) -> dict[str, str]:
    """Return the texts of the classes that a cell defines at its top level, by name."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return {}
    return {node.name: ast.unparse(node) for node in body if isinstance(node, ast.ClassDef)}


def with_names(source: str, students: Iterable[str]) -> str:
    """Return a test whose checks name the exercise themselves: `check(f)` becomes `check("f", f)`.

    A check finds its exercise by the function's own `__name__`, which is the student's to choose: the function of an easier
    exercise would get the points of a harder one.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    given = [node.args[0] for node in ast.walk(tree) if _is_check_of_one(node)]
    lines = [line.encode() for line in source.split("\n")]
    for name in sorted(given, key=lambda node: node.col_offset, reverse=True):
        if isinstance(name, ast.Name) and name.id in students and vectors.knows(name.id):
            line, at = lines[name.lineno - 1], name.col_offset
            lines[name.lineno - 1] = line[:at] + f'"{name.id}", '.encode() + line[at:]
    return b"\n".join(lines).decode()


def _is_check_of_one(node: ast.AST) -> TypeGuard[ast.Call]:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check"
    return named and len(node.args) == 1 and not node.keywords  # type: ignore[attr-defined]


def names_in_classes(source: str) -> set[str]:
    """Return the names that the bodies of classes in a cell read: Python looks these up without asking for missing ones."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # magics; the shell makes Python of them
        return set()
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = (each for node in classes for each in ast.walk(node))
    return {each.id for each in found if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}


def main(fds: list[int], settings: dict[str, Any]) -> None:
    """Serve the connection on the first of `fds`; the entry of a forked process."""
    refuse_pickles()
    Checker(Channel(socket.socket(fileno=fds[0])), settings).serve()
