"""A course of one tiny assignment, made without the notebook tools, for testing the pipeline alone."""

from __future__ import annotations

import copy
import time
from pathlib import Path

import nbformat
import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.notebooks import release
from autograder.notebooks.paths import Course
from autograder.pipeline.results import submitted_file

NAME = "a00_tiny"
POINTS = {"add": 2.0, "double": 3.0, "shout": 1.0}
TOTAL = sum(POINTS.values())
CELL_SECONDS = 2

SETUP = """\
from IPython.display import publish_display_data


class CheckFailed(AssertionError):
    pass


def check(name, passed):
    hint, message = ("", "") if passed else (f"Look at {name} again.", "wrong values")
    stage = "" if passed else "values"
    data = {"exercise": name, "passed": passed, "stage": stage, "hint": hint, "message": message}
    publish_display_data({"text/plain": name, "application/vnd.autograder.check+json": data})
    if not passed:
        raise CheckFailed(message)"""
ANSWERS = {
    "add": "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION",
    "double": "def double(a):\n    ### BEGIN SOLUTION\n    return 2 * a\n    ### END SOLUTION",
    "shout": "def shout(text):\n    ### BEGIN SOLUTION\n    return text.upper()\n    ### END SOLUTION",
}
TESTS = {
    "add": 'check("add", add(1, 2) == 3)',
    "double": "assert double(4) == 8",
    "shout": 'check("shout", shout("a") == "A")',
}

BAR = "def add(a, b):\n    "
MARK = "86399"  # seconds that a process of a student would sleep, to find it by
CRASH = f"import os, subprocess\n{BAR}subprocess.Popen(['sleep', '{MARK}'])\n    os._exit(1)"


def _marked(source: str, name: str, **flags: object) -> NotebookNode:
    metadata = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": True, "task": False, **flags}
    return new_code_cell(source, id=name, metadata={"nbgrader": metadata})


def source_notebook() -> NotebookNode:
    """Return the instructor's notebook."""
    cells = [new_markdown_cell("# Tiny", id="c000"), _marked(SETUP, "setup"), _marked("ONE = 1", "given_one")]
    for name, answer in ANSWERS.items():
        cells += [
            new_markdown_cell(f"## {name}", id=f"text-{name}"),
            _marked(answer, name, solution=True, locked=False),
            new_code_cell("print('look', ONE)", id=f"see-{name}"),
            _marked(TESTS[name], f"test_{name}", grade=True, points=POINTS[name]),
        ]
    settings = {"autograder": {"cell_seconds": CELL_SECONDS, "notebook_seconds": 20}, "language_info": {"name": "python"}}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return new_notebook(cells=cells, metadata={**settings, **kernel})


def make_course(root: Path) -> Course:
    """Write the course below `root`: source and release."""
    course = Course(root)
    course.solutions.mkdir(parents=True)
    (course.solutions / f"{NAME}.py").write_text("# %%\n")
    source = course.source / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(source_notebook(), source)
    course.released(NAME).parent.mkdir(parents=True)
    course.released(NAME).write_text(release.generate(NAME, course.source))
    return course


def released(course: Course) -> NotebookNode:
    """Return the students' notebook."""
    return nbformat.read(course.released(NAME), as_version=4)


def answered(course: Course, **answers: str) -> NotebookNode:
    """Return a submission: right answers, except those given as name=source."""
    notebook = released(course)
    for cell in notebook.cells:
        if cell.id in ANSWERS:
            lines = [line for line in ANSWERS[cell.id].splitlines() if "###" not in line]
            cell.source = answers.get(cell.id, "\n".join(lines))
    return notebook


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with this id."""
    return next(cell for cell in notebook.cells if cell.get("id") == name)


def without(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Return a copy without these cells."""
    made = copy.deepcopy(notebook)
    made.cells = [cell for cell in made.cells if cell.id not in names]
    return made


def wiped(notebook: NotebookNode) -> NotebookNode:
    """Return a copy as an editor leaves it that keeps neither ids nor metadata."""
    made = copy.deepcopy(notebook)
    made.nbformat_minor = 0
    for cell in made.cells:
        cell.pop("id", None)
        cell.metadata = NotebookNode()
    return made


def hand_in(course, student, content):
    path = submitted_file(course, NAME, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else nbformat.writes(content))


def processes_left(seconds=5):
    """Return kernels and what they started, wherever they went, that outlive the signal to end by some seconds."""
    deadline = time.monotonic() + seconds
    while (found := _processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def wait_for_answer(seconds=60):
    """Wait until an answer of a student is running: the process that it starts tells."""
    deadline = time.monotonic() + seconds
    while not _sleepers():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _sleepers():
    return [one for one in psutil.process_iter() if _command(one) == ["sleep", MARK]]


def _processes():
    own = psutil.Process().children(recursive=True)
    kernels = [one for one in own if "ipykernel" in " ".join(_command(one))]
    return kernels + _sleepers()


def _command(process):
    try:
        return process.cmdline()
    except psutil.Error:  # it is gone, or a zombie
        return []
