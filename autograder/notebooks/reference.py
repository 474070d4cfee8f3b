"""The reference of every exercise: the solution cells of an assignment, executed."""

from __future__ import annotations

import contextlib
import io
import json
import linecache
from functools import cache
from pathlib import Path
from typing import Any

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.percent import Cell, Source, read

EXECUTED = ("given", "solution", "see")


class Reference:
    """The executed solution of one assignment.

    Args:
        source: the percent source; its given, solution and see cells are executed in order.

    Raises:
        CourseError: when a cell raises; the message names file and line.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.see: dict[int, str] = {}
        for index, cell in enumerate(source.cells):
            if cell.role in EXECUTED:
                printed = self._execute(cell, cell.text, self.namespace)
                if cell.role == "see":
                    self.see[index] = printed

    @property
    def solutions(self) -> dict[str, str]:
        """Return the text of each solution cell by the name of its exercise."""
        return {cell.name: cell.text for cell in self.source.cells if cell.role == "solution"}

    @property
    def points(self) -> dict[str, float]:
        """Return the points of each test cell by the name of its exercise."""
        return {cell.name: float(cell.options["points"]) for cell in self.source.cells if cell.role == "test"}

    def function(self, exercise: str, text: str | None = None) -> Any:
        """Return the function of an exercise.

        Args:
            exercise: its name.
            text: another text for its solution cell, executed in a copy of the namespace; the solution itself without it.

        Raises:
            CourseError: when the text raises or does not define the name.
        """
        if text is None:
            return self.namespace[exercise]
        namespace = {key: value for key, value in self.namespace.items() if key != exercise}
        cell = next(cell for cell in self.source.cells if cell.role == "solution" and cell.name == exercise)
        self._execute(cell, text, namespace)
        if exercise not in namespace:
            raise CourseError(f"{self.source.path}: a version of {exercise} does not define that name.")
        return namespace[exercise]

    def _execute(self, cell: Cell, text: str, namespace: dict[str, Any]) -> str:
        name = f"<{self.source.name}, {cell.role} cell of line {cell.line}, version {hash(text)}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(text, name, "exec"), namespace)
        except Exception as error:
            message = f"{self.source.path}:{cell.line}: the cell raises {type(error).__name__}: {error}."
            raise CourseError(message) from error
        return printed.getvalue()


def read_notebook(path: Path) -> Source:
    """Return the given, solution and test cells of nbgrader's source notebook, without the libraries that `percent.read` needs.

    Raises:
        CourseError: the file is no notebook.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = [(index, cell, cell["metadata"].get("nbgrader")) for index, cell in enumerate(cells)]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CourseError(f"{path} is not a notebook: run `autograder build`.") from error
    return Source(path, tuple(_built_cell(index, cell, marks) for index, cell, marks in marked if marks))


def _built_cell(index: int, cell: dict[str, Any], marks: dict[str, Any]) -> Cell:
    role = "solution" if marks["solution"] else "test" if marks["grade"] else "given"
    name = marks["grade_id"].removeprefix(f"{role}_")
    options = {role: name, "points": marks.get("points", 0)} if marks["grade_id"] != "setup" else {"setup": True}
    return Cell("code", options, "".join(cell["source"]), index, index)


@cache
def reference(assignment: str) -> Reference:
    """Return the executed solution of an assignment, found in the course's folder `solutions`.

    Raises:
        CourseError: no such assignment, or a cell that raises.
    """
    return Reference(read(Course(course_root()).assignment_source(assignment)))


@cache
def built_reference(assignment: str) -> Reference:
    """Return the executed solution of an assignment as it was built, or from its text where it is not built.

    Raises:
        CourseError: no such assignment, or a cell that raises.
    """
    built = Course(course_root()).source / assignment / f"{assignment}.ipynb"
    return Reference(read_notebook(built)) if built.is_file() else reference(assignment)


def load_reference(assignment: str) -> dict[str, Any]:
    """Return the namespace that the given, solution and see cells of an assignment leave behind."""
    return reference(assignment).namespace


def see_outputs(assignment: str) -> dict[int, str]:
    """Return what each see cell of an assignment prints, by the index of the cell."""
    return reference(assignment).see
