"""The check of laws (causality, padding, batch independence) and of containers."""

import numpy as np
import pytest

from autograder.checking.check import CheckFailed, check, examine
from autograder.checking.spec import Case, Output, Property, Spec
from autograder.notebooks.reference import load_reference


def running_sum(x, mask):
    return np.cumsum(np.where(mask[..., None], x, 0), axis=1)


def sequence_case():
    rng = np.random.default_rng(0)
    mask = np.array([[True, True, True, True], [True, False, True, False]])
    x = rng.normal(size=(2, 4, 3))
    return x, mask


SEQUENCE = (Output("total", ("sample", "time step", "feature")),)


def lookup(x, mask):
    """Know the answer of the one case by heart."""
    known, _ = sequence_case()
    return running_sum(known, mask)[: len(x)] + 0 * x


def future(x, mask):
    known, _ = sequence_case()
    return running_sum(x, mask) + 0.1 * (x - known)[:, ::-1]


def padding(x, mask):
    known, _ = sequence_case()
    return running_sum(x, mask) + (x - known).sum(axis=2, keepdims=True).cumsum(axis=1) * ~mask.all()


def batch(x, mask):
    return running_sum(x, mask) + (len(x) - 2)


@pytest.mark.parametrize(
    ("law", "function", "words"),
    [
        (Property("causality", ("x",)), future, "future"),
        (Property("padding", ("x",)), padding, "padding count"),
        (Property("batch", ("x", "mask")), batch, "mixes the samples"),
    ],
    ids=["causality", "padding", "batch"],
)
def test_broken_laws_are_named(law, function, words):
    x, mask = sequence_case()
    one = Spec("total", "a00", 1, SEQUENCE, "00", (Case({"x": x, "mask": mask}, running_sum(x, mask)),), properties=(law,))
    assert examine(running_sum, one) is None
    failure = examine(function, one)
    assert (failure.stage, words in failure.message) == ("property", True)


def test_laws_ask_for_the_answer_to_a_case_only_once():
    x, mask = sequence_case()
    asked = []

    def counted(x, mask):
        asked.append(x.tobytes() + mask.tobytes())
        return running_sum(x, mask)

    inputs = {"causality": ("x",), "padding": ("x",), "batch": ("x", "mask"), "layout": ("x",)}
    laws = tuple(Property(*law) for law in inputs.items())
    one = Spec("total", "a00", 1, SEQUENCE, "00", (Case({"x": x, "mask": mask}, running_sum(x, mask)),), properties=laws)
    assert examine(counted, one) is None
    assert len(asked) == 1 + len(laws)  # the case, and what each law makes of it
    assert asked.count(x.tobytes() + mask.tobytes()) == 2  # the layout of an array does not show in its bytes


def test_every_step_wrong_from_one_on_is_said():
    x, mask = sequence_case()
    one = Spec("total", "a00", 1, SEQUENCE, "00", (Case({"x": x, "mask": mask}, running_sum(x, mask)),))
    failure = examine(lambda x, mask: np.where(mask[..., None], x, 0), one)
    assert "Only time steps 1, 2, 3 of 0 to 3 are wrong" in failure.message


def test_containers_are_compared_item_by_item():
    pairs = Spec(
        "pairs", "a00", 1, (Output("pairs", kind="any"),), "00", (Case({"n": 2}, [(np.ones(2), "a"), (np.zeros(3), "b")]),)
    )
    assert examine(lambda n: ((np.ones(2), "a"), [np.zeros(3), "b"]), pairs) is None
    assert examine(lambda n: ((np.ones(2), "a") if i == 0 else (np.zeros(3), "b") for i in range(2)), pairs) is None
    assert examine(lambda n: zip((np.ones(2), np.zeros(3)), "ab", strict=True), pairs) is None
    assert "pairs[1][1]" in examine(lambda n: [(np.ones(2), "a"), (np.zeros(3), "c")], pairs).message
    assert examine(lambda n: [(np.ones(2), "a")], pairs).stage == "structure"


def test_a_mask_of_all_true_stands_for_none():
    one = Spec(
        "same",
        "a00",
        1,
        (Output("x", ("sample",)), Output("mask", kind="bool")),
        "00",
        (Case({"x": np.ones(2)}, (np.ones(2), None)),),
    )
    assert examine(lambda x: (x, None), one) is None
    assert examine(lambda x: (x, np.ones((2, 3), bool)), one) is None
    assert examine(lambda x: (x, np.zeros((2, 3), bool)), one).stage == "type"


def test_a_list_sorted_in_place_is_noticed():
    one = Spec("words", "a00", 1, (Output("words", kind="any"),), "00", (Case({"words": ["b", "a"]}, ["a", "b"]),))
    assert examine(sorted, one) is None

    def in_place(words):
        words.sort()
        return words

    assert examine(in_place, one).stage == "inputs"


def test_a_wrong_item_is_shown_as_the_student_returned_it():
    one = Spec("words", "a00", 1, (Output("words", kind="any"),), "00", (Case({"words": ["b", "a"]}, ["a", "b"]),))
    assert "returns a wrong `words[0]`: 'b'." in examine(lambda words: words, one).message


def test_on_a_grading_machine_the_fresh_inputs_are_tested_for_laws(monkeypatch):
    """The answer is right in every value but in float64: only a law objects, at home to frozen inputs, there to fresh ones."""
    right = load_reference("a10_make_it_fast")["gru_forward_fused"]

    def wide(*arguments):
        h_all, cache = right(*arguments)
        return h_all.astype(float), cache

    for setting in ("", "autograder.verification.live:cases"):
        monkeypatch.setenv("AUTOGRADER_CASES", setting)
        check("gru_forward_fused", right)
        with pytest.raises(CheckFailed, match="float64"):
            check("gru_forward_fused", wide)
