"""Files that one of the two processes wrote and the other may read: copied, bounded, never followed through a link."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any

MOST_FILES = 200
MOST_BYTES = 16 * 2**20
DEPTH = 5

Stamp = tuple[int, int]


class Folder:
    """The current folder of a process, and what the other one knows of it."""

    def __init__(self) -> None:
        self._known: dict[str, Stamp] = {}

    def changes(self) -> dict[str, bytes | None]:
        """Return the files that are new or changed since the last time, and None for those that are gone."""
        stamps = dict(self._stamps("", DEPTH))
        fresh = [path for path, stamp in stamps.items() if self._known.get(path) != stamp]
        gone: dict[str, bytes | None] = {path: None for path in self._known if path not in stamps}
        self._known = stamps
        found, size = gone, 0
        for path in fresh[:MOST_FILES]:
            size += stamps[path][1]
            if size <= MOST_BYTES:
                found[path] = _read(path)
        return found

    def apply(self, changes: Any) -> None:
        """Make the changes that the other process tells of; paths that lead elsewhere are passed over."""
        for path, data in changes.items() if type(changes) is dict else ():
            if type(path) is str and _inside(path) and (data is None or type(data) is bytes):
                _write(path, data)
                self._known.pop(path, None)
                if data is not None and (stamp := _stamp(path)) is not None:
                    self._known[path] = stamp

    def _stamps(self, folder: str, depth: int) -> list[tuple[str, Stamp]]:
        found: list[tuple[str, Stamp]] = []
        try:
            entries = list(os.scandir(folder or "."))
        except OSError:
            return found
        for entry in entries[: 2 * MOST_FILES]:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                found.append((path, (state.st_mtime_ns, state.st_size)))
            elif entry.is_dir(follow_symlinks=False) and depth:
                found += self._stamps(path, depth - 1)
        return found


def _stamp(path: str) -> Stamp | None:
    try:
        state = os.lstat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return 0 < len(parts) <= DEPTH + 1 and len(path) < 200 and ".." not in parts and not path.startswith("/") and "\0" not in path


def _read(path: str) -> bytes | None:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(MOST_BYTES)
    except OSError:
        return None


def _write(path: str, data: bytes | None) -> None:
    try:
        if data is None:
            os.unlink(path)
            return
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644), "wb") as file:
            file.write(data)
    except OSError:
        return
