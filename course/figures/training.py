"""Training as it is seen: one line of text per epoch, and afterwards the curve beside its floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .style import COLOR, Drawing, drawing, new_figure

# One model: its two lines. Several: one colour, one marker and one kind of line each, filled for training, hollow for validation.
LINES = {"train": (COLOR["h"], "o", "-"), "validation": (COLOR["c"], "s", "--")}
MODELS = (
    (COLOR["h"], "o", "-"),
    (COLOR["c"], "s", "--"),
    (COLOR["i"], "^", "-."),
    (COLOR["output"], "D", (0, (5, 1.5, 1, 1.5, 1, 1.5))),
)
RISING = ("accuracy", "auc", "f1")  # where more is better

History = Mapping[str, Sequence[float]]


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
    history: History | Mapping[str, History],
    metric: str = "loss",
    *,
    floor: float | None = None,
    floor_name: str = "floor",
    label: str | None = None,
) -> Drawing:
    """Draw a metric over the epochs, for training and validation, beside the floor that needs no network.

    Args:
        history: `fit(...).history`: a list per metric, and one with "val_" before its name for validation; or several of them by
            the names of their models, which are then drawn into one figure.
        metric: which.
        floor: a value drawn as a horizontal line.
        floor_name: what the floor is.
        label: of the vertical axis; the metric's name unless given.

    Raises:
        ValueError: no history has the metric, or there are more models than can be told apart.
    """
    figure, axes = new_figure(6.0, 2.6)
    several = any(isinstance(value, Mapping) for value in history.values())
    lines = _of_several(history, metric) if several else _of_one(history, metric)  # type: ignore[arg-type]
    if not lines:
        raise ValueError(
            f"metric: expected one that is in the history; received {metric!r}, and the history has {_names(history)}"
        )
    said = []
    for name, values, look in lines:
        axes.plot(np.arange(1, len(values) + 1), values, label=name, markersize=4, **look)
        best = max(values) if any(word in metric.lower() for word in RISING) else min(values)
        said.append(f"{name} from {values[0]:.3g} to {values[-1]:.3g}, best {best:.3g} in epoch {values.index(best) + 1}")
    if floor is not None:
        axes.axhline(floor, color=COLOR["floor"], linestyle=":", label=floor_name)
        axes.update_datalim([(1, floor)])  # else it may lie on the frame, where nobody sees it
        axes.autoscale_view()
        said.append(f"{floor_name} at {floor:.3g}")
    axes.set(xlabel="epoch", ylabel=label or metric)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(**({"loc": "center left", "bbox_to_anchor": (1.0, 0.5), "fontsize": 8, "handlelength": 3.2} if several else {}))
    return Drawing(figure, f"{label or metric} over the epochs: {'; '.join(said)}.")


Line = tuple[str, list[float], dict[str, Any]]  # its name, its values, and how it looks


def _of_one(history: History, metric: str) -> list[Line]:
    keys = zip(LINES.items(), (metric, f"val_{metric}"), strict=True)
    return [(name, list(history[key]), _look(*style)) for (name, style), key in keys if key in history]


def _of_several(histories: Mapping[str, History], metric: str) -> list[Line]:
    if len(histories) > len(MODELS):
        raise ValueError(f"history: expected at most {len(MODELS)} models in one figure; received {len(histories)}")
    lines: list[Line] = []
    validated = any(f"val_{metric}" in history for history in histories.values())
    for (name, history), style in zip(histories.items(), MODELS, strict=False):
        if metric in history:
            lines.append((f"{name}, train" if validated else name, list(history[metric]), _look(*style)))
        if f"val_{metric}" in history:
            hollow = {"markerfacecolor": "white", "linewidth": 1.0}
            lines.append((f"{name}, validation", list(history[f"val_{metric}"]), _look(*style) | hollow))
    return lines


def _look(color: str, marker: str, dash: Any) -> dict[str, Any]:
    return {"color": color, "marker": marker, "linestyle": dash}


def _names(history: Mapping[str, Any]) -> str:
    inner = [name for value in history.values() if isinstance(value, Mapping) for name in value]
    return ", ".join(sorted(set(inner or history))) or "none"
