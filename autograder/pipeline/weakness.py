"""Trying an assignment's tests on answers that cannot be right: a test that passes one of them is weak."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, reads
from nbgrader.utils import is_grade, is_solution

from autograder.kernels import roles
from autograder.kernels.roles import Plan
from autograder.notebooks.paths import Course
from autograder.pipeline import profiling
from autograder.pipeline.engine import Engine, EngineSettings
from autograder.pipeline.matching import grade_id
from autograder.pipeline.profiling import Test, points, with_profile
from autograder.pipeline.running import Limits, files_in, run

_EQUAL = """\
class _Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __le__(self, other): return True
    def __ge__(self, other): return True
    def __sub__(self, other): return self
    def __rsub__(self, other): return self
    def __abs__(self): return self
    def __bool__(self): return True
    def __len__(self): return 0
    def __iter__(self): return iter(())
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    __hash__ = None
"""
# what a hostile answer gives back, and what it needs before that
ANSWERS = {
    "nothing": ("None", ""),
    "an empty list": ("[]", ""),
    "an empty text": ("''", ""),
    "0": ("0", ""),
    "not a number": ("float('nan')", ""),
    "an array of not a numbers": ("np.full(3, np.nan)", "import numpy as np\n"),
    "an object that is equal to everything": ("_Equal()", _EQUAL),
}


@dataclass(frozen=True)
class Report:
    """What is wrong with the tests of an assignment.

    Args:
        tests: what the profile says of each.
        weak: by grade id, the answers that it lets through.
    """

    tests: tuple[Test, ...]
    weak: dict[str, tuple[str, ...]]

    def lines(self) -> Iterator[str]:
        """Yield one line for each test that its author should look at."""
        for test in self.tests:
            if test.state == profiling.UNPROTECTED:
                yield f"{test.name} runs unprotected, in the process of the answer: {test.reason}"
            elif test.state == profiling.BROKEN:
                yield f"{test.name} is not passed by the solution: {test.reason}"
            elif test.decided:
                yield f"{test.name} is decided by a class of the answer: compare plain attributes, as in `v.x == 3`"
            if test.name in self.weak:
                yield f"{test.name} is weak: it passes answers that return {', '.join(self.weak[test.name])}"


def examine(source: str, engine: EngineSettings, limits: Limits, files: dict[str, bytes]) -> Report:
    """Profile the tests of an assignment and try hostile answers on them.

    Args:
        source: the text of the instructor's notebook.
        engine: where the zygotes are.
        limits: of time.
        files: those of the assignment.
    """
    tests = profiling.profile(source, engine, limits, files)
    plan = with_profile(json.loads(source)["cells"], tests)
    passed: dict[str, list[str]] = {}
    for name, (value, before) in ANSWERS.items():
        for test in _full_marks(hostile(source, value, before), plan, engine, limits, files):
            passed.setdefault(test, []).append(name)
    return Report(tuple(tests), {name: tuple(answers) for name, answers in passed.items()})


def examine_course(course: Course, assignment: str) -> Iterator[str]:
    """Yield what the author of an assignment should know of its tests; nothing for tests that only call `check`.

    Args:
        course: where everything lies.
        assignment: its full name; nothing is said of one that has not been built.
    """
    folder = course.source / assignment
    if not (folder / f"{assignment}.ipynb").exists():
        return
    source = (folder / f"{assignment}.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(source)
    if not all(map(roles.is_check, roles.tests(notebook["cells"]).values())):
        with Engine(course, assignment, source) as engine:
            limits = Limits.of(notebook["metadata"].get("autograder", {}))
            yield from examine(source, engine.addresses(), limits, files_in(folder)).lines()


def hostile(source: str, value: str, before: str) -> NotebookNode:
    """Return the instructor's notebook with every answer replaced: functions and methods give back one value, names are it."""
    notebook = reads(source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_solution(cell) and not is_grade(cell):
            cell.source = before + _replaced(cell.source, value)
    return notebook


def _replaced(text: str, value: str) -> str:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    wanted = ast.parse(value, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "__init__":
            node.body = [ast.Return(wanted)]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    for node in tree.body:
        if isinstance(node, ast.Assign):
            node.value = wanted
    return ast.unparse(ast.fix_missing_locations(tree))


def _full_marks(
    notebook: NotebookNode, plan: Plan, engine: EngineSettings, limits: Limits, files: dict[str, bytes]
) -> Iterator[str]:
    cells: list[Any] = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for cell, ran in zip(cells, run(cells, plan, engine, limits, files), strict=True):
        if is_grade(cell) and not is_solution(cell) and points(cell, ran.outputs.items) >= cell.metadata.nbgrader.points > 0:
            yield grade_id(cell)
