"""Public sets: their loaders read the real files, from a folder and over http, and no example is in two parts.

The files lie in ../shared/data; without that folder these tests are skipped.
"""

import itertools
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from data_server import serving
from rnndata import (
    DataError,
    load_activity,
    load_chorales,
    load_dna,
    load_glove,
    load_reviews,
    load_series,
    load_tagged,
    load_translation,
    load_tunes,
    sources,
)
from rnndata.fetch import Source, cache_folder, fetch
from rnndata.matlab import read_cells

HELD = Path(__file__).parents[2] / "shared" / "data"

pytestmark = pytest.mark.skipif(not (HELD / "SHA256SUMS").is_file(), reason="the public data sets are not held here")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def mirror(cache, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("RNNDATA_CACHE", str(cache))
    monkeypatch.setenv("RNNDATA_MIRROR", str(HELD))
    monkeypatch.setenv("RNNDATA_OFFLINE", "1")


def apart(parts):
    """Return True where no example is in two parts."""
    sets = [set(part) for part in parts]
    return all(not first & second for first, second in itertools.combinations(sets, 2))


def every_source(found):
    for value in found:
        if isinstance(value, Source):
            yield value
        elif isinstance(value, dict):
            yield from every_source(value.values())
        elif isinstance(value, tuple):
            yield from every_source(value)


def test_every_file_has_an_address_and_a_checksum_and_its_own_place():
    listed = list(every_source([value for name, value in vars(sources).items() if name[0] != "_"]))
    assert len(listed) > 120
    assert len({form.path for form in listed}) == len(listed)
    for form in listed:
        assert len(bytes.fromhex(form.sha256)) == 32
        assert form.size > 0
        assert not Path(form.path).is_absolute()
        assert all(url.startswith(("https://", "http://d2l-data.s3-accelerate.amazonaws.com/")) for url in form.urls)
        assert form.urls or form in (sources.IMDB_LABELLED, sources.AREM_PACKED, sources.NOTTINGHAM_PACKED)


def test_checksums_agree_with_those_of_the_files_held():
    sums = dict(line.split()[::-1] for line in (HELD / "SHA256SUMS").read_text().splitlines())
    checked = 0
    for form in every_source([value for name, value in vars(sources).items() if name[0] != "_"]):
        if form.path in sums:
            assert form.sha256 == sums[form.path]
            assert form.size == (HELD / form.path).stat().st_size
            checked += 1
    assert checked >= 18


@pytest.mark.slow
def test_imdb_is_split_by_films_and_in_halves():
    data = load_reviews("imdb")
    assert [len(part.texts) for part in data[:3]] == [22_383, 2_478, 25_000]
    assert data.test.labels.mean() == 0.5
    assert apart(part.texts for part in data[:3])
    assert not any("<br" in text for text in data.train.texts)
    assert {0, 1} == set(data.train.labels[:20])
    few = load_reviews("imdb", size=100)
    assert [len(part.texts) for part in few[:3]] == [45, 5, 50]
    assert all(abs(part.labels.mean() - 0.5) < 0.11 for part in few[:3])


def test_sentence_polarity_and_sst2():
    polarity = load_reviews("polarity")
    assert sum(len(part.texts) for part in polarity[:3]) == 10_662
    assert apart(part.texts for part in polarity[:3])
    assert abs(polarity.train.labels[:500].mean() - 0.5) < 0.1  # not sorted by class
    assert [len(part.texts) for part in load_reviews("sst2")[:3]] == [6_920, 872, 1_821]
    assert sum(len(part.texts) for part in load_reviews("polarity", size=1000)[:3]) in range(998, 1003)
    with pytest.raises(ValueError, match="at most 10662 for this set"):
        load_reviews("polarity", size=10_663)


@pytest.mark.parametrize(
    ("name", "sentences", "words", "tags"),
    [
        ("ewt", [12_544, 2_001, 2_077], [204_577, 25_147, 25_094], 17),
        ("wnut17", [3_394, 1_009, 1_287], [62_730, 15_733, 23_394], 13),
    ],
)
def test_tagged_sets_have_their_published_sizes(name, sentences, words, tags):
    data = load_tagged(name)
    assert [len(part.words) for part in data[:3]] == sentences
    assert [sum(map(len, part.tags)) for part in data[:3]] == words
    assert len(data.names) == tags
    assert (data.names[:3] == ("O", "B-corporation", "I-corporation")) == (name == "wnut17")
    assert [len(part.words) for part in load_tagged(name, size=100)[:3]] == [round(100 * n / sum(sentences)) for n in sentences]


@pytest.mark.parametrize(
    ("source", "target", "count"), [("en", "fr", 167_130), ("fr", "en", 167_130), ("en", "es", 118_964), ("vi", "en", 8_050)]
)
def test_sentence_pairs_have_no_credit_and_share_no_sentence(source, target, count):
    data = load_translation("tatoeba", source, target)
    pairs = [pair for part in data[:3] for pair in zip(*part, strict=True)]
    assert count - 200 < len(pairs) <= count
    assert data.names == (source, target)
    assert not any("\t" in text or "CC-BY" in text or "\u202f" in text for pair in pairs for text in pair)
    assert apart(part.source for part in data[:3])
    assert apart(part.target for part in data[:3])
    assert min(len(part.source) for part in data[:3]) > 0.08 * count


def test_the_first_pairs_are_the_shortest():
    data = load_translation("tatoeba", "en", "fr", size=10_000)
    assert sum(len(part.source) for part in data[:3]) == 10_000
    assert max(map(len, data.train.source)) < 20
    with pytest.raises(ValueError, match="this set has 8050 pairs"):
        load_translation("tatoeba", "en", "vi", size=9_000)


def test_chorales_and_folk_tunes_of_the_published_tables():
    jsb, nottingham = load_chorales("jsb"), load_chorales("nottingham")
    assert [len(part.pieces) for part in jsb[:3]] == [229, 76, 77]
    assert [sum(map(len, part.pieces)) for part in jsb[:3]] == [13_807, 4_602, 4_725]
    assert [len(part.pieces) for part in nottingham[:3]] == [694, 173, 170]
    assert [sum(map(len, part.pieces)) for part in nottingham[:3]] == [176_561, 45_513, 44_463]


def test_the_piano_rolls_and_the_lists_of_notes_are_the_same_chorales():
    cells = read_cells((HELD / "jsb_chorales/JSB_Chorales.mat").read_bytes())
    for part, key in zip(load_chorales("jsb")[:3], ("traindata", "validdata", "testdata"), strict=True):
        rolls = [tuple(tuple(int(note) + 21 for note in np.flatnonzero(frame)) for frame in roll) for roll in cells[key]]
        assert rolls == list(part.pieces)


@pytest.mark.parametrize(("name", "count"), [("irish", 802), ("nottingham", 1_031)])
def test_tunes_in_abc(name, count):
    data = load_tunes(name)
    assert sum(len(part.tunes) for part in data[:3]) == count
    assert apart(part.tunes for part in data[:3])
    assert not set('!"%{}') & set(data.names)


@pytest.mark.parametrize(
    ("name", "steps", "features", "first"),
    [
        ("chicago", [6574, 151, 914], 5, "2001-01-01"),
        ("beijing", [26_280, 8_760, 8_760], 11, "2010-01-02T00"),
        ("airline", [96, 24, 24], 1, "1949-01"),
        ("sunspots", [2172, 360, 288], 1, "1749-01"),
        ("melbourne", [2920, 365, 365], 1, "1981-01-01"),
    ],
)
def test_series_follow_each_other_in_time(name, steps, features, first):
    data = load_series(name)
    assert [part.values.shape for part in data[:3]] == [(number, features) for number in steps]
    assert len(data.names) == features
    times = np.concatenate([part.times for part in data[:3]])
    assert times[0] == np.datetime64(first)
    assert (np.diff(times) > np.timedelta64(0)).all()
    assert all(np.isfinite(part.values).all() for part in data[:3])


def test_the_seasonal_floor_of_chicago_is_the_published_one():
    data = load_series("chicago")
    rail = np.concatenate([data.train.values[-7:, 1], data.validation.values[:, 1]])
    errors = np.abs(rail[7:] - rail[:-7])
    assert round(errors.mean()) == 64_815  # January to May
    assert round(errors[data.validation.times >= np.datetime64("2019-03-01")].mean()) == 42_143


def test_missing_values_of_beijing_stay_where_that_is_wanted():
    kept = load_series("beijing", missing="keep")
    assert sum(int(np.isnan(part.values).sum()) for part in kept[:3]) == 2_067
    with pytest.raises(DataError, match=r"2067 values are missing, the first at 2010-01-01T00 in 'PM2\.5"):
        load_series("beijing", missing="error")


def test_recordings_that_come_twice_are_taken_once():
    data = load_activity("arem")
    recordings = [readings for part in data[:3] for readings in part.sequences]
    assert len(recordings) == 82
    assert Counter(map(len, recordings)) == {480: 81, 479: 1}
    assert {readings.shape[1] for readings in recordings} == {6}
    assert apart([readings.tobytes() for readings in part.sequences] for part in data[:3])
    assert all(set(part.labels.tolist()) == set(range(7)) for part in data[:3])


def test_dna_that_overlaps_is_in_one_part():
    for name, width, count in (("promoters", 20, 106), ("splice", 30, 3_190)):
        data = load_dna(name)
        assert sum(len(part.texts) for part in data[:3]) == count
        assert apart({text[p : p + width] for text in part.texts for p in range(len(text) - width + 1)} for part in data[:3])
        assert all(set(part.labels.tolist()) == set(range(len(data.names))) for part in data[:3])
    labels = np.concatenate([part.labels for part in data[:3]])
    assert np.bincount(labels).tolist() == [1_655, 767, 768]
    assert set("".join(data.train.texts)) - set("ACGT") <= set("DNSR")


def test_word_vectors():
    vectors = load_glove()
    assert len(vectors) == 5_050
    assert vectors["music"].dtype == np.float32

    def likeness(a, b):
        return vectors[a] @ vectors[b] / np.linalg.norm(vectors[a]) / np.linalg.norm(vectors[b])

    assert likeness("music", "song") > likeness("music", "tax")


class Folder:
    """The files held, as a server offers them."""

    def get(self, path):
        file = HELD / path.lstrip("/")
        return file.read_bytes() if file.is_file() else None


def test_loaders_work_over_http_with_broken_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path))
    monkeypatch.setattr("rnndata.transport.PAUSES", (0.0, 0.0, 0.0))
    with serving(Folder()) as shop:
        monkeypatch.setenv("RNNDATA_MIRROR", shop.address)
        shop.cut_after, shop.refuse = [100_000], [200, 503]
        assert sum(len(part.texts) for part in load_reviews("polarity")[:3]) == 10_662
        assert [wanted for _, wanted in shop.asked] == [None, "bytes=100000-", "bytes=100000-"]
        assert [len(part.pieces) for part in load_chorales("jsb")[:3]] == [229, 76, 77]  # held as .xz
        assert len(load_dna("promoters").names) == 2
        assert len(load_activity("arem").names) == 7


def test_an_address_with_a_file_in_an_archive_works_with_a_real_one(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path))
    monkeypatch.delenv("RNNDATA_MIRROR")
    monkeypatch.delenv("RNNDATA_OFFLINE")
    with serving(Folder()) as shop:
        text = sources.TATOEBA["es"][1]._replace(urls=(f"{shop.address}/tatoeba/spa-eng.zip#spa.txt",))
        assert fetch(text).stat().st_size == text.size


@pytest.mark.parametrize("damage", [lambda content: content[:-100], lambda content: content[:500] + b"?" + content[501:]])
def test_a_damaged_copy_in_the_mirror_is_not_taken(tmp_path, monkeypatch, damage):
    (tmp_path / "mirror/dna").mkdir(parents=True)
    (tmp_path / "mirror/dna/promoters.data").write_bytes(damage((HELD / "dna/promoters.data").read_bytes()))
    monkeypatch.setenv("RNNDATA_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path / "cache"))
    with pytest.raises(DataError, match=r"the mirror's dna/promoters\.data: wrong content"):
        load_dna("promoters")


def test_the_wrong_file_under_a_right_name_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "mirror/wnut17").mkdir(parents=True)
    shutil.copy(HELD / "wnut17/emerging.dev.conll", tmp_path / "mirror/wnut17/wnut17train.conll")
    monkeypatch.setenv("RNNDATA_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("RNNDATA_CACHE", str(tmp_path / "cache"))
    with pytest.raises(DataError, match="114749 bytes instead of 493781"):
        load_tagged("wnut17")
    assert not list(cache_folder().rglob("*.conll"))
