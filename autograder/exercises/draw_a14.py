"""How the inputs of unit 14 are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checking.callables import babble_model, countdown_model

from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw

LETTERS = "\n /2:>ABCDEFGKLM|^_=abcdefgz"


def tune(length: int, room: int, unknown: str = "") -> Draw:
    """Draw a text and a vocabulary in random order; `room` is how many ids there may be beyond the text's own characters.

    The signs of `unknown` stand anywhere, or before the cut where the text is too long, so that leaving them out moves it.
    """

    def draw(rng: Generator) -> Arguments:
        characters = "".join(rng.permutation(list(LETTERS)))
        text = [characters[place] for place in rng.integers(0, len(characters), length)]
        if length:
            text[0] = characters[0]
        for sign in unknown:
            text.insert(int(rng.integers(0, min(len(text) + 1, length + room - 2))), sign)
        return {"tune": "".join(text), "characters": characters, "max_length": length + room}

    return draw


def written(*ids: int, length: int = 0) -> Draw:
    """Draw what a network wrote: the given ids, among which -1 stands for a random character; `length` more without an end."""

    def draw(rng: Generator) -> Arguments:
        characters = "".join(rng.permutation(list(LETTERS)))
        letters = iter(3 + rng.permutation(len(characters)))
        row = [int(next(letters)) if index < 0 else index for index in (*ids, *[-1] * length)]
        return {"ids": np.array(row, dtype=int), "characters": characters}

    return draw


def a_list(rng: Generator) -> Arguments:
    """Return a plain list whose first and last characters are the first and last of the vocabulary."""
    return {"ids": [1, 3, 4, 3 + len(LETTERS) - 1, 2, 5, 2, 6], "characters": LETTERS}


def nothing_written(rng: Generator) -> Arguments:
    return {"ids": [], "characters": "abc"}


def chorale(length: int, lowest: int, highest: int, silent: bool = False) -> Draw:
    """Draw frames of up to five numbers, as tuples; one with `silent` is empty."""

    def draw(rng: Generator) -> Arguments:
        frames = [tuple(int(n) for n in rng.integers(lowest, highest + 1, rng.integers(2, 6))) for _ in range(length)]
        if silent:
            frames[length // 2] = ()
        return {"chorale": frames}

    return draw


def borders(rng: Generator) -> Arguments:
    """Return the lowest and highest keys and their neighbours, which are on no piano; a number twice; a frame of none."""
    return {"chorale": [[21, 108], [20, 60, 60], [109, 61, -3], [20], [140, 108, 21]]}


def no_chorale(rng: Generator) -> Arguments:
    return {"chorale": []}


def predictions(batch: int, timesteps: int, keys: int, scale: float = 2.0, gaps: bool = True) -> Draw:
    def draw(rng: Generator) -> Arguments:
        mask = gap_mask(rng, batch, timesteps) if gaps else np.ones((batch, timesteps), dtype=bool)
        frames = (rng.random((batch, timesteps, keys)) < 0.4).astype(float)
        return {"logits": normal(rng, batch, timesteps, keys, scale=scale), "frames": frames, "mask": mask}

    return draw


def sure_predictions(rng: Generator) -> Arguments:
    """Draw logits of about 10,000; most are right."""
    arguments = predictions(2, 4, 3, scale=1.0)(rng)
    later = np.roll(arguments["frames"], -1, axis=1)
    logits = np.where(later > 0.5, 1e4, -1e4) + rng.integers(-3, 4, later.shape)
    logits[0, 1, 2] *= -1.0
    return arguments | {"logits": logits}


def nothing_known(rng: Generator) -> Arguments:
    """Return logits of zero, whose score is the number of keys times log 2, with padding behind the shorter piece."""
    mask = np.array([[True] * 5, [True, True, True, False, False]])
    frames = (rng.random((2, 5, 88)) < 0.05) * mask[..., None]
    return {"logits": np.zeros((2, 5, 88)), "frames": frames.astype(float), "mask": mask}


def roll(timesteps: int, share: float) -> Draw:
    def draw(rng: Generator) -> Arguments:
        frames = np.zeros((timesteps, 88), dtype="float32")
        keys = rng.choice(88, 6, replace=False)
        frames[:, keys] = rng.random((timesteps, 6)) < share
        frames[-2:, keys[0]] = 1.0
        frames[0, keys[1:3]], frames[1, keys[1:3]], frames[2, keys[2]] = 1.0, (0.0, 1.0), 0.0
        frames[:, keys[3]] = np.arange(timesteps) % 2
        return {"frames": frames}

    return draw


def edges_of_the_piano(rng: Generator) -> Arguments:
    """Return a roll in which the lowest key sounds all the time and the highest at both ends; together with a key in between."""
    frames = np.zeros((4, 88))
    frames[:, 0], frames[[0, 3], 87], frames[0, 40] = 1.0, 1.0, 1.0
    return {"frames": frames}


def silence(timesteps: int) -> Draw:
    return lambda rng: {"frames": np.zeros((timesteps, 88))}


def one_frame(rng: Generator) -> Arguments:
    frames = np.zeros((1, 88))
    frames[0, rng.choice(88, 3, replace=False)] = 1.0
    return {"frames": frames}


# ---- writing


def _run_of(step: object, state: object, first: int, end: int, rng: Generator, max_length: int, **wishes: object) -> Arguments:
    run = {"step": step, "state": state, "first_id": first, "end_id": end, "rng": rng.spawn(1)[0], "max_length": max_length}
    return run | wishes


def countdown(end_at: int, max_length: int, **wishes: object) -> Draw:
    """Draw a run of a model that is sure of itself and ends after `end_at` ids."""
    return lambda rng: _run_of(countdown_model, end_at, int(rng.integers(1, 7)), 0, rng, max_length, **wishes)


def countdown_to_another_end(rng: Generator) -> Arguments:
    """Draw a run of the same model whose end sign is the id that it writes at place 3 for the first time."""
    while True:
        state = int(rng.integers(6, 12))
        first = index = int(rng.integers(1, 7))
        ids = []
        for left in range(state, state - 4, -1):
            index = int(np.argmax(countdown_model(index, left)[0]))
            ids.append(index)
        if index not in (*ids[:3], first):
            return _run_of(countdown_model, state, first, index, rng, 5)


def babble(max_length: int, **wishes: Any) -> Draw:
    return lambda rng: _run_of(babble_model, np.zeros(1), int(rng.integers(1, 5)), 0, rng, max_length, **wishes)


def babble_from_the_end_sign(rng: Generator) -> Arguments:
    """Draw a run whose first id is the end sign: it is only read."""
    return _run_of(babble_model, np.zeros(1), 0, 0, rng, 3, min_length=1, temperature=0.005)


def babble_without(*places: int, **wishes: Any) -> Draw:
    """Draw a run in which ids are banned: those at the first step's places, counted from the likeliest."""

    def draw(rng: Generator) -> Arguments:
        first = int(rng.integers(1, 5))
        order = np.argsort(-babble_model(first, np.zeros(1))[0])
        settings = {"max_length": 3, "min_length": 0, "temperature": 1.0, "top_k": None} | wishes
        return _run_of(babble_model, np.zeros(1), first, 0, rng, **settings, banned=tuple(int(order[place]) for place in places))

    return draw


# ---- the network


def _padded(rng: Generator, batch: int, timesteps: int, classes: int) -> np.ndarray:
    """Draw rows of ids from 1 on with padding behind all but the first, which has none."""
    ids = rng.integers(1, classes, (batch, timesteps))
    for row, length in zip(ids[1:], rng.integers(2, timesteps - 1, batch - 1), strict=True):
        row[length:] = 0
    return ids


def network(batch: int, timesteps: int, layers: str = "keras.layers", **sizes: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        ids = _padded(rng, batch, timesteps, sizes["classes"])
        state = normal(rng, batch, sizes["units"]).astype("float32")
        return {"config": {"layers": layers, **sizes}, "inputs": [ids, state], "real": ids > 0}

    return draw


ROUND, ROUNDS = 3, 4


def _refrains(rng: Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw rows that repeat three different letters, 3 to 7, from two to four times; and the letters that follow.

    Returns:
        ids, (batch, 11); targets, the same, 0 at padding.
    """
    rows = np.zeros((batch, ROUND * ROUNDS), dtype=int)
    for row, rounds in zip(rows, rng.integers(2, ROUNDS + 1, batch), strict=True):
        row[: ROUND * rounds] = np.tile(rng.permutation(5)[:ROUND] + 3, rounds)
    return rows[:, :-1] * (rows[:, 1:] > 0), rows[:, 1:]


def trained_network(rng: Generator) -> Arguments:
    """Draw a short training on refrains; from the second round on the next letter is that of three steps before."""
    units = 32
    ids, targets = _refrains(rng, 480)
    new_ids, truth = _refrains(rng, 150)
    truth = np.where(truth > 0, truth, -1)
    truth[:, : ROUND - 1] = -1
    zeros = np.zeros((len(ids), units), "float32")
    return {
        "config": {"layers": "keras.layers", "classes": 8, "features": 8, "units": units},
        "inputs": [new_ids[:3], normal(rng, 3, units).astype("float32")],
        "real": new_ids[:3] > 0,
        "train": ([ids, zeros], targets),
        "fit": {"batch_size": 80, "epochs": 7},
        "loss": "logits",
        "rate": 0.03,
        "held_out": [new_ids, zeros[: len(new_ids)]],
        "_score": "accuracy",
        "_truth": truth,
        "_least": 0.8,
        "_floor": "who knows nothing but the last letter reaches about 0.3",
    }
