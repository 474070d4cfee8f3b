"""Grading a class with nbgrader, one submission after the other; none can stop the rest."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from nbgrader.converters import Autograde

from autograder.notebooks import release
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import results
from autograder.pipeline.reading import UnreadableError, read_notebook
from autograder.pipeline.results import Record, Result
from autograder.pipeline.stock import calling, converter, open_gradebook

Progress = Callable[[int, int, Result | None], None]


def grade(
    course: Course,
    assignment: str,
    students: list[str] | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> list[Result]:
    """Grade the collected submissions of an assignment.

    Submissions that were graded already and have not changed since are left as they are.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.
        students: only these; None for all.
        force: grade unchanged submissions too.
        progress: called with the number of submissions done, their total and the last result (None at the start).

    Returns:
        One result for each student, sorted.

    Raises:
        CourseError: there is no such assignment, no such student, or nothing was collected.
    """
    assignment = course.assignment(assignment)
    waiting = _waiting(course, assignment, students)
    register(course, assignment)
    progress = progress or (lambda done, total, result: None)
    progress(0, len(waiting), None)
    done: list[Result] = []
    for student in waiting:
        done.append((None if force else _unchanged(course, assignment, student)) or _grade_one(course, assignment, student))
        progress(len(done), len(waiting), done[-1])
    return done


def register(course: Course, assignment: str) -> None:
    """Record the cells of an assignment in the gradebook, as they are in build/source now; grades are kept.

    Raises:
        CourseError: the source has not been built, or no longer fits the submissions that the gradebook holds.
    """
    if not (course.source / assignment / f"{assignment}.ipynb").exists():
        raise CourseError(f"{assignment} has not been built: run `autograder build`")
    release.record(course, assignment, course.source)


def _waiting(course: Course, assignment: str, students: list[str] | None) -> list[str]:
    collected = results.students(course, assignment)
    if not collected:
        raise CourseError(f"nobody has handed in {assignment}: collect submissions with `autograder collect {assignment} FOLDER`")
    unknown = sorted(set(students or ()) - set(collected))
    if unknown:
        raise CourseError(f"{', '.join(unknown)} did not hand in {assignment}: those who did are {', '.join(collected)}")
    return collected if students is None else sorted(set(students))


def _unchanged(course: Course, assignment: str, student: str) -> Result | None:
    """Return the result that stands, or None where there is something to grade."""
    record = results.load_record(course, assignment, student)
    if record is None or record.status != "graded":
        return None
    if record.digest != results.digest(results.submitted_file(course, assignment, student)):
        return None
    if not results.autograded_file(course, assignment, student).exists():
        return None
    return _read(course, assignment, student)


def _grade_one(course: Course, assignment: str, student: str) -> Result:
    started = time.perf_counter()
    path = results.submitted_file(course, assignment, student)
    log = course.build / "logs" / assignment / f"{student}.log"
    status, sentence = "graded", ""
    try:
        read_notebook(path)
        with calling(log):
            converter(Autograde, course, assignment, student, force=True).start()
    except UnreadableError as error:
        status, sentence = "unreadable", str(error)
    except Exception as error:  # one broken submission must not stop the others
        status, sentence = "failed", _failure(log, error)
    if status != "graded":
        _ungrade(course, assignment, student)
    seconds = round(time.perf_counter() - started, 2)
    results.save_record(course, assignment, student, Record(results.digest(path), seconds, status, sentence))
    return _read(course, assignment, student) or Result(student, None, 0.0, seconds, status, sentence)


def _read(course: Course, assignment: str, student: str) -> Result | None:
    with open_gradebook(course) as gradebook:
        return results.read_result(course, gradebook, assignment, student)


def _ungrade(course: Course, assignment: str, student: str) -> None:
    """Mark a submission as waiting for a person: no points, not even those of an earlier attempt."""
    shutil.rmtree(course.autograded / student / assignment, ignore_errors=True)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student(student)
        stamp = results.submitted_file(course, assignment, student).with_name("timestamp.txt")
        received = {"timestamp": stamp.read_text().strip()} if stamp.exists() else {}
        submission = gradebook.update_or_create_submission(assignment, student, **received)
        for part in submission.notebooks:
            for entry in part.grades:
                entry.auto_score, entry.needs_manual_grade = None, True
        gradebook.db.commit()


def _failure(log: Path, error: Exception) -> str:
    """Say in one sentence why nbgrader gave up: the last line of the traceback that it logged."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    causes = [line for line in lines if line and line[0].isalpha() and "Error" in line.split(":")[0]]
    cause = causes[-1] if causes else f"{type(error).__name__}: {error}"
    return f"nbgrader could not grade this submission ({cause[:200]}): see {log.name} in {log.parent}."
