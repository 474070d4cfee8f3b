"""Watches over a program and all that it starts; takes everything down when the program ends or its lifeline breaks.

In a sandbox it is the first process of the program's process namespace: its end is the end of all others.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import isolate
from .program import report

TICK = 0.05
PAGE = resource.getpagesize()
STATUS = struct.Struct("!i")
Ending = dict[str, Any]


def woken() -> int:
    """Return a file that becomes readable when a child of this process has ended."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    return read


def bury() -> Iterator[tuple[int, int]]:
    """Bury every child that has ended; return its number and status."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            yield pid, status


class Init:
    """Watches a program, reports how it ended, and ends itself.

    Args:
        lifeline: the connection to whoever asked; its end is the end of every process here.
        watched: files that become readable when the one who asked is gone.
        limits: see `profiles.Limits`.
        status: in a sandbox, where the zygote writes the program's status; it is not our child there.
        program: its process; to be set later where it is our child, which must not end before we listen.
    """

    def __init__(
        self, lifeline: socket.socket, watched: list[int], limits: Mapping[str, int], status: int = -1, program: int = 0
    ) -> None:
        self.lifeline, self.watched, self.limits, self.status, self.program = lifeline, watched, limits, status, program
        self.wake = woken()
        self.parent = os.getppid()

    def run(self) -> None:
        """Watch until the end, report it, and end what is left."""
        ending = self._watch()
        if ending is not None:
            report(self.lifeline, **ending)
        if self.status < 0:
            self._sweep()

    def _watch(self) -> Ending | None:
        """Return how the program ended; None when nobody wants to know any more."""
        poll = select.poll()
        for fd in (self.lifeline.fileno(), self.wake, *self.watched, *([self.status] if self.status >= 0 else [])):
            poll.register(fd, select.POLLIN)
        looked = time.monotonic()
        while True:
            ready = {fd for fd, _ in poll.poll(TICK * 1000)}
            if ready & set(self.watched) or os.getppid() != self.parent:
                return None
            if self.lifeline.fileno() in ready and not self._obey():
                return None
            if ending := self._ended(ready):
                return ending
            if time.monotonic() - looked >= TICK:
                if reason := self._excess():
                    return {"code": None, "signal": signal.SIGKILL, "reason": reason}
                looked = time.monotonic()

    def _obey(self) -> bool:
        """Send the program the signals that were asked for; return whether the lifeline holds."""
        try:
            wanted = self.lifeline.recv(64)
        except OSError:
            return False
        for number in wanted:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.program, number)
        return bool(wanted)

    def _ended(self, ready: set[int]) -> Ending | None:
        """Return how the program ended, if it has; bury all others."""
        found = None
        if self.wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self.wake, 4096)
            for pid, status in bury():
                found = _ending(status) if pid == self.program else found
        if self.status in ready:
            data = os.read(self.status, STATUS.size)
            return _ending(*STATUS.unpack(data)) if data else {"code": None, "signal": signal.SIGKILL, "reason": "lost"}
        return found

    def _excess(self) -> str:
        """Return the limit that all processes together have gone beyond, or the empty string."""
        if self.status >= 0:
            pids, files = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"], _used(isolate.BOX)
        else:
            pids, files = list(_descendants("self")), 0
        most = self.limits["total_memory"] - files
        if sum(map(_resident, pids)) > most and sum(map(_share, pids)) > most:
            return "memory"
        return "processes" if sum(map(_threads, pids)) > self.limits["processes"] else ""

    def _sweep(self) -> None:
        """Kill what is left, one generation after another."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.program, signal.SIGKILL)
        for _ in range(100):
            for pid in _children("self"):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(int(pid), signal.SIGKILL)
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def _ending(status: int) -> Ending:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return {"code": None, "signal": -code, "reason": "cpu" if -code == signal.SIGXCPU else ""}
    return {"code": code, "signal": None, "reason": ""}


def _children(pid: str) -> Iterator[str]:
    """Yield the processes that a process, or one of its threads, has started; none where the system does not tell."""
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                yield from Path(f"/proc/{pid}/task/{thread}/children").read_text().split()


def _descendants(pid: str) -> Iterator[str]:
    """Yield all that a process has started, and what these have started."""
    waiting = [pid]
    while waiting:
        found = list(_children(waiting.pop()))
        yield from found
        waiting += found


def _resident(pid: str) -> int:
    """Return the resident bytes of a process, shared pages included: quick, and never too low."""
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0


def _share(pid: str) -> int:
    """Return the resident bytes of a process, each page divided among those who share it.

    Of a process of another user, whose pages the system does not show, those that come from no file: what it inherited counts
    in full, what lies in shared memory not at all.
    """
    with contextlib.suppress(OSError, IndexError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    with contextlib.suppress(OSError, IndexError):
        resident, of_files = map(int, Path(f"/proc/{pid}/statm").read_text().split()[1:3])
        return (resident - of_files) * PAGE
    return 0


def _threads(pid: str) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[17])
    return 0


def _used(folder: str) -> int:
    """Return the bytes of all files of a file system."""
    state = os.statvfs(folder)
    return (state.f_blocks - state.f_bfree) * state.f_frsize
