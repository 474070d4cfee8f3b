"""Commands for authors: build, lint, verify, publish."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.notebooks import build as notebooks
from autograder.notebooks.lint import lint_course
from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.publish import publish as publish_course


def course() -> Course:
    """Return the course that the command works on."""
    return Course(course_root())


@click.command()
@click.argument("names", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a committed notebook is out of date.")
def build(names: tuple[str, ...], only_check: bool) -> int:
    """Build lectures, assignments and vectors from their sources (all, or NAMES such as 02 or a02)."""
    if only_check:
        problems = notebooks.check_built(course())
        for problem in problems:
            click.echo(problem)
        click.echo("Every notebook is what its source gives." if not problems else f"{len(problems)} to build.")
        return int(bool(problems))
    from autograder.exercises import assignments
    from autograder.verification.freeze import freeze

    here = course()
    for path in notebooks.build(here, names or None):
        click.echo(f"built {path.relative_to(here.root)}")
        if path.stem in assignments() and freeze(path.stem, here.vectors):
            click.echo(f"wrote autograder/vectors/{path.stem}.npz")
    if notebooks.build_readme(here):
        click.echo("wrote the table of units in README.md")
    return 0


@click.command()
def lint() -> int:
    """Name file and line of everything that is wrong in sources and releases."""
    findings = lint_course(course())
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} findings." if findings else "Sources and releases are sound.")
    return int(bool(findings))


@click.command()
@click.argument("names", nargs=-1)
@click.option("--sweep", default=0, show_default=True, help="Another number draws other fresh inputs.")
def verify(names: tuple[str, ...], sweep: int) -> int:
    """Prove assignments sound: the solution passes, the release does not, every known mistake is rejected and named.

    Tests that are not calls of `check` are tried on answers that cannot be right; those that pass them are named.
    """
    from autograder.exercises import assignments
    from autograder.pipeline.weakness import examine_course
    from autograder.verification.verify import verify as verify_assignment

    here = course()
    failed = 0
    for name in [here.assignment(name) for name in names] or here.assignments():
        click.echo(name)
        for verdict in verify_assignment(here, name, sweep) if name in assignments() else ():
            click.echo(f"  {verdict.line()}")
            failed += bool(verdict.problems)
        for line in examine_course(here, name):
            click.echo(f"  {line}")
    click.echo("All exercises are sound." if not failed else f"{failed} exercises are not sound.")
    return int(bool(failed))


@click.command()
@click.argument("destination", type=click.Path(path_type=Path), required=False)
def publish(destination: Path | None) -> int:
    """Write what students get (notebooks and their package, without answers) to DESTINATION, build/student by default."""
    here = course()
    click.echo(f"The students' repository lies in {publish_course(here, destination or here.build / 'student')}")
    return 0
