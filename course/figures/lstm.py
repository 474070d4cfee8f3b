"""Figures of unit 05: a word that has to wait, the cell with its gates, its weights, and the road that gradients take back."""

from __future__ import annotations

from collections.abc import Iterable

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, canvas, drawing

Point = tuple[float, float]
GREY = "#444444"
FAINT = "#C4C4C4"
BACK = COLOR["gradient"]
NAMES = {"i": "input", "f": "forget", "g": "candidate", "o": "output"}
TOP, MIDDLE, LOW, BAR = 2.55, 1.9, 1.3, 0.62


def _text(axes: Axes, x: float, y: float, text: str, color: str = "black", size: float = 10, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


def _line(axes: Axes, points: Iterable[Point], color: str = GREY, width: float = 1.0, style: str = "-") -> None:
    axes.plot(*zip(*points, strict=True), style, color=color, linewidth=width, solid_capstyle="round")


def _part(axes: Axes, x: float, y: float, text: str, color: str, *, faded: bool = False, size: Point = (0.5, 0.4)) -> None:
    """Draw a labelled box, pale where the talk is of another part."""
    width, height = size
    patch = mpl.patches.FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.02",
        facecolor="#FAFAFA" if faded else color + "33",
        edgecolor=FAINT if faded else color,
    )
    axes.add_patch(patch)
    _text(axes, x, y, text, FAINT if faded else "black")


def _sign(axes: Axes, x: float, y: float, text: str, *, faded: bool = False) -> None:
    color = FAINT if faded else GREY
    axes.add_patch(mpl.patches.Circle((x, y), 0.14, facecolor="white", edgecolor=color, zorder=3))
    axes.text(x, y, text, ha="center", va="center", fontsize=10, color=color, zorder=4)


@drawing
def agreement() -> Drawing:
    """Draw two sentences in which the verb agrees with a noun far to its left."""
    figure, axes = canvas(6.0, 1.75)
    for y, noun, verb, color in ((1.15, "cat", "was", COLOR["c"]), (0.35, "cats", "were", COLOR["h"])):
        for x, text in [(0.3, "The"), (2.95, ", which slept on a boat near the fish market ,"), (5.7, "full .")]:
            _text(axes, x, y, text, GREY)
        for x, text in ((0.8, noun), (5.15, verb)):
            _text(axes, x, y, text, color, 12)
        look = {"arrowstyle": "-|>", "color": color, "connectionstyle": "arc3,rad=-0.09", "linewidth": 1.4}
        axes.annotate("", (5.15, y + 0.14), (0.8, y + 0.14), arrowprops=look)
    return Drawing(
        figure,
        "Two sentences: the cat, which slept on a boat ..., was full; the cats, which slept on a boat ..., were full. An arrow "
        "leads from the noun over the whole clause to the verb that has to agree with it.",
    )


@drawing
def lstm_step(part: str = "") -> Drawing:
    """Draw one time step of an LSTM.

    Args:
        part: "f" (what is kept), "i" (what is written), "o" (what is shown) draws only that part strongly; "" draws all.
    """
    figure, axes = canvas(6.0, 2.85)
    pale = {letter: part not in ("", letter) for letter in "fio"}
    _road(axes, pale)
    _gates(axes, pale)
    _part(axes, 0.42, 0.9, "$h_{t-1}$", COLOR["h"], size=(0.55, 0.36))
    _part(axes, 0.42, 0.34, "$x_t$", COLOR["x"], size=(0.55, 0.36))
    told = {
        "": "all four are computed from the input and the old hidden state; the cell state runs along the top and only meets "
        "a product with the forget gate and a sum with what is written",
        "f": "highlighted: the forget gate multiplies the old cell state",
        "i": "highlighted: the input gate times the candidate is added to the cell state",
        "o": "highlighted: the output gate times tanh of the cell state is the new hidden state",
    }
    return Drawing(figure, f"One time step of an LSTM with forget gate, input gate, candidate and output gate; {told[part]}.")


def _road(axes: Axes, pale: dict[str, bool]) -> None:
    """Draw the road of the cell state, and the way from it to the hidden state."""
    _line(axes, [(0.7, TOP), (1.6, TOP)], FAINT if pale["f"] else COLOR["c"], 2.2)
    _line(axes, [(1.6, TOP), (2.95, TOP)], FAINT if pale["f"] and pale["i"] else COLOR["c"], 2.2)
    arrow(axes, (2.95, TOP), (5.32, TOP), FAINT if pale["i"] and pale["o"] else COLOR["c"], linewidth=2.2)
    _part(axes, 0.42, TOP, "$c_{t-1}$", COLOR["c"], faded=pale["f"], size=(0.55, 0.4))
    _part(axes, 5.6, TOP, "$c_t$", COLOR["c"], faded=pale["i"] and pale["o"])
    _sign(axes, 1.6, TOP, "×", faded=pale["f"])
    _sign(axes, 2.95, TOP, "+", faded=pale["i"])
    grey = FAINT if pale["o"] else GREY
    arrow(axes, (4.9, TOP), (4.9, MIDDLE + 0.2), grey)
    _part(axes, 4.9, MIDDLE, "tanh", GREY, faded=pale["o"], size=(0.55, 0.3))
    arrow(axes, (4.9, MIDDLE - 0.18), (4.9, LOW + 0.15), grey)
    _sign(axes, 4.9, LOW, "×", faded=pale["o"])
    arrow(axes, (5.05, LOW), (5.33, LOW), grey)
    _part(axes, 5.6, LOW, "$h_t$", COLOR["h"], faded=pale["o"])


def _gates(axes: Axes, pale: dict[str, bool]) -> None:
    """Draw the four boxes that read the input and the old hidden state, and where they act."""
    _line(axes, [(0.72, 0.9), (1.0, BAR), (4.2, BAR)])
    _line(axes, [(0.72, 0.34), (1.0, BAR)])
    places = {"f": 1.6, "i": 2.5, "g": 3.4, "o": 4.2}
    for letter, x in places.items():
        faded = pale["i" if letter == "g" else letter]
        grey = FAINT if faded else GREY
        arrow(axes, (x, BAR), (x, LOW - 0.23), grey)
        _part(axes, x, LOW, f"${letter}_t$", COLOR[letter], faded=faded)
        _text(axes, x + 0.07, 0.83, "tanh" if letter == "g" else r"$\sigma$", grey, 9, "left")
        _text(axes, x, 0.4, NAMES[letter], grey, 9)
    arrow(axes, (1.6, LOW + 0.23), (1.6, TOP - 0.15), FAINT if pale["f"] else GREY)
    grey = FAINT if pale["i"] else GREY
    for x, end in ((2.5, 2.83), (3.4, 3.07)):
        arrow(axes, (x, LOW + 0.23), (end, MIDDLE - 0.08), grey)
    _sign(axes, 2.95, MIDDLE, "×", faded=pale["i"])
    arrow(axes, (2.95, MIDDLE + 0.15), (2.95, TOP - 0.15), grey)
    arrow(axes, (4.47, LOW), (4.75, LOW), FAINT if pale["o"] else GREY)


def _blocks(axes: Axes, left: float, top: float, rows: int, label: str, units: int = 2, cell: float = 0.135) -> float:
    """Draw a matrix of four blocks of `units` columns, and return where it ends on the right."""
    for block, letter in enumerate("ifgo"):
        for row in range(rows):
            for column in range(units):
                place = (left + (block * units + column) * cell, top - (row + 1) * cell)
                patch = mpl.patches.Rectangle(place, cell, cell, facecolor=COLOR[letter] + "77", edgecolor="white")
                axes.add_patch(patch)
        _text(axes, left + (block + 0.5) * units * cell, top + 0.1, f"${letter}$", size=9)
    _text(axes, left + 2 * units * cell, top - rows * cell - 0.14, label, GREY, 8)
    return left + 4 * units * cell


def _plain(axes: Axes, left: float, top: float, columns: int, color: str, label: str, cell: float = 0.135) -> float:
    """Draw a matrix of 3 rows, and return where it ends on the right."""
    for row in range(3):
        for column in range(columns):
            place = (left + column * cell, top - (row + 1) * cell)
            axes.add_patch(mpl.patches.Rectangle(place, cell, cell, facecolor=color + "77", edgecolor="white"))
    _text(axes, left + columns * cell / 2, top - 3 * cell - 0.14, label, GREY, 8)
    return left + columns * cell


@drawing
def kernel_blocks() -> Drawing:
    """Draw the shapes in equation (5.2): a batch of 3, 4 features, 2 units, and four blocks side by side."""
    figure, axes = canvas(6.0, 1.2)
    top, middle = 0.85, 0.64
    right = _plain(axes, 0.15, top, 4, COLOR["x"], "$x_t$  3 x 4")
    _text(axes, right + 0.15, middle, "@", size=11)
    right = _blocks(axes, right + 0.3, top + 0.07, 4, "kernel  4 x 8")
    _text(axes, right + 0.15, middle, "+", size=11)
    right = _plain(axes, right + 0.36, top, 2, COLOR["h"], "$h_{t-1}$  3 x 2")
    _text(axes, right + 0.21, middle, "@", size=11)
    right = _blocks(axes, right + 0.36, top - 0.07, 2, "rec. kernel  2 x 8")
    _text(axes, right + 0.3, middle, "+ $b$ =", size=11)
    _blocks(axes, right + 0.6, top, 3, "sums  3 x 8")
    return Drawing(
        figure,
        "Shapes: x_t, 3 by 4, times the kernel, 4 by 8, plus h_(t-1), 3 by 2, times the recurrent kernel, 2 by 8, plus the bias "
        "gives the sums, 3 by 8. The 8 columns are four blocks of 2, in the order i, f, g, o.",
    )


@drawing
def two_roads() -> Drawing:
    """Draw three steps read backwards: the road of the cell state above, that of the hidden state below."""
    figure, axes = canvas(6.0, 2.5)
    high, low, places = 1.85, 0.55, {1: 0.75, 2: 2.85, 3: 4.95}
    for t, x in places.items():
        _part(axes, x, high, f"$c_{t}$", COLOR["c"], size=(0.45, 0.4))
        _part(axes, x, low, f"$h_{t}$", COLOR["h"], size=(0.45, 0.4))
        _back(axes, (x, low + 0.23), (x, high - 0.23), 1.0)
        _text(axes, x + 0.07, 1.42, r"$\odot\,o(1-\tanh^2 c)$", BACK, 8, "left")
        if t == 1:
            continue
        _back(axes, (x - 0.25, high), (x - 1.85, high), 3.0)
        _back(axes, (x - 0.25, low), (x - 1.85, low), 1.0)
        _back(axes, (x - 0.25, high - 0.2), (x - 1.85, low + 0.2), 1.0)
        _text(axes, x - 1.05, high + 0.22, rf"$\odot\,f_{t}$", COLOR["f"], 12)
        _text(axes, x - 1.05, low - 0.2, "slopes, gates, $W_h^\\top$", BACK, 8)
    _text(axes, 2.85, 2.36, "the road of the cell state: one factor per step, and nothing else", GREY, 9)
    return Drawing(
        figure,
        "Three time steps read backwards. Thick arrows run from c_3 to c_2 to c_1, each with one factor, the forget gate. Thin "
        "arrows run from every h and c to the h before it, through slopes, gates and the recurrent kernel, and from every h up "
        "to its c.",
    )


def _back(axes: Axes, start: Point, end: Point, width: float) -> None:
    arrow(axes, start, end, BACK, linewidth=width, mutation_scale=11)


@drawing
def one_step_back() -> Drawing:
    """Draw what comes into a step on the way back, and what leaves it."""
    figure, axes = canvas(6.0, 2.6)
    frame = mpl.patches.FancyBboxPatch((1.75, 0.72), 2.75, 1.25, boxstyle="round,pad=0.05", facecolor="#F6F6F6", edgecolor=GREY)
    axes.add_patch(frame)
    _part(axes, 3.0, 1.65, "$dc^{total}$", COLOR["c"], size=(0.75, 0.36))
    _part(axes, 4.15, 1.05, "$dh_t$", COLOR["h"], size=(0.5, 0.36))
    _part(axes, 2.3, 1.05, "$da$", GREY, size=(0.5, 0.36))
    for start, end, x, y, text in (
        ((5.75, 1.65), (3.4, 1.65), 5.25, 1.82, "$dc_t$ from the right"),
        ((5.75, 1.05), (4.42, 1.05), 5.25, 0.86, "$dh_t$ from the right"),
        ((4.15, 2.5), (4.15, 1.25), 4.25, 2.35, "$dh_t$ from above"),
        ((2.6, 1.65), (0.3, 1.65), 0.95, 1.84, r"$dc_{t-1} = dc^{total} \odot f$"),
        ((2.03, 1.05), (0.3, 1.05), 0.95, 0.84, r"$dh_{t-1} = da\,W_h^\top$"),
        ((3.88, 1.18), (3.3, 1.46), 0, 0, ""),
        ((3.88, 1.05), (2.57, 1.05), 3.2, 0.93, "to $o$"),
        ((2.75, 1.46), (2.45, 1.25), 2.17, 1.4, "to $i, f, g$"),
        ((2.15, 0.86), (1.6, 0.42), 1.45, 0.28, r"$dx_t = da\,W_x^\top$"),
        ((2.45, 0.86), (3.0, 0.42), 3.5, 0.28, "$dW_x$, $dW_h$, $db$"),
    ):
        _back(axes, start, end, 1.4)
        _text(axes, x, y, text, BACK, 9, "left" if "above" in text else "center")
    return Drawing(
        figure,
        "One step on the way back. From the right come the gradients of c_t and h_t, from above another one of h_t. Inside, they "
        "make the total gradient of the cell state and those of the four sums; out go the gradients of c_(t-1), h_(t-1), x_t "
        "and of the weights.",
    )


@drawing
def peepholes() -> Drawing:
    """Draw the three peepholes: two look at the old cell state, one at the new one."""
    figure, axes = canvas(6.0, 2.0)
    high, low = 1.55, 0.45
    arrow(axes, (0.85, high), (5.05, high), COLOR["c"], linewidth=2.2)
    _part(axes, 0.55, high, "$c_{t-1}$", COLOR["c"], size=(0.55, 0.4))
    _part(axes, 5.35, high, "$c_t$", COLOR["c"])
    _sign(axes, 2.2, high, "×")
    _sign(axes, 3.2, high, "+")
    for letter, x, start in (("f", 2.2, 1.1), ("i", 3.2, 1.1), ("o", 4.6, 4.6)):
        _part(axes, x, low, f"${letter}_t$", COLOR[letter])
        arrow(axes, (start, high), (x - 0.15, low + 0.24), GREY, linestyle="--")
        _text(axes, x - 0.44, low, f"$p_{letter}$", GREY, 10)
    for x in (2.2, 3.2):
        arrow(axes, (x, low + 0.23), (x, high - 0.15))
    _text(axes, 5.25, low, "shows $c_t$", GREY, 9)
    return Drawing(
        figure,
        "The road of the cell state from c_(t-1) to c_t with its product and its sum. Dashed arrows lead from the old cell state "
        "to the forget and the input gate, and from the new one to the output gate.",
    )
