"""Feedback for students: one page each, by nbgrader; and a page that says why, where a file could not be graded."""

from __future__ import annotations

from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.results import Result, autograded_file, results
from autograder.pipeline.stock import calling, converter
from autograder.pipeline.templates import render


def feedback(course: Course, assignment: str) -> list[Path]:
    """Write the feedback of all graded submissions.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.

    Returns:
        The pages, build/feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html, sorted.

    Raises:
        CourseError: there is no such assignment, or nothing has been graded.
    """
    assignment = course.assignment(assignment)
    found = results(course, assignment)
    if not found:
        raise CourseError(f"nothing of {assignment} has been graded: run `autograder grade {assignment}`")
    if any(autograded_file(course, assignment, result.student).exists() for result in found):
        _convert(course, assignment)
    for result in found:
        if result.status != "graded":
            _write_apology(course, assignment, result)
    return sorted(course.feedback.glob(f"*/{assignment}/{assignment}.html"))


def _convert(course: Course, assignment: str) -> None:
    log = course.build / "logs" / assignment / "feedback.log"
    try:
        with calling(log):
            converter(GenerateFeedback, course, assignment, force=True).start()
    except NbGraderException as error:
        raise CourseError(f"nbgrader could not write all of the feedback of {assignment}: see {log}") from error


def _write_apology(course: Course, assignment: str, result: Result) -> None:
    path = course.feedback / result.student / assignment / f"{assignment}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render("ungraded.html.j2", assignment=assignment, result=result), encoding="utf-8")
