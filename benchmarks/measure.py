"""Time and memory of a command with everything that it starts."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

_PAUSE = 0.3


@dataclass(frozen=True)
class Run:
    """What a command took.

    Args:
        seconds: of wall time.
        memory: the most bytes that its processes held at one moment; what several share is counted once.
        output: what it printed.
        code: its exit code.
    """

    seconds: float
    memory: int
    output: str
    code: int


def measure(command: list[str], folder: Path, environment: Mapping[str, str], cores: int | None = None) -> Run:
    """Run a command to its end.

    Args:
        command: program and arguments.
        folder: where it runs.
        environment: variables besides those of this process.
        cores: how many cores it may use; None for all.

    Returns:
        What it took.
    """
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    )
    peak = [0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    return Run(seconds, peak[0], output, process.returncode)


def _watch(pid: int, peak: list[int], done: threading.Event) -> None:
    while not done.wait(_PAUSE):
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(pid)
            peak[0] = max(peak[0], sum(map(_held, [root, *root.children(recursive=True)])))


def _held(process: psutil.Process) -> int:
    """Return the memory of a process; of a page that n processes share, the n-th part."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, OSError):  # it has ended
        return 0


def spread(seconds: Iterable[float]) -> tuple[float, float]:
    """Return the median and the value below which 95 % lie."""
    found = sorted(seconds)
    return statistics.median(found), found[min(len(found) - 1, int(0.95 * len(found)))]
