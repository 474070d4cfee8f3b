"""Taking in the submissions of a class, in plain layout, without changing or losing a file."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.intake import LARGEST_FILE, Entry, entries
from autograder.pipeline.reading import UnreadableError, parse_notebook

_ENDING = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
_COPIED = r"(?:copy of |kopie von |copie de |copia de )"
_COPY = re.compile(f"^{_COPIED}+", re.IGNORECASE)
_NUMBER = re.compile(r"( ?\(\d+\)|[ _-]copy\d*)+$", re.IGNORECASE)
_STAMP = "%Y-%m-%d %H:%M:%S UTC"


@dataclass(frozen=True)
class Received:
    """What became of one file.

    Args:
        student: whose it is; empty where that is not known.
        file: its path in the download.
        status: "new", "replaced" (an older attempt), "unchanged", "older" (kept, not graded) or "refused".
        sentence: what the instructor should know; empty when all is well.
    """

    student: str
    file: str
    status: str
    sentence: str = ""


def collect(course: Course, assignment: str, where: Path) -> list[Received]:
    """Copy submissions to build/submitted, every attempt to build/attempts; the newest of a student is the one to grade.

    Plain layouts are understood: student/anything.ipynb, student.ipynb, student_aNN_name.ipynb. Beginnings such as "Copy of"
    and endings such as " (1)" are ignored.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.
        where: a folder or a zip; it is not changed.

    Returns:
        What became of each notebook, and of each file that was refused, sorted by student.

    Raises:
        CourseError: there is no such assignment, folder or zip, or no notebook in it.
    """
    assignment = course.assignment(assignment)
    found = entries(Path(where))
    received = [_refused(entry, entry.problem) for entry in found if entry.problem]
    usable = [entry for entry in found if not entry.problem]
    notebooks = [
        entry
        for entry in usable
        if _ENDING.search(entry.path.name) and not _is_of_another(entry.path, assignment, course.assignments())
    ]
    usable, notebooks = _below_common(usable, notebooks, assignment)
    for student, files in sorted(_by_student(notebooks, assignment).items()):
        received += _attempts(course, assignment, student, files)
    received += _without_notebook(usable, notebooks)
    if not received:
        raise CourseError(f"no notebook of {assignment} is in {where}: expected STUDENT/{assignment}.ipynb or STUDENT.ipynb")
    return sorted(received, key=lambda item: (item.student, item.file))


def student_of(path: PurePosixPath, assignment: str) -> str:
    """Return whose submission a file is, by its place in the download.

    Args:
        path: as student/anything.ipynb, student.ipynb or student_aNN_name.ipynb.
        assignment: its full name.

    Returns:
        The student's name as the download has it.
    """
    name = path.parts[0] if len(path.parts) > 1 else _without_assignment(stem(path.name), assignment)
    return unicodedata.normalize("NFC", name).strip() or "unnamed"


def folder_name(student: str) -> str:
    """Return a student's id, fit for a folder, nbgrader and CSV: letters, digits and ._@'- stay, the rest becomes "_"."""
    return re.sub(r"[^\w .@'-]+", "_", student).strip(" ._@-") or "unnamed"


def stem(name: str) -> str:
    """Return a file name without its ending and without what Colab and browsers add to it."""
    bare = _COPY.sub("", _ENDING.sub("", name))
    return _NUMBER.sub("", bare).strip()


def _without_assignment(name: str, assignment: str) -> str:
    return re.sub(rf"[ _-]*{_COPIED}*{re.escape(assignment)}$", "", name, flags=re.IGNORECASE)


def _is_named(path: PurePosixPath, assignment: str) -> bool:
    return stem(path.name).lower().endswith(assignment.lower())


def _is_of_another(path: PurePosixPath, assignment: str, assignments: Iterable[str]) -> bool:
    others = [other for other in assignments if other != assignment]
    return any(_is_named(path, other) or other in path.parts[:-1] for other in others)


def _below_common(usable: list[Entry], notebooks: list[Entry], assignment: str) -> tuple[list[Entry], list[Entry]]:
    """Look below the one folder that holds everything, as zips have it, unless it is a student's."""
    tops = {entry.path.parts[0] for entry in usable if len(entry.path.parts) > 1}
    if len(tops) != 1 or any(len(entry.path.parts) == 1 for entry in usable):
        return usable, notebooks
    below = [PurePosixPath(*entry.path.parts[1:]) for entry in notebooks]
    folders = {path.parts[0] for path in below if len(path.parts) > 1 and path.parts[0] != assignment}
    names = {_without_assignment(stem(path.name), assignment) for path in below if len(path.parts) == 1}
    if not folders and ("" in names or len(names) < 2):
        return usable, notebooks
    return [replace(entry, depth=entry.depth + 1) for entry in usable], [
        replace(entry, depth=entry.depth + 1) for entry in notebooks
    ]


def _by_student(notebooks: list[Entry], assignment: str) -> dict[str, list[Entry]]:
    students: dict[str, list[Entry]] = defaultdict(list)
    for entry in notebooks:
        students[student_of(entry.place, assignment)].append(entry)
    return students


def _attempts(course: Course, assignment: str, student: str, files: list[Entry]) -> Iterator[Received]:
    """Take the notebooks of one student, oldest first; those that bear another name only where none bears the right one."""
    named = [entry for entry in files if _is_named(entry.path, assignment)] or files
    name = folder_name(student)
    if _is_somebody_else(course, assignment, student):
        yield from (_refused(entry, f"another student is collected as {name} already") for entry in files)
        return
    for entry in sorted(named, key=lambda entry: (entry.received, _number(entry.path.name), entry.path)):
        yield _take(course, assignment, name, entry)
    for entry in files:
        if entry not in named:
            yield _refused(entry, f"a notebook named {assignment} is beside it", name)


def _is_somebody_else(course: Course, assignment: str, student: str) -> bool:
    """Return whether two students' names become the same folder; the first who came is noted beside the attempts."""
    note = course.build / "attempts" / assignment / folder_name(student) / "name.txt"
    if note.exists():
        return note.read_text(encoding="utf-8") != student
    _write(note, student.encode())
    return False


def _number(name: str) -> int:
    """Return the number that a browser gave to a download: 1 for "a02 (1).ipynb"."""
    found = re.search(r"\((\d{1,6})\)$", _ENDING.sub("", name))
    return int(found[1]) if found else 0


def _refused(entry: Entry, reason: str, student: str = "") -> Received:
    return Received(student, str(entry.path), "refused", f"{entry.path} was not taken: {reason}.")


def _without_notebook(usable: list[Entry], notebooks: list[Entry]) -> Iterator[Received]:
    """Name the folders that hold files, but no notebook."""
    served = {entry.place.parts[0] for entry in notebooks}
    for folder in sorted({entry.place.parts[0] for entry in usable if len(entry.place.parts) > 1} - served):
        yield Received(
            folder, folder, "refused", f"{folder} holds no notebook of this assignment: ask the student for the .ipynb file."
        )


def _take(course: Course, assignment: str, student: str, entry: Entry) -> Received:
    try:
        data = entry.read()
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        return _refused(entry, f"it could not be read ({error}), download it again", student)
    if len(data) > LARGEST_FILE:
        return _refused(entry, "it is larger than it says", student)
    status = _store(course, assignment, student, data, entry.received)
    return Received(student, str(entry.path), status, _sentence(data, entry, status))


def _sentence(data: bytes, entry: Entry, status: str) -> str:
    try:
        parse_notebook(data)
    except UnreadableError as error:
        return f"{entry.path}: {error}"
    return f"{entry.path} is older than what was collected: it is kept, and not graded." if status == "older" else ""


def _store(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> str:
    """Keep an attempt, and make it the submission where it is the newest."""
    folder = course.submitted / student / assignment
    notebook, stamp = folder / f"{assignment}.ipynb", folder / "timestamp.txt"
    if notebook.exists() and (notebook.read_bytes() == data or _is_kept(course, assignment, student, data, received)):
        return "unchanged"
    _keep(course, assignment, student, data, received)
    if notebook.exists():
        before = _time(stamp, notebook)
        if received < before:
            return "older"
        _keep(course, assignment, student, notebook.read_bytes(), before)
    status = "replaced" if notebook.exists() else "new"
    _write(notebook, data)
    _write(stamp, received.strftime(_STAMP).encode() + b"\n")
    return status


def _keep(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> None:
    if not _is_kept(course, assignment, student, data, received):
        _write(_attempt_file(course, assignment, student, data, received), data)


def _is_kept(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> bool:
    return _attempt_file(course, assignment, student, data, received).exists()


def _attempt_file(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> Path:
    name = f"{received:%Y%m%d-%H%M%S}-{hashlib.sha256(data).hexdigest()[:8]}.ipynb"
    return course.build / "attempts" / assignment / student / name


def _time(stamp: Path, notebook: Path) -> datetime:
    try:
        return datetime.strptime(stamp.read_text().strip(), _STAMP).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return datetime.fromtimestamp(notebook.stat().st_mtime, UTC)


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(data)
    os.replace(draft, path)
