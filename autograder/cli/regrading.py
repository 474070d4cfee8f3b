"""The command that grades again after something was put right: regrade."""

from __future__ import annotations

import click

from autograder.cli.authors import course
from autograder.cli.completing import assignments, students
from autograder.cli.importing import ctrl_c_waits
from autograder.cli.words import say
from autograder.notebooks.errors import CourseError


@click.command(short_help="Grade again after a fixed test; show what changes, then ask.")
@click.argument("names", metavar="[ASSIGNMENT]...", nargs=-1, shell_complete=assignments)
@click.option(
    "--assignment",
    "more",
    metavar="NAME",
    multiple=True,
    shell_complete=assignments,
    help="Only this assignment; may be repeated.",
)
@click.option(
    "--student",
    "students",
    metavar="ID",
    multiple=True,
    shell_complete=students,
    help="Only this student; may be repeated.",
)
@click.option("-y", "--yes", is_flag=True, help="Write the new results without asking.")
@click.option("--workers", type=click.IntRange(min=0), metavar="N", help="Processes that grade; one on each core without it.")
@click.option("--scheduler", metavar="ADDRESS", help="Use the workers of a Dask scheduler, such as tcp://host:8786.")
@click.option("--unsandboxed", is_flag=True, help="Run students' code with your own rights; the report says so.")
def regrade(
    names: tuple[str, ...],
    more: tuple[str, ...],
    students: tuple[str, ...],
    yes: bool,
    workers: int | None,
    scheduler: str | None,
    unsandboxed: bool,
) -> int:
    """Grade again after a test or a release was put right; show old and new points, and ask before anything is written.

    Without ASSIGNMENT, all that were collected are graded again. Grades and comments that were given by hand stay. Until
    you say yes, gradebook and graded notebooks are as they were.
    """
    with ctrl_c_waits():
        from autograder.pipeline import results

    here = course()
    chosen = [here.assignment(name) for name in (*names, *more)]
    found = chosen or [name for name in here.assignments() if results.students(here, name)]
    if not found:
        raise CourseError("nothing has been graded: run `autograder collect` and `autograder grade` first")
    means = (workers, scheduler, not unsandboxed)
    return max(_regrade(name, list(students) or None, yes, means) for name in dict.fromkeys(found))


def _regrade(assignment: str, students: list[str] | None, yes: bool, means: tuple[int | None, str | None, bool]) -> int:
    with ctrl_c_waits():
        from autograder.pipeline import regrade as pipeline
        from autograder.pipeline import show

    with show.progress() as bar, pipeline.regrade(course(), assignment, students, bar, *means) as found:
        bar.stop()
        say(assignment)
        show.changes(found.changes)
        if not yes and not _agreed(assignment):
            say("Nothing was written: all grades are as they were.")
            return 0
        results = found.write()
    say(f"Written. Feedback and report are still the old ones: `autograder feedback {assignment[:3]}` and `report` renew them.")
    return int(any(result.status != "graded" for result in results))


def _agreed(assignment: str) -> bool:
    """Ask; where nobody can answer, that is no."""
    try:
        return click.confirm(f"Write these points of {assignment}?", default=False)
    except click.Abort:
        click.echo()  # the prompt has no end
        raise CourseError("nobody answered, so nothing was written: `--yes` writes without asking") from None
