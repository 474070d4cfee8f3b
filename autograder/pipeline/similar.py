"""Answers that are suspiciously alike: a hint for a person, never points."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from autograder.pipeline.answers import Code, parsed

SHORTEST = 40  # tokens of an answer's own; below that, two people write the same
MOST = 20_000  # tokens of one answer that are compared: the time grows with their square
FIRST = 0x100  # the letter of the first token; who fills all letters with tokens of their own is compared less exactly
ALIKE = 0.95
_SHARED = 1 / 3  # lines that so many of the class have tell nothing
_FEW = 3


@dataclass(frozen=True)
class Alike:
    """Answers of some students that are alike.

    Args:
        students: who, sorted.
        exercises: in which exercises every one of them has a part.
        how: "word for word", "the same but for names and comments" or "nearly the same".
        tokens: how much of it nobody was given and few others wrote.
    """

    students: tuple[str, ...]
    exercises: tuple[str, ...]
    how: str
    tokens: int


def similar(codes: dict[str, Code], given: Iterable[Code]) -> list[Alike]:
    """Return groups of students whose answers are alike in what is their own.

    Compared are the syntax trees of answers, whatever the names of variables, comments, texts for the reader and spaces. Left
    out are lines that the release or the solution has, and lines that a third of the class has.

    Args:
        codes: of each student.
        given: the release and the solution.

    Returns:
        The groups, those with the most in common first.
    """
    known = list(given)
    names = dict.fromkeys(name for code in codes.values() for name in code.answers)
    pairs: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for name in names:
        texts = {student: code.answers[name] for student, code in codes.items() if name in code.answers}
        for pair, size in _pairs(texts, [code.answers[name] for code in known if name in code.answers]):
            pairs[pair][name] = size
    return sorted((_alike(group, pairs, codes) for group in _groups(pairs)), key=lambda one: (-one.tokens, one.students))


def lines(text: str) -> list[tuple[str, ...]]:
    """Return an answer as lines of tokens that are the same for all ways to name and to comment it; [] where it is no Python."""
    tree = parsed(text)
    if tree is None:
        return []
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    try:
        _Bare(own).visit(tree)
        written = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
    except (RecursionError, ValueError):  # nested more deeply, or a number longer, than Python writes
        written = text.splitlines()
    return [tuple(_tokens(line)) for line in written if line.strip() not in ("", "pass")]


class _Bare(ast.NodeTransformer):
    """Takes out what says nothing about how an answer works."""

    def __init__(self, own: set[str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("_", node.ctx) if node.id in self.own else node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg("_")

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return None if node.value is None else self.visit(ast.Assign([node.target], node.value))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):
            return ast.Pass()
        self.generic_visit(node)
        return node


def _tokens(line: str) -> list[str]:
    return re.findall(r"\w+|\W", "".join(line.split()))


def _pairs(texts: dict[str, str], given: list[str]) -> Iterable[tuple[tuple[str, str], int]]:
    """Return the pairs of students whose answers to one exercise are alike, with the size of what is."""
    written = {student: lines(text) for student, text in texts.items()}
    counts = Counter(line for one in written.values() for line in set(one))
    most = max(_FEW, len(texts) * _SHARED)
    common = {line for text in given for line in lines(text)} | {line for line, count in counts.items() if count > most}
    letters: dict[str, str] = {}
    own = {student: _own(one, common, letters) for student, one in written.items()}
    students = [student for student, text in own.items() if len(text) >= SHORTEST]
    if len(students) < 2:
        return
    words = [own[student] for student in students]
    matrix = process.cdist(words, words, scorer=Indel.normalized_similarity, score_cutoff=ALIKE, dtype=np.float32)
    for row, column in np.argwhere(np.triu(matrix >= ALIKE, 1)):
        yield (students[row], students[column]), min(len(words[row]), len(words[column]))


def _own(written: list[tuple[str, ...]], common: set[tuple[str, ...]], letters: dict[str, str]) -> str:
    """Return what is left of an answer, one letter for each token: what rapidfuzz compares fastest."""
    tokens = [token for line in written if line not in common for token in line][:MOST]
    return "".join(letters.setdefault(token, chr(FIRST + len(letters) % (sys.maxunicode + 1 - FIRST))) for token in tokens)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Join pairs that share a student."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of.update(dict.fromkeys(joined, joined))
    return [tuple(sorted(group)) for group in {id(group): group for group in group_of.values()}.values()]


def _alike(group: tuple[str, ...], pairs: dict[tuple[str, str], dict[str, int]], codes: dict[str, Code]) -> Alike:
    found = {pair: sizes for pair, sizes in pairs.items() if set(pair) <= set(group)}
    names = dict.fromkeys(name for sizes in found.values() for name in sizes)
    tokens = sum(max(sizes.get(name, 0) for sizes in found.values()) for name in names)
    kinds = [
        _how(codes[one].answers[name], codes[other].answers[name]) for (one, other), sizes in found.items() for name in sizes
    ]
    return Alike(group, tuple(names), _HOW[max(kinds)], tokens)


_HOW = ("word for word", "the same but for names and comments", "nearly the same")


def _how(one: str, other: str) -> int:
    if one.split() == other.split():
        return 0
    return 1 if lines(one) == lines(other) else 2
