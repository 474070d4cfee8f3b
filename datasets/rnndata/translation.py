"""Sentence pairs: phrases of CLDR and number words between many languages, and the Tatoeba pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from . import sources
from .archives import members
from .draws import Draws
from .fetch import fetch
from .phrases import COUNTED, ISO, KINDS, SPOKEN, Kind
from .shapes import Data, DataError, Pairs, collect, demand, demand_positive, divide, groups

TRANSLATIONS = (*KINDS, "tatoeba")
PHRASE_LANGUAGES = SPOKEN  # of dates, times, durations and units
COUNT_LANGUAGES = COUNTED
_USUAL = 10_000  # pairs


def load_translation(
    kind: str = "date",
    source: str | Sequence[str] = "en",
    target: str = "fr",
    *,
    difficulty: int = 1,
    size: int | None = None,
    seed: int = 0,
) -> Data[Pairs]:
    """Return pairs of phrases that mean the same in two languages, with exact answers.

    | kind | difficulty 1 | 2 | 3 |
    |---|---|---|---|
    | date | month by name, 1950 to 2049 | source also in figures, short or with the weekday | from one day to another |
    | time | hours and minutes | with seconds | twelve hours and the part of the day |
    | duration | one number and unit | two | three, source also with short units |
    | unit | whole numbers to 99 | one decimal, to 9,999.9 | two decimals, to 99,999.99, source also with short units |
    | count | number words to 99 | to 9,999 | to 999,999 |
    | tatoeba | real sentences (downloaded), shortest first | the same | the same |

    A phrase has one translation: no source text stands for two values.

    Args:
        kind: out of `TRANSLATIONS`.
        source: a language out of `PHRASE_LANGUAGES` (`COUNT_LANGUAGES` for counts), or several, of which each pair has one, or
            "iso", the notation without a language (2025-03-05, 14:30, P1DT2H, `12.5 kilometer`, 123). For "tatoeba" English and
            one of "fr", "es", "vi", in either direction.
        target: a language or "iso".
        difficulty: 1, 2 or 3, as in the table.
        size: number of pairs of all parts together; 10,000 unless given, or as many as there are. Of "tatoeba" the first so many.
        seed: of the generated kinds.

    Returns:
        Data of Pairs; names are the source languages, then the target. A hash of the meaning decides the part: what is
        in the test part in one language, format and seed is there in every other. Pairs of "tatoeba" that share a sentence stay
        together. Spaces, apostrophes and hidden marks of CLDR are made plain; no-break spaces of Tatoeba become spaces.

    Raises:
        ValueError: an unknown kind, language or difficulty, a language without number words, more pairs than there are, or
            several source languages where their texts could be taken for each other.
        DataError: the public set cannot be had or read.
    """
    demand("load_translation", "kind", kind, TRANSLATIONS)
    demand("load_translation", "difficulty", difficulty, (1, 2, 3))
    demand_positive("load_translation", "size", size)
    languages = (source,) if isinstance(source, str) else tuple(source)
    if kind == "tatoeba":
        return _tatoeba(languages, target, size)
    _demand_languages(kind, languages, target)
    _demand_apart(kind, languages, difficulty)
    return _generated(kind, languages, target, difficulty, size, seed)


def _demand_languages(kind: str, languages: tuple[str, ...], target: str) -> None:
    known = KINDS[kind].languages
    if not languages:
        raise ValueError("load_translation: source must name at least one language.")
    for argument, language in [*(("source", language) for language in languages), ("target", target)]:
        if kind == "count" and language in SPOKEN and language not in known:
            listed = ", ".join(repr(each) for each in known)
            raise ValueError(f"load_translation: there are no reliable number words for {language!r}; use one of {listed}.")
        demand("load_translation", argument, language, (*known, ISO))
    if target in languages:
        raise ValueError(f"load_translation: source and target must be different languages, received {target!r} for both.")


def _demand_apart(kind: str, languages: tuple[str, ...], difficulty: int) -> None:
    """Raise where texts of several languages could be taken for each other: 1.234 is a thousand in German and not in English."""
    if len(languages) > 1 and kind == "unit" and difficulty > 1:
        raise ValueError(
            "load_translation: units with decimals take one source language, since languages write them differently."
        )


def _generated(kind: str, languages: tuple[str, ...], target: str, difficulty: int, size: int | None, seed: int) -> Data[Pairs]:
    maker = KINDS[kind]
    possible = maker.possible[difficulty]
    if size is not None and size > possible:
        raise ValueError(f"load_translation: {kind} of difficulty {difficulty} has {possible} pairs; ask for at most that many.")
    draws = Draws(seed)
    values: dict[str, object] = {}
    while len(values) < min(size or _USUAL, possible):
        value = maker.draw(draws, difficulty)
        values.setdefault(maker.say(value, ISO, "long"), value)
    # With several languages 3/4/25 may be in March or in April: then no date is written in figures alone.
    styles = [style for style in maker.styles[difficulty] if len(languages) == 1 or style != "short" or kind != "date"]
    pairs = [(key, *_pair(maker, values[key], draws.pick(languages), draws.pick(styles), target)) for key in values]
    parts = divide(pairs, key=lambda pair: pair[0])
    said = f"Generated (seed {seed}) from Unicode CLDR, carried by Babel" + (
        ", with the words of num2words" if kind == "count" else ""
    )
    return collect((_pairs(part) for part in parts), (*languages, target), f"{said}; the language is real.", generated=True)


def _pair(maker: Kind, value: object, language: str, style: str, target: str) -> tuple[str, str]:
    return maker.say(value, language, style), maker.say(value, target, "long")


def _pairs(items: Iterable[tuple[str, str, str]]) -> Pairs:
    kept = list(items)
    return Pairs(tuple(source for _, source, _ in kept), tuple(target for *_, target in kept))


def _tatoeba(languages: tuple[str, ...], target: str, size: int | None) -> Data[Pairs]:
    known = tuple(sources.TATOEBA)
    if len(languages) != 1 or "en" not in (languages[0], target):
        raise ValueError(f"load_translation: tatoeba has English and one of {', '.join(map(repr, known))}.")
    other = target if languages[0] == "en" else languages[0]
    demand("load_translation", "language", other, known)
    pairs = read_pairs(fetch(*sources.TATOEBA[other]))
    if size is not None and size > len(pairs):
        raise ValueError(f"load_translation: this set has {len(pairs)} pairs, received size {size}.")
    pairs = pairs[:size]
    keys = groups([("en:" + _bare(english), "other:" + _bare(foreign)) for english, foreign in pairs])
    ordered = pairs if other == target else [(foreign, english) for english, foreign in pairs]
    items = [(key, *pair) for key, pair in zip(keys, ordered, strict=True)]
    source = "Tatoeba sentence pairs by way of manythings.org/anki, CC BY 2.0 (France); credit tatoeba.org."
    return collect((_pairs(part) for part in divide(items, key=lambda item: item[0])), (languages[0], target), source)


def _bare(sentence: str) -> str:
    """Return a sentence without case, spaces and punctuation, by which translations of one sentence are known."""
    return "".join(sign for sign in sentence.casefold() if sign.isalnum()) or sentence


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a Tatoeba file, English first: two columns parted by a tab, a third (the credit) is left out.

    Args:
        path: the text, or an archive with one text that is not `_about.txt`.

    Raises:
        DataError: a line without a tab or with an empty side, or no pair at all.
    """
    text = path.read_text("utf-8") if path.suffix == ".txt" else _only_text(path)
    pairs: dict[tuple[str, str], None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        english, *others = (" ".join(cell.split()) for cell in line.split("\t"))
        if not english or not others or not others[0]:
            raise DataError(f"{path.name}, line {number}: expected two sentences parted by a tab, received {line[:60]!r}.")
        pairs[english, others[0]] = None
    if not pairs:
        raise DataError(f"{path.name} holds no sentence pair.")
    return list(pairs)


def _only_text(archive: Path) -> str:
    texts = [content for name, content in members(archive, ending=".txt") if not name.endswith("_about.txt")]
    if len(texts) != 1:
        raise DataError(f"{archive.name} holds {len(texts)} texts instead of one.")
    return texts[0].decode("utf-8")
