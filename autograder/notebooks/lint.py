"""The linter of percent sources: what would otherwise go wrong silently, named with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.notebooks import lint_code, lint_curves, lint_headers, regions
from autograder.notebooks.errors import SourceError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import Cell, Source, read

Rule = Callable[[Source], Iterator[tuple[int, str]]]

STYLE = ("length", "leak", "curve")  # what does not keep a source from being built


@dataclass(frozen=True, order=True)
class Finding:
    """Something that the linter found.

    Args:
        file: the file.
        line: the line number in it, counted from 1.
        rule: the name of the rule.
        message: what is wrong and what to do.
    """

    file: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """Return the finding as one line that editors can jump to."""
        return f"{self.file}:{self.line}: {self.message} [{self.rule}]"


def lint(source: str | Path | Source) -> list[Finding]:
    """Lint one percent source.

    Args:
        source: the file or the source already read; in a folder called "text" it is a lecture, anywhere else an assignment.

    Returns:
        What was found, by line; empty when all is well.
    """
    if not isinstance(source, Source):
        try:
            source = read(source)
        except SourceError as error:
            return [Finding(error.file, error.line, "source", error.message)]
    rules = LECTURE if is_lecture(source.path) else ASSIGNMENT
    found = {Finding(source.path, line, name, message) for name, rule in rules.items() for line, message in rule(source)}
    return sorted(found)


def lint_course(course: Course) -> list[Finding]:
    """Lint every source of a course, and the released notebooks for lines of solutions.

    Args:
        course: the course.

    Returns:
        What was found, by file and line; empty when all is well.
    """
    sources = [*sorted(course.text.glob("*.py")), *sorted(course.solutions.glob("*.py"))]
    findings = [finding for path in sources for finding in lint(path)]
    return findings + [finding for name in course.assignments() for finding in lint_release(course, name)]


def lint_release(course: Course, name: str) -> list[Finding]:
    """Look for lines of solutions in the students' notebook of an assignment.

    Args:
        course: the course.
        name: the assignment.

    Returns:
        One finding for each line that gives something away; empty when there is none, or no notebook yet.
    """
    path = course.released(name)
    try:
        answers = regions.answers(read(course.assignment_source(name)))
        lines = path.read_text(encoding="utf-8").splitlines()
    except (SourceError, FileNotFoundError):
        return []
    written = {json.dumps(code, ensure_ascii=False)[1:-1]: number for code, number in answers.items()}
    return [
        Finding(path, index, "leak", _leak(number, name))
        for index, line in enumerate(lines, 1)
        for code, number in written.items()
        if code in line
    ]


def is_lecture(path: Path) -> bool:
    """Return whether a percent source is that of a lecture: it lies in a folder called "text"."""
    return path.parent.name == "text"


def swallowed(source: Source) -> Iterator[tuple[int, str]]:
    """Find code that stands directly under Markdown and would become prose."""
    ends = [cell.line - 1 for cell in source.cells[1:]] + [len(source.lines)]
    for cell, end in zip(source.cells, ends, strict=True):
        if cell.kind != "code" and (line := _uncommented(source, cell.line, end)):
            yield line, 'this line stands in a Markdown cell without "#": put "# %%" above it if it is code, else "# " before it'


def leaks(source: Source) -> Iterator[tuple[int, str]]:
    """Find lines of solutions in the cells that students see."""
    answers = regions.answers(source)
    for cell in source.cells:
        for index, line in enumerate(_seen(cell).split("\n")):
            for code, number in answers.items():
                if code in line:
                    yield cell.start + index, _leak(number, source.name)


def _seen(cell: Cell) -> str:
    return regions.cleared(cell.text) if cell.role == "solution" else cell.text


def _uncommented(source: Source, header: int, end: int) -> int:
    """Return the number of the first line behind a header that is neither blank nor a comment, else 0."""
    numbers = range(header + 1, end + 1)
    return next((n for n in numbers if (text := source.lines[n - 1].strip()) and not text.startswith("#")), 0)


def _leak(number: int, name: str) -> str:
    return f"this line shows line {number} of the solution {name} to the students: say it in other words"


COMMON: dict[str, Rule] = {
    "swallowed": swallowed,
    "header": lint_headers.headers,
    "setup": lint_headers.setup,
    "extra": lint_headers.extra,
    "length": lint_code.length,
    "syntax": lint_code.syntax,
    "markers": lint_code.markers,
    "curve": lint_curves.curves,
}
LECTURE: dict[str, Rule] = COMMON | {"role": lint_headers.roles}
ASSIGNMENT: dict[str, Rule] = COMMON | {
    "id": lint_headers.ids,
    "points": lint_headers.points,
    "pair": lint_headers.pairs,
    "name": lint_code.names,
    "stub": lint_code.stubs,
    "leak": leaks,
}
