"""Mending submitted notebooks: what editors, Colab and slips of the mouse break, before nbgrader looks at it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.pipeline.joints import put_apart, put_together, rescue
from autograder.pipeline.matching import Match, grade_id, is_answer, is_locked, mark, match, position, text
from autograder.pipeline.mending import mend_format, mend_language, name_cells, report_conflicts, set_type
from autograder.pipeline.order import reorder

_FENCE = re.compile(r"\A\s*```[\w{}]*\n(.*?)\n```\s*\Z", re.DOTALL)


def repair(notebook: NotebookNode, release: NotebookNode | None) -> list[str]:
    """Mend a submitted notebook in place: never a word of an answer is changed, and nothing is guessed.

    Args:
        notebook: the submission, format 4.
        release: the notebook that the student was given; without it only the format is mended.

    Returns:
        One sentence for each kind of repair, and for each thing that could not be repaired.
    """
    sentences = [*mend_format(notebook), *mend_language(notebook, release)]
    settings = {}
    if release is not None:
        sentences += _mend_cells(notebook, release.cells)
        settings = release.metadata.get("autograder", {})
    else:
        sentences.append("The release of this assignment was not found: deleted cells and lost marks could not be put back.")
    sentences += report_conflicts(notebook)
    notebook.metadata["autograder"] = NotebookNode({**settings, "repairs": sentences})
    name_cells(notebook)
    return sentences


def _mend_cells(notebook: NotebookNode, release: list[NotebookNode]) -> Iterator[str]:
    found = match(notebook.cells, release)
    if cut := list(put_apart(notebook, found, release)):
        yield from cut
        found = match(notebook.cells, release)
    yield from rescue(notebook, found, release)
    yield from _mend_copies(found, release)
    yield from _mend_strangers(notebook, found, release)
    yield from _mend_marks(found, release)
    yield from _mend_types(found, release)
    yield from put_together(notebook, found, release)
    yield from _mend_locked(found, release)
    yield from _report_answers(found, release)
    yield from _restore(notebook, found, release)
    yield from reorder(notebook, found, release)


def _mend_copies(found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Let one cell keep a mark that several bear."""
    index_of = {grade_id(wanted): index for index, wanted in enumerate(release) if grade_id(wanted)}
    for cell in found.copies:
        if _is_marked(found, release, cell):
            continue
        name, index = grade_id(cell), index_of[grade_id(cell)]
        edited = all(text(one) != text(release[index]) for one in (cell, found.pairs[index])) and is_answer(release[index])
        del cell.metadata["nbgrader"]
        yield f"The cell {name} occurred more than once; one keeps the mark, the other runs as an ordinary cell." + (
            " Both had been edited: please look which one is meant." if edited else ""
        )


def _is_marked(found: Match, release: list[NotebookNode], cell: NotebookNode) -> bool:
    """Return whether a cell is one that has a mark in the release."""
    index = found.index(cell)
    return index is not None and bool(mark(release[index]))


def _mend_strangers(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Take away marks of cells that the release does not have: nbgrader would refuse the notebook."""
    strangers = [cell for cell in notebook.cells if grade_id(cell) and not _is_marked(found, release, cell)]
    named = ", ".join(dict.fromkeys(grade_id(cell)[:40] for cell in strangers[:6])) + ("" if len(strangers) < 7 else ", ...")
    for cell in strangers:
        del cell.metadata["nbgrader"]
    if strangers:
        one = len(strangers) == 1
        yield (
            f"The {'cell' if one else 'cells'} {named} {'does' if one else 'do'} not belong to this assignment and "
            f"{'was treated as an ordinary cell' if one else 'were treated as ordinary cells'}."
        )


def _mend_marks(found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Give every marked cell the metadata of the release, whatever it says now."""
    lost: dict[str, list[str]] = {}
    for index, cell in sorted(found.pairs.items(), key=lambda pair: pair[0]):
        wanted = release[index]
        if not mark(wanted):
            continue
        if not mark(cell):
            lost.setdefault(found.how[index], []).append(grade_id(wanted))
        elif grade_id(cell) != grade_id(wanted):
            yield f"The cell {grade_id(wanted)} had been given the name {grade_id(cell)[:40]}, which was put right."
        elif _flags(cell) != _flags(wanted):
            yield f"Points or flags of the cell {grade_id(wanted)} had been changed and were put back."
        cell.metadata = copy.deepcopy(wanted.metadata)
    if lost:
        yield _sentence_on_lost_marks(lost)


def _sentence_on_lost_marks(lost: dict[str, list[str]]) -> str:
    ways = {"id": "by their ids", "content": "by their content", "name": "by what they define", "order": "by their place"}
    count = sum(map(len, lost.values()))
    parts = ", ".join(f"{len(cells)} {ways[how]}" for how, cells in lost.items() if how in ways)
    return f"The grading marks of {_count(count, 'cell')} were lost and were put back ({parts})."


def _flags(cell: NotebookNode) -> dict[str, Any]:
    flags = {key: bool(mark(cell).get(key)) for key in ("grade", "solution", "locked", "task")}
    return {**flags, "points": mark(cell).get("points")} if flags["grade"] else flags


def _mend_types(found: Match, release: list[NotebookNode]) -> Iterator[str]:
    for index, cell in sorted(found.pairs.items(), key=lambda pair: pair[0]):
        kind = release[index].cell_type
        if mark(release[index]) and cell.cell_type != kind:
            yield f"The cell {grade_id(release[index])} had become a {cell.cell_type} cell and was made a {kind} cell again."
            set_type(cell, kind)
            if kind == "code" and (fenced := _FENCE.match(cell.source)):
                cell["source"] = fenced[1]


def _mend_locked(found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Put back the text of locked cells; nbgrader does the same from its database, but tells nobody."""
    for index, cell in sorted(found.pairs.items(), key=lambda pair: pair[0]):
        wanted = release[index]
        if is_locked(wanted) and text(cell) != text(wanted):
            cell["source"] = wanted.source
            yield f"The text of the locked cell {grade_id(wanted)} had been changed and was put back."


def _report_answers(found: Match, release: list[NotebookNode]) -> Iterator[str]:
    for index, wanted in enumerate(release):
        name = grade_id(wanted)
        if name in found.ambiguous:
            yield f"Several cells could be the answer {name}; all of them run, and none was given the mark."
        elif index not in found.pairs and is_answer(wanted) and not mark(wanted).get("grade"):
            yield f"The answer cell {name} is missing; an answer in another cell counts all the same."
    answers = [index for index, wanted in enumerate(release) if is_answer(wanted)]
    if answers and not any(index in found.pairs for index in answers):
        yield "No answer cell was found at all: is this the notebook of another assignment?"


def _restore(notebook: NotebookNode, found: Match, release: list[NotebookNode]) -> Iterator[str]:
    """Put deleted locked and graded cells back at their place."""
    for index, wanted in enumerate(release):
        if index in found.pairs or not _must_be_there(wanted):
            continue
        cell = copy.deepcopy(wanted)
        notebook.cells.insert(_place(notebook.cells, found, index, wanted), cell)
        found.add(index, cell, "restored")
        kind = "graded" if mark(wanted).get("grade") else "locked"
        yield f"The {kind} cell {grade_id(wanted)} had been deleted and was put back."


def _must_be_there(cell: NotebookNode) -> bool:
    return is_locked(cell) or bool(mark(cell).get("grade"))


def _place(cells: list[NotebookNode], found: Match, index: int, wanted: NotebookNode) -> int:
    """Return where to insert a deleted cell.

    A graded cell goes as late as possible (before the next cell of the release, hence after cells that the student
    added for the answer), any other as early as possible (after the previous cell of the release).
    """
    before = [other for other in found.pairs if other < index]
    after = [other for other in found.pairs if other > index]
    start = position(cells, found.pairs[max(before)]) + 1 if before else 0
    end = position(cells, found.pairs[min(after)]) if after else len(cells)
    return max(start, end) if mark(wanted).get("grade") else start


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
