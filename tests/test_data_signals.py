"""Generated sensors, movements and DNA: each is easy for who looks at the order in time, and hard for who does not."""

from collections import Counter

import numpy as np
import pytest
from data_floors import bag_accuracy, logistic_accuracy
from rnndata import DataError, Series, activity, dna, load_activity, load_dna, load_series, series
from rnndata.dna import MOTIFS
from rnndata.series import _filled

POWER = 0


def test_the_series_says_that_it_is_generated_and_runs_hour_by_hour():
    data = load_series()
    assert data.generated is True
    assert "does not exist" in data.source
    assert data.names == ("power (kW)", "temperature (degrees Celsius)", "weekend (0 or 1)")
    times = np.concatenate([part.times for part in data[:3]])
    assert set(np.diff(times).astype(int)) == {1}
    assert [len(part.values) for part in data[:3]] == [7056, 1512, 1512]
    assert all(part.values.dtype == np.float64 and np.isfinite(part.values).all() for part in data[:3])


def test_the_season_beats_the_last_value_and_a_model_beats_the_season():
    """Predict the power an hour ahead; the model is linear in the last day and sees the temperature of three hours ago."""
    data = load_series()
    values = np.concatenate([part.values for part in data[:3]])
    start, power = len(data.train.values), values[:, POWER]
    rows = np.arange(168, len(values))
    lags = [power[rows - lag] for lag in (*range(1, 25), 168)] + [values[rows - lag, 1] for lag in range(1, 5)]
    features = np.column_stack([*lags, np.maximum(0, 14 - values[rows - 3, 1]), np.ones(len(rows))])
    past, targets = rows < start, np.arange(start, len(values))
    weights, *_ = np.linalg.lstsq(features[past], power[rows[past]], rcond=None)
    model = np.abs(features[~past] @ weights - power[targets]).mean()
    last, daily, weekly = (np.abs(power[targets] - power[targets - lag]).mean() for lag in (1, 24, 168))
    assert model < 0.6 * min(last, daily, weekly)
    assert min(daily, weekly) < 0.8 * np.abs(power[targets] - power[targets - 12]).mean()


def test_a_missing_value_is_filled_from_the_past_kept_or_an_error():
    kept, filled = load_series(missing="keep"), load_series()
    gaps = np.isnan(kept.train.values)
    assert 0.003 < gaps.mean() < 0.02
    assert (filled.train.values[~gaps] == kept.train.values[~gaps]).all()
    for step, feature in np.argwhere(gaps):
        assert filled.train.values[step, feature] == filled.train.values[step - 1, feature]
    with pytest.raises(DataError, match=r"values are missing, the first at 2024-.* in '.*'; use missing='previous'"):
        load_series(missing="error")


def test_steps_before_the_first_value_are_dropped_and_a_feature_without_values_is_an_error():
    nan = np.nan
    times = np.arange("2020-01-01", "2020-01-06", dtype="datetime64[D]")
    values = np.array([[nan, 1], [nan, nan], [3, nan], [nan, 4], [5, nan]])
    filled = _filled(Series(values, times), ["a", "b"], "previous")
    assert filled.values.tolist() == [[3, 1], [3, 4], [5, 4]]
    assert filled.times.tolist() == times[2:].tolist()
    with pytest.raises(DataError, match="no value at all in 'b'"):
        _filled(Series(np.array([[1, nan], [2, nan]]), times[:2]), ["a", "b"], "previous")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: load_series("berlin"), "'chicago', 'beijing'"),
        (lambda: load_series(missing="mean"), "'previous', 'keep', 'error'"),
        (lambda: load_series(size=100), "at least 504 hours"),
        (lambda: load_activity("gym"), "'generated', 'arem'"),
        (lambda: load_dna("covid"), "'promoters', 'splice'"),
        (lambda: load_dna(size=0), "at least 1"),
    ],
)
def test_a_wrong_wish_is_one_clear_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def summary(part):
    """Return mean, spread, least and most of each feature: what is left without the order."""
    return np.array([np.concatenate([f(x, axis=0) for f in (np.mean, np.std, np.min, np.max)]) for x in part.sequences])


def test_movements_look_alike_without_their_order_in_time():
    data = load_activity()
    assert data.generated is True
    assert sum(len(part.sequences) for part in data[:3]) == 1200
    assert {len(readings) for readings in data.train.sequences} == set(range(40, 81))
    for first in (0, 2):
        train, test = (np.isin(part.labels, (first, first + 1)) for part in (data.train, data.test))
        accuracy = logistic_accuracy(
            summary(data.train)[train], data.train.labels[train] - first, summary(data.test)[test], data.test.labels[test] - first
        )
        assert accuracy < 0.62


def test_movements_are_told_by_comparing_their_halves():
    for part in load_activity()[:3]:
        for readings, label in zip(part.sequences, part.labels, strict=True):
            early, late = np.array_split(readings, 2)
            tilt = late[:, 0].mean() - early[:, 0].mean()
            shake = late[:, 2].std() - early[:, 2].std()
            assert label == (2 + (shake > 0) if abs(tilt) < 0.15 else int(tilt > 0))


def test_a_movement_and_its_partner_are_in_one_part():
    for part in load_activity(size=400)[:3]:
        counts = Counter(part.labels.tolist())
        assert counts[0] == counts[1]
        assert counts[2] == counts[3]


def kmers(length):
    return lambda text: [text[place : place + length] for place in range(len(text) - length + 1)]


def test_bags_of_short_words_do_not_tell_promoters():
    data = load_dna()
    assert data.generated is True
    assert bag_accuracy(data, list) <= 0.56
    assert bag_accuracy(data, kmers(4)) <= 0.6


@pytest.mark.slow
def test_bags_of_words_as_long_as_the_motifs_do_not_tell_them_either():
    assert bag_accuracy(load_dna(), kmers(6)) <= 0.6


def test_the_order_of_the_motifs_tells_them_at_many_places():
    places = set()
    for part in load_dna()[:3]:
        for text, label in zip(part.texts, part.labels, strict=True):
            assert [text.count(motif) for motif in MOTIFS] == [1, 1]
            assert len(text) == 120
            assert (text.index(MOTIFS[0]) < text.index(MOTIFS[1])) == label
            places.add(text.index(MOTIFS[0]))
    assert len(places) > 90


def test_partners_are_in_one_part_and_no_sequence_comes_twice():
    data = load_dna()
    texts = [text for part in data[:3] for text in part.texts]
    assert len(set(texts)) == len(texts) == 2000
    assert all(part.labels.mean() == 0.5 for part in data[:3])
    assert load_dna(size=10, seed=5) is not None
    assert (
        load_dna(size=10, seed=5).train.texts
        == load_dna(size=11, seed=5).train.texts[: len(load_dna(size=10, seed=5).train.texts)]
    )


GOOD_RECORDING = f"{activity._AREM_HEADER}\n0,1,2,3,4,5,6\n250 1 2 3 4 5 7 \n# remark\n"


def test_a_recording_may_have_commas_spaces_and_remarks():
    assert activity.read_recording(GOOD_RECORDING).tolist() == [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not begin with"),
        ("time,x\n0,1\n", "does not begin with"),
        (activity._AREM_HEADER, "must hold rows"),
        (GOOD_RECORDING.replace(",6", ""), "must hold rows"),
        (GOOD_RECORDING.replace("4,5,6", "4,NA,6"), "must hold rows"),
        (GOOD_RECORDING.replace("4,5,6", "4,x,6"), "expected a number, received 'x'"),
    ],
)
def test_a_damaged_recording_is_named(text, message):
    with pytest.raises(DataError, match=message):
        activity.read_recording(text, "cycling/dataset1.csv")


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (dna.read_promoters, "+,A,acgt\n*,B,acgt\n", r"a\.data, line 2: expected"),
        (dna.read_promoters, "+,A,acgn\n", "letters out of ACGT, received 'N'"),
        (dna.read_promoters, "+,A,\n", "it is empty"),
        (dna.read_splice, "EI, A-DONOR-1, ACGT\nXX, A, ACGT\n", "line 2: expected `N, EI or IE"),
        (dna.read_splice, "EI, A-DONOR-1, ACXT\n", "received 'X'"),
    ],
)
def test_a_damaged_line_of_dna_is_named(tmp_path, reader, text, message):
    (tmp_path / "a.data").write_text(text)
    with pytest.raises(DataError, match=message):
        reader(tmp_path / "a.data")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Month,Sunspots\n1950-01,1\n", "does not begin with"),
        ('"Month","Passengers"\r\n"1950-01",1,2\r\n', "line 2: expected 2 columns, received 3"),
        ("Month,Passengers\n1950-01,many\n", "expected a number, received 'many'"),
    ],
)
def test_a_damaged_table_is_named(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(DataError, match=message):
        series._simple("passengers", "Month,Passengers")(tmp_path / "a.csv")
