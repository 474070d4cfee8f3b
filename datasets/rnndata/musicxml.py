"""A reader of notes from MusicXML, for the chorales of music21's corpus.

`music21.corpus.parse` reads everything a score can hold and takes half a minute for all chorales; notes and their times take
seconds. A test compares both.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from .archives import member
from .shapes import DataError

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


class Note(NamedTuple):
    """A note of one part.

    Args:
        start: quarter notes since the beginning.
        end: the same, exclusive.
        pitch: MIDI number; 60 is middle C.
    """

    start: Fraction
    end: Fraction
    pitch: int


def read_notes(path: Path) -> dict[str, list[Note]]:
    """Return the notes of each part of a packed MusicXML file (.mxl), by the name of the part.

    Ties are not joined, repeats not played twice, grace notes left out.

    Raises:
        DataError: no such file, a damaged one, or one without notes.
    """
    try:
        score = _root(path)
        names = {part.get("id", ""): part.findtext("part-name") or "" for part in score.iter("score-part")}
        parts = {names[part.get("id", "")]: part.findall("measure") for part in score.findall("part")}
        notes = _timed(parts)
    except (ET.ParseError, KeyError, ValueError, AttributeError) as error:
        raise DataError(f"{path.name} is damaged or no MusicXML ({error!r}).") from error
    if not any(notes.values()):
        raise DataError(f"{path.name} holds no note.")
    return notes


def _root(path: Path) -> ET.Element:
    container = ET.fromstring(member(path, "META-INF/container.xml"))  # noqa: S314
    inner = container.find(".//{*}rootfile")
    assert inner is not None
    return ET.fromstring(member(path, inner.attrib["full-path"]))  # noqa: S314


def _timed(parts: dict[str, list[ET.Element]]) -> dict[str, list[Note]]:
    """Return notes with their times; a measure begins where the longest part ended the one before."""
    notes: dict[str, list[Note]] = {name: [] for name in parts}
    divisions = dict.fromkeys(parts, 1)
    start = Fraction(0)
    for number in range(max(map(len, parts.values()), default=0)):
        longest = Fraction(0)
        for name, measures in parts.items():
            if number < len(measures):
                divisions[name] = int(measures[number].findtext("attributes/divisions") or divisions[name])
                for offset, length, pitch in _moments(measures[number]):
                    begin = start + Fraction(offset, divisions[name])
                    end = begin + Fraction(length, divisions[name])
                    longest = max(longest, end - start)
                    if pitch is not None:
                        notes[name].append(Note(begin, end, pitch))
        start += longest
    return notes


def _moments(measure: ET.Element) -> Iterator[tuple[int, int, int | None]]:
    """Yield offset and length, in divisions, and pitch (None for silence) of what stands in a measure."""
    place = last = 0
    for element in measure:
        length = int(element.findtext("duration") or 0)
        if element.tag == "backup":
            place -= length
        elif element.tag == "forward":
            yield place, length, None
            place += length
        elif element.tag == "note" and element.find("grace") is None:
            last = last if element.find("chord") is not None else place
            yield last, length, _pitch(element)
            place = last + length


def _pitch(note: ET.Element) -> int | None:
    pitch = note.find("pitch")
    if pitch is None:
        return None
    step, octave, alter = pitch.findtext("step") or "", pitch.findtext("octave") or "", pitch.findtext("alter") or "0"
    return 12 * (int(octave) + 1) + _STEPS[step] + int(float(alter))
