"""A class gets exactly its known grades, with our command and with nbgrader's own; nothing stops the batch."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from tiny_course import (
    BAR,
    CRASH,
    NAME,
    POINTS,
    TOTAL,
    answered,
    cell,
    hand_in,
    make_course,
    processes_left,
    released,
    wiped,
    without,
)

from autograder.notebooks.errors import CourseError
from autograder.pipeline.execute import SplitExecute
from autograder.pipeline.export import export
from autograder.pipeline.feedback import feedback
from autograder.pipeline.grade import grade, register
from autograder.pipeline.report import report
from autograder.pipeline.results import autograded_file, results

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grading")]

STUCK = f"import signal\n{BAR}signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True:\n        pass"
WRONG = TOTAL - POINTS["add"]


def _flagged(notebook):
    data = cell(notebook, "test_add").metadata
    data.nbgrader.update(points=50, solution=True, locked=False)
    data["tags"] = ["skip-execution"]
    return notebook


# from students to what they hand in and the points that it is worth; None where there is nothing to grade
CLASS = {
    "right": (lambda course: answered(course), TOTAL),
    "blank": (lambda course: released(course), 0.0),
    "wrong": (lambda course: answered(course, add=f"{BAR}return a - b"), WRONG),
    "crash": (lambda course: answered(course, add=CRASH), WRONG),
    "loop": (lambda course: answered(course, add=f"{BAR}while True:\n        pass"), WRONG),
    "stuck": (lambda course: answered(course, add=STUCK), WRONG),
    "flood": (lambda course: answered(course, add=f"{BAR}while True:\n        print('x' * 999)"), WRONG),
    "syntax": (lambda course: answered(course, add="def add(a, b)\n    return a"), WRONG),
    "exit": (lambda course: answered(course, add=f"{BAR}return a + b\n\n\nexit()"), TOTAL),
    "stderr": (lambda course: answered(course, add=f"import sys\n{BAR}print('?', file=sys.stderr)\n    return a + b"), TOTAL),
    "wiped": (lambda course: wiped(answered(course)), TOTAL),
    "deleted": (lambda course: without(answered(course), "setup", "test_add", "see-double", "test_double"), TOTAL),
    "flags": (lambda course: _flagged(answered(course, add="")), WRONG),
    "not_json": (lambda course: "<html>", None),
    "empty": (lambda course: "", None),
}


# what nbgrader by itself would lose or give 0 for, and those beside it
STOCK = ("right", "blank", "wrong", "crash", "stuck", "stderr", "wiped", "deleted", "flags", "empty")


def make_class(root, students):
    course = make_course(root)
    for student in students:
        hand_in(course, student, CLASS[student][0](course))
    return course


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = make_class(tmp_path_factory.mktemp("ours") / "course", CLASS)
    before, here = os.environ["PATH"], Path.cwd()
    os.environ["PATH"] = os.defpath  # as without an activated environment
    steps = []
    found = grade(course, "a00", progress=lambda *step: steps.append(step))
    assert (os.environ["PATH"], Path.cwd()) == (os.defpath, here)
    os.environ["PATH"] = before
    return course, {result.student: result for result in found}, steps, processes_left()


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """Grade the hard part of the class with `nbgrader autograde`."""
    course = make_class(tmp_path_factory.mktemp("stock") / "course", STOCK)
    register(course, NAME)
    shutil.copy(Path(__file__).parents[1] / "nbgrader_config.py", course.root)
    environment = {**os.environ, "AUTOGRADER_COURSE": str(course.root), "PATH": os.defpath}
    command = [sys.executable, "-m", "nbgrader"]
    run = subprocess.run([*command, "autograde", NAME], cwd=course.root, env=environment, capture_output=True, text=True)
    for verb in (["generate_feedback", NAME], ["export"]):
        subprocess.run([*command, *verb], cwd=course.root, env=environment, check=True, capture_output=True)
    return course, run


def exported(path):
    with path.open() as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file)}


def scores(course):
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(NAME)}


@pytest.mark.parametrize("student", CLASS)
def test_known_grades(graded, student):
    course, found, _, _ = graded
    result, points = found[student], CLASS[student][1]
    assert (result.score, result.max_score) == (points, TOTAL), result
    assert result.status == ("unreadable" if points is None else "graded")
    assert scores(course)[student] == (points or 0.0)


def test_known_grades_with_nbgrader_itself(stock):
    course, run = stock
    assert scores(course) == {student: CLASS[student][1] or 0.0 for student in STOCK}, run.stderr
    assert run.returncode == 1  # one could not be read
    assert (course.feedback / "right" / NAME / f"{NAME}.html").exists()


def test_nbgrader_exports_nothing_rather_than_zero(stock):
    course, _ = stock
    rows = exported(course.root / "grades.csv")
    assert (rows["right"], rows["blank"], rows["empty"]) == ("6.0", "0.0", "")


def test_progress_is_told(graded):
    _, found, steps, _ = graded
    assert [step[:2] for step in steps] == [(done, len(CLASS)) for done in range(len(CLASS) + 1)]
    assert sorted((step[2] for step in steps[1:]), key=lambda result: result.student) == list(found.values())


def test_no_kernel_is_left(graded):
    assert graded[3] == []


def test_failures_are_explained(graded):
    _, found, _, _ = graded
    assert "web page" in found["not_json"].sentence
    assert "empty" in found["empty"].sentence
    assert len(found["deleted"].repairs) == 3
    assert found["right"].repairs == ()


def test_diagnoses_of_checks_and_of_errors(graded):
    _, found, _, _ = graded
    first = {student: result.exercises[0] for student, result in found.items() if result.exercises}
    assert (first["wrong"].name, first["wrong"].stage, first["wrong"].hint) == ("add", "values", "Look at add again.")
    assert "time limit" in first["loop"].message
    assert "time limit" in first["stuck"].message
    assert "kernel ended" in first["crash"].message
    assert first["blank"].stage == "unwritten"
    assert [exercise.name for exercise in found["right"].exercises] == list(POINTS)


def test_the_diagnosis_is_nbgraders_comment(graded):
    course, _, _, _ = graded
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        assert gradebook.find_comment("add", NAME, NAME, "wrong").auto_comment == "Look at add again."
        assert gradebook.find_comment("add", NAME, NAME, "blank").auto_comment == "No response."
        assert gradebook.find_comment("add", NAME, NAME, "right").auto_comment is None


def test_floods_are_cut(graded):
    course, _, _, _ = graded
    assert autograded_file(course, NAME, "flood").stat().st_size < 1_500_000


def test_the_log_goes_to_a_file(graded):
    course, _, _, _ = graded
    assert "test_add had been deleted" in (course.build / "logs" / NAME / "deleted.log").read_text()


def test_feedback_is_written_for_everybody(graded):
    course, _, _, _ = graded
    pages = {path.parts[-3]: path.read_text() for path in feedback(course, NAME)}
    assert set(pages) == set(CLASS)
    assert "Look at add again." in pages["wrong"]
    assert "has not been graded" in pages["empty"]


def test_export_and_report(graded):
    course, _, _, _ = graded
    rows = {student: float(score) if score else None for student, score in exported(export(course, NAME)).items()}
    assert rows == {student: points for student, (_, points) in CLASS.items()}
    page = report(course, NAME).read_text()
    assert all(student in page for student in CLASS)


def test_only_what_has_changed_is_graded_again(graded):
    course, found, _, _ = graded
    before = autograded_file(course, NAME, "right").stat().st_mtime_ns
    again = {result.student: result for result in grade(course, NAME) if result.status == "graded"}
    assert autograded_file(course, NAME, "right").stat().st_mtime_ns == before
    assert again == {student: result for student, result in found.items() if result.status == "graded"}
    hand_in(course, "blank", answered(course))
    assert {result.student: result.score for result in grade(course, NAME)}["blank"] == TOTAL


def test_grades_given_by_hand_are_kept_and_shown(graded):
    course, _, _, _ = graded
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        gradebook.find_grade("test_add", NAME, NAME, "wrong").manual_score = 1.5
        gradebook.db.commit()
    (result,) = grade(course, NAME, students=["wrong"], force=True)
    assert result.score == WRONG + 1.5
    assert {one.student: one.score for one in results(course, NAME)}["wrong"] == WRONG + 1.5


def test_a_new_attempt_that_cannot_be_read_takes_the_old_grade_away(graded):
    course, _, _, _ = graded
    hand_in(course, "exit", "{")
    (result,) = grade(course, NAME, students=["exit"])
    assert (result.score, result.status) == (None, "unreadable")
    assert scores(course)["exit"] == 0.0
    assert not autograded_file(course, NAME, "exit").exists()


def test_a_gradebook_failure_is_reported_and_stops_nobody(graded, monkeypatch):
    course, _, _, _ = graded
    monkeypatch.setattr(SplitExecute, "preprocess", lambda *args: (_ for _ in ()).throw(RuntimeError("no more memory")))
    one, two = grade(course, NAME, students=["loop", "stderr"], force=True, count=0)
    assert (one.status, two.status) == ("failed", "failed")
    assert "no more memory" in one.sentence
    assert "loop.log" in one.sentence


def test_unknown_names_are_refused(graded):
    course, _, _, _ = graded
    with pytest.raises(CourseError, match="no assignment"):
        grade(course, "a99")
    with pytest.raises(CourseError, match="nobody did not hand in"):
        grade(course, NAME, students=["nobody"])


def test_nothing_collected_and_nothing_built(tmp_path):
    course = make_course(tmp_path / "course")
    with pytest.raises(CourseError, match="nobody has handed in"):
        grade(course, NAME)
    with pytest.raises(CourseError, match="nothing of a00_tiny has been graded"):
        report(course, NAME)
    with pytest.raises(CourseError, match="no gradebook"):
        export(course)
    hand_in(course, "ada", answered(course))
    shutil.rmtree(course.source)
    with pytest.raises(CourseError, match="has not been built"):
        grade(course, NAME)


def test_a_second_notebook_of_an_assignment_is_not_overlooked(tmp_path):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", answered(course))
    shutil.copy(course.source / NAME / f"{NAME}.ipynb", course.source / NAME / "more.ipynb")
    with pytest.raises(CourseError, match="other notebooks in its source, more: "):
        grade(course, NAME)
    shutil.move(course.source / NAME / "more.ipynb", course.source / NAME / "part_two.ipynb")
    (course.source / NAME / f"{NAME}.ipynb").unlink()
    with pytest.raises(CourseError, match="part_two"):
        register(course, NAME)


def test_modules_beside_the_course_are_not_taken_for_those_of_the_grader(tmp_path):
    course = make_class(tmp_path / "course", ["right"])
    for name in ("autograder", "IPython", "msgpack", "numpy", "random"):
        (course.root / f"{name}.py").write_text("raise SystemExit('this is not the module that was meant')")
    (course.root / "autograder").mkdir()
    command = [Path(sys.executable).with_name("autograder"), "grade", NAME]
    run = subprocess.run(command, cwd=course.root, env={**os.environ, "AUTOGRADER_COURSE": str(course.root)}, capture_output=True)
    assert run.returncode == 0, run.stderr
    assert scores(course) == {"right": TOTAL}
