"""Generated reviews: a bag of words cannot tell them, a rule of the grammar can; and what damaged public files say."""

from collections import Counter

import numpy as np
import pytest
from data_floors import bag_accuracy, judgement
from rnndata import DataError, load_reviews, reviews
from rnndata.review_grammar import BAD, GOOD
from rnndata.shapes import PARTS


@pytest.fixture(scope="module", params=[1, 2, 3])
def made(request):
    return request.param, load_reviews(difficulty=request.param)


def everything(data):
    return [(text, int(label)) for part in data[:3] for text, label in zip(part.texts, part.labels, strict=True)]


def test_they_say_that_they_are_generated_and_name_the_classes(made):
    _, data = made
    assert data.generated is True
    assert "Generated" in data.source
    assert data.names == ("negative", "positive")
    assert data.train.labels.dtype == np.int64


def test_there_are_as_many_as_asked_for_all_different_and_half_of_them_positive(made):
    _, data = made
    texts = [text for text, _ in everything(data)]
    assert 4000 <= len(texts) <= 4001
    assert len(set(texts)) == len(texts)
    assert all(text and text == " ".join(text.split()) for text in texts)
    assert all(abs(part.labels.mean() - 0.5) < 0.06 for part in data[:3])
    assert 0.75 < len(data.train.texts) / len(texts) < 0.85


def test_a_bag_of_words_fails_where_word_order_matters(made):
    difficulty, data = made
    accuracy = bag_accuracy(data, str.split)
    assert (accuracy > 0.99) if difficulty == 1 else (accuracy < {2: 0.66, 3: 0.501}[difficulty])


def test_a_rule_that_knows_the_grammar_is_always_right(made):
    _, data = made
    good, bad = set(GOOD), set(BAD)
    assert all(judgement(text, good, bad) == label for text, label in everything(data))


def test_twins_have_the_same_words_the_opposite_label_and_the_same_part(made):
    difficulty, data = made
    place = {}
    for part, texts in zip(PARTS, data[:3], strict=True):
        for text, label in zip(texts.texts, texts.labels, strict=True):
            place.setdefault(" ".join(sorted(text.split())), []).append((part, int(label)))
    assert all(len({part for part, _ in found}) == 1 for found in place.values())
    twins = [Counter(label for _, label in found) for found in place.values() if len(found) > 1]
    if difficulty == 3:
        assert sum(count[0] + count[1] for count in twins) == len(everything(data))
        assert all(count[0] == count[1] for count in twins)


def test_good_and_bad_words_stand_in_good_and_bad_reviews_alike():
    data = load_reviews(difficulty=3)
    for words in (GOOD, BAD):
        shares = [label for text, label in everything(data) if set(text.split()) & set(words)]
        assert np.mean(shares) == 0.5


def test_the_seed_decides_everything():
    assert everything(load_reviews(size=50, seed=3)) == everything(load_reviews(size=50, seed=3))
    assert everything(load_reviews(size=50, seed=3)) != everything(load_reviews(size=50, seed=4))
    assert load_reviews(size=2, seed=0).train.texts[0] == load_reviews(size=60, seed=0).train.texts[0]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"name": "imbd"}, "unknown name 'imbd'; use one of 'generated', 'imdb', 'polarity', 'sst2'"),
        ({"difficulty": 4}, "unknown difficulty 4; use one of 1, 2, 3"),
        ({"size": 0}, "size must be a whole number of at least 1, received 0"),
        ({"size": 2.5}, "size must be a whole number of at least 1, received 2.5"),
        ({"size": True}, "size must be a whole number of at least 1, received True"),
    ],
)
def test_a_wrong_wish_is_one_clear_sentence(wish, message):
    with pytest.raises(ValueError, match=message):
        load_reviews(**wish)


@pytest.mark.parametrize("line", ["2 a film", "a film", "1", "1 "])
def test_a_damaged_line_of_a_public_set_is_named(tmp_path, line):
    path = tmp_path / "stsa.binary.train"
    path.write_text(f"1 good\n{line}\n")
    with pytest.raises(DataError, match=r"stsa\.binary\.train, line 2: expected"):
        reviews._labelled_lines(path)
