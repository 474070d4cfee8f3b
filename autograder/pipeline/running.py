"""Running the cells of a notebook with a pair of zygotes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.kernels.roles import Plan, checker_settings
from autograder.kernels.session import Cell, Session
from autograder.pipeline.engine import CHECKER, STUDENT, EngineSettings, starter
from autograder.pipeline.matching import grade_id

CELL_SECONDS = 30.0
BUDGET = 10
MOST_FILES = 50 * 2**20


@dataclass(frozen=True)
class Limits:
    """Time limits: seconds of one cell, seconds of the notebook."""

    cell: float = CELL_SECONDS
    notebook: float = BUDGET * CELL_SECONDS

    @classmethod
    def of(cls, notes: dict[str, object], cell_seconds: float = CELL_SECONDS) -> Limits:
        """Return the limits that a notebook's own metadata name, else the usual ones."""
        cell = float(str(notes.get("cell_seconds") or cell_seconds))
        return cls(cell, float(str(notes.get("notebook_seconds") or BUDGET * cell)))


def run(
    cells: list[NotebookNode], plan: Plan, engine: EngineSettings, limits: Limits, files: dict[str, bytes] | None = None
) -> list[Cell]:
    """Run code cells in order.

    Args:
        cells: the cells, which stay as they are.
        plan: which of them runs where.
        engine: where the zygotes are.
        limits: of time.
        files: what the cells find in their folder, by path.

    Returns:
        What came of each.
    """
    student = starter(engine["student"], STUDENT, {})
    checker = starter(engine["checker"], CHECKER, checker_settings(plan))
    tasks = [Cell(cell.source, grade_id(cell) if is_grade(cell) and not is_solution(cell) else "") for cell in cells]
    Session(plan, student, checker, limits.cell, limits.notebook, files).run(tasks)
    return tasks


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files that a notebook may read, by their path; notebooks and links are left out."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb" and path.stat().st_size < MOST_FILES:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found
