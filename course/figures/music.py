"""Figures of unit 14: two representations, piano rolls, temperature, floors, and the shape of one sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .listening import ATTACK, OVERTONES, RELEASE, Note, frequency
from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
GREY = "#444444"


def name_of(pitch: int) -> str:
    """Return the name of a MIDI number: 60 is C4."""
    return f"{NAMES[pitch % 12]}{pitch // 12 - 1}"


def _notes(axes: Axes, notes: Sequence[Note], color: str, label: str | None = None) -> None:
    for start, length, pitch in notes:
        patch = Rectangle((start + 0.04, pitch - 0.4), length - 0.08, 0.8, facecolor=color, edgecolor="white", linewidth=0.5)
        axes.add_patch(patch)
    if label:
        axes.plot([], [], "s", color=color, label=label)


@drawing
def piano_roll(notes: Sequence[Note], melody: Sequence[Note] = (), unit: str = "quarter note") -> Drawing:
    """Draw notes as bars: time to the right, pitch upward.

    Args:
        notes: (start, length, MIDI number). melody: those of them that were given, in another colour. unit: of the time.
    """
    figure, axes = new_figure(6.0, 2.6)
    _notes(axes, notes, COLOR["h"], "invented" if melody else None)
    _notes(axes, melody, COLOR["f"], "given")
    everything = [*notes, *melody] or [(0, 1, 60)]
    low, high = min(n[2] for n in everything), max(n[2] for n in everything)
    end = max(start + length for start, length, _ in everything)
    axes.set(xlim=(0, end), ylim=(low - 1.5, high + 1.5), xlabel=f"time in {unit}s")
    marks = [pitch for pitch in range(low, high + 1) if pitch % 12 in (0, 7)]
    axes.set_yticks(marks, [name_of(pitch) for pitch in marks])
    if melody:
        figure.legend(loc="outside upper right", ncols=2, frameon=False)
    return Drawing(
        figure, f"A piano roll of {len(everything)} notes from {name_of(low)} to {name_of(high)}, {end:g} {unit}s long."
    )


@drawing
def two_representations() -> Drawing:
    """Draw the same four beats as letters and as frames of keys, each with what a network predicts at one step."""
    figure, axes = canvas(6.0, 2.6)
    axes.text(1.3, 2.45, "letters: one character a step", ha="center", fontsize=9, color=GREY)
    for place, letter in enumerate("G2Bc|d"):
        shown = COLOR["x"] if place < 5 else COLOR["output"]
        box(axes, 0.35 + 0.4 * place, 1.55, letter, shown, width=0.28, height=0.34)
    axes.text(1.3, 0.75, "next: 1 of about 55\none softmax", ha="center", va="center", fontsize=9, color=GREY)
    arrow(axes, (2.05, 1.0), (2.33, 1.34), COLOR["output"])
    axes.text(4.55, 2.45, "frames: one chord a step", ha="center", fontsize=9, color=GREY)
    sounding = [(1, 4, 6, 9), (1, 4, 6, 9), (0, 3, 6, 8), (2, 3, 5, 8), (0, 4, 7, 9)]
    for t, keys in enumerate(sounding):
        for key in range(10):
            on = key in keys
            color = (COLOR["output"] if t == 4 else COLOR["h"]) if on else "#EEEEEE"
            axes.add_patch(Rectangle((3.55 + 0.4 * t, 0.42 + 0.18 * key), 0.34, 0.14, facecolor=color, edgecolor="white"))
    axes.text(3.45, 1.3, "88\nkeys", ha="right", va="center", fontsize=9, color=GREY)
    axes.text(4.5, 0.2, "next: any set of 88 keys, 88 sigmoids", ha="center", va="center", fontsize=9, color=GREY)
    alt = (
        "Left, a tune as a row of characters, of which the next is one of about 55, so one softmax. Right, a chorale as columns "
        "of keys, of which the next may hold any set of 88 keys, so 88 sigmoids."
    )
    return Drawing(figure, alt)


@drawing
def temperatures(labels: Sequence[str], shares: Mapping[float, np.ndarray]) -> Drawing:
    """Draw the probabilities of what may follow, at several temperatures."""
    figure, axes = new_figure(6.0, 2.4)
    width = 0.8 / len(shares)
    tones = [COLOR["h"], COLOR["x"], COLOR["f"]]
    for number, (temperature, share) in enumerate(shares.items()):
        places = np.arange(len(labels)) + (number - (len(shares) - 1) / 2) * width
        axes.bar(places, share, width * 0.9, color=tones[number % 3], label=rf"$\tau={temperature:g}$")
    axes.set_xticks(range(len(labels)), [label.replace(" ", "space").replace("\n", "line") for label in labels])
    axes.set(ylabel="probability", xlabel="next character")
    axes.legend()
    most = ", ".join(f"{share.max():.2f} at temperature {temperature:g}" for temperature, share in shares.items())
    return Drawing(figure, f"Probabilities of the next character. The likeliest has {most}.")


@drawing
def floors_and_network(values: Mapping[str, float], label: str = "nats per frame") -> Drawing:
    """Draw the scores of several models as bars, the last of them the network's."""
    figure, axes = new_figure(6.0, 1.9)
    names = list(values)
    colors = [*[COLOR["floor"]] * (len(names) - 1), COLOR["h"]]
    axes.barh(range(len(names)), list(values.values()), color=colors, height=0.6)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    for place, value in enumerate(values.values()):
        axes.text(value, place, f" {value:.2f}", va="center", fontsize=9)
    axes.set(xlabel=label, xlim=(0, 1.15 * max(values.values())))
    return Drawing(figure, f"{label}: " + ", ".join(f"{name} {value:.2f}" for name, value in values.items()) + ".")


@drawing
def held_or_struck() -> Drawing:
    """Draw a note that is held and one that is struck again: they give the same frames."""
    figure, axes = canvas(6.0, 1.9)
    for left, title, pieces in ((0.3, "held", [(0, 4)]), (2.25, "struck again", [(0, 2), (2, 4)]), (4.2, "the roll of both", [])):
        axes.text(left + 0.75, 1.7, title, ha="center", fontsize=9, color=GREY)
        for begin, end in pieces:
            width = 0.375 * (end - begin) - 0.05
            axes.add_patch(Rectangle((left + 0.375 * begin, 0.85), width, 0.3, facecolor=COLOR["h"], edgecolor=COLOR["h"]))
        for t in range(4 if not pieces else 0):
            axes.add_patch(Rectangle((left + 0.375 * t, 0.85), 0.33, 0.3, facecolor=COLOR["h"]))
            axes.text(left + 0.375 * t + 0.165, 0.6, "1", ha="center", fontsize=9)
    arrow(axes, (3.8, 1.0), (4.12, 1.0))
    axes.text(3.0, 0.2, "ones without a gap are read as one note", ha="center", fontsize=9, color=GREY)
    return Drawing(
        figure, "A held note and a note struck twice both give the frames 1 1 1 1; ones without a gap are read as one note."
    )


@drawing
def shape_of_a_sound(pitch: int = 69, seconds: float = 0.5) -> Drawing:
    """Draw the overtones of one note and the envelope that they are multiplied by."""
    figure, axes = new_figure(6.0, 2.2)
    axes.remove()
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.4))
    hertz = [frequency(pitch) * number for number in range(1, len(OVERTONES) + 1)]
    left.vlines(hertz, 0, OVERTONES, color=COLOR["o"], linewidth=4)
    left.set(xlabel="frequency in hertz", ylabel="loudness", ylim=(0, 1.1), xlim=(0, max(hertz) * 1.1))
    time = np.linspace(0, seconds, 400)
    envelope = np.exp(-2 * time) * np.minimum(1, time / ATTACK) * np.clip((seconds - time) / RELEASE, 0, 1)
    right.fill_between(time, -envelope, envelope, color=COLOR["h"], alpha=0.4, linewidth=0)
    right.set(xlabel="time in seconds", ylabel="envelope", ylim=(-1.1, 1.1))
    return Drawing(
        figure,
        f"Left, five sines at multiples of {frequency(pitch):.0f} hertz, each weaker than the one before. Right, the envelope of "
        "a note: a quick rise from zero, a slow decay, a quick fall to zero.",
    )
