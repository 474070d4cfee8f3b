"""What happens to notebooks on the way from a student to the instructor: small functions, each with what must come of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

# What must come of a damaged submission: the grade of the undamaged one, that grade less what is truly gone, or a report.
REPAIRED, LOST, REPORTED = "repaired", "lost", "reported"


@dataclass(frozen=True)
class Damage:
    """One kind of damage.

    Args:
        name: of the kind.
        make: from a right submission to the bytes that arrive.
        outcome: REPAIRED, LOST or REPORTED.
        lost: the numbers of the answers that are gone.
        silent: nothing need be said of it: nbformat reads it as it is, or it does not concern grading.
        question: a person has to look, and is told so.
    """

    name: str
    make: Callable[[Sheet], bytes]
    outcome: str = REPAIRED
    lost: tuple[int, ...] = ()
    silent: bool = False
    question: bool = False


class Sheet:
    """A submission as plain JSON, to be damaged.

    Args:
        notebook: the submission; it is copied.
        other: the notebook of another assignment.
    """

    def __init__(self, notebook: NotebookNode, other: NotebookNode) -> None:
        self.json = json.loads(nbformat.writes(notebook))
        for cell in self.cells:
            cell["source"] = "".join(cell["source"])
        self.answers = [self.name(cell) for cell in self.cells if self.mark(cell).get("solution")]
        self.tests = [self.name(cell) for cell in self.cells if self.mark(cell).get("grade")]
        self.given = [
            self.name(cell) for cell in self.cells if self.name(cell) and self.name(cell) not in self.answers + self.tests
        ]
        self.other = other

    @property
    def cells(self) -> list:
        """Return the list of cells itself."""
        return self.json["cells"]

    @staticmethod
    def mark(cell: dict) -> dict:
        """Return nbgrader's metadata."""
        return cell["metadata"].get("nbgrader", {})

    def name(self, cell: dict) -> str:
        """Return the grade id."""
        return self.mark(cell).get("grade_id", "")

    def at(self, name: str) -> int:
        """Return where the cell of this name stands."""
        return next(at for at, cell in enumerate(self.cells) if self.name(cell) == name)

    def cell(self, name: str) -> dict:
        """Return the cell of this name."""
        return self.cells[self.at(name)]

    def answer(self, number: int) -> dict:
        """Return an answer cell."""
        return self.cell(self.answers[number])

    def test(self, number: int) -> dict:
        """Return a test cell."""
        return self.cell(self.tests[number])

    def code(self) -> list:
        """Return the code cells."""
        return [cell for cell in self.cells if cell["cell_type"] == "code"]

    def move(self, name: str, to: int) -> None:
        """Move a cell."""
        self.cells.insert(to, self.cells.pop(self.at(name)))

    def delete(self, *names: str) -> None:
        """Delete cells."""
        self.json["cells"] = [cell for cell in self.cells if self.name(cell) not in names]

    def wipe(self, minor: int = 4) -> None:
        """Take all metadata and ids of cells away."""
        self.json["nbformat_minor"] = minor
        for cell in self.cells:
            cell["metadata"] = {}
            cell.pop("id", None)

    def text(self, **settings: object) -> str:
        """Return the file."""
        return json.dumps(self.json, **{"indent": 1, **settings})


DAMAGES: list[Damage] = []


def damage(outcome: str = REPAIRED, **settings: object) -> Callable:
    """Register a function that damages a sheet in place, or returns what arrives in its place."""

    def register(change: Callable) -> Callable:
        def make(sheet: Sheet) -> bytes:
            found = change(sheet)
            text = sheet.text() if found is None else found
            return text if isinstance(text, bytes) else text.encode()

        DAMAGES.append(Damage(change.__name__.strip("_").replace("_", " "), make, outcome, **settings))
        return change

    return register


def damaged(one: Damage, notebook: NotebookNode, other: NotebookNode) -> bytes:
    """Return what arrives of a submission."""
    return one.make(Sheet(copy.deepcopy(notebook), other))
