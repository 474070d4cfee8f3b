"""Ordinary nbgrader notebooks, not of this course: idioms with a reference answer, other answers and the points they get."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STUDENTS = ("right", "other", "wrong", "raises", "blank")
CELL_SECONDS = 10
_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


@dataclass(frozen=True)
class Cell:
    """A cell that is neither answer nor test of an idiom.

    Args:
        source: its text.
        kind: "code" or "markdown".
        name: its grade id where it is locked or graded by hand; empty for a cell that nbgrader does not know.
        flags: nbgrader's flags, if other than locked.
    """

    source: str
    kind: str = "code"
    name: str = ""
    flags: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Idiom:
    """One exercise that shows one way of writing tests.

    Args:
        name: of the idiom; the answer cell has the same grade id, the test cells `name-1`, `name-2`, ...
        answer: the reference answer.
        tests: the test cells, one point each unless `points` says otherwise.
        other: a right answer in another style.
        wrong: a wrong answer.
        raises: an answer that raises; made from the reference answer where it is not given.
        before: cells ahead of the answer.
        between: cells between answer and tests.
        gets: points under stock nbgrader where they are not all for right and other, none for the rest.
        points: of each test cell.
        protected: whether its tests run in a process of their own.
    """

    name: str
    answer: str
    tests: tuple[str, ...] | str
    other: str
    wrong: str
    raises: str = ""
    before: tuple[Cell, ...] = ()
    between: tuple[Cell, ...] = ()
    gets: Mapping[str, float] = field(default_factory=dict)
    points: float = 1.0
    protected: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts of the test cells."""
        return (self.tests,) if isinstance(self.tests, str) else self.tests

    @property
    def total(self) -> float:
        """Return the points to be had."""
        return self.points * len(self.cells)

    def expected(self, student: str) -> float:
        """Return the points of a student under stock nbgrader."""
        return self.gets.get(student, self.total if student in ("right", "other") else 0.0)

    def submitted(self, student: str) -> str | None:
        """Return the text of the answer cell of a student; None for the stub of the release."""
        texts = {"right": self.answer, "other": self.other, "wrong": self.wrong, "raises": self.raises or _raising(self.answer)}
        return dedent(texts[student]).strip() if student in texts else None


@dataclass(frozen=True)
class Group:
    """A notebook of idioms.

    Args:
        name: of the assignment and its notebook.
        title: what the idioms have in common.
        idioms: in order.
        setup: the text of the first code cell, which nbgrader does not know.
        files: other files of the assignment by name.
        by_hand: for each student the answers that a person grades, by grade id.
    """

    name: str
    title: str
    idioms: tuple[Idiom, ...]
    setup: str = "import numpy as np"
    files: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def source(self) -> NotebookNode:
        """Return the instructor's notebook."""
        cells = [new_markdown_cell(f"# {self.title}", id="title"), new_code_cell(self.setup, id="setup")]
        for idiom in self.idioms:
            cells += _cells(idiom)
        return new_notebook(cells=cells, metadata={**_KERNEL, "autograder": {"cell_seconds": CELL_SECONDS}})

    def submission(self, release: NotebookNode, student: str) -> NotebookNode:
        """Return what a student hands in, made out of the release."""
        made = copy.deepcopy(release)
        answers = {idiom.name: idiom.submitted(student) for idiom in self.idioms} | dict(self.by_hand.get(student, {}))
        for cell in made.cells:
            text = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if text is not None:
                cell.source = text
        return made


def _cells(idiom: Idiom) -> list[NotebookNode]:
    answer = f"### BEGIN SOLUTION\n{dedent(idiom.answer).strip()}\n### END SOLUTION"
    made = [_other(cell, f"{idiom.name}-before-{index}") for index, cell in enumerate(idiom.before)]
    made.append(_marked(new_code_cell(answer), idiom.name, solution=True))
    made += [_other(cell, f"{idiom.name}-between-{index}") for index, cell in enumerate(idiom.between)]
    for index, test in enumerate(idiom.cells, 1):
        cell = new_code_cell(dedent(test).strip())
        made.append(_marked(cell, f"{idiom.name}-{index}", grade=True, locked=True, points=idiom.points))
    return made


def _other(cell: Cell, name: str) -> NotebookNode:
    made = (new_code_cell if cell.kind == "code" else new_markdown_cell)(dedent(cell.source).strip(), id=cell.name or name)
    return _marked(made, cell.name, **(cell.flags or {"locked": True})) if cell.name else made


def _marked(cell: NotebookNode, name: str, **flags: object) -> NotebookNode:
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False, **flags}
    cell.metadata["nbgrader"] = nbgrader
    cell.id = name
    return cell


def _raising(answer: str) -> str:
    """Return an answer that defines the same functions and classes, every one of which raises."""
    lines = []
    for node in ast.parse(dedent(answer)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines.append(f"def {node.name}(*args, **kwargs):\n    raise RuntimeError('no idea')")
        elif isinstance(node, ast.ClassDef):
            lines.append(f"class {node.name}:\n    def __init__(self, *args, **kwargs):\n        raise RuntimeError('no idea')")
    return "\n\n\n".join(lines) or "raise RuntimeError('no idea')"
