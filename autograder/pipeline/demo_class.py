"""A sample class, made out of the release and the solutions: right, wrong, and mangled in every way that classes know."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.exercises import Exercise, exercises
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.matching import grade_id, is_answer, mark

_MARKER = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
_FLOAT32 = """\
import functools


def narrow(value):
    if isinstance(value, np.ndarray):
        return value.astype(np.float32) if value.dtype == np.float64 else value
    if isinstance(value, tuple):
        parts = [narrow(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def in_float32(function):
    @functools.wraps(function)
    def narrowed(*args, **kwargs):
        return function(*map(narrow, args), **{name: narrow(value) for name, value in kwargs.items()})

    return narrowed"""
_CHATTY = """

import sys
_silent_{name} = {name}


def {name}(*args, **kwargs):
    print("called {name}", file=sys.stderr)
    return _silent_{name}(*args, **kwargs)"""


@dataclass(frozen=True)
class Expectation:
    """What a submission of the sample class must get.

    Args:
        points: exactly; None where it cannot be graded.
        what: what is special about it.
    """

    points: float | None
    what: str


@dataclass(frozen=True)
class Material:
    """What submissions are made of.

    Args:
        name: the assignment.
        release: the students' notebook.
        answers: the right answer cells by name.
        points: of each exercise.
        exercises: declarations with their known mistakes.
        free: exercises on which no other answer rests, so that a mistake costs exactly their points.
    """

    name: str
    release: NotebookNode
    answers: dict[str, str]
    points: dict[str, float]
    exercises: dict[str, Exercise]
    free: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        """Return the sum of all points."""
        return sum(self.points.values())

    def without(self, *names: str) -> float:
        """Return the sum of all points but those of some exercises."""
        return self.total - sum(self.points[name] for name in names)

    def submission(self, **changed: str) -> NotebookNode:
        """Return the release with right answers, but for those given here."""
        notebook = copy.deepcopy(self.release)
        for cell in notebook.cells:
            if is_answer(cell):
                cell.source = changed.get(grade_id(cell), self.answers[grade_id(cell)])
        return notebook

    def mistaken(self, name: str, number: int) -> str:
        """Return the answer with a known mistake in it."""
        mistakes = self.exercises[name].mistakes
        mistake = mistakes[number % len(mistakes)]
        return self.answers[name].replace(mistake.find, mistake.replace)


Sample = tuple[str, NotebookNode | str, Expectation]


def write_class(course: Course, assignment: str, folder: Path) -> dict[str, Expectation]:
    """Write a class of fourteen submissions as a course page would hand them out.

    Args:
        course: where release and source of the assignment lie, both built.
        assignment: its name, or the beginning of it.
        folder: where to write; submissions of an earlier class are replaced.

    Returns:
        For each student the exact points to expect.

    Raises:
        CourseError: there is no such assignment, or fewer than three of its exercises stand by themselves.
        LookupError: it has no known mistakes.
    """
    material = material_of(course, course.assignment(assignment))
    if len(material.free) < 3:
        raise CourseError(
            f"fewer than three exercises of {material.name} stand by themselves: choose another for the sample class"
        )
    expected = {}
    for make in _SAMPLES:
        path, content, expectation = make(material)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
        expected[make.__name__.strip("_").replace("_", "-")] = expectation
    return expected


def material_of(course: Course, name: str) -> Material:
    """Return what submissions of an assignment are made of; its source and release must be built."""
    source = nbformat.read(course.source / name / f"{name}.ipynb", as_version=4)
    release = nbformat.read(course.released(name), as_version=4)
    answers = {grade_id(cell): _MARKER.sub("", cell.source) for cell in source.cells if is_answer(cell)}
    points = {
        grade_id(cell).removeprefix("test_"): float(mark(cell)["points"]) for cell in source.cells if mark(cell).get("grade")
    }
    return Material(name, release, answers, points, exercises(name), _free(source, answers))


def _free(source: NotebookNode, answers: dict[str, str]) -> list[str]:
    """Return the exercises that occur in no other answer; last those that do not occur behind the last check either."""
    last = max(index for index, cell in enumerate(source.cells) if mark(cell).get("grade"))
    payoff = "\n".join(cell.source for cell in source.cells[last + 1 :] if cell.cell_type == "code")
    alone = [name for name in answers if not any(_occurs(name, text) for other, text in answers.items() if other != name)]
    return sorted(alone, key=lambda name: not _occurs(name, payoff))


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


def _all_right(material: Material) -> Sample:
    return f"all-right/{material.name}.ipynb", material.submission(), Expectation(material.total, "every answer right")


def _blank(material: Material) -> Sample:
    return f"blank/{material.name}.ipynb", copy.deepcopy(material.release), Expectation(0.0, "the release, untouched")


def _one_mistake(material: Material) -> Sample:
    name = material.free[0]
    notebook = material.submission(**{name: material.mistaken(name, 0)})
    return f"one-mistake_{material.name}.ipynb", notebook, Expectation(material.without(name), f"a known mistake in {name}")


def _two_mistakes(material: Material) -> Sample:
    names = material.free[0], material.free[-1]
    notebook = material.submission(**{name: material.mistaken(name, number) for number, name in enumerate(names)})
    return (
        f"two-mistakes_{material.name}.ipynb",
        notebook,
        Expectation(material.without(*names), f"mistakes in {' and '.join(names)}"),
    )


def _many_mistakes(material: Material) -> Sample:
    notebook = material.submission(**{name: material.mistaken(name, 1) for name in material.free})
    return (
        f"many-mistakes_{material.name}.ipynb",
        notebook,
        Expectation(material.without(*material.free), "a mistake wherever it costs one exercise"),
    )


def _float32(material: Material) -> Sample:
    names = [name for name, exercise in material.exercises.items() if not _takes_function(exercise)]
    notebook = material.submission(**{name: f"{material.answers[name]}\n\n\n{name} = in_float32({name})" for name in names})
    first = next(index for index, cell in enumerate(notebook.cells) if is_answer(cell))
    notebook.cells.insert(first, new_code_cell(_FLOAT32, id="helper"))
    return f"float32/{material.name}.ipynb", notebook, Expectation(material.total, "right, but works in float32")


def _crash(material: Material) -> Sample:
    name = material.free[-1]
    notebook = material.submission(**{name: f"import os\n\n\ndef {name}(*args, **kwargs):\n    os._exit(1)"})
    return f"crash/{material.name}.ipynb", notebook, Expectation(material.without(name), f"{name} ends the kernel")


def _syntax_error(material: Material) -> Sample:
    name = material.free[0]
    notebook = material.submission(**{name: f"def {name}(*args\n    return args"})
    return "syntax-error.ipynb", notebook, Expectation(material.without(name), f"{name} is no Python")


def _endless_loop(material: Material) -> Sample:
    name = material.free[-1]
    notebook = material.submission(**{name: f"def {name}(*args, **kwargs):\n    while True:\n        pass"})
    return "endless-loop.ipynb", notebook, Expectation(material.without(name), f"{name} never returns")


def _colab(material: Material) -> Sample:
    notebook = material.submission()
    notebook.nbformat_minor = 0
    notebook.metadata.update({"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU"})
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"0a1b": {"model_name": "HBoxModel"}}}
    for number, cell in enumerate(notebook.cells):
        cell.metadata["id"] = f"Xy{number:010d}"
        del cell["id"]
    return f"colab/Copy of {material.name}.ipynb", notebook, Expectation(material.total, "right, downloaded from Colab")


def _wiped(material: Material) -> Sample:
    notebook = material.submission()
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        del cell["id"]
        cell.metadata = NotebookNode()
    return f"wiped/{material.name} (1).ipynb", notebook, Expectation(material.total, "right, all metadata and ids lost")


def _deleted_test(material: Material) -> Sample:
    notebook = material.submission()
    gone = f"test_{material.free[0]}"
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != gone]
    return f"deleted-test/{material.name}.ipynb", notebook, Expectation(material.total, f"right, {gone} deleted")


def _stderr(material: Material) -> Sample:
    name = material.free[0]
    notebook = material.submission(**{name: material.answers[name] + _CHATTY.format(name=name)})
    return f"stderr/{material.name}.ipynb", notebook, Expectation(material.total, f"right, {name} writes to stderr")


def _not_json(material: Material) -> Sample:
    return (
        f"not-json/{material.name}.ipynb",
        "<!DOCTYPE html>\n<title>Sign in</title>\n",
        Expectation(None, "a web page, not a notebook"),
    )


def _takes_function(exercise: Exercise) -> bool:
    rng = np.random.default_rng(0)
    return any(callable(value) for draw in exercise.cases for value in draw(rng).values())


_SAMPLES: tuple[Callable[[Material], Sample], ...] = (
    _all_right,
    _blank,
    _one_mistake,
    _two_mistakes,
    _many_mistakes,
    _float32,
    _crash,
    _syntax_error,
    _endless_loop,
    _colab,
    _wiped,
    _deleted_test,
    _stderr,
    _not_json,
)
