"""All commands, in the order of the work."""

from __future__ import annotations

import click

from autograder.cli.authors import book, build, lint, publish, verify
from autograder.cli.exporting import export
from autograder.cli.forgetting import forget
from autograder.cli.instructors import collect, demo, feedback, grade, report
from autograder.cli.machine import doctor
from autograder.cli.regrading import regrade

ALL: tuple[click.Command, ...] = (
    build,
    lint,
    verify,
    book,
    publish,
    collect,
    grade,
    regrade,
    feedback,
    report,
    export,
    forget,
    demo,
    doctor,
)
