"""What each student of a class got, as it is handed on: nothing rather than 0 where nothing was handed in or graded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Gradebook, GradeCell, MissingEntry, SubmittedAssignment, TaskCell

GRADED, UNGRADED, MISSING = "graded", "ungraded", "missing"
DAY = 86400


@dataclass(frozen=True)
class Grade:
    """The grade of a student for an assignment.

    Args:
        assignment: its full name.
        student: the student's id in the gradebook.
        status: "graded", "ungraded" (handed in, but not graded yet, or not to be read) or "missing" (not handed in).
        score: points, penalty taken off; None where there are none.
        raw_score: points before the penalty.
        penalty: points taken off for being late.
        max_score: points to be had.
        late_days: days after the due date, begun ones count; 0 where the assignment has none.
        due, received: as nbgrader writes them; empty where not known.
        waiting: whether a part waits for being graded by hand.
        sentence: why it could not be graded.
    """

    assignment: str
    student: str
    status: str
    score: float | None = None
    raw_score: float | None = None
    penalty: float = 0.0
    max_score: float = 0.0
    late_days: int = 0
    due: str = ""
    received: str = ""
    waiting: bool = False
    sentence: str = ""


@dataclass(frozen=True)
class Gradings:
    """The grades of a class.

    Args:
        assignments: from their names to the points to be had.
        grades: by assignment and student.
        known: what the gradebook knows of each student: id, first_name, last_name, email, lms_user_id.
    """

    assignments: dict[str, float]
    grades: dict[tuple[str, str], Grade]
    known: dict[str, dict[str, str]]

    def of(self, assignment: str, student: str) -> Grade:
        """Return a grade, "missing" where nothing was handed in."""
        missing = Grade(assignment, student, MISSING, max_score=self.assignments[assignment])
        return self.grades.get((assignment, student), missing)


def from_gradebook(gradebook: Gradebook, chosen: Iterable[str] = ()) -> Gradings:
    """Return the grades that a gradebook holds."""
    wanted = set(chosen)
    cells = [*gradebook.db.query(GradeCell), *gradebook.db.query(TaskCell)]  # held in memory, they are not asked for one by one
    assignments = [one for one in gradebook.assignments if one.name in wanted or not wanted]
    grades = [_grade(one, submission) for one in assignments for submission in one.submissions]
    known = {one.id: _known(one) for one in gradebook.students}
    scores = {one.name: float(one.max_score) for one in assignments}
    del cells
    return Gradings(scores, {(grade.assignment, grade.student): grade for grade in grades}, known)


def is_graded(submission: SubmittedAssignment) -> bool:
    """Return whether anything in a submission has been given points, by machine or by hand."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return any(grade.auto_score is not None or grade.manual_score is not None for grade in grades)


def _grade(assignment: Any, submission: SubmittedAssignment) -> Grade:
    graded = is_graded(submission)
    raw, penalty = float(submission.score), float(submission.late_submission_penalty or 0.0)
    try:
        late = submission.total_seconds_late
    except MissingEntry:
        late = 0.0
    return Grade(
        assignment=assignment.name,
        student=submission.student.id,
        status=GRADED if graded else UNGRADED,
        score=max(0.0, raw - penalty) if graded else None,
        raw_score=raw if graded else None,
        penalty=penalty,
        max_score=float(assignment.max_score),
        late_days=math.ceil(late / DAY),
        due=str(assignment.duedate or ""),
        received=str(submission.timestamp or ""),
        waiting=graded and bool(submission.needs_manual_grade),
    )


def _known(student: Any) -> dict[str, str]:
    keys = ("id", "first_name", "last_name", "email", "lms_user_id")
    return {key: str(getattr(student, key, "") or "") for key in keys}
