# ---
# jupyter:
#   autograder:
#     title: Forward through time
#     cell_seconds: 20
# ---

# %% [markdown]
# # Assignment 02: Forward through time
#
# You build a recurrent network, forward pass only, in ten short functions: first the pieces (softmax, one time step,
# the loop over time, the output layer, the loss), then three ways to wire them together. At the end your own loop runs
# a network that keeps track of brackets, and you watch its hidden states do it.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [02 Forward through
# time](../../course/02_rnn_forward.ipynb).
#
# **Given to you**, in the cells below: NumPy, and three kinds of named tuple: a plain tuple whose items also have
# names. `RNNWeights` groups the weights of one network; the two caches keep what the backward pass of the next unit
# will need. Return a cache as it is defined here: other cells read its items by name, which a plain tuple does not
# allow. The numbers called `toy` are small enough to follow by hand: 3 features, 2 units, 3 classes, a batch of 1
# sequence with 4 time steps. They are for the free cells; inside a function use its arguments only.
#
# **Calls of NumPy that return here**: `np.where(condition, a, b)` chooses entry by entry; `np.stack(arrays, axis=...)`
# joins along a *new* axis; `np.eye(classes)[ids]` gives one one-hot row per id; `np.take_along_axis(array, ids,
# axis=...)` picks entries along an axis; `keepdims=True` lets a maximum or a sum keep the axis it ran over, with length
# 1.

# %% setup=true

# %% given="imports"
from typing import NamedTuple

import numpy as np


class RNNWeights(NamedTuple):
    kernel: np.ndarray  # (features, units)
    recurrent_kernel: np.ndarray  # (units, units)
    bias: np.ndarray  # (units,)


class RNNCellCache(NamedTuple):
    x_t: np.ndarray  # (batch, features)
    h_prev: np.ndarray  # (batch, units)
    h: np.ndarray  # (batch, units)


class RNNCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features)
    h_0: np.ndarray  # (batch, units)
    h_all: np.ndarray  # (batch, timesteps, units)
    mask: np.ndarray | None  # (batch, timesteps), True = real token

# %% given="toy"
toy = RNNWeights(
    kernel=np.array([[0.5, -0.3], [0.2, 0.4], [-0.6, 0.1]]),
    recurrent_kernel=np.array([[0.7, -0.2], [0.3, 0.6]]),
    bias=np.array([0.1, -0.1]),
)
toy_output_kernel = np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]])  # (units 2, classes 3)
toy_output_bias = np.array([0.0, 0.1, -0.1])  # (classes 3,)
toy_x = np.eye(3)[np.array([[0, 2, 1, 1]])]  # four one-hot vectors: (batch 1, timesteps 4, features 3)
toy_h_0 = np.array([[0.2, -0.4]])  # (batch 1, units 2)

# %% [markdown]
# ## Exercise 1: softmax (2 points)
#
# Softmax turns scores (`logits`) into probabilities, over the **last** axis; any axes before it are left alone.
#
# $$p_k = \frac{e^{o_k}}{\sum_j e^{o_j}} = \frac{e^{o_k - \max_j o_j}}{\sum_j e^{o_j - \max_j o_j}} \tag{2.8}$$
#
# The two fractions are equal, but $e^{1000}$ overflows in floating point, so use the second: subtract the largest logit
# **of each row** first. A *row* is what lies along the last axis; each has its own maximum and its own sum.
#
# - `logits`: $o$, shape `(..., classes)` with any number of axes
# - returns `probabilities`: $p$, the same shape
#
# Used wherever a network chooses among classes: the next letter, the tag of a word, the sentiment of a review.

# %% solution="softmax"
def softmax(logits):
    """Turn logits into probabilities over the last axis.

    Args:
        logits: (..., classes), float; may be as large as 1e4.

    Returns:
        probabilities: (..., classes), float.
    """
    ### BEGIN SOLUTION
    largest = np.max(logits, axis=-1, keepdims=True)  # (..., 1)
    exponentials = np.exp(logits - largest)  # (..., classes)
    probabilities = exponentials / np.sum(exponentials, axis=-1, keepdims=True)  # (2.8)
    return probabilities
    ### END SOLUTION

# %% see=true
print(softmax(np.array([0.0, 1.0, 2.0])).round(3))
print(softmax(np.array([[1000.0, 1001.0, 1002.0], [-5.0, -5.0, -5.0]])).round(3))

# %% test="softmax" points=2
check(softmax)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Both the maximum and the sum belong to one row, so there are as many of them as rows. To subtract them from, or
# divide, an array of shape `(..., classes)` they must keep a last axis of length 1.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.max` and `np.sum` both take `axis=-1, keepdims=True`. Keep the exponentials in a variable: they are needed twice.
# </details>

# %% [markdown]
# ## Exercise 2: one time step (3 points)
#
# The cell mixes what comes in now with what it remembers, and squashes the result:
#
# $$a_t = x_t W_x + h_{t-1} W_h + b \tag{2.1}$$
# $$h_t = \tanh(a_t) \tag{2.2}$$
#
# - `x_t`: $x_t$, `(batch, features)`; `h_prev`: $h_{t-1}$, `(batch, units)`
# - `kernel`: $W_x$, `(features, units)`; `recurrent_kernel`: $W_h$, `(units, units)`; `bias`: $b$, `(units,)`
# - returns `h`: $h_t$, `(batch, units)`, and a cache `RNNCellCache(x_t, h_prev, h)`
#
# Everything else in this assignment, and every network of the course, is built round a step like this one.

# %% solution="rnn_cell_forward"
def rnn_cell_forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute one time step of a recurrent network.

    Args:
        x_t: (batch, features). h_prev: (batch, units).
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).

    Returns:
        h: (batch, units), the new state.
        cache: RNNCellCache(x_t, h_prev, h).
    """
    ### BEGIN SOLUTION
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (2.1)
    h = np.tanh(a)  # (2.2)
    return h, RNNCellCache(x_t, h_prev, h)
    ### END SOLUTION

# %% see=true
h, cache = rnn_cell_forward(toy_x[:, 0], toy_h_0, *toy)
print("h", h.round(3))
print("cache.h_prev", cache.h_prev)

# %% test="rnn_cell_forward" points=3
check(rnn_cell_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write the shapes under equation (2.1): which axis of `x_t` meets which axis of `kernel`? Rows are samples, so the data
# stands on the left of each product and nothing has to be transposed. All three terms have the shape `(batch, units)`,
# the bias by broadcasting.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `@` is the matrix product, `np.tanh` works entry by entry. The cache takes its three items in the order in which the
# class `RNNCellCache` names them.
# </details>

# %% [markdown]
# ## Exercise 3: two kernels in one (1 point)
#
# Many books and libraries keep a single matrix: the recurrent kernel **on top of** the kernel.
#
# $$W = \begin{bmatrix} W_h \\ W_x \end{bmatrix} \tag{2.3}$$
#
# - `kernel`: $W_x$, `(features, units)`; `recurrent_kernel`: $W_h$, `(units, units)`
# - returns `combined_kernel`: $W$, `(units + features, units)`
#
# One large product is faster than two small ones; unit 10 measures it.

# %% solution="combine_kernels"
def combine_kernels(kernel, recurrent_kernel):
    """Stack the recurrent kernel on top of the kernel.

    Args:
        kernel: (features, units). recurrent_kernel: (units, units).

    Returns:
        combined_kernel: (units + features, units).
    """
    ### BEGIN SOLUTION
    combined_kernel = np.concatenate([recurrent_kernel, kernel], axis=0)  # (2.3)
    return combined_kernel
    ### END SOLUTION

# %% see=true
print(combine_kernels(toy.kernel, toy.recurrent_kernel))

# %% test="combine_kernels" points=1
check(combine_kernels)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# The two matrices have the same number of columns (units). They are placed one below the other, so the rows add up.
# Whose rows come first?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.concatenate([top, bottom], axis=...)`: which axis counts the rows?
# </details>

# %% [markdown]
# ## Exercise 4: the same step with one matrix (1 point)
#
# $$h_t = \tanh\big([\,h_{t-1}, x_t\,]\, W + b\big) \tag{2.4}$$
#
# - `[h_prev, x_t]` stands for the two placed side by side, `(batch, units + features)`
# - `combined_kernel`: $W$ of (2.3), `(units + features, units)`
# - returns `h`, `(batch, units)`, and no cache
#
# It must give the same `h` as your step of exercise 2: the free cell compares them.

# %% solution="rnn_cell_forward_combined"
def rnn_cell_forward_combined(x_t, h_prev, combined_kernel, bias):
    """Compute one time step with the kernels combined in one matrix.

    Args:
        x_t: (batch, features). h_prev: (batch, units).
        combined_kernel: (units + features, units), rows of the recurrent kernel first. bias: (units,).

    Returns:
        h: (batch, units), the new state.
    """
    ### BEGIN SOLUTION
    joined = np.concatenate([h_prev, x_t], axis=1)  # (batch, units + features)
    h = np.tanh(joined @ combined_kernel + bias)  # (2.4)
    return h
    ### END SOLUTION

# %% see=true
toy_combined = combine_kernels(toy.kernel, toy.recurrent_kernel)
print("combined", rnn_cell_forward_combined(toy_x[:, 0], toy_h_0, toy_combined, toy.bias).round(3))
print("separate", rnn_cell_forward(toy_x[:, 0], toy_h_0, *toy)[0].round(3))

# %% test="rnn_cell_forward_combined" points=1
check(rnn_cell_forward_combined)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# The first `units` rows of the matrix belong to the state, so the first `units` columns of the joined vector must be
# the state. A sample stays in its row.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.concatenate([..., ...], axis=1)` places two arrays side by side. Then one `@`, the bias, and `np.tanh`.
# </details>

# %% [markdown]
# ## Exercise 5: the loop over time (4 points)
#
# The same step with the same weights, once per time step; each step hands its state to the next:
#
# $$\tilde h_t = \mathrm{cell}(x_t, h_{t-1}), \qquad t = 1 \dots T \tag{2.5}$$
#
# Sequences of one batch have different lengths and are padded. At a padded step the state must not move:
#
# $$h_t = m_t\,\tilde h_t + (1 - m_t)\,h_{t-1} \tag{2.6}$$
#
# - `x`: `(batch, timesteps, features)`; `h_0`: the state before the first step, `(batch, units)`
# - `mask`: $m$, boolean `(batch, timesteps)`, `True` = real token; `None` = all are real. A mask may have gaps anywhere,
#   and each sample has its own. Ask whether there is one with `mask is None`: an array is neither true nor false as a
#   whole, so `if mask` and `mask == None` stop with an error ("truth value ... is ambiguous").
# - returns `h_all`: the state after every step, `(batch, timesteps, units)`. A masked step repeats the state before it;
#   ahead of the first real token that is `h_0`. And a cache `RNNCache(x, h_0, h_all, mask)`

# %% solution="rnn_forward"
def rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Run the cell over all time steps.

    Args:
        x: (batch, timesteps, features). h_0: (batch, units).
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).
        mask: (batch, timesteps), bool, True = real token; None = all real.

    Returns:
        h_all: (batch, timesteps, units), the state after each step.
        cache: RNNCache(x, h_0, h_all, mask).
    """
    ### BEGIN SOLUTION
    h = h_0
    states = []
    for t in range(x.shape[1]):
        h_next, _ = rnn_cell_forward(x[:, t], h, kernel, recurrent_kernel, bias)  # (2.5)
        if mask is not None:
            h_next = np.where(mask[:, t, None], h_next, h)  # (2.6)
        h = h_next
        states.append(h)
    h_all = np.stack(states, axis=1)  # (batch, timesteps, units)
    return h_all, RNNCache(x, h_0, h_all, mask)
    ### END SOLUTION

# %% see=true
h_all, cache = rnn_forward(toy_x, toy_h_0, *toy)
print("unit 0 over time        ", h_all[0, :, 0].round(3))
h_all, cache = rnn_forward(toy_x, toy_h_0, *toy, mask=np.array([[False, True, False, True]]))
print("steps 0 and 2 are masked", h_all[0, :, 0].round(3))

# %% test="rnn_forward" points=4
check(rnn_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Keep one variable for the running state. What is it before the loop? Each turn reads it, changes it, and notes it
# down. Write the version without a mask first: the two lines with a mask only decide, sample by sample, whether the new
# or the old state goes on. The mask of a step has the shape `(batch,)` and the state `(batch, units)`.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# The inputs of step `t` are `x[:, t]`. `np.where(condition, new, old)` chooses entry by entry; `mask[:, t, None]` has
# the shape `(batch, 1)` and broadcasts over the units. Collect the states in a list; `np.stack(states, axis=...)` makes
# a new axis: at which place must it stand?
# </details>

# %% [markdown]
# ## Exercise 6: the output layer (1 point)
#
# A state is not yet an answer. A linear layer turns it into one score per class, with the same weights at every time
# step:
#
# $$o_t = h_t V + c \tag{2.7}$$
#
# - `h`: `(batch, units)` for one step, **or** `(batch, timesteps, units)` for all steps
# - `output_kernel`: $V$, `(units, classes)`; `output_bias`: $c$, `(classes,)`
# - returns `logits`: $o$, `(batch, classes)` or `(batch, timesteps, classes)`

# %% solution="dense_forward"
def dense_forward(h, output_kernel, output_bias):
    """Compute the logits of one state or of all states.

    Args:
        h: (batch, units) or (batch, timesteps, units).
        output_kernel: (units, classes). output_bias: (classes,).

    Returns:
        logits: (batch, classes) or (batch, timesteps, classes).
    """
    ### BEGIN SOLUTION
    logits = h @ output_kernel + output_bias  # (2.7)
    return logits
    ### END SOLUTION

# %% see=true
print(dense_forward(toy_h_0, toy_output_kernel, toy_output_bias).round(3))
print(dense_forward(np.ones((1, 4, 2)), toy_output_kernel, toy_output_bias).shape)

# %% test="dense_forward" points=1
check(dense_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# What does `@` do with an array of three axes on its left? It multiplies the last axis and leaves the others alone. So
# one line serves both ranks.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# One `@` and one `+`. No `tanh` and no softmax here: logits are the scores before softmax.
# </details>

# %% [markdown]
# ## Exercise 7: the loss (3 points)
#
# The loss at one step is the surprise at the right class $y$, in nats: minus the natural logarithm of its probability.
# The logarithm of (2.8) is best taken on paper, because a probability may be so small that the computer rounds it to 0:
#
# $$\log p_k = (o_k - \max_j o_j) - \log \sum_j e^{o_j - \max_j o_j} \tag{2.9}$$
#
# The loss of a batch is the mean over its **real** tokens, wherever they stand:
#
# $$L = -\frac{\sum_{n,t} m_{nt}\,\log p_{nt,\,y_{nt}}}{\sum_{n,t} m_{nt}} \tag{2.10}$$
#
# - `logits`: `(batch, timesteps, classes)`; `targets`: $y$, class ids, `(batch, timesteps)`, int; `mask`: bool,
#   `(batch, timesteps)`
# - returns `loss`: one number. Targets at padding are any id and must not count; a real token may well have the id 0.
#
# To pick one class per step out of an array, look up `np.take_along_axis`.

# %% solution="sequence_cross_entropy"
def sequence_cross_entropy(logits, targets, mask):
    """Compute the mean cross-entropy per real token.

    Args:
        logits: (batch, timesteps, classes), float; may be as large as 1e4.
        targets: (batch, timesteps), int. mask: (batch, timesteps), bool, True = real token.

    Returns:
        loss: float, in nats per token.
    """
    ### BEGIN SOLUTION
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))  # (2.9)
    chosen = np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]  # (batch, timesteps)
    loss = -np.sum(chosen * mask) / np.sum(mask)  # (2.10)
    return float(loss)
    ### END SOLUTION

# %% see=true
even = np.zeros((1, 2, 4))  # four classes, all equally likely: the loss is log 4
print(round(sequence_cross_entropy(even, np.array([[1, 2]]), np.array([[True, True]])), 3))
sure = np.array([[[5.0, 0.0, 0.0, 0.0], [5.0, 0.0, 0.0, 0.0]]])  # right at step 0, wrong at step 1
print(round(sequence_cross_entropy(sure, np.array([[0, 3]]), np.array([[True, True]])), 3))
print(round(sequence_cross_entropy(sure, np.array([[0, 3]]), np.array([[True, False]])), 3))

# %% test="sequence_cross_entropy" points=3
check(sequence_cross_entropy)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three moves: (2.9) for all classes, pick the log-probability of the target at every step, then (2.10). Do not call
# `softmax` and then `np.log`: with logits of 10,000 a probability becomes 0 and its logarithm minus infinity. By how
# many tokens do you divide?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)` picks one class per step, shape `(batch,
# timesteps, 1)`; `[:, :, 0]` drops the last axis. A boolean mask counts as 0 and 1 in products and sums.
# </details>

# %% [markdown]
# ## Exercise 8: many to one (1 point)
#
# Read a whole sequence, answer once: the sentiment of a review, the kind of a signal. Only the state after the **last
# real token** is used:
#
# $$o = h_T V + c \tag{2.11}$$
#
# - arguments as in `rnn_forward` and `dense_forward`; returns `logits`, `(batch, classes)`
#
# From here on you wire together your own functions; if one of them still fails its check, repair that one first. Mind
# that `rnn_forward` returns two things, the states and a cache, and `rnn_cell_forward` as well: give each a name.

# %% solution="many_to_one"
def many_to_one(x, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, mask=None):
    """Classify whole sequences from the state after their last real token.

    Args:
        x: (batch, timesteps, features). h_0: (batch, units).
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).
        output_kernel: (units, classes). output_bias: (classes,).
        mask: (batch, timesteps), bool, True = real token; None = all real.

    Returns:
        logits: (batch, classes).
    """
    ### BEGIN SOLUTION
    h_all, _ = rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask)
    h_last = h_all[:, -1]  # (batch, units)
    logits = dense_forward(h_last, output_kernel, output_bias)  # (2.11)
    return logits
    ### END SOLUTION

# %% see=true
print(many_to_one(toy_x, toy_h_0, *toy, toy_output_kernel, toy_output_bias).round(3))
short = np.array([[True, True, False, False]])
print(many_to_one(toy_x, toy_h_0, *toy, toy_output_kernel, toy_output_bias, short).round(3))

# %% test="many_to_one" points=1
check(many_to_one)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# What does `h_all` hold at the steps after the last real token? Read (2.6) again: you need not search for the last real
# token at all.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `rnn_forward` with the mask (two results: `states, _ = ...` keeps the first), then one time step of the states, then
# `dense_forward`. Index -1 is the last entry of an axis.
# </details>

# %% [markdown]
# ## Exercise 9: one to many (2 points)
#
# Start from one input and write a sequence: a tune, a caption, a name. What the network answers becomes its next input.
# Here it always takes its likeliest class (unit 08 draws from the probabilities instead):
#
# $$x_{t+1} = \text{one-hot}\big(\operatorname{argmax}_k\, o_{t,k}\big) \tag{2.12}$$
#
# - `x_1`: the first input, `(batch, features)`; `h_0`: `(batch, units)`; `steps`: how many time steps to run
# - `features == classes`, since answers are fed back as inputs
# - returns `logits` of all steps, `(batch, steps, classes)`; those of the first step come from `x_1`

# %% solution="one_to_many"
def one_to_many(x_1, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, steps):
    """Write a sequence, feeding the likeliest class back as the next input.

    Args:
        x_1: (batch, features), features == classes. h_0: (batch, units).
        kernel: (features, units). recurrent_kernel: (units, units). bias: (units,).
        output_kernel: (units, classes). output_bias: (classes,). steps: int, at least 1.

    Returns:
        logits: (batch, steps, classes).
    """
    ### BEGIN SOLUTION
    x_t, h = x_1, h_0
    outputs = []
    for _ in range(steps):
        h, _ = rnn_cell_forward(x_t, h, kernel, recurrent_kernel, bias)
        logits = dense_forward(h, output_kernel, output_bias)  # (batch, classes)
        outputs.append(logits)
        x_t = np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]  # (2.12)
    return np.stack(outputs, axis=1)  # (batch, steps, classes)
    ### END SOLUTION

# %% see=true
written = one_to_many(toy_x[:, 0], toy_h_0, *toy, toy_output_kernel, toy_output_bias, steps=5)
print("classes written:", np.argmax(written, axis=-1)[0])
print("logits of the last step:", written[0, -1].round(3))

# %% test="one_to_many" points=2
check(one_to_many)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# `rnn_forward` cannot help: its inputs must all be known before it starts. So write the loop again, with two variables
# that change from step to step: the state and the input. Every sample of the batch goes its own way.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.argmax(logits, axis=-1)` gives one class per sample; indexing `np.eye(classes)` with these ids gives one one-hot
# row per sample. Collect the logits, not the one-hot vectors, and stack them as you did with the states.
# </details>

# %% [markdown]
# ## Exercise 10: encoder and decoder (2 points)
#
# Many to many with different lengths, as in translation: a first network (encoder) reads the source; its state after
# the last real token is all that a second network (decoder, with weights of its own) gets to know of it, as its
# **initial state**.
#
# $$s = h^{\mathrm{enc}}_S \tag{2.13}$$
# $$h^{\mathrm{dec}}_0 = s, \qquad h^{\mathrm{dec}}_t = \mathrm{cell}(x^{\mathrm{target}}_t, h^{\mathrm{dec}}_{t-1}), \qquad
# o_t = h^{\mathrm{dec}}_t V + c \tag{2.14}$$
#
# - `x_source`: `(batch, source timesteps, source features)`, with $S$ time steps; `x_target`: `(batch, target timesteps,
#   target features)`
# - `encoder`, `decoder`: two `RNNWeights`; `h_0`: where the encoder starts; `source_mask`: `(batch, source timesteps)`
#   or `None`
# - returns `logits`, `(batch, target timesteps, classes)`
#
# The target is given as input (`x_target`): this is how such a network is trained. Unit 13 lets it write by itself.

# %% solution="encoder_decoder"
def encoder_decoder(x_source, x_target, h_0, encoder, decoder, output_kernel, output_bias, source_mask=None):
    """Read the source with one network, then run another on the target, starting from what the first one knows.

    Args:
        x_source: (batch, source timesteps, source features). x_target: (batch, target timesteps, target features).
        h_0: (batch, units). encoder, decoder: RNNWeights(kernel, recurrent_kernel, bias).
        output_kernel: (units, classes). output_bias: (classes,).
        source_mask: (batch, source timesteps), bool, True = real token; None = all real.

    Returns:
        logits: (batch, target timesteps, classes).
    """
    ### BEGIN SOLUTION
    source_states, _ = rnn_forward(x_source, h_0, *encoder, source_mask)
    summary = source_states[:, -1]  # (2.13)
    target_states, _ = rnn_forward(x_target, summary, *decoder)
    logits = dense_forward(target_states, output_kernel, output_bias)  # (2.14)
    return logits
    ### END SOLUTION

# %% see=true
logits = encoder_decoder(toy_x, toy_x[:, :2], toy_h_0, toy, toy, toy_output_kernel, toy_output_bias)
print(logits.shape)
print(logits[0, 0].round(3))

# %% test="encoder_decoder" points=2
check(encoder_decoder)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two runs of `rnn_forward`. What changes between them: the inputs, the weights, the initial state. Only one of them has
# a mask: whose tokens does it speak of?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `encoder.kernel`, `encoder.recurrent_kernel`, `encoder.bias` are its weights; `*encoder` in a call passes all three in
# this order. The last state of the first run is the `h_0` of the second.
# </details>

# %% [markdown]
# ## Payoff: a network that watches brackets
#
# No training here: the weights are set by hand, so that you know what every unit means. Your `rnn_forward` runs them.
#
# - **Two counters.** `(` adds 0.01 to the first unit, `)` takes 0.01 away, and the recurrent weight 1 carries the
#   number on. Near zero tanh is almost a straight line, so the unit counts. The second unit does the same for `[` and
#   `]`.
# - **Two alarms.** A steep unit jumps from -1 to +1 when a bracket closes that was never opened: it looks at the symbol
#   and at the counter. A large recurrent weight keeps it there for ever.
#
# Which of the strings below will it call balanced, although it is not?

# %% payoff=true
import matplotlib.pyplot as plt
from rnnfigures import COLOR

SYMBOLS = "()[]x"
STEP, STEEP, LATCH = 0.01, 8.0, 40.0
brackets = RNNWeights(
    kernel=np.array([  # one row per symbol; columns: round depth, square depth, round alarm, square alarm
        [STEP, 0, 0, 0], [-STEP, 0, STEEP, 0], [0, STEP, 0, 0], [0, -STEP, 0, STEEP], [0, 0, 0, 0],
    ]),
    recurrent_kernel=np.array([  # row: from this unit, column: to that unit
        [1, 0, -STEEP / STEP, 0], [0, 1, 0, -STEEP / STEP], [0, 0, LATCH, 0], [0, 0, 0, LATCH],
    ]),
    bias=np.array([0, 0, LATCH - STEEP / 2, LATCH - STEEP / 2]),
)


def watch(texts):
    """Run the bracket network over a batch of strings of unequal length: states and mask."""
    longest = max(map(len, texts))
    mask = np.array([[t < len(text) for t in range(longest)] for text in texts])
    ids = np.array([[SYMBOLS.index(symbol) for symbol in text.ljust(longest, "x")] for text in texts])
    h_0 = np.tile([0.0, 0.0, -1.0, -1.0], (len(texts), 1))  # depth 0, alarms off
    return rnn_forward(np.eye(len(SYMBOLS))[ids], h_0, *brackets, mask=mask)[0], mask

# %% payoff=true
def verdict(h_last):
    """Say in words what the last state knows."""
    depth = np.rint(h_last[:2] / STEP).astype(int)
    if h_last[2] > 0 or h_last[3] > 0:
        return "a bracket closes that was never opened"
    return "balanced" if not depth.any() else f"still open: {depth[0]} round, {depth[1]} square"


texts = ["(x[x])", "(([]x)[()])", "((x)", "x]([])", "[(x)]([((x))])", "(x))(", "([)]"]
h_all, mask = watch(texts)
for text, h_last in zip(texts, h_all[:, -1], strict=True):
    print(f"{text:15} {verdict(h_last)}")

# %% payoff=true
def show_states(axis, text, states):
    """Draw the four units over one string as a heat map."""
    rows = np.vstack([states[:, :2].T / STEP, -1.5 * (1 + states[:, 2:].T)])  # depths as counts; alarms: 0 off, -3 on
    axis.imshow(rows, cmap="RdBu", vmin=-3, vmax=3, aspect="auto")
    axis.set_xticks(range(len(text)), list(text), fontsize=12)
    axis.set_yticks(range(4), ["depth ( )", "depth [ ]", "alarm ( )", "alarm [ ]"], color=COLOR["h"])
    for (unit, t), value in np.ndenumerate(rows):
        word = f"{value:.0f}".replace("-0", "0") if unit < 2 else ("on" if value < -1 else "off")
        axis.text(t, unit, word, ha="center", va="center", fontsize=8, color="white" if abs(value) > 2 else "black")


for index in [4, 3]:
    figure, axis = plt.subplots(figsize=(6, 2), layout="constrained")
    show_states(axis, texts[index], h_all[index, mask[index]])
    axis.set(xlabel="time step (the symbol read)", title=f"Hidden states: {verdict(h_all[index, -1])}")
    plt.show()

# %% [markdown]
# Each row is a unit, each column a time step. Blue is a depth, red is trouble: an alarm, or a depth below zero. The
# numbers are the depths that the counters stand for. And the string that fools it is `([)]`: the network counts each
# kind, and by count nothing is wrong. To see which bracket closes which, it would need a stack. The strings have
# different lengths; the mask kept each state as it was at the end of its own string.
#
# How far can it be trusted? The next cell asks about **every** string of up to six brackets and compares with counting
# in plain Python. Then it nests deeper and deeper. Tanh is only *almost* a straight line: each step loses a little of a
# large number, and at some depth the count comes back wrong. A memory that fades is the subject of units 04 and 05.

# %% payoff=true
import itertools


def counts_balanced(text):
    """Count as the network should, in plain Python."""
    for opening, closing in ["()", "[]"]:
        depth = np.cumsum([(symbol == opening) - (symbol == closing) for symbol in text])
        if depth.min() < 0 or depth[-1] != 0:
            return False
    return True


every = ["".join(symbols) for length in range(1, 7) for symbols in itertools.product("()[]", repeat=length)]
answers = [verdict(h_last) == "balanced" for h_last in watch(every)[0][:, -1]]
right = sum(answer == counts_balanced(text) for answer, text in zip(answers, every, strict=True))
print(f"{right} of {len(every)} strings judged as counting judges them, {sum(answers)} of them balanced")
nested = ["(" * depth + ")" * depth for depth in range(1, 40)]
good = [verdict(h_last) == "balanced" for h_last in watch(nested)[0][:, -1]] + [False]
print(f"nested brackets are judged right up to depth {good.index(False)}, no longer at depth {good.index(False) + 1}")

# %%
check.summary("a02_rnn_forward")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
