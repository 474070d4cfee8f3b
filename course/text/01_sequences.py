# ---
# jupyter:
#   autograder:
#     title: Sequences
# ---

# %% [markdown]
# # 01 Sequences
#
# Welcome to the course. It is about data that comes in order, and about networks that read it step by step. Before a
# network can read anything, words have to become numbers and sentences of all lengths have to fit into one array. After
# this lecture you can do that, know why an ordinary network is not enough, and can say what is lost on the way.
#
# You need Python and a little NumPy; nothing about recurrent networks. Run the cells from top to bottom with
# Shift+Enter, and guess what each will print before you look.

# %% setup=true

# %%
import math
from collections import Counter

import numpy as np
import rnnfigures.sequences as fig

# %% [markdown]
# ## Data that comes in order
#
# A **sequence** is a row of things in which the order matters and the length is not fixed. The single things are called
# **tokens** when they are words or letters, and **time steps** in general, even where no time passes.

# %%
fig.kinds_of_sequences()

# %% [markdown]
# Once you look for them, sequences are everywhere. What goes in may be a sequence, what comes out, or both:
#
# | task | goes in | comes out | in unit |
# |---|---|---|---|
# | language model | a text so far | its next word | 08 |
# | speech recognition | thousands of sound values a second | text | |
# | translation | a sentence | a sentence of another length | 13 |
# | summarisation | a long text | a short one | |
# | question answering | a question and a text | an answer | |
# | sentiment | a review | liked it or not | 11 |
# | music | the notes so far | the next notes | 14 |
# | captions | a picture | a sentence that describes it | |
# | video | frames | what is going on | |
# | DNA | letters A, C, G, T | does a gene begin here? | 15 |
# | sensors, prices, weather | measurements | a forecast, or an alarm | 15 |
#
# In the computer these are very different things; as sequences they are alike. Here are three of them.

# %%
examples = {
    "text": "The tram is late again .".split(),
    "DNA": list("GATTACAAGC"),
    "sensor": [21.5, 21.4, 21.4, 21.9, 24.0, 23.1, 22.6],
}
for name, sequence in examples.items():
    print(f"{name:7} {len(sequence):2} time steps, the first three: {sequence[:3]}")

# %% [markdown]
# ## Why an MLP does not serve
#
# The network you probably know best is the fully connected one, the multi-layer perceptron or **MLP**. Its first layer
# multiplies one vector of a fixed size by a matrix of weights. To read a sentence, its words must be put into
# **slots**: word 1 into slot 1, word 2 into slot 2, each slot with weights of its own. Consider two sentences that say
# the same about an underground railway, the MRT:
#
# > The MRT of Singapore is not stable
#
# > Singapore MRT is not stable

# %%
one = "The MRT of Singapore is not stable".split()
two = "Singapore MRT is not stable".split()
fig.slots(one, two)

# %% [markdown]
# **Problem 1: the size is fixed.** The first sentence has 7 words, the second 5. A layer built for 5 slots cannot even
# multiply a sentence of 7. Say that a word is a vector of 3 numbers:

# %%
weights = np.zeros((5 * 3, 4))  # five slots of three numbers each, four units
for words in [two, one]:
    x = np.ones(len(words) * 3)
    try:
        print(len(words), "words: result of shape", (x @ weights).shape)
    except ValueError:
        print(len(words), "words: the matrix does not fit,", x.size, "numbers meet", len(weights), "rows")

# %% [markdown]
# **Problem 2: nothing is shared between positions.** One could build for the longest sentence and leave slots empty.
# But look at the figure: all five words of the second sentence occur in the first, yet only "MRT" meets the same
# weights. What the network learnt about "not" in slot 6 does not help it in slot 4.
#
# Let us see that happen. The smallest learner gives one weight to every pair of slot and word, and adds them up; a
# positive sum means "this is a complaint". Whenever it errs or cannot decide (a sum of 0), the weights of the pairs in
# the sentence are moved by 1. We teach it four sentences.

# %%
def pairs(sentence):
    return list(enumerate(sentence.split(), start=1))  # (slot, word)


weight = Counter()  # a weight of 0 for every pair not seen yet
lessons = [("MRT is not stable", 1), ("MRT is stable", -1), ("tram is not stable", 1), ("tram is stable", -1)]
for _ in range(10):
    for sentence, wanted in lessons:
        if wanted * sum(weight[pair] for pair in pairs(sentence)) <= 0:
            for pair in pairs(sentence):
                weight[pair] += wanted
print({pair: value for pair, value in weight.items() if value})

# %% [markdown]
# It learnt that "not" in slot 3 and "stable" in slot 4 mean a complaint, and "stable" in slot 3 the opposite. Now put
# one word in front, so that everything moves by one slot. What will it say to the last two sentences?

# %%
for sentence in ["MRT is not stable", "MRT is stable", "Singapore MRT is not stable", "Singapore MRT is stable"]:
    score = sum(weight[pair] for pair in pairs(sentence))
    print(f"{score:3}  {sentence}")

# %% [markdown]
# The complaint gets 0: its words were never seen in these slots. The praise gets +1, a complaint, because "stable" now
# stands in slot 4. More lessons would help only if every word were taught in every slot.
#
# **Problem 3: or the order is lost.** Give up the slots then, and count the words: a **bag of words**. It has one size
# for all sentences, and our two sentences about the MRT become nearly the same bag. But so do others:

# %%
bag = Counter("the tram waits for the bus".split())
other = Counter("the bus waits for the tram".split())
print(bag)
print("the same bag:", bag == other)

# %% [markdown]
# Who waits for whom cannot be told from the bag, however clever the network that looks at it.
#
# What is wanted is a network that reads **one word after the other**, with the **same weights** at each step, and
# carries along a **memory** of what it has read. That is a recurrent network, and unit 02 builds it. The rest of this
# lecture prepares its food.

# %% [markdown]
# ## From words to numbers: the vocabulary
#
# A **vocabulary** is a list of all tokens that the network will know. The place of a token in the list is its **id**.
# To make it, count the tokens of a text:

# %%
text = "the tram stops and the bus stops but the bus waits".split()
print(Counter(text))

# %% [markdown]
# We list frequent tokens first. Then a vocabulary that is too long can be cut at its end, where the rare ones stand.
# "stops" and "bus" occur equally often; so that everybody gets the same list, such tokens are put into alphabetical
# order. Two rules at once are easy in Python, since it compares pairs from left to right and looks at the second item
# only where the first ones are equal:

# %%
print(sorted([(3, "plum"), (1, "pear"), (3, "fig"), (2, "kiwi")]))

# %%
vocabulary = ["the", "bus", "stops", "and", "but", "tram", "waits"]
for number, word in enumerate(vocabulary):
    print(number, word)

# %% [markdown]
# **Encoding** turns tokens into ids, **decoding** turns ids back into tokens. For one word each:

# %%
print("tram has the id", vocabulary.index("tram"))
print("id 2 is the word", vocabulary[2])

# %% [markdown]
# ## Words that are not in the list
#
# What is the id of "ferry"? It was not in our text. New words will come for ever: names, misspellings, fashions. So one
# place in the list stands for all of them. Three more places have special tasks, and this course always puts the four
# in front:
#
# | id | token | name | what for |
# |---|---|---|---|
# | 0 | `<pad>` | PAD | fills up short sequences; not a word at all |
# | 1 | `<unk>` | UNK | any token outside the vocabulary |
# | 2 | `<bos>` | BOS | begin of sequence: what a network sees before its first word |
# | 3 | `<eos>` | EOS | end of sequence: how a network says that it has finished |

# %%
vocabulary = ["<pad>", "<unk>", "<bos>", "<eos>", "the", "bus", "stops", "and", "but", "tram", "waits"]
for word in ["tram", "ferry"]:
    number = vocabulary.index(word) if word in vocabulary else 1
    print(f"{word:6} -> {number:2} -> {vocabulary[number]}")

# %% [markdown]
# The way back shows the price: "ferry" comes back as `<unk>`. Whatever the unknown words were, the network cannot tell
# them apart. How many tokens will be unknown depends on the size of the list, and on what counts as a token.
#
# ## Characters or words
#
# A text can be cut into words or into single characters. We try both on the names of countries, cities and languages
# that come with the course: a vocabulary is made from 80 % of the names, and the share of known tokens is measured on
# **other** names. Which line will be higher?

# %%
from rnndata import load_names

kinds = ["country", "city", "language"]
seen = sorted({name for kind in kinds for name in load_names(kind).train})
unseen = sorted({name for kind in kinds for name in load_names(kind).test} - set(seen))


def known(cut, size):
    """Share of the tokens of unseen names that are among the `size` most frequent ones of the seen names."""
    frequent = {token for token, _ in Counter(token for name in seen for token in cut(name)).most_common(size)}
    tokens = [token for name in unseen for token in cut(name)]
    return sum(token in frequent for token in tokens) / len(tokens)


sizes = {"characters": [1, 3, 5, 10, 20, 40, 69], "words": [1, 3, 10, 30, 100, 300, 1000]}
cuts = {"characters": list, "words": str.split}
fig.known_share({name: (sizes[name], [known(cuts[name], size) for size in sizes[name]]) for name in sizes})

# %%
for name, cut in cuts.items():
    entries = len({token for one_name in seen for token in cut(one_name)})
    longest = max(len(cut(one_name)) for one_name in seen)
    print(f"{name:10}: {entries:5} entries, longest sequence {longest:2}, known at most {known(cut, entries):.1%}")

# %% [markdown]
# - **Characters**: a short list that knows nearly everything, but long sequences, and the network must learn how to
#   spell.
# - **Words**: short sequences whose tokens mean something, but a long list, and never long enough. Names are the worst
#   case; in ordinary prose a few thousand words cover most of the text, and the rest never ends.
#
# In between lie pieces of words, found by counting which letters go together (Sennrich and others, 2016); large
# language models use them. Upper and lower case is a choice, too: "The" and "the" are two tokens unless you make them
# one. This course takes characters where it invents names and music, and words where it judges or translates.

# %% [markdown]
# ## One-hot vectors
#
# May an id be fed to a network as it is? It is only a name. The id of "waits" is 10 and that of "bus" is 5, but a wait
# is not two buses, and "bus" is no more like "the" (4) than like "tram" (9). A network calculates with its inputs and
# would take these distances for real.
#
# So every id becomes a vector as long as the vocabulary, with a 1 at its own place and 0 elsewhere:
#
# $$v_k = \begin{cases} 1 & \text{if } k = i \\ 0 & \text{otherwise} \end{cases} \qquad k = 0, \dots, K - 1 \tag{1.1}$$
#
# $i$ is the id and $K$ the number of entries, called `classes`. The id counts from 0, as Python does.

# %%
i, classes = 2, 5
print([1.0 if k == i else 0.0 for k in range(classes)])  # (1.1)

# %% [markdown]
# A sentence becomes a matrix with one such row per time step. Find the two rows that are equal:

# %%
fig.one_hot_rows("the tram stops the".split(), ["<pad>", "<unk>", "<bos>", "<eos>", "the", "bus", "stops", "tram"])

# %% [markdown]
# Now no word is nearer to one than to another: the distance between any two different one-hot vectors is $\sqrt 2$. A
# batch of sentences has three axes, `(batch, timesteps, classes)`. You will meet this order in the whole course: which
# sample, when, what.

# %%
tram, bus, the = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
print(f"tram to bus {math.dist(tram, bus):.3f}, tram to the {math.dist(tram, the):.3f}")

# %% [markdown]
# ## One array for many lengths: padding, truncation, masks
#
# Arrays are rectangular, sentences are not. To compute many at a time, fill up the short ones with PAD, and remember
# what is real in a **mask**. With $T_n$ real tokens in sample $n$ and $T$ columns,
#
# $$m_{nt} = \begin{cases} 1 & \text{if } t \le T_n \\ 0 & \text{otherwise} \end{cases} \qquad t = 1, \dots, T \tag{1.2}$$

# %%
fig.padded_batch([["the", "tram", "stops"], ["wait"], ["the", "bus", "is", "too", "late"]], timesteps=5)

# %% [markdown]
# In this course padding always stands at the **end**. Other places exist: Keras's `pad_sequences` puts it in front
# unless told otherwise. A mask works with all of them.
#
# Why keep a mask, when the padding is recognised by its id 0? Because not all sequences consist of ids. A sensor that
# reports 0.0 degrees is not silent. And what becomes of a mean if nobody looks at the mask?

# %%
temperatures = np.array([21.0, 22.0, 20.0, 0.0, 0.0])  # three real values, padded to five
mask = np.array([True, True, True, False, False])
print("mean of everything      ", temperatures.mean())
print("mean of what is real    ", sum(temperatures * mask) / sum(mask))

# %% [markdown]
# Padding made the room eight degrees colder. Forgotten masks are among the most frequent mistakes with sequences, and
# they raise no error. The checks of this course look for them.
#
# **Truncation.** One text of 5,000 words would stretch its whole batch. So a largest length is fixed, and longer
# sequences are cut: at the end (`"post"`) or at the beginning (`"pre"`). Which part can be spared depends on the task.
# A film review often gives its verdict at the end:

# %%
review = "slow start , silly jokes , but what a wonderful end".split()
print("post:", " ".join(review[:5]))
print("pre: ", " ".join(review[-5:]))

# %% [markdown]
# ## Packed sequences
#
# Padding costs work. Four sequences of 7, 4, 3 and 1 steps fill an array of 28 places, of which 15 are real. Could one
# compute only these? Sort the sequences by length. Then at every time step those that are still running lie together at
# the top, and the batch shrinks as it goes:

# %%
fig.packed_steps([7, 4, 3, 1])

# %%
lengths = [7, 4, 3, 1]
running = [sum(length > t for length in lengths) for t in range(max(lengths))]
print("batch size of each step:", running)
print(sum(running), "cells computed instead of", len(lengths) * max(lengths))

# %% [markdown]
# PyTorch calls this a **packed sequence**: all real tokens, step by step, and the list of batch sizes. It wastes
# nothing, but every step has another shape, which compilers and graphics cards do not love. Keras, and this course,
# keep the rectangle and the mask, and make the waste small in another way.

# %% [markdown]
# ## Bucketing
#
# The waste comes from one long sequence among short ones. So put sequences of **similar length** into the same batch:
# this is called bucketing. With batches $B$ of $|B|$ sequences each, the wasted share of the work is
#
# $$w = 1 - \frac{\sum_n T_n}{\sum_B |B| \max_{n \in B} T_n} \tag{1.3}$$
#
# that is 1 minus real tokens over places in the arrays. Eight sequences in two batches, first as they come:

# %%
as_they_come = [[3, 12, 4, 11], [5, 10, 2, 13]]
bucketed = [[2, 3, 4, 5], [10, 11, 12, 13]]
for batches in [as_they_come, bucketed]:
    real = sum(sum(batch) for batch in batches)
    places = sum(len(batch) * max(batch) for batch in batches)
    print(f"{batches}: {real} real tokens in {places} places, {1 - real / places:.0%} wasted")  # (1.3)

# %%
fig.bucket_bars({"as they come": as_they_come, "bucketed": bucketed})

# %% [markdown]
# The same work is done in 72 places instead of 100. In the assignment you measure it on a thousand names, where the
# difference is far larger.
#
# Two things to keep in mind. The data must be reordered **together with its labels**, so a bucket holds indices: *which*
# sequences, not their lengths. And training wants batches in random order: so shuffle the order of the batches in every
# round, and the order of equally long sequences, but do not train from the shortest to the longest.

# %% [markdown]
# ## Embeddings: a lookup is a one-hot product
#
# One-hot vectors have two faults. They are as long as the vocabulary, 50,000 numbers for one word. And they say nothing
# about a word: "tram" is as far from "bus" as from "the", although the first two do the same job. Better is a short
# vector per word, say of 100 numbers, that is **learnt**, so that words used alike can move close together. It is
# called an **embedding**.
#
# Put these vectors into a table $E$ with one row per word. The first layer of a network multiplies its one-hot input by
# a matrix; let $E$ be that matrix, and watch:
#
# $$e_t = v_t\,E = E_{i_t} \tag{1.4}$$

# %%
table = [[0.0, 0.0, 0.0], [0.1, 0.2, 0.3], [1.0, -1.0, 2.0], [0.5, 3.0, -2.0]]
fig.lookup(table, row=2)

# %%
one_hot_vector = [0.0, 0.0, 1.0, 0.0]
product = [sum(v * row[unit] for v, row in zip(one_hot_vector, table, strict=True)) for unit in range(3)]
print("product with the one-hot vector", product)
print("row 2 of the table             ", table[2])

# %% [markdown]
# The zeros delete all rows but one. So nobody multiplies: one **looks up** a row. For a list of 50,000 words and 100
# units the product takes 5 million multiplications per token, the lookup none. It is still the same layer, and learns
# like any other.

# %% [markdown]
# ## Which rows learn
#
# Learning means: for every number of the table, ask how the loss would change with it, and move it a little the other
# way. Unit 03 shows how these **gradients** are found. For now, suppose they have reached the vectors that were looked
# up, $de_1$ for the first token, $de_2$ for the second, and so on. Where do they go?

# %%
fig.gathered_gradients("the tram stops the".split(), ["the", "bus", "stops", "tram"])

# %% [markdown]
# Each goes to the row that it came from. "the" was looked up twice: its row had a say in two places, so its two
# gradients **add up**. "bus" did not occur and learns nothing today. For row $k$:
#
# $$dE_k = \sum_{n,t\,:\;i_{nt} = k} de_{nt} \tag{1.5}$$
#
# With one unit per word the gradients are plain numbers:

# %%
gradient = {"the": 0.0, "bus": 0.0, "stops": 0.0, "tram": 0.0}
for word, d in zip("the tram stops the".split(), [0.5, -0.2, 0.1, 0.25], strict=True):
    gradient[word] += d  # (1.5)
print(gradient)

# %% [markdown]
# A sum, not a mean and not the last one: if a word occurs ten times, a change of its row is felt ten times. We can check
# that. Let the loss be any function of the four looked-up numbers, move the number of "the" a little, and see by how
# much the loss changes.

# %%
def loss(rows):
    """Some loss whose gradients at the four tokens are 0.5, -0.2, 0.1 and 0.25."""
    looked_up = [rows[word] for word in "the tram stops the".split()]
    return 0.5 * looked_up[0] - 0.2 * looked_up[1] + 0.1 * looked_up[2] + 0.25 * looked_up[3]


rows = {"the": 1.0, "bus": 2.0, "stops": 3.0, "tram": 4.0}
for word in ["the", "bus"]:
    print(f"{word}: the loss changes {(loss(rows | {word: rows[word] + 0.01}) - loss(rows)) / 0.01:.2f} times as much")

# %% [markdown]
# ## The same in Keras
#
# Keras has ready functions for all of this. Here we take its padding and its embedding layer, and give the layer our
# table. We expect the rows of our table. (Importing Keras takes a few seconds; without it the cell says so.)

# %%
import importlib.util
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAS_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAS_KERAS:
    import keras

    sequences = [[3, 1], [2, 3, 1, 2, 1]]
    print("by default, in front:", keras.utils.pad_sequences(sequences).tolist())
    ids = keras.utils.pad_sequences(sequences, padding="post")
    print("as in this course:   ", ids.tolist())
    layer = keras.layers.Embedding(4, 3)  # classes, units
    layer.build()
    layer.set_weights([np.array(table)])
    embedded = keras.ops.convert_to_numpy(layer(ids))
    print("embedded:", embedded.shape, " first token:", embedded[0, 0], " our row 3:", table[3])
else:
    print("Keras is not installed here, so this comparison is left out; everything above works without it.")

# %% [markdown]
# With Keras, the shape is seen to be `(2, 5, 3)`: batch, time steps, units. With `mask_zero=True` the layer also makes a
# mask, from the ids that are 0; that is convenient where 0 is never a real token. Where Keras is installed, the next
# cell prints it.

# %%
if HAS_KERAS:
    masking = keras.layers.Embedding(4, 3, mask_zero=True)
    print(keras.ops.convert_to_numpy(masking.compute_mask(ids)).astype(int))

# %% [markdown]
# ## Recap
#
# 1. In a sequence the order matters and the length varies. An MLP has a fixed size, learns every position anew, or
#    loses the order.
# 2. A vocabulary gives each token an id. PAD, UNK, BOS and EOS come first, frequent tokens next; what is missing
#    becomes UNK.
# 3. An id is a name: as a one-hot vector it has no false neighbours; as a row of an embedding table it can learn true
#    ones.
# 4. Short sequences are padded at the end and long ones cut. The mask tells what is real; nothing may depend on
#    padding.
# 5. Sequences of similar length in one batch waste little. In the table, gradients of repeated ids add up.
#
# ## The equations, and how others write them
#
# | here | in code | Keras | PyTorch |
# |---|---|---|---|
# | id of a token | place in `vocabulary` | `StringLookup`, `TextVectorization` | a dictionary of your own |
# | $v_k$ (1.1) | `one_hot` | `keras.ops.one_hot` | `torch.nn.functional.one_hot` |
# | $m_{nt}$ (1.2) | `ids, mask` | `pad_sequences(..., padding="post")`; `mask_zero` | `pad_sequence(..., batch_first=True)`; lengths |
# | packed | not used | not used | `pack_padded_sequence` |
# | $w$ (1.3) | `bucket_batches` | `bucket_by_sequence_length` of `tf.data` | a `batch_sampler` |
# | $e_t = E_{i_t}$ (1.4) | `table[ids]` | `Embedding(classes, units)` | `Embedding(classes, units)` |
# | $dE_k$ (1.5) | `embedding_backward` | `IndexedSlices`, added up | `index_add_` |
#
# Books that write vectors as columns have $E\,v_t$ with the words as columns of $E$, and call the one-hot vector $x_t$
# or $o_t$. PyTorch's recurrent layers want time steps first, `(timesteps, batch, features)`, unless told
# `batch_first=True`.

# %% [markdown]
# ## Check yourself
#
# **1.** The sentences "the bus waits" and "the ferry waits" are encoded with the vocabulary of this lecture. Which ids
# do they get, and how do they come back?
#
# <details><summary>Answer</summary>
#
# 4, 5, 10 and 4, 1, 10. The first comes back as it was, the second as "the &lt;unk&gt; waits".
# </details>
#
# **2.** Sequences of 2, 2, 9 and 9 steps are to be computed in two batches of two. What share of padding is wasted at
# worst, and at best?
#
# <details><summary>Answer</summary>
#
# There are 22 real steps. Paired 2 with 9 twice, the arrays have 36 places: 39 % wasted. Paired by length, they have 22
# places: nothing is wasted.
# </details>
#
# **3.** An embedding table has 1,000 rows. A batch holds 5 sentences of 6 words, 20 of them different. How many rows of
# the gradient can be other than zero? What if it were padded, and nobody looked at the mask?
#
# <details><summary>Answer</summary>
#
# At most 20, one per different word. With padding and without a mask the row of PAD gets a gradient as well, a sum over
# all padded places: the network would learn from what is not there.
# </details>

# %% [markdown]
# ## Sources
#
# - Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin (2003): A neural probabilistic language model. *Journal of Machine
#   Learning Research* 3, 1137-1155. Words as rows of a table that is learnt.
# - R. Sennrich, B. Haddow, A. Birch (2016): Neural machine translation of rare words with subword units. *ACL*,
#   1715-1725. Between characters and words.
# - V. Khomenko, O. Shyshkov, O. Radyvonenko, K. Bokhan (2017): Accelerating recurrent neural network training using
#   sequence bucketing and multi-GPU data parallelization. *arXiv* 1708.05604. Bucketing, measured.
#
# **Now build it:** [assignment 01](../assignments/a01_sequences/a01_sequences.ipynb).
