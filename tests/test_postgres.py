"""A gradebook on a real PostgreSQL server holds the same rows as one in a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from cheap_execution import cheap
from class_state import state
from killed_grading import make_class
from postgres_server import INSTALLED, MISSING, running
from sqlalchemy import create_engine, text
from tiny_course import NAME, TOTAL, answered, hand_in

from autograder.notebooks.errors import CourseError
from autograder.pipeline.export import export
from autograder.pipeline.grade import grade
from autograder.pipeline.ledger import locked
from autograder.pipeline.results import autograded_file, results

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("driver"),
    pytest.mark.skipif(not INSTALLED, reason=MISSING),
]


@pytest.fixture(scope="module")
def server():
    """Yield the address of a database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'rnn-course[postgres]'")
    with running() as address:
        yield address


@pytest.fixture
def course(tmp_path, server, monkeypatch):
    made = make_class(tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_DB_URL", server)
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return made


def test_rows_are_those_of_a_file(course, tmp_path, monkeypatch):
    with cheap():
        grade(course, NAME, count=2)
        there = state(course)
        assert [result.student for result in results(course, NAME)] == sorted(there["rows"]["submissions"])
        assert "ada" in export(course).read_text()
    assert not course.gradebook.exists()
    monkeypatch.delenv("AUTOGRADER_DB_URL")
    local = make_class(tmp_path / "local")
    with cheap():
        grade(local, NAME, count=0)
    here = state(local)
    assert there["rows"] == here["rows"]
    assert (there["files"], there["records"]) == (here["files"], here["records"])


def test_only_what_has_changed_is_graded_again(course):
    hand_in(course, "ada", answered(course, add="def add(a, b):\n    return 0"))
    with cheap():
        grade(course, NAME, count=0)
        hand_in(course, "ada", answered(course))
        before = autograded_file(course, NAME, "zoe").stat().st_mtime_ns
        found = {one.student: one.score for one in grade(course, NAME, count=0)}
    assert (found["ada"], autograded_file(course, NAME, "zoe").stat().st_mtime_ns) == (TOTAL, before)
    assert state(course)["rows"]["counts"]["submitted_assignment"] == 5


def test_a_grading_of_the_same_database_elsewhere_is_kept_away(course, tmp_path):
    elsewhere = make_class(tmp_path / "elsewhere")
    with locked(elsewhere), cheap(), pytest.raises(CourseError, match="is running on another machine"):
        grade(course, NAME, count=0)


def test_nbgraders_own_commands_use_it(course, root, server):
    with cheap():
        grade(course, NAME, count=0)
    shutil.copy(root / "nbgrader_config.py", course.root)
    environment = {**os.environ, "AUTOGRADER_COURSE": str(course.root)}
    subprocess.run([sys.executable, "-m", "nbgrader", "export"], cwd=course.root, env=environment, check=True)
    assert "ada" in (course.root / "grades.csv").read_text()
    assert not course.gradebook.exists()
