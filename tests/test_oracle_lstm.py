"""The LSTM of unit 05, forward and backward, against Keras and central differences; none of these is ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from lstm_networks import CELLS, NAMES, arriving_gradients, assert_close, central, keras_step, network, step_arguments

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 5, 2, 4), (2, 7, 3, 5), (4, 1, 5, 3), (1, 6, 2, 3)]  # batch, timesteps, features, units
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
LEADING = np.array([[0, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=bool)


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a05_lstm")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(57)


@pytest.fixture(scope="module")
def by_keras(keras, tf) -> Callable[..., Any]:
    """Return a function that gives outputs and last cell state of keras.layers.LSTM, and the gradients of NAMES."""

    def run(net: dict[str, np.ndarray], arriving: tuple[np.ndarray, ...], mask: np.ndarray | None = None) -> Any:
        layer = keras.layers.LSTM(net["h_0"].shape[1], return_sequences=True, return_state=True, dtype="float64")
        layer.build(net["x"].shape)
        layer.set_weights([net["kernel"], net["recurrent_kernel"], net["bias"]])
        x, h_0, c_0 = (tf.constant(net[name]) for name in ("x", "h_0", "c_0"))
        with tf.GradientTape() as tape:
            tape.watch([x, h_0, c_0])
            states = layer(x, initial_state=[h_0, c_0], mask=None if mask is None else tf.constant(mask))
            loss = sum(tf.reduce_sum(state * gradient) for state, gradient in zip(states, arriving, strict=True))
        found = tape.gradient(loss, [x, h_0, c_0, *(variable.value for variable in layer.trainable_variables)])
        return states[0].numpy(), states[2].numpy(), [np.asarray(gradient) for gradient in found]

    return run


def both_ways(unit, by_keras, net, arriving, mask=None):
    """Return outputs, last cell state and gradients: ours, and those of Keras."""
    h_all, c_last, cache = unit["lstm_forward"](**net, mask=mask)
    gradients = unit["lstm_backward"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    return (h_all, c_last, gradients), by_keras(net, arriving, mask)


@pytest.mark.parametrize("sizes", SIZES)
def test_lstm_equals_keras(unit, by_keras, rng, sizes):
    ours, theirs = both_ways(unit, by_keras, network(rng, sizes), arriving_gradients(rng, sizes))
    assert_close(ours[:2], theirs[:2])
    assert_close(ours[2], theirs[2])


def test_masked_lstm_equals_keras(unit, by_keras, rng):
    sizes = (3, 6, 2, 4)
    ours, theirs = both_ways(unit, by_keras, network(rng, sizes), arriving_gradients(rng, sizes), GAPS)
    assert_close(ours[:2], theirs[:2])
    assert_close(ours[2], theirs[2])


def test_leading_masks_equal_keras_where_its_outputs_are_states(unit, by_keras, rng):
    """Before the first real step Keras outputs zeros, not h_0: nothing is compared, and nothing may arrive, there."""
    sizes = (4, 6, 2, 5)
    started = np.logical_or.accumulate(LEADING, axis=1)[:, :, None]
    d_h_all, d_h_last, d_c_last = arriving_gradients(rng, sizes)
    ours, theirs = both_ways(unit, by_keras, network(rng, sizes), (d_h_all * started, d_h_last, d_c_last), LEADING)
    assert_close([ours[0] * started, ours[1]], [theirs[0] * started, theirs[1]])
    assert_close(ours[2], theirs[2])


@pytest.mark.parametrize("mask", [None, GAPS])
def test_cache_of_lstm_equals_the_states_of_keras_after_every_prefix(unit, by_keras, rng, mask):
    net, nothing = network(rng, (3, 6, 2, 4)), (np.zeros(1), np.zeros(1), np.zeros(1))
    h_all, c_last, cache = unit["lstm_forward"](**net, mask=mask)
    for t in range(6):
        part = {**net, "x": net["x"][:, : t + 1]}
        outputs, c_t, _ = by_keras(part, nothing, None if mask is None else mask[:, : t + 1])
        assert_close([cache.h_all[:, t], cache.c_all[:, t]], [outputs[:, -1], c_t])
    assert_close([h_all, c_last, net["h_0"], net["c_0"]], [cache.h_all, cache.c_all[:, -1], cache.h_0, cache.c_0])


@pytest.mark.parametrize(
    ("sizes", "mask"), [((3, 5, 2, 4), None), ((2, 1, 3, 4), None), ((4, 6, 2, 3), LEADING), ((3, 6, 5, 2), GAPS)]
)
@pytest.mark.parametrize(("place", "name"), list(enumerate(NAMES)))
def test_lstm_backward_equals_central_differences(unit, rng, sizes, mask, place, name):
    net, arriving = network(rng, sizes), arriving_gradients(rng, sizes)

    def loss(array):
        h_all, c_last, _ = unit["lstm_forward"](**{**net, name: array}, mask=mask)
        return sum(np.sum(a * b) for a, b in zip((h_all, h_all[:, -1], c_last), arriving, strict=True))

    _, _, cache = unit["lstm_forward"](**net, mask=mask)
    gradients = unit["lstm_backward"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    assert_close([gradients[place]], [central(loss, net[name])], 1e-7)


@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_lstm_cell_forward_equals_keras(unit, keras, rng, batch, features, units):
    arguments = step_arguments(rng, batch, features, units)
    h, c, cache = unit["lstm_cell_forward"](**arguments)
    assert_close([h, c], keras_step(keras, arguments))
    blocks = np.split(arguments["x_t"] @ arguments["kernel"] + arguments["h_prev"] @ arguments["recurrent_kernel"], 4, axis=1)
    functions = (keras.ops.sigmoid, keras.ops.sigmoid, keras.ops.tanh, keras.ops.sigmoid)
    biases = np.split(arguments["bias"], 4)
    gates = [function(block + bias) for function, block, bias in zip(functions, blocks, biases, strict=True)]
    assert_close([cache.i, cache.f, cache.g, cache.o], gates)


@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_lstm_cell_backward_equals_keras_and_central_differences(unit, by_keras, rng, batch, features, units):
    net = network(rng, (batch, 1, features, units))
    arguments = dict(zip(step_arguments(rng, 1, 1, 1), [net["x"][:, 0], *list(net.values())[1:]], strict=True))
    d_h, d_c = rng.normal(size=(2, batch, units))
    _, _, cache = unit["lstm_cell_forward"](**arguments)
    d_x_t, *others = gradients = unit["lstm_cell_backward"](d_h, d_c, cache, net["kernel"], net["recurrent_kernel"])
    _, _, theirs = by_keras(net, (np.zeros((batch, 1, units)), d_h, d_c))
    assert_close([d_x_t[:, None], *others], theirs)

    def loss(name, array):
        h, c, _ = unit["lstm_cell_forward"](**{**arguments, name: array})
        return np.sum(h * d_h) + np.sum(c * d_c)

    for gradient, name in zip(gradients, arguments, strict=True):
        assert_close([gradient], [central(lambda a, n=name: loss(n, a), arguments[name])], 1e-7)


def test_forget_gates_near_one_keep_the_gradient_and_those_at_a_half_lose_it(unit, rng):
    """Over 30 steps nearly all of a gradient at the last cell state arrives at the first one, or nearly nothing."""
    net = network(rng, (2, 30, 3, 4))
    small = {**net, "kernel": net["kernel"] / 20, "recurrent_kernel": net["recurrent_kernel"] / 20}
    left = {}
    for level in (0.0, 8.0):
        _, c_last, cache = unit["lstm_forward"](**{**small, "bias": level * unit["forget_bias_init"](4)})
        nothing = np.zeros_like(c_last)
        gradients = unit["lstm_backward"](np.zeros((2, 30, 4)), nothing, np.ones_like(c_last), cache, *list(small.values())[3:5])
        left[level] = np.abs(gradients[2])
    assert np.all(left[0.0] < 1e-7)
    assert np.all(left[8.0] > 0.8)
