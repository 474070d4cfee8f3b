"""nbgrader's generate step: from the instructor's notebook to the students', and what must hold of the result."""

from __future__ import annotations

import ast
import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.notebooks import notebook
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course

MOST_MAGICS = 10**7  # signs of magics times characters of a cell
COURSE_ID = "default_course"  # the course that every gradebook has; PostgreSQL refuses nbgrader's own default, an empty name


def generate(name: str, source: Path, database: str | None = None) -> str:
    """Run nbgrader's generate step on one assignment.

    Args:
        name: the assignment, which is also the name of its folder and of its notebook.
        source: nbgrader's source folder, which holds name/name.ipynb.
        database: address of the gradebook in which the cells of the assignment are recorded; None records nothing.

    Returns:
        The text of the students' notebook.

    Raises:
        CourseError: nbgrader refuses the notebook, or it would break submissions that the gradebook already holds.
    """
    with tempfile.TemporaryDirectory() as folder:
        _convert(name, source, Path(folder), database)
        released = nbformat.read(Path(folder) / name / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    for cell in released.cells:
        cell.metadata.pop("id", None)
    return notebook.dumps(released)


def check(name: str, text: str) -> None:
    """Check a students' notebook: stubs stop, everything parses, nothing has an output.

    Args:
        name: the assignment, for messages.
        text: the text of the notebook file.

    Raises:
        CourseError: one of these does not hold.
    """
    for cell in nbformat.reads(text, as_version=nbformat.NO_CONVERT).cells:
        where = f"{name}, cell {cell.metadata.get('nbgrader', {}).get('grade_id') or cell.id}"
        if cell.cell_type == "code":
            _check_code(cell, where)
        if "id" in cell.metadata:
            raise CourseError(f"{where}: the released cell carries metadata.id: remove it from the source")


def record(course: Course, name: str, source: Path) -> None:
    """Record the cells of an assignment in the course's gradebook, keeping every grade that it holds.

    Args:
        course: the course.
        name: the assignment.
        source: nbgrader's source folder.

    Raises:
        CourseError: the gradebook holds submissions and graded cells were added or removed.
    """
    course.gradebook.parent.mkdir(parents=True, exist_ok=True)
    generate(name, source, course.db_url)


def plain(code: str) -> str:
    """Return a code cell as plain Python, IPython's magics turned into calls.

    Args:
        code: the text of the cell.

    Returns:
        Python code, with the same line numbers.

    Raises:
        SyntaxError: it is none, or has so many magics that turning them would take minutes.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    if sum(map(code.count, "%!?")) * len(code) > MOST_MAGICS:  # the whole cell is read again for each
        raise SyntaxError("too many magics in one cell")
    transformed: str = TransformerManager().transform_cell(code)
    return transformed


def _check_code(cell: NotebookNode, where: str) -> None:
    if cell.outputs or cell.execution_count is not None:
        raise CourseError(f"{where}: the released cell has outputs: rebuild it with `autograder build`")
    if cell.metadata.get("nbgrader", {}).get("solution") and "raise NotImplementedError" not in cell.source:
        raise CourseError(f"{where}: the released stub does not raise NotImplementedError: put the solution between its markers")
    try:
        ast.parse(plain(cell.source))
    except SyntaxError as error:
        raise CourseError(f"{where}: the released cell is no valid Python ({error.msg}): correct it in the source") from error


def _convert(name: str, source: Path, target: Path, database: str | None) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.preprocessors import SaveCells

    log, messages = _logger()
    converter = GenerateAssignment(coursedir=_directory(name, source, target, database, log), log=log)
    if database is None:
        converter.no_database = True
        converter.preprocessors = [step for step in converter.preprocessors if step is not SaveCells]
    try:
        with environment():
            converter.start()
    except NbGraderException as error:
        raise CourseError(_reason(name, messages)) from error


def _directory(name: str, source: Path, target: Path, database: str | None, log: logging.Logger) -> object:
    from nbgrader.coursedir import CourseDirectory

    directory = CourseDirectory(log=log, root=str(source.resolve().parent), assignment_id=name)
    directory.source_directory = source.name
    directory.release_directory = str(target)
    directory.db_url, directory.course_id = database or "sqlite://", COURSE_ID
    return directory


def _logger() -> tuple[logging.Logger, list[str]]:
    """Return a logger that prints nothing, and the list in which it keeps its errors."""
    messages: list[str] = []
    log = logging.Logger("autograder.notebooks.release", logging.ERROR)
    log.addHandler(_Keep(messages))
    return log, messages


class _Keep(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__()
        self.messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextlib.contextmanager
def environment() -> Iterator[None]:
    """Let nbgrader find this environment's `alembic` when it makes a gradebook, and come back to the current folder."""
    path, here = os.environ.get("PATH", ""), Path.cwd()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path
        os.chdir(here)


def _reason(name: str, messages: list[str]) -> str:
    text = "\n".join(messages)
    if "there are submissions associated with" in " ".join(text.split()):
        return (
            f"{name} cannot be rebuilt because the gradebook holds submissions and cells with names were added or removed: "
            "restore them, or release the change as a new assignment"
        )
    lines = [line for line in text.splitlines() if line.strip() and line[0] not in " \t" and ": " in line]
    cause = next((line for line in reversed(lines) if not line.startswith("There was an error")), "no reason given")
    return f"{name} cannot be released, nbgrader refuses it ({cause}): correct the source or run `autograder lint`"
