"""Deleting a student: nothing of theirs stays, nothing of others goes, and nothing happens without a yes."""

from __future__ import annotations

import io
import shutil

import pytest
from cheap_execution import cheap
from tiny_course import NAME, answered, hand_in, make_course

from autograder.cli import main
from autograder.notebooks.errors import CourseError
from autograder.pipeline.export import export
from autograder.pipeline.feedback import feedback
from autograder.pipeline.forget import forget, trace
from autograder.pipeline.grade import grade
from autograder.pipeline.ledger import locked
from autograder.pipeline.report import report
from autograder.pipeline.results import results
from autograder.pipeline.stock import open_gradebook

GONE, KEPT = "zuleika-dobson", "zuleika"


@pytest.fixture(scope="module")
def example(tmp_path_factory, empty_gradebook):
    course = make_course(tmp_path_factory.mktemp("forget") / "course")
    shutil.copyfile(empty_gradebook, course.gradebook)
    for student in (GONE, KEPT):
        hand_in(course, student, answered(course))
        kept = course.build / "attempts" / NAME / student / "name.txt"
        kept.parent.mkdir(parents=True)
        kept.write_text("Zuleika Dobson (4711)" if student == GONE else "Zuleika")
    with cheap():
        grade(course, NAME, count=0)
    feedback(course, NAME)
    report(course, NAME)
    export(course)
    (course.build / "roster.csv").write_text("id,name\nx17,Zuleika Dobson\n")
    (course.build / "grades-blackboard.xls").write_text(f"{GONE}\t6\n", encoding="utf-16")
    return course


@pytest.fixture
def course(example, tmp_path, monkeypatch):
    made = type(example)(tmp_path / "course")
    shutil.copytree(example.root, made.root)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(made.root))
    return made


def everything(course):
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file() and path.name != "grading.lock"}


def test_everything_of_a_student_goes_and_nothing_of_another(course):
    before = {path: data for path, data in everything(course).items() if GONE not in str(path) and path != course.gradebook}
    assert GONE.encode() in course.gradebook.read_bytes()
    found = trace(course, GONE)
    assert found.graded == 1
    assert {path.relative_to(course.build).parts[0] for path in found.places} == {
        "submitted", "attempts", "autograded", "feedback", "results", "logs",
    }  # fmt: skip
    left, others = forget(course, found), {"roster.csv", "grades-blackboard.xls"}  # there by another name, in other letters
    after = everything(course)
    assert {path: data for path, data in after.items() if path != course.gradebook} == before
    assert GONE.encode() not in course.gradebook.read_bytes()
    assert {path for path, data in after.items() if GONE.encode() in data} == set(left) - {
        course.build / other for other in others
    }
    assert {path.name for path in left} >= {*others, "grades.csv", f"{NAME}.html"}
    assert [result.student for result in results(course, NAME)] == [KEPT]


def test_the_file_of_the_gradebook_keeps_no_free_pages(course):
    with open_gradebook(course) as gradebook:
        gradebook.find_comment("add", NAME, NAME, GONE).manual_comment = "private " * 20_000
        gradebook.db.commit()
    size = course.gradebook.stat().st_size
    forget(course, trace(course, GONE))
    assert course.gradebook.stat().st_size < size - 100_000
    assert b"private" not in course.gradebook.read_bytes()


@pytest.mark.parametrize("student", ["nobody", "", ".", "..", f"../submitted/{GONE}", "*", f"{GONE}/{NAME}"])
def test_who_is_not_there_is_said_to_be(course, student):
    before = everything(course)
    with pytest.raises(CourseError, match="nothing is kept of a student"):
        trace(course, student)
    assert everything(course) == before


@pytest.mark.parametrize(("says", "code"), [("n\n", 0), ("\n", 0), ("", 2)])
def test_nothing_is_deleted_without_a_yes(course, capsys, monkeypatch, says, code):
    before = everything(course)
    monkeypatch.setattr("sys.stdin", io.StringIO(says))
    assert main(["forget", GONE]) == code
    shown = capsys.readouterr()
    assert "othing was deleted" in shown.out + shown.err
    assert f"build/submitted/{GONE}" in shown.out
    assert everything(course) == before


def test_a_yes_deletes(course, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["forget", GONE]) == 0
    shown = capsys.readouterr().out
    assert "6 files and folders, 1 graded submissions in the gradebook." in shown
    assert "build/roster.csv" in shown.split("Deleted.")[1]
    assert main(["forget", GONE, "--yes"]) == 2


def test_not_while_a_grading_is_running(course):
    found, before = trace(course, GONE), everything(course)
    with locked(course), pytest.raises(CourseError, match="another grading"):
        forget(course, found)
    assert everything(course) == before
