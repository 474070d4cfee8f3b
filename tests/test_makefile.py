"""`make bubblewrap` on machines that are not this one: every program that it may call is a stub."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make")
INSTALL = "install -y -qq --no-install-recommends bubblewrap"
UPDATED, INSTALLED = "apt-get update -qq ()", f"apt-get {INSTALL} (noninteractive)"
REMEDY = "Student code is graded in a sandbox that needs bubblewrap; run: sudo apt-get install bubblewrap\n"
ROOT_USER, USER = {"id": "echo 0"}, {"id": "echo 1000"}
LINUX, APT = {"uname": "echo Linux"}, {"apt-get": 'echo "apt-get $* ($DEBIAN_FRONTEND)" >> "$LOG"'}

pytestmark = pytest.mark.skipif(MAKE is None, reason="needs make")


@pytest.fixture
def make(tmp_path):
    """Return a function that runs `make bubblewrap` where there are only these programs."""

    def run(**programs):
        folder, log = tmp_path / "bin", tmp_path / "log"
        folder.mkdir()
        for name, line in programs.items():
            (folder / name).write_text(f"#!/bin/sh\n{line}\n")
            (folder / name).chmod(0o755)
        settings = {"PATH": str(folder), "LOG": str(log)}
        ran = subprocess.run(
            [MAKE, "bubblewrap"], cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=60
        )
        return ran, log.read_text().splitlines() if log.exists() else []

    return run


def test_root_gets_bubblewrap_installed(make):
    ran, calls = make(**ROOT_USER, **LINUX, **APT)
    assert (ran.returncode, ran.stdout) == (0, "Installing bubblewrap ...\n"), ran.stderr
    assert calls == [UPDATED, INSTALLED]


def test_an_ordinary_user_is_told_the_one_command(make):
    ran, calls = make(**USER, **LINUX, **APT)
    assert (ran.returncode, ran.stdout) == (2, REMEDY)
    assert calls == []


@pytest.mark.parametrize(
    ("programs", "said", "called"),
    [
        ({}, REMEDY, []),  # another distribution
        ({"apt-get": APT["apt-get"] + "; exit 100"}, "Installing bubblewrap ...\n" + REMEDY, [UPDATED]),  # no network
    ],
    ids=["no apt-get", "apt-get fails"],
)
def test_root_who_cannot_install_is_told_it_too(make, programs, said, called):
    ran, calls = make(**ROOT_USER, **LINUX, **programs)
    assert (ran.returncode, ran.stdout, calls) == (2, said, called)


@pytest.mark.parametrize("more", [{**LINUX, "bwrap": "exit 1"}, {"uname": "echo Darwin"}], ids=["there already", "not Linux"])
@pytest.mark.parametrize("user", [ROOT_USER, USER], ids=["root", "user"])
def test_nothing_happens_where_nothing_is_needed(make, user, more):
    ran, calls = make(**user, **APT, **more)
    assert (ran.returncode, ran.stdout, calls) == (0, "", []), ran.stderr
