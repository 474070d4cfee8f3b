"""The reference functions of unit 08 against hand-made sums, exact enumeration, Keras and TensorFlow."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

TIGHT = {"rtol": 1e-10, "atol": 1e-12}


@pytest.fixture(scope="module")
def ours():
    """Return the functions of the solution by name."""
    return load_reference("a08_language_models")


@pytest.fixture
def rng():
    return np.random.default_rng(8)


# Counting


def test_bigrams_counted_by_hand(ours):
    """In 0 1 0 1 2 the pairs are 01, 10, 01, 12. Behind 0: twice 1. Behind 1: once 0, once 2. Behind 2: nothing.

    With one free occurrence of each of 3 classes: row 0 is (0+1, 2+1, 0+1) / (2+3), row 1 is (1+1, 0+1, 1+1) / (2+3),
    row 2 is (1, 1, 1) / 3.
    """
    expected = [[1 / 5, 3 / 5, 1 / 5], [2 / 5, 1 / 5, 2 / 5], [1 / 3, 1 / 3, 1 / 3]]
    np.testing.assert_allclose(ours["bigram_model"](np.array([0, 1, 0, 1, 2]), 3, 1.0), expected, **TIGHT)


def test_almost_without_smoothing_bigrams_are_relative_frequencies(ours, rng):
    """Maximum likelihood: no other table makes the row likelier than the relative frequencies do."""
    ids = rng.integers(0, 4, 300)
    table = ours["bigram_model"](ids, 4, 1e-9)
    pairs, firsts = Counter(itertools.pairwise(ids.tolist())), Counter(ids[:-1].tolist())
    for (before, behind), count in pairs.items():
        assert table[before, behind] == pytest.approx(count / firsts[before], rel=1e-6)
    best = np.sum(np.log(table[ids[:-1], ids[1:]]))
    for _ in range(20):
        other = table * rng.uniform(0.9, 1.1, table.shape)
        other /= other.sum(axis=1, keepdims=True)
        assert np.sum(np.log(other[ids[:-1], ids[1:]])) < best


def test_with_endless_smoothing_all_tokens_are_alike(ours, rng):
    np.testing.assert_allclose(ours["bigram_model"](rng.integers(0, 5, 50), 5, 1e9), 1 / 5, rtol=1e-6)


# Batches


@pytest.mark.parametrize(("length", "batch", "timesteps"), [(47, 3, 4), (33, 4, 4), (32, 4, 3), (10, 1, 20), (9, 2, 1)])
def test_batches_hold_every_pair_of_neighbours_once(ours, rng, length, batch, timesteps):
    ids = rng.permutation(length)
    batches = ours["language_model_batches"](ids, batch, timesteps)
    pairs = [pair for x, targets in batches for pair in zip(x.ravel().tolist(), targets.ravel().tolist(), strict=True)]
    neighbours = list(itertools.pairwise(ids.tolist()))
    assert len(set(pairs)) == len(pairs) == batch * ((length - 1) // batch)
    assert set(pairs) <= set(neighbours)
    assert len(neighbours) - len(pairs) < batch
    assert all(x.shape == targets.shape == (batch, timesteps) for x, targets in batches[:-1])


def test_a_keras_layer_that_carries_its_state_reads_the_chunks_as_it_reads_the_strips(ours, tf, rng):
    ids, batch = rng.integers(0, 6, 43), 3
    layer = tf.keras.layers.LSTM(4, return_sequences=True, return_state=True, dtype="float64")
    embed = np.eye(6)
    state, pieces = [np.zeros((batch, 4)), np.zeros((batch, 4))], []
    for x, _ in ours["language_model_batches"](ids, batch, 4):
        h_all, *state = layer(embed[x], initial_state=state)
        pieces.append(h_all.numpy())
    whole = layer(embed[ids[: batch * 14].reshape(batch, 14)])[0].numpy()
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), whole, **TIGHT)


# Scores


def test_perplexity_by_hand(ours):
    """The real tokens have probabilities 1/2, 1/4, 1/4, 1/8: 1 + 2 + 2 + 3 = 8 bits over 4 tokens, 2 bits each, 2^2 = 4.

    The four 1/9 are padding. With them it would be (8 + 4 log2(9)) / 8 bits per token.
    """
    probabilities = np.array([[1 / 2, 1 / 9, 1 / 4, 1 / 4], [1 / 8, 1 / 9, 1 / 9, 1 / 9]])
    mask = np.array([[True, False, True, True], [True, False, False, False]])
    assert ours["perplexity"](np.log(probabilities), mask) == pytest.approx(4.0, rel=1e-12)
    with_padding = 2 ** ((8 + 4 * math.log2(9)) / 8)
    assert ours["perplexity"](np.log(probabilities), np.ones_like(mask)) == pytest.approx(with_padding, rel=1e-12)


def test_the_perplexity_of_an_even_guess_is_the_number_of_classes(ours):
    assert ours["perplexity"](np.full((2, 3), -math.log(7)), np.ones((2, 3), bool)) == pytest.approx(7)


def test_sentence_scores_by_hand(ours):
    """Softmax of log p is p, whatever constant is added to all logits of a step.

    Sentence 0, two tokens and one step of padding: 1/2 * 3/4 = 3/8, so log(3/8) = -0.9808.
    Sentence 1, three tokens: 1/4 * 1/8 * 1/2 = 1/64, so log(1/64) = -6 log 2 = -4.1589.
    """
    steps = [[1 / 2, 1 / 4, 1 / 4], [1 / 8, 3 / 4, 1 / 8], [1 / 4, 1 / 4, 1 / 2]]
    logits = np.log([steps, steps]) + np.array([0.0, 3.0, -2.0])[:, None]
    targets = np.array([[0, 1, 0], [2, 0, 2]])
    mask = np.array([[True, True, False], [True, True, True]])
    scores = ours["sentence_log_probability"](logits, targets, mask)
    np.testing.assert_allclose(scores, [math.log(3 / 8), -6 * math.log(2)], **TIGHT)
    np.testing.assert_allclose(scores, [-0.9808, -4.1589], atol=1e-4)


@pytest.mark.parametrize("sizes", [(4, 6, 5), (2, 1, 3), (1, 4, 2)], ids=str)
def test_sentence_scores_and_perplexity_against_keras(ours, tf, rng, sizes):
    batch, timesteps, classes = sizes
    logits, targets = 3 * rng.normal(size=sizes), rng.integers(0, classes, (batch, timesteps))
    mask = rng.random((batch, timesteps)) < 0.6
    mask[:, 0] = True
    losses = tf.keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True).numpy()
    scores = ours["sentence_log_probability"](logits, targets, mask)
    np.testing.assert_allclose(scores, -(losses * mask).sum(axis=1), rtol=1e-9)
    mean = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight", dtype="float64")
    loss = float(mean(targets, logits, sample_weight=mask.astype(float)))
    assert ours["perplexity"](-losses, mask) == pytest.approx(math.exp(loss), rel=1e-9)
    assert ours["perplexity"](-losses, mask) == pytest.approx(math.exp(-scores.sum() / mask.sum()), rel=1e-9)


def test_the_probabilities_of_all_sentences_add_up_to_one(ours, rng):
    """Every sentence of 4 tokens out of 3, each scored by a table: a probability is shared out, none is lost or made."""
    table = rng.normal(size=(3, 3))
    sentences = np.array(list(itertools.product(range(3), repeat=4)))
    read = np.concatenate([np.zeros((81, 1), int), sentences[:, :-1]], axis=1)
    scores = ours["sentence_log_probability"](table[read], sentences, np.ones((81, 4), bool))
    assert np.sum(np.exp(scores)) == pytest.approx(1.0, rel=1e-12)


# Sampling


def exact_shares(logits, temperature=1.0, top_k=None, top_p=None, banned=()):
    """Return the probabilities that the wishes ask for, by trying all groups of ids instead of sorting.

    Who stays of `top_k` is the group of that size with the greatest weight; the nucleus is the smallest group that holds at
    least `top_p`, and of those of that size the one that holds most.
    """
    weights = {index: math.exp(o / temperature) for index, o in enumerate(logits) if index not in banned}
    if top_k is not None:
        groups = itertools.combinations(weights, min(top_k, len(weights)))
        weights = {index: weights[index] for index in max(groups, key=lambda group: sum(weights[i] for i in group))}
    if top_p is not None:
        total = sum(weights.values())
        for size in range(1, len(weights) + 1):
            groups = list(itertools.combinations(weights, size))
            best = max(groups, key=lambda group: sum(weights[i] for i in group))
            if size == len(weights) or sum(weights[i] for i in best) / total >= top_p:
                weights = {index: weights[index] for index in best}
                break
    return np.array([weights.get(index, 0.0) for index in range(len(logits))]) / sum(weights.values())


WISHES = [
    {},
    {"temperature": 0.4},
    {"temperature": 2.5},
    {"top_k": 1},
    {"top_k": 3},
    {"top_k": 40},
    {"top_p": 0.35},
    {"top_p": 0.8},
    {"top_p": 1.0},
    {"banned": (1, 4)},
    {"banned": (0, 2, 3), "top_k": 2},
    {"temperature": 1.7, "top_k": 4, "top_p": 0.7, "banned": (5,)},
]


class Recorder:
    """Stands in for a generator and keeps the probabilities it was asked to draw from."""

    def choice(self, classes, p):
        assert classes == len(p)
        self.p = p
        return 0


@pytest.mark.parametrize("wishes", WISHES, ids=str)
def test_the_distribution_that_is_drawn_from(ours, rng, wishes):
    for _ in range(20):
        logits, recorder = 1.5 * rng.normal(size=6), Recorder()
        kept = logits.copy()
        ours["sample_index"](logits, recorder, **wishes)
        np.testing.assert_allclose(recorder.p, exact_shares(logits, **wishes), **TIGHT)
        np.testing.assert_array_equal(logits, kept)


@pytest.mark.parametrize("wishes", WISHES, ids=str)
def test_shares_of_many_draws(ours, rng, wishes):
    """20,000 draws stray from a probability p by sqrt(p (1 - p) / 20,000), at most 0.0036; five times that is allowed."""
    logits = rng.normal(size=6)
    draws = [ours["sample_index"](logits, rng, **wishes) for _ in range(20_000)]
    exact = exact_shares(logits, **wishes)
    shares = np.bincount(draws, minlength=6) / len(draws)
    assert np.all(np.abs(shares - exact) <= 5 * np.sqrt(exact * (1 - exact) / len(draws)))
    assert all(type(draw) is int for draw in draws[:10])


def test_runs_have_the_probability_that_the_model_gives_them(ours, rng):
    """Every run of a model over two letters and an end sign, exactly, against 20,000 runs; the state makes the end likelier."""
    table = np.array([[0.1, 0.6, 0.3], [0.2, 0.3, 0.5], [0.3, 0.6, 0.1]])

    def step(index, state):
        return np.log(table[index] + np.array([0.2 * state, 0.0, 0.0])), state + 1

    def exact(run):
        p, index = 1.0, 1
        for place, following in enumerate([*run, 0][:3]):  # a run of 3 is cut off: nothing is asked of its end
            weights = table[index] + np.array([0.2 * place, 0.0, 0.0])
            p, index = p * weights[following] / weights.sum(), following
        return p

    runs = [tuple(run) for length in range(4) for run in itertools.product((1, 2), repeat=length)]
    expected = np.array([exact(run) for run in runs])
    assert expected.sum() == pytest.approx(1.0)
    counts = Counter(tuple(ours["generate"](step, 0, 1, 0, rng, 3)) for _ in range(20_000))
    assert set(counts) <= set(runs)
    shares = np.array([counts[run] for run in runs]) / 20_000
    assert np.all(np.abs(shares - expected) <= 5 * np.sqrt(expected * (1 - expected) / 20_000))


# Sampled softmax


@pytest.mark.parametrize("sizes", [(3, 4, 9, 5), (5, 2, 7, 12), (1, 3, 4, 1)], ids=str)
def test_sampled_softmax_against_tensorflow(ours, tf, rng, sizes):
    """TensorFlow is told which classes were drawn and how often each was to be expected: the number of draws times q.

    It strikes out a chance hit once only, so here no target is drawn twice; other classes are.
    """
    batch, units, classes, samples = sizes
    h, kernel, bias = rng.normal(size=(batch, units)), rng.normal(size=(units, classes)), rng.normal(size=classes)
    target = rng.integers(0, classes // 2, batch)
    sampled = np.concatenate([rng.permutation(classes), rng.integers(classes // 2, classes, samples)])[:samples]
    proposal = rng.dirichlet(np.ones(classes)) * 0.9 + 0.1 / classes
    drawn = (sampled, (samples * proposal[target])[:, None], samples * proposal[sampled])
    losses = tf.nn.sampled_softmax_loss(kernel.T, bias, target[:, None], h, samples, classes, sampled_values=drawn)
    loss = ours["sampled_softmax_loss"](h, target, kernel, bias, sampled, proposal)
    assert loss == pytest.approx(float(tf.reduce_mean(losses)), rel=1e-9)


def test_with_every_class_as_a_rival_it_is_the_full_softmax(ours, tf, rng):
    h, kernel, bias, target = rng.normal(size=(4, 3)), rng.normal(size=(3, 6)), rng.normal(size=6), rng.integers(0, 6, 4)
    full = tf.keras.losses.sparse_categorical_crossentropy(target, h @ kernel + bias, from_logits=True)
    loss = ours["sampled_softmax_loss"](h, target, kernel, bias, np.arange(6), np.full(6, 1 / 6))
    assert loss == pytest.approx(float(tf.reduce_mean(full)), rel=1e-9)


def test_novelty_by_hand(ours):
    """Of five names, Spaim and twice Grimbia are new: 3 / 5."""
    assert ours["novelty"](["Spain", "Spaim", "Grimbia", "Grimbia", "FRANCE"], ["Spain", "France"]) == pytest.approx(0.6)
    assert ours["novelty"]([], ["Spain"]) == 0.0


# What is handed out for the payoff


def test_the_lstm_that_is_handed_out(ours, tf, rng):
    """Outputs, last cell state and all gradients against Keras, from a state that is not zero."""
    weights = [rng.normal(size=(3, 16)), rng.normal(size=(4, 16)), rng.normal(size=16)]
    x, h_0, c_0 = (tf.Variable(rng.normal(size=size)) for size in ((2, 5, 3), (2, 4), (2, 4)))
    d_h_all, d_h_last, d_c_last = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    layer = tf.keras.layers.LSTM(4, return_sequences=True, return_state=True, dtype="float64")
    layer.build((None, None, 3))
    layer.set_weights(weights)
    with tf.GradientTape() as tape:
        outputs, h_last, c_last = layer(x, initial_state=[h_0, c_0])
        value = tf.reduce_sum(outputs * d_h_all) + tf.reduce_sum(h_last * d_h_last) + tf.reduce_sum(c_last * d_c_last)
    expected = tape.gradient(value, [x, h_0, c_0, *layer.trainable_variables])
    h_all, c, cache = ours["lstm_forward"](x.numpy(), h_0.numpy(), c_0.numpy(), *weights)
    np.testing.assert_allclose(h_all, outputs, **TIGHT)
    np.testing.assert_allclose(c, c_last, **TIGHT)
    gradients = ours["lstm_backward"](d_h_all, d_h_last, d_c_last, cache, *weights[:2])
    for gradient, right in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(gradient, right, rtol=1e-9, atol=1e-11)
