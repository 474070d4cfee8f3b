"""The short training of encoders and decoders: what an answer is given, what it learns, and what only a training shows."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.call import call
from autograder.checking.probes_translation import fitted_decoder
from autograder.exercises import exercises
from autograder.notebooks.reference import reference

NAMES = {"Encoder": "fitted_encoder", "Decoder": "fitted_decoder"}
FORCED = "        logits = self.output_layer"


@pytest.fixture(scope="module")
def solution(keras):
    return reference("a13_translation")


def drawn(name, seed=5):
    """Return the arguments of the case with a training."""
    return exercises("a13_translation")[name].cases[-1](np.random.default_rng(seed))


@pytest.mark.parametrize("name", NAMES)
def test_texts_that_are_asked_for_are_not_among_those_that_were_learned_from(name):
    arguments = drawn(name)
    source, target = arguments["train"]
    assert not set(map(tuple, source)) & set(map(tuple, arguments["held_out"]))
    assert target.shape[0] == len(source)
    signs = np.unique(arguments["_truth"])
    assert signs[0] == -1  # padding does not count
    assert 3 in signs  # the end does


@pytest.mark.parametrize(("name", "probe"), NAMES.items())
def test_an_answer_is_given_no_translation_of_what_it_is_asked(name, probe):
    sent = {}

    class Elsewhere:
        def remote_probe(self, probe, arguments):
            sent.update(arguments)
            return (np.zeros(()), np.eye(20)[np.maximum(truth, 0)])

        def __call__(self):
            raise AssertionError("a probe calls it")

    arguments = drawn(name)
    truth = arguments["_truth"]
    called = call(Elsewhere(), arguments, probe)
    assert called.failure is None
    assert len(called.value) == 1  # what is judged is not compared
    assert sorted(arguments.keys() - sent.keys()) == ["_floor", "_least", "_score", "_truth"]
    arguments["_truth"] = np.where(truth > 0, truth % 7 + 1, -1)
    assert call(Elsewhere(), arguments, probe).failure.stage == "score"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "find", "replace", "said"),
    [
        ("Encoder", "ops.not_equal(ids, PAD)", "np.asarray(ids) != PAD", "its tensors have no numbers yet"),
        ("Decoder", "if self.attention is not None:", "if ops.any(mask):", "its tensors have no numbers yet"),
        ("Decoder", FORCED, "        d = 0 * d\n" + FORCED, "learns too little"),
        ("Decoder", "ops.concatenate([context, d], axis=-1)", "ops.concatenate([0 * context, d], axis=-1)", "learns too little"),
    ],
)
def test_what_a_training_shows(solution, name, find, replace, said):
    text = solution.solutions[name]
    assert find in text
    failure = call(solution.function(name, text.replace(find, replace)), drawn(name), NAMES[name]).failure
    assert said in failure.message


@pytest.mark.slow
def test_a_decoder_writes_alone_and_takes_its_own_signs(solution):
    arguments = {name: value for name, value in drawn("Decoder").items() if name[0] != "_"}
    asked = []

    class Watched(solution.function("Decoder")):
        def step(self, ids, *others):
            asked.append(np.array(ids))
            return super().step(ids, *others)

    *_, said = fitted_decoder(Watched, arguments | {"fit": {"batch_size": 48, "epochs": 1}})
    assert (asked[-5] == 2).all()  # BOS
    for before, ids in zip(np.moveaxis(said, 1, 0), asked[-4:], strict=False):
        np.testing.assert_array_equal(before.argmax(axis=-1), ids)
