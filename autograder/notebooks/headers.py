"""The short cell headers of the percent sources, and what they stand for in a notebook."""

from __future__ import annotations

from typing import Any

from autograder.notebooks.percent import Cell

SCHEMA_VERSION = 3
PREFIX = {"given": "given_", "solution": "", "test": "test_"}
KEYS = {"": set(), "test": {"test", "points"}} | {role: {role} for role in ("setup", "given", "solution", "see", "payoff")}

EXTRAS = ("music",)  # of the package, which a notebook may ask for in its YAML header

_SETUP = """\
try:
    from autograder import check
except ModuleNotFoundError{remedy}
check.setup()"""
_INSTALL = """:
    %pip install -q {package}
    from autograder import check
"""
_STOP = """ as error:
    raise ModuleNotFoundError(
        "the package of this course is missing: run `pip install {package}` in the folder of the course and restart the kernel"
    ) from error
"""


def setup_body(repository: str | None, extra: str = "") -> str:
    """Return the code of the setup cell: import `check`, installing the student package in Colab where it is missing.

    Args:
        repository: "owner/name" of the repository to install from; where it is None the cell says what to do instead.
        extra: the extra of the package that the notebook needs, or nothing.

    Returns:
        The code.
    """
    if repository is None:
        remedy = _STOP.format(package=f"'.[{extra}]'" if extra else ".")
    else:
        address = f"git+https://github.com/{repository}"
        remedy = _INSTALL.format(package=f'"rnn-course[{extra}] @ {address}"' if extra else address)
    return _SETUP.format(remedy=remedy.rstrip("\n"))


def grade_id(cell: Cell) -> str:
    """Return nbgrader's name of a cell: its prefix and name, "setup" for the setup cell, empty for cells without one.

    Args:
        cell: a cell of a percent source.

    Returns:
        The grade id.
    """
    if cell.role == "setup":
        return "setup"
    return PREFIX[cell.role] + cell.name if cell.role in PREFIX and cell.name else ""


def nbgrader(cell: Cell) -> dict[str, Any] | None:
    """Return nbgrader's metadata of a cell of an assignment.

    Args:
        cell: a cell of a percent source.

    Returns:
        The metadata in schema version 3, or None for a cell that nbgrader does not look at.
    """
    name = grade_id(cell)
    if not name:
        return None
    metadata = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": name,
        "grade": cell.role == "test",
        "solution": cell.role == "solution",
        "locked": cell.role != "solution",
        "task": False,
    }
    if cell.role == "test":
        metadata["points"] = cell.options.get("points", 0)
    return metadata
