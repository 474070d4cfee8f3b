"""Profiles: which libraries an assignment needs."""

from pathlib import Path

import pytest

from autograder.kernels.profiles import PROFILES, profile, profile_for
from autograder.notebooks.errors import CourseError

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


def test_an_unknown_profile_is_named():
    with pytest.raises(CourseError, match="torch"):
        profile("torch")
