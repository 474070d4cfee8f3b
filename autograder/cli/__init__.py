"""The command line: thin commands over the functions below it."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback

import click

from autograder.cli.commands import ALL
from autograder.cli.words import failure, forgive_streams, say
from autograder.notebooks.errors import CourseError

DONE, SOME_FAILED, WRONG_USE = 0, 1, 2
EXIT_CODES = """\
Exit codes: 0, all is done; 1, done in part: some submissions, checks or students failed, or Ctrl-C stopped it, and the output
says which; 2, not done: one sentence on stderr says why, and what to do.
"""


class InOrder(click.Group):
    """Commands in the order of the work, where click would sort them."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
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
        0 done, 1 done in part, 2 not done (see EXIT_CODES).
    """
    given = sys.argv[1:] if arguments is None else arguments
    forgive_streams()
    atexit.register(gc.freeze)  # or the collections at the end look at all that was imported: a quarter of a second
    try:
        code = int(cli.main(given, prog_name="autograder", standalone_mode=False) or DONE)
        sys.stdout.flush()
        return code
    except click.Abort:
        return _stop("Stopped.")
    except KeyboardInterrupt:
        return _stop("Stopped; what was graded so far is kept.")
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_FAILED
    except click.UsageError as error:
        if error.format_message().startswith("Usage:"):  # no command was named: the message is the help
            error.show()
            return WRONG_USE
        return _fail(failure(error), given)
    except (CourseError, LookupError) as error:
        return _fail(str(error.args[0] if error.args else error), given)
    except Exception as error:
        return _fail(failure(error), given)


def _stop(sentence: str) -> int:
    say(sentence, err=True)
    return SOME_FAILED


def _fail(sentence: str, given: list[str]) -> int:
    if "-vv" in given:
        traceback.print_exc()
    say(f"Error: {sentence}", err=True)
    return WRONG_USE
