"""Figures of unit 10: size, alternative text, a roofline of what was handed over, and a lecture that hands over measurements."""

import ast
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from rnnfigures import fast as fig
from rnnfigures.style import COLOR

from autograder.notebooks.percent import read

LECTURE = Path(__file__).parents[1] / "course" / "text" / "10_make_it_fast.py"
PEAK, SLOPES = 80e9, {"near": 40e9, "far": 8e9}
POINTS = {"add": (1 / 12, 6e8), "batch 1": (0.5, 3e9), "batch 64": (24.0, 5e10)}


@pytest.fixture(scope="module")
def roof():
    return fig.roofline(PEAK, SLOPES, POINTS)


def test_every_figure_is_small_and_says_what_it_shows(roof):
    made = {
        "only the 4 products of states form a chain": fig.one_product(),
        "only the 2 products of states form a chain": fig.one_product(2),
        "four blocks of columns, i, f, g and o, which are views of the same memory": fig.buffer_and_views(),
        "A flat roof at 80 billion, and 2 slanted roofs for near and far.": roof,
    }
    for words, drawn in made.items():
        assert words in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


@pytest.mark.parametrize("steps", [2, 4])
def test_products_are_drawn_as_often_as_they_are_made(steps):
    texts = [text.get_text() for text in fig.one_product(steps).figure.axes[0].texts]
    counts = [texts.count(product) for product in ("$h\\,W_h$", "$x\\,W_x$", "$X\\,W_x$")]
    assert counts == [2 * steps, steps, 1]
    assert f"{2 * steps} small products,\none after the other" in texts
    assert f"1 large product that waits for nothing,\n{steps} small ones that wait" in texts


def test_the_views_stand_in_the_order_of_the_gates():
    drawn = fig.buffer_and_views()
    blocks = [patch for patch in drawn.figure.axes[0].patches if patch.get_width() < 1]
    assert [patch.get_facecolor()[:3] for patch in blocks] == [to_rgba(COLOR[gate])[:3] for gate in "ifgo"]
    assert np.allclose(np.diff([patch.get_x() for patch in blocks]), blocks[0].get_width())


def drawn_lines(drawn):
    """Return the roofs by name, and the points."""
    lines = drawn.figure.axes[0].lines
    roofs = {line.get_label(): line.get_xydata() for line in lines if not line.get_label().startswith("_")}
    return roofs, [tuple(line.get_xydata()[0]) for line in lines if line.get_label().startswith("_")]


def test_the_roof_and_the_points_are_those_that_were_given(roof):
    roofs, points = drawn_lines(roof)
    assert points == list(POINTS.values())
    assert set(roofs) == {"near", "far", "best product"}
    for name, slope in SLOPES.items():
        assert np.allclose(roofs[name][:, 1], slope * roofs[name][:, 0])  # (10.4)
        assert roofs[name][-1, 1] == PEAK
    assert np.allclose(roofs["best product"][:, 1], PEAK)
    assert roofs["best product"][0, 0] == PEAK / max(SLOPES.values())
    notes = {text.get_text(): text.xy for text in roof.figure.axes[0].texts}
    assert notes == POINTS


def test_the_roofline_shows_all_of_it_on_logarithmic_axes(roof):
    axes = roof.figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert all(left < x < right and bottom < y < top for x, y in POINTS.values())
    assert bottom < PEAK < top
    assert "add at 0.6 billion operations per second, batch 1 at 3.0 billion" in roof.alt


def calls(node):
    """Return the names of the functions that are called in a piece of code."""
    return {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


def literal(node):
    """Tell whether a piece of code is made of numbers only."""
    return not any(isinstance(one, ast.Name | ast.Call | ast.Attribute) for one in ast.walk(node))


def measuring(tree):
    """Return the names of the function that takes times and of those that call it."""
    defined = {one.name: calls(one) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    return {"seconds", *(name for name, called in defined.items() if "seconds" in called)}


def assigned(tree, name):
    """Return what is assigned to a name, or to one of its entries."""
    found = []
    for one in ast.walk(tree):
        for target in one.targets if isinstance(one, ast.Assign) else ():
            held = target.value if isinstance(target, ast.Subscript) else target
            found += [one.value] if isinstance(held, ast.Name) and held.id == name else []
    return [value for value in found if not isinstance(value, ast.Dict) or value.values]  # an empty one is filled later


@pytest.fixture(scope="module")
def tree():
    return ast.parse("\n".join(cell.text for cell in read(LECTURE).cells if cell.kind == "code"))


def test_the_lecture_takes_times_by_the_clock(tree):
    now = [0.0]
    names = {"time": SimpleNamespace(perf_counter=lambda: now[0])}
    exec(ast.unparse(next(one for one in tree.body if getattr(one, "name", "") == "seconds")), names)
    assert names["seconds"](lambda: now.__setitem__(0, now[0] + 0.25)) == 0.25


def test_the_lecture_draws_what_it_has_measured(tree):
    (call,) = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == "fig.roofline"]
    assert not call.keywords
    peak, slopes, points = (argument.id for argument in call.args)  # names, not numbers
    timed = measuring(tree)
    (best,) = assigned(tree, peak)
    held = [name.id for name in ast.walk(best) if isinstance(name, ast.Name) and name.id != "max"]
    assert held, "the peak is a number"
    assert all(calls(value) & timed for name in held for value in assigned(tree, name) or [best])
    values = [entry for value in assigned(tree, slopes) for entry in value.values]
    assert len(values) == 2
    rates = [value.elts[1] for value in assigned(tree, points)]  # (operations per byte, operations per second)
    assert len(rates) == 2
    assert [ast.unparse(value) for value in values + rates if literal(value) or not calls(value) & timed] == []
