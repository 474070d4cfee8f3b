"""Known mistakes of unit 08: drawing the next token, and writing until the end sign."""

from __future__ import annotations

from .model import Mistake

DRAW = "int(rng.choice(len(scores), p=softmax(scores)))"
BAN = "    scores[list(banned)] = -np.inf\n"
TOP_K = "    if top_k is not None:\n        scores[np.argsort(-scores)[top_k:]] = -np.inf\n"

TOP_P = """\
    if top_p is not None:
        order = np.argsort(-scores)  # from the likeliest down
        falling = softmax(scores)[order]
        before = np.cumsum(falling) - falling  # what those ahead of each add up to
        scores[order[before >= top_p]] = -np.inf
"""

SAMPLE = (
    Mistake(
        TOP_K + TOP_P,
        TOP_P + TOP_K,
        "The nucleus is taken before top-k. Its shares are those among the ids that top-k leaves: top-k first.",
    ),
    Mistake(
        "scores = logits / temperature  # (8.9), a new array\n" + BAN,
        "scores = np.delete(logits, list(banned)) / temperature\n",
        "Banned ids were taken out of the array, so all ids behind them move up. Leave them in, with a logit of minus infinity.",
    ),
    Mistake(
        "-np.inf",
        "0.0",
        "The logit of those that are out was set to 0, and e to the 0 is 1. A probability of 0 needs a logit of minus infinity.",
    ),
    Mistake(
        "scores[list(banned)]",
        "scores[banned]",
        "A tuple in brackets means one number per axis, and the empty one means all: index with `list(banned)`.",
        caught="error",
    ),
    Mistake(
        DRAW,
        "int(np.argmax(scores))",
        "The likeliest id comes every time: that is no draw. Chance decides, by the probabilities.",
    ),
    Mistake(
        "p=softmax(scores)",
        "p=np.isfinite(scores) / np.sum(np.isfinite(scores))",
        "All ids that stay are equally likely. They are drawn by their probabilities.",
    ),
    Mistake(
        "p=softmax(scores)",
        "p=softmax(softmax(scores))",
        "Softmax is applied twice, so all ids become nearly alike, and those that should be out come back.",
    ),
    Mistake(
        "p=softmax(scores)",
        "p=-np.sort(-softmax(scores))",
        "The place in the sorted list is returned, not the id that stands there.",
    ),
    Mistake(
        "logits / temperature", "logits * temperature", "The logits are multiplied by the temperature. They are divided by it."
    ),
    Mistake("logits / temperature", "logits / 1.0", "The temperature has no influence: all logits are divided by it, (8.9)."),
    Mistake(
        "logits / temperature",
        "softmax(logits) / temperature",
        "The temperature divides the probabilities. It must divide the logits, before softmax.",
    ),
    Mistake(BAN, "", "Banned ids are drawn. Their logits must become minus infinity."),
    Mistake(
        BAN,
        "    scores[list(banned)] = 0.0\n",
        "The logit of banned ids was set to 0, and e to the 0 is 1. A probability of 0 needs a logit of minus infinity.",
    ),
    Mistake(
        BAN + TOP_K,
        TOP_K + BAN,
        "The top-k are chosen before the banned ids are out, so fewer than k stay. Ban first.",
    ),
    Mistake("if top_k is not None:", "if False:", "`top_k` has no influence: only so many ids may stay."),
    Mistake(
        "np.argsort(-scores)[top_k:]",
        "np.argsort(scores)[top_k:]",
        "The k unlikeliest stay. `np.argsort` sorts from the smallest up; sort the negative logits.",
    ),
    Mistake("[top_k:]", "[top_k + 1 :]", "One id too many stays: the k likeliest are numbers 0 to k - 1 of the sorted list."),
    Mistake(
        "[top_k:]", "[max(top_k - 1, 1) :]", "One id too few stays: the k likeliest are numbers 0 to k - 1 of the sorted list."
    ),
    Mistake("if top_p is not None:", "if False:", "`top_p` has no influence: only the nucleus may stay."),
    Mistake(
        "np.cumsum(falling) - falling",
        "np.concatenate([[0.0], np.cumsum(falling)[1:]])",
        "The id with which the sum reaches `top_p` is cut off. It belongs to the nucleus: ask what those before it add up to.",
    ),
    Mistake(
        "np.cumsum(falling) - falling",
        "np.cumsum(falling)",
        "The id with which the sum reaches `top_p` is cut off, even if it is the only one. It belongs to the nucleus: ask what "
        "those before it add up to.",
    ),
    Mistake(
        "np.cumsum(falling) - falling",
        "np.cumsum(falling) - falling - np.concatenate([[0.0], falling[:-1]])",
        "One id too many stays: the nucleus is complete as soon as its sum reaches `top_p`.",
    ),
    Mistake(
        "order = np.argsort(-scores)  #",
        "order = np.arange(len(scores))  #",
        "The probabilities are added up in the order of the ids. The nucleus begins with the likeliest: sort first.",
    ),
    Mistake(
        "order = np.argsort(-scores)  #",
        "order = np.argsort(scores)  #",
        "The nucleus is built from the unlikeliest up. It begins with the likeliest.",
    ),
    Mistake(
        "falling = softmax(scores)[order]",
        "falling = softmax(scores * temperature)[order]",
        "The nucleus is measured before the temperature changed the probabilities. Temperature comes first.",
    ),
    Mistake(
        "falling = softmax(scores)[order]",
        "falling = softmax(logits / temperature)[order]",
        "The nucleus is measured on all ids. Those banned or cut by top-k are out already and leave their share to the others.",
    ),
    Mistake(
        "rng.choice(",
        "np.random.default_rng().choice(",
        "The same generator gives other ids a second time: chance comes from somewhere else. Draw with the `rng` you are given.",
    ),
    Mistake(
        "rng.choice(",
        "np.random.default_rng(0).choice(",
        "The same id comes every time: a generator made anew with a fixed seed repeats. Draw with the `rng` you are given.",
    ),
)

STEP = "logits, state = step(index, state)"
CALL = "sample_index(logits, rng, temperature, top_k, top_p, banned)"
END = "        if index == end_id:\n            break\n        ids.append(index)"
LOOP = f"    while len(ids) < max_length:\n        {STEP}\n        index = {CALL}  # (8.12)\n{END}\n    return ids"

GENERATE = (
    Mistake(
        STEP,
        "logits, _ = step(index, state)",
        "Every step starts from the first state: the model forgets what it wrote. Carry the state.",
    ),
    Mistake(
        STEP,
        "logits, state = step(first_id, state)",
        "Every step reads the first id. The id just drawn is what is read next.",
    ),
    Mistake(CALL, "int(np.argmax(logits))", "The likeliest id is written every time. Draw it, with `sample_index`."),
    Mistake(
        CALL,
        "sample_index(logits, rng, 1.0, top_k, top_p, banned)",
        "The temperature does not reach `sample_index`.",
    ),
    Mistake(CALL, "sample_index(logits, rng, temperature, None, top_p, banned)", "`top_k` does not reach `sample_index`."),
    Mistake(CALL, "sample_index(logits, rng, temperature, top_k, None, banned)", "`top_p` does not reach `sample_index`."),
    Mistake(CALL, "sample_index(logits, rng, temperature, top_k, top_p)", "The banned ids do not reach `sample_index`."),
    Mistake(
        CALL,
        "sample_index(logits, rng, temperature, top_p, top_k, banned)",
        "`top_k` and `top_p` are exchanged in the call of `sample_index`: look at the order of its parameters, or name them.",
    ),
    Mistake(
        CALL,
        "sample_index(softmax(logits), rng, temperature, top_k, top_p, banned)",
        "`sample_index` is given probabilities. It takes logits, and makes probabilities of them itself.",
    ),
    Mistake(
        CALL,
        "sample_index(logits, np.random.default_rng(0), temperature, top_k, top_p, banned)",
        "A generator is made anew at every step, with a fixed seed, so chance repeats itself. Hand on the `rng` you are given.",
    ),
    Mistake(
        "    ids, index = [], first_id",
        "    rng = np.random.default_rng(0)\n    ids, index = [], first_id",
        "Every run is the same: a generator is made anew with a fixed seed. Use the `rng` you are given.",
    ),
    Mistake(
        "while len(ids) < max_length",
        "while index != end_id and len(ids) < max_length",
        "Nothing is written where the first id is the end sign. The first id is only read: ask after the draw, not before.",
    ),
    Mistake(
        "while len(ids) < max_length",
        "while index != end_id",
        "`max_length` has no influence, and nothing is written where the first id is the end sign: the first id is only read.",
    ),
    Mistake(
        LOOP,
        LOOP.replace("while", "while index != end_id and").replace(END, "        ids.append(index)") + "[:-1]",
        "The last id is always taken off, but a run that `max_length` ends has no end sign there. And where the first id is the "
        "end sign, nothing is written.",
    ),
    Mistake(
        END + "\n    return ids",
        "        ids.append(index)\n        if index == end_id:\n            break\n    return ids[:-1]",
        "The last id is always taken off, but a run that `max_length` ends has no end sign there.",
    ),
    Mistake(CALL, "sample_index(logits, rng)", "None of the four wishes reaches `sample_index`: hand them on."),
    Mistake(
        END,
        "        ids.append(index)\n        if index == end_id:\n            break",
        "The end sign is written down. Ask whether it came before you append.",
    ),
    Mistake("if index == end_id:", "if False:", "The end sign does not end the run, and is written like any other id."),
    Mistake(
        END,
        "        if index != end_id:\n            ids.append(index)",
        "The end sign is left out, but the run goes on behind it.",
    ),
    Mistake("index == end_id", "index == 0", "The run ends at id 0. The end sign is the argument `end_id`."),
    Mistake(
        "index == end_id",
        "index in (end_id, first_id)",
        "The run also ends when the first id comes again. Only `end_id` ends it.",
    ),
    Mistake("len(ids) < max_length", "len(ids) <= max_length", "A run may be one id too long: at most `max_length` are written."),
    Mistake(
        "len(ids) < max_length", "len(ids) < max_length - 1", "A run ends one id too early: `max_length` ids may be written."
    ),
    Mistake("len(ids) < max_length", "True", "`max_length` has no influence: a run goes on until the end sign, however late."),
    Mistake(
        "ids, index = [], first_id",
        "ids, index = [first_id], first_id",
        "The first id is part of the result, and of its length. It is only read.",
    ),
    Mistake(
        "    return ids",
        "    return [first_id, *ids]",
        "The first id is part of the result. It is only read, not written.",
    ),
    Mistake(
        CALL,
        CALL.replace("rng", "np.random.default_rng()"),
        "Two runs with the same generator differ: the chance comes from somewhere else. Hand on the `rng` you are given.",
    ),
)
