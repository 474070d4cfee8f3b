"""The functions of unit 04 against TensorFlow, Keras and central differences; none of these is ours.

The leaky cell is a Keras GRU whose gates are pinned.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from clinic import central, network, pinned_gru, simple_cell

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 6, 2, 4), (2, 5, 4, 3), (4, 1, 3, 2), (1, 7, 2, 5)]  # batch, timesteps, features, units
GAMMAS = [0.0, 0.35, 0.9]
TIGHT = {"rtol": 1e-9, "atol": 1e-11}


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a04_gradient_clinic")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(41)


# The Jacobian and the length of a gradient


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_hidden_jacobian_equals_batch_jacobian_of_keras(unit, keras, tf, rng, sizes):
    net = network(rng, sizes)
    cell, h_prev = simple_cell(keras, net), tf.constant(net["h_0"])
    with tf.GradientTape() as tape:
        tape.watch(h_prev)
        h, _ = cell(tf.constant(net["x"][:, 0]), [h_prev])
    theirs = tape.batch_jacobian(h, h_prev)  # [sample, new unit, old unit]
    ours = unit["hidden_jacobian"](h.numpy(), net["recurrent_kernel"])
    np.testing.assert_allclose(ours, np.swapaxes(theirs, 1, 2), **TIGHT)


def test_hidden_jacobian_equals_central_differences(unit, rng):
    net = network(rng, (1, 1, 3, 4))

    def step(h_prev):
        return np.tanh(net["x"][0, 0] @ net["kernel"] + h_prev @ net["recurrent_kernel"] + net["bias"])

    ours = unit["hidden_jacobian"](step(net["h_0"][0])[None], net["recurrent_kernel"])[0]
    np.testing.assert_allclose(ours, central(step, net["h_0"][0]), atol=1e-8)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_norms_equal_keras(unit, keras, tf, rng, sizes):
    net, d_h_last = network(rng, sizes), rng.normal(size=(sizes[0], sizes[3]))
    cell, h, states = simple_cell(keras, net), tf.constant(net["h_0"]), []
    with tf.GradientTape() as tape:
        tape.watch(h)
        for t in range(sizes[1]):
            h, _ = cell(tf.constant(net["x"][:, t]), [h])
            states.append(h)
        loss = tf.reduce_sum(h * d_h_last)
    theirs = np.stack([np.linalg.norm(gradient, axis=1) for gradient in tape.gradient(loss, states)], axis=1)
    h_all = np.stack([state.numpy() for state in states], axis=1)
    np.testing.assert_allclose(unit["gradient_norms_over_time"](d_h_last, h_all, net["recurrent_kernel"]), theirs, **TIGHT)


def test_norms_obey_the_bound_of_singular_values(unit, rng):
    """Pascanu et al. 2013: no step stretches a gradient by more than the largest singular value."""
    for scale in (0.2, 0.5, 1.5):
        net = network(rng, (5, 30, 2, 6), scale)
        h_all = unit["rnn_forward"](net["x"], net["h_0"], net["kernel"], net["recurrent_kernel"], net["bias"])
        norms = unit["gradient_norms_over_time"](rng.normal(size=(5, 6)), h_all, net["recurrent_kernel"])
        largest = np.linalg.svd(net["recurrent_kernel"], compute_uv=False)[0]
        assert (norms[:, :-1] <= largest * norms[:, 1:] * (1 + 1e-12)).all()


# Clipping


@pytest.fixture
def gradients(rng):
    return [rng.normal(size=shape) for shape in [(3, 4), (4,), (2, 3, 5), (1,)]]


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_clip_by_value_equals_tensorflow(unit, tf, gradients, limit):
    for ours, gradient in zip(unit["clip_by_value"](gradients, limit), gradients, strict=True):
        np.testing.assert_array_equal(ours, tf.clip_by_value(gradient, -limit, limit))


@pytest.mark.parametrize("limit", [0.1, 3.0, 100.0])
def test_clip_by_global_norm_equals_tensorflow(unit, tf, gradients, limit):
    clipped, norm = unit["clip_by_global_norm"](gradients, limit)
    theirs, their_norm = tf.clip_by_global_norm([tf.constant(gradient) for gradient in gradients], limit)
    assert isinstance(norm, float)
    assert norm == pytest.approx(float(their_norm), rel=1e-12)
    for one, other in zip(clipped, theirs, strict=True):
        np.testing.assert_allclose(one, other, **TIGHT)
    assert unit["clip_by_global_norm"](clipped, limit)[1] == pytest.approx(min(norm, limit), rel=1e-12)


def test_clipping_zero_gives_zero(unit):
    clipped, norm = unit["clip_by_global_norm"]([np.zeros(3), np.zeros((2, 2))], 1.0)
    assert norm == 0.0
    assert not any(array.any() for array in clipped)


# First weights


def test_first_weights_are_those_of_keras_initialisers(unit, keras):
    kernel, recurrent_kernel, bias = unit["identity_relu_init"](300, 400, np.random.default_rng(0), scale=0.02)
    theirs = np.asarray(keras.initializers.RandomNormal(stddev=0.02, seed=1)((300, 400)))
    shares = np.linspace(0.001, 0.999, 199)
    np.testing.assert_allclose(np.quantile(kernel, shares), np.quantile(theirs, shares), atol=0.02 * 0.06)
    np.testing.assert_array_equal(recurrent_kernel, keras.initializers.Identity()((400, 400)))
    np.testing.assert_array_equal(bias, keras.initializers.Zeros()((400,)))


def test_a_keras_layer_with_the_first_weights_copies_its_state(unit, keras, rng):
    layer = keras.layers.SimpleRNN(6, activation="relu", dtype="float64")
    layer.build((None, None, 3))
    layer.set_weights(unit["identity_relu_init"](3, 6, rng))
    h_0 = rng.random((4, 6)) + 1
    last = np.asarray(layer(rng.normal(size=(4, 50, 3)), initial_state=h_0))
    np.testing.assert_allclose(last, h_0, atol=0.1)


# The leaky cell


def forward(unit: dict[str, Any], net: dict[str, np.ndarray], gamma: float) -> tuple[np.ndarray, list[Any]]:
    """Run the leaky cell over time: all states and all caches."""
    h, states, caches = net["h_0"], [], []
    for t in range(net["x"].shape[1]):
        h, cache = unit["leaky_cell_forward"](net["x"][:, t], h, net["kernel"], net["recurrent_kernel"], net["bias"], gamma)
        states.append(h)
        caches.append(cache)
    return np.stack(states, axis=1), caches


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_leaky_states_and_gradients_equal_a_pinned_gru_of_keras(unit, keras, tf, rng, sizes, gamma):
    net, d_h_all = network(rng, sizes), rng.normal(size=(*sizes[:2], sizes[3]))
    layer, x, h_0 = pinned_gru(keras, net, gamma), tf.constant(net["x"]), tf.constant(net["h_0"])
    with tf.GradientTape() as tape:
        tape.watch([x, h_0])
        outputs = layer(x, initial_state=h_0)
        loss = tf.reduce_sum(outputs * d_h_all)
    d_x, d_h_0, *weights = tape.gradient(loss, [x, h_0, *(variable.value for variable in layer.trainable_variables)])
    h_all, caches = forward(unit, net, gamma)
    np.testing.assert_allclose(h_all, outputs, **TIGHT)
    d_h, d_xs, sums = np.zeros_like(net["h_0"]), [], [0.0, 0.0, 0.0]
    for t in reversed(range(sizes[1])):
        back = unit["leaky_cell_backward"](d_h + d_h_all[:, t], caches[t], net["kernel"], net["recurrent_kernel"], gamma)
        d_x_t, d_h, *parts = back
        d_xs.insert(0, d_x_t)
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
    ours = [np.stack(d_xs, axis=1), d_h, *sums]
    theirs = [d_x, d_h_0, *(np.asarray(weight)[..., 2 * sizes[3] :] for weight in weights)]  # the candidate's block
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, **TIGHT)


@pytest.mark.parametrize("gamma", [*GAMMAS, 1.0])
@pytest.mark.parametrize(("batch", "features", "units"), [(3, 2, 4), (5, 4, 3), (1, 3, 2)])
def test_leaky_backward_equals_central_differences(unit, rng, batch, features, units, gamma):
    net = network(rng, (batch, 1, features, units))
    names = ("x_t", "h_prev", "kernel", "recurrent_kernel", "bias")
    arguments = dict(zip(names, [net["x"][:, 0], *list(net.values())[1:]], strict=True))
    d_h = rng.normal(size=(batch, units))
    _, cache = unit["leaky_cell_forward"](**arguments, gamma=gamma)
    gradients = unit["leaky_cell_backward"](d_h, cache, net["kernel"], net["recurrent_kernel"], gamma)
    for gradient, name in zip(gradients, names, strict=True):

        def loss(array, name=name):
            return np.sum(d_h * unit["leaky_cell_forward"](**{**arguments, name: array}, gamma=gamma)[0])

        np.testing.assert_allclose(gradient, central(loss, arguments[name]), atol=1e-8)


def test_leaky_cell_is_an_euler_step_of_a_leaky_integrator(unit, rng):
    """Many small steps towards a constant candidate approach it exponentially, with the time constant 1 / (1 - gamma)."""
    bias, gamma, steps = rng.normal(size=4), 0.999, 1500
    h = h_0 = rng.normal(size=(2, 4))
    for _ in range(steps):
        h, _ = unit["leaky_cell_forward"](np.zeros((2, 1)), h, np.zeros((1, 4)), np.zeros((4, 4)), bias, gamma)
    np.testing.assert_allclose(h, np.tanh(bias) + (h_0 - np.tanh(bias)) * np.exp(-steps * (1 - gamma)), atol=1e-3)
