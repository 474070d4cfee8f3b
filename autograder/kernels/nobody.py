"""Rights taken from the processes of students where there is no sandbox, but root starts them."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from . import linux
from .isolate import NOBODY

DROP = f"{__name__}:become_nobody"


def become_nobody() -> None:
    """Turn from root into a user without rights, for good; called in a zygote, after its imports."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    linux.die_with_parent(signal.SIGKILL)  # the kernel forgets this when the user changes


def possible() -> bool:
    """Return whether this process is root, and whoever has no rights can still read Python and its packages."""
    places = [os.__file__, sys.executable, *(path for path in sys.path if path and Path(path).is_dir())]
    return sys.platform == "linux" and os.geteuid() == 0 and all(map(_is_open, places))


def lock(paths: Iterable[Path]) -> None:
    """Let nobody but root read what is there of files and folders."""
    for path in paths:
        if path.exists():
            path.chmod(stat.S_IRWXU)


def _is_open(place: str) -> bool:
    """Return whether everybody may read a file or folder and go through all folders above it."""
    path = Path(place).resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents) and bool(path.stat().st_mode & stat.S_IROTH)
