"""Figures of unit 08: learning to predict, writing, ways to draw a token, and a long text cut into chunks."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.axes import Axes

from .style import COLOR, Drawing, arrow, box, canvas, drawing

GREY = "#444444"
LEFT, STEP = 1.35, 0.98
INPUT, STATE, GUESS, TOKEN = 0.3, 0.95, 1.6, 2.3


def _text(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


def _network(axes: Axes, read: list[str]) -> None:
    """Draw a network unrolled over what it reads, up to its guesses."""
    for y, label in ((INPUT, "reads $x_t$"), (STATE, "state $h_t$"), (GUESS, "guess $p_t$")):
        _text(axes, 0.08, y, label, ha="left")
    for t, token in enumerate(read):
        x = LEFT + t * STEP
        box(axes, x, INPUT, token, COLOR["x"], width=0.55, height=0.32)
        box(axes, x, STATE, f"$h_{t + 1}$", COLOR["h"], width=0.45, height=0.32)
        box(axes, x, GUESS, f"$p_{t + 1}$", COLOR["output"], width=0.45, height=0.32)
        arrow(axes, (x, INPUT + 0.2), (x, STATE - 0.19))
        arrow(axes, (x, STATE + 0.2), (x, GUESS - 0.19))
        if t > 0:
            arrow(axes, (x - STEP + 0.26, STATE), (x - 0.26, STATE), COLOR["h"])


def _hand_on(axes: Axes, x: float, color: str, style: str) -> None:
    """Draw the way of a token at the top to the input of the next step."""
    middle = x + STEP / 2
    points = [(x + 0.22, TOKEN), (middle, TOKEN), (middle, INPUT)]
    axes.plot(*zip(*points, strict=True), style, color=color, linewidth=1.2)
    arrow(axes, (middle, INPUT), (x + STEP - 0.31, INPUT), color)


@drawing
def teacher_forcing() -> Drawing:
    """Draw the training of a language model on the name Peru."""
    figure, axes = canvas(6.0, 2.6)
    read, right = ["bos", "P", "e", "r", "u"], ["P", "e", "r", "u", "eos"]
    _network(axes, read)
    _text(axes, 0.08, TOKEN, "target $y_t$", ha="left")
    for t, token in enumerate(right):
        x = LEFT + t * STEP
        _text(axes, x, TOKEN, token, "black", 12)
        axes.annotate("", (x, GUESS + 0.2), (x, TOKEN - 0.15), arrowprops={"arrowstyle": "<->", "color": COLOR["loss"]})
        if t < len(right) - 1:
            _hand_on(axes, x, GREY, ":")
    return Drawing(
        figure,
        "A network unrolled over five steps. It reads begin, P, e, r, u. At every step its guess is compared with the target, P, "
        "e, r, u, end. A dotted line leads from every target to the next input: the true letter is read, whatever was guessed.",
    )


@drawing
def writing() -> Drawing:
    """Draw a language model that writes: every drawn token is the next input."""
    figure, axes = canvas(6.0, 2.6)
    drawn = ["P", "a", "l", "u", "eos"]
    _network(axes, ["bos", "P", "a", "l", "u"])
    _text(axes, 0.08, TOKEN, "draws $k_t$", ha="left")
    for t, token in enumerate(drawn):
        x = LEFT + t * STEP
        arrow(axes, (x, GUESS + 0.2), (x, TOKEN - 0.15), COLOR["output"])
        _text(axes, x, TOKEN, token, "black", 12)
        if t < len(drawn) - 1:
            _hand_on(axes, x, COLOR["output"], "-")
    return Drawing(
        figure,
        "The same network while it writes. From every guess a token is drawn, P, a, l, u, end, and a line leads from every drawn "
        "token to the input of the next step. At the end sign it stops.",
    )


WORDS = {"stable": 0.40, "good": 0.25, "UNK": 0.20, "old": 0.10, "NUS": 0.05}


def _share(weights: list[float]) -> list[float]:
    return [weight / sum(weights) for weight in weights]


@drawing
def ways_to_draw() -> Drawing:
    """Draw one distribution as a strip of length 1, and what the wishes make of it."""
    figure, axes = canvas(6.0, 2.55)
    p = list(WORDS.values())
    rows = {
        "as it is": p,
        "temperature 0.5": _share([value**2 for value in p]),
        "temperature 2": _share([value**0.5 for value in p]),
        "UNK banned": _share([0 if word == "UNK" else value for word, value in WORDS.items()]),
        "top-k, k = 2": _share([*p[:2], 0, 0, 0]),
        "nucleus 0.75": _share([*p[:3], 0, 0]),
    }
    colors = [COLOR["output"], COLOR["h"], COLOR["floor"], COLOR["f"], COLOR["c"]]
    for row, (name, shares) in enumerate(rows.items()):
        y, left = 2.28 - 0.38 * row, 1.25
        _text(axes, 0.08, y, name, "black", ha="left")
        for word, share, color in zip(WORDS, shares, colors, strict=True):
            width = 4.65 * share
            patch = mpl.patches.Rectangle((left, y - 0.13), width, 0.26, facecolor=color + "55", edgecolor=GREY, linewidth=0.6)
            axes.add_patch(patch)
            if width > 0.33:
                _text(axes, left + width / 2, y, word, "black", 8)
            left += width
    axes.text(1.25, 0.12, "0", ha="center", va="center", fontsize=8)
    axes.text(5.9, 0.12, "1", ha="center", va="center", fontsize=8)
    return Drawing(
        figure,
        "Six strips from 0 to 1, each divided among the words stable, good, UNK, old, NUS in proportion to their probabilities: as "
        "they are, with temperature 0.5 (stable takes more than half), with temperature 2 (more even), with UNK banned, with the "
        "top 2 only, and with a nucleus of 0.75 (three words stay).",
    )


def _cells(axes: Axes, first: int, last: int, x: float, y: float, color: str, size: float = 0.205) -> float:
    """Draw the tokens first to last - 1 as numbered cells, and return where they end."""
    for token in range(first, last):
        patch = mpl.patches.Rectangle((x, y - size / 2), size, size, facecolor=color + "44", edgecolor=GREY, linewidth=0.5)
        axes.add_patch(patch)
        _text(axes, x + size / 2, y, str(token), "black", 6)
        x += size
    return x


@drawing
def strips_and_chunks() -> Drawing:
    """Draw a row of 25 tokens, cut into 2 strips of 12 and these into 3 chunks of 4."""
    figure, axes = canvas(6.0, 2.3)
    colors = [COLOR["x"], COLOR["f"]]
    x = _cells(axes, 0, 12, 0.45, 2.05, colors[0])
    x = _cells(axes, 12, 24, x, 2.05, colors[1])
    _cells(axes, 24, 25, x, 2.05, "#FFFFFF")
    for strip, y in enumerate((1.15, 0.75)):
        _text(axes, 0.1, y, f"sample {strip}", ha="left")
        for chunk in range(3):
            x, first = 1.15 + 1.65 * chunk, 12 * strip + 4 * chunk
            end = _cells(axes, first, first + 4, x, y, colors[strip], 0.28)
            if chunk < 2:
                arrow(axes, (end + 0.06, y), (x + 1.6, y), COLOR["h"], linewidth=2)
    for chunk in range(3):
        _text(axes, 1.71 + 1.65 * chunk, 1.47, f"chunk {chunk}")
    _text(axes, 3.3, 1.74, "12 tokens per strip; the last token is only a target", size=8)
    _text(axes, 0.1, 0.3, "blue arrows: the state is carried over", COLOR["h"], ha="left")
    _text(axes, 5.9, 0.3, "the gradient stops at every gap", COLOR["gradient"], ha="right")
    return Drawing(
        figure,
        "A row of tokens 0 to 24. Tokens 0 to 11 become sample 0, tokens 12 to 23 sample 1, token 24 is only a target. Both samples "
        "are cut into three chunks of four tokens; arrows carry the state of each sample from chunk to chunk.",
    )
