"""A class graded twice, by stock nbgrader and by us, and what differs between the two gradebooks."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from ordinary.model import CELL_SECONDS

from autograder.notebooks.paths import Course

RECEIVED = "2031-02-03 04:05:06 UTC"
_STOCK = Path(__file__).with_name("parity_stock.py")


@dataclass(frozen=True)
class Foreign:
    """A course of notebooks that are not of this repository, laid out once for nbgrader and once for us.

    Args:
        root: an empty folder; `stock` below it is nbgrader's course, `ours` is ours.
    """

    root: Path

    @property
    def stock(self) -> Path:
        """Return the course root of stock nbgrader."""
        return self.root / "stock"

    @property
    def course(self) -> Course:
        """Return the same course as our pipeline wants it."""
        return Course(self.root / "ours")

    def add(self, name: str, source: NotebookNode, files: Mapping[str, str | bytes] | None = None) -> None:
        """Place an assignment of one notebook, which bears its name, in both courses."""
        self.course.solutions.mkdir(parents=True, exist_ok=True)
        (self.course.solutions / f"{name}.py").write_text("# %%\n")
        for folder in (self.stock / "source" / name, self.course.source / name):
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(source, folder / f"{name}.ipynb")
            for path, content in (files or {}).items():
                (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)

    def generate(self, names: Iterable[str]) -> None:
        """Make the releases with stock nbgrader; ours are the same."""
        names = list(names)
        run_stock(self.stock, "generate", names)
        for name in names:
            shutil.copytree(self.stock / "release" / name, self.course.release / name, dirs_exist_ok=True)

    def released(self, name: str) -> NotebookNode:
        """Return the students' notebook."""
        return nbformat.read(self.stock / "release" / name / f"{name}.ipynb", as_version=4)

    def hand_in(self, name: str, student: str, notebook: NotebookNode | str) -> None:
        """Place a submission in both courses."""
        text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
        for submitted in (self.stock / "submitted", self.course.submitted):
            folder = submitted / student / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.ipynb").write_text(text)
            (folder / "timestamp.txt").write_text(RECEIVED)


def run_stock(root: Path, command: str, assignments: Iterable[str], seconds: int = CELL_SECONDS) -> int:
    """Run a step of stock nbgrader, with a time limit for each cell, and return its exit code."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment = {**os.environ, **one_core, "PARITY_SECONDS": str(seconds)}
    program = [sys.executable, str(_STOCK), str(root), command, *assignments]
    return subprocess.run(program, env=environment, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


Key = tuple[str, ...]
Row = dict[str, object]
# of each table the columns that name a row, in words that mean the same in every gradebook; "column>table" leads to another
_NAMED = {
    "student": ("id",),
    "assignment": ("name",),
    "notebook": ("assignment_id>assignment", "name"),
    "base_cell": ("notebook_id>notebook", "name", "type"),
    "grade_cells": ("id>base_cell",),
    "solution_cells": ("id>base_cell",),
    "task_cells": ("id>base_cell",),
    "source_cell": ("notebook_id>notebook", "name"),
    "submitted_assignment": ("assignment_id>assignment", "student_id"),
    "submitted_notebook": ("assignment_id>submitted_assignment", "notebook_id>notebook"),
    "grade": ("notebook_id>submitted_notebook", "cell_id>base_cell"),
    "comment": ("notebook_id>submitted_notebook", "cell_id>base_cell"),
}


def rows(gradebook: Path, assignment: str) -> dict[str, dict[Key, Row]]:
    """Return the rows of an assignment in a gradebook, ids replaced by names; students are those who handed it in.

    Args:
        gradebook: nbgrader's database file.
        assignment: its name.

    Returns:
        For each table its rows by name: ("right", "arrays", "odd_layouts-1") and the like.
    """
    with sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        names: dict[str, dict[str, Key]] = {}
        found = {table: _table(database, table, wanted, names) for table, wanted in _NAMED.items()}
    handed_in = {key[1] for key in found["submitted_assignment"] if key[0] == assignment}
    return {
        table: {key: row for key, row in some.items() if (key[0] in handed_in if table == "student" else key[0] == assignment)}
        for table, some in found.items()
    }


def _table(database: sqlite3.Connection, table: str, wanted: tuple[str, ...], names: dict[str, dict[str, Key]]) -> dict[Key, Row]:
    made: dict[Key, Row] = {}
    names[table] = {}
    for row in database.execute(f"SELECT * FROM {table}"):
        parts: list[str] = []
        for column, _, other in (name.partition(">") for name in wanted):
            parts += names[other][row[column]] if other else (row[column],)
        key = tuple(parts)
        assert key not in made, f"{table} has two rows {key}"
        names[table][row["id"]] = key
        made[key] = {column: row[column] for column in row.keys() if column != "id" and not column.endswith("_id")}  # noqa: SIM118
    return made


def differences(stock: Path, ours: Path, assignment: str) -> list[str]:
    """Return one line for each row or value in which two gradebooks differ, students and one assignment considered."""
    one, two = rows(stock, assignment), rows(ours, assignment)
    found: list[str] = []
    for table in _NAMED:
        for key in sorted(one[table].keys() | two[table].keys()):
            a, b = one[table].get(key), two[table].get(key)
            where = f"{table} {'/'.join(dict.fromkeys(key))}"
            if a is None or b is None:
                found.append(f"{where}: only {'stock' if b is None else 'ours'}")
            else:
                found += [f"{where}.{column}: stock {a[column]!r}, ours {b[column]!r}" for column in a if a[column] != b[column]]
    return found


# a failed test of ours leaves a hint as the automatic comment of the answer before it, where nbgrader has none
_HINT = re.compile(r"comment \S+/SolutionCell\.auto_comment: stock None, ours ['\"]")


def undeclared(found: Iterable[str], declared: Iterable[str] = ()) -> list[str]:
    """Return those differences that are neither hints of ours nor declared by the caller."""
    known = set(declared)
    return [line for line in found if line not in known and not _HINT.match(line)]


def points(gradebook: Path, student: str, assignment: str) -> dict[str, float | None]:
    """Return the automatic points of each graded cell."""
    return {
        str(key[-2]): row["auto_score"]  # type: ignore[misc]
        for key, row in rows(gradebook, assignment)["grade"].items()
        if key[1] == student
    }
