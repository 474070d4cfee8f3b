"""Figures of unit 03: where gradients come from, where they meet, where they add up, and where they are cut."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

Point = tuple[float, float]
FORWARD = "#6E6E6E"
PARAMETER = COLOR["floor"]
BACKWARD = COLOR["gradient"]


def _label(axes: Axes, x: float, y: float, text: str, color: str = "black", ha: str = "center", fontsize: int = 10) -> None:
    axes.text(x, y, text, ha=ha, va="center", color=color, fontsize=fontsize)


def _forward(axes: Axes, start: Point, end: Point) -> None:
    arrow(axes, start, end, FORWARD, linewidth=1)


def _backward(axes: Axes, start: Point, end: Point) -> None:
    arrow(axes, start, end, BACKWARD, linewidth=1.8, mutation_scale=13)


def _unit(axes: Axes, x: float, y: float, text: str, quantity: str, width: float = 0.7, height: float = 0.45) -> None:
    box(axes, x, y, text, COLOR.get(quantity, PARAMETER), width, height)


@drawing
def central_difference() -> Drawing:
    """Draw the slope of a curve at a point, by one step up and by one step to either side."""
    figure, axes = new_figure(5.0, 2.7)
    theta, epsilon = 0.9, 0.6
    line = np.linspace(0, 1.8, 200)
    axes.plot(line, _curve(line), color=COLOR["loss"])
    for left, style, color, text in (
        (theta, ":", COLOR["floor"], "one-sided: too steep"),
        (theta - epsilon, "--", BACKWARD, "central: nearly the tangent"),
    ):
        ends = np.array([left, theta + epsilon])
        axes.plot(ends, _curve(ends), style, color=color, marker="o", markersize=5, label=text)
    slope = (_curve(theta + 1e-6) - _curve(theta - 1e-6)) / 2e-6
    axes.plot(line, _curve(theta) + slope * (line - theta), color=COLOR["x"], linewidth=1, label="tangent: the true slope")
    axes.set(xlabel=r"parameter $\theta$", ylabel="loss $L$", yticks=[], ylim=(-0.1, 2.75))
    axes.set_xticks([theta - epsilon, theta, theta + epsilon], [r"$\theta-\varepsilon$", r"$\theta$", r"$\theta+\varepsilon$"])
    axes.legend(loc="upper left")
    return Drawing(
        figure,
        "A rising curve of the loss over one parameter. The line through the points at theta minus epsilon and theta "
        "plus epsilon is nearly parallel to the tangent at theta; the line from theta to theta plus epsilon is too "
        "steep.",
    )


def _curve(theta: np.ndarray | float) -> np.ndarray:
    return np.asarray(0.15 + 0.5 * np.asarray(theta) ** 2 + 0.06 * np.asarray(theta) ** 3)


@drawing
def one_step_back() -> Drawing:
    """Draw one time step with its gradient: in at h_t, through the tanh, out on five roads."""
    figure, axes = canvas(6.0, 2.75)
    _unit(axes, 5.3, 1.9, "$h_t$", "h")
    _unit(axes, 3.9, 1.9, r"$\tanh$", "h", 0.8)
    _unit(axes, 2.3, 1.9, "$a_t$", "h")
    _unit(axes, 0.6, 1.9, "$h_{t-1}$", "h", 0.8)
    _backward(axes, (4.93, 1.9), (4.34, 1.9))
    _backward(axes, (3.48, 1.9), (2.68, 1.9))
    _backward(axes, (1.93, 1.9), (1.04, 1.9))
    _label(axes, 5.3, 2.45, "$dh_t$ comes in", BACKWARD)
    _label(axes, 3.5, 2.45, r"$da_t = dh_t \odot (1 - h_t^2)$", BACKWARD)
    _label(axes, 1.35, 2.45, r"$dh_{t-1} = da_t\,W_h^\top$", BACKWARD)
    roads = (
        (0.6, "$x_t$", "x", r"$da_t\,W_x^\top$"),
        (2.15, "$W_x$", "parameter", r"$x_t^\top da_t$"),
        (3.75, "$W_h$", "parameter", r"$h_{t-1}^\top da_t$"),
        (5.3, "$b$", "parameter", r"$\sum\, da_t$"),
    )
    for x, name, quantity, gradient in roads:
        _unit(axes, x, 0.75, name, quantity)
        _backward(axes, (2.3, 1.65), (x, 1.0))
        _label(axes, x, 0.28, gradient, BACKWARD)
    return Drawing(
        figure,
        "One time step read backwards. The gradient of h_t passes the tanh and becomes the gradient of a_t; from "
        "there arrows lead to h_(t-1), x_t, W_x, W_h and b, each labelled with its product.",
    )


@drawing
def transpose_roads() -> Drawing:
    """Draw two units before and two after, joined by four weights: read forward by columns, backward by rows."""
    figure, axes = canvas(6.0, 2.6)
    for left, forward in ((0.75, True), (3.75, False)):
        _roads(axes, left, forward=forward)
    _label(axes, 1.5, 2.4, "forward: unit 0 on the right collects", FORWARD)
    _label(axes, 4.5, 2.4, "backward: unit 0 on the left collects", BACKWARD)
    _label(axes, 1.5, 0.2, "$h_0 W_{00} + h_1 W_{10}$: a column of $W_h$", FORWARD)
    _label(axes, 4.5, 0.2, "$da_0 W_{00} + da_1 W_{01}$: a row of $W_h$", BACKWARD)
    return Drawing(
        figure,
        "Two units at step t-1 and two at step t, drawn twice. Forward, unit 0 on the right collects from both units "
        "on the left, with the weights of a column. Backward, unit 0 on the left collects from both units on the "
        "right, with the weights of a row.",
    )


def _roads(axes: Axes, left: float, *, forward: bool) -> None:
    right, rows = left + 1.5, {0: 1.75, 1: 0.85}
    for i, y in rows.items():
        _unit(axes, left, y, f"$h_{i}$" if forward else f"$dh_{i}$", "h", 0.55, 0.4)
        _unit(axes, right, y, f"$a_{i}$" if forward else f"$da_{i}$", "h", 0.55, 0.4)
    for other, y in rows.items():
        weight = f"$W_{{{other}0}}$" if forward else f"$W_{{0{other}}}$"
        ends = ((left + 0.3, y), (right - 0.3, rows[0])) if forward else ((right - 0.3, y), (left + 0.3, rows[0]))
        (_forward if forward else _backward)(axes, *ends)
        _label(axes, left + 0.75, 1.93 if other == 0 else 1.03, weight)


@drawing
def gradients_meet() -> Drawing:
    """Draw three unrolled steps with the gradients that meet at every state, from above and from the right."""
    figure, axes = canvas(6.0, 3.0)
    places = {1: 1.3, 2: 3.0, 3: 4.7}
    for t, x in places.items():
        _unit(axes, x, 1.45, f"$h_{t}$", "h")
        _unit(axes, x, 0.4, f"$x_{t}$", "x")
        _unit(axes, x, 2.6, f"$o_{t}$", "output")
        _forward(axes, (x - 0.12, 0.66), (x - 0.12, 1.19))
        _forward(axes, (x - 0.12, 1.71), (x - 0.12, 2.34))
        _backward(axes, (x + 0.12, 2.34), (x + 0.12, 1.71))
        _backward(axes, (x + 0.12, 1.19), (x + 0.12, 0.66))
        _label(axes, x + 0.2, 2.03, "from above", BACKWARD, ha="left", fontsize=9)
    for x in (0.0, *places.values()):
        _sideways(axes, x)
    _label(axes, 0.22, 1.8, "$h_0$", FORWARD, fontsize=9)
    _label(axes, 5.6, 1.04, "from the\nright", BACKWARD, fontsize=9)
    _label(axes, 2.15, 1.13, "from the right", BACKWARD, fontsize=9)
    _label(axes, 3.85, 1.13, "from the right", BACKWARD, fontsize=9)
    return Drawing(
        figure,
        "Three time steps side by side. Grey arrows lead forward: up from inputs to states to outputs, and right from "
        "state to state. Red arrows lead back. At every state one red arrow arrives from the output above and one "
        "from the state on the right.",
    )


def _sideways(axes: Axes, x: float) -> None:
    start, end = x + (0.38 if x else 0.1), x + (1.32 if x else 0.92)
    end = min(end, 5.9)
    if x < 4.7:
        _forward(axes, (start, 1.57), (end, 1.57))
    _backward(axes, (end, 1.36), (start, 1.36))


@drawing
def sums_over_time() -> Drawing:
    """Draw one weight used at three steps, and the three gradients that come back to it and add up."""
    figure, axes = canvas(6.0, 2.6)
    _unit(axes, 3.0, 0.85, "$W_h$", "parameter", 0.9)
    for t, x in {1: 1.0, 2: 3.0, 3: 5.0}.items():
        _unit(axes, x, 2.1, f"step {t}", "h", 1.0)
        side = np.sign(x - 3.0)
        _forward(axes, (2.9 + side * 0.35, 1.12), (x - 0.1 - side * 0.1, 1.84))
        _backward(axes, (x + 0.1 - side * 0.1, 1.84), (3.1 + side * 0.35, 1.12))
    _label(axes, 1.15, 1.3, r"$h_0^\top da_1$", BACKWARD)
    _label(axes, 3.5, 1.52, r"$h_1^\top da_2$", BACKWARD)
    _label(axes, 4.85, 1.3, r"$h_2^\top da_3$", BACKWARD)
    _label(axes, 3.0, 0.28, r"$dW_h = h_0^\top da_1 + h_1^\top da_2 + h_2^\top da_3$", BACKWARD)
    return Drawing(
        figure,
        "One box for the weight W_h below three time steps. Grey arrows lead from the weight to every step, red "
        "arrows lead back from every step to the weight; the three gradients are added.",
    )


@drawing
def masked_step_back() -> Drawing:
    """Draw three steps of which the middle one is masked: the gradient goes past its cell unchanged."""
    figure, axes = canvas(6.0, 2.1)
    for t, x in {1: 1.0, 2: 3.0, 3: 5.0}.items():
        _unit(axes, x, 1.0, f"$h_{t}$", "h")
        _backward(axes, (x, 1.95), (x, 1.28))
        _label(axes, x + 0.12, 1.65, "from above", BACKWARD, ha="left", fontsize=9)
    _backward(axes, (4.62, 1.0), (3.38, 1.0))
    _backward(axes, (2.62, 1.0), (1.38, 1.0))
    _label(axes, 4.0, 1.2, r"$da_3\,W_h^\top$", BACKWARD)
    _label(axes, 2.0, 1.2, "all of $dh_2$", BACKWARD)
    _backward(axes, (1.0, 0.72), (1.0, 0.38))
    _backward(axes, (5.0, 0.72), (5.0, 0.38))
    for x, text in ((1.0, "$x_1$, weights"), (3.0, "nothing (masked)"), (5.0, "$x_3$, weights")):
        _label(axes, x, 0.2, text, BACKWARD if x != 3.0 else FORWARD)
    return Drawing(
        figure,
        "Three states, the middle step masked. The gradient of the second state goes on to the first unchanged; "
        "nothing goes to the second input or to the weights.",
    )


@drawing
def truncation_windows() -> Drawing:
    """Draw nine steps in three chunks: the state runs through, the gradient stops at every border."""
    figure, axes = canvas(6.0, 2.0)
    places = [0.7 + 0.56 * t + 0.12 * (t // 3) for t in range(9)]
    for t, x in enumerate(places):
        _unit(axes, x, 1.2, f"$h_{{{t + 1}}}$", "h", 0.3, 0.4)
        if t < 8:
            arrow(axes, (x + 0.18, 1.27), (places[t + 1] - 0.18, 1.27), COLOR["h"], linewidth=1.4)
        if t % 3 < 2:
            _backward(axes, (places[t + 1] - 0.18, 1.1), (x + 0.18, 1.1))
    for left, right in ((2, 3), (5, 6)):
        border = (places[left] + places[right]) / 2
        axes.plot([border, border], [0.62, 1.8], color="black", linestyle="--", linewidth=1)
    for chunk in range(3):
        _label(axes, places[3 * chunk + 1], 1.7, f"chunk {chunk}")
    _label(axes, 0.5, 0.28, "the state is carried on", COLOR["h"], ha="left")
    _label(axes, 5.6, 0.28, "the gradient stops at the border", BACKWARD, ha="right")
    return Drawing(
        figure,
        "Nine states in three chunks of three. Blue arrows carry the state through all nine. Red arrows carry the "
        "gradient back inside each chunk only; at the dashed borders between chunks there is none.",
    )
