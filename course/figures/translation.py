"""Figures of unit 13: reader and writer, teacher forcing, attention, and the tree of a search."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, fontManager
from matplotlib.ft2font import FT2Font

from .style import COLOR, Drawing, arrow, box, canvas, drawing, new_figure

GREY, PALE = "#444444", "#A8A8A8"
SOURCE, READER, WRITER, OUTPUT, CONTEXT = COLOR["x"], COLOR["h"], COLOR["c"], COLOR["output"], COLOR["i"]


def _text(axes: Axes, x: float, y: float, text: str, color: str = GREY, size: float = 9, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=color)


# Fonts with Japanese or Korean signs, as Linux, macOS and Windows have them.
EAST_ASIAN = (
    *("Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans JP", "Noto Sans KR", "Source Han Sans", "Droid Sans Fallback"),
    *("WenQuanYi Zen Hei", "NanumGothic", "IPAexGothic", "VL Gothic", "Hiragino Sans", "Apple SD Gothic Neo", "Yu Gothic"),
    *("Malgun Gothic", "MS Gothic", "Arial Unicode MS"),
)


@cache
def _fonts() -> list[str]:
    """Return the fonts in which signs are drawn: that of all figures, then what this computer has for signs that it lacks."""
    there = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in EAST_ASIAN if name in there)]


@cache
def _shown(sign: str) -> str:
    """Return how a sign is drawn: a space as a bracket, and a sign that all fonts lack as a dot."""
    if sign == " ":
        return "␣"
    return sign if any(FT2Font(findfont(name)).get_char_index(ord(sign)) for name in _fonts()) else "·"


def _row(axes: Axes, xs: Sequence[float], y: float, texts: Sequence[str], color: str, width: float = 0.42) -> None:
    """Draw a row of boxes, and arrows between neighbours."""
    for x, text in zip(xs, texts, strict=True):
        box(axes, x, y, text, color, width=width, height=0.34)
    for left, right in itertools.pairwise(xs):
        arrow(axes, (left + width / 2 + 0.03, y), (right - width / 2 - 0.03, y), color)


@drawing
def bottleneck() -> Drawing:
    """Draw an encoder and a decoder with one vector between them."""
    figure, axes = canvas(6.0, 2.3)
    read, write = [0.45, 1.1, 1.75, 2.4], [3.85, 4.5, 5.15, 5.7]
    _row(axes, read, 1.15, [f"$h_{s}$" for s in range(1, 5)], READER)
    _row(axes, write, 1.15, [f"$d_{t}$" for t in range(1, 5)], WRITER)
    for x, sign in zip(read, "5 M■", strict=True):
        box(axes, x, 0.35, _shown(sign), SOURCE, width=0.36, height=0.3)
        arrow(axes, (x, 0.52), (x, 0.94), SOURCE)
    for x, given, said in zip(write, "▶-05", "-05■", strict=True):
        box(axes, x, 0.35, given, PALE, width=0.36, height=0.3)
        box(axes, x, 1.9, said, OUTPUT, width=0.36, height=0.3)
        arrow(axes, (x, 0.52), (x, 0.94), PALE)
        arrow(axes, (x, 1.36), (x, 1.72), OUTPUT)
    axes.plot([3.12], [1.15], "o", color=READER, markersize=13)
    arrow(axes, (2.64, 1.15), (2.98, 1.15), READER)
    arrow(axes, (3.27, 1.15), (3.61, 1.15), READER)
    _text(axes, 3.12, 1.62, "one vector\nfor everything", size=8)
    _text(axes, 1.42, 1.62, "encoder reads", READER)
    _text(axes, 3.12, 0.35, "given →", size=8)
    _text(axes, 3.12, 1.98, "said →", size=8)
    alt = (
        "Encoder and decoder: the encoder reads the source sign by sign, its last state alone is handed to the decoder, which is "
        "given the signs before and says the next one at each step."
    )
    return Drawing(figure, alt)


@drawing
def teacher_forcing() -> Drawing:
    """Draw what the decoder is given in training and when it is on its own."""
    figure, axes = canvas(6.0, 2.65)
    right = ["0", "3", "-", "0", "5"]
    for top, title in ((1.75, "training: given what is right"), (0.5, "alone: given what it said")):
        xs = [2.2 + 0.75 * t for t in range(5)]
        given = ["▶", *right[:4]] if top > 1 else ["▶", "0", "8", "-", "0"]
        said = ["0", "8", "-", "0", "5"] if top > 1 else ["0", "8", "-", "0", "1"]
        for t, x in enumerate(xs):
            wrong = said[t] != right[t]
            box(axes, x, top - 0.27, given[t], PALE, width=0.4, height=0.3)
            box(axes, x, top + 0.38, said[t], COLOR["gradient"] if wrong else OUTPUT, width=0.4, height=0.3)
            arrow(axes, (x, top - 0.09), (x, top + 0.2), WRITER)
            if t < 4 and top < 1:
                arrow(axes, (x + 0.22, top + 0.3), (xs[t + 1] - 0.22, top - 0.2), COLOR["floor"])
        _text(axes, 0.1, top + 0.06, title.replace(": ", ":\n"), ha="left", size=8.5)
        _text(axes, 1.85, top + 0.38, "said", size=7.5, ha="right")
        _text(axes, 1.85, top - 0.27, "given", size=7.5, ha="right")
    _text(axes, 3.7, 2.5, "right:  0  3  -  0  5", size=8.5)
    alt = (
        "Two rows of five steps. In training the decoder is given the right sign before, even after it said an 8 for a 3. Alone "
        "it is given what it said itself, so after the wrong 8 it goes on from 08 and the last sign becomes wrong, too."
    )
    return Drawing(figure, alt)


@drawing
def one_look(weights: Sequence[float] = (0.05, 0.08, 0.72, 0.15), real: int = 4) -> Drawing:
    """Draw one step of attention: a query, the scores, the weights as bars, the context; the last key is padding."""
    figure, axes = canvas(6.0, 2.7)
    xs = [1.0 + 0.85 * s for s in range(real + 1)]
    for s, x in enumerate(xs):
        padding = s == real
        color = PALE if padding else READER
        box(axes, x, 0.4, "pad" if padding else f"$k_{s + 1}$", color, width=0.55, height=0.36)
        _text(axes, x, 0.95, r"$-\infty$" if padding else f"$e_{{t{s + 1}}}$", color if padding else GREY)
        height = 0.0 if padding else weights[s]
        axes.bar([x], [0.9 * height], width=0.4, bottom=1.45, color=color)
        _text(axes, x, 1.55 + 0.9 * height, f"{height:.2f}", size=8)
        arrow(axes, (x, 0.6), (x, 0.82), color)
    axes.plot([0.7, xs[-1] + 0.3], [1.45, 1.45], color=GREY, linewidth=0.8)
    _text(axes, 0.12, 0.4, "keys", size=8.5, ha="left")
    _text(axes, 0.12, 0.95, "scores", size=8.5, ha="left")
    _text(axes, 0.12, 1.6, r"weights $\alpha$", size=8.5, ha="left")
    _text(axes, 2.9, 1.24, "softmax", size=7.5)
    box(axes, 5.5, 0.95, "$q_t=d_t$", WRITER, width=0.75, height=0.36)
    arrow(axes, (5.1, 0.95), (4.75, 0.95), WRITER)
    box(axes, 5.5, 1.85, r"$c_t=\sum\alpha k$", CONTEXT, width=0.85, height=0.4)
    arrow(axes, (4.8, 1.85), (5.05, 1.85), CONTEXT)
    alt = (
        f"One step of attention: a query is compared with {real} keys, which gives scores; padding gets minus infinity; the "
        f"softmax makes weights {', '.join(f'{weight:g}' for weight in weights)} and 0; the keys mixed with them are the context."
    )
    return Drawing(figure, alt)


@drawing
def attention_map(weights: np.ndarray, source: Sequence[str], target: Sequence[str]) -> Drawing:
    """Draw attention weights (target steps, source steps): a row for each sign written, a column for each sign read."""
    weights = np.asarray(weights)[: len(target), : len(source)]
    figure, axes = new_figure(6.0, 3.0)
    axes.imshow(weights, cmap="Blues", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    size = 9 if max(len(source) / 2, len(target)) <= 18 else 7 if len(target) <= 28 else 5.5
    axes.set_xticks(range(len(source)), [_shown(sign) for sign in source], fontsize=size, fontfamily=_fonts())
    axes.set_yticks(range(len(target)), [_shown(sign) for sign in target], fontsize=size, fontfamily=_fonts())
    axes.tick_params(length=0)
    axes.set(xlabel="read", ylabel="written")
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    best = weights.argmax(axis=1)
    said = ", ".join(f"{sign} at {source[place]}" for sign, place in list(zip(target, best, strict=True))[:12])
    return Drawing(figure, f"Attention of {''.join(target)} to {''.join(source)}; most of the weight: {said}.")


@drawing
def beam_tree(alive: Iterable[str], answers: Sequence[tuple[str, float]]) -> Drawing:
    """Draw a beam search: all beginnings that were alive, sign by sign, and the answers with their scores, best first."""
    ended = [text + "■" for text, _ in answers]  # of its own place, since an answer may be the beginning of another
    nodes = {text[:end] for text in [*alive, *ended] for end in range(len(text) + 1)}
    places = _places(nodes, ended)
    best = {ended[0][:end] for end in range(len(ended[0]) + 1)}
    depth, rows = max(map(len, nodes)), max(places.values()) + 1
    figure, axes = new_figure(6.0, float(np.clip(0.26 * rows + 0.5, 1.2, 3.0)))
    size = float(np.clip(170 / max(depth, 1), 6, 12))
    for text in sorted(nodes, key=len):
        color = WRITER if text in best else GREY
        if text:
            ends = [len(text) - 1, len(text)], [places[text[:-1]], places[text]]
            axes.plot(*ends, color=color if text in best else PALE, linewidth=1.6 if text in best else 0.9, zorder=1)
        sign = _shown(text[-1:]) if text else "▶"
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        look = {"fontsize": size, "fontfamily": _fonts(), "color": color, "bbox": patch}
        axes.text(len(text), places[text], sign, ha="center", va="center", zorder=2, **look)
    for number, (text, (_, score)) in enumerate(zip(ended, answers, strict=True)):
        label = f"  {score:.3f}"
        axes.text(len(text) + 0.4, places[text], label, va="center", fontsize=8, color=WRITER if number == 0 else GREY)
    axes.set(xlim=(-0.5, depth * 1.12 + 1.6), ylim=(rows - 0.4, -0.6))
    axes.axis("off")
    said = "; ".join(f"{text} with score {score:.3f}" for text, score in answers)
    return Drawing(figure, f"Tree of a beam search with {len(nodes) - len(answers)} beginnings. Answers, best first: {said}.")


def _places(nodes: set[str], answers: Sequence[str]) -> dict[str, int]:
    """Return the row of each beginning: the best answer in the first row, branches below, none upon another."""
    ranks = {text: number for number, text in enumerate(answers)}

    def best_below(text: str) -> tuple[int, int, str]:
        below = [ranks[answer] for answer in answers if answer.startswith(text)]
        return min(below, default=len(answers)), -max(len(node) for node in nodes if node.startswith(text)), text

    places, free = {"": 0}, 0

    def place(text: str) -> None:
        nonlocal free
        children = sorted((node for node in nodes if len(node) == len(text) + 1 and node.startswith(text)), key=best_below)
        for number, child in enumerate(children):
            if number:
                free += 1
            places[child] = places[text] if number == 0 else free
            place(child)

    place("")
    return places


@drawing
def hand_tree(probabilities: Mapping[str, Mapping[str, float]]) -> Drawing:
    """Draw a small tree of choices with their probabilities; greedy's way and the most probable answer are marked.

    Args:
        probabilities: for a beginning the probability of each next sign; "■" is the end.
    """
    figure, axes = new_figure(6.0, 2.6)
    leaves = _leaves(probabilities, "", 1.0)
    rows = {text: float(row) for row, (text, _) in enumerate(leaves)}
    for text in sorted(probabilities, key=len, reverse=True):
        rows[text] = float(np.mean([rows[text + sign] for sign in probabilities[text]]))
    greedy = _greedy(probabilities)
    best = max(leaves, key=lambda leaf: leaf[1])[0]
    for text, choices in probabilities.items():
        for sign, probability in choices.items():
            whole = text + sign
            color = WRITER if best.startswith(whole) else COLOR["f"] if greedy.startswith(whole) else PALE
            style = "--" if color == COLOR["f"] else "-"
            axes.plot([len(text), len(whole)], [rows[text], rows[whole]], style, color=color, linewidth=1.8, zorder=1)
            middle = (rows[text] + 2 * rows[whole]) / 3
            axes.text(len(text) + 0.64, middle - 0.22, f"{probability:g}", ha="center", va="center", fontsize=7.5, color=GREY)
            axes.text(
                len(whole),
                rows[whole],
                sign,
                ha="center",
                va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
    axes.text(0, rows[""], "▶", ha="center", va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    for text, probability in leaves:
        who = "  best" if text == best else "  greedy" if text == greedy else ""
        axes.text(len(text) + 0.15, rows[text], f"{probability:.3f}{who}", va="center", fontsize=8.5)
    deepest = max(len(text) for text, _ in leaves)
    axes.set(xlim=(-0.2, deepest + 1.1), ylim=(len(leaves) - 0.5, -0.6))
    axes.axis("off")
    alt = f"Tree of choices. Greedy ends at {greedy} with {dict(leaves)[greedy]:.3f}; the most probable answer is {best} with "
    return Drawing(figure, alt + f"{dict(leaves)[best]:.3f}.")


def _leaves(probabilities: Mapping[str, Mapping[str, float]], text: str, so_far: float) -> list[tuple[str, float]]:
    if text not in probabilities:
        return [(text, so_far)]
    return [leaf for sign, p in probabilities[text].items() for leaf in _leaves(probabilities, text + sign, so_far * p)]


def _greedy(probabilities: Mapping[str, Mapping[str, float]]) -> str:
    text = ""
    while text in probabilities:
        choices = probabilities[text]
        text += max(choices, key=lambda sign: choices[sign])
    return text


@drawing
def exact_by_length(lengths: np.ndarray, right: Mapping[str, np.ndarray], bins: int = 4) -> Drawing:
    """Draw the share of exact answers against the length of the source, a line for each model.

    Args:
        lengths: (texts,), signs of each source.
        right: for each model (texts,), whether its answer is right.
    """
    figure, axes = new_figure(6.0, 2.6)
    edges = np.quantile(lengths, np.linspace(0, 1, bins + 1))
    group = np.clip(np.searchsorted(edges, lengths, side="right") - 1, 0, bins - 1)
    used = [k for k in range(bins) if (group == k).any()]
    centres = [lengths[group == k].mean() for k in used]
    said = []
    for (name, hits), (color, style) in zip(right.items(), ((READER, "o-"), (WRITER, "s--"), (CONTEXT, "^:")), strict=False):
        shares = [hits[group == k].mean() for k in used]
        axes.plot(centres, shares, style, color=color, label=name)
        said.append(f"{name} from {shares[0]:.2f} to {shares[-1]:.2f}")
    axes.set(xlabel="signs in the source", ylabel="exact match", ylim=(-0.03, 1.05))
    axes.legend()
    return Drawing(figure, f"Exact match against the length of the source: {'; '.join(said)}.")
