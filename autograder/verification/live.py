"""Fresh random cases on a machine that has the solutions; `check` asks for them by the setting AUTOGRADER_CASES.

Cases of solutions that use TensorFlow are made beforehand, by a process of their own (`python -m autograder.verification.live`):
the checkers need no TensorFlow then.
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path

from autograder.checking import vectors
from autograder.checking.spec import Spec
from autograder.exercises import assignments, exercises
from autograder.notebooks.errors import CourseError
from autograder.notebooks.reference import built_reference
from autograder.verification.specs import build_spec

ASSIGNMENT = "AUTOGRADER_ASSIGNMENT"
PREPARED = "AUTOGRADER_PREPARED"
PATIENCE = 600
FAILED = ".failed"


def cases(name: str, seed: int, named: bool) -> Spec:
    """Return the spec of an exercise with inputs drawn now, or drawn for this grading.

    Args:
        name: of the exercise.
        seed: of the random generator.
        named: whether known mistakes are to be told apart, which takes longer.

    Raises:
        LookupError: for an unknown exercise.
    """
    assignment = vectors.find(name).assignment
    path = os.environ.get(PREPARED)
    if path:
        return _prepared(path)[name]
    return build_spec(exercises(assignment)[name], built_reference(assignment), seed, named)


def preload() -> None:
    """Read what the checks of the assignment named by AUTOGRADER_ASSIGNMENT need, once for all processes that are forked later.

    Raises:
        CourseError: the cases could not be made.
    """
    assignment = os.environ.get(ASSIGNMENT, "")
    if assignment not in assignments():
        return
    vectors.assignment(assignment)
    if os.environ.get(PREPARED):
        _await(Path(os.environ[PREPARED]))
        _prepared(os.environ[PREPARED])
    elif "tensorflow" not in sys.modules:  # no process can be forked after TensorFlow has run
        exercises(assignment)
        built_reference(assignment)


def prepare(assignment: str, path: Path) -> None:
    """Draw cases for all exercises that an assignment has, and write them to a file, which appears when it is complete."""
    loaded = built_reference(assignment)
    there = [exercise for name, exercise in exercises(assignment).items() if name in loaded.solutions]
    specs = [build_spec(exercise, loaded, None) for exercise in there]
    vectors.save(path.with_suffix(".part"), specs)
    path.with_suffix(".part").replace(path)


@cache
def _prepared(path: str) -> dict[str, Spec]:
    return {spec.name: spec for spec in vectors.load(Path(path))}


def _await(path: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not path.exists():
        failed = path.with_suffix(FAILED)
        if failed.exists() or time.monotonic() > until:
            reason = failed.read_text(encoding="utf-8").strip() if failed.exists() else "it took too long"
            raise CourseError(f"no fresh cases could be drawn: {reason}")
        time.sleep(0.05)


def main() -> None:
    """Prepare the cases of an assignment: its name and the file are the arguments."""
    assignment, path = sys.argv[1], Path(sys.argv[2])
    try:
        prepare(assignment, path)
    except Exception as error:
        path.with_suffix(FAILED).write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        raise


if __name__ == "__main__":
    main()
