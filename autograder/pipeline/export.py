"""Grades as CSV, by nbgrader's export."""

from __future__ import annotations

from pathlib import Path

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.csv_export import CourseCsvExport
from autograder.pipeline.stock import calling, has_gradebook, open_gradebook


def export(course: Course, assignment: str | None = None) -> Path:
    """Write the grades of the class.

    Args:
        course: where everything lies.
        assignment: only this one (its name, or the beginning of it); None for all.

    Returns:
        build/grades.csv, one row for each student and assignment; the score is empty where nothing could be graded.

    Raises:
        CourseError: there is no such assignment, or no gradebook.
    """
    chosen = [course.assignment(assignment)] if assignment else []
    if not has_gradebook(course):
        raise CourseError("there is no gradebook yet: run `autograder grade` first")
    path = course.build / "grades.csv"
    with calling(course.build / "logs" / "export.log"), open_gradebook(course) as gradebook:
        plugin = CourseCsvExport()
        plugin.to, plugin.assignment = str(path), chosen
        plugin.export(gradebook)
    return path
