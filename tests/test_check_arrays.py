"""The laws about arrays (float32 stays, the order in memory is free) and the probe of fused caches."""

from collections import namedtuple

import numpy as np
import pytest

from autograder.checking.check import examine
from autograder.checking.probes import PROBES
from autograder.checking.spec import Case, Output, Property, Spec

LAWS = (Property("precision", ()), Property("layout", ()))
Cache = namedtuple("Cache", ["x"])


def doubled(x, cache):
    return 2 * x, cache.x + x


def by_rows(x, cache):
    """Write into what is a view only for rows that lie behind each other."""
    out = np.zeros_like(x)
    out.reshape(-1)[:] = 2 * x.reshape(-1)
    return out, cache.x + x


def float64_buffer(x, cache):
    out = np.empty(x.shape)
    np.multiply(x, 2, out=out)
    return out, cache.x + x


def float64_second(x, cache):
    return 2 * x, cache.x + x * np.array([1.0])


def narrowed(x, cache):
    return (2 * x).astype(np.float32), cache.x + x


def spec():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    case = Case({"x": x, "cache": Cache(y)}, (2 * x, x + y))
    return Spec("doubled", "a00", 1, (Output("double"), Output("sum")), "00", (case,), properties=LAWS)


@pytest.mark.parametrize("function", [doubled, narrowed])
def test_right_answers_obey(function):
    assert examine(function, spec()) is None


@pytest.mark.parametrize(
    ("function", "words"),
    [(float64_buffer, "value 1 of"), (float64_second, "value 2 of"), (by_rows, "lie in memory in another order")],
)
def test_broken_laws_of_arrays_are_named(function, words):
    failure = examine(function, spec())
    assert failure is not None
    assert (failure.stage, words in failure.message) == ("property", True)


def test_what_a_fused_cache_holds_at_masked_steps_is_free_and_its_states_are_not():
    mask = np.array([[True, False, True], [True, True, False]])

    def answer(x, mask):
        return x, Cache((np.full((3, 2, 4), 7.0), np.full((4, 2, 4), 7.0), mask))

    def flat(x, mask):
        return x, [np.full((3, 2, 4), 7.0), np.full((4, 2, 4), 7.0), mask]

    _, (gates, states, same) = PROBES["fused_real_steps"](flat, {"x": 1.0, "mask": mask})
    assert gates[:, :, 0].T.tolist() == [[7, 0, 7], [7, 7, 0]]
    assert (states == 7).all()
    assert same is mask
    for odd in (answer, lambda x, mask: x, lambda x, mask: ()):
        PROBES["fused_real_steps"](odd, {"x": 1.0, "mask": mask})
