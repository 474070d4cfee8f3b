"""Known mistakes of unit 14: a tune as ids, and back."""

from __future__ import annotations

from .model import Mistake

LETTERS = "[3 + characters.index(character) for character in tune if character in characters]"
ROW = "[BOS, *letters, EOS][:max_length]"
RETURN = "np.array(row + [PAD] * (max_length - len(row)))"

ENCODE = (
    Mistake(
        "3 + characters",
        "2 + characters",
        "The first character gets the id 2, which is EOS: ids 0, 1 and 2 are signs, characters begin at 3.",
    ),
    Mistake("3 + characters", "0 + characters", "Characters begin at id 0, where PAD, BOS and EOS are: add 3."),
    Mistake("3 + characters", "4 + characters", "The ids of all characters are one too high: the first one gets 3."),
    Mistake(
        " if character in characters]",
        "]",
        "A character that is not in `characters` must be left out.",
        caught="error",
    ),
    Mistake(
        LETTERS,
        LETTERS.replace("in tune if", "in tune[:max_length] if"),
        "The tune is cut before unknown characters are left out, so the row holds fewer than it could. Cut the row, at the end.",
    ),
    Mistake(
        LETTERS,
        LETTERS.replace("in tune if", "in tune[: max_length - 1] if"),
        "The tune is cut, with room for BOS, before unknown characters are left out, so the row holds fewer than it could. "
        "Cut the row, at the end.",
    ),
    Mistake(
        LETTERS,
        LETTERS.replace("in tune if", "in tune[: min([len(tune), *(n for n, c in enumerate(tune) if c not in characters)])] if"),
        "Reading stops at the first unknown character. Leave it out and go on.",
    ),
    Mistake(
        ROW,
        "[BOS, *letters, *[EOS] * (len(tune) + 2 <= max_length)][:max_length]",
        "Whether there is room for EOS is asked of the tune with its unknown characters. What is left out takes no room.",
    ),
    Mistake(
        LETTERS,
        "[3 + characters.find(character) for character in tune]",
        "`find` gives -1 for an unknown character, which becomes EOS here. Leave unknown characters out.",
    ),
    Mistake(
        LETTERS,
        "[3 + sorted(characters).index(character) for character in tune if character in characters]",
        "The characters are sorted first. Their places count in the order in which they are given.",
    ),
    Mistake(
        LETTERS,
        "[3 + characters.index(c) if c in characters else PAD for c in tune]",
        "An unknown character becomes PAD in the middle of the tune. Leave it out.",
    ),
    Mistake(ROW, "[*letters, EOS][:max_length]", "BOS is missing in front."),
    Mistake(ROW, "[BOS, *letters][:max_length]", "EOS is missing behind the last character."),
    Mistake(ROW, "[EOS, *letters, BOS][:max_length]", "BOS and EOS are exchanged."),
    Mistake(
        ROW,
        "[BOS, *letters[: max_length - 2], EOS]",
        "A tune that is cut gets an EOS. It does not end there: cut the whole row, EOS included.",
    ),
    Mistake(
        ROW,
        "[BOS, *letters[:max_length], EOS]",
        "BOS and EOS do not count for `max_length`, so a long tune gives a row that is too long.",
        caught="shape",
    ),
    Mistake(ROW, "[BOS, *letters, EOS]", "A tune that is too long is not cut: `[:max_length]`.", caught="shape"),
    Mistake(
        ROW,
        "([BOS, *letters, EOS] if len(letters) + 2 <= max_length else [])",
        "A tune that is too long is thrown away. Cut it: its beginning is worth reading.",
    ),
    Mistake(
        ROW,
        "[BOS, *letters, EOS][-max_length:]",
        "A tune that is too long loses its beginning, with metre and key. Cut at the end.",
    ),
    Mistake(RETURN, "np.array([PAD] * (max_length - len(row)) + row)", "The padding stands in front. Pad at the end."),
    Mistake(
        RETURN,
        "np.array(row + [EOS] * (max_length - len(row)))",
        "The row is filled up with EOS. Padding is PAD; a tune ends once.",
    ),
    Mistake(RETURN, "np.array(row)", "A short tune is not padded: every row has `max_length` ids.", caught="shape"),
    Mistake(
        RETURN,
        RETURN + " * 1.0",
        "",
        caught="dtype",
    ),
    Mistake(RETURN, "row + [PAD] * (max_length - len(row))", "", caught="type"),
)

CUT = "    if EOS in ids:\n        ids = ids[: ids.index(EOS)]\n"
JOIN = '"".join(characters[index - 3] for index in ids if index > EOS)'

DECODE = (
    Mistake(CUT, "", "Reading goes on behind the first EOS."),
    Mistake(
        "ids[: ids.index(EOS)]", "ids[ids.index(EOS) + 1 :]", "What stands behind the EOS comes back, not what stands before."
    ),
    Mistake(
        "ids[: ids.index(EOS)]",
        "ids[: len(ids) - 1 - ids[::-1].index(EOS)]",
        "Reading stops at the last EOS. The first one ends the tune.",
    ),
    Mistake("ids[: ids.index(EOS)]", "ids[: ids.index(EOS) - 1]", "The last character before the EOS is lost.", caught="values"),
    Mistake(
        CUT,
        "    ids = ids[: ids.index(EOS)]\n",
        "A row without EOS must be readable, too: what was cut, or not finished, has none.",
        caught="error",
    ),
    Mistake(
        CUT,
        "    if EOS in ids:\n        ids = ids[: ids.index(EOS)]\n    else:\n        ids = []\n",
        "A row without EOS gives nothing. Read it to its end.",
    ),
    Mistake("index - 3", "index - 2", "Every character is the next one in the vocabulary: the id 3 is place 0."),
    Mistake(
        "index - 3",
        "index - 4",
        "Every character is the previous one in the vocabulary: the id 3 is place 0.",
    ),
    Mistake("characters[index - 3]", "characters[index % len(characters)]", "The place of a character is its id minus 3."),
    Mistake(
        " if index > EOS",
        "",
        "PAD, BOS and EOS are no characters: with a negative place Python counts from the end of the text.",
    ),
    Mistake(
        "index > EOS",
        "index != PAD",
        "BOS is no character: its place would be -2, which Python counts from the end. Leave it out.",
    ),
    Mistake(
        "index > EOS",
        "index != BOS",
        "PAD is no character: its place would be -3, which Python counts from the end. Leave it out.",
    ),
    Mistake("index > EOS", "index > 3", "The first character of the vocabulary, id 3, is lost."),
    Mistake('"".join(', '" ".join(', "There are spaces between the characters that nobody wrote."),
    Mistake(JOIN, "[characters[index - 3] for index in ids if index > EOS]", "", caught="values"),
    Mistake(
        JOIN,
        '"".join(characters[index - 3] for index in ids[1:] if index > EOS)',
        "The first id is taken for BOS whatever it is. Leave out BOS, not the first.",
    ),
)
