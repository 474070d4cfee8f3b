"""Figures of unit 04: factors along time, a switch and its slope, circles that become needles, clipping, leaks and skips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

BACKWARD = COLOR["gradient"]
GREY = "#6E6E6E"
LINES = ("-", "--", "-.", ":")


def _label(axes: Axes, x: float, y: float, text: str, color: str = "black", size: int = 10, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", color=color, fontsize=size)


def _back(axes: Axes, start: tuple[float, float], end: tuple[float, float], **kwargs: object) -> None:
    arrow(axes, start, end, BACKWARD, linewidth=1.8, mutation_scale=13, **kwargs)


@drawing
def chain_of_factors() -> Drawing:
    """Draw five states of one unit and the factor that a gradient meets between each two of them."""
    figure, axes = canvas(6.0, 1.5)
    places = [0.5 + 1.25 * t for t in range(5)]
    for t, x in enumerate(places):
        box(axes, x, 0.85, f"$h_{t}$", COLOR["h"], 0.5, 0.42)
        if t < 4:
            arrow(axes, (x + 0.29, 0.97), (places[t + 1] - 0.29, 0.97), GREY, linewidth=1)
            _back(axes, (places[t + 1] - 0.29, 0.75), (x + 0.29, 0.75))
            _label(axes, x + 0.625, 0.42, rf"$\times\, u\,(1 - h_{t + 1}^2)$", BACKWARD, 9)
    _label(axes, 5.75, 1.28, "the gradient starts here", BACKWARD, 9, "right")
    return Drawing(
        figure,
        "Five states in a row. Grey arrows lead from each state to the next. A red arrow leads back from each state to the one "
        "before it, and each is labelled with a factor: u times 1 minus the square of the later state.",
    )


@drawing
def latch() -> Drawing:
    """Plot the new state of a switch against the old one, with the slopes at the states that it keeps."""
    figure, axes = new_figure(4.6, 2.9)
    line, kept = np.linspace(-1.4, 1.4, 200), 0.9575
    axes.plot(line, line, color=COLOR["floor"], linewidth=1, label="unchanged: $h_t = h_{t-1}$")
    axes.plot(line, np.tanh(2 * line), color=COLOR["h"], label=r"the switch: $h_t = \tanh(2\,h_{t-1})$")
    for place, width in ((-kept, 0.45), (0.0, 0.3), (kept, 0.45)):
        slope = 2 * (1 - np.tanh(2 * place) ** 2)
        ends = np.array([place - width, place + width])
        axes.plot(ends, np.tanh(2 * place) + slope * (ends - place), color=BACKWARD, linewidth=2.5, alpha=0.8)
        axes.plot(place, np.tanh(2 * place), "o", color=BACKWARD, markersize=5)
        axes.annotate(f"slope {slope:.2f}", (place, np.tanh(2 * place)), (6, -14), textcoords="offset points", color=BACKWARD)
    axes.set(xlabel="old state $h_{t-1}$", ylabel="new state $h_t$", ylim=(-1.35, 1.9))
    axes.legend(loc="upper left", fontsize=9)
    return Drawing(
        figure,
        "The curve tanh of twice the old state crosses the diagonal at -0.96, 0 and 0.96. At the two outer crossings, which the "
        "switch keeps, the slope is 0.17; at 0, which it leaves, the slope is 2.",
    )


@drawing
def needles(images: Mapping[str, Sequence[np.ndarray]], powers: Sequence[int]) -> Drawing:
    """Draw what becomes of a circle of gradients after some steps back.

    Args:
        images: title -> for each number of steps the curve (points, 2).
        powers: the numbers of steps.
    """
    figure = Figure(figsize=(6.0, 2.7), layout="constrained")
    panels = figure.subplots(1, len(images), sharex=True, sharey=True)
    for axes, (title, curves) in zip(panels, images.items(), strict=True):
        for curve, power, line in zip(curves, powers, LINES, strict=True):
            axes.plot(
                *curve.T,
                line,
                color=BACKWARD if power else COLOR["floor"],
                linewidth=1.5,
                label=f"{power} step{'s' * (power != 1)}",
            )
        axes.set(title=title, xlim=(-2.4, 2.4), ylim=(-1.5, 1.5), aspect="equal", xlabel="unit 0")
    panels[0].set_ylabel("unit 1")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(powers), fontsize=9)
    return Drawing(
        figure, f"A circle of gradients of length 1 after {', '.join(map(str, powers))} steps, for: {', '.join(images)}."
    )


@drawing
def two_ways_to_clip() -> Drawing:
    """Draw one gradient of two entries, clipped by value and by norm."""
    figure = Figure(figsize=(5.4, 2.5), layout="constrained")
    gradient = np.array([2.4, 1.2])
    ways = {"by value": np.clip(gradient, -1, 1), "by norm": gradient / np.linalg.norm(gradient)}
    for axes, (title, clipped) in zip(figure.subplots(1, 2, sharey=True), ways.items(), strict=True):
        square, circle = mpl.patches.Rectangle((-1, -1), 2, 2), mpl.patches.Circle((0, 0), 1)
        fence = square if title == "by value" else circle
        fence.set(facecolor=COLOR["grid"], edgecolor=COLOR["floor"], linewidth=1)
        axes.add_patch(fence)
        arrow(axes, (0, 0), tuple(gradient), COLOR["floor"], linewidth=1.5)
        arrow(axes, (0, 0), tuple(clipped), BACKWARD, linewidth=2.5)
        _label(axes, 2.0, 1.35, "$G$", GREY)
        _label(axes, clipped[0] - 0.4, clipped[1] + 0.15, r"$\hat G$", BACKWARD)
        axes.set(title=title, xlim=(-1.3, 2.7), ylim=(-1.3, 1.7), aspect="equal", xlabel="entry 0")
    figure.axes[0].set_ylabel("entry 1")
    return Drawing(
        figure,
        "A long arrow, the gradient, leaves a fence. Left, the fence is a square and the clipped arrow ends in its corner, in "
        "another direction. Right, the fence is a circle and the clipped arrow is shorter but has the same direction.",
    )


@drawing
def leaky_roads() -> Drawing:
    """Draw the two roads on which a gradient goes back through a leaky unit."""
    figure, axes = canvas(6.0, 2.0)
    box(axes, 5.45, 1.0, "$h_t$", COLOR["h"], 0.6)
    box(axes, 0.55, 1.0, "$h_{t-1}$", COLOR["h"], 0.7)
    box(axes, 4.0, 0.5, "$g_t$", COLOR["g"], 0.6)
    box(axes, 2.55, 0.5, "$a_t$", COLOR["g"], 0.6)
    _back(axes, (5.12, 1.1), (0.94, 1.1), connectionstyle="arc3,rad=0.22")
    _label(axes, 3.05, 1.75, r"the leak: times $\gamma$, nothing else", BACKWARD)
    _back(axes, (5.12, 0.88), (4.34, 0.58))
    _label(axes, 4.95, 0.5, r"$1 - \gamma$", BACKWARD)
    _back(axes, (3.66, 0.5), (2.89, 0.5))
    _label(axes, 3.28, 0.22, "$1 - g_t^2$", BACKWARD)
    _back(axes, (2.21, 0.5), (0.94, 0.88))
    _label(axes, 1.55, 0.45, r"$W_h^\top$", BACKWARD)
    return Drawing(
        figure,
        "Two roads lead from h_t back to h_(t-1). The upper one is a single arc with the factor gamma. The lower one goes "
        "through the candidate: factor 1 minus gamma, slope of tanh, transposed recurrent kernel.",
    )


@drawing
def skip_roads() -> Drawing:
    """Draw nine unrolled states with connections that skip four steps, and the shortest way back from last to first."""
    figure, axes = canvas(6.0, 1.9)
    places = [0.4 + 0.65 * t for t in range(9)]
    for t, x in enumerate(places):
        box(axes, x, 0.55, f"$h_{t}$", COLOR["h"], 0.36, 0.38)
        if t < 8:
            arrow(axes, (places[t + 1] - 0.21, 0.55), (x + 0.21, 0.55), GREY, linewidth=1)
        if t >= 4:
            on_the_way = t % 4 == 0
            color, width = (BACKWARD, 2.0) if on_the_way else (COLOR["floor"], 0.8)
            bend = {"connectionstyle": "arc3,rad=0.38", "linewidth": width, "linestyle": "-" if on_the_way else ":"}
            arrow(axes, (x - 0.06, 0.77), (places[t - 4] + 0.06, 0.77), color, **bend)
    _label(axes, 1.7, 1.63, "two steps by skips", BACKWARD, 9)
    _label(axes, 3.0, 0.14, "eight steps one by one", GREY, 9)
    return Drawing(
        figure,
        "Nine states in a row. Grey arrows lead back from each state to the one before, dotted arcs from each state to the one "
        "four steps before. From h_8 to h_0 there are eight steps one by one, or two along the arcs, drawn in red.",
    )
