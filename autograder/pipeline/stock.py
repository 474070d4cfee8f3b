"""Calling nbgrader from Python: its log goes to a file, its warnings nowhere, and it finds its own commands."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.log import get_logger

from autograder.notebooks.paths import Course
from autograder.pipeline.config import nbgrader_config, path_with_scripts


@contextlib.contextmanager
def calling(log: Path) -> Iterator[None]:
    """Prepare for calls into nbgrader and undo it afterwards.

    Args:
        log: the file that takes nbgrader's messages; an older one is replaced.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    here = Path.cwd()
    try:
        with _log_to(log), quiet():
            yield
    finally:
        os.chdir(here)


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook of a course, making it where there is none, and close it afterwards."""
    with quiet(), Gradebook(course.db_url) as gradebook:
        yield gradebook


def has_gradebook(course: Course) -> bool:
    """Return whether the course has a gradebook; one on a server counts as there."""
    return not course.db_url.startswith("sqlite:") or course.gradebook.exists()


def converter(kind: type, course: Course, assignment: str, student: str = "*", **settings: Any) -> Any:
    """Return one of nbgrader's converters, set up for a course.

    Args:
        kind: Autograde or GenerateFeedback.
        course: where everything lies.
        assignment: its full name.
        student: one student, or "*" for all.
        settings: attributes of the converter, such as `force`.
    """
    config = nbgrader_config(course)
    directory = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
    made = kind(coursedir=directory, config=config)
    for name, value in settings.items():
        setattr(made, name, value)
    return made


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings, which are nbgrader's own affair, and let it find the `alembic` of this environment."""
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = path_with_scripts()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ["PATH"] = path


@contextlib.contextmanager
def _log_to(path: Path) -> Iterator[None]:
    logger = get_logger()
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    level, propagate, others = logger.level, logger.propagate, logger.handlers[:]
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.handlers[:] = others
        logger.setLevel(level)
        logger.propagate = propagate
        handler.close()
