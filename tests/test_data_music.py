"""Tunes and chorales of music21's corpus, and the readers of ABC, MusicXML and MATLAB files."""

import importlib.util
import re
import struct
import zipfile
import zlib
from fractions import Fraction

import numpy as np
import pytest
from rnndata import DataError, chorales, load_chorales, load_tunes, read_tunes, tunes
from rnndata.chorales import frames_of
from rnndata.matlab import read_cells
from rnndata.musicxml import Note, read_notes

music21_is_there = pytest.mark.skipif(importlib.util.find_spec("music21") is None, reason="music21 is not installed")

ABC = """% a book
X:1
T:The "First" Tune
R:reel
M: 6/8
L:1/8
K: A Dorian
"Am"vA2B {gf}(cde)|!trill!f3 g2.a|1 ~[ceg]3:|2 (3abc z3|]\\ % remark
w: la la
K:G
[M:2/4][P:B]^g=f_e' d,>c!a/b/:|

X: 2
T: Nothing
K:C
z4|z4|

X:3
T:Two voices
K:D
V:1
abc|
V:2
ABC|

X:4
T:No key
abc
"""


def test_of_a_tune_remain_metre_length_key_and_what_is_played():
    [(title, tune)] = read_tunes(ABC)
    assert title == 'The "First" Tune'
    assert tune == "M:6/8\nL:1/8\nK:Ador\nA2B cde|f3 g2a|1 ~[ceg]3:|2 (3abc z3|]\nK:G\n[M:2/4]^g=f_e' d,>c\na/b/:|"


@pytest.mark.parametrize("text", ["", "hello", "X:1\nT:empty\n", "X:1\nK:C\n", "X:1\nK:C\nz4 | x2 |\n", 'X:1\nK:C\n"Am"z4|\n'])
def test_a_tune_without_notes_is_a_clear_error(text):
    with pytest.raises(DataError, match=r"no tune with notes in book\.abc"):
        read_tunes(text, "book.abc")


def test_other_line_ends_make_no_difference():
    assert read_tunes(ABC.replace("\n", "\r\n")) == read_tunes(ABC) == read_tunes(ABC.replace("\n", "\r"))


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("K:D", "D"),
        ("K: D Major", "D"),
        ("K:Bb", "Bb"),
        ("K:F#m", "F#m"),
        ("K:E Minor", "Em"),
        ("K:D Mixolydian", "Dmix"),
        ("K:HP", None),
    ],
)
def test_a_key_has_one_spelling(written, short):
    assert tunes._field(written) == f"K:{short or 'HP'}"


@music21_is_there
@pytest.mark.parametrize(("name", "least"), [("fiddle", 1040), ("oneills", 1900), ("aird", 1100)])
def test_the_corpus_has_many_tunes_in_three_parts(name, least):
    data = load_tunes(name)
    every = [tune for part in data[:3] for tune in part.tunes]
    assert len(every) == len(set(every)) >= least
    assert data.generated is False
    assert "music21" in data.source
    assert set("".join(every)) == set(data.names)
    assert all(re.search(r"^K:", tune, re.MULTILINE) and re.search(r"[A-Ga-g]", tune.rpartition("K:")[2]) for tune in every)
    assert not re.search(r'["{}!%\\]', "".join(every))
    assert all(len(part.tunes) == len(part.titles) >= 0.06 * len(every) for part in data[:3])


@music21_is_there
def test_tunes_of_one_title_or_one_beginning_are_in_one_part():
    place = {}
    for number, part in enumerate(load_tunes("fiddle")[:3]):
        for tune, title in zip(part.tunes, part.titles, strict=True):
            for key in (tunes._letters(title), tunes._incipit(tune)):
                assert place.setdefault(key, number) == number


@pytest.fixture(scope="module")
def bach():
    return load_chorales()


@music21_is_there
def test_chorales_have_four_voices_a_frame_and_three_parts(bach):
    every = [piece for part in bach[:3] for piece in part.pieces]
    assert len(every) == len(set(every)) == 395
    assert bach.names == ("Soprano", "Alto", "Tenor", "Bass")
    frames = [frame for piece in every for frame in piece]
    assert np.mean([len(frame) == 4 for frame in frames]) > 0.85
    assert all(list(frame) == sorted(set(frame)) and len(frame) <= 4 for frame in frames)
    assert 36 <= min(map(min, filter(None, frames))) < max(map(max, filter(None, frames))) <= 84
    assert all(len(part.pieces) >= 25 for part in bach[:3])


@music21_is_there
def test_chorales_on_one_melody_are_in_one_part(bach):
    place = {}
    folder = tunes.corpus_folder() / "bach"
    for number, part in enumerate(bach[:3]):
        for title in part.titles[:40]:
            melody = chorales._melody(read_notes(folder / f"{title}.mxl")["Soprano"])
            assert place.setdefault(melody, number) == number


@music21_is_there
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_notes_are_those_that_music21_reads():
    from music21 import corpus

    for name in ("bwv10.7", "bwv66.6", "bwv227.3", "bwv128.5", "bwv40.8", "bwv433"):
        read = read_notes(tunes.corpus_folder() / "bach" / f"{name}.mxl")
        score = corpus.parse(f"bach/{name}")
        for part in score.parts:
            sounding = [each for each in part.recurse().notes if not each.duration.isGrace]
            expected = sorted(
                (Fraction(each.getOffsetInHierarchy(score)), Fraction(each.quarterLength), pitch.midi)
                for each in sounding
                for pitch in each.pitches
            )
            assert sorted((note.start, note.end - note.start, note.pitch) for note in read[part.partName]) == expected


@pytest.mark.parametrize("load", [load_chorales, load_tunes])
def test_without_music21_it_says_what_to_install(monkeypatch, load):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="pip install music21"):
        load()


def test_a_wrong_wish_is_one_clear_sentence():
    with pytest.raises(ValueError, match="'music21', 'jsb', 'nottingham'"):
        load_chorales("bach")
    with pytest.raises(ValueError, match="'fiddle', 'oneills'"):
        load_tunes("pop")


SCORE = """<score-partwise><part-list><score-part id="P1"><part-name>Soprano</part-name></score-part></part-list><part id="P1">
<measure><attributes><divisions>2</divisions></attributes>
<note><grace/><pitch><step>C</step><octave>5</octave></pitch></note>
<note><pitch><step>C</step><octave>4</octave></pitch><duration>3</duration></note>
<note><chord/><pitch><step>E</step><alter>-1</alter><octave>4</octave></pitch><duration>3</duration></note>
<note><rest/><duration>1</duration></note>
<backup><duration>4</duration></backup><forward><duration>2</duration></forward>
<note><pitch><step>B</step><octave>3</octave></pitch><duration>2</duration></note></measure>
<measure><note><pitch><step>F</step><alter>1</alter><octave>4</octave></pitch><duration>2</duration></note></measure>
</part></score-partwise>"""


def mxl(path, score=SCORE):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>')
        packed.writestr("a.xml", score)
    return path


def test_chords_rests_grace_notes_and_steps_back_are_read(tmp_path):
    notes = read_notes(mxl(tmp_path / "a.mxl"))["Soprano"]
    half = Fraction(1, 2)
    assert notes == [
        Note(0 * half, 3 * half, 60),
        Note(0 * half, 3 * half, 63),
        Note(2 * half, 4 * half, 59),
        Note(4 * half, 6 * half, 66),
    ]
    assert frames_of(notes) == ((60, 63), (59, 60, 63), (66,))
    assert frames_of(notes, half) == ((60, 63), (60, 63), (59, 60, 63), (59,), (66,), (66,))


@pytest.mark.parametrize(
    ("score", "message"),
    [
        ("<score-partwise>", "damaged or no MusicXML"),
        ("<score-partwise/>", "holds no note"),
        (re.sub("<pitch>.*?</pitch>", "", SCORE), "holds no note"),
        (SCORE.replace("<step>B", "<step>H"), "damaged"),
    ],
)
def test_a_score_without_notes_or_damaged_is_named(tmp_path, score, message):
    with pytest.raises(DataError, match=f"a.mxl.*{message}"):
        read_notes(mxl(tmp_path / "a.mxl", score))


def test_a_piece_without_notes_has_no_frames():
    with pytest.raises(DataError, match="no note"):
        frames_of([])


def element(kind, body):
    return struct.pack("<II", kind, len(body)) + body + bytes(-len(body) % 8)


def matrix(values, name=b"", kind=6, flags=6):
    head = element(6, struct.pack("<II", flags, 0)) + element(5, struct.pack("<ii", *values.shape)) + element(1, name)
    return element(14, head + element(9, values.astype("<f8").tobytes(order="F")))


def cell(name, *matrices):
    head = element(6, struct.pack("<II", 1, 0)) + element(5, struct.pack("<ii", 1, len(matrices)))
    small = struct.pack("<HH", 1, len(name)) + name.ljust(4, b"\0") if len(name) <= 4 else element(1, name)
    return element(14, head + small + b"".join(matrices))


def mat(*variables, packed=False):
    body = b"".join(struct.pack("<II", 15, len(z)) + z if packed and (z := zlib.compress(v)) else v for v in variables)
    return b"MATLAB 5.0".ljust(124) + b"\x00\x01IM" + body


@pytest.mark.parametrize("packed", [False, True])
def test_cells_of_matrices_are_read(packed):
    first, second = np.arange(6.0).reshape(2, 3), np.array([[7.0]])
    found = read_cells(mat(cell(b"ab", matrix(first), matrix(second)), cell(b"longname", matrix(second)), packed=packed))
    assert [value.tolist() for value in found["ab"]] == [first.tolist(), second.tolist()]
    assert [value.tolist() for value in found["longname"]] == [[[7.0]]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no mat",
        mat(cell(b"ab", matrix(np.ones((4, 4)))))[:-20],
        mat(matrix(np.ones((2, 2)), b"x")),
        mat(b"\x0f\0\0\0\x08\0\0\0damaged!"),
    ],
)
def test_another_or_a_damaged_matlab_file_is_an_error(content):
    with pytest.raises(DataError, match="MATLAB"):
        read_cells(content)


@pytest.mark.parametrize("text", ["", "[]", '{"train": []}', '{"train": [[["x"]]], "valid": [], "test": []}'])
def test_frames_in_json_must_be_numbers(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DataError, match=r"a\.json holds no frames"):
        chorales._from_json(tmp_path / "a.json")
