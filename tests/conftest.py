"""What several tests share."""

import os
import signal
from pathlib import Path

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a script starts in the background, and all that this starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
OTHERS = (
    "__array__ implementation",
    "InlineBackend._figure_format_changed",
)  # warnings of Keras and of matplotlib-inline themselves
os.environ.setdefault("PYTHONWARNINGS", ",".join(["default", *(f"ignore:{text}:DeprecationWarning" for text in OTHERS)]))


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


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """Make a gradebook once: it takes nbgrader seconds."""
    from autograder.notebooks.paths import Course
    from autograder.pipeline.ledger import make_gradebook

    course = Course(tmp_path_factory.mktemp("empty"))
    make_gradebook(course)
    return course.gradebook


@pytest.fixture(scope="session")
def engine(root):
    """Start a student's and a checker's zygote for NumPy once."""
    from autograder.notebooks.paths import Course
    from autograder.pipeline.engine import Engine

    with Engine(Course(root), "none", '{"cells": [], "metadata": {}}') as engine:
        yield engine.addresses()


@pytest.fixture(scope="session")
def plain():
    """Start a small zygote without a sandbox once."""
    from zygotes import SMALL

    from autograder.kernels.host import Zygote

    with Zygote(SMALL, sandboxed=False, environment={"FLAVOUR": "plain"}) as made:
        made.ready()
        yield made


@pytest.fixture(scope="session")
def boxed():
    """Start a small zygote in a sandbox once."""
    from zygotes import SMALL, require_sandbox

    from autograder.kernels.host import Zygote

    require_sandbox()
    with Zygote(SMALL, sandboxed=True, environment={"FLAVOUR": "boxed"}) as made:
        made.ready()
        yield made


@pytest.fixture(params=["plain", "boxed"])
def zygote(request):
    """Return one small zygote after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def box():
    """Start the zygote of NumPy assignments in a sandbox once."""
    from zygotes import require_sandbox

    from autograder.kernels.host import Zygote
    from autograder.kernels.profiles import PROFILES

    require_sandbox()
    with Zygote(PROFILES["numpy"], sandboxed=True) as made:
        made.ready()
        yield made
