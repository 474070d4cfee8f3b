"""Handing submissions to workers and taking what they make, as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from pathlib import Path

from autograder.notebooks.errors import CourseError
from autograder.pipeline.engine import EngineSettings
from autograder.pipeline.executors import Place
from autograder.pipeline.plan import Plan
from autograder.pipeline.work import Item, Outcome, grade_submission


@dataclass(frozen=True)
class Submission:
    """A submission that is to be graded.

    Args:
        student: whose it is.
        notebook: the file.
        digest: of everything that its grade depends on.
    """

    student: str
    notebook: Path
    digest: str


@dataclass(frozen=True)
class Batch:
    """What the submissions of one run share.

    Args:
        plan: the assignment.
        extra: folder of the files that belong to the assignment; those of a submission give way to them.
        scratch: folder for the temporary folders of local workers.
        engine: what execution wants to be told; None where each worker has to look after itself.
    """

    plan: Plan
    extra: Path
    scratch: Path
    engine: EngineSettings | None = None


def drive(submissions: Iterable[Submission], batch: Batch, place: Place) -> Iterator[tuple[Submission, Outcome]]:
    """Have submissions graded.

    Only a few are in memory at a time.

    Args:
        submissions: what to grade.
        batch: what they share.
        place: where the workers are.

    Yields:
        Each submission with what became of it, as they come.

    Raises:
        CourseError: the workers were lost.
    """
    running: dict[Future[Outcome], Submission] = {}
    for submission in submissions:
        running[place.executor.submit(grade_submission, _item(submission, batch, place))] = submission
        while len(running) >= place.capacity:
            yield from _finished(running)
    while running:
        yield from _finished(running)


def _finished(running: dict[Future[Outcome], Submission]) -> Iterator[tuple[Submission, Outcome]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), _outcome(future)


def _outcome(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except CancelledError as error:
        raise CourseError("the connection to the workers was lost: run the command again, what is graded stays") from error
    except CourseError:  # no worker starts
        raise
    except Exception as error:  # a worker that died, or a cluster that gave the task up
        return Outcome(status="failed", sentence=f"{type(error).__name__}: {error}", notebook="", log="", seconds=0.0)


def _item(submission: Submission, batch: Batch, place: Place) -> Item:
    folder = submission.notebook.parent
    return Item(
        student=submission.student,
        plan=batch.plan,
        notebook=submission.notebook.read_bytes(),
        files={**_files(folder), **_files(batch.extra)},
        scratch=str(batch.scratch) if place.local else None,
        engine=batch.engine,
    )


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files besides notebooks; links are not followed."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
