"""Whose a file of a download is: the folder and file names of Canvas, Moodle, Brightspace, Blackboard, Google and GitHub."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from autograder.pipeline.intake import Entry, not_later

ENDING = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
_COPIED = r"(?:copy of |kopie von |copie de |copia de )"
_COPY = re.compile(f"^{_COPIED}+", re.IGNORECASE)
_NUMBER = re.compile(r"([ _-]*\(\d+\)|[ _-]+(copy|kopie|copie|copia)[ _-]?\d*)+$", re.IGNORECASE)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
_BLACKBOARD = re.compile(r"(?P<name>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)
_BRIGHTSPACE = re.compile(
    r"(?P<number>\d+-\d+) - (?P<name>.+?) ?- (?P<time>[^\W\d]{3,}\.? \d{1,2}, \d{4} \d{3,4} ?[AP]M)(?: - (?P<file>.+))?",
    re.DOTALL,
)
_CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<number>\d{2,})_(?P<attempt>\d{2,})_(?P<file>.+)", re.DOTALL)
_TIMES = ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p")


@dataclass(frozen=True)
class HandIn:
    """A file of a download, and whose it is by its place there, never by what the student called it.

    Args:
        entry: the file.
        student: the name that the download gives; empty where it gives none.
        file: what the student called the file.
        received: when it was handed in, UTC.
        number: the number that the learning platform gives the student; empty where it gives none.
        platform: the learning platform, or the empty string.
        ids: the student's own ids, where the platform tells them.
    """

    entry: Entry
    student: str
    file: str
    received: datetime
    number: str = ""
    platform: str = ""
    ids: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """Return what tells a student from all others of the download."""
        return f"{self.student} ({self.number})" if self.number else self.student

    @property
    def is_notebook(self) -> bool:
        """Return whether the file is called .ipynb, or so but for what a browser put behind it."""
        return ENDING.search(self.file) is not None


def hand_ins(found: list[Entry], assignment: str, title: str = "") -> list[HandIn]:
    """Find out whose the files of a download are.

    Args:
        found: the files that can be taken.
        assignment: its full name.
        title: what the download is called.

    Returns:
        One for each file, in their order.
    """
    entries = _below_common(found, assignment)
    slug = _slug(entries, assignment, title)
    made = [_hand_in(entry, assignment, slug) for entry in entries]
    courses = _blackboard_names([one.student for one in made if one.platform == "Blackboard"])
    return [replace(one, student=courses[one.student]) if one.platform == "Blackboard" else one for one in made]


def stem(name: str) -> str:
    """Return a file name without its ending and without what Colab, browsers and file managers add to it."""
    bare = _NUMBER.sub("", ENDING.sub("", name)).strip()
    return _COPY.sub("", bare).strip()


def number(name: str) -> int:
    """Return the number that a browser or Canvas gave to a file: 1 for "a02 (1).ipynb" and for "a02-1.ipynb"."""
    found = re.search(r"(?:\((\d{1,6})\)|-(\d{1,3}))$", ENDING.sub("", name))
    return int(found[1] or found[2]) if found else 0


def is_named(name: str, assignment: str) -> bool:
    """Return whether a file is called after an assignment."""
    bare = stem(name).lower()
    return bare.endswith(assignment.lower()) or re.sub(r"-\d{1,3}$", "", bare).endswith(assignment.lower())


def is_of_another(one: HandIn, assignment: str, assignments: Iterable[str]) -> bool:
    """Return whether a file or a folder above it is called after another assignment."""
    others = [other for other in assignments if other != assignment]
    return any(is_named(one.file, other) or other in one.entry.path.parts[:-1] for other in others)


def _hand_in(entry: Entry, assignment: str, slug: str) -> HandIn:
    top = entry.place.parts[0]
    name = entry.place.name
    for platform, pattern in {
        "Moodle": _MOODLE,
        "Blackboard": _BLACKBOARD,
        "Brightspace": _BRIGHTSPACE,
        "Canvas": _CANVAS,
    }.items():
        if (found := pattern.fullmatch(top)) and (platform != "Canvas" or len(entry.place.parts) == 1 or top.endswith(".zip")):
            parts = found.groupdict()
            file = name if len(entry.place.parts) > 1 else parts["file"] or name
            received = _time(parts.get("time"), entry)
            return HandIn(entry, _clean(parts["name"]), file, received, parts.get("number") or "", platform)
    if len(entry.place.parts) > 1 and slug and top.lower().startswith(slug):
        return HandIn(entry, _clean(top[len(slug) :]), name, entry.received, platform="GitHub")
    if len(entry.place.parts) > 1 and not top.lower().endswith(".zip"):
        return HandIn(entry, _clean(top), name, entry.received)
    student = _without_assignment(stem(re.sub(r"\.zip$", "", top, flags=re.IGNORECASE)), assignment)
    return HandIn(entry, _clean(student), name, entry.received)


def _time(text: str | None, entry: Entry) -> datetime:
    """Return the time in a name, which is local time and that of receipt; else that of the file."""
    for form in _TIMES if text else ():
        try:
            return not_later(datetime.strptime(_padded(text or ""), form).astimezone(UTC))
        except (ValueError, OverflowError):
            continue
    return entry.received


def _padded(text: str) -> str:
    """Write "137 PM" as "0137 PM", and no dot behind a month."""
    return re.sub(r" (\d{3}) ?([AP]M)$", r" 0\1 \2", text.replace(".", "", 1))


def _clean(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _blackboard_names(names: list[str]) -> dict[str, str]:
    """Cut the assignment's title off: as many last words as it takes to tell all students apart."""
    whole = set(names)
    for count in range(1, 20):
        short = {name: "_".join(name.split("_")[-count:]) for name in whole}
        if len(set(short.values())) == len(whole):
            return short
    return {name: name for name in whole}


def _slug(entries: list[Entry], assignment: str, title: str) -> str:
    """Return how GitHub Classroom begins the name of every student's folder; empty where folders are called otherwise."""
    tops = {entry.place.parts[0].lower() for entry in entries if len(entry.place.parts) > 1}
    above = {title, *(entry.path.parts[0] for entry in entries if entry.depth)}
    known = {name.lower().removesuffix("-submissions") for name in above if name.lower().endswith("-submissions")}
    known |= {assignment.lower(), assignment.lower().replace("_", "-"), assignment.split("_")[0].lower()}
    fitting = [name for name in known if tops and all(top.startswith(f"{name}-") for top in tops)]
    return f"{max(fitting, key=len)}-" if fitting else ""


def _without_assignment(name: str, assignment: str) -> str:
    """Return the rest of "ada_a02_name", "ada - Copy of a02_name" or "a02_name - ada"."""
    full = re.escape(assignment)
    rest = re.sub(rf"[ _-]*{_COPIED}*{full}$", "", name, flags=re.IGNORECASE)
    return re.sub(rf"^{full}(?:[ _-]+|$)", "", rest, flags=re.IGNORECASE)


def _below_common(entries: list[Entry], assignment: str) -> list[Entry]:
    """Look below the one folder that holds everything, as zips have it, unless it is a student's."""
    tops = {entry.path.parts[0] for entry in entries if len(entry.path.parts) > 1}
    if len(tops) != 1 or any(len(entry.path.parts) == 1 for entry in entries) or _is_of_platform(*tops):
        return entries
    below = [PurePosixPath(*entry.path.parts[1:]) for entry in entries if ENDING.search(entry.path.name)]
    folders = {path.parts[0] for path in below if len(path.parts) > 1 and path.parts[0] != assignment}
    names = {_without_assignment(stem(path.name), assignment) for path in below if len(path.parts) == 1}
    if not folders and ("" in names or len(names) < 2) and not any(_is_of_class(path.name, assignment) for path in below):
        return entries
    return [replace(entry, depth=entry.depth + 1) for entry in entries]


def _is_of_class(name: str, assignment: str) -> bool:
    """Return whether a file is called as platforms call it that put a whole class into one folder."""
    bare, rest = stem(name), _without_assignment(stem(name), assignment)
    return _is_of_platform(name) or (" - " in bare and bool(rest) and rest != bare)


def _is_of_platform(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (_MOODLE, _BLACKBOARD, _BRIGHTSPACE, _CANVAS))
