"""Seconds per submission and per check, for one run on this machine."""

from __future__ import annotations

import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.checking import vectors
from autograder.checking.check import examine
from autograder.exercises import assignments
from autograder.notebooks.build import build
from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.reference import reference
from autograder.pipeline.collect import collect
from autograder.pipeline.demo_class import write_class
from autograder.pipeline.grade import grade

REPEATS = 5


def seconds(work: Callable[[], Any]) -> float:
    """Return how long a piece of work takes: the median of five runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def checks() -> None:
    """Print the time of every check of a right answer."""
    for name in assignments():
        for exercise, spec in vectors.assignment(name).items():
            solution = reference(name).function(exercise)
            taken = seconds(lambda solution=solution, spec=spec: examine(solution, spec))
            print(f"{name}  {exercise:<34} {1000 * taken:8.1f} ms a check")


def submissions(course: Course, assignment: str) -> None:
    """Print the time of grading a sample class."""
    with tempfile.TemporaryDirectory() as folder:
        own = replace(course, work=Path(folder) / "build")
        build(own, [assignment])
        write_class(own, assignment, Path(folder) / "class")
        collect(own, assignment, Path(folder) / "class")
        results = grade(own, assignment, force=True)
    times = sorted(result.seconds for result in results)
    spread = f"median {statistics.median(times):.2f} s, longest {times[-1]:.2f} s, sum {sum(times):.1f} s"
    print(f"{assignment}: {len(times)} submissions, {spread}")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, one run, one submission at a time")
    checks()
    submissions(Course(course_root()), "a02_rnn_forward")
