"""Figures of unit 12: coloured sentences, two directions, padding, tags confused with each other."""

from __future__ import annotations

import html
from collections.abc import Container, Mapping, Sequence

import numpy as np

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

Rows = Sequence[Sequence[str]]

GREY = "#444444"
PALE = "#A8A8A8"
SHADES = ("#CFE5F7", "#FBDDB8", "#D5EAD0", "#EBD3E6", "#E3DCCB", "#F6CFC9", "#D4D7EC", "#E8E8A8")


class Coloured:
    """A sentence whose entities stand in boxes: each has a colour and, for those who do not see it, the name of its type."""

    def __init__(self, words: Sequence[str], tags: Sequence[str], known: Container[str] | None = None) -> None:
        """Take words and their tags, BIO or parts of speech; words that are not `known` are marked with "?".

        Raises:
            ValueError: there is not one tag for each word.
        """
        if len(words) != len(tags):
            raise ValueError(f"coloured: expected one tag for each of {len(words)} words, received {len(tags)}.")
        words = [word if known is None or word in known else f"{word}?" for word in words]
        self.pieces: list[tuple[list[str], str]] = []
        before = "O"
        for word, tag in zip(words, tags, strict=True):
            kind = "" if tag == "O" else tag.partition("-")[2] or tag
            if self.pieces and (tag == before == "O" or (tag.startswith("I-") and before[1:] == tag[1:])):
                self.pieces[-1][0].append(word)
            else:
                self.pieces.append(([word], kind))
            before = tag

    def __repr__(self) -> str:
        texts = [f"[{' '.join(words)} {kind}]" if kind else " ".join(words) for words, kind in self.pieces]
        return " ".join(texts) or "(no words)"

    def _repr_html_(self) -> str:
        parts = [_marked(" ".join(words), kind) if kind else html.escape(" ".join(words)) for words, kind in self.pieces]
        return f'<p style="line-height:2.2;margin:2px 0">{" ".join(parts) or "(no words)"}</p>'


def coloured(words: Sequence[str], tags: Sequence[str], known: Container[str] | None = None) -> Coloured:
    """Return a sentence that Jupyter and Colab show with its entities in boxes."""
    return Coloured(words, tags, known)


def _marked(text: str, kind: str) -> str:
    shade = SHADES[("LOC", "ORG", "PER").index(kind) if kind in ("LOC", "ORG", "PER") else sum(kind.encode()) % len(SHADES)]
    look = f"background:{shade};color:#000;border:1px solid #555;border-radius:4px;padding:2px 5px"
    return f'<span style="{look}">{html.escape(text)} <b style="font-size:70%">{html.escape(kind)}</b></span>'


@drawing
def two_directions() -> Drawing:
    """Draw what each direction has read when it comes to the name."""
    figure, axes = canvas(6.0, 2.75)
    words = ["once", "more", "Paris", "hired", "engineers"]
    xs = [1.15 + 1.05 * place for place in range(5)]
    for place, (x, word) in enumerate(zip(xs, words, strict=True)):
        name = place == 2
        box(axes, x, 0.3, word, COLOR["x"], width=0.88, height=0.32)
        box(axes, x, 2.3, "B-ORG" if name else "O", COLOR["output"] if name else PALE, width=0.8, height=0.32)
        for shift, y, color, read in ((-0.22, 0.98, COLOR["h"], place <= 2), (0.22, 1.58, COLOR["c"], place >= 2)):
            arrow(axes, (x + shift, 0.48), (x + shift, y - 0.19), COLOR["x"] if read else PALE)
            box(axes, x + shift, y, "", color if read else PALE, width=0.34, height=0.34)
            arrow(axes, (x + shift, y + 0.19), (x + shift, 2.12), COLOR["output"] if name else PALE)
    for place in range(4):
        arrow(axes, (xs[place] - 0.03, 0.98), (xs[place + 1] - 0.41, 0.98), COLOR["h"] if place < 2 else PALE)
        arrow(axes, (xs[place + 1] + 0.03, 1.58), (xs[place] + 0.41, 1.58), COLOR["c"] if place >= 2 else PALE)
    for y, text, color in ((0.98, r"$\overrightarrow{h}_t$", COLOR["h"]), (1.58, r"$\overleftarrow{h}_t$", COLOR["c"])):
        axes.text(0.38, y, text, ha="center", va="center", fontsize=12, color=color)
    axes.text(0.38, 0.3, "words", ha="center", va="center", fontsize=9, color=GREY)
    axes.text(0.38, 2.3, "tags", ha="center", va="center", fontsize=9, color=GREY)
    alt = (
        "Five words, two rows of states above them, and a tag above each word. At the name Paris the forward state has read once "
        "more Paris; the backward state has read engineers hired Paris. Both go to its tag, B-ORG."
    )
    return Drawing(figure, alt)


@drawing
def padded_batch(lengths: Sequence[int], right: Sequence[Sequence[bool]] | None = None) -> Drawing:
    """Draw a batch as a grid: real tokens filled, padding hatched; a cross where a real token has a wrong tag."""
    longest = max(lengths)
    figure, axes = new_figure(6.0, 0.55 + 0.26 * len(lengths))
    for row, length in enumerate(lengths):
        for t in range(longest):
            real = t < length
            axes.add_patch(
                _cell(t, row, facecolor=COLOR["h"] + "44" if real else "white", edgecolor=COLOR["h"] if real else PALE, real=real)
            )
            if real and right is not None and not right[row][t]:
                axes.text(t + 0.5, row + 0.5, "x", ha="center", va="center", color=COLOR["gradient"], fontweight="bold")
    axes.set(xlim=(0, longest), ylim=(len(lengths), 0), xlabel="time step", ylabel="sentence")
    axes.set_xticks(np.arange(longest) + 0.5, [str(t) for t in range(longest)], fontsize=8)
    axes.set_yticks(np.arange(len(lengths)) + 0.5, [str(row) for row in range(len(lengths))], fontsize=8)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    share = 1 - sum(lengths) / (longest * len(lengths))
    alt = f"A batch of {len(lengths)} sentences as a grid of {longest} time steps; {share:.0%} of the cells are padding, hatched."
    if right is not None:
        crosses = sum(not good for row, length in zip(right, lengths, strict=True) for good in row[:length])
        alt += f" {crosses} tokens with a wrong tag have a cross."
    return Drawing(figure, alt)


def _cell(t: int, row: int, *, facecolor: str, edgecolor: str, real: bool) -> object:
    from matplotlib.patches import Rectangle

    hatch = None if real else "////"
    return Rectangle((t + 0.04, row + 0.06), 0.92, 0.88, facecolor=facecolor, edgecolor=edgecolor, hatch=hatch, linewidth=0.6)


def _paler(color: str) -> tuple[float, ...]:
    """Return a colour mixed with white. A transparent one would make the hatching of an SVG transparent, too."""
    from matplotlib.colors import to_rgb

    return tuple(0.55 * part + 0.45 for part in to_rgb(color))


@drawing
def accuracy_and_f1(results: Mapping[str, tuple[float, float]]) -> Drawing:
    """Draw the token accuracy and the entity F1 of several taggers as pairs of bars, with their numbers."""
    figure, axes = new_figure(6.0, 2.6)
    places = np.arange(len(results))
    said = []
    for shift, index, name, color, hatch in (
        (-0.2, 0, "token accuracy", COLOR["h"], None),
        (0.2, 1, "entity F1", COLOR["c"], "//"),
    ):
        values = [pair[index] for pair in results.values()]
        axes.bar(places + shift, values, 0.36, color=_paler(color), edgecolor=color, hatch=hatch, label=name)
        for place, value in zip(places, values, strict=True):
            axes.text(place + shift, value + 0.02, f"{value:.3f}", ha="center", fontsize=8)
        said.append(f"{name} " + ", ".join(f"{key} {value:.3f}" for key, value in zip(results, values, strict=True)))
    axes.set_xticks(places, list(results))
    axes.set(ylim=(0, 1.12), ylabel="on the test sentences")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=2)
    return Drawing(figure, "Pairs of bars: " + "; ".join(said) + ".")


def _shares(true: Rows, said: Rows, names: Sequence[str]) -> np.ndarray:
    """Return counts of said tags (columns) for each true tag (rows), as shares of the row; a row without tags is zero."""
    place = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for there, found in zip(true, said, strict=True):
        for one, other in zip(there, found, strict=True):
            counts[place[one], place[other]] += 1
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@drawing
def confusion(rows: Mapping[str, tuple[Rows, Rows]], names: Sequence[str]) -> Drawing:
    """Draw which tag is taken for which, a panel for each tagger.

    Args:
        rows: for each title the true tags and the said tags, by sentence.
        names: the tags, in the order of rows and columns.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 2.95 if len(names) < 10 else 3.0), layout="constrained")
    size = 7 if len(names) < 10 else 4.5
    said = []
    for number, (title, (true, found)) in enumerate(rows.items()):
        axes = figure.add_subplot(1, len(rows), number + 1)
        shares = _shares(true, found, names)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.4)
        for one, other in np.argwhere(shares >= 0.005):
            text = f"{shares[one, other]:.2f}".lstrip("0") if shares[one, other] < 0.995 else "1"
            axes.text(other, one, text, ha="center", va="center", fontsize=size - 0.5)
        axes.set_xticks(range(len(names)), names, rotation=90, fontsize=size)
        axes.set_yticks(range(len(names)), names if number == 0 else [], fontsize=size)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("said", fontsize=8)
        axes.set_ylabel("true" if number == 0 else "", fontsize=8)
        right = ", ".join(f"{name} {shares[place, place]:.2f}" for place, name in enumerate(names))
        said.append(f"{title}: share of each tag that is right: {right}")
    return Drawing(figure, "Matrices of true tags (rows) and said tags (columns). " + "; ".join(said) + ".")
