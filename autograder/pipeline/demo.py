"""The whole way in one command: build, verify, a sample class, collect, grade, feedback, report, export."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.notebooks.build import build
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import show
from autograder.pipeline.collect import collect
from autograder.pipeline.demo_class import Expectation, write_class
from autograder.pipeline.export import export
from autograder.pipeline.feedback import feedback
from autograder.pipeline.grade import grade
from autograder.pipeline.report import report
from autograder.pipeline.results import Result
from autograder.verification.verify import verify

ASSIGNMENT = "a02"


def demo(course: Course, assignment: str = ASSIGNMENT) -> bool:
    """Grade a sample class and print what came out; real submissions and grades are not touched.

    Args:
        course: the course; results go to build/demo.
        assignment: its name, or the beginning of it.

    Returns:
        Whether every submission got exactly the points that it must get.

    Raises:
        CourseError: the course does not build, or the assignment is not sound.
    """
    started, to = time.perf_counter(), show.console()
    assignment = course.assignment(assignment)
    work = replace(course, work=course.build / "demo")
    _prepare(course, assignment, work, to)
    expected = write_class(work, assignment, work.build / "class")
    _say(to, f"Collecting {len(expected)} submissions")
    collect(work, assignment, work.build / "class")
    _say(to, "Grading them with nbgrader")
    with show.progress(to) as bar:
        found = grade(work, assignment, progress=bar)
    _say(to, "Writing feedback, report and grades")
    places = _outputs(work, assignment)
    to.print()
    show.table(found, to)
    return _conclude(to, found, expected, places, time.perf_counter() - started)


def _prepare(course: Course, assignment: str, work: Course, to: Console) -> None:
    if work.build.exists():
        shutil.rmtree(work.build)
    _say(to, f"Building {assignment}")
    build(course, [assignment])
    _say(to, "Verifying it: right answers pass, known mistakes do not")
    problems = [verdict.line() for verdict in verify(course, assignment) if verdict.problems]
    if problems:
        raise CourseError(f"{assignment} is not sound, run `autograder verify {assignment}`: {problems[0]}")


def _outputs(work: Course, assignment: str) -> dict[str, Path]:
    feedback(work, assignment)
    return {
        "class report": report(work, assignment),
        "feedback": work.feedback,
        "grades": export(work, assignment),
        "gradebook": work.gradebook,
        "the class": work.build / "class",
    }


def _conclude(
    to: Console, found: list[Result], expected: dict[str, Expectation], places: dict[str, Path], seconds: float
) -> bool:
    scores = {result.student: result.score for result in found}
    wrong = [student for student, expectation in expected.items() if scores.get(student) != expectation.points]
    to.print()
    for name, path in places.items():
        to.print(Text(f"{name:<13} {path}"), soft_wrap=True)
    for student in wrong:
        want = expected[student]
        to.print(Text(f"{student} ({want.what}) must get {want.points} points and got {scores.get(student)}", style="bold red"))
    right = len(expected) - len(wrong)
    to.print(f"{right} of {len(expected)} submissions got exactly the points they must get; {seconds:.0f} s in all.")
    return not wrong


def _say(to: Console, text: str) -> None:
    to.print(Text(f"{text} ...", style="bold"))
