"""Grading again: old and new points are shown first, and nothing is written unless somebody says so."""

from __future__ import annotations

import io
import shutil

import nbformat
import pytest
from cheap_execution import cheap
from class_state import state
from rich.console import Console
from tiny_course import NAME, TOTAL, answered, cell, hand_in, make_course, source_notebook

from autograder.cli import main
from autograder.notebooks import release
from autograder.notebooks.errors import CourseError
from autograder.pipeline import show
from autograder.pipeline.feedback import feedback
from autograder.pipeline.grade import grade
from autograder.pipeline.ledger import locked
from autograder.pipeline.regrade import Change, regrade
from autograder.pipeline.results import ExerciseResult, Result, results
from autograder.pipeline.stock import open_gradebook

pytestmark = pytest.mark.xdist_group("driver")
CLASS = {
    "ada": {},
    "bob": {"double": "def double(a):\n    return 8"},
    "cy": {"add": "def add(a, b):\n    return a - b"},
    "dee": {"double": "def double(a):\n    return 8", "shout": "def shout(text):\n    return text"},
}


MORE = [("--assignment", "a00", "--yes"), ("a00", "--yes")]


@pytest.fixture(autouse=True)
def quick():
    with cheap():
        yield


def make_class(root, empty_gradebook):
    course = make_course(root)
    shutil.copyfile(empty_gradebook, course.gradebook)
    for student, answers in CLASS.items():
        hand_in(course, student, answered(course, **answers))
        (course.submitted / student / NAME / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    grade(course, NAME, count=0)
    return course


def fix(course, test="assert double(4) == 8 and double(3) == 6"):
    """Change a test, as an author does who has found that it passes wrong answers."""
    notebook = source_notebook()
    cell(notebook, "test_double").source = test
    nbformat.write(notebook, course.source / NAME / f"{NAME}.ipynb")
    course.released(NAME).write_text(release.generate(NAME, course.source))


@pytest.fixture(scope="module")
def example(tmp_path_factory, empty_gradebook):
    with cheap():
        course = make_class(tmp_path_factory.mktemp("regrade") / "course", empty_gradebook)
    fix(course)
    return course


@pytest.fixture
def course(example, tmp_path):
    made = type(example)(tmp_path / "course")
    shutil.copytree(example.root, made.root)
    return made


@pytest.fixture
def command(course, monkeypatch, capsys):
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))

    def run(*arguments, says=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(says))
        code = main(["regrade", "--workers", "0", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def everything(course):
    """Return every file of the course with its bytes; the lock is no result."""
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file() and path.name != "grading.lock"}


def test_a_fixed_test_changes_two_of_four(course):
    with regrade(course, NAME, count=0) as found:
        changes = {one.student: (one.old.score, one.new.score, one.moved) for one in found.changes}
    assert changes == {
        "ada": (6.0, 6.0, False),
        "bob": (6.0, 3.0, True),
        "cy": (4.0, 4.0, False),
        "dee": (5.0, 2.0, True),
    }


@pytest.mark.slow
def test_what_is_not_written_leaves_no_trace(course):
    before = everything(course)
    with regrade(course, NAME, count=0) as found:
        assert len(found.changes) == 4
    assert everything(course) == before


@pytest.mark.parametrize(
    ("says", "code"), [pytest.param("n\n", 0, marks=pytest.mark.slow), pytest.param("\n", 0, marks=pytest.mark.slow), ("", 2)]
)
def test_refusal_writes_nothing(course, command, says, code):
    before = everything(course)
    found, out, err = command("--assignment", "a00", says=says)
    assert everything(course) == before
    assert found == code
    assert "othing was written" in out + err
    for word in ("bob", "6", "3", "-3", "double"):
        assert word in out


@pytest.mark.parametrize("arguments", [("--yes",), *(pytest.param(words, marks=pytest.mark.slow) for words in MORE)])
def test_yes_gives_what_a_fresh_grading_gives(course, command, arguments, tmp_path):
    fresh = type(course)(tmp_path / "fresh")
    shutil.copytree(course.root, fresh.root)
    grade(fresh, NAME, force=True, count=0)
    code, out, _ = command(*arguments)
    assert code == 0
    assert "2 of 4" in out
    assert state(course) == state(fresh)
    assert [result.score for result in results(course, NAME)] == [6.0, 3.0, 4.0, 2.0]


@pytest.mark.slow
def test_yes_can_be_said_by_hand(course, command):
    code, out, _ = command(says="y\n")
    assert code == 0
    assert [result.score for result in results(course, NAME)] == [6.0, 3.0, 4.0, 2.0]
    assert "autograder feedback" in out
    assert grade(course, NAME, count=0, progress=None)[1].score == 3.0


@pytest.mark.slow
def test_what_is_written_stands(course, monkeypatch):
    with regrade(course, NAME, count=0) as found:
        found.write()
    monkeypatch.setattr("autograder.pipeline.grade.drive", lambda todo, *rest: pytest.fail(f"{todo} is graded again"))
    assert [result.score for result in grade(course, NAME, count=0)] == [6.0, 3.0, 4.0, 2.0]


@pytest.mark.slow
def test_grades_given_by_hand_are_in_the_new_points_and_stay(course):
    with open_gradebook(course) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "bob").manual_score = 2.5
        gradebook.find_comment("double", NAME, NAME, "bob").manual_comment = "Nearly."
        gradebook.db.commit()
    with regrade(course, NAME, count=0) as found:
        bob = next(one for one in found.changes if one.student == "bob")
        assert (bob.old.score, bob.new.score) == (5.5, 5.5)
        found.write()
    assert results(course, NAME)[1].score == 5.5
    with open_gradebook(course) as gradebook:
        assert gradebook.find_comment("double", NAME, NAME, "bob").comment == "Nearly."


@pytest.mark.slow
def test_some_students_only(course, command):
    code, out, _ = command("--student", "bob", "--yes")
    assert code == 0
    assert "dee" not in out
    assert [result.score for result in results(course, NAME)] == [6.0, 3.0, 4.0, 5.0]


@pytest.mark.slow
def test_a_new_submission_has_no_old_points(course):
    hand_in(course, "eve", answered(course))
    with regrade(course, NAME, count=0) as found:
        (eve,) = (one for one in found.changes if one.student == "eve")
    assert (eve.old, eve.new.score, eve.moved) == (None, TOTAL, True)


@pytest.mark.slow
def test_what_cannot_be_read_is_exit_code_one(course, command):
    hand_in(course, "bob", "{")
    code, out, _ = command("--yes")
    assert code == 1
    assert "not graded" in out


@pytest.mark.slow
def test_a_submission_that_came_meanwhile_is_not_graded_by_the_old_one(course):
    before = course.gradebook.read_bytes()
    with regrade(course, NAME, count=0) as found:
        hand_in(course, "bob", answered(course))
        with pytest.raises(CourseError, match=r"bob .* changed .* nothing was written"):
            found.write()
    assert course.gradebook.read_bytes() == before


@pytest.mark.slow
def test_nobody_else_grades_meanwhile(course):
    with regrade(course, NAME, count=0), pytest.raises(CourseError, match="another grading"):
        grade(course, NAME, count=0)
    with locked(course), pytest.raises(CourseError, match="another grading"), regrade(course, NAME, count=0):
        pass


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--assignment", "a99"], 'no assignment "a99"'), (["--student", "zed"], "zed did not hand in a00_tiny")],
)
def test_wrong_use(command, arguments, words):
    code, _, err = command(*arguments)
    assert code == 2
    assert words in err


@pytest.mark.slow
def test_nothing_collected_is_wrong_use(tmp_path, command, monkeypatch):
    course = make_course(tmp_path / "new")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    code, _, err = command()
    assert code == 2
    assert "nothing has been graded" in err


@pytest.mark.slow
def test_feedback_of_before_is_not_touched(course):
    pages = {path: path.read_bytes() for path in feedback(course, NAME)}
    with regrade(course, NAME, count=0) as found:
        found.write()
    assert {path: path.read_bytes() for path in pages} == pages


def change(student, old, new, **texts):
    made = [
        None if score is None else Result(student, score, 5.0, 1.0, exercises=(ExerciseResult("double", score, 5.0),))
        for score in (old, new)
    ]
    return Change(student, *made)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_table(terminal):
    stream = io.StringIO()
    to = Console(file=stream, width=80, force_terminal=terminal, color_system="standard" if terminal else None, highlight=False)
    show.changes([change("ada", 5.0, 5.0), change("a-student-with-a-very-long-name", 1.5, 5.0), change("new", None, 2.0)], to)
    lines = stream.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines) or terminal
    assert ("\x1b" in stream.getvalue()) == terminal
    if not terminal:
        assert [line.split()[0] for line in lines[1:4]] == ["a-student-with-a-very-l…", "new", "ada"]
        assert lines[1].split()[1:] == ["1.5", "5", "+3.5", "double", "1.5", "→", "5"]
        assert lines[2].split()[1:3] == ["-", "2"]
        assert lines[-1] == "2 of 3 submissions change: 2 gain, 0 lose points."


def test_no_change_is_said():
    stream = io.StringIO()
    show.changes([change("ada", 5.0, 5.0)], Console(file=stream, width=80))
    assert "No points change." in stream.getvalue()
