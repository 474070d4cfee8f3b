"""nbgrader's configuration for this course: folders, database, and the steps that we add."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader import preprocessors as stock
from traitlets.config import Config

from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.release import COURSE_ID
from autograder.pipeline.csv_export import CourseCsvExport
from autograder.pipeline.preprocessors import ErrorsToText, RepairNotebook, SaveDiagnoses, SplitExecute
from autograder.pipeline.redact import DefuseText, SafeFeedback

FEEDBACK = "autograder.pipeline.feedback_page.FeedbackExporter"
SANITISE = [
    RepairNotebook,
    stock.ClearOutput,
    stock.DeduplicateIds,
    stock.OverwriteKernelspec,
    stock.OverwriteCells,
    stock.CheckCellMetadata,
]
GRADE = [
    SplitExecute,
    DefuseText,
    stock.IgnorePattern,
    ErrorsToText,
    ClearMetadataPreprocessor,
    stock.LimitOutput,
    stock.SaveAutoGrades,
    SaveDiagnoses,
    stock.AssignLatePenalties,
    stock.CheckCellMetadata,
]


def nbgrader_config(course: Course) -> Config:
    """Return nbgrader's configuration of a course.

    Args:
        course: where everything lies.

    Returns:
        The configuration, for nbgrader's Python interface and for its commands.
    """
    config = Config()
    directory = config.CourseDirectory
    directory.root = str(course.root)
    directory.course_id = COURSE_ID
    directory.db_url = course.db_url
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        setattr(directory, f"{step}_directory", os.path.relpath(getattr(course, step), course.root))
    config.Autograde.sanitize_preprocessors = SANITISE
    config.Autograde.autograde_preprocessors = GRADE
    config.OverwriteCells.add_missing_cells = True
    config.GenerateFeedback.preprocessors = [stock.GetGrades, SafeFeedback]
    config.GenerateFeedback.exporter_class = FEEDBACK
    config.ExportApp.plugin_class = CourseCsvExport
    return config


def configure(config: Config) -> None:
    """Set up nbgrader's own commands for the course that the current folder belongs to.

    Args:
        config: what `get_config()` returns in `nbgrader_config.py`.

    Raises:
        CourseError: no course was found.
    """
    config.merge(nbgrader_config(Course(course_root())))
    os.environ["PATH"] = path_with_scripts()


def path_with_scripts() -> str:
    """Return PATH with the commands of this environment first: nbgrader calls `alembic` by name for a new gradebook."""
    scripts, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    return path if path.split(os.pathsep)[0] == scripts else os.pathsep.join([scripts, path])
