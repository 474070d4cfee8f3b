"""Everything that grading a class leaves, ids and times aside: rows, files, records."""

from __future__ import annotations

import contextlib
import json

from nbgrader.api import Gradebook
from sqlalchemy import inspect, text
from tiny_course import NAME

from autograder.pipeline.results import load_record, students


def rows(course):
    """Return the rows of the gradebook: how many of each kind, and what they say of every submission."""
    with contextlib.closing(Gradebook(course.db_url)) as gradebook:
        tables = sorted(inspect(gradebook.engine).get_table_names())
        counts = {table: gradebook.db.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in tables}
        found = {one.student.id: _submission(one) for one in gradebook.assignment_submissions(NAME)}
    return {"counts": counts, "submissions": dict(sorted(found.items()))}


def _submission(one):
    (part,) = one.notebooks
    return {
        "timestamp": str(one.timestamp),
        "score": [part.score, part.max_score, part.late_submission_penalty],
        "grades": sorted([grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade] for grade in part.grades),
        "comments": sorted([comment.name, comment.auto_comment, comment.manual_comment] for comment in part.comments),
    }


def files(course):
    """Return the autograded files with their permissions and contents; of notebooks, times are left out."""
    paths = sorted(path for path in course.autograded.rglob("*") if path.is_file())
    return {str(path.relative_to(course.autograded)): [oct(path.stat().st_mode), _content(path)] for path in paths}


def _content(path):
    if path.suffix != ".ipynb":
        return path.read_text()
    notebook = json.loads(path.read_text())
    notebook["metadata"]["autograder"].pop("seconds", None)
    return notebook


def records(course):
    """Return what grading noted of each submission."""
    found = {student: load_record(course, NAME, student) for student in students(course, NAME)}
    return {student: record and [record.status, record.sentence] for student, record in found.items()}


def state(course):
    """Return all of it as plain data, the same wherever the course lies."""
    left = sorted(path.name for path in course.build.iterdir())
    found = {"rows": rows(course), "files": files(course), "records": records(course), "left": left}
    return json.loads(json.dumps(found).replace(str(course.root), "ROOT"))
