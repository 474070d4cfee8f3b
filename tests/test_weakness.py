"""Tests that pass what cannot be right are named to their author."""

import pytest
from nbformat import writes
from nbformat.v4 import new_notebook
from test_execute import graded, solution

from autograder.pipeline.running import Limits
from autograder.pipeline.weakness import ANSWERS, examine

ANSWER = """
class Vector:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x


def double(xs):
    return [2 * x for x in xs]
"""
TESTS = {
    "strong": "assert double([1, 2]) == [2, 4]",
    "zips": "for a, b in zip(double([1, 2]), [2, 4]):\n    assert a == b",
    "negated": "import numpy as np\n\nassert not abs(np.sum(double([1, 2])) - 6) > 0.1",
    "any_error": "try:\n    double(None)\nexcept TypeError:\n    pass",
    "decided": "assert Vector(1) == Vector(1)",
    "derived": "class Own(Vector):\n    pass\n\n\nassert Own(3).x == 3",
    "broken": "assert double([1]) == [3]",
}


@pytest.fixture(scope="module")
def report(engine):
    cells = [solution(ANSWER), *(graded(text, name) for name, text in TESTS.items())]
    return examine(writes(new_notebook(cells=cells)), engine, Limits(5, 60), {})


@pytest.mark.parametrize(
    ("name", "lets_through"),
    [("strong", ()), ("zips", ()), ("negated", ("not a number",)), ("any_error", ("nothing", "0"))],
)
def test_weak_tests_are_found(report, name, lets_through):
    assert set(lets_through) <= set(report.weak.get(name, ()))
    assert bool(lets_through) == (name in report.weak)


def test_every_kind_of_trouble_has_its_line(report):
    lines = {}
    for line in report.lines():
        lines[line.split()[0]] = lines.get(line.split()[0], "") + line
    assert lines.keys() >= {"negated", "any_error", "decided", "derived", "broken"}
    assert "strong" not in lines
    assert "unprotected" in lines["derived"]
    assert "not passed by the solution" in lines["broken"]
    assert "decided by a class of the answer" in lines["decided"]
    assert set(ANSWERS) >= set(report.weak["any_error"])
