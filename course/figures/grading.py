"""The figure of CONTRIBUTING: two processes grade one notebook."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

from .style import COLOR, Drawing, arrow, box, canvas, drawing

ALT = (
    "The driver gives a submission to a worker. The worker runs answers in a student's process inside the sandbox and tests in a "
    "checker outside it. The checker asks the answers and gets plain data back. The worker returns the graded notebook, and one "
    "writer enters the points into the gradebook."
)


@drawing
def grading() -> Drawing:
    """Return the processes that grade a notebook, and what passes between them."""
    figure, axes = canvas(8.2, 2.9)
    fence = mpl.patches.FancyBboxPatch(
        (5.42, 1.52), 2.08, 1.1, boxstyle="round,pad=0.04", facecolor="none", edgecolor="#555555", linestyle="--"
    )
    axes.add_patch(fence)
    axes.text(6.46, 2.72, "sandbox: no network, no course, no grades", ha="center", va="bottom", fontsize=8, style="italic")
    box(axes, 0.95, 2.07, "driver", COLOR["f"], width=1.3, height=0.5)
    box(axes, 0.95, 0.75, "gradebook", COLOR["f"], width=1.3, height=0.5)
    box(axes, 3.3, 2.07, "worker:\nkeeps time,\npasses on", COLOR["h"], width=1.3, height=0.9)
    box(axes, 6.46, 2.07, "student's process:\nanswers, free cells", COLOR["g"], width=1.85, height=0.75)
    box(axes, 6.46, 0.55, "checker: tests,\nsolution, fresh inputs", COLOR["i"], width=1.95, height=0.75)
    arrow(axes, (1.62, 2.07), (2.63, 2.07))
    axes.text(2.12, 2.17, "submission", ha="center", fontsize=9)
    arrow(axes, (3.3, 1.6), (1.62, 0.8))
    axes.text(2.2, 1.35, "graded\nnotebook", ha="center", fontsize=9)
    axes.text(2.45, 0.62, "one writer", ha="center", fontsize=9, color="#555555", style="italic")
    arrow(axes, (3.97, 2.07), (5.4, 2.07), arrowstyle="<|-|>")
    axes.text(4.7, 2.17, "cells, outputs", ha="center", fontsize=9)
    arrow(axes, (3.8, 1.6), (5.45, 0.7), arrowstyle="<|-|>")
    axes.text(4.35, 0.82, "tests, verdicts", ha="center", fontsize=9)
    arrow(axes, (6.46, 0.95), (6.46, 1.67), color="#999999", linestyle=":", arrowstyle="<|-|>")
    axes.text(6.54, 1.22, "plain data only,\nthrough the worker", ha="left", va="center", fontsize=8)
    return Drawing(figure, ALT)


def write() -> Path:
    """Write the figure beside this file and return its path."""
    path = Path(__file__).with_name("grading.svg")
    path.write_text(grading().svg(), encoding="utf-8")
    return path
