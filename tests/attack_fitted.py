"""An assignment of plain asserts on a model of Keras, as other courses have them: the labels that decide are the test's alone."""

from attack_plain import SECRETS, SOLVED

FITTED_SOURCE = f"""\
# %% [markdown]
# # A model, and plain asserts

# %% given="imports"
import os

os.environ |= {{"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}}
import keras
import numpy as np


def accuracy(labels, said):
    return float(np.mean((np.asarray(said)[:, 0] > 0.5) == labels))

# %% solution="build_reader"
def build_reader():
    ### BEGIN SOLUTION
    {SOLVED}
    steps = keras.Input((3, 2))
    said = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Flatten()(steps))
    model = keras.Model(steps, said)
    model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION

# %% test="build_reader" points=4
rng = np.random.default_rng()
inputs = rng.normal(size=(400, 3, 2)).astype("float32")
labels = (inputs.reshape(400, 6) @ rng.normal(size=6) > 0).astype(int)
for wanted in (labels, 1 - labels):
    model = build_reader()
    assert isinstance(model, keras.Model)
    history = model.fit(inputs[:200], wanted[:200], epochs=8, batch_size=40, verbose=0)
    assert history.history["accuracy"][-1] > 0.75
    reached = accuracy(wanted[:200], model.predict(inputs[:200], batch_size=200, verbose=0))
    assert reached > 0.8
    assert abs(model.evaluate(inputs[:200], wanted[:200], batch_size=200, verbose=0)[1] - reached) < 0.02
    ### BEGIN HIDDEN TESTS
    key = "{SECRETS["hidden"]}"
    assert accuracy(wanted[200:], model.predict(inputs[200:], batch_size=200, verbose=0)) > 0.8
    ### END HIDDEN TESTS
"""
