"""A Gradescope autograder for one assignment: a zip with the course's own engine and what this assignment needs of it."""

from __future__ import annotations

import json
import re
import stat
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import autograder
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.digests import material_digest
from autograder.pipeline.engine import profile_of
from autograder.pipeline.grade import register
from autograder.pipeline.ledger import Ledger
from autograder.pipeline.plan import make_plan
from autograder.pipeline.stock import quiet

_PACKAGE = Path(autograder.__file__).parent
_ASSIGNMENT = re.compile(r"a\d\d")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SCRIPT = stat.S_IFREG | 0o755
_FILE = stat.S_IFREG | 0o644

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: Python 3.11 or newer, which theirs may lack, and pinned packages.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive UV_PYTHON_INSTALL_DIR="$root/python"
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates bubblewrap
python3 -m venv "$root/tools"
"$root/tools/bin/pip" install --quiet uv
python="$(command -v python3.13 python3.12 python3.11 | head -n 1 || true)"
"$root/tools/bin/uv" venv --quiet --python "${python:-3.12}" "$root/venv"
"$root/tools/bin/uv" pip install --quiet --python "$root/venv/bin/python" \\
  --requirement "$root/source/requirements.txt" --constraint "$root/source/constraints.txt"
"""
RUN = """\
#!/usr/bin/env bash
# Runs for each submission. What it prints is for instructors; students see results.json.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
export PYTHONPATH="$root/source/course:$root/source/lib" PYTHONDONTWRITEBYTECODE=1
cd "$root"
exec "${AUTOGRADER_PYTHON:-$root/venv/bin/python}" -m autograder.pipeline.gradescope_run "$root"
"""


def gradescope_zip(course: Course, assignment: str, to: Path | None = None) -> Path:
    """Write the autograder of an assignment, to be uploaded to Gradescope as it is.

    Args:
        course: where everything lies; the assignment is built.
        assignment: its name, or the beginning of it.
        to: the zip; build/gradescope/ASSIGNMENT.zip without it. It holds the solution: it is for Gradescope, not for students.

    Returns:
        The zip.

    Raises:
        CourseError: there is no such assignment, it is not built, or the file to write exists.
    """
    assignment = course.assignment(assignment)
    if to is not None and to.exists():
        raise CourseError(f"{to} exists and is not overwritten: name another file, or remove it")
    if not course.released(assignment).exists():
        raise CourseError(f"{assignment} has not been built: run `autograder build`")
    path = to or course.build / "gradescope" / f"{assignment}.zip"
    texts = {
        "setup.sh": SETUP,
        "run_autograder": RUN,
        "plan.json": _plan(course, assignment),
        **_requirements(course, assignment),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            _add(archive, name, text.encode("utf-8"), _SCRIPT if name in ("setup.sh", "run_autograder") else _FILE)
        for name, file in sorted(_files(course, assignment)):
            _add(archive, name, file.read_bytes(), _FILE)
    draft.replace(path)
    return path


def _plan(course: Course, assignment: str) -> str:
    """Return what the grading has to know of an assignment; a gradebook made for this tells it."""
    with tempfile.TemporaryDirectory() as folder, quiet():
        beside = Course(course.root, Path(folder))
        register(beside, assignment)
        ledger = Ledger(beside.db_url)
        try:
            plan = make_plan(beside, assignment, ledger, material_digest(course, assignment))
        finally:
            ledger.close()
    return json.dumps({**plan, "root": "", "work": None}, indent=1)


def _requirements(course: Course, assignment: str) -> dict[str, str]:
    """Return what is to be installed, and the versions that the course is tested with."""
    file = course.root / "pyproject.toml"
    project = tomllib.loads(file.read_text(encoding="utf-8"))["project"] if file.exists() else {}
    extras = project.get("optional-dependencies", {})
    needed = [*project.get("dependencies", ()), *extras.get("grading", ())]
    source = (course.source / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    if profile_of(source).name == "keras":
        needed += [line for line in extras.get("dev", ()) if re.match(r"(tensorflow|keras)", line)]
    if re.search(r"\bmusic21\b", source):
        needed += extras.get("music", ())
    lock = course.root / ".ci" / "requirements.lock"
    pins = lock.read_text(encoding="utf-8") if lock.exists() else ""
    return {"requirements.txt": "".join(f"{line}\n" for line in needed), "constraints.txt": pins}


def _files(course: Course, assignment: str) -> Iterator[tuple[str, Path]]:
    """Return the files of the course that grading this assignment needs; nothing of another's solution."""
    mine = assignment[:3] if _ASSIGNMENT.match(assignment) else assignment
    for path in _below(_PACKAGE):
        name = path.relative_to(_PACKAGE)
        of_others = name.parts[0] == "exercises" and not set(_ASSIGNMENT.findall(path.stem)) <= {mine}
        vectors = name.parts[0] == "vectors" and path.suffix == ".npz" and path.stem != assignment
        if not of_others and not vectors:
            yield f"course/autograder/{name.as_posix()}", path
    for package, place in {"rnndata": "datasets/rnndata", "rnnfigures": "course/figures"}.items():
        for path in _below(course.root / place):
            if path.suffix != ".svg":
                yield f"lib/{package}/{path.relative_to(course.root / place).as_posix()}", path
    yield f"course/solutions/{assignment}.py", course.assignment_source(assignment)
    for folder in (course.source / assignment, course.release / assignment):
        for path in _below(folder):
            base = "build/source" if folder == course.source / assignment else "assignments"
            yield f"course/{base}/{assignment}/{path.relative_to(folder).as_posix()}", path


def _below(folder: Path) -> Iterator[Path]:
    hidden = {"__pycache__", ".ipynb_checkpoints"}
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not hidden & set(path.parts))


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int) -> None:
    """Add a file with the time of the first day of zips: the same course gives the same zip."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = mode << 16
    archive.writestr(info, data, zipfile.ZIP_DEFLATED)
