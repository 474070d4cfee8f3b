"""Whose a file of a Gradescope download is: `submission_metadata.yml` beside the folders of the submissions says it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from autograder.notebooks.errors import CourseError
from autograder.pipeline.intake import BROKEN, Entry, not_later
from autograder.pipeline.layouts import HandIn

METADATA = "submission_metadata.yml"
_DEEPEST = 2


def hand_ins(found: list[Entry]) -> list[HandIn]:
    """Return the files of a Gradescope download, those of a group once for each of its members.

    Args:
        found: the files that can be taken.

    Returns:
        Nothing where this is no download of Gradescope.

    Raises:
        CourseError: the file that says whose the submissions are cannot be read.
    """
    notes = next((one for one in found if one.path.name == METADATA and len(one.path.parts) <= _DEEPEST), None)
    if notes is None:
        return []
    folder, depth = notes.path.parent, len(notes.path.parts) - 1
    files: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        if entry is not notes and entry.path.is_relative_to(folder) and len(entry.path.parts) > depth:
            files[entry.path.parts[depth]].append(replace(entry, depth=depth))
    return [one for key, data in _read(notes).items() for one in _submission(str(key), data, files, notes, folder)]


def _submission(key: str, data: Any, files: dict[str, list[Entry]], notes: Entry, folder: PurePosixPath) -> Iterator[HandIn]:
    fields = data if isinstance(data, dict) else {}
    nothing = replace(notes, path=folder / key / "nothing", depth=len(folder.parts))
    submitters = _field(fields, "submitters")
    for submitter in submitters if isinstance(submitters, list) and submitters else [{}]:
        name, sid, email = (_text(submitter, part) for part in ("name", "sid", "email"))
        for entry in files.get(key) or [nothing]:
            received = _time(_text(fields, "created_at"), entry)
            ids = tuple(one for one in (sid, email) if one)
            yield HandIn(entry, name or email or sid, entry.path.name, received, sid or email, "Gradescope", ids)


def _field(data: Any, name: str) -> Any:
    """Return a field; Gradescope writes names with a colon in front, as Ruby does."""
    return data.get(f":{name}", data.get(name)) if isinstance(data, dict) else None


def _text(data: Any, name: str) -> str:
    value = _field(data, name)
    return value.strip() if isinstance(value, str) else ""


def _time(text: str, entry: Entry) -> datetime:
    try:
        time = datetime.fromisoformat(re.sub(r" (Z|UTC)$", "+00:00", text))
    except ValueError:
        return entry.received
    return not_later((time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0))


def _read(notes: Entry) -> dict[Any, Any]:
    """Return the list of submissions: texts only (student numbers keep their zeros), whatever Ruby's tags say."""
    import yaml

    try:
        data = yaml.load(notes.read(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  (makes no objects)
    except (*BROKEN, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CourseError(f"{notes.path} cannot be read ({reason}): download the submissions from Gradescope again") from error
    return data if isinstance(data, dict) else {}
