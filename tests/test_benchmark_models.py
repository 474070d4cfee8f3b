"""The benchmark of models: metrics by hand, floors of the real files, every task in small, and runs that were interrupted."""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from rnndata import Pairs, Tagged, load_reviews, load_tagged, load_translation

ROOT = Path(__file__).parents[1]
HELD = ROOT.parent / "shared" / "data"
sys.path.append(str(ROOT / "benchmarks"))

import models  # noqa: E402
import models_adding  # noqa: E402
import models_dna  # noqa: E402
import models_letters  # noqa: E402
import models_music  # noqa: E402
import models_pairs  # noqa: E402
import models_series  # noqa: E402
import models_tags  # noqa: E402
from models_task import Task  # noqa: E402

LOG2 = np.log(2)
needs_files = pytest.mark.skipif(not (HELD / "SHA256SUMS").is_file(), reason="the public data sets are not held here")


def rolls(rng, *lengths):
    return [(rng.random((length, 88)) < 0.05).astype("float32") for length in lengths]


def test_nats_per_frame_leave_out_the_first_frame_and_padding():
    pieces = rolls(np.random.default_rng(0), 2, 4)
    sure = [np.where(np.roll(piece, -1, axis=0) > 0, 60.0, -60.0) for piece in pieces]  # step t is about frame t + 1
    for logits in sure:
        logits[-1] = 1e3  # about nothing
    assert models_music.nats_per_frame(sure, pieces) == pytest.approx(0, abs=1e-6)
    sure[0][0, :3] = 0.0  # three keys of the only frame that counts in the shorter piece: 1 + 3 frames count in all
    assert models_music.nats_per_frame(sure, pieces) == pytest.approx(3 * LOG2 / 4)
    assert models_music.nats_per_frame([0 * logits for logits in sure], pieces) == pytest.approx(88 * LOG2)


def test_the_gru_with_dropout_of_states_is_a_gru(keras):
    settings = models_music.Settings(units=5)
    model, theirs = models_music.build(settings), keras.layers.GRU(5, return_sequences=True)
    x = rolls(np.random.default_rng(2), 7)[0][None]
    assert not np.allclose(model(x, training=True), model(x, training=True))
    theirs(x)
    drawn = [np.random.default_rng(3).normal(size=weight.shape) for weight in model.get_weights()]
    model.set_weights(drawn)
    kernels, biases = (np.concatenate(drawn[start:6:2], axis=-1) for start in (0, 1))
    recurrent, recurrent_biases = (np.concatenate(drawn[start : start + 3], axis=-1) for start in (6, 9))
    theirs.set_weights([kernels, recurrent, np.stack([biases, recurrent_biases])])
    np.testing.assert_allclose(model(x), theirs(x) @ drawn[12] + drawn[13], atol=1e-4)


def test_accuracy_of_unknown_words_counts_words_that_training_does_not_have_as_they_are():
    train = Tagged((("the", "cat"), ("sits",)), (("D", "N"), ("V",)))
    part = Tagged((("The", "cat", "runs"), ("the", "dog", "dog")), (("D", "N", "V"), ("D", "N", "N")))
    said = [["N", "N", "V"], ["D", "N", "V"]]
    found = models_tags.token_figures(train, part, said)
    assert found == {"accuracy": pytest.approx(4 / 6), "unknown words": pytest.approx(2 / 4)}  # The, runs, dog, dog
    assert np.isnan(models_tags.token_figures(train, train, train.tags)["unknown words"])


def test_entities_count_only_where_they_are_exact():
    there = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-PER"]]
    said = [["B-PER", "O", "O", "B-LOC"], ["O", "B-LOC"]]
    part = Tagged((tuple("abcd"), tuple("ef")), tuple(map(tuple, there)))
    found = models_tags.entity_figures(part, part, said)
    assert found == {"entity F1": pytest.approx(1 / 3), "accuracy": pytest.approx(4 / 6)}
    assert models_tags.entity_figures(part, part, [["O"] * 4, ["O"] * 2])["entity F1"] == 0


def test_shapes_and_usual_tags():
    assert [models_tags.shape(word) for word in ("Zürich", "USA", "3.14", "e-mail", "1999")] == [
        "Xxx",
        "XX",
        "9.99",
        "x-xx",
        "99",
    ]
    train = Tagged((("a", "B", "a"), ("a",)), (("X", "Y", "Z"), ("X",)))
    assert models_tags.usual_tags(train, [("a", "B", "c", "C", "7")]) == [["X", "Y", "X", "Y", "X"]]


def test_counted_letters_are_mixed_with_shorter_contexts():
    data = {"train": ["abab"], "validation": [], "test": ["aba"]}
    alone = {"a": (1 + 2 / 2) / 5, "b": (2 + 2 / 2) / 5}  # behind the first letter stand b, a, b; two letters exist
    pair = {"ab": (2 + alone["b"]) / 3, "ba": (1 + alone["a"]) / 2}
    assert models_letters.counted_nats(data, 1) == pytest.approx(-np.mean(np.log([pair["ab"], pair["ba"]])))


@pytest.mark.parametrize(("length", "size", "lead"), [(2, 5, 3), (9, 4, 3), (9, 8, 0), (10, 3, 20)])
def test_every_letter_but_the_first_is_scored_once(length, size, lead):
    cut = models_letters.pieces("x" * length, size, lead)
    assert [place for _, start, end in cut for place in range(start, end)] == list(range(1, length))
    assert all(0 <= first < start <= first + 1 + lead for first, start, _ in cut)
    assert models_letters.surprise([np.array([1.0, 2.0, 3.0]), np.array([6.0])]) == 3


def test_networks_are_mixed_by_their_probabilities(keras):
    p = np.random.default_rng(0).uniform(0.01, 1, (3, 2, 5)).astype("float32")
    np.testing.assert_allclose(models_letters.mixed(-np.log(p)), -np.log(p.mean(axis=0)), rtol=1e-5)
    np.testing.assert_allclose(models_letters.mixed(-np.log(p[:1])), -np.log(p[0]), rtol=1e-5)


def test_an_answer_is_right_if_it_is_any_translation_of_its_sentence():
    pairs = Pairs(("go", "go", "run"), ("va", "vas", "cours"))
    assert models_pairs.exact(["vas", "va", "va"], pairs) == pytest.approx(2 / 3)
    assert models_pairs.overlap(pairs.target, pairs)["chrF"] == pytest.approx(100)


def test_the_longest_quarter_is_scored_by_itself():
    sources = ("a", "bb", "ccc", "dddd", "eeeee", "ff", "g", "hhhh")
    targets = tuple(f"one two three four {source}" for source in sources)
    pairs = Pairs(sources, targets)
    assert models_pairs.longest(pairs) == [3, 4, 7]
    said = [target if place in (3, 4, 7) else "x" for place, target in enumerate(targets)]
    found = models_pairs.scored(said, pairs, words=True)
    assert found["BLEU of the longest quarter"] == pytest.approx(100)
    assert found["BLEU"] < 100
    assert models_pairs.scored(said, pairs, words=False) == {"exact": pytest.approx(3 / 8)}


def days():
    times = np.arange("2018-09-01", "2020-03-03", dtype="datetime64[D]")
    weekday = (times.astype(int) + 3) % 7
    kinds = np.stack([weekday < 5, weekday == 5, weekday == 6], axis=1)
    boardings = 1e5 * (1 + weekday)[:, None] + np.arange(len(times))[:, None] + np.array([[0, 5]])
    return models_series.Days(np.concatenate([boardings, kinds], axis=1), times)


def test_windows_end_before_the_day_that_is_forecast_and_its_calendar_is_that_of_the_day():
    made, window = days(), 56
    read, known, wanted = models_series.windows(made, "validation", window)
    assert len(wanted) == (np.datetime64("2019-05-31") - np.datetime64("2019-02-26")).astype(int) + 1
    first = np.flatnonzero(made.times == np.datetime64("2019-02-26"))[0]
    assert wanted[0] == pytest.approx(made.values[first, 1] / 1e6)
    assert read[0, -1, 1] == pytest.approx(made.values[first - 1, 1] / 1e6)
    assert known[0, :7].tolist() == [0, 1, 0, 0, 0, 0, 0]  # a Tuesday
    assert read[0, -1, 2:].tolist() == known[0].tolist()
    assert models_series.seasonal_floor(made)["a week before, test"] == pytest.approx(7)


def test_folds_and_rates():
    labels = np.repeat([0, 1, 2], [50, 20, 30])
    fold = models_dna.folds(labels, 10)
    assert [np.bincount(fold[labels == label]).tolist() for label in range(3)] == [[5] * 10, [2] * 10, [3] * 10]
    said = np.where(np.arange(100) % 10 == 0, 1, labels)
    found = models_dna.rates(said, labels, ("N", "EI", "IE"))
    assert found == {"error": pytest.approx(0.08), "N": pytest.approx(0.1), "EI": 0, "IE": pytest.approx(0.1)}


def test_the_sums_of_the_adding_problem():
    x, y = models_adding.sequences(50, 9, np.random.default_rng(1))
    assert (x[..., 1].sum(axis=1) == 2).all()
    assert (x[:, :4, 1].sum(axis=1) == 1).all()
    assert np.allclose((x[..., 0] * x[..., 1]).sum(axis=1), y)


@needs_files
@pytest.mark.parametrize(
    ("name", "floor", "value", "close"),
    [
        ("jsb", "Markov chain of each key", 10.49, 0.005),
        ("ewt", "usual tag, accuracy", 0.882, 0.01),
        ("wnut17", "usual tag, accuracy", 0.93, 0.01),
        ("sst2", "naive Bayes", 0.817, 0.005),
        ("chicago", "a week before, validation", 41_274, 1),
        ("promoters", "one class", 53, 0),
        ("splice", "one class", 0.48, 0.005),
        ("adding", "always 1", 0.1767, 0.01),
    ],
)
def test_floors_of_the_files_are_those_that_are_known(name, floor, value, close, monkeypatch, tmp_path):
    for variable, setting in {"MIRROR": str(HELD), "CACHE": str(tmp_path), "OFFLINE": "1"}.items():
        monkeypatch.setenv(f"RNNDATA_{variable}", setting)
    task = models.task_of(name)
    assert task.floors(task.load())[floor] == pytest.approx(value, abs=close)


def music():
    rng = np.random.default_rng(3)
    return {"train": rolls(rng, 3, 7, 12), "validation": rolls(rng, 4, 5), "test": rolls(rng, 6)}


def strands(bases, classes):
    rng = np.random.default_rng(4)
    letters = np.eye(4, dtype="float32")[rng.integers(4, size=(8, bases))]
    return models_dna.Strands(letters, np.arange(8) % classes, ("N", "EI", "IE")[:classes])


def pairs():
    data = load_translation("date", "de", "fr", size=60)
    return models_pairs.Task13(data.train, data.validation, dict.fromkeys(("exact", "new languages", "new format"), data.test))


SMALL = {
    "jsb": (music, {"units": 3, "epochs": 2, "batch": 2, "moved": 2, "frames": 6}),
    "sst2": (
        lambda: load_reviews("generated", size=40),
        {"features": 3, "units": 2, "epochs": 1, "batch": 16, "both_ways": False},
    ),
    "wnut17": (lambda: load_tagged("generated", size=60), {"features": 3, "pieces": 2, "units": 2, "epochs": 1}),
    "chicago": (days, {"units": 2, "epochs": 1, "batch": 64}),
    "dates": (pairs, {"units": 4, "epochs": 1}),
    "names": (
        lambda: {"train": ["\nanna\n", "\nbo\n"], "validation": ["\nab\n"], "test": ["\nnab\n"]},
        {"features": 3, "units": 2, "epochs": 1, "piece": 4, "lead": 2, "networks": 2},
    ),
    "promoters": (lambda: strands(57, 2), {"units": 2, "steps": 2}),
    "splice": (lambda: strands(60, 3), {"units": 2, "folds": 2, "epochs": 1}),
    "adding": (models_adding.Settings, {"timesteps": 6, "units": 2, "epochs": 1, "steps": 2, "batch": 4, "tested": 5}),
}


@pytest.mark.parametrize("name", SMALL)
def test_every_task_runs_in_small(name, keras):
    make, small = SMALL[name]
    task = models.task_of(name)
    found = task.train(make(), 1, task.settings._replace(**small))
    assert set(task.formats) <= set(found)
    assert all(np.isfinite(value) for value in found.values())


class Choice(NamedTuple):
    """Settings of a task that trains nothing."""

    units: int = 3


class FailsError(Exception):
    """Stands for whatever ends a run."""


def fake(trained, fails=(), settings=None):
    def train(data, seed, settings):
        if seed in fails:
            raise FailsError
        trained.append(seed)
        return {"error": seed / 2, "validation": 1.0}

    formats = {"error": ".2f", "validation": ".1f"}
    return Task("toy", "error", "-", "below 1", lambda: 0, lambda _: {"one class": 9.0}, train, settings or Choice(), formats)


def test_an_interrupted_run_goes_on(tmp_path, monkeypatch):
    store, trained = models.Store(tmp_path / "kept"), []
    monkeypatch.setattr(models, "task_of", lambda name: fake(trained))
    assert "not run | - | below 1 |" in models.table(["toy"], 3, store)
    with pytest.raises(FailsError):
        models.run("toy", fake(trained, fails=(2,)), 3, store)
    text = models.table(["toy"], 3, store)
    assert "| one class 9.00 | - | **0.50** (1 seed); validation 1.0 | 0.0 |" in text
    assert "`python benchmarks/models.py toy --seeds 3`" in text
    models.run("toy", fake(trained), 3, store)
    assert trained == [1, 2, 3]
    text = models.table(["toy"], 3, store)
    assert "**1.00 ± 0.50** (3 seeds)" in text
    assert "Not run" not in text
    models.run("toy", fake(trained), 3, store)
    assert trained == [1, 2, 3]


def test_a_result_of_other_settings_or_half_a_file_does_not_count(tmp_path):
    store, trained = models.Store(tmp_path), []
    models.run("toy", fake(trained), 1, store)
    (tmp_path / "toy-2.half").write_text('{"found"')
    models.run("toy", fake(trained, settings=Choice(units=4)), 2, store)
    assert trained == [1, 1, 2]
    assert json.loads((tmp_path / "toy-2.json").read_text())["settings"] == {"units": 4}
    assert store.get("toy", "1", Choice()) is None


def test_the_table_names_every_task_and_unknown_ones_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(models, "KEPT", tmp_path / "none")
    models.main(["--print", "--output", str(tmp_path / "table.md")])
    text = (tmp_path / "table.md").read_text()
    assert text.count("| not run |") >= len(models.WHERE)
    assert all(models.task_of(name).title in text for name in models.WHERE)
    with pytest.raises(SystemExit):
        models.main(["jsbb"])
    assert "unknown task 'jsbb'" in capsys.readouterr().err
