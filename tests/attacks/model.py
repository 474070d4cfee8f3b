"""What an attack is, and the ways in which it gets into a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from attack_course import CHECK, FITTED, MODEL, PLAIN, WRONG
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

BOAST = "boast_got_through"  # printed by an attack that got what nobody must get
REACHED = "reached its aim"  # printed by an attack on models when it does what it is named for
SCRIPT = "attackScript"  # called by scripts that run where somebody opens the page

Edit = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Attack:
    """An attack, on a submission that is wrong but for what `honest` names.

    In the texts of its cells @COURSE@, @HOME@, @REALHOME@, @RUNTIME@, @SITE@, @MARK@, @PORT@, @SECONDS@, @PYTHON@ and @BOAST@
    are filled in: what a student who knows the machine would write.

    Args:
        name: unique; with the family it is the name of the student.
        family: the heading in GRADING.md.
        listed: what GRADING.md calls it there, or "" for one that is not listed.
        edit: changes the notebook in place.
        assignment: PLAIN or CHECK; with models FITTED or MODEL.
        honest: the answers that are right; their points, and no others, are deserved.
        stock_safe: whether stock nbgrader can run it without harm to this machine.
        profile: "numpy" or "keras".
        files: beside the notebook, by name.
        alone: the points that it gets where one process runs answers and tests; None where nobody has looked.
    """

    name: str
    family: str
    listed: str
    edit: Edit
    assignment: str = PLAIN
    honest: tuple[str, ...] = ()
    stock_safe: bool = True
    profile: str = "numpy"
    files: tuple[tuple[str, str], ...] = ()
    alone: float | None = None

    @property
    def student(self) -> str:
        """Return the id of the student who hands it in."""
        return f"{self.family.lower()}-{self.name}".replace(" ", "-")


def others(*names: str, assignment: str = PLAIN) -> tuple[str, ...]:
    """Return all answers but these."""
    return tuple(name for name in WRONG[assignment] if name not in names)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with this grade id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def position(notebook: NotebookNode, name: str) -> int:
    """Return the place of the cell with this grade id."""
    return next(index for index, one in enumerate(notebook.cells) if one.metadata.get("nbgrader", {}).get("grade_id") == name)


def answer(**sources: str) -> Edit:
    """Replace answers."""

    def edit(notebook: NotebookNode) -> None:
        for name, source in sources.items():
            cell(notebook, name).source = source

    return edit


def first(source: str) -> Edit:
    """Put the text at the top of the first answer: it runs before all tests."""

    def edit(notebook: NotebookNode) -> None:
        one = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("solution"))
        one.source = f"{source}\n\n\n{one.source}"

    return edit


def inserted(source: str, before: str | None = None, kind: str = "code") -> Edit:
    """Put a cell before the one of this grade id, else at the end."""

    def edit(notebook: NotebookNode) -> None:
        made = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
        notebook.cells.insert(len(notebook.cells) if before is None else position(notebook, before), made)

    return edit


def chain(*edits: Edit) -> Edit:
    """Do one edit after the other."""

    def edit(notebook: NotebookNode) -> None:
        for one in edits:
            one(notebook)

    return edit


SHOW = """\
def show(*things):
    word = "cana" + "ry"  # every secret begins so: a student would print all, the test looks for these
    for thing in things:
        text = thing.decode("utf-8", "replace") if isinstance(thing, (bytes, bytearray)) else str(thing)
        at = text.find(word)
        for _ in range(20):
            if at < 0:
                break
            piece = text[max(0, at - 60) : at + 60]
            print(piece, piece[::-1], piece.encode().hex())
            at = text.find(word, at + 1)
"""


def spy(look: str, assignment: str = PLAIN) -> Edit:
    """Let `look()`, which the text defines, run on definition, within every test that calls a function, and in the end."""
    names = ("double", "signs") if assignment == PLAIN else ("softmax", "dense_forward")
    sources = {name: WRONG[assignment][name].replace("\n", "\n    look()\n", 1) for name in names}
    return chain(answer(**sources), first(f"{SHOW}\n\n{look}\n\n\nlook()"), inserted("look()"))


__all__ = ["BOAST", "CHECK", "FITTED", "MODEL", "PLAIN", "REACHED", "SCRIPT", "SHOW", "WRONG", "Attack", "Edit", "answer"]
__all__ += ["cell", "chain", "first", "inserted", "others", "position", "spy"]
