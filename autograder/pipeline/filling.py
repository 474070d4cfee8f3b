"""Grades into the file of a learning platform: its own, filled in, or a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.pipeline.grades import GRADED, MISSING, UNGRADED, Grade, Gradings
from autograder.pipeline.people import Lines, Person
from autograder.pipeline.platforms import Platform, is_student, points_to_be_had
from autograder.pipeline.roster import id_of
from autograder.pipeline.sheets import Sheet, defused, is_formula, table

MOST_NAMES = 10
_EXCUSED = ("ex", "excused", "exempt")


@dataclass
class Told:
    """What the instructor should know of an export.

    Args:
        lines: one sentence each.
        lost: students with a grade that could not be handed on.
    """

    lines: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, sentence: str, names: Iterable[str]) -> None:
        """Add what is so of some students, how many they are and who; nothing where there is none."""
        found = sorted(set(names))
        if found:
            more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
            self.lines.append(f"{sentence} ({len(found)}): {', '.join(found[:MOST_NAMES])}{more}.")


def number(points: float, comma: bool = False) -> str:
    """Return points as people write them: no zeros at the end, at most four places."""
    text = f"{points:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def fill(
    sheet: Sheet, platform: Platform, columns: dict[str, int], gradings: Gradings, class_: list[Person], zero: bool, told: Told
) -> None:
    """Write the grades into a platform's own file.

    A cell that says something stays where there is no grade to write, and where it excuses the student.

    Args:
        sheet: the file.
        platform: whose it is.
        columns: from assignments to their columns.
        gradings: the grades.
        class_: everybody.
        zero: whether who handed in nothing gets 0; else the cell stays empty.
        told: takes what is to be known.
    """
    rows = [row for row in sheet.rows if is_student(sheet.record(row))]
    place = _places(Lines((row, sheet.record(row)) for row in rows), class_, gradings, set(columns), sheet.name, told)
    comma = sheet.decimal_comma()
    changed, excused = [], []
    for assignment, column in columns.items():
        for row in rows:
            grade = gradings.of(assignment, place[row].student) if row in place else Grade(assignment, "", MISSING)
            text, old = _text(grade, zero, comma), sheet.value(row, column).strip()
            if not text or (grade.status == MISSING and old not in ("", "-")) or _same(text, old):
                continue
            if old.lower() in _EXCUSED:
                excused.append(_label(sheet, row, place))
                continue
            if old not in ("", "-"):
                changed.append(f"{_label(sheet, row, place)} ({old} to {text})")
            sheet.fill(row, column, text)
        _compare_points(sheet, platform, column, gradings.assignments[assignment], assignment, told)
    told.add("The template held another grade, which was replaced", changed)
    told.add("Excused in the template, and stay so", excused)
    told.add("Handed nothing in", _without(sheet, rows, place, gradings, columns))
    if formulas := sheet.formulas():
        told.lines.append(
            f"{len(formulas)} cells of the template look like formulas to a spreadsheet: they are left as they are."
        )


def compose(
    platform: Platform, assignments: list[str], gradings: Gradings, class_: list[Person], zero: bool, told: Told
) -> bytes:
    """Return a new file for a platform: one line for each student.

    Args:
        platform: which.
        assignments: a column each.
        gradings: the grades.
        class_: everybody.
        zero: whether who handed in nothing gets 0.
        told: takes what is to be known.
    """
    headings = [heading for heading, _ in platform.columns]
    grades = [platform.grade.format(name) for name in assignments]
    after = [heading for heading, _ in platform.after]
    rows = [[*headings, *grades, *after]]
    if platform.title == "Canvas":
        points = [number(gradings.assignments[name]) for name in assignments]
        rows.append(["    Points Possible", *[""] * (len(headings) - 1), *points])
    altered: list[str] = []
    unknown: list[str] = []
    for person in class_:
        row = {**person.row, "own_id": id_of(person.row) or person.student}
        cells = [value(row) for _, value in platform.columns]
        altered += [cell for cell in cells if is_formula(cell)]
        if not any(cell for cell, heading in zip(cells, headings, strict=True) if heading in platform.key):
            unknown.append(person.student)
        texts = [_text(gradings.of(name, person.student), zero, False) for name in assignments]
        rows.append([*map(defused, cells), *texts, *(value for _, value in platform.after)])
    told.add("Texts that a spreadsheet would run stand behind an apostrophe; --template leaves them as they are", altered)
    told.add(f"Nothing that {platform.title} knows them by, give --roster or --template", unknown)
    told.add("Handed nothing in", _absent(class_, gradings, assignments))
    return table(rows, platform.quote_all)


def note_grades(gradings: Gradings, assignments: Iterable[str], told: Told) -> None:
    """Say which submissions are not graded, wait for a person, or were late."""
    grades = sorted(
        (grade for (name, _), grade in gradings.grades.items() if name in set(assignments)), key=lambda one: one.student
    )
    for grade in grades:
        if grade.status == UNGRADED and grade.sentence:
            told.lines.append(f"{grade.student} is not graded: {grade.sentence}")
    told.add("Not graded", (one.student for one in grades if one.status == UNGRADED and not one.sentence))
    told.add("Wait for points given by hand, and go out without them", (one.student for one in grades if one.waiting))
    told.add("Late", (f"{one.student} by {_late(one)}" for one in grades if one.late_days))


def _places(
    lines: Lines, class_: list[Person], gradings: Gradings, assignments: set[str], name: str, told: Told
) -> dict[int, Person]:
    """Return who each line is about; nobody is guessed."""
    found: dict[int, list[Person]] = defaultdict(list)
    lost: list[str] = []
    unclear: list[str] = []
    for person in class_:
        hits = lines.find(person)
        counts = any((one, person.student) in gradings.grades for one in assignments)
        if len(hits) == 1:
            found[hits[0]].append(person)
        elif counts:
            (unclear if hits else lost).append(person.student)
    for row, people in list(found.items()):
        with_grades = [one for one in people if any((name, one.student) in gradings.grades for name in assignments)]
        found[row] = with_grades or people[:1]
        if len(with_grades) > 1:
            unclear += [one.student for one in with_grades]
            del found[row]
    graded = {student for (one, student), grade in gradings.grades.items() if one in assignments and grade.status == GRADED}
    told.lost += sorted((set(lost) | set(unclear)) & graded)
    told.add(f"Not in {name}, give their points by hand or a --roster that names them as it does", lost)
    told.add(f"Could be several students of {name}, give their points by hand or a --roster with their ids", unclear)
    return {row: people[0] for row, people in found.items()}


def _late(grade: Grade) -> str:
    days = f"{grade.late_days} day{'s' if grade.late_days > 1 else ''}"
    return f"{days}, {number(grade.penalty)} points taken off" if grade.penalty else days


def _text(grade: Grade, zero: bool, comma: bool) -> str:
    if grade.status == GRADED and grade.score is not None:
        return number(grade.score, comma)
    return "0" if zero and grade.status == MISSING else ""


def _same(text: str, old: str) -> bool:
    try:
        return abs(float(text.replace(",", ".")) - float(old.replace(",", "."))) < 1e-9
    except ValueError:
        return text == old


def _label(sheet: Sheet, row: int, place: dict[int, Person]) -> str:
    return place[row].student if row in place else sheet.value(row, 0)


def _without(
    sheet: Sheet, rows: list[int], place: dict[int, Person], gradings: Gradings, assignments: Iterable[str]
) -> list[str]:
    chosen = list(assignments)
    handed = {row for row in rows if row in place and any((name, place[row].student) in gradings.grades for name in chosen)}
    return [_label(sheet, row, place) for row in rows if row not in handed]


def _absent(class_: list[Person], gradings: Gradings, assignments: list[str]) -> list[str]:
    return [one.student for one in class_ if not any((name, one.student) in gradings.grades for name in assignments)]


def _compare_points(sheet: Sheet, platform: Platform, column: int, ours: float, assignment: str, told: Told) -> None:
    theirs = points_to_be_had(sheet, platform, column)
    if theirs is not None and abs(theirs - ours) > 1e-9:
        told.lines.append(
            f'"{sheet.header[column]}" is worth {number(theirs)} points in {platform.title}, {assignment} {number(ours)}: '
            f"change it there, points are handed on as they are."
        )
