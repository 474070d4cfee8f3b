"""The doctor: finds what is missing, says the remedy, and really makes a sandbox."""

import io
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console
from zygotes import require_sandbox

from autograder.cli import main
from autograder.kernels import doctor
from autograder.kernels.doctor import Finding
from autograder.notebooks.errors import CourseError

ROOT = Path(__file__).parents[1]
GOOD = Finding("bubblewrap", "0.8.0", needed=True)
BAD = Finding("bubblewrap", "none", good=False, needed=True, remedy="install it")
LACKING = Finding("keras", "for Keras assignments", good=False, remedy="pip install keras")


def shown(findings):
    text = io.StringIO()
    doctor.show(findings, Console(width=80, file=text, highlight=False))
    return text.getvalue()


@pytest.mark.parametrize(
    ("findings", "possible", "words"),
    [
        ([GOOD], True, ["This machine can grade in the sandbox."]),
        ([GOOD, LACKING], True, ["can grade", "  keras: pip install keras."]),
        ([BAD, LACKING], False, ["cannot grade in the sandbox yet (bubblewrap)", "  bubblewrap: install it.", "--unsandboxed"]),
    ],
)
def test_the_verdict_follows_the_findings(findings, possible, words):
    assert doctor.possible(findings) is possible
    text = " ".join(shown(findings).split("\n"))
    assert all(word in text for word in words)


def test_this_machine(capsys):
    require_sandbox()
    code = main(["doctor"])
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "Traceback" not in text
    for name in ("Python", "numpy", "nbgrader", "bubblewrap", "user namespaces", "sandbox", "memory", "cores", "PostgreSQL"):
        assert name in text
    assert "This machine can grade in the sandbox." in text
    assert code == 0


def test_without_bubblewrap(monkeypatch, capsys):
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **more: None if name == "bwrap" else which(name, **more))
    assert main(["doctor"]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "cannot grade in the sandbox yet (bubblewrap, sandbox)" in text
    assert "apt-get install bubblewrap" in text


def test_without_packages(monkeypatch):
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    found = {finding.name: finding for finding in doctor._packages()}
    assert not any(finding.good for finding in found.values())
    assert not doctor.possible(list(found.values()))
    assert "pip install tensorflow" in found["tensorflow"].remedy
    assert not found["keras"].needed


def test_tensorflow_for_processors_alone_counts(monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda name: "2.21" if name == "tensorflow-cpu" else "")
    assert {finding.name for finding in doctor._packages() if finding.good} == {"tensorflow"}


def test_a_sandbox_that_does_not_work_is_found(monkeypatch):
    monkeypatch.setattr(doctor, "_TRIAL", "raise SystemExit(1)")
    assert not doctor._nesting().good


def test_any_failure_of_the_trial_is_a_finding(monkeypatch):
    def fail(*arguments, **more):
        raise CourseError("Python lies in the course")

    monkeypatch.setattr(doctor, "Zygote", fail)
    assert doctor._nesting() == Finding("sandbox", "Python lies in the course", False, True, "")


def test_little_memory_is_said(monkeypatch):
    monkeypatch.setattr(doctor, "_available", lambda: 1 << 30)
    assert not doctor._memory().good
    assert not doctor._memory().needed
    assert doctor._memory().value.startswith("1.0 of ")


@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_forbidden_user_namespaces_are_found():
    require_sandbox()
    inner = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -m autograder doctor"
    ran = subprocess.run(["unshare", "-Ur", "sh", "-c", inner], capture_output=True, text=True, cwd=ROOT)
    if "unshare" in ran.stderr:
        pytest.skip(ran.stderr)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "sysctl -w user.max_user_namespaces=10000" in " ".join(ran.stdout.split())
    assert "forbidden for root" in ran.stdout
