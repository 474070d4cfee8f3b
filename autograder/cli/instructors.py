"""Commands for instructors: collect, grade, feedback, report, demo."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.authors import course
from autograder.cli.completing import assignments, students
from autograder.cli.importing import ctrl_c_waits
from autograder.cli.words import say


@click.command(short_help="Take in submissions, as a learning platform gives them.")
@click.argument("assignment", shell_complete=assignments)
@click.argument("where", type=click.Path(path_type=Path))
@click.option("--roster", type=click.Path(path_type=Path), help="CSV file with the class; without it build/roster.csv.")
def collect(assignment: str, where: Path, roster: Path | None) -> int:
    """Take in the submissions of ASSIGNMENT from the folder or zip WHERE, as a learning platform gives it; it is not changed.

    Read are the downloads of Canvas, Moodle, Brightspace, Blackboard, Gradescope, Google Classroom and GitHub Classroom, and
    plain folders: STUDENT/anything.ipynb or STUDENT.ipynb. The newest attempt counts, all are kept; what was refused is named.
    """
    with ctrl_c_waits():
        from autograder.pipeline import collect as pipeline
        from autograder.pipeline import show

    received = pipeline.collect(course(), assignment, where, roster)
    show.collected(received)
    return int(any(item.status == "refused" for item in received))


@click.command(short_help="Grade what was collected.")
@click.argument("assignment", shell_complete=assignments)
@click.argument("students", nargs=-1, shell_complete=students)
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
@click.option("--workers", type=click.IntRange(min=0), metavar="N", help="Processes that grade; one on each core without it.")
@click.option("--scheduler", metavar="ADDRESS", help="Use the workers of a Dask scheduler, such as tcp://host:8786.")
@click.option("--unsandboxed", is_flag=True, help="Run students' code with your own rights; the report says so.")
def grade(
    assignment: str, students: tuple[str, ...], force: bool, workers: int | None, scheduler: str | None, unsandboxed: bool
) -> int:
    """Grade what was collected of ASSIGNMENT: new and changed submissions, of all students or of STUDENTS.

    What is done is kept: after Ctrl-C or a crash, the same command goes on where it was. The gradebook is
    build/gradebook.db, or the database that the environment variable AUTOGRADER_DB_URL names, such as
    postgresql+psycopg://user@host/grades.
    """
    with ctrl_c_waits():
        from autograder.pipeline.executors import get_ready

        if workers != 0 and not scheduler:
            get_ready()
        from autograder.pipeline import grade as pipeline
        from autograder.pipeline import show

    with show.progress() as bar:
        try:
            results = pipeline.grade(
                course(), assignment, list(students) or None, force, bar, workers, scheduler, not unsandboxed
            )
        except KeyboardInterrupt:
            bar.stop()
            say(f"Stopped: {bar.done} of {bar.total} submissions are done and kept; the same command goes on.", err=True)
            return 1
    show.table(results)
    return int(any(result.status != "graded" for result in results))


@click.command()
@click.argument("assignment", shell_complete=assignments)
def feedback(assignment: str) -> int:
    """Write an HTML page for each student of ASSIGNMENT."""
    with ctrl_c_waits():
        from autograder.pipeline.feedback import feedback as write

    pages = write(course(), assignment)
    say(f"{len(pages)} pages of feedback lie in {course().feedback}")
    return 0


@click.command()
@click.argument("assignment", shell_complete=assignments)
@click.option("--first", is_flag=True, help="Grade the first attempts too, of those who handed in more than once.")
@click.option("--workers", type=click.IntRange(min=0), metavar="N", help="With --first: processes that grade.")
@click.option("--unsandboxed", is_flag=True, help="With --first: run students' code with your own rights.")
def report(assignment: str, first: bool, workers: int | None, unsandboxed: bool) -> int:
    """Write the class report of ASSIGNMENT, one HTML file.

    With --first it says what passed at first and what at last; grades do not change.
    """
    with ctrl_c_waits():
        from autograder.pipeline.firsts import grade_firsts
        from autograder.pipeline.report import report as write
        from autograder.pipeline.show import progress

    if first:
        with progress() as bar:
            grade_firsts(course(), assignment, bar, workers, not unsandboxed)
    say(f"The class report is {write(course(), assignment)}")
    return 0


@click.command(short_help="Grade a sample class; nothing of yours is touched.")
@click.argument("assignment", default="a02", shell_complete=assignments)
def demo(assignment: str) -> int:
    """Build, verify, and grade a sample class in build/demo; nothing of yours is touched."""
    with ctrl_c_waits():
        from autograder.pipeline.demo import demo as run

    return 0 if run(course(), assignment) else 1
