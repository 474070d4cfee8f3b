"""Fresh random cases on a machine that has the solutions; `check` asks for them by the setting AUTOGRADER_CASES."""

from __future__ import annotations

from autograder.checking import vectors
from autograder.checking.spec import Spec
from autograder.exercises import exercises
from autograder.notebooks.reference import built_reference
from autograder.verification.specs import build_spec


def cases(name: str) -> Spec:
    """Return the spec of an exercise with inputs drawn now.

    Args:
        name: of the exercise.

    Raises:
        LookupError: for an unknown exercise.
    """
    assignment = vectors.find(name).assignment
    return build_spec(exercises(assignment)[name], built_reference(assignment), None)
