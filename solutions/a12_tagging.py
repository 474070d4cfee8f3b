# ---
# jupyter:
#   autograder:
#     title: Tagging
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 12: Tagging
#
# One tag for every word: who is a person, which is a place, what is an organisation? You write the six pieces of a tagger:
# tags as numbers with padding, a loss and an accuracy that leave the padding out, the network, the entities that a row of
# tags stands for, and the score by which taggers are compared. At the end your tagger colours sentences that you type,
# and you see how much of it hangs on reading in both directions.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded. Replace `raise NotImplementedError()` by your code, 15 lines at most. Numbers of equations
# are those of the lecture [12 Tagging](../../course/12_tagging.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: imports, and three numbers that stand for something that is no word and no tag. Words have ids from 2
# on, tags from 0 on.

# %% given="imports"
import logging
import os
from collections import Counter, defaultdict

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)  # nor hints about many models
import keras
import numpy as np
from keras import ops

PAD, UNKNOWN = 0, 1  # ids of words: padding, and a word that was not in the training sentences
NO_TAG = -1  # stands where there is padding instead of a tag

# %% [markdown]
# ## Exercise 1: tags as numbers (2 points)
#
# Sentences have different lengths, an array has one width. So each row of tags is filled up **at the end**. With what?
# Every number from 0 on is a tag, and tag 0 is `O`, a tag like any other: padding with 0 would turn padding into words
# outside all entities. Padding therefore gets `NO_TAG`, which is -1, and a **mask** says where the real tags are.
#
# - `tags`: a list of sentences, each a list of tags such as `["B-PER", "O"]`; a sentence may be empty
# - `names`: all tags; the id of a tag is its place in `names`
# - returns `ids`, int, `(batch, timesteps)`, where `timesteps` is the length of the longest sentence, and `mask`, bool, of
#   the same shape, True where there is a tag

# %% solution="encode_tags"
def encode_tags(tags, names):
    """Turn rows of tags into ids, padded with NO_TAG at the end, and a mask. Both are (batch, timesteps)."""
    ### BEGIN SOLUTION
    longest = max(len(row) for row in tags)
    ids = np.full((len(tags), longest), NO_TAG)
    for number, row in enumerate(tags):
        ids[number, : len(row)] = [names.index(tag) for tag in row]
    return ids, ids != NO_TAG
    ### END SOLUTION

# %% see=true
ids, mask = encode_tags([["O", "B-PER", "I-PER"], ["O"]], ["O", "B-PER", "I-PER"])
print(ids)
print(mask)

# %% test="encode_tags" points=2
check(encode_tags)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Begin with an array that is all padding, then write each sentence into the beginning of its row. The mask must be True
# for `O`, too: it asks whether there is a tag, not whether there is an entity.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.full((rows, columns), value)`; `names.index(tag)` is the place of a tag; `ids[number, : len(row)] = [...]`.
# </details>

# %% [markdown]
# ## Exercise 2: a loss without padding (3 points)
#
# A tagger gives one row of logits for each token. The loss of a token with the right tag $y_t$ is that of unit 02, and the
# loss of a batch is the **mean over the real tokens**, where $m$ is the mask:
#
# $$\ell_{bt} = -\log \mathrm{softmax}(a_{bt})_{y_{bt}} \tag{12.4}$$
# $$L = \frac{\sum_{b,t} m_{bt}\, \ell_{bt}}{\sum_{b,t} m_{bt}} \tag{12.5}$$
#
# - `logits`: `(batch, timesteps, classes)`; large ones must not overflow
# - `targets`: int, `(batch, timesteps)`; where the mask is False anything may stand there, -1 or a tag
# - `mask`: bool, `(batch, timesteps)`, gaps anywhere, at least one True
# - returns one number, as a tensor
#
# Compute with `ops` (or a function of `keras.losses`), not with NumPy: this function goes into `fit`, and Keras has to find
# the way back through it.

# %% solution="masked_loss"
def masked_loss(logits, targets, mask):
    """Return the mean cross-entropy of the real tokens."""
    ### BEGIN SOLUTION
    right = ops.one_hot(ops.where(mask, targets, 0), ops.shape(logits)[-1], dtype=logits.dtype)
    losses = -ops.sum(right * ops.log_softmax(logits, axis=-1), axis=-1)  # (12.4)
    real = ops.cast(mask, logits.dtype)
    return ops.sum(losses * real) / ops.sum(real)  # (12.5)
    ### END SOLUTION

# %% [markdown]
# Below the right tags have probabilities 1/2, 1/4 and, at padding, 1/8. By hand: $(\ln 2 + \ln 4)/2 = 1.040$. With
# the padding it would be 1.386.

# %% see=true
probabilities = np.array([[[1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2], [1 / 8, 1 / 8, 3 / 4]]], dtype="float32")
targets, mask = np.array([[0, 1, NO_TAG]]), np.array([[True, True, False]])
print(f"{float(masked_loss(ops.convert_to_tensor(np.log(probabilities)), targets, mask)):.3f}")

# %% test="masked_loss" points=3
check(masked_loss)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# First the loss of every token, real or not: shape `(batch, timesteps)`. Then drop those at padding, and divide by the
# number of tokens that are left. A target of -1 is the index of no class: put some tag in its place where the mask is False.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.where(mask, targets, 0)`; `keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True)`, or
# `ops.log_softmax` and `ops.one_hot`; `ops.cast(mask, "float32")`; `ops.sum`.
# </details>

# %% [markdown]
# ## Exercise 3: an accuracy without padding (2 points)
#
# $$\text{accuracy} = \frac{\sum_{b,t} m_{bt}\,[\arg\max_k a_{btk} = y_{bt}]}{\sum_{b,t} m_{bt}} \tag{12.3}$$
#
# The share of the real tokens whose largest logit is that of the right tag. Arguments as for `masked_loss`; returns one
# number between 0 and 1, as a tensor.

# %% solution="masked_accuracy"
def masked_accuracy(logits, targets, mask):
    """Return the share of right tags among the real tokens."""
    ### BEGIN SOLUTION
    right = ops.equal(ops.argmax(logits, axis=-1), ops.cast(targets, "int32"))
    right, real = ops.cast(ops.logical_and(right, mask), "float32"), ops.cast(mask, "float32")
    return ops.sum(right) / ops.sum(real)  # (12.3)
    ### END SOLUTION

# %% see=true
said = np.array([[0, 1, 1, 2], [2, 0, 0, 0]])
targets = np.array([[0, 2, 1, 2], [2, 1, NO_TAG, NO_TAG]])
logits = ops.one_hot(said, 3)  # the largest logit is that of the tag in `said`
print(f"{float(masked_accuracy(logits, targets, targets != NO_TAG)):.3f} (4 of 6)")

# %% test="masked_accuracy" points=2
check(masked_accuracy)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Both sums run over tokens: above those that are real **and** right, below those that are real.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.argmax(logits, axis=-1)`, `ops.equal`, `ops.logical_and`, `ops.cast(..., "float32")`, `ops.sum`. `ops.equal` wants
# both sides of one type: `ops.cast(targets, "int32")`.
# </details>

# %% [markdown]
# ## Exercise 4: the tagger (4 points)
#
# Three layers, one output for every word:
#
# 1. `keras.layers.Embedding`: word ids to vectors of `features` numbers, (batch, timesteps, features)
# 2. an LSTM with `units` units that returns **all** its outputs, from the module `layers`: `layers.LSTM(...)`. With
#    `bidirectional` there are two, one for each direction, side by side (that of the first word first):
#
# $$h_t = [\overrightarrow{h}_t,\ \overleftarrow{h}_t] \tag{12.6}$$
#
# 3. `keras.layers.Dense`: logits for `classes` tags at every step; no softmax, the loss has it
#
# The mask is made from the ids (padding is `PAD`, 0) and given to the layer of step 2: `layer(vectors, mask=mask)`. Who
# forgets it lets the backward direction read the padding before the sentence.
#
# - `words`: how many ids there are, padding and unknown word included
# - `layers`: `keras.layers`, or a module with your own LSTM of unit 09. `Embedding`, `Bidirectional` and `Dense` are always
#   Keras's.
# - returns a `keras.Model` from ids `(batch, timesteps)`, whatever the number of steps, to logits
#   `(batch, timesteps, classes)`; not compiled

# %% solution="build_tagger"
def build_tagger(words, classes, features=32, units=32, bidirectional=True, layers=keras.layers):
    """Return a model from word ids (batch, timesteps) to logits (batch, timesteps, classes)."""
    ### BEGIN SOLUTION
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(words, features)(ids)
    layer = layers.LSTM(units, return_sequences=True)
    if bidirectional:
        layer = keras.layers.Bidirectional(layer)  # (12.6)
    states = layer(vectors, mask=ops.not_equal(ids, PAD))
    return keras.Model(ids, keras.layers.Dense(classes)(states))
    ### END SOLUTION

# %% see=true
tagger = build_tagger(words=50, classes=7, features=4, units=5)
for row in ([2, 3, 4], [2, 3, 4, PAD, PAD]):
    ids = np.array([row])
    same = np.allclose(tagger(ids)[:, :3], tagger(ids[:, :3]), atol=1e-5)
    print("logits", tuple(tagger(ids).shape), " the real words get the same logits as without padding:", same)
print("weights", *(tuple(weight.shape) for weight in tagger.weights))

# %% test="build_tagger" points=4
check(build_tagger)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# `keras.Input((None,), dtype="int32")` stands for a batch of ids of any length; each layer is called with what the one
# before it gave. `Bidirectional` is wrapped around an LSTM, and then called in its place, mask included.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `layers.LSTM(units, return_sequences=True)`; `keras.layers.Bidirectional(layer)`; `ops.not_equal(ids, PAD)` is the
# mask; `keras.Model(ids, logits)`.
# </details>

# %% [markdown]
# ## Exercise 5: from tags to entities (3 points)
#
# Nobody wants tags; people want to know **who** and **where**. In the BIO scheme `B-PER` begins a person, `I-PER` goes on
# with the same one, `O` is outside. Read a row of tags from left to right and return its entities:
#
# | tags | entities |
# |---|---|
# | `O B-PER I-PER O` | `(1, 3, "PER")`: from word 1 up to, but without, word 3, as in a slice |
# | `B-LOC B-LOC` | `(0, 1, "LOC"), (1, 2, "LOC")`: a `B-` always begins a new one |
# | `B-PER I-LOC` | `(0, 1, "PER"), (1, 2, "LOC")`: another type ends it |
# | `O I-ORG I-ORG` | `(1, 3, "ORG")`: an `I-` with nothing to go on with begins one, too |
#
# The last two rows never occur in good data, but a network may say such things. This **lenient** rule is that of the program
# `conlleval` and of the library seqeval, with which published figures are computed.
#
# - `tags`: a list of tags, may be empty; the type is all that stands behind the first hyphen (`B-creative-work`)
# - returns a list of `(start, end, type)` from left to right

# %% solution="entity_spans"
def entity_spans(tags):
    """Return the entities of one sentence as a list of (start, end, type); `end` is the word after the last one."""
    ### BEGIN SOLUTION
    spans, start, kind = [], 0, None  # kind is the type of the entity that is open, if any
    for place, tag in enumerate([*tags, "O"]):
        mark, _, type_ = tag.partition("-")
        if kind is not None and (mark != "I" or type_ != kind):
            spans.append((start, place, kind))
            kind = None
        if mark != "O" and kind is None:
            start, kind = place, type_
    return spans
    ### END SOLUTION

# %% see=true
for text in ("O B-PER I-PER O", "B-LOC B-LOC", "B-PER I-LOC", "O I-ORG I-ORG"):
    print(f"{text:17}", entity_spans(text.split()))

# %% test="entity_spans" points=3
check(entity_spans)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Keep in mind where the open entity began and of which type it is (`None`: nothing is open). At each tag ask two questions,
# in this order: does the open entity end here? Does a new one begin here? And what ends an entity that reaches to the end of
# the sentence? One more `O` behind the last tag saves a special case.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `"B-creative-work".partition("-")` gives three parts: what stands before the first hyphen, the hyphen, and the rest; for
# `"O"` the last two are empty. An open entity goes on only behind an `I` of its own type.
# </details>

# %% [markdown]
# ## Exercise 6: F1 of entities (2 points)
#
# An entity is **right** if it was found exactly: same start, same end, same type. Count over **all sentences together**
# how many entities there are (true), how many were said, and how many of these are right:
#
# $$P = \frac{\text{right}}{\text{said}}, \qquad R = \frac{\text{right}}{\text{true}} \tag{12.1}$$
# $$F_1 = \frac{2PR}{P+R} = \frac{2 \cdot \text{right}}{\text{said} + \text{true}} \tag{12.2}$$
#
# - `true_spans`, `said_spans`: a list for each sentence, which holds spans `(start, end, type)` in any order; both have as
#   many sentences
# - returns a number from 0 to 1; **0.0** where no entity is right, also where none was said or none is there

# %% solution="entity_f1"
def entity_f1(true_spans, said_spans):
    """Return the F1 score of exact entities over all sentences."""
    ### BEGIN SOLUTION
    right = said = true = 0
    for there, found in zip(true_spans, said_spans, strict=True):
        right += len(set(there) & set(found))
        said, true = said + len(found), true + len(there)
    return 2 * right / (said + true) if right else 0.0  # (12.2)
    ### END SOLUTION

# %% see=true
true_spans = [[(0, 2, "PER"), (5, 6, "LOC")], [(1, 2, "ORG")]]
said_spans = [[(0, 2, "PER"), (5, 7, "LOC")], [(1, 2, "LOC"), (1, 2, "ORG")]]
print(f"2 right, 4 said, 3 true: F1 {entity_f1(true_spans, said_spans):.3f}")
print("nothing said:", entity_f1(true_spans, [[], []]))

# %% test="entity_f1" points=2
check(entity_f1)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three counters that run over all sentences. Spans of different sentences must not be mixed: `(1, 2, "LOC")` may stand in
# many of them. One division at the end, unless it would be by zero.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `len(set(there) & set(found))` counts what two lists share; `zip(true_spans, said_spans)` goes through the sentences.
# </details>

# %% [markdown]
# ## Payoff: a tagger that reads both ways
#
# **Given to you**: the sentences. Each name stands in three sentences that are equal up to there, once as a person, once as
# a place, once as an organisation; only the words behind it tell. One line chooses other data: `"wnut17"`, entities in
# messages, or `"ewt"`, parts of speech (both are downloaded once, and train for some minutes).
#
# Another line chooses whose LSTM is used: Keras's, or yours of unit 09. From the same weights both compute the same, as
# assignment 09 has checked; the first weights are drawn in another order, so the figures differ a little.

# %% payoff=true
from autograder.checking.modules import load_module
from IPython.display import display
from rnndata import load_tagged
from rnnfigures import tagging as fig
from rnnfigures.training import one_line_per_epoch, training_curve

data = load_tagged("generated")  # or "wnut17", or "ewt"
layers = keras.layers  # or your own of unit 09: layers = load_module("my_layers")

NAMES = list(data.names)
ENTITIES = any(name.startswith("B-") for name in NAMES)  # parts of speech have no entities
print(data.source)
for words, tags in list(zip(data.train.words, data.train.tags))[:3]:
    display(fig.coloured(words, tags))

# %% [markdown]
# **Given to you**: words as ids. Some words of the training sentences are hidden (they become `UNKNOWN`), so that the
# network learns what to do with a word that it has never seen: look around it. A training sentence of more than 50 words
# (the longest in `"ewt"` has 159) is left out: every other sentence of its batch would be padded to its length.

# %% given="words"
def demand_one_tag_a_word(sentences, tags, names):
    """Raise an error where words and tags do not fit together."""
    if len(sentences) != len(tags):
        raise ValueError(f"{len(sentences)} sentences, but {len(tags)} rows of tags")
    for number, (words, row) in enumerate(zip(sentences, tags)):
        if len(words) != len(row):
            raise ValueError(f"sentence {number} has {len(words)} words, but {len(row)} tags")
        if not set(row) <= set(names):
            raise ValueError(f"sentence {number} has the unknown tag {min(set(row) - set(names))!r}; known are {', '.join(names)}")


def vocabulary_of(sentences):
    """Return an id from 2 on for each word."""
    return {word: number for number, word in enumerate(sorted({word for words in sentences for word in words}), start=2)}


def encode_words(sentences, vocabulary):
    """Return ids (batch, timesteps), padded at the end with PAD; a word without an id becomes UNKNOWN."""
    rows = [[vocabulary.get(word, UNKNOWN) for word in words] for words in sentences]
    return keras.utils.pad_sequences(rows, padding="post", value=PAD)


def hide_some(ids, share, rng):
    """Return a copy in which a share of the words has become UNKNOWN."""
    return np.where((rng.random(ids.shape) < share) & (ids != PAD), UNKNOWN, ids)

# %% given="arrays"
def arrays(part, vocabulary, names, longest=None):
    """Return the ids of words and of tags; sentences longer than `longest` are left out."""
    demand_one_tag_a_word(part.words, part.tags, names)
    kept = [number for number, words in enumerate(part.words) if longest is None or len(words) <= longest]
    ids = encode_words([part.words[number] for number in kept], vocabulary)
    return ids, encode_tags([part.tags[number] for number in kept], names)[0]

# %% payoff=true
vocabulary = vocabulary_of(data.train.words)
train_ids, train_targets = arrays(data.train, vocabulary, NAMES, longest=50)
validation = arrays(data.validation, vocabulary, NAMES)
print(f"{len(train_ids)} sentences to learn from, {len(vocabulary)} words, {len(NAMES)} tags")

# %% [markdown]
# **The floors**, for which no network is needed: every word is outside all entities (or has the commonest tag of all);
# every word has the tag that it has most often in the training sentences. Each row: the share of right tags, and F1.

# %% payoff=true
def score(said):
    """Return token accuracy and entity F1 of tags for the test sentences."""
    pairs = [pair for rows in zip(data.test.tags, said, strict=True) for pair in zip(*rows, strict=True)]
    accuracy = np.mean([there == found for there, found in pairs])
    if not ENTITIES:
        return accuracy, float("nan")
    return accuracy, entity_f1([entity_spans(row) for row in data.test.tags], [entity_spans(row) for row in said])


seen = defaultdict(Counter)  # word -> how often it has which tag
for words, tags in zip(data.train.words, data.train.tags):
    for word, tag in zip(words, tags):
        seen[word][tag] += 1
common = sum(seen.values(), Counter()).most_common(1)[0][0]
usual = {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
results = {
    f"all {common}": score([[common] * len(words) for words in data.test.words]),
    "usual tag": score([[usual.get(word, common) for word in words] for words in data.test.words]),
}
for name, (accuracy, f1) in results.items():
    print(f"{name:15} accuracy {accuracy:.3f}   F1 {f1:.3f}")

# %% [markdown]
# **Given to you**: what brings your loss and your accuracy into `compile`. Keras calls both with the targets first, as
# floating-point numbers, and without a mask. `PerToken` weighs each batch by its real tokens, so that the accuracy of an
# epoch is exact.
#
# **Then both taggers are trained.** The curve shows them in one figure, with hollow marks for the validation sentences. The
# dotted line is the usual tag of each word: which tagger leaves it behind?

# %% given="for_fit"
def of_batch(function, targets, logits):
    """Call a function of (logits, targets, mask) with what Keras hands over."""
    targets = ops.cast(targets, "int32")
    return function(logits, targets, ops.not_equal(targets, NO_TAG))


class PerToken(keras.metrics.Mean):
    """The mean of a function of (logits, targets, mask) over all real tokens of an epoch."""

    def __init__(self, function):
        super().__init__(name=function.__name__)
        self.function = function

    def update_state(self, targets, logits, sample_weight=None):
        tokens = ops.sum(ops.cast(ops.not_equal(targets, NO_TAG), "float32"))
        super().update_state(of_batch(self.function, targets, logits), tokens)

# %% payoff=true
def train(bidirectional, epochs=6):
    """Return a trained tagger and its history."""
    keras.utils.set_random_seed(12)
    model = build_tagger(len(vocabulary) + 2, len(NAMES), bidirectional=bidirectional, layers=layers)
    loss = lambda targets, logits: of_batch(masked_loss, targets, logits)
    model.compile(keras.optimizers.Adam(0.005), loss, metrics=[PerToken(masked_accuracy)])
    ids = hide_some(train_ids, 0.05, np.random.default_rng(12))
    say = [one_line_per_epoch()]
    history = model.fit(ids, train_targets, batch_size=32, epochs=epochs, validation_data=validation, verbose=0, callbacks=say)
    return model, history.history

# %% payoff=true
taggers, histories = {}, {}
for name, bidirectional in [("one direction", False), ("two directions", True)]:
    print(name)
    taggers[name], histories[name] = train(bidirectional)

# %% payoff=true
training_curve(histories, "masked_accuracy", floor=results["usual tag"][0], floor_name="usual tag")

# %% given="tag"
def tag(model, sentences, vocabulary, names):
    """Return the most likely tags of each sentence, a list of words; an empty one has none."""
    full = [words for words in sentences if len(words) > 0]
    logits = model.predict(encode_words(full, vocabulary), batch_size=64, verbose=0) if full else []
    rows = iter(np.argmax(row, axis=-1) for row in logits)
    return [[names[index] for index in next(rows)[: len(words)]] if len(words) > 0 else [] for words in sentences]

# %% payoff=true
said = {name: tag(model, data.test.words, vocabulary, NAMES) for name, model in taggers.items()}
results |= {name: score(rows) for name, rows in said.items()}
for name, (accuracy, f1) in results.items():
    print(f"{name:15} accuracy {accuracy:.3f}   F1 {f1:.3f}")

# %% [markdown]
# Look at the accuracies first: all are above 0.89, and three of the four can hardly be told apart by eye. F1 tells them
# apart. The tagger of one direction knows as little as the floor; with the second direction nearly every entity is found.
#
# Where do the errors lie? Each row of the next figure is a true tag, each column what the tagger said, and each number the
# share of the row.

# %% payoff=true
fig.confusion({name: (data.test.tags, rows) for name, rows in said.items()}, NAMES)

# %% [markdown]
# From the left the three types of a name cannot be told apart: in each of the three rows of `B-` tags the tagger says the same,
# what it has come to like best. What it gets right besides are names that never change, as the city behind `in`. Tags `I-` come
# out right even so: the word itself tells, `Airlines` or `Harbour`.
#
# ## Your sentences
#
# Change the sentences, and run the cell again. A word that the tagger does not know is marked with `?`: it sees only that
# there is *some* word. Try a name that nobody has heard of, two names in one sentence, or words of your own behind a
# name. Which errors can you explain from the training sentences?

# %% payoff=true
YOURS = [
    "yesterday Paris smiled at the guests .",
    "yesterday Paris lies on a river .",
    "yesterday Paris hired new engineers .",
    "he said that Grimbia fired Peter .",
    "Madison Harbour was full of ships .",
    "we asked Florence whether Washington has two sisters .",
    "",
]
sentences = [text.split() for text in YOURS]  # a full stop is a word of its own: put a space before it
for words, tags in zip(sentences, tag(taggers["two directions"], sentences, vocabulary, NAMES)):
    display(fig.coloured(words, tags, known=vocabulary))

# %%
check.summary("a12_tagging")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
