"""Keeping every attempt that was handed in, and choosing the newest as the submission."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from autograder.notebooks.paths import Course
from autograder.pipeline.reading import UnreadableError, readable

_STAMP = "%Y-%m-%d %H:%M:%S UTC"
_LONGEST = 60


def folder_name(student: str) -> str:
    """Return a student's id, fit for a folder, nbgrader and CSV: letters, digits and ._@'- stay, the rest becomes "_"."""
    return re.sub(r"[^\w .@'-]+", "_", student)[:_LONGEST].strip(" ._@-") or "unnamed"


def claim(course: Course, assignment: str, folder: str, identity: str) -> bool:
    """Note who a folder belongs to; the first who came keeps it.

    Args:
        course: where everything lies.
        assignment: its full name.
        folder: of the student.
        identity: what tells the student from all others.

    Returns:
        Whether the folder is this student's.
    """
    note, name = _folder(course, assignment, folder) / "name.txt", identity.encode("utf-8", "replace")
    if note.exists():
        return note.read_bytes() == name
    _write(note, name)
    return True


def identities(course: Course, folder: str) -> set[str]:
    """Return what told the student of a folder from all others, in each of the downloads; see `claim`."""
    notes = (course.build / "attempts").glob(f"*/{glob.escape(folder)}/name.txt")
    return {note.read_text(encoding="utf-8", errors="replace") for note in notes}


def store(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> str:
    """Keep an attempt byte for byte, and make it the submission where it is the newest.

    The submission is written so that nbformat and nbgrader can read it, where that takes mending.

    Args:
        course: where everything lies.
        assignment: its full name.
        student: the student's folder.
        data: the file as it was handed in.
        received: when.

    Returns:
        "new", "replaced" (an older attempt), "unchanged" or "older" (kept, not graded).
    """
    folder = course.submitted / student / assignment
    notebook, stamp = folder / f"{assignment}.ipynb", folder / "timestamp.txt"
    submission = as_submission(data)
    if notebook.exists() and (notebook.read_bytes() == submission or _is_kept(course, assignment, student, data, received)):
        return "unchanged"
    _keep(course, assignment, student, data, received)
    status = "new"
    if notebook.exists():
        before = _time(stamp, notebook)
        if received < before:
            return "older"
        _keep_edited(course, assignment, student, notebook.read_bytes(), before)
        status = "replaced"
    _write(notebook, submission)
    _write(stamp, received.strftime(_STAMP).encode() + b"\n")
    return status


def as_submission(data: bytes) -> bytes:
    """Return what is handed to grading: the file itself where it can be read, or cannot be mended."""
    try:
        return readable(data)
    except UnreadableError:
        return data


def _keep(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> None:
    if not _is_kept(course, assignment, student, data, received):
        _write(_attempt_file(course, assignment, student, data, received), data)


def _keep_edited(course: Course, assignment: str, student: str, submission: bytes, received: datetime) -> None:
    """Keep a submission that is about to be replaced, unless it is what became of an attempt that is kept already."""
    kept = _folder(course, assignment, student).glob(f"{received:%Y%m%d-%H%M%S}-*.ipynb")
    if not any(as_submission(path.read_bytes()) == submission for path in kept):
        _keep(course, assignment, student, submission, received)


def _is_kept(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> bool:
    return _attempt_file(course, assignment, student, data, received).exists()


def _attempt_file(course: Course, assignment: str, student: str, data: bytes, received: datetime) -> Path:
    name = f"{received:%Y%m%d-%H%M%S}-{hashlib.sha256(data).hexdigest()[:8]}.ipynb"
    return _folder(course, assignment, student) / name


def _folder(course: Course, assignment: str, student: str) -> Path:
    return course.build / "attempts" / assignment / student


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
