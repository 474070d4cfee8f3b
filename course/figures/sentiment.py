"""Figures of unit 11: reading a review word by word, the largest answer of each unit, words on a map, right and wrong."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

GREY = "#444444"
MOST_WORDS = 32  # of a text that are shown, its last ones
GOOD, BAD = COLOR["h"], COLOR["c"]


def _shown(parts: Sequence[str], known: Sequence[bool] | None) -> list[str]:
    return [part if known is None or known[t] else f"{part}?" for t, part in enumerate(parts)]


@drawing
def word_by_word(parts: Sequence[str], course: ArrayLike, *, known: Sequence[bool] | None = None) -> Drawing:
    """Draw how the probability of being good moves through a review.

    Args:
        parts: the words.
        course: (words,), the probability after each.
        known: whether each word is in the vocabulary; others get a question mark.
    """
    values = np.asarray(course, float)[-MOST_WORDS:]
    shown = _shown(parts, known)[-MOST_WORDS:]
    figure, axes = new_figure(6.0, 2.1)
    steps = np.arange(len(values))
    axes.axhline(0.5, color=COLOR["floor"], linestyle=":", linewidth=1)
    axes.plot(steps, values, color=GREY, linewidth=1)
    for good, marker, color in ((True, "o", GOOD), (False, "s", BAD)):
        chosen = (values > 0.5) == good
        axes.plot(steps[chosen], values[chosen], marker, color=color, markersize=5)
    axes.set(ylim=(-0.05, 1.05), ylabel="$p$ (good)", yticks=[0, 0.5, 1], xlim=(-0.6, max(len(values) - 0.4, 5)))
    axes.set_xticks(steps, shown, rotation=45, ha="right", rotation_mode="anchor", fontsize=8)
    told = ", ".join(f"{part} {value:.2f}" for part, value in zip(shown, values, strict=True))
    return Drawing(figure, f"The probability of being good after each word: {told}.")


@drawing
def courses(parts: Sequence[str], several: Mapping[str, ArrayLike]) -> Drawing:
    """Draw the probability after each word for several models that read one review."""
    figure, axes = new_figure(6.0, 2.4)
    axes.axhline(0.5, color=COLOR["floor"], linestyle=":", linewidth=1)
    styles = [(COLOR["floor"], "^--"), (COLOR["h"], "o-"), (COLOR["c"], "s-")]
    said = []
    for (name, course), (color, style) in zip(several.items(), styles, strict=False):
        values = np.asarray(course, float)
        axes.plot(values, style, color=color, label=name, markersize=4)
        said.append(f"{name} ends at {values[-1]:.2f}")
    axes.set(ylim=(-0.05, 1.05), ylabel="$p$ (good)", yticks=[0, 0.5, 1])
    axes.set_xticks(range(len(parts)), parts, rotation=45, ha="right", rotation_mode="anchor", fontsize=8)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing(figure, f"The probability of being good after each word of '{' '.join(parts)}': {', '.join(said)}.")


@drawing
def largest_of_each() -> Drawing:
    """Draw two directions over four words, one of them padding, and the maximum over time of each unit."""
    figure, axes = canvas(6.0, 2.9)
    parts = ["not", "bad", ".", "pad"]
    xs = [1.1, 2.2, 3.3, 4.4]
    for t, (x, part) in enumerate(zip(xs, parts, strict=True)):
        real = t < 3
        color = COLOR["x"] if real else COLOR["floor"]
        box(axes, x, 0.25, part, color, width=0.6, height=0.3)
        for y, line in ((0.95, COLOR["h"]), (1.5, COLOR["c"])):
            box(axes, x, y, "", line if real else COLOR["floor"], width=0.6, height=0.3)
            if real:
                arrow(axes, (x + (0.12 if y > 1 else -0.12), 0.43), (x + (0.12 if y > 1 else -0.12), y - 0.18), COLOR["x"])
        if not real:
            axes.text(x, 1.22, "passed over", ha="center", va="center", fontsize=7.5, color=GREY)
    for left, right in itertools.pairwise(xs[:3]):
        arrow(axes, (left + 0.33, 0.95), (right - 0.33, 0.95), COLOR["h"])
        arrow(axes, (right - 0.33, 1.5), (left + 0.33, 1.5), COLOR["c"])
    for x in xs[:3]:
        arrow(axes, (x, 1.68), (2.2 + 0.25 * (x - 2.2), 2.17), GREY)
    box(axes, 2.2, 2.38, "largest of each unit", COLOR["g"], width=1.7, height=0.36)
    box(axes, 4.1, 2.38, "logit $o$", COLOR["output"], width=0.9, height=0.36)
    arrow(axes, (3.09, 2.38), (3.61, 2.38), GREY)
    for y, name, color in ((0.95, "onward", COLOR["h"]), (1.5, "back", COLOR["c"])):
        axes.text(5.0, y, name, va="center", fontsize=9, color=color)
    alt = (
        "Two recurrent layers over the words not, bad, full stop and one step of padding: one reads onward, one back, both pass "
        "over the padding. Above them the largest value of each unit over the three real steps, and from it the logit."
    )
    return Drawing(figure, alt)


@drawing
def word_map(places: ArrayLike, words: Sequence[str], marked: Mapping[str, Sequence[str]]) -> Drawing:
    """Draw words as points of a plane.

    Args:
        places: (words, 2).
        words: their names.
        marked: groups of words by name, at most three; they are coloured and named, all others are small dots.
    """
    figure, axes = new_figure(6.0, 3.0)
    xy = np.asarray(places, float)
    index = {word: number for number, word in enumerate(words)}
    axes.plot(xy[:, 0], xy[:, 1], ".", color=COLOR["grid"], markersize=4)
    styles = [(GOOD, "o"), (BAD, "s"), (COLOR["i"], "^")]
    for (name, group), (color, marker) in zip(marked.items(), styles, strict=False):
        rows = xy[[index[word] for word in group if word in index]]
        axes.plot(rows[:, 0], rows[:, 1], marker, color=color, markersize=5, label=name)
    axes.set(xlabel="first direction", ylabel="second direction")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Drawing(figure, f"Words on a plane; the groups {', '.join(marked)} lie in different places.")


@drawing
def confusion(counts: ArrayLike, names: Sequence[str]) -> Drawing:
    """Draw how often each class (rows) was called each class (columns)."""
    table = np.asarray(counts)
    figure, axes = new_figure(3.4, 2.4)
    axes.imshow(table, cmap="Blues", vmin=0, vmax=table.max() * 1.6)
    for row, column in np.ndindex(*table.shape):
        axes.text(column, row, f"{table[row, column]}", ha="center", va="center", fontsize=12)
    axes.set_xticks(range(len(names)), [f"said {name}" for name in names])
    axes.set_yticks(range(len(names)), [f"is {name}" for name in names])
    axes.tick_params(length=0)
    said = [f"of {table[row].sum()} that are {name}, {table[row, row]} were called so" for row, name in enumerate(names)]
    return Drawing(figure, f"Confusion matrix: {'; '.join(said)}.")


@drawing
def two_losses(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Drawing:
    """Draw training and validation loss of two ways to train, and mark the best epoch of each."""
    figure, axes = new_figure(6.0, 2.7)
    said = []
    for (name, history), (color, ring) in zip(histories.items(), ((COLOR["c"], "s"), (COLOR["h"], "o")), strict=False):
        losses = np.asarray(history["val_loss"])
        epochs = np.arange(1, len(losses) + 1)
        best = int(losses.argmin())
        axes.plot(epochs, history["loss"], "--", color=color, linewidth=1, label=f"{name}, train")
        axes.plot(epochs, losses, "-", color=color, label=f"{name}, validation")
        axes.plot(epochs[best], losses[best], ring, color=color, markersize=8, markerfacecolor="white")
        said.append(f"{name}: validation loss least, {losses[best]:.2f}, at epoch {best + 1}, at the end {losses[-1]:.2f}")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    return Drawing(figure, "; ".join(said) + ".")
