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
