"""Cells that were split, joined or moved come back; cells that are meant to be as they are stay so."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell
from test_repair import MARKED, marked, mended
from tiny_course import answered, cell, make_course, released, without

from autograder.pipeline.joints import stands
from autograder.pipeline.matching import grade_id


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("joints") / "course")


@pytest.fixture
def release(course):
    return released(course)


@pytest.fixture
def right(course):
    return answered(course)


def test_what_a_cell_defines_counts_more_than_its_mark(right, release):
    one, two = cell(right, "add"), cell(right, "double")
    one.metadata.nbgrader.grade_id, two.metadata.nbgrader.grade_id = "double", "add"
    made, sentences = mended(right, release)
    assert {grade_id(one): one.source for one in made.cells if grade_id(one) in ("add", "double")} == {
        name: cell(right, name).source for name in ("add", "double")
    }
    assert sum("had been given the name" in text for text in sentences) == 2


def test_cells_are_not_joined_that_stand_by_themselves(right, release):
    right.cells[5:5] = [new_code_cell("x = 1", id="x"), new_code_cell("def helper():\n    return x", id="y")]
    made, sentences = mended(right, release)
    assert made.cells == right.cells
    assert sentences == []


def test_a_syntax_error_is_not_joined_with_what_follows(course, release):
    notebook = answered(course, add="def add(a, b)\n    return a + b")
    notebook.cells.insert(5, new_code_cell("mine = 1", id="mine"))
    made, sentences = mended(notebook, release)
    assert (made.cells, sentences) == (notebook.cells, [])


def test_a_statement_that_holds_the_text_of_a_cell_is_not_cut(right, release):
    test = cell(release, "test_double").source
    notebook = without(right, "test_double")
    cell(notebook, "double").source += f'\n\nNOTE = """\n{test}\n"""'
    made, _ = mended(notebook, release)
    assert cell(made, "double").source == cell(notebook, "double").source
    assert marked(made) == MARKED


def test_another_order_of_exercises_is_left_alone(right, release):
    right.cells = [*right.cells[:3], *right.cells[7:], *right.cells[3:7]]
    made, sentences = mended(right, release)
    assert (made.cells, sentences) == (right.cells, [])


def test_a_test_goes_behind_an_answer_that_its_own_answer_uses(course, release):
    notebook = answered(course, double="def double(a):\n    return add(a, a)")
    notebook.cells.append(notebook.cells.pop(4))
    made, sentences = mended(notebook, release)
    order = [cell.id for cell in made.cells]
    assert order.index("add") < min(order.index("test_add"), order.index("test_double"))
    assert order.index("test_shout") < order.index("add")
    assert len(sentences) == 2


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("x = 1", True),
        ("%matplotlib inline\n!ls", True),
        ("await f()", True),
        ("return 1", False),
        ("def f(:", False),
        ("x = '\0'", False),
        ("(" * 10_000, False),
        ("-" * 100_000 + "1", False),
    ],
)
def test_what_stands(source, verdict):
    assert stands(source) is verdict
