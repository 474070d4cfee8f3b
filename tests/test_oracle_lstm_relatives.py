"""Sigmoid, first bias, peephole and coupled cell of unit 05, and what its trained network keeps, against what is not ours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from lstm_networks import CELLS, assert_close, central, keras_step, step_arguments

from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.percent import read
from autograder.notebooks.reference import Reference, load_reference

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    """Return the functions of the assignment: those that are given and those that are solved."""
    return load_reference("a05_lstm")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(58)


@pytest.mark.parametrize("shape", [(5,), (1,), (3, 4), (2, 3, 4)])
def test_sigmoid_equals_keras(unit, keras, rng, shape):
    a = rng.normal(0, 4, shape)
    assert_close([unit["sigmoid"](a)], [keras.ops.sigmoid(a)])


def test_sigmoid_does_not_overflow(unit, keras):
    a = np.array([-1e4, -800.0, -40.0, 0.0, 40.0, 800.0, 1e4])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        values = unit["sigmoid"](a)
    assert_close([values, values + values[::-1]], [keras.ops.sigmoid(a), np.ones(7)], 1e-15)


@pytest.mark.parametrize("units", [1, 3, 8])
def test_forget_bias_init_equals_the_bias_that_keras_starts_from(unit, keras, units):
    layer = keras.layers.LSTM(units, unit_forget_bias=True)
    layer.build((None, None, 2))
    assert_close([unit["forget_bias_init"](units)], [layer.get_weights()[2]])


def logistic(a: float) -> float:
    return 1 / (1 + math.exp(-a))


def scalar_step(x, h, c, weights, peephole, coupled):
    """Compute one step of one sample number by number; weights hold kernel, recurrent kernel and bias of each gate by letter."""
    units = len(h)

    def total(letter, j):
        kernel, recurrent, bias = weights[letter]
        sums = [x[k] * kernel[k][j] for k in range(len(x))] + [h[k] * recurrent[k][j] for k in range(units)]
        return math.fsum([*sums, bias[j]])

    see_i, see_f, see_o = peephole if peephole is not None else np.zeros((3, units))
    new_h, new_c = [], []
    for j in range(units):
        i = logistic(total("i", j) + see_i[j] * c[j])
        f = 1 - i if coupled else logistic(total("f", j) + see_f[j] * c[j])
        cell = f * c[j] + i * math.tanh(total("g", j))
        new_c.append(cell)
        new_h.append(logistic(total("o", j) + see_o[j] * cell) * math.tanh(cell))
    return new_h, new_c


def by_scalars(arguments, letters, peephole=None):
    """Return h and c of a step, sample by sample and unit by unit."""
    names = ("kernel", "recurrent_kernel", "bias")
    parts = zip(*(np.split(arguments[name], len(letters), axis=-1) for name in names), strict=True)
    weights = dict(zip(letters, parts, strict=True))
    samples = zip(arguments["x_t"], arguments["h_prev"], arguments["c_prev"], strict=True)
    steps = [scalar_step(*sample, weights, peephole, "f" not in letters) for sample in samples]
    return np.array([h for h, _ in steps]), np.array([c for _, c in steps])


@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_cells_equal_steps_written_with_scalars(unit, rng, batch, features, units):
    full, coupled = (step_arguments(rng, batch, features, units, blocks) for blocks in (4, 3))
    peephole = rng.normal(size=(3, units))
    assert_close(unit["lstm_cell_forward"](**full)[:2], by_scalars(full, "ifgo"))
    assert_close(unit["peephole_cell_forward"](**full, peephole=peephole), by_scalars(full, "ifgo", peephole))
    assert_close(unit["coupled_cell_forward"](**coupled), by_scalars(coupled, "igo"))


@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_peephole_cell_equals_keras_with_the_peepholes_in_the_bias(unit, keras, rng, batch, features, units):
    """Of one sample, what a peephole adds to a sum may as well be part of the bias; that of o is added once c is known."""
    arguments, peephole = step_arguments(rng, batch, features, units), rng.normal(size=(3, units))
    h, c = unit["peephole_cell_forward"](**arguments, peephole=peephole)
    for n in range(batch):
        one = {name: value[n : n + 1] if name in ("x_t", "h_prev", "c_prev") else value for name, value in arguments.items()}
        seen = [peephole[0] * one["c_prev"][0], peephole[1] * one["c_prev"][0], np.zeros(units)]
        _, c_n = keras_step(keras, {**one, "bias": one["bias"] + np.concatenate([*seen, np.zeros(units)])})
        h_n, _ = keras_step(keras, {**one, "bias": one["bias"] + np.concatenate([*seen, peephole[2] * c_n[0]])})
        assert_close([h[n : n + 1], c[n : n + 1]], [h_n, c_n])


def test_peepholes_in_their_limits(unit, keras, rng):
    """Peepholes of 0 leave the plain cell; huge ones make every gate a question for the sign of the cell state."""
    arguments = step_arguments(rng, 3, 2, 4)
    plain = unit["peephole_cell_forward"](**arguments, peephole=np.zeros((3, 4)))
    assert_close(plain, keras_step(keras, arguments))
    blind = {**arguments, "bias": np.zeros(16), "kernel": 0 * arguments["kernel"], "h_prev": 0 * arguments["h_prev"]}
    h, c = unit["peephole_cell_forward"](**blind, peephole=np.array([[0.0], [1e6], [1e6]]) * np.ones((3, 4)))
    kept = np.maximum(arguments["c_prev"], 0)
    assert_close([h, c], [np.tanh(kept) * np.where(kept > 0, 1, 0.5), kept])


@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_coupled_cell_equals_keras_with_opposite_forget_gate(unit, keras, rng, batch, features, units):
    """1 - sigmoid(a) is sigmoid(-a): an LSTM whose forget block is minus its input block is coupled."""
    arguments = step_arguments(rng, batch, features, units, blocks=3)
    opposite = dict(arguments)
    for name in ("kernel", "recurrent_kernel", "bias"):
        i, g, o = np.split(arguments[name], 3, axis=-1)
        opposite[name] = np.concatenate([i, -i, g, o], axis=-1)
    assert_close(unit["coupled_cell_forward"](**arguments), keras_step(keras, opposite))


def tape_of_relative(tf, arguments, d_h, d_c):
    """Return the gradients, by TensorFlow, of a step with peepholes (if there are any), else with coupled gates."""
    tensors = {name: tf.constant(value) for name, value in arguments.items()}
    with tf.GradientTape() as tape:
        tape.watch(list(tensors.values()))
        sums = tf.matmul(tensors["x_t"], tensors["kernel"]) + tf.matmul(tensors["h_prev"], tensors["recurrent_kernel"])
        blocks = tf.split(sums + tensors["bias"], 4 if "peephole" in tensors else 3, axis=1)
        see = tensors.get("peephole", tf.zeros((3, 1), tf.float64))
        c_prev = tensors["c_prev"]
        i = tf.sigmoid(blocks[0] + see[0] * c_prev)
        f = tf.sigmoid(blocks[1] + see[1] * c_prev) if "peephole" in tensors else 1 - i
        c = f * c_prev + i * tf.tanh(blocks[-2])
        h = tf.sigmoid(blocks[-1] + see[2] * c) * tf.tanh(c)
        loss = tf.reduce_sum(h * d_h) + tf.reduce_sum(c * d_c)
    return tape.gradient(loss, list(tensors.values()))


@pytest.mark.parametrize("name", ["peephole_cell_forward", "coupled_cell_forward"])
@pytest.mark.parametrize(("batch", "features", "units"), CELLS)
def test_slopes_of_the_relatives_equal_tensorflow(unit, tf, rng, name, batch, features, units):
    peephole = {"peephole": rng.normal(size=(3, units))} if name.startswith("peephole") else {}
    arguments = step_arguments(rng, batch, features, units, 4 if peephole else 3) | peephole
    d_h, d_c = rng.normal(size=(2, batch, units))

    def loss(which, array):
        h, c = unit[name](**{**arguments, which: array})
        return np.sum(h * d_h) + np.sum(c * d_c)

    ours = [central(lambda a, w=which: loss(w, a), array) for which, array in arguments.items()]
    assert_close(ours, tape_of_relative(tf, arguments, d_h, d_c), 1e-7)


def test_the_trained_network_keeps_the_number_in_a_cell(monkeypatch, capsys):
    """The payoff: far above both floors, and a cell whose forget gate stays open in the clause and falls behind it."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    monkeypatch.setattr(pyplot, "show", lambda: pyplot.close("all"))
    loaded = Reference(read(Course(course_root()).assignment_source("a05_lstm")))
    for cell in loaded.source.cells:
        if cell.role == "payoff":
            exec(compile(cell.text, f"payoff of line {cell.line}", "exec"), loaded.namespace)
    found = loaded.namespace
    assert found["accuracy"] > 0.97 > 0.75 > max(found["floors"])
    forget = found["traces"].f[:, :, found["unit"]]
    assert forget[:, found["clause"]].mean() > 0.75
    assert forget[:, found["stop"]].max() < forget[:, found["clause"]].mean() - 0.1
    cells = found["traces"].c_all[:, :, found["unit"]]
    assert np.ptp(cells[:, found["end"]]) > 3 * np.ptp(cells[:, found["stop"]])
    assert "floors" in capsys.readouterr().out
