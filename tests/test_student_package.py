"""What students install: quick, small, without answers, and it works with NumPy alone."""

import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.notebooks.publish import publish
from autograder.notebooks.reference import reference

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT)
MEGABYTE = 2**20
ALLOWED = (
    "autograder/__init__.py",
    "autograder/__main__.py",
    "autograder/checking/",
    "autograder/vectors/",
    "rnndata/",
    "rnnfigures/",
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("student package")]


def newest_python():
    """Return Python 3.13, as Colab has it, where it is installed, else the Python of this run."""
    places = [shutil.which("python3.13"), *sorted(Path.home().glob(".pyenv/versions/3.13*/bin/python3.13"))]
    for place in filter(None, places):
        answer = subprocess.run([place, "-c", "import ensurepip"], capture_output=True, check=False)
        if answer.returncode == 0:
            return str(place)
    return sys.executable


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(COURSE, tmp_path_factory.mktemp("published") / "student")


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """Return the Python of a clean environment with NumPy only."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([newest_python(), "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "numpy"], check=True)
    return python


@pytest.fixture(scope="module")
def installed(published, student):
    """Return the Python of the environment with the wheel in it, and how long the installation took."""
    [wheel] = (published / "dist").glob("*.whl")
    start = time.perf_counter()
    run(student, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
    return student, time.perf_counter() - start


def run(python, *arguments, **options):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AUTOGRADER"))}
    return subprocess.run([python, *arguments], capture_output=True, text=True, env=environment, check=True, **options).stdout


def test_the_wheel_is_small_and_holds_no_answer(published):
    [wheel] = (published / "dist").glob("*.whl")
    assert wheel.stat().st_size < 2 * MEGABYTE
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if ".dist-info/" not in name]
        text = "\n".join(packed.read(name).decode() for name in names if name.endswith(".py"))
    assert all(name.startswith(ALLOWED) for name in names)
    for name in COURSE.assignments():
        for solution in reference(name).solutions.values():
            region = solution.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
            assert region.strip() not in text


def test_no_line_of_a_solution_is_published(published):
    """Look for every line of a solution region that is not also handed out."""
    for name in COURSE.assignments():
        source = read(COURSE.assignment_source(name))
        released = (published / "assignments" / name / f"{name}.ipynb").read_text()
        handed_out = "\n".join(cell.text for cell in source.cells if cell.role != "solution")
        for cell in source.cells:
            if cell.role == "solution":
                region = cell.text.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
                lines = [
                    line.strip() for line in region.splitlines() if len(line.strip()) > 24 and line.strip() not in handed_out
                ]
                assert [line for line in lines if line.replace('"', '\\"') in released] == []


def test_it_installs_quickly_and_checks_with_numpy_alone(installed):
    student, seconds = installed
    assert seconds < 10
    program = """
import sys, time
import numpy as np
start = time.perf_counter()
from autograder import check, CheckFailed
print(time.perf_counter() - start)
def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
check(softmax)
try:
    check("combine_kernels", lambda kernel, recurrent_kernel: np.vstack([kernel, recurrent_kernel]))
except CheckFailed as failed:
    print(failed)
check.summary("a02_rnn_forward")
assert not {"matplotlib", "IPython"} & set(sys.modules)
"""
    printed = run(student, "-c", program, cwd=student.parent)
    seconds, *lines = printed.splitlines()
    assert float(seconds) < 0.3
    assert lines[0].startswith("✓ softmax is right")
    assert "Likely cause:" in printed


def test_the_command_says_that_it_is_the_student_package(installed):
    student, _ = installed
    answer = subprocess.run([student.parent / "autograder"], capture_output=True, text=True, check=False, cwd=student.parent)
    assert answer.returncode == 2
    assert "This is the student package" in answer.stderr


def test_the_published_folder_installs_with_its_requirements(published, student):
    start = time.perf_counter()
    run(student, "-m", "pip", "install", "--quiet", str(published))
    seconds = time.perf_counter() - start
    listed = run(student, "-m", "pip", "list", "--format=freeze").lower()
    assert "matplotlib==" in listed
    assert "nbgrader" not in listed
    assert "tensorflow" not in listed
    assert seconds < 60  # most of it is the download of matplotlib and of the build tool
    run(student, "-c", "import rnnfigures, rnndata; print(rnnfigures.COLOR['h'])", cwd=student.parent)
