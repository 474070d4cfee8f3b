"""Unit 09 without Keras's layers as a judge: layer normalisation, weights from PyTorch, the module that is taken along."""

from __future__ import annotations

import importlib.util
import linecache
import sys
from typing import Any

import numpy as np
import pytest

from autograder.checking.frameworks import gradients, numpy
from autograder.checking.modules import load_module, save_module
from autograder.notebooks.reference import load_reference

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]

BATCH, FEATURES, UNITS = 3, 4, 5


@pytest.fixture(scope="module")
def unit(tf) -> dict[str, Any]:
    return load_reference("a09_keras_layers")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(90)


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def normalised(a: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return (a - a.mean(axis=-1, keepdims=True)) / np.sqrt(a.var(axis=-1, keepdims=True) + 1e-3) * gamma + beta


def layer_norm_step(x_t, h_prev, c_prev, w) -> tuple[np.ndarray, np.ndarray]:
    """Return h and c by equations 20 to 22 of Ba et al. 2016, in float64."""
    a = normalised(x_t @ w["kernel"], w["norm_x/gamma"], w["norm_x/beta"])
    a = a + normalised(h_prev @ w["recurrent_kernel"], w["norm_h/gamma"], w["norm_h/beta"]) + w["bias"]
    i, f, g, o = np.split(a, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(normalised(c, w["norm_c/gamma"], w["norm_c/beta"])), c


def test_layer_norm_cell_equals_the_paper_and_central_differences(unit, rng):
    cell = unit["LayerNormLSTMCell"](UNITS)
    cell.build((BATCH, FEATURES))
    names = [variable.path.split("/", 1)[1] for variable in cell.weights]
    arrays = {name: rng.normal(0, 0.8, tuple(variable.shape)) for name, variable in zip(names, cell.weights, strict=True)}
    for name, variable in zip(names, cell.weights, strict=True):
        variable.assign(arrays[name].astype("float32"))
    inputs = [rng.normal(size=(BATCH, FEATURES)), rng.normal(size=(BATCH, UNITS)), rng.normal(size=(BATCH, UNITS))]
    upstream = [rng.normal(size=(BATCH, UNITS)) for _ in range(3)]

    def compute(x_t: Any, h_prev: Any, c_prev: Any) -> list[Any]:
        output, states = cell(x_t, [h_prev, c_prev])
        return [output, *states]

    outputs, slopes = gradients(compute, inputs, cell.weights, upstream)
    h, c = layer_norm_step(*inputs, arrays)
    for ours, theirs in zip(outputs, (h, h, c), strict=True):
        np.testing.assert_allclose(ours, theirs, 1e-5, 1e-5)

    def loss() -> float:
        h, c = layer_norm_step(*inputs, arrays)
        return float(np.sum(h * (upstream[0] + upstream[1])) + np.sum(c * upstream[2]))

    for array, slope in zip([*inputs, *(arrays[name] for name in names)], slopes, strict=True):
        wiggled = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + 1e-5
            above = loss()
            array[index] = kept - 1e-5
            wiggled[index] = (above - loss()) / 2e-5
            array[index] = kept
        np.testing.assert_allclose(slope, wiggled, 1e-4, 1e-4)


def pytorch_step(x, h, c, w_ih, w_hh, b_ih, b_hh) -> tuple[np.ndarray, np.ndarray]:
    """Return the states after one step as PyTorch's documentation of RNN, LSTM and GRU defines it."""
    blocks = len(w_hh) // h.shape[1]
    i, p = x @ w_ih.T + b_ih, h @ w_hh.T + b_hh
    if blocks == 1:
        return np.tanh(i + p), c
    if blocks == 4:
        in_, forget, cell, out = np.split(i + p, 4, axis=1)
        c = sigmoid(forget) * c + sigmoid(in_) * np.tanh(cell)
        return sigmoid(out) * np.tanh(c), c
    (i_r, i_z, i_n), (p_r, p_z, p_n) = np.split(i, 3, axis=1), np.split(p, 3, axis=1)
    z, n = sigmoid(i_z + p_z), np.tanh(i_n + sigmoid(i_r + p_r) * p_n)
    return (1 - z) * n + z * h, c


KINDS = [("SimpleRNNCell", 1), ("LSTMCell", 4), ("GRUCell", 3)]


@pytest.mark.parametrize(("name", "blocks"), KINDS)
def test_weights_of_pytorch_give_what_its_documentation_says(unit, keras, rng, name, blocks):
    weights = [rng.normal(size=shape) for shape in ((blocks * UNITS, FEATURES), (blocks * UNITS, UNITS))]
    weights += [rng.normal(size=blocks * UNITS) for _ in range(2)]
    cell = unit[name](UNITS)
    cell.build((BATCH, FEATURES))
    carried = dict(zip(("kernel", "recurrent_kernel", "bias"), unit["torch_to_keras"](*weights), strict=True))
    unit["numpy_to_keras"](cell, carried)
    x, h, c = rng.normal(size=(BATCH, FEATURES)), rng.normal(size=(BATCH, UNITS)), rng.normal(size=(BATCH, UNITS))
    states = [keras.ops.convert_to_tensor(state, "float32") for state in ((h, c) if blocks == 4 else (h,))]
    output, _ = cell(keras.ops.convert_to_tensor(x, "float32"), states)
    np.testing.assert_allclose(numpy(output), pytorch_step(x, h, c, *weights)[0], 1e-4, 1e-5)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize(("name", "blocks"), KINDS)
def test_weights_of_pytorch_give_what_pytorch_computes(unit, rng, name, blocks):
    torch = importlib.import_module("torch")
    theirs = {1: torch.nn.RNN, 4: torch.nn.LSTM, 3: torch.nn.GRU}[blocks](FEATURES, UNITS, batch_first=True)
    parts = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    arrays = [getattr(theirs, part).detach().numpy() for part in parts]
    layer = unit["Recurrent"](unit[name](UNITS), return_sequences=True)
    layer.build((BATCH, 6, FEATURES))
    unit["numpy_to_keras"](
        layer.cell, dict(zip(("kernel", "recurrent_kernel", "bias"), unit["torch_to_keras"](*arrays), strict=True))
    )
    x = rng.normal(size=(BATCH, 6, FEATURES)).astype("float32")
    np.testing.assert_allclose(numpy(layer(x)), theirs(torch.tensor(x))[0].detach().numpy(), 1e-5, 1e-5)


CELLS = [
    "import math\nfrom os import path as place\nHALF = 0.5\n",
    "def double(x):\n    return x / HALF\n",
    "def far(x):\n    return math.floor(double(x))\n\n\nprint('a remark')\n",
    "class Base:\n    factor = 3\n",
    "def unused():\n    pass\n\n\nclass Times(Base):\n    def __call__(self, x):\n        return self.factor * far(x)\n",
]


@pytest.fixture
def notebook(monkeypatch):
    """Run some cells as a notebook does, and return their names."""
    space: dict[str, Any] = {"__name__": "__main__"}
    for number, text in enumerate(CELLS):
        name = f"<cell {number} of a test>"
        monkeypatch.setitem(linecache.cache, name, (len(text), None, text.splitlines(keepends=True), name))
        exec(compile(text, name, "exec"), space)
    return space


def test_a_module_holds_answers_and_what_they_need(notebook, tmp_path, monkeypatch, capsys):
    unit_folder = tmp_path / "a09_somewhere"
    unit_folder.mkdir()
    monkeypatch.chdir(unit_folder)
    save_module("mine.py", [notebook["Times"]])
    text = (unit_folder / "mine.py").read_text()
    assert "a remark" not in text
    assert "unused" not in text
    assert "mine.py holds Times" in capsys.readouterr().out
    later = tmp_path / "a11_later"
    later.mkdir()
    monkeypatch.chdir(later)
    module = load_module("mine")
    monkeypatch.delitem(sys.modules, "mine")
    assert module.Times()(1.3) == 6


def test_what_is_missing_is_named(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModuleNotFoundError, match=r"There is no mine\.py"):
        load_module("mine")
    text = "def broken(x):\n    return never_defined(x)\n"
    monkeypatch.setitem(linecache.cache, "<broken>", (len(text), None, text.splitlines(keepends=True), "<broken>"))
    exec(compile(text, "<broken>", "exec"), notebook)
    with pytest.raises(LookupError, match="broken needs never_defined"):
        save_module("mine.py", [notebook["broken"]])


def test_the_layers_of_the_assignment_make_a_module(unit, keras, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ("SimpleRNN", "LSTM", "GRU", "LayerNormLSTM", "Recurrent", "numpy_to_keras", "torch_to_keras")
    save_module("my_layers.py", [unit[name] for name in names])
    layers = load_module("my_layers")
    monkeypatch.delitem(sys.modules, "my_layers")
    x = np.random.default_rng(1).normal(size=(2, 6, 3)).astype("float32")
    mine, same = unit["LSTM"](4), layers.LSTM(4)
    for layer in (mine, same):
        layer.build(x.shape)
    same.set_weights([numpy(variable) for variable in mine.weights])
    np.testing.assert_array_equal(numpy(mine(x)), numpy(same(x)))
    assert layers.LSTM is not unit["LSTM"]
