# ---
# jupyter:
#   autograder:
#     title: Sequences
#     cell_seconds: 20
# ---

# %% [markdown]
# # Assignment 01: Sequences
#
# Welcome. This is the first assignment, and everything later stands on it. You write eight short functions that turn
# text into arrays a network can read: list the words, number them, put sentences of different lengths into one array,
# and give every word a vector that can be learnt. At the end your functions measure how much work padding wastes, and
# show you what a network that ignores word order can never understand.
#
# **How it works.** Run the cells from top to bottom with Shift+Enter. Each exercise has a statement, a cell for your
# answer, a free cell that prints something small to compare with, a check, and two folded hints: open the second only
# after the first. Replace `raise NotImplementedError()` by your code; one to eight lines are enough everywhere. The
# check says at once whether you are right and, if not, what the mistake probably is. Try as often as you like: nothing
# is lost by a failed check.
#
# **What you need.** Python lists and dictionaries, and NumPy arrays. Numbers of equations are those of the lecture [01
# Sequences](../../course/01_sequences.ipynb).
#
# **Given to you** in the next cells: NumPy, `Counter`, the four special tokens, and a toy sentence with its vocabulary.

# %% setup=true

# %% given="imports"
from collections import Counter

import numpy as np

PAD, UNK, BOS, EOS = "<pad>", "<unk>", "<bos>", "<eos>"
SPECIAL = (PAD, UNK, BOS, EOS)  # their ids are 0, 1, 2 and 3

toy_tokens = "the tram stops and the bus stops but the bus waits".split()
toy_vocabulary = [PAD, UNK, BOS, EOS, "the", "bus", "stops", "and", "but", "tram", "waits"]

# %% [markdown]
# ## Exercise 1: the vocabulary (4 points)
#
# A network reads numbers, so every token (a word, or a character) gets one: its place in a list, the **vocabulary**.
# Frequent tokens come first; then a long list can be cut at its end, where the rare ones stand. The order is
#
# 1. the four special tokens, in the order of `SPECIAL`,
# 2. then all others by **falling frequency**; tokens that occur equally often in the order of `sorted`, which puts
#    strings into alphabetical order, capital letters first.
#
# Arguments and result:
#
# - `tokens`: the text, a list of strings. Upper and lower case are different tokens. Should a special token occur in
#   the text, it keeps its place in front and is not listed again.
# - `min_count`: tokens that occur less often than this are left out. Special tokens always stay.
# - `max_size`: the vocabulary has at most so many entries, the special tokens **included**; `None` means no limit
# - returns `vocabulary`: a list of strings. The id of a token is its index: `vocabulary[0]` is `PAD`.
#
# Used in every unit that reads text: the vocabulary decides what the network can see at all.

# %% solution="build_vocabulary"
def build_vocabulary(tokens, max_size=None, min_count=1):
    """List the tokens of a text: special tokens first, then the most frequent.

    Args:
        tokens: list of str, the text in order.
        max_size: int of at least 4, the largest number of entries, special tokens included; None = no limit.
        min_count: int, how often a token must occur.

    Returns:
        vocabulary: list of str; the index of a token is its id.
    """
    ### BEGIN SOLUTION
    counts = Counter(tokens)
    kept = [token for token in counts if counts[token] >= min_count and token not in SPECIAL]
    ranked = sorted(kept, key=lambda token: (-counts[token], token))
    vocabulary = [*SPECIAL, *ranked][:max_size]
    return vocabulary
    ### END SOLUTION

# %% see=true
print(build_vocabulary(toy_tokens))
print("at most 6 entries:  ", build_vocabulary(toy_tokens, max_size=6))
print("at least twice each:", build_vocabulary(toy_tokens, min_count=2))

# %% test="build_vocabulary" points=4
check(build_vocabulary)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Four small steps: count, leave out what is too rare or special, sort, put the special tokens in front. Cut to
# `max_size` at the very end, when the special tokens are there: then they are counted too. The difficulty is the
# sorting: two rules at once, one falling and one rising. Python compares tuples from left to right, so sorting by a
# pair uses the second item only where the first ones are equal.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `Counter(tokens)` is a dictionary from token to count. `sorted(..., key=...)` takes a function that returns what to
# sort by; let it return a tuple of the **negative** count and the token itself. `SPECIAL` is a tuple: `[*SPECIAL,
# *others]` joins it with a list. A slice `[:max_size]` may end at `None`, which means: to the end.
# </details>

# %% [markdown]
# ## Exercise 2: from tokens to ids (2 points)
#
# With the list, a text becomes an array of whole numbers. Words outside the vocabulary, misspelt ones or simply rare
# ones, all share the id of `UNK`. The length stays the same: no token is dropped, none is added.
#
# - `tokens`: a list of strings; `vocabulary`: a list as in exercise 1
# - returns `ids`: a NumPy array of integers, `(timesteps,)`, one id per token
#
# A vocabulary can have 50,000 entries, and searching a list starts from its beginning every time. A dictionary finds a
# token at once; make it first.

# %% solution="encode"
def encode(tokens, vocabulary):
    """Turn tokens into ids.

    Args:
        tokens: list of str, at least one.
        vocabulary: list of str; the index of a token is its id. UNK is in it.

    Returns:
        ids: (timesteps,), int; the id of UNK for tokens outside the vocabulary.
    """
    ### BEGIN SOLUTION
    id_of = {token: number for number, token in enumerate(vocabulary)}
    unknown = id_of[UNK]
    ids = np.array([id_of.get(token, unknown) for token in tokens], dtype=int)  # (timesteps,)
    return ids
    ### END SOLUTION

# %% see=true
print(encode(toy_tokens, toy_vocabulary))
print(encode([BOS, "the", "ferry", "waits", EOS], toy_vocabulary))

# %% test="encode" points=2
check(encode)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# The vocabulary answers "which token has id 6?". You need the opposite question, "which id has this token?": turn the
# list into a dictionary. And what should the dictionary answer when it does not know the token?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `enumerate(vocabulary)` gives pairs of id and token. `dictionary.get(token, default)` returns the default for what is
# not in it. `np.array([...])` around the list of ids makes the array.
# </details>

# %% [markdown]
# ## Exercise 3: and back again (1 point)
#
# A network that writes answers in ids; people read tokens. Decoding is the way back, id by id. It translates the
# special tokens like all others: whoever wants a clean text removes them afterwards.
#
# - `ids`: an array of integers, `(timesteps,)`; `vocabulary`: a list of strings
# - returns `tokens`: a list of strings, as long as `ids`

# %% solution="decode"
def decode(ids, vocabulary):
    """Turn ids into tokens.

    Args:
        ids: (timesteps,), int.
        vocabulary: list of str; the index of a token is its id.

    Returns:
        tokens: list of str, one per id.
    """
    ### BEGIN SOLUTION
    tokens = [vocabulary[number] for number in ids]
    return tokens
    ### END SOLUTION

# %% see=true
print(decode(np.array([2, 4, 9, 10, 3, 0]), toy_vocabulary))
print(" ".join(decode(np.array([4, 1, 10]), toy_vocabulary)))

# %% test="decode" points=1
check(decode)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Here the list itself is the right tool, since an id is an index into it. Return a list, not one long string.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A list comprehension over `ids` that looks up `vocabulary[...]` each time.
# </details>

# %% [markdown]
# ## Exercise 4: one-hot vectors (2 points)
#
# An id is a name, not a quantity: word 6 is not twice word 3. So each id $i$ becomes a vector with a single 1, in which
# no word is nearer to one word than to another:
#
# $$v_k = \begin{cases} 1 & \text{if } k = i \\ 0 & \text{otherwise} \end{cases} \qquad k = 0, \dots, K - 1 \tag{1.1}$$
#
# - `ids`: integers with **any number of axes**, `(...)`: one sentence `(timesteps,)`, a batch `(batch, timesteps)`
# - `classes`: $K$, the length of each vector. All ids are below it, and the largest need not occur.
# - returns `vectors`: **floating-point** zeros and ones, `(..., classes)`: the axes of `ids`, then one more. The id 0
#   is a class like any other.
#
# Unit 02 feeds these vectors to a network; unit 08 compares them with its answers.

# %% solution="one_hot"
def one_hot(ids, classes):
    """Turn ids into one-hot vectors on a new last axis.

    Args:
        ids: (...), int, from 0 to classes - 1.
        classes: int, the length of each vector.

    Returns:
        vectors: (..., classes), float.
    """
    ### BEGIN SOLUTION
    vectors = np.eye(classes)[ids]  # (1.1)
    return vectors
    ### END SOLUTION

# %% see=true
print(one_hot(np.array([1, 3, 0]), classes=4))
print("shape for a batch of 2 sentences of 5 tokens:", one_hot(np.zeros((2, 5), dtype=int), classes=4).shape)

# %% test="one_hot" points=2
check(one_hot)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write down all one-hot vectors of 4 classes, one below the other. You know this matrix. Which of its rows belongs to
# the id 3?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.eye(classes)` is the matrix. NumPy takes an array of any shape as a row index: `matrix[ids]` has the axes of `ids`
# and then those of one row.
# </details>

# %% [markdown]
# ## Exercise 5: one array from many lengths (4 points)
#
# An array has one length, sentences have many. Short ones are filled up behind their end with the id of `PAD`, which is
# 0; ones that are too long are cut. With $T_n$ real tokens left in sample $n$, the **mask** says what is real:
#
# $$m_{nt} = \begin{cases} 1 & \text{if } t \le T_n \\ 0 & \text{otherwise} \end{cases} \qquad t = 1, \dots, T \tag{1.2}$$
#
# - `sequences`: a list of integer arrays of different lengths; some may be empty
# - `length`: $T$, the number of time steps of the result, be it shorter or longer than the sequences; `None`: the
#   length of the longest
# - `truncate`: what a sequence that is too long loses: `"post"` its end, `"pre"` its beginning. Padding stands at the
#   **end** in both cases.
# - returns `ids`: integers, `(batch, timesteps)`; and `mask`: boolean, `(batch, timesteps)`, `True` = real token
#
# A sequence may contain the id 0 itself (a sensor that reports 0, a text that was padded before), and there it is real.
# So the mask comes from the lengths, not from the ids.

# %% solution="pad_batch"
def pad_batch(sequences, length=None, truncate="post"):
    """Put sequences of different lengths into one array, with a mask.

    Args:
        sequences: list of (timesteps of this one,), int; at least one, some may be empty.
        length: int, time steps of the result; None = as long as the longest sequence.
        truncate: "post" cuts the end of a sequence that is too long, "pre" its beginning.

    Returns:
        ids: (batch, timesteps), int, with 0 behind the end of each sequence.
        mask: (batch, timesteps), bool, True = real token.
    """
    ### BEGIN SOLUTION
    timesteps = max(len(sequence) for sequence in sequences) if length is None else length
    ids = np.zeros((len(sequences), timesteps), dtype=int)
    mask = np.zeros((len(sequences), timesteps), dtype=bool)
    for n, sequence in enumerate(sequences):
        kept = sequence[:timesteps] if truncate == "post" else sequence[-timesteps:]
        ids[n, : len(kept)] = kept
        mask[n, : len(kept)] = True  # (1.2)
    return ids, mask
    ### END SOLUTION

# %% see=true
three = [np.array([4, 9, 6]), np.array([5]), np.array([4, 5, 10, 8, 9])]
ids, mask = pad_batch(three)
print(ids)
print(mask.astype(int))
print("length 4, pre:", pad_batch(three, length=4, truncate="pre")[0].tolist())

# %% test="pad_batch" points=4
check(pad_batch)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# First the number of columns. Then two arrays that say "padding" everywhere, and a loop that writes what is real into
# row `n`. In the loop cut first and write after: what is left tells you how many columns to fill, in `ids` and in
# `mask` alike.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.zeros(shape, dtype=int)` and `np.zeros(shape, dtype=bool)`: without `dtype` you get floating-point numbers. A
# slice `[:k]` keeps the first k entries and `[-k:]` the last k; both are content with sequences that are shorter.
# `ids[n, :k] = ...` fills the first k columns of row n. (Between arrays `+` adds numbers; it does not join.)
# </details>

# %% [markdown]
# ## Exercise 6: batches of similar length (3 points)
#
# A batch is padded to its longest sequence, so one long sentence makes its whole batch long. The wasted share of the
# work is the share of padding. With batches $B$ of $|B|$ sequences each,
#
# $$w = 1 - \frac{\sum_n T_n}{\sum_B |B| \max_{n \in B} T_n} \tag{1.3}$$
#
# It becomes small when sequences of similar length share a batch: **bucketing**. You return which sequences go
# together, as indices.
#
# - `lengths`: $T_n$, an array of integers, `(sequences,)`; `batch_size`: how many go into a batch
# - returns `batches`: a list of integer arrays, each with the **indices** of the sequences of one batch
#
# Three laws decide, and nothing else: every index occurs exactly once; all batches have `batch_size` entries, except
# one with the rest if there is one; and no batch reaches into the lengths of another: each is a stretch of neighbours
# in the order of lengths. The order of the batches, the order inside a batch and the order of equally long sequences
# are yours.

# %% solution="bucket_batches"
def bucket_batches(lengths, batch_size):
    """Group sequences of similar length into batches.

    Args:
        lengths: (sequences,), int.
        batch_size: int, entries per batch.

    Returns:
        batches: list of int arrays, the indices of the sequences of each batch.
    """
    ### BEGIN SOLUTION
    order = np.argsort(lengths)
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    return batches
    ### END SOLUTION

# %% see=true
lengths = np.array([3, 12, 4, 11, 5, 10])
batches = bucket_batches(lengths, batch_size=3)
print("lengths in each batch:", sorted(sorted(lengths[batch].tolist()) for batch in batches))
print("indices, all together:", sorted(np.concatenate(batches).tolist()))

# %% test="bucket_batches" points=3
check(bucket_batches)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Imagine the sequences in a row, from the shortest to the longest, and cut the row into pieces. You are asked for
# *which* sequences, not for their lengths: so sort the indices, not the lengths.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.argsort(lengths)` gives the indices from the shortest to the longest. `range(0, number, batch_size)` gives the
# place where each piece begins. A slice that reaches beyond the end simply stops there, so the last, shorter piece
# needs no care.
# </details>

# %% [markdown]
# ## Exercise 7: look up embeddings (1 point)
#
# One-hot vectors are as long as the vocabulary and say nothing about a word. An **embedding** gives each word a short
# vector that is learnt: row $i$ of a table $E$. Multiplying by a one-hot vector does nothing but pick that row, so
# nobody multiplies:
#
# $$e_t = v_t\,E = E_{i_t} \tag{1.4}$$
#
# - `ids`: $i$, integers, `(batch, timesteps)` or with any other number of axes; `table`: $E$, `(classes, units)`
# - returns `embedded`: $e$, `(batch, timesteps, units)`: the axes of `ids`, then units. The id 0 has its row too;
#   keeping padding out is the task of the mask.

# %% solution="embedding_forward"
def embedding_forward(ids, table):
    """Look up the vector of every id.

    Args:
        ids: (...), int.
        table: (classes, units), float, one row per id.

    Returns:
        embedded: (..., units), float.
    """
    ### BEGIN SOLUTION
    embedded = table[ids]  # (1.4)
    return embedded
    ### END SOLUTION

# %% see=true
table = np.array([[0.0, 0.0], [0.1, 0.2], [1.0, -1.0], [0.5, 3.0]])
print(embedding_forward(np.array([3, 1, 3]), table))
print("shape for a batch:", embedding_forward(np.array([[3, 1, 0], [2, 2, 1]]), table).shape)

# %% test="embedding_forward" points=1
check(embedding_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# You have done this in exercise 4, with another table.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# An array of ids is a row index, whatever its shape.
# </details>

# %% [markdown]
# ## Exercise 8: which rows learn (3 points)
#
# In training, the loss tells how it would change with each embedded vector: $de_{nt}$, one vector per token, the
# **gradient**. (Unit 03 explains where it comes from; here it is given.) What each row $k$ of the table must change by
# is the sum over all places where the word $k$ stood:
#
# $$dE_k = \sum_{n,t\,:\;i_{nt} = k} de_{nt} \tag{1.5}$$
#
# A word that occurs three times gathers three gradients, and **they add up**. A word that does not occur gets zeros.
#
# - `d_embedded`: $de$, `(batch, timesteps, units)`; `ids`: $i$, `(batch, timesteps)`
# - `table_rows`: the number of rows of the table
# - returns `d_table`: $dE$, float, `(table_rows, units)`. No special care for the id 0.

# %% solution="embedding_backward"
def embedding_backward(d_embedded, ids, table_rows):
    """Compute the gradient of the table from the gradients of the vectors that were looked up.

    Args:
        d_embedded: (batch, timesteps, units), float, the gradient that reaches each looked-up vector.
        ids: (batch, timesteps), int, the rows that were looked up.
        table_rows: int, the number of rows of the table.

    Returns:
        d_table: (table_rows, units), float.
    """
    ### BEGIN SOLUTION
    d_table = np.zeros((table_rows, d_embedded.shape[-1]))
    np.add.at(d_table, ids, d_embedded)  # (1.5)
    return d_table
    ### END SOLUTION

# %% see=true
d_embedded = np.array([[[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]]])  # batch 1, timesteps 3, units 2
print(embedding_backward(d_embedded, np.array([[3, 1, 3]]), table_rows=4))

# %% test="embedding_backward" points=3
check(embedding_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Begin with a table of zeros and add each gradient to the row of its id. Beware of `d_table[ids] += d_embedded`: NumPy
# reads all the rows first and writes them afterwards, so of a row named twice only the last gradient remains. Compare
# row 3 in the cell above.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.add.at(array, index, values)` adds one after the other and forgets none. A loop over all tokens is right too. Or
# read (1.4) as a product with one-hot vectors: then (1.5) is the transposed product, for which batch and time steps
# become one axis by `reshape`.
# </details>

# %% [markdown]
# ## Payoff 1: how much work is padding?
#
# The course brings along the names of countries, cities and languages. Letter by letter each is a sequence, from *Luo*
# to *British Indian Ocean Territory*. Your functions list the letters, encode every name between `BOS` and `EOS`, and
# fill batches: once at random, once bucketed. How large will the share of padding be, with 32 names in a batch? Guess
# before you run this.

# %% payoff=true
import matplotlib.pyplot as plt
from matplotlib.colors import ListedColormap
from rnndata import load_names
from rnnfigures import COLOR

names = sorted({name for kind in ["country", "city", "language"] for name in load_names(kind).train})
letters = build_vocabulary([letter for name in names for letter in name])
encoded = [encode([BOS, *name, EOS], letters) for name in names]
steps = np.array([len(sequence) for sequence in encoded])
rng = np.random.default_rng(1)


def masks_of(batches):
    """Pad every batch to its own longest name and return the masks."""
    return [pad_batch([encoded[index] for index in batch])[1] for batch in batches]


print(f"{len(names)} names, {len(letters)} entries in the vocabulary, {steps.min()} to {steps.max()} time steps")
print("batch size   wasted at random   wasted in buckets")
for batch_size in [8, 32, 128, len(names)]:
    at_random = np.array_split(rng.permutation(len(names)), range(batch_size, len(names), batch_size))
    places = [sum(mask.size for mask in masks_of(batches)) for batches in [at_random, bucket_batches(steps, batch_size)]]
    print(f"{batch_size:10}   {1 - steps.sum() / places[0]:16.1%}   {1 - steps.sum() / places[1]:17.1%}")  # (1.3)

# %% payoff=true
def show_batches(title, masks):
    """Draw masks beside each other: real tokens in colour, padding in grey."""
    figure, panels = plt.subplots(1, len(masks), figsize=(6, 2.2), sharex=True, sharey=True, layout="constrained")
    for axis, mask in zip(panels, masks, strict=True):
        picture = np.pad(mask + 1, [(0, 0), (0, steps.max() - mask.shape[1])])  # 0 outside, 1 padding, 2 real
        axis.imshow(picture, cmap=ListedColormap(["white", COLOR["grid"], COLOR["x"]]), vmin=0, vmax=2, aspect="auto")
        axis.set(title=f"{1 - mask.mean():.0%} padding", xlabel="time step")
    panels[0].set_ylabel("name")
    figure.suptitle(title)
    plt.show()


at_random = np.array_split(rng.permutation(len(names)), range(32, len(names), 32))
in_buckets = sorted(bucket_batches(steps, 32), key=lambda batch: steps[batch].mean())
show_batches("Three batches of 32 names, drawn at random", masks_of(at_random[:3]))
show_batches("Three batches of 32 names, bucketed", masks_of([in_buckets[index] for index in [3, 20, -2]]))

# %% [markdown]
# At random, a single long name stretches its batch, and with 32 names more than half of the work goes into padding; the
# larger the batch, the surer it catches a long one. In small buckets hardly anything is lost. A bucket of 128 must hold
# more lengths, and with all names in a single batch there is nothing to choose: both are equal.
#
# ## Payoff 2: the same words, the opposite meaning
#
# Now a classifier of film reviews, trained with your own embedding functions. Each word has a table row of a single
# number, its mood; the mood of a review is the mean over its real words. Above 0 means: liked. Two of the eight reviews
# consist of exactly the same words. The next cell draws their one-hot vectors, the one after it trains. What will the
# classifier say about these two?

# %% payoff=true
reviews = {
    "it is good , not bad at all": 1, "it is bad , not good at all": 0, "a good story": 1, "great fun and good music": 1,
    "a bad story": 0, "so bad and so long": 0, "not long and great fun": 1, "the music is not great": 0,
}
words = build_vocabulary([word for review in reviews for word in review.split()])
ids, mask = pad_batch([encode(review.split(), words) for review in reviews])
pair = one_hot(ids[:2], len(words)) * mask[:2, :, None]  # (2, timesteps, classes)
used = np.flatnonzero(pair.sum(axis=(0, 1)))
figure, panels = plt.subplots(1, 2, figsize=(6, 2.4), sharey=True, layout="constrained")
for axis, vectors, review in zip(panels, pair, reviews, strict=False):
    axis.imshow(vectors[:, used], cmap=ListedColormap(["white", COLOR["x"]]), aspect="auto")
    axis.set(title=review, xlabel="class")
    axis.set_xticks(range(len(used)), decode(used, words), rotation=60)
panels[0].set_ylabel("time step")
plt.show()
print("the two bags of words are equal:", np.array_equal(pair[0].sum(axis=0), pair[1].sum(axis=0)))

# %% payoff=true
liked = np.array(list(reviews.values()), dtype=float)
share = mask[:, :, None] / mask.sum(axis=1)[:, None, None]  # each real word counts 1/T_n, padding nothing
mood = np.zeros((len(words), 1))
for _ in range(1000):
    score = (embedding_forward(ids, mood) * share).sum(axis=(1, 2))
    probability = 1 / (1 + np.exp(-score))
    d_score = (probability - liked) / len(reviews)  # gradient of the mean cross-entropy
    mood -= 20 * embedding_backward(d_score[:, None, None] * share, ids, len(words))

for review, wanted, found in zip(reviews, liked, probability, strict=True):
    print(f"liked: {wanted:.0f}   the classifier says {found:.2f}   {review}")
ranking = decode(np.argsort(mood[:, 0]), words)
print("gloomiest words:", ", ".join(ranking[:4]), "   brightest:", ", ".join(ranking[:-5:-1]))

# %% [markdown]
# Six reviews are learnt. The two with the same words get the same answer, 0.50: whatever one of them teaches, the other
# takes back. More training does not help, nor a deeper network on top, because what it is given is equal. (With eight
# reviews it also blames or praises a few innocent words. More data would help there, but not with the pair.)
#
# The meaning is in the order. In the next unit you build the network that reads it.

# %%
check.summary("a01_sequences")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
