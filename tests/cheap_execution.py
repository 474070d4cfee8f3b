"""Execution for tests of what is around it: cells run in this process, in milliseconds.

Workers, which know only what they import, get it by `executors.PRELOAD` or by Dask's `--preload`.
"""

from __future__ import annotations

import multiprocessing
import sys
from contextlib import contextmanager
from unittest.mock import patch

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.pipeline import executors, grade
from autograder.pipeline.config import GRADE
from autograder.pipeline.engine import Engine


class CheapExecute(NbGraderPreprocessor):
    """Runs code cells with exec; keeps errors and published data, which is all that the tiny course shows."""

    def preprocess(self, nb, resources):
        nb.metadata.setdefault("autograder", NotebookNode())["seconds"] = 0.0
        names = {"__name__": "__main__"}
        with patch("IPython.display.publish_display_data", self._publish), patch("builtins.print"):
            for number, cell in enumerate(nb.cells):
                if cell.cell_type == "code":
                    self.outputs, cell.execution_count = cell.outputs, number
                    self._run(cell.source, names)
        return nb, resources

    def _run(self, source, names):
        try:
            exec(source, names)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            self.outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[text]))

    def _publish(self, data, **settings):
        self.outputs.append(new_output("display_data", data))


NORMAL = GRADE[0]


class NoEngine:
    """Stands in for the zygotes, which cheap execution does not need."""

    def __init__(self, *settings):
        pass

    def addresses(self):
        return {"sandboxed": True}

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        pass


def install():
    """Run notebooks cheaply from now on, in this process and in workers that it starts."""
    GRADE[0], grade.Engine = CheapExecute, NoEngine
    executors.PRELOAD[1:] = ["cheap_execution"]


def remove():
    """Run notebooks as usual from now on."""
    GRADE[0], grade.Engine = NORMAL, Engine
    del executors.PRELOAD[1:]


@contextmanager
def cheap():
    """Run notebooks cheaply during a block."""
    install()
    try:
        yield
    finally:
        remove()


if multiprocessing.parent_process() or "distributed" in sys.modules:  # a worker
    install()
