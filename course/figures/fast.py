"""Figures of unit 10: one product for all inputs, a buffer and its views, the roofline of a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, STYLE, Drawing, arrow, box, canvas, drawing, new_figure

GREY = "#444444"
PALE = "#8A8A8A"
FREE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # behind a label that may lie on a line


def _text(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


@drawing
def one_product(steps: int = 4) -> Drawing:
    """Draw the products of a recurrent layer: step by step, and with the inputs of all steps multiplied at once."""
    figure, axes = canvas(6.0, 2.9)
    _text(axes, 1.5, 2.75, "step by step", "black", 10)
    _text(axes, 4.5, 2.75, "inputs first, all at once", "black", 10)
    _chain(axes, 0.2, 2.05, steps, inputs=True)
    _chain(axes, 3.2, 2.05, steps, inputs=False)
    width = 0.66 * (steps - 1) + 0.5
    box(axes, 3.2 + 0.25 + 0.33 * (steps - 1), 1.05, "$X\\,W_x$", COLOR["x"], width=width, height=0.4)
    for step in range(steps):
        arrow(axes, (3.45 + 0.66 * step, 1.28), (3.45 + 0.66 * step, 1.8), COLOR["x"])
    _text(axes, 1.45, 0.45, f"{2 * steps} small products,\none after the other")
    _text(axes, 4.45, 0.45, f"1 large product that waits for nothing,\n{steps} small ones that wait")
    return Drawing(
        figure,
        f"On the left a chain of {steps} steps, each with a product of its input and a product of the state before it. On the "
        f"right the inputs of all steps go into one wide product first, and only the {steps} products of states form a chain.",
    )


def _chain(axes: Axes, left: float, y: float, steps: int, *, inputs: bool) -> None:
    """Draw the products of states from left to right; with inputs, those of the inputs below them."""
    for step in range(steps):
        x = left + 0.25 + 0.66 * step
        box(axes, x, y, "$h\\,W_h$", COLOR["h"], width=0.46, height=0.42)
        if step:
            arrow(axes, (x - 0.4, y), (x - 0.26, y), COLOR["h"])
        if inputs:
            box(axes, x, y - 1.0, "$x\\,W_x$", COLOR["x"], width=0.46, height=0.4)
            arrow(axes, (x, y - 0.77), (x, y - 0.25), COLOR["x"])


@drawing
def buffer_and_views() -> Drawing:
    """Draw a buffer (timesteps, batch, 4 units) as a stack of pages, one page lifted out, with its four views."""
    figure, axes = canvas(6.0, 2.3)
    for page in range(4):
        corner = (0.35 + 0.16 * page, 0.45 + 0.22 * page)
        last = page == 0
        axes.add_patch(mpl.patches.Rectangle(corner, 1.5, 0.75, facecolor="white", edgecolor=GREY, zorder=10 - page))
        if last:
            _text_above(axes, corner[0] + 0.75, corner[1] + 0.37, "gates[0]", 11)
    _text(axes, 1.35, 2.1, "gates: one page per time step", "black", 10)
    _text(axes, 1.1, 0.25, "(timesteps, batch, 4 units)")
    arrow(axes, (2.45, 1.1), (3.0, 1.1))
    for index, gate in enumerate("ifgo"):
        left = 3.1 + 0.68 * index
        patch = mpl.patches.Rectangle((left, 0.75), 0.68, 0.75, facecolor=COLOR[gate] + "88", edgecolor="white")
        axes.add_patch(patch)
        _text(axes, left + 0.34, 1.12, f"${gate}$[t]", "black", 10)
    _text(axes, 4.46, 1.75, "gates[t]: (batch, 4 units)", "black", 10)
    _text(axes, 4.46, 0.5, "four views: no number is copied,\nwhat is written into them is written into gates", size=8)
    return Drawing(
        figure,
        "A stack of pages, one for each time step, each with a row per sample and four times units columns. One page is cut into "
        "four blocks of columns, i, f, g and o, which are views of the same memory.",
    )


def _text_above(axes: Axes, x: float, y: float, text: str, zorder: int) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=9, color=GREY, zorder=zorder)


def roofline(peak: float, slopes: Mapping[str, float], points: Mapping[str, tuple[float, float]]) -> Drawing:
    """Draw the roofline of a machine from what was measured on it.

    Args:
        peak: operations per second of the best product.
        slopes: bytes per second that can be moved, by a name for where from.
        points: operations per byte and operations per second of pieces of work, by name.
    """
    with mpl.rc_context(STYLE):
        figure, axes = new_figure(6.0, 3.0)
        right = max(1000.0, *(2 * x for x, _ in points.values()))
        _roofs(axes, peak, slopes, right)
        for number, (name, (x, y)) in enumerate(points.items()):
            axes.plot([x], [y], "os^Dvp*X"[number % 8], color=COLOR["c"], markersize=6)
            below = {"xytext": (6, -9)} if number % 2 == 0 else {"xytext": (-5, 7), "ha": "right"}  # above the roof
            axes.annotate(name, (x, y), textcoords="offset points", fontsize=8, bbox=FREE, **below)
        axes.set(
            xscale="log", yscale="log", xlabel="arithmetic intensity $I$ (operations per byte)", ylabel="operations per second"
        )
        axes.set(xlim=(0.05, right), ylim=(min(y for _, y in points.values()) / 3, peak * 3))
    return Drawing(figure, _words(peak, slopes, points))


def _roofs(axes: Axes, peak: float, slopes: Mapping[str, float], right: float) -> None:
    for (name, slope), style in zip(slopes.items(), ("-", "--", ":"), strict=False):
        corner = peak / slope
        axes.plot([0.05, corner], [0.05 * slope, peak], style, color=COLOR["h"], label=name)
    start = peak / max(slopes.values())
    axes.plot([start, right], [peak, peak], color=COLOR["gradient"], label="best product")
    axes.legend(fontsize=8, loc="lower right")


def _words(peak: float, slopes: Mapping[str, float], points: Mapping[str, tuple[float, float]]) -> str:
    where: Sequence[str] = [f"{name} at {y / 1e9:.1f} billion operations per second" for name, (_, y) in points.items()]
    return (
        f"Operations per second against operations per byte, both axes logarithmic. A flat roof at {peak / 1e9:.0f} billion, and "
        f"{len(slopes)} slanted roofs for {' and '.join(slopes)}. Below them lie {', '.join(where)}."
    )
