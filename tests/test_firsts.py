"""What the class got at first: from the attempts that were kept, and nothing is invented about those that were not graded."""

from __future__ import annotations

import io
import os

import nbformat
import pytest
from cheap_execution import cheap
from class_state import state
from tiny_course import NAME, answered, make_course

from autograder.cli import main
from autograder.pipeline.collect import collect
from autograder.pipeline.firsts import firsts, grade_firsts
from autograder.pipeline.grade import grade
from autograder.pipeline.report import report
from autograder.pipeline.results import results
from autograder.pipeline.summary import summaries

pytestmark = pytest.mark.xdist_group("driver")
WRONG = {"add": "def add(a, b):\n    return 0"}


@pytest.fixture(autouse=True)
def quick():
    with cheap():
        yield


def take_in(course, day, **students):
    folder = course.root / f"download-{day}"
    for student, answers in students.items():
        path = folder / student / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(answered(course, **answers)))
        os.utime(path, (1_772_366_400 + 86400 * day,) * 2)
    collect(course, NAME, folder)


@pytest.fixture
def course(tmp_path, empty_gradebook):
    made = make_course(tmp_path / "course")
    made.gradebook.write_bytes(empty_gradebook.read_bytes())
    take_in(made, 1, ada={}, bob=WRONG, cy=WRONG)
    take_in(made, 2, bob={}, cy={"shout": "def shout(text):\n    return text"})
    grade(made, NAME, count=0)
    return made


def test_first_attempts_that_were_never_graded_are_said_to_be(course):
    found = firsts(course, NAME, results(course, NAME))
    assert (set(found.found), found.waiting, found.attempts) == ({"ada"}, ("bob", "cy"), {"ada": 1, "bob": 2, "cy": 2})
    text = report(course, NAME).read_text()
    assert "2 students handed in more than once, and the first attempts were never graded" in text
    assert "at first 1 of 1" in text


@pytest.mark.slow
def test_first_attempts_are_graded_beside_the_gradebook(course, monkeypatch, capsys):
    before = course.gradebook.read_bytes()
    grades = state(course)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert main(["report", NAME, "--first", "--workers", "0"]) == 0
    assert course.gradebook.read_bytes() == before
    after = state(course)
    assert {key: after[key] for key in ("rows", "files", "records")} == {key: grades[key] for key in ("rows", "files", "records")}
    found = firsts(course, NAME, results(course, NAME))
    assert {student: result.score for student, result in found.found.items()} == {"ada": 6.0, "bob": 4.0, "cy": 4.0}
    add, _, shout = summaries(results(course, NAME), found)
    assert [(one.first, one.known, one.passed) for one in (add, shout)] == [(1, 3, 3), (3, 3, 2)]
    text = (course.build / "reports" / f"{NAME}.html").read_text()
    assert "2 attempts, the first one 4 points" in text
    assert "never graded" not in text


@pytest.mark.slow
def test_what_was_graded_by_other_tests_does_not_count(course):
    grade_firsts(course, NAME, count=0)
    assert firsts(course, NAME, results(course, NAME)).waiting == ()
    path = course.source / NAME / f"{NAME}.ipynb"
    path.write_bytes(path.read_bytes() + b" ")
    assert firsts(course, NAME, results(course, NAME)).waiting == ("bob", "cy")


@pytest.mark.slow
def test_a_first_attempt_that_comes_late_takes_the_place(course):
    grade_firsts(course, NAME, count=0)
    take_in(course, 0, bob={"double": "def double(a):\n    return 0", **WRONG})
    assert firsts(course, NAME, results(course, NAME)).waiting == ("bob",)
    grade_firsts(course, NAME, count=0)
    assert firsts(course, NAME, results(course, NAME)).found["bob"].score == 1.0


def test_a_submission_of_which_no_attempt_is_kept_is_the_first(course):
    for path in sorted((course.build / "attempts").rglob("*.ipynb")):
        path.unlink()
    found = firsts(course, NAME, results(course, NAME))
    assert (set(found.found), found.waiting) == ({"ada", "bob", "cy"}, ())
