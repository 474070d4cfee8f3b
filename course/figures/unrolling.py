"""Schematics of a recurrent network: one time step, the shapes in it, the unrolled network and its five wirings."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

Point = tuple[float, float]
GREY = "#444444"
LIGHT = "#999999"
SMALL = 9


def note(axes: Axes, x: float, y: float, text: str, size: float = SMALL, color: str = GREY, ha: str = "center") -> None:
    """Write a short text at (x, y)."""
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


def _circle(axes: Axes, x: float, y: float, text: str, radius: float = 0.17) -> None:
    axes.add_patch(mpl.patches.Circle((x, y), radius, facecolor="white", edgecolor=GREY))
    note(axes, x, y, text, 11)


@drawing
def cell_flow() -> Drawing:
    """Draw what happens inside one time step, equations (2.1) and (2.2)."""
    figure, axes = canvas(6.0, 2.3)
    box(axes, 0.55, 1.45, "$h_{t-1}$", COLOR["h"])
    box(axes, 0.55, 0.45, "$x_t$", COLOR["x"])
    box(axes, 1.85, 1.45, "times $W_h$", GREY, width=0.9)
    box(axes, 1.85, 0.45, "times $W_x$", GREY, width=0.9)
    _circle(axes, 3.0, 1.45, "+")
    box(axes, 4.25, 1.45, "tanh", GREY, width=0.6)
    box(axes, 5.5, 1.45, "$h_t$", COLOR["h"])
    note(axes, 3.0, 2.15, "$b$", 10)
    note(axes, 3.56, 1.62, "$a_t$", 10)
    for start, end in [((0.92, 1.45), (1.38, 1.45)), ((0.92, 0.45), (1.38, 0.45)), ((2.32, 1.45), (2.83, 1.45))]:
        arrow(axes, start, end)
    axes.plot([2.32, 3.0], [0.45, 0.45], color=GREY, linewidth=1)
    for start, end in [((3.0, 0.45), (3.0, 1.28)), ((3.0, 2.03), (3.0, 1.62)), ((3.17, 1.45), (3.93, 1.45))]:
        arrow(axes, start, end)
    arrow(axes, (4.57, 1.45), (5.13, 1.45))
    arrow(axes, (5.5, 1.7), (5.5, 2.1), COLOR["output"])
    note(axes, 4.95, 1.98, "to the output", color=COLOR["output"])
    arrow(axes, (5.5, 1.2), (5.5, 0.6), COLOR["h"])
    note(axes, 5.1, 0.42, "to the next step, as its $h_{t-1}$", color=COLOR["h"])
    return Drawing(
        figure,
        "One time step: the previous state times the recurrent kernel and the input times the kernel are added with the bias; "
        "tanh of the sum is the new state, which goes to the output and to the next step.",
    )


def _step(axes: Axes, x: float, index: str, names: bool) -> None:
    """Draw one step of the unrolled network: input, state, output."""
    for y, letter, color in [(0.4, "x", "x"), (1.25, "h", "h"), (2.1, "o", "output")]:
        box(axes, x, y, f"${letter}_{{{index}}}$" if index else f"${letter}_t$", COLOR[color], width=0.5, height=0.36)
    arrow(axes, (x, 0.6), (x, 1.05))
    arrow(axes, (x, 1.45), (x, 1.9))
    if names:
        note(axes, x + 0.2, 0.82, "$W_x$")
        note(axes, x + 0.16, 1.66, "$V$")


@drawing
def folded_and_unrolled() -> Drawing:
    """Draw a recurrent network with its loop, and the same network unrolled over four time steps."""
    figure, axes = canvas(6.0, 2.5)
    _step(axes, 0.55, "", names=True)
    arrow(axes, (0.82, 1.35), (0.82, 1.12), COLOR["h"], connectionstyle="arc3,rad=-2.6")
    note(axes, 1.28, 1.25, "$W_h$")
    note(axes, 1.6, 1.25, "=", 16)
    note(axes, 1.93, 1.25, "$h_0$", 10, COLOR["h"])
    for number in range(1, 5):
        x = 1.85 + 0.98 * (number - 0.15)
        _step(axes, x, str(number), names=True)
        arrow(axes, (2.07 if number == 1 else x - 0.7, 1.25), (x - 0.28, 1.25), COLOR["h"])
        note(axes, x - 0.45, 1.4, "$W_h$")
    return Drawing(
        figure,
        "Left: a cell whose state loops back into itself. Right: the same cell drawn once per time step; the state goes from "
        "each step to the next, and every step uses the same three matrices.",
    )


def _matrix(axes: Axes, corner: Point, shape: tuple[int, int], color: str, name: str, cell: float = 0.17) -> None:
    """Draw a matrix as a grid with its upper left corner at `corner`, its name above and its shape below."""
    rows, columns = shape
    x, y = corner
    for row in range(rows):
        for column in range(columns):
            place = (x + column * cell, y - (row + 1) * cell)
            axes.add_patch(mpl.patches.Rectangle(place, cell, cell, facecolor=color + "55", edgecolor="white", linewidth=1))
    note(axes, x + columns * cell / 2, y + 0.13, name)


def _row(axes: Axes, left: float, top: float, parts: Sequence[tuple[tuple[int, int], str, str] | str]) -> None:
    """Draw matrices and signs from left to right; their vertical centres lie at one height."""
    for part in parts:
        if isinstance(part, str):
            note(axes, left + 0.12, top, part, 12)
            left += 0.24
            continue
        (rows, columns), color, name = part
        _matrix(axes, (left, top + rows * 0.085), (rows, columns), color, name)
        note(axes, left + columns * 0.085, top - rows * 0.085 - 0.13, f"{rows} x {columns}", 8)
        left += columns * 0.17


@drawing
def kernel_shapes() -> Drawing:
    """Draw the shapes in equation (2.1): a batch of 2, 3 features, 4 units."""
    figure, axes = canvas(6.0, 1.5)
    parts = [
        *(((2, 3), COLOR["x"], "$x_t$"), "@", ((3, 4), GREY, "kernel $W_x$"), "+"),
        *(((2, 4), COLOR["h"], "$h_{t-1}$"), "@", ((4, 4), GREY, "rec. kernel $W_h$"), "+"),
        *(((1, 4), GREY, "bias $b$"), "=", ((2, 4), COLOR["h"], "$a_t$")),
    ]
    _row(axes, 0.5, 0.75, parts)
    return Drawing(
        figure,
        "Shapes: x_t, 2 by 3, times kernel, 3 by 4, plus h_(t-1), 2 by 4, times recurrent kernel, 4 by 4, plus bias, 4, "
        "gives a_t, 2 by 4.",
    )


@drawing
def combined_shapes() -> Drawing:
    """Draw the shapes in equation (2.4): state and input side by side, the two kernels one on top of the other."""
    figure, axes = canvas(6.0, 1.7)
    left, top, cell = 0.7, 0.85, 0.17
    _matrix(axes, (left, top + cell), (2, 4), COLOR["h"], "$h_{t-1}$")
    _matrix(axes, (left + 4 * cell, top + cell), (2, 3), COLOR["x"], "$x_t$")
    note(axes, left + 3.5 * cell, top - cell - 0.13, "2 x 7", 8)
    note(axes, 2.05, top, "@", 12)
    _matrix(axes, (2.25, top + 3.5 * cell), (4, 4), GREY, "$W$")
    _matrix(axes, (2.25, top - 0.5 * cell), (3, 4), LIGHT, "")
    note(axes, 3.0, top + 1.5 * cell, "$W_h$  (4 rows)", ha="left")
    note(axes, 3.0, top - 2 * cell, "$W_x$  (3 rows)", ha="left")
    note(axes, 2.25 + 2 * cell, top - 3.5 * cell - 0.13, "7 x 4", 8)
    _row(axes, 3.95, top, ["+", ((1, 4), GREY, "$b$"), "=", ((2, 4), COLOR["h"], "$a_t$")])
    return Drawing(
        figure,
        "Shapes: h_(t-1) and x_t side by side, 2 by 7, times one matrix, 7 by 4, whose upper 4 rows are the recurrent kernel and "
        "whose lower 3 rows are the kernel, plus bias, gives a_t, 2 by 4.",
    )
