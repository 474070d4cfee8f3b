"""A course for attacks: assignments of `check(...)` lines and of plain asserts with hidden tests; secrets lie everywhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nbformat
from attack_fitted import FITTED_SOURCE
from attack_plain import SECRETS, SOLVED, SOURCE
from nbformat import NotebookNode

from autograder.notebooks import notebook, release
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read

PLAIN, CHECK = "b01_plain", "a02_rnn_forward"  # the second is a part of the real one: checks are found by its name
FITTED, MODEL = "b02_fitted", "a15_signals"  # the same with models of Keras
CELL_SECONDS, NOTEBOOK_SECONDS = 3, 15
_LIMITS = {FITTED: (40, 120), MODEL: (40, 120)}
_HEADER = """\
# ---
# jupyter:
#   autograder:
#     title: For attacks
#     cell_seconds: {}
#     notebook_seconds: {}
# ---

"""
WRONG = {
    PLAIN: {
        "double": "def double(x):\n    return 0",
        "total": "def total(values):\n    return 0",
        "area": "def area(width, height):\n    return 0",
        "evens": "def evens(values):\n    return None",
        "order": "def order(values):\n    pass",
        "share": "def share(values):\n    return 0",
        "vector": "class Vector:\n    def __init__(self, x, y):\n        self.x = self.y = 0\n\n"
        "    def length(self):\n        return 0\n\n    def plus(self, other):\n        return self",
        "signs": "def signs(x):\n    return 0",
        "classifier": "class Classifier:\n    def fit(self, x, y):\n        return {'accuracy': [0.0]}\n\n"
        "    def predict(self, x):\n        return np.zeros(len(x), int)\n\n    def evaluate(self, x, y):\n        return 0.0",
    },
    CHECK: {
        "softmax": "def softmax(logits):\n    return 0",
        "rnn_cell_forward": "def rnn_cell_forward(x_t, h_prev, kernel, recurrent_kernel, bias):\n    return 0",
        "dense_forward": "def dense_forward(h, output_kernel, output_bias):\n    return 0",
    },
    FITTED: {"build_reader": "def build_reader():\n    return 0"},
    MODEL: {
        "naive_forecast": "def naive_forecast(inputs, horizon, target=0):\n    return 0",
        "build_forecaster": "def build_forecaster(units, horizon, features, target=0, layers=keras.layers):\n    return 0",
    },
}
_REAL = Path(__file__).parents[1] / "solutions"
_OWN = {PLAIN: SOURCE, FITTED: FITTED_SOURCE}
_MARKER = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def make_course(root: Path, names: tuple[str, ...] = (PLAIN, CHECK)) -> Course:
    """Write a course of these assignments below `root`: sources, releases, and a file beside the gradebook."""
    course = Course(root)
    course.solutions.mkdir(parents=True)
    for name in names:
        path = course.solutions / f"{name}.py"
        header = _HEADER.format(*_LIMITS.get(name, (CELL_SECONDS, NOTEBOOK_SECONDS)))
        path.write_text(header + (_OWN.get(name) or _part_of_real(name)))
        made = notebook.assignment(read(path), None, f"{name}.ipynb", {})
        notebook.write(made, course.source / name / f"{name}.ipynb")
        course.released(name).parent.mkdir(parents=True)
        course.released(name).write_text(release.generate(name, course.source))
    (course.build / "keys.txt").write_text(SECRETS["gradebook"])
    return course


def _part_of_real(name: str) -> str:
    """Return some exercises of a real assignment: those to which there are wrong answers."""
    source = read(_REAL / f"{name}.py")
    starts = [cell.line - 1 for cell in source.cells] + [len(source.lines)]
    parts = []
    for cell, start, end in zip(source.cells, starts, starts[1:], strict=False):
        if cell.role == "setup" or cell.name in ("imports", *WRONG[name]):
            parts.append("\n".join(source.lines[start:end]).rstrip())
    return "\n\n".join(parts).replace("### BEGIN SOLUTION", f"### BEGIN SOLUTION\n    {SOLVED}") + "\n"


@cache
def exercise_points(course: Course, assignment: str) -> dict[str, float]:
    """Return the points of each answer; several tests may belong to one."""
    found: dict[str, float] = {}
    for cell in read(course.assignment_source(assignment)).cells:
        if cell.role == "solution":
            answer = cell.name
        elif cell.role == "test":
            found[answer] = found.get(answer, 0.0) + float(cell.options["points"])
    return found


@cache
def right(course: Course, assignment: str) -> dict[str, str]:
    """Return the right answers, without the secret in them."""
    cells = read(course.assignment_source(assignment)).cells
    texts = {cell.name: _MARKER.sub("", cell.text) for cell in cells if cell.role == "solution"}
    return {name: text.replace(f"    {SOLVED}\n", "") for name, text in texts.items()}


def submission(course: Course, assignment: str, honest: tuple[str, ...] = ()) -> NotebookNode:
    """Return a submission: the answers named are right, all others wrong."""
    made = nbformat.read(course.released(assignment), as_version=4)
    answers = WRONG[assignment] | {name: text for name, text in right(course, assignment).items() if name in honest}
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return made
