"""The reference functions of unit 12 against seqeval, scikit-learn, Keras's own losses and central differences; and bad input."""

from __future__ import annotations

import numpy as np
import pytest
from carried_layers import carried_layers
from rnndata import load_tagged
from rnndata.shapes import Tagged
from rnnfigures import tagging as fig
from seqeval.metrics import f1_score
from seqeval.metrics.sequence_labeling import get_entities
from sklearn.metrics import accuracy_score

from autograder.checking.frameworks import numpy
from autograder.notebooks.reference import load_reference

# seqeval divides by zero with a warning where nothing is said; Keras turns variables into arrays in the way of NumPy 1.
pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-creative-work", "I-creative-work")
EDGES = (
    [],
    ["O"],
    ["I-PER"],
    ["I-PER", "I-PER"],
    ["B-PER", "B-PER", "I-PER"],
    ["B-PER", "I-LOC", "I-PER"],
    ["O", "I-LOC", "O", "I-LOC"],
    ["I-PER", "B-PER", "O", "B-creative-work", "I-creative-work"],
)


@pytest.fixture(scope="module")
def ours(tf):
    return load_reference("a12_tagging")


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def random_rows(rng, sentences, tags=TAGS):
    return [[str(tag) for tag in rng.choice(tags, length)] for length in rng.integers(0, 12, sentences)]


def theirs(tags):
    return [(start, end + 1, kind) for kind, start, end in get_entities(tags)]


def test_spans_are_those_of_seqeval(ours, rng):
    for tags in (*EDGES, *random_rows(rng, 500)):
        assert ours["entity_spans"](tags) == theirs(tags), tags


def test_a_strict_reading_would_be_seen(ours):
    """Seqeval's default mode and the strict IOB2 reading differ on what a network may say."""
    strict = [[place, place + 1] for place, tag in enumerate(["O", "I-LOC"]) if tag[0] == "B"]
    assert strict != theirs(["O", "I-LOC"])


def f1(ours, true, said):
    return ours["entity_f1"](*([ours["entity_spans"](row) for row in rows] for rows in (true, said)))


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 1.0])
def test_f1_is_that_of_seqeval(ours, rng, kept):
    true = random_rows(rng, 60)
    said = [[tag if rng.random() < kept else str(rng.choice(TAGS)) for tag in row] for row in true]
    assert f1(ours, true, said) == pytest.approx(f1_score(true, said), abs=1e-12)


def test_f1_is_zero_where_nothing_is_said_or_nothing_is_there(ours):
    rows, empty = [["B-PER", "O"], ["I-LOC"]], [["O", "O"], ["O"]]
    for true, said in ((rows, empty), (empty, rows), (empty, empty)):
        assert f1(ours, true, said) == 0.0 == f1_score(true, said)


def test_spans_counted_by_hand(ours):
    """4 true, 5 said, 3 right: precision 3/5, recall 3/4, F1 6/9."""
    true = [[(0, 2, "PER"), (3, 4, "LOC")], [(0, 1, "PER"), (2, 4, "ORG")], []]
    said = [[(0, 2, "PER"), (0, 1, "PER")], [(2, 4, "ORG"), (0, 1, "PER")], [(3, 4, "LOC")]]
    assert ours["entity_f1"](true, said) == pytest.approx(6 / 9)


def draw(rng, batch=4, timesteps=7, classes=5):
    logits = rng.normal(0, 2, (batch, timesteps, classes))
    mask = rng.random((batch, timesteps)) < 0.6
    mask[0, 0] = True
    return logits, rng.integers(0, classes, (batch, timesteps)), mask


def test_loss_is_that_of_keras_with_an_ignored_class(ours, keras, rng):
    logits, targets, mask = draw(rng)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)(np.where(mask, targets, -1), logits)
    for behind in (targets, np.where(mask, targets, -1)):
        tensor = keras.ops.convert_to_tensor(logits, "float32")
        assert float(ours["masked_loss"](tensor, behind, mask)) == pytest.approx(float(expected), rel=1e-5)


def test_the_mean_over_all_places_would_be_seen(ours, keras, rng):
    logits, targets, mask = draw(rng)
    over_all = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(targets, logits, sample_weight=mask.astype(float))
    assert abs(float(ours["masked_loss"](keras.ops.convert_to_tensor(logits), targets, mask)) - float(over_all)) > 0.1


def test_gradients_of_the_loss_by_central_differences(ours, keras, tf, rng):
    logits, targets, mask = draw(rng, 2, 3, 4)

    def loss(array):
        return float(ours["masked_loss"](keras.ops.convert_to_tensor(array, "float64"), targets, mask))

    tensor = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        value = ours["masked_loss"](tensor, targets, mask)
    steps = np.eye(logits.size).reshape(-1, *logits.shape) * 1e-5
    slopes = np.array([(loss(logits + step) - loss(logits - step)) / 2e-5 for step in steps]).reshape(logits.shape)
    np.testing.assert_allclose(tape.gradient(value, tensor), slopes, atol=1e-8)
    assert not slopes[~mask].any()


def test_accuracy_is_that_of_scikit_learn_on_the_real_tokens(ours, keras, rng):
    for _ in range(20):
        logits, targets, mask = draw(rng, 3, 6, 3)
        expected = accuracy_score(targets[mask], logits.argmax(-1)[mask])
        targets[~mask] = -1
        got = ours["masked_accuracy"](keras.ops.convert_to_tensor(logits), targets, mask)
        assert float(got) == pytest.approx(expected, abs=1e-6)


def test_tags_come_back_from_their_ids(ours, rng):
    rows = random_rows(rng, 30)
    ids, mask = ours["encode_tags"](rows, TAGS)
    assert [[TAGS[index] for index in row[real]] for row, real in zip(ids, mask, strict=True)] == rows
    assert set(ids[~mask]) == {-1}
    assert not (np.diff(mask.astype(int), axis=1) > 0).any()  # padding at the end only


@pytest.mark.slow
def test_in_fit_loss_and_accuracy_are_those_of_all_real_tokens(ours, keras):
    """Over batches of different numbers of real tokens; with Keras's own mask, which an answer may leave on its outputs."""
    data = load_tagged(size=150)
    ids = ours["encode_words"](data.train.words, ours["vocabulary_of"](data.train.words))
    targets, mask = ours["encode_tags"](data.train.tags, list(data.names))
    model = ours["build_tagger"](200, len(data.names), 6, 5)
    model.compile(
        loss=lambda *pair: ours["of_batch"](ours["masked_loss"], *pair), metrics=[ours["PerToken"](ours["masked_accuracy"])]
    )
    logits = model(ids)
    told = model.evaluate(ids, targets, batch_size=len(ids), verbose=0)
    expected = [float(ours[name](logits, targets, mask)) for name in ("masked_loss", "masked_accuracy")]
    np.testing.assert_allclose(told, expected, rtol=1e-4)
    assert model.evaluate(ids, targets, batch_size=7, verbose=0)[1] == pytest.approx(expected[1], rel=1e-4)


def test_a_tagger_is_the_sum_of_its_two_directions(ours, keras, rng):
    """Its logits from two LSTMs that are run sentence by sentence, without padding, the second on reversed sentences."""
    tagger = ours["build_tagger"](9, 4, features=3, units=5)
    ids = np.array([[2, 5, 1, 8, 3], [4, 4, 7, 0, 0]])
    table, *weights, kernel, bias = tagger.get_weights()
    halves = [keras.layers.LSTM(5, return_sequences=True) for _ in range(2)]
    for number, half in enumerate(halves):
        half.build((None, None, 3))
        half.set_weights(weights[3 * number : 3 * number + 3])
    for row, length in zip(range(2), (5, 3), strict=True):
        vectors = table[ids[row : row + 1, :length]]
        states = [numpy(halves[0](vectors)), numpy(halves[1](vectors[:, ::-1]))[:, ::-1]]
        expected = np.concatenate(states, axis=-1) @ kernel + bias
        np.testing.assert_allclose(numpy(tagger(ids))[row : row + 1, :length], expected, atol=1e-5)


def test_a_reader_of_one_direction_knows_nothing_of_the_future(ours, rng):
    ids = rng.integers(1, 9, (2, 6))
    other = ids.copy()
    other[:, 4:] = 1 + ids[:, 4:] % 8
    for bidirectional, same in ((False, True), (True, False)):
        tagger = ours["build_tagger"](9, 4, bidirectional=bidirectional)
        assert np.array_equal(numpy(tagger(ids))[:, :4], numpy(tagger(other))[:, :4]) == same


@pytest.mark.slow
def test_own_layers_give_the_same_results_in_training(ours, keras, tmp_path, monkeypatch):
    data = load_tagged(size=300)
    ids = ours["encode_words"](data.train.words, ours["vocabulary_of"](data.train.words))
    targets = ours["encode_tags"](data.train.tags, list(data.names))[0]
    modules = (keras.layers, carried_layers(tmp_path, monkeypatch))
    models = [ours["build_tagger"](200, len(data.names), 6, 5, layers=module) for module in modules]
    models[1].set_weights(models[0].get_weights())
    losses = []
    for model in models:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
        model.compile(keras.optimizers.Adam(0.01), loss)
        losses.append(model.fit(ids, targets, shuffle=False, epochs=2, verbose=0).history["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-4)


# Bad input


def test_words_and_tags_that_do_not_fit_are_one_clear_sentence(ours):
    demand = ours["demand_one_tag_a_word"]
    demand([["a", "b"], []], [["O", "B-PER"], []], TAGS)
    with pytest.raises(ValueError, match="sentence 1 has 2 words, but 1 tags"):
        demand([["a"], ["b", "c"]], [["O"], ["O"]], TAGS)
    with pytest.raises(ValueError, match="2 sentences, but 1 rows of tags"):
        demand([["a"], ["b"]], [["O"]], TAGS)
    with pytest.raises(ValueError, match="sentence 0 has the unknown tag 'B-CAT'; known are O, B-PER"):
        demand([["a"]], [["B-CAT"]], TAGS)


def test_sentences_longer_than_the_longest_are_left_out_with_their_tags(ours):
    part = Tagged((["a", "b"], ["c"] * 60, ["a"]), (["O", "B-PER"], ["O"] * 60, ["I-PER"]))
    vocabulary = ours["vocabulary_of"](part.words)
    for longest, shape in ((None, (3, 60)), (60, (3, 60)), (59, (2, 2))):
        ids, targets = ours["arrays"](part, vocabulary, list(TAGS), longest=longest)
        assert ids.shape == targets.shape == shape
        assert ids[-1, :2].tolist() == [vocabulary["a"], 0]
        assert targets[-1, :2].tolist() == [2, -1]
    with pytest.raises(ValueError, match="sentence 0 has 1 words, but 2 tags"):
        ours["arrays"](Tagged((["a"],), (["O", "O"],)), vocabulary, list(TAGS), longest=0)


def test_a_tag_without_a_name_and_sentences_without_partners_are_refused(ours):
    with pytest.raises(ValueError, match="not in"):
        ours["encode_tags"]([["O", "B-CAT"]], list(TAGS))
    with pytest.raises(ValueError, match="shorter"):
        ours["entity_f1"]([[], []], [[]])


def test_unknown_words_and_empty_sentences_get_their_tags(ours):
    vocabulary = ours["vocabulary_of"]([["Paris", "smiled", "."]])
    ids = ours["encode_words"]([["Paris", "Grimbia"], []], vocabulary)
    assert ids.tolist() == [[vocabulary["Paris"], 1], [0, 0]]
    tagger = ours["build_tagger"](5, len(TAGS), 4, 3)
    sentences = [["Paris", "Grimbia", "."], [], ["smiled"]]
    assert [len(tags) for tags in ours["tag"](tagger, sentences, vocabulary, TAGS)] == [3, 0, 1]
    assert ours["tag"](tagger, [[]], vocabulary, TAGS) == [[]]
    hidden = ours["hide_some"](np.array([[2, 3, 0]] * 500), 0.5, np.random.default_rng(0))
    assert set(hidden[:, 2]) == {0}
    assert 0.4 < np.mean(hidden[:, :2] == 1) < 0.6


def test_a_coloured_sentence_says_its_types_in_words_too():
    sentence = fig.coloured(
        ["R&D", "hired", "Ann", "Lee", "."], ["B-ORG", "O", "I-PER", "I-PER", "O"], known={"hired", "Ann", "."}
    )
    assert repr(sentence) == "[R&D? ORG] hired [Ann Lee? PER] ."
    assert "R&amp;D? <b" in sentence._repr_html_()
    assert ">PER</b>" in sentence._repr_html_()
    assert repr(fig.coloured([], [])) == "(no words)"
    with pytest.raises(ValueError, match="one tag for each of 2 words, received 1"):
        fig.coloured(["a", "b"], ["O"])
