"""Figures of unit 01: kinds of sequences, slots of an MLP, one-hot vectors, padding, packing, buckets, embeddings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.ticker
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

GREY = "#444444"
WORD = COLOR["x"]
PADDING = COLOR["grid"]
WASTE = COLOR["floor"]


def _note(axes: Axes, x: float, y: float, text: str, size: float = 9, color: str = GREY, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


def _cell(axes: Axes, x: float, y: float, text: str, color: str, width: float = 0.6, height: float = 0.3) -> None:
    """Draw a rectangle with a text, its lower left corner at (x, y)."""
    patch = mpl.patches.Rectangle((x, y), width, height, facecolor=color + "55", edgecolor="white", linewidth=1.5)
    axes.add_patch(patch)
    _note(axes, x + width / 2, y + height / 2, text, 9, "black")


@drawing
def kinds_of_sequences() -> Drawing:
    """Draw six sequences of different kinds along one axis of time."""
    figure, axes = canvas(6.0, 3.0)
    rows = [(name, 2.68 - 0.43 * row) for row, name in enumerate(["text", "speech", "music", "video", "DNA", "sensor"])]
    for name, y in rows:
        _note(axes, 0.75, y, name, 10, ha="right")
    heights = dict(rows)
    for x, word in zip([0.95, 1.55, 2.4, 2.95, 3.6, 4.4], ["The", "tram", "is", "late", "again", "."], strict=True):
        _note(axes, x, heights["text"], word, 11, "black", ha="left")
    t = np.linspace(0, 1, 900)
    loudness = 0.16 * np.abs(np.sin(7 * t) * np.cos(17 * t)) + 0.01
    axes.plot(0.95 + 4.7 * t, heights["speech"] + loudness * np.sin(330 * t), color=WORD, linewidth=0.8)
    for line in range(5):
        axes.plot([0.95, 5.65], [heights["music"] + 0.06 * (line - 2)] * 2, color=PADDING, linewidth=0.8)
    for note, pitch in enumerate([0, 1, 2, 4, 2, 3, 1, 0, 2, -1]):
        place = (1.2 + 0.47 * note, heights["music"] + 0.03 * (pitch - 1))
        axes.add_patch(mpl.patches.Ellipse(place, 0.11, 0.075, angle=20, facecolor=GREY))
        axes.plot([place[0] + 0.05] * 2, [place[1], place[1] + 0.17], color=GREY, linewidth=1)
    for frame in range(8):
        _cell(axes, 0.95 + 0.6 * frame, heights["video"] - 0.16, "", WORD, 0.5, 0.32)
        axes.plot(
            1.05 + 0.6 * frame + 0.04 * frame, heights["video"] - 0.1 + 0.06 * abs(frame - 4) * 0.8, "o", color=GREY, markersize=4
        )
    for index, letter in enumerate("GATTACAAGCTTGACCATGA"):
        _note(axes, 1.0 + 0.24 * index, heights["DNA"], letter, 10, "black")
    values = np.interp(np.arange(24), [0, 4, 9, 12, 13, 18, 23], [0.05, 0.1, 0.02, 0.06, 0.3, 0.12, 0.1])
    axes.step(np.linspace(0.95, 5.65, 24), heights["sensor"] - 0.15 + values, color=WORD, linewidth=1.5)
    arrow(axes, (0.95, 0.12), (5.65, 0.12))
    _note(axes, 0.75, 0.12, "order", 9, ha="right")
    return Drawing(
        figure, "Six sequences along one axis: words of a sentence, a speech wave, notes, video frames, DNA letters, a sensor."
    )


@drawing
def slots(first: Sequence[str], second: Sequence[str]) -> Drawing:
    """Draw two sentences word by word over the slots of an MLP; lines join equal words."""
    figure, axes = canvas(6.0, 2.15)
    width = 0.82
    for slot in range(max(len(first), len(second))):
        box(axes, 0.54 + width * slot, 0.3, f"$W_{{{slot + 1}}}$", WASTE, 0.6, 0.3)
        same = slot < len(second) and first[slot] == second[slot]
        for y, words in [(1.9, first), (1.1, second)]:
            known = slot < len(words)
            text = words[slot] if known else "?"
            _cell(axes, 0.15 + width * slot, y - 0.15, text, WORD if known and same else PADDING, 0.78)
        arrow(axes, (0.54 + width * slot, 0.93), (0.54 + width * slot, 0.5))
    for slot, word in enumerate(first):
        if word in second:
            ends = [0.54 + width * slot, 0.54 + width * second.index(word)]
            axes.plot(ends, [1.72, 1.28], color=GREY, linewidth=1.2, linestyle="-" if ends[0] == ends[1] else "--")
    return Drawing(
        figure,
        f"The sentences '{' '.join(first)}' and '{' '.join(second)}' over slots, each with weights of its own. Lines join equal "
        "words; nearly all of them stand in different slots.",
    )


@drawing
def one_hot_rows(tokens: Sequence[str], vocabulary: Sequence[str]) -> Drawing:
    """Draw the one-hot vector of each token as a row.

    Args:
        tokens: the sentence.
        vocabulary: names of the columns, which hold all tokens.
    """
    figure, axes = new_figure(5.4, 2.6)
    vectors = np.array([[float(word == token) for word in vocabulary] for token in tokens])
    axes.imshow(vectors, cmap=mpl.colors.ListedColormap(["white", WORD]), aspect="auto")
    for (row, column), value in np.ndenumerate(vectors):
        axes.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=9, color="black" if value else WASTE)
    axes.set_yticks(range(len(tokens)), tokens)
    axes.set_xticks(range(len(vocabulary)), vocabulary, rotation=45, ha="right", rotation_mode="anchor")
    axes.set(xlabel="class $k$", ylabel="time step $t$")
    return Drawing(figure, f"The one-hot vectors of '{' '.join(tokens)}': each row holds a single 1.")


@drawing
def known_share(curves: Mapping[str, tuple[Sequence[int], Sequence[float]]]) -> Drawing:
    """Plot the share of known tokens over the size of the vocabulary.

    Args:
        curves: label -> (sizes, shares).
    """
    figure, axes = new_figure(5.0, 2.4)
    for (label, (sizes, shares)), style in zip(curves.items(), ("o-", "s--"), strict=False):
        axes.plot(sizes, shares, style, color=COLOR["h"], markersize=4, label=label)
    axes.set(xscale="log", ylim=(0, 1.05), xlabel="entries of the vocabulary", ylabel="share of known tokens")
    axes.xaxis.set_major_formatter(mpl.ticker.ScalarFormatter())
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1))
    axes.legend(loc="center left")
    return Drawing(figure, f"The share of known tokens grows with the vocabulary, for {' and '.join(curves)}.")


@drawing
def padded_batch(rows: Sequence[Sequence[str]], timesteps: int) -> Drawing:
    """Draw sentences in one array, padded behind their ends, and the mask beside it."""
    figure, axes = canvas(6.0, 0.45 + 0.36 * len(rows))
    for number, row in enumerate(rows):
        y = 0.36 * (len(rows) - 1 - number) + 0.1
        for t in range(timesteps):
            real = t < len(row)
            _cell(axes, 0.1 + 0.66 * t, y, row[t] if real else "<pad>", WORD if real else WASTE, 0.66, 0.34)
            _cell(axes, 4.3 + 0.3 * t, y, "1" if real else "0", WORD if real else WASTE, 0.3, 0.34)
    top = 0.36 * len(rows) + 0.22
    _note(axes, 0.1 + 0.33 * timesteps, top, "tokens")
    _note(axes, 4.3 + 0.15 * timesteps, top, "mask")
    lengths = ", ".join(str(len(row)) for row in rows)
    return Drawing(figure, f"Sentences of {lengths} words padded to {timesteps}, and the mask: 1 for a word, 0 for padding.")


@drawing
def packed_steps(lengths: Sequence[int]) -> Drawing:
    """Draw sequences sorted by length, padded on the left, packed on the right, with the batch size of each step below."""
    figure, axes = canvas(6.0, 0.85 + 0.26 * len(lengths))
    ordered = sorted(lengths, reverse=True)
    top = 0.55 + 0.26 * len(ordered)
    for left, title in [(0.3, "padded"), (3.4, "packed")]:
        _note(axes, left + 0.16 * ordered[0], top + 0.15, title, 10)
        for t in range(ordered[0]):
            for row, length in enumerate(ordered):
                if t < length or title == "padded":
                    color = WORD if t < length else WASTE
                    _cell(axes, left + 0.32 * t, top - 0.26 * (row + 1), "", color, 0.32, 0.26)
            computed = len(ordered) if title == "padded" else sum(length > t for length in ordered)
            _note(axes, left + 0.32 * (t + 0.5), 0.4, str(computed), 10, "black")
        _note(axes, left + 0.16 * ordered[0], 0.15, "cells computed at each time step")
    return Drawing(
        figure,
        f"Sequences of lengths {', '.join(map(str, ordered))}: padded, every step computes all of them; packed, only real ones.",
    )


@drawing
def bucket_bars(panels: Mapping[str, Sequence[Sequence[int]]]) -> Drawing:
    """Draw batches of sequences as bars, padding hatched.

    Args:
        panels: title -> batches, each a list of lengths.
    """
    figure = Figure(figsize=(6.0, 2.4), layout="constrained")
    for axes, (title, batches) in zip(figure.subplots(1, len(panels), sharex=True), panels.items(), strict=True):
        y = 0.0
        for batch in batches:
            for length in batch:
                axes.barh(y, length, color=WORD, height=0.85)
                axes.barh(
                    y, max(batch) - length, left=length, color="white", edgecolor=WASTE, hatch="////", height=0.85, linewidth=0
                )
                y -= 1
            y -= 0.8
        real, steps = sum(map(sum, batches)), sum(len(batch) * max(batch) for batch in batches)
        axes.set(title=f"{title}: {1 - real / steps:.0%} padding", xlabel="time steps", yticks=[])
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    return Drawing(figure, f"Batches of sequences as bars, padding hatched: {' and '.join(panels)}.")


def _grid(axes: Axes, corner: tuple[float, float], rows: Sequence[Sequence[str]], strong: int, size: tuple[float, float]) -> None:
    """Draw a matrix of short texts with its upper left corner at `corner`; one row is coloured."""
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            place = (corner[0] + size[0] * column, corner[1] - size[1] * (number + 1))
            _cell(axes, *place, text, WORD if number == strong else PADDING, *size)


@drawing
def lookup(table: Sequence[Sequence[float]], row: int) -> Drawing:
    """Draw a one-hot vector times a table: the product is the row with the 1."""
    figure, axes = canvas(6.0, 0.55 + 0.3 * len(table))
    texts = [[f"{value:g}" for value in line] for line in table]
    middle, width = 0.1 + 0.15 * len(table), 0.5 * len(table[0])
    _grid(axes, (0.2, middle + 0.15), [["1" if index == row else "0" for index in range(len(table))]], -1, (0.3, 0.3))
    _cell(axes, 0.2 + 0.3 * row, middle - 0.15, "", WORD, 0.3, 0.3)
    left = 0.2 + 0.3 * len(table) + 0.35
    _note(axes, left - 0.18, middle, "@", 12)
    _grid(axes, (left, 0.1 + 0.3 * len(table)), texts, row, (0.5, 0.3))
    _note(axes, left + width + 0.2, middle, "=", 12)
    _grid(axes, (left + width + 0.4, middle + 0.15), [texts[row]], 0, (0.5, 0.3))
    for x, text in [(0.2 + 0.15 * len(table), "$v_t$"), (left + width / 2, "table $E$"), (left + 1.5 * width + 0.4, "$e_t$")]:
        _note(axes, x, 0.3 * len(table) + 0.3, text, 10)
    return Drawing(figure, f"A one-hot vector with its 1 at place {row} times a table gives row {row} of the table.")


@drawing
def gathered_gradients(tokens: Sequence[str], vocabulary: Sequence[str]) -> Drawing:
    """Draw the gradient of each token on its way to the row of its word; repeated words gather several."""
    figure, axes = canvas(6.0, 2.2)
    gap = 5.6 / max(len(tokens), len(vocabulary))
    places = {word: 3 + gap * (index - (len(vocabulary) - 1) / 2) for index, word in enumerate(vocabulary)}
    for t, token in enumerate(tokens):
        x = 3 + gap * (t - (len(tokens) - 1) / 2)
        box(axes, x, 1.75, f"$de_{{{t + 1}}}$", COLOR["gradient"], 0.6, 0.36)
        _note(axes, x, 2.08, token, 10, "black")
        arrow(axes, (x, 1.53), (places[token], 0.78), COLOR["gradient"], linewidth=1.6)
    for word, x in places.items():
        count = list(tokens).count(word)
        box(axes, x, 0.55, word, WASTE, 0.72, 0.36)
        _note(
            axes, x, 0.18, {0: "0"}.get(count, " + ".join(f"$de_{t + 1}$" for t, token in enumerate(tokens) if token == word)), 10
        )
    return Drawing(
        figure, "Each token sends its gradient to the row of its word; a word that occurs twice gathers two, one not there none."
    )
