"""The functions of unit 10 against Keras, central differences and unit 05; its counts against numbers that count themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from lstm_networks import NAMES, arriving_gradients, assert_close, central, network

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 5, 2, 4), (2, 7, 3, 5), (4, 1, 5, 3), (1, 6, 2, 3)]  # batch, timesteps, features, units
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
LEADING = np.array([[0, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=bool)
MASKED = [((3, 5, 2, 4), None), ((2, 1, 3, 4), None), ((4, 6, 2, 3), LEADING), ((3, 6, 5, 2), GAPS)]
GRU_NAMES = ("x", "h_0", "kernel", "recurrent_kernel", "bias")


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a10_make_it_fast")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(101)


def gru_network(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """Draw inputs, initial state and weights with two rows of biases."""
    batch, timesteps, features, units = sizes
    shapes = [(batch, timesteps, features), (batch, units), (features, 3 * units), (units, 3 * units), (2, 3 * units)]
    return {name: rng.normal(0, 0.8, shape) for name, shape in zip(GRU_NAMES, shapes, strict=True)}


def by_keras(keras, tf, layer, net, arriving, mask):
    """Return the outputs of a layer of Keras, and the gradients of its inputs, states and weights."""
    states = [tf.constant(net[name]) for name in ("h_0", "c_0") if name in net]
    layer.build(net["x"].shape)
    layer.set_weights([net["kernel"], net["recurrent_kernel"], net["bias"]])
    x = tf.constant(net["x"])
    with tf.GradientTape() as tape:
        tape.watch([x, *states])
        found = layer(x, initial_state=states, mask=None if mask is None else tf.constant(mask))
        loss = sum(tf.reduce_sum(state * gradient) for state, gradient in zip(found, arriving, strict=True))
    gradients = tape.gradient(loss, [x, *states, *(variable.value for variable in layer.trainable_variables)])
    return [np.asarray(state) for state in found], [np.asarray(gradient) for gradient in gradients]


def started(mask, batch, timesteps):
    """Return where outputs are states: before the first real step Keras gives zeros, this course the initial state."""
    every = np.ones((batch, timesteps), bool) if mask is None else mask
    return np.logical_or.accumulate(every, axis=1)[:, :, None]


def layer_of(keras, kind, units):
    return kind(units, return_sequences=True, return_state=True, dtype="float64")


@pytest.mark.parametrize(("sizes", "mask"), [*MASKED, *((sizes, None) for sizes in SIZES)])
def test_fused_lstm_equals_keras(unit, keras, tf, rng, sizes, mask):
    net, live = network(rng, sizes), started(mask, *sizes[:2])
    d_h_all, d_h_last, d_c_last = arriving_gradients(rng, sizes)
    arriving = d_h_all * live, d_h_last, d_c_last
    h_all, c_last, cache = unit["lstm_forward_fused"](**net, mask=mask)
    ours = unit["lstm_backward_fused"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    layer = layer_of(keras, keras.layers.LSTM, sizes[3])
    (theirs, _, c_theirs), gradients = by_keras(keras, tf, layer, net, arriving, mask)
    assert_close([h_all * live, c_last], [theirs * live, c_theirs])
    assert_close(ours, gradients)


@pytest.mark.parametrize(("sizes", "mask"), [*MASKED, *((sizes, None) for sizes in SIZES)])
def test_fused_gru_equals_keras(unit, keras, tf, rng, sizes, mask):
    """The backward pass is given to students; it is proved here all the same."""
    net, live = gru_network(rng, sizes), started(mask, *sizes[:2])
    arriving = arriving_gradients(rng, sizes)[0] * live, rng.normal(size=(sizes[0], sizes[3]))
    h_all, cache = unit["gru_forward_fused"](**net, mask=mask)
    ours = unit["gru_backward_fused"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    (theirs, _), gradients = by_keras(keras, tf, layer_of(keras, keras.layers.GRU, sizes[3]), net, arriving, mask)
    assert_close([h_all * live], [theirs * live])
    assert_close(ours, gradients)


@pytest.mark.parametrize(("sizes", "mask"), MASKED)
@pytest.mark.parametrize(("place", "name"), list(enumerate(NAMES)))
def test_fused_lstm_backward_equals_central_differences(unit, rng, sizes, mask, place, name):
    net, arriving = network(rng, sizes), arriving_gradients(rng, sizes)

    def loss(array):
        h_all, c_last, _ = unit["lstm_forward_fused"](**{**net, name: array}, mask=mask)
        return sum(np.sum(a * b) for a, b in zip((h_all, h_all[:, -1], c_last), arriving, strict=True))

    _, _, cache = unit["lstm_forward_fused"](**net, mask=mask)
    gradients = unit["lstm_backward_fused"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    assert_close([gradients[place]], [central(loss, net[name])], 1e-7)


@pytest.mark.parametrize(("sizes", "mask"), MASKED)
def test_fused_equals_unit_05_at_every_step(unit, rng, sizes, mask):
    """Outputs, last states, gradients, and what the cache holds: gates at real steps, states at all."""
    before = load_reference("a05_lstm")
    net, arriving = network(rng, sizes), arriving_gradients(rng, sizes)
    h_all, c_last, cache = unit["lstm_forward_fused"](**net, mask=mask)
    h_slow, c_slow, slow = before["lstm_forward"](**net, mask=mask)
    real = np.ones(sizes[:2], bool) if mask is None else mask
    gates = np.concatenate([slow.i, slow.f, slow.g, slow.o], axis=2)
    assert_close([h_all, c_last, cache.gates.swapaxes(0, 1)[real]], [h_slow, c_slow, gates[real]])
    assert_close([cache.c_all[1:], cache.h_all[1:]], [slow.c_all.swapaxes(0, 1), slow.h_all.swapaxes(0, 1)])
    assert_close([cache.c_all[0], cache.h_all[0]], [net["c_0"], net["h_0"]])
    kernels = net["kernel"], net["recurrent_kernel"]
    assert_close(unit["lstm_backward_fused"](*arriving, cache, *kernels), before["lstm_backward"](*arriving, slow, *kernels))


def test_the_slow_version_given_is_that_of_unit_05(unit, rng):
    before, net, arriving = load_reference("a05_lstm"), network(rng, SIZES[0]), arriving_gradients(rng, SIZES[0])
    h_all, c_last, steps = unit["slow_forward"](**net)
    h_slow, c_slow, slow = before["lstm_forward"](**net)
    kernels = net["kernel"], net["recurrent_kernel"]
    assert_close([h_all, c_last], [h_slow, c_slow])
    assert_close(unit["slow_backward"](*arriving, steps, *kernels), before["lstm_backward"](*arriving, slow, *kernels))


@pytest.mark.parametrize("mask", [None, GAPS])
def test_float32_stays_and_inputs_stay_as_they_are(unit, rng, mask):
    net = {name: array.astype("float32") for name, array in network(rng, (3, 6, 2, 4)).items()}
    gru = {name: array.astype("float32") for name, array in gru_network(rng, (3, 6, 2, 4)).items()}
    arriving = [array.astype("float32") for array in arriving_gradients(rng, (3, 6, 2, 4))]
    given = [*net.values(), *gru.values(), *arriving]
    copies = [array.copy() for array in given]
    h_all, c_last, cache = unit["lstm_forward_fused"](**net, mask=mask)
    stored = [np.copy(item) for item in cache[:4]]
    h_gru, gru_cache = unit["gru_forward_fused"](**gru, mask=mask)
    gradients = unit["lstm_backward_fused"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    gradients += unit["gru_backward_fused"](*arriving[:2], gru_cache, gru["kernel"], gru["recurrent_kernel"])
    assert {array.dtype for array in (h_all, c_last, h_gru, *cache[:4], *gru_cache[:4], *gradients)} == {np.dtype("float32")}
    assert all(np.array_equal(*pair) for pair in zip([*given, *cache[:4]], [*copies, *stored], strict=True))


class Counted:
    """A number that counts how often any of its kind is multiplied, and how often multiplied or added."""

    operations = multiplications = 0

    def __mul__(self, other: object) -> Counted:
        Counted.multiplications += 1
        return self + other

    def __add__(self, other: object) -> Counted:
        Counted.operations += 1
        return self


def counted(*shape: int) -> np.ndarray:
    return np.array([Counted() for _ in range(int(np.prod(shape)))], dtype=object).reshape(shape)


@pytest.mark.parametrize(("cell", "blocks"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
@pytest.mark.parametrize(("batch", "features", "units"), [(1, 3, 2), (2, 1, 4), (3, 5, 1)])
def test_flops_equal_those_that_numbers_count_themselves(unit, cell, blocks, batch, features, units):
    columns = blocks * units
    shapes = [(batch, features), (batch, units), (features, columns), (units, columns), (batch, columns)]
    x, h, kernel, recurrent, da = (counted(*shape) for shape in shapes)
    Counted.operations = Counted.multiplications = 0
    x @ kernel + h @ recurrent + counted(columns)
    forward, products = Counted.operations, Counted.multiplications
    assert unit["flops_per_step"](cell, batch, features, units) == forward == 2 * products
    da @ kernel.T, da @ recurrent.T, x.T @ da, h.T @ da  # the gradients of x, h, kernel and recurrent kernel
    assert unit["flops_per_step"](cell, batch, features, units, training=True) == 2 * Counted.multiplications


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_intensity_equals_operations_over_the_bytes_of_arrays(unit, dtype):
    first, second = np.ones((3, 7), dtype), np.ones((7, 5), dtype)
    moved = first.nbytes + second.nbytes + (first @ second).nbytes
    assert unit["arithmetic_intensity"](3, 7, 5, first.itemsize) == pytest.approx(2 * 3 * 7 * 5 / moved)


def test_activation_and_slope_are_sigmoid_and_tanh(unit):
    a = np.array([[-800.0, -2.0, 0.0, 1.0, 800.0]])
    for half, right in ((0.5, 1 / (1 + np.exp(-np.clip(a, -700, 700)))), (1.0, np.tanh(a))):
        y = a.copy()
        unit["activate"](y, half)
        assert_close([y], [right], 1e-12)
    inside, epsilon = np.array([-2.0, -0.3, 0.0, 1.0]), 1e-6
    for half in (0.5, 1.0):
        up, down, y = inside + epsilon, inside - epsilon, inside.copy()
        for array in (up, down, y):
            unit["activate"](array, half)
        assert_close([unit["slope"](y, half)], [(up - down) / (2 * epsilon)], 1e-8)
