"""The functions of unit 06 against Keras's GRU in both reset modes, TensorFlow's gradients and central differences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.notebooks.reference import Reference, load_reference

pytestmark = pytest.mark.slow

SIZES = [(3, 5, 2, 4), (2, 7, 3, 5), (4, 1, 5, 3), (1, 6, 2, 3)]  # batch, timesteps, features, units
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
LEADING = np.array([[0, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=bool)
MASKED = [((3, 5, 2, 4), None), ((2, 1, 3, 4), None), ((4, 6, 2, 3), LEADING), ((3, 6, 5, 2), GAPS)]
NAMES = ["x", "h_0", "kernel", "recurrent_kernel", "bias"]
CELLS = {"rnn": "SimpleRNN", "gru": "GRU", "gru_reset_after": "GRU", "lstm": "LSTM"}

Network = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a06_gru")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(61)


def network(rng: np.random.Generator, sizes: tuple[int, int, int, int], rows: int = 0) -> Network:
    """Draw inputs, initial state and weights, asymmetric and with biases."""
    batch, timesteps, features, units = sizes
    bias = (rows, 3 * units) if rows else (3 * units,)
    shapes = [(batch, timesteps, features), (batch, units), (features, 3 * units), (units, 3 * units), bias]
    return {name: rng.normal(0, 0.8, shape) for name, shape in zip(NAMES, shapes, strict=True)}


def upstream(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Draw the gradients that arrive at all outputs and at the last state."""
    return rng.normal(size=(*sizes[:2], sizes[3])), rng.normal(size=(sizes[0], sizes[3]))


def keras_gru(keras: Any, net: Network) -> Any:
    """Return a GRU layer that holds the weights of the network; two rows of biases mean reset_after."""
    after = net["bias"].ndim == 2
    layer = keras.layers.GRU(net["h_0"].shape[1], return_sequences=True, return_state=True, reset_after=after, dtype="float64")
    layer.build(net["x"].shape)
    layer.set_weights([net["kernel"], net["recurrent_kernel"], net["bias"]])
    return layer


@pytest.fixture(scope="module")
def run_keras(keras, tf) -> Callable[..., Any]:
    """Return a function that gives outputs, last state and the gradients of the sum of what arrives."""

    def run(net: Network, d_h_all: np.ndarray, d_h_last: np.ndarray, mask: np.ndarray | None = None) -> Any:
        layer, x, h_0 = keras_gru(keras, net), tf.constant(net["x"]), tf.constant(net["h_0"])
        with tf.GradientTape() as tape:
            tape.watch([x, h_0])
            h_all, h_last = layer(x, initial_state=[h_0], mask=None if mask is None else tf.constant(mask))
            loss = tf.reduce_sum(h_all * d_h_all) + tf.reduce_sum(h_last * d_h_last)
        found = tape.gradient(loss, [x, h_0, *(variable.value for variable in layer.trainable_variables)])
        return h_all.numpy(), h_last.numpy(), [np.asarray(gradient) for gradient in found]

    return run


def central(loss: Callable[[np.ndarray], float], array: np.ndarray, epsilon: float = 1e-6) -> np.ndarray:
    """Return central differences, one coordinate direction of the flat array at a time."""
    directions = np.eye(array.size).reshape(-1, *array.shape) * epsilon
    return np.reshape([(loss(array + d) - loss(array - d)) / (2 * epsilon) for d in directions], array.shape)


def assert_close(ours: Any, theirs: Any, tolerance: float = 1e-10) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def backward(unit: dict[str, Any], net: Network, arriving: tuple[np.ndarray, np.ndarray], mask: Any = None) -> Any:
    _, cache = unit["gru_forward"](**net, mask=mask)
    return unit["gru_backward"](*arriving, cache, net["kernel"], net["recurrent_kernel"])


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_gru_forward_and_backward_equal_keras(unit, run_keras, rng, sizes):
    net, arriving = network(rng, sizes), upstream(rng, sizes)
    h_all, cache = unit["gru_forward"](**net)
    outputs, last, gradients = run_keras(net, *arriving)
    assert_close([h_all, h_all[:, -1]], [outputs, last])
    assert_close(backward(unit, net, arriving), gradients)
    assert cache.x is net["x"]
    assert cache.h_0 is net["h_0"]
    assert cache.mask is None


def test_gaps_in_the_mask_equal_keras(unit, run_keras, rng):
    net, arriving = network(rng, (3, 6, 2, 4)), upstream(rng, (3, 6, 2, 4))
    h_all, _ = unit["gru_forward"](**net, mask=GAPS)
    outputs, last, gradients = run_keras(net, *arriving, GAPS)
    assert_close([h_all, h_all[:, -1]], [outputs, last])
    assert_close(backward(unit, net, arriving, GAPS), gradients)


def test_leading_masks_equal_keras_from_the_first_real_step_on(unit, run_keras, rng):
    """Keras outputs zeros, not h_0, before the first real step, so nothing may arrive there from above."""
    net, (d_h_all, d_h_last) = network(rng, (4, 6, 2, 5)), upstream(rng, (4, 6, 2, 5))
    started = np.logical_or.accumulate(LEADING, axis=1)
    d_h_all = d_h_all * started[:, :, None]
    h_all, _ = unit["gru_forward"](**net, mask=LEADING)
    outputs, last, gradients = run_keras(net, d_h_all, d_h_last, LEADING)
    assert_close([h_all[started], h_all[:, -1]], [outputs[started], last])
    assert not outputs[~started].any()
    np.testing.assert_array_equal(h_all[~started], np.repeat(net["h_0"][:, None], 6, axis=1)[~started])
    assert_close(backward(unit, net, (d_h_all, d_h_last), LEADING), gradients)


@pytest.mark.parametrize(("sizes", "mask"), MASKED)
@pytest.mark.parametrize(("place", "name"), list(enumerate(NAMES)))
def test_gru_backward_equals_central_differences(unit, rng, sizes, mask, place, name):
    net, (d_h_all, d_h_last) = network(rng, sizes), upstream(rng, sizes)

    def loss(array):
        h_all, _ = unit["gru_forward"](**{**net, name: array}, mask=mask)
        return np.sum(h_all * d_h_all) + np.sum(h_all[:, -1] * d_h_last)

    gradients = backward(unit, net, (d_h_all, d_h_last), mask)
    assert_close([gradients[place]], [central(loss, net[name])], 1e-7)


def one_step(net: Network) -> Network:
    """Return the arguments of a cell: the first step of the network."""
    return {"x_t": net["x"][:, 0], "h_prev": net["h_0"], **{name: net[name] for name in NAMES[2:]}}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(("name", "rows"), [("gru_cell_forward", 0), ("gru_cell_forward_reset_after", 2)])
def test_cells_equal_the_cells_of_keras(unit, keras, rng, sizes, name, rows):
    net = network(rng, sizes, rows)
    arguments = one_step(net)
    expected, _ = keras_gru(keras, net).cell(arguments["x_t"], [arguments["h_prev"]])
    h, cache = unit[name](**arguments)
    assert_close([h, cache.h], [expected, expected])
    assert cache.x_t is arguments["x_t"]
    assert cache.h_prev is arguments["h_prev"]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_reset_after_over_time_equals_the_layer_of_keras(unit, run_keras, rng, sizes):
    net, arriving = network(rng, sizes, rows=2), upstream(rng, sizes)
    outputs, last, _ = run_keras(net, *arriving)
    h, states = net["h_0"], []
    for t in range(sizes[1]):
        h, _ = unit["gru_cell_forward_reset_after"](net["x"][:, t], h, *(net[name] for name in NAMES[2:]))
        states.append(h)
    assert_close([np.stack(states, axis=1), h], [outputs, last])


def test_gates_in_the_cache_are_those_of_an_independent_formulation(unit, rng):
    """Gates by Keras's formula on one sample and one unit at a time."""
    arguments = one_step(network(rng, (3, 1, 2, 4)))
    x_t, h_prev, kernel, recurrent_kernel, bias = arguments.values()
    _, cache = unit["gru_cell_forward"](**arguments)
    for n, j in np.ndindex(3, 4):
        a_z, a_r = (x_t[n] @ kernel[:, k] + h_prev[n] @ recurrent_kernel[:, k] + bias[k] for k in (j, 4 + j))
        a_g = x_t[n] @ kernel[:, 8 + j] + (cache.r[n] * h_prev[n]) @ recurrent_kernel[:, 8 + j] + bias[8 + j]
        expected = [1 / (1 + np.exp(-a_z)), 1 / (1 + np.exp(-a_r)), np.tanh(a_g)]
        assert_close([cache.z[n, j], cache.r[n, j], cache.g[n, j]], expected)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_minimal_cell_is_keras_with_an_open_reset_gate(unit, keras, rng, sizes):
    net = network(rng, sizes)
    units = sizes[3]
    for name in ("kernel", "recurrent_kernel", "bias"):
        net[name][..., units : 2 * units] = 0
    net["bias"][units : 2 * units] = 40.0  # sigmoid(40) is 1 in float64
    arguments = one_step(net)
    expected, _ = keras_gru(keras, net).cell(arguments["x_t"], [arguments["h_prev"]])
    columns = np.r_[:units, 2 * units : 3 * units]
    weights = (net[name][..., columns] for name in NAMES[2:])
    assert_close([unit["gru_minimal_cell_forward"](arguments["x_t"], arguments["h_prev"], *weights)], [expected])


@pytest.mark.parametrize("sizes", [(3, 1, 2, 4), (5, 1, 4, 3), (1, 1, 3, 2), (2, 1, 3, 1)], ids=str)
@pytest.mark.parametrize(("place", "name"), list(enumerate(["x_t", "h_prev", *NAMES[2:]])))
def test_gru_cell_backward_equals_central_differences(unit, rng, sizes, place, name):
    arguments, (_, d_h) = one_step(network(rng, sizes)), upstream(rng, sizes)
    _, cache = unit["gru_cell_forward"](**arguments)
    gradients = unit["gru_cell_backward"](d_h, cache, arguments["kernel"], arguments["recurrent_kernel"])

    def loss(array):
        return np.sum(unit["gru_cell_forward"](**{**arguments, name: array})[0] * d_h)

    assert_close([gradients[place]], [central(loss, arguments[name])], 1e-7)


def test_flipped_weights_give_keras_states_in_the_other_convention(unit, run_keras, rng):
    sizes = (3, 5, 2, 4)
    net, arriving = network(rng, sizes), upstream(rng, sizes)
    outputs, _, _ = run_keras(net, *arriving)
    flipped = unit["flip_update_gate"](*(net[name] for name in NAMES[2:]))
    h, states = net["h_0"], []
    for t in range(sizes[1]):
        _, cache = unit["gru_cell_forward"](net["x"][:, t], h, *flipped)
        h = cache.z * cache.g + (1 - cache.z) * h
        states.append(h)
    assert_close([np.stack(states, axis=1)], [outputs])
    assert_close(unit["flip_update_gate"](*flipped), [net[name] for name in NAMES[2:]])


@pytest.mark.parametrize("cell", list(CELLS))
@pytest.mark.parametrize(("features", "units"), [(3, 7), (8, 24), (1, 1), (50, 20)])
def test_parameter_count_equals_keras(unit, keras, cell, features, units):
    switch = {"reset_after": cell == "gru_reset_after"} if cell.startswith("gru") else {}
    layer = getattr(keras.layers, CELLS[cell])(units, **switch)
    layer.build((None, None, features))
    assert unit["parameter_count"](cell, features, units) == layer.count_params()


def test_no_function_writes_to_its_inputs(unit, rng):
    net, arriving = network(rng, (4, 6, 2, 3)), upstream(rng, (4, 6, 2, 3))
    mask = LEADING.copy()
    for array in [*net.values(), *arriving, mask]:
        array.setflags(write=False)
    _, cache = unit["gru_forward"](**net, mask=mask)
    for array in cache[2:6]:
        array.setflags(write=False)
    unit["gru_backward"](*arriving, cache, net["kernel"], net["recurrent_kernel"])
    unit["flip_update_gate"](net["kernel"], net["recurrent_kernel"], net["bias"])


@pytest.fixture(scope="module")
def race() -> dict[str, Any]:
    """Return the namespace of the assignment with the functions of its payoff, but without its training runs."""
    loaded = Reference(read(Course(Path(__file__).parents[1]).assignment_source("a06_gru")))
    for cell in loaded.source.cells:
        if cell.role == "payoff" and "\ndef " in cell.text:
            exec(cell.text, loaded.namespace)
    return loaded.namespace


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("place", range(5))
def test_gradients_of_the_race_equal_central_differences(race, rng, cell, place):
    weights = race["fresh_weights"](rng, cell, 1.0)
    x, answers = race["memory_task"](rng, 2, 3)
    _, gradients = race["gradients_of"](cell, weights, x, answers)
    some = np.unique(rng.choice(weights[place].size, 6))

    def loss(values):
        array = weights[place].copy()
        array.flat[some] = values
        changed = [array if k == place else weight for k, weight in enumerate(weights)]
        return race["gradients_of"](cell, changed, x, answers)[0]

    assert_close([gradients[place].flat[some]], [central(loss, weights[place].flat[some])], 1e-6)


def test_the_race_shows_what_the_assignment_says(race):
    """One seed: the GRU holds the first letter at every lag, the plain network of equal size does not."""
    floor = 1 / len(race["LETTERS"])
    sizes = [race["parameter_count"](cell, len(race["LETTERS"]), units) for cell, units in race["UNITS"].items()]
    assert max(sizes) < 1.1 * min(sizes)
    accuracy = {
        cell: [race["accuracy_at"](cell, weights, lag) for lag in (1, 10, 30, 60)]
        for cell in ("rnn", "gru")
        for weights in [race["train"](cell, 0)]
    }
    assert min(accuracy["gru"]) > 0.9
    assert accuracy["rnn"][0] > floor + 0.2
    assert max(accuracy["rnn"][1:]) < 0.75


def test_a_gate_that_starts_half_open_learns_nothing_at_one_long_lag(race):
    runs = {bias: race["train"]("gru", 0, bias, shortest=30, longest=30, updates=300, learning_rate=1e-2) for bias in (0.0, 4.0)}
    assert race["accuracy_at"]("gru", runs[0.0], 30) < 0.25
    assert race["accuracy_at"]("gru", runs[4.0], 30) > 0.5
