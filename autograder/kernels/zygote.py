"""The program `python -m autograder.kernels.zygote`: imports libraries, runs nothing of them, forks children on request.

The request is a frame on a new connection: its length in 4 bytes, then JSON with `target` and `settings`; the open files that the
child gets come along (SCM_RIGHTS). The connection stays open: it is the child's lifeline.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import json
import os
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn

from . import guard, isolate, linux, program
from .init import STATUS, Init, bury, woken

MOST_FILES = 16
LENGTH = struct.Struct("!I")
MOST = 1 << 20
PATIENCE = 10


def main() -> NoReturn:
    """Split into the guard and the zygote itself."""
    listening, control, *watched = map(int, sys.argv[1:])
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection = socket.socket(fileno=control)
    pid = os.fork()
    if pid:
        os.close(listening)
        theirs.close()
        guard.Guard(pid, connection, ours, watched).run()
    ours.close()
    for fd in watched:
        os.close(fd)
    if sys.platform == "linux":
        linux.die_with_parent(signal.SIGKILL)
    Zygote(socket.socket(fileno=listening), connection, theirs).serve()


class Zygote:
    """The loop that takes requests and forks.

    Args:
        listening: the socket on which requests arrive.
        control: the connection to the maker.
        nests: the connection to the guard.
    """

    def __init__(self, listening: socket.socket, control: socket.socket, nests: socket.socket) -> None:
        self.listening, self.control, self.nests = listening, control, nests
        with control.makefile("r") as lines:
            self.settings: dict[str, Any] = json.loads(lines.readline())
        self.sandboxed: bool = self.settings["sandboxed"]
        self.statuses: dict[int, int] = {}
        self.own = os.open("/proc/self/ns/pid", os.O_RDONLY) if self.sandboxed else -1

    def serve(self) -> NoReturn:
        """Import, say so, and fork until the guard ends."""
        start = time.monotonic()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if self.sandboxed:
            isolate.prepare()
            self._trial()
        gc.disable()  # what is imported stays
        self._load()
        gc.collect()
        gc.freeze()
        gc.enable()
        self._tell(ready=True, seconds=round(time.monotonic() - start, 3), threads=_threads())
        wake = woken()
        poll = select.poll()
        for fd in (self.listening.fileno(), wake):
            poll.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll()}
            if wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 4096)
                self._bury()
            if self.listening.fileno() in ready:
                connection, _ = self.listening.accept()
                with contextlib.suppress(OSError, ValueError), connection:
                    self._answer(connection)

    def _tell(self, **message: Any) -> None:
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def _load(self) -> None:
        for name in self.settings["imports"]:
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(name)
        for name in self.settings["preload"]:
            if ":" in name:
                program.resolve(name)()
            else:
                importlib.import_module(name)
        if not self.sandboxed and self.settings["hidden"]:
            sys.meta_path.insert(0, Withheld(self.settings["hidden"]))

    def _trial(self) -> None:
        """Fork a child that does nothing: where the kernel forbids this, say so now."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            self._nested(theirs, [], [], self._request({"target": "builtins:len", "settings": {}}))
        while self.statuses:
            time.sleep(0.001)
            self._bury()
        with ours, ours.makefile("r") as lines:
            ending = json.loads(lines.readline() or '{"reason": "the first process of a sandbox died"}')
        if ending["reason"]:
            self._tell(ready=False, error=ending["reason"])
            os._exit(1)

    def _bury(self) -> None:
        """Pass on how children have ended."""
        for pid, status in bury():
            fd = self.statuses.pop(pid, -1)
            if fd >= 0:
                with contextlib.suppress(OSError):
                    os.write(fd, STATUS.pack(status))
                os.close(fd)

    def _request(self, request: dict[str, Any]) -> dict[str, Any]:
        return {**request, "limits": self.settings["limits"] | request["settings"].get("limits", {})}

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        asked, received = receive(connection)
        try:
            connection.settimeout(None)
            request, files = self._request(asked), list(received)
            watched = [files.pop(0)] if request["settings"].pop("watched", False) else []
            sys.stdout.flush()
            sys.stderr.flush()
            (self._nested if self.sandboxed else self._plain)(connection, watched, files, request)
        finally:
            for fd in received:
                os.close(fd)

    def _nested(self, lifeline: socket.socket, watched: list[int], files: list[int], request: dict[str, Any]) -> None:
        """Fork a child into namespaces that the guard has made."""
        status, ours = os.pipe()
        try:
            namespaces = guard.ask(self.nests, [lifeline.fileno(), status, *watched], request["limits"], self.settings["links"])
        except OSError:
            os.close(ours)
            raise
        finally:
            os.close(status)
        try:
            linux.enter(namespaces[0], linux.NEWPID)
            pid = os.fork()
            if not pid:
                self._enter(namespaces, lifeline, files, request)
            self.statuses[pid] = ours
        finally:
            linux.enter(self.own, linux.NEWPID)
            for fd in namespaces:
                os.close(fd)
            if ours not in self.statuses.values():
                os.close(ours)

    def _enter(self, namespaces: list[int], lifeline: socket.socket, files: list[int], request: dict[str, Any]) -> NoReturn:
        signal.set_wakeup_fd(-1)
        try:
            isolate.enter(namespaces)
        except BaseException as error:
            program.report(lifeline, None, None, f"not isolated: {error}")
            os._exit(1)
        program.become(request, files, lifeline, "")

    def _plain(self, lifeline: socket.socket, watched: list[int], files: list[int], request: dict[str, Any]) -> None:
        """Fork a process that forks the program and watches over it."""
        if os.fork():
            return
        signal.set_wakeup_fd(-1)
        folder = ""
        try:
            for held in (self.listening, self.control, self.nests):
                held.close()
            if sys.platform == "linux":
                linux.adopt_orphans()
            folder = tempfile.mkdtemp(prefix="autograder-work-")
            init = Init(lifeline, watched, request["limits"])
            init.program = os.fork()
            if not init.program:
                program.become(request, files, lifeline, folder)
            for fd in files:
                os.close(fd)
            init.run()
        except BaseException as error:
            program.report(lifeline, None, None, f"not started: {error}")
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


class Withheld(importlib.abc.MetaPathFinder):
    """Refuses to import packages that an assignment does without; a sandbox does not have them at all."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise for a withheld package, pass over any other."""
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(withheld(fullname), name=fullname)


def withheld(name: str) -> str:
    """Return what a student reads who imports a package that the assignment does without."""
    return f"{name} cannot be imported here: this assignment is solved and graded without it"


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read a request.

    Args:
        connection: where it comes from.

    Returns:
        The request and the open files that came along.

    Raises:
        OSError: the connection ended before the request was complete.
    """
    data, files, _, _ = socket.recv_fds(connection, LENGTH.size, MOST_FILES)
    if len(data) < LENGTH.size:
        raise ConnectionError("nothing was asked")
    (length,) = LENGTH.unpack(data)
    text = b""
    while len(text) < min(length, MOST):
        piece = connection.recv(length - len(text))
        if not piece:
            raise ConnectionError("the request is not complete")
        text += piece
    return json.loads(text), files


def _threads() -> int:
    """Return the number of threads of this process; 1 where it cannot be read."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


if __name__ == "__main__":
    main()
