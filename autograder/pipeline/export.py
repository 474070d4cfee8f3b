"""Grades for everybody who wants them: learning platforms, spreadsheets, programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.pipeline import csv_export
from autograder.pipeline.filling import Told, compose, fill, note_grades
from autograder.pipeline.grades import MISSING, Gradings
from autograder.pipeline.gradescope import write_results
from autograder.pipeline.gradings import read_grades
from autograder.pipeline.people import Person, people
from autograder.pipeline.platforms import PLATFORMS, Platform, demand_columns, find_column
from autograder.pipeline.roster import first_and_last, read_roster
from autograder.pipeline.sheets import Sheet, read_sheet
from autograder.pipeline.stock import calling, has_gradebook

FORMATS = ("csv", "parquet", *PLATFORMS, "gradescope")


@dataclass(frozen=True)
class Wanted:
    """How grades are to be exported.

    Args:
        format: one of FORMATS.
        template: a platform's own file, to be filled in; it stays as it is.
        column: the heading of the assignment's column in it; found by name without it.
        to: the file to write; below build/ without it.
        roster: a CSV file with the class; without it build/roster.csv, where that exists.
        zero: whether who handed in nothing gets 0; else nothing.
    """

    format: str = "csv"
    template: Path | None = None
    column: str = ""
    to: Path | None = None
    roster: Path | None = None
    zero: bool = False


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Args:
        path: the file, or the folder.
        lines: what the instructor should know, one sentence each.
        lost: students whose points are not in it.
    """

    path: Path
    lines: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def export(course: Course, assignment: str | None = None) -> Path:
    """Write the grades of the class as CSV.

    Args:
        course: where everything lies.
        assignment: only this one (its name, or the beginning of it); None for all.

    Returns:
        build/grades.csv, one row for each student and assignment; the score is empty where nothing could be graded.

    Raises:
        CourseError: there is no such assignment, or no gradebook.
    """
    return export_grades(course, assignment).path


def export_grades(course: Course, assignment: str | None = None, wanted: Wanted | None = None) -> Exported:
    """Write the grades of the class.

    Args:
        course: where everything lies.
        assignment: only this one (its name, or the beginning of it); None for all.
        wanted: in which form; nbgrader's CSV without it.

    Returns:
        What was written, and what is to be known about it.

    Raises:
        CourseError: there is no such assignment, no gradebook, no such template or roster, the template does not fit, or the
            file to write exists.
    """
    wanted = wanted or Wanted()
    chosen = [course.assignment(assignment)] if assignment else []
    _refuse(wanted, chosen)
    if not has_gradebook(course):
        raise CourseError("there is no gradebook yet: run `autograder grade` first")
    path, told = _target(course, wanted, chosen), Told()
    with calling(course.build / "logs" / "export.log"):
        gradings = read_grades(course, chosen)
        listed = course.build / "roster.csv"
        roster = read_roster(wanted.roster or listed) if wanted.roster or listed.exists() else None
        class_ = _with_names(people(course, gradings, roster), gradings)
        if wanted.format == "gradescope":
            write_results(course, chosen[0], path, told)
        elif wanted.format in PLATFORMS:
            _write(path, _of_platform(course, wanted, gradings, class_, told))
        else:
            _write_table(path, wanted, gradings, class_, told)
        note_grades(gradings, gradings.assignments, told)
    return Exported(path, tuple(told.lines), tuple(told.lost))


def _refuse(wanted: Wanted, chosen: list[str]) -> None:
    if wanted.format not in FORMATS:
        raise CourseError(f'there is no format "{wanted.format}": known are {", ".join(FORMATS)}')
    if wanted.template and wanted.format not in PLATFORMS:
        raise CourseError(f"--template is for {', '.join(PLATFORMS)}: leave it out for {wanted.format}")
    if wanted.column and not (wanted.template and chosen):
        raise CourseError("--column names the column of one assignment in a template: name the assignment, and give --template")
    if wanted.format == "gradescope" and not chosen:
        raise CourseError("results for Gradescope are those of one assignment: name it, as in `autograder export a02`")
    if wanted.to and wanted.to.exists():
        raise CourseError(f"{wanted.to} exists and is not overwritten: name another file, or remove it")


def _target(course: Course, wanted: Wanted, chosen: list[str]) -> Path:
    if wanted.to:
        return wanted.to
    if wanted.format == "gradescope":
        return course.build / "gradescope" / chosen[0]
    if wanted.format in ("csv", "parquet"):
        return course.build / f"grades.{wanted.format}"
    ending = wanted.template.suffix if wanted.template else ".csv"
    return course.build / f"grades-{'-'.join([*chosen, wanted.format])}{ending}"


def _of_platform(course: Course, wanted: Wanted, gradings: Gradings, class_: list[Person], told: Told) -> bytes:
    platform = PLATFORMS[wanted.format]
    assignments = list(gradings.assignments)
    if wanted.template is None:
        told.lines.append(f"{platform.title} finds columns and students best by its own file ({platform.source}): --template.")
        return compose(platform, assignments, gradings, class_, wanted.zero, told)
    sheet = read_sheet(wanted.template)
    if not wanted.column:  # who names it has looked; other languages have other headings
        demand_columns(sheet, platform)
    columns = _columns(course, sheet, platform, wanted, assignments, told)
    fill(sheet, platform, columns, gradings, class_, wanted.zero, told)
    return sheet.dump()


def _columns(
    course: Course, sheet: Sheet, platform: Platform, wanted: Wanted, assignments: list[str], told: Told
) -> dict[str, int]:
    """Return the columns of all assignments; of several, those that the template does not have are named and left out."""
    found: dict[str, int] = {}
    for name in assignments:
        try:
            found[name] = find_column(sheet, platform, [name, _title(course, name)], wanted.column)
        except CourseError as error:
            if len(assignments) == 1:
                raise
            told.lines.append(f"{name} is left out: {error}.")
    if not found or len(set(found.values())) < len(found):
        raise CourseError(f"{sheet.name} has no column of its own for each assignment: name one, as in `autograder export a02`")
    return found


def _write_table(path: Path, wanted: Wanted, gradings: Gradings, class_: list[Person], told: Told) -> None:
    rows = csv_export.rows_of(gradings, [person.student for person in class_], wanted.zero)
    if wanted.format == "parquet":
        csv_export.write_parquet(path, rows)
    else:
        altered = csv_export.write_csv(path, rows)
        told.add("Texts that a spreadsheet would run stand behind an apostrophe", altered)
    told.add("Handed nothing in", (str(row["student_id"]) for row in rows if row["status"] == MISSING))


def _with_names(class_: list[Person], gradings: Gradings) -> list[Person]:
    """Let the roster fill in the names that the gradebook lacks."""
    for person in class_:
        first, last = first_and_last(person.row)
        email = person.row.get("email") or person.row.get("email address", "")
        known = gradings.known.setdefault(person.student, {})
        for key, value in {"first_name": first, "last_name": last, "email": email}.items():
            known[key] = known.get(key) or value
    return class_


def _title(course: Course, name: str) -> str:
    try:
        return str(read(course.assignment_source(name)).settings.get("title", ""))
    except CourseError:
        return ""


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(data)
    os.replace(draft, path)
