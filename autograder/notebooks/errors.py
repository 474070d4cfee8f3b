"""Errors of the notebook tools: one clear sentence each, with the remedy."""

from __future__ import annotations

from pathlib import Path


class CourseError(Exception):
    """Something in the course folder prevents the work; the message is one sentence with the remedy."""


class SourceError(CourseError):
    """A percent source cannot be read.

    Args:
        file: the source file.
        line: the line number, counted from 1.
        message: what is wrong and what to do.
    """

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message
