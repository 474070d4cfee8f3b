"""Whatever an answer does to the kernel costs its own cells, and no process is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from tiny_course import CRASH, NAME, POINTS, TOTAL, answered, cell, hand_in, make_course, processes_left, wait_for_answer

from autograder.pipeline.execute import ResilientExecute
from autograder.pipeline.results import results

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grading")]


def execute(notebook, folder, **settings):
    notebook.metadata["autograder"].update(settings.pop("limits", {}))
    ResilientExecute(**settings).preprocess(notebook, {"metadata": {"path": str(folder)}})
    return {name: cell(notebook, f"test_{name}").outputs for name in POINTS}


def test_when_kernels_end_too_often_the_rest_is_not_given_away(tmp_path):
    outputs = execute(answered(make_course(tmp_path / "course"), add=CRASH), tmp_path, restarts=0)
    assert [outputs[name][-1].ename for name in POINTS] == ["DeadKernelError", "NotRun", "NotRun"]


def test_a_kernel_that_dies_at_birth_is_started_again(tmp_path, monkeypatch):
    """Two kernels that start at the same moment may choose the same port."""
    starts, start = [], ResilientExecute.start_new_kernel_client

    def first_fails(self):
        starts.append(self.km)
        if len(starts) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return start(self)

    monkeypatch.setattr(ResilientExecute, "start_new_kernel_client", first_fails)
    outputs = execute(answered(make_course(tmp_path / "course")), tmp_path)
    assert len(starts) == 2
    assert not [output for name in POINTS for output in outputs[name] if output.output_type == "error"]


def test_the_time_of_a_notebook_is_limited(tmp_path):
    notebook = answered(make_course(tmp_path / "course"), add="import time\n\n\ndef add(a, b):\n    time.sleep(90)")
    started = time.monotonic()
    outputs = execute(notebook, tmp_path, limits={"notebook_seconds": 3, "cell_seconds": 300})
    assert time.monotonic() - started < 60
    assert [outputs[name][-1].ename for name in POINTS][1:] == ["NotRun", "NotRun"]


def test_interrupting_stops_cleanly_and_keeps_what_is_done(tmp_path):
    course = make_course(tmp_path / "course")
    hand_in(course, "a_right", answered(course))
    hand_in(course, "b_loop", answered(course, add=CRASH.replace("os._exit(1)", "while True: pass")))
    program = (
        "import sys; from pathlib import Path; from autograder.notebooks.paths import Course\n"
        "from autograder.pipeline.grade import grade\n"
        f"grade(Course(Path({str(course.root)!r})), {NAME!r}, progress=lambda done, *rest: print(done, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.stdout.readline().strip() != "1":
            assert running.poll() is None
        wait_for_answer()
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert errors.strip().endswith("KeyboardInterrupt")
    assert "never retrieved" not in errors
    assert processes_left() == []
    assert [(result.student, result.score) for result in results(course, NAME)] == [("a_right", TOTAL)]
