"""Workers: those that die are replaced, and nobody else's submission suffers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import psutil
import pytest
from cheap_execution import cheap
from deeds import die, die_once, fail, hang, square
from tiny_course import NAME, TOTAL, answered, hand_in, make_course

from autograder.notebooks.errors import CourseError
from autograder.pipeline import driver, executors
from autograder.pipeline.executors import Here, Pool, WorkerDiedError, workers
from autograder.pipeline.grade import grade

pytestmark = pytest.mark.xdist_group("driver")


@pytest.fixture(scope="module")
def pool():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "PRELOAD", [])  # they start in no time
        made = Pool(2)
        yield made
        made.shutdown(cancel_futures=True)


def gone(pids):
    """Return whether these processes end within seconds."""
    deadline = time.monotonic() + 5
    while any(map(psutil.pid_exists, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(psutil.pid_exists, pids))


def test_a_pool_does_what_it_is_given(pool):
    assert [pool.submit(square, number).result(30) for number in range(5)] == [0, 1, 4, 9, 16]


def test_a_worker_that_dies_is_replaced_and_its_task_tried_again(pool, tmp_path):
    others = [pool.submit(square, number) for number in range(20)]
    assert pool.submit(die_once, str(tmp_path / "died")).result(30) == "done"
    assert [other.result(30) for other in others] == [number * number for number in range(20)]


def test_a_task_that_kills_every_worker_is_given_up_alone(pool):
    others = [pool.submit(square, number) for number in range(10)]
    with pytest.raises(WorkerDiedError, match="died 2 times"):
        pool.submit(die).result(30)
    assert [other.result(30) for other in others] == [number * number for number in range(10)]
    assert pool.submit(square, 7).result(30) == 49


def test_workers_that_start_at_the_same_time_leave_the_environment_alone():
    before = dict(os.environ)

    def start(_):
        with executors._nothing_from_here() as environment:
            time.sleep(0.01)
            return environment, os.environ.get(executors.SAFE_PATH)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(start, range(24)))
    assert found == [(before, "1")] * 24
    assert dict(os.environ) == before


@pytest.mark.slow
def test_a_stuck_worker_is_killed(monkeypatch):
    monkeypatch.setattr(executors, "PRELOAD", [])
    with Pool(1, patience=2) as pool:
        with pytest.raises(WorkerDiedError):
            pool.submit(hang).result(60)
        assert pool.submit(square, 7).result(30) == 49


STARTLESS = """
from pathlib import Path
from cheap_execution import install
from autograder.notebooks.paths import Course
from autograder.pipeline import executors
from autograder.pipeline.grade import grade
if __name__ == "__main__":
    install()
    executors.PRELOAD[:] = ["no_such_module"]
    grade(Course(Path({root!r})), {name!r}, count=1)
"""


def test_workers_that_do_not_start_stop_the_grading(course, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(STARTLESS.format(root=str(course.root), name=NAME))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert "CourseError: the workers die when they start" in ran.stderr
    assert "No module named 'no_such_module'" in ran.stderr


@pytest.mark.slow
def test_a_script_without_guard_is_told_what_it_lacks(course, tmp_path):
    script = tmp_path / "script.py"
    call = f"grade(Course(Path({str(course.root)!r})), {NAME!r}, count=1)"
    imports = "from pathlib import Path\nfrom cheap_execution import install\nfrom autograder.notebooks.paths import Course\n"
    script.write_text(f"{imports}from autograder.pipeline.grade import grade\ninstall()\n{call}\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert 'call grade() below `if __name__ == "__main__":` there' in ran.stderr
    assert "the workers die when they start" in ran.stderr
    script.write_text(script.read_text().replace(call, f'if __name__ == "__main__":\n    print(len({call}))'))
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert (ran.stdout, ran.returncode) == ("4\n", 0), ran.stderr


def test_a_pool_that_is_stopped_leaves_nobody(monkeypatch):
    monkeypatch.setattr(executors, "PRELOAD", [])
    made = Pool(2)
    pids = [process.started() for process in made._processes]
    tasks = [made.submit(hang) for _ in range(5)]
    time.sleep(0.2)
    made.shutdown(cancel_futures=True)
    assert all(task.cancelled() or isinstance(task.exception(), WorkerDiedError) for task in tasks)
    assert gone(pids)


def test_workers_have_the_environment_of_their_driver(monkeypatch):
    monkeypatch.setattr(executors, "PRELOAD", [])
    for number in "12":  # the server that starts them is the same
        monkeypatch.setenv("SET_BY_THE_DRIVER", number)
        with Pool(1) as made:
            assert made.submit(os.getenv, "SET_BY_THE_DRIVER").result(60) == number


@pytest.mark.parametrize("error", [OSError("not implemented"), AttributeError("pidfd_open")])
def test_where_nobody_can_watch_a_process_workers_are_children_of_the_driver(monkeypatch, error):
    monkeypatch.setattr(os, "pidfd_open", lambda pid: (_ for _ in ()).throw(error))
    assert executors._method() == "spawn"


ORPHANS = """
import sys, time
import psutil
sys.path.insert(0, {tests!r})
from autograder.pipeline import executors
from deeds import hang
if __name__ == "__main__":
    executors.PRELOAD, executors.METHOD = [], {method!r}
    pool = executors.Pool(2)
    pool.submit(hang)
    workers = {{process.started() for process in pool._processes}}
    everybody = {{child.pid for child in psutil.Process().children(recursive=True)}}
    assert len(workers) == 2 and workers < everybody
    print(*everybody, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_workers_die_with_a_driver_that_is_killed(tmp_path, method):
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS.format(tests=str(Path(__file__).parent), method=method))
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        pids = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert len(pids) > 2  # the workers, and those who start them
    assert gone(pids)


def test_the_place_may_be_this_process():
    with workers(0) as place:
        assert isinstance(place.executor, Here)
        done, _ = wait([place.executor.submit(square, 3), place.executor.submit(fail)])
    assert sorted(str(task.exception() or task.result()) for task in done) == ["9", "soft"]


@pytest.fixture
def course(tmp_path, empty_gradebook):
    made = make_course(tmp_path / "course")
    shutil.copyfile(empty_gradebook, made.gradebook)
    for student in ("ada", "bob", "cy", "dee"):
        hand_in(made, student, answered(made))
    return made


KILLER = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.slow
def test_a_submission_that_kills_its_worker_is_reported_and_no_other_is_lost(course):
    hand_in(course, "bad", answered(course, add=KILLER))  # cheap execution has no sandbox
    with cheap():
        found = {result.student: result for result in grade(course, NAME, count=2)}
    assert {student: result.score for student, result in found.items()} == {
        **dict.fromkeys(("ada", "bob", "cy", "dee"), TOTAL),
        "bad": None,
    }
    assert found["bad"].status == "failed"
    assert "died 2 times" in found["bad"].sentence
    hand_in(course, "bad", answered(course))
    with cheap():
        assert [result.score for result in grade(course, NAME, count=2)] == [TOTAL] * 5


def test_workers_that_are_lost_are_said_to_be(course, monkeypatch):
    class Gone(Here):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(square, 1)
            future.result = lambda: (_ for _ in ()).throw(driver.CancelledError())
            return future

    monkeypatch.setattr(executors, "Here", Gone)
    with cheap(), pytest.raises(CourseError, match="connection to the workers was lost"):
        grade(course, NAME, count=0)


def test_ctrl_c_leaves_what_is_done_and_says_so(course, capsys, monkeypatch):
    from autograder.cli import main

    real, calls = driver.grade_submission, []

    def interrupted(item):
        calls.append(item["student"])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(item)

    monkeypatch.setattr(driver, "grade_submission", interrupted)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    with cheap():
        assert main(["grade", NAME, "--workers", "0"]) == 1
        assert "Stopped: 2 of 4 submissions are done and kept" in capsys.readouterr().err
        assert main(["grade", NAME, "--workers", "0"]) == 0
    assert calls == ["ada", "bob", "cy", "cy", "dee"]


def test_ctrl_c_is_not_answered_by_those_who_start_workers(course):
    command = [sys.executable, "-m", "autograder", "grade", NAME]
    environment = {**os.environ, "AUTOGRADER_COURSE": str(course.root)}
    with subprocess.Popen(command, env=environment, stdout=-1, stderr=-2, text=True, start_new_session=True) as process:
        while not any("forkserver" in " ".join(child.cmdline()) for child in psutil.Process(process.pid).children()):
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        output = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    assert output.strip() in ("Stopped.", "Stopped: 0 of 4 submissions are done and kept; the same command goes on."), output


CARELESS = """
import contextlib, os, signal, sys, time

class Finder:
    def find_spec(self, name, path, target=None):
        if name in ["autograder.pipeline." + last for last in ("show", "forget", "feedback", "export")]:
            with contextlib.suppress(BaseException):  # as some libraries do while they are imported
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.1)

sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(
    "words",
    [
        ["grade", NAME],
        ["regrade", NAME, "--yes"],
        ["forget", "ada", "--yes"],
        *(["feedback", NAME], ["report", NAME], ["collect", NAME, "."], ["export"], ["demo"]),
    ],
    ids=lambda words: words[0],
)
def test_ctrl_c_that_a_library_swallows_is_not_lost(course, tmp_path, words):
    (tmp_path / "careless").mkdir()
    (tmp_path / "careless" / "sitecustomize.py").write_text(CARELESS)
    environment = {**os.environ, "AUTOGRADER_COURSE": str(course.root), "PYTHONPATH": str(tmp_path / "careless")}
    command = [sys.executable, "-m", "autograder", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (1, "Stopped.")


def test_extra_files_reach_the_worker_and_links_do_not(course, monkeypatch):
    folder = course.submitted / "ada" / NAME
    (folder / "more").mkdir()
    (folder / "more" / "data.csv").write_text("1,2")
    (folder / "secret").symlink_to("/etc/passwd")
    (course.source / NAME / "given.csv").write_text("3")
    seen = []
    monkeypatch.setattr(driver, "grade_submission", lambda item: seen.append(item) or (_ for _ in ()).throw(ValueError("stop")))
    (result,) = grade(course, NAME, students=["ada"], count=0)
    assert seen[0]["files"] == {"more/data.csv": b"1,2", "given.csv": b"3"}
    assert "ValueError: stop" in result.sentence
