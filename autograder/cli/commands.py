"""All commands, in the order of the work."""

from __future__ import annotations

import click

from autograder.cli.authors import build, lint, publish, verify
from autograder.cli.instructors import collect, demo, export, feedback, grade, report
from autograder.cli.machine import doctor

ALL: tuple[click.Command, ...] = (build, lint, verify, publish, collect, grade, feedback, report, export, demo, doctor)
