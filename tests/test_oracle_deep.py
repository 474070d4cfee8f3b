"""Unit 07 against Keras layers with automatic differentiation, tf.reverse_sequence and central differences; none is ours.

Weights, states and gradients are random and every size differs. Masks are padded on the right, as in the unit; stacks get
gaps as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

TIGHT = 1e-10  # both sides work in float64
SIZES = [(3, 5, 2, 4), (2, 1, 4, 3), (1, 6, 5, 2), (4, 3, 1, 5)]  # batch, timesteps, features, units
LENGTHS = np.array([5, 7, 1, 3])
PADDED = np.arange(7) < LENGTHS[:, None]
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a07_deep_bidirectional")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(71)


def central(loss: Callable[[np.ndarray], float], array: np.ndarray, epsilon: float = 1e-6) -> np.ndarray:
    """Return central differences, one coordinate direction of the flat array at a time."""
    directions = np.eye(array.size).reshape(-1, *array.shape) * epsilon
    return np.reshape([(loss(array + d) - loss(array - d)) / (2 * epsilon) for d in directions], array.shape)


def weights(unit: dict[str, Any], rng: np.random.Generator, features: int, units: int) -> Any:
    shapes = [(features, units), (units, units), (units,)]
    return unit["RNNWeights"](*(rng.normal(0, 0.7, shape) for shape in shapes))


def simple_rnn(keras: Any, one: Any, **switches: Any) -> Any:
    """Return a built SimpleRNN that holds the given weights and returns all states."""
    layer = keras.layers.SimpleRNN(len(one.bias), return_sequences=True, dtype="float64", **switches)
    layer.build((None, None, len(one.kernel)))
    layer.set_weights(one)
    return layer


def assert_close(ours: Any, theirs: Any, tolerance: float = TIGHT) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("shape", [(4, 7), (4, 7, 3), (4, 7, 2, 3)], ids=str)
def test_reverse_sequences_is_that_of_tensorflow(tf, unit, rng, shape):
    x = rng.normal(size=shape)
    expected = tf.reverse_sequence(x, LENGTHS, seq_axis=1, batch_axis=0).numpy()
    np.testing.assert_array_equal(unit["reverse_sequences"](x, PADDED), expected)
    np.testing.assert_array_equal(unit["reverse_sequences"](x, None), tf.reverse(x, [1]).numpy())


@pytest.fixture(scope="module")
def both_ways(keras, tf, unit) -> Callable[..., Any]:
    """Return a function that draws a net and gives its arguments, and outputs and gradients of Keras's Bidirectional."""

    def run(rng: np.random.Generator, sizes: Any, mask: np.ndarray | None, d_h_all: np.ndarray) -> Any:
        batch, timesteps, features, units = sizes
        net = {
            "x": rng.normal(size=(batch, timesteps, features)),
            "h_0_forward": rng.normal(size=(batch, units)),
            "h_0_backward": rng.normal(size=(batch, units)),
            "forward": weights(unit, rng, features, units),
            "backward": weights(unit, rng, features, units),
        }
        layer = keras.layers.Bidirectional(keras.layers.SimpleRNN(units, return_sequences=True, dtype="float64"), dtype="float64")
        layer.build((batch, timesteps, features))
        layer.set_weights([*net["forward"], *net["backward"]])
        x, *starts = (tf.constant(net[name]) for name in ("x", "h_0_forward", "h_0_backward"))
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, initial_state=starts, mask=None if mask is None else tf.constant(mask))
            loss = tf.reduce_sum(outputs * d_h_all)
        found = tape.gradient(loss, [x, *(variable.value for variable in layer.trainable_variables)])
        return net, outputs.numpy(), [np.asarray(gradient) for gradient in found]

    return run


def ours_both_ways(unit: dict[str, Any], net: dict[str, Any], mask: np.ndarray | None, d_h_all: np.ndarray) -> Any:
    h_all, cache = unit["bidirectional_forward"](**net, mask=mask)
    d_x, d_forward, d_backward = unit["bidirectional_backward"](d_h_all, cache, net["forward"], net["backward"])
    return h_all, [d_x, *d_forward, *d_backward]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_bidirectional_is_that_of_keras(unit, both_ways, rng, sizes):
    d_h_all = rng.normal(size=(*sizes[:2], 2 * sizes[3]))
    net, outputs, gradients = both_ways(rng, sizes, None, d_h_all)
    h_all, found = ours_both_ways(unit, net, None, d_h_all)
    assert_close([h_all, *found], [outputs, *gradients])


def test_padded_bidirectional_is_that_of_keras_where_steps_are_real(unit, both_ways, rng):
    """At padding Keras's backward half gives zeros, ours repeats its last state, so nothing may arrive there."""
    d_h_all = rng.normal(size=(*PADDED.shape, 10)) * PADDED[:, :, None]
    net, outputs, gradients = both_ways(rng, (*PADDED.shape, 3, 5), PADDED, d_h_all)
    h_all, found = ours_both_ways(unit, net, PADDED, d_h_all)
    assert_close([h_all[PADDED], *found], [outputs[PADDED], *gradients])


def test_at_padding_both_halves_repeat_their_last_state(unit, rng):
    one, other, start = weights(unit, rng, 3, 5), weights(unit, rng, 3, 5), rng.normal(size=(4, 5))
    h_all, _ = unit["bidirectional_forward"](rng.normal(size=(*PADDED.shape, 3)), start, -start, one, other, PADDED)
    for sample, length in zip(h_all, LENGTHS, strict=True):
        repeated = np.concatenate([sample[length - 1, :5], sample[0, 5:]])
        np.testing.assert_array_equal(sample[length:], np.tile(repeated, (7 - length, 1)))


@pytest.mark.parametrize("mask", [None, PADDED], ids=["all_real", "padded"])
def test_bidirectional_backward_equals_central_differences(unit, rng, mask):
    """Gradients arrive at padded steps, too."""
    batch, timesteps, features, units = 4, 7, 2, 3
    net = {"x": rng.normal(size=(batch, timesteps, features))}
    net |= {name: rng.normal(size=(batch, units)) for name in ("h_0_forward", "h_0_backward")}
    net |= {name: weights(unit, rng, features, units) for name in ("forward", "backward")}
    d_h_all = rng.normal(size=(batch, timesteps, 2 * units))
    _, found = ours_both_ways(unit, net, mask, d_h_all)

    def loss(**changed):
        return np.sum(d_h_all * unit["bidirectional_forward"](**{**net, **changed}, mask=mask)[0])

    expected = [central(lambda x: loss(x=x), net["x"])]
    for side in ("forward", "backward"):
        for name in net[side]._fields:
            change = lambda array, s=side, n=name: loss(**{s: net[s]._replace(**{n: array})})  # noqa: E731
            expected.append(central(change, getattr(net[side], name)))
    assert_close(found, expected, 1e-7)


@pytest.mark.parametrize("widths", [(4,), (4, 7), (5, 2, 4)], ids=str)
@pytest.mark.parametrize("mask", [None, GAPS, PADDED[:3, :6]], ids=["all_real", "gaps", "padded"])
def test_stack_is_that_of_keras(keras, tf, unit, rng, widths, mask):
    x, starts = rng.normal(size=(3, 6, 2)), [rng.normal(size=(3, units)) for units in widths]
    ours = [weights(unit, rng, below, units) for below, units in zip((2, *widths), widths, strict=False)]
    theirs = [simple_rnn(keras, one) for one in ours]
    d_h_all = rng.normal(size=(3, 6, widths[-1]))
    with tf.GradientTape() as tape:
        h = inputs = tf.constant(x)
        tape.watch(inputs)
        for layer, start in zip(theirs, starts, strict=True):
            h = layer(h, initial_state=[tf.constant(start)], mask=None if mask is None else tf.constant(mask))
        loss = tf.reduce_sum(h * d_h_all)
    variables = [variable.value for layer in theirs for variable in layer.trainable_variables]
    gradients = tape.gradient(loss, [inputs, *variables])
    h_all, caches = unit["stacked_forward"](x, starts, ours, mask)
    d_x, d_layers = unit["stacked_backward"](d_h_all, caches, ours)
    assert len(caches) == len(widths)
    assert_close([h_all, d_x, *(part for layer in d_layers for part in layer)], [h.numpy(), *map(np.asarray, gradients)])


@pytest.mark.parametrize("shape", [(3, 5), (2, 4, 6), (1, 3), (2, 3, 4, 5)], ids=str)
@pytest.mark.parametrize("epsilon", [1e-5, 0.3])
def test_layer_norm_is_that_of_keras(keras, tf, unit, rng, shape, epsilon):
    a, gain, offset = 2 + rng.normal(size=shape), rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
    layer = keras.layers.LayerNormalization(epsilon=epsilon, dtype="float64")
    layer.build(shape)
    layer.set_weights([gain, offset])
    d_normed, inputs = rng.normal(size=shape), tf.constant(a)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = layer(inputs)
        loss = tf.reduce_sum(outputs * d_normed)
    expected = tape.gradient(loss, [inputs, layer.gamma.value, layer.beta.value])
    normed, cache = unit["layer_norm_forward"](a, gain, offset, epsilon)
    assert_close([normed, *unit["layer_norm_backward"](d_normed, cache, gain)], [outputs, *expected], 1e-9)


@pytest.mark.parametrize("shape", [(3, 5), (2, 4, 6), (1, 3)], ids=str)
def test_layer_norm_backward_equals_central_differences(unit, rng, shape):
    arguments = [rng.normal(size=shape), rng.normal(size=shape[-1]), rng.normal(size=shape[-1])]
    d_normed = rng.normal(size=shape)
    _, cache = unit["layer_norm_forward"](*arguments)
    for place, found in enumerate(unit["layer_norm_backward"](d_normed, cache, arguments[1])):

        def loss(array, place=place):
            changed = [array if index == place else argument for index, argument in enumerate(arguments)]
            return np.sum(d_normed * unit["layer_norm_forward"](*changed)[0])

        assert_close([found], [central(loss, arguments[place])], 1e-6)


def lstm_arguments(rng: np.random.Generator, batch: int, features: int, units: int) -> list[np.ndarray]:
    shapes = [(batch, features), (batch, units), (batch, units), (features, 4 * units), (units, 4 * units), (4 * units,)]
    return [rng.normal(size=shape) for shape in shapes]


@pytest.mark.parametrize(("batch", "features", "units"), [(3, 2, 4), (1, 4, 3), (5, 3, 2)])
def test_without_dropout_the_step_is_the_cell_of_keras(keras, unit, rng, batch, features, units):
    x_t, h_prev, c_prev, *kernels = lstm_arguments(rng, batch, features, units)
    cell = keras.layers.LSTMCell(units, dtype="float64")
    cell.build((batch, features))
    cell.set_weights(kernels)
    _, expected = cell(x_t, [h_prev, c_prev])
    silenced = np.zeros((batch, units), dtype=bool)
    assert_close(unit["recurrent_dropout_step"](x_t, h_prev, c_prev, *kernels, silenced, 0.7, training=False), expected)
    assert_close(unit["recurrent_dropout_step"](x_t, h_prev, c_prev, *kernels, ~silenced, 0.0), expected)


def test_a_silenced_unit_only_forgets_and_the_mean_over_masks_is_the_step_itself(keras, unit, rng):
    """The cell state is linear in the mask, so over all masks its mean is the state without dropout."""
    arguments = lstm_arguments(rng, 2, 3, 4)
    cell = keras.layers.LSTMCell(4, dtype="float64")
    cell.build((2, 3))
    cell.set_weights(arguments[3:])
    _, (_, whole) = cell(arguments[0], arguments[1:3])
    step = unit["recurrent_dropout_step"]
    _, silenced = step(*arguments, np.zeros((2, 4), dtype=bool), 0.25)
    forget = keras.ops.sigmoid(arguments[0] @ arguments[3] + arguments[1] @ arguments[4] + arguments[5])[:, 4:8]
    assert_close([silenced], [np.asarray(forget) * arguments[2]])
    _, kept = step(*arguments, np.ones((2, 4), dtype=bool), 0.25)
    assert_close([0.75 * kept + 0.25 * silenced], [whole])


def test_the_gradient_of_a_shared_initial_state_is_that_of_keras(keras, tf, unit, rng):
    one, x, d_h_all = weights(unit, rng, 2, 4), rng.normal(size=(3, 5, 2)), rng.normal(size=(3, 5, 4))
    layer, start = simple_rnn(keras, one), tf.Variable(rng.normal(size=4))
    with tf.GradientTape() as tape:
        outputs = layer(tf.constant(x), initial_state=[tf.broadcast_to(start, (3, 4))])
        loss = tf.reduce_sum(outputs * d_h_all)
    expected = tape.gradient(loss, start)
    _, cache = unit["rnn_forward"](x, np.tile(start.numpy(), (3, 1)), *one)
    d_h_0 = unit["rnn_backward"](d_h_all, np.zeros((3, 4)), cache, *one[:2])[1]
    assert_close([unit["learned_initial_state_gradient"](d_h_0)], [expected.numpy()])


def test_the_network_that_is_given_is_that_of_unit_03(unit, rng):
    """The assignment hands over a shorter backward pass; it must be the one that unit 03 has proven."""
    proven = load_reference("a03_bptt")
    one, x, h_0 = weights(unit, rng, 2, 4), rng.normal(size=(3, 6, 2)), rng.normal(size=(3, 4))
    arrived = rng.normal(size=(3, 6, 4)), rng.normal(size=(3, 4))
    caches = [functions["rnn_forward"](x, h_0, *one, mask=GAPS)[1] for functions in (unit, proven)]
    assert_close(caches[0], caches[1])
    found = [functions["rnn_backward"](*arrived, caches[0], *one[:2]) for functions in (unit, proven)]
    assert_close(found[0], found[1])
