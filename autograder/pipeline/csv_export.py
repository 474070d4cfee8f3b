"""nbgrader's CSV export, which says nothing rather than 0 about a submission that could not be read."""

from __future__ import annotations

import csv
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

_SCORES = ("raw_score", "score")


class CourseCsvExport(CsvExportPlugin):  # type: ignore[misc]
    """Write nbgrader's CSV, and leave the score empty where a submission has not been graded at all."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file `self.to` (grades.csv by default)."""
        super().export(gradebook)
        ungraded = {
            (submission.assignment.name, submission.student.id)
            for assignment in gradebook.assignments
            for submission in assignment.submissions
            if not is_graded(submission)
        }
        _blank(Path(self.to or "grades.csv"), ungraded)


def is_graded(submission: SubmittedAssignment) -> bool:
    """Return whether anything in a submission has been given points, by machine or by hand."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return any(grade.auto_score is not None or grade.manual_score is not None for grade in grades)


def _blank(path: Path, ungraded: set[tuple[str, str]]) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    if not ungraded or not rows or any(None in row for row in rows):
        return
    for row in rows:
        if (row["assignment"], row["student_id"]) in ungraded:
            row.update(dict.fromkeys(_SCORES, ""))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
