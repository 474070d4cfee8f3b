"""One look for every figure of the course: sizes, fonts, and one colour per quantity."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

P = ParamSpec("P")

# Okabe and Ito's palette, told apart by colour-blind readers; the order of lightness keeps it readable in grey.
COLOR = {
    "x": "#56B4E9",
    "h": "#0072B2",
    "c": "#D55E00",
    "g": "#CC79A7",
    "i": "#009E73",
    "f": "#E69F00",
    "o": "#8C510A",
    "z": "#E69F00",
    "r": "#009E73",
    "output": "#6A3D9A",
    "loss": "#222222",
    "gradient": "#B2182B",
    "floor": "#888888",
    "grid": "#DDDDDD",
}

STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "figure.constrained_layout.use": True,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.hashsalt": "rnn-course",
}


class Drawing:
    """A vector figure with alternative text, shown by Jupyter and Colab as an SVG image."""

    def __init__(self, figure: Figure, alt: str) -> None:
        self.figure = figure
        self.alt = alt

    def svg(self) -> str:
        """Return the figure as SVG text, the same on every call."""
        buffer = io.StringIO()
        with mpl.rc_context(STYLE):
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Title": self.alt})
        return buffer.getvalue()

    def save(self, path: str, dpi: int = 150) -> None:
        """Write the figure to a file; the ending of the name chooses the format."""
        self.figure.savefig(path, dpi=dpi, facecolor="white")

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg().encode()).decode()
        alt = self.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        return f'<img alt="{alt}" style="background:white;max-width:100%" src="data:image/svg+xml;base64,{data}">'

    def __repr__(self) -> str:
        return f"[Figure: {self.alt}]"


def new_figure(width: float = 6.0, height: float = 3.0) -> tuple[Figure, Axes]:
    """Return a figure of the course's style (size in inches, at most 6 x 3) and its axes."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
    return figure, axes


def drawing(function: Callable[P, Drawing]) -> Callable[P, Drawing]:
    """Run a drawing function under the course's style."""

    @wraps(function)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        with mpl.rc_context(STYLE):
            return function(*args, **kwargs)

    return styled


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure without axes for a schematic: one data unit is one inch, the origin at the lower left."""
    figure = Figure(figsize=(width, height), layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    axes.axis("off")
    return figure, axes


def box(axes: Axes, x: float, y: float, text: str, color: str, width: float = 0.7, height: float = 0.45) -> None:
    """Draw a labelled box of one quantity, centred at (x, y)."""
    patch = mpl.patches.FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0.02", facecolor=color + "33", edgecolor=color
    )
    axes.add_patch(patch)
    axes.text(x, y, text, ha="center", va="center")


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], color: str = "#444444", **kwargs: object) -> None:
    """Draw an arrow between two points of a schematic."""
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0, **kwargs})
