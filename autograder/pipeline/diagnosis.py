"""What a graded cell says about an answer, read from its outputs."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

from autograder.pipeline.redact import HIDDEN, is_hidden

CHECK = "application/vnd.autograder.check+json"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST = 400
_STAGES = {"NotImplementedError": "unwritten", "CellTimeoutError": "time", "DeadKernelError": "crash", "NotRun": "not run"}


def diagnosis(cell: NotebookNode) -> dict[str, Any]:
    """Return what the check in a graded cell found.

    Args:
        cell: an executed graded cell.

    Returns:
        "passed", "stage", "hint" and "message"; the last three are empty for a right answer. Where the cell holds no
        `check`, the message is the first line of its error.
    """
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    error = next((output for output in errors if output.ename in _STAGES), errors[0] if errors else None)
    failed = next((data for data in _checks(cell) if not data.get("passed")), None)
    if error is None:
        return {"passed": True, "stage": "", "hint": "", "message": ""}
    if failed is not None and error.ename == "CheckFailed":
        return {"passed": False, **{key: _line(failed.get(key)) for key in ("stage", "hint", "message")}}
    if is_hidden(cell, error) and error.ename not in _STAGES:
        return {"passed": False, "stage": "hidden", "hint": "", "message": HIDDEN}
    return {"passed": False, "stage": _STAGES.get(error.ename, "error"), "hint": "", "message": _line(_error_text(error))}


def _checks(cell: NotebookNode) -> list[dict[str, Any]]:
    data = [output.data.get(CHECK) for output in cell.get("outputs", []) if output.output_type == "display_data"]
    return [entry for entry in data if isinstance(entry, dict)]


def _error_text(error: NotebookNode) -> str:
    if error.evalue and error.ename in _STAGES:
        return str(error.evalue)
    return f"{error.ename}: {error.evalue}" if error.evalue else str(error.ename)


def _line(value: Any) -> str:
    """Return text on one line, without colours, of a bearable length."""
    text = " ".join(_COLOR.sub("", str(value or "")).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
