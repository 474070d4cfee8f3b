"""The proof that an assignment is sound: right answers pass, every known mistake is rejected and named."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.checking.call import Calls
from autograder.checking.check import examine
from autograder.checking.codec import same_signature
from autograder.checking.diagnose import TRAINED
from autograder.checking.spec import Case, Output, Spec
from autograder.exercises import Exercise, exercises
from autograder.exercises.model import Mistake
from autograder.notebooks.paths import Course
from autograder.notebooks.reference import Reference, reference
from autograder.verification.freeze import up_to_date
from autograder.verification.specs import answered, build_spec, seed

FRESH = 3
FRESH_TRAININGS = 1  # a training takes seconds
NAMED_AXES = {
    "x": ("sample", "time step", "feature"),
    "x_t": ("sample", "feature"),
    "h_prev": ("sample", "unit"),
    "c_prev": ("sample", "unit"),
    "h_0": ("sample", "unit"),
    "output_kernel": ("unit", "class"),
    "logits": ("sample", "time step", "class"),
    "mask": ("sample", "time step"),
}


@dataclass
class Verdict:
    """What verification found for one exercise.

    Args:
        name: the exercise.
        cases, mistakes, alternatives: how many were tried.
        problems: one sentence each; none when the exercise is sound.
    """

    name: str
    cases: int = 0
    mistakes: int = 0
    alternatives: int = 0
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the one line that is printed."""
        counts = (
            f"{self.cases} cases, {self.mistakes} mistakes rejected and named, {self.alternatives} other right answers accepted"
        )
        return f"{'ok  ' if not self.problems else 'FAIL'} {self.name}: " + (
            counts if not self.problems else " ".join(self.problems)
        )


def verify(course: Course, assignment: str, sweep: int = 0) -> Iterator[Verdict]:
    """Yield a verdict for each exercise of an assignment.

    Args:
        course, assignment: what to prove sound.
        sweep: which fresh inputs are drawn; the same number draws the same inputs, so that a failure can be repeated.

    Raises:
        CourseError: unknown assignment, or a solution that does not run.
    """
    loaded = reference(assignment)
    declared = exercises(assignment)
    frozen = {name: answered(exercise, loaded, seed(name)) for name, exercise in declared.items()}
    specs = {name: spec for name, (spec, _) in frozen.items()}
    stubs = release_stubs(course.release / assignment / f"{assignment}.ipynb")
    others = alternatives(course.root / "tests" / "alternatives" / f"{assignment}.py", loaded)
    current = up_to_date(specs.values(), course.vectors / f"{assignment}.npz")
    for name, exercise in declared.items():
        verdict = _verdict(exercise, frozen[name], loaded, others.get(name, []), sweep)
        verdict.problems += _stub_problems(stubs.get(name), exercise, loaded, specs[name])
        verdict.problems += [] if current else ["The frozen vectors are out of date: run `autograder build`."]
        yield verdict
    for name in sorted(loaded.solutions.keys() ^ declared.keys()):
        where = "solution cell" if name in loaded.solutions else "declaration of an exercise"
        yield Verdict(name, problems=[f"There is only a {where} of this name."])


def _verdict(
    exercise: Exercise,
    frozen: tuple[Spec, list[Calls]],
    loaded: Reference,
    others: list[Callable[..., Any]],
    sweep: int = 0,
) -> Verdict:
    spec = frozen[0]
    verdict = Verdict(exercise.name, len(spec.cases), len(exercise.mistakes), len(others))
    draws = FRESH_TRAININGS if any(TRAINED in case.arguments for case in spec.cases) else FRESH
    seeds = [(seed(exercise.name), sweep, number) for number in range(draws)]
    fresh = answered(exercise, loaded, seeds[0])
    specs = [spec, fresh[0], *(build_spec(exercise, loaded, each, named=False) for each in seeds[1:])]
    verdict.problems += _solution_problems(loaded.function(exercise.name), specs)
    verdict.problems += _mistake_problems(exercise, frozen, fresh)
    verdict.problems += _alternative_problems(others, specs)
    verdict.problems += _twins(spec, exercise)
    verdict.problems += equal_sizes(spec)
    if len(exercise.mistakes) < 4:
        verdict.problems.append(f"It has {len(exercise.mistakes)} known mistakes; expected 4 or more.")
    if not others:
        verdict.problems.append("No other right answer is tried: write one in tests/alternatives.")
    return verdict


def _solution_problems(solution: Callable[..., Any], specs: list[Spec]) -> list[str]:
    failures = [examine(solution, spec) for spec in specs]
    return [f"The solution is rejected: {failure.message}" for failure in failures if failure is not None][:1]


def _mistake_problems(exercise: Exercise, frozen: tuple[Spec, list[Calls]], fresh: tuple[Spec, list[Calls]]) -> list[str]:
    problems = []
    for number, mistake in enumerate(exercise.mistakes):
        for kind, (spec, mutants) in (("frozen", frozen), ("fresh", fresh)):
            failure = examine(mutants[number].function, spec, calls=mutants[number])
            if failure is None:
                problems.append(f"Accepted on {kind} inputs: {_edit(mistake)}.")
            elif mistake.caught == "values" and failure.hint != mistake.hint:
                problems.append(f"Not named on {kind} inputs ({failure.stage}, hint {failure.hint!r}): {_edit(mistake)}.")
            elif mistake.caught not in ("values", failure.stage):
                problems.append(f"Caught as {failure.stage} instead of {mistake.caught}: {_edit(mistake)}.")
    return problems


def _edit(mistake: Mistake) -> str:
    return f"{mistake.find!r} -> {mistake.replace!r}"


def _alternative_problems(others: list[Callable[..., Any]], specs: list[Spec]) -> list[str]:
    failures = [(function, examine(function, spec)) for function in others for spec in specs]
    return [
        f"The right answer {function.__name__} is rejected: {failure.message}"
        for function, failure in failures
        if failure is not None
    ]


def _twins(spec: Spec, exercise: Exercise) -> list[str]:
    """Return pairs of known mistakes that no case tells apart; those with right answers are told apart by their stage."""
    named = [number for number, mistake in enumerate(exercise.mistakes) if mistake.caught not in ("inputs", "property")]
    pairs = itertools.combinations(named, 2)
    return [f"Mistakes {a + 1} and {b + 1} give the same answers: join them." for a, b in pairs if _same_marks(spec.cases, a, b)]


def _same_marks(cases: tuple[Case, ...], first: int, second: int) -> bool:
    pairs = [(case.mistakes[first], case.mistakes[second]) for case in cases]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    differ_from_right = any(case.mistakes[first] is not None for case in cases)
    return differ_from_right and len(known) == len(pairs) and all(same_signature(a, b) for a, b in known)


def equal_sizes(spec: Spec) -> list[str]:
    """Return a complaint unless one case gives every axis a size of its own, so that no swap of axes goes unseen."""
    seen = [_sizes(case, spec.outputs) for case in spec.cases]
    if not seen[0] or any(len(set(sizes.values())) == len(sizes) and 1 not in sizes.values() for sizes in seen):
        return []
    return [f"No case has all sizes distinct: {seen[0]}."]


def _sizes(case: Case, outputs: tuple[Output, ...]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, value in case.arguments.items():
        axes = NAMED_AXES.get(name, ())
        if isinstance(value, np.ndarray) and value.ndim == len(axes):
            sizes.update(zip(axes, value.shape, strict=True))
    answers = case.expected if len(outputs) > 1 else (case.expected,)
    for output, answer in zip(outputs, answers, strict=True):
        if isinstance(answer, np.ndarray) and answer.ndim == len(output.axes) and len(set(output.axes)) == len(output.axes):
            sizes.update(zip(output.axes, answer.shape, strict=True))
    return sizes


def release_stubs(path: Path) -> dict[str, str]:
    """Return the answer cells of a release by grade id; empty where it is not built."""
    if not path.exists():
        return {}
    notebook = nbformat.read(path, as_version=4)
    marked = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in notebook.cells]
    return {data["grade_id"]: source for data, source in marked if data.get("solution")}


def _stub_problems(stub: str | None, exercise: Exercise, loaded: Reference, spec: Spec) -> list[str]:
    if stub is None:
        return ["The release has no answer cell of this name: run `autograder build`."]
    failure = examine(loaded.function(exercise.name, stub), spec)
    if failure is None or failure.stage != "unwritten":
        return ["The stub of the release does not stop on NotImplementedError."]
    return []


def alternatives(path: Path, loaded: Reference) -> dict[str, list[Callable[..., Any]]]:
    """Return other right answers by exercise: functions or classes `exercise__variant`, run in the solution's namespace."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    namespace = dict(loaded.namespace)
    exec(compile(text, str(path), "exec"), namespace)
    found: dict[str, list[Callable[..., Any]]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and "__" in node.name:
            found.setdefault(node.name.partition("__")[0], []).append(namespace[node.name])
    return found
