"""The class report: what the class got, what it got wrong, and what an instructor should look at."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import mean, median
from urllib.parse import quote

from autograder.exercises import assignments, exercises
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.answers import Code, code_of, read_code
from autograder.pipeline.firsts import Firsts, firsts
from autograder.pipeline.flags import flags
from autograder.pipeline.results import Result, results
from autograder.pipeline.similar import Alike, similar
from autograder.pipeline.summary import diagnoses, distribution, lecture_paragraphs, summaries
from autograder.pipeline.templates import render


@dataclass(frozen=True)
class Findings:
    """What the report says besides results.

    Args:
        first: what is known of first attempts.
        flags: from students to what in their code may be meant for the grader.
        alike: answers that are suspiciously similar.
        paragraphs: from exercises to the lecture and heading that explain them.
    """

    first: Firsts = field(default_factory=Firsts)
    flags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()
    paragraphs: dict[str, str] = field(default_factory=dict)


def report(course: Course, assignment: str) -> Path:
    """Write the class report of an assignment.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.

    Returns:
        build/reports/ASSIGNMENT.html, one page without outside files.

    Raises:
        CourseError: there is no such assignment, or nothing has been graded.
    """
    assignment = course.assignment(assignment)
    found = results(course, assignment)
    if not found:
        raise CourseError(f"nothing of {assignment} has been graded: run `autograder grade {assignment}`")
    path = course.build / "reports" / f"{assignment}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    links = _feedback_links(course, assignment, path, found)
    path.write_text(page(assignment, found, links, findings(course, assignment, found)), encoding="utf-8")
    return path


def findings(course: Course, assignment: str, found: list[Result]) -> Findings:
    """Return what the report says besides results.

    Args:
        course: where everything lies.
        assignment: its full name.
        found: one result for each student.
    """
    read = {result.student: code_of(course, assignment, result.student) for result in found}
    codes = {student: code for student, code in read.items() if code is not None}
    notebooks = (folder / assignment / f"{assignment}.ipynb" for folder in (course.source, course.release))
    given = tuple(code for code in map(read_code, notebooks) if code is not None)
    common = common_repairs(found)
    flagged = {result.student: _flags(result, codes, given, common) for result in found}
    return Findings(
        first=firsts(course, assignment, found),
        flags={student: words for student, words in flagged.items() if words},
        alike=tuple(similar(codes, (*given, *_mistaken(assignment, given)))),
        paragraphs=lecture_paragraphs(assignment),
    )


def _mistaken(assignment: str, given: tuple[Code, ...]) -> Iterator[Code]:
    """Return the solution with each of its known mistakes: many make them without a look at others."""
    known = exercises(assignment) if assignment in assignments() else {}
    for name, mistake in ((name, mistake) for name, exercise in known.items() for mistake in exercise.mistakes):
        texts = [code.answers[name] for code in given if mistake.find in code.answers.get(name, "")]
        yield from (Code({name: text.replace(mistake.find, mistake.replace)}, ()) for text in texts)


def common_repairs(found: list[Result]) -> set[str]:
    """Return what was mended for at least two students and a third of the class: the release has changed, not their work."""
    counts = Counter(sentence for result in found for sentence in set(result.repairs))
    return {sentence for sentence, count in counts.items() if count > 1 and 3 * count >= len(found)}


def _flags(result: Result, codes: dict[str, Code], given: tuple[Code, ...], common: set[str]) -> tuple[str, ...]:
    repairs = tuple(sentence for sentence in result.repairs if sentence not in common)
    return flags(codes[result.student], repairs, given) if result.student in codes else ()


def page(assignment: str, found: list[Result], links: dict[str, str] | None = None, more: Findings | None = None) -> str:
    """Return the report as HTML.

    Args:
        assignment: its full name.
        found: one result for each student.
        links: from students to their feedback pages.
        more: what it says besides results.
    """
    graded = [result for result in found if result.score is not None]
    scores = [result.score for result in graded if result.score is not None]
    more = more or Findings()
    return render(
        "report.html.j2",
        assignment=assignment,
        results=found,
        graded=graded,
        links=links or {},
        max_score=max((result.max_score for result in found), default=0.0),
        mean=mean(scores) if scores else None,
        median=median(scores) if scores else None,
        bins=distribution(graded),
        exercises=summaries(graded, more.first),
        first=more.first,
        diagnoses=diagnoses(graded, more.paragraphs),
        flags=more.flags,
        alike=more.alike,
        unprotected=sorted({name for result in graded for name in result.unprotected}),
        unsandboxed=[result.student for result in graded if not result.sandboxed],
        seconds=[result.seconds for result in found],
        repaired=sum(bool(result.repairs) for result in found),
        made=datetime.now().strftime("%Y-%m-%d %H:%M"),
    )


def _feedback_links(course: Course, assignment: str, path: Path, found: list[Result]) -> dict[str, str]:
    pages = {result.student: course.feedback / result.student / assignment / f"{assignment}.html" for result in found}
    found_pages = {student: Path(os.path.relpath(page, path.parent)) for student, page in pages.items() if page.exists()}
    return {student: quote(page.as_posix()) for student, page in found_pages.items()}
