"""The command `autograder`. The student package has no commands; it says so."""

from __future__ import annotations

import importlib.util
import sys


def main() -> int:
    """Run the command line where the grading side is installed.

    Returns:
        The exit code.
    """
    if importlib.util.find_spec("autograder.cli") is None:
        print(
            "This is the student package: use `from autograder import check` in a notebook. Grading needs a clone of the course.",
            file=sys.stderr,
        )
        return 2
    from autograder.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
