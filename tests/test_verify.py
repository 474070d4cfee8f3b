"""Verification proves every assignment sound, and says so when one is not."""

from pathlib import Path

import numpy as np
import pytest

from autograder.checking.spec import Output, Tolerance
from autograder.exercises.model import Exercise, Mistake
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import parse
from autograder.notebooks.reference import Reference
from autograder.verification import verify as module
from autograder.verification.specs import answered, build_spec
from autograder.verification.verify import equal_sizes, verify

COURSE = Course(Path(__file__).parents[1])


@pytest.mark.slow  # a step of `make check` of its own
@pytest.mark.parametrize("name", COURSE.assignments())
def test_every_exercise_is_sound(name):
    verdicts = list(verify(COURSE, name))
    assert verdicts
    assert [verdict.line() for verdict in verdicts if verdict.problems] == []
    for verdict in verdicts:
        assert verdict.mistakes >= 4
        assert verdict.alternatives >= 2


SOURCE = """
# %% given="imports"
import numpy as np

# %% solution="layer"
def layer(x, kernel):
    ### BEGIN SOLUTION
    a = x @ kernel
    return np.tanh(a)
    ### END SOLUTION

# %% test="layer" points=2
check(layer)
"""

MISTAKES = (
    Mistake("np.tanh(a)", "a", "The tanh is missing."),
    Mistake("np.tanh(a)", "np.tanh(-a)", "The sign is lost."),
    Mistake("np.tanh(a)", "np.tanh(2 * a)", "The product is doubled."),
    Mistake("np.tanh(a)", "1 + np.tanh(a)", "One too many."),
)


def draw(rng, batch=2):
    return {"x": rng.normal(size=(batch, 3)), "kernel": rng.normal(size=(3, 4))}


def exercise(**changes):
    given = {
        "name": "layer",
        "outputs": (Output("h", ("sample", "unit")),),
        "cases": (draw,),
        "mistakes": MISTAKES,
        "where": "00, Layers",
    }
    return Exercise(**(given | changes))


def verdict(**changes):
    loaded = Reference(parse(SOURCE))
    one = exercise(**changes)
    others = changes.pop("others", [lambda x, kernel: np.tanh(np.dot(x, kernel))])
    return module._verdict(one, answered(one, loaded, 0), loaded, others)


def problems(**changes):
    return " ".join(verdict(**changes).problems)


def test_a_sound_exercise_has_one_good_line():
    found = verdict()
    assert found.problems == []
    assert found.line() == "ok   layer: 1 cases, 4 mistakes rejected and named, 1 other right answers accepted"


def more(replace, caught="values"):
    """Return the known mistakes with one more."""
    return {"mistakes": (*MISTAKES, Mistake("np.tanh(a)", replace, f"It is {replace}.", caught=caught))}


def zeros(rng):
    return {"x": np.zeros((2, 3)), "kernel": np.zeros((3, 4))}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cases": (zeros,)}, "Accepted on frozen inputs: 'np.tanh(a)' -> 'a'"),
        (more("np.tanh(a + a)"), "Mistakes 3 and 5 give the same answers"),
        ({"mistakes": MISTAKES[:3]}, "It has 3 known mistakes"),
        (more("np.tanh(a).T"), ""),
        (
            {"mistakes": (*MISTAKES, Mistake("np.tanh(a)", "None", "No return.", caught="shape"))},
            "Caught as type instead of shape",
        ),
        (more("1 / 0"), "Not named on frozen inputs (error"),
        ({"tolerance": Tolerance(0, 100, "far too wide")}, "Accepted on frozen inputs"),
        ({"cases": (lambda rng: draw(rng, batch=4),)}, "No case has all sizes distinct"),
    ],
)
def test_an_unsound_exercise_is_named(changes, words):
    found = problems(**changes)
    assert words in found
    assert bool(found) == bool(words)


def test_a_rejected_right_answer_is_named():
    loaded = Reference(parse(SOURCE))
    one = exercise()
    found = module._verdict(one, answered(one, loaded, 0), loaded, [lambda x, kernel: np.tanh(x @ kernel).tolist()])
    assert "is rejected" in " ".join(found.problems)
    assert "No other right answer is tried" in " ".join(module._verdict(one, answered(one, loaded, 0), loaded, []).problems)


@pytest.mark.parametrize(
    ("stub", "words"),
    [
        (None, "no answer cell of this name"),
        ("def layer(x, kernel):\n    return np.tanh(x @ kernel)", "does not stop"),
        ("def layer(x, kernel):\n    return None", "does not stop"),
        ("def layer(x, kernel):\n    raise NotImplementedError()", ""),
    ],
)
def test_a_stub_must_stop(stub, words):
    loaded = Reference(parse(SOURCE))
    one = exercise()
    found = " ".join(module._stub_problems(stub, one, loaded, build_spec(one, loaded, 0)))
    assert words in found
    assert bool(found) == bool(words)


def test_a_mistake_whose_text_is_gone_is_named():
    with pytest.raises(Exception, match=r"looks for 'np.sinh', which is not in its solution cell"):
        verdict(mistakes=(*MISTAKES, Mistake("np.sinh", "np.cosh", "No.")))


def test_a_case_of_length_one_needs_another_beside_it():
    loaded = Reference(parse(SOURCE))
    single = exercise(cases=(lambda rng: draw(rng, batch=1),))
    both = exercise(cases=(lambda rng: draw(rng, batch=1), draw))
    assert equal_sizes(build_spec(single, loaded, 0))
    assert not equal_sizes(build_spec(both, loaded, 0))
