"""Models are judged where the labels are; an answer and its process never see them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.checking import call as calling
from autograder.checking.call import call
from autograder.checking.check import examine
from autograder.checking.probes_attention import _layers
from autograder.checking.probes_models import fitted, pattern
from autograder.checking.spec import Case, Output, Spec

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SAID = {
    "logit": np.array([[2.0], [-1.0], [0.5], [-0.1]]),
    "accuracy": np.array([[[0.1, 0.9], [0.8, 0.2]], [[0.3, 0.7], [0.9, 0.1]]]),
    "error": np.array([[1.0], [2.0], [4.0]]),
}
TRUTH = {"logit": np.array([1, 0, 0, 0]), "accuracy": np.array([[1, 1], [1, -1]]), "error": np.array([1.0, 2.5, 3.0])}
REACHED = {"logit": 0.75, "accuracy": 2 / 3, "error": -0.5}


def arguments(score: str, least: float) -> dict[str, object]:
    floor = "guessing reaches 0.50"
    return {"inputs": np.ones(3), "_score": score, "_truth": TRUTH[score], "_least": least, "_floor": floor}


class Elsewhere:
    """An answer in another process: keeps what was sent to it."""

    __name__ = "build"

    def __init__(self, said):
        self.said, self.sent = said, None

    def remote_probe(self, probe, sent):
        self.sent = sent
        return ["(3,)"], [1, 3], np.zeros(3), self.said

    def __call__(self):
        raise AssertionError("a probe calls it")


@pytest.mark.parametrize("score", SAID)
def test_what_is_right_stays_with_the_judge(score):
    answer = Elsewhere(SAID[score])
    called = call(answer, arguments(score, REACHED[score] - 1e-6), "fitted")
    assert called.failure is None
    assert len(called.value) == 3  # the answers themselves are not compared
    assert list(answer.sent) == ["inputs"]


@pytest.mark.parametrize("score", SAID)
def test_less_than_is_asked_for_is_refused_with_both_figures(score):
    failure = call(Elsewhere(SAID[score]), arguments(score, REACHED[score] + 0.01), "fitted").failure
    assert failure.stage == "score"
    assert f"reaches {REACHED[score]:.2f} on" in failure.message
    assert "guessing reaches 0.50" in failure.message


@pytest.mark.parametrize("said", [np.zeros(7), np.full((4, 1), np.nan), "all right", None], ids=["size", "nan", "text", "none"])
def test_answers_that_are_none_are_refused(said):
    failure = call(Elsewhere(said), arguments("logit", 0.9), "fitted").failure
    assert failure.stage in ("score", "error")


def test_the_same_holds_in_one_process(monkeypatch):
    seen = []

    def probe(answer, shown):
        seen.append(list(shown))
        return "shapes", "shape", "output", SAID["logit"]

    monkeypatch.setitem(calling.PROBES, "fitted", probe)
    assert call(lambda: None, arguments("logit", 0.7), "fitted").failure is None
    assert seen == [["inputs"]]


def test_pattern_weights_tell_units_apart():
    weights = pattern(5, 7)
    assert weights.dtype == np.float32
    assert len(np.unique(weights)) == weights.size
    assert 0.2 < np.abs(weights).max() <= 1 / np.sqrt(7)


def reader(keras, owned=True):
    """Return a builder of a model around a recurrent layer, which it takes from its argument, or not."""

    def build(layers, units):
        vectors = keras.Input((None, 2))
        states = (layers if owned else keras.layers).SimpleRNN(units, return_sequences=True)(vectors)
        return keras.Model(vectors, keras.layers.Dense(3)(states))

    return build


def test_a_model_is_described_by_shapes_and_by_what_it_says_where_that_counts(keras):
    inputs, real = np.ones((2, 3, 2), "float32"), np.array([[True, True, True], [True, False, False]])
    config = {"layers": "own layers", "units": 4}
    shapes, shape, said = call(reader(keras), {"config": config, "inputs": inputs, "real": real}, "built").value
    assert shapes == sorted(["(2, 4)", "(4, 4)", "(4,)", "(4, 3)", "(3,)"])
    assert shape == [2, 3, 3]
    assert said[real].all()
    assert not said[~real].any()
    again = call(reader(keras), {"config": config | {"layers": "keras.layers"}, "inputs": inputs}, "built").value[2]
    np.testing.assert_array_equal(said[real], again[real])
    assert again[~real].all()


def test_layers_may_be_made_when_the_model_is_first_called(keras):
    def build(layers, units):
        class Late(keras.Model):
            def build(self, shape):
                self.reader = layers.SimpleRNN(units, return_sequences=True)

            def call(self, vectors):
                return self.reader(vectors)

        return Late()

    arguments = {"config": {"layers": "own layers", "units": 4}, "inputs": np.ones((2, 3, 2), "float32")}
    assert call(build, arguments, "built").value[1] == [2, 3, 4]


def test_an_output_of_another_rank_is_given_back_as_it_is(keras):
    def build(units):
        vectors = keras.Input((None, 2))
        return keras.Model(vectors, keras.ops.argmax(vectors, axis=-1))

    inputs, real = np.ones((2, 3, 2), "float32"), np.ones((2, 3), bool)
    assert call(build, {"config": {"units": 1}, "inputs": inputs, "real": real}, "built").value[1] == [2, 3]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("none", "must return a keras.Model; it returns None"), ("keras's", r"must come from the argument `layers`")],
)
def test_what_is_no_model_of_the_layers_that_were_handed_over_is_told_so(keras, wrong, said):
    builder = reader(keras, owned=False) if wrong == "keras's" else lambda layers, units: None
    failure = call(builder, {"config": {"layers": "own layers", "units": 4}, "inputs": np.ones((2, 3, 2))}, "built").failure
    assert failure.stage == "error"
    assert re.search(said, failure.message)


def test_the_layer_that_has_to_come_from_elsewhere_is_named(keras):
    def build(layers, units):
        vectors = keras.Input((None, 2))
        return keras.Model(vectors, keras.layers.GRU(units)(vectors))

    arguments = {"config": {"layers": "own layers", "units": 4}, "inputs": np.ones((2, 3, 2), "float32")}
    assert "as in `layers.GRU(...)`" in call(build, arguments, "built").failure.message


def test_a_model_that_was_built_by_its_shape_alone_has_weights_before_it_is_described(keras):
    class Reader(keras.Model):
        def __init__(self):
            super().__init__()
            self.states, self.head = keras.layers.GRU(4), keras.layers.Dense(3)

        def call(self, inputs):
            return self.head(self.states(inputs))

    def build():
        model = Reader()
        model.build((None, None, 2))
        return model

    shapes, shape, said = call(build, {"config": {}, "inputs": np.ones((2, 3, 2), "float32")}, "built").value
    assert shapes == sorted(["(2, 12)", "(4, 12)", "(2, 12)", "(4, 3)", "(3,)"])
    assert shape == [2, 3]
    assert said.all()


def test_an_error_of_a_model_tells_the_shapes_that_it_was_given_and_the_sizes_of_its_builder(keras):
    def build(layers, units):
        ids, state = keras.Input((None,)), keras.Input((units + 1,))
        return keras.Model([ids, state], state)

    inputs = [np.ones((2, 3), "float32"), np.ones((2, 4), "float32")]
    arguments = {"config": {"layers": "keras.layers", "units": 4}, "inputs": inputs, "real": np.ones((2, 3), bool)}
    spec = Spec("build", "a00", 1, (Output("shapes", kind="any"),), "00", (Case(arguments, []),), probe="built")
    message = examine(build, spec).message
    assert message.endswith("\n  the model was given (2, 3) and (2, 4)\nIt was called with units=4.")
    assert "real" not in message


def test_a_model_is_trained_and_answers_for_what_it_has_not_seen(keras):
    """Two outputs: the first learns y = 2 a - b; without `train` nothing is learnt."""

    def build():
        pair = keras.Input((2,)), keras.Input((2,))
        line = keras.layers.Dense(1)(pair[0] + 0 * pair[1])
        return keras.Model(pair, [line, keras.ops.repeat(line, 5, axis=-1)])

    x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
    held_out = np.array([[1, 0], [0, 1], [2, 3]], "float32")
    arguments = {"config": {}, "inputs": [x[:3], x[:3]]}
    assert len(fitted(build, arguments)) == 3
    training = {"train": [[x, x], x @ [[2.0], [-1.0]]], "fit": {"epochs": 90, "batch_size": 64}, "loss": "mse", "rate": 0.1}
    *described, said = fitted(build, arguments | training | {"held_out": [held_out, held_out]})
    assert described[1] == [[3, 1], [3, 5]]
    np.testing.assert_allclose(said, [[2], [-1], [1]], atol=0.3)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_the_layers_that_are_handed_over_may_be_told_their_default(keras, kind):
    """They compute otherwise than Keras's, whether or not the activation is named."""
    make = getattr(_layers("other")["layers"], kind)
    for layer in (make(3), make(3, "tanh"), make(units=3, activation="tanh", use_bias=True)):
        assert layer.activation is keras.activations.softsign
