"""The order of cells: what an answer needs goes before it, and a test goes after the answers that it tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.pipeline.matching import Match, grade_id, is_answer, is_locked, mark, names, position


def reorder(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Move locked cells of the release, and only where they cannot do their work; cells of the student stay where they are.

    Args:
        notebook: the submission; it is changed.
        found: which cell is which.
        release: the cells that the student was given.

    Yields:
        One sentence for each cell that was moved.
    """
    for index in sorted(found.pairs):
        if _is_given(release[index]) and _to_the_front(notebook.cells, found, index):
            yield f"The cell {grade_id(release[index])} stood behind cells that need it and was moved to the front."
    for index in sorted(found.pairs):
        if _is_test(release[index]) and _to_the_back(notebook.cells, found, release, index):
            yield f"The test cell {grade_id(release[index])} stood before the answer that it tests and was moved behind it."


def _is_given(cell: NotebookNode) -> bool:
    return is_locked(cell) and not mark(cell).get("grade") and cell.cell_type == "code"


def _is_test(cell: NotebookNode) -> bool:
    return is_locked(cell) and bool(mark(cell).get("grade"))


def _to_the_front(cells: list[NotebookNode], found: Match, index: int) -> bool:
    """Move a given cell before the first code cell of the release that comes later there."""
    here = position(cells, found.pairs[index])
    later = {id(cell) for other, cell in found.pairs.items() if other > index and cell.cell_type == "code"}
    first = next((at for at, cell in enumerate(cells) if id(cell) in later), len(cells))
    if here < first:
        return False
    cells.insert(first, cells.pop(here))
    return True


def _to_the_back(cells: list[NotebookNode], found: Match, release: list[NotebookNode], index: int) -> bool:
    """Move a test behind the last answer that it needs, and behind the student's own cells that follow it."""
    here = position(cells, found.pairs[index])
    places = [place for answer in _needed(cells, found, release, index) if (place := _place(cells, found, release, answer)) >= 0]
    last = max(places, default=-1)
    if last < here:
        return False
    target = last + 1
    while target < len(cells) and found.index(cells[target]) is None:
        target += 1
    cells.insert(target - 1, cells.pop(here))
    return True


def _needed(cells: list[NotebookNode], found: Match, release: list[NotebookNode], index: int) -> set[int]:
    """Return the answers that a test needs: its own, and earlier ones that these use, however far."""
    earlier = [other for other in range(index) if is_answer(release[other])]
    needed, waiting = set[int](), _own(release, index)
    while waiting:
        answer = waiting.pop()
        needed.add(answer)
        place = _place(cells, found, release, answer)
        words = set(re.findall(r"\w+", cells[place].source)) if place >= 0 else set()
        waiting += [other for other in earlier if other not in needed and names(release[other]) & words]
    return needed


def _own(release: list[NotebookNode], index: int) -> list[int]:
    """Return the answers that a test follows: those before it, back to the test before them."""
    own: list[int] = []
    for other in range(index - 1, -1, -1):
        if is_answer(release[other]):
            own.append(other)
        elif own and mark(release[other]).get("grade"):
            break
    return own


def _place(cells: list[NotebookNode], found: Match, release: list[NotebookNode], answer: int) -> int:
    """Return where an answer stands: its cell, else the first that defines what it asks for; -1 where there is none."""
    if answer in found.pairs:
        return position(cells, found.pairs[answer])
    wanted = names(release[answer])
    return next((at for at, cell in enumerate(cells) if wanted and cell.cell_type == "code" and wanted <= names(cell)), -1)
