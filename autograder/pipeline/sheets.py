"""A CSV file of somebody else's: cells can be filled in, everything else stays as it is, byte for byte."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.notebooks.errors import CourseError

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_SEPARATORS = ",;\t"


class Sheet:
    """The cells of a CSV file.

    Args:
        name: what to call it in messages.
        data: its content.

    Raises:
        CourseError: it is empty, or no CSV.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._encoding, text = _decode(data)
        first = text.splitlines()[0] if text.strip() else ""
        self._separator = max(_SEPARATORS, key=first.count)
        self._lines = list(_parsed(name, text, self._separator))
        if not first or first.count(self._separator) == 0:
            raise CourseError(f"{name} is no CSV file with columns: give the file as the learning platform exported it")
        self.header = [_value(raw).strip().lstrip("\ufeff") for raw in self._lines[0][0]]
        self.rows = [number for number, (cells, _) in enumerate(self._lines) if number and any(map(str.strip, cells))]

    def value(self, row: int, column: int) -> str:
        """Return what stands in a cell; nothing where the line is too short."""
        cells = self._lines[row][0]
        return _value(cells[column]) if column < len(cells) else ""

    def record(self, row: int) -> dict[str, str]:
        """Return a line by the names of its columns, in small letters; of two of one name the first counts."""
        found: dict[str, str] = {}
        for at, name in enumerate(self.header):
            found.setdefault(name.lower(), self.value(row, at).strip())
        return found

    def fill(self, row: int, column: int, text: str) -> None:
        """Write into a cell, with quotes where there were some or where it takes them."""
        cells = self._lines[row][0]
        cells.extend([""] * (column + 1 - len(cells)))
        quoted = cells[column].startswith('"') or re.search(rf'["\r\n{self._separator}]', text)
        cells[column] = '"' + text.replace('"', '""') + '"' if quoted else text

    def decimal_comma(self) -> bool:
        """Return whether numbers are written with a comma."""
        cells = [_value(raw).strip() for cells, _ in self._lines[1:] for raw in cells]
        counts = Counter("," if "," in cell else "." for cell in cells if re.fullmatch(r"\d+[.,]\d+", cell))
        return counts[","] > 0 and not counts["."]

    def formulas(self) -> list[str]:
        """Return the cells that a spreadsheet would take for formulas."""
        return [value for cells, _ in self._lines for value in map(_value, cells) if is_formula(value)]

    def dump(self) -> bytes:
        """Return the file."""
        return "".join(self._separator.join(cells) + end for cells, end in self._lines).encode(self._encoding)


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file; UTF-8, UTF-16 and Windows' own encoding are told apart.

    Raises:
        CourseError: there is no such file, or it is no CSV.
    """
    try:
        return Sheet(path.name, path.read_bytes())
    except OSError:
        raise CourseError(f"there is no file {path}: give the CSV file that the learning platform exported") from None


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could take a text for a formula, by OWASP's list; numbers are none."""
    return text.startswith(FORMULA) and not _NUMBER.fullmatch(text) and text != "-"


def defused(text: str) -> str:
    """Return a text as OWASP advises to write it: behind an apostrophe where it looks like a formula."""
    return f"'{text}" if is_formula(text) else text


def table(rows: Iterable[Sequence[str]], quote_all: bool = False) -> bytes:
    """Return rows as CSV in UTF-8, lines ended as RFC 4180 says."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _decode(data: bytes) -> tuple[str, str]:
    candidates = [_BOMS[data[:2]]] if data[:2] in _BOMS else ["utf-8", "cp1252"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == data:
            return encoding, text
    return "latin-1", data.decode("latin-1")


def _parsed(name: str, text: str, separator: str) -> Iterable[tuple[list[str], str]]:
    """Return the cells of each line as they are written, and the end of the line."""
    cell = re.compile(rf'(\ufeff?[ ]*"(?:[^"]|"")*"[ ]*|(?!\ufeff?[ ]*")[^{separator}\r\n]*)({separator}|\r\n|\n|\r|\Z)')
    at, cells = 0, []
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            line = text.count("\n", 0, at) + 1
            raise CourseError(f"line {line} of {name} is no CSV, a quotation mark stands alone: export the file again")
        cells.append(found[1])
        at = found.end()
        if found[2] != separator:
            yield cells, found[2]
            cells = []
        elif at == len(text):
            cells.append("")
    if cells:
        yield cells, ""


def _value(raw: str) -> str:
    bare = raw.lstrip("\ufeff").strip(" ")
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else raw.lstrip("\ufeff")
