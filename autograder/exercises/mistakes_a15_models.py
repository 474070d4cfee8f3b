"""Known mistakes of unit 15: the forecaster and the reader of DNA."""

from __future__ import annotations

from .model import Mistake

LAST = "inputs[:, -1, target : target + 1]"
GRU = "layers.GRU(units)(inputs)"
DENSE = "keras.layers.Dense(horizon)(state)"
FORECASTER = (
    Mistake(f"{LAST} + change", "change", "The last value is missing: (15.4) adds what the network says to it."),
    Mistake(
        LAST,
        "inputs[:, 0, target : target + 1]",
        "The first value of the window is added. The naive forecast is its last: index -1.",
    ),
    Mistake(LAST, "inputs[:, -1, 0:1]", "Column 0 is added, whatever `target` says."),
    Mistake(LAST, "inputs[:, -1, -1:]", "The last column is added, whatever `target` says."),
    Mistake(f"{LAST} + change", f"{LAST} - change", "What the network says is taken away from the last value. It is added."),
    Mistake(f"{LAST} + change", f"{LAST} * change", "What the network says is multiplied with the last value. It is added."),
    Mistake(
        LAST,
        "keras.ops.mean(inputs[:, :, target : target + 1], axis=1)",
        "The mean of the window is added. It is the last value.",
    ),
    Mistake(
        LAST,
        "keras.ops.sum(inputs[:, -1], axis=1, keepdims=True)",
        "All features of the last step are added. It is the one that is forecast: column `target`.",
    ),
    Mistake(
        "keras.layers.Dense(horizon)",
        'keras.layers.Dense(horizon, activation="relu")',
        "The dense layer has the activation ReLU: a forecast that cannot go below the last value. It has none.",
    ),
    Mistake(
        "keras.layers.Dense(horizon)",
        'keras.layers.Dense(horizon, activation="tanh")',
        "The dense layer has the activation tanh: no forecast could be more than 1 away from the last value. It has none.",
    ),
    Mistake(
        GRU,
        "layers.GRU(units)(inputs[:, ::-1])",
        "The network reads the window from its end. Time goes on from left to right.",
    ),
    Mistake(
        GRU,
        "layers.GRU(units)(inputs[:, :-1])",
        "The network does not see the last step of the window.",
    ),
    Mistake(
        GRU,
        "layers.GRU(units)(inputs[:, :, target : target + 1])",
        "The network sees one feature only. It reads all of them.",
    ),
    Mistake(
        GRU,
        "keras.ops.mean(layers.GRU(units, return_sequences=True)(inputs), axis=1)",
        "The dense layer gets the mean of all states. It gets the last one.",
    ),
    Mistake(
        GRU,
        "layers.LSTM(units)(inputs)",
        "The recurrent layer is no GRU: the weights of an LSTM have four blocks.",
    ),
    Mistake(GRU, "layers.SimpleRNN(units)(inputs)", "The recurrent layer is no GRU: a plain one has one block of weights."),
    Mistake(
        GRU,
        "layers.GRU(units)(layers.GRU(units, return_sequences=True)(inputs))",
        "There are two recurrent layers. One is asked for.",
    ),
    Mistake(
        "(units)(inputs)",
        "(units, reset_after=False)(inputs)",
        "The GRU resets before the product. It has its default arguments: reset after it, and a bias of two rows.",
    ),
    Mistake(GRU, "keras.layers.GRU(units)(inputs)", "", caught="error"),
    Mistake(
        "keras.layers.Dense(horizon)",
        "keras.layers.Dense(1)",
        "The dense layer has one output, which is added at every step. It has `horizon` of them.",
        caught="values",
    ),
    Mistake(DENSE, "keras.layers.Dense(units)(state)", "The dense layer has `units` outputs. It has `horizon` of them."),
    Mistake("return keras.Model(", "return (", "", caught="error"),
)

CONV = 'keras.layers.Conv1D(filters, width, padding="same", activation="relu")'
POOL = "keras.layers.MaxPooling1D(pool)"
PLACES = "mask[:, pool - 1 :: pool]"
READ = f"layers.GRU(units)(best, mask={PLACES})"
READER = (
    Mistake(
        f", mask={PLACES}",
        "",
        "The GRU reads the padding: give it the pooled mask, `layers.GRU(units)(best, mask=...)`.",
    ),
    Mistake(
        PLACES,
        "mask[:, : 1 - pool : pool]",
        "A step counts as real where its FIRST place is a letter, so half-padded steps are read, and the answer depends "
        "on the padding. All its places must be letters: look at the last one.",
    ),
    Mistake(
        PLACES,
        "keras.ops.logical_not(mask[:, pool - 1 :: pool])",
        "The mask is the wrong way round: True stands for a letter.",
    ),
    Mistake(', activation="relu"', "", "The convolution has no activation. It has ReLU."),
    Mistake('activation="relu"', 'activation="tanh"', "The activation of the convolution is tanh. It is ReLU."),
    Mistake(
        POOL,
        "keras.layers.AveragePooling1D(pool)",
        "The pooling takes the mean of the places. It keeps the best match, the largest: `MaxPooling1D`.",
    ),
    Mistake(
        "(filters, width,",
        "(filters, 8,",
        "The filters have 8 letters, whatever `width` says.",
    ),
    Mistake(
        "(filters, width,",
        "(width, filters,",
        "Number and width of the filters are exchanged: `Conv1D(filters, width, ...)`, how many first.",
    ),
    Mistake(
        ' padding="same",',
        "",
        "The convolution is not padded, so it gives fewer steps than there are letters, and the mask is right for other "
        'steps: `padding="same"`.',
    ),
    Mistake("(filters, width,", "(units, width,", "The convolution has `units` filters. It has `filters`."),
    Mistake("GRU(units)", "GRU(filters)", "The GRU has `filters` units. It has `units`."),
    Mistake(
        READ, f"layers.LSTM(units)(best, mask={PLACES})", "The recurrent layer is no GRU: an LSTM has four blocks of weights."
    ),
    Mistake(
        READ,
        f"keras.layers.Bidirectional(layers.GRU(units))(best, mask={PLACES})",
        "The GRU reads in both directions. One, from the first letter on, is asked for.",
    ),
    Mistake(
        READ,
        f"layers.GRU(units, go_backwards=True)(best, mask={PLACES})",
        "The GRU reads from the end. It begins with the first letter.",
    ),
    Mistake("layers.GRU", "keras.layers.GRU", "", caught="error"),
    Mistake(
        "layers.Dense(1)",
        'layers.Dense(1, activation="sigmoid")',
        "The output is a probability. A logit is asked for: no activation.",
    ),
    Mistake("layers.Dense(1)", "layers.Dense(2)", "There are two outputs. One logit is enough for two classes."),
    Mistake(
        "(best, mask",
        "(keras.layers.Conv1D(filters, 1)(best), mask",
        "There is one convolution too many.",
    ),
    Mistake("[letters, mask], keras", "[mask, letters], keras", "", caught="error"),
    Mistake("[letters, mask], keras", "letters, keras", "", caught="error"),
)
