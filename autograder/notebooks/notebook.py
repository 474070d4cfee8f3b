"""Notebooks made from percent sources: the same bytes for the same source."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.notebooks import headers
from autograder.notebooks.badge import badge
from autograder.notebooks.percent import Cell, Source

SHOWN = "**You should see**"

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def lecture(source: Source, repository: str | None, path: str) -> NotebookNode:
    """Return the notebook of a lecture.

    Args:
        source: the percent source.
        repository: "owner/name" for the Colab badge and the setup cell, or None.
        path: the path of the notebook in the repository, for the badge.

    Returns:
        The notebook, without outputs and without nbgrader metadata.
    """
    return _notebook(source, repository, path, {}, graded=False)


def assignment(source: Source, repository: str | None, path: str, outputs: Mapping[int, str]) -> NotebookNode:
    """Return the instructor's notebook of an assignment, solutions included, as nbgrader's generate step takes it.

    Args:
        source: the percent source.
        repository: "owner/name" for the Colab badge and the setup cell, or None.
        path: the path of the released notebook in the repository, for the badge.
        outputs: from the index of each `see` cell of the source to what it prints.

    Returns:
        The notebook, without outputs, with nbgrader metadata and one "You should see" cell behind each `see` cell.
    """
    return _notebook(source, repository, path, outputs, graded=True)


def dumps(notebook: NotebookNode) -> str:
    """Return the text of a notebook file: indent 1, sorted keys, one newline at the end.

    Args:
        notebook: the notebook; it is validated first.

    Returns:
        The text.

    Raises:
        nbformat.ValidationError: the notebook does not follow nbformat 4.5.
    """
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=4)
    return text.rstrip("\n") + "\n"


def write(notebook: NotebookNode, path: Path) -> Path:
    """Write a notebook file, making its folder where it is missing.

    Args:
        notebook: the notebook.
        path: the file.

    Returns:
        The file.

    Raises:
        nbformat.ValidationError: the notebook does not follow nbformat 4.5.
    """
    text = dumps(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _notebook(source: Source, repository: str | None, path: str, outputs: Mapping[int, str], *, graded: bool) -> NotebookNode:
    cells = list(_with_shown(source, outputs))
    _lead(cells, badge(repository, path))
    notebook = nbformat.v4.new_notebook(metadata=json.loads(json.dumps(_METADATA)))
    notebook.nbformat_minor = 5
    setup = headers.setup_body(repository, source.settings.get("extra", ""))
    notebook.cells = [_cell(cell, position, setup, graded=graded) for position, cell in enumerate(cells)]
    return notebook


def _with_shown(source: Source, outputs: Mapping[int, str]) -> Iterator[Cell]:
    for index, cell in enumerate(source.cells):
        yield cell
        if index in outputs:
            yield Cell("markdown", {}, f"{SHOWN}\n\n```text\n{outputs[index].rstrip()}\n```", cell.line, cell.start)


def _lead(cells: list[Cell], line: str) -> None:
    """Put the badge, if there is one, above the text of the first Markdown cell."""
    first = next((index for index, cell in enumerate(cells) if cell.kind == "markdown"), None)
    if line and first is not None:
        cell = cells[first]
        cells[first] = Cell(cell.kind, cell.options, f"{line}\n\n{cell.text}", cell.line, cell.start)


def _cell(cell: Cell, position: int, setup: str, *, graded: bool) -> NotebookNode:
    text = setup if cell.role == "setup" else cell.text
    make = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    made = make(source=text, id=_identity(cell, position, text))
    if graded and (metadata := headers.nbgrader(cell)):
        made.metadata["nbgrader"] = NotebookNode(metadata)
    return made


def _identity(cell: Cell, position: int, text: str) -> str:
    name = headers.grade_id(cell)
    if _ID.fullmatch(name):
        return name
    return f"c{position:03d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
