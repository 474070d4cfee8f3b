"""Reading percent sources: cells with their options, their text and their line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.notebooks.errors import SourceError

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROLES = ("setup", "given", "solution", "test", "see", "payoff")

# comment_magics would turn the comment "# copy the state" into the command "copy the state": magics are undone below.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False, "root_level_metadata_as_raw_cell": False}
_FENCE = "# ---"
_UNREADABLE = 'the YAML header cannot be read: write it as "jupyter:", "  autograder:", "    title: ..."'
_HEADER = re.compile(r"^\s*#\s*%%(\s.*)?$")
_MAGIC = re.compile(r"^# (?=%{1,2}[a-z])", re.MULTILINE)
_LINE_KEY = "line_number"
_LAYOUT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker"}


@dataclass(frozen=True)
class Cell:
    """One cell of a percent source.

    Args:
        kind: "markdown" or "code".
        options: what stands behind the "# %%" of its header, as a dictionary.
        text: its text as the notebook shows it, without blank lines at either end.
        line: the line number of the "# %%" line in the file, counted from 1.
        start: the line number of the first line of the text (the header's where there is no text).
    """

    kind: str
    options: dict[str, Any]
    text: str
    line: int
    start: int

    @property
    def role(self) -> str:
        """Return "setup", "given", "solution", "test", "see", "payoff", or "" for any other cell."""
        return next((role for role in ROLES if role in self.options), "")

    @property
    def name(self) -> str:
        """Return the name given in the header of a given, solution or test cell, else the empty string."""
        value = self.options.get(self.role) if self.role in ("given", "solution", "test") else ""
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Source:
    """A percent source.

    Args:
        path: the file.
        cells: its cells, in order.
        metadata: the mapping below "jupyter" in the YAML header.
        lines: the lines of the file.
    """

    path: Path
    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """Return the mapping below "autograder" in the YAML header: title, cell_seconds."""
        return _mapping(self.metadata, "autograder")

    @property
    def name(self) -> str:
        """Return the name of the lecture or assignment: the file name without ".py"."""
        return self.path.stem


def read(path: str | Path) -> Source:
    """Read a percent source.

    Args:
        path: the file, UTF-8.

    Returns:
        The source: cells, line numbers, metadata of the YAML header.

    Raises:
        SourceError: the file cannot be read, its YAML header is no mapping, or text stands before its first "# %%" line.
    """
    path = Path(path)
    return parse(_text(path), path)


def read_settings(path: str | Path) -> dict[str, Any]:
    """Return `Source.settings` of a percent source from its YAML header alone, many times faster than reading all of it.

    Args:
        path: the file, UTF-8.

    Raises:
        SourceError: the file cannot be read, or its YAML header is no mapping.
    """
    import yaml

    path = Path(path)
    lines = [line.rstrip() for line in _text(path).splitlines()]
    inside = lines[1 : lines.index(_FENCE, 1)] if lines[:1] == [_FENCE] and _FENCE in lines[1:] else []
    try:
        header = yaml.safe_load("\n".join(line.removeprefix("#").removeprefix(" ") for line in inside))
    except yaml.YAMLError as error:
        raise SourceError(path, 1, _UNREADABLE) from error
    return _mapping(_mapping(header, "jupyter"), "autograder")


def parse(text: str, path: str | Path = "source.py") -> Source:
    """Read a percent source from its text.

    Args:
        text: the text of the source.
        path: the name of the file, for messages.

    Returns:
        The source.

    Raises:
        SourceError: the YAML header is no mapping, or text stands before the first "# %%" line.
    """
    path, lines = Path(path), text.splitlines()
    notebook = _notebook(text, path)
    marked = _notebook("\n".join(_mark(lines)), path)
    metadata = {key: value for key, value in notebook.metadata.items() if key != "jupytext"}
    return Source(path, tuple(_cells(notebook, marked, lines, path)), metadata, tuple(lines))


def _notebook(text: str, path: Path) -> NotebookNode:
    import jupytext  # half a second and more, which a kernel that only grades need not spend
    import yaml

    try:
        return jupytext.reads(text, fmt=dict(_FORMAT))
    except (yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        raise SourceError(path, 1, _UNREADABLE) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, 1, "the file cannot be read as UTF-8 text: give the path of a percent source") from error


def _mapping(value: Any, key: str) -> dict[str, Any]:
    """Return the mapping below a key, empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _mark(lines: list[str]) -> Iterator[str]:
    """Write its line number into every line that looks like a cell header; those inside strings do no harm."""
    for number, line in enumerate(lines, 1):
        yield f"{line} {_LINE_KEY}={number}" if _HEADER.match(line) else line


def _cells(notebook: NotebookNode, marked: NotebookNode, lines: list[str], path: Path) -> Iterator[Cell]:
    for cell, twin in zip(notebook.cells, marked.cells, strict=True):
        line = twin.metadata.get(_LINE_KEY)
        if line is None and not cell.source.strip():
            continue
        if line is None:
            raise SourceError(path, _first_text(lines), 'text stands before a "# %%" line: give it a cell of its own')
        yield _cell(cell, line)


def _cell(cell: NotebookNode, line: int) -> Cell:
    options = {key: value for key, value in cell.metadata.items() if key not in _LAYOUT_KEYS}
    body = cell.source.split("\n")
    blank = next((number for number, text in enumerate(body) if text.strip()), -1)
    text = "\n".join(body).strip("\n").rstrip()
    if cell.cell_type == "code":
        text = _MAGIC.sub("", text)
    return Cell(cell.cell_type, options, text, line, line + 1 + blank)


def _first_text(lines: list[str]) -> int:
    """Return the number of the first line behind the YAML header that is not blank."""
    start = 0
    if lines and lines[0].rstrip() == _FENCE:
        start = next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() == _FENCE), 0)
    return next((number for number, line in enumerate(lines[start:], start + 1) if line.strip()), 1)
