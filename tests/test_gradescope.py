"""Gradescope: what students see of a result, and the autograder that runs there, in folders that look like theirs."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from tiny_course import BAR, NAME, POINTS, TOTAL, answered, make_course, released
from zygotes import LINUX, SMALL, require_sandbox, run

from autograder.kernels import nobody
from autograder.kernels.host import Zygote
from autograder.notebooks.errors import CourseError
from autograder.pipeline.gradescope import document, titles_of
from autograder.pipeline.gradescope_zip import gradescope_zip
from autograder.pipeline.results import ExerciseResult, Result

SECRET = "return a + b"  # a line of the solution
RESULT = Result(
    "ada",
    2.0,
    6.0,
    1.234,
    exercises=(
        ExerciseResult("add", 2.0, 2.0),
        ExerciseResult("double", 0.0, 3.0, "error", "", f"ValueError: {SECRET}"),
        ExerciseResult("shout", 0.0, 1.0, "values", "Look again.", "2 of 6 values are wrong"),
        ExerciseResult("essay", None, 4.0),
    ),
)
OUTPUTS = ["Right.", f"ValueError: {SECRET}", "2 of 6 values are wrong\nLook again."]


def test_each_exercise_is_a_test_that_students_see():
    found = document(RESULT, {"add": "Exercise 1: Sum"})
    assert [test["name"] for test in found["tests"]] == ["Exercise 1: Sum", "double", "shout"]
    assert [(test["score"], test["max_score"], test["status"]) for test in found["tests"]] == [
        (2.0, 2.0, "passed"),
        (0.0, 3.0, "failed"),
        (0.0, 1.0, "failed"),
    ]
    assert [test["output"] for test in found["tests"]] == OUTPUTS
    assert {test["visibility"] for test in found["tests"]} == {"visible"}
    assert (found["stdout_visibility"], found["execution_time"]) == ("hidden", 1.23)
    assert found["output"] == "1 answers worth 4 points are graded by a person."
    assert "score" not in found, "Gradescope adds the points of the tests"


def test_texts_of_answers_that_could_read_the_solution_are_left_out():
    found = document(replace(RESULT, sandboxed=False), {}, trusted=False)
    assert SECRET not in json.dumps(found)
    assert found["tests"][2]["output"] == "The values are wrong.\nLook again.", "hints are the course's own"
    assert "no sandbox" in found["output"]


def test_exercises_are_called_as_the_notebook_calls_them(tmp_path):
    notebook = released(make_course(tmp_path / "course"))
    notebook.cells[3] = new_markdown_cell("## Exercise 1: **Sum** of $a$ and `b` (2 points)\n\n# not a heading of code")
    notebook.cells[7] = new_markdown_cell("no heading")
    found = titles_of(notebook)
    assert list(found) == list(POINTS)
    assert found["shout"] == "shout"
    assert len(set(found.values())) == 3


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    """Return a folder like Gradescope's, with the autograder unpacked as they do."""
    root = tmp_path_factory.mktemp("gradescope")
    course = make_course(root / "course")
    with zipfile.ZipFile(gradescope_zip(course, NAME)) as archive:
        archive.extractall(root / "autograder" / "source")
    for name in ("submission", "results"):
        (root / "autograder" / name).mkdir()
    return root / "autograder", course


def graded(harness, content, name=f"{NAME}.ipynb", **variables):
    """Run the autograder on one submission; return results.json and what instructors see."""
    root, _ = harness
    for path in (root / "submission").iterdir():
        path.unlink()
    (root / "results" / "results.json").unlink(missing_ok=True)
    (root / "submission" / name).write_text(content if isinstance(content, str) else nbformat.writes(content))
    environment = {**os.environ, "AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable, **variables}
    command = ["bash", str(root / "source" / "run_autograder")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/")
    path = root / "results" / "results.json"
    return json.loads(path.read_text()) if path.exists() else None, done


def test_the_zip_holds_what_is_needed_and_no_more(harness):
    source = harness[0] / "source"
    for name in ("setup.sh", "run_autograder"):
        assert (source / name).read_text().startswith("#!/usr/bin/env bash\n")
        assert subprocess.run(["bash", "-n", str(source / name)]).returncode == 0
    assert not list(source.rglob("__pycache__"))
    exercises = {path.stem for path in (source / "course" / "autograder" / "exercises").glob("*.py")}
    assert exercises == {"__init__", "draw", "model"}
    assert {path.name for path in (source / "course" / "solutions").iterdir()} == {f"{NAME}.py"}


@pytest.mark.slow
def test_the_zip_is_the_same_each_time_and_overwrites_nothing(tmp_path, harness):
    with zipfile.ZipFile(gradescope_zip(harness[1], NAME, tmp_path / "one.zip")) as archive:
        modes = {info.filename: stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert gradescope_zip(harness[1], NAME, tmp_path / "two.zip").read_bytes() == (tmp_path / "one.zip").read_bytes()
    with pytest.raises(CourseError, match="not overwritten"):
        gradescope_zip(harness[1], NAME, tmp_path / "one.zip")


@pytest.mark.slow
def test_a_right_notebook_with_the_name_that_a_browser_gave_it(harness):
    require_sandbox()
    found, done = graded(harness, answered(harness[1]), f"Copy of {NAME} (1).ipynb")
    assert done.returncode == 0, done.stderr
    assert sum(test["score"] for test in found["tests"]) == TOTAL
    assert [test["max_score"] for test in found["tests"]] == list(POINTS.values())
    assert found["output"] == ""


@pytest.mark.slow
def test_a_mistake_costs_its_exercise_and_shows_no_solution(harness):
    reading = f"{BAR}raise ValueError(open('{harness[0]}/source/course/solutions/{NAME}.py').read())"
    found, done = graded(harness, answered(harness[1], add=reading, shout="def shout(text):\n    return text"))
    assert done.returncode == 0, done.stderr
    assert [test["score"] for test in found["tests"]] == [0, POINTS["double"], 0]
    assert "Look at shout again." in found["tests"][2]["output"]


@pytest.mark.slow
def test_without_a_sandbox_it_grades_and_says_so(harness):
    reading = f"{BAR}raise ValueError(open('{harness[0]}/source/plan.json').read())"
    found, done = graded(harness, answered(harness[1], add=reading), AUTOGRADER_UNSANDBOXED="1")
    assert done.returncode == 0, done.stderr
    assert [test["score"] for test in found["tests"]] == [0, POINTS["double"], POINTS["shout"]]
    assert "no sandbox" in found["output"]
    assert SECRET not in json.dumps(found)


@pytest.mark.slow
@pytest.mark.parametrize(("content", "name", "words"), [("{", "x.ipynb", "could not be read"), ("x", "x.py", "no notebook")])
def test_what_is_no_notebook_is_explained_to_the_student(harness, content, name, words):
    found, done = graded(harness, content, name, AUTOGRADER_UNSANDBOXED="1")
    assert done.returncode == 0, done.stderr
    assert (found["score"], found["tests"]) == (0.0, [])
    assert words in found["output"]


@LINUX
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_students_processes_lose_the_rights_of_root(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o755)
    nobody.lock([secret, tmp_path / "missing"])
    code = f"import os\nprint(os.getuid(), os.access({str(secret)!r}, os.R_OK), os.getgroups())\nos.setuid(0)"
    with Zygote(SMALL, False, preload=(nobody.DROP,)) as made:
        made.ready()
        text, _ = run(made, code)
    assert "65534 False []" in text
    assert "PermissionError" in text
