"""Checks for the exercises of a course on recurrent networks: `from autograder import check`."""

from autograder.checking.check import CheckFailed, check

__all__ = ["CheckFailed", "check"]
