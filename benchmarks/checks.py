"""Milliseconds of every check of a right answer, for one run on this machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import machine

from autograder.checking import vectors
from autograder.checking.check import examine
from autograder.exercises import assignments
from autograder.notebooks.reference import reference

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


if __name__ == "__main__":
    print(machine.description())
    checks()
