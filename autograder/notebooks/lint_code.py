"""Rules about code cells: length, syntax, solution markers, and stubs that stop.

A rule takes a source and yields the line number and the message of each thing that it finds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.notebooks import regions
from autograder.notebooks.percent import Cell, Source
from autograder.notebooks.release import plain

LONGEST = 25

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(source: Source) -> Iterator[tuple[int, str]]:
    """Find code cells of more than 25 lines."""
    for cell in _code(source):
        count = len(cell.text.split("\n"))
        if count > LONGEST:
            yield cell.start + LONGEST, f"the cell has {count} lines, {LONGEST} are allowed: shorten or split it"


def syntax(source: Source) -> Iterator[tuple[int, str]]:
    """Find code cells that are no valid Python."""
    for cell in _code(source):
        try:
            ast.parse(plain(cell.text))
        except SyntaxError as error:
            yield cell.start + (error.lineno or 1) - 1, f"syntax error: {error.msg}"


def markers(source: Source) -> Iterator[tuple[int, str]]:
    """Find markers outside of solution cells, nested or unbalanced ones, and solution cells without any."""
    for cell in source.cells:
        found = _markers(cell.text)
        if cell.role == "solution":
            yield from ((cell.start + index, message) for index, message in _unbalanced(found))
            if not found:
                yield cell.line, f'the solution "{cell.name}" has no markers: put BEGIN SOLUTION and END SOLUTION around it'
        elif found:
            yield cell.start + found[0][0], "solution markers belong into solution cells: remove them or name the cell a solution"


def names(source: Source) -> Iterator[tuple[int, str]]:
    """Find solution cells that do not define what they are named after."""
    for cell in _code(source):
        tree = _tree(cell.text)
        if cell.role == "solution" and tree and cell.name not in _defined(tree):
            yield cell.line, f'the cell does not define "{cell.name}": name the cell after its function or class'


def stubs(source: Source) -> Iterator[tuple[int, str]]:
    """Find released solution cells that would not stop on NotImplementedError when their function is called."""
    for cell in _code(source):
        if cell.role == "solution" and _well_formed(cell):
            yield from _unstopped(cell)


def _code(source: Source) -> list[Cell]:
    return [cell for cell in source.cells if cell.kind == "code"]


def _markers(text: str) -> list[tuple[int, bool]]:
    """Return the index of each line with a marker, and whether it begins a region."""
    lines = enumerate(text.split("\n"))
    return [(index, regions.BEGIN in line) for index, line in lines if regions.BEGIN in line or regions.END in line]


def _unbalanced(found: list[tuple[int, bool]]) -> Iterator[tuple[int, str]]:
    opened = -1
    for index, begins in found:
        if begins and opened >= 0:
            yield index, "BEGIN SOLUTION stands inside another region: end that one first"
        if not begins and opened < 0:
            yield index, "END SOLUTION without a BEGIN SOLUTION before it: add one or delete this line"
        opened = index if begins else -1
    if opened >= 0:
        yield opened, "BEGIN SOLUTION without an END SOLUTION: add one behind the solution"


def _well_formed(cell: Cell) -> bool:
    found = _markers(cell.text)
    return bool(found) and not any(_unbalanced(found)) and _tree(cell.text) is not None


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(plain(text))
    except SyntaxError:
        return None


def _defined(tree: ast.Module) -> set[str]:
    assigned = [node for statement in tree.body for node in ast.walk(statement) if isinstance(node, ast.Name)]
    stored = {node.id for node in assigned if isinstance(node.ctx, ast.Store)}
    return stored | {node.name for node in tree.body if isinstance(node, _Function | ast.ClassDef)}


def _unstopped(cell: Cell) -> Iterator[tuple[int, str]]:
    """Look at the cell as it is released: each function with a stub must reach it, whatever the arguments."""
    begins = [cell.start + index for index, begin in _markers(cell.text) if begin]
    released = regions.cleared(cell.text)
    tree = _tree(released)
    if tree is None:
        yield begins[0], "without its solution the cell is no valid Python: keep whole statements between the markers"
        return
    lines = [number for number, line in enumerate(released.split("\n"), 2) if line.strip() == regions.STUB[0]]
    place = dict(zip(lines, begins, strict=True))
    functions = list(_outermost(tree))
    inside = {node.lineno for function in functions for node in _raises(function, place)}
    for line in place.keys() - inside:
        yield place[line], "the region stands outside of a function, so the released cell itself fails: put it into the function"
    for function in functions:
        if reason := _passes(function, place):
            yield place[min(node.lineno for node in _raises(function, place))], reason


def _outermost(tree: ast.AST) -> Iterator[_Function]:
    """Yield the functions of a module and the methods of its classes, without the functions inside them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, _Function):
            yield node
        elif not isinstance(node, ast.Lambda):
            yield from _outermost(node)


def _raises(function: _Function, place: dict[int, int]) -> list[ast.Raise]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Raise) and node.lineno in place]


def _passes(function: _Function, place: dict[int, int]) -> str:
    """Return why a released function can be called without reaching its stub, empty when it cannot or has none."""
    if not _raises(function, place):
        return ""
    direct = [index for index, node in enumerate(function.body) if isinstance(node, ast.Raise) and node.lineno in place]
    if not direct:
        return f'the stub of "{function.name}" may not be reached: keep the region out of branches, loops and inner functions'
    before = [node for statement in function.body[: direct[0]] for node in ast.walk(statement)]
    if any(isinstance(node, ast.Return) for node in before):
        return f'"{function.name}" can return before its stub: begin the region before the first return'
    return ""
