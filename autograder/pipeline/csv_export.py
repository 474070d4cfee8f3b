"""Grades as nbgrader's CSV, one line for each student and assignment, and the same as Parquet.

It differs from nbgrader's in this: texts are quoted where CSV needs it and defused where a spreadsheet would run them; nothing
stands where nothing was handed in or graded, where nbgrader writes 0.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from traitlets import Bool

from autograder.notebooks.errors import CourseError
from autograder.pipeline.grades import GRADED, MISSING, Grade, Gradings, from_gradebook
from autograder.pipeline.sheets import defused, is_formula, table

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
MORE = ("late_days", "status")
_NUMBERS = {"raw_score", "late_submission_penalty", "score", "max_score"}


class CourseCsvExport(CsvExportPlugin):  # type: ignore[misc]
    """Write nbgrader's CSV for its own command `nbgrader export`."""

    missing_as_zero = Bool(False, help="Give 0 to who handed in nothing, as nbgrader does.").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file `self.to` (grades.csv by default)."""
        gradings = from_gradebook(gradebook, map(str, self.assignment))
        students = [str(one) for one in self.student] or sorted(gradings.known)
        rows = rows_of(gradings, students, self.missing_as_zero)
        write_csv(Path(self.to or "grades.csv"), [{name: row[name] for name in COLUMNS} for row in rows], COLUMNS)


def rows_of(gradings: Gradings, students: list[str], zero: bool) -> list[dict[str, Any]]:
    """Return a line for each assignment and student.

    Args:
        gradings: the grades.
        students: who, in their order.
        zero: whether who handed in nothing gets 0.

    Returns:
        Texts, numbers, and None where there is no number.
    """
    grades = [gradings.of(assignment, student) for assignment in gradings.assignments for student in students]
    given = [replace(one, score=0.0, raw_score=0.0) if zero and one.status == MISSING else one for one in grades]
    return [_row(one, gradings.known.get(one.student, {})) for one in given]


def write_csv(path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...] = (*COLUMNS, *MORE)) -> list[str]:
    """Write lines as CSV and return the texts that stand behind an apostrophe now."""
    texts = [[_text(row[name]) for name in columns] for row in rows]
    free = [at for at, name in enumerate(columns) if name not in _NUMBERS]
    altered = [line[at] for line in texts for at in free if is_formula(line[at])]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(table([list(columns), *([*map(defused, line)] for line in texts)]))
    return altered


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write lines as Parquet; texts as they are, numbers as numbers.

    Raises:
        CourseError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise CourseError('Parquet is written by pyarrow, which is missing: run pip install "rnn-course[parquet]"') from None
    kinds = {name: pyarrow.float64() if name in _NUMBERS else pyarrow.string() for name in (*COLUMNS, *MORE)}
    kinds["late_days"] = pyarrow.int64()
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=pyarrow.schema(list(kinds.items()))), path)


def _row(grade: Grade, known: dict[str, str]) -> dict[str, Any]:
    names = {name: known.get(name, "") for name in ("last_name", "first_name", "email")}
    return {
        "assignment": grade.assignment,
        "duedate": grade.due,
        "timestamp": grade.received,
        "student_id": grade.student,
        **names,
        "raw_score": grade.raw_score,
        "late_submission_penalty": grade.penalty if grade.status == GRADED or grade.score is not None else None,
        "score": grade.score,
        "max_score": grade.max_score,
        "late_days": grade.late_days,
        "status": grade.status,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)
