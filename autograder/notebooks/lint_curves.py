"""A rule of the units with models: whoever trains one also shows how the training went.

It reads the cells in their order. A training is a statement outside of functions that calls `.fit`, or a function of the source
that does; what the statement assigns has to be handed to a curve before the next heading of level 2.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.notebooks.percent import Source
from autograder.notebooks.release import plain

FIRST_UNIT = 11
CURVES = frozenset(["training_curve", "two_losses"])

_UNIT = re.compile(r"a?(\d+)_")
_HEADING = re.compile(r"^##? ", re.MULTILINE)
_Inside = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Holding = ast.stmt | ast.ExceptHandler | ast.match_case
_Loop = ast.For | ast.AsyncFor | ast.While


@dataclass
class _Training:
    """A training that waits for its curve.

    Args:
        line: its line in the file.
        names: what holds its history.
        single: those of the names that hold no other history as well: after a loop only that of the last round.
    """

    line: int
    names: set[str]
    single: frozenset[str]


def curves(source: Source) -> Iterator[tuple[int, str]]:
    """Find trainings, from unit 11 on, whose history is thrown away or not drawn in the same section."""
    unit = _UNIT.match(source.name)
    if not unit or int(unit[1]) < FIRST_UNIT:
        return
    trees = {cell.line: tree for cell in source.cells if cell.kind == "code" and (tree := _tree(cell.text))}
    trainers = _trainers(list(trees.values()))
    waiting: list[_Training] = []
    for cell in source.cells:
        if cell.kind == "markdown" and _HEADING.search(cell.text):
            yield from map(_not_drawn, waiting)
            waiting = []
        for node in _in_order(trees[cell.line].body if cell.line in trees else []):
            line = cell.start - 1 + node.lineno
            waiting = _still_waiting(node, line, waiting)
            if not isinstance(node, _Loop) and _calls(node, trainers) and not _calls(node, CURVES):
                waiting.append(_Training(line, _names(node, ast.Store) | _held(node), _replaced(node)))
                if not waiting[-1].names:
                    yield waiting.pop().line, "the history of this training is thrown away: keep it and hand it to training_curve"
    yield from map(_not_drawn, waiting)


def _not_drawn(training: _Training) -> tuple[int, str]:
    return training.line, (
        "the curve of this training is not drawn before the next heading of level 2: hand each history that is made here to "
        "training_curve, several in one dictionary"
    )


def _still_waiting(node: ast.stmt, line: int, waiting: list[_Training]) -> list[_Training]:
    """Return the trainings that wait for their curve after a statement; a loop stands behind the statements in it."""
    if isinstance(node, _Loop):
        inside = range(line, line + (node.end_lineno or node.lineno) - node.lineno + 1)
        return [_without(each, each.single) if each.line in inside else each for each in waiting]
    drawn = {name for call in _calls(node, CURVES) for name in _names(call, ast.Load)}
    whole = {name for call in _calls(node, CURVES) for name in _names(call, ast.Load, skip=_picked(call))}
    waiting = [each for each in waiting if not (each.names & whole or each.names & each.single & drawn)]
    return [_without(each, _replaced(node)) for each in waiting]


def _without(training: _Training, names: frozenset[str]) -> _Training:
    return _Training(training.line, training.names - names, training.single)


def _replaced(node: ast.stmt) -> frozenset[str]:
    return frozenset() if isinstance(node, ast.AugAssign) else frozenset(_names(node, ast.Store))


def _in_order(block: Sequence[ast.AST]) -> Iterator[ast.stmt]:
    """Yield the statements of a block that contain no other ones, and each loop behind its own; functions are passed over."""
    for node in block:
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, _Holding)]
        if not isinstance(node, _Inside):
            yield from _in_order(inner)
            if isinstance(node, ast.stmt) and (not inner or isinstance(node, _Loop)):
                yield node


def _trainers(trees: list[ast.Module]) -> set[str]:
    """Return the names whose call trains: `fit`, and the functions that call one of them and draw no curve themselves."""
    found = {"fit"}
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    while more := {each.name for each in functions if _calls(each, found) and not _calls(each, CURVES)} - found:
        found |= more
    return found


def _calls(node: ast.AST, names: Collection[str]) -> list[ast.Call]:
    """Return the calls of functions or methods of these names."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in names]


def _names(node: ast.AST, context: type[ast.expr_context], skip: Collection[ast.AST] = ()) -> set[str]:
    found = [each for each in ast.walk(node) if isinstance(each, ast.Name) and each not in skip]
    return {each.id for each in found if isinstance(each.ctx, context)}


def _picked(node: ast.AST) -> list[ast.AST]:
    """Return the collections of which only one item is taken, as in `histories["one"]`."""
    found = [each for each in ast.walk(node) if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant)]
    return [each.value for each in found]


def _held(node: ast.stmt) -> set[str]:
    """Return the names of the collections that a statement puts something into: `all[name] = ...`, `all |= ...`."""
    inside = [each for each in ast.walk(node) if isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store)]
    return {each.value.id for each in inside if isinstance(each.value, ast.Name)}


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(plain(text))
    except SyntaxError:
        return None
