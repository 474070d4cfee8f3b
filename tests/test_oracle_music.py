"""Unit 14 against music21, Keras and mido-free readings of what it writes; its helpers with bad input; its sound."""

import math
import sys
from fractions import Fraction

import numpy as np
import pytest

from autograder.notebooks.reference import load_reference

music21 = pytest.importorskip("music21")

from rnndata import load_chorales, load_tunes, read_tunes  # noqa: E402
from rnndata.shapes import DataError  # noqa: E402
from rnnfigures import abc_notation, listening  # noqa: E402
from rnnfigures import music as fig  # noqa: E402

PART = 40  # tunes of the book that are read by both readers


@pytest.fixture(scope="module")
def unit(tf):
    return load_reference("a14_music")


@pytest.fixture(scope="module")
def tunes():
    return load_tunes("fiddle")


@pytest.fixture(scope="module")
def chorales():
    return load_chorales("music21").test.pieces


# ---- tunes as ids


def test_every_tune_of_the_book_comes_back(unit, tunes):
    characters = "".join(tunes.names)
    for tune in tunes.test.tunes:
        ids = unit["encode_tune"](tune, characters, len(tune) + 5)
        assert unit["decode_tune"](ids, characters) == tune
        assert (ids[0], list(ids[-4:])) == (1, [2, 0, 0, 0])


def test_bad_tunes_are_told_or_documented(unit):
    encode, decode = unit["encode_tune"], unit["decode_tune"]
    assert encode("", "abc", 4).tolist() == [1, 2, 0, 0]
    assert encode("?a!é", "abc", 5).tolist() == [1, 3, 2, 0, 0]
    assert 2 not in encode("abcabc", "abc", 7)
    assert decode([], "abc") == ""
    with pytest.raises(DataError, match="no tune with notes"):
        read_tunes("X:1\nK:C\nz4|\n")
    for text in ("", "K:C\nz4|", "M:4/4\nK:C\n| |", "hello"):
        with pytest.raises(ValueError, match=r"note|key|ABC"):
            abc_notation.bars_of(text)
        with pytest.raises(ValueError, match=r"no note|cannot be read"):
            listening.tune_score(text)


# ---- the strict reader against music21


def _bars_of_music21(tune):
    score = music21.converter.parse(f"X:1\n{tune}\n", format="abc")
    measures = score.recurse().getElementsByClass("Measure")
    lengths = [sum(float(item.duration.quarterLength) for item in measure.notesAndRests) / 4 for measure in measures]
    return [length for length in lengths if length]


def test_the_lengths_of_bars_are_those_of_music21(tunes):
    """The whole must be as long; music21 joins a few parts of bars, so single bars are compared where both have as many."""
    compared = 0
    for tune in filter(abc_notation.is_tune, tunes.test.tunes[:PART]):
        mine, theirs = [float(bar.length) for bar in abc_notation.bars_of(tune)], _bars_of_music21(tune)
        assert sum(mine) == pytest.approx(sum(theirs)), tune
        if len(mine) == len(theirs):
            assert mine == pytest.approx(theirs), tune
            compared += 1
    assert compared >= 0.8 * PART


def test_nearly_all_bars_of_the_book_are_right_and_a_note_more_is_seen(tunes):
    good = [tune for tune in tunes.train.tunes if abc_notation.is_tune(tune)]
    assert len(good) > 0.95 * len(tunes.train.tunes)
    assert abc_notation.share_of_right_bars(good) > 0.98
    tune = "M:2/4\nL:1/8\nK:G\nG2 A2|B4|c2 (3def|d>B G/A/B|G4|"
    assert abc_notation.share_of_right_bars([tune]) == 1
    assert abc_notation.share_of_right_bars([tune.replace("B4", "B5")]) == 0.75


@pytest.mark.parametrize("wrong", ["G2 h|", "A)B|", "[AB|", "M:x\nA|", "A/0|", "|4|", '"Am"A|'])
def test_what_is_no_abc_is_refused(wrong):
    assert abc_notation.is_tune("M:4/4\nL:1/8\nK:G\nA2|B2|")
    assert not abc_notation.is_tune("M:4/4\nL:1/8\nK:G\n" + wrong)


@pytest.mark.parametrize(
    ("notes", "length"),
    [("A2", "1/4"), ("A/", "1/16"), ("A//", "1/32"), ("A3/2", "3/16"), ("(3ABc", "1/4"), ("A>B", "1/4"), ("A<<B", "1/4"),
     ("[AC]2", "1/4"), ("[A2C2]", "1/4"), ("z3A", "1/2"), ("(5ABcde", "1/4"), ("(3:2:2A2B", "1/4"), ("[L:1/16]A2", "1/8")],
)  # fmt: skip
def test_lengths_of_notes(notes, length):
    [bar] = abc_notation.bars_of(f"M:4/4\nL:1/8\nK:C\n{notes}")
    assert bar.length == Fraction(length)


# ---- frames, their score, notes


def test_frames_and_notes_of_real_chorales(unit, chorales):
    for piece in chorales[:8]:
        frames = unit["chorale_to_frames"](piece)
        assert [tuple(int(key) + 21 for key in np.flatnonzero(frame)) for frame in frames] == list(piece)
        again = np.zeros_like(frames)
        for start, length, pitch in unit["frames_to_notes"](frames):
            assert again[start : start + length, pitch - 21].sum() == 0
            again[start : start + length, pitch - 21] = 1
        np.testing.assert_array_equal(again, frames)


def test_an_empty_chorale_and_silence_are_no_error(unit):
    assert unit["chorale_to_frames"]([]).shape == (0, 88)
    assert unit["frames_to_notes"](unit["chorale_to_frames"]([])) == []
    assert unit["frames_to_notes"](unit["chorale_to_frames"]([(), {200}])) == []
    with pytest.raises(ValueError, match="no note to play"):
        listening.sound([])


@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_the_score_of_frames_is_that_of_keras(unit, keras, scale):
    rng = np.random.default_rng(3)
    logits, frames = rng.normal(0, scale, (3, 7, 88)), (rng.random((3, 7, 88)) < 0.1).astype(float)
    mask = np.arange(7) < np.array([[7], [4], [2]])
    loss = keras.losses.BinaryCrossentropy(from_logits=True, reduction=None)
    per_frame = 88 * keras.ops.convert_to_numpy(loss(frames[:, 1:].astype("float32"), logits[:, :-1].astype("float32")))
    right = per_frame[mask[:, 1:]].mean()
    assert unit["frame_nll"](logits, frames, mask) == pytest.approx(right, rel=1e-5)
    assert unit["frame_nll"](logits, frames, np.roll(mask, 1, axis=1)) != pytest.approx(right, rel=1e-3)


def test_the_floor_of_coins_is_88_log_2(unit):
    frames = np.zeros((2, 5, 88))
    assert unit["frame_nll"](np.zeros((2, 5, 88)), frames, np.ones((2, 5), bool)) == pytest.approx(88 * math.log(2))


# ---- writing


def test_what_is_drawn_has_the_probabilities_of_the_rule(unit):
    """The first id of many tunes: logits over temperature, banned out, no end, the likeliest two of the rest."""
    logits = np.log([0.4, 0.2, 0.3, 0.06, 0.04])
    draws = np.zeros(5)
    rng = np.random.default_rng(0)
    for _ in range(3000):
        wishes = {"min_length": 1, "temperature": 0.5, "top_k": 2, "banned": (2,)}
        draws[unit["sample_tune"](lambda index, state: (logits, state), None, 4, 0, rng, 1, **wishes)[0]] += 1
    np.testing.assert_allclose(draws / 3000, np.array([0, 0.04, 0, 0.0036, 0]) / 0.0436, atol=0.02)
    assert logits[0] == np.log(0.4)


# ---- sound


def test_the_sound_has_the_length_the_peak_and_the_level_it_should(unit):
    samples = listening.sound([(0, 1, 60), (1, 2, 64), (1, 2, 67)], seconds=0.5)
    assert samples.shape == (round(1.75 * listening.RATE) + 1,)
    assert np.abs(samples).max() == pytest.approx(listening.LOUDEST)
    assert 0.05 < np.sqrt(np.mean(samples**2)) < 0.6
    assert abs(samples[0]) < 1e-6
    assert abs(samples[-1]) < 1e-6
    assert not samples[-round(0.24 * listening.RATE) :].any()


@pytest.mark.parametrize("pitch", [45, 60, 69, 88])
def test_a_note_has_its_frequency_and_no_click(pitch):
    wave = listening.tone(pitch, 1.0)
    spectrum = np.abs(np.fft.rfft(wave))
    assert np.fft.rfftfreq(len(wave), 1 / listening.RATE)[spectrum.argmax()] == pytest.approx(
        440 * 2 ** ((pitch - 69) / 12), abs=1
    )
    assert max(abs(wave[0]), abs(wave[-1])) < 0.01
    inside = np.abs(np.diff(wave)).max()
    assert np.abs(np.diff(wave[:20])).max() < inside
    assert np.abs(np.diff(wave[-20:])).max() < 0.1 * inside


def test_overtones_above_half_the_rate_are_left_out():
    wave = listening.tone(108, 0.5)  # 4,186 hertz: of its overtones none can be told with 16,000 samples a second
    spectrum = np.abs(np.fft.rfft(wave))
    frequencies = np.fft.rfftfreq(len(wave), 1 / listening.RATE)
    assert spectrum[np.abs(frequencies - 4186) > 200].max() < 0.05 * spectrum.max()


# ---- scores and files


def test_tunes_are_drawn_kept_and_read_again(tunes, tmp_path, monkeypatch, capsys):
    pytest.importorskip("verovio")
    monkeypatch.chdir(tmp_path)
    score = listening.tune_score(tunes.test.tunes[3], "A tune")
    drawn = listening.draw_score(score, "a tune")
    assert drawn.svg.startswith("<svg")
    assert 'alt="a tune"' in drawn._repr_html_()
    assert drawn.svg.count('class="note"') == len(list(score.recurse().notes))
    midi, printed = listening.keep(score, "tune")
    assert midi.name in capsys.readouterr().out
    pitches = [note.pitch.midi for note in music21.converter.parse(midi).flatten().notes]
    assert pitches == [pitch for _, _, pitch in listening.score_notes(score)]
    assert len(list(music21.converter.parse(printed).recurse().notes)) == len(pitches)


@pytest.mark.parametrize("bars", ["CD|:EF:|GA:|:|:Bc|1de|", "C4|D2>G|B2c d3|\nBAB=c2A|]"])
def test_repeats_that_are_not_closed_and_bars_that_are_too_long_are_no_error(bars, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    midi, _ = listening.keep(listening.tune_score(f"M:2/4\nL:1/4\nK:C\n{bars}"), "odd")
    assert len(list(music21.converter.parse(midi).flatten().notes)) >= 10


def test_four_voices_keep_what_sounds_in_every_frame(chorales, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    piece = chorales[0][:14]
    score = listening.voices_score(piece)
    for each in (score, *map(music21.converter.parse, listening.keep(score, "chorale"))):
        notes = listening.score_notes(each)
        for t, frame in enumerate(piece):
            assert {pitch for start, length, pitch in notes if start <= t < start + length} == set(frame)
    few = listening.score_notes(listening.voices_score([(60,), (), (40, 50, 60, 70, 80)]))
    assert {(start, pitch) for start, _, pitch in few} == {(0, 60), (2, 40), (2, 50), (2, 60), (2, 80)}


def test_without_verovio_a_piano_roll_is_drawn_and_one_sentence_says_so(tunes, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "verovio", None)
    drawn = listening.draw_score(listening.tune_score(tunes.test.tunes[3]))
    assert isinstance(drawn, fig.Drawing)
    assert capsys.readouterr().out.strip() == listening.MISSING


def test_without_music21_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "music21", None)
    with pytest.raises(ModuleNotFoundError, match=r"extra .music.*pip install music21 verovio"):
        listening.tune_score("K:C\nA|")


# ---- the network


def test_the_network_goes_on_where_it_stopped(unit, keras):
    model = unit["build_tune_model"](keras.layers, 9, 4, 5)
    ids, state = np.array([[1, 3, 4, 5, 6, 2]]), np.zeros((1, 5), "float32")
    whole, last = model([ids, state])
    logits = []
    for index in ids[0]:
        piece, state = model([np.array([[index]]), keras.ops.convert_to_numpy(state)])
        logits.append(keras.ops.convert_to_numpy(piece)[0, 0])
    np.testing.assert_allclose(logits, keras.ops.convert_to_numpy(whole)[0], 1e-4, 1e-5)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(state), keras.ops.convert_to_numpy(last), 1e-4, 1e-5)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_layers_of_assignment_09_give_the_same(unit, keras):
    from types import SimpleNamespace

    own = SimpleNamespace(**load_reference("a09_keras_layers"))
    mine, theirs = (unit["build_tune_model"](layers, 9, 4, 5) for layers in (own, keras.layers))
    mine.set_weights(theirs.get_weights())
    ids = np.array([[1, 3, 4, 2, 0, 0], [1, 5, 6, 7, 8, 2]])
    state = np.random.default_rng(2).normal(size=(2, 5)).astype("float32")
    for one, other in zip(mine([ids, state]), theirs([ids, state]), strict=True):
        real = (ids > 0)[..., None] if one.ndim == 3 else 1
        np.testing.assert_allclose(keras.ops.convert_to_numpy(one) * real, keras.ops.convert_to_numpy(other) * real, 1e-5, 1e-5)
    losses = []
    for model in (mine, theirs):
        reads = [keras.Input((None,), dtype="int32"), keras.Input((5,))]
        trainer = keras.Model(reads, model(reads)[0])
        trainer.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0))
        losses.append(trainer.fit([ids[:, :-1], state], ids[:, 1:], epochs=4, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(*losses, 1e-4)


# ---- the student package


def test_the_setup_cell_asks_for_the_extra(root):
    for path in (root / "course" / "14_music.ipynb", root / "assignments" / "a14_music" / "a14_music.ipynb"):
        assert "[music]" in path.read_text()


def test_figures_have_words_and_fit_the_page():
    shares = {1.0: np.array([0.7, 0.3]), 2.0: np.array([0.6, 0.4])}
    notes = [(0, 1, 60), (1, 2, 64)]
    drawn = [fig.piano_roll(notes), fig.piano_roll(notes, notes[:1]), fig.piano_roll([]), fig.two_representations()]
    drawn += [fig.temperatures(["a", "\n"], shares), fig.floors_and_network({"coins": 61.0, "network": 8.0})]
    for each in [*drawn, fig.held_or_struck(), fig.shape_of_a_sound()]:
        assert len(each.alt) > 20
        assert each.svg().startswith("<?xml")
        assert (each.figure.get_size_inches() <= (6, 3)).all()
