"""The two classes that are graded for time: forty on a NumPy assignment, twenty on a small Keras notebook."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from ordinary.keras_lstm import GROUP
from ordinary.model import STUDENTS
from parity import Foreign, run_stock

from autograder.notebooks.build import build_assignment
from autograder.notebooks.paths import Course, course_root
from autograder.pipeline.demo_class import Material, material_of

A02 = "a02_rnn_forward"
KERAS = GROUP.name
_MISTAKEN = (0, 0, 1, 0, 2)  # how many known mistakes student 0, 1, 2, ... makes, and again from the beginning
_KERAS = ("right", "other", "right", "wrong", "right", "other", "raises", "right", "other", "blank")


@dataclass(frozen=True)
class Class:
    """A class that waits to be graded, once for nbgrader and once for us.

    Args:
        name: of the assignment.
        foreign: the two courses.
        size: how many students.
        seconds: time limit of a cell.
    """

    name: str
    foreign: Foreign
    size: int
    seconds: int

    def fresh(self, stock: bool) -> None:
        """Forget every grade of one of the two courses."""
        root = self.foreign.stock if stock else self.foreign.course.build
        for folder in ("autograded", "results", "profiles", "logs"):
            shutil.rmtree(root / folder, ignore_errors=True)
        (root / "gradebook.db").unlink(missing_ok=True)
        if stock:
            shutil.copy(root / "released.db", root / "gradebook.db")


def numpy_class(root: Path, size: int) -> Class:
    """Return a class on unit 02; nobody crashes, loops or loses metadata, for nbgrader could not grade them."""
    foreign = Foreign(root)
    course = foreign.course
    course.solutions.mkdir(parents=True)
    shutil.copy(Course(course_root()).solutions / f"{A02}.py", course.solutions)
    build_assignment(course, A02)
    shutil.copytree(course.source, foreign.stock / "source")
    run_stock(foreign.stock, "generate", [A02])
    material = material_of(course, A02)
    for number in range(size):
        foreign.hand_in(A02, f"student{number:03d}", _answered(material, number))
    return _ready(Class(A02, foreign, size, 30))


def _answered(material: Material, number: int) -> NotebookNode:
    names = [material.free[(number + step) % len(material.free)] for step in range(_MISTAKEN[number % len(_MISTAKEN)])]
    return material.submission(**{name: material.mistaken(name, number) for name in names})


def keras_class(root: Path, size: int) -> Class:
    """Return a class on the small Keras notebook: half of the answers right, in two styles."""
    assert set(_KERAS) == set(STUDENTS)
    foreign = Foreign(root)
    foreign.add(KERAS, GROUP.source())
    foreign.generate([KERAS])
    for number in range(size):
        submission = GROUP.submission(foreign.released(KERAS), _KERAS[number % len(_KERAS)])
        foreign.hand_in(KERAS, f"student{number:03d}", submission)
    return _ready(Class(KERAS, foreign, size, 60))


def _ready(made: Class) -> Class:
    shutil.copy(made.foreign.stock / "gradebook.db", made.foreign.stock / "released.db")
    return made
