"""Commands for authors: build, lint, verify, book, publish."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.completing import assignments as assignment_names
from autograder.cli.completing import units
from autograder.cli.words import say
from autograder.notebooks.paths import Course, course_root


def course() -> Course:
    """Return the course that the command works on."""
    return Course(course_root())


@click.command(short_help="Build lectures, assignments and vectors from their sources.")
@click.argument("names", nargs=-1, shell_complete=units)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a committed notebook is out of date.")
def build(names: tuple[str, ...], only_check: bool) -> int:
    """Build lectures, assignments and vectors from their sources (all, or NAMES such as 02 or a02)."""
    from autograder.notebooks import build as notebooks

    if only_check:
        problems = notebooks.check_built(course())
        for problem in problems:
            say(problem)
        say("Every notebook is what its source gives." if not problems else f"{len(problems)} to build.")
        return int(bool(problems))
    from autograder.exercises import assignments
    from autograder.verification.freeze import freeze

    here = course()
    for path in notebooks.build(here, names or None):
        say(f"built {path.relative_to(here.root)}")
        if path.stem in assignments() and freeze(path.stem, here.vectors):
            say(f"wrote autograder/vectors/{path.stem}.npz")
    if notebooks.build_readme(here):
        say("wrote the table of units in README.md")
    return 0


@click.command(short_help="Name what is wrong in sources and releases.")
def lint() -> int:
    """Name file and line of everything that is wrong in sources and releases."""
    from autograder.notebooks.lint import lint_course

    findings = lint_course(course())
    for finding in findings:
        say(str(finding))
    say(f"{len(findings)} findings." if findings else "Sources and releases are sound.")
    return int(bool(findings))


@click.command(short_help="Prove assignments sound: right passes, known mistakes do not.")
@click.argument("names", nargs=-1, shell_complete=assignment_names)
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
        say(name)
        for verdict in verify_assignment(here, name, sweep) if name in assignments() else ():
            say(f"  {verdict.line()}")
            failed += bool(verdict.problems)
        for line in examine_course(here, name):
            say(f"  {line}")
    say("All exercises are sound." if not failed else f"{failed} exercises are not sound.")
    return int(bool(failed))


@click.command(short_help="Build the lectures as web pages.")
@click.option("--no-run", is_flag=True, help="Leave out what cells print and draw: quick, to proofread the text.")
def book(no_run: bool) -> int:
    """Build the lectures as web pages that can be read without network, in build/book/html."""
    from autograder.notebooks.book import build_book

    say(f"The book begins at {build_book(course(), run=not no_run)}")
    return 0


@click.command(short_help="Write the repository that students get, without answers.")
@click.argument("destination", type=click.Path(path_type=Path), required=False)
def publish(destination: Path | None) -> int:
    """Write what students get (notebooks and their package, without answers) to DESTINATION, build/student by default."""
    from autograder.notebooks.publish import publish as publish_course

    here = course()
    say(f"The students' repository lies in {publish_course(here, destination or here.build / 'student')}")
    return 0
