"""Specs of exercises: inputs are drawn, the reference answers, every known mistake leaves its signature."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.checking.call import Calls
from autograder.checking.codec import same_signature, signature
from autograder.checking.diagnose import TRAINED
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
    """Draw the cases of an exercise and answer them; the arguments are those of `answered`."""
    return answered(exercise, loaded, seed, named)[0]


def answered(
    exercise: Exercise, loaded: Reference, seed: int | tuple[int, ...] | None, named: bool = True
) -> tuple[Spec, list[Calls]]:
    """Draw the cases of an exercise, answer them, and return what each of its known mistakes answered, too.

    Args:
        exercise: what to draw.
        loaded: the executed solution of its assignment.
        seed: of the random generator; None for fresh inputs.
        named: whether to answer with every known mistake, too, so that a wrong answer can be named.

    Raises:
        CourseError: the reference raises or returns something that is not plain data.
    """
    rng = np.random.default_rng(seed)
    solution = Calls(loaded.function(exercise.name), exercise.probe)
    mistakes = exercise.mistakes if named else ()
    mutants = [Calls(mutant(exercise, loaded, mistake), exercise.probe) for mistake in mistakes]
    cases: list[Case] = []
    for draw in exercise.cases:
        cases.append(_case(draw(rng), solution, mutants, cases))
    spec = Spec(
        name=exercise.name,
        assignment=loaded.source.name,
        points=loaded.points.get(exercise.name, 0.0),
        outputs=exercise.outputs,
        where=exercise.where,
        cases=tuple(cases),
        hints=tuple(mistake.hint for mistake in mistakes),
        tolerance=exercise.tolerance,
        properties=exercise.properties,
        probe=exercise.probe,
    )
    return spec, mutants


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


def _case(arguments: dict[str, Any], solution: Calls, mutants: list[Calls], before: list[Case]) -> Case:
    called = solution.of(len(before), arguments)
    problem = called.failure or called.modified
    if problem is not None:
        raise CourseError(f"The solution of {solution.function.__name__} {problem.message}")
    spared = _caught(before) if TRAINED in arguments else set()
    marks = [None if number in spared else _mark(calls, len(before), arguments) for number, calls in enumerate(mutants)]
    return Case(copy.deepcopy(arguments), called.value, tuple(marks))


def _caught(cases: list[Case]) -> set[int]:
    """Return the mistakes that these cases catch: what they would answer after a training is not needed."""
    rights = [signature(case.expected) for case in cases]
    marks = zip(*(case.mistakes for case in cases), strict=True)
    return {
        number
        for number, mine in enumerate(marks)
        if any(mark is None or not same_signature(mark, right) for mark, right in zip(mine, rights, strict=True))
    }


def _mark(calls: Calls, number: int, arguments: dict[str, Any]) -> list[Any] | None:
    called = calls.of(number, arguments)
    return None if called.failure is not None else signature(called.value)
