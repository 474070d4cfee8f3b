"""A notebook whose tests nbgrader writes itself, from lines that only name what is to be looked at (AUTOTEST), with a class."""

from __future__ import annotations

from pathlib import Path

import nbgrader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

NAME = "autotest"
RULES = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "autotests.yml"

_RIGHT = "def double(x):\n    return 2 * x\nvalue = 21"
CLASS = {
    "right": _RIGHT,
    "other": "value = 20 + 1\ndef double(number):\n    return number + number",
    "type": "def double(x):\n    return 2.0 * x\nvalue = 21",
    "wrong": "def double(x):\n    return x\nvalue = 20",
    "blank": None,
}
POINTS = {"right": 10.0, "other": 10.0, "type": 3.0, "wrong": 0.0, "blank": 0.0}


def source() -> NotebookNode:
    """Return the instructor's notebook."""
    answer = f"### BEGIN SOLUTION\n{_RIGHT}\n### END SOLUTION"
    cells = [
        new_code_cell(answer, metadata=_meta("double", solution=True)),
        new_code_cell("### AUTOTEST value", metadata=_meta("value", grade=True, points=1, locked=True)),
        new_code_cell("### AUTOTEST double(4); double(1.5)", metadata=_meta("call", grade=True, points=3, locked=True)),
        new_code_cell("### HASHED AUTOTEST value", metadata=_meta("hidden_value", grade=True, points=2, locked=True)),
        new_code_cell("### HASHED AUTOTEST double(5)", metadata=_meta("hidden_call", grade=True, points=4, locked=True)),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def submission(released: NotebookNode, answer: str | None) -> NotebookNode:
    """Return the students' notebook with an answer in it, as it was released where that is None."""
    if answer is not None:
        released.cells[0].source = answer
    return released


def _meta(name: str, **more: object) -> dict[str, object]:
    usual = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": usual | more}
