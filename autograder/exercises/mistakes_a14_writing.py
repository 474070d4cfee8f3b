"""Known mistakes of unit 14: the network whose state goes in and out, and writing with constraints."""

from __future__ import annotations

from .model import Mistake

GRU = "layers.GRU(units, return_sequences=True, return_state=True)"
CALL = "gru(vectors, initial_state=[state], mask=ops.not_equal(ids, PAD))"
LAST = "keras.Model([ids, state], [keras.layers.Dense(classes)(h_all), h_last])"

BUILD = (
    Mistake(
        "initial_state=[state], ",
        "",
        "The state that goes in has no influence: hand it to the GRU as `initial_state`.",
    ),
    Mistake(
        ", mask=ops.not_equal(ids, PAD)",
        "",
        "Padding changes the state: tell the GRU which steps are real, with `mask=`.",
    ),
    Mistake(
        "mask=ops.not_equal(ids, PAD)",
        "mask=ops.equal(ids, PAD)",
        "The mask is the wrong way round: True is a real step.",
    ),
    Mistake(
        "mask=ops.not_equal(ids, PAD)",
        "mask=ops.greater(ids, EOS)",
        "BOS and EOS are masked, too. Only PAD is padding.",
    ),
    Mistake(
        LAST,
        LAST.replace("(classes)", '(classes, activation="softmax")'),
        "The outputs are probabilities. Logits are asked for: no softmax.",
    ),
    Mistake(
        LAST,
        LAST.replace("(classes)", '(classes, activation="relu")'),
        "Logits may be negative: the Dense layer has no activation.",
    ),
    Mistake(
        LAST,
        LAST.replace("h_last]", "state]"),
        "The state that comes out is the one that went in. Give back the GRU's last state.",
    ),
    Mistake(
        LAST,
        LAST.replace("[keras.layers.Dense(classes)(h_all), h_last]", "[h_last, keras.layers.Dense(classes)(h_all)]"),
        "The two outputs are exchanged: the logits come first, then the last state.",
    ),
    Mistake(
        LAST,
        "keras.Model([ids, state], keras.layers.Dense(classes)(h_all))",
        "The model gives the logits alone. It has two outputs, `[logits, last state]`.",
    ),
    Mistake(LAST, LAST.replace("[ids, state]", "[state, ids]"), "", caught="error"),
    Mistake(
        GRU,
        GRU.replace("GRU(units", "SimpleRNN(units"),
        "The recurrent layer is no GRU: a plain one has one block of weights.",
    ),
    Mistake(
        f"gru = {GRU}\n    h_all, h_last = gru(vectors, initial_state=[state],",
        f"gru = {GRU.replace('GRU', 'LSTM')}\n    h_all, h_last, _ = gru(vectors, initial_state=[state, state],",
        "The recurrent layer is no GRU: an LSTM has four blocks of weights, and two states.",
    ),
    Mistake(GRU, GRU.replace("layers.", "keras.layers."), "", caught="error"),
    Mistake(
        "return_sequences=True, return_state=True)\n    h_all, h_last",
        "return_state=True)\n    h_all, h_last",
        "The GRU gives its last output only, so the logits have no axis of time steps: give it `return_sequences=True`.",
    ),
    Mistake("keras.layers.Embedding(classes, features)", "keras.layers.Embedding(features, classes)", "", caught="error"),
    Mistake(
        "return_sequences=True, return_state=True)",
        "return_sequences=True, return_state=True, go_backwards=True)",
        "The network reads from right to left: it would have to know the end of a tune before its beginning.",
    ),
)

STEP = "logits, state = step(index, state)"
BAN = "        scores[list(banned)] = -np.inf\n"
SHORT = "        if len(ids) < min_length:\n            scores[end_id] = -np.inf\n"
TOP = "        if top_k is not None:\n            scores[np.argsort(-scores)[top_k:]] = -np.inf\n"
DRAW = "int(rng.choice(len(scores), p=softmax(scores)))"
END = "        if index == end_id:\n            break\n        ids.append(index)"

SAMPLE = (
    Mistake(
        STEP, "logits, _ = step(index, state)", "Every step starts from the first state: carry the state that `step` returns."
    ),
    Mistake(STEP, "logits, state = step(first_id, state)", "Every step reads the first id: the id just drawn is read next."),
    Mistake(
        "logits / temperature", "logits * temperature", "The logits are multiplied by the temperature. They are divided by it."
    ),
    Mistake("logits / temperature", "logits / 1.0", "The temperature has no influence: divide the logits by it, (14.3)."),
    Mistake(DRAW, "int(np.argmax(scores))", "The likeliest id is written every time. Draw it."),
    Mistake(
        "p=softmax(scores)",
        "p=np.isfinite(scores) / np.sum(np.isfinite(scores))",
        "All ids that are allowed are equally likely. Draw them by (14.3).",
    ),
    Mistake(BAN, "", "Banned ids are written. Their logits must become minus infinity."),
    Mistake(
        BAN,
        "        scores[list(banned)] = 0.0\n",
        "The logit of banned ids is set to 0, and e to the 0 is 1. A probability of 0 needs a logit of minus infinity.",
    ),
    Mistake(
        BAN,
        "        if not ids:\n            scores[list(banned)] = -np.inf\n",
        "Banned ids are kept out of the first place only. They are not allowed at any step.",
    ),
    Mistake(SHORT, "", "`min_length` has no influence: the end sign is not allowed before so many ids are written."),
    Mistake(
        SHORT,
        "        if len(ids) <= min_length:\n            scores[end_id] = -np.inf\n",
        "The end sign is kept out for one step too long: once `min_length` ids are written, it is allowed.",
    ),
    Mistake(
        SHORT,
        "        if len(ids) < min_length - 1:\n            scores[end_id] = -np.inf\n",
        "The end sign is allowed one step too early: `min_length` ids have to stand before it.",
    ),
    Mistake(
        SHORT,
        "        if min_length:\n            scores[end_id] = -np.inf\n",
        "With a `min_length` the end sign never comes. It is allowed once so many ids are written.",
    ),
    Mistake(
        f"{SHORT}{TOP}",
        f"{TOP}{SHORT}",
        "The likeliest ids are picked before the end sign is taken out, so fewer or none are left: first 1 and 2, then 3.",
    ),
    Mistake(
        f"{BAN}{SHORT}{TOP}",
        f"{SHORT}{TOP}{BAN}",
        "The likeliest ids are picked before those in `banned` are taken out, so fewer or none are left: first 1 and 2, then 3.",
    ),
    Mistake(
        f"{BAN}{SHORT}{TOP}",
        f"{TOP}{BAN}{SHORT}",
        "The likeliest ids are picked first, before `banned` and the end sign are taken out, so fewer or none are left. "
        "Number 3 comes after 1 and 2.",
    ),
    Mistake(
        "            scores[np.argsort(-scores)[top_k:]] = -np.inf\n",
        "            scores = np.sort(scores)[::-1][:top_k]\n",
        "With `top_k` the logits are sorted, so what is drawn is a place in the sorted list, not an id. Leave each at its place.",
    ),
    Mistake("scores[list(banned)]", "scores[banned]", "", caught="error"),
    Mistake(
        SHORT + TOP,
        TOP + "        if len(ids) < min_length:\n            scores[0] = -np.inf\n",
        "",
        caught="error",
    ),
    Mistake("if top_k is not None:", "if False:", "`top_k` has no influence: only so many ids may stay."),
    Mistake(
        "np.argsort(-scores)[top_k:]",
        "np.argsort(scores)[top_k:]",
        "The unlikeliest ids stay. `np.argsort` sorts from the smallest up: sort the negative scores.",
    ),
    Mistake("[top_k:]", "[top_k + 1 :]", "One id too many stays: the k likeliest are numbers 0 to k - 1 of the sorted list."),
    Mistake("if index == end_id:", "if False:", "The end sign does not end the tune, and is written like any other id."),
    Mistake(
        END,
        "        ids.append(index)\n        if index == end_id:\n            break",
        "The end sign is written down. Ask whether it came before you append.",
    ),
    Mistake("index == end_id", "index == 0", "The tune ends at id 0. The end sign is the argument `end_id`."),
    Mistake(
        "len(ids) < max_length", "len(ids) <= max_length", "A tune may be one id too long: at most `max_length` are written."
    ),
    Mistake("len(ids) < max_length", "len(ids) < max_length - 1", "A tune ends one id too early: `max_length` may be written."),
    Mistake(
        "ids, index = [], first_id",
        "ids, index = [first_id], first_id",
        "The first id is part of the result, and of its length. It is only read.",
    ),
    Mistake(
        "while len(ids) < max_length",
        "while index != end_id and len(ids) < max_length",
        "Nothing is written where the first id is the end sign. The first id is only read: ask after the draw, not before.",
    ),
    Mistake(
        "rng.choice(",
        "np.random.default_rng().choice(",
        "The same generator gives another tune a second time: draw with the `rng` you are given.",
    ),
    Mistake(
        "rng.choice(",
        "np.random.default_rng(0).choice(",
        "Chance repeats itself: a generator is made anew with a fixed seed. Draw with the `rng` you are given.",
    ),
)
