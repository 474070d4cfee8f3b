"""What the command line shows: it fits 80 columns, steers no terminal that is none, and fails with one sentence."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cheap_execution import cheap
from rich.console import Console
from terminal import COLOUR, STEERING, Terminal, lines
from tiny_course import NAME, answered, hand_in, make_course

from autograder.cli import cli, main
from autograder.cli.words import forgive_streams
from autograder.pipeline import show
from autograder.pipeline.collect import Received
from autograder.pipeline.results import Result

COMMANDS = ["", *cli.commands]
GRADING = f"""
import os
from cheap_execution import cheap
from autograder.cli import main
for name, settings in [("plain", {{}}), ("no colour", {{"NO_COLOR": "1"}}), ("dumb", {{"TERM": "dumb"}})]:
    before = dict(os.environ)
    os.environ.update(settings)
    print(f"=== {{name}}", flush=True)
    with cheap():
        code = main(["grade", "{NAME}", "--force", "--workers", "0"])
    print(f"code {{code}}", flush=True)
    os.environ.clear()
    os.environ.update(before)
"""


def run(capsys, *arguments):
    code = main(list(arguments))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


# help


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_and_says_what_everything_is(capsys, name):
    code, out, err = run(capsys, *name.split(), "--help")
    assert (code, err) == (0, "")
    assert all(len(line) <= 80 for line in out.splitlines()), out
    assert not STEERING.search(out)
    assert out.startswith(f"Usage: autograder {name}".rstrip())
    for parameter in cli.commands[name].params if name else cli.params:
        assert parameter.param_type_name == "argument" or parameter.help
    assert (cli.commands[name] if name else cli).help.split()[0] in out


def test_help_tells_exit_codes(capsys):
    text = " ".join(run(capsys, "--help")[1].split())
    assert "Exit codes: 0, all is done; 1, done in part" in text
    assert "2, not done: one sentence on stderr" in text
    assert "..." not in text.split("Commands:")[1]


def test_without_a_command_there_is_help(capsys):
    code, out, err = run(capsys)
    assert code in (0, 2)
    assert (out + err).startswith("Usage:")


# failures


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_use_is_one_line_on_stderr_that_leads_to_help(capsys, name):
    code, out, err = run(capsys, *name.split(), "--nonsense")
    assert (code, out) == (2, "")
    assert re.fullmatch(rf"Error: .*--nonsense.* \(see `autograder{f' {name}' if name else ''} --help`\)\n", err)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://me:secret@/grades?host=/no/such/folder", "the gradebook cannot be used"),
        ("nonsense://secret", "the gradebook cannot be used"),
        ("secret", "the gradebook cannot be used"),
    ],
)
def test_a_gradebook_that_is_not_there_is_one_sentence(capsys, monkeypatch, tmp_path, url, words):
    course = make_course(tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    monkeypatch.setenv("AUTOGRADER_DB_URL", url)
    code, out, err = run(capsys, "export")
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {words}")
    assert "AUTOGRADER_DB_URL" in err
    assert err.count("\n") == 1
    assert "secret" not in err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            PermissionError(13, "Permission denied", "/x/grades.csv"),
            "/x/grades.csv: Permission denied: run the command as the owner",
        ),
        (OSError(28, "No space left on device"), "No space left on device: free some space"),
        (OSError(5, "Input/output error", "/x"), "/x: Input/output error: put that right and run the command again"),
        (ZeroDivisionError("division\nby zero"), "ZeroDivisionError: division by zero (nobody foresaw this: run it again as"),
    ],
)
def test_what_nobody_expects_is_one_sentence_too(capsys, monkeypatch, error, words):
    def fail(*arguments):
        raise error

    monkeypatch.setattr("autograder.cli.authors.course", fail)
    code, out, err = run(capsys, "lint")
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {words}")
    assert err.count("\n") == 1
    assert "Traceback" in run(capsys, "-vv", "lint")[2]


def test_whoever_reads_the_output_may_stop():
    command = f"{sys.executable} -m autograder --help | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_terminal_without_arrows_shows_something_else(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    forgive_streams()
    print("2 → 3 …")
    stream.flush()
    assert stream.buffer.getvalue() == b"2 ? 3 ?\n"


# names that steer terminals


def test_names_and_messages_from_elsewhere_do_not_steer_the_terminal():
    stream = io.StringIO()
    to = Console(file=stream, width=80, force_terminal=True, color_system=None)
    evil = "\x1b]0;mine\x07\x1b[2J\u202eada"
    show.collected([Received("ada", "x", "new", f"{evil} [bold]is[/bold] odd.")], to)
    show.table([Result(evil, 1.0, 2.0, 0.1, sentence=evil)], to)
    with show.progress(Console(file=stream, width=80)) as bar:
        bar(1, 1, Result(evil, 1.0, 2.0, 0.1))
    assert not STEERING.search(stream.getvalue())
    assert "\u202e" not in stream.getvalue()
    assert "\\x1b]0;mine\\x07" in stream.getvalue()
    assert "[bold]is[/bold]" in stream.getvalue()


# terminals


@pytest.fixture
def graded(tmp_path, empty_gradebook, monkeypatch):
    course = make_course(tmp_path / "course")
    course.gradebook.write_bytes(empty_gradebook.read_bytes())
    for student in ("ada", "a-student-with-a-very-long-name-indeed", "王小明"):
        hand_in(course, student, answered(course, **({} if student == "ada" else {"add": "def add(a, b):\n    return 0"})))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    return course


def test_grading_in_a_terminal(graded):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "TERM": "xterm-256color", "PYTHONWARNINGS": "ignore"}
    environment = {key: value for key, value in environment.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    text = Terminal([sys.executable, "-c", GRADING], env=environment).end()
    parts = dict(re.findall(r"=== ([\w ]+)\r\n(.*?)(?==== |\Z)", text, re.DOTALL))
    assert set(parts) == {"plain", "no colour", "dumb"}
    for name, part in parts.items():
        shown = lines(part)
        assert all(len(line) <= 80 for line in shown), shown
        assert "code 0" in shown
        assert any(line.split()[:3] == ["ada", "6", "6"] for line in shown), name
    assert COLOUR.search(parts["plain"])
    assert "3/3" in parts["plain"]
    assert not COLOUR.search(parts["no colour"])
    assert not STEERING.search(parts["dumb"])
    assert "1/3 a-student-with" in parts["dumb"]


def test_grading_without_a_terminal(graded, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with cheap():
        code, out, err = run(capsys, "grade", NAME, "--workers", "0")
    assert (code, err) == (0, "")
    assert not STEERING.search(out)
    assert "3/3 王小明: 4 of 6" in out
    code, out, err = run(capsys, "report", NAME)
    assert (code, err) == (0, "")
    assert not STEERING.search(out)
