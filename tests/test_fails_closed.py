"""No sandbox, no grades: grading refuses and leaves everything as it was, unless somebody asks to grade without one."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from cheap_execution import cheap
from class_state import state
from nbgrader.api import Gradebook
from tiny_course import NAME, TOTAL, answered, hand_in, make_course
from zygotes import require_sandbox

from autograder.cli import main
from autograder.kernels import sandbox
from autograder.kernels.host import Zygote, sweep
from autograder.kernels.profiles import PROFILES
from autograder.pipeline.feedback import feedback
from autograder.pipeline.grade import grade, register
from autograder.pipeline.report import report
from autograder.pipeline.results import autograded_file, results

pytestmark = pytest.mark.xdist_group("driver")
REFUSAL = "No permissions to create a new namespace"
WORDS = {
    "missing": "Error: bubblewrap is missing: install it (apt-get install bubblewrap, dnf install bubblewrap)\n",
    "refused": f"Error: this machine cannot make a sandbox (bwrap: {REFUSAL}): allow user namespaces (in a container: start it "
    "with --privileged), or grade with --unsandboxed what you trust\n",
}
MARK = "Graded without a sandbox, with the rights of whoever graded"


@pytest.fixture
def course(tmp_path, empty_gradebook, monkeypatch):
    made = make_course(tmp_path / "course")
    shutil.copyfile(empty_gradebook, made.gradebook)
    hand_in(made, "ada", answered(made))
    hand_in(made, "bob", answered(made, add="def add(a, b):\n    return a - b"))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(made.root))
    return made


@pytest.fixture
def without_sandbox(tmp_path, monkeypatch):
    """Take bubblewrap, or the right to make namespaces, away from this process."""
    which = shutil.which

    def take(what):
        if what == "missing":
            monkeypatch.setattr(
                shutil, "which", lambda name, *more, **path: None if name == "bwrap" else which(name, *more, **path)
            )
            return
        program = tmp_path / "bin" / "bwrap"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho 'bwrap: {REFUSAL}' >&2\nexit 1\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        monkeypatch.setattr(sandbox, "SWITCHES", {})  # of this machine

    return take


def kept(course):
    """Return everything that grading leaves, times included."""
    folders = (course.autograded, course.build / "results", course.feedback)
    times = {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}
    found = state(course)
    return {**found, "left": [name for name in found["left"] if name != "grading.lock"], "times": times}


@pytest.mark.parametrize("what", WORDS)
def test_a_machine_without_a_sandbox_grades_nobody(course, without_sandbox, capsys, what):
    register(course, NAME)
    before = kept(course)
    without_sandbox(what)
    assert main(["grade", NAME, "--workers", "0"]) == 2
    assert capsys.readouterr().err == WORDS[what]
    assert kept(course) == before
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.assignment_submissions(NAME) == []
        assert gradebook.students == []
    assert not course.autograded.exists()
    assert not (course.build / "results").exists()


@pytest.mark.parametrize("what", WORDS)
def test_earlier_grades_stay_as_they_were(course, without_sandbox, capsys, what):
    with cheap():
        grade(course, NAME, count=0)
    before = kept(course)
    assert set(before["rows"]["submissions"]) == {"ada", "bob"}
    hand_in(course, "bob", answered(course))
    without_sandbox(what)
    assert main(["grade", NAME, "--workers", "0"]) == 2
    assert capsys.readouterr().err == WORDS[what]
    assert kept(course) == before


def test_another_zygote_does_not_sweep_away_what_was_wrong(without_sandbox):
    without_sandbox("refused")
    with Zygote(PROFILES["numpy"], sandboxed=True) as made:
        made.process.wait(60)
        sweep()  # as the next zygote does when it starts, the checker's or that of another grading
        with pytest.raises(sandbox.SandboxError, match=REFUSAL):
            made.ready()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_the_command_refuses_where_the_system_forbids_namespaces(course):
    require_sandbox()
    register(course, NAME)
    before = kept(course)
    inner = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -m autograder grade {NAME} --workers 1"
    tried = subprocess.run(["unshare", "-Ur", "sh", "-c", inner], capture_output=True, text=True, check=False, timeout=120)
    assert tried.returncode == 2, tried.stderr
    assert re.fullmatch(r"Error: this machine cannot make a sandbox \(.+\): run as root: (sysctl -w \S+=\d+)\n", tried.stderr)
    assert kept(course) == before


@pytest.mark.slow
def test_unsandboxed_grades_end_to_end_and_the_report_says_so(course, without_sandbox, capsys):
    without_sandbox("missing")
    assert main(["grade", NAME, "--workers", "0", "--unsandboxed"]) == 0
    assert {one.student: (one.score, one.sandboxed) for one in results(course, NAME)} == {
        "ada": (TOTAL, False),
        "bob": (TOTAL - 2.0, False),
    }
    assert all(autograded_file(course, NAME, student).exists() for student in ("ada", "bob"))
    assert main(["report", NAME]) == 0
    assert f"{MARK}: ada, bob." in report(course, NAME).read_text()
    assert "Look at add again." in {path.parts[-3]: path.read_text() for path in feedback(course, NAME)}["bob"]


@pytest.mark.slow
def test_the_report_names_only_those_who_were_graded_without_a_sandbox(course):
    require_sandbox()
    assert main(["grade", NAME, "--workers", "0"]) == 0
    assert MARK not in report(course, NAME).read_text()
    assert main(["grade", NAME, "bob", "--workers", "0", "--force", "--unsandboxed"]) == 0
    assert f"{MARK}: bob." in report(course, NAME).read_text()
