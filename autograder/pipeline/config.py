"""nbgrader's configuration for this course: folders, database, and the steps that we add."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader import preprocessors as stock
from traitlets.config import Config

from autograder.notebooks.paths import VARIABLE, Course, course_root
from autograder.pipeline.csv_export import CourseCsvExport
from autograder.pipeline.preprocessors import ErrorsToText, RepairNotebook, ResilientExecute, SaveDiagnoses

SANITISE = [
    RepairNotebook,
    stock.ClearOutput,
    stock.DeduplicateIds,
    stock.OverwriteKernelspec,
    stock.OverwriteCells,
    stock.CheckCellMetadata,
]
GRADE = [
    ResilientExecute,
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
    directory.course_id = ""
    directory.db_url = f"sqlite:///{course.gradebook}"
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        setattr(directory, f"{step}_directory", os.path.relpath(getattr(course, step), course.root))
    config.Autograde.sanitize_preprocessors = SANITISE
    config.Autograde.autograde_preprocessors = GRADE
    config.OverwriteCells.add_missing_cells = True
    config.ResilientExecute.environment = kernel_environment(course)
    config.ExportApp.plugin_class = CourseCsvExport
    return config


def kernel_environment(course: Course) -> dict[str, str]:
    """Return the environment variables of the kernels in which answers are graded.

    Checks draw fresh inputs there, plots are drawn into the notebook, numbers are crunched on one core and no GPU.
    """
    return {
        "AUTOGRADER_CASES": "autograder.verification.live:cases",
        VARIABLE: str(course.root),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    }


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
