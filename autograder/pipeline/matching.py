"""Which cell of a submission is which cell of the release, whatever an editor has done to its metadata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

_NAMES = re.compile(r"^(?:async def|def|class)\s+(\w+)", re.MULTILINE)


@dataclass
class Match:
    """Pairs of cells.

    Args:
        pairs: for each cell of the release that was found (by its index there), the cell of the submission.
        how: by its index in the release, how the cell was found: "mark", "id", "content", "name" or "order".
        ambiguous: grade ids of answer cells for which several cells of the submission could stand.
        copies: cells of the submission that bear a mark which a better cell bears too.
    """

    pairs: dict[int, NotebookNode] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)
    copies: list[NotebookNode] = field(default_factory=list)

    def add(self, index: int, cell: NotebookNode, how: str) -> None:
        """Record that `cell` is cell `index` of the release."""
        self.pairs[index], self.how[index] = cell, how


def match(cells: list[NotebookNode], release: list[NotebookNode]) -> Match:
    """Find the cells of the release in a submission: by mark, then id, then content, then defined names, then order.

    Args:
        cells: the cells of the submission; they are not changed.
        release: the cells of the release.

    Returns:
        The pairs. Where two cells could stand for one, none is chosen.
    """
    found = Match()
    _by_mark(found, cells, release)
    _by_key(found, cells, release, "id", _ids)
    _by_key(found, cells, release, "content", lambda cell: [text(cell)] if text(cell) else [])
    _by_names(found, cells, release)
    _by_order(found, cells, release)
    return found


def mark(cell: NotebookNode) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell; empty where it has none, or none that can be read."""
    data = cell.metadata.get("nbgrader")
    return data if isinstance(data, dict) and isinstance(data.get("grade_id"), str) else {}


def grade_id(cell: NotebookNode) -> str:
    """Return nbgrader's name of a cell, or the empty string."""
    return str(mark(cell).get("grade_id", ""))


def is_answer(cell: NotebookNode) -> bool:
    """Return whether the student writes in this cell."""
    return bool(mark(cell).get("solution"))


def text(cell: NotebookNode) -> str:
    """Return the source of a cell without trailing blanks, for comparing."""
    return "\n".join(line.rstrip() for line in cell.source.strip().splitlines())


def names(cell: NotebookNode) -> frozenset[str]:
    """Return the functions and classes that a cell defines."""
    return frozenset(_NAMES.findall(cell.source))


def position(cells: list[NotebookNode], cell: NotebookNode) -> int:
    """Return where this very cell stands (equal cells are not the same cell)."""
    return next(index for index, other in enumerate(cells) if other is cell)


def _by_mark(found: Match, cells: list[NotebookNode], release: list[NotebookNode]) -> None:
    groups = _groups(cells, lambda cell: [grade_id(cell)] if grade_id(cell) else [])
    for index, wanted in enumerate(release):
        group = groups.get(grade_id(wanted), []) if grade_id(wanted) else []
        if group:
            best = _best(group, wanted)
            found.add(index, best, "mark")
            found.copies += [cell for cell in group if cell is not best]


def _best(group: list[NotebookNode], wanted: NotebookNode) -> NotebookNode:
    """Of cells with the same mark take the answer that defines the right names, was edited, and comes first."""
    if not is_answer(wanted):
        return group[0]
    return max(group, key=lambda cell: (names(wanted) <= names(cell), text(cell) != text(wanted)))


def _by_key(
    found: Match,
    cells: list[NotebookNode],
    release: list[NotebookNode],
    how: str,
    keys: Callable[[NotebookNode], Iterable[Hashable]],
) -> None:
    """Pair cells with a common key; where it is not unique, only when there are as many on both sides."""
    free = _groups(_free(found, cells), keys)
    missing = _groups([release[index] for index in _missing(found, release)], keys)
    for key, wanted in missing.items():
        candidates = free.get(key, [])
        if len(candidates) == len(wanted):
            for cell, target in zip(candidates, wanted, strict=True):
                if not _is_taken(found, cell):
                    found.add(position(release, target), cell, how)


def _by_names(found: Match, cells: list[NotebookNode], release: list[NotebookNode]) -> None:
    """Pair an answer cell with the one free cell that defines its names."""
    for index in _missing_answers(found, release):
        wanted = names(release[index])
        candidates = [cell for cell in _free(found, cells) if wanted and wanted <= names(cell)]
        if len(candidates) > 1:
            between = _between(found, cells, release, index)
            candidates = [cell for cell in candidates if any(cell is other for other in between)]
        if len(candidates) == 1:
            found.add(index, candidates[0], "name")


def _by_order(found: Match, cells: list[NotebookNode], release: list[NotebookNode]) -> None:
    """Pair an answer cell with the one free cell of its type between the neighbours that were found."""
    for index in _missing_answers(found, release):
        wanted = release[index]
        candidates = [cell for cell in _between(found, cells, release, index) if cell.cell_type == wanted.cell_type]
        if len(candidates) == 1:
            found.add(index, candidates[0], "order")
        elif candidates:
            found.ambiguous.append(grade_id(wanted))


def _between(found: Match, cells: list[NotebookNode], release: list[NotebookNode], index: int) -> list[NotebookNode]:
    """Return the free cells between the nearest cells before and after that were found; none where there is no such cell."""
    before, after = [other for other in found.pairs if other < index], [other for other in found.pairs if other > index]
    if not (before or index == 0) or not (after or index == len(release) - 1):
        return []
    start = position(cells, found.pairs[max(before)]) if before else -1
    end = position(cells, found.pairs[min(after)]) if after else len(cells)
    return [cell for cell in _free(found, cells) if start < position(cells, cell) < end]


def _free(found: Match, cells: list[NotebookNode]) -> list[NotebookNode]:
    return [cell for cell in cells if not _is_taken(found, cell)]


def _is_taken(found: Match, cell: NotebookNode) -> bool:
    return any(cell is other for other in found.pairs.values())


def _missing(found: Match, release: list[NotebookNode]) -> Iterator[int]:
    return (index for index in range(len(release)) if index not in found.pairs)


def _missing_answers(found: Match, release: list[NotebookNode]) -> list[int]:
    return [index for index in _missing(found, release) if is_answer(release[index])]


def _ids(cell: NotebookNode) -> list[str]:
    """Return the ids of a cell: its own, and the one that Colab keeps in the metadata."""
    return [key for key in dict.fromkeys((cell.get("id"), cell.metadata.get("id"))) if isinstance(key, str) and key]


def _groups(
    cells: Iterable[NotebookNode], keys: Callable[[NotebookNode], Iterable[Hashable]]
) -> dict[Hashable, list[NotebookNode]]:
    groups: dict[Hashable, list[NotebookNode]] = defaultdict(list)
    for cell in cells:
        for key in keys(cell):
            groups[key].append(cell)
    return groups
