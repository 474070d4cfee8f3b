"""Figures of unit 06: a cell with one gate and with two, the two conventions, the blocks of weights, the roads back."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

Point = tuple[float, float]
GREY = "#444444"
PALE = "#8A8A8A"
BACK = COLOR["gradient"]
STATE = COLOR["h"]
TOP, MIDDLE, LOW = 2.5, 1.75, 1.05


def _text(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


def _path(axes: Axes, points: Sequence[Point], color: str = GREY, width: float = 1.2) -> None:
    """Draw a line with corners that ends in an arrow."""
    corners = list(points)
    axes.plot(*zip(*corners[:-1], strict=True), color=color, linewidth=width, solid_capstyle="round")
    arrow(axes, corners[-2], corners[-1], color, linewidth=width)


def _sign(axes: Axes, x: float, y: float, text: str, color: str = GREY) -> None:
    axes.add_patch(mpl.patches.Circle((x, y), 0.14, facecolor="white", edgecolor=color, zorder=3))
    axes.text(x, y, text, ha="center", va="center", fontsize=10, color=color, zorder=4)


@drawing
def gated_step(*, reset: bool) -> Drawing:
    """Draw one time step of a GRU, with the reset gate or (simplified) without it."""
    figure, axes = canvas(6.0, 2.95)
    _road_of_the_state(axes)
    _candidate(axes, reset=reset)
    _update_gate(axes)
    way = "shortened by the reset gate r, which also reads input and old state" if reset else "together with the input"
    return Drawing(
        figure,
        f"One time step of a GRU. The old state runs along the top, is multiplied by the update gate z, and is added to the "
        f"candidate g times one minus z; the sum is the new state. The candidate reads the old state {way}.",
    )


def _road_of_the_state(axes: Axes) -> None:
    box(axes, 0.5, TOP, "$h_{t-1}$", STATE, width=0.62, height=0.4)
    _path(axes, [(0.85, TOP), (3.86, TOP)], STATE, 2.2)
    _sign(axes, 4.0, TOP, "×")
    _path(axes, [(4.14, TOP), (4.76, TOP)], STATE, 2.2)
    _sign(axes, 4.9, TOP, "+")
    _path(axes, [(5.04, TOP), (5.26, TOP)], STATE, 2.2)
    box(axes, 5.58, TOP, "$h_t$", STATE, width=0.55, height=0.4)


def _candidate(axes: Axes, *, reset: bool) -> None:
    """Draw the candidate with what it reads, and how it joins the road."""
    box(axes, 2.6, LOW, "$g_t$", COLOR["g"], width=0.5, height=0.4)
    _text(axes, 2.6, LOW + 0.33, "candidate, tanh")
    box(axes, 2.6, 0.3, "$x_t$", COLOR["x"], width=0.5, height=0.36)
    arrow(axes, (2.6, 0.5), (2.6, 0.82))
    if reset:
        box(axes, 0.5, MIDDLE, "$r_t$", COLOR["r"], width=0.5, height=0.4)
        _text(axes, 0.55, 1.36, "reset gate, $\\sigma$\nreads $x_t$, $h_{t-1}$")
        arrow(axes, (0.77, MIDDLE), (1.36, MIDDLE), COLOR["r"])
        arrow(axes, (1.5, TOP), (1.5, MIDDLE + 0.14), STATE)
        _sign(axes, 1.5, MIDDLE, "×", COLOR["r"])
        _path(axes, [(1.5, MIDDLE - 0.14), (1.5, LOW), (2.33, LOW)])
        _text(axes, 1.68, 1.28, "$s_t$", size=10)
    else:
        _path(axes, [(1.5, TOP), (1.5, LOW), (2.33, LOW)], STATE)
    arrow(axes, (2.87, LOW), (4.76, LOW), COLOR["g"], linewidth=1.6)
    _sign(axes, 4.9, LOW, "×")
    arrow(axes, (4.9, LOW + 0.14), (4.9, TOP - 0.14), COLOR["g"], linewidth=1.6)


def _update_gate(axes: Axes) -> None:
    box(axes, 4.0, MIDDLE, "$z_t$", COLOR["z"], width=0.5, height=0.4)
    _text(axes, 3.15, MIDDLE, "update gate, $\\sigma$\nreads $x_t$, $h_{t-1}$")
    arrow(axes, (4.0, MIDDLE + 0.23), (4.0, TOP - 0.14), COLOR["z"], linewidth=1.6)
    _text(axes, 4.12, 2.17, "$z_t$", size=10, ha="left")
    arrow(axes, (4.17, MIDDLE - 0.23), (4.79, LOW + 0.11), COLOR["z"], linewidth=1.6)
    _text(axes, 4.12, 1.22, "$1 - z_t$", size=10)


@drawing
def two_conventions(z: float = 0.7) -> Drawing:
    """Draw the mixture of candidate and old state as a slider, with the scale of either convention."""
    figure, axes = canvas(6.0, 1.75)
    left, right, y = 1.2, 4.8, 0.9
    place = left + z * (right - left)
    axes.plot([left, right], [y, y], color=COLOR["grid"], linewidth=6, solid_capstyle="butt")
    axes.plot([place], [y], "o", color=COLOR["z"], markersize=15, markeredgecolor="white")
    box(axes, 0.6, y, "all $g_t$", COLOR["g"], width=0.75, height=0.4)
    box(axes, 5.4, y, "all $h_{t-1}$", COLOR["h"], width=0.75, height=0.4)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + share * (right - left)
        axes.plot([x, x], [y - 0.2, y + 0.2], color=GREY, linewidth=0.8, zorder=0)
        _text(axes, x, y + 0.31, f"{share:g}")
        _text(axes, x, y - 0.31, f"{1 - share:g}")
    _text(axes, 3.0, 1.55, f"here: $z_t$ weighs the old state;  z = {z:g}", COLOR["h"], 10)
    _text(axes, 3.0, 0.2, f"elsewhere: $\\Gamma_u$ weighs the candidate;  $\\Gamma_u$ = {1 - z:g}", COLOR["g"], 10)
    return Drawing(
        figure,
        f"A slider between the candidate on the left and the old state on the right, with a scale on either side. Read above, "
        f"z runs from 0 to 1 and stands at {z:g}; read below, Gamma_u runs from 1 to 0 and stands at {1 - z:g}.",
    )


@drawing
def weight_blocks(features: int = 3, units: int = 4) -> Drawing:
    """Draw kernel, recurrent kernel and bias with their three blocks of columns."""
    figure, axes = canvas(6.0, 1.95)
    for left, rows, name, shape in (
        (0.15, features, "kernel", f"{features} x {3 * units}"),
        (2.1, units, "recurrent kernel", f"{units} x {3 * units}"),
        (4.05, 1, "bias", f"{3 * units}"),
    ):
        _blocks(axes, (left, 1.3), rows, units)
        _text(axes, left + 0.9, 1.72, name, "black", 10)
        _text(axes, left + 0.9, 1.3 - rows * 0.15 - 0.16, shape)
    return Drawing(
        figure,
        f"Kernel, recurrent kernel and bias, each with {3 * units} columns in three blocks of {units}: first the update gate z, "
        "then the reset gate r, then the candidate g.",
    )


def _blocks(axes: Axes, corner: Point, rows: int, units: int, cell: float = 0.15) -> None:
    for block, letter in enumerate("zrg"):
        x = corner[0] + block * units * cell
        for row in range(rows):
            for column in range(units):
                place = (x + column * cell, corner[1] - (row + 1) * cell)
                patch = mpl.patches.Rectangle(place, cell, cell, facecolor=COLOR[letter] + "88", edgecolor="white")
                axes.add_patch(patch)
        _text(axes, x + units * cell / 2, corner[1] + 0.12, f"${letter}$", "black", 10)


@drawing
def before_and_after() -> Drawing:
    """Draw what has to wait for what within one step, with the reset before and after the product."""
    figure, axes = canvas(6.0, 2.3)
    mixing = ("tanh, mix", 0.8)
    before = [
        ("$h_{t-1}\\,[W_{hz}|W_{hr}]$", 1.35),
        ("$\\sigma$", 0.3),
        ("$r_t\\odot h_{t-1}$", 0.75),
        ("$s_t\\,W_{hg}$", 0.7),
        mixing,
    ]
    after = [("$h_{t-1}\\,[W_{hz}|W_{hr}|W_{hg}]$", 1.85), ("$\\sigma$", 0.3), ("$r_t\\odot p^g_t$", 0.65), mixing]
    for y, name, parts in ((1.6, "reset\nbefore", before), (0.55, "reset\nafter", after)):
        _text(axes, 0.32, y, name, "black", 10)
        _chain(axes, 0.75, y, parts)
    _text(axes, 3.2, 2.15, "within one time step, each box has to wait for the one on its left")
    _text(axes, 3.2, 1.12, "red: a product with a matrix. Two in a row ...", BACK)
    _text(axes, 3.2, 0.1, "... or a single, larger one", BACK)
    return Drawing(
        figure,
        "Two chains of boxes. Reset before: a product with two blocks, sigmoid, reset times old state, a second product with "
        "the candidate's block, tanh and mixing. Reset after: one product with all three blocks, sigmoid, reset times its third "
        "block, tanh and mixing.",
    )


def _chain(axes: Axes, left: float, y: float, parts: Sequence[tuple[str, float]]) -> None:
    """Draw boxes of given widths from left to right, joined by arrows; products with a matrix are red."""
    for number, (text, width) in enumerate(parts):
        if number:
            arrow(axes, (left - 0.22, y), (left - 0.03, y))
        box(axes, left + width / 2, y, text, BACK if "W_" in text else PALE, width=width, height=0.42)
        left += width + 0.25


@drawing
def four_roads() -> Drawing:
    """Draw one step read backwards: four roads from the new state to the old one."""
    figure, axes = canvas(6.0, 2.9)
    box(axes, 0.5, 1.5, "$h_{t-1}$", STATE, width=0.65, height=0.45)
    box(axes, 5.5, 1.5, "$h_t$", STATE, width=0.6, height=0.45)
    for x, y, letter in ((3.1, 1.95, "z"), (4.1, 1.05, "g"), (2.1, 0.4, "r")):
        box(axes, x, y, f"${letter}_t$", COLOR[letter], width=0.5, height=0.38)
    _sign(axes, 2.7, 1.05, "×", COLOR["r"])
    _path(axes, [(5.5, 1.75), (5.5, 2.6), (0.5, 2.6), (0.5, 1.76)], BACK, 1.8)
    for start, end in (
        ((5.18, 1.6), (3.39, 1.95)),
        ((2.83, 1.95), (0.86, 1.65)),
        ((5.18, 1.4), (4.38, 1.05)),
        ((3.83, 1.05), (2.84, 1.05)),
        ((2.56, 1.08), (0.86, 1.45)),
        ((2.62, 0.93), (2.3, 0.62)),
        ((1.83, 0.45), (0.72, 1.24)),
    ):
        arrow(axes, start, end, BACK, linewidth=1.6)
    for x, y, text in (
        (3.0, 2.75, "1  kept:  $dh_t \\odot z_t$"),
        (1.9, 2.03, "2  read by $z$:  $da^z_t\\,W_{hz}^\\top$"),
        (1.62, 1.52, "3  read by $g$:  $ds_t \\odot r_t$"),
        (0.85, 0.5, "4  read by $r$:\n$da^r_t\\,W_{hr}^\\top$"),
        (3.33, 1.2, "$ds_t$"),
        (4.95, 1.06, "$dg_t$"),
        (4.4, 1.94, "$dz_t$"),
        (2.63, 0.68, "$dr_t$"),
    ):
        _text(axes, x, y, text, BACK)
    return Drawing(
        figure,
        "One GRU step read backwards. From the new state, red arrows lead to the old one on four roads: straight, weighed by z; "
        "through the update gate; through the candidate, weighed by r; and from there through the reset gate.",
    )
