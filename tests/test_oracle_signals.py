"""The functions of unit 15 against how Keras cuts series, scikit-learn, the formula of Hyndman, and the NumPy GRU of unit 06."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rnndata import load_series

from autograder.checking.frameworks import numpy
from autograder.checking.probes_models import built
from autograder.notebooks.reference import load_reference

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]


@pytest.fixture(scope="module")
def ours(tf) -> dict[str, Any]:
    return load_reference("a15_signals")


@pytest.fixture(scope="module")
def own_layers(tf) -> Any:
    names = load_reference("a09_keras_layers")
    return SimpleNamespace(**{name: names[name] for name in ("SimpleRNN", "LSTM", "GRU")})


@pytest.fixture(scope="module")
def gru() -> Any:
    return load_reference("a06_gru")["gru_forward"]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(15)


# Windows and floors


def windows_of_keras(keras, values, window, horizon, target):
    """Return what Keras cuts out of a series: the windows, and for each the targets, cut out of the rest."""
    examples = len(values) - window - horizon + 1
    ahead = np.stack([values[window + h : window + h + examples, target] for h in range(horizon)], axis=1)
    cut = keras.utils.timeseries_dataset_from_array(values[: len(values) - horizon], ahead, window, batch_size=512)
    [(inputs, targets)] = list(cut.as_numpy_iterator())
    return inputs, targets


@pytest.mark.parametrize(("window", "horizon", "target"), [(5, 3, 1), (1, 1, 0), (17, 4, 2), (3, 16, 0)])
def test_windows_are_those_of_keras(ours, keras, rng, window, horizon, target):
    values = rng.normal(size=(21, 3))
    for mine, theirs in zip(
        ours["make_windows"](values, window, horizon, target),
        windows_of_keras(keras, values, window, horizon, target),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_a_leaking_window_would_be_seen(ours, keras, rng):
    values = rng.normal(size=(21, 3))
    _, targets = ours["make_windows"](values, 5, 3, 1)
    _, early = windows_of_keras(keras, values, 4, 3, 1)
    assert not np.allclose(targets, early[: len(targets)])


def test_window_and_target_share_no_value(ours):
    steps = np.arange(30.0)[:, None]
    inputs, targets = ours["make_windows"](steps, 7, 4)
    assert (inputs.max(axis=(1, 2)) < targets.min(axis=1)).all()
    np.testing.assert_array_equal(targets[:, 0], inputs[:, -1, 0] + 1)
    assert targets[-1, -1] == 29


def test_a_series_with_a_gap_is_refused(ours, rng):
    values = rng.normal(size=(20, 2))
    values[13, 1] = np.nan
    with pytest.raises(ValueError, match=r"missing value; row 13"):
        ours["make_windows"](values, 4, 2)


def test_gaps_that_a_loader_leaves_are_refused_and_those_that_it_fills_are_cut(ours):
    kept = load_series(missing="keep").train.values
    row = int(np.isnan(kept).any(axis=1).argmax())
    with pytest.raises(ValueError, match=f"missing value; row {row} has one"):
        ours["make_windows"](kept, 48, 24)
    inputs, targets = ours["make_windows"](load_series().train.values, 48, 24)
    assert np.isfinite(inputs).all()
    assert np.isfinite(targets).all()


@pytest.mark.parametrize("steps", [0, 3, 6])
def test_a_window_longer_than_the_series_is_refused(ours, steps):
    with pytest.raises(ValueError, match=f"at least 7 steps, received {steps}"):
        ours["make_windows"](np.zeros((steps, 2)), 5, 2)


def hyndman(past, horizon, season):
    """Return the seasonal naive forecast as in Forecasting: Principles and Practice: y at T + h - m (k + 1), k = (h - 1) // m."""
    last = len(past)
    return [past[last + h - season * ((h - 1) // season + 1) - 1] for h in range(1, horizon + 1)]


@pytest.mark.parametrize(("horizon", "season"), [(3, 7), (7, 7), (8, 7), (23, 5), (4, 1), (30, 12)])
def test_seasonal_forecast_is_hyndmans(ours, rng, horizon, season):
    inputs = rng.normal(size=(4, 12, 3))
    expected = [hyndman(row[:, 2], horizon, season) for row in inputs]
    np.testing.assert_array_equal(ours["seasonal_naive_forecast"](inputs, horizon, season, 2), expected)


def test_naive_is_seasonal_with_a_season_of_one(ours, rng):
    inputs = rng.normal(size=(4, 6, 3))
    np.testing.assert_array_equal(ours["naive_forecast"](inputs, 9, 1), [hyndman(row[:, 1], 9, 1) for row in inputs])


def test_a_season_longer_than_the_window_is_refused(ours):
    with pytest.raises(ValueError, match="season of 6 steps, received 5"):
        ours["seasonal_naive_forecast"](np.zeros((2, 5, 1)), 3, 6)


# Models


def weights_of(model) -> dict[str, np.ndarray]:
    return {variable.path.split("/")[-2] + "/" + variable.name: numpy(variable) for variable in model.weights}


def randomise(model, rng) -> list[np.ndarray]:
    model.set_weights([rng.normal(0, 0.5, array.shape) for array in model.get_weights()])
    return model.get_weights()


def last_state(gru, x, kernel, recurrent_kernel, bias, mask=None):
    """Return the last state of the NumPy GRU of unit 06, which resets before the product."""
    start = np.zeros((len(x), len(recurrent_kernel)))
    return gru(x, start, kernel, recurrent_kernel, bias, mask)[0][:, -1]


def before(keras) -> Any:
    """Return layers whose GRU resets before the product, as that of unit 06 does."""
    return SimpleNamespace(GRU=lambda units: keras.layers.GRU(units, reset_after=False))


def test_forecaster_is_the_gru_of_unit_06_on_top_of_the_last_value(ours, keras, gru, rng):
    model = ours["build_forecaster"](5, 4, 3, 1, before(keras))
    kernel, recurrent_kernel, bias, dense, offset = randomise(model, rng)
    x = rng.normal(size=(6, 9, 3))
    expected = x[:, -1, [1]] + last_state(gru, x, kernel, recurrent_kernel, bias) @ dense + offset
    np.testing.assert_allclose(numpy(model(x.astype("float32"))), expected, 1e-4, 1e-5)
    assert not np.allclose(numpy(model(x.astype("float32"))), expected - x[:, -1, [1]] + x[:, 0, [1]], 1e-2, 1e-2)


def convolved(letters, kernel, bias):
    """Return the padded convolution of Keras, place by place, cut off below 0."""
    width = len(kernel)
    left = (width - 1) // 2
    wide = np.pad(letters, ((0, 0), (left, width - 1 - left), (0, 0)))
    places = [np.einsum("bwc,wcf->bf", wide[:, t : t + width], kernel) for t in range(letters.shape[1])]
    return np.maximum(np.stack(places, axis=1) + bias, 0)


def test_reader_is_convolution_pooling_and_the_gru_of_unit_06(ours, keras, gru, rng):
    letters, mask = ours["encode_dna"](["ACGTTGCAANCGT", "TTRA", "ACGTACGTA", "G" * 8])
    model = ours["build_dna_classifier"](5, 3, width=6, pool=3, layers=before(keras))
    filters, offset, kernel, recurrent_kernel, bias, dense, last = randomise(model, rng)
    best = convolved(letters, filters, offset)[:, :12].reshape(4, 4, 3, 3).max(axis=2)
    real = mask[:, :12].reshape(4, 4, 3).all(axis=2)
    expected = last_state(gru, best, kernel, recurrent_kernel, bias, real) @ dense + last
    inputs = [letters.astype("float32"), mask]
    np.testing.assert_allclose(numpy(model(inputs)), expected, 1e-4, 1e-5)
    everything = last_state(gru, best, kernel, recurrent_kernel, bias) @ dense + last
    assert not np.allclose(numpy(model(inputs)), everything, 1e-2, 1e-2)


@pytest.mark.parametrize("pool", [1, 2, 4, 5])
def test_padding_changes_nothing(ours, rng, pool):
    texts = ["".join(rng.choice(list("ACGT"), size)) for size in (11, 8, 14)]
    model = ours["build_dna_classifier"](4, 3, pool=pool)
    randomise(model, rng)
    for length in (14, 15, 16, 19, 40):
        padded = ours["encode_dna"]([*texts, "A" * length])
        for number, text in enumerate(texts):
            alone = [array.astype(kind) for array, kind in zip(ours["encode_dna"]([text]), ("float32", bool), strict=True)]
            together = [padded[0][number : number + 1].astype("float32"), padded[1][number : number + 1]]
            np.testing.assert_allclose(numpy(model(alone)), numpy(model(together)), 1e-5, 1e-6)


@pytest.mark.parametrize("name", ["build_forecaster", "build_dna_classifier"])
def test_the_layers_of_unit_09_give_the_same(ours, keras, own_layers, rng, name):
    arguments = {"build_forecaster": (6, 4, 3, 2), "build_dna_classifier": (6, 4, 5, 2)}[name]
    models = [ours[name](*arguments, layers) for layers in (keras.layers, own_layers)]
    models[1].set_weights(randomise(models[0], rng))
    inputs: Any = rng.normal(size=(3, 12, 3)).astype("float32")
    if name == "build_dna_classifier":
        letters, mask = ours["encode_dna"](["ACGTACGTTGCA", "TTGAC", "GG"])
        inputs = [letters.astype("float32"), mask]
    np.testing.assert_allclose(numpy(models[0](inputs)), numpy(models[1](inputs)), 1e-5, 1e-6)
    targets = rng.normal(size=(3, 4 if name == "build_forecaster" else 1))
    losses = []
    for model in models:
        model.compile(keras.optimizers.SGD(0.1), "mse")
        losses.append(model.fit(inputs, targets, epochs=3, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], 1e-4)


@pytest.mark.parametrize("steps", [12, 3])
def test_a_mask_that_is_not_pooled_is_named(keras, steps):
    def builder(layers):
        letters, mask = keras.Input((None, 4)), keras.Input((None,), dtype="bool")
        best = keras.layers.MaxPooling1D(3)(letters)
        return keras.Model([letters, mask], layers.GRU(2)(best, mask=mask[:, :steps]))

    inputs = [np.ones((2, 12, 4), "float32"), np.ones((2, 12), bool)]
    with pytest.raises(ValueError, match="a mask that has another number of steps"):
        built(builder, {"config": {"layers": "keras.layers"}, "inputs": inputs})


# Letters, and leaving one out


def test_letters_are_those_of_scikit_learn(ours, rng):
    encoder = pytest.importorskip("sklearn.preprocessing").OneHotEncoder(categories=[list("ACGT")], sparse_output=False)
    texts = ["".join(rng.choice(list("ACGT"), size)) for size in (5, 9, 1)]
    letters, mask = ours["encode_dna"](texts)
    for row, real, text in zip(letters, mask, texts, strict=True):
        np.testing.assert_array_equal(row[real], encoder.fit_transform([[letter] for letter in text]))
        assert not row[~real].any()
        np.testing.assert_array_equal(np.flatnonzero(real), np.arange(len(text)))


def test_unsure_letters_share_one(ours):
    letters, mask = ours["encode_dna"](["NRYSWD", "A"])
    np.testing.assert_allclose(letters.sum(axis=2), mask)
    np.testing.assert_allclose(letters[0, 1], [0.5, 0, 0.5, 0])
    np.testing.assert_allclose(letters[0, 5], [1 / 3, 0, 1 / 3, 1 / 3])


def test_unknown_letters_and_empty_sequences_are_refused(ours):
    with pytest.raises(ValueError, match="received 'X' in sequence 1"):
        ours["encode_dna"](["ACGT", "ACX"])
    with pytest.raises(ValueError, match="sequence 2 is empty"):
        ours["encode_dna"](["ACGT", "AC", ""])


def test_leaving_out_is_that_of_scikit_learn(ours, rng):
    neighbors, selection = pytest.importorskip("sklearn.neighbors"), pytest.importorskip("sklearn.model_selection")
    inputs, labels = rng.normal(size=(30, 3)), rng.integers(0, 3, 30)

    def nearest(train_inputs, train_labels, test_inputs):
        return neighbors.KNeighborsClassifier(1).fit(train_inputs, train_labels).predict(test_inputs)

    predicted = selection.cross_val_predict(neighbors.KNeighborsClassifier(1), inputs, labels, cv=selection.LeaveOneOut())
    np.testing.assert_array_equal(ours["leave_one_out_errors"](nearest, inputs, labels), predicted != labels)
    assert 0 < np.sum(predicted != labels) < 30
