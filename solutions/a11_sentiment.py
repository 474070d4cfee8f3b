# ---
# jupyter:
#   autograder:
#     title: Sentiment
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 11: Sentiment
#
# Is a review good or bad? You build a reader that answers with a probability, in five functions: a floor that needs no
# network, the way from texts to ids, the network, a table of word vectors, and the function that hides all of it
# behind "texts in, probabilities out". At the end you type sentences of your own and watch the probability move, word by
# word.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [11 Sentiment](../../course/11_sentiment.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: imports. (Keras takes a few seconds to load.)

# %% given="imports"
import logging
import os
import re
from collections import Counter

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)  # nor hints about many models
import keras
import numpy as np
from keras import ops

# %% [markdown]
# **Given to you**: `words` cuts a text into words and signs, all in lower case. `vocabulary_of` lists the words of many
# texts, the most frequent first, behind the two entries that every vocabulary begins with: `PAD`, which has the id 0, and
# `UNK`, for unknown words, which has the id 1. `sigmoid` is that of unit 05.

# %% given="words"
PAD, UNK = "<pad>", "<unk>"


def sigmoid(a):
    """Squash to between 0 and 1: the curve of 1 / (1 + exp(-a)), without overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def words(text):
    """Cut a text into words and signs, in lower case: a list of str."""
    return re.findall(r"\w+(?:'\w+)?|[^\w\s]", text.lower())


def vocabulary_of(texts, size=10_000):
    """List PAD, UNK and the most frequent words of the texts, `size` entries at most."""
    counts = Counter(word for text in texts for word in words(text))
    return [PAD, UNK, *sorted(counts, key=lambda word: (-counts[word], word))[: size - 2]]


toy_texts = ["Good plot, good cast.", "Bad plot.", "Not bad!", "A bad, bad cast."]
toy_labels = np.array([1, 0, 1, 0])
toy_vocabulary = vocabulary_of(toy_texts)
print(words("It's NOT bad, is it?"))
print(toy_vocabulary)

# %% [markdown]
# ## Exercise 1: the floor (4 points)
#
# What can be said of a review without knowing the order of its words? **Naive Bayes** counts, in the reviews of each class
# $k$ (0 = bad, 1 = good), how often each word $w$ occurs, $n_{kw}$. A word that is frequent in good reviews and rare in bad
# ones speaks for a good one. With $n_k = \sum_w n_{kw}$ words in class $k$ and $V$ different words in all training texts:
#
# $$p(w \mid k) = \frac{n_{kw} + 1}{n_k + V} \tag{11.1}$$
#
# The 1 keeps a word that one class has never seen from deciding alone. With $N_k$ training texts of class $k$, the
# **log-odds** of a new text and its probability of being good are
#
# $$s = \log\frac{N_1}{N_0} + \sum_{w \text{ in the text}} \log\frac{p(w \mid 1)}{p(w \mid 0)}, \qquad p = \sigma(s) = \frac{1}{1 + e^{-s}} \tag{11.2}$$
#
# A word that stands twice in the text is added twice. A word that occurs in no training text is left out.
#
# - `texts`: list of str; `labels`: 0 or 1 for each, `(texts,)`, both classes occur; `new_texts`: list of str
# - cut texts with `words`; signs count as words
# - returns $p$ for each new text, `(new texts,)`. An empty text has no words, so $\log(N_1 / N_0)$ decides alone.
#
# A network that is not better than this has learnt nothing about reading.

# %% solution="bag_of_words_floor"
def bag_of_words_floor(texts, labels, new_texts):
    """Estimate by naive Bayes how probably each new text is good.

    Args:
        texts: list of str. labels: (texts,), int, 0 or 1. new_texts: list of str.

    Returns:
        probabilities: (new texts,), float, of the class 1.
    """
    ### BEGIN SOLUTION
    labels = np.asarray(labels)
    counts = [Counter(word for text, label in zip(texts, labels) if label == k for word in words(text)) for k in (0, 1)]
    known = set(counts[0]) | set(counts[1])
    sizes = [counts[k].total() + len(known) for k in (0, 1)]
    prior = np.log(np.sum(labels == 1) / np.sum(labels == 0))
    scores = np.full(len(new_texts), prior)
    for number, text in enumerate(new_texts):
        for word in words(text):
            if word in known:  # (11.1), (11.2)
                scores[number] += np.log((counts[1][word] + 1) / sizes[1]) - np.log((counts[0][word] + 1) / sizes[0])
    return sigmoid(scores)
    ### END SOLUTION

# %% see=true
new = ["good", "Good, GOOD, good!", "bad", "not good, bad", "not bad, good", "the tram", ""]
for text, p in zip(new, bag_of_words_floor(toy_texts, toy_labels, new), strict=True):
    print(f"{p:.3f}  {text}")

# %% test="bag_of_words_floor" points=4
check(bag_of_words_floor)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# First two counts, one for each class, and the set of all words that occur in either. Then one number per new text: start
# from $\log(N_1/N_0)$ and add one logarithm for each word that is in the set. In the two texts with the same words the floor
# above sees no difference. What are $n_k$ (words, with repetitions) and $V$ (different words, of **both** classes)?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `Counter(list_of_words)` counts; a word that is not in it has the count 0. `counts.total()` is the sum of all counts,
# `set(one) | set(other)` the words of either. `np.log` for the ratios; `sigmoid` takes a whole array of scores.
# </details>

# %% [markdown]
# ## Exercise 2: from texts to ids (3 points)
#
# Every text becomes one row of ids, all rows equally long.
#
# - `texts`: list of str; `vocabulary`: list of str that begins with `PAD` and `UNK`; the index of a word is its id
# - `length`: how many words a row has room for. A shorter text is filled up **behind its end** with 0. A longer one keeps
#   its **last** `length` words: the verdict is more often at the end than at the beginning.
# - an unknown word gets the id of `UNK`
# - a text without any word becomes a single `UNK`: a row of nothing but padding would have no last real step, and a GPU's
#   fast program refuses it
# - returns `ids`: integers, `(texts, length)`

# %% solution="encode_reviews"
def encode_reviews(texts, vocabulary, length):
    """Turn texts into rows of ids of equal length.

    Args:
        texts: list of str. vocabulary: list of str, PAD and UNK first. length: int, at least 1.

    Returns:
        ids: (texts, length), int, with 0 behind the end of each text.
    """
    ### BEGIN SOLUTION
    id_of = {word: number for number, word in enumerate(vocabulary)}
    ids = np.zeros((len(texts), length), dtype=int)
    for row, text in zip(ids, texts):
        kept = (words(text) or [UNK])[-length:]
        row[: len(kept)] = [id_of.get(word, id_of[UNK]) for word in kept]
    return ids
    ### END SOLUTION

# %% see=true
print(toy_vocabulary)
print(encode_reviews(["A good plot!", "the cast", "", "Bad, bad, bad, not good."], toy_vocabulary, length=6))

# %% test="encode_reviews" points=3
check(encode_reviews)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Make an array of zeros; then padding is done. For each text: cut it into words, put `[UNK]` in the place of an empty list,
# keep the end of the list, and only then look up ids and write them to the **front** of the row.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A dict from word to id, as in assignment 01, and `id_of.get(word, 1)`. `a_list[-length:]` keeps the last `length` items, or
# all if there are fewer. `ids[n, : len(kept)] = ...`, and `np.zeros(shape, dtype=int)`.
# </details>

# %% [markdown]
# ## Exercise 3: the reader (5 points)
#
# From ids $i_1, \dots, i_T$ to one logit $o$, in six steps. A step is real where its id is not 0: $m_t = [\,i_t \ne 0\,]$.
#
# 1. each id becomes a vector: an `Embedding` with `features` numbers per word, trained along
# 2. **dropout** of the share `rate` on the vectors: a word's vector has holes, so no single number may be relied on
# 3. two LSTMs of `units` each, one in each direction: all outputs $h_t$, `(batch, timesteps, 2 units)`
# 4. one number per unit for the whole review, the **largest** that it said at a real step:
# $$p_k = \max_{t:\ m_t = 1} h_{tk} \tag{11.3}$$
# 5. dropout of the share `rate` again
# 6. a dense layer with one output, **without** activation: the logit. Its sigmoid is the probability.
#
# The mask is needed twice: the recurrent layer must know it, and so must the maximum. Make it yourself and hand it over
# with `mask=`; do not rely on Keras passing it on. Outputs of an LSTM lie between $-1$ and $1$, so a padded step
# whose outputs are replaced by $-1$ never wins.
#
# - `layers`: where the LSTM comes from: `layers.LSTM`; everything else comes from `keras.layers` as always. Your own LSTM of
#   assignment 09 knows `units` and `return_sequences`, and `keras.layers.Bidirectional` goes around it as around Keras's.
# - returns a `keras.Model`, not compiled, from ids `(batch, timesteps)` of any number of time steps to logits `(batch, 1)`

# %% solution="build_sentiment_model"
def build_sentiment_model(layers, vocabulary_size, features, units, rate):
    """Build a model that reads ids in both directions and gives one logit.

    Args:
        layers: has the class LSTM. vocabulary_size: int, number of ids. features: int, of a word vector.
        units: int, of each direction. rate: float, share of numbers that dropout sets to zero.

    Returns:
        model: keras.Model, (batch, timesteps) int to (batch, 1) float.
    """
    ### BEGIN SOLUTION
    ids = keras.Input((None,), dtype="int32")
    mask = ops.not_equal(ids, 0)
    vectors = keras.layers.Embedding(vocabulary_size, features)(ids)
    vectors = keras.layers.Dropout(rate)(vectors)
    both = keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))
    outputs = both(vectors, mask=mask)  # (batch, timesteps, 2 units)
    real = ops.where(ops.expand_dims(mask, -1), outputs, -1.0)
    largest = ops.max(real, axis=1)  # (11.3), (batch, 2 units)
    logit = keras.layers.Dense(1)(keras.layers.Dropout(rate)(largest))
    return keras.Model(ids, logit)
    ### END SOLUTION

# %% see=true
model = build_sentiment_model(keras.layers, len(toy_vocabulary), features=3, units=4, rate=0.5)
short, padded = np.array([[2, 3, 4]]), np.array([[2, 3, 4, 0, 0]])
print("the same with padding:", bool(np.allclose(model(short), model(padded), atol=1e-6)), " shape:", tuple(model(padded).shape))
print("dropout, two calls in training alike:", bool(np.allclose(model(short, training=True), model(short, training=True))))
print("weights:", sorted(tuple(weight.shape) for weight in model.weights))

# %% test="build_sentiment_model" points=5
check(build_sentiment_model)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write the six steps one below the other, each applied to the result of the one before: `result = SomeLayer(...)(before)`.
# The mask comes straight from the ids, before they become vectors. Look at the shapes: where does the axis of time vanish,
# and by which call? Which axis must the mask get so that it fits (batch, timesteps, 2 units)?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.Input((None,), dtype="int32")`; `ops.not_equal(ids, 0)`; `keras.layers.Bidirectional(layer)(vectors, mask=mask)`,
# where the layer returns all outputs; `ops.where(condition, one, other)` with `ops.expand_dims(mask, -1)`;
# `ops.max(..., axis=1)`; at the end `keras.Model(ids, logit)`.
# </details>

# %% [markdown]
# ## Exercise 4: vectors from elsewhere (3 points)
#
# Somebody has read a billion words and published a vector for each frequent one, such as GloVe. Words of similar use have
# similar vectors. A network that starts from them knows something of words that its own training texts never showed.
# Those vectors come as a dict; an `Embedding` wants a matrix $E$ with one row per id. With $K$ for the set of ids whose word
# stands in the dict, and $u_w$ for the vectors in it:
#
# $$E_0 = 0, \qquad E_i = u_{w_i} \text{ if } i \in K, \qquad E_i = \frac{1}{|K|} \sum_{j \in K} u_{w_j} \text{ for all other } i \tag{11.4}$$
#
# So an unknown word begins in the middle of the known ones, where it stands for nothing in particular. The first two
# entries of a vocabulary, `PAD` and `UNK`, are no words: they are never looked up, whatever the dict holds.
#
# - `vocabulary`: list of str; `vectors`: dict from str to an array `(features,)`, at least one
# - returns `matrix`: float, `(vocabulary, features)`, and `coverage`: the share of the words of the vocabulary, `PAD` and
#   `UNK` not counted, that were found. If none was found, the matrix is all zeros and the coverage 0.0.

# %% solution="load_vectors"
def load_vectors(vocabulary, vectors):
    """Put known word vectors into an embedding matrix.

    Args:
        vocabulary: list of str, PAD and UNK first, at least one word behind them. vectors: dict, str to (features,), float.

    Returns:
        matrix: (vocabulary, features), float. coverage: float from 0 to 1.
    """
    ### BEGIN SOLUTION
    features = len(next(iter(vectors.values())))
    matrix = np.zeros((len(vocabulary), features))
    found = [number for number, word in enumerate(vocabulary) if number >= 2 and word in vectors]
    if found:
        matrix[found] = [vectors[vocabulary[number]] for number in found]
        others = np.setdiff1d(np.arange(1, len(vocabulary)), found)
        matrix[others] = np.mean(matrix[found], axis=0)  # (11.4)
    return matrix, len(found) / (len(vocabulary) - 2)
    ### END SOLUTION

# %% see=true
toy_vectors = {"good": np.array([1.0, 0.5]), "bad": np.array([-1.0, 0.5]), "cast": np.array([0.0, -4.0]), "tram": np.array([9.0, 9.0])}
matrix, coverage = load_vectors(toy_vocabulary, toy_vectors)
for word, row in zip(toy_vocabulary, matrix, strict=True):
    print(f"{word:6} {row.round(2)}")
print("coverage:", round(coverage, 2))

# %% test="load_vectors" points=3
check(load_vectors)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three kinds of rows: padding, found, others. Note which ids are found, from 2 on; then the mean is that of these rows of
# the matrix, not of the whole dict: `tram` is in the dict and in no review. Take the mean only if there is something to
# average.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `len(next(iter(vectors.values())))` is the number of features. `enumerate(vocabulary)` gives ids and words,
# `np.mean(matrix[found], axis=0)` one row, and a loop or `np.setdiff1d` reaches the others. Divide by
# `len(vocabulary) - 2`.
# </details>

# %% [markdown]
# ## Exercise 5: texts in, probabilities out (2 points)
#
# Whoever uses your model has texts and wants to know: how probably is each of them good? Ids, padding and logits are nobody's
# business.
#
# - `model`: gives a logit for each row of ids; `vocabulary`, `length`: as in exercise 2; `texts`: list of str, at least
#   one, and there may be thousands
# - returns $p = \sigma(o)$, a NumPy array `(texts,)`, in the order of the texts. What else is in the list has no influence on
#   a text.

# %% solution="sentiment_of"
def sentiment_of(model, vocabulary, texts, length):
    """Tell how probably each text is good.

    Args:
        model: (batch, length) ids to (batch, 1) logits. vocabulary: list of str. texts: list of str. length: int.

    Returns:
        probabilities: (texts,), float, a NumPy array.
    """
    ### BEGIN SOLUTION
    logits = model.predict(encode_reviews(texts, vocabulary, length), verbose=0)
    return sigmoid(logits[:, 0])
    ### END SOLUTION

# %% see=true
three = sentiment_of(model, toy_vocabulary, ["Good plot!", "", "a tram, a tram, a tram"], length=5)
alone = sentiment_of(model, toy_vocabulary, ["Good plot!"], length=5)
print("shape:", three.shape, " between 0 and 1:", bool(np.all((three > 0) & (three < 1))))
print("alone as among others:", bool(np.allclose(three[0], alone[0], atol=1e-6)))

# %% test="sentiment_of" points=2
check(sentiment_of)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three lines: texts to ids, ids to logits, logits to probabilities. The model's answer has an axis of length 1 too many.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Your `encode_reviews`; `model.predict(ids, verbose=0)` works through any number of rows in batches and returns a NumPy
# array; `[:, 0]`; then `sigmoid`.
# </details>

# %% [markdown]
# ## Payoff: a reader of your own
#
# **Given to you**: the reviews. The generated ones are made by a grammar: nearly nine in ten have a twin of the same words
# and the opposite meaning, as in *the cast was dull , but the plot was witty* and *the cast was witty , but the plot was dull*. One
# line chooses other data: `"sst2"` and `"polarity"` are sentences of real film reviews, `"imdb"` has whole ones. They are
# downloaded once, and train for some minutes; on a GPU that is short.
#
# Another line chooses whose LSTM reads: Keras's, or yours of assignment 09. From the same weights both compute the same, as
# assignment 09 has checked; the first weights are drawn in another order, so the figures differ a little.
#
# First the floors: whoever always gives the more frequent answer, and your bag of words.

# %% payoff=true
from autograder.checking.modules import load_module
from rnndata import load_glove, load_reviews
from rnnfigures import sentiment as fig
from rnnfigures.training import one_line_per_epoch, training_curve

layers = keras.layers  # or your own of assignment 09: layers = load_module("my_layers")
DATA = "generated"  # or "sst2", "polarity", "imdb"
data = load_reviews(DATA)
LENGTH = {"generated": 48, "imdb": 250}.get(DATA, 50)
vocabulary = vocabulary_of(data.train.texts, size=10_000)
train, validation, test = (encode_reviews(part.texts, vocabulary, LENGTH) for part in data[:3])
print(data.source)
print(f"{len(train)} reviews to train, {len(validation)} to validate, {len(test)} to test, {len(vocabulary)} ids")


def accuracy(probabilities, labels):
    """Return the share of texts on whose side of 0.5 the probability lies."""
    return float(np.mean((probabilities > 0.5) == labels))


reached = {"always the same answer": max(np.mean(data.test.labels), 1 - np.mean(data.test.labels))}
reached["bag of words"] = accuracy(bag_of_words_floor(data.train.texts, data.train.labels, data.test.texts), data.test.labels)
for name, share in reached.items():
    print(f"{name:22} {share:.3f} of the test reviews right")

# %% [markdown]
# **The second floor** is a network that reads without order: the average of the word vectors of a review, and two dense
# layers. It knows about words whatever can be learnt, and about their order nothing.

# %% given="averaging_model"
def averaging_model(vocabulary_size, features, units, rate):
    """Build a network from the mean of the word vectors to one logit."""
    ids = keras.Input((None,), dtype="int32")
    real = ops.cast(ops.expand_dims(ops.not_equal(ids, 0), -1), "float32")
    vectors = keras.layers.Embedding(vocabulary_size, features)(ids)
    mean = ops.sum(vectors * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1.0)
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Dropout(rate)(mean))
    return keras.Model(ids, keras.layers.Dense(1)(hidden))


def trained(model, epochs, rate):
    """Fit a model; stop early when the validation loss rises, and go back to the best weights. Return the history."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)])
    stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    held_out = validation, data.validation.labels
    calls = [one_line_per_epoch(), stop]
    return model.fit(train, data.train.labels, 64, epochs, verbose=0, validation_data=held_out, callbacks=calls).history

# %% payoff=true
keras.utils.set_random_seed(11)
averaging = averaging_model(len(vocabulary), features=32, units=32, rate=0.3)
histories = {"averaged vectors": trained(averaging, epochs=6, rate=3e-3)}
reached["averaged vectors"] = accuracy(sentiment_of(averaging, vocabulary, data.test.texts, LENGTH), data.test.labels)
print(f"averaged vectors: {reached['averaged vectors']:.3f} of the test reviews right")

# %% [markdown]
# **Now your reader.** If you like, let it begin with the vectors of GloVe: `VECTORS = "glove"` downloads 5,050 of them, and
# your `load_vectors` puts them into the embedding. The curve shows both networks, with hollow marks for the validation reviews:
# where do the two part, and which of them stays at the dotted line of the bag of words?

# %% payoff=true
VECTORS = None  # or "glove"
keras.utils.set_random_seed(11)
FEATURES = 50 if VECTORS == "glove" else 24
reader = build_sentiment_model(layers, len(vocabulary), FEATURES, units=24, rate=0.3)
if VECTORS == "glove":
    matrix, coverage = load_vectors(vocabulary, load_glove())
    embedding = next(layer for layer in reader.layers if isinstance(layer, keras.layers.Embedding))
    embedding.set_weights([matrix])
    print(f"GloVe knows {coverage:.0%} of the vocabulary")
histories["your reader"] = trained(reader, epochs=6, rate=4e-3)

# %% payoff=true
training_curve(histories, "accuracy", floor=reached["bag of words"], floor_name="bag of words")

# %% payoff=true
probabilities = sentiment_of(reader, vocabulary, data.test.texts, LENGTH)
reached["your reader"] = accuracy(probabilities, data.test.labels)
for name, share in reached.items():
    print(f"{name:22} {share:.3f} {'#' * round(40 * share)}")
wrong = np.flatnonzero((probabilities > 0.5) != data.test.labels)
print(f"\nmisread: {len(wrong)} of {len(test)}, the surest first")
for n in wrong[np.argsort(-np.abs(probabilities[wrong] - 0.5))][:5]:
    print(f"  {probabilities[n]:.2f}, but it is {data.names[data.test.labels[n]]}: {data.test.texts[n][:150]}")

# %% [markdown]
# **Reviews of another kind.** The grammar has a third level: longer sentences, with insertions between the judgements and words
# that were in no training review. How much of your reader's skill goes with it? The LSTM of the lecture, which answers from its
# last state, was hit hard.

# %% payoff=true
if data.generated:
    longer = load_reviews(difficulty=3).test
    probabilities = sentiment_of(reader, vocabulary, longer.texts, LENGTH)
    print(f"longer reviews: {accuracy(probabilities, longer.labels):.3f} of {len(longer.texts)} right; a bag of words 0.5")
    wrong = np.flatnonzero((probabilities > 0.5) != longer.labels)
    for n in wrong[:5]:
        print(f"  {probabilities[n]:.2f}, but it is {data.names[longer.labels[n]]}: {longer.texts[n]}")

# %% [markdown]
# ## Payoff: type, and watch
#
# Write what you like, one text per line, and run the cell again. The reader knows only the words of its vocabulary (for the
# generated reviews some hundred); `?` marks what it reads as unknown. Each point is the probability after the words up to
# there, as if the text ended with them. At which word does it make up its mind, and at which does it change it?

# %% payoff=true
MINE = [
    "the plot was dull , but the acting was brilliant .",
    "the plot was brilliant , but the acting was dull .",
    "i did not find the music terrible .",
    "There was never a witty moment in the whole film, only boring ones!",
]


def word_by_word(text):
    """Return the words of a text, and the probability after each of them."""
    parts = words(text) or [UNK]
    return parts, sentiment_of(reader, vocabulary, [" ".join(parts[: t + 1]) for t in range(len(parts))], LENGTH)


for text in MINE:
    parts, course = word_by_word(text)
    display(fig.word_by_word(parts, course, known=[word in vocabulary for word in parts]))

# %% [markdown]
# The twins part at the first judgement, and change sides at the second. Now set traps: two negations, a *but* that comes to
# nothing, irony, a text without any word that it knows. What a network is sure of and what is true are two things; the
# lecture's last part is about that.

# %%
check.summary("a11_sentiment")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
