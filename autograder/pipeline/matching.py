"""Which cell of a submission is which cell of the release, whatever an editor has done to its metadata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

_NAMES = re.compile(r"^(?:async def|def|class)\s+(\w+)", re.MULTILINE)

Keys = Callable[[NotebookNode], Iterable[Hashable]]


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
    _index: dict[int, int] = field(default_factory=dict)

    def add(self, index: int, cell: NotebookNode, how: str) -> None:
        """Record that `cell` is cell `index` of the release."""
        self.pairs[index], self.how[index] = cell, how
        self._index[id(cell)] = index

    def index(self, cell: NotebookNode) -> int | None:
        """Return which cell of the release this very cell is, or None."""
        return self._index.get(id(cell))

    def free(self, cells: Iterable[NotebookNode]) -> list[NotebookNode]:
        """Return the cells that are none of the release."""
        return [cell for cell in cells if id(cell) not in self._index]

    def missing(self, release: list[NotebookNode]) -> list[int]:
        """Return the cells of the release that were not found."""
        return [index for index in range(len(release)) if index not in self.pairs]


def match(cells: list[NotebookNode], release: list[NotebookNode]) -> Match:
    """Find the cells of the release in a submission: by mark, then id, then content, then defined names, then order.

    Args:
        cells: the cells of the submission; they are not changed.
        release: the cells of the release.

    Returns:
        The pairs. Where two cells could stand for one answer, none is chosen.
    """
    found = Match()
    answers = {name: index for index, wanted in enumerate(release) if is_answer(wanted) for name in names(wanted)}
    _by_mark(found, cells, release, answers)
    _by_key(found, _well_named(cells, release, answers), release, "id", _ids)
    _by_key(found, cells, release, "content", _content)
    _by_key(found, cells, release, "content", _letters)
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


def is_locked(cell: NotebookNode) -> bool:
    """Return whether the text of this cell is the instructor's."""
    return bool(mark(cell)) and not is_answer(cell)


def text(cell: NotebookNode) -> str:
    """Return the source of a cell without trailing blanks, for comparing."""
    return "\n".join(line.rstrip() for line in cell.source.strip().splitlines())


def names(cell: NotebookNode) -> frozenset[str]:
    """Return the functions and classes that a cell defines."""
    return frozenset(_NAMES.findall(cell.source))


def position(cells: list[NotebookNode], cell: NotebookNode) -> int:
    """Return where this very cell stands (equal cells are not the same cell)."""
    return next(index for index, other in enumerate(cells) if other is cell)


def _by_mark(found: Match, cells: list[NotebookNode], release: list[NotebookNode], answers: dict[str, int]) -> None:
    groups = _groups(cells, lambda cell: [grade_id(cell)] if grade_id(cell) else [])
    for index, wanted in enumerate(release):
        group = groups.get(grade_id(wanted), []) if grade_id(wanted) else []
        group = [cell for cell in group if not _is_anothers(cell, index, wanted, answers)]
        if group:
            best = _best(group, wanted)
            found.add(index, best, "mark")
            found.copies += [cell for cell in group if cell is not best]


def _is_anothers(cell: NotebookNode, index: int, wanted: NotebookNode, answers: dict[str, int]) -> bool:
    """Return whether a cell bears the mark of one answer and defines what another one asks for: what it does counts."""
    if not is_answer(wanted) or not names(wanted) or names(wanted) & names(cell):
        return False
    return any(answers.get(name, index) != index for name in names(cell))


def _well_named(cells: list[NotebookNode], release: list[NotebookNode], answers: dict[str, int]) -> list[NotebookNode]:
    """Return the cells without those whose id is that of another answer than the one they define."""
    of = {key: index for index, wanted in enumerate(release) if is_answer(wanted) for key in _ids(wanted)}
    misnamed = {
        id(cell) for cell in cells for key in _ids(cell) if key in of and _is_anothers(cell, of[key], release[of[key]], answers)
    }
    return [cell for cell in cells if id(cell) not in misnamed]


def _best(group: list[NotebookNode], wanted: NotebookNode) -> NotebookNode:
    """Of cells with the same mark take the answer that defines the right names, was edited, and comes first.

    Of locked cells take the one whose text is right.
    """
    if not is_answer(wanted):
        return max(group, key=lambda cell: text(cell) == text(wanted))
    return max(group, key=lambda cell: (names(wanted) <= names(cell), text(cell) != text(wanted)))


def _by_key(found: Match, cells: list[NotebookNode], release: list[NotebookNode], how: str, keys: Keys) -> None:
    """Pair cells with a common key; where it is not unique, only when there are as many on both sides.

    Of a locked cell several copies may be there: they say the same, and the first is taken.
    """
    free = _groups(found.free(cells), keys)
    missing: dict[Hashable, list[int]] = defaultdict(list)
    for index in found.missing(release):
        for key in keys(release[index]):
            missing[key].append(index)
    for key, wanted in missing.items():
        candidates = free.get(key, [])
        same = how == "content" and len(candidates) > len(wanted) and all(is_locked(release[index]) for index in wanted)
        if len(candidates) == len(wanted) or same:
            for cell, index in zip(candidates, wanted, strict=not same):
                if found.index(cell) is None and index not in found.pairs:
                    found.add(index, cell, how)


def _by_names(found: Match, cells: list[NotebookNode], release: list[NotebookNode]) -> None:
    """Pair an answer cell with the one free cell that defines its names."""
    for index in _missing_answers(found, release):
        wanted = names(release[index])
        candidates = [cell for cell in found.free(cells) if wanted and wanted <= names(cell)]
        if len(candidates) > 1:
            between = {id(cell) for cell in _between(found, cells, release, index)}
            candidates = [cell for cell in candidates if id(cell) in between]
        if len(candidates) == 1:
            found.add(index, candidates[0], "name")


def _by_order(found: Match, cells: list[NotebookNode], release: list[NotebookNode]) -> None:
    """Pair an answer cell with the one free cell of its type between the neighbours that were found."""
    answers = frozenset[str]().union(*(names(release[index]) for index in range(len(release)) if is_answer(release[index])))
    for index in _missing_answers(found, release):
        wanted, others = release[index], answers - names(release[index])
        between = _between(found, cells, release, index)
        candidates = [cell for cell in between if cell.cell_type == wanted.cell_type and not names(cell) & others]
        if len(candidates) == 1:
            found.add(index, candidates[0], "order")
        elif candidates:
            found.ambiguous.append(grade_id(wanted))


def _between(found: Match, cells: list[NotebookNode], release: list[NotebookNode], index: int) -> list[NotebookNode]:
    """Return the free cells between the nearest cells before and after that were found; none where there is no such cell."""
    before = max((other for other in found.pairs if other < index), default=None)
    after = min((other for other in found.pairs if other > index), default=None)
    if (before is None and index > 0) or (after is None and index < len(release) - 1):
        return []
    start = -1 if before is None else position(cells, found.pairs[before])
    end = len(cells) if after is None else position(cells, found.pairs[after])
    return found.free(cells[start + 1 : max(end, start + 1)])


def _missing_answers(found: Match, release: list[NotebookNode]) -> list[int]:
    return [index for index in found.missing(release) if is_answer(release[index])]


def _ids(cell: NotebookNode) -> list[str]:
    """Return the ids of a cell: its own, and the one that Colab keeps in the metadata."""
    return list(dict.fromkeys(key for key in (cell.get("id"), cell.metadata.get("id")) if isinstance(key, str) and key))


def _content(cell: NotebookNode) -> list[str]:
    return [text(cell)] if text(cell) else []


def _letters(cell: NotebookNode) -> list[str]:
    """Return the text of a cell as no formatter changes it: without blanks, with one kind of quotes."""
    letters = "".join(cell.source.split()).replace("'", '"')
    return [letters] if letters else []


def _groups(cells: Iterable[NotebookNode], keys: Keys) -> dict[Hashable, list[NotebookNode]]:
    groups: dict[Hashable, list[NotebookNode]] = defaultdict(list)
    for cell in cells:
        for key in keys(cell):
            groups[key].append(cell)
    return groups
