"""What a grade depends on, as fingerprints: a submission is graded again when one of them has changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import autograder
from autograder.notebooks.paths import Course

_PACKAGE = Path(autograder.__file__).parent
_ASSIGNMENT = re.compile(r"a\d\d")
_CODE = ("checking/*.py", "kernels/*.py", "verification/*.py")
# modules of the pipeline that no grade depends on: what takes submissions in, hands them out and shows results
_BESIDE = {
    "answers",
    "attempts",
    "collect",
    "csv_export",
    "demo",
    "demo_class",
    "digests",
    "driver",
    "executors",
    "export",
    "feedback",
    "feedback_page",
    "filling",
    "firsts",
    "flags",
    "grade",
    "grades",
    "gradescope",
    "gradescope_download",
    "gradescope_run",
    "gradescope_zip",
    "gradings",
    "intake",
    "layouts",
    "ledger",
    "markup",
    "people",
    "platforms",
    "regrade",
    "report",
    "results",
    "roster",
    "sheets",
    "show",
    "similar",
    "stock",
    "summary",
    "writer",
}


def submission_digest(folder: Path, material: str) -> str:
    """Return the fingerprint of a submission.

    Args:
        folder: everything that was handed in, the time of receipt included.
        material: the fingerprint of the assignment (`material_digest`).
    """
    return _digest(folder, _files(folder), material)


def material_digest(course: Course, assignment: str) -> str:
    """Return the fingerprint of everything that decides grades, besides the submissions.

    This is the release, the instructor's notebook and its files, the header of the percent source with the time limits, the
    exercises and vectors of the assignment, and the code of the checks and of the grading.

    Args:
        course: where everything lies.
        assignment: its full name.
    """
    mine = assignment[:3] if _ASSIGNMENT.match(assignment) else assignment
    files = [
        *_files(course.source / assignment),
        *_files(course.release / assignment),
        *course.solutions.glob(f"{assignment}.py"),
        *(path for path in _files(_PACKAGE / "exercises") if set(_ASSIGNMENT.findall(path.stem)) <= {mine}),
        *course.vectors.glob(f"{assignment}.npz"),
        *(path for pattern in _CODE for path in sorted(_PACKAGE.glob(pattern))),
        *(path for path in sorted(_PACKAGE.glob("pipeline/*.py")) if path.stem not in _BESIDE),
    ]
    return _digest(_PACKAGE.parent, files, assignment)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _digest(base: Path, files: Iterable[Path], *words: str) -> str:
    found = hashlib.sha256("\0".join(words).encode())
    for path in files:
        name = path.relative_to(base) if path.is_relative_to(base) else path.name
        found.update(f"\0{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()
