"""Unit 13 against judges that are not ours: Keras's attentions, central differences, exhaustive search, sacrebleu."""

from __future__ import annotations

import importlib.util
import itertools
import types
from typing import Any

import numpy as np
import pytest

from autograder.checking.callables_decoding import UNITS, garden_path_step, wandering_step
from autograder.checking.frameworks import gradients, numpy
from autograder.checking.probes_attention import encoder
from autograder.exercises.draw_a13 import encoder_draw
from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

RNG = np.random.default_rng(13)
QUERIES, KEYS = RNG.normal(size=(3, 4, 6)), RNG.normal(size=(3, 5, 6))
MASK = np.arange(5) < np.array([[5], [3], [1]])
EOS = 2


@pytest.fixture(scope="module")
def unit(tf) -> dict[str, Any]:
    return load_reference("a13_translation")


def test_multiplicative_attention_with_the_identity_is_keras_attention(unit, keras):
    mine = unit["MultiplicativeAttention"]()
    mine(QUERIES.astype("float32"), KEYS.astype("float32"))
    mine.set_weights([np.eye(6)])
    assert _distance(keras, mine, keras.layers.Attention()) < 1e-5


def test_additive_attention_with_the_identity_is_keras_attention(unit, keras):
    mine, theirs = unit["AdditiveAttention"](6), keras.layers.AdditiveAttention()
    mine(QUERIES.astype("float32"), KEYS.astype("float32"))
    theirs([QUERIES.astype("float32"), KEYS.astype("float32")])
    scale = RNG.normal(size=6)
    values = {"query_kernel": np.eye(6), "key_kernel": np.eye(6), "score_kernel": scale}
    mine.set_weights([values[weight.name] for weight in mine.weights])
    theirs.set_weights([scale])
    assert _distance(keras, mine, theirs) < 1e-5
    mine.set_weights([2 * values[weight.name] for weight in mine.weights])  # and a wrong one would be seen
    assert _distance(keras, mine, theirs) > 1e-2


def _distance(keras, mine, theirs) -> float:
    queries, keys = QUERIES.astype("float32"), KEYS.astype("float32")
    context, weights = mine(queries, keys, MASK)
    right, scores = theirs([queries, keys], mask=[None, keras.ops.convert_to_tensor(MASK)], return_attention_scores=True)
    return max(np.abs(numpy(context) - numpy(right)).max(), np.abs(numpy(weights) - numpy(scores)).max())


def test_weights_sum_to_one_over_real_steps_and_are_zero_on_padding(unit):
    mask = MASK.copy()
    mask[2] = False
    context, weights = unit["attend"](
        unit["ops"].convert_to_tensor(300 * RNG.normal(size=(3, 4, 5)), "float32"), KEYS.astype("float32"), mask
    )
    assert np.all(numpy(weights)[~np.broadcast_to(mask[:, None], (3, 4, 5))] == 0)
    np.testing.assert_allclose(numpy(weights).sum(axis=-1), [[1] * 4, [1] * 4, [0] * 4], atol=1e-5)
    assert np.all(numpy(context)[2] == 0)


def test_gradients_of_additive_attention_equal_central_differences(unit):
    layer = unit["AdditiveAttention"](7)
    layer(QUERIES.astype("float32"), KEYS.astype("float32"))
    upstream = RNG.normal(size=(3, 4, 6))
    _, slopes = gradients(lambda q, k: [layer(q, k, MASK)[0]], [QUERIES, KEYS], layer.weights, [upstream])
    named = {weight.name: numpy(weight).astype(float) for weight in layer.weights}
    arrays = {"q": QUERIES.copy(), "k": KEYS.copy(), **named}

    def loss() -> float:
        hidden = np.tanh((arrays["q"] @ arrays["query_kernel"])[:, :, None] + (arrays["k"] @ arrays["key_kernel"])[:, None])
        raised = np.exp(hidden @ arrays["score_kernel"]) * MASK[:, None]
        return float(np.sum(raised / raised.sum(-1, keepdims=True) @ arrays["k"] * upstream))

    for name, slope in zip(["q", "k", *named], slopes, strict=True):
        array = arrays[name]
        for index in list(np.ndindex(array.shape))[::3]:
            kept = array[index]
            array[index] = kept + 1e-5
            above = loss()
            array[index] = kept - 1e-5
            difference = (above - loss()) / 2e-5
            array[index] = kept
            assert abs(slope[index] - difference) < 1e-3 + 1e-3 * abs(difference), name


def test_the_loss_is_that_of_keras_and_reads_nothing_at_padding(unit, keras):
    ids = np.array([[2, 5, 6, 3], [2, 4, 3, 0]])
    logits = RNG.normal(size=(2, 3, 7)).astype("float32")
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0, reduction="sum")(ids[:, 1:], logits)
    np.testing.assert_allclose(numpy(unit["translation_loss"](ids, logits)), numpy(theirs) / 5, 1e-5)
    changed = logits.copy()
    changed[1, 2] += RNG.normal(size=7)
    assert numpy(unit["translation_loss"](ids, changed)) == pytest.approx(float(numpy(unit["translation_loss"](ids, logits))))


def start(seed: int) -> list[np.ndarray]:
    return [np.random.default_rng(seed).normal(0, 1.5, (1, UNITS)), np.array([[0.0, EOS]])]


def every_text(longest: int, seed: int, alpha: float) -> dict[tuple[int, ...], float]:
    """Return the score of every text that ends within `longest` symbols, or is cut there, one after the other."""
    scores = {}
    for length in range(1, longest + 1):
        for ids in itertools.product(range(7), repeat=length):
            if EOS in ids[:-1] or (length < longest and ids[-1] != EOS):
                continue
            total, states, last = 0.0, start(seed), 1
            for index in ids:
                said, states = wandering_step(np.array([last]), states)
                total, last = total + said[0, index], index
            scores[ids[:-1] if ids[-1] == EOS else ids] = total / length**alpha
    return scores


@pytest.mark.parametrize("seed", [1, 2])
def test_a_wide_beam_finds_what_a_search_of_everything_finds(unit, seed):
    scores = every_text(3, seed, 0.7)
    found = unit["beam_search"](wandering_step, start(seed), 1, EOS, 3, width=400, alpha=0.7)
    assert len(found) == len(scores)
    for ids, score in found:
        assert score == pytest.approx(scores[tuple(ids)], abs=1e-9)
    np.testing.assert_allclose([score for _, score in found], sorted(scores.values(), reverse=True))


def test_width_one_is_greedy_and_more_width_finds_better_where_greedy_errs(unit):
    for seed in range(20):
        [(ids, _)] = unit["beam_search"](wandering_step, start(seed), 1, EOS, 15, width=1)
        assert unit["greedy_decode"](wandering_step, start(seed), 1, EOS, 15) == [ids]
    first = [np.zeros((1, 1))]
    greedy = unit["beam_search"](garden_path_step, first, 1, 0, 6, width=1)[0]
    beam = unit["beam_search"](garden_path_step, first, 1, 0, 6, width=2)[0]
    assert beam[1] > greedy[1] + 0.3


@pytest.mark.parametrize("seed", range(6))
def test_bleu_is_that_of_sacrebleu(unit, seed):
    sacrebleu = pytest.importorskip("sacrebleu")
    rng = np.random.default_rng(seed)
    right = [[f"w{k}" for k in rng.integers(6, size=rng.integers(2, 15))] for _ in range(5)]
    said = [[word for word in words if rng.random() < 0.9] + (["w1"] * int(rng.integers(3))) for words in right]
    theirs = sacrebleu.corpus_bleu(
        [" ".join(words) for words in said],
        [[" ".join(words) for words in right]],
        tokenize="none",
        smooth_method="none",
        force=True,
    )
    assert unit["bleu"](said, right) == pytest.approx(theirs.score / 100, abs=1e-9)


def test_bad_texts_are_told_in_one_sentence(unit):
    to_ids, translate = unit["to_ids"], unit["translate"]
    alphabet = unit["alphabet_of"](["abc"])
    assert to_ids(["ab", ""], alphabet, 3).tolist() == [[4, 5, 3, 0, 0], [3, 0, 0, 0, 0]]  # an empty text still has its end
    assert to_ids(["a?"], alphabet, 2, bos=True).tolist() == [[2, 4, 1, 3]]
    assert unit["to_text"]([4, 1, 6], alphabet) == "a□c"
    with pytest.raises(ValueError, match="to_ids: a text has 4 signs, expected at most 3: 'abca'"):
        to_ids(["abca"], alphabet, 3)
    with pytest.raises(ValueError, match="the text is empty"):
        translate("  ")


def small_translator(unit, layers, kind):
    encoder = unit["Encoder"](9, 8, layers, kind)
    return unit["Translator"](encoder, unit["Decoder"](8, 8, unit["AdditiveAttention"](5), layers, kind))


def test_an_encoder_may_make_its_layers_in_build(unit, keras):
    """The probe asks `call` before Keras has built anything; that this fails there says nothing."""

    class Late(keras.Model):
        def __init__(self, symbols, units, layers=keras.layers, kind="LSTM"):
            super().__init__()
            self.make = lambda: unit["Encoder"](symbols, units, layers, kind)

        def build(self, ids_shape):
            self.inner = self.make()

        def call(self, ids):
            return self.inner(ids)

    arguments = encoder_draw(3, 5, 9, 6, "LSTM")(np.random.default_rng(0))
    late, usual = (encoder(each, arguments) for each in (Late, unit["Encoder"]))
    assert late[0] == usual[0]
    for mine, right in zip(late[1:5], usual[1:5], strict=True):
        np.testing.assert_allclose(mine, right, atol=1e-5)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_a_beam_looks_where_all_steps_at_once_look(unit, keras, kind):
    """States that went with the wrong beginning would show: each step of the search against one call with the whole answer."""
    keras.utils.set_random_seed(2)
    model, source = small_translator(unit, keras.layers, kind), np.array([[4, 5, 6, 3]])
    step, states = model.start(source)
    answers = unit["beam_search"](step, states, 2, 3, 6, width=4)
    assert len(answers) == 4
    for ids, score in answers:
        best = (2, *ids)
        logits, _, looked = model.decoder(np.array([best]), *model.encoder(source))
        said = numpy(unit["ops"].log_softmax(logits))[0]
        cut = [*ids, 3][:6]
        assert score == pytest.approx(sum(said[place, index] for place, index in enumerate(cut)), abs=1e-4)
        for end in range(1, len(cut) + 1):
            np.testing.assert_allclose(step.looked[best[:end]], numpy(looked)[0, end - 1], atol=1e-5)


def test_translate_tells_answers_weights_and_all_beginnings(unit, keras):
    keras.utils.set_random_seed(3)
    names = {"model": small_translator(unit, keras.layers, "GRU"), "longest": [5, 6]}
    names["alphabets"] = [unit["alphabet_of"]([letters]) for letters in ("abcde", "abcd")]
    translate = types.FunctionType(unit["translate"].__code__, {**unit, **names}, argdefs=(3, 0.7))
    answers, weights, alive = translate("abe")
    assert len(answers) == 3
    assert weights.shape[1] == 4  # three signs and the end
    assert min(len(answers[0][0]) + 1, 7) == len(weights)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    assert all(text[:-1] in alive for text in alive)
    with pytest.raises(ValueError, match="to_ids: a text has 6 signs, expected at most 5"):
        translate("abcabc")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_with_the_layers_of_unit_09_the_numbers_are_the_same(unit, keras, kind):
    own = load_reference("a09_keras_layers")
    rng = np.random.default_rng(4)
    source = rng.integers(4, 9, size=(6, 7)) * (np.arange(7) < rng.integers(2, 8, size=(6, 1)))
    target = np.concatenate([np.full((6, 1), 2), rng.integers(4, 8, size=(6, 3)), np.full((6, 1), 3)], axis=1)
    losses, first = [], None
    for layers in (keras.layers, type("Own", (), {"LSTM": own["LSTM"], "GRU": own["GRU"]})):
        keras.utils.set_random_seed(3)
        model = small_translator(unit, layers, kind)
        model([source, target])
        first = first or model.get_weights()
        model.set_weights(first)
        model.compile(keras.optimizers.SGD(0.3), unit["translation_loss"])
        history = model.fit((source, target), target, batch_size=3, epochs=3, shuffle=False, verbose=0).history["loss"]
        losses.append([*history, *numpy(model([source, target])).ravel()])
    np.testing.assert_allclose(losses[0], losses[1], 1e-3, 1e-4)


@pytest.mark.slow
def test_padding_changes_nothing_that_is_said(unit, keras):
    model = small_translator(unit, keras.layers, "LSTM")
    source, target = np.array([[4, 5, 6, 3]]), np.array([[2, 4, 5, 3]])
    longer = np.pad(source, ((0, 0), (0, 5)))
    np.testing.assert_allclose(numpy(model([source, target])), numpy(model([longer, target])), 1e-5, 1e-6)


def test_sacrebleu_is_installed_where_the_course_is_made():
    assert importlib.util.find_spec("sacrebleu")
