"""The command line: thin commands over the functions below it."""

from __future__ import annotations

import sys
import traceback

import click

from autograder.cli.commands import ALL
from autograder.notebooks.errors import CourseError

DONE, SOME_FAILED, WRONG_USE = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rnn-course", prog_name="autograder")
@click.option("-v", "--verbose", count=True, help="More messages; -vv shows tracebacks.")
def cli(verbose: int) -> None:
    """Build, release and grade the course on recurrent networks."""


for command in ALL:
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; those of the process by default.

    Returns:
        0 done, 1 some submissions or checks failed, 2 wrong use.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return int(cli.main(given, standalone_mode=False) or DONE)
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except click.Abort:
        return _say("Stopped.")
    except KeyboardInterrupt:
        return _say("Stopped; what was graded so far is kept.")
    except (CourseError, LookupError) as error:
        if "-vv" in given:
            traceback.print_exc()
        return _say(f"Error: {error.args[0] if error.args else error}")


def _say(sentence: str) -> int:
    click.echo(sentence, err=True)
    return WRONG_USE
