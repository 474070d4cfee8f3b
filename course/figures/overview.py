"""The figure of the README: from one source to what students and instructors see."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

ALT = (
    "A lesson is one text file. Building makes the lecture, the assignment without answers, and the vectors that check uses. "
    "A student's check names the mistake; the instructor collects, grades with nbgrader and gets feedback, report and grades."
)
HIGH, LOW = 0.5, 0.62


def _row(axes: Axes, y: float, labels: list[tuple[float, str, str]], width: float) -> None:
    for x, text, color in labels:
        box(axes, x, y, text, color, width=width, height=HIGH)


@drawing
def overview() -> Drawing:
    """Return the way of a lesson: source, build, student, instructor."""
    figure, axes = canvas(7.6, 2.6)
    box(axes, 0.85, 1.45, "solution\nwith markers", COLOR["h"], width=1.25, height=LOW)
    box(axes, 0.85, 2.25, "lecture text", COLOR["h"], width=1.25, height=HIGH)
    box(axes, 0.85, 0.65, "known mistakes", COLOR["c"], width=1.25, height=HIGH)
    _row(axes, 2.25, [(2.95, "lecture", COLOR["i"])], 1.35)
    _row(axes, 1.45, [(2.95, "assignment", COLOR["i"]), (4.95, "student's\nnotebook", COLOR["g"])], 1.35)
    _row(axes, 0.65, [(2.95, "vectors", COLOR["i"]), (4.95, "check: what\nwent wrong", COLOR["g"])], 1.35)
    box(axes, 6.75, 1.45, "nbgrader:\npoints", COLOR["f"], width=1.3, height=LOW)
    box(axes, 6.75, 0.65, "feedback,\nreport, grades", COLOR["f"], width=1.3, height=LOW)
    for y in (2.25, 1.45, 0.65):
        arrow(axes, (1.52, y), (2.23, y))
    axes.text(1.87, 1.55, "build", ha="center", fontsize=9)
    arrow(axes, (1.2, 1.1), (2.23, 0.78))
    for start, end in [((3.67, 1.45), (4.23, 1.45)), ((3.67, 0.65), (4.23, 0.65)), ((5.67, 1.45), (6.06, 1.45))]:
        arrow(axes, start, end)
    arrow(axes, (4.95, 1.17), (4.95, 0.94), arrowstyle="<|-|>")
    arrow(axes, (6.75, 1.1), (6.75, 1.0))
    for x, text in [(0.85, "author"), (2.95, "read and work"), (4.95, "student"), (6.75, "instructor")]:
        axes.text(x, 0.12, text, ha="center", fontsize=9, color="#555555", style="italic")
    return Drawing(figure, ALT)


def write() -> Path:
    """Write the figure beside this file and return its path."""
    path = Path(__file__).with_name("overview.svg")
    path.write_text(overview().svg(), encoding="utf-8")
    return path
