"""Schematics of unit 08: a sentence as a product, teacher forcing, cut distributions, strips and chunks, sampled classes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import COLOR, Drawing, arrow, box, canvas, drawing

GREY = "#555555"
OWN = COLOR["output"]


def _say(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", color=color, fontsize=size)


@drawing
def product_of_words() -> Drawing:
    """Draw a sentence whose probability is a product: each word is judged by all words before it."""
    figure, axes = canvas(6.0, 2.35)
    words = ["(start)", "the", "MRT", "is", "not", "stable"]
    factors = ["0.4", "0.1", "0.5", "0.3", "0.2"]
    places = [0.55 + 0.98 * i for i in range(len(words))]
    for i, (x, word) in enumerate(zip(places, words, strict=True)):
        box(axes, x, 0.5, word, COLOR["x"] if i else GREY, width=0.78, height=0.36)
        if i == 0:
            continue
        for before in places[:i]:
            axes.plot([before, x], [0.72, 1.42], color=COLOR["h"], linewidth=0.7, alpha=0.55)
        box(axes, x, 1.62, factors[i - 1], OWN, width=0.5, height=0.34)
        arrow(axes, (x, 1.42), (x, 0.74), OWN)
    _say(axes, 0.55, 1.62, "$P$ =", size=11)
    for x in places[1:-1]:
        _say(axes, x + 0.49, 1.62, "x", size=11)
    _say(axes, 3.3, 2.12, "how likely is this word, after all words to its left?", OWN)
    return Drawing(
        figure,
        "The sentence (start) the MRT is not stable. Above each word stands a probability, fed by lines from all words to its "
        "left; the five probabilities are multiplied.",
    )


def _unrolled(axes: Axes, left: float, reads: Sequence[str], says: Sequence[str], color: str) -> list[float]:
    places = [left + 0.68 * i for i in range(len(reads))]
    for i, x in enumerate(places):
        box(axes, x, 0.55, reads[i], color if i else GREY, width=0.52, height=0.34)
        box(axes, x, 1.25, "$h$", COLOR["h"], width=0.36, height=0.34)
        box(axes, x, 1.95, says[i], OWN, width=0.52, height=0.34)
        arrow(axes, (x, 0.75), (x, 1.06))
        arrow(axes, (x, 1.45), (x, 1.76))
        if i:
            arrow(axes, (places[i - 1] + 0.21, 1.25), (x - 0.21, 1.25), COLOR["h"])
    return places


@drawing
def teacher_forcing() -> Drawing:
    """Draw the same network twice: in training it reads the text, in writing it reads what it drew itself."""
    figure, axes = canvas(6.0, 2.75)
    _unrolled(axes, 0.5, ["start", "the", "bus", "is"], ["the", "bus", "is", "full"], COLOR["x"])
    right = _unrolled(axes, 3.45, ["start", "the", "line", "is"], ["the", "line", "is", "late"], OWN)
    for first, second in itertools.pairwise(right):
        arrow(axes, (first + 0.2, 1.78), (second - 0.2, 0.74), OWN, linestyle="--", linewidth=1)
    _say(axes, 1.5, 2.55, "training: read the text", size=10)
    _say(axes, 4.5, 2.55, "writing: read what you drew", size=10)
    _say(axes, 1.5, 2.25, "targets: the text, one step ahead")
    _say(axes, 4.5, 2.25, "drawn by chance")
    _say(axes, 1.5, 0.2, "inputs: the text")
    _say(axes, 4.5, 0.2, "inputs: the draw before")
    axes.plot([2.98, 2.98], [0.1, 2.65], color=COLOR["grid"], linewidth=1)
    return Drawing(
        figure,
        "Left, training: the inputs are start, the, bus, is, and the targets the, bus, is, full, the same text one step ahead. "
        "Right, writing: dashed arrows lead from each word drawn to the input of the next step.",
    )


@drawing
def changed_bars(words: Sequence[str], probabilities: Sequence[float], panels: Mapping[str, Sequence[float]]) -> Drawing:
    """Plot what a distribution became by temperature or a cut, in front of what it was.

    Args:
        words: the classes.
        probabilities: before.
        panels: title -> probabilities after; 0 for those that are out.
    """
    figure = Figure(figsize=(6.0, 2.3), layout="constrained")
    plots = figure.subplots(1, len(panels), sharey=True)
    for axes, (title, after) in zip(plots, panels.items(), strict=True):
        axes.bar(words, probabilities, color="white", edgecolor=COLOR["floor"], linestyle="--")
        axes.bar(words, after, color=OWN, width=0.5)
        axes.set_title(title, fontsize=10)
        axes.tick_params(axis="x", labelrotation=90)
    plots[0].set_ylabel("probability")
    out = {title: [word for word, p in zip(words, after, strict=True) if p == 0] for title, after in panels.items()}
    told = "; ".join(f"{title}: out are {', '.join(gone) or 'none'}" for title, gone in out.items())
    return Drawing(figure, f"Probabilities of {', '.join(words)} before (dashed) and after (filled). {told}.")


@drawing
def strips_and_chunks() -> Drawing:
    """Draw a row of 19 tokens cut into 2 strips, one per sample, and the strips into chunks of 3 steps."""
    figure, axes = canvas(6.0, 2.6)
    shades, size = [COLOR["x"] + depth for depth in ("33", "88", "DD")], 0.27

    def cell(x: float, y: float, number: int, color: str) -> None:
        axes.add_patch(Rectangle((x, y), size, size, facecolor=color, edgecolor=GREY, linewidth=0.8))
        _say(axes, x + size / 2, y + size / 2, str(number), "black", 8)

    for number in range(19):
        strip, place = divmod(number, 9)
        color = shades[place // 3] if strip < 2 else "#FFFFFF"
        cell(0.4 + size * number, 2.1, number, color)
    _say(axes, 5.55, 1.98, "only a target", size=8)
    for strip in range(2):
        for place in range(9):
            x = 1.05 + size * place + 0.75 * (place // 3)
            cell(x, 1.1 - 0.55 * strip, 9 * strip + place, shades[place // 3])
        for chunk in range(2):
            x = 1.05 + size * 3 * (chunk + 1) + 0.75 * chunk
            arrow(axes, (x + 0.08, 1.24 - 0.55 * strip), (x + 0.67, 1.24 - 0.55 * strip), COLOR["h"])
        _say(axes, 0.65, 1.24 - 0.55 * strip, f"sample {strip}", size=8)
    for chunk in range(3):
        _say(axes, 1.05 + size * (3 * chunk + 1.5) + 0.75 * chunk, 1.65, f"chunk {chunk}", size=9)
    _say(axes, 3.0, 0.2, "each sample goes on where it stopped, so its state can be carried", COLOR["h"])
    return Drawing(
        figure,
        "A row of 19 tokens. Tokens 0 to 8 become sample 0, tokens 9 to 17 sample 1; token 18 is only a target. Chunk 0 holds "
        "0 1 2 and 9 10 11, chunk 1 holds 3 4 5 and 12 13 14, chunk 2 the rest. Arrows carry each state from chunk to chunk.",
    )


@drawing
def few_of_many() -> Drawing:
    """Draw a long line of classes of which the right one and a few drawn ones are computed."""
    figure, axes = canvas(6.0, 1.7)
    right, drawn = 23, (4, 11, 31, 38, 52)
    for index in range(60):
        color = COLOR["gradient"] if index == right else OWN if index in drawn else COLOR["grid"]
        height = 0.5 if index == right or index in drawn else 0.28
        axes.bar(0.3 + 0.092 * index, height, 0.06, bottom=0.55, color=color)
    _say(axes, 0.3 + 0.092 * right, 1.25, "the right class", COLOR["gradient"])
    _say(axes, 4.6, 1.25, "rivals drawn by chance", OWN)
    _say(axes, 3.0, 0.3, "all other classes: not computed at all")
    return Drawing(
        figure,
        "Sixty bars for sixty classes. One, the right class, and five others drawn by chance stand out; all others are pale and "
        "are not computed.",
    )
