"""nbgrader's own steps, fed from a plan in place of the gradebook, and without work done twice."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import nbformat
from nbformat import NotebookNode
from nbgrader import preprocessors as stock
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.pipeline.config import GRADE, SANITISE
from autograder.pipeline.plan import Plan
from autograder.pipeline.preprocessors import RepairNotebook, SaveDiagnoses, note_checks


class PlanBook:
    """Answers the questions that nbgrader's steps ask of a gradebook, from a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._cells = {cell["name"]: SimpleNamespace(**cell) for cell in plan["cells"]}

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SimpleNamespace:
        """Return the instructor's cell of this name; MissingEntry where there is none."""
        if name not in self._cells:
            raise MissingEntry(f"No such source cell: {assignment}/{notebook}/{name}")
        return self._cells[name]

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> SimpleNamespace:
        """Return the cell of this name that has points; MissingEntry where there is none."""
        cell = self.find_source_cell(name, notebook, assignment)
        if cell.max_score is None:
            raise MissingEntry(f"No such grade cell: {assignment}/{notebook}/{name}")
        return cell

    def find_notebook(self, notebook: str, assignment: str) -> SimpleNamespace:
        """Return the instructor's notebook: its cells, all and by kind."""
        cells = list(self._cells.values())
        kinds = {f"{kind}_cells": [cell for cell in cells if kind in cell.kinds] for kind in ("grade", "solution", "task")}
        return SimpleNamespace(source_cells=cells, **kinds)


def _book(resources: Any) -> PlanBook:
    return cast(PlanBook, resources["autograder"]["book"])


class PlannedRepair(RepairNotebook):
    """RepairNotebook with the release of the plan."""

    def _release(self, resources: Any) -> NotebookNode | None:
        return cast("NotebookNode | None", resources["autograder"]["release"])


class PlannedKernelspec(stock.OverwriteKernelspec):  # type: ignore[misc]
    """OverwriteKernelspec with the kernel of the plan."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Set the notebook's kernel to the instructor's."""
        kernelspec = _book(resources).plan["kernelspec"]
        if kernelspec:
            nb.metadata["kernelspec"] = nbformat.from_dict(kernelspec)
        return nb, resources


class PlannedCells(stock.OverwriteCells):  # type: ignore[misc]
    """OverwriteCells with the cells of the plan."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put back what must not be changed, and add missing cells, as nbgrader does."""
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.gradebook = _book(resources)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _Remembering(BaseMetadataValidator):  # type: ignore[misc]
    """Checks metadata against nbgrader's schema once: a class of a hundred has the same metadata a hundred times."""

    valid: set[str] = set()  # noqa: RUF012  (shared on purpose)

    def validate_cell(self, cell: NotebookNode) -> None:
        text = json.dumps(cell.metadata.get("nbgrader"), sort_keys=True, default=repr)
        if text not in self.valid:
            super().validate_cell(cell)
            self.valid.add(text)


class _Validator(MetadataValidator, _Remembering):  # type: ignore[misc]
    pass


class QuickCheckCellMetadata(stock.CheckCellMetadata):  # type: ignore[misc]
    """CheckCellMetadata, fifty times faster; the errors are the same."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Raise what nbgrader raises if the metadata are corrupted."""
        try:
            _Validator().validate_nb(nb)
        except Exception:
            return cast(tuple[NotebookNode, Any], super().preprocess(nb, resources))
        return nb, resources


class NoteDiagnoses(NbGraderPreprocessor):  # type: ignore[misc]
    """The part of SaveDiagnoses that needs no gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep what the checks found in the notebook's metadata."""
        note_checks(nb)
        return nb, resources


_IN_PLACE_OF = {
    RepairNotebook: PlannedRepair,
    stock.OverwriteKernelspec: PlannedKernelspec,
    stock.OverwriteCells: PlannedCells,
    stock.CheckCellMetadata: QuickCheckCellMetadata,
    SaveDiagnoses: NoteDiagnoses,
}
WRITING = (stock.SaveAutoGrades, SaveDiagnoses, stock.AssignLatePenalties)


def worker_steps() -> tuple[list[type], list[type]]:
    """Return the steps before and from execution on that need no gradebook, those of `config` in their order."""
    ours = [_IN_PLACE_OF.get(step, step) for step in GRADE if step not in WRITING or step in _IN_PLACE_OF]
    return [_IN_PLACE_OF.get(step, step) for step in SANITISE], ours
