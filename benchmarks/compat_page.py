"""The page of `make compat`: what came of each assignment in each environment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

HEAD = """# The Keras assignments in Colab's versions and in the newest

`make compat` (`benchmarks/compat.py`) takes the notebook that students get, puts the right answers into it and runs it with the
student package in an environment of its own: in the versions of Colab, and in the newest that pip finds for each Python of the
machine. What was executed there is then handed in, and collected and graded as any submission, by this project with the packages
named here. "Checks" are those that said "is right" in the notebook; "points" is what grading gave. The seconds are those of
running the whole notebook, payoffs included, on the machine as busy as it was.
"""
COLUMNS = ("assignment", "environment", "Python", "TensorFlow", "Keras", "NumPy", "checks", "points", "seconds", "stderr")
LONGEST = 160


def row(seen: dict[str, Any]) -> str:
    """Return a result as one row of the table."""
    versions = [seen.get(key, "?") for key in ("python", "tensorflow-cpu", "keras", "numpy")]
    checks = f"{seen.get('right', 0)} of {seen.get('of', '?')}"
    points = f"{_number(seen.get('score'))} of {_number(seen.get('max_score'))}"
    said = f"{len(seen['stderr'].splitlines())} lines" if seen.get("stderr") else "-"
    seconds = f"{seen['seconds']:.0f}" if "seconds" in seen else "-"
    return f"| {' | '.join([seen['assignment'], seen['environment'], *versions, checks, points, seconds, said])} |"


def troubles(seen: dict[str, Any]) -> list[str]:
    """Return what is not right with a result; empty when all is well."""
    found = [f"error: {text}" for text in seen["errors"]]
    found += [f"on stderr: {line}" for line in seen.get("stderr", "").splitlines()]
    if "of" in seen and seen["right"] != seen["of"]:
        found.append(f"{seen['of'] - seen['right']} of {seen['of']} checks did not say that it is right")
    if seen.get("score") is None or seen["score"] != seen["max_score"]:
        found.append(
            f"grading: {_number(seen.get('score'))} of {_number(seen.get('max_score'))} points. {seen.get('graded', '')}"
        )
    return [text.strip()[:LONGEST] for text in found]


def page(found: Sequence[dict[str, Any]], names: Sequence[str], machine: str) -> str:
    """Return the page as Markdown.

    Args:
        found: the results.
        names: the assignments that belong on it; those without a result are named as not run.
        machine: what measured.
    """
    days = sorted({seen["made"] for seen in found})
    when = f"Run on {' and '.join(dict.fromkeys((days[0], days[-1])))}, on" if days else "On"
    lines = [HEAD, f"{when} {machine}.", "", _line(COLUMNS), _line(["---"] * len(COLUMNS)), *map(row, found), ""]
    ran = {seen["assignment"] for seen in found}
    if missing := [name for name in names if name not in ran]:
        lines += [f"Not run in their present form: {', '.join(missing)}. `make compat ASSIGNMENTS='...'` runs and adds them.", ""]
    notes = [f"- {seen['assignment']}, {seen['environment']}: {text}" for seen in found for text in troubles(seen)[:3]]
    lines += ["What is not right:", "", *notes] if notes else ["Nothing is wrong in what was run."] if found else []
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(points: float | None) -> str:
    return "?" if points is None else f"{points:g}"
