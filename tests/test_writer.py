"""The one writer: rows and files as nbgrader makes them, once and only once, whatever kills the grading."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cheap_execution import cheap
from class_state import files, records, rows, state
from killed_grading import make_class
from nbgrader.api import Gradebook, get_alembic_version
from nbgrader.converters import Autograde
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import text
from tiny_course import NAME, POINTS, TOTAL, answered, hand_in, released, wiped, without

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import digests
from autograder.pipeline.digests import material_digest
from autograder.pipeline.grade import grade, register
from autograder.pipeline.ledger import locked, make_gradebook, newest_version
from autograder.pipeline.results import autograded_file, results
from autograder.pipeline.stock import calling, converter, open_gradebook
from autograder.pipeline.writer import Writer

pytestmark = pytest.mark.xdist_group("driver")
STUDENTS = ("ada", "broken", "wrong-add", "wrong-double", "zoe")


@pytest.fixture(autouse=True)
def quick():
    with cheap():
        yield


@pytest.fixture
def course(tmp_path, empty_gradebook):
    return make_class(tmp_path / "course", empty_gradebook)


def graded(course, **settings):
    return {result.student: result for result in grade(course, NAME, count=0, **settings)}


def lengthen(course):
    """Add what mangled notebooks, other files and late submissions ask of the writer."""
    hand_in(course, "blank", released(course))
    hand_in(course, "wiped", wiped(answered(course)))
    hand_in(course, "deleted", without(answered(course), "setup", "test_add"))
    (course.submitted / "zoe" / NAME / "deep").mkdir()
    (course.submitted / "zoe" / NAME / "deep" / "more.txt").write_text("more")
    (course.submitted / "zoe" / NAME / "given.csv").write_text("forged")
    (course.source / NAME / "given.csv").write_text("true")
    register(course, NAME)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-01-01 00:00:00 UTC")


def test_rows_and_files_are_those_of_nbgrader(course, tmp_path, empty_gradebook, monkeypatch):
    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", lambda *late: 1.5)
    ours, theirs = course, make_class(tmp_path / "theirs", empty_gradebook)
    for one in (ours, theirs):
        lengthen(one)
    graded(ours)
    with pytest.raises(Exception, match="errors"), calling(tmp_path / "log"):  # of broken
        converter(Autograde, theirs, NAME).start()
    found, wanted = rows(ours), rows(theirs)
    assert found["submissions"].pop("broken")["score"][0] == wanted["submissions"].pop("broken")["score"][0] == 0
    assert found == wanted
    assert {student: one["score"][2] for student, one in found["submissions"].items() if one["score"][2]} == {
        **dict.fromkeys(("ada", "wrong-add", "wrong-double", "zoe"), 1.5)
    }
    assert files(ours) == files(theirs)
    assert files(ours)[f"zoe/{NAME}/given.csv"] == ["0o100444", "true"]


def test_several_workers_write_the_same(course, tmp_path, empty_gradebook):
    one, two = course, make_class(tmp_path / "two", empty_gradebook)
    graded(one)
    grade(two, NAME, count=2)
    assert state(one) == state(two)


SEEDS = (11, 12, 13, 15, 17)


@pytest.mark.slow
def test_a_killed_grading_loses_nothing_and_doubles_nothing(tmp_path):
    script = Path(__file__).with_name("killed_grading.py")
    command = [sys.executable, script, tmp_path, *map(str, SEEDS)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    calm = found.pop("calm")["state"]
    assert list(calm["rows"]["submissions"]) == list(STUDENTS)
    for seed, trial in found.items():
        print(f"seed {seed}: killed at {trial['points']}")
        assert trial["torn"] == []
        assert trial["state"]["rows"] == calm["rows"]
        assert trial["state"] == calm
    assert sum(len(trial["points"]) for trial in found.values()) > len(SEEDS)  # some were killed


@pytest.mark.slow
def test_a_driver_killed_beside_its_workers_goes_on(course, tmp_path, empty_gradebook):
    calm = make_class(tmp_path / "calm", empty_gradebook)
    graded(calm)
    script = (
        f"from cheap_execution import install; install(); from autograder.pipeline.grade import grade\n"
        f"if __name__ == '__main__':\n    grade(Course(Path({str(course.root)!r})), {NAME!r}, count=2, progress=print)\n"
    )
    path = tmp_path / "run.py"
    path.write_text("from pathlib import Path\nfrom autograder.notebooks.paths import Course\n" + script)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, path], env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("2 "):
                process.kill()
    assert process.returncode == -9
    assert sum(record is not None for record in records(course).values()) in (2, 3)
    grade(course, NAME, count=2)
    assert state(course) == state(calm)


def test_a_submission_is_written_as_a_whole_or_not_at_all(course, monkeypatch):
    graded(course)
    before = state(course)
    hand_in(course, "ada", answered(course, add="def add(a, b):\n    return 0"))
    with monkeypatch.context() as patch:
        patch.setattr(AssignLatePenalties, "preprocess", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
        found = graded(course)
    assert (found["ada"].status, found["ada"].score) == ("failed", None)
    assert "disk full" in found["ada"].sentence
    assert not autograded_file(course, NAME, "ada").exists()
    after = rows(course)["submissions"]
    assert after.pop("ada")["grades"] == [[f"test_{name}", None, None, True] for name in POINTS]
    before["rows"]["submissions"].pop("ada")
    assert after == before["rows"]["submissions"]
    assert graded(course)["ada"].score == TOTAL - POINTS["add"]


def test_there_is_no_record_while_a_submission_is_written(course, monkeypatch):
    graded(course)
    put, seen = Writer._put, []
    monkeypatch.setattr(
        Writer, "_put", lambda writer, student, folder: (seen.append(records(course)[student]), put(writer, student, folder))
    )
    graded(course, force=True)
    assert seen == [None] * len(STUDENTS)
    assert None not in records(course).values()


def test_a_time_stamp_that_is_none_is_reported(course):
    (course.submitted / "ada" / NAME / "timestamp.txt").write_text("yesterday")
    found = graded(course)
    assert (found["ada"].status, found["zoe"].score) == ("failed", TOTAL)
    assert rows(course)["submissions"]["ada"]["timestamp"] == "None"


def test_two_gradings_of_one_gradebook_do_not_run_at_once(course):
    with locked(course), pytest.raises(CourseError, match=rf"another grading .* is running \(process {os.getpid()}\)"):
        graded(course)
    with (course.build / "grading.lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # it is free again
    assert graded(course)["ada"].score == TOTAL


def touched(course):
    """Return whose submissions are graded again."""
    before = {student: autograded_file(course, NAME, student) for student in STUDENTS}
    times = {student: path.stat().st_mtime_ns for student, path in before.items() if path.exists()}
    graded(course)
    return {student for student, time in times.items() if before[student].stat().st_mtime_ns != time}


GOOD = {"ada", "wrong-add", "wrong-double", "zoe"}


def _append(path, text=" "):
    path.write_bytes(path.read_bytes() + text.encode())


CHANGES = {
    "nothing": (lambda course: None, set()),
    "the submission": (lambda course: hand_in(course, "ada", released(course)), {"ada"}),
    "another file of it": (lambda course: (course.submitted / "zoe" / NAME / "data.csv").write_text("3"), {"zoe"}),
    "the time of receipt": (lambda course: _append(course.submitted / "zoe" / NAME / "timestamp.txt"), {"zoe"}),
    "the release": (lambda course: _append(course.released(NAME)), GOOD),
    "the source": (lambda course: _append(course.source / NAME / f"{NAME}.ipynb"), GOOD),
    "a file of the assignment": (lambda course: (course.source / NAME / "given.csv").write_text("3"), GOOD),
    "the time limits": (lambda course: _append(course.solutions / f"{NAME}.py", "\n"), GOOD),
    "the graded notebook": (lambda course: autograded_file(course, NAME, "ada").unlink(), {"ada"}),
    "another assignment": (lambda course: (course.solutions / "a01_other.py").write_text("# %%\n"), set()),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory, empty_gradebook):
    made = make_class(tmp_path_factory.mktemp("standing") / "course", empty_gradebook)
    with cheap():
        graded(made)
    return made


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_graded_again(standing, what):
    change, wanted = CHANGES[what]
    change(standing)
    assert touched(standing) == (wanted if what != "the graded notebook" else set())
    assert autograded_file(standing, NAME, "ada").exists()


def test_exercises_and_vectors_decide_as_well(root, tmp_path, monkeypatch):

    package = tmp_path / "autograder"
    for name in (
        "exercises/a02_x.py",
        "exercises/mistakes_a02_x.py",
        "exercises/draw.py",
        "exercises/a03_x.py",
        "checking/check.py",
    ):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("")
    monkeypatch.setattr(digests, "_PACKAGE", package)
    course = Course(tmp_path)
    course.vectors.mkdir()
    before = material_digest(course, "a02_x")
    (package / "exercises" / "a03_x.py").write_text("changed")
    assert material_digest(course, "a02_x") == before
    seen = {before}
    for name in (
        "exercises/a02_x.py",
        "exercises/mistakes_a02_x.py",
        "exercises/draw.py",
        "checking/check.py",
        "vectors/a02_x.npz",
    ):
        (package / name).write_text("changed")
        seen.add(material_digest(course, "a02_x"))
    assert len(seen) == 6


def test_a_gradebook_that_was_lost_is_filled_again(course):
    wanted = [result.score for result in graded(course).values()]
    course.gradebook.unlink()
    assert [result.score for result in graded(course).values()] == wanted
    assert [result.score for result in results(course, NAME)] == wanted


def test_a_new_gradebook_has_the_version_that_nbgrader_gives_it(monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # it starts `alembic`
    assert newest_version() == get_alembic_version()


def test_a_gradebook_that_is_half_made_is_finished(course):
    make_gradebook(course)
    with open_gradebook(course) as gradebook:
        version = gradebook.db.execute(text("SELECT version_num FROM alembic_version")).scalar()
        for statement in ("DROP TABLE alembic_version", "DROP TABLE grade"):
            gradebook.db.execute(text(statement))
        gradebook.db.commit()
    graded(course)
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.db.execute(text("SELECT version_num FROM alembic_version")).scalar() == version
    assert rows(course)["counts"]["alembic_version"] == 1
