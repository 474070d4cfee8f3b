"""The step that runs a notebook: by a student's process and a checker's, in the place of nbgrader's Execute."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer

from autograder.kernels.roles import Plan
from autograder.notebooks.paths import Course
from autograder.pipeline.engine import EngineSettings, own_addresses
from autograder.pipeline.plan import as_recorded
from autograder.pipeline.profiling import planned
from autograder.pipeline.running import CELL_SECONDS, Limits, files_in, run


class SplitExecute(NbGraderPreprocessor):  # type: ignore[misc]
    """Run a notebook in place; whatever happens costs the cells concerned and no other.

    It differs from nbgrader's Execute in this:

    - tests run in a process of their own, which no code of a student reaches; answers and all other cells run in a sandbox;
    - the time limit of a cell is `cell_seconds` of the notebook's own metadata (`autograder`, from the release), that of
      the notebook `notebook_seconds` there, else ten times as much;
    - a cell that ends its process, or that cannot be interrupted, gets an error output; a new process is started, the cells
      that had finished are run again without a trace, and grading goes on at the next cell;
    - a graded cell that did not run gets an error output, because nbgrader gives full marks for no output at all;
    - what students' code shows is kept as text and pictures, up to two million characters in a cell.
    """

    sandboxed = Bool(True, help="Whether students' code runs in a sandbox.").tag(config=True)
    cell_seconds = Integer(int(CELL_SECONDS), help="Time limit of a cell where the assignment names none.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Run all cells of a notebook in place.

        Args:
            nb: the notebook.
            resources: nbgrader's; `autograder` in it tells the instructor's notebook and the zygotes, where a driver knows them.

        Returns:
            The notebook and the resources.
        """
        started = time.monotonic()
        told = self._told(resources)
        notes = nb.metadata.setdefault("autograder", NotebookNode())
        limits = Limits.of(notes, self.cell_seconds)
        plan = told.plan(limits)
        cells = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
        ran = run(cells, plan, told.engine, limits, files_in(Path(resources["metadata"]["path"])))
        for number, (cell, one) in enumerate(zip(cells, ran, strict=True), start=1):
            cell.execution_count = number
            cell.outputs = [from_dict(_numbered(output, number)) for output in one.outputs.items]
        notes["seconds"] = round(time.monotonic() - started, 2)
        notes["sandboxed"] = told.engine["sandboxed"]
        notes["unprotected"] = sorted(plan.unprotected)
        return nb, resources

    def _told(self, resources: Any) -> _Told:
        """Return what is known of the assignment: from the driver, else from the course."""
        ours, names = resources.get("autograder") or {}, resources["nbgrader"]
        if "plan" in ours:
            course = Course(Path(ours["plan"]["root"]), Path(ours["plan"]["work"]) if ours["plan"]["work"] else None)
            source, folder = ours["plan"]["source"], course.source / names["assignment"]
        else:
            directory = self.parent.parent.coursedir
            course = Course(Path(directory.root))
            folder = Path(directory.format_path(directory.source_directory, ".", names["assignment"]))
            source = (folder / f"{names['notebook']}.ipynb").read_text(encoding="utf-8")
            with Gradebook(directory.db_url, directory.course_id) as gradebook:
                source = as_recorded(source, gradebook.find_notebook(names["notebook"], names["assignment"]))
        engine: EngineSettings = ours.get("engine") or EngineSettings(sandboxed=self.sandboxed)
        if "student" not in engine:
            engine = own_addresses(course.root, names["assignment"], source, engine["sandboxed"])
        kept = course.build / "profiles" / names["assignment"] / f"{ours['plan']['key']}.json" if "plan" in ours else None
        return _Told(source, engine, folder, kept)


@dataclass(frozen=True)
class _Told:
    """What is known of an assignment."""

    source: str
    engine: EngineSettings
    folder: Path
    kept: Path | None

    def plan(self, limits: Limits) -> Plan:
        """Return how it is run; found out once in each process, and kept from one grading by the driver to the next."""
        if self.source not in _plans:
            _plans[self.source] = planned(self.source, self.engine, limits, files_in(self.folder), self.kept)
        return _plans[self.source]


_plans: dict[str, Plan] = {}


def _numbered(output: dict[str, Any], number: int) -> dict[str, Any]:
    return {**output, "execution_count": number} if output["output_type"] == "execute_result" else output
