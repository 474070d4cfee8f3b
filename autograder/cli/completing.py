"""What the shell offers where a name is asked for: assignments, lectures, students."""

from __future__ import annotations

import click

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course, course_root


def assignments(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the assignments whose names begin so."""
    return _beginning(_course().assignments(), incomplete) if _is_here() else []


def units(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the lectures and assignments whose names begin so."""
    return _beginning([*_course().lectures_names(), *_course().assignments()], incomplete) if _is_here() else []


def students(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the students who handed in whose ids begin so: of the assignment where one is named before, else of all."""
    if not _is_here():
        return []
    here, named = _course(), str(context.params.get("assignment") or "")
    found = {path.parent.name for path in here.submitted.glob("*/*") if path.is_dir() and path.name.startswith(named)}
    return _beginning(sorted(found), incomplete)


def _course() -> Course:
    return Course(course_root())


def _is_here() -> bool:
    try:
        course_root()
    except CourseError:
        return False
    return True


def _beginning(names: list[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
