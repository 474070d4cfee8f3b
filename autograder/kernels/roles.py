"""Which cell of a notebook runs where: decided from the instructor's source alone, before anything is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

PACKAGE = "autograder"
STATEFUL = ("matplotlib.pyplot",)
_FILES = re.compile(r"\b(open|Path|os|shutil|glob|load\w*|save\w*|read_\w+|to_csv|savefig|writefile)\b")


@dataclass(frozen=True)
class Part:
    """What a cell does with names.

    Args:
        source: its text.
        binds: the names that it defines at the top level.
        reads: the names that it reads anywhere.
        star: whether it imports names that are not written out.
    """

    source: str
    binds: frozenset[str]
    reads: frozenset[str]
    star: bool = False


@dataclass(frozen=True)
class Exports:
    """What a test leaves to later cells of the student's process: names, and definitions as text."""

    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How a notebook is run by two processes.

    Args:
        students: the names that the student's process defines.
        before: by grade id, the instructor's cells that the checker runs before a test cell.
        shown: texts of cells that the checker runs and shows, because they show what the tests found.
        pushed: names that tests set and answers read.
        exports: by grade id, what a test leaves to later cells.
        files: whether tests may see files that answers use, or the other way round.
        random: whether tests may set the state of global random generators.
        unprotected: grade ids of tests that have to run in the student's process.
        allowed: by grade id, what stand-ins may be used for there (see `events`); no entry allows everything.
    """

    students: frozenset[str] = frozenset()
    before: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pushed: frozenset[str] = frozenset()
    exports: dict[str, Exports] = field(default_factory=dict)
    files: bool = False
    random: bool = True
    unprotected: frozenset[str] = frozenset()
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Planner:
    """Goes through the cells of the instructor's notebook in order."""

    def __init__(self, unprotected: Iterable[str]) -> None:
        self.unprotected = frozenset(unprotected)
        self.students: set[str] = set()
        self.shared: list[Part] = []
        self.tests: dict[str, Part] = {}
        self.before: dict[str, tuple[str, ...]] = {}
        self.shown: dict[str, tuple[str, ...]] = {}
        self.students_cells: list[tuple[int, Part]] = []

    def take(self, marks: dict[str, Any], part: Part) -> None:
        """Give a cell its place."""
        name = marks.get("grade_id", "")
        if marks.get("grade") and not marks.get("solution"):
            self.tests[name] = part
            self.before[name] = needed(part, self.shared)
            if name in self.unprotected:
                self._students(part)
        elif marks.get("solution") or part.reads & self.students:
            self._students(part)
        elif _shows(part, self.shared):
            self.shown[part.source] = needed(part, self.shared)
        else:
            self.students |= _stateful(part)
            self.shared.append(part)
            self.students_cells.append((len(self.tests), part))

    def _students(self, part: Part) -> None:
        imports = _imports(part.source)
        self.shared.extend(imports)
        self.students |= part.binds - {name for each in imports for name in each.binds}
        self.students_cells.append((len(self.tests), part))

    def exports(self) -> dict[str, Exports]:
        """Return what each test leaves to the cells of the student's process that come after it."""
        found: dict[str, Exports] = {}
        for index, (name, part) in enumerate(self.tests.items()):
            later = {each for place, cell in self.students_cells if place > index for each in cell.reads}
            made = _export(part, later) if name not in self.unprotected else Exports()
            if made.names or made.sources:
                found[name] = made
        return found

    def pushed(self) -> frozenset[str]:
        """Return the names that tests set while answers read them."""
        answers = {name for _, cell in self.students_cells for name in cell.reads}
        patched = {text for part in self.tests.values() for text in re.findall(r"[\"']__main__\.(\w+)[\"']", part.source)}
        return frozenset(({name for part in self.tests.values() for name in part.binds} | patched) & answers)


def plan(cells: Iterable[dict[str, Any]], unprotected: Iterable[str] = ()) -> Plan:
    """Return the plan of a notebook.

    Args:
        cells: of the instructor's source notebook, with solutions.
        unprotected: grade ids of tests that have to run in the student's process.
    """
    planner, files = _Planner(unprotected), False
    for cell in cells:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            files = files or bool(_FILES.search(source))
            planner.take(cell.get("metadata", {}).get("nbgrader", {}), analyse(source))
    plain = all(is_check(part.source) for part in planner.tests.values())  # such tests exchange arguments and answers, no more
    return Plan(
        frozenset(planner.students),
        planner.before,
        planner.shown,
        planner.pushed(),
        planner.exports(),
        files and not plain,
        not plain,
        planner.unprotected,
    )


def _stateful(part: Part) -> set[str]:
    """Return the names of modules that have state which tests look at: those of the student's process are meant."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(part.source))
    except SyntaxError:
        return set()
    found = [each for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
    return {each.asname for each in found if each.name in STATEFUL and each.asname}


def _export(part: Part, later: set[str]) -> Exports:
    """Return what a test leaves: definitions and imports as text, other names by value."""
    try:
        body = ast.parse(TransformerManager().transform_cell(part.source)).body
    except SyntaxError:
        return Exports()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    nodes = [node for node in body if isinstance(node, kinds)]
    parts = [analyse(ast.unparse(node)) for node in nodes]
    wanted = set(later)
    for each in reversed(parts):
        wanted |= each.reads if each.binds & wanted else set()
    sources = tuple(each.source for each in parts if each.binds & wanted)
    defined = {name for each in parts for name in each.binds}
    return Exports(tuple(sorted((part.binds - defined) & wanted)), sources)


def analyse(source: str) -> Part:
    """Return what a cell does with names; nothing for a cell that is not Python."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return Part(source, frozenset(), frozenset())
    reads = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}
    star = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree))
    return Part(source, frozenset(_bound(tree)), frozenset(reads), star)


def _bound(tree: ast.AST) -> Iterable[str]:
    """Return the names that are bound at the top level, or declared global further down."""
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            yield from (name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names)
        elif isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            yield from (each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
        else:
            yield from _names(node)
            waiting.extend(ast.iter_child_nodes(node))


def _names(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((each.asname or each.name).split(".")[0] for each in node.names)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name


def _imports(source: str) -> list[Part]:
    """Return the imports at the top of an answer cell: tests may use what they bind."""
    try:
        body = ast.parse(TransformerManager().transform_cell(source)).body
    except SyntaxError:
        return []
    return [analyse(ast.unparse(node)) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def _shows(part: Part, shared: list[Part]) -> bool:
    """Return whether a cell uses what was imported from our own package, and defines nothing: it shows what the checks found."""
    own = {
        name
        for each in shared
        for name in each.binds
        if f"from {PACKAGE} import" in each.source or f"import {PACKAGE}" in each.source
    }
    return not part.binds and bool(part.reads & own)


def needed(part: Part, shared: list[Part]) -> tuple[str, ...]:
    """Return the texts of the shared cells that a cell rests on, directly or not, in their order.

    Args:
        part: the cell.
        shared: the cells before it that both processes may run.
    """
    reads, chosen = set(part.reads), set[int]()
    for index in range(len(shared) - 1, -1, -1):
        if shared[index].star or shared[index].binds & reads:
            chosen.add(index)
            reads |= shared[index].reads
    return tuple(shared[index].source for index in sorted(chosen))


def is_check(text: str) -> bool:
    """Return whether a test is a plain call of our own `check`."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return False
    calls = [node.value for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return len(calls) == len(body) > 0 and all(isinstance(call.func, ast.Name) and call.func.id == "check" for call in calls)


def tests(cells: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the texts of the tests of a notebook by grade id."""
    found = {}
    for cell in cells:
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if cell["cell_type"] == "code" and marks.get("grade") and not marks.get("solution"):
            found[marks["grade_id"]] = "".join(cell["source"])
    return found


def checker_settings(plan: Plan) -> dict[str, Any]:
    """Return what the checker's process is told when it starts."""
    return {"names": sorted(plan.students), "pushed": sorted(plan.pushed), "files": plan.files, "random": plan.random}
