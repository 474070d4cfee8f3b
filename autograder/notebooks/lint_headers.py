"""Rules about cell headers: known words, one setup cell, ids, points, every solution with its check.

A rule takes a source and yields the line number and the message of each thing that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.notebooks.headers import EXTRAS, KEYS, PREFIX, grade_id
from autograder.notebooks.percent import ROLES, Cell, Source

KNOWN = f"{', '.join(ROLES)} and points"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def headers(source: Source) -> Iterator[tuple[int, str]]:
    """Find cells of unknown kind, unknown or doubled words in headers, and words with a wrong value."""
    for cell in source.cells:
        if cell.kind not in ("markdown", "code"):
            yield cell.line, f'a cell is "# %%" or "# %% [markdown]", not [{cell.kind}]: change the header'
            continue
        for key in sorted(cell.options.keys() - _allowed(cell)):
            yield cell.line, _unknown(key, cell)
        if message := _value(cell):
            yield cell.line, message


def setup(source: Source) -> Iterator[tuple[int, str]]:
    """Find a setup cell that is missing, not the first code cell, doubled, or not empty."""
    code = [cell for cell in source.cells if cell.kind == "code"]
    if not code or code[0].role != "setup":
        yield (code[0].line if code else 1), 'the first code cell is not the setup cell: put "# %% setup=true" before it'
    for cell in code[1:]:
        if cell.role == "setup":
            yield cell.line, "only the first code cell is a setup cell: delete this one"
    for cell in code:
        if cell.role == "setup" and cell.text:
            yield cell.start, "the build writes the setup cell: leave it empty here"


def extra(source: Source) -> Iterator[tuple[int, str]]:
    """Find an extra in the YAML header that the package does not have."""
    named = source.settings.get("extra")
    if named is not None and named not in EXTRAS:
        line = next((number for number, text in enumerate(source.lines, 1) if text.strip("# ").startswith("extra:")), 1)
        yield line, f'the package has no extra "{named}": known are {", ".join(EXTRAS)}'


def roles(source: Source) -> Iterator[tuple[int, str]]:
    """Find cells of an assignment in a lecture."""
    for cell in source.cells:
        if cell.role not in ("", "setup"):
            yield cell.line, f"a lecture has no {cell.role} cell: move it to the assignment or make it an ordinary cell"


def ids(source: Source) -> Iterator[tuple[int, str]]:
    """Find names that two cells share."""
    first: dict[str, int] = {}
    for cell in source.cells:
        name = grade_id(cell)
        if name and first.setdefault(name, cell.line) != cell.line:
            yield cell.line, f'the id "{name}" is already that of the cell in line {first[name]}: rename one of them'


def points(source: Source) -> Iterator[tuple[int, str]]:
    """Find checks without points, or with points that are no positive number."""
    for cell in source.cells:
        if cell.role == "test":
            value = cell.options.get("points")
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                yield cell.line, f'the check of "{cell.name}" needs positive points: write points=2 in its header'


def pairs(source: Source) -> Iterator[tuple[int, str]]:
    """Find solutions without a check and checks without a solution."""
    names = {role: {cell.name for cell in source.cells if cell.role == role} for role in ("solution", "test")}
    for cell in source.cells:
        if cell.role == "solution" and cell.name not in names["test"]:
            yield cell.line, f'nothing checks "{cell.name}": add a cell "# %% test="{cell.name}" points=2"'
        if cell.role == "test" and cell.name not in names["solution"]:
            yield cell.line, f'there is no solution "{cell.name}" to check: correct the name or add the solution cell'


def _allowed(cell: Cell) -> set[str]:
    return KEYS[cell.role] if cell.kind == "code" else set()


def _unknown(key: str, cell: Cell) -> str:
    if key == "incorrectly_encoded_metadata":
        return f'the header "{cell.options[key]}" cannot be read: write names in double quotes, as given="imports"'
    if key == "title":
        return f'the header has free text "{cell.options[key]}": known words are {KNOWN}, written as word=value'
    if key in KEYS["test"] or key in ROLES:
        return f'"{key}" does not belong into the header of this cell: a cell has one role, only a test has points'
    return f'the header has an unknown word "{key}": known are {KNOWN}'


def _value(cell: Cell) -> str:
    value = cell.options.get(cell.role)
    if cell.role in PREFIX and not (isinstance(value, str) and _NAME.fullmatch(value)):
        return f'{cell.role} needs a name of letters, digits and "_" in double quotes, as {cell.role}="softmax"'
    if cell.role in ("setup", "see", "payoff") and value is not True:
        return f"write {cell.role}=true"
    return ""
