"""The gradebook as the one writer holds it: open for the whole run, one transaction for each submission, locked."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry
from nbgrader.converters import autograde, generate_assignment
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import latesubmissions, saveautogrades, savecells
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import preprocessors
from autograder.pipeline.stock import quiet

_BUSY = "another grading of this gradebook is running{who}: wait until it has ended, or stop it"
_KEY = 0x6E62677261646572  # of PostgreSQL's advisory lock: "nbgrader"
_STOCK = (autograde, generate_assignment, savecells, saveautogrades, latesubmissions, preprocessors)


class _Held(Session):
    """A session in which nbgrader's many commits only flush: what a submission changes is seen at once or not at all."""

    def commit(self) -> None:
        self.flush()

    def commit_all(self) -> None:
        super().commit()


class Ledger(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook with one transaction for each submission.

    Args:
        url: address of the database.
    """

    db: Any

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.db.remove()
        self.db = scoped_session(sessionmaker(class_=_Held, bind=self.engine, autoflush=True, future=True))
        self._entries: dict[tuple[type, str], Any] = {}

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end of a block, or undo everything if it fails; nothing read stays in memory."""
        try:
            yield
            self.db().commit_all()
        finally:
            self.db.remove()
            self._entries.clear()

    def __exit__(self, *failure: object) -> None:
        """Stay open: nbgrader's steps close the gradebooks that they open."""

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        """Return a grade of the current submission, all of which are read at once."""
        return self._find(Grade, grade_cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Comment:
        """Return a comment of the current submission, all of which are read at once."""
        return self._find(Comment, solution_cell, notebook, assignment, student)

    def _find(self, kind: Any, name: str, notebook: str, assignment: str, student: str) -> Any:
        if (kind, student) not in self._entries:
            part = self.find_submission_notebook(notebook, assignment, student)
            names = dict(self.db.query(BaseCell.id, BaseCell.name).filter(BaseCell.notebook_id == part.notebook_id).all())
            entries = self.db.query(kind).filter(kind.notebook_id == part.id).all()
            self._entries[kind, student] = {names[entry.cell_id]: entry for entry in entries}
        found = self._entries[kind, student].get(name)
        if found is None:
            raise MissingEntry(f"No such {kind.__name__.lower()}: {assignment}/{notebook}/{name} for {student}")
        return found

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Let nbgrader's own steps work on this gradebook, where they would open one each."""
        with contextlib.ExitStack() as stack:
            for module in _STOCK:
                stack.enter_context(patch.object(module, "Gradebook", lambda *url: self))
            yield


def make_gradebook(course: Course) -> None:
    """Make the gradebook where there is none, and finish one whose making was interrupted."""
    if course.db_url == f"sqlite:///{course.gradebook.resolve()}":
        course.gradebook.parent.mkdir(parents=True, exist_ok=True)
    with (
        quiet(),
        patch.object(api, "get_alembic_version", newest_version),
        contextlib.closing(Gradebook(course.db_url)) as gradebook,
    ):
        if "alembic_version" not in inspect(gradebook.engine).get_table_names():
            gradebook.db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"))
        if gradebook.db.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 0:
            insert = text("INSERT INTO alembic_version (version_num) VALUES (:version)")
            gradebook.db.execute(insert, {"version": newest_version()})
        gradebook.db.commit()


def newest_version() -> str:
    """Return the version of a new gradebook; nbgrader starts a program for it, which takes a second and must be on the path."""
    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR)
    return ScriptDirectory.from_config(config).get_current_head() or ""


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Keep every other grading away from the gradebook of a course during a block.

    The operating system frees the lock when the process ends, however it ends.

    Raises:
        CourseError: another grading is running.
    """
    course.build.mkdir(parents=True, exist_ok=True)
    with (course.build / "grading.lock").open("a+") as file, contextlib.ExitStack() as stack:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise CourseError(_BUSY.format(who=f" (process {file.read().strip()})")) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        if make_url(course.db_url).get_backend_name() == "postgresql":
            stack.enter_context(_locked_server(course.db_url))
        yield


@contextlib.contextmanager
def _locked_server(url: str) -> Iterator[None]:
    """Take PostgreSQL's advisory lock: the other grading may run on another machine."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar():
                raise CourseError(_BUSY.format(who=" on another machine"))
            yield
    finally:
        engine.dispose()
