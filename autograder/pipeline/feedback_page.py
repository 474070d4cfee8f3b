"""The page that a student gets: first what is right and what to look at, in plain words; below it the notebook."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.pipeline.diagnosis import diagnosis
from autograder.pipeline.markup import bare, code, colours, markdown, terminal
from autograder.pipeline.matching import grade_id
from autograder.pipeline.summary import lecture_paragraphs
from autograder.pipeline.templates import render

_STAGES = {
    "unwritten": "You have not begun this one yet.",
    "type": "What comes back is not of the kind that was asked for.",
    "structure": "What comes back does not have the parts that were asked for.",
    "shape": "What comes back has another shape than was asked for.",
    "dtype": "What comes back has another type of number than was asked for.",
    "finite": "Some of the numbers are infinite, or no numbers at all (NaN).",
    "values": "The shape is right, some of the values are not.",
    "inputs": "The inputs are changed on the way; they must stay as they were.",
    "property": "The values are right, but something that must always hold does not.",
    "score": "It works, but not well enough yet.",
    "hidden": "It works on the examples that you see, not on all others. Think of unusual cases: one sample, one step, zeros.",
    "time": "It did not come to an end in time. Is there a loop that never stops, or one over every single number?",
    "crash": "Python itself ended while this ran, perhaps for want of memory.",
    "not run": "It was not reached. Look at the exercises before it first.",
    "error": "Your code stopped with an error.",
}
_WRONG = "A test of this exercise failed."
_HEADING = re.compile(r"^#{1,4}\s+(.+?)\s*#*$", re.MULTILINE)
_POINTS = re.compile(r"\s*\([\d.]+ points?\)$")
# where a message of NumPy's tests, or of unittest, begins to tell what was expected
_TELLS = re.compile(
    r"\s*(?:\b(?:Arrays|Items) are not\b|\bNot equal to\b|\bMismatch|\bACTUAL:|\bDESIRED:|\b[Ee]xpected\b|\S+ != |\bassert ).*",
    re.DOTALL,
)
_NO_RESPONSE = "No response."
_PICTURES = ("image/png", "image/jpeg")


@dataclass(frozen=True)
class Part:
    """An exercise as the student sees it.

    Args:
        title: as in the assignment.
        anchor: the place in the notebook below.
        score, points: got, and to be had.
        what: what is wrong, in plain words; empty where nothing is.
        hint: the likely cause.
        message: what the check says.
        comment: what the instructor says.
        where: lecture and heading to read again.
    """

    title: str
    anchor: str
    score: float
    points: float
    what: str = ""
    hint: str = ""
    message: str = ""
    comment: str = ""
    where: str = ""

    @property
    def right(self) -> bool:
        """Return whether it got all its points."""
        return self.score >= self.points


class FeedbackExporter(Exporter):  # type: ignore[misc]
    """Makes the page out of a graded notebook; nbgrader's generate_feedback uses it in the place of its own."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **settings: Any) -> tuple[str, Any]:
        """Return the page, and the resources."""
        nb, resources = super().from_notebook_node(nb, resources, **settings)
        return page(nb, resources["nbgrader"]), resources


def page(notebook: NotebookNode, told: dict[str, Any]) -> str:
    """Return the feedback on a notebook as HTML.

    Args:
        notebook: graded, with points and comments in its metadata, redacted.
        told: nbgrader's: assignment, score, max_score, late_penalty.
    """
    found = parts(notebook, lecture_paragraphs(told["assignment"]))
    return render(
        "feedback.html.j2",
        assignment=told["assignment"],
        score=float(told["score"]),
        max_score=float(told["max_score"]),
        late=float(told.get("late_penalty") or 0.0),
        parts=found,
        wrong=[part for part in found if not part.right],
        repairs=list(notebook.metadata.get("autograder", {}).get("repairs", ())),
        cells=[_cell(cell) for cell in notebook.cells],
        light=colours("default"),
        dark=colours("github-dark"),
    )


def parts(notebook: NotebookNode, paragraphs: dict[str, str]) -> list[Part]:
    """Return the exercises of a notebook.

    Args:
        notebook: as for `page`.
        paragraphs: from exercises to the lecture and heading that explain them.
    """
    checks = {check["grade_id"]: check for check in notebook.metadata.get("autograder", {}).get("checks", ())}
    found: list[Part] = []
    title, comment = "", ""
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and (heading := _HEADING.search(cell.source)):
            title = _POINTS.sub("", heading[1]).replace("`", "")
        if is_solution(cell) or is_task(cell):
            comment = html.unescape(str(marks.get("comment") or ""))
        if is_grade(cell) or is_task(cell):
            check = checks.get(grade_id(cell)) or ({} if is_solution(cell) or is_task(cell) else diagnosis(cell))
            found.append(_part(title, cell, check, comment, paragraphs))
            comment = ""
    return found


def _part(title: str, cell: NotebookNode, check: dict[str, Any], comment: str, paragraphs: dict[str, str]) -> Part:
    marks, name = cell.metadata.nbgrader, grade_id(cell).removeprefix("test_")
    part = Part(title or name, grade_id(cell), float(marks.get("score") or 0.0), float(marks.get("points") or 0.0))
    said = (check.get("hint", ""), check.get("message", ""), _NO_RESPONSE, "")
    own = comment if comment not in said else ""  # the machine's comment is the diagnosis once more
    if part.right:
        return Part(part.title, part.anchor, part.score, part.points, comment=own)
    stage = check.get("stage", "")
    message = "" if stage in ("unwritten", "hidden") else _without_expected(check.get("message", ""), stage)
    return Part(
        part.title,
        part.anchor,
        part.score,
        part.points,
        what=_STAGES.get(stage, _WRONG if stage else "Not all points were given."),
        hint=check.get("hint", ""),
        message=message,
        comment=own,
        where=paragraphs.get(name, ""),
    )


def _without_expected(message: str, stage: str) -> str:
    """Return what an error says, up to where it tells what was expected; what `check` says never does."""
    if stage != "error" or not message.startswith("AssertionError"):
        return message
    left = _TELLS.sub("", message.removeprefix("AssertionError")).strip(" :")
    return left or _WRONG


def _cell(cell: NotebookNode) -> dict[str, Any]:
    marks = cell.metadata.get("nbgrader", {})
    graded = is_grade(cell) or is_task(cell)
    test = is_grade(cell) and not is_solution(cell)
    return {
        "kind": cell.cell_type,
        "html": code(cell.source) if cell.cell_type == "code" else _text(cell),
        "anchor": grade_id(cell) if graded else "",
        "answer": is_solution(cell) or is_task(cell),
        "score": float(marks.get("score") or 0.0) if graded else None,
        "points": float(marks.get("points") or 0.0) if graded else None,
        "outputs": [one for output in cell.get("outputs", []) if (one := _output(output, test))],
    }


def _text(cell: NotebookNode) -> Any:
    return markdown(cell.source, cell.get("attachments")) if cell.cell_type == "markdown" else cell.source


def _output(output: NotebookNode, test: bool) -> dict[str, Any] | None:
    """Return what is shown of an output: text and pictures, nothing that a browser would run."""
    shown = {"text": "", "picture": "", "error": output.output_type == "error"}
    if output.output_type == "stream":
        return {**shown, "text": terminal(str(output.text))}
    if output.output_type == "error":
        told = bare(f"{output.ename}: {output.evalue}" if output.evalue else str(output.ename))
        if test:
            return {**shown, "text": _without_expected(told, "error")}
        return {**shown, "text": terminal("\n".join(output.traceback) or told)}
    data = output.get("data", {})
    for kind in _PICTURES:
        if re.fullmatch(r"[A-Za-z0-9+/=\s]+", str(data.get(kind, ""))):
            return {**shown, "picture": f"data:{kind};base64,{data[kind]}", "text": bare(str(data.get("text/plain", "")))}
    return {**shown, "text": terminal(str(data["text/plain"]))} if data.get("text/plain") else None
