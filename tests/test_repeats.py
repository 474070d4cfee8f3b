"""Grading says the same every time: one submission, graded twenty times by two engines."""

import contextlib
import shutil

import nbformat
import pytest
from class_state import state
from tiny_course import NAME, POINTS, TOTAL, answered, hand_in, make_course
from zygotes import require_sandbox

from autograder.pipeline import grade as pipeline
from autograder.pipeline.engine import Engine
from autograder.pipeline.results import autograded_file, results

ENGINES, EACH = 2, 10
ANSWERS = {
    "add": "def add(a, b):\n    print({str(a), str(b), 'c', 'd', 'e', 'f'})\n    return a - b",
    "shout": "def shout(text):\n    return text.upper().wrong",
}


def _found(course):
    (result,) = results(course, NAME)
    exercises = [(one.name, one.points, one.max_points, one.stage, one.hint, one.message) for one in result.exercises]
    shown = [cell.get("outputs") for cell in nbformat.read(autograded_file(course, NAME, "ada"), as_version=4).cells]
    assert "'f'" in str(shown)
    return {"shown": shown, "result": (result.status, result.score, result.sentence, result.repairs, exercises), **state(course)}


@pytest.mark.slow
@pytest.mark.xdist_group("grading")
def test_twenty_gradings_of_one_submission_are_equal(tmp_path, empty_gradebook, monkeypatch):
    require_sandbox()
    course = make_course(tmp_path / "course")
    shutil.copyfile(empty_gradebook, course.gradebook)
    hand_in(course, "ada", answered(course, **ANSWERS))
    source = (course.source / NAME / f"{NAME}.ipynb").read_text()
    found = []
    for _ in range(ENGINES):
        with Engine(course, NAME, source) as engine:
            monkeypatch.setattr(pipeline, "Engine", lambda *settings, engine=engine: contextlib.nullcontext(engine))
            for _ in range(EACH):
                (result,) = pipeline.grade(course, NAME, force=True, count=0)
                assert result.seconds > 0
                found.append(_found(course))
    first = found[0]
    assert first["result"][1] == POINTS["double"] < TOTAL
    assert first["rows"]["submissions"]["ada"]["comments"] != []
    assert len(found) == 20
    assert [one for one in found if one != first] == []
