"""The command line: exit codes, one clear sentence for wrong use, nothing lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main

ROOT = Path(__file__).parents[1]


def run(capsys, *arguments):
    code = main(list(arguments))
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "a99"], 'there is no assignment "a99"'),
        (["build", "a99_nothing"], 'there is no assignment "a99_nothing"'),
        (["grade", "a99"], 'there is no assignment "a99"'),
        (["collect", "a02", "no/such/folder"], "no/such/folder"),
        (["feedback", "a99"], 'there is no assignment "a99"'),
        (["report", "a99"], 'there is no assignment "a99"'),
        (["export", "a99"], 'there is no assignment "a99"'),
        (["nonsense"], "No such command"),
        (["collect", "a02"], "Missing argument"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_two(capsys, arguments, words):
    code, shown = run(capsys, *arguments)
    assert code == 2
    assert words in shown
    assert "Traceback" not in shown


def test_a_traceback_is_shown_on_request_only(capsys):
    code, shown = run(capsys, "-vv", "verify", "a99")
    assert code == 2
    assert "Traceback" in shown


def test_help_lists_the_verbs(capsys):
    code, shown = run(capsys, "--help")
    assert code == 0
    for verb in ("build", "lint", "verify", "publish", "collect", "grade", "feedback", "report", "export", "demo"):
        assert f"\n  {verb} " in shown


@pytest.mark.slow  # a step of `make check` of its own
def test_sources_and_releases_are_sound(capsys):
    assert run(capsys, "lint") == (0, "Sources and releases are sound.\n")


@pytest.mark.slow  # a step of `make check` of its own
def test_committed_notebooks_are_what_their_sources_give(capsys):
    assert run(capsys, "build", "--check") == (0, "Every notebook is what its source gives.\n")


def test_the_first_command_works_without_an_activated_environment(tmp_path):
    """Grading calls `alembic` on a new course; it must be found without PATH."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    answer = subprocess.run(
        [Path(sys.executable).parent / "autograder", "--version"], capture_output=True, text=True, env=environment, check=True
    )
    assert "autograder, version" in answer.stdout


def test_no_course_is_one_sentence(tmp_path):
    package = shutil.copytree(ROOT / "autograder", tmp_path / "lib" / "autograder")
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    environment.pop("AUTOGRADER_COURSE", None)
    answer = subprocess.run(
        [sys.executable, "-m", "autograder", "lint"], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith("Error: no course was found")
