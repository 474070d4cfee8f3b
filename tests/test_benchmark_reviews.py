"""What the models of reviews are told of words and pairs of words."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import models_reviews


def test_log_odds_of_words_in_a_text_are_counted_in_the_other_texts():
    ids, labels = np.array([[2, 3, 2, 0], [2, 4, 1, 0], [3, 3, 5, 0], [2, 5, 0, 0]]), np.array([1, 0, 1, 0])

    def brute(texts, word):
        counts = [[int(np.sum(ids[[text for text in texts if labels[text] == k]] == id)) for id in range(2, 6)] for k in (0, 1)]
        if counts[0][word - 2] + counts[1][word - 2] == 0:
            return 0.0
        p = [(counts[k][word - 2] + 1) / (sum(counts[k]) + 6) for k in (0, 1)]
        return np.log(p[1] / p[0])

    of_words, in_places = models_reviews.log_odds(ids, labels, 6)
    np.testing.assert_allclose(of_words, [0, 0, *(brute(range(4), word) for word in range(2, 6))], rtol=1e-6)
    for (text, place), word in np.ndenumerate(ids):
        wanted = brute([other for other in range(4) if other != text], word) if word > 1 else 0
        assert in_places[text, place] == pytest.approx(wanted, rel=1e-5), (text, place)
    assert in_places[1, 1] == 0, "no other text has this word"


def test_pairs_are_numbered_where_they_are_frequent_and_both_words_are_known():
    train = np.array([[2, 3, 2, 3], [2, 3, 1, 4], [4, 2, 0, 0], [4, 2, 4, 2]])
    other = np.array([[2, 3, 4, 2, 5], [3, 2, 3, 1, 0]])
    numbers, size = models_reviews.pair_ids({"train": train, "test": other}, 3)
    one, two = numbers["train"][0, 1], numbers["train"][2, 1]
    assert sorted([one, two]) == [2, 3]
    assert size == 4
    np.testing.assert_array_equal(numbers["train"], [[1, one, 1, one], [1, one, 1, 1], [1, two, 0, 0], [1, two, 1, two]])
    np.testing.assert_array_equal(numbers["test"], [[1, one, 1, two, 1], [1, 1, one, 1, 0]])


def test_log_odds_of_other_parts_are_counted_in_all_texts_of_the_training_part():
    ids, labels = {"train": np.array([[2, 3], [2, 0], [3, 3]]), "test": np.array([[3, 2, 1, 0]])}, np.array([1, 0, 0])
    of_words, in_places = models_reviews.log_odds(ids["train"], labels, 4)
    found = models_reviews.log_odds_of_parts(ids, labels, 4)
    np.testing.assert_array_equal(found["train"], in_places)
    np.testing.assert_array_equal(found["test"], [[of_words[3], of_words[2], 0, 0]])
