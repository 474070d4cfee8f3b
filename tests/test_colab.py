"""Every assignment, solved, saved by Colab and handed in: cells, points and answers are those of the release again."""

from __future__ import annotations

import shutil
import zipfile

import nbformat
import pytest
from colab_saved import FILES, saved, solved
from damage_cases import Case, faults, shape
from fork import ROOT

from autograder.notebooks.build import build_assignment
from autograder.notebooks.paths import Course
from autograder.pipeline.collect import collect
from autograder.pipeline.grade import grade
from autograder.pipeline.matching import grade_id, is_locked, mark

HERE = Course(ROOT)
CHEAP = ("a01_sequences",)  # NumPy, graded in seconds; a02, saved by Colab, is graded in test_parity
KINDS = pytest.mark.parametrize("marks", [True, False], ids=["marks-kept", "marks-lost"])


@pytest.fixture(scope="module", params=HERE.assignments())
def case(request):
    release = nbformat.read(HERE.released(request.param), as_version=4)
    return request.param, Case(solved(HERE, request.param), release, release, 0.0)


@KINDS
def test_intake_puts_every_assignment_right(case, tmp_path, marks):
    name, made = case
    course = Course(tmp_path / "course")
    course.solutions.mkdir(parents=True)
    for other in HERE.assignments():
        (course.solutions / f"{other}.py").touch()
    data = saved(made.notebook, marks=marks)
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for number, file in enumerate(FILES):
            archive.writestr(f"student{number}/{file.format(name)}", data)
    received = collect(course, name, tmp_path / "submissions.zip")
    assert [(item.student, item.status) for item in received] == [(f"student{number}", "new") for number, _ in enumerate(FILES)]
    assert not any(item.sentence.endswith("?") for item in received)
    notebook, sentences = made.repaired((course.submitted / "student0" / name / f"{name}.ipynb").read_bytes())
    assert faults(made, [], notebook) == ([], [])
    assert shape(notebook) == shape(made.notebook)
    assert not any(sentence.endswith("?") for sentence in sentences)
    assert bool([sentence for sentence in sentences if "grading marks" in sentence]) != marks


@KINDS
def test_cells_and_points_are_those_of_the_release(case, marks):
    _, made = case
    notebook, _ = made.repaired(saved(made.notebook, marks=marks))
    wanted = [(grade_id(cell), cell.cell_type, dict(mark(cell))) for cell in made.release.cells if mark(cell)]
    assert [(grade_id(cell), cell.cell_type, dict(mark(cell))) for cell in notebook.cells if mark(cell)] == wanted
    assert sum(fields["points"] for _, _, fields in wanted if fields["grade"]) > 0
    assert [cell.source for cell in notebook.cells if is_locked(cell)] == [
        cell.source for cell in made.release.cells if is_locked(cell)
    ]
    assert len(notebook.cells) == len(made.release.cells)
    assert "widgets" not in notebook.metadata


def test_the_answers_of_the_sources_go_into_the_releases(case):
    _, made = case
    changed = [one for one, other in zip(made.notebook.cells, made.release.cells, strict=True) if one.source != other.source]
    assert {grade_id(cell) for cell in changed} == {grade_id(cell) for cell in made.release.cells if mark(cell).get("solution")}
    assert not any("NotImplementedError()" in cell.source or "SOLUTION" in cell.source for cell in changed)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHEAP)
def test_what_colab_saved_gets_full_points(name, tmp_path):
    course = Course(tmp_path / "course")
    course.solutions.mkdir(parents=True)
    shutil.copy(HERE.assignment_source(name), course.solutions)
    build_assignment(course, name)
    for student, marks in {"kept": True, "lost": False}.items():
        path = tmp_path / "class" / student / FILES[0].format(name)
        path.parent.mkdir(parents=True)
        path.write_bytes(saved(solved(course, name), marks=marks))
    collect(course, name, tmp_path / "class")
    results = grade(course, name, count=0)
    assert [(result.student, result.status) for result in results] == [("kept", "graded"), ("lost", "graded")]
    assert all(result.score == result.max_score > 0 for result in results), [result.exercises for result in results]
