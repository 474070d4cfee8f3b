"""Plots of the forward pass: states over time, a vector transformed again and again, softmax and its loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import COLOR, Drawing, drawing, new_figure

LINES = ("o-", "s--", "^:", "x-.")  # told apart without colour


@drawing
def state_over_time(states: Mapping[str, Sequence[float]], x: Sequence[float]) -> Drawing:
    """Plot the state of one unit over time for several weights, with the input as bars.

    Args:
        states: label -> state after each step.
        x: the input at each step, 0 or 1.
    """
    figure, axes = new_figure(6.0, 2.6)
    steps = np.arange(1, len(x) + 1)
    axes.bar(steps, x, width=0.25, color=COLOR["x"], label="input $x_t$")
    for (label, values), style in zip(states.items(), LINES, strict=False):
        axes.plot(steps, values, style, color=COLOR["h"], markersize=4, label=label)
    axes.set(xlabel="time step $t$", ylabel="state $h_t$", xticks=steps[::2])
    axes.axhline(0, color=COLOR["grid"], linewidth=1, zorder=0)
    figure.legend(loc="outside right center")
    names = ", ".join(states).replace("$", "")
    return Drawing(figure, f"The state of one unit over {len(x)} time steps for {len(states)} weights: {names}.")


@drawing
def transformed_paths(points: Mapping[str, np.ndarray], limit: float) -> Drawing:
    """Plot where a vector of two numbers goes when it is transformed again and again.

    Args:
        points: title -> array (steps, 2), the first row is the start.
        limit: half the side of each panel.
    """
    figure = Figure(figsize=(6.0, 2.5), layout="constrained")
    panels = figure.subplots(1, len(points), sharex=True, sharey=True)
    for axes, (title, path) in zip(panels, points.items(), strict=True):
        _path(axes, path)
        axes.set(title=title, xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xlabel="unit 0")
    panels[0].set_ylabel("unit 1")
    alt = f"The path of a vector of two numbers, transformed again and again: {', '.join(points)}."
    return Drawing(figure, alt)


def _path(axes: Axes, path: np.ndarray) -> None:
    axes.axhline(0, color=COLOR["grid"], linewidth=1)
    axes.axvline(0, color=COLOR["grid"], linewidth=1)
    axes.plot(*path.T, "-", color=COLOR["h"], linewidth=0.8, marker="o", markersize=2.5)
    axes.plot(*path[0], "o", color=COLOR["x"], markersize=7, markeredgecolor="black")


@drawing
def probability_bars(rows: Mapping[str, Sequence[float]], classes: Sequence[str]) -> Drawing:
    """Plot several rows of probabilities beside each other.

    Args:
        rows: title -> one probability per class.
        classes: names of the classes.
    """
    figure = Figure(figsize=(6.0, 2.0), layout="constrained")
    panels = figure.subplots(1, len(rows), sharey=True)
    for axes, (title, values) in zip(panels, rows.items(), strict=True):
        drawn = axes.bar(classes, values, color=COLOR["output"])
        axes.bar_label(drawn, [f"{value:.2f}" for value in values], fontsize=8)
        axes.set(title=title, ylim=(0, 1.15))
    panels[0].set_ylabel("probability $p_k$")
    return Drawing(figure, f"Probabilities of the classes {', '.join(classes)} for {', '.join(rows)}.")


@drawing
def surprise_curve() -> Drawing:
    """Plot the loss of one token against the probability that the network gave to the right class."""
    figure, axes = new_figure(4.5, 2.3)
    p = np.linspace(0.005, 1, 300)
    axes.plot(p, -np.log(p), color=COLOR["loss"])
    for marked, name in [(0.5, "two classes, a guess"), (0.1, "ten classes, a guess")]:
        axes.plot(marked, -np.log(marked), "o", color=COLOR["loss"])
        axes.annotate(f"{name}: {-np.log(marked):.2f}", (marked, -np.log(marked)), (8, 4), textcoords="offset points", fontsize=9)
    axes.set(xlabel="probability $p_y$ of the right class", ylabel="loss $-\\log p_y$ (nats)", xlim=(0, 1), ylim=(0, 5))
    return Drawing(
        figure, "The loss of one token falls from infinity at probability 0 to 0 at probability 1: 2.30 at 0.1, 0.69 at 0.5."
    )


@drawing
def token_losses(values: np.ndarray, mask: np.ndarray, words: Sequence[Sequence[str]]) -> Drawing:
    """Draw one number per token of a padded batch; padding is grey and crossed out.

    Args:
        values: (batch, timesteps), what stands in each cell.
        mask: (batch, timesteps), True = real token.
        words: the tokens of each sample, padding included.
    """
    figure, axes = new_figure(5.0, 0.5 * len(values) + 0.7)
    axes.imshow(np.where(mask, values, np.nan), cmap="Greys", vmin=0, vmax=2 * values.max(), aspect="auto")
    for (row, t), value in np.ndenumerate(values):
        real = mask[row, t]
        color = "black" if real else COLOR["floor"]
        axes.text(t, row, f"{words[row][t]}\n{value:.1f}", ha="center", va="center", fontsize=9, color=color)
        if not real:
            axes.plot([t - 0.45, t + 0.45], [row - 0.45, row + 0.45], color=COLOR["floor"], linewidth=0.8)
    axes.set_xticks(range(values.shape[1]), range(1, values.shape[1] + 1))
    axes.set_yticks(range(len(values)), range(1, len(values) + 1))
    axes.set(xlabel="time step $t$", ylabel="sample $n$")
    return Drawing(figure, f"Losses per token of {len(values)} samples; {int((~mask).sum())} padded steps are crossed out.")
