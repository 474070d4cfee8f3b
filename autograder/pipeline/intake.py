"""Looking into a folder or zip of submissions without trusting it: what can be taken, and why the rest cannot."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.notebooks.errors import CourseError

LARGEST_FILE = 100_000_000
LARGEST_SUM = 4_000_000_000
MOST_FILES = 50_000
MOST_OF_ONE = 2_000
HIGHEST_RATIO = 500
SMALL = 10_000_000
BROKEN = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


@dataclass(frozen=True)
class Entry:
    """A file of a download.

    Args:
        path: below the folder or inside the zip.
        received: its time there, UTC, never in the future; of a file in a student's own zip the time of that zip.
        size: in bytes, as announced.
        origin: the file itself, or the zip that holds it.
        problem: why it is refused, or the empty string.
        depth: how many folders at the beginning of the path say nothing.
        members: its name in the zip, as written there, and in a student's zip inside of it; empty for a file of a folder.
    """

    path: PurePosixPath
    received: datetime
    size: int
    origin: Path
    problem: str = ""
    depth: int = 0
    members: tuple[str, ...] = ()

    @property
    def place(self) -> PurePosixPath:
        """Return the path without the folders that say nothing."""
        return PurePosixPath(*self.path.parts[self.depth :])

    def read(self) -> bytes:
        """Return the content, at most one byte more than `LARGEST_FILE`; raises one of `BROKEN` where it is damaged."""
        with self.origin.open("rb") as file:
            return _inside(file, self.members)


def entries(where: Path) -> list[Entry]:
    """Return every file of a folder or zip, those that are refused included; zips of students are looked into.

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
    visible = [entry for entry in found if not _is_hidden(entry.path)]
    _check_whole(where, visible)
    opened = [inner for entry in _uncrowded(visible) for inner in _opened(entry)]
    return sorted(opened, key=lambda entry: entry.path)


def not_later(time: datetime) -> datetime:
    """Return a time, or now where it lies in the future: nothing is received there, and it would beat all later attempts."""
    return min(time, datetime.now(UTC).replace(microsecond=0))


def _inside(file: IO[bytes], members: tuple[str, ...]) -> bytes:
    if not members:
        return file.read(LARGEST_FILE + 1)
    with zipfile.ZipFile(file) as archive, archive.open(members[0]) as inner:
        data = inner.read(LARGEST_FILE + 1)
    return _inside(io.BytesIO(data), members[1:]) if members[1:] else data


def _of_folder(where: Path) -> Iterator[Entry]:
    for folder, folders, files in os.walk(where):
        for name in sorted(files) + [name for name in sorted(folders) if Path(folder, name).is_symlink()]:
            path = Path(folder, name)
            status = path.lstat()
            received = not_later(datetime.fromtimestamp(status.st_mtime, UTC))
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
    except BROKEN as error:
        raise CourseError(f"{where} is not a zip that can be read ({error}): download it again") from error
    for member in members:
        if not member.is_dir():
            path, problem = PurePosixPath(member.filename), _member_problem(member)
            yield Entry(path, _zip_time(member), member.file_size, where, problem, members=(member.filename,))


def _check_whole(where: Path, found: list[Entry]) -> None:
    """Refuse a download that would not fit, not counting what is refused of it anyway."""
    taken = [entry for entry in _uncrowded(found) if not entry.problem]
    if len(taken) > MOST_FILES or sum(entry.size for entry in taken) > LARGEST_SUM:
        raise CourseError(f"{where} holds more than {MOST_FILES} files or {LARGEST_SUM // 10**9} GB: unpack it yourself and look")


def _uncrowded(found: list[Entry]) -> list[Entry]:
    """Replace folders of thousands of files by one refused entry each."""
    tops = {entry.path.parts[:1] for entry in found}
    depth = 2 if len(tops) == 1 else 1
    counts = Counter(entry.path.parts[:depth] for entry in found if len(entry.path.parts) > depth)
    crowded = {parts: count for parts, count in counts.items() if count > MOST_OF_ONE}
    firsts = {entry.path.parts[:depth]: entry for entry in reversed(found)}
    problems = [
        replace(firsts[parts], path=PurePosixPath(*parts), problem=f"it holds {count} files, more than {MOST_OF_ONE}")
        for parts, count in crowded.items()
    ]
    return [entry for entry in found if entry.path.parts[:depth] not in crowded] + problems


def _opened(entry: Entry) -> Iterable[Entry]:
    """Return the files of a zip that a student handed in; one level deep, and with the time of the zip."""
    if entry.problem or entry.path.suffix.lower() != ".zip":
        return [entry]
    try:
        with zipfile.ZipFile(io.BytesIO(entry.read())) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except BROKEN as error:
        return [replace(entry, problem=f"it is a zip that cannot be read ({error})")]
    if len(members) > MOST_OF_ONE or sum(member.file_size for member in members) > LARGEST_FILE:
        return [replace(entry, problem=f"it is a zip of more than {MOST_OF_ONE} files or {LARGEST_FILE // 10**6} MB")]
    inner = [_inner(entry, member) for member in members]
    return [one for one in inner if not _is_hidden(one.path)] or [replace(entry, problem="it is an empty zip")]


def _inner(outer: Entry, member: zipfile.ZipInfo) -> Entry:
    problem = _member_problem(member) or ("it is a zip in a zip" if member.filename.lower().endswith(".zip") else "")
    path = outer.path / (PurePosixPath(member.filename).name if problem else member.filename)
    return replace(outer, path=path, size=member.file_size, problem=problem, members=(*outer.members, member.filename))


def _zip_time(member: zipfile.ZipInfo) -> datetime:
    """Return the time of a zip member; a zip holds local time."""
    try:
        return not_later(datetime(*member.date_time).astimezone(UTC))
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1, tzinfo=UTC)


def _member_problem(member: zipfile.ZipInfo) -> str:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or "\\" in name or name[1:2] == ":":
        return "its path inside the zip is absolute"
    if ".." in path.parts:
        return "its path leads out of the zip (..)"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link"
    if member.flag_bits & 1:
        return "it is encrypted"
    if member.file_size > SMALL and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        return f"it grows more than {HIGHEST_RATIO}-fold when it is unpacked, as zip bombs do"
    return _size_problem(member.file_size)


def _size_problem(size: int) -> str:
    return f"it is larger than {LARGEST_FILE // 10**6} MB" if size > LARGEST_FILE else ""


def _is_hidden(path: PurePosixPath) -> bool:
    """Return whether a file is the operating system's or an editor's: .ipynb_checkpoints, __MACOSX, .DS_Store."""
    parts = [part for part in path.parts if part != ".."]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
