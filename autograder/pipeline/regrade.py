"""Grading again beside the gradebook, to see what would change before anything does."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Base
from sqlalchemy import create_engine

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.digests import material_digest, submission_digest
from autograder.pipeline.driver import Submission
from autograder.pipeline.executors import demand_guard
from autograder.pipeline.grade import Progress, grade, register, waiting
from autograder.pipeline.ledger import locked, make_gradebook
from autograder.pipeline.results import ExerciseResult, Result, results, submitted_file
from autograder.pipeline.stock import has_gradebook
from autograder.pipeline.work import Outcome
from autograder.pipeline.writer import Writer


@dataclass(frozen=True)
class Change:
    """What grading again does to a submission.

    Args:
        student: whose it is.
        old: the result now; None where there is none.
        new: the result afterwards.
    """

    student: str
    old: Result | None
    new: Result

    @property
    def moved(self) -> bool:
        """Return whether any points change."""
        return self.old is None or self.old.score != self.new.score or bool(self.exercises)

    @property
    def gained(self) -> float:
        """Return by how much the score grows."""
        return (self.new.score or 0.0) - ((self.old.score if self.old else None) or 0.0)

    @property
    def exercises(self) -> list[tuple[ExerciseResult, ExerciseResult]]:
        """Return the exercises whose points change, old and new."""
        before = {one.name: one for one in self.old.exercises} if self.old else {}
        pairs = [(before[one.name], one) for one in self.new.exercises if one.name in before]
        return [(old, new) for old, new in pairs if (old.points, old.max_points) != (new.points, new.max_points)]


class Regrading:
    """A class that was graded again; the gradebook does not know it yet.

    Args:
        course: where everything lies.
        assignment: its full name.
        scratch: the course whose results these are.
        changes: one for each student, sorted.
        kept: from students to what was graded.
    """

    def __init__(
        self, course: Course, assignment: str, scratch: Course, changes: list[Change], kept: dict[str, Submission]
    ) -> None:
        self.changes = changes
        self._course, self._assignment, self._scratch, self._kept = course, assignment, scratch, kept

    def write(self) -> list[Result]:
        """Write the new results in the place of the old ones, as `grade` with `force` would have.

        Returns:
            One result for each student, sorted.

        Raises:
            CourseError: a submission, or what decides its grade, has changed meanwhile; nothing was written.
        """
        self._demand_unchanged()
        register(self._course, self._assignment)
        with Writer(self._course, self._assignment) as writer:
            return [writer.write(student, one.digest, _load(self._scratch, student)) for student, one in self._kept.items()]

    def _demand_unchanged(self) -> None:
        key = material_digest(self._course, self._assignment)
        files = {student: submitted_file(self._course, self._assignment, student) for student in self._kept}
        changed = [name for name, one in self._kept.items() if submission_digest(files[name].parent, key) != one.digest]
        if changed:
            raise CourseError(
                f"{', '.join(changed[:5])} (or the assignment) changed while it was graded, nothing was written: "
                "run `autograder regrade` again"
            )


@contextlib.contextmanager
def regrade(
    course: Course,
    assignment: str,
    students: list[str] | None = None,
    progress: Progress | None = None,
    count: int | None = None,
    scheduler: str | None = None,
    sandboxed: bool = True,
) -> Iterator[Regrading]:
    """Grade all collected submissions of an assignment again, in a folder that is gone after the block.

    Only `Regrading.write` changes grades. No other grading can run during the block.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.
        students, progress, count, scheduler, sandboxed: as for `grade`.

    Yields:
        What would change.

    Raises:
        CourseError: as for `grade`.
    """
    demand_guard()
    assignment = course.assignment(assignment)
    chosen = waiting(course, assignment, students)
    with locked(course):
        scratch = replace(course, work=course.build / "regrade")
        shutil.rmtree(scratch.build, ignore_errors=True)  # what a killed run left
        try:
            _prepare(course, scratch, assignment, chosen)
            kept: dict[str, Submission] = {}

            def keep(submission: Submission, outcome: Outcome) -> None:
                kept[submission.student] = submission
                _save(scratch, submission.student, outcome)

            found = grade(scratch, assignment, None, True, progress, count, scheduler, sandboxed, keep)
            before = {result.student: result for result in results(course, assignment)}
            changes = [Change(result.student, before.get(result.student), result) for result in found]
            yield Regrading(course, assignment, scratch, changes, dict(sorted(kept.items())))
        finally:
            shutil.rmtree(scratch.build, ignore_errors=True)


def _prepare(course: Course, scratch: Course, assignment: str, students: list[str]) -> None:
    """Copy what grading needs: submissions, what was found out about the tests, and the gradebook with grades given by hand."""
    for student in students:
        folder = submitted_file(course, assignment, student).parent
        shutil.copytree(folder, scratch.submitted / student / assignment, symlinks=True)
    if (known := course.build / "profiles" / assignment).exists():
        shutil.copytree(known, scratch.build / "profiles" / assignment)
    make_gradebook(scratch)
    if has_gradebook(course):
        _copy_rows(course.db_url, scratch.db_url)


def _copy_rows(source: str, target: str) -> None:
    """Fill a gradebook with the rows of another, whatever database that is."""
    tables = Base.metadata.sorted_tables
    with contextlib.ExitStack() as stack:
        theirs, ours = create_engine(source), create_engine(target)
        stack.callback(ours.dispose)
        stack.callback(theirs.dispose)
        reading, writing = stack.enter_context(theirs.connect()), stack.enter_context(ours.begin())
        for table in reversed(tables):
            writing.execute(table.delete())
        for table in tables:
            if rows := [dict(row) for row in reading.execute(table.select()).mappings()]:
                writing.execute(table.insert(), rows)


def _save(scratch: Course, student: str, outcome: Outcome) -> None:
    path = _file(scratch, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(outcome), encoding="utf-8")


def _load(scratch: Course, student: str) -> Outcome:
    outcome: Outcome = json.loads(_file(scratch, student).read_text(encoding="utf-8"))
    return outcome


def _file(scratch: Course, student: str) -> Path:
    return scratch.build / "outcomes" / f"{student}.json"
