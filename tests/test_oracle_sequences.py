"""The reference functions of unit 01 against `collections.Counter`, Keras and central differences."""

import itertools
from collections import Counter

import numpy as np
import pytest

from autograder.checking.probes_text import batch_laws, plain_text
from autograder.notebooks.reference import load_reference

pytestmark = pytest.mark.slow

SENTENCE = "the tram stops , the bus stops , but the Tram waits <unk> and then the bus waits too <eos>"
TEXT = SENTENCE.split()
TIGHT = {"rtol": 1e-10, "atol": 1e-12}  # both sides work in float64
GAPS = [np.array([4, 0, 6]), np.array([], dtype=int), np.array([5, 7, 8, 9, 0, 3]), np.array([2])]


@pytest.fixture(scope="module")
def keras():
    """Import Keras once; it takes seconds."""
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def ours():
    """Return the functions of the solution by name."""
    return load_reference("a01_sequences")


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def to_numpy(keras, value):
    return keras.ops.convert_to_numpy(value)


@pytest.mark.parametrize("min_count", [1, 2, 3])
def test_vocabulary_against_counter(ours, min_count):
    vocabulary = ours["build_vocabulary"](TEXT, min_count=min_count)
    assert vocabulary[:4] == list(ours["SPECIAL"])
    counts = Counter(token for token in TEXT if token not in ours["SPECIAL"])
    assert sorted(vocabulary[4:]) == sorted(token for token in counts if counts[token] >= min_count)
    frequencies = [counts[token] for token in vocabulary[4:]]
    assert frequencies == [count for _, count in counts.most_common(len(frequencies))]
    pairs = itertools.pairwise(vocabulary[4:])
    assert all(counts[one] > counts[other] or one < other for one, other in pairs)


@pytest.mark.parametrize("max_size", [4, 5, 9, 100])
def test_a_small_vocabulary_is_the_beginning_of_the_large_one(ours, max_size):
    assert ours["build_vocabulary"](TEXT, max_size) == ours["build_vocabulary"](TEXT)[:max_size]


def test_vocabulary_of_nothing(ours):
    assert ours["build_vocabulary"]([]) == list(ours["SPECIAL"])


def test_frequencies_agree_with_keras(keras, ours):
    """Keras keeps two special tokens of its own and has another order among equals, so compare what is left when cut."""
    words = ["tram"] * 5 + ["bus"] * 4 + ["ferry"] * 3 + ["lift"] * 2 + ["raft"]
    layer = keras.layers.TextVectorization(max_tokens=5, standardize=None)
    layer.adapt([" ".join(words)])
    assert ours["build_vocabulary"](words, max_size=7)[4:] == layer.get_vocabulary(include_special_tokens=False)


def test_ids_agree_with_keras(keras, ours):
    vocabulary = ours["build_vocabulary"](TEXT, max_size=9)
    lookup = keras.layers.StringLookup(vocabulary=vocabulary[2:], mask_token=ours["PAD"], oov_token=ours["UNK"])
    tokens = [*TEXT, "ferry", ours["PAD"]]
    assert lookup.get_vocabulary() == vocabulary
    np.testing.assert_array_equal(ours["encode"](tokens, vocabulary), to_numpy(keras, lookup(tokens)))


def test_decode_undoes_encode(ours):
    vocabulary = ours["build_vocabulary"](TEXT)
    assert ours["decode"](ours["encode"](TEXT, vocabulary), vocabulary) == TEXT
    assert ours["decode"](ours["encode"](["ferry"], vocabulary), vocabulary) == [ours["UNK"]]


@pytest.mark.parametrize("shape", [(6,), (3, 5), (2, 3, 4), (), (1,), (0,)], ids=str)
def test_one_hot(keras, ours, rng, shape):
    ids = np.asarray(rng.integers(0, 7, shape))
    vectors = ours["one_hot"](ids, 7)
    assert vectors.dtype == np.float64
    np.testing.assert_array_equal(vectors, to_numpy(keras, keras.ops.one_hot(ids, 7)))
    np.testing.assert_array_equal(vectors, keras.utils.to_categorical(ids, 7).reshape(vectors.shape))


@pytest.mark.parametrize("truncate", ["pre", "post"])
@pytest.mark.parametrize("length", [None, 1, 3, 4, 9])
def test_pad_batch(keras, ours, length, truncate):
    ids, mask = ours["pad_batch"](GAPS, length, truncate)
    expected = keras.utils.pad_sequences(GAPS, maxlen=length, padding="post", truncating=truncate)
    np.testing.assert_array_equal(ids, expected)
    marked = keras.utils.pad_sequences([np.ones_like(one) for one in GAPS], maxlen=length, padding="post")
    np.testing.assert_array_equal(mask, marked.astype(bool))
    assert (ids.dtype.kind, mask.dtype.kind) == ("i", "b")


def fewest_steps(lengths, batch_size):
    """Return the least number of padded steps over all ways to fill batches, by trying them all."""
    if len(lengths) <= batch_size:
        return len(lengths) * max(lengths, default=0)
    sizes = {batch_size, len(lengths) % batch_size} - {0}
    longest = sorted(lengths, reverse=True)
    return min(size * longest[0] + fewest_steps(rest, batch_size) for size in sizes for rest in _without(longest, size))


def _without(longest, size):
    """Yield what is left when the longest sequence and any `size` - 1 others are taken away."""
    for others in itertools.combinations(range(1, len(longest)), size - 1):
        yield [length for index, length in enumerate(longest) if index not in (0, *others)]


@pytest.mark.parametrize(("number", "batch_size"), [(6, 2), (6, 3), (8, 4)])
def test_bucketing_wastes_least(ours, rng, number, batch_size):
    for _ in range(5):
        lengths = rng.integers(1, 12, number)
        batches = ours["bucket_batches"](lengths, batch_size)
        assert sum(len(batch) * lengths[batch].max() for batch in batches) == fewest_steps(lengths.tolist(), batch_size)


@pytest.mark.parametrize(("number", "batch_size"), [(1, 1), (1, 5), (10, 3), (12, 4), (7, 7), (50, 8)])
def test_the_laws_of_batches(ours, rng, number, batch_size):
    lengths = rng.integers(0, 9, number)
    batches = ours["bucket_batches"](lengths, batch_size)
    assert sorted(Counter(len(batch) for batch in batches).items()) == sorted(
        {batch_size: number // batch_size, number % batch_size: 1}.items() - {(0, 1), (batch_size, 0)}
    )
    assert sorted(np.concatenate(batches).tolist()) == list(range(number))
    np.testing.assert_array_equal(np.concatenate([np.sort(lengths[batch]) for batch in batches]), np.sort(lengths))


@pytest.mark.parametrize(
    ("batches", "sizes", "times", "overlap"),
    [
        ([[3, 0], [2, 1]], [2, 2], [1, 1, 1, 1], 0),  # lengths 2 4 | 6 9
        ([[0, 1], [2, 3]], [2, 2], [1, 1, 1, 1], 2),  # lengths 4 9 | 6 2: from 2 to 6 and from 4 to 9
        ([[1], [0, 2, 3]], [1, 3], [1, 1, 1, 1], 0),
        ([[0, 0], [7, -1]], [2, 2], [2, 0, 0, 0], 0),  # indices that do not exist count as missing
        ([], [], [0, 0, 0, 0], 0),
    ],
)
def test_the_probe_of_batches(batches, sizes, times, overlap):
    arguments = {"lengths": np.array([4, 9, 6, 2]), "batch_size": 2}
    found = batch_laws(lambda lengths, batch_size: batches, arguments)
    assert found[0].tolist() == sizes
    assert found[1].tolist() == times
    assert found[2] == overlap


@pytest.mark.parametrize("answer", [3, {"a": [1]}, [[0.5, 1.0]]])
def test_the_probe_of_batches_refuses_other_things(answer):
    with pytest.raises(TypeError, match=r"expected|iterable"):
        batch_laws(lambda lengths, batch_size: answer, {"lengths": np.array([4, 9]), "batch_size": 2})


def test_the_probe_of_text_leaves_other_answers_alone():
    assert plain_text(lambda tokens: None, {"tokens": ["a"]}) is None
    assert [type(item) for item in plain_text(lambda tokens: [np.str_("a"), 2], {"tokens": []})] == [str, int]


SIZES = [((3, 5), 7, 4), ((6,), 5, 3), ((2, 3, 4), 9, 2), ((1, 1), 3, 6)]  # shape of ids, rows, units


@pytest.mark.parametrize(("shape", "rows", "units"), SIZES, ids=str)
def test_embedding_against_keras(keras, ours, rng, shape, rows, units):
    """Outputs and the gradient of the table, with ids that repeat."""
    import tensorflow as tf

    ids, table = rng.integers(0, rows - 1, shape), rng.normal(size=(rows, units))
    weight = rng.normal(size=(*shape, units))  # the gradient that arrives
    layer = keras.layers.Embedding(rows, units, dtype="float64")
    layer.build()
    layer.set_weights([table])
    with tf.GradientTape() as tape:
        embedded = layer(ids)
        loss = tf.reduce_sum(embedded * weight)
    gradient = tf.convert_to_tensor(tape.gradient(loss, layer.trainable_variables[0]))
    np.testing.assert_allclose(ours["embedding_forward"](ids, table), to_numpy(keras, embedded), **TIGHT)
    np.testing.assert_allclose(ours["embedding_backward"](weight, ids, rows), gradient.numpy(), **TIGHT)


@pytest.mark.parametrize(("shape", "rows", "units"), SIZES, ids=str)
def test_embedding_gradient_by_central_differences(ours, rng, shape, rows, units):
    ids, table = rng.integers(0, rows - 1, shape), rng.normal(size=(rows, units))
    weight, step = rng.normal(size=(*shape, units)), 1e-5

    def loss(changed):
        return np.sum(np.sin(ours["embedding_forward"](ids, changed)) * weight)

    numeric = np.zeros_like(table)
    for place in np.ndindex(table.shape):
        shift = np.zeros_like(table)
        shift[place] = step
        numeric[place] = (loss(table + shift) - loss(table - shift)) / (2 * step)
    d_embedded = np.cos(ours["embedding_forward"](ids, table)) * weight
    np.testing.assert_allclose(ours["embedding_backward"](d_embedded, ids, rows), numeric, rtol=1e-6, atol=1e-9)


def test_lookup_is_a_one_hot_product(ours, rng):
    ids, table = rng.integers(0, 6, (3, 5)), rng.normal(size=(6, 4))
    np.testing.assert_allclose(ours["embedding_forward"](ids, table), ours["one_hot"](ids, 6) @ table, **TIGHT)


def test_no_function_writes_to_its_inputs(ours, rng):
    ids, table, lengths = rng.integers(0, 6, (3, 5)), rng.normal(size=(6, 4)), rng.integers(1, 9, 7)
    tokens, vocabulary = tuple(TEXT), tuple(ours["build_vocabulary"](TEXT))
    sequences = tuple(one.copy() for one in GAPS)
    for array in (ids, table, lengths, *sequences):
        array.setflags(write=False)
    ours["build_vocabulary"](tokens, 8, 2)
    ours["decode"](ours["encode"](tokens, vocabulary), vocabulary)
    ours["pad_batch"](sequences, 4, "pre")
    ours["bucket_batches"](lengths, 3)
    ours["one_hot"](ids, 6)
    ours["embedding_backward"](ours["embedding_forward"](ids, table), ids, 6)
