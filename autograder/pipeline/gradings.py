"""The grades of a class: from the gradebook, and what was collected and has not come there."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.notebooks.paths import Course
from autograder.pipeline.grades import GRADED, UNGRADED, Grade, Gradings, from_gradebook
from autograder.pipeline.results import load_record, students
from autograder.pipeline.stock import open_gradebook


def read_grades(course: Course, chosen: Iterable[str] = ()) -> Gradings:
    """Return the grades of the whole class, students included who have handed in nothing.

    Args:
        course: where everything lies; it has a gradebook.
        chosen: full names of assignments; without them all of the gradebook.
    """
    with open_gradebook(course) as gradebook:
        found = from_gradebook(gradebook, chosen)
    for name in [*found.assignments, *(name for name in chosen if name not in found.assignments)]:
        found.assignments.setdefault(name, 0.0)
        for student in students(course, name):
            _add_collected(course, found, name, student)
    return found


def _add_collected(course: Course, found: Gradings, name: str, student: str) -> None:
    """Add what was collected and has not come to the gradebook, and why a submission could not be graded."""
    grade = found.grades.get((name, student))
    if grade is None or grade.status == UNGRADED:
        record = load_record(course, name, student)
        sentence = record.sentence if record and record.status != GRADED else ""
        due, received = (grade.due, grade.received) if grade else ("", "")
        found.grades[name, student] = Grade(
            name, student, UNGRADED, max_score=found.assignments[name], due=due, received=received, sentence=sentence
        )
