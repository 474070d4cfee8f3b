# ---
# jupyter:
#   autograder:
#     title: Sentiment
# ---

# %% [markdown]
# # 11 Sentiment
#
# Many words in, one verdict out: is this review good or bad? After this unit you can build such a reader, say what it adds to
# counting words, watch it change its mind in the middle of a sentence, use word vectors that others have learnt, stop training
# at the right moment, and read its errors. In the assignment you build one and type sentences of your own.

# %% setup=true

# %%
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops
from rnndata import load_glove, load_reviews
from rnnfigures import sentiment as fig
from rnnfigures.training import one_line_per_epoch, training_curve

keras.utils.set_random_seed(11)
data = load_reviews()  # or "sst2", "polarity", "imdb": real film reviews, downloaded
print(data.source)

# %% [markdown]
# ## Reviews small enough to read
#
# These reviews are made by a grammar, so that everything about them is known. Nearly nine in ten come as **twins**: the same
# words in another order, and the opposite verdict.

# %%
for number in range(6):
    print(data.names[data.train.labels[number]], "-", data.train.texts[number])
print([len(part.texts) for part in data[:3]], "reviews to train, validate, test; good:", data.test.labels.mean().round(2))

# %% [markdown]
# Twins are always in the same part of the data. Were one in the training part and the other in the test part, a network that
# learns by heart would look clever, or, as the verdicts are opposite, stupid. Half of the reviews are good, so whoever
# always gives the same answer is right half of the time. That is the lowest floor.

# %% [markdown]
# ## The floor: a bag of words
#
# The next floor ignores order: put the words of a review into a bag, shake, and look at what is in it. **Naive Bayes** asks how
# much likelier each word is in good reviews than in bad ones. With $n_{kw}$ for how often the word $w$ occurs in the training
# reviews of class $k$, $n_k$ for all words of that class, and $V$ for the number of different words in both classes together:
#
# $$p(w\mid k)=\frac{n_{kw}+1}{n_k+V}\tag{11.1}$$
#
# Why the 1? A word that happens to occur in good reviews only would else have $p(w\mid 0)=0$, and a single such word would
# decide everything. Every word gets one occurrence for free, hence $V$ below. Four words, counted:

# %%
good, bad = (" ".join(text for text, label in zip(*data.train) if label == k).split() for k in (1, 0))
different = len(set(good + bad))
for word in ("brilliant", "dull", "not", "plot"):
    ratio = (good.count(word) + 1) / (len(good) + different) * (len(bad) + different) / (bad.count(word) + 1)
    print(f"{word:9} in good reviews {good.count(word):4}, in bad ones {bad.count(word):4}: log ratio {np.log(ratio):+.2f}")

# %% [markdown]
# *brilliant* speaks for a good review, *dull* against it, but less than one would think: ratios of e to these powers. The logs
# of all words of a review add up. With $N_k$ reviews of class $k$, the log-odds and the probability of being good are
#
# $$s=\log\frac{N_1}{N_0}+\sum_{w\text{ in the text}}\log\frac{p(w\mid 1)}{p(w\mid 0)},\qquad p=\sigma(s)\tag{11.2}$$
#
# "Naive" is the sum: it pretends that words come independently of each other. It is a sum, so order has no influence, and twins
# get the same $s$. Let us give the bag every chance: not counted but **trained** weights, one per word, and one per pair of
# neighbouring words, which is a small piece of order. What will they reach? A curve follows: how many of the **training** reviews
# each bag gets right, epoch by epoch. See where each of them flattens out.

# %%
def bags(texts, known, pieces):
    """Return how often each known piece occurs in each text."""
    column = {piece: number for number, piece in enumerate(known)}
    table = np.zeros((len(texts), len(known)), dtype="float32")
    for row, text in enumerate(texts):
        for piece in pieces(text.split()):
            if piece in column:
                table[row, column[piece]] += 1
    return table


def alone(words):
    return words


def pairs(words):
    return list(zip(words, words[1:]))

# %%
def compiled(model, rate=5e-3):
    """Make a model with one logit ready for training; its accuracy counts logits above 0 as good."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)])
    model.optimizer.build(model.trainable_variables)  # else TensorFlow prepares the first step twice, which takes a second
    return model


floors, histories = {}, {}
for name, pieces in [("bag of words", alone), ("bag of pairs", pairs)]:
    known = sorted({piece for text in data.train.texts for piece in pieces(text.split())})
    train, test = (bags(part.texts, known, pieces) for part in (data.train, data.test))
    linear = compiled(keras.Sequential([keras.Input((len(known),)), keras.layers.Dense(1)]), rate=0.02)
    fit = {"epochs": 16, "verbose": 0, "callbacks": [one_line_per_epoch(8)]}
    histories[name] = linear.fit(train, data.train.labels, 64, **fit).history
    floors[name] = linear.evaluate(test, data.test.labels, verbose=0)[1]
    print(f"{name}: {len(known)} weights, {floors[name]:.3f} of the test reviews right\n")

# %%
training_curve(histories, "accuracy", floor=0.5, floor_name="a coin")

# %% [markdown]
# A bag of words is hardly better than a coin: it gets right what has no twin. Pairs such as *but the* or *not dull* help a lot,
# since the grammar is small; with real language, pairs are too many and each too rare. A network that reads has to beat
# **both** numbers.
#
# ## From texts to ids
#
# Keras has a layer that lists words and turns texts into ids. 0 is padding, 1 an unknown word:

# %%
LENGTH = 48
to_ids = keras.layers.TextVectorization(standardize="lower", output_sequence_length=LENGTH)
to_ids.adapt(list(data.train.texts))
vocabulary = [str(word) for word in to_ids.get_vocabulary()]


def ids_of(texts):
    return ops.convert_to_numpy(to_ids(list(texts))).astype("int32")


print(len(vocabulary), "entries, the first:", vocabulary[:6])
for text in ["The plot was dull .", "the Plot was soporific .", ""]:
    print(ids_of([text])[0, :8], text)

# %% [markdown]
# Look at the three lines. Padding is at the end. The unknown *soporific* has the id 1. The empty text is a row of nothing but
# padding: there is no last real step that could answer, and a GPU's fast program refuses such a row (unit 09). And a text
# longer than 48 words would lose its **end**, where reviews tend to conclude. In the assignment you write the rules yourself,
# and choose better.

# %% [markdown]
# ## Embedding, mask, last state
#
# The reader of this lecture has four parts. An **embedding** gives each id a vector, which is learnt (unit 01); a recurrent
# layer reads the vectors; the output of the last **real** step goes into one logit $o$; and $\sigma(o)$ is the probability of a
# good review. The mask says what is real. We make it where the padding is known, and hand it over.

# %%
def reader(layer, features=16):
    """Return a model from ids to one logit, around a recurrent layer that gives its last output."""
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(len(vocabulary), features)(ids)
    last = layer(vectors, mask=ops.not_equal(ids, 0))
    return keras.Model(ids, keras.layers.Dense(1)(last))


def count_weights(model):
    return f"{model.count_params():,} weights"


print(count_weights(reader(keras.layers.LSTM(32))), "with an LSTM of 32 units")

# %% [markdown]
# What does the mask do? One review of five words, once without padding, then with more and more of it. One LSTM, untrained,
# reads it with and without the mask; here is what its first unit says in the end:

# %%
row = ids_of(["the plot was dull ."])
vectors, layer = keras.layers.Embedding(len(vocabulary), 16)(row), keras.layers.LSTM(4)
for columns in (5, 10, 48):
    part, real = vectors[:, :columns], row[:, :columns] != 0
    print(f"{columns:2} columns: with the mask {float(layer(part, mask=real)[0, 0]):+.4f}, without {float(layer(part)[0, 0]):+.4f}")

# %% [markdown]
# With the mask the answer is the same, however much padding there is. Without it the LSTM goes on reading, word number 0 up to 43
# times, and forgets the review over it.
#
# Before the LSTM, one more floor: put the **average** of the word vectors in the place of the recurrent layer, and a dense
# layer behind it. That network has vectors, a hidden layer, everything but order. Will it be better than the bag of words?

# %%
def averaged(vectors, mask):
    """Return what a dense layer makes of the average vector of the real words."""
    mean = keras.layers.GlobalAveragePooling1D()(vectors, mask=mask)
    return keras.layers.Dense(32, activation="relu")(mean)


longest = max(len(text.split()) for part in data[:3] for text in part.texts)  # columns behind it would only cost time
train, validation, test = (ids_of(part.texts)[:, :longest] for part in data[:3])
held_out = (validation, data.validation.labels)
averaging = compiled(reader(averaged))
fit = {"verbose": 0, "validation_data": held_out}
histories = {"averaged vectors": averaging.fit(train, data.train.labels, 64, 8, callbacks=[one_line_per_epoch(4)], **fit).history}
floors["averaged vectors"] = averaging.evaluate(test, data.test.labels, verbose=0)[1]
print(f"averaged vectors: {floors['averaged vectors']:.3f} of the test reviews right")

# %% [markdown]
# It is not: an average has no order either. Now the LSTM of 32 units, five epochs. One line per epoch says how it goes; behind
# `val_` are the figures of the validation reviews, which it does not learn from. The curve shows both networks, with hollow marks
# for validation. When does the LSTM pass the bag of pairs, and does the other one ever?

# %%
lstm = compiled(reader(keras.layers.LSTM(32)))
histories["LSTM"] = lstm.fit(train, data.train.labels, 64, 5, callbacks=[one_line_per_epoch()], **fit).history

# %%
training_curve(histories, "accuracy", floor=floors["bag of pairs"], floor_name="bag of pairs")

# %% [markdown]
# The LSTM passes the bag of words within an epoch or two, the bag of pairs soon after, and then is nearly always right. What it adds
# to the floors is **order**. The readers below are compared on the test reviews, from which none of them has learnt.
#
# ## Which layer?
#
# A plain RNN, a GRU, and an LSTM in each direction (`Bidirectional`, unit 07; its two last outputs stand side by side) read the
# same reviews for four epochs each. These reviews are short, twenty words on average: which differences do you expect? The curve
# has the share of training reviews right, the LSTM of above beside them: look who needs how many epochs.

# %%
kinds = {
    "SimpleRNN": keras.layers.SimpleRNN(32),
    "GRU": keras.layers.GRU(32),
    "LSTM, both ways": keras.layers.Bidirectional(keras.layers.LSTM(16)),
}
readers, histories = {"LSTM": lstm}, {"LSTM": {"accuracy": histories["LSTM"]["accuracy"]}}
for name, layer in kinds.items():
    readers[name] = compiled(reader(layer))
    print(f"{name}, {count_weights(readers[name])}")
    fit = {"verbose": 0, "callbacks": [one_line_per_epoch(2)]}
    histories[name] = readers[name].fit(train, data.train.labels, 64, 4, **fit).history

# %%
training_curve(histories, "accuracy", floor=floors["bag of pairs"], floor_name="bag of pairs")

# %%
def share_right(model, ids, labels):
    return model.evaluate(ids, labels, verbose=0)[1]


for name, share in [*floors.items(), *((name, share_right(model, test, data.test.labels)) for name, model in readers.items())]:
    print(f"{name:16} {share:.3f} {'#' * round(40 * share)}")

# %% [markdown]
# All of them beat the floors by far. One seed and 420 reviews cannot tell 0.99 from 1.00, so do not read a ranking into the last
# digits. On such short and clean reviews every gate is good enough; differences come with length, as you will see at the end.

# %% [markdown]
# ## Word by word
#
# A model from ids to a logit answers for any beginning of a review, too: cut the row after one word, after two, after three.
# All beginnings of one review make a batch:

# %%
def beginnings(text):
    """Return the words of a text, and a row of ids for each of its beginnings, padded."""
    words = text.split()
    return words, np.tril(np.tile(ids_of([text])[:, : len(words)], (len(words), 1)))


words, rows = beginnings("the cast was dull .")
print(rows)

# %%
def course(model, rows):
    """Return the probability of good for each row."""
    return 1 / (1 + np.exp(-model.predict(rows, verbose=0)[:, 0]))


for text in ["although the plot was dull , the cast was witty .", "although the plot was witty , the cast was dull ."]:
    words, rows = beginnings(text)
    display(fig.word_by_word(words, course(lstm, rows)))

# %% [markdown]
# On the way the curve moves at the first judgement more or less, as if it counted; the second one decides, in both twins. That
# is what *although* means, and nobody told the network. Compare three of our readers on a negation:

# %%
words, rows = beginnings("i did not find the music terrible and i did find the acting superb .")
fig.courses(words, {name: course(readers[name], rows) for name in ("SimpleRNN", "LSTM", "LSTM, both ways")})

# %% [markdown]
# They agree at the end, and differ on the way: a beginning is no review, and was never trained. What a network says before the
# end is its habit, not a fact about the text.
#
# ## The whole review at once
#
# The last state has to carry everything through all words that follow, however idle they are (*we saw it on a friday .*). There
# is another way from many outputs to one vector: ask each unit for the **largest** value that it had at any real step,
#
# $$p_k=\max_{t:\,m_t=1}h_{tk}\tag{11.3}$$
#
# A unit that has learnt to fire at a negated bad word then needs to fire once, wherever that was. With two directions, each
# output has seen the words on both sides.

# %%
fig.largest_of_each()

# %% [markdown]
# One review, three real steps and one of padding, two units. The second unit said no at every word; what does a maximum over
# all four rows make of that?

# %%
h = np.array([[0.1, -0.9], [0.8, -0.2], [0.3, -0.6], [0.0, 0.0]])  # (timesteps, units); the last row is padding
print("over all four: ", h.max(axis=0))
print("over real ones:", h[:3].max(axis=0))

# %% [markdown]
# Zeros at padding look harmless, but 0 is more than -0.2. So the mask is needed twice: once in the recurrent layer, once
# in the maximum. In the assignment you build this reader.

# %% [markdown]
# ## Vectors that others have learnt
#
# Labels are expensive: somebody has to read and judge. Text without labels is free. Can a network learn something about words
# from text alone? A word is known by the company it keeps: *witty* and *brilliant* stand in the same places. Count how often two
# words share a review, compare with how often they would by chance, and squeeze the table into a few numbers per word (its
# largest singular vectors). No label is used:

# %%
present = np.zeros((len(train), len(vocabulary)))
present[np.arange(len(train))[:, None], train] = 1
present[:, :2] = 0
together = present.T @ present
np.fill_diagonal(together, 0)
total = together.sum(axis=1) + 1e-9
surprise = np.log(np.maximum(together * total.sum() / np.outer(total, total), 1e-9)) * (together > 0)
left, sizes, _ = np.linalg.svd(np.clip(surprise, -2, 2))
vectors = left[:, :16] * np.sqrt(sizes[:16])
vectors *= 0.5 / vectors.std()

# %%
def neighbours(word, count=4):
    """Return the words whose vectors point most nearly the same way."""
    directions = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    near = np.argsort(-directions @ directions[vocabulary.index(word)])
    return [vocabulary[number] for number in near if vocabulary[number] != word][:count]


for word in ("witty", "dull", "plot"):
    print(word, "->", ", ".join(neighbours(word)))

# %% [markdown]
# Good words have found good ones, bad ones bad ones, and things that can be judged each other. On a map of the two directions in
# which the thirty judging words differ most:

# %%
GOOD = ["brilliant", "charming", "clever", "fresh", "good", "great", "superb", "warm", "witty", "wonderful"]
BAD = ["bad", "boring", "dreadful", "dull", "flat", "poor", "silly", "stale", "terrible", "weak"]
THINGS = ["acting", "cast", "dialogue", "ending", "music", "plot", "script", "setting"]
chosen = vectors[[vocabulary.index(word) for word in GOOD + BAD + THINGS]]
_, _, directions = np.linalg.svd(chosen - chosen.mean(axis=0))
fig.word_map((vectors - chosen.mean(axis=0)) @ directions[:2].T, vocabulary, {"good": GOOD, "bad": BAD, "things": THINGS})

# %% [markdown]
# Published vectors come from the same idea and billions of words; **GloVe** is the best known. Those that we use cover 5,050
# words with 50 numbers each. A table is turned into an embedding matrix row by row; $K$ holds the ids whose word the table
# knows:
#
# $$E_0=0,\qquad E_i=u_{w_i}\text{ if }i\in K,\qquad E_i=\frac{1}{|K|}\sum_{j\in K}u_{w_j}\text{ for all other }i\tag{11.4}$$
#
# Always count the **coverage**, the share of your words that the table knows. A capital letter where the table has none, and
# everything is unknown without any error.

# %%
GLOVE = False  # True downloads 2 MB
if GLOVE:
    table = load_glove()
    strangers = [word for word in vocabulary[2:] if word not in table]
    print(f"{1 - len(strangers) / len(vocabulary[2:]):.0%} of our words are known; not: {', '.join(strangers[:8])}")

# %% [markdown]
# What are vectors worth? Suppose only 100 reviews have labels. One LSTM begins with random vectors, one with those of the map.
# Watch how far the validation reviews (hollow marks in the curve) stay behind the 100 that each of them learns from.

# %%
few, histories = 100, {}
for name in ("random vectors", "vectors from text"):
    keras.utils.set_random_seed(1)
    model = compiled(reader(keras.layers.LSTM(24)))
    if name == "vectors from text":
        model.layers[1].set_weights([vectors])
    print(name)
    fit = {"verbose": 0, "validation_data": held_out, "callbacks": [one_line_per_epoch(9)]}
    histories[name] = model.fit(train[:few], data.train.labels[:few], 16, 18, **fit).history
    print(f"test reviews right: {share_right(model, test, data.test.labels):.3f}\n")

# %%
training_curve(histories, "accuracy", floor=0.5, floor_name="a coin")

# %% [markdown]
# Same network, same 100 labels. The first has to find out for each word by itself what it stands for, and learns the few
# reviews by heart instead; the second knows beforehand which words are alike, so what it learns of *witty* holds for *superb*.
#
# ## When the network learns by heart
#
# Real labels contain errors. Let us add some: of 600 training reviews every fifth gets the wrong label; the validation labels stay
# right. What a network can learn is now one of two things: the rule, or which reviews have wrong labels. The second is
# **learning by heart**. Two remedies are usual.
#
# - **Dropout** sets a share of numbers to zero in training, drawn anew each time (unit 07). No single number can be relied on,
#   so what is learnt must be told by many.
# - **Early stopping** watches the validation loss, and goes back to the epoch where it was least.
#
# First without any remedy, then with dropout 0.5 behind the embedding and before the last layer. Which curve turns upward?

# %%
def careful_reader(rate):
    """Return a reader with dropout behind the embedding and before the logit."""
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Dropout(rate)(keras.layers.Embedding(len(vocabulary), 16)(ids))
    last = keras.layers.LSTM(24)(vectors, mask=ops.not_equal(ids, 0))
    return compiled(keras.Model(ids, keras.layers.Dense(1)(keras.layers.Dropout(rate)(last))))


noisy = data.train.labels[:600].copy()
noisy[::5] = 1 - noisy[::5]
histories = {}
for name, rate in [("no dropout", 0.0), ("dropout 0.5", 0.5)]:
    print(name)
    say = one_line_per_epoch(5)
    keras.utils.set_random_seed(3)
    options = {"verbose": 0, "validation_data": held_out, "callbacks": [say]}
    histories[name] = careful_reader(rate).fit(train[:600], noisy, 32, 20, **options).history

# %%
fig.two_losses(histories)

# %% [markdown]
# Dashed lines are the training loss: without dropout it falls and falls, for the network learns the wrong labels, too. The
# validation loss (solid) turns, and the ring marks where early stopping would have gone back to. With dropout training is
# slower, the best validation loss comes later, and less is lost by going on. It need not be a better best: here early stopping
# alone does as well. In Keras it is one line:
#
# `keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)`
#
# `patience` says how many epochs without a new best are allowed, `restore_best_weights` goes back; without it you keep the
# **last** epoch, two too late. The validation part decides when to stop, so it is used up: report the test figure.
#
# ## Reading errors
#
# Nearly everything right on the test reviews: can the LSTM read? The test reviews come from the grammar that it was trained on.
# Somebody else writes longer sentences, with insertions between the judgements that matter. The words of the trade are the same.
# What do you expect?

# %%
longer = load_reviews(difficulty=3).test
ids = ids_of(longer.texts)
said = 1 / (1 + np.exp(-lstm.predict(ids, verbose=0)[:, 0]))
right = (said > 0.5) == longer.labels
print(f"longer reviews right: {right.mean():.3f}, same kind as in training: {share_right(lstm, test, data.test.labels):.3f}")
print(f"words per review {np.mean(np.sum(ids > 0, axis=1)):.0f}, of them unknown {np.sum(ids == 1) / np.sum(ids > 0):.0%}")

# %% [markdown]
# One number hides what kind of errors there are. A **confusion matrix** has a row for what is true and a column for what was
# said. Are errors evenly spread, or does the network lean to one side?

# %%
counts = np.zeros((2, 2), dtype=int)
np.add.at(counts, (longer.labels, (said > 0.5).astype(int)), 1)
fig.confusion(counts, data.names)

# %% [markdown]
# Then read the errors themselves, the surest first. Here is a table of them; look for what they share.

# %%
wrong = np.flatnonzero(~right)
for number in wrong[np.argsort(-np.abs(said[wrong] - 0.5))][:6]:
    print(f"p = {said[number]:.2f}, but {data.names[longer.labels[number]]}: {longer.texts[number]}")

# %% [markdown]
# Guesses from reading must be counted. Sort the reviews by a feature that you suspect, and compare the shares of right answers:

# %%
features = {
    "although": [" although " in f" {text} " for text in longer.texts],
    "a negation": [any(word in text.split() for word in ("not", "nobody", "never")) for text in longer.texts],
    "7 unknown words or more": list(np.sum(ids == 1, axis=1) >= 7),
}
for name, has in features.items():
    has = np.array(has)
    print(f"{name:24} with: {right[has].mean():.2f} of {has.sum():3}   without: {right[~has].mean():.2f} of {(~has).sum():3}")

# %% [markdown]
# And in one review that was misread the figure shows where it went wrong (question marks are unknown words):

# %%
number = wrong[np.argmax(np.abs(said[wrong] - 0.5))] if len(wrong) else 0
words, rows = beginnings(longer.texts[number])
print("it is", data.names[longer.labels[number]])
fig.word_by_word(words, course(lstm, rows), known=[word in vocabulary for word in words])

# %% [markdown]
# Unknown words were never seen in training, as the vocabulary was made from the training reviews, so the vector of the id 1 is
# still the random one it began with, and a handful of them pushes the state somewhere. The network is sure of itself
# nevertheless: its probability is honest only for reviews like those it was trained on.
#
# **Real reviews.** The same steps with one switch, `load_reviews("imdb")` and so on. What others report, and what a floor that
# counts words reaches (naive Bayes on the same files):
#
# | set | floor | recurrent networks |
# |---|---|---|
# | IMDB, 25,000 test reviews of some 230 words | 0.833 | 0.843 (Keras's example, two LSTMs, 2 epochs), 0.870 (GRU) |
# | SST-2, 1,821 test sentences | 0.817 | 0.849 (LSTM with GloVe, Tai et al. 2015) |
#
# With real language a bag of words is strong, and what order adds is a few per cent, dearly paid. That makes the floor the
# first thing to compute, and the last to leave out of a report.
#
# ## Recap
#
# 1. Floors first: the most frequent class, a bag of words, averaged vectors. What a recurrent network adds is order.
# 2. Ids are padded at the end; the mask goes to the recurrent layer, and to whatever looks over time after it.
# 3. The last state or the largest value of each unit makes one vector of a review; a dense layer makes the logit.
# 4. Word vectors learnt without labels help where labels are few; count the coverage. Dropout and early stopping keep a network
#    from learning labels by heart.
# 5. One accuracy is the beginning: confusion matrix, misread reviews, counted features, and reviews of another kind.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | elsewhere |
# |---|---|
# | $p(w\mid k)=(n_{kw}+1)/(n_k+V)$ (11.1) | Laplace or add-one smoothing; `MultinomialNB(alpha=1)` in scikit-learn |
# | $s=\log(N_1/N_0)+\sum\log p(w\mid1)/p(w\mid0)$ (11.2) | logit, score; sums of log-likelihood ratios |
# | $p_k=\max_{t:\,m_t=1}h_{tk}$ (11.3) | max-pooling over time; `GlobalMaxPooling1D`, which knows no mask |
# | $E_0=0$, $E_i=u_{w_i}$, else the mean (11.4) | `embedding_matrix`; PyTorch: `nn.Embedding.from_pretrained`; others draw unknown rows at random |
# | $\sigma(o)$ | sigmoid and `BinaryCrossentropy(from_logits=True)`; softmax over two logits; `BCEWithLogitsLoss` |

# %% [markdown]
# ## Check yourself
#
# **1.** A naive Bayes classifier gives the same probability to every pair of twins. What is the best accuracy that it can have on
# data where all reviews have twins, and where do better figures on our data come from?
#
# <details><summary>Answer</summary>
#
# 0.5: of two twins with opposite verdicts it gets one right. One review in nine here has no twin, and of those a bag of words
# can get all.
# </details>
#
# **2.** A colleague takes the maximum over all time steps, padding included, and uses only a forward LSTM, which repeats its last
# output at padded steps. Is her result wrong?
#
# <details><summary>Answer</summary>
#
# No, by luck: a repeated output does not change a maximum. In the backward direction padding is read first, and there Keras gives
# zeros, which beat every unit that is negative throughout.
# </details>
#
# **3.** Validation accuracy was best after epoch 4, training went on to epoch 9, and somebody reports the validation accuracy of
# epoch 4. Two things are wrong with that.
#
# <details><summary>Answer</summary>
#
# The weights at hand are those of epoch 9, unless the best ones were restored. And the best of nine validation figures is chosen
# for being high: report the test part, which chose nothing.
# </details>

# %% [markdown]
# ## Sources
#
# - B. Pang, L. Lee and S. Vaithyanathan (2002): Thumbs up? Sentiment classification using machine learning techniques. *EMNLP*.
#   arXiv:cs/0205070. A. Maas et al. (2011): Learning word vectors for sentiment analysis. *ACL* (the IMDB reviews).
# - J. Pennington, R. Socher and C. Manning (2014): GloVe: global vectors for word representation. *EMNLP*. O. Levy and Y. Goldberg
#   (2014): Neural word embedding as implicit matrix factorization. *NIPS* (why the table of surprises works).
# - K. S. Tai, R. Socher and C. Manning (2015): Improved semantic representations from tree-structured LSTMs. *ACL*.
#   arXiv:1503.00075 (LSTMs in one and two directions on SST-2).
#
# **Now build it:** [assignment 11](../assignments/a11_sentiment/a11_sentiment.ipynb).
