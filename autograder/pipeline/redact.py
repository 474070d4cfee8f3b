"""What a student may not see of a test, and what may not run where others look."""

from __future__ import annotations

import html
import re
from typing import Any

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution

HIDDEN = "A hidden test failed."
_REGION = re.compile(r"^[ \t]*#+ ?BEGIN HIDDEN TESTS.*?(?:^[ \t]*#+ ?END HIDDEN TESTS[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"Cell In\[\d+\], line (\d+)")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


# the target of a link: [text](target), [name]: target, <target>
_LINK = re.compile(r"(\]\(\s*<?|\]:\s*<?|<)([^\s<>)]+)")
_SAFE = re.compile(r"(?i)(https?|mailto|attachment):|[^:]*$|[^:]*[/?#]")


def _harmless(link: re.Match[str]) -> str:
    """Return a link as it is, or with a target that does nothing where it may run something."""
    target = re.sub(r"[\x00-\x20]|\\(?=\W)", "", html.unescape(link[2]))
    return link[0] if _SAFE.match(target) else f"{link[1]}#"


def hidden_lines(source: str) -> set[int]:
    """Return the numbers of the lines of a test that students do not see, counted from 1."""
    found: set[int] = set()
    for region in _REGION.finditer(source):
        first = source.count("\n", 0, region.start()) + 1
        found |= set(range(first, first + region.group().count("\n") + 1))
    return found


def failed_line(error: NotebookNode) -> int:
    """Return the line of the test in which an error arose, 0 where its traceback does not tell."""
    found = _PLACE.search(_COLOR.sub("", "\n".join(error.get("traceback", []))))
    return int(found.group(1)) if found else 0


def is_hidden(cell: NotebookNode, error: NotebookNode) -> bool:
    """Return whether an error of a test tells of what students do not see; where it cannot be told, it does."""
    hidden = hidden_lines(cell.source)
    return bool(hidden) and (failed_line(error) in hidden or not failed_line(error)) and "CheckFailed" not in error.ename


class SafeFeedback(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests out of feedback, and markup out of comments; a step of nbgrader's GenerateFeedback, after GetGrades."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Redact a cell in place."""
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("comment"):
            marks["comment"] = html.escape(marks["comment"], quote=False)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and hidden_lines(cell.source):
            cell.outputs = [_redacted(cell, output) for output in cell.outputs if output.output_type == "error"]
            cell.source = _REGION.sub("# hidden tests", cell.source)
        return cell, resources


def _redacted(cell: NotebookNode, error: NotebookNode) -> NotebookNode:
    if is_hidden(cell, error):
        return NotebookNode(output_type="error", ename="AssertionError", evalue=HIDDEN, traceback=[HIDDEN])
    line, told = failed_line(error), f"{error.ename}: {error.evalue}"
    text = cell.source.splitlines()[line - 1].strip() if line else ""
    return NotebookNode(output_type="error", ename=error.ename, evalue=error.evalue, traceback=[f"line {line}: {text}", told])


class DefuseText(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes scripts out of the text that a student wrote: formgrader and feedback show it with the rights of who looks."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean the markdown and raw cells that are not the instructor's, in place."""
        cleaner = SanitizeHTML(parent=self)
        cleaner.tags = [*cleaner.tags, "details", "summary"]  # folded hints
        for cell in nb.cells:
            theirs = cell.cell_type in ("markdown", "raw") and not _is_released(cell)
            if theirs and "<" in cell.source:
                cell.source = cleaner.sanitize_html_tags(cell.source)
            if theirs:
                cell.source = _LINK.sub(_harmless, cell.source)
                cell.get("metadata", {}).pop("raw_mimetype", None)
        return nb, resources


def _is_released(cell: NotebookNode) -> bool:
    """Return whether a text is still as the instructor wrote it."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("locked")) or ("checksum" in marks and marks["checksum"] == compute_checksum(cell))
