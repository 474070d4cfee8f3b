"""The Tab key: names of commands, assignments, lectures, students, formats; in bash, zsh and fish."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from fork import boxes, environment
from guide_walk import GUIDE
from terminal import Terminal
from tiny_course import NAME, answered, hand_in, make_course

from autograder.cli import cli

VARIABLE = "_AUTOGRADER_COMPLETE"
(PROFILES,) = (box.text for box in boxes(GUIDE, "sh") if VARIABLE in box.text)


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = make_course(tmp_path / "course")
    for student in ("ada", "adele", "bob"):
        hand_in(made, student, answered(made))
    made.text.mkdir(parents=True)
    (made.text / "00_tiny.py").touch()
    monkeypatch.setenv("AUTOGRADER_COURSE", str(made.root))
    return made


def offered(*words, beginning=""):
    return [item.value for item in ShellComplete(cli, {}, "autograder", VARIABLE).get_completions(list(words), beginning)]


@pytest.mark.parametrize(
    ("words", "beginning", "wanted"),
    [
        ((), "re", ["regrade", "report"]),
        (("collect",), "a", [NAME]),
        (("grade",), "a00", [NAME]),
        (("grade", "a00"), "ad", ["ada", "adele"]),
        (("regrade", "--student"), "b", ["bob"]),
        (("regrade", "--assignment"), "", [NAME]),
        (("regrade",), "", [NAME]),
        (("feedback",), "", [NAME]),
        (("report",), "", [NAME]),
        (("verify",), "", [NAME]),
        (("demo",), "", [NAME]),
        (("forget",), "", ["ada", "adele", "bob"]),
        (("build",), "0", ["00_tiny"]),
        (("build",), "", ["00_tiny", NAME]),
        (("export",), "", [NAME]),
        (("export", "--format"), "c", ["csv", "canvas"]),
        (("export", "a00", "--format"), "", ["csv", "parquet", "canvas", "moodle", "brightspace", "blackboard", "gradescope"]),
        (("grade",), "--w", ["--workers"]),
    ],
)
def test_names(course, words, beginning, wanted):
    assert offered(*words, beginning=beginning) == wanted


def test_files_are_left_to_the_shell(course):
    assert [item.type for item in ShellComplete(cli, {}, "autograder", VARIABLE).get_completions(["collect", "a00"], "")] == [
        "file"
    ]


def test_without_a_course_nothing_is_offered_and_nothing_fails(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    assert offered("grade") == offered("build") == offered("forget") == []


@pytest.mark.parametrize(
    ("shell", "words", "at", "wanted"),
    [
        ("bash", "autograder grade a0", "2", f"plain,{NAME}"),
        ("zsh", "autograder grade a0", "2", f"plain\n{NAME}\n_"),
        ("fish", "autograder grade a0", "a0", f"plain,{NAME}"),
    ],
)
def test_each_shell_is_answered_in_its_own_way(course, shell, words, at, wanted):
    program = "import sys; sys.argv = ['autograder']; from autograder.__main__ import main; main()"
    settings = {**os.environ, VARIABLE: f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": at, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (wanted, "")


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_tab_key_in_a_real_shell(course, tmp_path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed: apt-get install {shell}")
    home = tmp_path / "home"
    home.mkdir()
    settings = {**environment(Path(__file__).parents[1]), "HOME": str(home), "TERM": "dumb" if shell == "fish" else "vt100"}
    settings["PYTHONWARNINGS"] = "ignore"
    subprocess.run(["bash", "-e", "-c", PROFILES], env=settings, cwd=course.root, check=True)
    rc = home / ".zshrc"
    rc.write_text(f"autoload -U compinit && compinit -u\n{rc.read_text()}")
    quiet = {"bash": ["--noprofile", "--rcfile", str(home / ".bashrc"), "-i"], "zsh": ["-i"], "fish": ["-i"]}[shell]
    terminal = Terminal([shell, *quiet], columns=120, env=settings, cwd=course.root)
    terminal.type("printf 'REA%s\\n' DY\r")
    terminal.wait_for("READY")
    terminal.type("autograder grade a0\t")
    assert NAME in terminal.wait_for(NAME)
    terminal.type("\x15exit\n")
    terminal.end()
