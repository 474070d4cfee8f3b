"""The list of a class: who is who under the names that learning platforms give to students."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from autograder.notebooks.errors import CourseError

# How the columns are called by nbgrader, Canvas, Moodle, Brightspace, Blackboard, Google and GitHub Classroom.
_LOGINS = ("student_id", "username", "sis login id", "login id", "login", "student id", "id number", "sis user id")
_IDS = (*_LOGINS, "orgdefinedid", "identifier", "id", "email address", "email")
_FIRST, _LAST = ("first name", "first_name", "given name"), ("last name", "last_name", "surname", "family name")
_FULL = ("full name", "name", "student", "student name")
_NUMBERS = ("lms_user_id", "identifier", "participant")
_OTHER = ("github_username", "email", "email address", "sis login id", "login id", "username", "student id")
_PARTICIPANT = re.compile(r"[^\W\d][^\W\d/ -]*(?:/in)? (\d+)")  # "Participant 77" in Moodle, in any language
_NOBODY = {"points possible", "student, test"}


class Roster:
    """Students of a class.

    Args:
        rows: one for each student, from the names of columns (in small letters) to what stands there.
    """

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self.names: dict[str, str] = {}
        self.rows: dict[str, dict[str, str]] = {}
        self._of_name: dict[str, set[str]] = defaultdict(set)
        self._of_number: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._add(row)

    def find(self, name: str, number: str = "") -> list[str]:
        """Return the ids of the students whom a name and a number can mean.

        Args:
            name: as a download gives it, in any order, with or without accents.
            number: the learning platform's; empty where it gives none.

        Returns:
            One id; none where nobody is called so; several where it is not clear.
        """
        by_number, by_name = self._of_number.get(number, set()), self._of_name.get(letters(name), set())
        return sorted(by_number & by_name or by_number | by_name)

    def _add(self, row: dict[str, str]) -> None:
        student = id_of(row)
        if not student:
            raise CourseError(f"the roster has a line without an id: {', '.join(filter(None, row.values()))[:80]}")
        if student in self.names:
            raise CourseError(f"the roster has {student} twice: every student needs an id of their own")
        self.names[student] = name_of(row)
        self.rows[student] = row
        for alias in {letters(alias) for alias in {student, *logins_of(row), *names_of(row)}} - {""}:
            self._of_name[alias].add(student)
        for number in numbers_of(row):
            self._of_number[number].add(student)


def id_of(row: dict[str, str]) -> str:
    """Return the id of a student from a line of a class list; empty where it has none."""
    return next((row[key] for key in _IDS if row.get(key) and not _PARTICIPANT.fullmatch(row[key])), "")


def name_of(row: dict[str, str]) -> str:
    """Return a student's whole name as a class list gives it."""
    first, last = first_and_last(row)
    return next((row[key] for key in _FULL if row.get(key)), "") or f"{first} {last}".strip()


def first_and_last(row: dict[str, str]) -> tuple[str, str]:
    """Return first and last names, empty where a class list does not tell them apart."""
    first, last = (next((row[key] for key in keys if row.get(key)), "") for keys in (_FIRST, _LAST))
    full = next((row[key] for key in _FULL if row.get(key)), "")
    if not (first or last) and "," in full:
        last, first = (part.strip() for part in full.split(",", 1))
    return first, last


def names_of(row: dict[str, str]) -> set[str]:
    """Return the names that a student of a class list can have in a download."""
    first, last = (next((row[key] for key in keys if row.get(key)), "") for keys in (_FIRST, _LAST))
    full = next((row[key] for key in _FULL if row.get(key)), "")
    names = {full, f"{first} {last}", f"{last} {first}"}
    if "," in full:
        names.add(" ".join(reversed(full.split(",", 1))))
    elif " " in full:
        *firsts, family = full.split()
        names.add(" ".join([family, *firsts]))
    return {name.strip() for name in names} - {""}


def logins_of(row: dict[str, str]) -> set[str]:
    """Return the logins and addresses of a student, the latter with and without what follows the @."""
    found = {row.get(key, "") for key in _OTHER} - {""}
    return found | {login.split("@")[0] for login in {*found, id_of(row)} if "@" in login[1:]}


def numbers_of(row: dict[str, str]) -> set[str]:
    """Return the numbers that a learning platform gives a student, apart from their own student number."""
    keys = (*_NUMBERS, "id") if row.get("student") else _NUMBERS
    first = next(iter(row), "")
    told = [row[key] for key in {*keys, first} - {*_FULL, *_FIRST, *_LAST} if row.get(key)]
    found = {(_PARTICIPANT.fullmatch(value), value) for value in told}
    return {match[1] if match else value for match, value in found if match or value != row[first] or first in keys}


def read_roster(path: Path) -> Roster:
    """Read the list of a class: nbgrader's students.csv, or what a learning platform exports as CSV.

    Args:
        path: the file; the first line names the columns.

    Returns:
        The students.

    Raises:
        CourseError: there is no such file, no column with ids, or a student occurs twice.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise CourseError(
            f"there is no roster {path}: give a CSV file with the columns id, first_name, last_name, email"
        ) from None
    text = _text(data)
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    rows = [_row(row) for row in csv.DictReader(io.StringIO(text), delimiter=separator)]
    if not rows or not set(_IDS) & set(rows[0]):
        raise CourseError(f"{path} is no roster: it needs a first line with the columns id, first_name, last_name, email")
    return Roster(row for row in rows if any(row.values()) and not _NOBODY & {value.lower() for value in row.values()})


def letters(name: str) -> str:
    """Return a name as it is compared: small letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[\W_]", "", "".join(char for char in plain if not unicodedata.combining(char)).casefold())


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _row(row: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    return {
        str(key).strip().lower(): value.strip().lstrip("#")
        for key, value in row.items()
        if key is not None and isinstance(value, str)
    }
