"""The steps that we add to nbgrader's autograding; thin, so that what they do can be tested without nbgrader."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.pipeline.diagnosis import diagnosis
from autograder.pipeline.execute import ResilientExecute
from autograder.pipeline.matching import grade_id
from autograder.pipeline.repair import repair

__all__ = ["ErrorsToText", "RepairNotebook", "ResilientExecute", "SaveDiagnoses"]


class RepairNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Mend a submission against the release; the first of nbgrader's sanitising steps."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mend a notebook in place and log each repair."""
        for sentence in repair(nb, self._release(resources["nbgrader"])):
            self.log.warning(sentence)
        return nb, resources

    def _release(self, names: dict[str, str]) -> NotebookNode | None:
        directory = self.parent.parent.coursedir
        folder = directory.format_path(directory.release_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        if not path.exists():
            return None
        release = nbformat.read(path, as_version=4)
        limits = time_limits(Course(Path(directory.root)), names["assignment"])
        release.metadata["autograder"] = NotebookNode({**limits, **release.metadata.get("autograder", {})})
        return release


@cache
def time_limits(course: Course, assignment: str) -> dict[str, Any]:
    """Return what the header of an assignment's percent source says of time: cell_seconds, notebook_seconds."""
    try:
        settings = read(course.assignment_source(assignment)).settings
    except CourseError:
        return {}
    return {key: settings[key] for key in ("cell_seconds", "notebook_seconds") if key in settings}


class ErrorsToText(NbGraderPreprocessor):  # type: ignore[misc]
    """Turn what graded cells wrote to stderr into ordinary text.

    Here we differ from nbgrader on purpose: nbgrader gives 0 to a graded cell that writes to stderr, so that a warning of
    a library, or `print(..., file=sys.stderr)` in a right answer, costs all points. An error still gives 0.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Rename the stderr streams of a graded cell."""
        for output in cell.get("outputs", []) if is_grade(cell) else []:
            if output.output_type == "stream" and output.name == "stderr":
                output["name"] = "stdout"
        return cell, resources


class SaveDiagnoses(NbGraderPreprocessor):  # type: ignore[misc]
    """Keep what the checks found: in the notebook for the report, as nbgrader's automatic comment for formgrader and feedback."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Collect the diagnoses of all graded cells and comment the answer before each that failed."""
        found: list[dict[str, Any]] = []
        comments: dict[str, str] = {}
        answer = ""
        for cell in nb.cells:
            answer = grade_id(cell) if is_solution(cell) else answer
            if is_grade(cell) and not is_solution(cell):
                data = diagnosis(cell)
                found.append({"grade_id": grade_id(cell), **data})
                if answer and not data["passed"]:
                    comments.setdefault(answer, data["hint"] or data["message"])
        nb.metadata.setdefault("autograder", NotebookNode())["checks"] = found
        self._comment(comments, resources["nbgrader"])
        return nb, resources

    def _comment(self, comments: dict[str, str], names: dict[str, str]) -> None:
        with Gradebook(names["db_url"]) as gradebook:
            for answer, sentence in comments.items():
                comment = gradebook.find_comment(answer, names["notebook"], names["assignment"], names["student"])
                comment.auto_comment = comment.auto_comment or sentence
            gradebook.db.commit()
