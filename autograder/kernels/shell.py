"""A light IPython: runs cells as a kernel does and hands every output to a function; no sockets, no threads, no history."""

from __future__ import annotations

import builtins
import os
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, MutableMapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type

Sink = Callable[[dict[str, Any]], None]
BUFFER = 4096
PIECE = 2**18  # characters of one message, far below what the wire takes
PAUSE = 0.2


class Stream:
    """A text stream that hands its text to a sink now and then, and when it is flushed."""

    encoding, errors, closed, newlines, line_buffering = "utf-8", "replace", False, None, False

    def __init__(self, name: str, sink: Sink) -> None:
        self.name = f"<{name}>"
        self._stream, self._sink = name, sink
        self._parts: list[str] = []
        self._size, self._since = 0, 0.0

    def write(self, text: str) -> int:
        """Take text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._since = self._since if self._parts else time.monotonic()
        self._parts.append(text)
        self._size += len(text)
        if self._size > BUFFER or time.monotonic() - self._since > PAUSE:
            self.flush()
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Take several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand over what was written."""
        text, self._parts, self._size = "".join(self._parts), [], 0
        for start in range(0, len(text), PIECE):
            self._sink({"output_type": "stream", "name": self._stream, "text": text[start : start + PIECE]})

    def isatty(self) -> bool:
        """Return False: nobody types here."""
        return False

    def readable(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the file descriptor of the real stream."""
        return 1 if self._stream == "stdout" else 2


class _Hook(DisplayHook):  # type: ignore[misc]
    def write_output_prompt(self) -> None: ...

    def start_displayhook(self) -> None:
        flush()

    def finish_displayhook(self) -> None: ...

    def __call__(self, result: Any = None) -> None:
        """Show the value of the last line; nothing that a student's object says of itself may be taken for points."""
        if self.shell.refused is not None and isinstance(result, self.shell.refused):
            raise TypeError("the last line of this test gives an object of the answer: compare it with what is expected")
        super().__call__(result)

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        count = self.shell.execution_count
        self.shell.sink(
            {"output_type": "execute_result", "data": _texts(format_dict), "metadata": md_dict or {}, "execution_count": count}
        )


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **other: Any) -> None:
        flush()
        self.shell.sink({"output_type": "display_data", "data": _texts(data), "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:
        flush()
        self.shell.sink({"output_type": "clear"})


class Shell(InteractiveShell):  # type: ignore[misc]
    """Runs cells. Make it after the fork, with `start`."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    sink = AnyTrait()
    refused = AnyTrait()  # a class whose objects are not shown
    kernel = AnyTrait()  # anything but None tells libraries that this is a notebook

    def init_history(self) -> None:
        """Keep no history on disk."""
        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False)

    def init_completer(self) -> None:
        """Complete nothing: nobody types here."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window."""

    def ask_exit(self) -> None:
        """Outlive `exit`, as the kernel of a notebook in a browser seems to."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        flush()
        self.sink({"output_type": "error", "ename": etype.__name__, "evalue": _text(evalue), "traceback": list(map(str, stb))})


def start(sink: Sink, namespace: MutableMapping[str, Any] | None = None) -> Shell:
    """Return the shell of this process.

    Args:
        sink: called with each output, as a notebook keeps it.
        namespace: where cells run; a new one if None.
    """
    os.environ.setdefault("IPYTHONDIR", tempfile.gettempdir())
    sys.stdout, sys.stderr = Stream("stdout", sink), Stream("stderr", sink)  # type: ignore[assignment]
    builtins.input = _no_input
    shell: Shell = Shell.instance(user_ns=namespace, colors="nocolor")
    shell.sink, shell.kernel = sink, object()
    return shell


def flush() -> None:
    """Hand over what was printed so far."""
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "flush", lambda: None)()


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() has nobody to ask while a notebook is graded")


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown with pictures as text: some libraries give their bytes."""
    return {key: b64encode(value).decode() if type(value) is bytes else value for key, value in data.items()}


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return f"<{type(error).__name__}>"
