"""Seconds that the cells of a class take alone: `python floor.py PROFILE FOLDER` prints those of each notebook below it as JSON.

All cells of a notebook, tests too, run one after the other in one process that has the libraries: no sandbox, no checker, no
gradebook, nothing converted. No way of grading can be quicker on one core.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import nbformat
from ready import no_checker

from autograder.kernels.host import Zygote
from autograder.kernels.profiles import PROFILES
from autograder.kernels.roles import Plan
from autograder.kernels.session import Cell, Session
from autograder.pipeline.engine import STUDENT, starter


def main(profile: str, folder: str) -> list[float]:
    """Run every notebook below a folder."""
    with Zygote(PROFILES[profile], sandboxed=False) as zygote:
        zygote.ready()
        return [_seconds(path, zygote.address) for path in sorted(Path(folder).rglob("*.ipynb"))]


def _seconds(path: Path, address: str) -> float:
    notebook = nbformat.read(path, as_version=4)
    cells = [Cell(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    began = time.perf_counter()
    Session(Plan(), starter(address, STUDENT, {}), no_checker, 60, 600).run(cells)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
