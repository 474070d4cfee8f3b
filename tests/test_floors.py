"""Lectures 11 to 15 say what can be had for nothing before they train, and compare with it afterwards."""

import ast
import re
from pathlib import Path

import pytest

from autograder.notebooks.percent import read

TEXTS = Path(__file__).parents[1] / "course" / "text"
LECTURES = ["11_sentiment", "12_tagging", "13_translation", "14_music", "15_signals"]
FLOOR = re.compile(r"\b(floors?|naive|usual tags?|nearest neighbour|Markov chain|chains)\b", re.IGNORECASE)
COMPARED = re.compile(r"\b(beats?|below|above|better|worse|did not know|lowest|falls? through)\b")


def cells_of(name):
    """Return the cells of a lecture up to its recap."""
    cells = read(TEXTS / f"{name}.py").cells
    last = next(place for place, cell in enumerate(cells) if cell.kind == "markdown" and "## Recap" in cell.text)
    head, _, _ = cells[last].text.partition("## Recap")
    return [(cell.kind, cell.text) for cell in cells[:last]] + [("markdown", head)]


def first_fit(cells):
    return next(place for place, (kind, text) in enumerate(cells) if kind == "code" and ".fit(" in text)


def comparisons(cells):
    """Return what sets a result beside a floor: sentences of the text, and lines that print or draw both."""
    found = []
    for kind, text in cells:
        if kind == "markdown":
            sentences = re.split(r"(?<=[.?!:])\s+|\n\n", text)
            found += [one for one in sentences if FLOOR.search(one) and COMPARED.search(one)]
        else:
            found += [line for call in ast.walk(ast.parse(text)) if (line := _printed(call))]
    return found


def _printed(node):
    """Return a call of print that shows a floor and something else, as text; else nothing."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "print":
        return ""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - {"print"}
    return ast.unparse(node) if "floor" in names and len(names) > 1 else ""


@pytest.mark.parametrize("name", LECTURES)
def test_the_floor_is_there_before_anything_is_trained(name):
    cells = cells_of(name)
    before = " ".join(text for _, text in cells[: first_fit(cells)])
    assert re.search(r"\bfloors?\b", before, re.IGNORECASE)


@pytest.mark.parametrize("name", LECTURES)
def test_what_was_trained_is_compared_with_the_floor(name):
    cells = cells_of(name)
    assert comparisons(cells[first_fit(cells) + 1 :])


@pytest.mark.parametrize("name", LECTURES)
def test_a_training_curve_shows_the_floor(name):
    code = [ast.parse(text) for kind, text in cells_of(name) if kind == "code"]
    calls = [one for tree in code for one in ast.walk(tree) if isinstance(one, ast.Call)]
    curves = [{argument.arg for argument in one.keywords} for one in calls if ast.unparse(one.func) == "training_curve"]
    assert any({"floor", "floor_name"} <= arguments for arguments in curves)
