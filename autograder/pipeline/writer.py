"""The one writer: takes what workers made into the gradebook, the autograded folder and the record, in this order."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import parse_utc

from autograder.notebooks.paths import Course
from autograder.pipeline import results
from autograder.pipeline.config import nbgrader_config
from autograder.pipeline.ledger import Ledger
from autograder.pipeline.preprocessors import SaveDiagnoses
from autograder.pipeline.results import Record, Result
from autograder.pipeline.stock import converter, quiet
from autograder.pipeline.work import LOG_FORMAT, Outcome

_STEPS = (SaveAutoGrades, SaveDiagnoses, AssignLatePenalties)


class _Filing(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde as far as it files a submission: rows, other files and permissions, but in a folder of ours."""

    folder = ""

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        return self.folder


class Writer:
    """Writes the results of one assignment; use it as a context manager.

    Whenever the process is killed, a submission is either as it was or has lost its record, in which case it is graded again:
    the record goes first and comes back last, folders are made elsewhere and renamed, rows change in one transaction.

    Args:
        course: where everything lies.
        assignment: its full name; the gradebook knows it.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self._config = nbgrader_config(course)
        self._staging = course.build / "staging"
        with quiet():
            self.ledger = Ledger(course.db_url)

    def __enter__(self) -> Writer:
        """Return the writer."""
        return self

    def __exit__(self, *failure: object) -> None:
        """Close the gradebook."""
        self.ledger.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def standing(self, student: str) -> Result | None:
        """Return the result of a submission that was graded before; None where the gradebook does not know it."""
        with self._transaction():
            try:
                self.ledger.find_submission(self.assignment, student)
            except MissingEntry:
                return None
            cells = results.scored_cells(self.ledger)
            found = results.read_result(self.course, self.ledger, self.assignment, student)
            del cells
            return found

    def write(self, student: str, digest: str, outcome: Outcome) -> Result:
        """Write what a worker made of a submission.

        Args:
            student: whose it is.
            digest: of what was graded.
            outcome: the worker's.

        Returns:
            The result, as `results` reads it from now on.
        """
        stream = io.StringIO(outcome["log"])
        stream.seek(0, os.SEEK_END)
        log = _logger(stream)
        try:
            if outcome["status"] == "graded":
                with contextlib.suppress(_NotWrittenError):
                    return self._grade(student, Record(digest, outcome["seconds"], "graded", ""), outcome["notebook"], log)
            return self._set_aside(student, self._failure(student, digest, outcome, stream))
        finally:
            self._keep_log(student, stream.getvalue())

    def _failure(self, student: str, digest: str, outcome: Outcome, stream: io.StringIO) -> Record:
        status, sentence = outcome["status"], outcome["sentence"]
        if status == "graded":  # but it could not be written
            lines = [line for line in stream.getvalue().splitlines() if line.strip()]
            status, sentence = "failed", lines[-1] if lines else ""
        if status == "failed":
            log = self._log_file(student)
            sentence = f"nbgrader could not grade this submission ({sentence[:200]}): see {log.name} in {log.parent}."
        return Record(digest, outcome["seconds"], status, sentence)

    def _grade(self, student: str, record: Record, text: str, log: logging.Logger) -> Result:
        folder = self._staging / "new"
        try:
            with self._transaction():
                notebook = nbformat.reads(text, as_version=4)
                self._file(student, folder, text, log)
                self._save(student, notebook, log)
                notes = dict(notebook.metadata.get("autograder", {}))
                result = self._result(student, record, notes)
                results.drop_record(self.course, self.assignment, student)
                self._put(student, folder)
        except (Exception, SystemExit) as error:  # nbgrader gives up by sys.exit where a time stamp is none
            log.error(traceback.format_exc())
            raise _NotWrittenError from error
        results.save_record(self.course, self.assignment, student, record)
        return result

    def _file(self, student: str, folder: Path, text: str, log: logging.Logger) -> None:
        """Make the autograded folder as nbgrader does, and the rows of student and submission."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        filing = converter(_Filing, self.course, self.assignment, student, folder=str(folder), log=log)
        filing.notebooks = [str(results.submitted_file(self.course, self.assignment, student))]
        filing.init_assignment(self.assignment, student)
        (folder / f"{self.assignment}.ipynb").write_text(text, encoding="utf-8")
        filing.set_permissions(self.assignment, student)

    def _save(self, student: str, notebook: Any, log: logging.Logger) -> None:
        names = {"student": student, "assignment": self.assignment, "notebook": self.assignment, "db_url": ""}
        for step in _STEPS:
            step(config=self._config, log=log)(notebook, {"nbgrader": names})

    def _result(self, student: str, record: Record, notes: dict[str, Any]) -> Result:
        self.ledger.db.flush()
        self.ledger.db.expire_all()
        cells = results.scored_cells(self.ledger)
        part = self.ledger.find_submission_notebook(self.assignment, self.assignment, student)
        found = results.graded(student, part, notes, record)
        del cells
        return found

    def _put(self, student: str, folder: Path | None) -> None:
        """Put a folder, or nothing, in the place of the autograded folder."""
        place, old = self.course.autograded / student / self.assignment, self._staging / "old"
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            old.parent.mkdir(parents=True, exist_ok=True)
            place.rename(old)
        if folder is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(place)

    def _set_aside(self, student: str, record: Record) -> Result:
        """Mark a submission as waiting for a person: no points, not even those of an earlier attempt."""
        with self._transaction():
            self.ledger.update_or_create_student(student)
            submission = self.ledger.update_or_create_submission(self.assignment, student, **self._received(student))
            for part in submission.notebooks:
                for entry in part.grades:
                    entry.auto_score, entry.needs_manual_grade = None, True
                for comment in part.comments:
                    comment.auto_comment = None
            results.drop_record(self.course, self.assignment, student)
            self._put(student, None)
        results.save_record(self.course, self.assignment, student, record)
        with self._transaction():
            found = results.read_result(self.course, self.ledger, self.assignment, student)
        return found or Result(student, None, 0.0, record.seconds, record.status, record.sentence)

    def _received(self, student: str) -> dict[str, Any]:
        """Return when a submission was received, if one can tell."""
        stamp = results.submitted_file(self.course, self.assignment, student).with_name("timestamp.txt")
        try:
            return {"timestamp": parse_utc(stamp.read_text(encoding="utf-8").strip())}
        except (OSError, ValueError):
            return {}

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with quiet(), self.ledger.lent(), self.ledger.transaction():
            yield

    def _log_file(self, student: str) -> Path:
        return self.course.build / "logs" / self.assignment / f"{student}.log"

    def _keep_log(self, student: str, text: str) -> None:
        path = self._log_file(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class _NotWrittenError(Exception):
    """The gradebook or the disk refused a graded submission; the log says why."""


def _logger(stream: io.StringIO) -> logging.Logger:
    log = logging.Logger("autograder.writer", logging.INFO)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(LOG_FORMAT))
    log.addHandler(handler)
    return log
