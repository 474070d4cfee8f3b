"""The reference functions of unit 02 against Keras: layers, softmax and cross-entropy that are not ours.

Weights are random, asymmetric and of distinct sizes, biases are not zero: with constant weights most slips go unseen.
"""

import numpy as np
import pytest

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 5, 2, 4), (2, 1, 4, 3), (1, 6, 5, 2), (4, 3, 1, 5)]  # batch, timesteps, features, units
TIGHT = {"rtol": 1e-10, "atol": 1e-12}  # both sides work in float64


@pytest.fixture(scope="module")
def keras():
    """Import Keras once; it takes seconds."""
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def ours():
    """Return the functions of the solution by name."""
    return load_reference("a02_rnn_forward")


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def draw_weights(rng, features, units):
    """Return kernel, recurrent kernel and bias."""
    return rng.normal(size=(features, units)), rng.normal(size=(units, units)), rng.normal(size=units)


def draw_output(rng, units, classes):
    return rng.normal(size=(units, classes)), rng.normal(size=classes)


def keras_rnn(keras, weights, **switches):
    """Return a built Keras layer that holds the given weights."""
    features, units = weights[0].shape
    layer = keras.layers.SimpleRNN(units, dtype="float64", **switches)
    layer.build((None, None, features))
    layer.set_weights(weights)
    return layer


def to_numpy(keras, value):
    return keras.ops.convert_to_numpy(value)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_all_states_and_the_last_one(keras, ours, rng, sizes):
    batch, timesteps, features, units = sizes
    weights = draw_weights(rng, features, units)
    x, h_0 = rng.normal(size=(batch, timesteps, features)), rng.normal(size=(batch, units))
    layer = keras_rnn(keras, weights, return_sequences=True, return_state=True)
    outputs, state = layer(x, initial_state=h_0)
    h_all, cache = ours["rnn_forward"](x, h_0, *weights)
    np.testing.assert_allclose(h_all, to_numpy(keras, outputs), **TIGHT)
    np.testing.assert_allclose(h_all[:, -1], to_numpy(keras, state), **TIGHT)
    assert cache.x is x
    assert cache.h_0 is h_0
    assert cache.h_all is h_all
    assert cache.mask is None


def test_without_an_initial_state_keras_starts_from_zeros(keras, ours, rng):
    weights = draw_weights(rng, 2, 4)
    x = rng.normal(size=(3, 5, 2))
    h_all, _ = ours["rnn_forward"](x, np.zeros((3, 4)), *weights)
    np.testing.assert_allclose(h_all, to_numpy(keras, keras_rnn(keras, weights, return_sequences=True)(x)), **TIGHT)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("form", ["separate", "combined"])
def test_one_step_is_the_cell_of_keras(keras, ours, rng, sizes, form):
    batch, _, features, units = sizes
    weights = draw_weights(rng, features, units)
    x_t, h_prev = rng.normal(size=(batch, features)), rng.normal(size=(batch, units))
    expected, _ = keras_rnn(keras, weights).cell(x_t, [h_prev])
    if form == "separate":
        h, cache = ours["rnn_cell_forward"](x_t, h_prev, *weights)
        assert all(saved is value for saved, value in zip(cache, (x_t, h_prev, h), strict=True))
    else:
        combined = ours["combine_kernels"](weights[0], weights[1])
        assert combined.shape == (units + features, units)
        h = ours["rnn_cell_forward_combined"](x_t, h_prev, combined, weights[2])
    np.testing.assert_allclose(h, to_numpy(keras, expected), **TIGHT)


MASK = np.array(
    [
        [True, True, True, True, True, True],
        [True, True, True, False, False, False],  # padding behind
        [True, False, True, True, False, True],  # gaps
        [False, False, True, False, True, False],  # padding in front, a gap, padding behind
        [False, False, False, False, False, True],
    ]
)


@pytest.fixture
def masked(keras, ours, rng):
    """Return states of ours, outputs and last state of Keras, and h_0, for a mask with gaps."""
    weights = draw_weights(rng, 3, 4)
    x, h_0 = rng.normal(size=(*MASK.shape, 3)), rng.normal(size=(len(MASK), 4))
    layer = keras_rnn(keras, weights, return_sequences=True, return_state=True)
    outputs, state = layer(x, mask=MASK, initial_state=h_0)
    h_all, cache = ours["rnn_forward"](x, h_0, *weights, mask=MASK)
    assert cache.mask is MASK
    return h_all, to_numpy(keras, outputs), to_numpy(keras, state), h_0


def test_masked_states(masked):
    h_all, outputs, state, _ = masked
    started = np.logical_or.accumulate(MASK, axis=1)
    np.testing.assert_allclose(h_all[started], outputs[started], **TIGHT)
    np.testing.assert_allclose(h_all[:, -1], state, **TIGHT)


def test_before_the_first_real_token(masked):
    """There is no output to repeat yet: Keras gives zeros, although its state is h_0; the course gives that state."""
    h_all, outputs, _, h_0 = masked
    for sample, first in enumerate(MASK.argmax(axis=1)):
        assert not outputs[sample, :first].any()
        np.testing.assert_array_equal(h_all[sample, :first], np.tile(h_0[sample], (first, 1)))


def test_a_wholly_masked_sample_keeps_its_initial_state(keras, ours, rng):
    weights = draw_weights(rng, 2, 3)
    x, h_0, mask = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 3)), np.zeros((2, 4), dtype=bool)
    _, state = keras_rnn(keras, weights, return_state=True)(x, mask=mask, initial_state=h_0)
    h_all, _ = ours["rnn_forward"](x, h_0, *weights, mask=mask)
    np.testing.assert_array_equal(h_all[:, -1], to_numpy(keras, state))


@pytest.mark.parametrize("masked", [False, True])
def test_many_to_one(keras, ours, rng, masked):
    weights, output = draw_weights(rng, 3, 4), draw_output(rng, 4, 2)
    x, h_0, mask = rng.normal(size=(*MASK.shape, 3)), rng.normal(size=(len(MASK), 4)), MASK if masked else None
    dense = keras.layers.Dense(2, dtype="float64")
    dense.build((None, 4))
    dense.set_weights(output)
    _, state = keras_rnn(keras, weights, return_state=True)(x, mask=mask, initial_state=h_0)
    logits = ours["many_to_one"](x, h_0, *weights, *output, mask)
    np.testing.assert_allclose(logits, to_numpy(keras, dense(state)), **TIGHT)


@pytest.mark.parametrize("shape", [(2, 3), (4, 5, 3), (3, 1, 3)])
def test_dense(keras, ours, rng, shape):
    output = draw_output(rng, 3, 6)
    dense = keras.layers.Dense(6, dtype="float64")
    dense.build((None, 3))
    dense.set_weights(output)
    h = rng.normal(size=shape)
    np.testing.assert_allclose(ours["dense_forward"](h, *output), to_numpy(keras, dense(h)), **TIGHT)


@pytest.mark.parametrize("masked", [False, True])
def test_encoder_decoder(keras, ours, rng, masked):
    encoder, decoder, output = draw_weights(rng, 3, 4), draw_weights(rng, 2, 4), draw_output(rng, 4, 7)
    x_source, x_target = rng.normal(size=(*MASK.shape, 3)), rng.normal(size=(len(MASK), 8, 2))
    h_0, mask = rng.normal(size=(len(MASK), 4)), MASK if masked else None
    _, state = keras_rnn(keras, encoder, return_state=True)(x_source, mask=mask, initial_state=h_0)
    states = keras_rnn(keras, decoder, return_sequences=True)(x_target, initial_state=state)
    tuples = [ours["RNNWeights"](*weights) for weights in (encoder, decoder)]
    logits = ours["encoder_decoder"](x_source, x_target, h_0, *tuples, *output, mask)
    np.testing.assert_allclose(logits, to_numpy(keras, states) @ output[0] + output[1], **TIGHT)


def test_one_to_many_is_keras_fed_with_its_own_choices(keras, ours, rng):
    """Choices are read off the logits; run over them in one go, Keras must give the same logits."""
    weights, output, steps = draw_weights(rng, 5, 4), draw_output(rng, 4, 5), 7
    x_1, h_0 = rng.normal(size=(3, 5)), rng.normal(size=(3, 4))
    logits = ours["one_to_many"](x_1, h_0, *weights, *output, steps)
    chosen = to_numpy(keras, keras.ops.one_hot(logits.argmax(axis=-1), 5, dtype="float64"))
    x = np.concatenate([x_1[:, None], chosen[:, :-1]], axis=1)
    states = keras_rnn(keras, weights, return_sequences=True)(x, initial_state=h_0)
    assert logits.shape == (3, steps, 5)
    np.testing.assert_allclose(logits, to_numpy(keras, states) @ output[0] + output[1], **TIGHT)


EXTREMES = np.array([[1e4, 9999.0, -1e4], [-1e4, -1e4, -9998.0], [0.0, 1e4, -1e4], [0.0, 0.0, 0.0]])


@pytest.mark.parametrize("shape", [(3,), (2, 5), (4, 2, 3), (2, 1, 4, 3)], ids=str)
def test_softmax(keras, ours, rng, shape):
    logits = 3 * rng.normal(size=shape)
    np.testing.assert_allclose(ours["softmax"](logits), to_numpy(keras, keras.ops.softmax(logits)), **TIGHT)


def test_softmax_of_extremes(keras, ours):
    probabilities = ours["softmax"](EXTREMES)
    np.testing.assert_allclose(probabilities, to_numpy(keras, keras.ops.softmax(EXTREMES)), **TIGHT)
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1.0)


def keras_loss(keras, logits, targets, mask):
    """Return the mean over real tokens, with the mask as sample weights of Keras's own loss."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight", dtype="float64")
    return float(loss(targets, logits, sample_weight=mask.astype("float64")))


@pytest.mark.parametrize("sizes", [(5, 6, 4), (3, 1, 2), (1, 4, 3)], ids=str)
def test_cross_entropy(keras, ours, rng, sizes):
    batch, timesteps, classes = sizes
    logits, targets = 2 * rng.normal(size=sizes), rng.integers(0, classes, (batch, timesteps))
    mask = MASK[:batch, :timesteps] if timesteps > 1 else np.ones((batch, 1), dtype=bool)
    loss = ours["sequence_cross_entropy"](logits, targets, mask)
    by_hand = to_numpy(keras, keras.ops.log_softmax(logits))[mask, targets[mask]]
    assert isinstance(loss, float)
    assert loss == pytest.approx(keras_loss(keras, logits, targets, mask), rel=1e-9)
    assert loss == pytest.approx(-by_hand.mean(), rel=1e-12)


@pytest.mark.parametrize(("targets", "right"), [([[0, 2, 1, 1]], True), ([[2, 0, 0, 2]], False)])
def test_cross_entropy_of_extremes(keras, ours, targets, right):
    logits, targets, mask = EXTREMES[None], np.array(targets), np.array([[True, True, True, False]])
    loss = ours["sequence_cross_entropy"](logits, targets, mask)
    by_hand = to_numpy(keras, keras.ops.log_softmax(logits))[mask, targets[mask]]
    assert loss == pytest.approx(-by_hand.mean(), rel=1e-12)
    assert (loss < 1) is right


def test_no_function_writes_to_its_inputs(ours, rng):
    weights, output = draw_weights(rng, 4, 3), draw_output(rng, 3, 4)
    arguments = [rng.normal(size=(*MASK.shape, 4)), rng.normal(size=(len(MASK), 3)), *weights, *output, MASK.copy()]
    for array in arguments:
        array.setflags(write=False)
    x, h_0 = arguments[:2]
    ours["many_to_one"](*arguments)
    ours["one_to_many"](x[:, 0], h_0, *weights, *output, 3)
    network = ours["RNNWeights"](*weights)
    logits = ours["encoder_decoder"](x, x[:, :2], h_0, network, network, *output, MASK)
    ours["sequence_cross_entropy"](logits, np.zeros(logits.shape[:2], dtype=int), MASK[:, :2])
    ours["softmax"](output[0])
