"""What counts as a number and as a text, and what is said of models, calls and errors that Keras wraps."""

import numpy as np
import pytest

from autograder.checking.call import _reason
from autograder.checking.compare import compare
from autograder.checking.spec import Output, Tolerance

F1 = (Output("F1"),)
SPANS = (Output("spans", kind="any"),)


class YesText(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class YesNumpyText(np.str_):
    def __eq__(self, other):
        return True

    __hash__ = np.str_.__hash__


@pytest.mark.parametrize(("value", "right"), [(0, 0.0), (1, np.float64(1)), (0, np.float32(0)), (-3, -3.0)])
def test_a_plain_int_is_a_number_where_one_is_asked_for(value, right):
    assert compare(value, right, F1, Tolerance()) is None
    assert compare([value], [right], SPANS, Tolerance()) is None
    both = (Output("matrix", ("word", "feature")), Output("coverage"))
    assert compare((np.zeros((2, 3)), value), (np.zeros((2, 3)), right), both, Tolerance()) is None


@pytest.mark.parametrize(
    ("value", "right", "kind", "words"),
    [
        (1, 0.5, "float", "returns a wrong `F1`; the largest error is 0.5"),
        (True, 1.0, "float", "of type bool; expected floating-point"),
        (np.int64(1), 1.0, "float", "of type int64; expected floating-point"),
        (np.array(1), 1.0, "float", "of type int64; expected floating-point"),
        (10**400, 1.0, "float", "of type int; expected floating-point"),
        (1.0, 1, "int", "of type float; expected integers"),
        (1, True, "bool", "of type int; expected True and False"),
    ],
)
def test_other_kinds_of_numbers_are_refused_by_their_names(value, right, kind, words):
    assert words in compare(value, right, (Output("F1", kind=kind),), Tolerance()).message


def test_a_tensor_is_told_how_to_become_an_array():
    tensor = type("EagerTensor", (), {})()
    message = compare(tensor, np.zeros(3), (Output("probabilities", ("text",)),), Tolerance()).message
    assert message.endswith("a NumPy array of shape (3,). `keras.ops.convert_to_numpy(...)` makes one of a tensor.")


def test_texts_of_numpy_are_texts_and_those_of_others_are_not():
    right = [(0, 2, "PER")]
    assert compare([(np.int64(0), 2, np.str_("PER"))], right, SPANS, Tolerance()) is None
    for wrong in (np.str_("LOC"), YesText("PER"), YesNumpyText("PER"), b"PER", None):
        assert "returns a wrong `spans[0][2]`" in compare([(0, 2, wrong)], right, SPANS, Tolerance()).message


@pytest.mark.parametrize(
    ("mine", "stage", "words"),
    [
        (["(1,)", "(11, 3)", "(4, 8)"], "values", "makes other weights than asked for: (10, 3) is missing, (11, 3) is too many."),
        (["(1,)", "(10, 3)"], "structure", "asked for: (4, 8) is missing."),
        (["(1,)", "(1,)", "(10, 3)", "(2, 2)", "(4, 8)"], "structure", "asked for: (1,) and (2, 2) are too many."),
        (["(10, 3)"] * 3, "values", "asked for: (1,) and (4, 8) are missing, 2 of (10, 3) are too many."),
        (["(1,)", "(10, 3)", None], "values", "asked for: (4, 8) is missing, None is too many."),
    ],
)
def test_weights_are_compared_as_a_whole(mine, stage, words):
    failure = compare(mine, ["(1,)", "(10, 3)", "(4, 8)"], (Output("the shapes of all weights", kind="any"),), Tolerance())
    assert failure.stage == stage
    assert words in failure.message


def test_named_weights_are_compared_as_a_whole_and_in_any_order():
    right = ["kernel (3, 4)", "score_kernel (7,)"]
    assert compare(right[::-1], right, (Output("weights", kind="any"),), Tolerance()) is None
    assert "kernel (4, 3) is too many" in compare(["kernel (4, 3)", right[1]], right, SPANS, Tolerance()).message


@pytest.mark.parametrize(
    ("spread", "mean", "words"),
    [
        (0.0, 1.0, "makes a model without any dropout"),
        (1.5, 1.0, "its output varies 1.5 times as much as it should"),
        (1.0, 1.4, "its output varies as much as it should"),
    ],
)
def test_dropout_is_told_in_words(spread, mean, words):
    failure = compare(np.array([[spread], [mean]]), np.ones((2, 1)), (Output("spread", kind="spread"),), Tolerance(0.05))
    assert words in failure.message


def test_steps_out_have_a_plural():
    output = Output("context", ("sample", "step out", "feature"))
    message = compare(np.zeros((3, 2)), np.zeros((3, 2, 5)), (output,), Tolerance()).message
    assert "(batch, steps out, features)" in message


def test_the_cause_that_keras_wraps_is_kept():
    opened, closed = "Exception encountered when calling Own.call().\n\n\x1b[1m", "\x1b[0m\n\nArguments received by Own.call():\n"
    long = "Could not automatically infer the output shape / dtype of 'own' (of type Own). Either ... Error encountered:\n\n"
    assert _reason(f"{opened}{long}Shapes (3,) and (4,) do not fit{closed}") == "Shapes (3,) and (4,) do not fit"
    assert _reason(f"{opened}No such thing{closed}") == "No such thing"
