"""Stock nbgrader, with its default steps, on a folder of assignments: `python parity_stock.py ROOT COMMAND ASSIGNMENT...`.

It runs in a process of its own so that nothing of ours is loaded. COMMAND is generate, autograde or feedback.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

CONVERTERS = {"generate": GenerateAssignment, "autograde": Autograde, "feedback": GenerateFeedback}


def main(root: str, command: str, *assignments: str) -> int:
    """Run one step of nbgrader on assignments; messages go to ROOT/COMMAND.log.

    Returns:
        0 when nbgrader did all, 1 when it gave up on a submission.
    """
    logging.basicConfig(filename=Path(root) / f"{command}.log", level=logging.INFO)
    warnings.simplefilter("ignore")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # for alembic
    config = Config()
    config.CourseDirectory.root = root
    config.Execute.timeout = int(os.environ["PARITY_SECONDS"])  # the one setting that is not nbgrader's default of 30
    failed = 0
    for assignment in assignments:
        directory = CourseDirectory(config=config, assignment_id=assignment)
        converter = CONVERTERS[command](coursedir=directory, config=config, log=logging.getLogger(assignment))
        converter.force = True
        try:
            converter.start()
        except NbGraderException:
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
