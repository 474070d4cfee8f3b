"""Looking into a folder or zip of submissions without trusting it: what can be taken, and why the rest cannot."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.notebooks.errors import CourseError

LARGEST_FILE = 20_000_000
LARGEST_SUM = 4_000_000_000
MOST_FILES = 50_000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A file of a download.

    Args:
        path: below the folder or inside the zip.
        received: its time there, UTC.
        size: in bytes, as announced.
        origin: the file itself, or the zip that holds it.
        problem: why it is refused, or the empty string.
        depth: how many folders at the beginning of the path say nothing.
        member: its name in the zip, as written there; empty for a file of a folder.
    """

    path: PurePosixPath
    received: datetime
    size: int
    origin: Path
    problem: str = ""
    depth: int = 0
    member: str = ""

    @property
    def place(self) -> PurePosixPath:
        """Return the path without the folders that say nothing."""
        return PurePosixPath(*self.path.parts[self.depth :])

    def read(self) -> bytes:
        """Return the content, at most one byte more than `LARGEST_FILE`."""
        if self.member:
            with zipfile.ZipFile(self.origin) as archive, archive.open(self.member) as file:
                return file.read(LARGEST_FILE + 1)
        with self.origin.open("rb") as file:
            return file.read(LARGEST_FILE + 1)


def entries(where: Path) -> list[Entry]:
    """Return every file of a folder or zip, those that are refused included.

    Args:
        where: the folder or zip.

    Returns:
        The files, sorted by path; links are not followed.

    Raises:
        CourseError: there is no such folder or zip, or the zip cannot be read.
    """
    if where.is_dir():
        found = _of_folder(where)
    elif where.is_file() and where.suffix.lower() == ".zip":
        found = _of_zip(where)
    elif where.exists():
        raise CourseError(f"{where} is neither a folder nor a zip: give the folder or the .zip of the submissions")
    else:
        raise CourseError(f"there is no folder or zip {where}: give the folder or the .zip of the submissions")
    return sorted((entry for entry in found if not _is_hidden(entry.path)), key=lambda entry: entry.path)


def _of_folder(where: Path) -> Iterator[Entry]:
    for folder, folders, files in os.walk(where):
        for name in sorted(files) + [name for name in sorted(folders) if Path(folder, name).is_symlink()]:
            path = Path(folder, name)
            status = path.lstat()
            received = datetime.fromtimestamp(status.st_mtime, UTC)
            yield Entry(PurePosixPath(path.relative_to(where).as_posix()), received, status.st_size, path, _file_problem(status))


def _file_problem(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "it is a link"
    if not stat.S_ISREG(status.st_mode):
        return "it is no ordinary file"
    return _size_problem(status.st_size)


def _of_zip(where: Path) -> Iterator[Entry]:
    try:
        with zipfile.ZipFile(where) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise CourseError(f"{where} is not a zip that can be read ({error}): download it again") from error
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > LARGEST_SUM:
        raise CourseError(f"{where} holds more than {MOST_FILES} files or {LARGEST_SUM // 10**9} GB: unpack it yourself and look")
    for member in members:
        if not member.is_dir():
            path, problem = PurePosixPath(member.filename), _member_problem(member)
            yield Entry(path, _zip_time(member), member.file_size, where, problem, member=member.filename)


def _zip_time(member: zipfile.ZipInfo) -> datetime:
    """Return the time of a zip member; a zip holds local time."""
    try:
        return datetime(*member.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1, tzinfo=UTC)


def _member_problem(member: zipfile.ZipInfo) -> str:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ":" in name or "\\" in name:
        return "its path inside the zip is absolute"
    if ".." in path.parts:
        return "its path leads out of the zip (..)"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link"
    if member.flag_bits & 1:
        return "it is encrypted"
    return _size_problem(member.file_size)


def _size_problem(size: int) -> str:
    return f"it is larger than {LARGEST_FILE // 10**6} MB" if size > LARGEST_FILE else ""


def _is_hidden(path: PurePosixPath) -> bool:
    """Return whether a file is the operating system's or an editor's: .ipynb_checkpoints, __MACOSX, .DS_Store."""
    parts = [part for part in path.parts if part != ".."]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
