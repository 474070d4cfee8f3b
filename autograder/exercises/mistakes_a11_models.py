"""Known mistakes of unit 11: the reader, and the function that asks it."""

from __future__ import annotations

from .model import Mistake

_LAYER = "keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))"
_REAL = "ops.where(ops.expand_dims(mask, -1), outputs, -1.0)"
_LARGEST = "ops.max(real, axis=1)"
_DENSE = "keras.layers.Dense(1)"
_FIRST = "    vectors = keras.layers.Dropout(rate)(vectors)\n"
_LAST = "keras.layers.Dropout(rate)(largest)"

MODEL = (
    Mistake(
        "outputs = both(vectors, mask=mask)",
        "outputs = both(vectors)",
        "The recurrent layers read the padding, too: hand them the mask, `mask=mask`.",
    ),
    Mistake(
        _REAL,
        "outputs",
        "Padded steps take part in the maximum, with what a layer says there or with 0, which is more than a unit that says no "
        "at every real step: put -1 there.",
    ),
    Mistake("ops.not_equal(ids, 0)", "ops.equal(ids, 0)", "The mask is the wrong way round: it is True where a step is real."),
    Mistake(
        "ops.not_equal(ids, 0)", "ops.greater(ids, 1)", "The mask hides the id 1 as well. That is UNK, a real word; padding is 0."
    ),
    Mistake(_LARGEST, "ops.mean(real, axis=1)", "The units are averaged over time: (11.3) takes the largest value of each."),
    Mistake(_LARGEST, "ops.sum(real, axis=1)", "The units are added up over time: (11.3) takes the largest value of each."),
    Mistake(_LARGEST, "real[:, -1]", "Only the last time step is used, which is padding in most reviews: (11.3) looks at all."),
    Mistake(_LARGEST, "outputs[:, 0]", "Only the first time step is used: (11.3) looks at all real ones."),
    Mistake(
        _LARGEST,
        "ops.concatenate([outputs[:, -1, :units], outputs[:, 0, units:]], axis=-1)",
        "The last state of each direction is used: (11.3) looks at all outputs, so let the layer return them.",
    ),
    Mistake(_LARGEST, "ops.max(real, axis=-1)", "", caught="error"),
    Mistake(
        _LAYER,
        "layers.LSTM(units, return_sequences=True)",
        "There is one LSTM, reading from the left: `Bidirectional` makes two of it.",
    ),
    Mistake(
        _LAYER,
        "keras.layers.Bidirectional(layers.GRU(units, return_sequences=True))",
        "These are the weights of a GRU, three blocks: the statement has an LSTM.",
    ),
    Mistake(
        _LAYER,
        'keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True), merge_mode="sum")',
        "The outputs of the two directions are added: both are kept, side by side, 2 units.",
    ),
    Mistake("(layers.LSTM(", "(keras.layers.LSTM(", "", caught="error"),
    Mistake(_LAYER, "keras.layers.Bidirectional(layers.LSTM(units))", "", caught="error"),
    Mistake(
        "layers.LSTM(units,",
        "layers.LSTM(features,",
        "The LSTMs have `features` units each: a word vector and a state are two sizes.",
    ),
    Mistake(
        "Embedding(vocabulary_size, features)",
        "Embedding(vocabulary_size + 1, features)",
        "The embedding has a row too many: ids run from 0 to `vocabulary_size` - 1, PAD and UNK included.",
    ),
    Mistake(
        _DENSE,
        'keras.layers.Dense(1, activation="sigmoid")',
        "The model returns probabilities: it should return logits, the loss makes the sigmoid itself.",
    ),
    Mistake(_DENSE, "keras.layers.Dense(2)", "There are two logits for a review: one is enough, its sign tells the class."),
    Mistake(
        "keras.layers.Dropout(rate)(vectors)",
        "keras.layers.SpatialDropout1D(rate)(vectors)",
        "The same numbers are taken away from every word's vector in a review, as `SpatialDropout1D` and the `dropout` of an "
        "LSTM do it: a `Dropout` layer chooses anew for each word.",
    ),
    Mistake(
        "layers.LSTM(units, return_sequences=True)",
        "layers.LSTM(units, return_sequences=True, recurrent_dropout=rate)",
        "The LSTMs have dropout of their own: it belongs on the word vectors and before the last layer, nowhere else.",
    ),
    Mistake(
        _FIRST,
        "",
        "In training the logits vary less than they should: is there dropout on the word vectors?",
    ),
    Mistake(
        _LAST,
        "largest",
        "In training the logits vary less than they should: is there dropout before the last layer?",
    ),
    Mistake(
        "Dropout(rate)",
        "Dropout(1 - rate)",
        "The share of numbers that dropout keeps is given to it: `rate` is the share that it sets to zero.",
    ),
    Mistake(
        "keras.Model(ids, logit)",
        "keras.Model(ids, logit[:, 0])",
        "The logits have the shape (batch,): keep the axis of length 1 that the last layer makes.",
    ),
    Mistake(_LAST, "keras.layers.Dropout(rate)(ops.stop_gradient(largest))", "", caught="score"),
)

_LOGITS = "model.predict(encode_reviews(texts, vocabulary, length), verbose=0)"
_ANSWER = "return sigmoid(logits[:, 0])"

ASK = (
    Mistake(_ANSWER, "return logits[:, 0]", "These are the logits: a probability is their sigmoid."),
    Mistake(_ANSWER, "return 1 - sigmoid(logits[:, 0])", "This is the probability of being bad: the logit speaks for good."),
    Mistake(_ANSWER, "return (logits[:, 0] > 0) * 1.0", "These are verdicts, 0 or 1: return the probabilities."),
    Mistake(
        _ANSWER, "return sigmoid(sigmoid(logits[:, 0]))", "The sigmoid is taken twice: all answers lie between 0.5 and 0.73."
    ),
    Mistake(
        _ANSWER,
        "return np.exp(logits[:, 0]) / np.sum(np.exp(logits[:, 0]))",
        "The answers add up to 1: that is a softmax over the texts. Each text has a probability of its own, the sigmoid.",
    ),
    Mistake(_ANSWER, "return sigmoid(logits)", "", caught="shape"),
    Mistake(_ANSWER, "return sigmoid(logits.squeeze())", "", caught="type"),
    Mistake(
        _LOGITS,
        "ops.convert_to_numpy(model(encode_reviews(texts, vocabulary, length), training=True))",
        "The model is asked as in training, with dropout at work: use `model.predict`, or `training=False`.",
    ),
    Mistake(_ANSWER, "return sigmoid(logits[0])", "", caught="shape"),
    Mistake(_ANSWER, "return ops.sigmoid(logits[:, 0])", "", caught="error"),
    Mistake(_ANSWER, "return list(sigmoid(logits[:, 0]))", "", caught="type"),
    Mistake(_ANSWER, "return np.tanh(logits[:, 0])", "The logits go through tanh, which reaches from -1 to 1: use the sigmoid."),
    Mistake("(texts,", "(sorted(texts),", "The answers are in the order of the sorted texts: keep the order of the texts."),
    Mistake(
        "(texts,",
        "(sorted(texts, key=len),",
        "The answers are in the order of the texts' lengths: batches of similar length are fine, but put the answers back.",
    ),
    Mistake(
        "(texts, vocabulary, length)",
        "(texts, vocabulary, 1000)",
        "Texts longer than `length` are read whole: hand `length` to `encode_reviews`.",
    ),
    Mistake(
        "encode_reviews(texts, vocabulary, length)",
        "encode_reviews([text[-length:] for text in texts], vocabulary, length)",
        "The texts are cut after `length` letters: `encode_reviews` counts words.",
    ),
    Mistake(
        _LOGITS,
        "model.predict(encode_reviews(texts, vocabulary, length)[:32], verbose=0)",
        "",
        caught="shape",
    ),
    Mistake(
        _LOGITS,
        "model.predict(encode_reviews(texts, vocabulary, length)[:, ::-1], verbose=0)",
        "The model reads the reviews from their end: give it the ids as `encode_reviews` returns them.",
    ),
)
