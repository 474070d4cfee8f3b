"""A forked process turns into a program: no privileges, limits, own folders, nothing open but what it was given."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from . import isolate, linux, seccomp


def resolve(name: str) -> Callable[..., Any]:
    """Return the function that "module:function" names."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]


def script(files: list[int], settings: dict[str, Any]) -> None:
    """Run `settings["code"]` as a program; its open files are the list `files`: a target for trials."""
    exec(settings["code"], {"__name__": "__main__", "files": files})


def report(lifeline: socket.socket, code: int | None, signal: int | None, reason: str) -> None:
    """Tell the other end of the lifeline how the program ended."""
    with contextlib.suppress(OSError):
        lifeline.sendall(json.dumps({"code": code, "signal": signal, "reason": reason}).encode() + b"\n")


def become(request: dict[str, Any], files: list[int], lifeline: socket.socket, folder: str) -> NoReturn:
    """Run the target of a request; the exit code of this process tells how it went.

    Args:
        request: `target`, `settings` and `limits`.
        files: the open files that came with it.
        lifeline: for the report of a failure ahead of the target; closed before the target runs.
        folder: where to make HOME and the work folder outside a sandbox; empty inside one.
    """
    settings = request["settings"]
    try:
        os.setsid()
        if folder and sys.platform == "linux":
            linux.die_with_parent(signal.SIGKILL)
        isolate.fresh(*(_folders(folder) if folder else (isolate.HOME, isolate.WORK)))
        isolate.restrict(request["limits"], sandboxed=not folder)
        if not folder:
            linux.drop_privileges()
            seccomp.install()
        numbers = [settings.get(name, -1) for name in ("stdout", "stderr")]
        out, err = (files[number] if number >= 0 else -1 for number in numbers)
        kept = isolate.arrange([fd for number, fd in enumerate(files) if number not in numbers], out, err)
    except BaseException as error:
        report(lifeline, None, None, f"not isolated: {error}")
        os._exit(1)
    os._exit(_called(request["target"], kept, settings))


def _folders(folder: str) -> tuple[str, str]:
    home, work = os.path.join(folder, "home"), os.path.join(folder, "work")
    os.mkdir(home)
    os.mkdir(work)
    return home, work


def _called(target: str, files: list[int], settings: dict[str, Any]) -> int:
    """Call the target; return the exit code of the process."""
    try:
        resolve(target)(files, settings)
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    return code & 255
