"""Other right answers of unit 14; run in the namespace of the solution."""
# ruff: noqa: F821  (names of the solution)

import itertools
import math

import numpy as np


def encode_tune__loop(tune, characters, max_length):
    ids = np.zeros(max_length, dtype=np.int32)
    ids[0], place = 1, 1
    for character in [*tune, None]:
        index = 2 if character is None else characters.find(character) + 3
        if character is not None and index < 3:
            continue
        if place == max_length:
            break
        ids[place] = index
        place += 1
    return ids


def encode_tune__dict_and_pad(tune, characters, max_length):
    table = {character: index for index, character in enumerate(characters, 3)}
    row = np.array([BOS] + [table[c] for c in filter(table.__contains__, tune)] + [EOS], dtype="int64")
    row = row[:max_length]
    return np.pad(row, (0, max_length - row.size), constant_values=PAD)


def encode_tune__full(tune, characters, max_length):
    known = "".join(c for c in tune if c in set(characters))
    row = np.full(max_length, PAD)
    ids = [BOS, *[characters.index(c) + 3 for c in known][: max_length - 1]]
    row[: len(ids)] = ids
    if len(known) + 2 <= max_length:
        row[len(known) + 1] = EOS
    return row


def decode_tune__takewhile(ids, characters):
    return "".join(characters[i - 3] for i in itertools.takewhile(lambda i: i != EOS, ids) if i not in (PAD, BOS))


def decode_tune__arrays(ids, characters):
    ids = np.array(ids, dtype=int)
    ends = np.flatnonzero(ids == 2)
    ids = ids[: ends[0]] if len(ends) else ids
    return "".join(np.array(["", "", "", *characters])[ids])


def build_tune_model__shared_mask(layers, classes, features, units):
    ids = keras.layers.Input(shape=(None,), dtype="int32", name="ids")
    state = keras.layers.Input(shape=[units], name="state")
    embedded = keras.layers.Embedding(classes, features, name="vectors")(ids)
    mask = keras.ops.not_equal(ids, 0)
    outputs, last = layers.GRU(units, return_state=True, return_sequences=True, name="memory")(
        embedded, mask=mask, initial_state=[state]
    )
    return keras.Model(inputs=[ids, state], outputs=[keras.layers.Dense(classes, name="logits")(outputs), last], name="tunes")


def build_tune_model__subclass(layers, classes, features, units):
    class Writer(keras.Model):
        def __init__(self):
            super().__init__()
            self.output_layer = keras.layers.Dense(classes)
            self.memory = layers.GRU(units, return_sequences=True, return_state=True)
            self.vectors = keras.layers.Embedding(classes, features)

        def call(self, inputs):
            ids, state = inputs
            h_all, h_last = self.memory(self.vectors(ids), initial_state=[state], mask=ids > 0)
            return self.output_layer(h_all), h_last

    return Writer()


def build_tune_model__subclass_built(layers, classes, features, units):
    model = build_tune_model__subclass(layers, classes, features, units)
    model.build([(None, None), (None, units)])
    return model


def build_tune_model__time_distributed(layers, classes, features, units):
    ids, state = keras.Input((None,), dtype="int32"), keras.Input((units,))
    h_all, h_last = layers.GRU(units, return_sequences=True, return_state=True)(
        keras.layers.Embedding(classes, features, mask_zero=True)(ids), initial_state=[state], mask=ops.greater(ids, 0)
    )
    logits = keras.layers.TimeDistributed(keras.layers.Dense(classes, activation="linear"))(h_all)
    return keras.Model([ids, state], (logits, h_last))


def sample_tune__choice_of_allowed(
    step, state, first_id, end_id, rng, max_length, min_length=0, temperature=1.0, top_k=None, banned=()
):
    ids, index = [], first_id
    for place in range(max_length):
        logits, state = step(index, state)
        allowed = [k for k in range(len(logits)) if k not in banned and not (k == end_id and place < min_length)]
        allowed.sort(key=lambda k: logits[k], reverse=True)
        allowed = allowed[:top_k]
        chances = softmax(logits[allowed] / temperature)
        index = allowed[rng.choice(len(allowed), p=chances)]
        if index == end_id:
            return ids
        ids.append(index)
    return ids


def sample_tune__gumbel(step, state, first_id, end_id, rng, max_length, min_length=0, temperature=1.0, top_k=None, banned=()):
    ids = [first_id]
    while len(ids) <= max_length:
        logits, state = step(ids[-1], state)
        barred = np.isin(np.arange(len(logits)), banned)
        barred[end_id] |= len(ids) - 1 < min_length
        scores = np.where(barred, -np.inf, logits)
        if top_k is not None and top_k < len(scores):
            scores = np.where(scores < np.sort(scores)[-top_k], -np.inf, scores)
        drawn = int(np.argmax(scores / temperature + rng.gumbel(size=len(scores))))
        if drawn == end_id:
            break
        ids.append(drawn)
    return ids[1:]


def sample_tune__cumulative(step, state, first_id, end_id, rng, max_length, min_length=0, temperature=1.0, top_k=None, banned=()):
    written, last = [], first_id
    while True:
        if len(written) == max_length:
            return np.array(written, dtype=int)
        logits, state = step(last, state)
        out = {*banned, end_id} if len(written) < min_length else set(banned)
        weights = np.exp((logits - max(x for k, x in enumerate(logits) if k not in out)) / temperature)
        weights[list(out)] = 0.0
        if top_k is not None:
            weights[np.argsort(weights)[::-1][top_k:]] = 0
        last = int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right"))
        if last == end_id:
            return written
        written.append(last)


def chorale_to_frames__sets(chorale):
    rows = [[float(21 + key in set(numbers)) for key in range(88)] for numbers in chorale]
    return np.array(rows, dtype=float).reshape(-1, 88)


def chorale_to_frames__wide_array(chorale):
    wide = np.zeros((len(chorale), 1000))
    for t, numbers in enumerate(chorale):
        wide[t, np.array([number for number in numbers if number > 0], dtype=int)] = 1
    return wide[:, 21:109]


def chorale_to_frames__one_hot(chorale):
    eye = np.eye(88, dtype=np.float32)
    frames = [eye[[n - 21 for n in sorted(numbers) if 20 < n < 109]].sum(axis=0).clip(0, 1) for numbers in chorale]
    return np.stack(frames) if frames else np.zeros((0, 88), dtype=np.float32)


def frame_nll__logaddexp(logits, frames, mask):
    losses = np.logaddexp(0.0, logits)[:, :-1] - logits[:, :-1] * frames[:, 1:]
    return losses.sum(-1)[mask[:, 1:]].mean()


def frame_nll__signs_float32(logits, frames, mask):
    signed = (np.where(frames[:, 1:] > 0.5, 1, -1) * logits[:, :-1]).astype(np.float32)
    losses = np.log1p(np.exp(-np.abs(signed))) - np.minimum(signed, 0)
    return np.einsum("ntk,nt->", losses, mask[:, 1:].astype(np.float32)) / np.float32(mask[:, 1:].sum())


def frame_nll__loops(logits, frames, mask):
    total, count = 0.0, 0
    for n, t in itertools.product(range(len(mask)), range(1, mask.shape[1])):
        if mask[n, t]:
            count += 1
            for o, x in zip(logits[n, t - 1], frames[n, t], strict=True):
                o = o if x else -o
                total += math.log1p(math.exp(-o)) if o > 0 else -o + math.log1p(math.exp(o))
    return total / count


def frames_to_notes__diff(frames):
    closed = np.pad(np.asarray(frames, dtype=int), ((1, 1), (0, 0)))
    change = np.diff(closed, axis=0)
    notes = []
    for key in range(88):
        for start, stop in zip(np.flatnonzero(change[:, key] > 0), np.flatnonzero(change[:, key] < 0), strict=True):
            notes.append((int(start), int(stop - start), key + 21))
    return sorted(notes, key=lambda note: note[::2])


def frames_to_notes__frame_by_frame(frames):
    notes, sounding = [], {}
    for t, frame in enumerate([*(np.flatnonzero(frame) for frame in frames), []]):
        keys = {int(key) + LOWEST for key in frame}
        for pitch in list(sounding):
            if pitch not in keys:
                start = sounding.pop(pitch)
                notes.append([start, t - start, pitch])
        for pitch in keys:
            sounding.setdefault(pitch, t)
    notes.sort(key=lambda note: (note[0], note[2]))
    return notes


def frames_to_notes__grouped(frames):
    return sorted(
        (
            (int(run[0]), len(run), int(key) + 21)
            for key in range(frames.shape[1])
            for run in np.split(np.flatnonzero(frames[:, key]), np.flatnonzero(np.diff(np.flatnonzero(frames[:, key])) > 1) + 1)
            if len(run)
        ),
        key=lambda note: (note[0], note[2]),
    )
