"""Plots of unit 07: what two readers know, who hears whom, tanh kept awake, and what dropout leaves of a memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from .style import COLOR, Drawing, drawing, new_figure

LINES = ("-", "--", ":", "-.")  # told apart without colour


@drawing
def two_states(
    sentences: Sequence[Sequence[str]], forward: Sequence[Sequence[float]], backward: Sequence[Sequence[float]]
) -> Drawing:
    """Plot the states of a reader from the left and one from the right, word by word, one panel per sentence."""
    figure = Figure(figsize=(6.0, 2.9), layout="constrained")
    panels = figure.subplots(1, len(sentences), sharey=True)
    for axes, words, right, left in zip(panels, sentences, forward, backward, strict=True):
        steps = np.arange(len(words))
        axes.bar(steps - 0.2, right, 0.36, color=COLOR["h"], label="from the left")
        axes.bar(steps + 0.2, left, 0.36, color=COLOR["i"], hatch="///", edgecolor="white", label="from the right")
        axes.axhline(0, color=COLOR["loss"], linewidth=0.8)
        axes.set_xticks(steps, words, rotation=50, ha="right", rotation_mode="anchor", fontsize=9)
        axes.set(ylim=(-1.15, 1.15))
    panels[0].set_ylabel("state $h_t$")
    panels[0].legend(loc="lower left", fontsize=9)
    texts = " / ".join(" ".join(words) for words in sentences)
    return Drawing(figure, f"States of two readers at every word of: {texts}.")


@drawing
def influence(matrices: Mapping[str, np.ndarray]) -> Drawing:
    """Plot how much each state hears of each input, one panel per network; rows are states, columns inputs."""
    figure = Figure(figsize=(6.0, 2.4), layout="constrained")
    panels = figure.subplots(1, len(matrices), sharey=True)
    darkest = max(np.abs(matrix).max() for matrix in matrices.values())
    for axes, (title, matrix) in zip(panels, matrices.items(), strict=True):
        size = np.arange(len(matrix))
        image = axes.imshow(np.abs(matrix), cmap="Blues", vmin=0, vmax=darkest)
        axes.set(title=title, xlabel="input $x_s$", xticks=size, yticks=size)
        axes.set_xticklabels(size + 1, fontsize=8)
        axes.set_yticklabels(size + 1, fontsize=8)
    panels[0].set_ylabel("state $h_t$")
    figure.colorbar(image, ax=list(panels), label="$|dh_t / dx_s|$", shrink=0.9)
    return Drawing(figure, f"How strongly each state depends on each input, for {', '.join(matrices)}.")


@drawing
def tanh_before_and_after(before: np.ndarray, after: np.ndarray) -> Drawing:
    """Plot histograms of pre-activations over the curve of tanh, without and with normalisation."""
    figure = Figure(figsize=(6.0, 2.5), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    line = np.linspace(-9, 9, 300)
    for axes, values, title in zip(panels, (before, after), ("as they are", "normalised"), strict=True):
        axes.hist(values, bins=np.arange(-9, 9.5, 0.5), color=COLOR["x"], weights=np.full(values.size, 1 / values.size))
        axes.set(title=title, xlabel="pre-activation $a$", xlim=(-9, 9))
        curve = axes.twinx()
        curve.plot(line, np.tanh(line), color=COLOR["h"])
        curve.spines["right"].set_visible(axes is panels[1])
        curve.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1] if axes is panels[1] else [])
    curve.set_ylabel("tanh", color=COLOR["h"])
    panels[0].set_ylabel("share of units")
    return Drawing(figure, "Pre-activations as they are lie far out where tanh is flat; normalised they lie where tanh is steep.")


@drawing
def memory_left(curves: Mapping[str, np.ndarray]) -> Drawing:
    """Plot the share of a memory that is left after each time step, for several places of dropout."""
    figure, axes = new_figure(6.0, 2.6)
    colors = (COLOR["floor"], COLOR["g"], COLOR["c"], COLOR["h"])  # candidate and cell state in their own colours
    for (name, left), style, color in zip(curves.items(), LINES, colors, strict=False):
        axes.plot(np.arange(len(left)), left, style, color=color, label=name)
    axes.set(xlabel="time steps since it was stored", ylabel="units that still know", ylim=(0, 1.05))
    figure.legend(loc="outside right center", fontsize=9)
    last = ", ".join(f"{name}: {left[-1]:.2f}" for name, left in curves.items()).replace("\n", " ")
    return Drawing(figure, f"Share of units that still hold a memory, at the last step: {last}.")
