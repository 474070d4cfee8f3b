"""Keras's own tests of its recurrent layers, from its wheel, run against the layers of assignment 09."""

from __future__ import annotations

import importlib
import unittest
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from layer_stand_ins import DROPOUT, stand_ins

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

MODULES = {
    "simple_rnn_test": "SimpleRNNTest",
    "lstm_test": "LSTMTest",
    "gru_test": "GRUTest",
    "rnn_test": "RNNTest",
    "bidirectional_test": "SimpleRNNTest",
    "stacked_rnn_cells_test": "StackedRNNTest",
}
FUSED = "asks how the built-in layer finds cuDNN's or another fused program, not what it computes"
EXCLUDED = {
    "gru_test.test_torch_cudnn_dispatch_fires": FUSED,
    "bidirectional_test.test_keeps_use_cudnn": FUSED,
    "bidirectional_test.test_fused_lstm_eligibility": FUSED,
    "bidirectional_test.test_fused_gru_eligibility": FUSED,
    "bidirectional_test.test_torch_cudnn_bidirectional_gru_dispatch_fires": FUSED,
}
# The course's cells have no dropout: these are run with it left out, and without the random generators that it would need.
WITHOUT_DROPOUT = [f"{module}.test_basics" for module in ("simple_rnn_test", "lstm_test", "gru_test", "stacked_rnn_cells_test")]
GENERATORS = ("expected_num_seed_generators", "expected_num_non_trainable_variables")


@pytest.fixture(scope="module")
def unit() -> dict[str, Any]:
    return load_reference("a09_keras_layers")


def methods(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from methods(item)
        else:
            yield item


def run(tests: list[unittest.TestCase]) -> unittest.TestResult:
    """Run tests of Keras; its warnings are its own affair."""
    result = unittest.TestResult()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unittest.TestSuite(tests).run(result)
    return result


def put(monkeypatch: pytest.MonkeyPatch, made: dict[str, Any]) -> None:
    """Put layers in the place of Keras's."""
    layers = importlib.import_module("keras.src.layers")
    for name, one in made.items():
        monkeypatch.setattr(layers, name, one)


@pytest.fixture
def keras_tests(keras, unit, monkeypatch) -> dict[str, unittest.TestCase]:
    """Put the course's layers in the place of Keras's, and return Keras's tests by name."""
    put(monkeypatch, stand_ins(unit, keras))
    found = {}
    for module in MODULES:
        suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(f"keras.src.layers.rnn.{module}"))
        found |= {f"{module}.{test.id().rpartition('.')[2]}": test for test in methods(suite)}
    return found


@pytest.fixture
def without_dropout(keras, unit, keras_tests, monkeypatch) -> list[unittest.TestCase]:
    """Return the tests that ask for dropout, which is now left out."""
    put(monkeypatch, stand_ins(unit, keras, without=DROPOUT))
    testing = importlib.import_module("keras.src.testing")
    basic = testing.TestCase.run_layer_test

    def run_layer_test(self: Any, kind: Any, init_kwargs: dict[str, Any], **wanted: Any) -> None:
        basic(self, kind, init_kwargs, **{**wanted, **{name: 0 for name in GENERATORS if name in wanted}})

    monkeypatch.setattr(testing.TestCase, "run_layer_test", run_layer_test)
    return [keras_tests[name] for name in WITHOUT_DROPOUT]


def troubles(result: unittest.TestResult) -> dict[str, str]:
    """Return what did not pass: the name of the test and the end of its message."""
    told = [*result.failures, *result.errors, *result.skipped]
    return {".".join(test.id().split(".")[-3::2]): text.strip().splitlines()[-1] for test, text in told}


def test_the_tests_of_keras_pass(keras_tests, capsys):
    found = troubles(run([test for name, test in keras_tests.items() if name not in WITHOUT_DROPOUT]))
    known = {name: reason for name, reason in EXCLUDED.items() if name in keras_tests}
    passed = len(keras_tests) - len(WITHOUT_DROPOUT) - len(found)
    with capsys.disabled():
        print(f"\nKeras's own tests: {len(keras_tests)}, passed {passed}, excluded {len(known)}:")
        for name, reason in known.items():
            print(f"  {name}: {reason}")
        print(f"asked with dropout left out: {', '.join(WITHOUT_DROPOUT)}")
    assert {name: text for name, text in found.items() if name not in known} == {}
    assert set(known) <= set(found), "an exclusion is no longer needed"
    assert passed >= 40


def test_those_that_ask_for_dropout_pass_without_it(without_dropout):
    assert troubles(run(without_dropout)) == {}


def test_only_dropout_keeps_them_from_passing_as_they_are(keras_tests):
    found = troubles(run([keras_tests[name] for name in WITHOUT_DROPOUT]))
    assert {name: text.rpartition(" ")[2] in DROPOUT for name, text in found.items()} == dict.fromkeys(WITHOUT_DROPOUT, True)
    assert all("NotTaughtError" in text for text in found.values())


def test_they_would_find_a_regulariser_that_is_lost(without_dropout, unit, monkeypatch, keras):
    def add_weight(self, *args, regularizer=None, **other):
        return keras.layers.Layer.add_weight(self, *args, **other)

    monkeypatch.setattr(unit["LSTMCell"], "add_weight", add_weight)
    assert set(troubles(run(without_dropout))) == {"lstm_test.test_basics"}


def test_they_would_find_a_loop_that_does_not_mask(keras_tests, unit, monkeypatch):
    right = unit["run_cell"]
    monkeypatch.setitem(
        unit, "run_cell", lambda cell, sequences, output, states, mask=None: right(cell, sequences, output, states)
    )
    masking = [test for name, test in keras_tests.items() if name.endswith("test_masking")]
    assert len(masking) == len(troubles(run(masking))) == 5


def test_they_would_find_gates_in_another_order(keras_tests, unit, monkeypatch, keras):
    right = keras.ops.split
    monkeypatch.setattr(unit["ops"], "split", lambda *args, **kwargs: right(*args, **kwargs)[::-1])
    wrong = [test for name, test in keras_tests.items() if name.startswith(("lstm_test.test_state", "gru_test.test_state"))]
    assert wrong
    assert troubles(run(wrong))
