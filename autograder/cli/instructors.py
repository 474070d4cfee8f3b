"""Commands for instructors: collect, grade, feedback, report, export, demo."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.authors import course


@click.command()
@click.argument("assignment")
@click.argument("where", type=click.Path(path_type=Path))
def collect(assignment: str, where: Path) -> int:
    """Take in the submissions of ASSIGNMENT from the folder or zip WHERE, which is not changed."""
    from autograder.pipeline import collect as pipeline
    from autograder.pipeline import show

    received = pipeline.collect(course(), assignment, where)
    show.collected(received)
    return int(any(item.status == "refused" for item in received))


@click.command()
@click.argument("assignment")
@click.argument("students", nargs=-1)
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
def grade(assignment: str, students: tuple[str, ...], force: bool) -> int:
    """Grade what was collected of ASSIGNMENT: new and changed submissions, of all students or of STUDENTS."""
    from autograder.pipeline import grade as pipeline
    from autograder.pipeline import show

    with show.progress() as bar:
        results = pipeline.grade(course(), assignment, list(students) or None, force, bar)
    show.table(results)
    return int(any(result.status != "graded" for result in results))


@click.command()
@click.argument("assignment")
def feedback(assignment: str) -> int:
    """Write an HTML page for each student of ASSIGNMENT."""
    from autograder.pipeline.feedback import feedback as write

    pages = write(course(), assignment)
    click.echo(f"{len(pages)} pages of feedback lie in {course().feedback}")
    return 0


@click.command()
@click.argument("assignment")
def report(assignment: str) -> int:
    """Write the class report of ASSIGNMENT, one HTML file."""
    from autograder.pipeline.report import report as write

    click.echo(f"The class report is {write(course(), assignment)}")
    return 0


@click.command()
@click.argument("assignment", required=False)
def export(assignment: str | None) -> int:
    """Write the grades as CSV: of all assignments, or of ASSIGNMENT."""
    from autograder.pipeline.export import export as write

    click.echo(f"The grades are in {write(course(), assignment)}")
    return 0


@click.command()
@click.argument("assignment", default="a02")
def demo(assignment: str) -> int:
    """Build, verify, and grade a sample class in build/demo; nothing of yours is touched."""
    from autograder.pipeline.demo import demo as run

    return 0 if run(course(), assignment) else 1
