"""The class report: what the class got, what it got wrong, and what an instructor should look at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import mean, median
from urllib.parse import quote

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.results import Result, results
from autograder.pipeline.templates import render

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
    """

    exercise: str
    text: str
    named: bool
    stage: str
    students: list[str] = field(default_factory=list)


@dataclass
class ExerciseSummary:
    """How the class did in an exercise.

    Args:
        name: the exercise.
        points: to be had.
        passed: how many got all of them.
        empty: how many have not begun it.
        graded: how many submissions were graded.
    """

    name: str
    points: float
    passed: int = 0
    empty: int = 0
    graded: int = 0

    @property
    def wrong(self) -> int:
        """Return how many tried it and did not get all points."""
        return self.graded - self.passed - self.empty


def report(course: Course, assignment: str) -> Path:
    """Write the class report of an assignment.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.

    Returns:
        build/reports/ASSIGNMENT.html, one page without outside files.

    Raises:
        CourseError: there is no such assignment, or nothing has been graded.
    """
    assignment = course.assignment(assignment)
    found = results(course, assignment)
    if not found:
        raise CourseError(f"nothing of {assignment} has been graded: run `autograder grade {assignment}`")
    path = course.build / "reports" / f"{assignment}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(assignment, found, _feedback_links(course, assignment, path, found)), encoding="utf-8")
    return path


def page(assignment: str, found: list[Result], links: dict[str, str] | None = None) -> str:
    """Return the report as HTML.

    Args:
        assignment: its full name.
        found: one result for each student.
        links: from students to their feedback pages.
    """
    graded = [result for result in found if result.score is not None]
    scores = [result.score for result in graded if result.score is not None]
    return render(
        "report.html.j2",
        assignment=assignment,
        results=found,
        graded=graded,
        links=links or {},
        max_score=max((result.max_score for result in found), default=0.0),
        mean=mean(scores) if scores else None,
        median=median(scores) if scores else None,
        bins=distribution(graded),
        exercises=summaries(graded),
        diagnoses=diagnoses(graded),
        unprotected=sorted({name for result in graded for name in result.unprotected}),
        unsandboxed=[result.student for result in graded if not result.sandboxed],
        seconds=sum(result.seconds for result in found),
        made=datetime.now().strftime("%Y-%m-%d %H:%M"),
    )


def distribution(graded: Iterable[Result]) -> list[int]:
    """Return how many submissions got 0-9 %, 10-19 %, ..., 90-100 % of the points."""
    counts = [0] * BINS
    for result in graded:
        share = (result.score or 0.0) / result.max_score if result.max_score else 0.0
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return counts


def summaries(graded: Iterable[Result]) -> list[ExerciseSummary]:
    """Return how the class did in each exercise, in the order of the assignment."""
    found: dict[str, ExerciseSummary] = {}
    for exercise in (exercise for result in graded for exercise in result.exercises):
        summary = found.setdefault(exercise.name, ExerciseSummary(exercise.name, exercise.max_points))
        summary.graded += 1
        summary.passed += exercise.passed
        summary.empty += exercise.stage == "unwritten" and not exercise.passed
    return list(found.values())


def diagnoses(graded: Iterable[Result]) -> list[Diagnosis]:
    """Return the causes of wrong answers, the most frequent first; those without a name are joined by their kind."""
    found: dict[tuple[str, str], Diagnosis] = {}
    for result in graded:
        for exercise in result.exercises:
            text = exercise.hint or exercise.message
            if text and not exercise.passed and exercise.stage != "unwritten":
                made = Diagnosis(exercise.name, text, bool(exercise.hint), exercise.stage)
                cause = exercise.hint or f"{exercise.stage} {exercise.message.partition(':')[0]}"
                found.setdefault((exercise.name, cause), made).students.append(result.student)
    return sorted(found.values(), key=lambda cause: (-len(cause.students), not cause.named, cause.exercise))


def _feedback_links(course: Course, assignment: str, path: Path, found: list[Result]) -> dict[str, str]:
    pages = {result.student: course.feedback / result.student / assignment / f"{assignment}.html" for result in found}
    found_pages = {student: Path(os.path.relpath(page, path.parent)) for student, page in pages.items() if page.exists()}
    return {student: quote(page.as_posix()) for student, page in found_pages.items()}
