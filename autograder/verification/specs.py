"""Specs of exercises: inputs are drawn, the reference answers, every known mistake leaves its signature."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.checking.call import call
from autograder.checking.codec import signature
from autograder.checking.spec import Case, Spec
from autograder.exercises import Exercise, exercises
from autograder.exercises.model import Mistake
from autograder.notebooks.errors import CourseError
from autograder.notebooks.reference import Reference, reference


def specs(assignment: str) -> Iterator[Spec]:
    """Yield the spec of each exercise of an assignment, from the frozen seed."""
    loaded = reference(assignment)
    for exercise in exercises(assignment).values():
        yield build_spec(exercise, loaded, seed(exercise.name))


def seed(name: str) -> int:
    """Return the seed of an exercise's frozen cases."""
    return zlib.crc32(name.encode())


def build_spec(exercise: Exercise, loaded: Reference, seed: int | tuple[int, ...] | None, named: bool = True) -> Spec:
    """Draw the cases of an exercise and answer them.

    Args:
        exercise: what to draw.
        loaded: the executed solution of its assignment.
        seed: of the random generator; None for fresh inputs.
        named: whether to answer with every known mistake, too, so that a wrong answer can be named.

    Raises:
        CourseError: the reference raises or returns something that is not plain data.
    """
    rng = np.random.default_rng(seed)
    solution = loaded.function(exercise.name)
    mistakes = exercise.mistakes if named else ()
    mutants = [mutant(exercise, loaded, mistake) for mistake in mistakes]
    cases = tuple(_case(draw(rng), solution, mutants, exercise) for draw in exercise.cases)
    return Spec(
        name=exercise.name,
        assignment=loaded.source.name,
        points=loaded.points.get(exercise.name, 0.0),
        outputs=exercise.outputs,
        where=exercise.where,
        cases=cases,
        hints=tuple(mistake.hint for mistake in mistakes),
        tolerance=exercise.tolerance,
        properties=exercise.properties,
        probe=exercise.probe,
    )


def mutant(exercise: Exercise, loaded: Reference, mistake: Mistake) -> Callable[..., Any]:
    """Return the wrong function that a known mistake makes of the solution.

    Raises:
        CourseError: the text to replace does not stand in the solution cell.
    """
    text = loaded.solutions[exercise.name]
    if mistake.find not in text:
        raise CourseError(
            f"{loaded.source.path}: the mistake of {exercise.name} looks for {mistake.find!r}, which is not in its solution cell."
        )
    return loaded.function(exercise.name, text.replace(mistake.find, mistake.replace))  # type: ignore[no-any-return]


def _case(arguments: dict[str, Any], solution: Callable[..., Any], mutants: list[Callable[..., Any]], exercise: Exercise) -> Case:
    called = call(solution, arguments, exercise.probe)
    problem = called.failure or called.modified
    if problem is not None:
        raise CourseError(f"The solution of {exercise.name} {problem.message}")
    marks = tuple(_mark(function, arguments, exercise.probe) for function in mutants)
    return Case(copy.deepcopy(arguments), called.value, marks)


def _mark(function: Callable[..., Any], arguments: dict[str, Any], probe: str) -> list[Any] | None:
    called = call(function, arguments, probe)
    return None if called.failure is not None else signature(called.value)
