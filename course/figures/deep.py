"""Schematics of unit 07: two readers, padding that stays behind, layers on layers, and where dropout may act."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

Point = tuple[float, float]
GREY = "#444444"
PAD = COLOR["floor"]
LEFT = COLOR["i"]  # the reader that walks from right to left
RIGHT = COLOR["h"]  # the reader that walks from left to right


def _label(axes: Axes, x: float, y: float, text: str, color: str = GREY, ha: str = "center", size: float = 9) -> None:
    axes.text(x, y, text, ha=ha, va="center", color=color, fontsize=size)


def _words(axes: Axes, left: float, y: float, words: Sequence[str], known: int) -> list[float]:
    """Draw a row of words, the first `known` of them in the colour of inputs, and return where each box ends."""
    ends = []
    for number, word in enumerate(words):
        width = 0.2 + 0.078 * len(word)
        box(axes, left + width / 2, y, word, COLOR["x"] if number < known else PAD, width=width - 0.08, height=0.3)
        left += width + 0.03
        ends.append(left)
    return ends


@drawing
def two_sentences() -> Drawing:
    """Draw the two sentences about Teddy; up to that word they are equal."""
    figure, axes = canvas(6.0, 1.9)
    for y, words, meaning in (
        (1.15, ["He", "said,", "Teddy", "Roosevelt", "was", "a", "great", "president"], "a person"),
        (0.6, ["He", "said,", "Teddy", "bears", "are", "on", "sale"], "a toy"),
    ):
        ends = _words(axes, 0.1, y, words, 3)
        _label(axes, ends[-1] + 0.06, y, meaning, ha="left")
    edge = ends[2] - 0.02
    axes.plot([edge, edge], [0.36, 1.62], color=GREY, linestyle="--", linewidth=1)
    _label(axes, edge - 0.08, 1.68, "read so far", ha="right")
    _label(axes, edge + 0.08, 1.68, "still to come", ha="left")
    _label(axes, edge - 0.33, 0.14, "which Teddy?", COLOR["output"])
    arrow(axes, (edge - 0.33, 0.23), (edge - 0.33, 0.42), COLOR["output"])
    return Drawing(
        figure,
        "He said, Teddy Roosevelt was a great president; and: He said, Teddy bears are on sale. A dashed line behind the word "
        "Teddy divides what is read so far, the same in both, from what is still to come.",
    )


@drawing
def two_readers() -> Drawing:
    """Draw a bidirectional network over four steps, equations (7.2) to (7.4)."""
    figure, axes = canvas(6.0, 3.0)
    places = [1.15, 2.45, 3.75, 5.05]
    for t, x in enumerate(places, start=1):
        box(axes, x, 0.35, f"$x_{t}$", COLOR["x"], width=0.5, height=0.34)
        box(axes, x - 0.22, 1.1, rf"$\overrightarrow{{h}}_{t}$", RIGHT, width=0.42, height=0.4)
        box(axes, x + 0.22, 1.85, rf"$\overleftarrow{{h}}_{t}$", LEFT, width=0.42, height=0.4)
        arrow(axes, (x - 0.12, 0.55), (x - 0.2, 0.88))
        arrow(axes, (x + 0.16, 0.55), (x + 0.22, 1.63))
        arrow(axes, (x - 0.22, 1.33), (x - 0.12, 2.44))
        arrow(axes, (x + 0.2, 2.08), (x + 0.12, 2.44))
        box(axes, x - 0.13, 2.62, "", RIGHT, width=0.22, height=0.3)
        box(axes, x + 0.13, 2.62, "", LEFT, width=0.22, height=0.3)
        _label(axes, x + 0.34, 2.62, f"$h_{t}$", "black", ha="left", size=10)
    for x in [0.48, *places]:
        if x < 5:
            arrow(axes, (x + 0.02, 1.1), (x + (0.2 if x < 1 else 0.83), 1.1), RIGHT, linewidth=1.6)
    for x in places:
        arrow(axes, (min(x + 1.28, 5.73), 1.85), (x + 0.47, 1.85), LEFT, linewidth=1.6)
    _label(axes, 0.3, 1.1, r"$\overrightarrow{h}_0$", RIGHT)
    _label(axes, 5.85, 1.85, r"$\overleftarrow{h}_5$", LEFT)
    return Drawing(
        figure,
        "Four inputs. A first chain of states runs from left to right, a second from right to left; each input goes to both. "
        "At every step the two states stand side by side as h_t.",
    )


def _row(axes: Axes, y: float, cells: Sequence[str], name: str, verdict: str) -> None:
    _label(axes, 0.1, y, name, ha="left")
    for place, text in enumerate(cells):
        color = PAD if text == "-" else COLOR["x"]
        box(axes, 2.05 + 0.42 * place, y, text, color, width=0.34, height=0.28)
    _label(axes, 4.75, y, verdict, ha="left")


@drawing
def turned_with_padding() -> Drawing:
    """Draw a padded batch of two, turned round as a whole and turned round without its padding, equation (7.1)."""
    figure, axes = canvas(6.0, 2.55)
    long, short = list("abcdef"), ["p", "q", "r", "-", "-", "-"]
    for y, cells in ((2.25, long), (1.9, short)):
        _row(axes, y, cells, "as it stands" if cells is long else "", "")
    for y, cells in ((1.4, long[::-1]), (1.05, short[::-1])):
        _row(axes, y, cells, "whole rows turned" if cells[-1] == "a" else "", "padding in front" if cells[0] == "-" else "")
    for y, cells in ((0.55, long[::-1]), (0.2, [*short[:3][::-1], *short[3:]])):
        _row(axes, y, cells, "real steps turned" if cells[-1] == "a" else "", "padding stays" if cells[0] == "r" else "")
    return Drawing(
        figure,
        "Two sequences, a to f and p, q, r with three padded steps. Turned as whole rows, the second begins with the padding. "
        "With only the real steps turned it reads r, q, p and the padding stays behind.",
    )


@drawing
def stack_of_layers() -> Drawing:
    """Draw three recurrent layers over four steps, equation (7.7)."""
    figure, axes = canvas(6.0, 3.0)
    heights = {1: 1.05, 2: 1.75, 3: 2.45}
    for t, x in {1: 1.6, 2: 2.8, 3: 4.0, 4: 5.2}.items():
        box(axes, x, 0.35, f"$x_{t}$", COLOR["x"], width=0.6, height=0.34)
        for layer, y in heights.items():
            box(axes, x, y, rf"$h^{{({layer})}}_{t}$", COLOR["h"], width=0.6, height=0.4)
            arrow(axes, (x, y - 0.47), (x, y - 0.23))
            arrow(axes, (x - 0.88 if t > 1 else x - 0.7, y), (x - 0.34, y), COLOR["h"])
        arrow(axes, (x, 2.68), (x, 2.95), COLOR["output"])
    for layer, y in heights.items():
        _label(axes, 0.08, y, f"layer {layer}", ha="left")
        _label(axes, 0.75, y, f"$h^{{({layer})}}_0$", COLOR["h"])
    return Drawing(
        figure,
        "Three layers over four time steps. Every state reads the state to its left and the state below it; the lowest layer "
        "reads the inputs, the top one gives the outputs.",
    )


@drawing
def depth_gate() -> Drawing:
    """Draw the cell states of two layers and the gated road between them, equations (7.9) and (7.10)."""
    figure, axes = canvas(6.0, 2.2)
    for y, layer, name in ((0.5, r"$c^{(l-1)}_{t}$", "lower layer"), (1.65, r"$c^{(l)}_{t}$", "upper layer")):
        box(axes, 4.1, y, layer, COLOR["c"], width=0.9, height=0.46)
        box(axes, 1.6, y, layer.replace("_{t}", "_{t-1}"), COLOR["c"], width=0.9, height=0.46)
        arrow(axes, (2.08, y), (3.62, y), COLOR["c"], linewidth=1.6)
        _label(axes, 2.85, y + 0.16, "times $f$", COLOR["c"])
        _label(axes, 0.1, y, name, ha="left")
    arrow(axes, (4.1, 0.76), (4.1, 1.39), COLOR["o"], linewidth=2.2)
    _label(axes, 4.2, 1.07, "times $q_t$: the depth gate", COLOR["o"], ha="left")
    arrow(axes, (5.3, 1.65), (4.58, 1.65), COLOR["g"])
    _label(axes, 5.36, 1.65, r"$i \odot g$", COLOR["g"], ha="left")
    return Drawing(
        figure,
        "Cell states of two layers at two time steps. Besides the road along time there is a road from the lower cell state "
        "straight up to the upper one, multiplied by the depth gate.",
    )


@drawing
def where_dropout_acts() -> Drawing:
    """Draw two layers over three steps: dropout on the dashed arrows upward, none on the arrows along time."""
    figure, axes = canvas(6.0, 2.9)
    dashed = {"linestyle": (0, (3, 2)), "linewidth": 1.6}
    for t, x in {1: 1.5, 2: 3.0, 3: 4.5}.items():
        box(axes, x, 0.35, f"$x_{t}$", COLOR["x"], width=0.6, height=0.34)
        for layer, y in {1: 1.2, 2: 2.1}.items():
            box(axes, x, y, rf"$h^{{({layer})}}_{t}$", COLOR["h"], width=0.6, height=0.4)
            arrow(axes, (x, y - (0.62 if layer == 1 else 0.65)), (x, y - 0.24), COLOR["gradient"], **dashed)
            arrow(axes, (x - 1.13, y), (x - 0.35, y), COLOR["h"], linewidth=1.6)
        arrow(axes, (x, 2.34), (x, 2.8), COLOR["gradient"], **dashed)
    for y in (1.2, 2.1):
        arrow(axes, (4.87, y), (5.25, y), COLOR["h"], linewidth=1.6)
    _label(axes, 5.3, 1.65, "solid: never", COLOR["h"])
    _label(axes, 5.3, 2.55, "dashed: dropout", COLOR["gradient"])
    axes.add_patch(mpl.patches.Rectangle((0, 0), 6, 2.9, fill=False, edgecolor="none"))
    return Drawing(
        figure,
        "Two layers over three steps. The arrows that lead upward, from inputs to layer 1, from layer 1 to layer 2 and to the "
        "output, are dashed: there dropout acts. The arrows along time are solid: there it does not.",
    )
