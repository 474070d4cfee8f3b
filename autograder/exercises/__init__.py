"""Exercises: how to draw their inputs, what they return, and how they go wrong. One module per assignment."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from autograder.exercises.model import Exercise

__all__ = ["Exercise", "assignments", "exercises"]


@cache
def assignments() -> tuple[str, ...]:
    """Return the names of the assignments that have exercises."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if name[0] == "a" and name[1:3].isdigit()))


def exercises(assignment: str) -> dict[str, Exercise]:
    """Return the exercises of an assignment by name.

    Raises:
        LookupError: the assignment has no module of exercises.
    """
    if assignment not in assignments():
        raise LookupError(f"There are no exercises for {assignment!r}; there are: {', '.join(assignments())}.")
    module = importlib.import_module(f"{__name__}.{assignment}")
    return {exercise.name: exercise for exercise in module.EXERCISES}
