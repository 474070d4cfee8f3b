"""Known mistakes of unit 11: the bag of words, ids of texts, and vectors from elsewhere."""

from __future__ import annotations

from .model import Mistake

_COUNTED = "if label == k for word in words(text)) for k in (0, 1)]"
_SIZES = "counts[k].total() + len(known)"
_PRIOR = "np.log(np.sum(labels == 1) / np.sum(labels == 0))"
_BAD = "np.log((counts[0][word] + 1) / sizes[0])"
_FLOOR_END = "return sigmoid(scores)"

FLOOR = (
    Mistake(
        "[word] + 1) /",
        "[word]) /",
        "The 1 of (11.1) is missing in the numerator: a word that one class has never seen has no logarithm.",
    ),
    Mistake(
        _SIZES,
        "counts[k].total()",
        "V is missing in the denominator of (11.1): every word got one occurrence for free, so all V count below, too.",
    ),
    Mistake(
        _SIZES,
        "counts[k].total() + len(counts[k])",
        "V is counted for each class by itself: it is the number of different words of all training texts together.",
    ),
    Mistake(
        _SIZES,
        "counts[k].total() + counts[0].total() + counts[1].total()",
        "V counts every occurrence: each different word counts once.",
    ),
    Mistake(
        _SIZES,
        "len(known)",
        "The denominators of (11.1) are the same for both classes: each has its own n_k, all words of that class.",
    ),
    Mistake(
        _SIZES,
        "counts[k].total() + len(known) + 2",
        "V is two too large: PAD and UNK, which `vocabulary_of` puts in front, stand in no training text.",
    ),
    Mistake(
        _SIZES,
        "counts[k].total() + 1",
        "The denominator of (11.1) grows by 1 only: every one of the V words got one occurrence for free.",
    ),
    Mistake("np.full(len(new_texts), prior)", "np.zeros(len(new_texts))", "The first term of (11.2), log(N_1/N_0), is missing."),
    Mistake(
        _PRIOR,
        "np.log(np.sum(labels == 0) / np.sum(labels == 1))",
        "N_0 and N_1 are exchanged in the first term of (11.2).",
    ),
    Mistake(_PRIOR, "np.log(np.mean(labels))", "The first term of (11.2) compares the good texts with all: it is log(N_1/N_0)."),
    Mistake(
        _PRIOR,
        "np.log(counts[1].total() / counts[0].total())",
        "N_1 and N_0 count words here: in (11.2) they count training texts.",
    ),
    Mistake(
        _COUNTED,
        "if label == k for word in set(words(text))) for k in (0, 1)]",
        "A word that stands twice in a training text is counted once there: n_kw counts every occurrence.",
    ),
    Mistake(
        "for word in words(text):",
        "for word in set(words(text)):",
        "A word that stands twice in a new text is added once: the sum in (11.2) goes over all words, repetitions included.",
    ),
    Mistake(
        "if word in known:", "if True:", "Words that no training text has are not left out: they tell which class is larger."
    ),
    Mistake(
        "set(counts[0]) | set(counts[1])",
        "set(counts[0]) & set(counts[1])",
        "Only words that occur in both classes count: the smoothing of (11.1) is there for the others.",
    ),
    Mistake(
        _COUNTED,
        _COUNTED.replace("== k", "!= k"),
        "Every word speaks for the wrong side: in (11.2) class 1 stands above class 0, and the words of good texts are class 1.",
    ),
    Mistake(
        "np.log((counts",
        "np.log10((counts",
        "The sum has logarithms to the base 10: (11.2) has natural ones, `np.log`.",
    ),
    Mistake("np.log(", "np.log10(", "These are logarithms to the base 10: (11.2) has natural ones, `np.log`."),
    Mistake(
        _FLOOR_END,
        "return sigmoid(np.cumsum(scores - prior) + prior)",
        "Each new text goes on with the sum of the one before: begin with log(N_1/N_0) for every text.",
    ),
    Mistake(" - " + _BAD, "", "The words are only asked how likely they are in good reviews: (11.2) divides by the bad ones."),
    Mistake(_FLOOR_END, "return scores", "The log-odds s are returned: the sigmoid of (11.2) is missing."),
    Mistake(_FLOOR_END, "return 1 - sigmoid(scores)", "This is the probability of being bad: class 1 is good."),
    Mistake(
        _FLOOR_END,
        "return (scores > 0) * 1.0",
        "The answer is a verdict, 0 or 1: return the probability, and leave the verdict to others.",
    ),
    Mistake(
        "words(text)",
        "text.split()",
        "The texts are cut with `split`: capital letters and commas then make other words. Use `words`.",
    ),
    Mistake("words(text)", "text.lower().split()", "Commas and full stops stick to the words before them: cut with `words`."),
    Mistake(_FLOOR_END, "return list(sigmoid(scores))", "", caught="type"),
)

_KEPT = "(words(text) or [UNK])[-length:]"
_IDS = "[id_of.get(word, id_of[UNK]) for word in kept]"
_WRITTEN = "row[: len(kept)]"

ENCODE = (
    Mistake(
        "[-length:]",
        "[:length]",
        "A text that is too long keeps its beginning: the statement keeps its last `length` words.",
    ),
    Mistake(
        _WRITTEN,
        "row[length - len(kept) :]",
        "The padding stands in front: fill up behind the end of the text, here and in every unit.",
    ),
    Mistake(
        "id_of.get(word, id_of[UNK])",
        "id_of.get(word, 0)",
        "Unknown words get the id 0, that of padding, so the network passes over them: theirs is the id of UNK.",
    ),
    Mistake(
        "(words(text) or [UNK])",
        "([word for word in words(text) if word in id_of] or [UNK])",
        "Unknown words are left out: each of them keeps its place, with the id of UNK.",
    ),
    Mistake(
        "(words(text) or [UNK])",
        "(words(text) if set(words(text)) & set(vocabulary) else [UNK])",
        "A text of unknown words becomes a single UNK: only a text without any word does. Each unknown word keeps its place.",
    ),
    Mistake(
        "(words(text) or [UNK])",
        "words(text)",
        "A text without words becomes a row of nothing but padding: it should be a single UNK.",
    ),
    Mistake(
        "words(text)",
        "text.split()",
        "The texts are cut with `split`: capital letters and signs make unknown words. Use `words`.",
    ),
    Mistake(
        "words(text)", "text.lower().split()", "Signs stick to the words before them, which become unknown: cut with `words`."
    ),
    Mistake("enumerate(vocabulary)", "enumerate(vocabulary, 1)", "Every id is one too large: ids count from 0, as indices do."),
    Mistake(
        "enumerate(vocabulary)", "enumerate(sorted(vocabulary))", "The ids are those of a sorted vocabulary: keep its order."
    ),
    Mistake(
        "enumerate(vocabulary)",
        "enumerate(vocabulary[2:])",
        "PAD and UNK have no id: they are the first two entries.",
        caught="error",
    ),
    Mistake(", dtype=int)", ")", "", caught="dtype"),
    Mistake(
        "(len(texts), length)",
        "(len(texts), max(len(words(text)) for text in texts))",
        "",
        caught="shape",
    ),
    Mistake(
        "np.zeros((len(texts), length), dtype=int)",
        "np.ones((len(texts), length), dtype=int)",
        "The padding is 1, the id of UNK: it is 0.",
    ),
    Mistake("[-length:]", "[-length:][::-1]", "The words of each row stand in reverse order."),
    Mistake("[-length:]", "[-length:-1]", "The last word of each text is lost: a slice ends before its second number."),
    Mistake("words(text)", "words(text[-length:])", "The end of a text is counted in letters: keep its last `length` words."),
    Mistake(
        f"{_WRITTEN} = {_IDS}",
        "row[:] = (([id_of.get(word, id_of[UNK]) for word in kept]) * length)[:length]",
        "Short texts are repeated until the row is full: behind their end there is padding, 0.",
    ),
)

_MEAN = "np.mean(matrix[found], axis=0)"
_LOOKED_UP = "if number >= 2 and word in vectors"
_SHARE = "len(found) / (len(vocabulary) - 2)"

VECTORS = (
    Mistake(
        _MEAN,
        "0.0",
        "Words that the table does not know have rows of zeros, like padding: they begin as the mean of the rows found.",
    ),
    Mistake(
        "np.arange(1, len",
        "np.arange(len",
        "The row of PAD is not zero: padding stands for nothing, not for an average word.",
    ),
    Mistake(
        _MEAN,
        "np.mean(list(vectors.values()), axis=0)",
        "The mean is taken over the whole table: (11.4) takes it over the words of the vocabulary that were found.",
    ),
    Mistake(
        _MEAN,
        "np.mean(matrix, axis=0)",
        "The mean is taken over all rows of the matrix, those still empty included: only the rows found count.",
    ),
    Mistake(
        "matrix[found] = [vectors[vocabulary[number]] for number in found]",
        "found = [number - 2 for number in found]\n        matrix[found] = [vectors[vocabulary[number + 2]] for number in found]",
        "The vectors stand two rows too high: `enumerate(vocabulary[2:])` counts from 0, but the first word has the id 2.",
    ),
    Mistake(_MEAN, "np.sum(matrix[found], axis=0)", "The vectors found are added up: divide by their number, as in (11.4)."),
    Mistake(_MEAN, "np.mean(matrix[found])", "One mean for all features: average over the words, `axis=0`."),
    Mistake(_MEAN, "np.median(matrix[found], axis=0)", "This is the median of the vectors found; (11.4) has their mean."),
    Mistake(
        _MEAN,
        "matrix[found[0]]",
        "Unknown words get the vector of one known word: they should stand in the middle of all that were found.",
    ),
    Mistake(
        "matrix[others] = ",
        "matrix[1] = ",
        "Only UNK got the mean: every other word that is not in the table begins there, too.",
    ),
    Mistake(
        "np.arange(1, len(vocabulary))",
        "np.arange(2, len(vocabulary))",
        "UNK has a row of zeros, like padding: it begins with the mean, as every word without a vector.",
    ),
    Mistake("number >= 2 and ", "number >= 1 and ", "UNK is looked up in the table. It is no word: its row is the mean."),
    Mistake("number >= 2 and ", "", "PAD and UNK are looked up in the table. They are no words: a row of zeros, and the mean."),
    Mistake(
        "len(vocabulary) - 2)",
        "len(vocabulary))",
        "The coverage counts PAD and UNK as words that were not found: divide by the number of words.",
    ),
    Mistake(
        _SHARE, "len(found) / len(vectors)", "The coverage is a share of the table: it is a share of the vocabulary's words."
    ),
    Mistake(_SHARE, "1 - " + _SHARE, "This is the share that was not found."),
    Mistake("    if found:\n", "    if True:\n", "", caught="error"),
    Mistake("return matrix, " + _SHARE, "return matrix", "", caught="structure"),
    Mistake(_SHARE, "len(found)", "The coverage is a number of words: divide by that of all words in the vocabulary."),
    Mistake(
        "enumerate(vocabulary) " + _LOOKED_UP,
        "enumerate(vocabulary[:-1]) " + _LOOKED_UP,
        "The last word of the vocabulary is never looked up.",
    ),
)
