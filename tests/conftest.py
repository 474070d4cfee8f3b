"""What several tests share."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("PYTHONWARNINGS", "default")


@pytest.fixture(scope="session")
def root():
    """Return the root of the course."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def tf():
    """Import TensorFlow once; it takes seconds."""
    return pytest.importorskip("tensorflow")


@pytest.fixture(scope="session")
def keras(tf):
    """Import Keras once."""
    return pytest.importorskip("keras")
