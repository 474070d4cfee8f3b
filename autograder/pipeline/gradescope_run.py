"""Grading one submission where Gradescope runs it: reads /autograder/submission, writes /autograder/results/results.json.

Their containers rarely allow a sandbox. Then answers run without one, as everything does there, but as a user who may read
neither solutions nor tests nor results; tests run in a process of their own either way.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat

from autograder.kernels import nobody
from autograder.kernels.sandbox import SandboxError
from autograder.notebooks.paths import VARIABLE, Course
from autograder.pipeline.engine import Engine, EngineSettings
from autograder.pipeline.gradescope import UNREADABLE, document, graded_result, read_titles, save
from autograder.pipeline.layouts import ENDING, is_named, number
from autograder.pipeline.plan import Plan
from autograder.pipeline.reading import UnreadableError, readable
from autograder.pipeline.results import Result
from autograder.pipeline.running import files_in
from autograder.pipeline.work import Item, grade_submission

ROOT = "/autograder"
SECRETS = ("solutions", "build", "assignments", "autograder/exercises", "autograder/verification", "autograder/pipeline")
NO_NOTEBOOK = "There is no notebook in what you handed in: hand in the file {}.ipynb."
SEVERAL = "There are several notebooks in what you handed in; {} was graded."


def main(root: Path) -> int:
    """Grade the submission below a folder that looks like Gradescope's.

    Args:
        root: holds source/, submission/ and results/.

    Returns:
        0 where results were written, whatever they are. Where grading itself breaks, nothing is written and Gradescope says so:
        nobody gets 0 for a fault of ours.
    """
    source = root / "source"
    plan: Plan = json.loads((source / "plan.json").read_text(encoding="utf-8"))
    course = Course(source / "course")
    plan["root"], plan["work"] = str(course.root), None
    os.environ[VARIABLE] = str(course.root)
    titles = read_titles(course.release / plan["assignment"] / f"{plan['assignment']}.ipynb")
    chosen, note = _notebook(root / "submission", plan["assignment"])
    if chosen is None:
        save(root / "results" / "results.json", document(_nothing(note), titles))
        return 0
    with _engine(course, plan, root) as (engine, trusted):
        result = _graded(plan, chosen, engine, root / "submission")
    if result is None:
        return 1
    save(root / "results" / "results.json", document(_noted(result, note), titles, trusted))
    return 0


@contextlib.contextmanager
def _engine(course: Course, plan: Plan, root: Path) -> Iterator[tuple[EngineSettings, bool]]:
    """Start the processes that grade; tell whether answers can read nothing of the solution."""
    with contextlib.ExitStack() as stack:
        try:
            if os.environ.get("AUTOGRADER_UNSANDBOXED"):
                raise SandboxError("not wanted", "")
            boxed = stack.enter_context(Engine(course, plan["assignment"], plan["source"], True))
            settings, trusted = boxed.addresses(), True
        except SandboxError as error:
            print(f"No sandbox: {error}")
            trusted = nobody.possible()
            secret = [*(course.root / name for name in SECRETS), root / "source" / "plan.json", root / "submission"]
            nobody.lock([*secret, root / "results"] if trusted else [])
            dropped = (nobody.DROP,) if trusted else ()
            settings = stack.enter_context(Engine(course, plan["assignment"], plan["source"], False, dropped)).addresses()
        yield settings, trusted


def _notebook(folder: Path, assignment: str) -> tuple[Path | None, str]:
    """Return the notebook to grade, and what the student should know about the choice."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and ENDING.search(path.name)]
    visible = [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    named = [path for path in visible if is_named(path.name, assignment)] or visible
    if not named:
        return None, NO_NOTEBOOK.format(assignment)
    chosen = max(named, key=lambda path: (number(path.name), -len(path.parts)))
    return chosen, SEVERAL.format(chosen.name) if len(visible) > 1 else ""


def _graded(plan: Plan, path: Path, engine: EngineSettings, folder: Path) -> Result | None:
    try:
        data = readable(path.read_bytes())
    except UnreadableError as error:
        return _nothing(UNREADABLE.format(f"{str(error)[:1].upper()}{str(error)[1:]}"))
    files = files_in(folder) | files_in(Path(plan["root"]) / "build" / "source" / plan["assignment"])
    item = Item(student="student", plan=plan, notebook=data, files=files, scratch=None, engine=engine)
    outcome = grade_submission(item)
    print(outcome["log"])
    if outcome["status"] == "unreadable":
        return _nothing(UNREADABLE.format(outcome["sentence"]))
    if outcome["status"] != "graded":
        print(f"Grading failed: {outcome['sentence']}")
        return None
    return graded_result(nbformat.reads(outcome["notebook"], as_version=4), outcome["seconds"])


def _nothing(sentence: str) -> Result:
    return Result("", None, 0.0, 0.0, "unreadable", sentence)


def _noted(result: Result, note: str) -> Result:
    return replace(result, sentence=" ".join(part for part in (result.sentence, note) if part))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT)))
