"""A terminal for tests: what a program writes to it, and what is typed into it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence

COLOUR = re.compile(r"\x1b\[[\d;]*\b(3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)\b[\d;]*m")
STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78])")
_SECONDS = 60


class Terminal:
    """A program that runs in a terminal of 80 columns.

    Args:
        command: the program.
        settings: of `subprocess.Popen`.
        columns: the width.
    """

    def __init__(self, command: Sequence[str], columns: int = 80, **settings: object) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=_take, **settings
        )
        os.close(theirs)
        self.text = ""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def wait_for(self, pattern: str) -> str:
        """Read until the pattern occurs in what came since the last call, and return that."""
        start, deadline = len(self.text), time.monotonic() + _SECONDS
        while not re.search(pattern, self.text[start:]):
            assert time.monotonic() < deadline, self.text[start:]
            assert self._read(), self.text[start:]
        return self.text[start:]

    def end(self) -> str:
        """Read until the program has ended, and return everything."""
        while self._read():
            pass
        self.process.wait(_SECONDS)
        os.close(self._ours)
        return self.text

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], _SECONDS)
        try:
            data = os.read(self._ours, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        self.text += data.decode("utf-8", "replace")
        return bool(data)


def _take() -> None:
    """Make the terminal that of the new session, as shells want it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def lines(text: str) -> list[str]:
    """Return the lines as they stand on the screen in the end, without colours."""
    bare = _SEQUENCE.sub("", text)
    return [line.rstrip("\r").rpartition("\r")[2] for line in bare.split("\n")]
