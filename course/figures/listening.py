"""Music to hear and to keep: sound made with NumPy, scores drawn by verovio, MIDI and MusicXML files written by music21."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

RATE = 16000  # samples a second
LOUDEST = 0.9
ATTACK, RELEASE = 0.01, 0.04  # seconds; without them every note begins and ends with a click
BEATS = 4  # quarter notes in a bar of a chorale
OVERTONES = (1.0, 0.5, 0.25, 0.12, 0.06)  # how loud the multiples of the first frequency are
MISSING = "The score needs the extra [music] of the course: run `pip install music21 verovio`, then restart the kernel."

Note = tuple[float, float, int]  # start and length in any unit of time, MIDI number


def frequency(pitch: float) -> float:
    """Return the frequency of a MIDI number in hertz: 69 is the A of 440, and 12 more are twice as high."""
    return float(440.0 * 2.0 ** ((pitch - 69) / 12))


def tone(pitch: int, seconds: float, rate: int = RATE) -> np.ndarray:
    """Return one note: a sum of sines that begins and ends at zero and dies away, (samples,), between -2 and 2.

    Args:
        pitch: MIDI number. seconds: its length. rate: samples a second.
    """
    time = np.arange(max(1, round(seconds * rate))) / rate
    first = frequency(pitch)
    wave = sum(
        loud * np.sin(2 * np.pi * number * first * time)
        for number, loud in enumerate(OVERTONES, 1)
        if number * first < rate / 2  # what lies above half the rate would be heard as another, wrong note
    )
    envelope = np.exp(-2.0 * time) * np.minimum(1, time / ATTACK) * np.clip((seconds - time) / RELEASE, 0, 1)
    return np.asarray(wave * envelope)


def sound(notes: Sequence[Note], seconds: float = 0.5, rate: int = RATE) -> np.ndarray:
    """Return notes as sound, (samples,), float32; the loudest sample is 0.9, silence follows the last note.

    Args:
        notes: (start, length, MIDI number), in any order. seconds: how long one unit of start and length is.
        rate: samples a second.

    Raises:
        ValueError: there is no note.
    """
    if not notes:
        raise ValueError("There is no note to play.")
    end = max(start + length for start, length, _ in notes) * seconds
    samples = np.zeros(round((end + 0.25) * rate) + 1)
    for start, length, pitch in notes:
        wave, begin = tone(int(pitch), float(length) * seconds, rate), round(float(start) * seconds * rate)
        samples[begin : begin + len(wave)] += wave[: len(samples) - begin]
    return np.asarray(samples * (LOUDEST / max(np.abs(samples).max(), 1e-9)), dtype=np.float32)


def play(notes: Sequence[Note], seconds: float = 0.5) -> Any:
    """Return a player for notes, as `sound` makes them, that Jupyter and Colab show."""
    display = importlib.import_module("IPython.display")
    return display.Audio(sound(notes, seconds), rate=RATE, normalize=False)


# ---- scores


def _music21() -> Any:
    try:
        return importlib.import_module("music21")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(MISSING) from error


def tune_score(tune: str, title: str = "") -> Any:
    """Return a tune in ABC as a score of music21.

    Raises:
        ValueError: it cannot be read as ABC, or holds no note.
        ModuleNotFoundError: music21 is not installed.
    """
    music21 = _music21()
    try:
        score = music21.converter.parse(f"X:1\nT:{title or ' '}\n{tune}\n", format="abc")
        found = list(score.recurse().notes)
    except Exception as error:  # music21 raises whatever its parts raise
        raise ValueError(f"The text cannot be read as ABC: {tune[:60]!r}") from error
    if not found:
        raise ValueError(f"There is no note in the tune {tune[:60]!r}.")
    score.insert(0, music21.metadata.Metadata(title=title))
    return score


def score_notes(score: Any) -> list[Note]:
    """Return what sounds in a score of music21: (start, length) in quarter notes, and MIDI number; tied notes are one."""
    return _joined((float(element.offset), element) for element in score.flatten().notes)


def _joined(elements: Iterable[tuple[float, Any]]) -> list[Note]:
    """Return notes of music21 and where they begin as starts, lengths and pitches; what is tied becomes one note."""
    notes: list[list[Any]] = []
    for start, element in elements:
        length = float(element.duration.quarterLength)
        for pitch in element.pitches if length else ():
            tied = element.tie is not None and element.tie.type != "start"
            before = [note for note in notes if note[2] == pitch.midi and abs(note[0] + note[1] - start) < 1e-6] if tied else []
            if before:
                before[0][1] += length
            else:
                notes.append([start, length, pitch.midi])
    return sorted((start, length, pitch) for start, length, pitch in notes)


def voices_score(frames: Sequence[Sequence[int]], title: str = "") -> Any:
    """Return frames of MIDI numbers as a score in four voices on two staves, a frame to the quarter note, repeated notes held.

    Args:
        frames: for each quarter the numbers that sound. Of more than four the highest and the three lowest are written; where
            there are fewer, voices sing together. title: of the score.
    """
    music21 = _music21()
    rows = [_four(sorted(frame, reverse=True)) for frame in frames]
    parts = []
    for clef, pair in ((music21.clef.TrebleClef(), (0, 1)), (music21.clef.BassClef(), (2, 3))):
        part = music21.stream.Part()
        for number, first in enumerate(range(0, len(rows), BEATS), 1):
            measure = music21.stream.Measure(number=number)
            if number == 1:
                measure.append([clef, music21.meter.TimeSignature(f"{BEATS}/4")])
            for place, voice in enumerate(pair, 1):
                measure.insert(0, _voice(music21, [row[voice] for row in rows], first, str(place)))
            part.append(measure)
        parts.append(part)
    score = music21.stream.Score(parts)
    _in_its_key(music21, score)
    score.insert(0, music21.layout.StaffGroup(parts, symbol="brace"))
    score.insert(0, music21.metadata.Metadata(title=title))
    return score


def _in_its_key(music21: Any, score: Any) -> None:
    """Write the key signature that fits best, spell the black keys by it, and print the accidentals that differ from it."""
    sharps = score.analyze("key").sharps
    other = ("B-", "E-") if sharps >= 2 else ("G#", "C#") if sharps <= -3 else ("G#",) if sharps == -2 else ()
    for note in score.recurse().notes:
        if note.pitch.name in other:
            note.pitch = note.pitch.getEnharmonic()
    for part in score.parts:
        signature = music21.key.KeySignature(sharps)
        part[music21.stream.Measure].first().insert(0, signature)
        for measure in part[music21.stream.Measure]:
            _accidentals(music21, measure, signature)


def _accidentals(music21: Any, measure: Any, signature: Any) -> None:
    """Print an accidental where a note differs from the key signature or from the last note on its line in this bar."""
    shown: dict[str, float] = {}
    for note in sorted(measure.recurse().notes, key=lambda note: note.getOffsetInHierarchy(measure)):
        by_key = signature.accidentalByStep(note.pitch.step)
        place, alter = f"{note.pitch.step}{note.pitch.octave}", note.pitch.alter
        accidental = music21.pitch.Accidental(alter)
        held = note.tie is not None and note.tie.type != "start"
        accidental.displayStatus = not held and alter != shown.get(place, by_key.alter if by_key else 0)
        shown[place] = alter
        note.pitch.accidental = accidental


def _four(falling: list[int]) -> list[int | None]:
    if not falling:
        return [None] * 4
    kept = falling if len(falling) <= 4 else [falling[0], *falling[-3:]]
    return [*kept, *[kept[-1]] * (4 - len(kept))]


def _voice(music21: Any, pitches: Sequence[int | None], first: int, name: str) -> Any:
    """Return one bar of a voice; equal pitches in a row are one note, tied where it goes on in another bar."""
    voice, place, end = music21.stream.Voice(id=name), first, min(first + BEATS, len(pitches))
    while place < end:
        pitch, stop = pitches[place], place
        while stop < end and pitches[stop] == pitch:
            stop += 1
        element = music21.note.Rest() if pitch is None else music21.note.Note(pitch)
        element.duration.quarterLength = stop - place
        before, behind = place == first > 0 and pitches[first - 1] == pitch, stop == end < len(pitches) and pitches[end] == pitch
        if pitch is not None and (before or behind):
            element.tie = music21.tie.Tie("continue" if before and behind else "stop" if before else "start")
        voice.insert(place - first, element)
        place = stop
    return voice


class Score:
    """A printed score with alternative text, shown by Jupyter and Colab as an SVG image."""

    def __init__(self, svg: str, alt: str) -> None:
        self.svg, self.alt = svg, alt

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg.encode()).decode()
        alt = self.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        return f'<img alt="{alt}" style="background:white;width:720px;max-width:100%" src="data:image/svg+xml;base64,{data}">'

    def __repr__(self) -> str:
        return f"[Score: {self.alt}]"


def draw_score(score: Any, alt: str = "") -> Any:
    """Print a score of music21 as music is printed; without verovio it is drawn as a piano roll, and a sentence says so.

    Args:
        score: of music21. alt: what stands for the picture where it cannot be seen.
    """
    notes = score_notes(score)
    alt = alt or f"A score of {len(notes)} notes between MIDI {min(n[2] for n in notes)} and {max(n[2] for n in notes)}."
    try:
        verovio = importlib.import_module("verovio")
    except ModuleNotFoundError:
        from .music import piano_roll

        print(MISSING)
        return piano_roll(notes)
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    options = {"pageWidth": 2100, "scale": 45, "adjustPageHeight": True, "header": "none", "footer": "none", "svgViewBox": True}
    toolkit.setOptions(options | {"pageHeight": 60000, "breaks": "auto", "spacingStaff": 8, "mnumInterval": 100})
    toolkit.loadData(musicxml(score).decode())
    return Score(toolkit.renderToSVG(1), alt)


def musicxml(score: Any) -> bytes:
    """Return a score of music21 as the text of a MusicXML file."""
    return bytes(_music21().musicxml.m21ToXml.GeneralObjectExporter(score).parse())


def _for_midi(score: Any) -> Any:
    """Return a score with a part for each voice: of bars with several voices music21 loses notes that are tied over the end."""
    music21 = _music21()
    voices: dict[tuple[int, str], list[tuple[float, Any]]] = {}
    for number, part in enumerate(score.parts):
        for measure in part[music21.stream.Measure]:
            for voice in measure.voices:
                sung = voices.setdefault((number, voice.id), [])
                sung += [(float(measure.offset + element.offset), element) for element in voice.notes]
    if not voices:
        return score
    parts = [music21.stream.Part() for _ in voices]
    for part, sung in zip(parts, voices.values(), strict=True):
        for start, length, pitch in _joined(sung):
            part.insert(start, music21.note.Note(pitch, quarterLength=length))
    return music21.stream.Score(parts)


def keep(score: Any, name: str) -> list[Path]:
    """Write a score as NAME.mid, to play, and NAME.musicxml, to print and to change; say where the files lie.

    Returns:
        The two files.
    """
    midi, printed = Path(f"{name}.mid"), Path(f"{name}.musicxml")
    try:
        _for_midi(score).write("midi", fp=midi)
    except _music21().Music21Exception:  # repeats that open or close alone, bars that are too long: played once, as written
        score.flatten().notesAndRests.stream().write("midi", fp=midi)
    printed.write_bytes(musicxml(score))
    print(f"kept: {midi} (to play) and {printed} (for MuseScore or another music program), in the folder of this notebook")
    return [midi, printed]
