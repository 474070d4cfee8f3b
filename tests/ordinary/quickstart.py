"""nbgrader's own example, as `nbgrader quickstart` copies it, with a class."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode

CELL_SECONDS = 4
NAMES = ("problem1", "problem2")
_GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"

_RIGHT = {
    "squares": "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n    return [i * i for i in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))",
    "sum_of_squares_equation": r"$\sum_{i=1}^n i^2$",
    "sum_of_squares_application": "print([sum_of_squares(n) for n in (1, 2, 3)])",
    "part-a": "Fibonacci numbers, by recursion.",
    "part-b": "For negative ones it never ends.",
}
# what each student writes instead of the right answer; None leaves the stub
CLASS: dict[str, dict[str, str | None]] = {
    "right": {},
    "array_style": {
        "squares": "import numpy as np\n\n\ndef squares(n):\n    if n < 1:\n        raise ValueError\n"
        "    return (np.arange(1, n + 1) ** 2).tolist()",
        "sum_of_squares": "def sum_of_squares(n):\n    total = 0\n    for s in squares(n):\n        total += s\n    return total",
    },
    "formula": {"sum_of_squares": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"},
    "wrong": {
        "squares": "def squares(n):\n    return [i ** 2 for i in range(n)]",
        "sum_of_squares": "def sum_of_squares(n):\n    return 0",
        "sum_of_squares_equation": "?",
        "part-b": None,
    },
    "half_right": {"squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]", "part-a": None},
    "raising": {
        "squares": "def squares(n):\n    raise KeyError(n)",
        "sum_of_squares": "def sum_of_squares(n):\n    return squares(n)[n]",
        "sum_of_squares_application": "1 / 0",
    },
    "syntax": {"squares": "def squares(n)\n    return [n]", "sum_of_squares": "def sum_of_squares(n):\nreturn 1"},
    "slow_but_right": {
        "squares": "import time\n\n\ndef squares(n):\n    time.sleep(0.1)\n    if n < 1:\n        raise ValueError\n"
        "    return [i ** 2 for i in range(1, n + 1)]"
    },
    "endless": {
        "squares": "def squares(n):\n    while n > 10:\n        pass\n    if n < 1:\n        raise ValueError\n"
        "    return [i ** 2 for i in range(1, n + 1)]"
    },
    "chatty": {"sum_of_squares": "def sum_of_squares(n):\n    print('n is', n)\n    return sum(squares(n))"},
    "blank": dict.fromkeys(_RIGHT),
}


def source(name: str) -> NotebookNode:
    """Return an instructor's notebook of nbgrader's example, with our time limit noted in it."""
    made = nbformat.read(_GUIDE / "source" / "ps1" / f"{name}.ipynb", as_version=4)
    made.metadata["autograder"] = {"cell_seconds": CELL_SECONDS}
    return made


def picture() -> bytes:
    """Return the picture that lies beside the notebooks."""
    return (_GUIDE / "source" / "ps1" / "jupyter.png").read_bytes()


def submissions(name: str, release: NotebookNode) -> dict[str, NotebookNode]:
    """Return what each student hands in: those of nbgrader's guide, and more made out of the release."""
    found = {
        student: nbformat.read(_GUIDE / "submitted" / student / "ps1" / f"{name}.ipynb", as_version=4)
        for student in ("bitdiddle", "hacker")
    }
    for student, changed in CLASS.items():
        made = copy.deepcopy(release)
        for cell in made.cells:
            text = {**_RIGHT, **changed}.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            cell.source = cell.source if text is None else text
        found[student] = made
    return found
