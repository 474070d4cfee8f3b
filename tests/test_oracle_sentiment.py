"""Unit 11 against scikit-learn and Keras's own layers, its bad inputs, and what its models reach."""

from __future__ import annotations

import numpy as np
import pytest
from carried_layers import carried_layers
from rnndata import load_reviews

from autograder.checking.frameworks import numpy
from autograder.exercises.a11_sentiment import _twins
from autograder.notebooks.reference import load_reference

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]

SIZE, FEATURES, UNITS = 14, 3, 5
IDS = np.array([[4, 2, 1, 7, 9, 13], [5, 5, 3, 0, 0, 0], [8, 0, 0, 0, 0, 0], [1, 2, 3, 4, 0, 0]])


@pytest.fixture(scope="module")
def unit(tf):
    return load_reference("a11_sentiment")


@pytest.fixture(scope="module")
def reviews():
    return load_reviews(size=1200)


def with_weights(unit, layers, seed=1):
    """Return a model with random weights, none of them zero."""
    model = unit["build_sentiment_model"](layers, SIZE, FEATURES, UNITS, 0.4)
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 0.7, weight.shape) for weight in model.get_weights()])
    return model


@pytest.mark.parametrize("part", ["test", "train"])
def test_the_floor_is_multinomial_naive_bayes(unit, reviews, part):
    text, bayes = pytest.importorskip("sklearn.feature_extraction.text"), pytest.importorskip("sklearn.naive_bayes")
    counter = text.CountVectorizer(tokenizer=unit["words"], token_pattern=None, lowercase=False)
    train, new = (reviews.train, [*getattr(reviews, part).texts, "", "Not dull, not DULL at all - superb!", "zeppelin"])
    uneven = slice(0, 333)
    classifier = bayes.MultinomialNB().fit(counter.fit_transform(train.texts[uneven]), train.labels[uneven])
    theirs = classifier.predict_proba(counter.transform(new))[:, 1]
    mine = unit["bag_of_words_floor"](train.texts[uneven], train.labels[uneven], new)
    np.testing.assert_allclose(mine, theirs, 1e-9)
    doubled = bayes.MultinomialNB(alpha=2).fit(counter.transform(train.texts[uneven]), train.labels[uneven])
    assert np.abs(mine - doubled.predict_proba(counter.transform(new))[:, 1]).max() > 1e-3


def test_a_bag_of_words_is_near_a_coin_on_these_reviews(unit, reviews):
    said = unit["bag_of_words_floor"](reviews.train.texts, reviews.train.labels, reviews.test.texts)
    assert 0.4 < np.mean((said > 0.5) == reviews.test.labels) < 0.7


def test_a_very_long_text_neither_overflows_nor_warns(unit):
    said = unit["bag_of_words_floor"](["good", "bad"], np.array([1, 0]), ["bad " * 5000, "good " * 5000])
    np.testing.assert_array_equal(said, [0.0, 1.0])


def test_ids_are_those_of_keras(unit, keras, reviews):
    vocabulary = unit["vocabulary_of"](reviews.train.texts, size=60)
    layer = keras.layers.TextVectorization(
        standardize=None, split="whitespace", output_sequence_length=60, vocabulary=vocabulary[2:]
    )
    theirs = numpy(layer(list(reviews.test.texts)))
    mine = unit["encode_reviews"](reviews.test.texts, vocabulary, 60)
    np.testing.assert_array_equal(mine, theirs)
    assert np.any(mine == 1)
    unpadded = [list(row[row > 0]) for row in theirs]
    cut = keras.utils.pad_sequences(unpadded, 9, padding="post", truncating="pre")
    np.testing.assert_array_equal(unit["encode_reviews"](reviews.test.texts, vocabulary, 9), cut)


def test_unknown_words_begin_where_an_imputer_puts_them(unit):
    impute = pytest.importorskip("sklearn.impute")
    rng = np.random.default_rng(0)
    vocabulary = ["<pad>", "<unk>", *(f"word{number}" for number in range(20))]
    known = {word: rng.normal(size=7) for word in [*vocabulary[4:20:3], "elsewhere", "<unk>"]}
    matrix, coverage = unit["load_vectors"](vocabulary, known)
    rows = np.array([known.get(word, np.full(7, np.nan)) for word in vocabulary[2:]])
    np.testing.assert_allclose(matrix[2:], impute.SimpleImputer().fit_transform(rows))
    np.testing.assert_allclose(matrix[1], np.nanmean(rows, axis=0))
    assert not matrix[0].any()
    assert coverage == np.mean(~np.isnan(rows[:, 0]))


def logits_of_keras(keras, weights):
    """Return the logit of each review, computed without padding, review by review, by Keras's own layers."""
    table, onward, back, dense = weights[0], weights[1:4], weights[4:7], weights[7:]
    directions = [
        keras.layers.LSTM(UNITS, return_sequences=True),
        keras.layers.LSTM(UNITS, return_sequences=True, go_backwards=True),
    ]
    logits = []
    for row in IDS:
        vectors = table[row[row > 0]][None]
        outputs = []
        for layer, arrays in zip(directions, (onward, back), strict=True):
            layer.build(vectors.shape)
            layer.set_weights(arrays)
            outputs.append(numpy(keras.layers.GlobalMaxPooling1D()(layer(vectors))))
        logits.append(np.concatenate(outputs, axis=1) @ dense[0] + dense[1])
    return np.concatenate(logits)


def test_the_model_equals_keras_on_reviews_without_padding(unit, keras):
    model = with_weights(unit, keras.layers)
    np.testing.assert_allclose(numpy(model(IDS)), logits_of_keras(keras, model.get_weights()), 1e-5, 1e-5)


def test_a_maximum_over_padding_would_be_seen(unit, keras, monkeypatch):
    model = with_weights(unit, keras.layers)
    monkeypatch.setattr(unit["ops"], "where", lambda condition, one, other: one)
    wrong = with_weights(unit, keras.layers)
    assert np.abs(numpy(wrong(IDS)) - logits_of_keras(keras, model.get_weights())).max() > 0.1


def test_ones_own_layers_of_unit_09_give_the_same_and_learn_the_same(unit, keras, tmp_path, monkeypatch):
    own_layers = carried_layers(tmp_path, monkeypatch)
    x, y = _twins(np.random.default_rng(3), 64)
    models = [with_weights(unit, layers) for layers in (keras.layers, own_layers)]
    np.testing.assert_allclose(numpy(models[0](IDS)), numpy(models[1](IDS)), 1e-5, 1e-5)
    losses = []
    for layers in (keras.layers, own_layers):
        model = unit["build_sentiment_model"](layers, SIZE, FEATURES, UNITS, 0.0)
        rng = np.random.default_rng(5)
        model.set_weights([rng.normal(0, 0.3, weight.shape) for weight in model.get_weights()])
        model.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=True))
        losses.append(model.fit(x, y, 32, 3, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], 1e-4)
    assert losses[0][-1] < losses[0][0]


def test_a_model_is_saved_and_loaded(unit, keras, tmp_path):
    model = with_weights(unit, keras.layers)
    model.save(tmp_path / "reader.keras")
    again = keras.models.load_model(tmp_path / "reader.keras")
    np.testing.assert_array_equal(numpy(model(IDS)), numpy(again(IDS)))


def test_empty_unknown_and_overlong_texts_have_probabilities_of_their_own(unit, keras):
    vocabulary = ["<pad>", "<unk>", *"abcdefghijkl"]
    model = with_weights(unit, keras.layers)
    texts = ["", "   ", "zeppelin", "a b c " * 400, "B C", "x y z ?", "b c"]
    said = unit["sentiment_of"](model, vocabulary, texts, 6)
    assert said.shape == (7,)
    assert np.all((said > 0) & (said < 1))
    np.testing.assert_allclose(said[[0, 0, 4]], said[[1, 2, 6]], 1e-6)  # nothing is one unknown word; capitals do not matter
    np.testing.assert_allclose(said[3], unit["sentiment_of"](model, vocabulary, ["a b c a b c"], 6)[0], 1e-6)
    alone = [unit["sentiment_of"](model, vocabulary, [text], 6)[0] for text in texts]
    np.testing.assert_allclose(said, alone, 1e-5)
    longer = unit["sentiment_of"](model, vocabulary, texts[4:], 30)
    np.testing.assert_allclose(said[4:], longer, 1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_reader_finds_the_order_of_words(unit, keras, reviews, seed):
    vocabulary = unit["vocabulary_of"](reviews.train.texts)
    ids = unit["encode_reviews"](reviews.train.texts, vocabulary, 40)
    keras.utils.set_random_seed(seed)
    model = unit["build_sentiment_model"](keras.layers, len(vocabulary), 16, 16, 0.2)
    model.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=True))
    model.fit(ids, reviews.train.labels, 32, 6, verbose=0)
    said = unit["sentiment_of"](model, vocabulary, reviews.test.texts, 40)
    assert np.mean((said > 0.5) == reviews.test.labels) > 0.9
