"""Who is who: students of the gradebook among the lines of a class list or of a platform's file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.notebooks.paths import Course
from autograder.pipeline.attempts import folder_name, identities
from autograder.pipeline.grades import Gradings
from autograder.pipeline.roster import Roster, id_of, letters, logins_of, name_of, names_of, numbers_of

_IDENTITY = re.compile(r"(?P<name>.+) \((?P<number>[^()]+)\)", re.DOTALL)
_ID_COLUMNS = ("student_id", "student id", "id number", "sis user id", "sis login id", "orgdefinedid", "sid", "github_username")


@dataclass(frozen=True)
class Person:
    """A student, by everything that tells who it is.

    Args:
        student: the id in the gradebook.
        ids: logins, student numbers and addresses, in small letters.
        numbers: those that a learning platform gave.
        names: as `letters` writes them.
        row: the line of the roster, else what the gradebook knows.
    """

    student: str
    ids: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    row: dict[str, str]


def people(course: Course, gradings: Gradings, roster: Roster | None) -> list[Person]:
    """Return everybody of a class: the gradebook's students with what the roster says of them, and the roster's others.

    Args:
        course: where everything lies.
        gradings: the grades.
        roster: the class list, where there is one; submissions may have been collected without it.
    """
    folders = sorted({*gradings.known, *(student for _, student in gradings.grades)})
    bare = {folder: _person(folder, identities(course, folder), gradings.known.get(folder, {})) for folder in folders}
    if roster is None:
        return list(bare.values())
    listed = _listed(course, bare, roster)
    found = [
        _person(folder, identities(course, folder), {**gradings.known.get(folder, {}), **roster.rows[listed[folder]]})
        if folder in listed
        else one
        for folder, one in bare.items()
    ]
    absent = sorted(set(roster.rows) - set(listed.values()))
    return [*found, *(_person(folder_name(student), set(), roster.rows[student]) for student in absent)]


def _listed(course: Course, bare: dict[str, Person], roster: Roster) -> dict[str, str]:
    """Return the roster's ids of students: those they were collected under, else the one line that can be theirs alone."""
    ids = list(roster.rows)
    lines = Lines(enumerate(roster.rows.values()))
    found: dict[str, str] = {}
    for folder in bare:
        told = [one for one in identities(course, folder) if one in roster.rows]
        if len(told) == 1 and folder_name(told[0]) == folder:
            found[folder] = told[0]
    hits = {folder: lines.find(one) for folder, one in bare.items() if folder not in found}
    counts = Counter(line for lines_ in hits.values() for line in lines_)
    for folder, own in hits.items():
        if len(own) == 1 and counts[own[0]] == 1 and ids[own[0]] not in found.values():
            found[folder] = ids[own[0]]
    return found


class Lines:
    """Lines of a file, to be found by who they are about.

    Args:
        rows: by the names of their columns, in small letters; a number of the line for each.
    """

    def __init__(self, rows: Iterable[tuple[int, dict[str, str]]]) -> None:
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        for line, row in rows:
            for one in _ids(row):
                self._ids[one].add(line)
            for number in numbers_of(row):
                self._numbers[number].add(line)
            for name in names_of(row):
                self._names[letters(name)].add(line)

    def find(self, person: Person) -> list[int]:
        """Return the lines that can be meant: one; none; or several where it is not clear.

        A number of the platform or an id decides; a name only where there is neither. Where they point to several lines, those
        are meant that bear the name as well.
        """
        named = _all(self._names, person.names)
        sure = _all(self._numbers, person.numbers) | _all(self._ids, person.ids)
        also = _all(self._ids, person.numbers) & named  # a download's number can be the student's own, as Gradescope's is
        if len(sure) > 1:
            sure = sure & named or sure
        return sorted(sure or also or named)


def _person(folder: str, identities: set[str], row: dict[str, str]) -> Person:
    ids, numbers, names = {folder.casefold()} | _ids(row), numbers_of(row), {letters(name) for name in names_of(row)}
    for identity in {folder, *identities}:
        parts = _IDENTITY.fullmatch(identity)
        names.add(letters(parts["name"] if parts else identity))
        ids |= set() if parts else {identity.casefold()}
        numbers |= {parts["number"].casefold()} if parts else set()
    return Person(folder, frozenset(ids), frozenset(numbers), frozenset(names - {""}), row)


def _ids(row: dict[str, str]) -> set[str]:
    found = {id_of(row), *logins_of(row), *(row.get(key, "") for key in _ID_COLUMNS)}
    if not row.get("student"):
        found.add(row.get("id", ""))
    return {one.lstrip("#").casefold() for one in found} - {""} - {letters(name_of(row))}


def _all(index: dict[str, set[int]], keys: Iterable[str]) -> set[int]:
    return {line for key in keys for line in index.get(key, ())}
