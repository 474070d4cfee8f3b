"""The reference of an exercise: the solution cells, from the text or as they were built."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.notebooks import notebook
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import parse, read
from autograder.notebooks.reference import Reference, read_notebook

COURSE = Course(Path(__file__).parents[1])


@pytest.mark.parametrize("name", COURSE.assignments())
def test_the_built_notebook_gives_the_same_cells(name, tmp_path):
    source = read(COURSE.assignment_source(name))
    path = notebook.write(notebook.assignment(source, None, "x.ipynb", {}), tmp_path / f"{name}.ipynb")
    expected, built = Reference(source), Reference(read_notebook(path))
    assert built.solutions == expected.solutions
    assert built.points == expected.points
    assert set(built.solutions) <= set(built.namespace)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}'])
def test_a_damaged_notebook_is_one_sentence(tmp_path, content):
    path = tmp_path / "a00.ipynb"
    path.write_text(content)
    with pytest.raises(CourseError, match="is not a notebook: run `autograder build`"):
        read_notebook(path)


def test_a_cell_that_raises_is_named():
    with pytest.raises(CourseError, match=r"source.py:2: the cell raises ZeroDivisionError"):
        Reference(parse('\n# %% given="imports"\n1 / 0\n'))


def test_fresh_cases_need_no_notebook_library():
    """They are drawn in every student's kernel, where each import counts."""
    program = (
        "import sys; import autograder.verification.live; print(*{'nbformat', 'jupytext', 'nbgrader', 'yaml'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
