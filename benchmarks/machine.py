"""The machine that measures, without its name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_PACKAGES = ("nbgrader", "ipykernel", "jupyter_client", "numpy", "keras", "tensorflow-cpu", "tensorflow")


def description() -> str:
    """Return processor, cores, memory and versions in one line."""
    cores, memory = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / 2**30
    parts = [_processor(), f"{cores} cores", f"{memory:.0f} GiB", f"Python {platform.python_version()}"]
    parts += [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    return ", ".join(parts)


def load() -> str:
    """Return what else the machine was doing, in words."""
    return f"load average before the run {os.getloadavg()[0]:.1f}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
