"""The same class graded by stock nbgrader and by us: equal points and rows; and nbgrader's other tools on our result."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import ordinary
import pytest
from ordinary import autotest, quickstart
from ordinary.model import STUDENTS
from parity import Foreign, differences, points, run_stock, undeclared
from parity_formgrader import formgrader

from autograder.notebooks.build import build_assignment
from autograder.pipeline.collect import collect
from autograder.pipeline.demo_class import write_class
from autograder.pipeline.grade import grade

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("parity")]

A02 = "a02_rnn_forward"
A02_SECONDS = 8
# nbgrader by itself cannot grade these: it gives up or loses points; what they must get is in test_demo and below
MANGLED = {"wiped", "deleted-test", "crash", "not-json"}
STDERR = {"grade printing/other/writes_to_stderr-1/GradeCell.auto_score: stock 0.0, ours 1.0"}


@pytest.fixture(scope="module")
def idioms(tmp_path_factory):
    """Grade the notebooks of idioms with stock nbgrader."""
    foreign = Foreign(tmp_path_factory.mktemp("idioms"))
    groups = ordinary.groups()
    for name, group in groups.items():
        foreign.add(name, group.source(), group.files)
    foreign.generate(groups)
    for name, group in groups.items():
        for student in STUDENTS:
            foreign.hand_in(name, student, group.submission(foreign.released(name), student))
    assert run_stock(foreign.stock, "autograde", groups) == 0
    return foreign


@pytest.mark.parametrize("name", ordinary.NAMES)
def test_stock_gives_the_declared_points(idioms, name):
    group = ordinary.groups()[name]
    for student in STUDENTS:
        found = points(idioms.stock / "gradebook.db", student, name)
        for idiom in group.idioms:
            cells = [f"{idiom.name}-{number}" for number, _ in enumerate(idiom.cells, 1)]
            got = sum(found[cell] or 0 for cell in cells)
            assert got == pytest.approx(idiom.expected(student)), f"{student}: {idiom.name}"


@pytest.mark.parametrize("name", ordinary.NAMES)
def test_idioms_get_the_same_from_us(idioms, name):
    results = grade(idioms.course, name, count=1)
    assert {result.status for result in results} == {"graded"}, results
    found = differences(idioms.stock / "gradebook.db", idioms.course.gradebook, name)
    assert undeclared(found, STDERR) == []


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Grade a notebook whose tests nbgrader writes with stock nbgrader."""
    foreign = Foreign(tmp_path_factory.mktemp("told"))
    foreign.add(autotest.NAME, autotest.source(), {"autotests.yml": autotest.RULES.read_bytes()})
    foreign.generate([autotest.NAME])
    for student, answer in autotest.CLASS.items():
        foreign.hand_in(autotest.NAME, student, autotest.submission(foreign.released(autotest.NAME), answer))
    assert run_stock(foreign.stock, "autograde", [autotest.NAME]) == 0
    return foreign


def test_stock_tells_the_class_of_autotest_apart(told):
    found = {student: sum(points(told.stock / "gradebook.db", student, autotest.NAME).values()) for student in autotest.CLASS}
    assert found == autotest.POINTS


def run_ours(told, *command):
    """Run a command in a process of its own: nbgrader leaves connections open where it has written tests."""
    environment = {**os.environ, "AUTOGRADER_COURSE": str(told.course.root)}
    subprocess.run([sys.executable, "-m", *command], cwd=told.course.root, env=environment, check=True, capture_output=True)


def test_tests_that_nbgrader_writes_get_the_same_from_us(told):
    run_ours(told, "autograder", "grade", autotest.NAME)
    found = differences(told.stock / "gradebook.db", told.course.gradebook, autotest.NAME)
    salted = re.compile(r"source_cell \S+/(hidden_value|hidden_call)\.(source|checksum): ")  # with new salt in each release
    assert [line for line in undeclared(found) if not salted.match(line)] == []


def test_tests_that_nbgrader_writes_get_the_same_from_our_steps_in_nbgrader(told, root):
    shutil.copy(Path(root) / "nbgrader_config.py", told.course.root)
    run_ours(told, "autograder", "grade", autotest.NAME)  # records the cells
    with sqlite3.connect(told.course.gradebook) as gradebook:
        gradebook.execute("UPDATE grade SET auto_score = NULL")
    run_ours(told, "nbgrader", "autograde", autotest.NAME, "--force")
    found = {student: sum(points(told.course.gradebook, student, autotest.NAME).values()) for student in autotest.CLASS}
    assert found == autotest.POINTS


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Grade nbgrader's own example with stock nbgrader and with us."""
    foreign = Foreign(tmp_path_factory.mktemp("example"))
    for name in quickstart.NAMES:
        foreign.add(name, quickstart.source(name), {"jupyter.png": quickstart.picture()})
    foreign.generate(quickstart.NAMES)
    for name in quickstart.NAMES:
        for student, notebook in quickstart.submissions(name, foreign.released(name)).items():
            foreign.hand_in(name, student, notebook)
    assert run_stock(foreign.stock, "autograde", quickstart.NAMES, quickstart.CELL_SECONDS) == 0
    for name in quickstart.NAMES:
        grade(foreign.course, name, count=1)
    return foreign


@pytest.mark.parametrize("name", quickstart.NAMES)
def test_nbgraders_example_gets_the_same_from_us(example, name):
    assert undeclared(differences(example.stock / "gradebook.db", example.course.gradebook, name)) == []


def test_the_example_tells_students_apart(example):
    sums = {
        student: sum(score or 0 for score in points(example.stock / "gradebook.db", student, "problem1").values())
        for student in ("right", "half_right", "wrong", "blank", "endless", "slow_but_right")
    }
    assert sums == {"right": 3, "half_right": 2, "wrong": 0, "blank": 0, "endless": 1.5, "slow_but_right": 3}


@pytest.fixture(scope="module")
def a02(tmp_path_factory, root):
    """Grade the sample class of unit 02 with stock nbgrader and with us."""
    foreign = Foreign(tmp_path_factory.mktemp("a02"))
    course = foreign.course
    course.solutions.mkdir(parents=True)
    text = (root / "solutions" / f"{A02}.py").read_text()
    limited = re.sub(r"(?<=cell_seconds: )\d+", str(A02_SECONDS), text)
    (course.solutions / f"{A02}.py").write_text(limited)
    build_assignment(course, A02)
    expected = write_class(course, A02, foreign.root / "class")
    collect(course, A02, foreign.root / "class")
    shutil.copytree(course.source, foreign.stock / "source")
    shutil.copytree(course.submitted, foreign.stock / "submitted")
    run_stock(foreign.stock, "generate", [A02])
    run_stock(foreign.stock, "autograde", [A02], A02_SECONDS)
    results = grade(course, A02, count=1)
    return foreign, expected, {result.student: result for result in results}


def test_the_sample_class_gets_the_same_from_us(a02):
    foreign, expected, _ = a02
    found = differences(foreign.stock / "gradebook.db", foreign.course.gradebook, A02)
    ours_alone = {line for line in found if line.split("/")[1].split(":")[0] in MANGLED | {"stderr"}}
    assert undeclared(found, ours_alone) == []
    assert set(expected) > MANGLED


def test_the_sample_class_gets_its_points_from_us(a02):
    _, expected, results = a02
    assert {student: results[student].score for student in expected} == {student: one.points for student, one in expected.items()}


def stock_tool(root, *command):
    """Run a command of stock nbgrader, with its default settings, on a folder of a course."""
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(root / "no_config")}
    program = [sys.executable, "-m", "nbgrader", *command, f"--CourseDirectory.root={root}"]
    return subprocess.run(program, cwd=root, env=environment, capture_output=True, text=True)


def test_stock_feedback_of_what_we_graded(example):
    done = stock_tool(example.course.build, "generate_feedback", "problem1")
    assert done.returncode == 0, done.stderr
    assert run_stock(example.stock, "feedback", ["problem1"]) == 0
    for student in quickstart.CLASS:
        pages = [
            (root / "feedback" / student / "problem1" / "problem1.html").read_text()
            for root in (example.stock, example.course.build)
        ]
        stock, ours = (re.findall(r"Score: [\d.]+ / [\d.]+", page) for page in pages)
        assert stock == ours != []


def test_stock_export_of_what_we_graded(example):
    rows = []
    for root in (example.stock, example.course.build):
        done = stock_tool(root, "export", "--to", str(root / "stock.csv"))
        assert done.returncode == 0, done.stderr
        with (root / "stock.csv").open() as file:
            rows.append(sorted(map(tuple, csv.reader(file))))
    assert rows[0] == rows[1]
    assert len(rows[0]) == 1 + 2 * (len(quickstart.CLASS) + 2)


def test_formgrader_shows_what_we_graded(example):
    with formgrader(example.course.build) as asked:
        submissions = asked.api("submitted_notebooks/problem1/problem1")
        assert len(submissions) == len(quickstart.CLASS) + 2
        for submission in submissions:
            page = asked.page(f"submissions/{submission['id']}/")
            assert "sum_of_squares" in page
            assert page.count('class="score') >= 5, "a field for the points of each graded cell"
            assert {row["name"] for row in asked.api(f"grades?submission_id={submission['id']}")} >= {"correct_squares"}
        right = next(one for one in asked.api("submissions/problem1") if one["student"] == "right")
        assert (right["code_score"], right["needs_manual_grade"], right["autograded"]) == (3.0, True, True)
        for page in ("manage_assignments", "manage_submissions/problem1", "gradebook/problem1/problem1", "manage_students/right"):
            assert "nbgrader formgrade" in asked.page(page)


def test_formgrader_grades_with_our_steps_and_keeps_grades_given_by_hand(example, root):
    shutil.copy(Path(root) / "nbgrader_config.py", example.course.root)
    with formgrader(example.course.root, AUTOGRADER_COURSE=str(example.course.root)) as asked:
        notebook = next(one for one in asked.api("submitted_notebooks/problem1/problem1") if one["student"] == "right")
        before = {row["name"]: row for row in asked.api(f"grades?submission_id={notebook['id']}")}
        given = before["sum_of_squares_equation"]
        assert asked.put(f"grade/{given['id']}", {"manual_score": 0.75, "extra_credit": None})["manual_score"] == 0.75
        assert asked.post("submission/problem1/right/autograde")["success"]
        after = {row["name"]: row for row in asked.api(f"grades?submission_id={notebook['id']}")}
    assert {name: row["auto_score"] for name, row in after.items()} == {name: row["auto_score"] for name, row in before.items()}
    assert (after["sum_of_squares_equation"]["manual_score"], after["sum_of_squares_equation"]["needs_manual_grade"]) == (
        0.75,
        True,
    )
