"""The check: what it accepts, what it rejects, and what it says."""

import time
from typing import NamedTuple

import numpy as np
import pytest

from autograder import CheckFailed, check
from autograder.checking.check import examine
from autograder.checking.codec import signature
from autograder.checking.spec import Case, Output, Spec
from autograder.notebooks.reference import reference


@pytest.fixture(autouse=True)
def nothing_checked():
    check.results.clear()


BATCH, FEATURES, UNITS = 3, 4, 5


class Cache(NamedTuple):
    x_t: np.ndarray
    h: np.ndarray


def layer(x, kernel):
    return np.tanh(x @ kernel)


def layer_and_cache(x, kernel):
    h = layer(x, kernel)
    return h, Cache(x, h)


def draw(seed=0):
    rng = np.random.default_rng(seed)
    return {"x": rng.normal(size=(BATCH, FEATURES)), "kernel": rng.normal(size=(FEATURES, UNITS))}


H = Output("h", ("sample", "unit"))


def spec(function=layer, outputs=(H,), mistakes=(), properties=()):
    cases = []
    for seed in range(2):
        arguments = draw(seed)
        marks = tuple(signature(mistake(**arguments)) for mistake, _ in mistakes)
        cases.append(Case(arguments, function(**arguments), marks))
    hints = tuple(hint for _, hint in mistakes)
    return Spec("layer", "a00", 2, outputs, "00", tuple(cases), hints, properties=properties)


def in_place_on_own_arrays(x, kernel):
    h = x @ kernel
    np.tanh(h, out=h)
    return h


RIGHT = {
    "einsum": lambda x, kernel: np.tanh(np.einsum("bf,fu->bu", x, kernel)),
    "float32": lambda x, kernel: np.tanh(x.astype(np.float32) @ kernel.astype(np.float32)),
    "python loop": lambda x, kernel: np.array(
        [[np.tanh(sum(a * b for a, b in zip(row, col, strict=True))) for col in kernel.T] for row in x]
    ),
    "in place on own arrays": in_place_on_own_arrays,
    "other parameter names": lambda inputs, weights: np.tanh(inputs @ weights),
    "default arguments": lambda x, kernel, verbose=False: np.tanh(x @ kernel),
    "Fortran order": lambda x, kernel: np.asfortranarray(np.tanh(x @ kernel)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_are_accepted(name):
    assert examine(RIGHT[name], spec()) is None


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return np.ones(np.shape(other), bool)

    __hash__ = None


class Pretender:
    """Says yes to every comparison."""

    shape = (BATCH, UNITS)
    dtype = np.dtype(float)
    __hash__ = None

    def __eq__(self, other):
        return True

    def __array__(self, dtype=None, copy=None):
        return np.zeros(self.shape)


def unwritten(x, kernel):
    raise NotImplementedError()


def calls_unwritten(x, kernel):
    return unwritten(x, kernel)


def not_quite_put_back(x, kernel):
    x += 0.1
    x -= 0.1
    return layer(x, kernel)


WRONG = {
    "None": (lambda x, kernel: None, "type", "is there a `return`"),
    "unwritten": (unwritten, "unwritten", "not written yet"),
    "calls what is unwritten": (calls_unwritten, "error", "calls `unwritten`, which is not written yet: do that first"),
    "list": (lambda x, kernel: layer(x, kernel).tolist(), "type", "np.array"),
    "string": (lambda x, kernel: "h", "type", "a str"),
    "subclass": (lambda x, kernel: layer(x, kernel).view(AlwaysEqual), "type", "an AlwaysEqual"),
    "always-equal object": (lambda x, kernel: Pretender(), "type", "Pretender"),
    "transposed": (lambda x, kernel: layer(x, kernel).T, "shape", "which axis comes first"),
    "broadcastable scalar": (lambda x, kernel: np.float64(0.5), "type", "a NumPy array of shape (3, 5)"),
    "broadcastable row": (lambda x, kernel: layer(x, kernel)[:1], "shape", "(1, 5)"),
    "extra axis": (lambda x, kernel: layer(x, kernel)[None], "shape", "axis of length 1"),
    "empty": (lambda x, kernel: np.empty((0, UNITS)), "shape", "(0, 5)"),
    "integers": (lambda x, kernel: np.zeros((BATCH, UNITS), int), "dtype", "floating-point"),
    "objects": (lambda x, kernel: layer(x, kernel).astype(object), "dtype", "object"),
    "half precision": (lambda x, kernel: layer(x, kernel).astype(np.float16), "dtype", "float16"),
    "nan": (lambda x, kernel: np.full((BATCH, UNITS), np.nan), "finite", "nan"),
    "infinite": (lambda x, kernel: np.full((BATCH, UNITS), np.inf), "finite", "inf"),
    "wrong": (lambda x, kernel: layer(x, kernel) + 0.1, "values", "every entry"),
    "sign": (lambda x, kernel: -layer(x, kernel), "values", "largest error"),
    "wrong parameters": (lambda x: x, "error", "is called with (x, kernel)"),
    "shapes that do not fit": (lambda x, kernel: kernel @ x, "error", "x (3, 4), kernel (4, 5)"),
    "exits": (lambda x, kernel: exit(), "error", "SystemExit"),
    "modifies": (lambda x, kernel: np.tanh(x.copy() @ kernel) + 0 * x.__imul__(2).sum(), "inputs", "changes its input `x`"),
    "modifies first": (lambda x, kernel: np.tanh(x.__imul__(2) @ kernel), "values", "Besides, it changes its input `x`"),
    "all zero": (lambda x, kernel: np.zeros((BATCH, UNITS)), "values", "largest error"),
    "one value asked for": (lambda x, kernel: (layer(x, kernel), "cache"), "type", "One value is asked for, yours holds 2"),
    "not quite put back": (not_quite_put_back, "inputs", "Keep the old value"),
    "two values": (lambda x, kernel: (layer(x, kernel), 0), "type", "a tuple"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_rejected_at_their_stage(name):
    function, stage, words = WRONG[name]
    failure = examine(function, spec())
    assert failure is not None
    assert failure.stage == stage
    assert words in failure.message


def test_the_first_wrong_entry_is_named():
    def wrong(x, kernel):
        h = layer(x, kernel)
        h[2, 3] += 1
        return h

    failure = examine(wrong, spec())
    assert "1 of 15 entries, the first at sample 2, unit 3 (counted from 0); the largest error is 1" in failure.message
    assert "Only sample 2 of 0 to 2 is wrong" in failure.message


def test_no_message_holds_an_expected_value():
    failure = examine(lambda x, kernel: layer(x, kernel) + 0.25, spec())
    for number in layer(**draw()).ravel():
        assert f"{number:.3g}".lstrip("-") not in failure.message


def test_a_known_mistake_is_named_and_another_is_not():
    known = [(lambda x, kernel: x @ kernel, "The tanh is missing.")]
    assert examine(lambda x, kernel: x @ kernel, spec(mistakes=known)).hint == "The tanh is missing."
    assert examine(lambda x, kernel: layer(x, kernel) + 0.1, spec(mistakes=known)).hint == ""


@pytest.mark.parametrize(("factor", "words"), [(-1, "opposite sign"), (0.5, "same factor"), (0, "Every value is zero")])
def test_sign_and_factor_are_noticed(factor, words):
    assert words in examine(lambda x, kernel: factor * layer(x, kernel), spec()).hint


CACHE = (H, Output("cache", fields=(Output("x_t", ("sample", "feature")), H)))


@pytest.mark.parametrize(
    "pack",
    [lambda x, h: (h, Cache(x, h)), lambda x, h: [h, Cache(x, h)], lambda x, h: (h, (x, h))],
    ids=["named tuple", "list", "plain tuple as cache"],
)
def test_any_tuple_type_is_accepted(pack):
    assert examine(lambda x, kernel: pack(x, layer(x, kernel)), spec(layer_and_cache, CACHE)) is None


@pytest.mark.parametrize(
    ("function", "stage", "words"),
    [
        (layer, "structure", "returns one value of type ndarray; expected 2: h, cache"),
        (lambda x, kernel: (layer(x, kernel),), "structure", "returns 1 value; expected 2"),
        (lambda x, kernel: (layer(x, kernel), None), "structure", "returns None as `cache`; expected Cache(x_t, h)"),
        (lambda x, kernel: (layer(x, kernel), (x, x @ kernel)), "values", "`cache.h`"),
    ],
)
def test_wrong_structures(function, stage, words):
    failure = examine(function, spec(layer_and_cache, CACHE))
    assert (failure.stage, words in failure.message) == (stage, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no_such_exercise", layer), "does not know an exercise"),
        (("sofmax", layer), "Did you mean 'softmax'"),
        ((lambda logits: logits,), "Name it as in check('softmax', function)"),
        (("softmax",), "with the function itself"),
        ((None,), "it was given None"),
        (([1, 2],), "a list"),
        (("softmax", None), "must be a function; it is None"),
        (("softmax", np.zeros(2)), "must be a function; it is an ndarray"),
    ],
)
def test_wrong_use_gets_one_clear_sentence(arguments, words):
    with pytest.raises(CheckFailed, match=r"check:|softmax") as failed:
        check(*arguments)
    assert words in str(failed.value)
    assert "\n" not in str(failed.value)


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def test_success_is_one_line_and_quick(capsys):
    check(softmax)
    start = time.perf_counter()
    check(softmax)
    assert time.perf_counter() - start < 0.3
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].startswith("✓ softmax is right")
    assert printed.err == ""


def rnn_cell_forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    return x_t @ kernel + h_prev @ recurrent_kernel + bias, None


def rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    h, cache = rnn_cell_forward(x[:, 0], h_0, kernel, recurrent_kernel, bias)
    return np.stack([h] * x.shape[1], axis=1), cache


def test_a_called_function_that_is_wrong_is_blamed_as_it_stands_now(monkeypatch):
    """No earlier check of it is needed, and an old verdict does not count."""
    with pytest.raises(CheckFailed, match="It calls `rnn_cell_forward`, which is not right yet"):
        check(rnn_forward)
    right = reference("a02_rnn_forward").function("rnn_cell_forward")
    monkeypatch.setitem(rnn_forward.__globals__, "rnn_cell_forward", right)
    with pytest.raises(CheckFailed) as failed:
        check(rnn_forward)
    assert "It calls" not in str(failed.value)


def test_summary_tells_what_is_left(capsys):
    check(softmax)
    with pytest.raises(CheckFailed):
        check("rnn_cell_forward", lambda *arguments: None)
    capsys.readouterr()
    check.summary("a02_rnn_forward")
    printed = capsys.readouterr().out
    lines = {line.split()[0]: line for line in printed.splitlines()}
    assert "right" in lines["softmax"]
    assert "not right yet" in lines["rnn_cell_forward"]
    assert "not checked yet" in lines["rnn_forward"]
    assert "Left: rnn_cell_forward" in printed


def test_summary_of_an_unknown_assignment():
    with pytest.raises(CheckFailed, match="There is no assignment 'a99'"):
        check.summary("a99")


def test_setup_names_versions_and_device(capsys):
    check.setup()
    assert np.__version__ in capsys.readouterr().out
