"""What a class got and got wrong, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.exercises import assignments, exercises
from autograder.pipeline.firsts import Firsts
from autograder.pipeline.results import Result

BINS = 10


@dataclass
class Diagnosis:
    """A cause of wrong answers.

    Args:
        exercise: its name.
        text: the hint; where there is none, the message that the first student got.
        named: whether the check named the cause (a hint).
        stage: the stage of the check that failed.
        students: who made it.
        where: lecture and heading that explain it; empty where that is not known.
    """

    exercise: str
    text: str
    named: bool
    stage: str
    students: list[str] = field(default_factory=list)
    where: str = ""


@dataclass
class ExerciseSummary:
    """How the class did in an exercise.

    Args:
        name: the exercise.
        points: to be had.
        passed: how many got all of them.
        empty: how many have not begun it.
        graded: how many submissions were graded.
        first: how many of those whose first attempt is known got all points at first.
        known: how many that are.
    """

    name: str
    points: float
    passed: int = 0
    empty: int = 0
    graded: int = 0
    first: int = 0
    known: int = 0

    @property
    def wrong(self) -> int:
        """Return how many tried it and did not get all points."""
        return self.graded - self.passed - self.empty


def distribution(graded: Iterable[Result]) -> list[int]:
    """Return how many submissions got 0-9 %, 10-19 %, ..., 90-100 % of the points."""
    counts = [0] * BINS
    for result in graded:
        share = (result.score or 0.0) / result.max_score if result.max_score else 0.0
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return counts


def summaries(graded: Iterable[Result], first: Firsts | None = None) -> list[ExerciseSummary]:
    """Return how the class did in each exercise, in the order of the assignment.

    Args:
        graded: results of submissions that have a score.
        first: what is known of first attempts.
    """
    found: dict[str, ExerciseSummary] = {}
    for result in graded:
        before = first.found.get(result.student) if first else None
        at_first = {one.name: one.passed for one in before.exercises} if before else {}
        for exercise in result.exercises:
            summary = found.setdefault(exercise.name, ExerciseSummary(exercise.name, exercise.max_points))
            summary.graded += 1
            summary.passed += exercise.passed
            summary.empty += exercise.stage == "unwritten" and not exercise.passed
            summary.known += before is not None
            summary.first += at_first.get(exercise.name, False)
    return list(found.values())


def diagnoses(graded: Iterable[Result], paragraphs: dict[str, str] | None = None) -> list[Diagnosis]:
    """Return the causes of wrong answers, the most frequent first; those without a name are joined by their kind.

    Args:
        graded: results of submissions that have a score.
        paragraphs: from exercises to the lecture and heading that explain them.
    """
    found: dict[tuple[str, str], Diagnosis] = {}
    for result in graded:
        for exercise in result.exercises:
            text = exercise.hint or exercise.message
            if text and not exercise.passed and exercise.stage != "unwritten":
                where = (paragraphs or {}).get(exercise.name, "")
                made = Diagnosis(exercise.name, text, bool(exercise.hint), exercise.stage, where=where)
                cause = exercise.hint or f"{exercise.stage} {exercise.message.partition(':')[0]}"
                found.setdefault((exercise.name, cause), made).students.append(result.student)
    return sorted(found.values(), key=lambda cause: (-len(cause.students), not cause.named, cause.exercise))


def lecture_paragraphs(assignment: str) -> dict[str, str]:
    """Return where each exercise of an assignment is explained, such as "02_rnn_forward, One time step"."""
    if assignment not in assignments():
        return {}
    return {name: exercise.where for name, exercise in exercises(assignment).items()}
