"""The small process beside a zygote: ends it with its maker, and prepares the namespaces that its children enter.

Forking a process that has imported TensorFlow takes 10 ms, forking this one 1 ms. So the namespaces of a child, and the first
process in them, are made here; the zygote forks once, and its child enters.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from typing import NoReturn

from . import isolate, linux
from .init import Init, bury, woken
from .program import report

MESSAGE = 1 << 16
FIRST = 2  # the number of the program in its own process namespace


class Guard:
    """Watches a zygote, its maker, and the connection between them.

    Args:
        zygote: the process.
        control: the connection to the maker.
        nests: the connection to the zygote, on which it asks for namespaces.
        watched: files that become readable when the maker is gone.
    """

    def __init__(self, zygote: int, control: socket.socket, nests: socket.socket, watched: list[int]) -> None:
        self.zygote, self.control, self.nests, self.watched = zygote, control, nests, watched
        self.parent = os.getppid()

    def run(self) -> NoReturn:
        """Serve until one of them is gone; then kill the zygote and end."""
        wake = woken()
        poll = select.poll()
        for fd in (wake, self.nests.fileno(), *self.watched):
            poll.register(fd, select.POLLIN)
        poll.register(self.control, select.POLLHUP)
        while os.getppid() == self.parent:
            ready = {fd for fd, _ in poll.poll(500)}
            if ready & {self.control.fileno(), *self.watched}:
                break
            if wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, MESSAGE)
                if self.zygote in dict(bury()):
                    os._exit(1)
            if self.nests.fileno() in ready:
                self._serve()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.zygote, signal.SIGKILL)
        os._exit(0)

    def _serve(self) -> None:
        data, files, _, _ = socket.recv_fds(self.nests, MESSAGE, 8)
        if not data:
            os._exit(1)
        try:
            if not os.fork():
                for connection in (self.control, self.nests):
                    connection.close()
                for fd in self.watched:
                    os.close(fd)
                nest(files, **json.loads(data))
        finally:
            for fd in files:
                os.close(fd)


def nest(files: list[int], limits: dict[str, int], links: dict[str, str]) -> NoReturn:
    """Make namespaces, and become the first process in them; never return.

    Args:
        files: the lifeline; where to send the namespaces; where the status of the program will come from; what else to watch.
        limits: see `profiles.Limits`.
        links: see `isolate.leave`.
    """
    signal.set_wakeup_fd(-1)
    lifeline, answer = (socket.socket(fileno=fd) for fd in files[:2])
    try:
        isolate.leave(limits["disk"], links)
        if os.fork():
            os._exit(0)
        isolate.settle()
        send_namespaces(answer)
        answer.close()
        init = Init(lifeline, files[3:], limits, files[2], FIRST)
        linux.dumpable(False)
        init.run()
    except BaseException as error:
        report(lifeline, None, None, f"not isolated: {error}")
    os._exit(1)


def send_namespaces(answer: socket.socket) -> None:
    """Send the namespaces of this process."""
    files = [os.open(f"/proc/self/ns/{name}", os.O_RDONLY) for name in linux.ENTERED]
    socket.send_fds(answer, [b"."], files)
    for fd in files:
        os.close(fd)


def ask(nests: socket.socket, files: list[int], limits: dict[str, int], links: dict[str, str]) -> list[int]:
    """Ask the guard for namespaces and wait for them; called in the zygote.

    Args:
        nests: the connection to the guard.
        files: the lifeline; where the status of the program will come from; what else the first process has to watch.
        limits: see `profiles.Limits`.
        links: see `isolate.leave`.

    Returns:
        The namespaces, in the order of `linux.ENTERED`.

    Raises:
        OSError: they could not be made; the reason has been told to the lifeline.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            message = json.dumps({"limits": limits, "links": links}).encode()
            socket.send_fds(nests, [message], [files[0], theirs.fileno(), *files[1:]])
        _, found, _, _ = socket.recv_fds(ours, 1, len(linux.ENTERED))
    if len(found) < len(linux.ENTERED):
        raise OSError("no namespaces could be made")
    return found
