"""The probes of sampling say why nothing is left to draw from."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.call import call
from autograder.checking.callables import babble_model

RUN = {"step": babble_model, "state": np.zeros(1), "first_id": 1, "end_id": 0, "rng": np.random.default_rng(0), "max_length": 2}


def careless(step, state, first_id, end_id, rng, max_length, top_k=None, banned=()):
    scores = step(first_id, state)[0]
    if top_k is not None:
        scores[np.argsort(-scores)[top_k:]] = -np.inf
    scores[banned] = -np.inf
    return [int(rng.choice(len(scores), p=np.exp(scores) / np.exp(scores).sum()))]


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({}, "every id was taken out. `banned` is empty here, and `array[()] = ...` changes the whole array"),
        (
            {"top_k": 1, "banned": (2,)},
            "Are the likeliest picked among those that the other rules leave?",
        ),
    ],
)
def test_where_no_id_is_left_the_message_says_why(wishes, words):
    likeliest = int(np.argmax(babble_model(1, np.zeros(1))[0]))
    wishes = wishes | ({"banned": (likeliest,)} if wishes else {})
    failure = call(careless, RUN | wishes, "shares_of_runs").failure
    assert failure.stage == "error"
    assert words in failure.message
    assert "in your line" in failure.message
