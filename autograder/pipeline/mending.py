"""Bringing a submitted notebook to the format that nbgrader demands, before its cells are compared with the release."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.pipeline.matching import grade_id, is_answer, mark
from autograder.pipeline.reading import NOTES, reading_notes
from autograder.pipeline.reshape import CELL_ID, CELL_TYPES, COMMON, FIELDS

_SKIPPING = {"skip-execution", "raises-exception", "remove_cell", "remove-cell", "skip"}
_KEPT = {"collapsed": bool, "name": str, "format": str, "jupyter": dict, "execution": dict, "tags": list, "scrolled": bool}
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")


def mend_format(notebook: NotebookNode) -> Iterator[str]:
    """Bring a notebook to format 4.5, with every field that the format demands.

    Args:
        notebook: a submission in format 4; it is changed.

    Yields:
        One sentence for each kind of repair.
    """
    notebook["metadata"] = _mapping(notebook.get("metadata"))
    yield from (NOTES[key] for key in reading_notes(notebook))
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    for key in set(notebook) - {"nbformat", "nbformat_minor", "metadata", "cells"}:
        del notebook[key]
    for cell in notebook.cells:
        _mend_cell(cell)
    if _strip_tags(notebook.cells):
        yield "Tags that keep a cell from running were removed."
    if _mend_line_ends(notebook.cells):
        yield "Ends of lines were brought from the form of Windows to the usual one."
    yield from _mend_widgets(notebook)


def mend_language(notebook: NotebookNode, release: NotebookNode | None) -> Iterator[str]:
    """Let a notebook name the language and kernel of the release, and nothing that the format forbids.

    Args:
        notebook: a submission; it is changed.
        release: the notebook that the student was given, if it is known.

    Yields:
        A sentence where the notebook was of another language.
    """
    metadata = notebook.metadata
    named = {key: _mapping(metadata.get(key)) for key in ("kernelspec", "language_info")}
    language = named["language_info"].get("name") or named["kernelspec"].get("language") or "python"
    given = release.metadata if release is not None else NotebookNode()
    wanted = given.get("language_info", NotebookNode(name="python"))
    if str(language).lower() not in (str(wanted.get("name")).lower(), "ipython", "python3", "python"):
        yield f"The notebook named the language {str(language)[:40]}; it was run as {wanted.get('name')}."
    metadata["language_info"] = copy.deepcopy(wanted)
    if "kernelspec" in given:
        metadata["kernelspec"] = copy.deepcopy(given.kernelspec)
    elif not all(isinstance(named["kernelspec"].get(key), str) for key in ("name", "display_name")):
        metadata.pop("kernelspec", None)
    for key, kind in {"authors": list, "title": str, "orig_nbformat": int}.items():
        if not isinstance(metadata.get(key), kind):
            metadata.pop(key, None)


def report_conflicts(notebook: NotebookNode) -> Iterator[str]:
    """Yield a question for each cell in which a merge conflict was left."""
    for number, cell in enumerate(notebook.cells, 1):
        starts = {line[:7] for line in cell.source.splitlines()}
        if starts.issuperset(_CONFLICT) and (is_answer(cell) or not mark(cell)):
            name = grade_id(cell) or f"number {number}"
            yield f"The cell {name} holds two versions (a merge conflict): which one is meant?"


def set_type(cell: NotebookNode, kind: str) -> None:
    """Give a cell a type and the fields that go with it; outputs are dropped, for grading makes them anew."""
    cell["cell_type"] = kind
    for name in set(cell) - COMMON - FIELDS[kind]:
        del cell[name]
    if kind == "code":
        cell["outputs"], cell["execution_count"] = [], None


def name_cells(notebook: NotebookNode) -> None:
    """Give every cell an id of its own: the grade id, else the one it has, else a number."""
    seen = {grade_id(cell) for cell in notebook.cells if CELL_ID.fullmatch(grade_id(cell))}
    for number, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if not CELL_ID.fullmatch(name):
            name = cell.get("id")
            name = name if isinstance(name, str) and CELL_ID.fullmatch(name) and name not in seen else _fresh(number, seen)
        cell["id"] = name
        seen.add(name)


def _mapping(value: Any) -> NotebookNode:
    return value if isinstance(value, NotebookNode) else NotebookNode()


def _mend_cell(cell: NotebookNode) -> None:
    cell["metadata"] = metadata = _mapping(cell.get("metadata"))
    cell["source"] = cell["source"] if isinstance(cell.get("source"), str) else ""
    set_type(cell, cell.get("cell_type") if cell.get("cell_type") in CELL_TYPES else "raw")
    if "nbgrader" in metadata and not mark(cell):
        del metadata["nbgrader"]
    for key, kind in _KEPT.items():
        if key in metadata and not isinstance(metadata[key], kind):
            del metadata[key]


def _strip_tags(cells: list[NotebookNode]) -> bool:
    """Take all tags away: none of them has a meaning in grading; return whether one meant that a cell is not run."""
    tags = [tag for cell in cells for tag in cell.metadata.pop("tags", [])]
    return any(isinstance(tag, str) and tag in _SKIPPING for tag in tags)


def _mend_line_ends(cells: list[NotebookNode]) -> bool:
    changed = [cell for cell in cells if "\r" in cell.source]
    for cell in changed:
        cell["source"] = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    return bool(changed)


def _mend_widgets(notebook: NotebookNode) -> Iterator[str]:
    """Drop widget metadata without state, which breaks every conversion to HTML."""
    widgets = notebook.metadata.get("widgets")
    if widgets is not None and not _has_state(widgets):
        del notebook.metadata["widgets"]
        yield "Metadata of progress bars (widgets) without their state was removed."


def _has_state(widgets: Any) -> bool:
    return isinstance(widgets, dict) and all(isinstance(data, dict) and "state" in data for data in widgets.values())


def _fresh(number: int, seen: set[str]) -> str:
    while f"cell-{number}" in seen:
        number += 1000
    return f"cell-{number}"
