"""The command that hands grades on: export."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.authors import course
from autograder.cli.completing import assignments
from autograder.cli.importing import ctrl_c_waits
from autograder.cli.words import say

FORMATS = ("csv", "parquet", "canvas", "moodle", "brightspace", "blackboard", "gradescope")


@click.command(short_help="Write the grades, for platforms, spreadsheets and programs.")
@click.argument("assignment", required=False, shell_complete=assignments)
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="Who is to read it.")
@click.option("--template", metavar="FILE", type=click.Path(path_type=Path), help="The platform's own CSV file, to be filled in.")
@click.option("--column", metavar="NAME", default="", help="Heading of the assignment's column in the template.")
@click.option("--to", metavar="FILE", type=click.Path(path_type=Path), help="The file to write; it must not exist.")
@click.option("--roster", type=click.Path(path_type=Path), help="CSV file with the class; without it build/roster.csv.")
@click.option("--missing-as-zero", is_flag=True, help="Give 0 to who handed in nothing; without it nothing stands there.")
@click.option("--gradescope-zip", is_flag=True, help="Write an autograder for Gradescope, with the solution of ASSIGNMENT in it.")
def export(
    assignment: str | None,
    form: str,
    template: Path | None,
    column: str,
    to: Path | None,
    roster: Path | None,
    missing_as_zero: bool,
    gradescope_zip: bool,
) -> int:
    """Write the grades of all assignments, or of ASSIGNMENT, below build/; 1 where points found no place.

    Canvas, Moodle, Brightspace and Blackboard read a file best that they wrote themselves: export the gradebook there and name
    it with --template. Only grades are filled in, in a copy; the rest stays byte for byte as it was. Points are those after
    late penalties; who handed in nothing, or is not graded yet, gets nothing rather than 0.
    """
    if gradescope_zip:
        return _zip(assignment, to)
    with ctrl_c_waits():
        from autograder.pipeline.export import Wanted, export_grades

    wanted = Wanted(form, template, column, to, roster, missing_as_zero)
    done = export_grades(course(), assignment, wanted)
    for line in done.lines:
        say(line)
    say(f"The grades are in {done.path}")
    return int(bool(done.lost))


def _zip(assignment: str | None, to: Path | None) -> int:
    with ctrl_c_waits():
        from autograder.pipeline.gradescope_zip import gradescope_zip as write

    if not assignment:
        raise click.UsageError("--gradescope-zip needs an assignment, as in: autograder export --gradescope-zip a02")
    say(f"The autograder for Gradescope, with the solution in it, is {write(course(), assignment, to)}")
    return 0
