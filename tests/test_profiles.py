"""Profiles: which libraries an assignment needs."""

import contextlib
from pathlib import Path

import nbformat
import pytest

from autograder.kernels.profiles import CHECKS, PROFILES, profile, profile_for
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import engine

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("code", "chosen", "name"),
    [
        ("import numpy as np", "", "numpy"),
        ("from keras import layers", "", "keras"),
        ("%pip install x\nimport tensorflow as tf", "", "keras"),
        ("# import keras\nx = 'import keras'", "", "numpy"),
        ("import keras", "numpy", "numpy"),
        ("def f():\n    import keras.layers", "", "keras"),
    ],
)
def test_the_profile_follows_the_code(code, chosen, name):
    assert profile_for(code, chosen) is PROFILES[name]


@pytest.mark.parametrize("name", ["torch", "checks"])
def test_an_unknown_profile_is_named(name):
    with pytest.raises(CourseError, match=name):
        profile(name)


@pytest.mark.parametrize(
    ("test", "checker"),
    [("check(f)", CHECKS), ("assert f(1) == 2", PROFILES["numpy"]), ("import keras\nassert f(1) == 2", PROFILES["keras"])],
)
def test_a_checker_has_what_the_tests_need_and_no_more(monkeypatch, test, checker):
    made = []

    class Recorded(contextlib.nullcontext):
        def __init__(self, profile, *_, **__):
            super().__init__()
            made.append(profile)

    monkeypatch.setattr(engine, "Zygote", Recorded)
    cell = nbformat.v4.new_code_cell(
        test, metadata={"nbgrader": {"grade": True, "solution": False, "grade_id": "t", "points": 1}}
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("from autograder import check"), cell])
    engine.Engine(Course(ROOT), "none", nbformat.writes(notebook), sandboxed=False)
    assert made[1] == checker
