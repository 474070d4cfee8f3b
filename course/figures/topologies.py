"""The five ways of wiring a recurrent network: what goes in and what comes out, and when."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing
from .unrolling import note

STEP = 0.52


def _network(axes: Axes, left: float, bottom: float, steps: int, inputs: Iterable[int], outputs: Iterable[int]) -> None:
    """Draw a chain of states with inputs below and outputs above the given steps."""
    for t in range(steps):
        x = left + t * STEP
        box(axes, x, bottom + 0.55, "", COLOR["h"], width=0.24, height=0.2)
        if t > 0:
            arrow(axes, (x - STEP + 0.15, bottom + 0.55), (x - 0.15, bottom + 0.55), COLOR["h"])
        if t in inputs:
            box(axes, x, bottom + 0.15, "", COLOR["x"], width=0.24, height=0.12)
            arrow(axes, (x, bottom + 0.24), (x, bottom + 0.43))
        if t in outputs:
            box(axes, x, bottom + 0.95, "", COLOR["output"], width=0.24, height=0.12)
            arrow(axes, (x, bottom + 0.67), (x, bottom + 0.86))


def _feedback(axes: Axes, left: float, bottom: float, steps: Iterable[int]) -> None:
    """Draw dashed arrows from the output of each step to the input of the next."""
    for t in steps:
        x = left + t * STEP
        middle = x + STEP / 2
        axes.plot(
            [x + 0.15, middle, middle], [bottom + 0.95, bottom + 0.95, bottom + 0.15], "--", color=COLOR["output"], linewidth=1
        )
        arrow(axes, (middle, bottom + 0.15), (x + STEP - 0.14, bottom + 0.15), COLOR["output"])


@drawing
def five_topologies() -> Drawing:
    """Draw one to one, one to many, many to one, many to many of equal and of different length."""
    figure, axes = canvas(6.0, 3.0)
    panels = [
        (0.55, 1.6, "one to one", "a photograph: which animal?", 1, [0], [0]),
        (2.35, 1.6, "one to many", "a first note: a tune", 3, [0, 1, 2], [0, 1, 2]),
        (4.55, 1.6, "many to one", "a review: good or bad?", 3, [0, 1, 2], [2]),
        (0.55, 0.05, "many to many, equal", "words: their parts of speech", 3, [0, 1, 2], [0, 1, 2]),
        (2.85, 0.05, "many to many, different (encoder, decoder)", "a sentence: its translation", 6, range(6), [3, 4, 5]),
    ]
    for left, bottom, title, task, steps, inputs, outputs in panels:
        middle = max(0.95, left + (steps - 1) * STEP / 2)
        note(axes, middle, bottom + 1.31, title)
        note(axes, middle, bottom + 1.15, task, 8, "#666666")
        _network(axes, left, bottom, steps, inputs, outputs)
    for y, name, color in [(0.95, "answer", "output"), (0.55, "state", "h"), (0.15, "input", "x")]:
        note(axes, 0.8, 1.6 + y, name, color=COLOR[color] if color != "x" else "#2070A0", ha="left")
    _feedback(axes, 2.35, 1.6, [0, 1])
    axes.plot([2.85 + 2.5 * STEP] * 2, [0.1, 1.02], color=COLOR["floor"], linestyle=":", linewidth=1)
    return Drawing(
        figure,
        "Five wirings. One to one: one input, one answer. One to many: one input, answers fed back as the next inputs. "
        "Many to one: inputs at all steps, answer at the last. Many to many, equal: input and answer at each step. Many to many, "
        "different: an encoder reads all inputs, then a decoder, starting from its last state, gives the answers.",
    )
