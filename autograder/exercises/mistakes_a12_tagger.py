"""Known mistakes of unit 12: the network."""

from __future__ import annotations

from .model import Mistake

LAYER = "layers.LSTM(units, return_sequences=True)"
BOTH = "keras.layers.Bidirectional(layer)"
MASK = ", mask=ops.not_equal(ids, PAD)"
EMBEDDING = "keras.layers.Embedding(words, features)"
DENSE = "keras.layers.Dense(classes)"
STATES = "    states = layer(vectors, mask=ops.not_equal(ids, PAD))\n"
TWO = """    real = ops.not_equal(ids, PAD)
    states = layer(vectors, mask=real)
    if bidirectional:
        backward = layers.LSTM(units, return_sequences=True, go_backwards=True)(vectors, mask=real)
        states = ops.concatenate([states, backward], axis=-1)
"""

TAGGER = (
    Mistake(
        MASK,
        "",
        "The network reads the padding: give the LSTM a mask, `layer(vectors, mask=...)`, True where the id is not PAD.",
    ),
    Mistake(
        "ops.not_equal(ids, PAD)",
        "ops.equal(ids, PAD)",
        "The mask is the wrong way round: True stands for a real word.",
    ),
    Mistake(
        "ops.not_equal(ids, PAD)",
        "ops.greater(ids, UNKNOWN)",
        "Unknown words are masked like padding. A word that nobody knows is a word all the same, and gets a tag.",
    ),
    Mistake("if bidirectional:", "if not bidirectional:", "`bidirectional` works the wrong way round."),
    Mistake(
        "if bidirectional:",
        "if True:",
        "The network always reads in both directions: without `bidirectional` there is one LSTM, from the first word on.",
    ),
    Mistake(
        "if bidirectional:",
        "if False:",
        "The network reads in one direction only: wrap the LSTM in `keras.layers.Bidirectional` where `bidirectional` is true.",
    ),
    Mistake(
        BOTH,
        "layers.LSTM(units, return_sequences=True, go_backwards=True)",
        "With `bidirectional` there is only the direction from the last word: (12.6) has both, side by side.",
    ),
    Mistake(
        BOTH,
        'keras.layers.Bidirectional(layer, merge_mode="sum")',
        "The two directions are added: (12.6) puts them side by side, which is what `Bidirectional` does unless told otherwise.",
    ),
    Mistake(
        BOTH,
        "keras.layers.Bidirectional(layers.LSTM(units // 2, return_sequences=True))",
        "Each direction has half of the units: (12.6) joins two states of `units` numbers each.",
    ),
    Mistake(
        "        layer = keras.layers.Bidirectional(layer)  # (12.6)\n" + STATES,
        "        pass\n" + TWO,
        "The outputs of the backward direction stand in the order in which they were made, the last word first: turn them round "
        "before you join (unit 07), or let `Bidirectional` do it.",
    ),
    Mistake(", return_sequences=True", "", "", caught="shape"),
    Mistake(f"{DENSE}(states)", f"ops.argmax({DENSE}(states), axis=-1)", "", caught="shape"),
    Mistake("layers.LSTM(", "layers.GRU(", "The recurrent layer is a GRU; an LSTM is asked for."),
    Mistake("layers.LSTM(", "layers.SimpleRNN(", "The recurrent layer is a plain one; an LSTM is asked for."),
    Mistake(LAYER, "keras." + LAYER, "", caught="error"),
    Mistake(BOTH, "layers.Bidirectional(layer)", "", caught="error"),
    Mistake(
        "return_sequences=True",
        "return_sequences=True, go_backwards=True",
        "The network reads from the last word on, and its outputs stand in that order: `go_backwards` is too much here.",
    ),
    Mistake(
        DENSE,
        'keras.layers.Dense(classes, activation="softmax")',
        "There is a softmax in the last layer: the model must give logits, the loss has the softmax.",
    ),
    Mistake(DENSE, "keras.layers.Dense(classes, use_bias=False)", "The last layer has no bias."),
    Mistake(
        DENSE, "keras.layers.Dense(units)", "The last layer has `units` outputs: there is one logit for each of `classes` tags."
    ),
    Mistake(
        DENSE + "(states)",
        'keras.layers.Dense(classes)(keras.layers.Dense(units, activation="relu")(states))',
        "There is one more layer than asked for: the logits come from the states by one `Dense` layer.",
    ),
    Mistake(
        EMBEDDING,
        "keras.layers.Embedding(words, units)",
        "The vectors of words have `units` numbers; `features` are asked for.",
    ),
    Mistake(
        EMBEDDING,
        "keras.layers.Embedding(words + 1, features)",
        "The table of word vectors has one row too many: `words` counts padding and the unknown word already.",
    ),
    Mistake(
        "keras.Input((None,), dtype",
        "keras.Input((6,), dtype",
        "",
        caught="error",
    ),
    Mistake(
        "return keras.Model(ids, keras.layers.Dense(classes)(states))",
        "return keras.layers.Dense(classes)(states)",
        "",
        caught="error",
    ),
    Mistake(
        "features)(ids)",
        "features)(ids)\n    vectors = keras.layers.Dropout(0.97)(vectors)",
        "",
        caught="score",
    ),
)
