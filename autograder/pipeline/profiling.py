"""What the instructor's own solution does under the tests: decides which tests are protected, and what other answers may do.

A test is protected if the solution gets its full marks with the test in a process of its own. Where it does not (the test
derives from a student's class, say), the test runs in the student's process, as with stock nbgrader, and is called unprotected.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict, reads
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograder.kernels import roles
from autograder.kernels.roles import Plan
from autograder.pipeline.engine import EngineSettings
from autograder.pipeline.matching import grade_id
from autograder.pipeline.running import Limits, run

_MARKERS = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
PROTECTED, UNPROTECTED, BROKEN = "protected", "unprotected", "broken"


@dataclass(frozen=True)
class Test:
    """What was found out about one test.

    Args:
        name: its grade id.
        state: "protected", "unprotected", or "broken": the solution does not get full marks in either way, and the test runs
            unprotected.
        reason: why it is not protected; the message of the first error.
        allowed: what the test does with objects of the solution (see `kernels.events`); None for a plain `check(...)`.
        decided: whether a class of the answer decides something, as its `__eq__` does.
    """

    name: str
    state: str
    reason: str = ""
    allowed: tuple[str, ...] | None = None
    decided: bool = False


def planned(source: str, engine: EngineSettings, limits: Limits, files: dict[str, bytes], kept: Path | None = None) -> Plan:
    """Return how an assignment is run, with what its profile says.

    Args:
        source: the text of the instructor's notebook.
        engine: where the zygotes are.
        limits: of time.
        files: those of the assignment.
        kept: a file that keeps the profile from one time to the next; its name says for what.
    """
    cells = json.loads(source)["cells"]
    if all(roles.is_check(text) for text in roles.tests(cells).values()):
        return roles.plan(cells)
    tests = _load(kept)
    if tests is None:
        tests = profile(source, engine, limits, files)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps([asdict(test) for test in tests], indent=1) + "\n", encoding="utf-8")
            part.replace(kept)
    return with_profile(cells, tests)


def with_profile(cells: Iterable[dict[str, Any]], tests: Iterable[Test]) -> Plan:
    """Return the plan of an assignment whose tests were profiled."""
    tests = list(tests)
    plan = roles.plan(cells, [test.name for test in tests if test.state != PROTECTED])
    return replace(plan, allowed={test.name: test.allowed for test in tests if test.allowed is not None})


def profile(source: str, engine: EngineSettings, limits: Limits, files: dict[str, bytes]) -> list[Test]:
    """Run the solution with its tests in a process of their own, and in its own process, and compare."""
    notebook = reads(source, as_version=4)
    for cell in notebook.cells:
        cell.source = _MARKERS.sub("", cell.source)
    texts = roles.tests(notebook.cells)
    apart = _trial(notebook, roles.plan(notebook.cells), engine, limits, files)
    short = [name for name, found in apart.items() if not found.full]
    together = _trial(notebook, roles.plan(notebook.cells, texts), engine, limits, files) if short else {}
    return [_judge(name, text, apart[name], together.get(name)) for name, text in texts.items()]


@dataclass(frozen=True)
class _Found:
    full: bool
    error: str
    events: tuple[str, ...]
    decided: bool


def _judge(name: str, text: str, apart: _Found, together: _Found | None) -> Test:
    if apart.full:
        return Test(name, PROTECTED, allowed=None if roles.is_check(text) else apart.events, decided=apart.decided)
    if together is not None and together.full:
        return Test(name, UNPROTECTED, apart.error)
    return Test(name, BROKEN, apart.error, allowed=apart.events)


def _trial(
    notebook: NotebookNode, plan: Plan, engine: EngineSettings, limits: Limits, files: dict[str, bytes]
) -> dict[str, _Found]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    found: dict[str, _Found] = {}
    for cell, ran in zip(cells, run(cells, plan, engine, limits, files), strict=True):
        if is_grade(cell) and not is_solution(cell):
            errors = [
                f"{output['ename']}: {output['evalue']}" for output in ran.outputs.items if output["output_type"] == "error"
            ]
            full = points(cell, ran.outputs.items) >= cell.metadata.nbgrader.points
            found[grade_id(cell)] = _Found(full, (errors or [""])[0][:300], ran.events, ran.decided)
    return found


def points(cell: NotebookNode, outputs: list[dict[str, Any]]) -> float:
    """Return the points that nbgrader gives for the outputs of a test; text on stderr costs nothing."""
    shown = [_numbered(each) for each in outputs if each.get("name") != "stderr"]
    trial = from_dict({**cell, "outputs": shown})
    try:
        got, _ = determine_grade(trial)
    except ValueError:
        return 0.0
    return float(got or 0.0)


def _numbered(output: dict[str, Any]) -> dict[str, Any]:
    return {**output, "execution_count": 1} if output["output_type"] == "execute_result" else output


def _load(kept: Path | None) -> list[Test] | None:
    try:
        data = json.loads(kept.read_text(encoding="utf-8")) if kept is not None else None
        return None if data is None else [Test(**{**one, "allowed": one["allowed"] and tuple(one["allowed"])}) for one in data]
    except (OSError, ValueError, TypeError, KeyError):
        return None
