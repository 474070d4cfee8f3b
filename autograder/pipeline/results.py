"""What is known about each graded submission: from the gradebook, the graded notebook, and a record of the grading."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, GradeCell, MissingEntry, SubmittedNotebook, TaskCell

from autograder.notebooks.paths import Course
from autograder.pipeline.stock import has_gradebook, open_gradebook


@dataclass(frozen=True)
class ExerciseResult:
    """Points and diagnosis of one graded cell.

    Args:
        name: the exercise (the grade id without "test_").
        points: what it got; None while nobody has graded it.
        max_points: what it can get.
        stage, hint, message: why the check failed; empty for a right answer.
    """

    name: str
    points: float | None
    max_points: float
    stage: str = ""
    hint: str = ""
    message: str = ""

    @property
    def passed(self) -> bool:
        """Return whether it got all its points."""
        return self.points is not None and self.points >= self.max_points


@dataclass(frozen=True)
class Result:
    """A submission after grading.

    Args:
        student: the student's id.
        score: points got; None where the submission could not be graded.
        max_score: points to be had.
        seconds: time that grading took.
        status: "graded", "unreadable" (no notebook) or "failed" (nbgrader gave up).
        sentence: what the instructor should know; empty when all is well.
        repairs: one sentence each.
        exercises: in the order of the assignment.
        unprotected: tests that ran in the student's process, which can forge them.
        sandboxed: whether students' code ran in a sandbox.
    """

    student: str
    score: float | None
    max_score: float
    seconds: float
    status: str = "graded"
    sentence: str = ""
    repairs: tuple[str, ...] = ()
    exercises: tuple[ExerciseResult, ...] = ()
    unprotected: tuple[str, ...] = ()
    sandboxed: bool = True


@dataclass(frozen=True)
class Record:
    """What grading noted about one submission, in build/results.

    Args:
        digest: of the submission and of what its grade depends on.
        seconds, status, sentence: as in `Result`.
    """

    digest: str
    seconds: float
    status: str
    sentence: str


def submitted_file(course: Course, assignment: str, student: str) -> Path:
    """Return where the notebook of a student is collected."""
    return course.submitted / student / assignment / f"{assignment}.ipynb"


def autograded_file(course: Course, assignment: str, student: str) -> Path:
    """Return where nbgrader puts the graded notebook of a student."""
    return course.autograded / student / assignment / f"{assignment}.ipynb"


def students(course: Course, assignment: str) -> list[str]:
    """Return the students who handed in an assignment, sorted."""
    return sorted(path.parent.parent.name for path in course.submitted.glob(f"*/{assignment}/{assignment}.ipynb"))


def save_record(course: Course, assignment: str, student: str, record: Record) -> None:
    """Write what grading noted."""
    path = _record_file(course, assignment, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def drop_record(course: Course, assignment: str, student: str) -> None:
    """Take back what grading noted: from now on the submission counts as not graded by us."""
    _record_file(course, assignment, student).unlink(missing_ok=True)


def load_record(course: Course, assignment: str, student: str) -> Record | None:
    """Return what grading noted, or None."""
    try:
        return Record(**json.loads(_record_file(course, assignment, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def results(course: Course, assignment: str) -> list[Result]:
    """Return the results of all submissions that were graded, whoever graded them.

    Args:
        course: where everything lies.
        assignment: its full name.

    Returns:
        One result for each student, sorted; points are those of the gradebook now, manual grades included.
    """
    if not has_gradebook(course):
        return []
    with open_gradebook(course) as gradebook:
        cells = scored_cells(gradebook)
        found = [read_result(course, gradebook, assignment, student) for student in students(course, assignment)]
    del cells
    return [result for result in found if result is not None]


def scored_cells(gradebook: Gradebook) -> list[Any]:
    """Return all cells with points: while they are held, results find them in memory, where they would ask for each."""
    return [*gradebook.db.query(GradeCell), *gradebook.db.query(TaskCell)]


def read_result(course: Course, gradebook: Gradebook, assignment: str, student: str) -> Result | None:
    """Return the result of one student, or None where nothing has been graded."""
    record = load_record(course, assignment, student)
    notes = _notes(autograded_file(course, assignment, student))
    if notes is None and record is None:
        return None
    try:
        submission = gradebook.find_submission_notebook(assignment, assignment, student)
    except MissingEntry:
        return None if record is None else Result(student, None, 0.0, record.seconds, record.status, record.sentence)
    if notes is None and record is not None:
        return Result(student, None, submission.max_score, record.seconds, record.status, record.sentence)
    return graded(student, submission, notes or {}, record)


def graded(student: str, submission: SubmittedNotebook, notes: dict[str, Any], record: Record | None) -> Result:
    """Return the result of a graded submission.

    Args:
        student: whose it is.
        submission: the gradebook's row.
        notes: what our steps left in the graded notebook.
        record: what grading noted; None where somebody else graded it.
    """
    repairs = tuple(notes.get("repairs", ()))
    question = next((text for text in repairs if text.endswith("?")), "")  # only a person can answer it
    return Result(
        student=student,
        score=submission.score,
        max_score=submission.max_score,
        seconds=record.seconds if record else float(notes.get("seconds", 0.0)),
        sentence=(record.sentence if record else "") or question,
        repairs=repairs,
        exercises=tuple(_exercises(submission, notes)),
        unprotected=tuple(notes.get("unprotected", ())),
        sandboxed=bool(notes.get("sandboxed", True)),
    )


def _exercises(submission: SubmittedNotebook, notes: dict[str, Any]) -> list[ExerciseResult]:
    checks = {check["grade_id"]: check for check in notes.get("checks", ())}
    grades = {grade.name: grade for grade in submission.grades}
    order = [*(name for name in checks if name in grades), *(name for name in grades if name not in checks)]
    return [_exercise(grades[name], checks.get(name, {})) for name in order]


def _exercise(grade: Any, check: dict[str, Any]) -> ExerciseResult:
    ungraded = grade.auto_score is None and grade.manual_score is None
    texts = {key: str(check.get(key, "")) for key in ("stage", "hint", "message")}
    return ExerciseResult(grade.name.removeprefix("test_"), None if ungraded else grade.score, grade.cell.max_score, **texts)


def _notes(path: Path) -> dict[str, Any] | None:
    """Return what our steps left in a graded notebook, or None where there is none."""
    if not path.exists():
        return None
    return dict(nbformat.read(path, as_version=4).metadata.get("autograder", {}))


def _record_file(course: Course, assignment: str, student: str) -> Path:
    return course.build / "results" / assignment / f"{student}.json"
