"""Networks with skips and the chart of unit 04 against Keras and TensorFlow; none of these is ours.

A network with skips is several Keras layers side by side, or a Keras cell with a delay line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clinic import network, pinned_gru, simple_cell

from autograder.notebooks.percent import read
from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 6, 2, 4), (2, 5, 4, 3), (4, 1, 3, 2), (1, 7, 2, 5)]  # batch, timesteps, features, units
GAMMAS = [0.0, 0.35, 0.9]
TIGHT = {"rtol": 1e-9, "atol": 1e-11}
SOLUTION = Path(__file__).parents[1] / "solutions" / "a04_gradient_clinic.py"


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a04_gradient_clinic")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(41)


# Skips


def skip_arguments(rng: np.random.Generator, sizes: tuple[int, int, int, int], skip: int) -> dict[str, Any]:
    net = network(rng, sizes)
    bias = net.pop("bias")
    return {**net, "skip_kernel": rng.normal(0, 0.7, (sizes[3], sizes[3])), "bias": bias, "skip": skip}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_skip_of_one_is_a_keras_layer_with_the_kernels_added(unit, keras, rng, sizes):
    arguments = skip_arguments(rng, sizes, 1)
    layer = keras.layers.SimpleRNN(sizes[3], return_sequences=True, dtype="float64")
    layer.build(arguments["x"].shape)
    layer.set_weights([arguments["kernel"], arguments["recurrent_kernel"] + arguments["skip_kernel"], arguments["bias"]])
    theirs = layer(arguments["x"], initial_state=arguments["h_0"])
    np.testing.assert_allclose(unit["skip_rnn_forward"](**arguments), theirs, **TIGHT)


@pytest.mark.parametrize("skip", [2, 3, 5])
def test_skips_alone_are_keras_layers_side_by_side(unit, keras, rng, skip):
    """Without the recurrent kernel every `skip`-th step makes a plain network of its own."""
    arguments = skip_arguments(rng, (3, 11, 2, 4), skip)
    arguments["recurrent_kernel"] = np.zeros((4, 4))
    layer = keras.layers.SimpleRNN(4, return_sequences=True, dtype="float64")
    layer.build(arguments["x"].shape)
    layer.set_weights([arguments["kernel"], arguments["skip_kernel"], arguments["bias"]])
    h_all = unit["skip_rnn_forward"](**arguments)
    for first in range(skip):
        theirs = layer(arguments["x"][:, first::skip], initial_state=arguments["h_0"])
        np.testing.assert_allclose(h_all[:, first::skip], theirs, **TIGHT)


@pytest.fixture(scope="module")
def delay_line(keras) -> Any:
    """Return a Keras cell that keeps its last `skip` states, newest first."""

    class DelayLine(keras.layers.Layer):
        def __init__(self, plain: Any, skip_kernel: np.ndarray, skip: int) -> None:
            super().__init__(dtype="float64")
            self.plain, self.skip_kernel, self.skip = plain, skip_kernel, skip
            self.state_size, self.output_size = [plain.units] * skip, plain.units

        def call(self, inputs: Any, states: Any) -> Any:
            plain = self.plain
            total = keras.ops.matmul(inputs, plain.kernel) + keras.ops.matmul(states[0], plain.recurrent_kernel) + plain.bias
            h = keras.ops.tanh(total + keras.ops.matmul(states[-1], self.skip_kernel))
            return h, [h, *states[:-1]]

    return DelayLine


@pytest.mark.parametrize(("sizes", "skip"), [((3, 8, 2, 4), 3), ((2, 6, 4, 3), 2), ((2, 4, 3, 5), 7), ((1, 5, 2, 3), 1)])
def test_skips_and_their_gradients_equal_a_keras_cell_with_a_delay_line(unit, keras, tf, rng, delay_line, sizes, skip):
    arguments = skip_arguments(rng, sizes, skip)
    cell = delay_line(simple_cell(keras, arguments), arguments["skip_kernel"], skip)
    states, h_all, d_h_last = [tf.constant(arguments["h_0"])] * skip, [], rng.normal(size=(sizes[0], sizes[3]))
    with tf.GradientTape() as tape:
        tape.watch(states)
        for t in range(sizes[1]):
            h, states = cell(tf.constant(arguments["x"][:, t]), states)
            h_all.append(h)
        loss = tf.reduce_sum(h * d_h_last)
    ours = unit["skip_rnn_forward"](**arguments)
    np.testing.assert_allclose(ours, np.stack([state.numpy() for state in h_all], axis=1), **TIGHT)
    gradients = tape.gradient(loss, h_all, unconnected_gradients="zero")
    theirs = np.stack([np.linalg.norm(gradient, axis=1) for gradient in gradients], axis=1)
    norms = payoff("skip_norms")(d_h_last, ours, arguments["recurrent_kernel"], arguments["skip_kernel"], skip)
    np.testing.assert_allclose(norms, theirs, **TIGHT)


def payoff(name: str) -> Any:
    """Return a function that the payoff of the assignment defines."""
    text = next(cell.text for cell in read(SOLUTION).cells if cell.role == "payoff" and f"def {name}(" in cell.text)
    namespace: dict[str, Any] = {"np": np}
    exec(text[text.index(f"def {name}(") :], namespace)
    return namespace[name]


# The chart


@pytest.mark.parametrize("gamma", GAMMAS)
def test_profile_equals_a_pinned_gru_of_keras(unit, keras, tf, rng, gamma):
    net, d_h_last = network(rng, (3, 8, 2, 4)), rng.normal(size=(3, 4))
    h, states = tf.constant(net["h_0"]), []
    cell = pinned_gru(keras, net, gamma).cell
    with tf.GradientTape() as tape:
        tape.watch(h)
        states.append(h)
        for t in range(8):
            h, _ = cell(tf.constant(net["x"][:, t]), [h])
            states.append(h)
        loss = tf.reduce_sum(h * d_h_last)
    lengths = np.stack([np.linalg.norm(gradient, axis=1) for gradient in tape.gradient(loss, states)[::-1]], axis=1)
    ours = unit["Network"]("leaky", net["kernel"], net["recurrent_kernel"], net["bias"], gamma)
    profile = unit["gradient_profile"](ours, net["x"], net["h_0"], d_h_last)
    np.testing.assert_allclose(profile, np.mean(lengths / lengths[:, :1], axis=0), **TIGHT)


def test_profile_of_relu_networks_equals_keras(unit, keras, tf, rng):
    net, d_h_last = network(rng, (3, 6, 2, 5)), rng.normal(size=(3, 5))
    cell = keras.layers.SimpleRNNCell(5, activation="relu", dtype="float64")
    cell.build((None, 2))
    cell.set_weights([net["kernel"], net["recurrent_kernel"], net["bias"]])
    h = tf.constant(net["h_0"])
    states = [h]
    with tf.GradientTape() as tape:
        tape.watch(h)
        for t in range(6):
            h, _ = cell(tf.constant(net["x"][:, t]), [h])
            states.append(h)
        loss = tf.reduce_sum(h * d_h_last)
    lengths = np.stack([np.linalg.norm(gradient, axis=1) for gradient in tape.gradient(loss, states)[::-1]], axis=1)
    ours = unit["Network"]("relu", net["kernel"], net["recurrent_kernel"], net["bias"])
    profile = unit["gradient_profile"](ours, net["x"], net["h_0"], d_h_last)
    np.testing.assert_allclose(profile, np.mean(lengths / lengths[:, :1], axis=0), **TIGHT)


@pytest.fixture(scope="module")
def chart(unit) -> dict[str, np.ndarray]:
    """Run the cell of the payoff that measures five networks, and return their profiles."""
    cells = [cell.text for cell in read(SOLUTION).cells if cell.role == "payoff"]
    text = next(text for text in cells if "patients = {" in text)
    namespace = {**unit, "LAGS": 100, "UNITS": 32, "SKIP": 10, "skip_norms": payoff("skip_norms"), "print": lambda *_: None}
    exec(text, namespace)
    return namespace["profiles"]


def test_the_chart_shows_what_the_text_says(chart):
    """The plain network forgets within 20 steps; ReLU, leak and skip do not within 90."""
    assert chart["tanh"][20] < 1e-5
    assert chart["tanh"][99] < 1e-20
    assert 1e-6 < chart["orthogonal"][99] < 1e-3
    assert chart["identity ReLU"][99] > 0.5
    assert chart["leaky"][99] > 0.98**99
    assert chart["skip"][90] > 0.1
    assert chart["skip"][9] < 0.01
