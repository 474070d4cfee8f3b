"""Grades a tiny class again and again, killed with SIGKILL at random points; prints as JSON what the gradebook says then.

    python killed_grading.py FOLDER SEED...

One process imports everything and forks a grader for each run, so that a run takes tenths of a second.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

import sqlalchemy
from cheap_execution import install
from class_state import rows, state
from sqlalchemy.engine import Engine
from sqlalchemy.event import listen
from tiny_course import NAME, answered, hand_in, make_course

from autograder.notebooks.paths import Course
from autograder.pipeline.grade import grade
from autograder.pipeline.ledger import make_gradebook

WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree", "shutil.copyfile"}
LIMIT = 8
WRONG = {"wrong-add": {"add": "def add(a, b):\n    return a - b"}, "wrong-double": {"double": "def double(a):\n    return a"}}


def make_class(folder: Path, gradebook: Path | None = None) -> Course:
    """Write five submissions: right, wrong, unreadable, with another file; the gradebook is new, or a copy of an empty one."""
    course = make_course(folder)
    if gradebook is not None:
        shutil.copyfile(gradebook, course.gradebook)
    hand_in_all(course)
    return course


def hand_in_all(course: Course) -> None:
    """Hand in what the class hands in in the end."""
    for student, changed in {"ada": {}, **WRONG, "zoe": {}, "broken": None}.items():
        hand_in(course, student, "{" if changed is None else answered(course, **changed))
        (course.submitted / student / NAME / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    (course.submitted / "zoe" / NAME / "data.csv").write_text("1,2")


def make_earlier(folder: Path, gradebook: Path) -> Course:
    """Write a class whose first attempts, other than the last ones in every row, were graded already."""
    course = make_class(folder, gradebook)
    for student in ("ada", *WRONG, "zoe", "broken"):
        hand_in(course, student, answered(course, add="def add(a, b):\n    return 0", shout="def shout(text):\n    return text"))
        (course.submitted / student / NAME / "timestamp.txt").write_text("2025-01-02 03:04:05 UTC")
    assert run(course) == 0
    return course


def run(course: Course, steps: int = 0, seconds: float = 0.0) -> int:
    """Grade in a process of its own, killed after so many steps, or seconds; return how it ended."""
    child = os.fork()
    if child == 0:
        os._exit(graded(course, steps))
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def graded(course: Course, steps: int) -> int:
    """Grade, killed at the n-th step on the disk or in the gradebook; return 0 if all went well."""
    left = [steps]

    def step(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(lambda event, told: step() if event in WATCHED and str(told[0]).startswith(str(course.root)) else None)
    for moment in ("before_cursor_execute", "commit"):
        listen(Engine, moment, step)
    try:
        grade(course, NAME, count=0)
    except BaseException:
        traceback.print_exc()
        return 1
    (course.root / "steps").write_text(str(-left[0]))
    return 0


def trial(course: Course, seed: int, steps: int, whole: list[dict[str, object]]) -> dict[str, object]:
    """Grade a class, killed again and again at random points, until it is done; `whole` are the states without a tear."""
    chance = random.Random(seed)
    points, torn = [], []
    for _ in range(LIMIT):
        by_step = chance.random() < 0.7
        points.append({"steps": chance.randint(1, steps)} if by_step else {"seconds": round(chance.uniform(0.05, 0.5), 3)})
        if run(course, **points[-1]) == 0:
            break
        torn += tears(course, whole)
    assert run(course) == 0
    return {"points": points, "torn": torn, "state": state(course)}


def tears(course: Course, whole: list[dict[str, object]]) -> list[str]:
    """Return the submissions whose rows are neither those before nor those after."""
    try:
        found = rows(course)["submissions"]
    except sqlalchemy.exc.OperationalError:  # the gradebook is half made
        return []
    return [student for student, one in found.items() if all(one != other.get(student) for other in whole)]


def main(folder: Path, seeds: list[int]) -> None:
    """Print what is in the gradebook after an undisturbed run and after those that were killed."""
    install()
    empty = Course(folder)
    make_gradebook(empty)
    course = make_earlier(folder / "calm", empty.gradebook)
    before = rows(course)["submissions"]
    hand_in_all(course)
    assert run(course) == 0
    steps = int((course.root / "steps").read_text())
    after = rows(course)["submissions"]
    found = {"calm": {"points": [{"steps": steps}], "torn": [], "state": state(course)}}
    for seed in seeds:
        if seed % 2:
            new = make_earlier(folder / str(seed), empty.gradebook)
            hand_in_all(new)
        else:
            new = make_class(folder / str(seed))
        found[str(seed)] = trial(new, seed, steps, [before, after])
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(word) for word in sys.argv[2:]])
