"""The probes of what an answer must not do: take what is wrong, or hand a model what it is tested on."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.call import call
from autograder.checking.probes import IN_PLACE, PROBES

WRONG = {"x": 1, "_refused": "a number below 2", "_outputs": 2}


def raising(error):
    def answer(x):
        raise error

    return answer


def test_probes_of_refusals_are_known_and_call_from_here():
    assert {"refusing", "left_out"} <= set(PROBES)
    assert not {"refusing", "left_out"} & IN_PLACE


def test_what_had_to_be_refused_and_was():
    called = call(raising(ValueError("too small")), WRONG, "refusing")
    assert called.failure is None
    assert called.value == (None, None)


@pytest.mark.parametrize(
    ("answer", "words"), [(lambda x: (x, x), "gives an answer"), (raising(KeyError("x")), "raises KeyError")]
)
def test_what_had_to_be_refused_and_was_not(answer, words):
    failure = call(answer, WRONG, "refusing").failure
    assert failure.stage == "score"
    assert failure.message.startswith(f"{words} for a number below 2.")


def test_an_error_that_is_returned_is_no_refusal():
    failure = call(lambda x: ValueError("too small"), WRONG, "refusing").failure
    assert failure.stage == "score"
    assert failure.message.startswith("returns a ValueError for a number below 2.")


def test_a_valid_input_that_was_refused_is_told_by_its_sizes():
    valid = {"inputs": np.ones((3, 4, 2)), "texts": ["a", "b"], "season": 4, "_refused": "", "_outputs": 1}
    failure = call(lambda *given: raising(ValueError("short"))(0), valid, "refusing").failure
    assert failure.message.endswith("needs an answer: inputs (3, 4, 2), texts (2 items), season=4")


def test_an_unwritten_answer_is_no_refusal():
    assert call(raising(NotImplementedError()), WRONG, "refusing").failure.stage == "unwritten"


def test_nothing_else_may_be_refused():
    failure = call(raising(ValueError("no")), {**WRONG, "_refused": ""}, "refusing").failure
    assert failure.stage == "error"
    assert "raises ValueError: no" in failure.message
    assert failure.message.endswith("\n  this input is valid and needs an answer: x=1")
    assert call(lambda x: (x, x), {**WRONG, "_refused": ""}, "refusing").value == (1, 1)


EXAMPLES = {"fit_and_predict": "", "inputs": np.arange(10.0).reshape(5, 2), "labels": np.array([0, 1, 1, 0, 1])}


def honest(fit_and_predict, inputs, labels):
    parts = [(np.delete(inputs, i, 0), np.delete(labels, i), inputs[i : i + 1]) for i in range(len(labels))]
    return np.array([fit_and_predict(*part)[0] for part in parts]) != labels


def test_the_stand_in_remembers_what_it_was_given():
    errors, models, given, strangers = call(honest, EXAMPLES, "left_out").value
    np.testing.assert_array_equal(given, 1 - np.eye(5))
    np.testing.assert_array_equal(errors, [True, True, False, True, True])
    assert (models, strangers) == (5, 0)


def test_who_has_seen_the_answer_shows():
    errors, models, given, _ = call(lambda f, x, y: f(x, y, x) != y, EXAMPLES, "left_out").value
    assert models == 1
    assert given.all()
    assert not errors.any()


def test_wrong_labels_are_counted():
    _, _, _, strangers = call(lambda f, x, y: f(x, 1 - y, x) != y, EXAMPLES, "left_out").value
    assert strangers == 5


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda f, x, y: f(x[1:], y[1:], x[0]), "one example is a batch of one"),
        (lambda f, x, y: f(x[1:], y, x[:1]), "4 inputs to train on and labels of shape (5,)"),
        (lambda f, x, y: f(x[:, 0], y, x[:1]), "the inputs to train on of shape (5,)"),
    ],
)
def test_the_stand_in_says_what_does_not_fit(answer, words):
    failure = call(answer, EXAMPLES, "left_out").failure
    assert failure.stage == "error"
    assert words in failure.message
