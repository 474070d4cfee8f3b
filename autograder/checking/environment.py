"""What the first cell of a notebook says: versions and device."""

from __future__ import annotations

import platform
import shutil
import subprocess

import numpy as np

VERSION = "0.1.0"


def describe() -> str:
    """Return one line: versions of the course, Python and NumPy, and the device."""
    return f"rnn-course {VERSION} · Python {platform.python_version()} · NumPy {np.__version__} · {device()}"


def device() -> str:
    """Return "GPU <name>" where NVIDIA's driver lists one, else "CPU"; imports no framework."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return "CPU"
    try:
        answer = subprocess.run(
            [command, "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "CPU"
    names = answer.stdout.strip().splitlines()
    return f"GPU {names[0]}" if names else "CPU"
