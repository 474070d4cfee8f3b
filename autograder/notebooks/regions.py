"""Solution regions: the lines between nbgrader's markers, and a cell as students get it."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.notebooks.percent import Cell, Source

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")

_FLOW = ("for ", "while ", "if ", "elif ", "else:", "try:", "except", "finally:", "with ")
_LONG = 12


def inside(text: str) -> list[int]:
    """Return the indices of the lines between the markers of a cell.

    Args:
        text: the text of the cell.

    Returns:
        Indices counted from 0, markers left out; a region without an end reaches to the end of the cell.
    """
    found, open_region = [], False
    for index, line in enumerate(text.split("\n")):
        if BEGIN in line or END in line:
            open_region = BEGIN in line
        elif open_region:
            found.append(index)
    return found


def visible(text: str) -> str:
    """Return the text of a cell without its solution regions and their markers.

    Args:
        text: the text of the cell.

    Returns:
        The lines that the student sees, without the stub.
    """
    hidden = set(inside(text))
    lines = enumerate(text.split("\n"))
    return "\n".join(line for index, line in lines if index not in hidden and BEGIN not in line and END not in line)


def cleared(text: str) -> str:
    """Return a solution cell as nbgrader releases it: each region replaced by the stub.

    Args:
        text: the text of the cell.

    Returns:
        The text with the stub in place of each region.
    """
    hidden, lines = set(inside(text)), []
    for index, line in enumerate(text.split("\n")):
        if BEGIN in line:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + stub for stub in STUB]
        elif END not in line and index not in hidden:
            lines.append(line)
    return "\n".join(lines)


def telling(line: str) -> str:
    """Return the code of a line if it would give a solution away, else the empty string.

    Args:
        line: one line of a solution region.

    Returns:
        The line without indentation and trailing comment; empty for comments, for lines of up to 12 characters and for
        the heads of loops and branches.
    """
    code = line.strip()
    if code.startswith("#"):
        return ""
    code = code.split("  #")[0].rstrip()
    trivial = len(code) <= _LONG or (code.endswith(":") and code.startswith(_FLOW))
    return "" if trivial else code


def answers(source: Source) -> dict[str, int]:
    """Return the telling lines of an assignment's solution regions.

    Args:
        source: the percent source.

    Returns:
        From the code of each line to its line number in the file. Lines that the source itself hands out, in a given cell or
        around a region, are left out.
    """
    handed = "\n".join(visible(cell.text) for cell in source.cells if cell.role in ("given", "solution"))
    return {code: number for code, number in _lines(source.cells) if code not in handed}


def _lines(cells: tuple[Cell, ...]) -> Iterator[tuple[str, int]]:
    for cell in cells:
        lines = cell.text.split("\n")
        for index in inside(cell.text) if cell.kind == "code" else ():
            if code := telling(lines[index]):
                yield code, cell.start + index
