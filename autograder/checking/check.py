"""`check(fn)`: is this function right, and if not, what is probably wrong?"""

from __future__ import annotations

import importlib
import os
from typing import Any

from . import display, environment, vectors
from .call import Called, Calls
from .compare import compare
from .diagnose import diagnose
from .faults import helpers
from .properties import broken_law
from .spec import Case, Failure, Spec
from .words import a, called_with, count

MISSING = object()
LIVE = "AUTOGRADER_CASES"


class CheckFailed(AssertionError):  # noqa: N818  (the name that a student reads)
    """A check that failed: `exercise`, `stage`, `hint`, and the whole message as its text."""

    def __init__(self, exercise: str, failure: Failure) -> None:
        self.exercise = exercise
        self.stage = failure.stage
        self.hint = failure.hint
        cause = f"\nLikely cause: {failure.hint}" if failure.hint else ""
        super().__init__(f"{exercise} {failure.message}{cause}")

    def _render_traceback_(self) -> list[str]:
        """Let IPython show one line below the panel, or the whole message where there is no panel."""
        short = f"{self.exercise} is not right yet: see above."
        return [f"CheckFailed: {short if display.in_notebook() else self}"]


class Check:
    """Checks answers and keeps count. Use the one instance, `check`."""

    def __init__(self) -> None:
        self.results: dict[str, bool] = {}

    def __call__(self, target: Any, value: Any = MISSING) -> None:
        """Check an answer and say in one line that it is right, or raise what is wrong.

        Args:
            target: the function (found by its name), or the name of the exercise.
            value: with a name: the function or value to check.

        Raises:
            CheckFailed: the answer is wrong, or there is no such exercise.
        """
        name, answer = _name(target, value)
        try:
            spec = vectors.find(name)
        except LookupError as error:
            raise CheckFailed("check:", Failure("unknown", str(error.args[0]))) from None
        failure = examine(answer, spec, laws=not os.environ.get(LIVE)) or _examine_live(answer, name)
        self.results[name] = failure is None
        if failure is not None:
            failure = _blame(answer, failure)
            _show_failure(spec, failure)
            raise CheckFailed(name, failure)
        _show_success(spec)

    def setup(self) -> None:
        """Print versions and device; the first cell of every notebook calls it."""
        print(environment.describe())

    def summary(self, assignment: str | None = None) -> None:
        """Show what is done and what is left.

        Args:
            assignment: its name; without it the assignment of the last check.

        Raises:
            CheckFailed: there is no such assignment.
        """
        try:
            name = assignment or vectors.find(list(self.results)[-1]).assignment
            specs = list(vectors.assignment(name).values())
        except LookupError as error:
            reason = str(error.args[0]) if assignment else "Nothing was checked yet: run the check cells above first."
            raise CheckFailed("check.summary:", Failure("unknown", reason)) from None
        _show_summary(specs, self.results)

    def __repr__(self) -> str:
        return "check(function) tells whether your function is right; check.summary() what is left."


def _name(target: Any, value: Any) -> tuple[str, Any]:
    if isinstance(target, str):
        if value is MISSING:
            raise CheckFailed(
                "check:", Failure("unknown", f"Call check({target}) with the function itself, or check({target!r}, value).")
            )
        return target, value
    name = getattr(target, "__name__", None)
    if not isinstance(name, str):
        raise CheckFailed(
            "check:", Failure("unknown", f"Give check the function itself, as in check(softmax); it was given {a(target)}.")
        )
    return name, target


def examine(answer: Any, spec: Spec, laws: bool = True, calls: Calls | None = None) -> Failure | None:
    """Return why an answer is wrong, or None.

    Args:
        answer: the student's function.
        spec: the exercise.
        laws: whether to test its properties too, which on a grading machine is left to the fresh inputs.
        calls: of the answer with the cases of `spec`, where some were made before.
    """
    if not callable(answer):
        return Failure("type", f"must be a function; it is {a(answer)}.")
    calls = calls or Calls(answer, spec.probe)
    failure = _first_failure(calls, spec)
    if failure is None:
        return broken_law(calls, spec) if laws else None
    if failure.stage in ("unwritten", "inputs"):
        return failure
    return Failure(failure.stage, failure.message, diagnose(calls, spec))


def _first_failure(calls: Calls, spec: Spec) -> Failure | None:
    modified = None
    for number, case in enumerate(spec.cases):
        called = calls.of(number, case.arguments)
        failure = called.failure or compare(called.value, case.expected, spec.outputs, spec.tolerance)
        if failure is not None:
            return Failure(failure.stage, failure.message + _asked(case, spec, failure) + _besides(called, failure))
        modified = modified or called.modified
    return modified


def _asked(case: Case, spec: Spec, failure: Failure) -> str:
    """Return which call failed, on a line of its own below an error."""
    words = "" if failure.stage == "unwritten" else called_with(case.arguments, spec.probe)
    return ("\n" if failure.stage == "error" else " ") + words if words else ""


def _blame(answer: Any, failure: Failure) -> Failure:
    """Name a function of another exercise that the answer calls and that is wrong as it stands now."""
    if failure.stage == "unwritten":
        return failure
    for name, called in helpers(answer):
        spec = vectors.find(name) if vectors.knows(name) else None
        problem = _first_failure(Calls(called, spec.probe), spec) if spec is not None else None
        if problem is not None:
            state = "not written yet" if problem.stage == "unwritten" else "not right yet"
            return Failure(failure.stage, failure.message, f"It calls `{name}`, which is {state}: mend that first.")
    return failure


def _besides(called: Called, failure: Failure) -> str:
    """Return what else is worth saying of a call whose answer is wrong."""
    text = f" {called.warning}" if called.warning and failure.stage == "finite" else ""
    return text + (f"\nBesides, it {called.modified.message}" if called.modified is not None else "")


def _examine_live(answer: Any, name: str) -> Failure | None:
    """On a grading machine, check fresh random inputs too; the setting names the function that draws them."""
    setting = os.environ.get(LIVE)
    if not setting:
        return None
    module, _, function = setting.partition(":")
    cases = getattr(importlib.import_module(module), function)
    seed = int.from_bytes(os.urandom(6), "big")
    failure = examine(answer, cases(name, seed, False))
    return failure if failure is None or failure.hint else examine(answer, cases(name, seed, True))


def _show_success(spec: Spec) -> None:
    cases = count(len(spec.cases), "case")
    text = f"✓ {spec.name} is right ({cases}, {_points(spec.points)})."
    rich = f'<div style="color:{display.GREEN}">{display.code(text)}</div>'
    display.show(text, rich, {"exercise": spec.name, "passed": True, "stage": "", "hint": "", "message": ""})


def _show_failure(spec: Spec, failure: Failure) -> None:
    data = {"exercise": spec.name, "passed": False, "stage": failure.stage, "hint": failure.hint, "message": failure.message}
    if not display.in_notebook():
        return
    lines = [
        f"{spec.name} {failure.message}",
        f"Likely cause: {failure.hint}" if failure.hint else "",
        f"Read again: lecture {spec.where}.",
    ]
    plain = "\n".join(line for line in lines if line)
    display.show(plain, display.panel("✗ Not right yet", lines, display.RED), data)


def _show_summary(specs: list[Spec], results: dict[str, bool]) -> None:
    state = {True: "right", False: "not right yet", None: "not checked yet"}
    rows = [[spec.name, state[results.get(spec.name)], f"{spec.points:g}"] for spec in specs]
    done = sum(spec.points for spec in specs if results.get(spec.name))
    total = sum(spec.points for spec in specs)
    left = [spec.name for spec in specs if not results.get(spec.name)]
    end = f"{done:g} of {_points(total)}. " + (f"Left: {', '.join(left)}." if left else "All done.")
    width = max(len(row[0]) for row in rows)
    plain = "\n".join(f"{name:<{width}}  {status:<15}  {points:>4}" for name, status, points in rows) + f"\n{end}"
    display.show(plain, display.table(["exercise", "state", "points"], rows) + f"<p><b>{end}</b></p>")


def _points(points: float) -> str:
    return f"{points:g} point{'' if points == 1 else 's'}"


check = Check()
