"""Figures of unit 15: windows, forecasts with intervals, errors by step, a confusion matrix, letters and their effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import COLOR, Drawing, canvas, drawing, new_figure

PAST, FUTURE, OTHER = COLOR["h"], COLOR["c"], COLOR["floor"]
LOOKS = [("#222222", "-", "o"), (COLOR["c"], "--", "s"), (COLOR["h"], "-", "^"), (COLOR["i"], ":", "D")]
BASES = "ACGT"


@drawing
def leaking_split() -> Drawing:
    """Draw overlapping windows that are split at random, and the same windows split in time."""
    figure, axes = canvas(6.0, 2.6)
    window, horizon, size = 6, 2, 0.15
    for left, title, tested, unused in ((0.15, "split at random", {1, 4}, set()), (3.2, "split in time", {4, 5, 6}, {3})):
        axes.text(left + 1.05, 2.45, title, ha="center", va="center", fontsize=9)
        for start in range(7):
            y = 2.1 - 0.25 * start
            said = "test" if start in tested else "left out" if start in unused else "train"
            for place in range(start, start + window + horizon):
                color = OTHER if said == "left out" else FUTURE if place >= start + window else PAST
                axes.add_patch(_square(left + size * place, y, color, filled=said == "test"))
            axes.text(left + size * 14.4, y + 0.06, said, fontsize=7, va="center")
        if unused:
            axes.plot([left + size * 10 - 0.015] * 2, [0.5, 2.3], ":", color=COLOR["loss"], linewidth=1)
    axes.text(
        0.15, 0.2, "blue: window     orange: target     filled: test     dotted: where the test begins", fontsize=8, va="center"
    )
    alt = (
        "Seven windows with their targets, each one step later than the one before. Left, two of them are taken for the test at "
        "random: the windows beside them share their values and their targets. Right, targets before one moment belong to the "
        "training, those behind it to the test, and the window whose target lies on both sides is left out."
    )
    return Drawing(figure, alt)


def _square(x: float, y: float, color: str, *, filled: bool) -> Rectangle:
    return Rectangle((x, y), 0.12, 0.12, facecolor=color if filled else "white", edgecolor=color, linewidth=1.2)


@drawing
def forecasts(
    past: np.ndarray, truth: np.ndarray, said: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]], unit: str = ""
) -> Drawing:
    """Draw forecasts with their intervals, side by side.

    Args:
        past: the values before, (steps,).
        truth: what came, (horizon,).
        said: for each forecast its name, and middle, lower and upper end, (horizon,) each.
        unit: of the values.
    """
    figure = Figure(figsize=(6.0, 2.6), layout="constrained")
    panels = figure.subplots(1, len(said), sharey=True, squeeze=False)[0]
    before, behind = np.arange(-len(past), 0), np.arange(len(truth))
    told = []
    for axes, (name, (middle, low, high)) in zip(panels, said.items(), strict=True):
        axes.plot(before, past, color=COLOR["loss"], linewidth=1.2)
        axes.plot(behind, truth, color=COLOR["loss"], linewidth=1.2, label="what came")
        axes.fill_between(behind, low, high, color=PAST, alpha=0.25, linewidth=0, label="interval")
        axes.plot(behind, middle, "--", color=FUTURE, label="forecast")
        axes.axvline(-0.5, color=COLOR["grid"])
        axes.set(xlabel="step", title=name)
        inside = np.mean((truth >= low) & (truth <= high))
        told.append(f"{name}: the interval is {np.mean(high - low):.3g} wide on average and holds {inside:.0%} of what came")
    panels[0].set_ylabel(unit)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=7, frameon=False)
    return Drawing(figure, f"The past, what came, and forecasts with intervals. {'. '.join(told)}.")


@drawing
def error_by_step(errors: Mapping[str, np.ndarray], unit: str = "") -> Drawing:
    """Draw the mean absolute error of forecasts at each step ahead."""
    figure, axes = new_figure(6.0, 2.6)
    for (name, values), (color, line, mark) in zip(errors.items(), LOOKS, strict=False):
        axes.plot(np.arange(1, len(values) + 1), values, line + mark, color=color, label=name, markersize=3)
    axes.set(xlabel="steps ahead", ylabel=f"mean absolute error{f' ({unit})' if unit else ''}", ylim=(0, None))
    axes.legend(fontsize=8)
    ends = ", ".join(f"{name} from {values[0]:.3g} to {values[-1]:.3g}" for name, values in errors.items())
    return Drawing(figure, f"Mean absolute error from the first to the last step ahead: {ends}.")


@drawing
def confusion(counts: np.ndarray, names: Sequence[str]) -> Drawing:
    """Draw how often each class was taken for each: rows are the truth, columns what was said."""
    figure, axes = new_figure(5.4, 2.8)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(int(counts[row, column])), ha="center", va="center", color=color)
    places = np.arange(len(names))
    axes.set_xticks(places, [name.replace(", ", ",\n") for name in names], fontsize=8)
    axes.set_yticks(places, [name.replace(", ", ",\n") for name in names], fontsize=8)
    axes.set(xlabel="said", ylabel="true")
    right = np.trace(counts) / counts.sum()
    return Drawing(figure, f"Confusion matrix of {len(names)} classes; {right:.0%} of the examples lie on the diagonal.")


@drawing
def one_hot(text: str) -> Drawing:
    """Draw letters of DNA as columns of four cells, one of which is filled."""
    figure, axes = new_figure(6.0, 1.5)
    table = np.array([[letter == base for letter in text] for base in BASES], dtype=float)
    axes.imshow(table, cmap="Greys", vmin=0, vmax=1.4, aspect="equal")
    axes.set_xticks(np.arange(len(text)), list(text))
    axes.set_yticks(np.arange(4), list(BASES))
    axes.set_xticks(np.arange(len(text) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(5) - 0.5, minor=True)
    axes.grid(which="minor", color=COLOR["grid"])
    axes.tick_params(which="both", length=0)
    return Drawing(figure, f"The sequence {text} as a table of four rows A, C, G, T: in each column one cell is filled.")


@drawing
def effect_of_letters(effect: np.ndarray, marked: Mapping[str, int], text: str) -> Drawing:
    """Draw what becomes of the logit when the letters around each place are covered.

    Args:
        effect: the change of the logit, (covers,), for covers that begin at each place.
        marked: words in the text and where they begin.
        text: the sequence.
    """
    figure, axes = new_figure(6.0, 2.4)
    for word, start in marked.items():
        axes.axvspan(start - 0.5, start + len(word) - 0.5, color=COLOR["f"], alpha=0.35, linewidth=0)
        axes.annotate(
            word, (start + len(word) / 2, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom", fontsize=8
        )
    axes.axhline(0, color=COLOR["grid"])
    middle = np.arange(len(effect)) + (len(text) - len(effect)) / 2
    axes.plot(middle, effect, color=PAST)
    axes.set(xlabel="middle of the covered places", ylabel="change of the logit", xlim=(0, len(text) - 1))
    place = int(middle[np.abs(effect).argmax()])
    words = " and ".join(f"{word} from place {start}" for word, start in marked.items())
    return Drawing(
        figure, f"Change of the logit where some places are covered; the largest is around place {place}. Planted were {words}."
    )
