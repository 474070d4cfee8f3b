"""Publishing: the repository that students get, with lectures, releases and the package of checks, and without answers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from autograder.notebooks import badge, wheel
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import Source, read

MARKER = ".autograder-student"
KEPT = (".git",)

_MARK = "Written by `autograder publish`, which replaces everything in this folder but .git.\n"
_README = """\
# {title}

Learn recurrent networks by building them. Read a lecture, then do its assignment: each exercise has a check that tells you at
once whether you are right and, if not, where to look.

## Start

Open a notebook in Colab with its badge, or work on your own computer (Python 3.11 or newer):

    pip install . jupyterlab
    jupyter lab

## Lectures

{lectures}

## Assignments

{assignments}

Hand in: File > Download .ipynb, then upload the file to your course page.
"""


def publish(course: Course, destination: Path | None = None) -> Path:
    """Write the students' repository.

    Args:
        course: the course, built.
        destination: the folder to write; `build/student` without it. A folder written before is replaced, its .git kept.

    Returns:
        The folder. It holds README.md, LICENSE, course/*.ipynb, assignments/, the sources of the student package with a
        pyproject.toml, and its wheel in dist/.

    Raises:
        CourseError: the folder holds something else, a notebook is not built, or the wheel would hold too much.
    """
    destination = destination or course.build / "student"
    _refuse(destination)
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "student"
        _package(course, stage)
        _notebooks(course, stage)
        wheel.build(stage, stage / "dist")
        (stage / MARKER).write_text(_MARK, encoding="utf-8")
        _replace(stage, destination)
    return destination


def _refuse(destination: Path) -> None:
    """Refuse a folder that holds something which `publish` did not write."""
    if destination.is_dir() and not (destination / MARKER).is_file():
        if any(path.name not in KEPT for path in destination.iterdir()):
            raise CourseError(
                f"{destination} holds files that `autograder publish` did not write: name another or an empty folder"
            )
    elif destination.exists() and not destination.is_dir():
        raise CourseError(f"{destination} is a file: name a folder")


def _package(course: Course, stage: Path) -> None:
    project = wheel.project(course.root)
    paths = wheel.files(course.root, project)
    extras = [course.root / "LICENSE", course.root / "datasets" / "README.md"]
    if not extras[0].is_file():
        raise CourseError(f"{extras[0]} is missing: write a licence, it is part of what students get")
    for path in [*paths, *(extra for extra in extras if extra.is_file())]:
        _copy(course, path, stage)
    (stage / "README.md").write_text(_readme(course), encoding="utf-8")
    (stage / "pyproject.toml").write_text(wheel.dumps(project), encoding="utf-8")


def _notebooks(course: Course, stage: Path) -> None:
    notebooks = [course.lectures / f"{name}.ipynb" for name in course.lectures_names()]
    releases = [course.released(name) for name in course.assignments()]
    for path in [*notebooks, *releases]:
        if not path.is_file():
            raise CourseError(f"{path.relative_to(course.root)} is missing: run `autograder build` first")
        _copy(course, path, stage)
    for path in (path for release in releases for path in release.parent.rglob("*")):
        if path.is_file() and ".ipynb_checkpoints" not in path.parts:
            _copy(course, path, stage)


def _copy(course: Course, path: Path, stage: Path) -> None:
    target = stage / path.relative_to(course.root)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _readme(course: Course) -> str:
    lectures = [_entry(course, read(course.lecture_source(name)), f"course/{name}.ipynb") for name in course.lectures_names()]
    assignments = [
        _entry(course, read(course.assignment_source(name)), f"assignments/{name}/{name}.ipynb") for name in course.assignments()
    ]
    none = "None yet."
    title = badge.settings(course.root).get("title", "Recurrent networks")
    return _README.format(title=title, lectures="\n".join(lectures) or none, assignments="\n".join(assignments) or none)


def _entry(course: Course, source: Source, path: str) -> str:
    link = f"- [{source.settings.get('title', source.name)}]({path})"
    return f"{link} {badge.badge(badge.repository(course.root), path)}".rstrip()


def _replace(stage: Path, destination: Path) -> None:
    destination.mkdir(parents=True, exist_ok=True)
    for old in destination.iterdir():
        if old.name not in KEPT:
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    shutil.copytree(stage, destination, dirs_exist_ok=True)
