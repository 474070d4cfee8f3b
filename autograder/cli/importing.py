"""What commands do while they import what they need, which takes a second or two."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C wait until the end of a block of imports: some libraries swallow it.

    Blocking the signal would not do: another thread, of a library for linear algebra say, would take it and hand it on.
    """
    came: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if callable(before):
        signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        if callable(before):
            signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
