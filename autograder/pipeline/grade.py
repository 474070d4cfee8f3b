"""Grading a class: workers grade submissions side by side, one writer keeps the gradebook; none can stop the rest."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.notebooks import release
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import results
from autograder.pipeline.digests import material_digest, submission_digest
from autograder.pipeline.driver import Batch, Submission, drive
from autograder.pipeline.engine import Engine, EngineSettings
from autograder.pipeline.executors import Place, demand_guard, workers
from autograder.pipeline.ledger import Ledger, locked, make_gradebook
from autograder.pipeline.plan import make_plan, time_limits
from autograder.pipeline.results import Result
from autograder.pipeline.running import Limits
from autograder.pipeline.work import Outcome
from autograder.pipeline.writer import Writer

Progress = Callable[[int, int, Result | None], None]
Keep = Callable[[Submission, Outcome], None]


def grade(
    course: Course,
    assignment: str,
    students: list[str] | None = None,
    force: bool = False,
    progress: Progress | None = None,
    count: int | None = None,
    scheduler: str | None = None,
    sandboxed: bool = True,
    keep: Keep | None = None,
) -> list[Result]:
    """Grade the collected submissions of an assignment.

    Submissions that were graded already are left as they are, unless they, or anything that decides their grade, changed since.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.
        students: only these; None for all.
        force: grade unchanged submissions too.
        progress: called with the number of submissions done, their total and the last result (None at the start).
        count: how many workers; None for one on each core, 0 to work in this process.
        scheduler: address of a Dask scheduler, whose workers are used instead.
        sandboxed: False runs students' code with the rights of whoever grades; the report says so.
        keep: called with each submission that was graded now and what the worker made of it, before it is written.

    Returns:
        One result for each student, sorted.

    Raises:
        CourseError: there is no such assignment, no such student, nothing was collected, another grading is running, or a
            script calls this without the guard that processes need.
    """
    demand_guard()
    assignment = course.assignment(assignment)
    chosen = waiting(course, assignment, students)
    with locked(course):
        run = _Run(course, assignment, progress or (lambda done, total, result: None), chosen, force)
        run.keep = keep or run.keep
        return sorted(run.results(_Means(count, scheduler, sandboxed)), key=lambda result: result.student)


def register(course: Course, assignment: str) -> None:
    """Record the cells of an assignment in the gradebook, as they are in build/source now; grades are kept.

    Raises:
        CourseError: the source has not been built, or no longer fits the submissions that the gradebook holds.
    """
    _source(course, assignment)
    make_gradebook(course)
    with contextlib.closing(Ledger(course.db_url)) as ledger, ledger.lent(), ledger.transaction():
        release.record(course, assignment, course.source)


def _source(course: Course, assignment: str) -> str:
    path = course.source / assignment / f"{assignment}.ipynb"
    others = sorted(other.stem for other in path.parent.glob("*.ipynb") if other != path)
    if others:  # nbgrader would count their points, too
        raise CourseError(
            f"{assignment} has other notebooks in its source, {', '.join(others)}: an assignment is one notebook of its name, "
            "so make assignments of them"
        )
    if not path.exists():
        raise CourseError(f"{assignment} has not been built: run `autograder build`")
    return path.read_text(encoding="utf-8")


def waiting(course: Course, assignment: str, students: list[str] | None) -> list[str]:
    """Return who is to be graded: `students`, or all who handed in; `CourseError` where one of them did not."""
    collected = results.students(course, assignment)
    if not collected:
        raise CourseError(f"nobody has handed in {assignment}: collect submissions with `autograder collect {assignment} FOLDER`")
    unknown = sorted(set(students or ()) - set(collected))
    if unknown:
        raise CourseError(f"{', '.join(unknown)} did not hand in {assignment}: those who did are {', '.join(collected)}")
    return collected if students is None else sorted(set(students))


@dataclass
class _Means:
    """What grading is done with: workers, and the zygotes that local ones share; those of a cluster start their own."""

    count: int | None
    scheduler: str | None
    sandboxed: bool
    place: Place | None = None
    engine: Engine | None = None

    def start(self, stack: contextlib.ExitStack, course: Course, assignment: str) -> Place:
        """Start them, once, and do not wait until they are ready; the stack ends them."""
        if self.place is None:
            if self.scheduler is None:
                self.engine = stack.enter_context(Engine(course, assignment, _source(course, assignment), self.sandboxed))
            self.place = stack.enter_context(workers(self.count, self.scheduler, _patience(course, assignment)))
        return self.place

    def settings(self) -> EngineSettings:
        """Wait for the zygotes, and return what workers are to know of them."""
        return self.engine.addresses() if self.engine else {"sandboxed": self.sandboxed}


def _patience(course: Course, assignment: str) -> float:
    """Return after how many seconds a worker is taken for stuck: far more than a notebook is given."""
    return 2 * Limits.of(time_limits(course, assignment)).notebook + 120


class _Run:
    """One grading: which submissions stand, and the others through workers and writer."""

    def __init__(self, course: Course, assignment: str, progress: Progress, students: list[str], force: bool) -> None:
        self.course, self.assignment, self.force = course, assignment, force
        self.progress, self.total, self.done = progress, len(students), 0
        self.key = material_digest(course, assignment)
        self.submissions = [self._submission(student) for student in students]
        self.keep: Keep = lambda submission, outcome: None

    def results(self, means: _Means) -> Iterator[Result]:
        """Grade, and yield each result when it is written."""
        self.progress(0, self.total, None)
        with contextlib.ExitStack() as stack:
            if not all(self._stands(submission) for submission in self.submissions):
                means.start(stack, self.course, self.assignment)  # they get ready while the cells are recorded
            register(self.course, self.assignment)
            writer = stack.enter_context(Writer(self.course, self.assignment))
            found = {one: self._standing(writer, one) for one in self.submissions}
            yield from (self._tell(result) for result in found.values() if result is not None)
            if todo := [submission for submission, result in found.items() if result is None]:
                place = means.start(stack, self.course, self.assignment)
                batch = self._batch(writer, means.settings())
                stack.callback(shutil.rmtree, batch.scratch, ignore_errors=True)
                for submission, outcome in drive(todo, batch, place):
                    self.keep(submission, outcome)
                    yield self._tell(writer.write(submission.student, submission.digest, outcome))

    def _submission(self, student: str) -> Submission:
        path = results.submitted_file(self.course, self.assignment, student)
        return Submission(student, path, submission_digest(path.parent, self.key))

    def _stands(self, submission: Submission) -> bool:
        """Return whether there is nothing to do, as far as one can tell without the gradebook."""
        record = results.load_record(self.course, self.assignment, submission.student)
        if self.force or record is None or (record.status, record.digest) != ("graded", submission.digest):
            return False
        return results.autograded_file(self.course, self.assignment, submission.student).exists()

    def _standing(self, writer: Writer, submission: Submission) -> Result | None:
        return writer.standing(submission.student) if self._stands(submission) else None

    def _tell(self, result: Result) -> Result:
        self.done += 1
        self.progress(self.done, self.total, result)
        return result

    def _batch(self, writer: Writer, engine: EngineSettings) -> Batch:
        scratch = self.course.build / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)  # what a killed run left
        plan = make_plan(self.course, self.assignment, writer.ledger, self.key)
        return Batch(plan, self.course.source / self.assignment, scratch, engine)
