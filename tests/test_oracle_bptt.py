"""The backward passes of unit 03 against Keras, TensorFlow and central differences; none of these is ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

RNN_SIZES = [(3, 5, 2, 4), (2, 7, 3, 5), (4, 1, 5, 3), (1, 6, 2, 3)]  # batch, timesteps, features, units
ROWS = [((6,), 3, 4), ((3, 5), 4, 2), ((1, 4), 2, 3), ((2, 1), 3, 5)]  # what stands before the last axis, units, classes
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
LEADING = np.array([[0, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=bool)


@pytest.fixture(scope="module")
def layer_gradients(keras, tf) -> Callable[..., Any]:
    """Return a function that gives the outputs of SimpleRNN and its gradients: x, h_0, kernel, recurrent kernel, bias."""

    def gradients(net: dict[str, np.ndarray], d_h_all: np.ndarray, d_h_last: np.ndarray, mask: np.ndarray | None) -> Any:
        layer = keras.layers.SimpleRNN(d_h_last.shape[1], return_sequences=True, return_state=True, dtype="float64")
        layer.build(net["x"].shape)
        layer.set_weights([net["kernel"], net["recurrent_kernel"], net["bias"]])
        x, h_0 = tf.constant(net["x"]), tf.constant(net["h_0"])
        with tf.GradientTape() as tape:
            tape.watch([x, h_0])
            h_all, h_last = layer(x, initial_state=[h_0], mask=None if mask is None else tf.constant(mask))
            loss = tf.reduce_sum(h_all * d_h_all) + tf.reduce_sum(h_last * d_h_last)
        found = tape.gradient(loss, [x, h_0, *(variable.value for variable in layer.trainable_variables)])
        return h_all.numpy(), [np.asarray(gradient) for gradient in found]

    return gradients


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a03_bptt")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(31)


def central(loss: Callable[[np.ndarray], float], array: np.ndarray, epsilon: float = 1e-6) -> np.ndarray:
    """Return central differences, one coordinate direction of the flat array at a time."""
    directions = np.eye(array.size).reshape(-1, *array.shape) * epsilon
    return np.reshape([(loss(array + d) - loss(array - d)) / (2 * epsilon) for d in directions], array.shape)


def network(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """Draw inputs, initial state and weights, asymmetric and with a bias."""
    batch, timesteps, features, units = sizes
    shapes = {
        "x": (batch, timesteps, features),
        "h_0": (batch, units),
        "kernel": (features, units),
        "recurrent_kernel": (units, units),
        "bias": (units,),
    }
    return {name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()}


def assert_close(ours: Any, theirs: Any, tolerance: float = 1e-10) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("sizes", RNN_SIZES)
def test_rnn_backward_equals_keras(unit, layer_gradients, rng, sizes):
    net = network(rng, sizes)
    d_h_all, d_h_last = rng.normal(size=(*sizes[:2], sizes[3])), rng.normal(size=(sizes[0], sizes[3]))
    h_all, cache = unit["rnn_forward"](**net)
    outputs, gradients = layer_gradients(net, d_h_all, d_h_last, None)
    assert_close([h_all], [outputs])
    assert_close(unit["rnn_backward"](d_h_all, d_h_last, cache, net["kernel"], net["recurrent_kernel"]), gradients)


def test_masked_rnn_backward_equals_keras(unit, layer_gradients, rng):
    net = network(rng, (3, 6, 2, 4))
    d_h_all, d_h_last = rng.normal(size=(3, 6, 4)), rng.normal(size=(3, 4))
    h_all, cache = unit["rnn_forward"](**net, mask=GAPS)
    outputs, gradients = layer_gradients(net, d_h_all, d_h_last, GAPS)
    assert_close([h_all], [outputs])
    assert_close(unit["rnn_backward"](d_h_all, d_h_last, cache, net["kernel"], net["recurrent_kernel"]), gradients)


def test_leading_masks_equal_keras_where_no_gradient_arrives_there(unit, layer_gradients, rng):
    """Keras outputs zeros, not h_0, before the first real step, so nothing may arrive there from above."""
    net = network(rng, (4, 6, 2, 5))
    started = np.logical_or.accumulate(LEADING, axis=1)
    d_h_all, d_h_last = rng.normal(size=(4, 6, 5)) * started[:, :, None], rng.normal(size=(4, 5))
    _, cache = unit["rnn_forward"](**net, mask=LEADING)
    _, gradients = layer_gradients(net, d_h_all, d_h_last, LEADING)
    assert_close(unit["rnn_backward"](d_h_all, d_h_last, cache, net["kernel"], net["recurrent_kernel"]), gradients)


@pytest.mark.parametrize(
    ("sizes", "mask"), [((3, 5, 2, 4), None), ((2, 1, 3, 4), None), ((4, 6, 2, 3), LEADING), ((3, 6, 5, 2), GAPS)]
)
@pytest.mark.parametrize(("place", "name"), list(enumerate(["x", "h_0", "kernel", "recurrent_kernel", "bias"])))
def test_rnn_backward_equals_central_differences(unit, rng, sizes, mask, place, name):
    net = network(rng, sizes)
    d_h_all, d_h_last = rng.normal(size=(*sizes[:2], sizes[3])), rng.normal(size=(sizes[0], sizes[3]))

    def loss(array):
        h_all, _ = unit["rnn_forward"](**{**net, name: array}, mask=mask)
        return np.sum(h_all * d_h_all) + np.sum(h_all[:, -1] * d_h_last)

    _, cache = unit["rnn_forward"](**net, mask=mask)
    gradients = unit["rnn_backward"](d_h_all, d_h_last, cache, net["kernel"], net["recurrent_kernel"])
    assert_close([gradients[place]], [central(loss, net[name])], 1e-7)


@pytest.mark.parametrize(("batch", "features", "units"), [(3, 2, 4), (5, 4, 3), (1, 3, 2)])
def test_rnn_cell_backward_equals_central_differences(unit, rng, batch, features, units):
    net = network(rng, (batch, 1, features, units))
    arguments = {"x_t": net["x"][:, 0], "h_prev": net["h_0"], **{key: net[key] for key in ("kernel", "recurrent_kernel", "bias")}}
    d_h = rng.normal(size=(batch, units))
    _, cache = unit["rnn_cell_forward"](**arguments)
    gradients = unit["rnn_cell_backward"](d_h, cache, net["kernel"], net["recurrent_kernel"])
    for gradient, name in zip(gradients, arguments, strict=True):
        wiggled = central(lambda a, n=name: np.sum(d_h * unit["rnn_cell_forward"](**{**arguments, n: a})[0]), arguments[name])
        assert_close([gradient], [wiggled], 1e-7)


@pytest.mark.parametrize(("batch", "features", "units"), [(3, 2, 4), (5, 4, 3), (1, 3, 2)])
def test_rnn_cell_backward_equals_keras(unit, layer_gradients, rng, batch, features, units):
    net = network(rng, (batch, 1, features, units))
    d_h = rng.normal(size=(batch, units))
    _, cache = unit["rnn_cell_forward"](net["x"][:, 0], net["h_0"], net["kernel"], net["recurrent_kernel"], net["bias"])
    d_x_t, *others = unit["rnn_cell_backward"](d_h, cache, net["kernel"], net["recurrent_kernel"])
    _, gradients = layer_gradients(net, np.zeros((batch, 1, units)), d_h, None)
    assert_close([d_x_t[:, None], *others], gradients)


@pytest.mark.parametrize(("shape", "units", "classes"), ROWS)
def test_dense_backward_equals_keras_and_central_differences(unit, keras, tf, rng, shape, units, classes):
    h, d_logits = rng.normal(size=(*shape, units)), rng.normal(size=(*shape, classes))
    output_kernel, output_bias = rng.normal(size=(units, classes)), rng.normal(size=classes)
    layer = keras.layers.Dense(classes, dtype="float64")
    layer.build(h.shape)
    layer.set_weights([output_kernel, output_bias])
    tensor = tf.constant(h)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        loss = tf.reduce_sum(layer(tensor) * d_logits)
    theirs = tape.gradient(loss, [tensor, layer.kernel.value, layer.bias.value])
    ours = unit["dense_backward"](d_logits, h, output_kernel)
    assert_close(ours, theirs)

    def wiggled(which, array):
        arguments = [h, output_kernel, output_bias]
        arguments[which] = array
        return np.sum(unit["dense_forward"](*arguments) * d_logits)

    for which, array in enumerate([h, output_kernel, output_bias]):
        assert_close([ours[which]], [central(lambda a, w=which: wiggled(w, a), array)], 1e-7)


@pytest.mark.parametrize(
    ("batch", "timesteps", "classes", "share"), [(3, 5, 4, 0.6), (2, 7, 3, 1.0), (1, 1, 5, 1.0), (6, 4, 2, 0.3)]
)
def test_cross_entropy_backward_equals_tensorflow_and_central_differences(unit, tf, rng, batch, timesteps, classes, share):
    logits, targets = rng.normal(0, 2, (batch, timesteps, classes)), rng.integers(0, classes, (batch, timesteps))
    mask = rng.random((batch, timesteps)) < share
    mask[0, 0] = True
    tensor = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=tensor)
        loss = tf.reduce_mean(tf.boolean_mask(losses, mask))
    ours = unit["sequence_cross_entropy_backward"](logits, targets, mask)
    assert unit["sequence_cross_entropy"](logits, targets, mask) == pytest.approx(float(loss), rel=1e-12)
    assert_close([ours], [tape.gradient(loss, tensor)])
    assert_close([ours], [central(lambda a: unit["sequence_cross_entropy"](a, targets, mask), logits)], 1e-7)


@pytest.mark.parametrize("shape", [(4,), (1,), (3, 2), (2, 3, 4)])
def test_numerical_gradient_equals_tensorflow(unit, tf, rng, shape):
    array = rng.normal(size=shape)
    before, tensor = array.copy(), tf.constant(array)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        loss = tf.reduce_sum(tf.exp(tensor / 2) * tf.reverse(tensor, [0]))
    gradient = unit["numerical_gradient"](lambda a: np.sum(np.exp(a / 2) * a[::-1]), array)
    assert_close([gradient], [tape.gradient(loss, tensor)], 1e-8)
    np.testing.assert_array_equal(array, before)


@pytest.mark.parametrize("settings", [{}, {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 0.1}])
@pytest.mark.parametrize("shape", [(3,), (4, 2)])
def test_adam_update_equals_keras(unit, keras, tf, rng, shape, settings):
    """Keras adds epsilon to the root of v without its correction, so its epsilon is set anew in every step."""
    start = rng.normal(size=shape)
    variable = keras.Variable(start, dtype="float64")
    optimizer = keras.optimizers.Adam(**settings)
    optimizer.build([variable])
    epsilon, beta_2 = optimizer.epsilon, optimizer.beta_2
    parameter, m, v = start, np.zeros(shape), np.zeros(shape)
    for step in range(1, 9):
        gradient = rng.normal(size=shape)
        optimizer.epsilon = epsilon * np.sqrt(1 - beta_2**step)
        optimizer.apply([tf.constant(gradient)], [variable])
        parameter, m, v = unit["adam_update"](parameter, gradient, m, v, step, **settings)
        assert_close([parameter], [np.asarray(variable)], 1e-6)


@pytest.mark.parametrize(("timesteps", "length"), [(7, 3), (8, 4), (5, 9), (4, 1)])
@pytest.mark.parametrize("features", [(), (2,)])
def test_truncated_chunks_equal_numpys_split(unit, rng, timesteps, length, features):
    x, targets = rng.normal(size=(3, timesteps, *features)), rng.integers(0, 9, (3, timesteps))
    cuts = range(length, timesteps, length)
    chunks = unit["truncated_chunks"](x, targets, length)
    assert_close([chunk for chunk, _ in chunks], np.split(x, cuts, axis=1))
    assert_close([chunk for _, chunk in chunks], np.split(targets, cuts, axis=1))
