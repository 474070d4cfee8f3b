"""Every lecture and every solution executes from a clean kernel within its time; every release stops at each check."""

import os
import time
from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.notebooks.notebook import assignment
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read

COURSE = Course(Path(__file__).parents[1])
KERAS_UNITS = range(9, 16)
SECONDS = {"lecture": 30, "solution": 60, "keras": 120}
LONGER = {"a08_language_models": 180}

pytestmark = pytest.mark.slow


def budget(kind, name):
    unit = int(name.lstrip("a")[:2])
    return LONGER.get(name, SECONDS["keras" if unit in KERAS_UNITS else kind])


def execute(notebook, folder, seconds, allow_errors=False):
    """Run a notebook in an empty folder and return how many seconds it took, on a busy machine those that it computed."""
    client = nbclient.NotebookClient(
        notebook, timeout=seconds, kernel_name="python3", allow_errors=allow_errors, resources={"metadata": {"path": str(folder)}}
    )
    start, before = time.perf_counter(), os.times()
    client.execute()
    after = os.times()
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    assert computed > 0.1  # the kernel has ended and is counted
    return min(time.perf_counter() - start, computed)


def stderr(notebook):
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stderr")


@pytest.mark.parametrize("name", COURSE.lectures_names())
def test_lecture_executes(name, tmp_path):
    notebook = nbformat.read(COURSE.lectures / f"{name}.ipynb", as_version=4)
    assert execute(notebook, tmp_path, 90) < budget("lecture", name)
    assert stderr(notebook) == ""


@pytest.mark.parametrize("name", COURSE.assignments())
def test_solution_executes_and_every_check_passes(name, tmp_path):
    notebook = assignment(read(COURSE.assignment_source(name)), None, f"{name}.ipynb", {})
    assert execute(notebook, tmp_path, 300) < budget("solution", name)
    assert stderr(notebook) == ""
    shown = [str(output) for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade") for output in cell.outputs]
    assert shown
    assert all("is right" in text for text in shown)


@pytest.mark.parametrize("name", COURSE.assignments())
def test_release_stops_at_every_check(name, tmp_path):
    notebook = nbformat.read(COURSE.released(name), as_version=4)
    kept = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader") or ("check" in cell.source and cell.cell_type == "code")
    ]
    notebook.cells = kept
    execute(notebook, tmp_path, 60, allow_errors=True)
    graded = [cell for cell in kept if cell.metadata.get("nbgrader", {}).get("grade")]
    assert graded
    for cell in graded:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert errors
        assert errors[0].ename == "CheckFailed"
        assert "is not written yet" in errors[0].evalue
