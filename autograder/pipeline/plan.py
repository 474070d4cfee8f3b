"""What a worker must know of an assignment, as plain data: workers have no gradebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypedDict

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read_settings


class CellPlan(TypedDict):
    """One cell of the instructor's notebook as the gradebook records it; `max_score` is None for a cell without points."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    kinds: list[str]
    max_score: float | None


class Plan(TypedDict):
    """An assignment.

    `key` says whether two plans are the same; `root` and `work` are the folders of the course; `release` and `source` are
    the texts of the students' and of the instructor's notebook, the former empty where it was not found; `kernelspec` is
    None where the gradebook knows none.
    """

    key: str
    root: str
    work: str | None
    assignment: str
    release: str
    source: str
    kernelspec: dict[str, Any] | None
    cells: list[CellPlan]


def make_plan(course: Course, assignment: str, gradebook: Gradebook, key: str) -> Plan:
    """Return the plan of an assignment that the gradebook knows.

    Args:
        course: where everything lies.
        assignment: its full name.
        gradebook: an open one.
        key: a fingerprint of everything that decides grades, besides the submission.
    """
    notebook = gradebook.find_notebook(assignment, assignment)
    release = released(course, assignment, course.release / assignment / f"{assignment}.ipynb")
    source = (course.source / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    return Plan(
        key=key,
        root=str(course.root.resolve()),
        work=None if course.work is None else str(course.work.resolve()),
        assignment=assignment,
        release="" if release is None else nbformat.writes(release),
        source=as_recorded(source, notebook),
        kernelspec=json.loads(notebook.kernelspec) if notebook.kernelspec else None,
        cells=_cells(notebook),
    )


def as_recorded(source: str, notebook: Any) -> str:
    """Return the instructor's notebook with the tests that will run: nbgrader writes those for which it has only AUTOTEST lines.

    Args:
        source: the text of the notebook.
        notebook: the gradebook's.
    """
    tests = {cell["name"]: cell["source"] for cell in _cells(notebook) if cell["kinds"] == ["grade"]}
    node, changed = nbformat.reads(source, as_version=nbformat.NO_CONVERT), False
    for cell in node.cells:
        text = tests.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        changed, cell.source = changed or text != cell.source, text
    return nbformat.writes(node, version=nbformat.NO_CONVERT) if changed else source


def released(course: Course, assignment: str, path: Path) -> NotebookNode | None:
    """Return the students' notebook at `path`, with the time limits of the assignment's source; None where there is none."""
    if not path.exists():
        return None
    release = nbformat.read(path, as_version=4)
    limits = time_limits(course, assignment)
    release.metadata["autograder"] = NotebookNode({**limits, **release.metadata.get("autograder", {})})
    return release


def time_limits(course: Course, assignment: str) -> dict[str, Any]:
    """Return what the header of an assignment's percent source says of time: cell_seconds, notebook_seconds."""
    try:
        settings = read_settings(course.assignment_source(assignment))
    except CourseError:
        return {}
    return {key: settings[key] for key in ("cell_seconds", "notebook_seconds") if key in settings}


def _cells(notebook: Any) -> list[CellPlan]:
    graded = {cell.name: cell for cell in notebook.grade_cells}
    tasks = {cell.name: cell for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    found = []
    for cell in notebook.source_cells:
        kinds = [kind for kind, names in (("grade", graded), ("solution", solutions), ("task", tasks)) if cell.name in names]
        scored = graded.get(cell.name) or tasks.get(cell.name)
        found.append(
            CellPlan(
                name=cell.name,
                cell_type=cell.cell_type,
                source=cell.source,
                checksum=cell.checksum,
                locked=cell.locked,
                kinds=kinds,
                max_score=None if scored is None else scored.max_score,
            )
        )
    return found
