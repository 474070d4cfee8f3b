"""What the check says of named tuples, changed inputs and random draws; and that it hands out the caches of the course."""

from typing import NamedTuple

import numpy as np
import pytest

from autograder.checking import vectors
from autograder.checking.check import examine
from autograder.checking.compare import compare
from autograder.checking.spec import Case, Output, Spec, Tolerance
from autograder.checking.words import a, called_with
from autograder.exercises import exercises
from autograder.notebooks.reference import reference
from autograder.verification.specs import build_spec, mutant, seed

H = Output("h", ("sample", "unit"))
CACHE = Output("cache", fields=(Output("x_t", ("sample", "feature")), H))
X, STATE = np.arange(6.0).reshape(3, 2), np.linspace(-1, 1, 12).reshape(3, 4)


class LSTMCellCache(NamedTuple):
    x_t: np.ndarray
    h: np.ndarray


class RNNCellCache(NamedTuple):
    x_t: np.ndarray
    h: np.ndarray


RIGHT = LSTMCellCache(X, STATE)


@pytest.mark.parametrize(
    ("value", "outputs", "words"),
    [
        (RIGHT, (H,), "returns an LSTMCellCache as `h`; expected a NumPy array of shape (3, 4). That is the whole LSTMCellCache"),
        (RIGHT, (H,), "LSTMCellCache(x_t, h); `h` is one value."),
        (RIGHT, (H, CACHE), "returns only `cache`, an LSTMCellCache; expected 2 values: h, cache."),
        ((RIGHT, STATE), (H, CACHE), "`h` is one value. Return h, cache, in this order."),
        (((STATE, RIGHT), RIGHT), (H, CACHE), "One value is asked for, yours holds 2."),
    ],
)
def test_a_named_tuple_in_a_wrong_place_is_called_by_its_name(value, outputs, words):
    failure = compare(value, STATE if len(outputs) == 1 else (STATE, RIGHT), outputs, Tolerance())
    assert words in failure.message


def test_a_wrong_item_of_a_cache_says_nothing_of_the_order():
    failure = compare((STATE, LSTMCellCache(X, STATE.tolist())), (STATE, RIGHT), (H, CACHE), Tolerance())
    assert failure.message.endswith("`cache.h`; expected a NumPy array of shape (3, 4). Turn it into one with `np.array(...)`.")


@pytest.mark.parametrize("cache", [RIGHT, RNNCellCache(X, STATE), (X, STATE), [X, STATE]], ids=["same", "other", "tuple", "list"])
def test_a_cache_may_be_any_tuple(cache):
    assert compare((STATE, cache), (STATE, RIGHT), (H, CACHE), Tolerance()) is None


def test_articles_of_names_that_are_spelt():
    assert (a(RNNCellCache(X, STATE)), a(RIGHT), a([])) == ("an RNNCellCache", "an LSTMCellCache", "a list")


def doubled(x):
    return 2 * x


def doubled_in_place(x):
    x *= 4  # twice too much, and it was not ours
    return x.copy()


def test_a_factor_is_not_blamed_where_an_input_was_changed():
    spec = Spec("doubled", "a00", 1, (Output("y", ("sample", "feature")),), "00", (Case({"x": X}, 2 * X),))
    assert "same factor" in examine(lambda x: 4 * x, spec).hint
    failure = examine(doubled_in_place, spec)
    assert "Besides, it changes its input `x`" in failure.message
    assert failure.hint == ""


def test_no_factor_is_blamed_where_a_shape_is_wrong():
    outputs = (Output("y", ("sample", "feature")), H)
    spec = Spec("both", "a00", 1, outputs, "00", (Case({"x": X}, (X, STATE)),))
    assert "Every value is zero" in examine(lambda x: (x, 0 * STATE), spec).hint
    failure = examine(lambda x: (x.T, 0 * STATE), spec)
    assert (failure.stage, failure.hint) == ("shape", "")


def test_the_changed_item_of_a_cache_is_named():
    def careless(cache):
        cache.h[:] = 0.0
        return cache.x_t

    spec = Spec("careless", "a00", 1, (Output("x", ("sample", "feature")),), "00", (Case({"cache": RIGHT}, X),))
    failure = examine(careless, spec)
    assert failure.stage == "inputs"
    assert "changes its input `cache.h`" in failure.message
    assert "`cache.h.copy()`" in failure.message


def test_errors_of_random_draws_are_in_units_of_the_scale():
    failure = compare(np.full(3, 1000.0), np.zeros(3), (Output("kernel", ("unit",), kind="draws"),), Tolerance(0, 0.15))
    assert failure.message == (
        "returns wrong values in `kernel`: over many draws they stray by up to 1000 times `scale` from what is asked for."
    )


def test_a_call_is_named_by_plain_arguments_only():
    assert called_with({"cell": "lstm", "units": 4}) == "It was called with cell='lstm', units=4."
    assert called_with({"cell": "lstm", "x": X}) == called_with({"text": "x" * 200}) == called_with({}) == ""
    assert called_with({"tags": ["B-PER", "O"]}) == "It was called with tags=['B-PER', 'O']."
    assert called_with({"tags": ["B-PER"] * 40}) == called_with({"lists": [["a"]]}) == ""


@pytest.mark.parametrize(
    ("arguments", "probe", "words"),
    [
        ({"config": {"layers": "own layers", "units": 4}, "real": X}, "fitted", "It was called with units=4."),
        ({"config": {"units": 3, "reset_after": False}}, "one_step", "The cell was made with units=3, reset_after=False."),
        ({"mask": None}, "over_time", "It was called without a mask."),
        ({"texts": ["a"], "_refused": "an empty text"}, "refusing", "It was called with texts=['a']."),
        (
            {"switches": {"stateful": True, "return_state": False}, "mask": X, "initial_state": None},
            "layer_over_time",
            "The layer was made with stateful=True, and called with mask.",
        ),
        (
            {"switches": {}, "mask": None, "initial_state": None},
            "layer_over_time",
            "The layer was made without any switch, and called with neither mask nor initial_state.",
        ),
    ],
)
def test_a_call_is_named_by_what_its_probe_varies(arguments, probe, words):
    assert called_with(arguments, probe) == words


def test_the_call_that_failed_stands_on_a_line_of_its_own_below_an_error():
    def half(number):
        return 1 / number

    spec = Spec("half", "a00", 1, (Output("y"),), "00", (Case({"number": 0}, 0.5),))
    *lines, last = examine(half, spec).message.split("\n")
    assert "in your line" in lines[-1]
    assert last == "It was called with number=0."
    assert examine(lambda number: None, spec).message.endswith("`return` at its end? It was called with number=0.")


def test_an_error_for_want_of_a_mask_says_that_there_was_none():
    def masked(x, mask=None):
        return x * mask[0]

    spec = Spec("masked", "a00", 1, (Output("y", ("sample", "feature")),), "00", (Case({"x": X, "mask": None}, X),))
    assert examine(masked, spec).message.endswith("\n  it was called with mask=None")


@pytest.mark.parametrize(
    ("assignment", "exercise", "replace"),
    [("a04_gradient_clinic", "leaky_cell_backward", "return d_x_t, d_h_prev, d_recurrent_kernel, d_kernel, d_bias")],
)
def test_exchanged_outputs_are_named_though_their_shapes_give_them_away(assignment, exercise, replace):
    loaded, declared = reference(assignment), exercises(assignment)[exercise]
    [mistake] = [mistake for mistake in declared.mistakes if mistake.replace == replace]
    for frozen in (vectors.find(exercise), build_spec(declared, loaded, seed(exercise) + 1)):
        failure = examine(mutant(declared, loaded, mistake), frozen)
        assert (failure.stage, failure.hint) == ("shape", mistake.hint)


def named_tuples(value):
    if isinstance(value, tuple | list):
        if hasattr(value, "_fields"):
            yield value
        for item in value:
            yield from named_tuples(item)


WITH_CACHES = ["a02_rnn_forward", "a03_bptt", "a04_gradient_clinic", "a05_lstm", "a06_gru", "a07_deep_bidirectional"]


@pytest.mark.parametrize("assignment", WITH_CACHES)
def test_named_tuples_handed_to_students_are_those_of_the_assignment(assignment):
    """A backward pass that reads `cache.z` works, whatever the student's own forward pass returns."""
    namespace, seen = reference(assignment).namespace, set()
    for spec in vectors.assignment(assignment).values():
        for case in spec.cases:
            for value in named_tuples([*case.arguments.values(), case.expected]):
                assert value._fields == namespace[type(value).__name__]._fields
                seen.add(type(value).__name__)
    assert seen
