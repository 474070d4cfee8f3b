"""The code of graded notebooks, as text and as trees: what similarity and flags are looked for in."""

from __future__ import annotations

import ast
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.notebooks.paths import Course
from autograder.notebooks.release import plain
from autograder.pipeline.results import autograded_file


@dataclass(frozen=True)
class Code:
    """The code of a notebook.

    Args:
        answers: from exercises to the text of their answer cells.
        free: the texts of the other cells of code that are not locked.
    """

    answers: dict[str, str]
    free: tuple[str, ...]


def code_of(course: Course, assignment: str, student: str) -> Code | None:
    """Return the code of a graded notebook, or None where there is none."""
    return read_code(autograded_file(course, assignment, student))


def read_code(path: Path) -> Code | None:
    """Return the code of a notebook, or None where there is none that can be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return None
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    marks = [cell.get("metadata", {}).get("nbgrader", {}) for cell in code]
    answers = {mark["grade_id"]: _text(cell) for cell, mark in zip(code, marks, strict=True) if mark.get("solution")}
    free = [_text(cell) for cell, mark in zip(code, marks, strict=True) if not mark.get("solution") and not mark.get("locked")]
    return Code(answers, tuple(free))


def parsed(text: str) -> ast.Module | None:
    """Return the tree of a cell, magics turned into calls; None where it is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd escapes in students' strings
        try:
            return ast.parse(plain(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell.get("source", ""))
