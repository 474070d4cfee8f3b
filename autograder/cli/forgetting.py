"""The command that deletes a student: forget."""

from __future__ import annotations

import click

from autograder.cli.authors import course
from autograder.cli.completing import students
from autograder.cli.importing import ctrl_c_waits
from autograder.cli.words import say
from autograder.notebooks.errors import CourseError


@click.command(short_help="Delete everything that is kept of a student.")
@click.argument("student", shell_complete=students)
@click.option("-y", "--yes", is_flag=True, help="Delete without asking.")
def forget(student: str, yes: bool) -> int:
    """Delete everything that build/ and the gradebook keep of STUDENT, for good; ask before anything is deleted.

    Files that concern others too (class list, reports, exports) stay; those that mention the student are named.
    """
    with ctrl_c_waits():
        from autograder.pipeline import forget as pipeline

    here = course()
    found = pipeline.trace(here, student)
    for path in found.places:
        say(f"  {path.relative_to(here.root)}")
    say(f"{len(found.places)} files and folders, {found.graded} graded submissions in the gradebook.")
    if not yes and not _agreed(student):
        say("Nothing was deleted.")
        return 0
    left = pipeline.forget(here, found)
    say(f"Deleted. Still named in {len(left)} files:" if left else "Deleted; no other file in build/ names them.")
    for path in left:
        say(f"  {path.relative_to(here.root)}")
    return 0


def _agreed(student: str) -> bool:
    """Ask; where nobody can answer, that is no."""
    try:
        return click.confirm(f"Delete all this of {student}, for good?", default=False)
    except click.Abort:
        click.echo()  # the prompt has no end
        raise CourseError("nobody answered, so nothing was deleted: `--yes` deletes without asking") from None
