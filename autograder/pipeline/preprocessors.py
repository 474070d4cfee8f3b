"""The steps that we add to nbgrader's autograding; thin, so that what they do can be tested without nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograder.notebooks.paths import Course
from autograder.pipeline.diagnosis import diagnosis
from autograder.pipeline.execute import SplitExecute
from autograder.pipeline.matching import grade_id
from autograder.pipeline.plan import released
from autograder.pipeline.repair import repair

__all__ = ["ErrorsToText", "RepairNotebook", "SaveDiagnoses", "SplitExecute", "note_checks"]


class RepairNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Mend a submission against the release; the first of nbgrader's sanitising steps."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mend a notebook in place and log each repair."""
        for sentence in repair(nb, self._release(resources)):
            self.log.warning(sentence)
        return nb, resources

    def _release(self, resources: Any) -> NotebookNode | None:
        names, directory = resources["nbgrader"], self.parent.parent.coursedir
        folder = Path(directory.format_path(directory.release_directory, ".", names["assignment"]))
        return released(Course(Path(directory.root)), names["assignment"], folder / f"{names['notebook']}.ipynb")


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
        comments = note_checks(nb)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            for answer, sentence in comments.items():
                comment = gradebook.find_comment(answer, names["notebook"], names["assignment"], names["student"])
                comment.auto_comment = comment.auto_comment or sentence
            gradebook.db.commit()
        return nb, resources


def note_checks(nb: NotebookNode) -> dict[str, str]:
    """Keep what the checks found in the metadata of a graded notebook.

    Args:
        nb: the notebook.

    Returns:
        From the name of each answer whose check failed to what it said.
    """
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
    return comments
