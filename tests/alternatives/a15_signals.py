"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import keras
import numpy as np
from keras import ops


def make_windows__slices(values, window, horizon, target=0):
    if np.sum(np.isnan(values)) > 0:
        raise ValueError("missing value")
    if window + horizon > len(values):
        raise ValueError("too short")
    inputs, targets = [], []
    for k in range(len(values) - window - horizon + 1):
        inputs.append(values[k : k + window])
        targets.append(values[k + window : k + window + horizon, target])
    return np.array(inputs), np.array(targets)


def make_windows__views(values, window, horizon, target=0):
    if len(values) < window + horizon:
        raise ValueError("too short")
    if not np.isfinite(values).all():
        raise ValueError("missing value")
    whole = np.lib.stride_tricks.sliding_window_view(values, window + horizon, axis=0)
    return whole[:, :, :window].swapaxes(1, 2), whole[:, target, window:]


def make_windows__float32_list(values, window, horizon, target=0):
    assert_clean = np.isnan(values.sum())
    examples = len(values) + 1 - (window + horizon)
    if assert_clean or examples <= 0:
        raise ValueError("bad series")
    values = values.astype("float32")
    inputs = np.stack([values[t : t + examples] for t in range(window)], axis=1)
    return [inputs, np.stack([values[window + h : window + h + examples, target] for h in range(horizon)], axis=-1)]


def naive_forecast__broadcast(inputs, horizon, target=0):
    return np.broadcast_to(inputs[:, -1, target, None], (len(inputs), horizon))


def naive_forecast__ones(inputs, horizon, target=0):
    return inputs[:, -1, [target]] * np.ones(horizon)


def naive_forecast__tile_float32(inputs, horizon, target=0):
    return np.tile(inputs[:, -1, target].astype("float32"), (horizon, 1)).T


def seasonal_naive_forecast__tile(inputs, horizon, season, target=0):
    if inputs.shape[1] < season:
        raise ValueError("short window")
    return np.tile(inputs[:, -season:, target], (1, horizon // season + 1))[:, :horizon]


def seasonal_naive_forecast__loop(inputs, horizon, season, target=0):
    batch, window, _ = inputs.shape
    if window < season:
        raise ValueError("short window")
    forecast = np.zeros((batch, horizon), dtype="float32")
    for h in range(horizon):
        forecast[:, h] = forecast[:, h - season] if h >= season else inputs[:, window - season + h, target]
    return forecast


def build_forecaster__layers(units, horizon, features, target=0, layers=keras.layers):
    window = keras.layers.Input(shape=(None, features), name="window")
    states = layers.GRU(units, return_sequences=True)(window)
    change = keras.layers.Dense(horizon, activation=None, name="change")(states[:, -1])
    last = keras.layers.RepeatVector(horizon)(window[:, -1, target : target + 1])
    return keras.Model(inputs=window, outputs=keras.layers.Add()([change, ops.squeeze(last, axis=-1)]))


class Forecaster(keras.Model):
    def __init__(self, units, horizon, target, layers):
        super().__init__()
        self.reader, self.head, self.target = layers.GRU(units), keras.layers.Dense(horizon), target

    def call(self, inputs):
        return self.head(self.reader(inputs)) + inputs[:, -1, self.target, None]


def build_forecaster__subclass(units, horizon, features, target=0, layers=keras.layers):
    return Forecaster(units, horizon, target, layers)


def build_forecaster__subclass_built(units, horizon, features, target=0, layers=keras.layers):
    """Keras calls it built, but it has no weights before it is called."""
    model = Forecaster(units, horizon, target, layers)
    model.build((None, None, features))
    return model


def build_forecaster__take(units, horizon, features, target=0, layers=keras.layers):
    inputs = keras.Input((None, features))
    rnn = layers.GRU(units)
    feature = ops.take(inputs, target, axis=2)
    outputs = keras.layers.Dense(horizon)(rnn(inputs)) + ops.expand_dims(feature[:, -1], 1)
    model = keras.Model(inputs, outputs)
    model.compile("adam", "mae")
    return model


def encode_dna__table(sequences):
    if any(len(sequence) == 0 for sequence in sequences):
        raise ValueError("empty")
    if set("".join(sequences)) - set(BASES):
        raise ValueError("unknown letter")
    table = {letter: [(base in bases) / len(bases) for base in "ACGT"] for letter, bases in BASES.items()}
    longest = max(map(len, sequences))
    rows = [[table[letter] for letter in sequence] + [[0.0] * 4] * (longest - len(sequence)) for sequence in sequences]
    mask = np.arange(longest) < np.array([[len(sequence)] for sequence in sequences])
    return np.array(rows), mask


def encode_dna__from_letters_float32(sequences):
    try:
        rows = [np.stack([np.isin(list("ACGT"), list(BASES[letter])) for letter in sequence]) for sequence in sequences]
    except KeyError as error:
        raise ValueError(f"unknown letter {error}") from None
    letters = np.zeros((len(rows), max(len(row) for row in rows), 4), dtype="float32")
    for number, row in enumerate(rows):
        letters[number, : len(row)] = row / row.sum(axis=1, keepdims=True)
    return letters, letters.any(axis=2)


def build_dna_classifier__all_places(units, filters, width=8, pool=4, layers=keras.layers):
    x = letters = keras.Input(shape=(None, 4), name="letters")
    real = keras.Input(shape=(None,), dtype="bool", name="real")
    x = keras.layers.Conv1D(filters, kernel_size=width, padding="same")(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.MaxPool1D(pool_size=pool)(x)
    least = keras.layers.MaxPool1D(pool)(ops.cast(ops.logical_not(real), "float32")[:, :, None])
    x = layers.GRU(units)(x, mask=ops.equal(least[:, :, 0], 0))
    return keras.Model(inputs=[letters, real], outputs=keras.layers.Dense(1)(x))


class Reader(keras.Model):
    def __init__(self, units, filters, width, pool, layers):
        super().__init__()
        self.conv = keras.layers.Conv1D(filters, width, padding="same", activation=ops.relu)
        self.best, self.rnn, self.head = keras.layers.MaxPooling1D(pool), layers.GRU(units), keras.layers.Dense(1)
        self.pool = pool

    def call(self, inputs):
        letters, mask = inputs
        best = self.best(self.conv(letters))
        last = self.pool * (1 + ops.arange(ops.shape(best)[1])) - 1
        return self.head(self.rnn(best, mask=ops.take(mask, last, axis=1)))


def build_dna_classifier__subclass(units, filters, width=8, pool=4, layers=keras.layers):
    return Reader(units, filters, width, pool, layers)


def build_dna_classifier__subclass_built(units, filters, width=8, pool=4, layers=keras.layers):
    model = Reader(units, filters, width, pool, layers)
    model.build([(None, None, 4), (None, None)])
    return model


def leave_one_out_errors__delete(fit_and_predict, inputs, labels):
    answers = [fit_and_predict(np.delete(inputs, i, axis=0), np.delete(labels, i), inputs[[i]])[0] for i in range(len(inputs))]
    return np.array(answers) != labels


def leave_one_out_errors__backward(fit_and_predict, inputs, labels):
    errors = []
    for i in reversed(range(len(labels))):
        train = np.concatenate([inputs[i + 1 :], inputs[:i]])
        predicted = fit_and_predict(train, np.concatenate([labels[i + 1 :], labels[:i]]), inputs[i][None])
        errors.insert(0, bool(predicted.item() != labels[i]))
    return np.array(errors)
