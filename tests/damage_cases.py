"""A submission that is damaged in every way, and what is wrong with it after repair."""

from __future__ import annotations

from dataclasses import dataclass

import damage_bytes
import damage_cells
import damage_format
import damage_marks
import nbformat
from damage import REPORTED, Sheet, damaged

from autograder.pipeline.attempts import as_submission
from autograder.pipeline.joints import stands
from autograder.pipeline.matching import grade_id, is_answer, is_locked, names, text
from autograder.pipeline.reading import UnreadableError, parse_notebook
from autograder.pipeline.repair import repair

SOURCES = (damage_bytes, damage_format, damage_cells, damage_marks)  # importing them registers their damages


@dataclass
class Verdict:
    """What became of one damaged submission.

    Args:
        unreadable: what reading said against it, else empty.
        sentences: of the repair.
        faults: what the repaired notebook lacks.
        strays: answers that were attributed to another exercise.
        shapes: of the notebook as nbgrader reads it, and as we read it.
    """

    unreadable: str = ""
    sentences: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    shapes: tuple[list, ...] = ()

    @property
    def is_repaired(self):
        """Return whether everything that was not lost is there and in its place."""
        return not (self.unreadable or self.faults or self.strays)


class Case:
    """A submission, right or with one mistake, its release, the release of another assignment, and its grade."""

    def __init__(self, notebook, release, other, points):
        self.notebook, self.release, self.other, self.points = notebook, release, other, points
        self.sheet = Sheet(notebook, other)

    def damaged(self, one):
        """Return what arrives."""
        return damaged(one, self.notebook, self.other)

    def repaired(self, data):
        """Return the notebook as nbgrader reads it from the collected file, repaired, and what was said."""
        notebook = nbformat.reads(as_submission(data).decode(), as_version=4)
        sentences = repair(notebook, self.release)
        nbformat.validate(notebook)
        assert all(sentence.endswith((".", "?")) for sentence in sentences)
        return notebook, sentences

    def verdict(self, one):
        """Damage, read and repair the submission, and look at what is left of it."""
        data = self.damaged(one)
        try:
            direct = parse_notebook(data)
        except UnreadableError as error:
            return Verdict(str(error))
        notebook, sentences = self.repaired(data)
        assert repair(direct, self.release) == sentences
        wrong, strays = faults(self, [self.sheet.answers[number] for number in one.lost], notebook)
        return Verdict("", tuple(sentences), tuple(wrong), tuple(strays), (shape(notebook), shape(direct)))


def shape(notebook):
    """Return what of a notebook decides its grade."""
    return [(grade_id(cell), cell.source) for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def letters(source):
    """Return a text without blanks."""
    return "".join(source.split()).replace("'", '"')


def faults(case, lost, notebook):
    """Return what is wrong with a repaired notebook, and the answers that were attributed to another exercise."""
    release, cells = case.release.cells, notebook.cells
    asked = {grade_id(cell): names(cell) for cell in release if is_answer(cell)}
    wrong = [] if locked(release) == locked(cells) else ["locked cells differ"]
    strays = []
    places = {grade_id(cell): at for at, cell in enumerate(cells) if grade_id(cell)}
    for name, test in zip(case.sheet.answers, case.sheet.tests, strict=True):
        source = letters(case.sheet.cell(name)["source"])
        holders = [at for at, cell in enumerate(cells) if cell.cell_type == "code" and source in letters(cell.source)]
        if name not in lost and (not holders or min(holders) > places.get(test, -1)):
            wrong.append(f"{name} does not run before its test")
        if name not in lost and name in places and not stands(cells[places[name]].source):
            wrong.append(f"{name} is no Python")
        defined = names(cells[places[name]]) if name in places else frozenset()
        if not defined & asked[name] and any(defined & asked[other] for other in asked):
            strays.append(name)
    first = min((at for at, cell in enumerate(cells) if is_answer(cell)), default=len(cells))
    return wrong + [f"{name} comes too late" for name in case.sheet.given[:2] if places.get(name, 0) > first], strays


def locked(cells):
    """Return the locked cells: names, types, metadata and texts."""
    found = [(grade_id(cell), cell.cell_type, cell.metadata, text(cell)) for cell in cells if is_locked(cell)]
    return sorted(found, key=lambda one: one[0])


def row(one, verdict):
    """Return the column of the table in which a damaged submission is counted."""
    return one.outcome if one.outcome == REPORTED or verdict.is_repaired else "not repaired"
