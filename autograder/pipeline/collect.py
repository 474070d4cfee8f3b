"""Taking in the submissions of a class without changing or losing a file, and without guessing whose one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline import gradescope_download
from autograder.pipeline.attempts import claim, folder_name, store
from autograder.pipeline.intake import BROKEN, LARGEST_FILE, Entry, entries
from autograder.pipeline.layouts import HandIn, hand_ins, is_named, is_of_another, number, stem
from autograder.pipeline.reading import NOTES, UnreadableError, parse_notebook, reading_notes
from autograder.pipeline.roster import Roster, letters, read_roster

__all__ = ["Received", "collect", "folder_name"]

_KINDS = {
    ".py": "a Python script", ".html": "a web page", ".htm": "a web page", ".pdf": "a PDF", ".md": "a Markdown text",
    ".doc": "a text document", ".docx": "a text document", ".odt": "a text document", ".rtf": "a text document",
    ".png": "a picture", ".jpg": "a picture", ".jpeg": "a picture", ".rar": "an archive", ".7z": "an archive",
    ".gz": "an archive", ".tar": "an archive",
}  # fmt: skip
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class Received:
    """What became of one file.

    Args:
        student: whose it is; empty where that is not known.
        file: its path in the download.
        status: "new", "replaced" (an older attempt), "unchanged", "older" (kept, not graded) or "refused".
        sentence: what the instructor should know; empty when all is well.
    """

    student: str
    file: str
    status: str
    sentence: str = ""


def collect(course: Course, assignment: str, where: Path, roster: Path | None = None) -> list[Received]:
    """Copy submissions to build/submitted, every attempt to build/attempts; the newest of a student is the one to grade.

    Understood are the downloads of Canvas, Moodle, Brightspace, Blackboard, Gradescope, Google Classroom and GitHub Classroom,
    and plain layouts: student/anything.ipynb, student.ipynb, student_aNN_name.ipynb. Beginnings such as "Copy of" and endings
    such as " (1)" are ignored. Whose a file is, its place in the download says, never its content.

    Args:
        course: where everything lies.
        assignment: its name, or the beginning of it.
        where: a folder or a zip; it is not changed.
        roster: a CSV file with the class; without it build/roster.csv, where that exists.

    Returns:
        What became of each notebook, and of each file that was refused, sorted by student.

    Raises:
        CourseError: there is no such assignment, folder, zip or roster, or nothing was handed in.
    """
    assignment = course.assignment(assignment)
    where = Path(where)
    listed = course.build / "roster.csv"
    people = read_roster(roster or listed) if roster or listed.exists() else None
    found = entries(where)
    received = [_refused(entry, entry.problem) for entry in found if entry.problem]
    sound = [entry for entry in found if not entry.problem]
    usable = gradescope_download.hand_ins(sound) or hand_ins(sound, assignment, where.stem)
    intake = _Intake(course, assignment, people, {one.student for one in usable})
    for files in _by_student(usable).values():
        received += intake.take(files)
    if not received:
        raise CourseError(f"no notebook of {assignment} is in {where}: expected STUDENT/{assignment}.ipynb or STUDENT.ipynb")
    return sorted(received, key=lambda item: (item.student, item.file))


@dataclass
class _Intake:
    """Taking in one student after the other.

    Args:
        course, assignment: where they go.
        people: the class, where it is known.
        named: the students' names in the download.
    """

    course: Course
    assignment: str
    people: Roster | None
    named: set[str]
    known: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = {*self.named, *(self.people.names.values() if self.people else ())}
        self.known = {letters(name): name for name in names if len(letters(name)) >= _SHORTEST_NAME}

    def take(self, files: list[HandIn]) -> Iterator[Received]:
        """Take in what one student handed in; of several notebooks those that are called after the assignment."""
        mine = [one for one in files if one.is_notebook and not is_of_another(one, self.assignment, self.course.assignments())]
        if not mine:
            yield from self._without_notebook(files)
            return
        if not files[0].student:
            yield from (
                _refused(one.entry, "its name does not say whose it is, put it into a folder of that name") for one in mine
            )
            return
        student, reason, doubt = self._student(files[0])
        if reason:
            yield from (_refused(one.entry, reason) for one in mine)
            return
        yield from self._attempts(student, mine, doubt)

    def _student(self, one: HandIn) -> tuple[str, str, str]:
        """Return a student's folder, why there is none, and what is doubtful about it."""
        doubt = ""
        if self.people is not None:
            known = (self.people.find(own) for own in one.ids)
            ids = next((found for found in known if len(found) == 1), None) or self.people.find(one.student, one.number)
            if len(ids) > 1:
                return "", f'"{one.student}" can be {" or ".join(ids)} of the roster, put it into a folder named after the id', ""
            if ids:
                folder = folder_name(ids[0])
                taken = claim(self.course, self.assignment, folder, ids[0])
                return folder, "" if taken else f"another student is collected as {folder} already", ""
            doubt = f'"{one.student}" is not on the roster.'
        for name in dict.fromkeys((one.student, f"{one.student}-{one.number}" if one.number else one.student)):
            if claim(self.course, self.assignment, folder_name(name), one.identity):
                return folder_name(name), "", doubt
        return "", f"another student is collected as {folder_name(one.student)} already", ""

    def _attempts(self, student: str, files: list[HandIn], doubt: str) -> Iterator[Received]:
        named = [one for one in files if is_named(one.file, self.assignment)] or files
        for one in sorted(named, key=lambda one: (one.received, number(one.file), one.entry.path)):
            yield self._store(student, one, doubt)
        for one in files:
            if one not in named:
                yield _refused(one.entry, f"a notebook named {self.assignment} is beside it", student)

    def _store(self, student: str, one: HandIn, doubt: str) -> Received:
        try:
            data = one.entry.read()
        except BROKEN as error:
            return _refused(one.entry, f"it could not be read ({error}), download it again", student)
        if len(data) > LARGEST_FILE:
            return _refused(one.entry, "it is larger than it says", student)
        status = store(self.course, self.assignment, student, data, one.received)
        old = [f"{one.entry.path} is older than what was collected: it is kept, and not graded."] if status == "older" else []
        parts = [*_on_content(data, one), *old, *self._on_name(student, one), *([doubt] if doubt else [])]
        return Received(student, str(one.entry.path), status, " ".join(parts))

    def _on_name(self, student: str, one: HandIn) -> Iterator[str]:
        """Point out a file that bears another student's name; it counts for the one in whose place it lies."""
        own = {letters(student), letters(one.student), letters(self.people.names.get(student, "")) if self.people else ""}
        bare = letters(stem(one.file))
        for key, name in sorted(self.known.items()):
            if key in bare and not any(key in name or (name and name in key) for name in own):
                yield f"{one.entry.path} bears the name of {name}: it counts for {student}, in whose place it lies."

    def _without_notebook(self, files: list[HandIn]) -> Iterator[Received]:
        """Say what a student handed in in place of a notebook; loose files that nobody takes for a submission are passed over."""
        one = files[0]
        other = next((one for one in files if one.is_notebook), None)
        if other and one.platform:
            yield _refused(other.entry, "it is called after another assignment, ask the student for the right one", one.student)
            return
        is_folder = len(one.entry.place.parts) > 1
        kind = next((_KINDS[one.entry.path.suffix.lower()] for one in files if one.entry.path.suffix.lower() in _KINDS), "")
        if other or not (one.platform or is_folder or kind) or one.file.lower() == "index.html":
            return
        what = one.entry.place.parts[0]
        holds = f" but {kind}" if kind else ""
        sentence = f"{what} holds no notebook of this assignment{holds}: ask the student for the .ipynb file."
        yield Received(one.student, str(one.entry.path) if not is_folder else what, "refused", sentence)


def _by_student(files: list[HandIn]) -> dict[str, list[HandIn]]:
    students: dict[str, list[HandIn]] = defaultdict(list)
    for one in sorted(files, key=lambda one: (one.identity, one.entry.path)):
        students[one.identity].append(one)
    return students


def _on_content(data: bytes, one: HandIn) -> Iterator[str]:
    try:
        notes = reading_notes(parse_notebook(data))
    except UnreadableError as error:
        yield f"{one.entry.path}: {error}"
    else:
        yield from (f"{one.entry.path}: {NOTES[note]}" for note in notes)


def _refused(entry: Entry, reason: str, student: str = "") -> Received:
    return Received(student, str(entry.path), "refused", f"{entry.path} was not taken: {reason}.")
