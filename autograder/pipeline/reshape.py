"""Bringing the JSON of any notebook, old or damaged, into the shape of format 4.5."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_CELLS = 5_000
DEEPEST = 40
CELL_TYPES = ("code", "markdown", "raw")
FIELDS = {"code": {"outputs", "execution_count"}, "markdown": {"attachments"}, "raw": {"attachments"}}
COMMON = {"cell_type", "id", "metadata", "source"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ENDS_OF_LINES = tuple("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_HALF = re.compile(r"[\ud800-\udfff]")

Json = dict[str, Any]


class NotANotebookError(ValueError):
    """The content is no notebook; the message says what it is."""


@dataclass(frozen=True)
class Shape:
    """A notebook in the right shape.

    Args:
        content: of format 4.5, without outputs.
        notes: what had to be mended; nothing where nbformat would have read it just as well.
    """

    content: Json
    notes: list[str]


def reshape(content: Json) -> Shape:
    """Return a notebook in format 4.5; never a word of a cell is changed.

    Args:
        content: the JSON of the file, with "cells" or "worksheets".

    Returns:
        The notebook and what had to be mended.

    Raises:
        NotANotebookError: there are no cells in it, or too many.
    """
    given, content = content, _whole(content, 0)
    raw, notes = _entries(content)
    notes += ["fields"] if content != given else []
    if len(raw) > MOST_CELLS:
        raise NotANotebookError(f"a notebook of {len(raw)} cells, more than the {MOST_CELLS} that are graded")
    entries = [entry for entry in raw if isinstance(entry, dict)]
    if raw and not entries:
        raise NotANotebookError("a damaged notebook without cells")
    notes += ["cells"] if len(entries) < len(raw) else []
    notes += [] if "format" in notes or _is_versioned(content, entries) else ["version"]
    cells = []
    for entry in entries:
        cell, slips = _cell(entry)
        cells.append(cell)
        notes += slips
    _name(cells)
    metadata = content.get("metadata")
    notes += [] if isinstance(metadata, dict) else ["fields"]
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata if isinstance(metadata, dict) else {}, "cells": cells}
    return Shape(made, list(dict.fromkeys(notes)))


def _whole(value: Any, depth: int) -> Any:
    """Copy JSON without halves of characters, which cannot be written, and cut off where it is nested absurdly deep."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value) if not value.isascii() else value
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        return {_whole(key, depth + 1): _whole(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner, depth + 1) for inner in value]
    return value


def _entries(content: Json) -> tuple[list[Any], list[str]]:
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells, []
    sheets = content.get("worksheets")
    if not isinstance(sheets, list):
        raise NotANotebookError("a damaged notebook without cells")
    parts = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
    return [cell for part in parts for cell in part], ["format"]


def _is_versioned(content: Json, cells: list[Json]) -> bool:
    """Return whether the format number is right: nbformat drops ids below 4.5 and demands different ones from there on."""
    major, minor = content.get("nbformat"), content.get("nbformat_minor")
    if type(major) is not int or type(minor) is not int or major != 4 or not 0 <= minor <= 5:
        return False
    ids = [cell["id"] for cell in cells if "id" in cell]
    if minor < 5:
        return not ids
    return len(ids) == len(cells) and all(map(_is_id, ids)) and len(set(ids)) == len(ids)


def _cell(entry: Json) -> tuple[Json, list[str]]:
    kind, source, slips = _type(entry), *_source(entry)
    metadata = entry.get("metadata")
    cell: Json = {"id": entry.get("id"), "cell_type": kind, "metadata": metadata if isinstance(metadata, dict) else {}}
    cell["source"] = "#" * _level(entry) + " " + source if entry.get("cell_type") == "heading" else source
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    elif _are_attachments(entry.get("attachments")):
        cell["attachments"] = entry["attachments"]
    slips += [] if _is_sound(entry) else ["fields"]
    return cell, slips


def _type(entry: Json) -> str:
    kind = entry.get("cell_type")
    if kind in CELL_TYPES:
        return str(kind)
    if kind in ("heading", "html"):
        return "markdown"
    return "code" if {"outputs", "execution_count", "input", "prompt_number"} & set(entry) else "raw"


def _level(entry: Json) -> int:
    level = entry.get("level")
    return min(level, 6) if type(level) is int and level > 0 else 1


def _source(entry: Json) -> tuple[str, list[str]]:
    source = next((entry[key] for key in ("source", "input", "code", "text") if entry.get(key) is not None), "")
    if isinstance(source, str):
        return source, []
    if not isinstance(source, list):
        return ("", ["fields"]) if isinstance(source, dict | bool) else (str(source), ["fields"])
    lines = [line for line in source if isinstance(line, str)]
    slips = ["fields"] if len(lines) < len(source) else []
    if len(lines) > 1 and not any(line.endswith(_ENDS_OF_LINES) for line in lines[:-1]):
        return "\n".join(lines), [*slips, "lines"]
    return "".join(lines), slips


def _is_sound(entry: Json) -> bool:
    """Return whether nbformat can read a cell of format 4."""
    kind, outputs, count = entry.get("cell_type"), entry.get("outputs", []), entry.get("execution_count")
    plain = kind in CELL_TYPES and isinstance(entry.get("metadata"), dict) and isinstance(entry.get("source"), str | list)
    if not plain or not _are_attachments(entry.get("attachments", {})):
        return False
    if kind != "code":
        return True
    return isinstance(outputs, list) and all(map(_is_output, outputs)) and (count is None or type(count) is int)


def _is_output(output: Any) -> bool:
    return isinstance(output, dict) and isinstance(output.get("output_type"), str) and isinstance(output.get("data", {}), dict)


def _are_attachments(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(bundle, dict) and all(_bundle(bundle)) for bundle in value.values())


def _bundle(bundle: Json) -> Iterator[bool]:
    for data in bundle.values():
        yield isinstance(data, str) or (isinstance(data, list) and all(isinstance(line, str) for line in data))


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and CELL_ID.fullmatch(value) is not None


def _name(cells: list[Json]) -> None:
    """Give every cell an id of its own; where several have the same, none of them keeps it."""
    counts = Counter(cell["id"] for cell in cells if _is_id(cell["id"]))
    number = 0
    for cell in cells:
        if _is_id(cell["id"]) and counts[cell["id"]] == 1:
            continue
        while counts[f"cell-{number}"]:
            number += 1
        cell["id"] = f"cell-{number}"
        counts[cell["id"]] = 1
