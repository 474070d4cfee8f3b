"""Keras's own tests of its recurrent layers, from its wheel, run against the layers of assignment 09."""

from __future__ import annotations

import importlib
import unittest
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from layer_stand_ins import stand_ins

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
UNTAUGHT = "asks for dropout and regularisers, which the course's cells do not have"
FUSED = "asks how the built-in layer finds cuDNN's or another fused program, not what it computes"
EXCLUDED = {
    "simple_rnn_test.test_basics": UNTAUGHT,
    "lstm_test.test_basics": UNTAUGHT,
    "gru_test.test_basics": UNTAUGHT,
    "stacked_rnn_cells_test.test_basics": UNTAUGHT,
    "gru_test.test_torch_cudnn_dispatch_fires": FUSED,
    "bidirectional_test.test_keeps_use_cudnn": FUSED,
    "bidirectional_test.test_fused_lstm_eligibility": FUSED,
    "bidirectional_test.test_fused_gru_eligibility": FUSED,
    "bidirectional_test.test_torch_cudnn_bidirectional_gru_dispatch_fires": FUSED,
    "bidirectional_test.test_output_shape": "feeds integers, which TensorFlow does not multiply with a kernel by `@`",
    "rnn_test.test_stateful_batch_size_mismatch_raises": "wants Keras's own words for a batch of another size",
}


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


@pytest.fixture
def keras_tests(keras, unit, monkeypatch) -> dict[str, unittest.TestCase]:
    """Put the course's layers in the place of Keras's, and return Keras's tests by name."""
    layers = importlib.import_module("keras.src.layers")
    for name, made in stand_ins(unit, keras).items():
        monkeypatch.setattr(layers, name, made)
    found = {}
    for module in MODULES:
        suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(f"keras.src.layers.rnn.{module}"))
        found |= {f"{module}.{test.id().rpartition('.')[2]}": test for test in methods(suite)}
    return found


def troubles(result: unittest.TestResult) -> dict[str, str]:
    """Return what did not pass: the name of the test and the end of its message."""
    told = [*result.failures, *result.errors, *result.skipped]
    return {".".join(test.id().split(".")[-3::2]): text.strip().splitlines()[-1] for test, text in told}


def test_the_tests_of_keras_pass(keras_tests, capsys):
    result = run(list(keras_tests.values()))
    found = troubles(result)
    known = {name: reason for name, reason in EXCLUDED.items() if name in keras_tests}
    with capsys.disabled():
        print(f"\nKeras's own tests: {len(keras_tests)}, passed {len(keras_tests) - len(found)}, excluded {len(known)}:")
        for name, reason in known.items():
            print(f"  {name}: {reason}")
    assert {name: text for name, text in found.items() if name not in known} == {}
    assert set(known) <= set(found), "an exclusion is no longer needed"
    untaught = [name for name, reason in known.items() if reason == UNTAUGHT]
    assert all("NotTaughtError" in found[name] for name in untaught), "it failed before it came to what is not taught"
    assert len(keras_tests) - len(found) >= 40


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
