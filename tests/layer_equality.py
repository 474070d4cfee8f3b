"""The layers of assignment 09 beside Keras's own: outputs, states and gradients, on whatever backend Keras runs.

As a program it does this, and asks `check` of every exercise, on the backend that KERAS_BACKEND names.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checking.frameworks import gradients, numpy

BATCH, TIMESTEPS, FEATURES, UNITS = 3, 6, 4, 5
LAYERS: dict[str, tuple[str, dict[str, Any]]] = {
    "SimpleRNN": ("SimpleRNN", {}),
    "LSTM": ("LSTM", {}),
    "GRU": ("GRU", {"reset_after": True}),
    "GRU, reset before": ("GRU", {"reset_after": False}),
}
GAPS = np.array([[1, 1, 0, 1, 0, 1], [1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
LEADING = np.array([[0, 0, 1, 0, 1, 1], [0, 0, 0, 0, 0, 0], [1, 0, 1, 1, 0, 0]], dtype=bool)
ONLY_TENSORFLOW = ("masked start, given",)  # before the first real step Keras gives zeros there, the initial state on JAX
SWITCHES: dict[str, tuple[dict[str, bool], dict[str, Any]]] = {
    "last output": ({}, {}),
    "initial state": ({"return_sequences": True, "return_state": True}, {"initial": True}),
    "state only": ({"return_state": True}, {}),
    "gaps": ({"return_sequences": True, "return_state": True}, {"initial": True, "mask": GAPS}),
    "masked start": ({"return_sequences": True}, {"mask": LEADING}),
    "backwards": ({"go_backwards": True, "return_sequences": True, "return_state": True}, {"mask": GAPS}),
    "backwards, last": ({"go_backwards": True}, {"mask": LEADING}),
    "masked start, given": ({"return_state": True}, {"mask": LEADING, "initial": True}),
    "stateful": ({"stateful": True, "return_state": True}, {"mask": GAPS, "calls": 3}),
    "stateful, given": ({"stateful": True, "go_backwards": True, "return_sequences": True}, {"initial": True, "calls": 2}),
}


def pair(unit: dict[str, Any], keras: Any, kind: str, switches: dict[str, bool], rng: np.random.Generator) -> list[Any]:
    """Return the course's layer and Keras's own, built, with the same random weights and biases."""
    name, options = LAYERS[kind]
    made = []
    for maker in (unit[name], getattr(keras.layers, name)):
        layer = maker(UNITS, **options, **switches)
        layer.build((BATCH, TIMESTEPS, FEATURES))
        made.append(layer)
    arrays = [rng.normal(0, 0.7, tuple(variable.shape)) for variable in made[1].trainable_variables]
    names = [variable.name for variable in made[1].trainable_variables]
    for layer in made:
        assert [variable.name for variable in layer.trainable_variables] == names
        for variable, array in zip(layer.trainable_variables, arrays, strict=True):
            variable.assign(array.astype("float32"))
    return made


def differences(unit: dict[str, Any], keras: Any, kind: str, case: str, seed: int = 9) -> list[float]:
    """Return how far outputs, states and all gradients of the two layers lie from each other, in units of 1e-5 (1 + size)."""
    rng = np.random.default_rng(seed)
    switches, given = SWITCHES[case]
    layers = pair(unit, keras, kind, switches, rng)
    states = [rng.normal(size=(BATCH, UNITS)) for _ in range(2 if kind == "LSTM" else 1)] if given.get("initial") else []
    x = rng.normal(size=(given.get("calls", 1), BATCH, TIMESTEPS, FEATURES))
    upstream = [rng.normal(size=(BATCH, TIMESTEPS, UNITS) if switches.get("return_sequences") else (BATCH, UNITS))]
    upstream += [rng.normal(size=(BATCH, UNITS)) for _ in range(2)] if switches.get("return_state") else []
    found = [_run(keras, layer, x, states, given.get("mask"), upstream) for layer in layers]
    assert len(found[0]) == len(found[1])
    return [float(np.max(np.abs(a - b) / (1e-5 * (1 + np.abs(b))))) for a, b in zip(*found, strict=True)]


def _run(keras: Any, layer: Any, x: np.ndarray, states: list[Any], mask: Any, upstream: list[Any]) -> list[np.ndarray]:
    def compute(x: Any, *states: Any) -> list[Any]:
        answer = layer(x, initial_state=list(states) or None, mask=mask)
        return list(answer) if isinstance(answer, tuple | list) else [answer]

    mask = None if mask is None else keras.ops.convert_to_tensor(mask)
    for batch in x[:-1]:
        compute(keras.ops.convert_to_tensor(batch, "float32"), *(keras.ops.convert_to_tensor(s, "float32") for s in states))
    outputs, slopes = gradients(compute, [x[-1], *states], layer.trainable_variables, upstream)
    if layer.stateful and keras.config.backend() != "jax":  # there, what a differentiated call keeps is dropped
        layer.reset_state()
        outputs.append(numpy(compute(keras.ops.convert_to_tensor(x[-1], "float32"))[0]))
    return [*outputs, *slopes]


def main() -> None:
    """Compare everything, ask every check, and train, save and load a model."""
    import keras

    from autograder import check
    from autograder.notebooks.reference import load_reference

    unit = load_reference("a09_keras_layers")
    cases = [case for case in SWITCHES if case not in ONLY_TENSORFLOW]
    worst = max(max(differences(unit, keras, kind, case)) for kind in LAYERS for case in cases)
    print(f"{keras.config.backend()}: {len(LAYERS) * len(cases)} comparisons, worst {worst:.3f} of 1e-5")
    assert worst < 1
    for name in ("SimpleRNNCell", "LSTMCell", "GRUCell", "run_cell", "Recurrent", "LayerNormLSTMCell", "numpy_to_keras"):
        check(unit[name])
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(4, 3)(ids)
    state = keras.layers.Bidirectional(unit["GRU"](5))(vectors, mask=keras.ops.not_equal(ids, 0))
    model = keras.Model(ids, keras.layers.Dense(1)(state))
    model.compile("adam", "mse")
    rng = np.random.default_rng(0)
    losses = model.fit(rng.integers(0, 4, (64, 6)), rng.normal(size=64), epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0]
    print("all checks passed, a model trains")


if __name__ == "__main__":
    main()
