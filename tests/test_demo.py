"""The sample class is what it says: every submission differs from the right one in the way that its name tells."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import nbformat
import pytest

from autograder.notebooks.build import build_assignment
from autograder.notebooks.paths import Course
from autograder.pipeline.demo_class import write_class

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["a02_rnn_forward", "a03_bptt"])
def sample(request, tmp_path_factory, root):
    course = Course(tmp_path_factory.mktemp("demo") / "course")
    course.solutions.mkdir(parents=True)
    shutil.copy(root / "solutions" / f"{request.param}.py", course.solutions)
    build_assignment(course, request.param)
    work = replace(course, work=course.build / "demo")
    return work, request.param, write_class(work, request.param, work.build / "class")


def test_the_class_has_everything_in_it(sample):
    work, _, expected = sample
    assert len(expected) == 14
    assert len(list((work.build / "class").rglob("*.ipynb"))) == 14
    total = expected["all-right"].points
    assert total > 0
    assert {student for student, one in expected.items() if one.points == total} == {
        "all-right", "float32", "colab", "wiped", "deleted-test", "stderr",
    }  # fmt: skip
    assert expected["blank"].points == 0
    assert expected["not-json"].points is None
    assert 0 < expected["many-mistakes"].points < expected["two-mistakes"].points < expected["one-mistake"].points < total


def test_the_blank_one_is_the_release(sample):
    work, name, _ = sample
    blank = nbformat.read(work.build / "class" / "blank" / f"{name}.ipynb", as_version=4)
    assert blank == nbformat.read(work.released(name), as_version=4)


def test_no_marker_of_the_instructor_is_handed_in(sample):
    work, _, _ = sample
    assert all("SOLUTION" not in path.read_text() for path in (work.build / "class").rglob("*.ipynb"))


def test_colab_and_wiped_have_lost_what_they_lose(sample):
    work, _, _ = sample
    (colab,) = (work.build / "class" / "colab").glob("Copy of *")
    (wiped,) = (work.build / "class" / "wiped").glob("*(1).ipynb")
    assert all("id" not in cell for path in (colab, wiped) for cell in json.loads(path.read_text())["cells"])
    assert not any(cell["metadata"] for cell in json.loads(wiped.read_text())["cells"])


def test_real_submissions_have_their_own_folder(sample):
    work, _, _ = sample
    folders = (work.submitted, work.autograded, work.feedback, work.gradebook)
    assert all(path.is_relative_to(work.root / "build" / "demo") for path in folders)
    assert work.source == Course(work.root).source
