"""The probes of layers: what they refuse, what they say, and that they leave a notebook as it was."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from autograder.checking import vectors
from autograder.checking.check import Check, examine
from autograder.checking.frameworks import own_work
from autograder.checking.probes import IN_PLACE, PROBES
from autograder.notebooks.reference import load_reference

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]


@pytest.fixture(scope="module")
def unit(tf) -> dict[str, Any]:
    return load_reference("a09_keras_layers")


@pytest.fixture
def spec():
    return vectors.assignment("a09_keras_layers")


def test_probes_of_layers_run_where_the_layer_is():
    assert {"one_step", "over_time", "layer_over_time", "filled"} <= IN_PLACE <= set(PROBES)


def test_answers_of_probes_are_plain(unit, spec):
    """No layer, tensor or variable leaves the student's process."""
    for name in ("LSTMCell", "run_cell", "Recurrent", "numpy_to_keras"):
        for case in spec[name].cases:
            for item in PROBES[spec[name].probe](unit[name], case.arguments):
                assert item is None or type(item) in (np.ndarray, int, float, str, list), (name, type(item))


def borrowed(keras, unit):
    """Return answers that let Keras do the work, each in another way."""
    step = keras.layers.LSTMCell.call

    class Child(keras.layers.LSTMCell):
        pass

    class Owner(unit["LSTMCell"]):
        def build(self, input_shape):
            super().build(input_shape)
            self.hidden = keras.layers.LSTM(self.units)

    class Thief(unit["LSTMCell"]):
        activation, recurrent_activation = staticmethod(keras.ops.tanh), staticmethod(keras.ops.sigmoid)
        implementation, use_bias, dropout, recurrent_dropout = 2, True, 0.0, 0.0

        def call(self, inputs, states):
            try:
                return step(self, inputs, states)
            except Exception:
                return super().call(inputs, states)

    return [Child, Owner, Thief]


@pytest.mark.parametrize("place", range(3))
def test_built_in_cells_are_refused(unit, keras, spec, place):
    failure = examine(borrowed(keras, unit)[place], spec["LSTMCell"])
    assert failure is not None
    assert "which is Keras's own" in failure.message
    assert "keras.layers.Layer" in failure.message


def test_the_loop_of_keras_is_refused(unit, keras, spec):
    from keras.src import backend

    def run_cell(cell, sequences, output, states, mask=None):
        _, outputs, states = backend.rnn(cell, sequences, states, mask=mask, return_all_outputs=True)
        return outputs, list(states)

    failure = examine(run_cell, spec["run_cell"])
    assert failure is not None
    assert "Keras's own" in failure.message


def test_layers_that_are_not_recurrent_may_help(unit, keras, spec):
    class SimpleRNNCell(unit["SimpleRNNCell"]):
        def call(self, inputs, states):
            squash = keras.layers.Activation("tanh")
            h = squash(inputs @ self.kernel + states[0] @ self.recurrent_kernel + self.bias)
            return h, [h]

    assert examine(SimpleRNNCell, spec["SimpleRNNCell"]) is None


def unwatched(call):
    watch = sys.getprofile()
    sys.setprofile(None)
    try:
        return call()
    finally:
        sys.setprofile(watch)


def in_a_thread(call):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


@pytest.mark.parametrize(("way", "said"), [(unwatched, "calls sys.setprofile"), (in_a_thread, "which is Keras's own")])
def test_who_gets_out_of_the_watch_is_refused(unit, keras, spec, way, said):
    class Unwatched(borrowed(keras, unit)[-1]):
        def call(self, inputs, states):
            return way(lambda: super(Unwatched, self).call(inputs, states))

    failure = examine(Unwatched, spec["LSTMCell"])
    assert failure.stage == "error"
    assert said in failure.message


def test_the_watch_ends_with_the_probe(keras):
    before = sys.getprofile(), threading.getprofile()
    with pytest.raises(RuntimeError, match=r"LSTM\.__init__"), own_work():
        keras.layers.LSTM(3)
    assert (sys.getprofile(), threading.getprofile()) == before
    keras.layers.LSTM(3)
    with own_work():
        pass


def test_a_notebook_keeps_its_precision_and_its_random_numbers(unit, keras, spec):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        np.random.seed(3)
        state = np.random.get_state()[1].copy()
        assert examine(unit["GRUCell"], spec["GRUCell"]) is None
        assert keras.config.dtype_policy().name == "mixed_float16"
        assert np.array_equal(state, np.random.get_state()[1])
    finally:
        keras.config.set_dtype_policy("float32")


def test_a_child_of_an_unwritten_class_is_told_so(unit, spec):
    class LSTMCell(unit["Cell"]):
        def __init__(self, units, **kwargs):
            super().__init__(units, **kwargs)
            raise NotImplementedError()

    class LayerNormLSTMCell(LSTMCell):
        def call(self, inputs, states):
            return inputs, states

    failure = examine(LayerNormLSTMCell, spec["LayerNormLSTMCell"])
    assert failure is not None
    assert failure.stage in ("error", "unwritten")
    own = examine(LSTMCell, spec["LSTMCell"])
    assert own is not None
    assert own.stage == "unwritten"


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (lambda answer: None, "call must return the output; it returns None"),
        (
            lambda answer: (answer[0], list(answer[1:])) if isinstance(answer, tuple) else answer,
            "call must return `(output, *states)`, not the states in a list of their own; it returns a tuple of 2",
        ),
        (
            lambda answer: answer[0] if isinstance(answer, tuple) else answer,
            "with return_state=True call must return the output and all 2 states; it returns the output alone",
        ),
        (
            lambda answer: answer[:2] if isinstance(answer, tuple) else answer,
            "with return_state=True call must return the output and all 2 states; it returns 2 things",
        ),
        (
            lambda answer: answer if isinstance(answer, tuple) else (answer, answer, answer),
            "without return_state call must return the output alone; it returns 3 things\nThe layer was made without any switch",
        ),
    ],
)
def test_what_a_layer_returns_is_said(unit, spec, pack, words):
    class Recurrent(unit["Recurrent"]):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return pack(super().call(sequences, initial_state, mask))

    failure = examine(Recurrent, spec["Recurrent"])
    assert failure is not None
    assert words in failure.message


def test_a_layer_that_forgot_its_return_does_not_spoil_the_next(unit, spec):
    class Recurrent(unit["Recurrent"]):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return None

    assert examine(Recurrent, spec["Recurrent"]) is not None
    assert examine(unit["Recurrent"], spec["Recurrent"]) is None


def test_check_names_the_class_and_the_mistake(unit, capsys):
    class SimpleRNNCell(unit["SimpleRNNCell"]):
        def call(self, inputs, states):
            h = self.right(inputs, states)
            return h, states

        def right(self, inputs, states):
            return unit["ops"].tanh(inputs @ self.kernel + states[0] @ self.recurrent_kernel + self.bias)

    with pytest.raises(AssertionError, match="The new state is the old one"):
        Check()(SimpleRNNCell)
