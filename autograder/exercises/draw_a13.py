"""Random inputs of unit 13: queries, keys and masks; ids with padding; sentences."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.callables import CALLABLES
from autograder.checking.callables_decoding import SYMBOLS, UNITS

from .draw import Generator, normal
from .model import Arguments, Draw

Shapes = Callable[[int, int], dict[str, tuple[int, ...]]]  # of the weights, from the widths of queries and keys
WORDS = ("a", "b", "c", "d")


def padding_mask(rng: Generator, batch: int, steps: int, *, empty: bool = False) -> np.ndarray:
    """Return a mask of padding at the end: the first row is real throughout, the second one half, or not at all if `empty`."""
    lengths = rng.integers(1, steps, size=batch)
    lengths[:2] = (steps, 0 if empty else steps // 2)[:batch]
    return np.arange(steps) < lengths[:, None]


def attend_draw(batch: int, steps_out: int, steps_in: int, features: int, mask: str = "padding", scale: float = 1.5) -> Draw:
    """Draw scores, keys and a mask: "padding", "empty" (one row without any real step), "gaps" or "none"."""

    def draw(rng: Generator) -> Arguments:
        return {
            "scores": normal(rng, batch, steps_out, steps_in, scale=scale),
            "keys": normal(rng, batch, steps_in, features, scale=1.0),
            "mask": _mask(rng, batch, steps_in, mask),
            "upstream": [normal(rng, batch, steps_out, features), normal(rng, batch, steps_out, steps_in)],
        }

    return draw


def _mask(rng: Generator, batch: int, steps: int, kind: str) -> np.ndarray | None:
    if kind == "none":
        return None
    if kind == "gaps":
        mask = padding_mask(rng, batch, steps)[:, ::-1].copy()
        mask[0, steps // 2] = False
        return mask
    return padding_mask(rng, batch, steps, empty=kind == "empty")


def attention_draw(sizes: tuple[int, int, int, int, int], shapes: Shapes, config: Arguments, mask: str = "padding") -> Draw:
    """Draw what an attention layer is asked; sizes are batch, steps out, steps in, features of queries and of keys."""
    batch, steps_out, steps_in, query_features, key_features = sizes

    def draw(rng: Generator) -> Arguments:
        weights = {name: normal(rng, *shape, scale=0.8) for name, shape in shapes(query_features, key_features).items()}
        return {
            "config": config,
            "queries": normal(rng, batch, steps_out, query_features, scale=1.0),
            "keys": normal(rng, batch, steps_in, key_features, scale=1.0),
            "mask": _mask(rng, batch, steps_in, mask),
            "weights": weights,
            "upstream": [normal(rng, batch, steps_out, key_features), normal(rng, batch, steps_out, steps_in)],
        }

    return draw


def padded_ids(rng: Generator, batch: int, steps: int, symbols: int, first: int | None = None) -> np.ndarray:
    """Return ids of symbols from 1 on, the 1 (an unknown sign) among them, 0 at padding, the first column `first` if given."""
    mask = padding_mask(rng, batch, steps)
    mask[:, :2] = True
    ids: np.ndarray = rng.integers(1, symbols, size=(batch, steps)) * mask
    ids[0, 1] = 1
    if first is not None:
        ids[:, 0] = first
    return ids


def encoder_draw(batch: int, steps: int, symbols: int, units: int, kind: str, layers: str = "default") -> Draw:
    """Draw ids for an encoder."""

    def draw(rng: Generator) -> Arguments:
        states = 2 if kind == "LSTM" else 1
        return {
            "config": {"symbols": symbols, "units": units, **({} if kind == "LSTM" else {"kind": kind})},
            "layers": layers,
            "ids": padded_ids(rng, batch, steps, symbols),
            "upstream": [*(normal(rng, batch, units) for _ in range(states)), normal(rng, batch, steps, units)],
        }

    return draw


def decoder_draw(
    sizes: tuple[int, int, int], symbols: int, units: int, kind: str, *, attention: bool = True, layers: str = "default"
) -> Draw:
    """Draw ids, states, keys and a mask for a decoder; sizes are batch, steps out and steps in."""
    batch, steps_out, steps_in = sizes

    def draw(rng: Generator) -> Arguments:
        states = 2 if kind == "LSTM" else 1
        return {
            "config": {"symbols": symbols, "units": units, **({} if kind == "LSTM" else {"kind": kind})},
            "layers": layers,
            "attention": attention,
            "ids": padded_ids(rng, batch, steps_out, symbols, first=2),
            "states": [normal(rng, batch, units, scale=1.0) for _ in range(states)],
            "keys": normal(rng, batch, steps_in, units + 1, scale=1.0),
            "mask": padding_mask(rng, batch, steps_in),
            "upstream": [normal(rng, batch, steps_out, symbols), *(normal(rng, batch, units) for _ in range(states))],
        }

    return draw


PLACES, SIGNS, TAUGHT = 4, 5, 480  # places of a short text, signs that stand there, texts that are learned from


def _texts(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return all texts of 2 to 4 signs in any order, padded, and their translations: each sign by a table, the last one first."""
    table = 4 + rng.permutation(SIGNS)
    texts = [text for length in range(2, PLACES + 1) for text in itertools.product(range(SIGNS), repeat=length)]
    source, target = np.zeros((len(texts), PLACES), "int32"), np.zeros((len(texts), PLACES + 2), "int32")
    for row, place in enumerate(rng.permutation(len(texts))):
        text = np.array(texts[place])
        source[row, : len(text)] = 4 + text
        target[row, : len(text) + 2] = [2, *table[text[::-1]], 3]  # from BOS to EOS
    return source, target


def taught(draw: Draw, *, epochs: int) -> Draw:
    """Add a short training to what an encoder or a decoder is asked: it learns from most texts, is asked for the others."""

    def both(rng: Generator) -> Arguments:
        source, target = _texts(rng)
        truth = target[TAUGHT:, 1:]
        signs = np.bincount(truth[truth > 0])
        return draw(rng) | {
            "train": [source[:TAUGHT], target[:TAUGHT]],
            "fit": {"batch_size": 48, "epochs": epochs},
            "rate": 0.03,
            "held_out": source[TAUGHT:],
            "_score": "accuracy",
            "_truth": np.where(truth > 0, truth, -1),
            "_least": 0.7,
            "_floor": f"whoever always says the most frequent sign reaches {signs.max() / signs.sum():.2f}",
        }

    return both


def loss_draw(batch: int, steps: int, symbols: int) -> Draw:
    """Draw whole targets, BOS (2) first and EOS (3) last before the padding, and logits."""

    def draw(rng: Generator) -> Arguments:
        ids = padded_ids(rng, batch, steps + 1, symbols, first=2)
        ids[np.arange(batch), (ids > 0).sum(axis=1) - 1] = 3
        logits = normal(rng, batch, steps, symbols, scale=1.5)
        return {"ids": ids, "logits": logits}

    return draw


def decode_draw(name: str, batch: int = 1, late: int = 0, **others: Any) -> Draw:
    """Draw the start of a tiny model; `late` puts its end off by so many steps.

    The first states of the wandering one differ from case to case, and so do its two signs.
    """

    def draw(rng: Generator) -> Arguments:
        eos, bos = (int(index) for index in rng.choice(SYMBOLS, size=2, replace=False))
        states = [normal(rng, batch, UNITS, scale=1.5), np.tile([-float(late), float(eos)], (batch, 1))]
        if name != "wandering_step":
            states, bos, eos = [np.zeros((batch, 1))], 1, 0
        return {"step": CALLABLES[name], "states": states, "bos": bos, "eos": eos, **others}

    return draw


def sentences_draw(count: int, longest: int, *, kept: float = 0.75, ids: bool = False, shorter: bool = False) -> Draw:
    """Draw right sentences of few different tokens, and what was said: the same with errors, some of it left out or added."""

    def draw(rng: Generator) -> Arguments:
        right: list[list[Any]] = [[WORDS[k] for k in rng.integers(4, size=rng.integers(5, longest))] for _ in range(count)]
        right[0][4:] = ["a", "a", "b", "a", "a", "b"]
        said = [[word if rng.random() < kept else WORDS[rng.integers(4)] for word in words] for words in right]
        said[0] = [*right[0][:3], *"baabaabaa"]  # pieces come more often than they should
        said = [words[: max(2, len(words) - 2)] if shorter and number else words for number, words in enumerate(said)]
        said[-1] = said[-1][:2] if shorter else [*said[-1], "c", "d", "a", "b"]
        said, right = ([[WORDS.index(word) if ids else word for word in words] for words in texts] for texts in (said, right))
        return {"said": said, "right": right}

    return draw
