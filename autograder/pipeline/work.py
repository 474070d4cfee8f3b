"""Grading one submission without the gradebook: what a worker does, wherever it runs."""

from __future__ import annotations

import io
import logging
import platform
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.utils import setenv
from traitlets.config import Config

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.config import nbgrader_config
from autograder.pipeline.engine import EngineSettings
from autograder.pipeline.plan import Plan
from autograder.pipeline.reading import UnreadableError, parse_notebook
from autograder.pipeline.steps import PlanBook, worker_steps

LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"


class Item(TypedDict):
    """One submission to grade.

    `files` are the other files that were handed in or belong to the assignment, by their path in the folder; `scratch` is
    the folder in which to make a temporary one, None for the machine's own; `engine` is what execution wants to be told
    (addresses of zygotes), None where the worker has to look after itself.
    """

    student: str
    plan: Plan
    notebook: bytes
    files: dict[str, bytes]
    scratch: str | None
    engine: EngineSettings | None


class Outcome(TypedDict):
    """What became of it: `status` and `sentence` as in `results.Result`, the graded notebook's text, nbgrader's log."""

    status: str
    sentence: str
    notebook: str
    log: str
    seconds: float


def grade_submission(item: Item) -> Outcome:
    """Grade one submission; it never raises because of what was handed in.

    Args:
        item: the submission.

    Returns:
        The graded notebook, or why there is none.
    """
    started, stream = time.perf_counter(), io.StringIO()
    status, sentence, text = "graded", "", ""
    log = _logger(stream)
    try:
        with warnings.catch_warnings(), _folder(item) as folder:
            warnings.simplefilter("ignore")
            text = _grade(item, folder, log)
    except UnreadableError as error:
        status, sentence = "unreadable", str(error)
    except Exception as error:  # one broken submission must not stop the others
        log.error(traceback.format_exc())
        status, sentence = "failed", f"{type(error).__name__}: {error}"
    seconds = round(time.perf_counter() - started, 2)
    return Outcome(status=status, sentence=sentence, notebook=text, log=stream.getvalue(), seconds=seconds)


def _grade(item: Item, folder: Path, log: logging.Logger) -> str:
    notebook = parse_notebook(item["notebook"])
    prepared = _prepared(item["plan"])
    resources = _resources(item, prepared, folder)
    sanitise, grade = worker_steps()
    log.info("Sanitizing the submission of %s", item["student"])
    notebook, resources = _run(sanitise, notebook, resources, prepared.config, log)
    log.info("Autograding the submission of %s", item["student"])
    with setenv(NBGRADER_EXECUTION="autograde"):
        notebook, resources = _run(grade, notebook, resources, prepared.config, log)
    text: str = nbformat.writes(notebook, version=nbformat.current_nbformat)
    return text if text.endswith("\n") else f"{text}\n"


def _run(
    steps: list[type], notebook: NotebookNode, resources: Any, config: Config, log: logging.Logger
) -> tuple[NotebookNode, Any]:
    """Run steps as nbconvert's exporter does, but validate the notebook once, after the last."""
    for step in steps:
        notebook, resources = step(config=config, log=log)(notebook, resources)
    nbformat.validate(notebook, relax_add_props=True)
    return notebook, resources


def _resources(item: Item, prepared: _Prepared, folder: Path) -> ResourcesDict:
    assignment = item["plan"]["assignment"]
    names = {"student": item["student"], "assignment": assignment, "notebook": assignment, "db_url": ""}
    ours = {"book": prepared.book, "release": prepared.release, "plan": item["plan"], "engine": item["engine"]}
    place = ResourcesDict(name=assignment, path=str(folder))
    return ResourcesDict(nbgrader=names, metadata=place, unique_key=assignment, output_extension=".ipynb", autograder=ours)


class _Prepared:
    """What all submissions of an assignment share."""

    def __init__(self, plan: Plan) -> None:
        course = Course(Path(plan["root"]), Path(plan["work"]) if plan["work"] else None)
        if not course.solutions.is_dir():  # checks would find no exercises, and right answers would get 0
            raise CourseError(f"the worker on {platform.node()} has no course in {course.root}: share that folder with it")
        self.book = PlanBook(plan)
        self.release = nbformat.reads(plan["release"], as_version=4) if plan["release"] else None
        self.config = nbgrader_config(course)


_known: dict[tuple[str, str, str | None], _Prepared] = {}


def _prepared(plan: Plan) -> _Prepared:
    key = (plan["key"], plan["root"], plan["work"])
    if key not in _known:
        _known.clear()
        _known[key] = _Prepared(plan)
    return _known[key]


@contextmanager
def _folder(item: Item) -> Iterator[Path]:
    """Make the folder in which the notebook runs: it holds the other files of the submission."""
    scratch = item["scratch"]
    if scratch is not None:
        Path(scratch).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="autograder-", dir=scratch))
    try:
        for name, data in item["files"].items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _logger(stream: io.StringIO) -> logging.Logger:
    """Return a logger of its own: workers may be threads, which share nbgrader's."""
    log = logging.Logger("autograder.work", logging.INFO)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(LOG_FORMAT))
    log.addHandler(handler)
    return log
