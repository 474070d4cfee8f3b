"""Reading ABC strictly: is a text a tune, and how long is each of its bars?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

_LENGTH = r"(?P<{0}>\d*(?:/+\d*)?)"
_TOKENS = re.compile(
    r"(?P<note>[\^_=]{0,2}[A-Ga-g][,']*|[xz])" + _LENGTH.format("of_note")
    + r"|(?P<chord>\[(?:[\^_=]{0,2}[A-Ga-g][,']*\d*(?:/+\d*)?-?)+\])" + _LENGTH.format("of_chord")
    + r"|\[(?P<field>[MLK]):(?P<value>[^\]\n]+)\]"
    + r"|\((?P<tuplet>[2-9])(?::(?P<time>\d?))?(?::(?P<many>\d?))?"
    + r"|(?P<bar>:*\|[|\]:]*(?:\[?[1-9](?:[,-][1-9])*)?|::+|\[[1-9]|\[\|+\]?:*|(?<=\n)[1-9](?=[ ~A-Ga-gz]))"
    + r"|(?P<broken>>{1,3}|<{1,3})|(?P<pause>Z\d*)|(?P<silent>[ \n~-])"
)  # fmt: skip
_HEAD = re.compile(r"([MLK]):([^\n]+)")
_METRE = re.compile(r"(\d+(?:\+\d+)*)/(\d+)")
_TUPLET_TIMES = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


class Bar(NamedTuple):
    """One bar: how long it is, how long the metre says (None in free metre), both in whole notes, and whether plain bar lines
    stand on both sides: beside a repeat, a double bar or the end of a tune a bar may be a part of one."""

    length: Fraction
    metre: Fraction | None
    inner: bool


class _Reading:
    """What is known while a tune is read from left to right."""

    def __init__(self) -> None:
        self.metre: Fraction | None = Fraction(1)
        self.unit: Fraction | None = None
        self.bars: list[Bar] = []
        self.length, self.inner, self.notes = Fraction(0), False, 0
        self.factor, self.left = Fraction(1), 0  # of a tuplet
        self.last, self.waiting = Fraction(0), Fraction(1)  # of a broken rhythm

    def field(self, letter: str, value: str) -> None:
        if letter == "M":
            self.metre = _metre(value)
        elif letter == "L":
            self.unit = _fraction(value, "L")

    def sound(self, written: Fraction, heard: int = 1) -> None:
        if self.unit is None:  # the rule of ABC where there is no L
            self.unit = Fraction(1, 16) if self.metre is not None and self.metre < Fraction(3, 4) else Fraction(1, 8)
        self.last = written * self.unit * self.waiting
        if self.left:
            self.last, self.left = self.last * self.factor, self.left - 1
        self.waiting = Fraction(1)
        self.length += self.last
        self.notes += heard

    def broken(self, signs: str) -> None:
        short = Fraction(1, 2 ** len(signs))
        before, self.waiting = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        self.length += self.last * (before - 1)

    def bar(self, sign: str) -> None:
        plain = sign == "|"
        if self.length:
            self.bars.append(Bar(self.length, self.metre, self.inner and plain))
        self.length, self.inner = Fraction(0), plain


def bars_of(tune: str) -> list[Bar]:
    """Read a tune strictly.

    Args:
        tune: lines M (metre), L (length of a note) and K (key), then notes, as `load_tunes` gives them.

    Returns:
        The bars that hold a note or a rest.

    Raises:
        ValueError: the text is no tune: a sign that ABC does not know, a field that says nothing, no key, or no note.
    """
    reading, place = _Reading(), 0
    while head := _HEAD.match(tune, place):
        reading.field(*head.groups())
        place = min(head.end() + 1, len(tune))
        if head[1] == "K":
            break
    else:
        raise ValueError("the text has no key: ABC begins with lines as M:6/8, L:1/8, K:G")
    for token in _tokens(tune, place):
        _read(token, reading)
    if not reading.notes:
        raise ValueError("the tune has no note")
    reading.bar("end")
    return reading.bars


def share_of_right_bars(tunes: list[str]) -> float:
    """Return the share of inner bars that are as long as their metre says, in tunes that can be read; nan if there is none."""
    bars = [bar for tune in tunes for bar in bars_of(tune) if bar.inner and bar.metre is not None]
    return sum(bar.length == bar.metre for bar in bars) / len(bars) if bars else float("nan")


def longest_copy(text: str, book: str) -> int:
    """Return the length of the longest piece of a text that stands in a book."""
    longest = 0
    for start in range(len(text)):
        while start + longest < len(text) and text[start : start + longest + 1] in book:
            longest += 1
    return longest


def complaint(text: str) -> str:
    """Return why a text cannot be read as ABC, empty where it can."""
    try:
        bars_of(text)
    except ValueError as error:
        return str(error)
    return ""


def is_tune(text: str) -> bool:
    """Return whether a text can be read as ABC."""
    return not complaint(text)


def _tokens(tune: str, place: int) -> Iterator[re.Match[str]]:
    while place < len(tune):
        at_line_start = place == 0 or tune[place - 1] == "\n"
        head = _HEAD.match(tune, place) if at_line_start else None
        token = head or _TOKENS.match(tune, place)
        if token is None or token.end() == place:
            raise ValueError(f"ABC knows no {tune[place : place + 1]!r} at this place: {tune[max(place - 8, 0) : place + 4]!r}")
        yield token
        place = token.end()


def _read(token: re.Match[str], reading: _Reading) -> None:
    if token.re is _HEAD:
        reading.field(token[1], token[2])
    elif token["note"]:
        reading.sound(_times(token["of_note"]), token["note"] not in "xz")
    elif token["chord"]:
        first = re.search(r"[A-Ga-g][,']*(\d*(?:/+\d*)?)", token["chord"])
        reading.sound(_times(first[1] if first else "") * _times(token["of_chord"]))
    elif token["field"]:
        reading.field(token["field"], token["value"])
    elif token["tuplet"]:
        count = int(token["tuplet"])
        compound = reading.metre is not None and reading.metre.numerator % 3 == 0
        time = int(token["time"] or _TUPLET_TIMES.get(count, 3 if compound else 2))
        reading.factor, reading.left = Fraction(time, count), int(token["many"] or count)
    elif token["broken"]:
        reading.broken(token["broken"])
    elif token["pause"]:
        reading.sound((reading.metre or Fraction(1)) / (reading.unit or Fraction(1, 8)) * int(token["pause"][1:] or 1), 0)
    elif token["bar"]:
        reading.bar(token["bar"])


def _times(text: str) -> Fraction:
    """Return the factor of a length as it is written behind a note: 3, 3/2, /2, /, //."""
    number, slashes, below = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    return Fraction(int(number or 1), _positive(int(below)) if below else 2 ** len(slashes))


def _positive(number: int) -> int:
    if not number:
        raise ValueError("a length has 0 below its line")
    return number


def _fraction(text: str, letter: str) -> Fraction:
    found = _METRE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{letter}:{text} says no length: write {letter}:1/8")
    return Fraction(sum(map(int, found[1].split("+"))), _positive(int(found[2])))


def _metre(text: str) -> Fraction | None:
    """Return the length of a bar; None in free metre."""
    if text.strip() in ("C", "C|"):
        return Fraction(1)
    return None if text.strip().lower() in ("", "none") else _fraction(text, "M")
