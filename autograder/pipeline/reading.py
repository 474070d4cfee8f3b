"""Reading a submitted notebook, or saying in one sentence why it cannot be read."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.pipeline.reshape import NotANotebookError, reshape

AGAIN = "ask the student to download the notebook as .ipynb and to hand it in again"
NOTES = {
    "encoding": "The file was not written in UTF-8; it was read all the same, please look whether accented letters are right.",
    "mark": "The file began with a byte order mark, which was ignored.",
    "json": "The JSON of the file had slips (such as a comma too many) and was mended.",
    "tail": "Text behind the end of the notebook was ignored.",
    "conflict": "The marks of a merge conflict were removed; both versions have the same cells.",
    "wrapped": "The notebook was wrapped in other data and was taken out.",
    "format": "The notebook was in an old format and was brought to 4.5.",
    "version": "The format number or the cell ids of the notebook were wrong and were corrected.",
    "cells": "Entries that are no cells were left out.",
    "fields": "Cells with missing or damaged fields were mended.",
    "lines": "The lines of cells had been run together and were put apart again.",
}
_MOST_LETTERS = 10_000
_BEGINNINGS = {
    b"<<<<<<<": "two versions in one (a merge conflict), and damaged",
    b"<": "a web page (HTML), not a notebook",
    b"%PDF": "a PDF, not a notebook",
    b"PK": "a zip or office document, not a notebook",
    b"\x1f\x8b": "a compressed file, not a notebook",
    b"\x89PNG": "a picture, not a notebook",
    b"\xff\xd8\xff": "a picture, not a notebook",
    b"{\\rtf": "a text document (RTF), not a notebook",
    b"version https://git-lfs": "a pointer of Git LFS, not the notebook itself",
    b"#": "a Python or Markdown text, not a notebook",
    b"import ": "a Python text, not a notebook",
    b"from ": "a Python text, not a notebook",
    b"def ": "a Python text, not a notebook",
}
_COMMA_TOO_MANY = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|(,)(?=\s*[}\]])', re.DOTALL)


class UnreadableError(Exception):
    """A submission is no notebook; the message is one sentence with the remedy."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook.

    Args:
        path: the file.

    Returns:
        As for `parse_notebook`.

    Raises:
        UnreadableError: the file is empty, is not JSON, or is no notebook.
    """
    return parse_notebook(path.read_bytes())


def parse_notebook(data: bytes) -> NotebookNode:
    """Read a notebook from the bytes of its file, whatever editors have done to encoding, JSON and format.

    Args:
        data: the content of the file.

    Returns:
        A valid notebook of format 4.5 without outputs. What had to be mended for that is named in
        `metadata.autograder.reading`, a list of keys of `NOTES`.

    Raises:
        UnreadableError: as for `read_notebook`.
    """
    try:
        return _parsed(data)
    except RecursionError:
        raise UnreadableError(f"The file is nested too deeply for a notebook: {AGAIN}.") from None


def readable(data: bytes) -> bytes:
    """Return a submission in a form that nbformat and nbgrader can read too.

    Args:
        data: the content of the file.

    Returns:
        The very same bytes where nothing had to be mended, else the mended notebook as JSON.

    Raises:
        UnreadableError: as for `read_notebook`.
    """
    notebook = parse_notebook(data)
    return (json.dumps(notebook, indent=1) + "\n").encode() if reading_notes(notebook) else data


def reading_notes(notebook: NotebookNode) -> list[str]:
    """Return what had to be mended to read a notebook, as keys of `NOTES`."""
    settings = notebook.metadata.get("autograder")
    keys = settings.get("reading") if isinstance(settings, dict) else None
    return [key for key in keys if isinstance(key, str) and key in NOTES] if isinstance(keys, list) else []


def _parsed(data: bytes) -> NotebookNode:
    if not data.strip(b"\0 \t\r\n"):
        raise _unreadable("empty")
    text, notes = _decoded(data)
    content, slips = _content(text, data)
    content, wrapping = _unwrapped(content)
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & set(content)):
        raise _unreadable("JSON, but not a notebook")
    try:
        shape = reshape(content)
    except NotANotebookError as error:
        raise _unreadable(str(error)) from None
    notebook = nbformat.from_dict(shape.content)
    found = dict.fromkeys([*reading_notes(notebook), *notes, *slips, *wrapping, *shape.notes])
    notebook.metadata.pop("autograder", None)
    if found:
        notebook.metadata["autograder"] = NotebookNode(reading=list(found))
    return notebook


def _decoded(data: bytes) -> tuple[str, list[str]]:
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        try:
            return data.decode(encoding), ["encoding"]
        except UnicodeDecodeError:
            raise _unreadable(_kind(data) or "not a notebook: it is not text") from None
    try:
        return data.decode(encoding), ["mark"] if encoding == "utf-8-sig" else []
    except UnicodeDecodeError:
        mixed = data.decode(encoding, "replace").count("\ufffd") < _MOST_LETTERS
        return data.decode(encoding, "autograder.windows") if mixed else data.decode("cp1252", "replace"), ["encoding"]


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read single bytes that are not UTF-8 as Windows-1252 (or Latin-1), where accented letters mostly come from."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error("autograder.windows", _as_windows)


def _content(text: str, data: bytes) -> tuple[Any, list[str]]:
    """Return the JSON of a file, and what had to be mended in it."""
    try:
        return json.loads(text), []
    except ValueError as problem:
        error = problem
    if (sides := _sides(text)) is not None:
        return _merged(*sides), ["conflict"]
    for note, candidate in (("json", text), ("json", _COMMA_TOO_MANY.sub(_without_comma, text))):
        found, tail = _lenient(candidate)
        if found is not None:
            return found, [note] if not tail else ["tail"]
    if _kind(data):
        raise _unreadable(_kind(data))
    place = f" from line {error.lineno} on" if isinstance(error, json.JSONDecodeError) else ""
    raise _unreadable(f"not a notebook, or was cut short: it is not JSON{place}")


def _lenient(text: str) -> tuple[dict[str, Any] | None, bool]:
    """Return the object at the beginning of a text and whether anything follows; None where there is no such object."""
    try:
        found, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except ValueError:
        return None, False
    if not isinstance(found, dict):
        return None, False
    tail = text.lstrip()[end:].strip("\0 \t\r\n")
    if tail.startswith("{") and isinstance(other := _lenient(tail)[0], dict) and _cells(other) not in ([], _cells(found)):
        raise _unreadable("two notebooks in one, with different cells")
    return found, bool(tail)


def _without_comma(found: re.Match[str]) -> str:
    return "" if found[1] else found[0]


def _sides(text: str) -> tuple[str, str] | None:
    """Return the two versions of a file with the marks of a merge conflict, or None where there are none."""
    ours: list[str] = []
    theirs: list[str] = []
    parts = {"both": (ours, theirs), "ours": (ours,), "base": (), "theirs": (theirs,)}
    steps = {("<<<<<<<", "both"): "ours", ("|||||||", "ours"): "base", (">>>>>>>", "theirs"): "both"}
    steps |= {("=======", "ours"): "theirs", ("=======", "base"): "theirs"}
    now, conflicts = "both", 0
    for line in text.splitlines(keepends=True):
        step = steps.get((line[:7], now))
        if step is None:
            for part in parts[now]:
                part.append(line)
        else:
            now, conflicts = step, conflicts + 1
    return ("".join(ours), "".join(theirs)) if conflicts and now == "both" else None


def _merged(ours: str, theirs: str) -> dict[str, Any]:
    """Return our version where both have the same cells; which of two answers is meant only the student knows."""
    versions = [_lenient(_COMMA_TOO_MANY.sub(_without_comma, side))[0] for side in (ours, theirs)]
    if versions[0] is None or versions[1] is None or _cells(versions[0]) != _cells(versions[1]):
        raise _unreadable("two versions in one (a merge conflict), with different cells")
    return versions[0]


def _cells(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return types and texts of the cells of a notebook, for comparing."""
    try:
        return [(cell["cell_type"], cell["source"]) for cell in reshape(content).content["cells"]]
    except NotANotebookError:
        return []


def _unwrapped(content: Any) -> tuple[Any, list[str]]:
    """Take a notebook out of a string, a list of one, or the reply of a server."""
    inner = content
    if isinstance(inner, str):
        inner = _lenient(inner)[0]
    if isinstance(inner, list) and len(inner) == 1:
        inner = inner[0]
    if isinstance(inner, dict) and not ({"cells", "worksheets"} & set(inner)):
        inner = next((inner[key] for key in ("content", "notebook") if isinstance(inner.get(key), dict)), inner)
    return (content, []) if inner is content else (inner, ["wrapped"])


def _kind(data: bytes) -> str:
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = data.decode("utf-16", "ignore").lstrip().encode()
    return next((kind for begin, kind in _BEGINNINGS.items() if start.startswith(begin)), "")


def _unreadable(kind: str) -> UnreadableError:
    return UnreadableError(f"The file is {kind}: {AGAIN}.")
