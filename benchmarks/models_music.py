"""Music in piano rolls: one GRU says for each of the 88 keys how likely it sounds in the next frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from models_task import Task, course
from rnndata import load_chorales

KEYS = 88
Rolls = dict[str, list[np.ndarray]]


class Settings(NamedTuple):
    """Sizes and training of the model; `moved`: by how many keys, at most, a piece is transposed each time it is read."""

    units: int = 300
    dropout: float = 0.5
    after: float = 0.0
    epochs: int = 60
    batch: int = 16
    rate: float = 4e-3
    moved: int = 0
    frames: int = 400


def rolls(name: str) -> Rolls:
    """Return the piano rolls (frames, 88) of each part."""
    data = load_chorales(name)
    to_frames = course("a14_music")["chorale_to_frames"]
    return {part: [to_frames(piece) for piece in getattr(data, part).pieces] for part in ("train", "validation", "test")}


def nats_per_frame(said: list[np.ndarray], pieces: list[np.ndarray]) -> float:
    """Return the surprise of a frame, the first frame of each piece left out.

    Args:
        said: logits (frames, 88) for each piece; those of step t are about frame t + 1, those of the last step about nothing.
        pieces: piano rolls (frames, 88).
    """
    from models_fit import padded

    mask = padded([np.ones(len(piece), bool) for piece in pieces])
    return float(course("a14_music")["frame_nll"](padded(said), padded(pieces), mask))


def markov_floor(data: Rolls) -> dict[str, float]:
    """Return what is reached on the test by one Markov chain for each key."""
    was = np.concatenate([piece[:-1] for piece in data["train"]])
    follows = np.concatenate([piece[1:] for piece in data["train"]])
    on, off = ((np.sum(follows * kind, axis=0) + 0.1) / (np.sum(kind, axis=0) + 0.2) for kind in (was, 1 - was))
    share = [np.where(piece > 0, on, off) for piece in data["test"]]
    return {"Markov chain of each key": nats_per_frame([np.log(p / (1 - p)) for p in share], data["test"])}


def state_cell(units: int) -> Any:
    """Return the cell of a GRU whose input is multiplied by its kernel already; its states are h and, for each gate, a mask of h.

    Keras's own GRU with `recurrent_dropout` computes the same, but cuts its kernel in pieces at every step: a third of the speed.
    """
    import keras
    from keras import ops

    square = keras.initializers.Orthogonal(gain=3**-0.5)  # as in an orthogonal kernel of three gates

    class StateCell(keras.layers.Layer):
        state_size, output_size = (units,) * 4, units

        def build(self, _: Any) -> None:
            self.kernels = [self.add_weight(shape=(units, units), initializer=square) for _ in range(3)]
            self.biases = [self.add_weight(shape=(units,), initializer="zeros") for _ in range(3)]

        def call(self, x_t: Any, states: Any) -> Any:
            h_prev, *kept = states
            x_z, x_r, x_g = ops.split(x_t, 3, axis=-1)
            gates = zip(kept, self.kernels, self.biases, strict=True)
            h_z, h_r, h_g = ((h_prev * mask) @ kernel + bias for mask, kernel, bias in gates)
            z = ops.sigmoid(x_z + h_z)
            h = z * h_prev + (1 - z) * ops.tanh(x_g + ops.sigmoid(x_r + h_r) * h_g)
            return h, [h, *kept]

    return StateCell()


def build(settings: Settings) -> Any:
    """Return a model from frames (batch, timesteps, 88) to the logits of the frames that follow.

    Dropout leaves out the same keys and the same states at all steps of a piece (Gal and Ghahramani 2016), other ones for each
    gate.
    """
    import keras
    from keras import ops

    frames = keras.Input((None, KEYS))
    one, units = ops.ones_like(frames[:, :1]), settings.units
    reads = [keras.layers.Dense(units)(frames * keras.layers.Dropout(settings.dropout)(one)) for _ in range(3)]
    full = ops.tile(one[:, 0, :1], (1, units))
    kept = [keras.layers.Dropout(settings.dropout)(full) for _ in range(3)]
    inputs, start = ops.concatenate(reads, axis=-1), [0.0 * full, *kept]
    states = keras.layers.RNN(state_cell(units), return_sequences=True)(inputs, initial_state=start)
    few = keras.initializers.Constant(-3.0)  # at first about four keys of 88 are likely
    logits = keras.layers.Dense(KEYS, bias_initializer=few)(keras.layers.Dropout(settings.after)(states))
    return keras.Model(frames, logits)


def train(data: Rolls, seed: int, settings: Settings) -> dict[str, float]:
    """Train a model and return its nats per frame on validation and test."""
    import keras
    from keras import ops
    from models_fit import Plan, alike, compiled, fit, padded

    keras.utils.set_random_seed(seed)
    rng, model = np.random.default_rng(seed), build(settings)

    def examples(indices: np.ndarray) -> tuple[np.ndarray, ...]:
        pieces = []
        for index in indices:
            piece = data["train"][index]
            start = rng.integers(max(1, len(piece) - settings.frames + 1))
            pieces.append(
                np.roll(piece[start : start + settings.frames], rng.integers(-settings.moved, settings.moved + 1), axis=1)
            )
        real = padded([np.ones(len(piece) - 1, "float32") for piece in pieces])
        return padded(pieces), real

    def loss(x: Any, real: Any) -> Any:
        o, target = model(x[:, :-1], training=True), x[:, 1:]
        losses = ops.sum(ops.softplus(o) - o * target, axis=-1)  # (14.6)
        return ops.sum(losses * real) / ops.sum(real)

    forward = compiled(lambda x: model(x, training=False), (np.zeros((1, 1, KEYS), "float32"),))

    def nats(part: str) -> float:
        pieces, said = data[part], [np.empty(0)] * len(data[part])
        for indices in alike([len(piece) for piece in pieces], 32):
            logits = forward(padded([pieces[index] for index in indices])).numpy()
            for index, row in zip(indices, logits, strict=True):
                said[index] = row[: len(pieces[index])]
        return nats_per_frame(said, pieces)

    lengths = [min(len(piece), settings.frames) for piece in data["train"]]
    plan = Plan(settings.epochs, settings.batch, settings.rate)
    scores = fit(model, loss, examples, lengths, lambda: nats("validation"), plan, seed)
    return {"nats per frame": nats("test"), "validation": min(scores), "best epoch": int(np.argmin(scores)) + 1}


TASKS = {
    "jsb": Task(
        "JSB chorales, quarter notes, 88 keys",
        "nats per frame, first frame not scored",
        "LSTM 8.45, GRU 8.43, RNN 8.91 (Bai 2018); 8.33, 8.20 tuned",
        "at most 8.25 in 5 min; below 7.7 is a sign of a bug",
        lambda: rolls("jsb"),
        markov_floor,
        train,
        Settings(units=400, epochs=80, batch=8),
        {"nats per frame": ".3f", "validation": ".3f"},
        "One GRU, dropout on what it reads and on its states.",
    ),
    "nottingham": Task(
        "Nottingham, 88 keys",
        "nats per frame, first frame not scored",
        "LSTM 3.29, GRU 3.46, RNN 4.05 (Bai 2018)",
        "at most 3.25 in 20 min",
        lambda: rolls("nottingham"),
        markov_floor,
        train,
        Settings(dropout=0.1, after=0.4, epochs=60, batch=8, rate=5e-3, frames=100),
        {"nats per frame": ".3f", "validation": ".3f"},
        "The same model with less dropout inside and more behind it; in training 100 frames of a piece are read at a time.",
    ),
}
