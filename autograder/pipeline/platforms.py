"""The files that learning platforms import grades from: their columns, and how the column of an assignment is called there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from autograder.notebooks.errors import CourseError
from autograder.pipeline.roster import first_and_last, letters, name_of
from autograder.pipeline.sheets import Sheet

Row = dict[str, str]


@dataclass(frozen=True)
class Platform:
    """A learning platform.

    Args:
        title: its name.
        columns: those ahead of the grades, and what stands in them for a student.
        needed: columns one of which must be in a file of the platform, in small letters.
        key: columns one of which the platform needs to find a student.
        grade: the heading of a new column, with `{}` for the assignment.
        after: columns behind the grades.
        quote_all: whether every cell stands in quotation marks.
        suffix: what the platform adds to the name of an assignment, as a regular expression.
        source: where in the platform the template is downloaded.
    """

    title: str
    columns: tuple[tuple[str, Callable[[Row], str]], ...]
    needed: tuple[str, ...]
    key: tuple[str, ...]
    grade: str
    suffix: str
    source: str
    after: tuple[tuple[str, str], ...] = ()
    quote_all: bool = False


def _cell(*keys: str, prefix: str = "") -> Callable[[Row], str]:
    return lambda row: next((prefix + row[key] for key in keys if row.get(key)), "")


def _sortable(row: Row) -> str:
    """Return "Last, First", as Canvas writes it; the whole name where the parts are not known."""
    first, last = first_and_last(row)
    return ", ".join(part for part in (last, first) if part) or name_of(row)


_LOGIN = ("sis login id", "username", "login id", "login")
CANVAS = Platform(
    title="Canvas",
    columns=(
        ("Student", _sortable),
        ("ID", lambda row: row.get("lms_user_id", "") or (row.get("id", "") if row.get("student") else "")),
        ("SIS User ID", _cell("sis user id")),
        ("SIS Login ID", lambda row: _cell(*_LOGIN)(row) or _cell("student_id", "id")({**row, "id": _plain_id(row)})),
        ("Section", _cell("section")),
    ),
    needed=("student",),
    key=("ID", "SIS User ID", "SIS Login ID"),
    grade="{}",
    suffix=r"\s*\(\d+\)",
    source="Grades > Export > Export Entire Gradebook",
)
MOODLE = Platform(
    title="Moodle",
    columns=(
        ("First name", lambda row: first_and_last(row)[0] or name_of(row)),
        ("Last name", lambda row: first_and_last(row)[1]),
        ("ID number", _cell("id number", "student id")),
        ("Username", lambda row: _cell("username")(row) or _plain_id(row)),
        ("Email address", _cell("email address", "email")),
    ),
    needed=("identifier", "email address", "id number", "username", "full name"),
    key=("ID number", "Username", "Email address"),
    grade="{}",
    suffix=r"\s*\((?:Real|Percentage|Letter|Punkte|Réel|Real\w*)\)",
    source="the assignment > Submissions > Download grading worksheet, or Grades > Export > Plain text file",
)
BRIGHTSPACE = Platform(
    title="Brightspace",
    columns=(
        ("OrgDefinedId", _cell("orgdefinedid", "student id", prefix="#")),
        ("Username", lambda row: _cell("username", prefix="#")(row) or (f"#{_plain_id(row)}" if _plain_id(row) else "")),
    ),
    needed=("orgdefinedid", "username"),
    key=("OrgDefinedId", "Username"),
    grade="{} Points Grade",
    suffix=r"\s*Points Grade(?:\s*<.*>)?",
    source="Grades > Enter Grades > Export, with Points grade",
    after=(("End-of-Line Indicator", "#"),),
)
BLACKBOARD = Platform(
    title="Blackboard",
    columns=(
        ("Last Name", lambda row: first_and_last(row)[1] or name_of(row)),
        ("First Name", lambda row: first_and_last(row)[0]),
        ("Username", lambda row: _cell("username")(row) or _plain_id(row)),
        ("Student ID", _cell("student id")),
    ),
    needed=("username",),
    key=("Username",),
    grade="{}",
    suffix=r"\s*\[.*\](?:\s*\|\d+)?",
    source="Grade Center > Work Offline > Download",
    quote_all=True,
)
PLATFORMS = {"canvas": CANVAS, "moodle": MOODLE, "brightspace": BRIGHTSPACE, "blackboard": BLACKBOARD}
_MAXIMA = (r"MaxPoints:([\d.,]+)", r"\[Total Pts:\s*(?:up to )?([\d.,]+)")


def find_column(sheet: Sheet, platform: Platform, names: list[str], chosen: str = "") -> int:
    """Return the column of an assignment in a file of a platform.

    Args:
        sheet: the file.
        platform: which.
        names: what the assignment can be called: its full name, its title.
        chosen: the heading that the instructor names; empty to find it by the names.

    Raises:
        CourseError: there is no such column, or several.
    """
    bare = [_bare(heading, platform) for heading in sheet.header]
    if chosen:
        found = [at for at, heading in enumerate(sheet.header) if chosen in (heading, bare[at])]
    else:
        found = _named(bare, names)
        worksheet = [at for at, heading in enumerate(sheet.header) if heading.lower() == "grade"]
        found = found or (worksheet if platform is MOODLE and "maximum grade" in map(str.lower, sheet.header) else [])
    if len(found) == 1:
        return found[0]
    what = f'named "{chosen}"' if chosen else f"for {names[0]}"
    which = ", ".join(f'"{sheet.header[at]}"' for at in found or range(len(sheet.header)))
    few = "several columns" if found else "no column"
    raise CourseError(f"{sheet.name} has {few} {what}: name one of these with --column: {which}")


def demand_columns(sheet: Sheet, platform: Platform) -> None:
    """Refuse a file in which the platform would find nobody.

    Raises:
        CourseError: it has none of the columns that say who a student is.
    """
    if not set(platform.needed) & {heading.lower() for heading in sheet.header}:
        raise CourseError(
            f"{sheet.name} is no gradebook of {platform.title}, no column is called {' or '.join(platform.needed)}: "
            f"download one there ({platform.source})"
        )


def is_student(row: Row) -> bool:
    """Return whether a line of a platform's file is about a student, and not about points, posting or a test student."""
    first = next(iter(row.values()), "").lower()
    others = [value for value in row.values() if value]
    if "points possible" in first or "student, test" in first or first == "test student":
        return False
    return not all(re.fullmatch(r"muted|manual posting.*", value, re.IGNORECASE) for value in others)


def points_to_be_had(sheet: Sheet, platform: Platform, column: int) -> float | None:
    """Return the points that the platform expects in a column, where its file tells."""
    texts = [found[1] for pattern in _MAXIMA if (found := re.search(pattern, sheet.header[column]))]
    for row in sheet.rows:
        record = sheet.record(row)
        if "points possible" in next(iter(record.values()), "").lower():
            texts.append(sheet.value(row, column))
        elif platform is MOODLE and record.get("maximum grade"):
            texts.append(record["maximum grade"])
    numbers = [float(text.replace(",", ".")) for text in texts if re.fullmatch(r"\s*\d+([.,]\d+)?\s*", text)]
    return numbers[0] if numbers else None


def _named(bare: list[str], names: list[str]) -> list[int]:
    """Return the columns that are called as an assignment is, else those that begin with its short name ("a02")."""
    wanted = {letters(name) for name in names if name}
    found = [at for at, heading in enumerate(bare) if letters(heading) in wanted]
    short = re.match(r"[a-z]+\d+", names[0], re.IGNORECASE)
    if found or not short:
        return found
    begins = re.compile(rf"{short[0]}(?![a-z0-9])", re.IGNORECASE)
    return [at for at, heading in enumerate(bare) if begins.match(heading.replace("_", " "))]


def _bare(heading: str, platform: Platform) -> str:
    name = re.sub(platform.suffix + r"$", "", heading, flags=re.IGNORECASE).strip()
    return re.sub(r"^[^\W\d]+: ", "", name) if platform is MOODLE else name


def _plain_id(row: Row) -> str:
    """Return the id that the course itself uses for a student: a login, where there is no other."""
    own = row.get("own_id", "")
    return "" if "@" in own and row.get("email", row.get("email address", "")) == own else own
