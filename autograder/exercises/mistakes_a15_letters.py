"""Known mistakes of unit 15: letters as numbers, and leaving one out."""

from __future__ import annotations

from .model import Mistake

SHARE = "1 / len(BASES[letter])"
PLACE = 'letters[number, place, "ACGT".index(base)]'
REAL = "mask[number, : len(sequence)] = True"
LOOK = "if letter not in BASES:"
ENCODE = (
    Mistake('"ACGT".index', '"ACTG".index', "The columns of G and T are exchanged: their order is A, C, G, T."),
    Mistake('"ACGT".index', '"TGCA".index', "The columns run backward: their order is A, C, G, T."),
    Mistake('"ACGT".index', '"ATCG".index', "The columns are in the order A, T, C, G: it is A, C, G, T."),
    Mistake(
        SHARE,
        "1",
        "An unsure letter has a 1 in each of its columns: it would count as several letters. Its bases share one 1.",
    ),
    Mistake(
        SHARE,
        "float(len(BASES[letter]) == 1)",
        "An unsure letter is a row of zeros, like padding. Its bases have equal shares of 1.",
    ),
    Mistake(
        SHARE,
        "1 / len(BASES[letter]) if len(BASES[letter]) < 4 else 0.0",
        "The letter N is a row of zeros, like padding. It may be any base: a quarter in each column.",
    ),
    Mistake(SHARE, "0.25 if len(BASES[letter]) > 1 else 1", "Every unsure letter has quarters. R is A or G only: a half each."),
    Mistake(
        "for base in BASES[letter]:",
        "for base in BASES[letter][:1]:",
        "Only the first base of an unsure letter gets its share.",
    ),
    Mistake(
        PLACE,
        'letters[number, place + longest - len(sequence), "ACGT".index(base)]',
        "The letters are padded at the front (the mask is not). Padding stands at the end.",
    ),
    Mistake(
        PLACE,
        'letters[number, len(sequence) - 1 - place, "ACGT".index(base)]',
        "The sequences run backward.",
    ),
    Mistake(
        REAL,
        "mask[number, longest - len(sequence) :] = True",
        "The mask is padded at the front (the letters are not). Padding stands at the end.",
    ),
    Mistake(REAL, "mask[number, len(sequence) :] = True", "The mask is the wrong way round: True stands for a letter."),
    Mistake(REAL, "mask[number] = True", "The mask is True everywhere. It is False at padding."),
    Mistake(REAL, "mask[number, : len(sequence) - 1] = True", "The mask ends one letter early."),
    Mistake(
        REAL,
        'mask[number, : len(sequence)] = [letter in "ACGT" for letter in sequence]',
        "The mask leaves out unsure letters. They are letters all the same: only padding is masked.",
    ),
    Mistake(
        "letters = np.zeros((len(sequences), longest, 4))",
        "letters = np.full((len(sequences), longest, 4), 0.25)\n    for number, sequence in enumerate(sequences):\n"
        "        letters[number, : len(sequence)] = 0",
        "Padding has quarters, like the letter N. It has rows of zeros.",
    ),
    Mistake("longest = max(len(sequence) for sequence in sequences)", "longest = 12", "", caught="shape"),
    Mistake("return letters, mask", "return letters.swapaxes(1, 2), mask", "", caught="shape"),
    Mistake("return letters, mask", "return letters.argmax(axis=2), mask", "", caught="shape"),
    Mistake("return letters, mask", "return letters, mask.astype(float)", "", caught="dtype"),
    Mistake("return letters, mask", "return letters", "", caught="structure"),
    Mistake(LOOK, "if False:", "", caught="score"),
    Mistake(
        f"            {LOOK}\n",
        f"            if letter not in BASES:\n                continue\n            {LOOK}\n",
        "",
        caught="score",
    ),
    Mistake("        for place, letter", "        sequence = sequence.upper()\n        for place, letter", "", caught="score"),
    Mistake("if not sequence:", "if False:", "", caught="score"),
    Mistake("if not sequence:", "if longest == 0:", "", caught="score"),
    Mistake(LOOK, 'if letter not in "ACGT":', "", caught="error"),
)

OTHERS = "others = np.arange(len(labels)) != i"
ASK = "fit_and_predict(inputs[others], labels[others], inputs[i : i + 1])"
WRONG = "errors[i] = predicted[0] != labels[i]"
LEFT_OUT = (
    Mistake(
        OTHERS,
        "others = np.arange(len(labels)) >= 0",
        "Each model is trained on all examples, that one included which it is asked about. So it has seen the answer.",
    ),
    Mistake(
        OTHERS,
        "others = np.arange(len(labels)) == i",
        "Each model is trained on the one example that it should not see. `!=` takes the others.",
    ),
    Mistake(
        OTHERS,
        "others = np.arange(len(labels)) != (i + 1) % len(labels)",
        "Each model leaves out the neighbour of the example that it is asked about, not the example itself.",
    ),
    Mistake(
        OTHERS,
        "others = np.arange(len(labels)) < i",
        "Each model is trained on the examples before it only. It gets those behind it as well.",
    ),
    Mistake(
        "in range(len(labels))",
        "in range(1, len(labels))",
        "The first example is never left out.",
    ),
    Mistake(
        "in range(len(labels))",
        "in range(len(labels) - 1)",
        "The last example is never left out.",
    ),
    Mistake(WRONG, WRONG.replace("!=", "=="), "The answer is turned round: True stands for a WRONG prediction."),
    Mistake(
        ASK,
        "fit_and_predict(inputs[others], np.roll(labels[others], 1), inputs[i : i + 1])",
        "Examples and labels do not belong together: take the same ones out of both.",
    ),
    Mistake(
        ASK,
        "fit_and_predict(inputs[others], labels[: len(labels) - 1], inputs[i : i + 1])",
        "The labels are cut, the inputs are not: take the same ones out of both, `labels[others]`.",
    ),
    Mistake(ASK, "fit_and_predict(inputs[others], labels, inputs[i : i + 1])", "", caught="error"),
    Mistake(ASK, "fit_and_predict(inputs[others], labels[others], inputs[i])", "", caught="error"),
    Mistake(
        f"        predicted = {ASK}\n        {WRONG}",
        f"        predicted = {ASK.replace('inputs[i : i + 1]', 'inputs')}\n        errors |= predicted != labels",
        "Each model is asked about all examples, those included which it has seen. Ask about the one that was left out.",
    ),
    Mistake(
        f"        predicted = {ASK}",
        f"        predicted = {ASK}\n        predicted = {ASK}",
        "Two models are trained for each example. One is enough.",
    ),
    Mistake("return errors", "return errors.sum()", "", caught="type"),
    Mistake("return errors", "return errors.mean()", "", caught="type"),
    Mistake("return errors", "return errors.astype(int)", "", caught="dtype"),
    Mistake(
        "    errors = np.zeros(len(labels), dtype=bool)\n",
        "    return fit_and_predict(inputs, labels, inputs) != labels\n    errors = np.zeros(len(labels), dtype=bool)\n",
        "One model is trained on all examples and asked about all of them: it has seen every answer.",
    ),
)
