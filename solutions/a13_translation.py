# ---
# jupyter:
#   autograder:
#     title: Translation
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 13: Translation
#
# One network reads a sentence, another writes it in a different language, and between them stands **attention**: at every
# letter the writer looks back at the letters of the reader that matter now. You write the two attentions that the
# literature is built on, the reader, the writer, the loss that teaches them, two ways to find the best answer, and the
# score by which translations are compared. At the end your model translates between two languages of your choice, and you
# can watch where it looks.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded. Replace each `raise NotImplementedError()` by your code, 15 lines at most. Numbers of
# equations are those of the lecture [13 Translation](../../course/13_translation.ipynb).
#
# **Given to you** below: imports, four ids with a meaning of their own, `show`, which rounds a tensor for printing, and `pieces`,
# which counts all pieces of `n` neighbouring tokens.

# %% setup=true

# %% given="imports"
import os
from collections import Counter

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops

PAD, UNK, BOS, EOS = 0, 1, 2, 3  # padding, an unknown sign, the beginning, the end


def show(tensor, digits=3):
    """Return a tensor or a variable as a rounded array."""
    return ops.convert_to_numpy(1 * tensor).round(digits)


def pieces(tokens, n):
    """Count all pieces of n neighbouring tokens."""
    return Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1))

# %% [markdown]
# ## Exercise 1: look, but not at padding (2 points)
#
# Whatever attention is used, it gives a **score** $e_{ts}$: how much does step $t$ of the writer care about step $s$ of the
# reader? From there on all attentions are alike. The scores of all real steps $s$ become weights that sum to 1, and the
# weights mix the reader's vectors $k_s$ into one **context** $c_t$:
#
# $$\alpha_{ts} = \frac{m_s\, e^{\,e_{ts}}}{\sum_{s'} m_{s'}\, e^{\,e_{ts'}}} \tag{13.5}$$
# $$c_t = \sum_s \alpha_{ts}\, k_s \tag{13.6}$$
#
# - `scores`: $e$, `(batch, steps_out, steps_in)`; `keys`: $k$, `(batch, steps_in, features)`
# - `mask`: $m$, bool, `(batch, steps_in)`, True = real; `None`: all are real
# - returns `context`, `(batch, steps_out, features)`, and `weights`, `(batch, steps_out, steps_in)`
#
# Weights are exactly 0 on padding and sum to 1 over the real steps. A sample **without any real step** has nothing to
# look at: all its weights are 0, and its context is 0; never `nan`. Scores may be as large as some hundreds.

# %% solution="attend"
def attend(scores, keys, mask=None):
    """Turn scores into weights, leaving padding out, and mix the keys with them.

    Args:
        scores: (batch, steps_out, steps_in). keys: (batch, steps_in, features).
        mask: (batch, steps_in), bool, True for a real step; None if all are.

    Returns:
        context: (batch, steps_out, features). weights: (batch, steps_out, steps_in).
    """
    ### BEGIN SOLUTION
    if mask is None:
        mask = ops.ones(ops.shape(keys)[:2], dtype="bool")
    real = ops.expand_dims(mask, 1)  # (batch, 1, steps_in): the same for every step that is written
    weights = ops.softmax(ops.where(real, scores, -1e9), axis=-1) * ops.cast(real, scores.dtype)  # (13.5)
    context = weights @ keys  # (13.6)
    return context, weights
    ### END SOLUTION

# %% see=true
scores = ops.convert_to_tensor([[[2.0, 0.0, 2.0]]])  # 1 sample, 1 step out, 3 steps in
keys = ops.convert_to_tensor([[[10.0, 0.0], [0.0, 10.0], [99.0, 99.0]]])
for mask in (None, [[True, True, False]], [[False, False, False]]):
    context, weights = attend(scores, keys, mask if mask is None else ops.convert_to_tensor(mask))
    print(f"mask {mask}: weights {show(weights)[0, 0]}, context {show(context)[0, 0]}")

# %% test="attend" points=2
check(attend)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# A score so small that its exponential is 0 takes no part in the softmax, so padding has to get such a score **before** it.
# Give it a number like $-10^9$, not $-\infty$: a row that is $-\infty$ throughout becomes `nan`. What does the softmax make
# of a row that is $-10^9$ throughout, and what turns that into zeros?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.expand_dims(mask, 1)` has the shape (batch, 1, steps_in), which fits all steps out. `ops.where(real, scores, number)`,
# `ops.softmax(..., axis=-1)`, a product with the mask as numbers (`ops.cast(real, scores.dtype)`). The sum of (13.6) is a
# matrix product, `weights @ keys`, sample by sample.
# </details>
#
# ## Exercise 2: additive attention (3 points)
#
# Bahdanau, Cho and Bengio (2015) compute the score with a tiny network of one hidden layer. The query $q_t$ is a state of
# the writer, the key $k_s$ a vector of the reader; they may have different widths:
#
# $$e_{ts} = \tanh(q_t W_q + k_s W_k) \cdot v \tag{13.3}$$
#
# - `build` makes three weights with `self.add_weight(shape=..., name=...)`: `query_kernel` $W_q$ (query features, units),
#   `key_kernel` $W_k$ (key features, units), `score_kernel` $v$ (units,). Leave the initialiser out (then it is
#   `"glorot_uniform"`); there are no biases.
# - `call(queries, keys, mask)`: `queries` `(batch, steps_out, query features)`, `keys` `(batch, steps_in, key features)`;
#   returns what your `attend` returns.
#
# All pairs $t, s$ at once: the sum in (13.3) has the shape `(batch, steps_out, steps_in, units)`. No loop is needed.

# %% solution="AdditiveAttention"
@keras.saving.register_keras_serializable(package="translation")
class AdditiveAttention(keras.layers.Layer):
    """Bahdanau's attention: queries (batch, steps_out, ...), keys (batch, steps_in, ...) to context and weights."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, queries_shape, keys_shape):
        ### BEGIN SOLUTION
        self.query_kernel = self.add_weight(shape=(queries_shape[-1], self.units), name="query_kernel")
        self.key_kernel = self.add_weight(shape=(keys_shape[-1], self.units), name="key_kernel")
        self.score_kernel = self.add_weight(shape=(self.units,), name="score_kernel")
        ### END SOLUTION

    def call(self, queries, keys, mask=None):
        ### BEGIN SOLUTION
        from_queries = ops.expand_dims(queries @ self.query_kernel, 2)  # (batch, steps_out, 1, units)
        from_keys = ops.expand_dims(keys @ self.key_kernel, 1)  # (batch, 1, steps_in, units)
        scores = ops.sum(ops.tanh(from_queries + from_keys) * self.score_kernel, axis=-1)  # (13.3)
        return attend(scores, keys, mask)
        ### END SOLUTION

    def get_config(self):
        return {**super().get_config(), "units": self.units}

# %% see=true
def try_attention(layer):
    """Let 2 queries of width 3 look at 4 keys of width 2, the last of which is padding; all weights are 0.5."""
    queries = np.arange(6, dtype="float32").reshape(1, 2, 3) / 6
    keys = np.array([[[1, 0], [0, 1], [2, 2], [9, 9]]], dtype="float32")
    mask = np.array([[True, True, True, False]])
    layer(queries, keys, mask)  # builds it
    layer.set_weights([np.full(weight.shape, 0.5) for weight in layer.weights])
    context, weights = layer(queries, keys, mask)
    print({weight.name: tuple(weight.shape) for weight in layer.weights})
    print("weights of step 0:", show(weights)[0, 0], " of step 1:", show(weights)[0, 1])
    print("context:", *show(context)[0])


try_attention(AdditiveAttention(5))

# %% test="AdditiveAttention" points=3
check(AdditiveAttention)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Multiply the queries with their kernel and the keys with theirs. One has an axis for $t$, the other one for $s$; give each
# an axis of length 1 in the place of what it lacks, and their sum has both. Then tanh, then the product with $v$ summed over
# the units: the last axis is gone, and the scores are left.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.expand_dims(array, 2)` for the queries, `ops.expand_dims(array, 1)` for the keys; `ops.sum(... * v, axis=-1)`.
# Hand keys and mask on to `attend`.
# </details>
#
# ## Exercise 3: multiplicative attention (2 points)
#
# Luong, Pham and Manning (2015) do without the hidden layer. A matrix brings the query to the width of the keys, and a
# scalar product compares ("general" in their paper):
#
# $$e_{ts} = q_t\, W\, k_s^\top \tag{13.4}$$
#
# - one weight, `kernel`, (query features, key features); arguments and results as in exercise 2
#
# All scores of a sample are then one matrix product: this is the faster attention, and its relatives are what large
# language models are made of.

# %% solution="MultiplicativeAttention"
@keras.saving.register_keras_serializable(package="translation")
class MultiplicativeAttention(keras.layers.Layer):
    """Luong's attention: queries (batch, steps_out, ...), keys (batch, steps_in, ...) to context and weights."""

    def build(self, queries_shape, keys_shape):
        ### BEGIN SOLUTION
        self.kernel = self.add_weight(shape=(queries_shape[-1], keys_shape[-1]), name="kernel")
        ### END SOLUTION

    def call(self, queries, keys, mask=None):
        ### BEGIN SOLUTION
        scores = (queries @ self.kernel) @ ops.swapaxes(keys, 1, 2)  # (13.4)
        return attend(scores, keys, mask)
        ### END SOLUTION

# %% see=true
try_attention(MultiplicativeAttention())

# %% test="MultiplicativeAttention" points=2
check(MultiplicativeAttention)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Shapes lead: (steps_out, query features) times (query features, key features), and then what, to arrive at (steps_out,
# steps_in)? The batch stays in front.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.swapaxes(keys, 1, 2)` has time last; `@` multiplies sample by sample.
# </details>
#
# ## Exercise 4: the reader (3 points)
#
# The **encoder** turns ids into vectors. It reads in both directions, so that the vector of each letter knows what stands
# before and behind it:
#
# $$k_s = [\overrightarrow{h}_s;\, \overleftarrow{h}_s] \tag{13.1}$$
#
# - `__init__` makes two layers: an `Embedding` from `symbols` ids to `units` numbers, and a `Bidirectional` around a
#   recurrent layer of `units // 2` units for each direction, which returns sequences **and** states. Take the recurrent
#   layer from the argument `layers`, by its name `kind` (`"LSTM"` or `"GRU"`): `getattr(layers, kind)`. The other layers
#   are always those of `keras.layers`.
# - `call(ids)`: `ids`, `(batch, steps_in)`, int, padded with `PAD` at the end. Give the mask to the recurrent layer
#   yourself: `mask=`.
# - returns three things: `states`, the **list** of the writer's first states, each `(batch, units)`: $[h, c]$ for an LSTM,
#   $[h]$ for a GRU, each the last forward state followed by the last backward state; `keys`, `(batch, steps_in, units)`;
#   and `mask`, bool, `(batch, steps_in)`.
#
# `Bidirectional` returns its outputs, then all states of the forward layer, then all of the backward layer.

# %% solution="Encoder"
class Encoder(keras.Model):
    """Read ids (batch, steps_in); return the writer's first states, the keys, and the mask."""

    def __init__(self, symbols, units, layers=keras.layers, kind="LSTM"):
        super().__init__()
        ### BEGIN SOLUTION
        recurrent = getattr(layers, kind)(units // 2, return_sequences=True, return_state=True)
        self.embedding = keras.layers.Embedding(symbols, units)
        self.reader = keras.layers.Bidirectional(recurrent)
        ### END SOLUTION

    def call(self, ids):
        ### BEGIN SOLUTION
        mask = ops.not_equal(ids, PAD)
        keys, *states = self.reader(self.embedding(ids), mask=mask)  # (13.1)
        half = len(states) // 2
        pairs = zip(states[:half], states[half:])  # (h, h), and for an LSTM (c, c)
        return [ops.concatenate(pair, axis=-1) for pair in pairs], keys, mask
        ### END SOLUTION

# %% see=true
ids = np.array([[5, 6, 7, 3], [5, 3, 0, 0]])
for kind in ("LSTM", "GRU"):
    states, keys, mask = Encoder(symbols=8, units=6, kind=kind)(ids)
    print(f"{kind:4} states {[tuple(state.shape) for state in states]}  keys {tuple(keys.shape)}  mask {ops.convert_to_numpy(mask)[1]}")

# %% test="Encoder" points=3
check(Encoder)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# For an LSTM four states come back: h and c of the forward layer, h and c of the backward layer. Which belong together? For
# a GRU there are two. If you split the list in the middle, both cases are one.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.layers.Bidirectional(getattr(layers, kind)(units // 2, return_sequences=True, return_state=True))`; `ops.not_equal(ids,
# PAD)`; `first, *others = ...` takes the first item off a list; `zip` of the two halves; `ops.concatenate([a, b], axis=-1)`.
# </details>
#
# ## Exercise 5: the writer (4 points)
#
# The **decoder** is a language model (unit 08) that starts from the reader's states and may look back. With $d_t$, the
# state of its recurrent layer after it was given the symbol before, as the query:
#
# $$a_t = \tanh([c_t;\, d_t]\, W_a + b_a),\qquad \text{logits}_t = a_t W_y + b_y \tag{13.7}$$
#
# Its layers are given. You write how they work together.
#
# - `call(ids, states, keys, mask)`: **teacher forcing**. `ids`, `(batch, steps_out)`, are the symbols that the writer is
#   given, the right ones, all at once; `states`, `keys`, `mask` come from the encoder. Returns `logits`, `(batch, steps_out,
#   symbols)`; the list of new states; and the attention weights, `(batch, steps_out, steps_in)`.
# - Without attention (`self.attention` is `None`) there is no context: `combine` is given $d_t$ alone, and `None` comes back
#   as weights.
# - `step(ids, states, keys, mask)`: **one step of decoding**. `ids`, `(batch,)`: one symbol each. Returns the
#   log-probabilities of the next symbol, `(batch, symbols)`, the new states, and the weights, `(batch, steps_in)` or `None`.
#
# No mask is needed for `ids`: padding stands at the end, where it changes no step before it, and the loss leaves it out.

# %% given="writer"
class Writer(keras.Model):
    """The layers of a decoder."""

    def __init__(self, symbols, units, attention=None, layers=keras.layers, kind="LSTM"):
        super().__init__()
        self.embedding = keras.layers.Embedding(symbols, units)
        self.writer = getattr(layers, kind)(units, return_sequences=True, return_state=True)
        self.attention = attention  # a layer such as yours, or None
        self.combine = keras.layers.Dense(units, activation="tanh")
        self.output_layer = keras.layers.Dense(symbols)

# %% solution="Decoder"
class Decoder(Writer):
    """Write: given symbols and the reader's states, keys and mask, tell how likely each next symbol is."""

    def call(self, ids, states, keys=None, mask=None):
        ### BEGIN SOLUTION
        d, *states = self.writer(self.embedding(ids), initial_state=states)
        weights = None
        if self.attention is not None:
            context, weights = self.attention(d, keys, mask)
            d = ops.concatenate([context, d], axis=-1)
        logits = self.output_layer(self.combine(d))  # (13.7)
        return logits, states, weights
        ### END SOLUTION

    def step(self, ids, states, keys=None, mask=None):
        ### BEGIN SOLUTION
        logits, states, weights = self(ids[:, None], states, keys, mask)
        weights = None if weights is None else weights[:, 0]
        return ops.log_softmax(logits[:, 0], axis=-1), states, weights
        ### END SOLUTION

# %% see=true
encoder, decoder = Encoder(8, 6), Decoder(9, 6, MultiplicativeAttention())
logits, states, weights = decoder(np.array([[BOS, 4, 5], [BOS, 6, 3]]), *encoder(ids))
print("logits", tuple(logits.shape), " states", [tuple(state.shape) for state in states], " weights", tuple(weights.shape))
log_probabilities, states, weights = decoder.step(np.array([BOS, BOS]), *encoder(ids))
print("probabilities", tuple(log_probabilities.shape), "sum to", show(ops.sum(ops.exp(log_probabilities), axis=-1)))
print("the same as the first step of call:", np.allclose(log_probabilities, ops.log_softmax(logits[:, 0]), atol=1e-5))

# %% test="Decoder" points=4
check(Decoder)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Follow the data: embedding, recurrent layer (it begins with `states`), attention with $d$ as the queries, context and $d$
# side by side, `combine`, `output_layer`. In (13.7) the context comes first. `step` is `call` with one time step: give the
# ids an axis for time, and take it off again.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `outputs, *states = self.writer(..., initial_state=states)`; `self.attention(d, keys, mask)`; `ops.concatenate([...],
# axis=-1)`. In `step`: `self(ids[:, None], ...)`, `logits[:, 0]`, `ops.log_softmax`.
# </details>
#
# ## Exercise 6: the loss (2 points)
#
# A target text with its two signs is one row of ids: `BOS` $y_1 \dots y_n$ `EOS` `PAD` ... The writer is given the row
# **without its last** column, and has to say the row **without its first**: each symbol is predicted from those before it.
# The loss is the mean over all real symbols of the batch, `EOS` included:
#
# $$L = -\frac{1}{N} \sum_{b,t:\; y_{b,t+1} \neq \mathrm{PAD}} \log p(y_{b,t+1} \mid y_{b,0} \dots y_{b,t},\, x_b) \tag{13.8}$$
#
# - `ids`: the whole rows, `(batch, steps + 1)`, int; `logits`: `(batch, steps, symbols)`, what the writer says to `ids[:,
#   :-1]`. $N$ counts the real symbols that are predicted; there is always at least one.
# - returns $L$, a tensor without axes. `fit` calls it as `loss(y_true, y_pred)`; so it has to be made of `ops`. And `fit`
#   hands over the ids as floating-point numbers: where integers are needed, make them with `ops.cast(..., "int32")`.

# %% solution="translation_loss"
def translation_loss(ids, logits):
    """Return the mean cross-entropy of the next symbols, over real symbols only.

    Args:
        ids: (batch, steps + 1), int, BOS first, PAD at the end. logits: (batch, steps, symbols).

    Returns:
        loss: a tensor without axes, in nats per symbol.
    """
    ### BEGIN SOLUTION
    targets = ops.cast(ids[:, 1:], "int32")  # shifted: what follows each symbol that is given
    real = ops.cast(ops.not_equal(targets, PAD), logits.dtype)
    losses = keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * real) / ops.sum(real)  # (13.8)
    ### END SOLUTION

# %% see=true
ids = np.array([[BOS, 4, EOS, PAD]])  # 1 sample, 3 predictions, of which the last is padding
sure = np.full((1, 3, 5), -9.0, dtype="float32")
sure[0, 0, 4] = sure[0, 1, EOS] = 9.0  # says 4, then EOS
print("nothing is known:", show(translation_loss(ids, np.zeros((1, 3, 5), "float32"))), " log 5 =", np.log(5).round(3))
print("right and sure:  ", show(translation_loss(ids, sure)))
print("says it too late:", show(translation_loss(ids, np.roll(sure, 1, axis=1))))

# %% test="translation_loss" points=2
check(translation_loss)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Step $t$ of the logits answers the ids up to $t$; its target is column $t+1$. Which targets are padding? Neither the sum
# nor the count may see them.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True)` gives one loss per symbol, `(batch,
# steps)`. `ops.cast(ops.not_equal(targets, PAD), "float32")` is 1 for real symbols.
# </details>
#
# ## Exercise 7: greedy decoding (3 points)
#
# Now nobody gives the writer the right symbols. The simplest way: always take the most likely symbol, and give it back as
# the next input. From here on it is plain Python and NumPy, and the model is hidden in a function:
#
# `step(ids, states)` is given one symbol for each sample, `(batch,)` int, and a list of arrays with one row for each
# sample; it returns log-probabilities `(batch, symbols)` and the new list of states.
#
# - `states`: the first states, a list of arrays, each with one row per sample: `len(states[0])` is the batch
# - the first input of each sample is `bos`; a sample ends with `eos`, or after `longest` symbols
# - returns a list with one list of ids for each sample, without `bos`, and without `eos` and whatever a sample that has
#   ended would go on to say. Of equally likely symbols the one with the smaller id is taken.
#
# Stop as soon as all samples have ended: a call of the model costs time.
#
# The free cell below your answer has `two_ways`, a model so small that you can compute it by hand. It knows the signs `.` (the
# end), `^` (the beginning), `a`, `b`, `c`, and its probabilities depend on the last sign only. It needs no state, so its state
# counts steps.

# %% solution="greedy_decode"
def greedy_decode(step, states, bos, eos, longest):
    """Write the most likely symbol at every step.

    Args:
        step: (ids, states) to log-probabilities (batch, symbols) and new states.
        states: list of arrays (batch, ...). bos, eos: ids. longest: int, most symbols of an answer.

    Returns:
        answers: list of lists of ids, without bos and eos.
    """
    ### BEGIN SOLUTION
    answers = [[] for _ in states[0]]
    ended = np.zeros(len(answers), dtype=bool)
    ids = np.full(len(answers), bos)
    for _ in range(longest):
        log_probabilities, states = step(ids, states)
        ids = np.argmax(log_probabilities, axis=1)
        ended |= ids == eos
        if ended.all():
            break
        for row in np.flatnonzero(~ended):
            answers[row].append(int(ids[row]))
    return answers
    ### END SOLUTION

# %% see=true
SIGNS = ".^abc"
TABLE = np.array([  # how likely each sign (column) is behind each sign (row)
    [1.0, 0.0, 0.0, 0.0, 0.0],  # behind the end nothing matters
    [0.0, 0.0, 0.6, 0.4, 0.0],  # first a or b
    [0.3, 0.0, 0.3, 0.2, 0.2],  # behind a everything is open
    [0.1, 0.0, 0.0, 0.0, 0.9],  # behind b comes c
    [0.9, 0.0, 0.1, 0.0, 0.0],  # behind c the end
])


def two_ways(ids, states):
    """Return log-probabilities, with -9 for what cannot be, and the states."""
    return np.log(np.maximum(TABLE[ids], np.exp(-9))), [states[0] + 1]


def spell(ids):
    """Write ids as signs."""
    return "".join(SIGNS[index] for index in ids)


answers = greedy_decode(two_ways, [np.zeros((2, 1))], bos=1, eos=0, longest=4)
print("greedy says", [spell(answer) for answer in answers])

# %% test="greedy_decode" points=3
check(greedy_decode)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# The samples run side by side and end at different times. Remember who has ended, and let the others go on; whoever has
# ended is still asked, but not heard. What is the input of the next step, and which states go with it?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.full(batch, bos)` to begin with; `np.argmax(log_probabilities, axis=1)` takes the first of equals. A boolean array
# remembers who has ended: `|=` adds the new ones to it, `.all()` asks whether these are all.
# </details>
#
# ## Exercise 8: beam search (4 points)
#
# Greedy took `a`, likely by itself (0.6), though everything behind it is unlikely: `a` and the end have probability 0.6 · 0.3
# = 0.18 together. `b c` and the end have 0.4 · 0.9 · 0.9 = 0.32. **Beam search** keeps the best `width` beginnings alive
# instead of one, and decides in the end. For **one** sentence:
#
# 1. One beginning, empty, with the sum 0. `finished` is an empty list.
# 2. Ask `step` for all living beginnings at once: their last ids (first `bos`), and their states, one row each. Every
#    beginning could go on with every symbol; the new sum is the old one plus the log-probability.
# 3. Of all these, keep the best `width - len(finished)`. Of equal ones take that of the beginning that stands further in
#    front, then that with the smaller id. Those that end in `eos` are finished; the others live on, best first, and **the rows
#    of all states go with them**.
# 4. Go on until nothing lives, `longest` times at most. Whatever still lives then counts as finished.
#
# In the end the answers are compared. Each further symbol makes a sum smaller, so short answers would win; dividing by
# the length to the power $\alpha$ makes up for that (0: not at all; 1: the mean per symbol):
#
# $$\text{score} = \frac{1}{n^{\alpha}} \sum_{t=1}^{n} \log p(y_t \mid y_1 \dots y_{t-1},\, x) \tag{13.10}$$
#
# Here $n$ counts the symbols whose log-probabilities were added, `eos` included.
#
# - `step`, `bos`, `eos`, `longest`: as before; `states`: a list of arrays with **one** row each, that of the sentence
# - returns a list of pairs `(ids, score)`, best first (of equal ones that which was finished first); `ids` is a list
#   without `bos` and `eos`

# %% solution="beam_search"
def beam_search(step, states, bos, eos, longest, width, alpha=0.0):
    """Keep the best beginnings alive; return at most `width` pairs (ids, score), best first.

    Args:
        step: (ids, states) to log-probabilities (beginnings, symbols) and new states.
        states: list of arrays (1, ...). bos, eos: ids. longest, width: int. alpha: float, 0 to 1.
    """
    ### BEGIN SOLUTION
    alive, sums, finished = [[bos]], np.zeros(1), []
    for n in range(1, longest + 1):
        log_probabilities, states = step(np.array([ids[-1] for ids in alive]), states)
        totals = sums[:, None] + log_probabilities
        best = np.argsort(-totals, axis=None, kind="stable")[: width - len(finished)]
        rows, symbols = np.unravel_index(best, totals.shape)
        finished += [(alive[row][1:], totals[row, eos] / n**alpha) for row in rows[symbols == eos]]  # (13.10)
        rows, symbols = rows[symbols != eos], symbols[symbols != eos]
        alive = [[*alive[row], int(symbol)] for row, symbol in zip(rows, symbols)]
        sums, states = totals[rows, symbols], [state[rows] for state in states]
        if not alive:
            break
    finished += [(ids[1:], total / longest**alpha) for ids, total in zip(alive, sums)]
    return sorted(finished, key=lambda answer: -answer[1])
    ### END SOLUTION

# %% see=true
for width, alpha in [(1, 0.0), (2, 0.0), (3, 0.0), (3, 1.0)]:
    answers = beam_search(two_ways, [np.zeros((1, 1))], bos=1, eos=0, longest=4, width=width, alpha=alpha)
    print(f"width {width}, alpha {alpha}:", "  ".join(f"{spell(ids)!r} {score:.3f}" for ids, score in answers))

# %% test="beam_search" points=4
check(beam_search)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Keep three things side by side: the beginnings, their sums, and the states, row by row. All new sums are a matrix, one row
# for each beginning, one column for each symbol. The best of them come from any row: several may come from one row, and none
# from another. Each new beginning needs the states of **its** row.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.argsort(-totals, axis=None, kind="stable")[:room]` orders the whole matrix and keeps the order of equals; `rows, symbols =
# np.unravel_index(best, totals.shape)`; `[state[rows] for state in states]` picks rows of arrays, where a row may come twice.
# `sorted(answers, key=lambda answer: -answer[1])` is stable.
# </details>
#
# ## Exercise 9: BLEU (3 points)
#
# How good are translations, if there is more than one way to say a thing? BLEU (Papineni et al. 2002) counts how many
# pieces of 1, 2, 3 and 4 tokens of what was **said** occur in what was **right**. A piece counts at most as often as it
# occurs in the right text (it is *clipped*). Counts are summed over all sentences first, then divided:
#
# $$p_n = \frac{\sum_i \sum_{g} \min(\text{count of } g \text{ in said}_i,\ \text{count of } g \text{ in right}_i)}
# {\sum_i \sum_{g} \text{count of } g \text{ in said}_i},\qquad g:\ \text{pieces of } n \text{ tokens} \tag{13.11}$$
#
# Who says little says little wrong. So there is a penalty if all that was said, $S$ tokens, is shorter than all that was
# right, $R$ tokens:
#
# $$\text{BP} = \min(1,\ e^{\,1 - R/S}) \tag{13.12}$$
# $$\text{BLEU} = \text{BP} \cdot (p_1\, p_2\, p_3\, p_4)^{1/4} \tag{13.13}$$
#
# - `said`, `right`: lists of sentences of the same length; a sentence is a list of tokens, strings or ids
# - returns a float from 0 to 1 (papers often print 100 times that). There is no smoothing: if one of the four $p_n$ is 0, or
#   there is no piece of $n$ tokens at all, BLEU is 0.
#
# **Given to you** at the beginning: `pieces(tokens, n)`, a `Counter` of all pieces of `n` neighbouring tokens.

# %% solution="bleu"
def bleu(said, right):
    """Return the BLEU of a set of sentences, without smoothing.

    Args:
        said, right: lists of sentences; a sentence is a list of tokens.

    Returns:
        bleu: float, 0 to 1.
    """
    ### BEGIN SOLUTION
    precisions = []
    for n in range(1, 5):
        counts = [(pieces(mine, n), pieces(theirs, n)) for mine, theirs in zip(said, right)]
        matched = sum((mine & theirs).total() for mine, theirs in counts)
        if matched == 0:
            return 0.0
        precisions.append(matched / sum(mine.total() for mine, _ in counts))  # (13.11)
    penalty = min(1.0, np.exp(1 - sum(map(len, right)) / sum(map(len, said))))  # (13.12)
    return float(penalty * np.prod(precisions) ** 0.25)  # (13.13)
    ### END SOLUTION

# %% see=true
right = ["the cat sat on the mat".split()]
for text in ("the cat sat on the mat", "the cat sat on a mat", "the cat sat on the", "the the the the the the", "mat the on sat cat the"):
    print(f"{text:24} BLEU {bleu([text.split()], right):.3f}")

# %% test="bleu" points=3
check(bleu)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# For each n, one sum of matches and one sum of pieces, over all sentences; only then the quotient. Try "the the the": how
# many of its single tokens may count? When would you divide by zero, and what comes back instead?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `first & second` of two Counters keeps the smaller count of each piece; `.total()` is the sum of the counts. A product of
# four numbers: `np.prod(...)`, to the power 0.25.
# </details>
#
# ## Payoff: two languages of your choice
#
# **Given to you**: texts to ids and back, and a model made of your encoder and decoder. Then one line says what is
# translated: a kind (`"date"`, `"time"`, `"duration"`, `"unit"`, or `"count"`), two of the languages `PHRASE_LANGUAGES` or
# `"iso"`, and a difficulty from 1 to 3. Not all languages have reliable number words; the loader says which. (`"tatoeba"` has
# real sentences from `"en"` to `"fr"`, `"es"` or `"vi"`, which are downloaded, and need more training. The figures know Latin,
# Greek and Cyrillic letters; Japanese and Korean signs are dots where your computer has no font for them.) Another line says
# whose recurrent layers are used.
#
# Before anything is trained it prints the **floors**: what can be had without a network? To copy the source; to say always
# what is most frequent; to look for the most similar training source (most pairs of neighbouring signs in common), and say its
# translation.
#
# Then two models are trained, one with your attention and one without. The curve shows both losses, and as a dotted line what
# it costs to know only how often each sign occurs. How far apart are the two after three epochs?

# %% given="texts"
def alphabet_of(texts):
    """Give every sign that occurs an id, behind the four that have a meaning of their own."""
    return {sign: index for index, sign in enumerate(sorted(set("".join(texts))), 4)}


def to_ids(texts, alphabet, longest, bos=False):
    """Return ids (texts, longest + 2), int: BOS if wanted, the signs, EOS, padding. Unknown signs are UNK."""
    ids = np.full((len(texts), longest + 2), PAD, dtype="int32")
    for row, text in zip(ids, texts):
        if len(text) > longest:
            raise ValueError(f"to_ids: a text has {len(text)} signs, expected at most {longest}: {text[:40]!r}")
        signs = [BOS] * bos + [alphabet.get(sign, UNK) for sign in text] + [EOS]
        row[: len(signs)] = signs
    return ids


def to_text(ids, alphabet):
    """Write ids as text, unknown ones as a box."""
    signs = {index: sign for sign, index in alphabet.items()}
    return "".join(signs.get(int(index), "□") for index in ids)

# %% given="translator"
class Translator(keras.Model):
    """Your reader and your writer, trained together: given (source ids, target ids), returns logits."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def call(self, inputs):
        source, target = inputs
        return self.decoder(target[:, :-1], *self.encoder(source))[0]

    def start(self, source):
        """Return a step function and the first states; what was said so far goes along as one more state."""
        states, keys, mask = self.encoder(source)
        def step(ids, states):
            begun = np.concatenate([states[-1], ids[:, None]], axis=1)
            rows = np.arange(len(ids)) if len(ids) == len(keys) else np.zeros(len(ids), dtype=int)  # beams share a sentence
            looked_at = ops.take(keys, rows, axis=0), ops.take(mask, rows, axis=0)
            said, new, weights = self.decoder.step(ops.convert_to_tensor(ids, "int32"), states[:-1], *looked_at)
            weights = [None] * len(ids) if weights is None else ops.convert_to_numpy(weights)
            step.looked |= zip(map(tuple, begun.tolist()), weights)
            return ops.convert_to_numpy(said), [*map(ops.convert_to_numpy, new), begun]

        step.looked = {}  # where it looked behind each beginning
        return step, [*map(ops.convert_to_numpy, states), np.zeros((len(keys), 0), dtype=int)]

# %% payoff=true
from autograder.checking.modules import load_module
from rnndata import load_translation

KIND, SOURCE, TARGET, DIFFICULTY = "duration", "de", "fr", 2
layers = keras.layers  # or your own, of assignment 09: layers = load_module("my_layers")

data = load_translation(KIND, SOURCE, TARGET, difficulty=DIFFICULTY, size=5000)
alphabets = [alphabet_of(texts) for texts in data.train]
longest = [max(len(text) for part in data[:3] for text in part[side]) for side in (0, 1)]
source, target = (to_ids(data.train[side], alphabets[side], longest[side], bos=side == 1) for side in (0, 1))
test = [texts[:300] for texts in data.test]
print(f"{len(source)} pairs to learn from, such as", *("  →  ".join(pair) for pair in list(zip(*data.train))[:3]), sep="\n")

mine, known = ([set(pieces(text, 2)) for text in texts] for texts in (test[0], data.train.source))
near = [np.argmax([len(this & that) / max(1, len(this | that)) for that in known]) for this in mine]
often = Counter(data.train.target).most_common(1)[0][0]
floors = ("copy", test[0]), ("most frequent", [often] * len(test[0])), ("nearest", [data.train.target[k] for k in near])
for name, said in floors:
    exact = np.mean([mine == right for mine, right in zip(said, test[1])])
    print(f"{name:14} exact match {exact:.3f}   BLEU of signs {bleu(said, test[1]):.3f}")

# %% payoff=true
from rnnfigures.training import one_line_per_epoch, training_curve


def train(attention, epochs=3, units=64):
    """Make a translator, train it, and return it with its losses."""
    keras.utils.set_random_seed(13)
    encoder = Encoder(len(alphabets[0]) + 4, units, layers)
    model = Translator(encoder, Decoder(len(alphabets[1]) + 4, units, attention, layers))
    model.compile(keras.optimizers.Adam(0.01, clipnorm=1.0), translation_loss)
    history = model.fit((source, target), target, batch_size=32, epochs=epochs, verbose=0, callbacks=[one_line_per_epoch()])
    return model, history.history


print("with attention")
losses = {}
model, losses["with attention"] = train(MultiplicativeAttention())
print("without")
plain, losses["without"] = train(None)
shares = np.bincount(target[:, 1:].ravel())[1:] / np.count_nonzero(target[:, 1:])
frequency_floor = -np.sum(shares[shares > 0] * np.log(shares[shares > 0]))
training_curve(losses, floor=frequency_floor, floor_name="signs by frequency", label="nats per sign")

# %% [markdown]
# **The test.** Your `greedy_decode` translates pairs that were not trained on. The model without attention has to press the
# whole text through one vector. What did attention add? And which of the two measures tells more?
#
# **Where it looks.** After that, `translate` takes any text. A row of the map is a sign that was written, and its dark fields
# are the signs of the source it looked at. Put in a text of your own: wrong spelling, other words, a number with four digits.
# Below the map are the beams as a tree: every beginning that was alive, and the answers with their scores.

# %% payoff=true
def translate_all(model, texts):
    """Translate texts greedily."""
    step, states = model.start(to_ids(texts, alphabets[0], longest[0]))
    return [to_text(ids, alphabets[1]) for ids in greedy_decode(step, states, BOS, EOS, longest[1] + 1)]


for name, each in [("with attention", model), ("without", plain)]:
    said = translate_all(each, test[0])
    exact = np.mean([mine == right for mine, right in zip(said, test[1])])
    print(f"{name:15} exact match {exact:.3f}   BLEU of signs {bleu(said, test[1]):.3f}   {test[0][0]} → {said[0]}")

# %% given="translate"
def translate(text, width=3, alpha=0.7):
    """Return the answers of beam search, best first, as (text, score), the weights of the best, and all living beginnings."""
    if not text.strip():
        raise ValueError("translate: the text is empty; expected at least one sign.")
    unknown = sorted(set(text) - alphabets[0].keys())
    if unknown:
        print("signs never seen in training, read as unknown:", " ".join(unknown))
    step, states = model.start(to_ids([text], alphabets[0], longest[0])[:, : len(text) + 1])
    answers = beam_search(step, states, BOS, EOS, longest[1] + 1, width, alpha)
    best = (BOS, *answers[0][0])
    weights = np.array([step.looked[best[:end]] for end in range(1, len(best) + 1) if best[:end] in step.looked])
    alive = [to_text(ids[1:], alphabets[1]) for ids in step.looked]
    return [(to_text(ids, alphabets[1]), score) for ids, score in answers], weights, alive

# %% payoff=true
from IPython.display import display
from rnnfigures import translation as fig

text = data.test.source[0]
answers, weights, alive = translate(text)
print(text, "→", answers[0][0])
display(fig.attention_map(weights, [*text, "■"], [*answers[0][0], "■"]), fig.beam_tree(alive, answers))

# %%
check.summary("a13_translation")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
