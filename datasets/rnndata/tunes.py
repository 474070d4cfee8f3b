"""Folk tunes in ABC notation: the corpus inside music21, and two public sets."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import sources
from .archives import members
from .fetch import fetch
from .shapes import Data, DataError, collect, demand, divide, groups

_FOLDERS = {"fiddle": "ryansMammoth", "oneills": "oneills1850", "aird": "airdsAirs", "essen": "essenFolksong"}
TUNES = (*_FOLDERS, "irish", "nottingham")
_CREDIT = {
    "fiddle": "Ryan's Mammoth Collection of fiddle tunes (Boston 1883), transcribed by Ray Davies, from music21's corpus",
    "oneills": "O'Neill's Music of Ireland (Chicago 1903), transcribed by volunteers, from music21's corpus",
    "aird": "Aird's Airs (Glasgow 1778-1803), transcribed by Jack Campin, from music21's corpus",
    "essen": "Essen folk song database, from music21's corpus; non-commercial use only, see its licence",
    "irish": "Irish tunes of MIT's course 6.S191, repository under MIT licence; the tunes are traditional",
    "nottingham": "Nottingham Music Database as cleaned by Jukedeck, GPL 3; the tunes are traditional",
}

_HIDDEN = re.compile(r'"[^"]*"|\{[^}]*\}')  # chord names, grace notes
_DECORATION = re.compile(
    r"!(trill|fermata|accent|emphasis|(lower|upper)?mordent|pralltriller|roll|(inverted)?turnx?|segno|coda|D\.[CS]\.|fine|breath|tenuto"
    r"|slide|wedge|arpeggio|upbow|downbow|open|thumb|snap|[0-5]|p{1,4}|f{1,4}|m[pf]|sfz|[<>](\(|\))?|(de|di)?m?crescendo[()])!"
)
_INLINE = re.compile(r"(\[[A-Za-z]:[^\]]*\])")
_UNPLAYED = re.compile(r"\((?!\d)|[^A-Ga-gzxZ0-9|:\[\]\^_=,'/<>(~\- ]")
_KEY = re.compile(r"K:([A-G][#b]?)(maj|min|ion|dor|phr|lyd|mix|aeo|loc|m(?![a-z])|)", re.IGNORECASE)
_INCIPIT = 16  # notes


class Tunes(NamedTuple):
    """Tunes and their titles.

    Args:
        tunes: in ABC: the lines M (metre), L (length of a note) and K (key), then the notes.
        titles: in the same order.
    """

    tunes: tuple[str, ...]
    titles: tuple[str, ...]


def load_tunes(name: str = "fiddle") -> Data[Tunes]:
    """Return folk tunes as text.

    Args:
        name: "fiddle" (about 1,050 fiddle tunes), "oneills", "aird" or "essen" (folk songs) are in music21's corpus and need no
            network; "irish" or "nottingham" are downloaded.

    Returns:
        Data of Tunes; names are the characters that occur. Of a tune remain metre, length, key, notes, rests, bars, repeats, ties
        and tuplets; titles stand apart, chord names, grace notes, slurs, marks for fingers and bow are taken out. Pieces without
        a note or in several voices are left out. Tunes of one title or one beginning are in the same part.

    Raises:
        ValueError: an unknown name.
        ModuleNotFoundError: music21 is needed and not installed.
        DataError: a public set cannot be had or read.
    """
    demand("load_tunes", "name", name, TUNES)
    found = [tune for where, text in _texts(name) for tune in read_tunes(text, where)]
    distinct = {tune: title for title, tune in reversed(found)}
    titled = [(title, tune) for tune, title in reversed(distinct.items())]
    keys = groups([("title " + _letters(title), "notes " + _incipit(tune)) for title, tune in titled])
    items = [(key, *each) for key, each in zip(keys, titled, strict=True)]
    parts = divide(items, key=lambda item: item[0])
    characters = sorted(set("".join(tune for _, tune in titled)))
    tunes = (Tunes(tuple(tune for *_, tune in part), tuple(title for _, title, _ in part)) for part in parts)
    return collect(tunes, characters, _CREDIT[name] + ".")


def corpus_folder() -> Path:
    """Return the folder of music21's corpus; music21 itself is not imported, which would take seconds.

    Raises:
        ModuleNotFoundError: music21 is not installed.
    """
    found = importlib.util.find_spec("music21")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("This music is in the corpus of music21: install it with `pip install music21`.")
    return Path(found.submodule_search_locations[0]) / "corpus"


def _texts(name: str) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the files of a set."""
    if name == "irish":
        paths = [fetch(sources.IRISH)]
    elif name == "nottingham":
        yield from _nottingham()
        return
    else:
        paths = sorted((corpus_folder() / _FOLDERS[name]).glob("*.abc"))
        if not paths:
            raise DataError(f"The corpus of music21 holds no {_FOLDERS[name]}: install music21 again, with its corpus.")
    for path in paths:
        yield path.name, _decoded(path.read_bytes())


def _nottingham() -> Iterator[tuple[str, str]]:
    try:
        archive = fetch(sources.NOTTINGHAM_PACKED)
    except DataError:  # it is in mirrors only; the single files have addresses
        for name, form in sources.NOTTINGHAM.items():
            yield name, _decoded(fetch(form).read_bytes())
    else:
        for name, content in sorted(members(archive, ending=".abc")):
            yield name, _decoded(content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_tunes(text: str, where: str = "the text") -> list[tuple[str, str]]:
    """Return the titles and the tunes of a text in ABC notation, cleaned as `load_tunes` says.

    Args:
        text: one or several tunes, each of which begins with a line `X:`.
        where: the name of the text, for the message.

    Raises:
        DataError: the text is empty or holds no tune in one voice with a note.
    """
    pieces = re.split(r"(?m)^(?=X:)", text.replace("\r\n", "\n").replace("\r", "\n"))
    tunes = [tune for piece in pieces if (tune := _read_tune(piece)) is not None]
    if not tunes:
        raise DataError(f"There is no tune with notes in {where}; in ABC a tune begins with lines as X:1, M:6/8, L:1/8, K:G.")
    return tunes


def _read_tune(piece: str) -> tuple[str, str] | None:
    """Return title and tune; None for what has no key, no note, or several voices."""
    fields: dict[str, str] = {}
    body: list[str] = []
    for raw in _DECORATION.sub("", piece).replace("!", "\n").split("\n"):  # a single ! is an old sign for a new line
        line = raw.partition("%")[0].strip()
        if re.match(r"[A-Za-z]:(?![|:])", line) and not ("K" in fields and line[0] in "MLK"):
            if line[0] == "V":
                return None
            fields.setdefault(line[0], line[2:].strip())
        elif "K" in fields and line:
            body.append(_field(line) if line[1:2] == ":" and line[0] in "MLK" else _played(line))
    notes = "\n".join(line for line in body if line)
    if "&" in piece.partition("K:")[2] or not re.search(r"[A-Ga-g]", _INLINE.sub("", re.sub(r"(?m)^[MLK]:.*", "", notes))):
        return None
    head = [_field(f"{letter}:{fields[letter]}") for letter in "MLK" if fields.get(letter)]
    return fields.get("T", ""), "\n".join([*head, notes])


def _played(line: str) -> str:
    """Return what is played of a line of notes."""
    pieces = _INLINE.split(_HIDDEN.sub("", line))
    kept = [
        (piece if piece[1] in "MLK" else "") if _INLINE.fullmatch(piece) else _UNPLAYED.sub("", piece)
        for piece in pieces
        if piece
    ]
    return " ".join("".join(kept).split())


def _field(line: str) -> str:
    """Return a field of metre, length or key in its shortest form, as K:Ador for `K: A Dorian`."""
    text = "".join(line.split())
    key = _KEY.match(text)
    if key is None:
        return re.sub(r"[^A-Za-z0-9/+|:#]", "", text)
    mode = key[2].lower()
    return f"K:{key[1]}" + ("" if mode in ("maj", "ion") else "m" if mode in ("m", "min", "aeo") else mode)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _incipit(tune: str) -> str:
    """Return the first notes of a tune, without their length and octave."""
    notes = re.sub(r"(?m)^[MLK]:.*", "", _INLINE.sub("", tune))
    return "".join(re.findall(r"[A-Ga-g]", notes))[:_INCIPIT].lower()
