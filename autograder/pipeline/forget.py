"""Deleting what the course keeps of one student: every file and every row, and naming what still mentions them."""

from __future__ import annotations

import codecs
import contextlib
import glob
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy import text

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.attempts import identities
from autograder.pipeline.ledger import locked
from autograder.pipeline.stock import has_gradebook, open_gradebook

_THEIRS = (  # below build/, {} being the student
    "submitted/{}", "attempts/*/{}", "autograded/{}", "feedback/{}", "results/*/{}.json", "logs/*/{}.log", "gradescope/*/{}",
)  # fmt: skip
_OTHERS = ("source", "student", "book", "compat", "demo", "profiles")  # of build/: hold nothing of students


@dataclass(frozen=True)
class Trace:
    """What is kept of a student.

    Args:
        student: the id.
        places: files and folders that are theirs alone.
        graded: how many submissions the gradebooks hold.
    """

    student: str
    places: tuple[Path, ...]
    graded: int


def trace(course: Course, student: str) -> Trace:
    """Find what is kept of a student.

    Args:
        course: where everything lies.
        student: the id, as in the gradebook.

    Returns:
        What `forget` deletes.

    Raises:
        CourseError: nobody is known by this id.
    """
    named = student not in ("", ".", "..") and Path(student).name == student  # anything else leads out of the folders
    places = [path for one in _both(course) for path in _places(one, student) if named]
    counts = [count for one in _both(course) if (count := _submissions(one, student)) is not None]
    if not places and not counts:
        raise CourseError(f'nothing is kept of a student "{student}": the ids are the names of the folders in build/submitted')
    return Trace(student, tuple(places), sum(counts))


def forget(course: Course, found: Trace) -> list[Path]:
    """Delete what is kept of a student; it cannot be brought back.

    Args:
        course: where everything lies.
        found: by `trace`.

    Returns:
        The files below build/ that still mention the student: class lists, reports and exports, which concern others too.

    Raises:
        CourseError: a grading is running.
    """
    with locked(course):
        words = _words(course, found.student)
        for one in _both(course):
            _delete_rows(one, found.student)
        for path in found.places:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return sorted(path for path in _shared(course) if path.suffix == ".parquet" or words.search(_read(path)))


def _both(course: Course) -> tuple[Course, Course]:
    """Return the course and the one beside it that holds first attempts."""
    return course, replace(course, work=course.build / "first")


def _places(course: Course, student: str) -> Iterator[Path]:
    for pattern in _THEIRS:
        yield from sorted(course.build.glob(pattern.format(glob.escape(student))))


def _submissions(course: Course, student: str) -> int | None:
    """Return how many submissions a gradebook holds; None where it does not know the student."""
    if not has_gradebook(course):
        return None
    with open_gradebook(course) as gradebook, contextlib.suppress(MissingEntry):
        return len(gradebook.find_student(student).submissions)
    return None


def _delete_rows(course: Course, student: str) -> None:
    """Delete a student from a gradebook, and from the free pages of its file."""
    if _submissions(course, student) is None:
        return
    with open_gradebook(course) as gradebook:
        gradebook.remove_student(student)
        with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))


def _words(course: Course, student: str) -> re.Pattern[bytes]:
    """Return what to look for: the id, the names that the gradebook and the platforms gave, and the address."""
    known = {student, *(name for one in _both(course) for name in identities(one, student))}
    if has_gradebook(course):
        with open_gradebook(course) as gradebook, contextlib.suppress(MissingEntry):
            row = gradebook.find_student(student)
            known |= {row.email or "", f"{row.first_name or ''} {row.last_name or ''}".strip()}
    words = {re.sub(r" \([^()]*\)$", "", word) for word in known} - {""}
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words)).encode(), re.IGNORECASE)


def _read(path: Path) -> bytes:
    """Return a file; one in UTF-16, as Blackboard writes it, in UTF-8."""
    data = path.read_bytes()
    return data.decode("utf-16", "replace").encode() if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else data


def _shared(course: Course) -> Iterator[Path]:
    """Return the files below build/ that concern more than one student, databases left out."""
    for path in course.build.rglob("*"):
        if path.is_file() and path.relative_to(course.build).parts[0] not in _OTHERS and path.suffix not in (".db", ".zip"):
            yield path
