"""What commands say: plain sentences, and for each kind of failure one with its remedy."""

from __future__ import annotations

import contextlib
import errno
import sys

import click

from autograder.pipeline.terminal import plain

_REMEDIES = {
    errno.ENOENT: "check the name",
    errno.EACCES: "run the command as the owner of the file, or change its rights",
    errno.EPERM: "run the command as the owner of the file, or change its rights",
    errno.ENOSPC: "free some space and run the command again, what is done is kept",
    errno.EROFS: "work in a folder that can be written",
    errno.EISDIR: "name a file",
    errno.ENOTDIR: "name a folder",
}


def say(sentence: str, *, err: bool = False) -> None:
    """Print a sentence, without anything that would steer a terminal: names of files and students come from elsewhere.

    Args:
        sentence: what to print.
        err: to stderr in place of stdout.
    """
    click.echo(plain(sentence), err=err)


def failure(error: Exception) -> str:
    """Return one sentence on what stopped a command: what is wrong, and what to do.

    Args:
        error: of click, of ours, of the operating system, of the database, or one that nobody expected.
    """
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "autograder"
        return f"{_line(error.format_message()).rstrip('.')} (see `{path} --help`)"
    if isinstance(error, click.ClickException):
        return _line(error.format_message())
    if isinstance(error, OSError) and error.errno is not None:
        what = f"{error.filename}: " if error.filename else ""
        return f"{what}{error.strerror}: {_REMEDIES.get(error.errno, 'put that right and run the command again')}"
    if type(error).__module__.startswith("sqlalchemy."):
        return f"the gradebook cannot be used ({_reason(error)}): check AUTOGRADER_DB_URL, or build/gradebook.db without it"
    told = f"{type(error).__name__}: {_line(str(error))}"
    return f"{told} (nobody foresaw this: run it again as `autograder -vv ...` and report what it shows)"


def forgive_streams() -> None:
    """Let output go on where the terminal cannot show a letter."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _reason(error: Exception) -> str:
    """Return the first line of what the database said; it never holds the password, which the address may."""
    return _line(str(getattr(error, "orig", None) or error).split("\n")[0])


def _line(text: str) -> str:
    return " ".join(text.split())
