"""Building: lectures and assignments from their percent sources, and the proof that what is committed is up to date."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.notebooks import badge, notebook, readme, release
from autograder.notebooks.errors import CourseError
from autograder.notebooks.lint import STYLE, lint
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import Source, read

REMEDY = "run `autograder build`"


def build(course: Course, names: Iterable[str] | None = None) -> list[Path]:
    """Build lectures and assignments.

    Args:
        course: the course.
        names: the lectures and assignments to build; all of them without it.

    Returns:
        The notebooks: lectures in `course/`, releases in `assignments/`.

    Raises:
        CourseError: a name is unknown, a source is wrong, or nbgrader refuses it.
    """
    chosen = None if names is None else {_named(course, name) for name in names}
    lectures = [name for name in course.lectures_names() if chosen is None or name in chosen]
    assignments = [name for name in course.assignments() if chosen is None or name in chosen]
    return [build_lecture(course, name) for name in lectures] + [build_assignment(course, name) for name in assignments]


def build_readme(course: Course) -> Path | None:
    """Write the table of units into the README; None where nothing changes."""
    path = course.root / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    new = readme.with_table(text, course, badge.repository(course.root))
    return None if new == text else _put(path, new)


def build_lecture(course: Course, name: str) -> Path:
    """Build one lecture: `course/text/NAME.py` to `course/NAME.ipynb`.

    Args:
        course: the course.
        name: the lecture.

    Returns:
        The notebook.

    Raises:
        CourseError: there is no such lecture, or its source cannot be read.
    """
    path = course.lectures / f"{course.lecture(name)}.ipynb"
    return _put(path, _lecture(course, path.stem, badge.repository(course.root)))


def build_assignment(course: Course, name: str) -> Path:
    """Build one assignment: `solutions/NAME.py` to `build/source`, to `assignments`, and to the gradebook.

    Nothing is written, and the gradebook stays as it is, unless every step succeeds.

    Args:
        course: the course.
        name: the assignment.

    Returns:
        The students' notebook.

    Raises:
        CourseError: there is no such assignment, its source is wrong, the release would not hold what it must, or the gradebook
            holds submissions that the change would break.
    """
    name = course.assignment(name)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        released = _assignment(course, name, badge.repository(course.root), source)
        release.record(course, name, source)
        text = (source / name / f"{name}.ipynb").read_text(encoding="utf-8")
    _put(course.source / name / f"{name}.ipynb", text)
    return _put(course.released(name), released)


def check_built(course: Course) -> list[str]:
    """Compare the committed notebooks with what their sources give, leaving the course and its gradebook as they are.

    Each notebook is rebuilt with the repository that it names itself, so that a clone with another remote is not out of date.

    Args:
        course: the course.

    Returns:
        One sentence for each notebook that is missing, out of date, without a source, or that cannot be built; empty when all
        are up to date.
    """
    expected = {course.lectures / f"{name}.ipynb": name for name in course.lectures_names()}
    expected |= {course.released(name): name for name in course.assignments()}
    found = {*course.lectures.glob("*.ipynb"), *course.release.glob("*/*.ipynb")}
    reports = [_compare(course, path, name) for path, name in expected.items()]
    reports.append(_compare_readme(course))
    orphans = [f"{_shown(course, path)} has no source: delete it or restore its source" for path in sorted(found - {*expected})]
    return [report for report in reports if report] + orphans


def _compare(course: Course, path: Path, name: str) -> str:
    if not path.is_file():
        return f"{_shown(course, path)} is missing: {REMEDY}"
    committed = path.read_bytes()
    try:
        rebuilt = _rebuilt(course, path, name, badge.written_in(committed.decode("utf-8", "replace")))
    except CourseError as error:
        return f"{_shown(course, path)} cannot be rebuilt: {error}"
    return "" if rebuilt.encode() == committed else f"{_shown(course, path)} differs from what its source gives: {REMEDY}"


def _compare_readme(course: Course) -> str:
    path = course.root / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    same = readme.with_table(text, course, badge.written_in(text)) == text
    return "" if same else f"README.md has a table of units that is out of date: {REMEDY}"


def _rebuilt(course: Course, path: Path, name: str, repository: str | None) -> str:
    if path.parent == course.lectures:
        return _lecture(course, name, repository)
    with tempfile.TemporaryDirectory() as folder:
        return _assignment(course, name, repository, Path(folder) / "source")


def _lecture(course: Course, name: str, repository: str | None) -> str:
    path = course.lectures / f"{name}.ipynb"
    return notebook.dumps(notebook.lecture(_sound(course.lecture_source(name)), repository, _shown(course, path)))


def _sound(path: Path) -> Source:
    """Read a source, refusing what the linter finds, but for matters of style."""
    findings = [finding for finding in lint(path) if finding.rule not in STYLE]
    for finding in findings[:1]:
        more = f" (and {len(findings) - 1} more: run `autograder lint`)" if len(findings) > 1 else ""
        raise CourseError(f"{finding}{more}")
    return read(path)


def _assignment(course: Course, name: str, repository: str | None, folder: Path) -> str:
    """Write nbgrader's source notebook into a folder and return the text of the release, checked."""
    source = _sound(course.assignment_source(name))
    made = notebook.assignment(source, repository, _shown(course, course.released(name)), _shown_outputs(source))
    notebook.write(made, folder / name / f"{name}.ipynb")
    released = release.generate(name, folder)
    release.check(name, released)
    return released


def _shown_outputs(source: Source) -> dict[int, str]:
    """Return what each `see` cell prints when the solution runs."""
    indices = [index for index, cell in enumerate(source.cells) if cell.role == "see"]
    if not indices:
        return {}
    outputs = importlib.import_module("autograder.notebooks.reference").see_outputs(source.name)
    for index in _silent(indices, outputs):
        raise CourseError(f"{source.path}:{source.cells[index].line}: the see cell prints nothing: let it print a number or two")
    return {index: outputs[index] for index in indices}


def _silent(indices: list[int], outputs: dict[int, str]) -> Iterator[int]:
    return (index for index in indices if not outputs.get(index, "").strip())


def _named(course: Course, name: str) -> str:
    """Return the full name of an assignment or a lecture."""
    if any(lecture.startswith(name) for lecture in course.lectures_names()):
        return course.lecture(name)
    return course.assignment(name)


def _shown(course: Course, path: Path) -> str:
    """Return a path as messages and badges show it: from the course root, with forward slashes."""
    return path.relative_to(course.root).as_posix()


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
