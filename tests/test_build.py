"""Building: the same bytes each time, releases that hold what they must, and grades that outlive a rebuild."""

import ast
import json
import shutil
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from synthetic import LECTURE, put, shown, small_course

from autograder.notebooks import badge, build, headers, reference, release
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course

NAME = "a01_double"


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """Make one empty gradebook: that takes nbgrader a second or more."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with release.environment():
        Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def course(tmp_path, monkeypatch, empty_gradebook):
    monkeypatch.setenv(badge.VARIABLE, "jane/course")
    monkeypatch.setattr(reference, "see_outputs", shown)
    made = small_course(tmp_path)
    made.build.mkdir()
    shutil.copyfile(empty_gradebook, made.gradebook)
    return made


def released(course):
    return nbformat.read(course.released(NAME), as_version=nbformat.NO_CONVERT)


def change(course, old, new):
    path = course.assignment_source(NAME)
    assert old in path.read_text()
    put(path, path.read_text().replace(old, new))


def by_id(made):
    return {cell.id: cell for cell in made.cells}


# ---- lectures and headers


def test_a_lecture_is_built(course):
    path = build.build_lecture(course, "01")
    made = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(made)
    first, setup, last = made.cells
    assert first.source.split("\n")[:3] == [badge.badge("jane/course", "course/01_doubling.ipynb"), "", "# Doubling"]
    assert (setup.id, setup.source) == ("setup", headers.setup_body("jane/course"))
    assert (last.source, last.outputs, last.execution_count) == ("print(2 + 2)", [], None)
    assert not any(cell.metadata for cell in made.cells)
    assert made.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert path.read_text().endswith("}\n")
    assert path.read_text().startswith('{\n "cells": [\n  {')


def test_without_a_repository_there_is_no_badge(course, monkeypatch):
    monkeypatch.delenv(badge.VARIABLE)
    text = build.build_lecture(course, "01").read_text()
    assert "colab" not in text
    assert "git+https" not in text


def test_the_setup_cell_says_what_to_install(monkeypatch):
    assert "%pip install -q git+https://github.com/jane/course" in headers.setup_body("jane/course")
    ast.parse(release.plain(headers.setup_body("jane/course")))
    monkeypatch.setitem(sys.modules, "autograder", None)
    with pytest.raises(ModuleNotFoundError, match="run `pip install"):
        exec(headers.setup_body(None), {})


def test_a_notebook_may_need_an_extra_of_the_package(course, monkeypatch):
    put(course.text / "01_doubling.py", LECTURE.replace("title: Doubling", "title: Doubling\n#     extra: music"))
    setup = nbformat.read(build.build_lecture(course, "01"), as_version=nbformat.NO_CONVERT).cells[1].source
    assert '%pip install -q "rnn-course[music] @ git+https://github.com/jane/course"' in setup
    ast.parse(release.plain(setup))
    assert badge.written_in(setup) == "jane/course"
    monkeypatch.setitem(sys.modules, "autograder", None)
    with pytest.raises(ModuleNotFoundError, match=r"run `pip install '\.\[music\]'` in the folder"):
        exec(headers.setup_body(None, "music"), {})
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert (project["name"], set(headers.EXTRAS) <= project["optional-dependencies"].keys()) == ("rnn-course", True)


def test_headers_become_nbgrader_metadata(course):
    build.build_assignment(course, NAME)
    flags = ("grade", "solution", "locked", "task", "schema_version")
    found = {name: cell.metadata.nbgrader for name, cell in by_id(released(course)).items() if "nbgrader" in cell.metadata}
    assert {name: tuple(data[flag] for flag in flags) for name, data in found.items()} == {
        "setup": (False, False, True, False, 3),
        "given_imports": (False, False, True, False, 3),
        "double": (False, True, False, False, 3),
        "test_double": (True, False, True, False, 3),
        "root": (False, True, False, False, 3),
        "test_root": (True, False, True, False, 3),
    }
    assert {name: data["points"] for name, data in found.items() if "points" in data} == {"test_double": 2, "test_root": 3}


# ---- assignments


def test_an_assignment_is_released(course):
    path = build.build_assignment(course, "a01")
    made = released(course)
    nbformat.validate(made)
    assert path == course.release / NAME / f"{NAME}.ipynb"
    assert (made.nbformat, made.nbformat_minor) == (4, 5)
    assert by_id(made)["double"].source.endswith('"""Return twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()')
    assert made.cells[6].source == "**You should see**\n\n```text\n4.0\n```"
    assert "twice_as_much" not in path.read_text()
    assert not any("id" in cell.metadata for cell in made.cells)
    assert "twice_as_much" in (course.source / NAME / f"{NAME}.ipynb").read_text()


def test_a_rebuild_gives_the_same_bytes(course):
    first = {path: path.read_bytes() for path in build.build(course)}
    assert {path: path.read_bytes() for path in build.build(course)} == first
    assert len(first) == 2
    change(course, "# Write `double`.", "# Write it.")
    build.build(course, ["a01"])
    before, after = (
        by_id(nbformat.reads(text, as_version=4))
        for text in (first[course.released(NAME)].decode(), course.released(NAME).read_text())
    )
    assert len(before.keys() ^ after.keys()) == 2


def test_only_what_is_named_is_built(course):
    assert build.build(course, ["01"]) == [course.lectures / "01_doubling.ipynb"]
    assert not course.release.exists()
    with pytest.raises(CourseError, match="there is no assignment"):
        build.build(course, ["nothing"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ### END SOLUTION\n\n# %% see", "\n# %% see", r"a01_double\.py:22: BEGIN SOLUTION without an END"),
        ("points=2", "", r"a01_double\.py:30: the check of .double. needs positive points"),
        ('test="root"', 'test="double"', r"a01_double\.py:33: nothing checks .root.*and 1 more: run"),
        ("Write `double`.\n", "Write `double`.\nx = 1\n", r"a01_double\.py:18: this line stands in a Markdown cell"),
    ],
)
def test_an_unsound_source_is_refused_before_anything_is_written(course, old, new, message):
    change(course, old, new)
    with pytest.raises(CourseError, match=message):
        build.build_assignment(course, NAME)
    assert not course.release.exists()
    assert not course.source.exists()


def test_a_silent_see_cell_is_refused(course, monkeypatch):
    monkeypatch.setattr(reference, "see_outputs", lambda name: {5: " \n"})
    with pytest.raises(CourseError, match=r"a01_double\.py:27: the see cell prints nothing"):
        build.build_assignment(course, NAME)


# ---- the gradebook

# nbgrader itself warns when a submission is added
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def with_grade(course):
    """Hand in for one student and give 1.5 of 2 points by hand."""
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(NAME, "ada")
        grade = gradebook.find_grade("test_double", NAME, NAME, "ada")
        grade.manual_score = 1.5
        gradebook.db.commit()


def grades(course):
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        found = gradebook.find_submission(NAME, "ada").notebooks[0].grades
        return {grade.name: (grade.manual_score, grade.max_score) for grade in found}


def test_a_rebuild_keeps_the_grades(course):
    build.build_assignment(course, NAME)
    with_grade(course)
    change(course, "points=3", "points=5")
    change(course, "from math import sqrt", "from math import cos, sqrt")
    build.build_assignment(course, NAME)
    assert grades(course) == {"test_double": (1.5, 2), "test_root": (None, 5)}
    assert "cos, sqrt" in course.released(NAME).read_text()
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        assert gradebook.find_source_cell("given_imports", NAME, NAME).source == "from math import cos, sqrt"


def test_a_rebuild_that_would_break_submissions_is_refused_and_changes_nothing(course):
    build.build_assignment(course, NAME)
    with_grade(course)
    files = [course.released(NAME), course.source / NAME / f"{NAME}.ipynb"]
    before = [path.read_bytes() for path in files]
    text = course.assignment_source(NAME).read_text()
    start, end = text.index('# %% solution="root"'), text.index("# %% payoff")
    put(course.assignment_source(NAME), text[:start] + text[end:])
    with pytest.raises(
        CourseError, match=r"^a01_double cannot be rebuilt because the gradebook holds submissions .*: restore them"
    ):
        build.build_assignment(course, NAME)
    assert [path.read_bytes() for path in files] == before
    assert grades(course)["test_double"] == (1.5, 2)


def test_without_submissions_cells_come_and_go(course):
    build.build_assignment(course, NAME)
    change(course, '"root"', '"square_root"')
    change(course, "def root", "def square_root")
    build.build_assignment(course, NAME)
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        assert {cell.name for cell in gradebook.find_notebook(NAME, NAME).grade_cells} == {"test_double", "test_square_root"}


def test_a_new_gradebook_needs_no_activated_environment(course, monkeypatch):
    course.gradebook.unlink()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    build.build_assignment(course, NAME)
    assert course.gradebook.is_file()


# ---- what is committed is up to date


def test_built_notebooks_are_up_to_date_whatever_the_remote(course, monkeypatch):
    build.build(course)
    monkeypatch.setenv(badge.VARIABLE, "someone/else")
    before = course.gradebook.read_bytes()
    assert build.check_built(course) == []
    assert course.gradebook.read_bytes() == before
    monkeypatch.delenv(badge.VARIABLE)
    build.build(course)
    monkeypatch.setenv(badge.VARIABLE, "someone/else")
    assert build.check_built(course) == []


def test_each_notebook_that_differs_is_reported(course):
    assert build.check_built(course) == [
        "course/01_doubling.ipynb is missing: run `autograder build`",
        "assignments/a01_double/a01_double.ipynb is missing: run `autograder build`",
    ]
    build.build(course)
    change(course, "return sqrt(1.0 * x)", "return sqrt(2.0 * x)")
    assert build.check_built(course) == []
    change(course, "Return twice x", "Return x twice")
    put(course.text / "01_doubling.py", LECTURE.replace("2 + 2", "3 + 3"))
    put(course.lectures / "00_old.ipynb")
    put(course.release / "a00_old" / "a00_old.ipynb")
    assert build.check_built(course) == [
        "course/01_doubling.ipynb differs from what its source gives: run `autograder build`",
        "assignments/a01_double/a01_double.ipynb differs from what its source gives: run `autograder build`",
        "assignments/a00_old/a00_old.ipynb has no source: delete it or restore its source",
        "course/00_old.ipynb has no source: delete it or restore its source",
    ]


def test_outputs_and_unsound_sources_are_reported(course):
    build.build(course)
    path = course.lectures / "01_doubling.ipynb"
    text = json.loads(path.read_text())
    text["cells"][-1]["execution_count"] = 1
    put(path, json.dumps(text, indent=1) + "\n")
    change(course, "points=2", "")
    first, second = build.check_built(course)
    assert first.startswith("course/01_doubling.ipynb differs")
    assert "cannot be rebuilt" in second
    assert "a01_double.py:30" in second


@pytest.mark.slow
def test_the_notebooks_of_this_course_are_up_to_date(root):
    assert build.check_built(Course(root)) == []
