"""Known mistakes of unit 01: vocabularies, tokens and ids."""

from __future__ import annotations

from .model import Mistake

_SORT = "sorted(kept, key=lambda token: (-counts[token], token))"
_JOIN = "[*SPECIAL, *ranked][:max_size]"
_IDS = "np.array([id_of.get(token, unknown) for token in tokens], dtype=int)"
_TABLE = "{token: number for number, token in enumerate(vocabulary)}"
_TOKENS = "[vocabulary[number] for number in ids]"

BUILD = (
    Mistake(
        _JOIN,
        "ranked[:max_size]",
        "The special tokens are missing. They stand in front of all others, in every vocabulary.",
    ),
    Mistake(
        _JOIN, "[*ranked, *SPECIAL][:max_size]", "The special tokens stand at the end. Their ids are 0 to 3: put them first."
    ),
    Mistake(
        _JOIN,
        "[PAD, UNK, *ranked][:max_size]",
        "Only two of the four special tokens are listed. BOS and EOS need ids as well, even if the text has none.",
    ),
    Mistake(
        _SORT,
        "sorted(kept, key=lambda token: (counts[token], token))",
        "The rarest tokens come first. Python sorts upward; what could you sort by so that the most frequent lead?",
    ),
    Mistake(
        _SORT,
        "sorted(kept, key=lambda token: (counts[token], token), reverse=True)",
        "Frequencies fall as they should, but equally frequent tokens run from z to a: `reverse=True` turns both rules round.",
    ),
    Mistake(
        _SORT,
        "sorted(kept, key=lambda token: -counts[token])",
        "Equally frequent tokens stand in the order of the text. `Counter.most_common` does the same; the statement asks for "
        "alphabetical order among them.",
    ),
    Mistake(
        _SORT,
        "sorted(kept, key=lambda token: (-counts[token], token.lower()))",
        "Upper and lower case are mixed in the order of equally frequent tokens. Compare the tokens as they are.",
    ),
    Mistake(_SORT, "sorted(kept)", "The order is purely alphabetical. First by how often a token occurs, then by alphabet."),
    Mistake(_SORT, "kept", "The tokens stand in the order in which they appear in the text. Which two rules order them?"),
    Mistake(
        _SORT,
        "sorted(kept, key=lambda token: (-len(token), token))",
        "The tokens are sorted by their length in letters. How often each occurs is what counts.",
    ),
    Mistake(
        "counts[token] >= min_count",
        "counts[token] > min_count",
        "Tokens that occur exactly `min_count` times are left out. The statement leaves out those that occur less often.",
    ),
    Mistake("counts[token] >= min_count and ", "", "`min_count` has no influence: tokens that are too rare are listed."),
    Mistake("[:max_size]", "", "`max_size` has no influence: the list is not cut."),
    Mistake(
        _JOIN,
        "[*SPECIAL, *ranked[:max_size]]",
        "The list is four entries too long: `max_size` counts the special tokens too.",
    ),
    Mistake(
        _JOIN,
        "[*SPECIAL, *ranked][: max_size and max_size - 1]",
        "One entry is missing at the end: a list cut at `max_size` has that many entries, since indices start at 0.",
    ),
    Mistake(
        "in counts if",
        "in list(counts)[: max_size and max_size - len(SPECIAL)] if",
        "The list is cut before it is sorted, so the first tokens of the text remain rather than the most frequent ones.",
    ),
    Mistake(
        " and token not in SPECIAL",
        "",
        "A special token that occurs in the text is listed twice: leave it out when you collect the others.",
    ),
    Mistake(
        "counts = Counter(tokens)",
        "counts = Counter(token.lower() for token in tokens)",
        "Everything is in lower case. To this vocabulary, upper and lower case are different tokens.",
    ),
    Mistake(
        "for token in counts if",
        "for token in tokens if",
        "A token is listed as often as it occurs. The vocabulary holds each one once: go through the counts, not the text.",
    ),
    Mistake(
        _JOIN,
        "[*SPECIAL, *((token, counts[token]) for token in ranked)][:max_size]",
        "The entries are pairs of token and count, as `most_common` gives them. Keep the tokens only.",
    ),
    Mistake(
        _JOIN,
        "{token: number for number, token in enumerate([*SPECIAL, *ranked][:max_size])}",
        "",
        caught="type",
    ),
)

ENCODE = (
    Mistake(
        "id_of[UNK]",
        "id_of[PAD]",
        "Unknown tokens get the id of PAD. They are real, only not in the list: there is a special token for that.",
    ),
    Mistake(
        "for token in tokens]",
        "for token in tokens if token in id_of]",
        "Unknown tokens are dropped. The sentence must keep its length; they share the id of UNK.",
    ),
    Mistake(
        "id_of[UNK]", "-1", "Unknown tokens get the id -1, which NumPy would read as the last row. They share the id of UNK."
    ),
    Mistake(
        "id_of[UNK]",
        "len(vocabulary)",
        "Unknown tokens get an id beyond the end of the list. They share the id of UNK, which is in it.",
    ),
    Mistake("enumerate(vocabulary)", "enumerate(vocabulary, 1)", "All ids are one too large: an index counts from 0."),
    Mistake(
        "enumerate(vocabulary)}\n    unknown = id_of[UNK]",
        "enumerate(vocabulary, 1)}\n    unknown = 1",
        "The ids of known tokens are one too large: an index counts from 0.",
    ),
    Mistake(
        f"{_TABLE}\n    unknown = id_of[UNK]",
        "dict(enumerate(vocabulary))\n    unknown = 1",
        "Every token gets the id of UNK, so your dictionary finds none. Does it lead from token to id, or from id to token?",
    ),
    Mistake(
        "enumerate(vocabulary)",
        "enumerate(vocabulary, len(SPECIAL))",
        "All ids are four too large. The special tokens already stand in the list, so do not add room for them.",
    ),
    Mistake(
        _TABLE,
        "{token: number for number, token in enumerate(dict.fromkeys([*SPECIAL, *tokens]))}",
        "The ids follow the order of this text. They are places in `vocabulary`, the same for every text.",
    ),
    Mistake(
        "enumerate(vocabulary)",
        "enumerate(sorted(vocabulary))",
        "The vocabulary was sorted before its places were counted. Leave it in its order.",
    ),
    Mistake(
        "for token in tokens]",
        "for token in [BOS, *tokens, EOS]]",
        "BOS and EOS are added. Whoever calls `encode` decides about that: one id per token that was given.",
    ),
    Mistake(
        "id_of.get(token, unknown)",
        "id_of.get(token.lower(), unknown)",
        "The tokens are put into lower case first. Look them up as they are.",
    ),
    Mistake(
        "for token in tokens]",
        "for token in sorted(tokens)]",
        "The order of the text is lost: the tokens were sorted. In a sequence the order is what matters.",
    ),
    Mistake(
        "for token in tokens]",
        "for token in dict.fromkeys(tokens)]",
        "Each token is encoded once only. A word that occurs twice has its id twice.",
    ),
    Mistake(
        _IDS,
        "np.eye(len(vocabulary))[[id_of.get(token, unknown) for token in tokens]]",
        "These are one-hot vectors already. Here one whole number per token is asked for.",
    ),
    Mistake(_IDS, "[id_of.get(token, unknown) for token in tokens]", "", caught="type"),
)

DECODE = (
    Mistake(
        "vocabulary[number]",
        "vocabulary[number - 1]",
        "Every token is that of the id before it. Ids count from 0, as indices do.",
    ),
    Mistake(
        "for number in ids]",
        "for number in ids if number >= len(SPECIAL)]",
        "The special tokens are left out. Here every id is translated; cleaning up comes later.",
    ),
    Mistake(
        "for number in ids]",
        "for number in ids if vocabulary[number] != PAD]",
        "Padding is left out. Here every id is translated; cleaning up comes later.",
    ),
    Mistake(
        "for number in ids]",
        "for number in ids if vocabulary[number] != UNK]",
        "Unknown tokens are left out. Here every id is translated, that of UNK too.",
    ),
    Mistake(
        _TOKENS,
        "[vocabulary[number] for number in ids[: list(ids).index(3) if 3 in ids else None]]",
        "The text ends before EOS. Here every id is translated, up to the last.",
    ),
    Mistake(
        _TOKENS,
        "[vocabulary[number] for number in ids[: list(ids).index(3) + 1 if 3 in ids else None]]",
        "What stands behind EOS is lost. Here every id is translated, up to the last.",
    ),
    Mistake("for number in ids]", "for number in sorted(ids)]", "The ids were sorted first. Keep their order."),
    Mistake("for number in ids]", "for number in dict.fromkeys(ids)]", "Each id is translated once only, even where it repeats."),
    Mistake("vocabulary[number]", "int(number)", "These are still the ids. Which token stands at that place of the vocabulary?"),
    Mistake(_TOKENS, '" ".join(vocabulary[number] for number in ids)', "", caught="type"),
)
