"""How the inputs of unit 15 are drawn."""

from __future__ import annotations

import numpy as np

from .draw import Generator, normal
from .model import Arguments, Draw

UNSURE = "NRYSWD"


def series(
    steps: int, features: int, window: int, horizon: int, target: int | None = 0, missing: tuple[int, int] | None = None
) -> Draw:
    """Draw a series to be cut; `missing` is the place of a NaN. Without a target the default is asked for."""

    def draw(rng: Generator) -> Arguments:
        values = normal(rng, steps, features, scale=2.0)
        wrong = "a series with a missing value" if missing else ""
        if missing:
            values[missing] = np.nan
        elif steps < window + horizon:
            wrong = f"a series of {steps} steps, a window of {window} and a horizon of {horizon}"
        told = {"values": values, "window": window, "horizon": horizon} | ({} if target is None else {"target": target})
        return told | {"_refused": wrong, "_outputs": 2}

    return draw


def past(batch: int, window: int, features: int, horizon: int, target: int | None = 0, season: int | None = None) -> Draw:
    """Draw windows for a forecast without a model; a season that is longer than the window is to be refused."""

    def draw(rng: Generator) -> Arguments:
        told: Arguments = {"inputs": normal(rng, batch, window, features, scale=2.0), "horizon": horizon}
        told |= ({} if season is None else {"season": season}) | ({} if target is None else {"target": target})
        if season is None:
            return told
        wrong = f"a window of {window} steps and a season of {season}" if season > window else ""
        return told | {"_refused": wrong, "_outputs": 1}

    return draw


def forecaster(batch: int, window: int, **config: object) -> Draw:
    """Draw windows for a model that is built and run but not trained."""

    def draw(rng: Generator) -> Arguments:
        inputs = normal(rng, batch, window, int(str(config["features"])), scale=1.0)
        return {"config": config, "inputs": inputs.astype("float32")}

    return draw


def tides(rng: Generator) -> Arguments:
    """Draw waves of one period at different heights, for a short training; beside them stands noise."""
    batch, window, horizon, period = 300, 14, 5, 12

    def draw(many: int) -> tuple[np.ndarray, np.ndarray]:
        time = rng.uniform(0, period, (many, 1)) + np.arange(window + horizon)
        waves = np.sin(2 * np.pi * time / period) + rng.uniform(-1, 1, (many, 1)) + normal(rng, *time.shape, scale=0.05)
        values = np.stack([normal(rng, *time.shape, scale=1.0), waves], axis=2).astype("float32")
        return values[:, :window], values[:, window:, 1]

    train, (held_out, truth) = draw(batch), draw(200)
    naive = float(np.mean(np.abs(held_out[:, -1:, 1] - truth)))
    config = {"units": 12, "horizon": horizon, "features": 2, "target": 1, "layers": "keras.layers"}
    return {
        "config": config,
        "inputs": train[0][:4],
        "train": train,
        "fit": {"epochs": 6, "batch_size": 30},
        "loss": "mse",
        "rate": 0.03,
        "held_out": held_out,
        "_score": "error",
        "_truth": truth,
        "_least": -0.5 * naive,
        "_floor": f"the naive forecast reaches {-naive:.2f} (the score is the mean absolute error with a minus sign)",
    }


def _strand(rng: Generator, length: int, letters: str = "ACGT") -> str:
    return "".join(rng.choice(list(letters), length))


def strands(*lengths: int, unsure: bool = True, bad: tuple[int, int, str] | None = None) -> Draw:
    """Draw sequences of these lengths; `bad` is a letter that nobody knows, with its sequence and its place."""

    def draw(rng: Generator) -> Arguments:
        sequences = [_strand(rng, length, "ACGT" * 2 + UNSURE * unsure) for length in lengths]
        if unsure:
            longest = max(range(len(lengths)), key=lengths.__getitem__)
            sequences[longest] = (UNSURE + "ACGT" + sequences[longest])[: lengths[longest]]
        wrong = "" if all(lengths) else "an empty sequence"
        if bad:
            number, place, letter = bad
            sequences[number] = sequences[number][:place] + letter + sequences[number][place + 1 :]
            wrong = f"the letter {letter!r}"
        return {"sequences": sequences, "_refused": wrong, "_outputs": 2}

    return draw


def strands_by_hand(rng: Generator) -> Arguments:
    """Return sequences whose numbers stand in the tests."""
    return {"sequences": ["GATR", "CN"], "_refused": "", "_outputs": 2}


def one_hot(sequences: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return sequences of sure letters as float32 rows, padded at the end, and their mask."""
    longest = max(map(len, sequences))
    codes = np.array([["ACGT-".index(letter) for letter in sequence.ljust(longest, "-")] for sequence in sequences])
    return np.eye(5, 4, dtype="float32")[codes], codes < 4


def reader(*lengths: int, **config: object) -> Draw:
    """Draw sequences of these lengths for a model that is built and run but not trained."""

    def draw(rng: Generator) -> Arguments:
        letters, mask = one_hot([_strand(rng, length) for length in lengths])
        return {"config": config, "inputs": [letters, mask]}

    return draw


def ordered(rng: Generator) -> Arguments:
    """Draw sequences with two motifs, the order of which decides, for a short training."""

    def draw(many: int) -> tuple[list[str], np.ndarray]:
        labels, texts = rng.integers(0, 2, many), []
        for label in labels:
            length, first, second = rng.integers(16, 25), *rng.permutation(3)[:2]
            parts = [_strand(rng, int(size), "AC") for size in (first, 4 + second, length)]
            motifs = ["GGGG", "TTTT"][:: 1 if label else -1]
            texts.append((parts[0] + motifs[0] + parts[1] + motifs[1] + parts[2])[:length])
        return texts, labels

    texts, labels = draw(400)
    held_out, truth = draw(200)
    return {
        "config": {"units": 12, "filters": 10, "width": 5, "pool": 2, "layers": "keras.layers"},
        "inputs": list(one_hot(texts[:5])),
        "train": (list(one_hot(texts)), labels),
        "fit": {"epochs": 7, "batch_size": 50},
        "loss": "logit",
        "rate": 0.04,
        "held_out": list(one_hot(held_out)),
        "_score": "logit",
        "_truth": truth,
        "_least": 0.85,
        "_floor": "a bag of letters reaches 0.50",
    }


def few(examples: int, *shape: int, classes: int = 2) -> Draw:
    """Draw a small labelled set; every class occurs several times, and neighbours are often of one class."""

    def draw(rng: Generator) -> Arguments:
        labels = rng.permutation(np.arange(examples) % classes)
        inputs = normal(rng, examples, *shape, scale=1.0)
        inputs += 0.7 * labels.reshape(-1, *([1] * len(shape)))
        return {"fit_and_predict": "a stand-in", "inputs": inputs, "labels": labels}

    return draw
