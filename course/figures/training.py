"""Training as it is seen: one line of text per epoch, and afterwards the curve beside its floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .style import COLOR, Drawing, drawing, new_figure

LINES = {"train": (COLOR["h"], "o-"), "validation": (COLOR["c"], "s--")}


def one_line_per_epoch(every: int = 1) -> Any:
    """Return a Keras callback that prints one line for every `every`-th epoch: the epoch, the seconds so far, and all figures."""
    import time

    import keras

    start = time.perf_counter()

    def say(epoch: int, logs: Mapping[str, float] | None = None) -> None:
        if (epoch + 1) % every == 0:
            figures = "  ".join(f"{name} {value:.3f}" for name, value in (logs or {}).items())
            print(f"epoch {epoch + 1:3}  {time.perf_counter() - start:4.0f} s  {figures}")

    return keras.callbacks.LambdaCallback(on_epoch_end=say)


@drawing
def training_curve(
    history: Mapping[str, Sequence[float]],
    metric: str = "loss",
    *,
    floor: float | None = None,
    floor_name: str = "floor",
    label: str | None = None,
) -> Drawing:
    """Draw a metric over the epochs, for training and validation, beside the floor that needs no network.

    Args:
        history: `fit(...).history`: a list per metric, and one with "val_" before its name for validation.
        metric: which.
        floor: a value drawn as a horizontal line.
        floor_name: what the floor is.
        label: of the vertical axis; the metric's name unless given.
    """
    figure, axes = new_figure(6.0, 2.6)
    said = []
    for (name, (color, style)), key in zip(LINES.items(), (metric, f"val_{metric}"), strict=True):
        if key in history:
            values = list(history[key])
            axes.plot(np.arange(1, len(values) + 1), values, style, color=color, label=name, markersize=4)
            said.append(f"{name} from {values[0]:.3g} to {values[-1]:.3g}")
    if floor is not None:
        axes.axhline(floor, color=COLOR["floor"], linestyle=":", label=floor_name)
        axes.update_datalim([(1, floor)])  # else it may lie on the frame, where nobody sees it
        axes.autoscale_view()
        said.append(f"{floor_name} at {floor:.3g}")
    axes.set(xlabel="epoch", ylabel=label or metric)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend()
    return Drawing(figure, f"{label or metric} over the epochs: {', '.join(said)}.")
