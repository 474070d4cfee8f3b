"""A class with attacks in it: handed in, graded, and what each attack got."""

from __future__ import annotations

import contextlib
import html
import os
import sqlite3
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import nbformat
from attack_course import CHECK, FITTED, MODEL, PLAIN, exercise_points, submission
from attack_place import Place, ended
from attack_plain import EXPECTED, SECRETS
from attacks.model import BOAST, REACHED, SCRIPT, Attack, answer, others
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.pipeline.collect import collect
from autograder.pipeline.results import autograded_file

FAMILIES = ("objects", "patches", "outputs", "reading", "copying", "writing", "processes", "network", "data", "notebook", "wire")
FAMILIES += ("models", "probed", "fitted")
ATTACKS: list[Attack] = [attack for family in FAMILIES for attack in import_module(f"attacks.{family}").ATTACKS]
RECEIVED = 1_772_366_400  # 2026-03-01 12:00 UTC
RECEIVED_TEXT = "2026-03-01 12:00:00"
_HALF = answer(signs="def signs(x):\n    return 1 if x > 0 else -1")
WHOLE = ("aa-honest", "zz-honest", "zz-victim")
HALF = "mm-half"
NEIGHBOURS = (*WHOLE, HALF)
HONEST = {CHECK: ("softmax",), MODEL: ("naive_forecast",)}  # what the student with half of the points has solved


@dataclass
class Outcome:
    """What a student got.

    Args:
        score: None where there is none.
        deserved: what the honest part of the submission is worth.
        shown: the secrets that the student's own code printed.
        page: the secrets in the feedback.
        size: of the graded notebook, in bytes.
        at_the_wire: whether an attack on the engine found what it changes.
        reached: whether the student's code said that the attack itself was reached.
        boasts: what the student's code printed when it got what it must not get.
        active: pages on which a script of the student would run.
        has_row, has_notebook: whether the submission is in the gradebook, and graded as a file.
        extra: rows of the gradebook that grading by machine never writes.
    """

    score: float | None
    deserved: float
    shown: set[str] = field(default_factory=set)
    page: set[str] = field(default_factory=set)
    size: int = 0
    at_the_wire: bool = False
    reached: bool = False
    boasts: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    has_row: bool = False
    has_notebook: bool = False
    extra: list[str] = field(default_factory=list)

    @property
    def gained(self) -> float:
        """Return the points above those that are deserved."""
        return max(0.0, (self.score or 0.0) - self.deserved)

    @property
    def lost(self) -> bool:
        """Return whether there is no grade, or one below what is deserved."""
        return not (self.has_row and self.has_notebook) or self.score is None or self.score < self.deserved


def points(place: Place, assignment: str, honest: Iterable[str]) -> float:
    """Return what right answers are worth."""
    worth = exercise_points(place.course, assignment)
    return sum(worth[name] for name in honest)


def neighbours(assignment: str) -> tuple[str, ...]:
    """Return the honest students of the class; where models are trained there are few."""
    return {FITTED: WHOLE[:1], MODEL: (WHOLE[0], HALF)}.get(assignment, NEIGHBOURS)


def deserved(place: Place, assignment: str, attacks: Iterable[Attack]) -> dict[str, float]:
    """Return what each student of the class must get."""
    found = dict.fromkeys(neighbours(assignment), points(place, assignment, others(assignment=assignment)))
    if HALF in found:
        found[HALF] = points(place, assignment, HONEST[assignment]) if assignment in HONEST else found[HALF] - 4.0
    return found | {one.student: points(place, assignment, one.honest) for one in attacks}


def hand_in(place: Place, assignment: str, attacks: Iterable[Attack]) -> None:
    """Collect the class, as from a download."""
    folder = place.folder / "download" / assignment
    for student in neighbours(assignment):
        _write(place, folder, student, assignment, _neighbour(place, student, assignment))
    for attack in attacks:
        notebook = submission(place.course, assignment, attack.honest)
        attack.edit(notebook)
        _write(place, folder, attack.student, assignment, notebook, attack.files)
    collect(place.course, assignment, folder)
    place.note()


def _neighbour(place: Place, student: str, assignment: str) -> NotebookNode:
    names = others(assignment=assignment)
    if student == HALF:
        names = HONEST.get(assignment) or others("double", "signs")
    notebook = submission(place.course, assignment, names)
    if student == HALF and assignment == PLAIN:
        _HALF(notebook)
    notebook.cells.insert(1, new_markdown_cell(f"My own words: {SECRETS['neighbour']}"))
    return notebook


def _write(
    place: Place, folder: Path, student: str, assignment: str, notebook: NotebookNode, files: Iterable[tuple[str, str]] = ()
) -> None:
    for cell in notebook.cells:
        cell.source = place.fill(cell.source, student)
    text = nbformat.writes(notebook) if assignment else ""
    for name, content in ((f"{assignment}.ipynb", text), *files):
        path = folder / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (RECEIVED, RECEIVED))


def judge(place: Place, assignment: str, attacks: Iterable[Attack], scores: dict[str, float | None]) -> dict[str, Outcome]:
    """Return what each student of a graded class got, from the scores, the graded notebooks, the feedback and the gradebook."""
    rows = _rows(place, assignment)
    outcomes = {}
    for student, worth in deserved(place, assignment, attacks).items():
        made = Outcome(scores.get(student), worth, has_row=student in rows, extra=rows.get(student, []))
        path = autograded_file(place.course, assignment, student)
        if path.exists():
            made.has_notebook, made.size = True, path.stat().st_size
            _look(made, nbformat.read(path, as_version=4))
        page = place.course.feedback / student / assignment / f"{assignment}.html"
        if page.exists():
            text = page.read_text()
            made.page = found_in(html.unescape(text), (*SECRETS.values(), *EXPECTED)) - _own(student)
            made.active += ["feedback"] if SCRIPT in text and runs(text) else []
        outcomes[student] = made
    return outcomes


def _own(student: str) -> set[str]:
    return {SECRETS["neighbour"]} if student in NEIGHBOURS else set()


def _look(made: Outcome, notebook: NotebookNode) -> None:
    """Look at what the student's code showed, leaving out what a test says of itself when it fails."""
    said = []
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                said.append(f"{output.ename} {output.evalue}" + ("" if graded else "\n".join(output.traceback)))
            else:
                said.append(str(output.get("text") or output.get("data")))
    text = "\n".join(said)
    made.shown = found_in(text, SECRETS.values())
    made.at_the_wire, made.reached = "at the wire" in text, REACHED in text
    made.boasts = [line for line in text.splitlines() if BOAST in line]
    if SCRIPT in nbformat.writes(notebook) and runs(_page(notebook)):
        made.active.append("formgrader")


def _page(notebook: NotebookNode) -> str:
    from nbconvert import HTMLExporter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of outputs that cannot be shown
        text, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    return str(text)


def found_in(text: str, secrets: Iterable[str]) -> set[str]:
    """Return the secrets in a text, also those written backwards or as hexadecimal numbers."""
    return {one for one in secrets if any(form in text for form in (one, one[::-1], one.encode().hex()))}


def runs(page: str) -> bool:
    """Return whether a page would run a script of the student's."""
    finder = _Scripts()
    finder.feed(page)
    return finder.found


def _is_live(attribute: str, value: str) -> bool:
    return attribute.startswith("on") or attribute == "srcdoc" or value.strip().lower().startswith(("javascript:", "data:text"))


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found, self._inside = False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        self.found = self.found or any(SCRIPT in (value or "") and _is_live(name, value or "") for name, value in attrs)

    def handle_data(self, data: str) -> None:
        self.found = self.found or (self._inside and SCRIPT in data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def _rows(place: Place, assignment: str) -> dict[str, list[str]]:
    """Return the students in the gradebook, and what is odd about their rows."""
    query = (
        "select sa.student_id, count(g.id), count(g.manual_score), count(g.extra_credit), sa.timestamp "
        "from submitted_assignment sa "
        "join assignment a on a.id = sa.assignment_id join submitted_notebook sn on sn.assignment_id = sa.id "
        "join grade g on g.notebook_id = sn.id where a.name = ? group by sa.id"
    )
    with contextlib.closing(sqlite3.connect(place.course.gradebook)) as database:
        cells = database.execute(
            "select count(*) from grade_cells gc join base_cell b on b.id = gc.id join notebook n on n.id = b.notebook_id "
            "join assignment a on a.id = n.assignment_id where a.name = ?",
            (assignment,),
        ).fetchone()[0]
        rows = database.execute(query, (assignment,)).fetchall()
    found: dict[str, list[str]] = {}
    for student, grades, manual, extra, stamp in rows:
        odd = {
            "grades": grades != cells,
            "manual": manual > 0,
            "extra credit": extra > 0,
            "time": RECEIVED_TEXT not in str(stamp),
        }
        found.setdefault(student, []).extend(name for name, wrong in odd.items() if wrong)
    return found


@contextlib.contextmanager
def surroundings(place: Place) -> Iterator[None]:
    """Set the environment variables of the place."""
    before = dict(os.environ)
    os.environ.update(place.environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def effects(place: Place, released: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    """Return what attacks did to the machine and the course; all empty when nothing."""
    now = place.released()
    return {
        "processes": ended(place),
        "files": place.written(),
        "changed": place.changed(),
        "connections": list(place.listener.heard),
        "gradebook": [table for table in released if now[table] != released[table]],
    }
