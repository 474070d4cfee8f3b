"""The layers of unit 09 against Keras's own layers on every installed backend, and in what Keras does with layers."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_equality import LAYERS, ONLY_TENSORFLOW, SWITCHES, differences, pair

from autograder.checking.frameworks import numpy
from autograder.notebooks.reference import load_reference

# Keras's own way to turn variables into arrays is not yet that of NumPy 2.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]

X = np.random.default_rng(5).normal(size=(3, 6, 4)).astype("float32")


@pytest.fixture(scope="module")
def unit(tf) -> dict[str, Any]:
    return load_reference("a09_keras_layers")


@pytest.fixture
def float16(keras):
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("case", SWITCHES)
@pytest.mark.parametrize("kind", LAYERS)
def test_outputs_states_and_gradients_equal_those_of_the_built_in_layer(unit, keras, kind, case):
    assert max(differences(unit, keras, kind, case)) < 1


def test_a_wrong_gate_order_would_be_seen(unit, keras, monkeypatch):
    right = keras.ops.split
    monkeypatch.setattr(unit["ops"], "split", lambda *args, **kwargs: [right(*args, **kwargs)[k] for k in (1, 0, 2, 3)])
    assert max(differences(unit, keras, "LSTM", "last output")) > 100


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_give_the_same(backend, root):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    environment = {**os.environ, "KERAS_BACKEND": backend, "CUDA_VISIBLE_DEVICES": "-1", "PYTHONWARNINGS": "ignore"}
    program = [sys.executable, str(Path(__file__).with_name("layer_equality.py"))]
    done = subprocess.run(program, capture_output=True, text=True, env=environment, cwd=root, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{backend}: {len(LAYERS) * (len(SWITCHES) - len(ONLY_TENSORFLOW))} comparisons" in done.stdout


@pytest.mark.parametrize("kind", LAYERS)
def test_the_cells_fit_into_the_wrappers_of_keras(unit, keras, kind):
    """Wrapper or stack around the course's parts, beside the same around Keras's own."""
    name, options = LAYERS[kind]
    mine, theirs = pair(unit, keras, kind, {"return_sequences": True}, np.random.default_rng(1))
    around = [keras.layers.Bidirectional(layer) for layer in (mine, theirs)]
    for layer in around:
        layer.build(X.shape)
    around[0].set_weights(around[1].get_weights())
    np.testing.assert_allclose(numpy(around[0](X)), numpy(around[1](X)), 1e-5, 1e-5)

    clips = np.stack([X, -X], axis=1)
    spread = [keras.layers.TimeDistributed(layer) for layer in (mine, theirs)]
    np.testing.assert_allclose(numpy(spread[0](clips)), numpy(spread[1](clips)), 1e-5, 1e-5)

    cells = [
        [maker(units, **options) for units in (5, 2)] for maker in (unit[f"{name}Cell"], getattr(keras.layers, f"{name}Cell"))
    ]
    makers = (unit["Recurrent"], keras.layers.RNN, keras.layers.RNN)
    stacks = [make(keras.layers.StackedRNNCells(each)) for make, each in zip(makers, [cells[0], cells[0], cells[1]], strict=True)]
    for layer in stacks:
        layer.build(X.shape)
    stacks[0].set_weights(stacks[2].get_weights())
    for layer in stacks[:2]:
        np.testing.assert_allclose(numpy(layer(X)), numpy(stacks[2](X)), 1e-5, 1e-5)


def model_of(unit, keras, timesteps=None, **switches):
    """Return a model with every layer of the course, one behind the other."""
    layers = [
        unit["LSTM"](4, return_sequences=True),
        unit["GRU"](3, reset_after=False, return_sequences=True, go_backwards=True),
        unit["Recurrent"](unit["LayerNormLSTMCell"](5), return_sequences=True),
        unit["Recurrent"](keras.layers.StackedRNNCells([unit["LSTMCell"](3), unit["GRUCell"](2)]), return_sequences=True),
        unit["SimpleRNN"](4),
        keras.layers.Dense(1),
    ]
    return keras.Sequential([keras.Input((timesteps, 4)), *layers])


def test_a_model_is_saved_and_loaded(unit, keras, tmp_path):
    model = model_of(unit, keras)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model.predict(X, verbose=0), again.predict(X, verbose=0))
    assert again.layers[1].go_backwards
    assert again.layers[1].cell.reset_after is False


@pytest.mark.parametrize("timesteps", [6, None])
def test_compiled_or_not_a_model_trains_alike(unit, keras, timesteps):
    """XLA has to know how often the loop turns, whether or not the model was told the number of steps."""
    models, first = [], []
    for jit in (False, True):
        layers = [unit["LSTM"](4, return_sequences=True), unit["GRU"](3, go_backwards=True)]
        models.append(keras.Sequential([keras.Input((timesteps, 4)), *layers]))
        first = first or models[0].get_weights()
        models[-1].set_weights(first)
        models[-1].compile(keras.optimizers.SGD(0.5), "mse", jit_compile=jit)
        losses = models[-1].fit(X, X[:, 0, :3], epochs=2, verbose=0).history["loss"]
        assert losses[-1] < losses[0]
    for one, other in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_allclose(one, other, 1e-4, 1e-5)


def test_half_precision_computes_in_half_and_keeps_whole_weights(unit, keras, float16):
    model = model_of(unit, keras)
    assert {variable.dtype for variable in model.variables} == {"float32"}
    assert model.predict(X, verbose=0).dtype == np.float16
    kept = unit["GRU"](3, stateful=True)
    assert kept(X).dtype == "float16"
    assert kept.states[0].dtype == "float32"


def test_masks_of_an_embedding_reach_the_layer_and_go_on_only_with_all_outputs(unit, keras):
    ids = np.array([[1, 2, 0, 0], [1, 2, 3, 1]])
    embedding = keras.layers.Embedding(4, 3, mask_zero=True)
    layer = unit["LSTM"](3, return_sequences=True)
    outputs = layer(embedding(ids))
    np.testing.assert_array_equal(numpy(outputs)[0, 2:], numpy(outputs)[0, [1, 1]])
    vectors, mask = embedding(ids), keras.ops.not_equal(ids, 0)
    np.testing.assert_array_equal(numpy(layer.compute_mask(vectors, mask)), ids != 0)
    assert unit["LSTM"](3).compute_mask(vectors, mask) is None


def test_state_is_carried_through_fit_and_predict(unit, keras):
    layers = [maker(3, stateful=True) for maker in (unit["LSTM"], keras.layers.LSTM)]
    models = [keras.Sequential([keras.Input(batch_shape=(3, 6, 4)), layer]) for layer in layers]
    weights = [variable.numpy() for variable in layers[1].trainable_variables]
    for variable, array in zip(layers[0].trainable_variables, weights, strict=True):
        variable.assign(array)
    for _ in range(3):
        mine, theirs = (model.predict(X, batch_size=3, verbose=0) for model in models)
        np.testing.assert_allclose(mine, theirs, 1e-5, 1e-6)
    for model in models:
        model.compile("sgd", "mse")
    losses = [model.fit(X, X[:, 0, :3], batch_size=3, epochs=3, shuffle=False, verbose=0).history["loss"] for model in models]
    np.testing.assert_allclose(losses[0], losses[1], 1e-5)
