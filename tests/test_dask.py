"""A real Dask cluster grades: a scheduler and two workers on this machine, one of which is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cheap_execution import cheap
from class_state import state
from tiny_course import NAME, TOTAL, answered, hand_in, make_course

from autograder.notebooks.errors import CourseError
from autograder.pipeline.grade import grade

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'rnn-course[cluster]'")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("driver"), pytest.mark.filterwarnings("default")]
STUDENTS = [f"s{number:02}" for number in range(12)]
SLOW = "import time\ntime.sleep(0.4)\n"


def start(*words, **settings):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "info"}
    return subprocess.Popen([sys.executable, "-m", *words], env=environment, text=True, start_new_session=True, **settings)


@pytest.fixture(scope="module")
def scheduler():
    """Run a scheduler; its log says where it listens."""
    words = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with start(*words, stderr=subprocess.PIPE) as process:
        address = next(line.split()[-1] for line in process.stderr if "tcp://" in line)
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        yield address
        process.terminate()
        drain.join(10)


@pytest.fixture(scope="module")
def workers(scheduler, tmp_path_factory):
    """Run two workers that execute notebooks cheaply, each a process of its own that nobody restarts."""
    place = tmp_path_factory.mktemp("workers")
    words = ("distributed.cli.dask_worker", scheduler, "--no-nanny", "--nthreads", "1", "--no-dashboard")
    more = ("--preload", "cheap_execution", "--local-directory", str(place))
    found = [start(*words, *more, stderr=subprocess.DEVNULL) for _ in range(2)]
    yield found
    for process in found:
        process.kill()
        process.wait()


@pytest.fixture
def course(tmp_path):
    made = make_course(tmp_path / "course")
    for student in STUDENTS:
        right = student != "s03"
        hand_in(made, student, answered(made, add=f"{SLOW}def add(a, b):\n    return a {'+' if right else '-'} b"))
    return made


def test_no_scheduler_and_no_workers_are_said_to_be_missing(course, scheduler):
    with cheap(), pytest.raises(CourseError, match="no Dask scheduler answers"):
        grade(course, NAME, scheduler="tcp://127.0.0.1:9")
    with cheap(), pytest.raises(CourseError, match="has no workers: start some with `dask worker"):
        grade(course, NAME, scheduler=scheduler)


def wait_for_workers(address):
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(2, timeout=60)


def test_a_worker_killed_in_mid_run_loses_no_submission(course, scheduler, workers, tmp_path):
    wait_for_workers(scheduler)
    done, killed_at = [], []

    def progress(number, total, result):
        done.append(number)
        if number == 3:
            killed_at.append(time.monotonic())
            os.kill(workers[0].pid, signal.SIGKILL)

    with cheap():
        found = {result.student: result.score for result in grade(course, NAME, scheduler=scheduler, progress=progress)}
    assert workers[0].wait(10) == -signal.SIGKILL
    assert workers[1].poll() is None
    assert done == list(range(len(STUDENTS) + 1))
    assert found == {student: TOTAL - (2.0 if student == "s03" else 0.0) for student in STUDENTS}
    calm = make_course(tmp_path / "calm")
    for student in STUDENTS:
        (calm.submitted / student).parent.mkdir(exist_ok=True)
        (calm.submitted / student).symlink_to(course.submitted / student)
    with cheap():
        grade(calm, NAME, count=2)
    here, there = state(course), state(calm)
    assert (here["rows"], here["files"], here["records"]) == (there["rows"], there["files"], there["records"])
