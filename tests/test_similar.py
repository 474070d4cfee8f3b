"""Answers that are alike are found whatever their names; what everybody writes, or was given, is not."""

import sys
import time

import pytest

from autograder.pipeline.answers import Code, parsed
from autograder.pipeline.flags import flags
from autograder.pipeline.similar import lines, similar

GIVEN = Code({"loop": 'def loop(x, h):\n    """Run."""\n    raise NotImplementedError'}, ())
RIGHT = "def loop(x, h):\n    for t in range(x.shape[1]):\n        h = np.tanh(x[:, t] + h)\n    return h"
SOLUTION = Code({"loop": RIGHT}, ())
ODD = """\
def loop(x, h):
    steps = list(range(x.shape[1]))
    table = {step: x[:, step] for step in steps if step >= 0}
    while steps:
        first = steps.pop(0)
        h = np.tanh(np.add(table[first], h) * 1.0)
    return np.asarray(h)
"""
RENAMED = (
    ODD.replace("steps", "zeiten").replace("step", "zeit").replace("table", "tafel").replace("first", "erste")
    + "    # that was hard\n"
).replace("def loop(x, h):", 'def loop(x: object, h):\n    """Mine."""')
OTHER = """\
def loop(x, h):
    result = h
    batch, time, features = x.shape
    for number in np.arange(time, dtype=int):
        total = x[:, int(number), :] + result
        result = (np.exp(total) - np.exp(-total)) / (np.exp(total) + np.exp(-total))
    assert result.shape == (batch, features), "odd shape"
    return result
"""


def found(given=(GIVEN, SOLUTION), **answers):
    codes = {student: Code({"loop": text}, ()) for student, text in answers.items()}
    return [(one.students, one.exercises, one.how) for one in similar(codes, given)]


@pytest.mark.parametrize(
    ("copy", "how"),
    [
        (ODD, "word for word"),
        (ODD.replace("    ", "\t"), "word for word"),
        (RENAMED, "the same but for names and comments"),
        (ODD.replace("1.0", "1"), "nearly the same"),
    ],
)
def test_copies_are_found(copy, how):
    assert found(ada=ODD, bob=copy, cy=OTHER, dee=RIGHT) == [(("ada", "bob"), ("loop",), how)]


def test_different_answers_are_not_alike():
    assert found(ada=ODD, cy=OTHER) == []


def test_the_solution_and_what_is_short_are_not_compared():
    assert found(ada=RIGHT, bob=RIGHT) == []
    short = "def loop(x, h):\n    return np.tanh(x.sum(axis=1) + h)"
    assert found(ada=short, bob=short) == []


def test_the_release_is_not_compared():
    long = Code({"loop": ODD}, ())
    assert found(given=(long,), ada=ODD, bob=ODD) == []


def test_what_a_third_of_the_class_has_is_not_compared():
    many = {f"s{number}": ODD for number in range(6)}
    assert found(**many) == []
    few = {f"t{number}": f"def loop(x, h):\n    return {number}" for number in range(12)}
    assert found(**few, ada=ODD, bob=ODD)[0][0] == ("ada", "bob")


def test_three_who_share_are_one_group():
    others = {f"t{number}": f"def loop(x, h):\n    return {number}" for number in range(8)}
    ((students, _, _),) = found(ada=ODD, bob=RENAMED, cy=ODD.replace("1.0", "1"), **others)
    assert students == ("ada", "bob", "cy")


def test_what_is_no_python_stops_nothing():
    assert found(ada=ODD, bob="def loop(x", cy="%%bash\nls", dee="\0") == []
    assert lines("def loop(") == []


def test_names_texts_and_types_do_not_count():
    assert lines(ODD) == lines(RENAMED)
    assert lines("x = np.a(b)") != lines("x = np.c(b)")


@pytest.mark.parametrize("end", ["+1" * 1500, ".b" * 1500, "+0x" + "f" * 5000], ids=["a sum", "attributes", "a number"])
def test_what_python_cannot_write_anew_stops_nothing(end):
    odd = ODD.replace("table[first], h", f"table[first] + h{end}")
    assert found(ada=ODD, bob=odd, cy=odd) == [(("bob", "cy"), ("loop",), "word for word")]


def test_a_long_answer_is_read_as_fast_as_it_is_long():
    start = time.process_time()
    assert len(lines(f"x = {'a' * 10**6}")) == 1
    assert found(ada="x = [" + "1, " * 10**5 + "]", bob="x = [" + "2, " * 10**5 + "]") == []
    assert time.process_time() - start < 10


@pytest.mark.parametrize("text", ["\n!" * 20_000, "\n" * 20_000, " \n" * 20_000, "%" * 20_000, "x = 1\n" * 5_000], ids=range(5))
def test_what_is_read_is_read_soon(text):
    start = time.process_time()
    parsed(text)
    flags(Code({"loop": text}, ()), (), ())
    assert time.process_time() - start < 2


def test_more_tokens_than_there_are_letters_stop_nothing(monkeypatch):
    monkeypatch.setattr("autograder.pipeline.similar.FIRST", sys.maxunicode - 4)  # five are left
    assert found(ada=ODD, bob=ODD) == [(("ada", "bob"), ("loop",), "word for word")]
    assert found(ada=ODD, bob=ODD.replace("first", "other")) != []
