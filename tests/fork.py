"""A copy of the course to follow a text in, and the boxes of the text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PARTS = ("autograder", "solutions", "course", "assignments", "README.md", "pyproject.toml", "tests/alternatives")
_BOX = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)


class Box(NamedTuple):
    """A fenced block of a text."""

    language: str
    text: str


def boxes(path: Path, *languages: str) -> list[Box]:
    """Return the fenced blocks of a text in their order, those in some languages only."""
    found = [Box(one["language"], textwrap.dedent(one["text"])) for one in _BOX.finditer(path.read_text(encoding="utf-8"))]
    return [one for one in found if one.language in languages]


def copy(root: Path, parts: tuple[str, ...] = PARTS, units: tuple[str, ...] = ()) -> None:
    """Copy parts of the course.

    Args:
        root: where to.
        parts: files and folders.
        units: the lectures and assignments to copy, such as "02_rnn_forward"; all without it.
    """
    for part in parts:
        source, target = ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    kept = {*units, *(f"a{unit}" for unit in units)}
    for pattern in ("solutions/*.py", "course/text/*.py", "course/*.ipynb", "assignments/*") if units else ():
        for path in root.glob(pattern):
            if path.stem not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def environment(root: Path, **more: str) -> dict[str, str]:
    """Return the environment in which `autograder` is that of the copy."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(root), **more}


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the copy."""
    command = [sys.executable, "-m", "autograder", *arguments]
    settings = environment(root, AUTOGRADER_COURSE=str(root))
    return subprocess.run(command, capture_output=True, text=True, env=settings, cwd=root, check=False)
