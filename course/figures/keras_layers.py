"""Figures of unit 09: the contract of a cell, and the loop that runs any cell over time."""

from __future__ import annotations

from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

GREY = "#444444"
PALE = "#A8A8A8"
STATE, INPUT, OUTPUT = COLOR["h"], COLOR["x"], COLOR["output"]


def _text(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


@drawing
def cell_contract() -> Drawing:
    """Draw when Keras calls which method of a cell, and what goes in and out of one step."""
    figure, axes = canvas(6.0, 2.7)
    moments = [
        ("__init__(units)", "when it is written down:\narguments, state_size", COLOR["i"]),
        ("build(input_shape)", "once, when the number of\nfeatures is known: weights", COLOR["f"]),
        ("call(inputs, states)", "at every time step:\none step", COLOR["c"]),
        ("get_config()", "when it is saved:\nthe arguments", COLOR["g"]),
    ]
    for index, (name, when, color) in enumerate(moments):
        x = 0.78 + 1.48 * index
        box(axes, x, 2.35, "", color, width=1.38, height=0.36)
        axes.text(x, 2.35, name, ha="center", va="center", fontsize=8, family="monospace")
        _text(axes, x, 1.93, when, size=7.5)
    box(axes, 3.0, 0.85, "one step", COLOR["c"], width=1.3, height=0.7)
    box(axes, 0.95, 0.85, "states", STATE, width=0.9, height=0.4)
    box(axes, 3.0, 0.18, "inputs", INPUT, width=0.8, height=0.28)
    box(axes, 5.05, 0.85, "new states", STATE, width=1.0, height=0.4)
    box(axes, 4.6, 1.45, "output", OUTPUT, width=0.8, height=0.28)
    arrow(axes, (1.42, 0.85), (2.32, 0.85), STATE)
    arrow(axes, (3.0, 0.34), (3.0, 0.48), INPUT)
    arrow(axes, (3.68, 0.85), (4.52, 0.85), STATE)
    arrow(axes, (3.5, 1.22), (4.17, 1.42), OUTPUT)
    _text(axes, 1.87, 1.0, "a list", size=7.5)
    _text(axes, 4.1, 0.7, "a list", size=7.5)
    alt = (
        "The four methods of a cell: __init__ when it is written down, build once when the number of features is known, call at "
        "every time step, get_config when it is saved. One step takes inputs and a list of states and gives an output and a list "
        "of new states."
    )
    return Drawing(figure, alt)


@drawing
def masked_loop() -> Drawing:
    """Draw a cell that is run over four steps, the third of which is masked."""
    figure, axes = canvas(6.0, 2.5)
    xs = [1.35, 2.5, 3.65, 4.8]
    box(axes, 0.4, 1.3, "$s_0$", STATE, width=0.45, height=0.36)
    for t, x in enumerate(xs, 1):
        masked = t == 3
        color = PALE if masked else COLOR["c"]
        box(axes, x, 1.3, "" if masked else "cell", color, width=0.68, height=0.62 if masked else 0.44)
        box(axes, x, 0.4, f"$x_{t}$", PALE if masked else INPUT, width=0.45, height=0.32)
        box(axes, x, 2.15, f"$y_{2 if masked else t}$", OUTPUT, width=0.45, height=0.32)
        arrow(axes, (x, 0.58), (x, 0.96 if masked else 1.06), PALE if masked else INPUT)
        if not masked:
            arrow(axes, (x, 1.54), (x, 1.97), OUTPUT)
        left = xs[t - 2] + 0.36 if t > 1 else 0.64
        arrow(axes, (left, 1.3), (x - 0.36, 1.3), STATE)
    arrow(axes, (2.75, 2.15), (3.4, 2.15), OUTPUT)
    arrow(axes, (5.16, 1.3), (5.4, 1.3), STATE)
    box(axes, 5.65, 1.3, "$s_4$", STATE, width=0.4, height=0.36)
    axes.plot([3.3, 4.0], [1.3, 1.3], color=STATE, linewidth=1.4, zorder=5)
    _text(axes, 3.65, 1.46, "masked")
    _text(axes, 3.65, 1.13, "state passes", size=7.5)
    _text(axes, 3.08, 2.32, "repeated", size=7.5)
    alt = (
        "A cell run over four time steps. The third step is masked: its input goes nowhere, the state passes unchanged, and the "
        "output of the second step is repeated."
    )
    return Drawing(figure, alt)
