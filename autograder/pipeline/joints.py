"""Cells that were joined are put apart, cells that were split are put together: their text stays as it is."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Iterator
from functools import lru_cache

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.notebooks.release import plain
from autograder.pipeline.matching import Match, grade_id, is_answer, is_locked, names, text
from autograder.pipeline.mending import set_type

LONGEST = 100_000
MOST_PIECES = 4
MOST_CELLS = 1_000
MOST_TEXT = 2_000_000

Piece = tuple[list[str], int | None]


def put_apart(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Cut cells of the instructor out of cells of the student, where the text of both was joined.

    Args:
        notebook: the submission; it is changed, and has to be matched again where a cell was cut.
        found: which cell is which.
        release: the cells that the student was given.

    Yields:
        One sentence for each cell that was cut.
    """
    missing = [index for index in found.missing(release) if text(release[index]) and not is_answer(release[index])]
    wanted = {index: text(release[index]).splitlines() for index in missing}
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        own = found.index(cell)
        pieces = _pieces(cell, own, wanted, release)
        for _, index in pieces if len(pieces) > 1 else ():
            wanted.pop(-1 if index is None else index, None)
        if len(pieces) > 1:
            cells += _cut(cell, own, pieces, release)
            yield f"Cells that had been joined{_around(own, release)} were put apart again."
        else:
            cells.append(cell)
    notebook.cells = cells


def rescue(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Keep an answer that was written into a locked cell, whose text is about to be put back.

    Args:
        notebook: the submission; it is changed.
        found: which cell is which; the rescued answer is added.
        release: the cells that the student was given.

    Yields:
        One sentence for each answer that was kept.
    """
    answers = [index for index in found.missing(release) if is_answer(release[index]) and names(release[index])]
    locked = [index for index in sorted(found.pairs) if is_locked(release[index])]
    for index in locked:
        cell = found.pairs[index]
        held = [other for other in answers if names(release[other]) <= names(cell)]
        if held and text(cell) != text(release[index]):
            kept = new_code_cell(cell.source)
            notebook.cells.insert(next(at for at, other in enumerate(notebook.cells) if other is cell), kept)
            found.add(held[0], kept, "name")
            answers = [other for other in answers if other not in held]
            yield f"The answer {grade_id(release[held[0]])} stood in the locked cell {grade_id(release[index])} and was kept."


def put_together(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Join cells of the student of which one is no Python without the other.

    Args:
        notebook: the submission; it is changed.
        found: which cell is which.
        release: the cells that the student was given.

    Yields:
        One sentence for each cell that was put together.
    """
    if len(notebook.cells) > MOST_CELLS or sum(len(cell.source) for cell in notebook.cells) > MOST_TEXT:
        return
    start = 0
    while start < len(notebook.cells):
        cell = notebook.cells[start]
        index = found.index(cell)
        if cell.cell_type == "code" and (index is None or is_answer(release[index])):
            parts = _continued(cell, _followers(notebook.cells, start, found))
            if parts:
                cell["source"] = "\n".join([cell.source, *(part.source for part in parts)])
                gone = {id(part) for part in parts}
                notebook.cells = [other for other in notebook.cells if id(other) not in gone]
                yield f"A cell that had been split{_around(index, release)} was put together again."
        start += 1


@lru_cache(maxsize=256)
def stands(source: str) -> bool:
    """Return whether a cell is Python that can be compiled; it is not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(plain(source), "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _pieces(cell: NotebookNode, own: int | None, missing: dict[int, list[str]], release: list[NotebookNode]) -> list[Piece]:
    """Cut a cell where the text of missing cells of the release begins and ends; one piece where there is nothing to cut."""
    source = cell.source.splitlines()
    if len(cell.source) > LONGEST or (own is not None and text(cell) == text(release[own])):
        return [(source, own)]
    wanted = dict(missing)
    if own is not None and is_locked(release[own]):
        wanted[own] = text(release[own]).splitlines()
    lines, pieces, rest, at = [line.rstrip() for line in source], list[Piece](), list[str](), 0
    while at < len(lines):
        index = next((index for index, words in wanted.items() if lines[at] == words[0] and _starts(lines, at, words)), None)
        if index is None:
            rest.append(source[at])
            at += 1
            continue
        words = wanted.pop(index)
        pieces += [(rest, None), (words, index)]
        rest, at = [], at + len(words)
    pieces = [piece for piece in [*pieces, (rest, None)] if "".join(piece[0]).strip()]
    return pieces if len(pieces) > 1 and _is_clean(cell, pieces) else [(source, own)]


def _starts(lines: list[str], at: int, words: list[str]) -> bool:
    return lines[at : at + len(words)] == words


def _is_clean(cell: NotebookNode, pieces: list[Piece]) -> bool:
    """Return whether no statement of the student is cut in two."""
    if cell.cell_type != "code" or not stands(cell.source):
        return True
    return all(stands("\n".join(lines)) for lines, index in pieces if index is None)


def _cut(cell: NotebookNode, own: int | None, pieces: list[Piece], release: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the pieces as cells; the mark stays with the piece that it belongs to, else with the first of the student's."""
    indices = [index for _, index in pieces]
    keeper = indices.index(own) if own in indices else indices.index(None) if None in indices else 0
    for number, (lines, index) in enumerate(pieces):
        if number == keeper:
            made = cell
        elif index is not None:
            made = copy.deepcopy(release[index])
        else:
            made = new_code_cell()
            del made["id"]
            set_type(made, cell.cell_type)
        made["source"] = "\n".join(lines).strip("\n")
        yield made


def _followers(cells: list[NotebookNode], start: int, found: Match) -> list[NotebookNode]:
    """Return the next few code cells, as far as they are the student's own."""
    parts: list[NotebookNode] = []
    for cell in cells[start + 1 :]:
        if cell.cell_type != "code" or found.index(cell) is not None or len(parts) == MOST_PIECES:
            break
        parts.append(cell)
    return parts


def _continued(cell: NotebookNode, followers: list[NotebookNode]) -> list[NotebookNode]:
    """Return the cells that belong to the end of a cell."""
    if not followers or len(cell.source) > LONGEST or not cell.source.strip():
        return []
    first = followers[0].source
    if stands(cell.source) and stands(first) and not _is_indented(first):
        return []
    for count in range(1, len(followers) + 1):
        sources = [cell.source, *(part.source for part in followers[:count])]
        if sum(map(len, sources)) <= LONGEST and stands("\n".join(sources)):
            return followers[:count]
    return []


def _is_indented(source: str) -> bool:
    line = next((line for line in source.splitlines() if line.strip()), "")
    return line[:1] in (" ", "\t")


def _around(index: int | None, release: list[NotebookNode]) -> str:
    name = grade_id(release[index]) if index is not None else ""
    return f" ({name})" if name else ""
