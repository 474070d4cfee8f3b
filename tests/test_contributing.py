"""The tutorial of CONTRIBUTING.md, followed to the letter in a copy of the course."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("autograder", "solutions", "course", "assignments", "README.md", "pyproject.toml", "tests/alternatives")


def blocks():
    """Return the code blocks of the tutorial: cells, declaration, alternative."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return [textwrap.dedent(block) for block in re.findall(r"^ *```python\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)]


def append(path, text):
    path.write_text(path.read_text().rstrip() + "\n\n\n" + text)


def run(root, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(root), "AUTOGRADER_COURSE": str(root)}
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=root, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        source, target = ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    cells, declaration, alternative = blocks()
    append(root / "solutions" / "a02_rnn_forward.py", cells)
    append(
        root / "autograder" / "exercises" / "a02_rnn_forward.py",
        declaration.replace("Exercise(", "EXERCISES += (Exercise(", 1).rstrip().rstrip(",") + ",)\n",
    )
    append(root / "tests" / "alternatives" / "a02_rnn_forward.py", alternative)
    return root


@pytest.mark.slow
def test_the_tutorial_leads_to_a_sound_exercise(copy):
    built = run(copy, "build", "a02")
    assert built.returncode == 0, built.stderr
    assert "wrote autograder/vectors/a02_rnn_forward.npz" in built.stdout
    assert run(copy, "lint").stdout == "Sources and releases are sound.\n"
    verified = run(copy, "verify", "a02")
    assert "ok   relu: 2 cases, 4 mistakes rejected and named, 1 other right answers accepted" in verified.stdout
    assert verified.returncode == 0
    assert "np.maximum(a, 0.0)" not in (copy / "assignments" / "a02_rnn_forward" / "a02_rnn_forward.ipynb").read_text()
