"""What students got at first: their first attempts, of which collecting keeps a copy."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import results
from autograder.pipeline.attempts import as_submission
from autograder.pipeline.digests import material_digest, submission_digest
from autograder.pipeline.grade import Progress, grade
from autograder.pipeline.results import Result, submitted_file


@dataclass(frozen=True)
class Firsts:
    """First attempts.

    Args:
        found: results of the first attempts that were graded, by the tests of now; of those who handed in once, the result.
        waiting: who handed in more than once, and whose first attempt has not been graded.
        attempts: how many attempts of each student are kept; 1 where none is.
    """

    found: dict[str, Result] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    attempts: dict[str, int] = field(default_factory=dict)


def firsts(course: Course, assignment: str, last: list[Result]) -> Firsts:
    """Return what is known of first attempts; nothing is graded.

    Args:
        course: where everything lies.
        assignment: its full name.
        last: the results of the submissions.
    """
    beside, key = _beside(course), material_digest(course, assignment)
    kept = {result.student: _kept(course, assignment, result.student) for result in last}
    again = {student: paths[0] for student, paths in kept.items() if _is_other(course, assignment, student, paths)}
    standing = {student for student, path in again.items() if _stands(beside, assignment, student, path, key)}
    graded = {one.student: one for one in results.results(beside, assignment) if one.student in standing} if standing else {}
    once = {one.student: one for one in last if one.student not in again}
    waiting = tuple(sorted(set(again) - set(graded)))
    return Firsts(once | graded, waiting, {student: max(1, len(paths)) for student, paths in kept.items()})


def grade_firsts(
    course: Course, assignment: str, progress: Progress | None = None, count: int | None = None, sandboxed: bool = True
) -> None:
    """Grade the first attempts of those who handed in more than once; grades and gradebook of the course are not touched.

    Args:
        course: where everything lies; the results go to build/first.
        assignment: its name, or the beginning of it.
        progress, count, sandboxed: as for `grade`.

    Raises:
        CourseError: as for `grade`.
    """
    assignment, beside = course.assignment(assignment), _beside(course)
    students = results.students(course, assignment)
    if not students:
        raise CourseError(f"nothing of {assignment} has been graded: run `autograder grade {assignment}`")
    for student in students:
        shutil.rmtree(submitted_file(beside, assignment, student).parent, ignore_errors=True)
        paths = _kept(course, assignment, student)
        if _is_other(course, assignment, student, paths):
            place = submitted_file(beside, assignment, student)
            place.parent.mkdir(parents=True)
            place.write_bytes(as_submission(paths[0].read_bytes()))
    if results.students(beside, assignment):
        grade(beside, assignment, progress=progress, count=count, sandboxed=sandboxed)


def _beside(course: Course) -> Course:
    return replace(course, work=course.build / "first")


def _kept(course: Course, assignment: str, student: str) -> list[Path]:
    """Return the attempts of a student, the first one first: their names begin with the time of receipt."""
    return sorted((course.build / "attempts" / assignment / student).glob("[0-9]*.ipynb"))


def _is_other(course: Course, assignment: str, student: str, kept: list[Path]) -> bool:
    """Return whether the first attempt is not the submission."""
    submission = submitted_file(course, assignment, student)
    return bool(kept) and submission.exists() and as_submission(kept[0].read_bytes()) != submission.read_bytes()


def _stands(beside: Course, assignment: str, student: str, first: Path, key: str) -> bool:
    """Return whether the first attempt was graded, by the tests of now."""
    place, record = submitted_file(beside, assignment, student), results.load_record(beside, assignment, student)
    if record is None or not place.exists() or place.read_bytes() != as_submission(first.read_bytes()):
        return False
    return record.digest == submission_digest(place.parent, key)
