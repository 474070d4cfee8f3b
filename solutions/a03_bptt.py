# ---
# jupyter:
#   autograder:
#     title: Backward through time
#     cell_seconds: 90
# ---

# %% [markdown]
# # Assignment 03: Backward through time
#
# A network learns by asking one question of every weight: would the loss rise or fall if you were a little larger? You
# answer it for the recurrent network of unit 02, in seven short functions: a slow way that cannot go wrong (wiggle and
# look), the fast way (the chain rule, from the loss back to the first time step), and the step that turns the answers
# into learning. At the end your own functions train a network that adds two numbers which it must first find in a
# sequence.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [03 Back-propagation through
# time](../../course/03_bptt.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you: the forward pass.** These are the functions of unit 02, so that nothing here depends on how far you
# got there. A forward pass returns a cache: a named tuple of what the backward pass will need. Take it apart with
# `x_t, h_prev, h = cache`, or read one item with `cache.h`. The weights are not in it; they are handed to the backward
# pass as arguments.
#
# **Calls of NumPy that return here**: `np.ndindex(shape)` yields the index of every entry; `np.eye(classes)[ids]` gives
# one one-hot row per id; `np.where(condition, a, b)` chooses entry by entry; `array.reshape(-1, n)` lays rows of `n`
# below each other.

# %% given="caches"
from typing import NamedTuple

import numpy as np


class RNNCellCache(NamedTuple):
    x_t: np.ndarray  # (batch, features)
    h_prev: np.ndarray  # (batch, units)
    h: np.ndarray  # (batch, units)


class RNNCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features)
    h_0: np.ndarray  # (batch, units)
    h_all: np.ndarray  # (batch, timesteps, units)
    mask: np.ndarray | None  # (batch, timesteps), True = real token; None = all are real

# %% given="recurrent_forward"
def rnn_cell_forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute one time step: h (batch, units) and its cache."""
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (2.1)
    h = np.tanh(a)  # (2.2)
    return h, RNNCellCache(x_t, h_prev, h)


def rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Compute all time steps: h_all (batch, timesteps, units) and its cache."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        h_next, _ = rnn_cell_forward(x[:, t], h, kernel, recurrent_kernel, bias)  # (2.5)
        h = h_next if mask is None else np.where(mask[:, t, None], h_next, h)  # (2.6)
        states.append(h)
    h_all = np.stack(states, axis=1)
    return h_all, RNNCache(x, h_0, h_all, mask)

# %% given="output_forward"
def dense_forward(h, output_kernel, output_bias):
    """Compute logits (..., classes) from states (..., units)."""
    return h @ output_kernel + output_bias  # (2.7)


def softmax(logits):
    """Turn logits into probabilities over the last axis."""
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)  # (2.8)


def sequence_cross_entropy(logits, targets, mask):
    """Compute the mean cross-entropy per real token, a float in nats."""
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))  # (2.9)
    chosen = np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]
    return float(-np.sum(chosen * mask) / np.sum(mask))  # (2.10)

# %% [markdown]
# **And a small network to try things on**: 2 sequences of 3 time steps, 2 features, 4 units, 3 classes. The last step
# of the second sequence is padding. The free cells below use these names; you may change the numbers.

# %% given="toy"
rng = np.random.default_rng(3)
toy_x = rng.normal(size=(2, 3, 2))  # (batch, timesteps, features)
toy_mask = np.array([[True, True, True], [True, True, False]])
toy_targets = np.array([[2, 0, 1], [1, 1, 0]])
toy_h_0 = rng.normal(size=(2, 4))
toy_kernel = rng.normal(size=(2, 4)) / 2
toy_recurrent_kernel = rng.normal(size=(4, 4)) / 2
toy_bias = rng.normal(size=4) / 2
toy_output_kernel = rng.normal(size=(4, 3)) / 2
toy_output_bias = np.zeros(3)


def largest_difference(first, second):
    """Tell how far two arrays of one shape lie from each other."""
    return np.max(np.abs(first - second))

# %% [markdown]
# ## Exercise 1: the gradient by wiggling (2 points)
#
# Before you derive a gradient, build the tool that tells whether you derived it right. Move one entry of an array a
# little up, then a little down, and see how much the loss follows; repeat for every entry:
#
# $$\frac{\partial L}{\partial \theta_i} \approx
# \frac{L(\theta_i + \varepsilon) - L(\theta_i - \varepsilon)}{2\,\varepsilon} \tag{3.1}$$
#
# - `loss`: a function; `loss(array)` returns one number
# - `array`: $\theta$, floats of any shape: one axis, two, three; `epsilon`: $\varepsilon$
# - returns `gradient`, the same shape as `array`. Afterwards `array` must hold exactly what it held before.
#
# Two calls of the loss per entry: far too slow for training, just right for testing. You use it in the next four free
# cells.

# %% solution="numerical_gradient"
def numerical_gradient(loss, array, epsilon=1e-5):
    """Estimate the gradient of a loss with respect to an array by central differences.

    Args:
        loss: function of one array that returns a float.
        array: (...), float, any shape; it is not changed. epsilon: float, how far to move one entry.

    Returns:
        gradient: the shape of array.
    """
    ### BEGIN SOLUTION
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        moved = array.copy()
        moved[index] = array[index] + epsilon
        above = loss(moved)
        moved[index] = array[index] - epsilon
        below = loss(moved)
        gradient[index] = (above - below) / (2 * epsilon)  # (3.1)
    return gradient
    ### END SOLUTION

# %% see=true
def cubes(array):
    return np.sum(array**3)  # the slope of each entry is 3 * entry ** 2


print(numerical_gradient(cubes, np.array([1.0, -2.0, 3.0])).round(4))
print(numerical_gradient(cubes, np.array([[1.0], [2.0]]), epsilon=0.5).round(4))

# %% test="numerical_gradient" points=2
check(numerical_gradient)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Only **one** entry may differ from `array` in any call of `loss`. Work on a copy, and make sure that the entry you
# moved is back in its place before you move the next one. The difference of the two losses belongs to a distance of two
# epsilons.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.ndindex(array.shape)` yields the index of every entry, whatever the number of axes; `array[index]` reads that
# entry. `array.copy()` is a copy, `moved = array` is not. Start with `np.zeros_like(array)` and fill it.
# </details>

# %% [markdown]
# ## Exercise 2: where the gradient starts (3 points)
#
# The last thing the forward pass computed is the loss, the mean cross-entropy of the real tokens, so the first thing
# the backward pass needs is the gradient of the loss with respect to the logits. Softmax and logarithm together leave
# something very simple: what the network said minus what was right.
#
# $$do_{nt} = \frac{m_{nt}}{\sum_{n',t'} m_{n't'}} \big( p_{nt} - \text{one-hot}(y_{nt}) \big) \tag{3.2}$$
#
# Here $do$ stands for $\partial L / \partial o$, and so for every letter: the gradient of the loss with respect to a
# tensor is called `d_` + its name, and **has its shape**. The index $n$ counts the sequences of the batch, $t$ the time
# steps.
#
# - `logits`: $o$, `(batch, timesteps, classes)`; `targets`: $y$, ids, `(batch, timesteps)`; `mask`: $m$, bool,
#   `(batch, timesteps)`
# - returns `d_logits`: $do$, `(batch, timesteps, classes)`. `softmax` is given above.

# %% solution="sequence_cross_entropy_backward"
def sequence_cross_entropy_backward(logits, targets, mask):
    """Compute the gradient of the mean cross-entropy per real token.

    Args:
        logits: (batch, timesteps, classes), float.
        targets: (batch, timesteps), int. mask: (batch, timesteps), bool, True = real token.

    Returns:
        d_logits: (batch, timesteps, classes).
    """
    ### BEGIN SOLUTION
    probabilities = softmax(logits)
    one_hot = np.eye(logits.shape[-1])[targets]  # (batch, timesteps, classes)
    share = mask[:, :, None] / np.sum(mask)  # (batch, timesteps, 1)
    d_logits = share * (probabilities - one_hot)  # (3.2)
    return d_logits
    ### END SOLUTION

# %% see=true
toy_logits = np.log([[[0.2, 0.2, 0.6], [0.1, 0.8, 0.1]]])  # softmax gives these probabilities back
print(sequence_cross_entropy_backward(toy_logits, np.array([[2, 0]]), np.array([[True, True]])).round(3))
toy_logits = rng.normal(size=(2, 3, 3))
d_logits = sequence_cross_entropy_backward(toy_logits, toy_targets, toy_mask)
by_wiggling = numerical_gradient(lambda logits: sequence_cross_entropy(logits, toy_targets, toy_mask), toy_logits)
print("equal to the numerical gradient:", largest_difference(d_logits, by_wiggling) < 1e-8)

# %% test="sequence_cross_entropy_backward" points=3
check(sequence_cross_entropy_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Equation (3.2) is three pieces: probabilities, one-hot targets, and a weight for every token that is 0 at padding. How
# many numbers does the sum under the fraction bar have? One, for the whole batch. The entries of `d_logits` at one
# token add up to 0.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Indexing `np.eye(classes)` with an array of ids gives one one-hot row per id, `(batch, timesteps, classes)`.
# `mask[:, :, None]` has the shape `(batch, timesteps, 1)` and broadcasts over the classes; `np.sum(mask)` counts the
# real tokens.
# </details>

# %% [markdown]
# ## Exercise 3: back through the output layer (3 points)
#
# Forward it was $o = h V + c$. Backward, the gradient goes on to the state, and leaves something for each parameter:
#
# $$dh = do\; V^\top \tag{3.3}$$
# $$dV = \sum_{\text{rows}} h^\top do \tag{3.4}$$
# $$dc = \sum_{\text{rows}} do \tag{3.5}$$
#
# A *row* is one use of the layer: one sample, or one time step of one sample. $V$ and $c$ are shared by all rows, so
# all rows add to their gradients. One product $h^\top do$ of two matrices already is such a sum: entry $(i, k)$ of it
# adds $h_i\, do_k$ over all rows.
#
# - `d_logits`: $do$, `(batch, classes)` **or** `(batch, timesteps, classes)`; `h`: with `units` as last axis, else
#   alike; `output_kernel`: $V$, `(units, classes)`
# - returns `d_h`, `d_output_kernel`, `d_output_bias`, each in the shape of the tensor it belongs to

# %% solution="dense_backward"
def dense_backward(d_logits, h, output_kernel):
    """Carry the gradient back through the output layer.

    Args:
        d_logits: (batch, classes) or (batch, timesteps, classes).
        h: (batch, units) or (batch, timesteps, units). output_kernel: (units, classes).

    Returns:
        d_h: the shape of h. d_output_kernel: (units, classes). d_output_bias: (classes,).
    """
    ### BEGIN SOLUTION
    d_h = d_logits @ output_kernel.T  # (3.3)
    units, classes = output_kernel.shape
    rows = h.reshape(-1, units)
    d_rows = d_logits.reshape(-1, classes)
    d_output_kernel = rows.T @ d_rows  # (3.4)
    d_output_bias = np.sum(d_rows, axis=0)  # (3.5)
    return d_h, d_output_kernel, d_output_bias
    ### END SOLUTION

# %% see=true
d_h, d_output_kernel, d_output_bias = dense_backward(np.array([[1.0, -1.0]]), np.array([[1.0, 2.0, 3.0]]), np.ones((3, 2)))
print(d_output_kernel, d_output_bias)
toy_h = rng.normal(size=(2, 3, 4))
d_logits = sequence_cross_entropy_backward(dense_forward(toy_h, toy_output_kernel, toy_output_bias), toy_targets, toy_mask)


def loss_of_output_kernel(output_kernel):
    return sequence_cross_entropy(dense_forward(toy_h, output_kernel, toy_output_bias), toy_targets, toy_mask)


by_wiggling = numerical_gradient(loss_of_output_kernel, toy_output_kernel)
print("equal:", largest_difference(dense_backward(d_logits, toy_h, toy_output_kernel)[1], by_wiggling) < 1e-8)

# %% test="dense_backward" points=3
check(dense_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# (3.3) works for two axes and for three as it stands. For (3.4) and (3.5) it does not matter which sample or which time
# step a row comes from: lay all rows below each other, then there is only the case of two axes. Write down the shapes:
# what must stand on the left for the product to be `(units, classes)`?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `h.reshape(-1, units)` lays all rows below each other, and leaves an array of two axes as it is. Use it on `h` and on
# `d_logits`, then one `@` with a `.T`, and one `np.sum(..., axis=0)`.
# </details>

# %% [markdown]
# ## Exercise 4: one step back (4 points)
#
# Now the heart. Forward, a step computed $a_t = x_t W_x + h_{t-1} W_h + b$ and $h_t = \tanh a_t$. Backward, `d_h` comes
# in: all that the loss has to say about $h_t$. First it passes the tanh, whose slope is $1 - \tanh^2 a_t$, that is
# $1 - h_t^2$ (entry by entry, written $\odot$):
#
# $$da_t = dh_t \odot (1 - h_t^2) \tag{3.6}$$
#
# From there five roads lead on, two to the inputs of the step and three to the parameters:
#
# $$dx_t = da_t\, W_x^\top \tag{3.7}$$
# $$dh_{t-1} = da_t\, W_h^\top \tag{3.8}$$
# $$dW_x = x_t^\top\, da_t \tag{3.9}$$
# $$dW_h = h_{t-1}^\top\, da_t \tag{3.10}$$
# $$db = \sum_{\text{samples}} da_t \tag{3.11}$$
#
# - `d_h`: $dh_t$, `(batch, units)`; `cache`: `RNNCellCache(x_t, h_prev, h)` of this step; the two kernels
# - returns `d_x_t`, `d_h_prev`, `d_kernel`, `d_recurrent_kernel`, `d_bias`, each in the shape of the tensor it belongs
#   to
#
# Careful: $W_h$ is square, so a wrong transpose gives no error. Only the check (or the numerical gradient) will tell.

# %% solution="rnn_cell_backward"
def rnn_cell_backward(d_h, cache, kernel, recurrent_kernel):
    """Carry the gradient back through one time step.

    Args:
        d_h: (batch, units), the whole gradient that reaches h. cache: RNNCellCache of this step.
        kernel: (features, units). recurrent_kernel: (units, units).

    Returns:
        d_x_t: (batch, features). d_h_prev: (batch, units).
        d_kernel: (features, units). d_recurrent_kernel: (units, units). d_bias: (units,).
    """
    x_t, h_prev, h = cache
    ### BEGIN SOLUTION
    d_a = d_h * (1 - h**2)  # (3.6)
    d_x_t = d_a @ kernel.T  # (3.7)
    d_h_prev = d_a @ recurrent_kernel.T  # (3.8)
    d_kernel = x_t.T @ d_a  # (3.9)
    d_recurrent_kernel = h_prev.T @ d_a  # (3.10)
    d_bias = np.sum(d_a, axis=0)  # (3.11)
    return d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, d_bias
    ### END SOLUTION

# %% see=true
h, cache = rnn_cell_forward(toy_x[:, 0], toy_h_0, toy_kernel, toy_recurrent_kernel, toy_bias)
gradients = rnn_cell_backward(np.ones_like(h), cache, toy_kernel, toy_recurrent_kernel)  # as if the loss were np.sum(h)
print("d_bias", gradients[4].round(3))


def loss_of_h_prev(h_prev):
    return np.sum(rnn_cell_forward(toy_x[:, 0], h_prev, toy_kernel, toy_recurrent_kernel, toy_bias)[0])


print("d_h_prev equal:", largest_difference(gradients[1], numerical_gradient(loss_of_h_prev, toy_h_0)) < 1e-8)

# %% test="rnn_cell_backward" points=4
check(rnn_cell_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# All five results start from `d_a`, not from `d_h`. The cache holds $h_t$, which is already the tanh: its square is all
# the slope needs. Which of the two states in the cache, old or new, was multiplied by $W_h$ in the forward step? That
# one stands in (3.10).
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Six lines, one per equation: `*` for $\odot$, `@` for products, `.T` for $\top$, `np.sum(..., axis=0)` over the
# samples. A square is `h**2`.
# </details>

# %% [markdown]
# ## Exercise 5: back through all steps (5 points)
#
# A state $h_t$ is used twice: the output layer above reads it, and the next step on the right reads it. So two
# gradients meet at $h_t$, and they **add**:
#
# $$dh_t = dh_t^{\text{above}} + dh_t^{\text{right}} \tag{3.12}$$
#
# `d_h_all[:, t]` comes from above. From the right comes what step $t+1$ gave out as `d_h_prev`; at the last step that
# is `d_h_last`, zeros unless somebody (a decoder, a classifier) uses the final state. Walk from the last step to the
# first. The same weights served at every step, so their gradients add up:
#
# $$dW_x = \sum_t dW_x^{(t)}, \qquad dW_h = \sum_t dW_h^{(t)}, \qquad db = \sum_t db^{(t)} \tag{3.13}$$
#
# At a masked step ($m_t = 0$) nothing was computed, the state was only copied. So the cell gets no gradient, and the
# **whole** $dh_t$ of (3.12) goes on to $h_{t-1}$:
#
# $$d\tilde h_t = m_t\, dh_t, \qquad dh_{t-1}^{\text{right}} = m_t\, dh_{t-1}^{\text{cell}} + (1 - m_t)\, dh_t \tag{3.14}$$
#
# where $d\tilde h_t$ is what you give to `rnn_cell_backward` and $dh_{t-1}^{\text{cell}}$ the `d_h_prev` that it
# returns.
#
# - `d_h_all`: `(batch, timesteps, units)`; `d_h_last`: `(batch, units)`; `cache`: `RNNCache(x, h_0, h_all, mask)`,
#   `mask` may be `None`
# - returns `d_x`, `d_h_0`, `d_kernel`, `d_recurrent_kernel`, `d_bias`. The state before the first step is `h_0`, and
#   $dh_0$ is what leaves the first step.

# %% solution="rnn_backward"
def rnn_backward(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Carry the gradient back through all time steps.

    Args: d_h_all (batch, timesteps, units), d_h_last (batch, units), RNNCache, and the kernels.
    Returns: d_x, d_h_0, d_kernel, d_recurrent_kernel, d_bias, in the shapes of x, h_0, kernel, recurrent_kernel, bias.
    """
    x, h_0, h_all, mask = cache
    ### BEGIN SOLUTION
    real = np.ones(x.shape[:2], dtype=bool) if mask is None else mask
    h_before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)  # the state that each step started from
    d_x, d_kernel, d_recurrent_kernel = np.zeros_like(x), np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    d_bias = np.zeros(kernel.shape[1])
    d_h = d_h_last
    for t in reversed(range(x.shape[1])):
        d_h = d_h + d_h_all[:, t]  # (3.12)
        keep = real[:, t, None]  # (batch, 1)
        step = RNNCellCache(x[:, t], h_before[:, t], h_all[:, t])
        d_x[:, t], d_h_prev, *d_weights = rnn_cell_backward(np.where(keep, d_h, 0.0), step, kernel, recurrent_kernel)
        d_kernel = d_kernel + d_weights[0]  # (3.13)
        d_recurrent_kernel = d_recurrent_kernel + d_weights[1]
        d_bias = d_bias + d_weights[2]
        d_h = np.where(keep, d_h_prev, d_h)  # (3.14)
    return d_x, d_h, d_kernel, d_recurrent_kernel, d_bias
    ### END SOLUTION

# %% see=true
def loss_of_recurrent_kernel(recurrent_kernel):
    h_all, _ = rnn_forward(toy_x, toy_h_0, toy_kernel, recurrent_kernel, toy_bias, toy_mask)
    return np.sum(h_all) + np.sum(h_all[:, -1])


h_all, cache = rnn_forward(toy_x, toy_h_0, toy_kernel, toy_recurrent_kernel, toy_bias, toy_mask)
gradients = rnn_backward(np.ones_like(h_all), np.ones_like(toy_h_0), cache, toy_kernel, toy_recurrent_kernel)
print("d_x of feature 0:\n", gradients[0][:, :, 0].round(3))
by_wiggling = numerical_gradient(loss_of_recurrent_kernel, toy_recurrent_kernel)
print("d_recurrent_kernel equal:", largest_difference(gradients[3], by_wiggling) < 1e-8)

# %% test="rnn_backward" points=5
check(rnn_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Keep one running variable, the gradient that comes from the right. What is it before the loop, and what after? Three
# things happen at each step: add what comes from above, call your `rnn_cell_backward`, add to the three sums. Each step
# needs its own `RNNCellCache`: its input, the state it **started from** (for step 0 that is not in `h_all`), the state
# it ended in. Make it right without a mask first.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `for t in reversed(range(timesteps))`. The state before step `t` is `h_all[:, t - 1]`, or `h_0` when `t == 0` (with
# `t == 0`, `t - 1` would be the **last** step). For a mask, `keep = mask[:, t, None]` and two times
# `np.where(keep, ..., ...)`: once for what goes into the cell, once for what goes on to the left.
# </details>

# %% [markdown]
# ## Exercise 6: a long text in pieces (1 point)
#
# Back-propagation through a text of a million characters would need a million states in memory. Truncated
# back-propagation cuts time into chunks: the **state** is carried from chunk to chunk, the **gradient** stops at the
# border.
#
# $$\text{chunk}_j = (x_t,\, y_t) \quad\text{for}\quad
# t = j\ell,\ \dots,\ \min\big((j+1)\,\ell,\ T\big) - 1, \qquad j = 0, 1, 2, \dots \tag{3.15}$$
#
# (time steps counted from 0, as in Python)
#
# - `x`: `(batch, timesteps, ...)`, ids or vectors; `targets`: `(batch, timesteps)`, already aligned with `x`; `length`:
#   $\ell$, steps per chunk
# - returns a list of pairs `(x_chunk, targets_chunk)` that together hold all time steps, in order. The last pair may be
#   shorter, but no pair is empty.

# %% solution="truncated_chunks"
def truncated_chunks(x, targets, length):
    """Cut sequences into chunks along time.

    Args:
        x: (batch, timesteps, ...). targets: (batch, timesteps). length: int, time steps per chunk.

    Returns:
        chunks: list of (x_chunk, targets_chunk), each with at most `length` time steps.
    """
    ### BEGIN SOLUTION
    chunks = []
    for start in range(0, x.shape[1], length):
        stop = start + length
        chunks.append((x[:, start:stop], targets[:, start:stop]))  # (3.15)
    return chunks
    ### END SOLUTION

# %% see=true
long_x = rng.normal(size=(1, 10, 2))
h, pieces = np.zeros((1, 4)), []
for x_chunk, _ in truncated_chunks(long_x, np.zeros((1, 10)), length=4):
    h_all, _ = rnn_forward(x_chunk, h, toy_kernel, toy_recurrent_kernel, toy_bias)
    h = h_all[:, -1]  # carried to the next chunk
    pieces.append(h_all)
whole, _ = rnn_forward(long_x, np.zeros((1, 4)), toy_kernel, toy_recurrent_kernel, toy_bias)
print("time steps per chunk:", [piece.shape[1] for piece in pieces])
print("states as in one go:", np.allclose(np.concatenate(pieces, axis=1), whole))

# %% test="truncated_chunks" points=1
check(truncated_chunks)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Which axis is time? Where does each chunk start, and how far is it to the next start? A slice that reaches beyond the
# end of an axis is no error in Python: it simply stops at the end.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `range(0, timesteps, length)` yields the starts. `x[:, start:stop]` cuts the second axis, however many axes follow.
# Append a pair to a list.
# </details>

# %% [markdown]
# ## Exercise 7: one step downhill (2 points)
#
# Adam keeps two running means for every entry of a parameter: $m$ of its gradient, $v$ of its squared gradient. Both
# start at 0, so in the first steps they are too small; the hats correct that. Here $g$ is the gradient and
# $k = 1, 2, 3, \dots$ counts the updates; everything is entry by entry.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g \tag{3.17}$$
# $$v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2 \tag{3.18}$$
# $$\hat m = \frac{m}{1 - \beta_1^k} \tag{3.20}$$
# $$\hat v = \frac{v}{1 - \beta_2^k} \tag{3.21}$$
# $$\theta \leftarrow \theta - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon} \tag{3.22}$$
#
# - `parameter`: $\theta$, `gradient`: $g$, `m`, `v`: four arrays of one shape; `step`: $k$, an int; `learning_rate`:
#   $\eta$; `beta_1`, `beta_2`, `epsilon`
# - returns the new `parameter`, `m`, `v` as **new** arrays (no `+=` or `-=` on the arguments). What is kept for the
#   next step is $m$ and $v$ **without** hats.

# %% solution="adam_update"
def adam_update(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Move a parameter one step of Adam (Kingma and Ba 2015, algorithm 1).

    Args:
        parameter, gradient, m, v: arrays of one shape. step: int, counts from 1.
        learning_rate, beta_1, beta_2, epsilon: floats.

    Returns:
        parameter, m, v: new arrays of the same shape.
    """
    ### BEGIN SOLUTION
    m = beta_1 * m + (1 - beta_1) * gradient  # (3.17)
    v = beta_2 * v + (1 - beta_2) * gradient**2  # (3.18)
    m_hat = m / (1 - beta_1**step)  # (3.20)
    v_hat = v / (1 - beta_2**step)  # (3.21)
    parameter = parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)  # (3.22)
    return parameter, m, v
    ### END SOLUTION

# %% see=true
start, slope = np.array([1.0, 1.0, 1.0]), np.array([100.0, 1.0, -0.01])
moved, m, v = adam_update(start, slope, np.zeros(3), np.zeros(3), step=1, learning_rate=0.1)
print("after one step: ", moved.round(3))  # the first step has the same length for steep and for flat
moved, m, v = adam_update(moved, np.zeros(3), m, v, step=2, learning_rate=0.1)
print("after a second, with gradient 0: ", moved.round(3))

# %% test="adam_update" points=2
check(adam_update)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Five equations, five lines, in this order; the new $m$ and $v$ are used at once in the next lines. The exponent $k$ is
# a power, not a product. Which of the four quantities $m$, $v$, $\hat m$, $\hat v$ must be remembered until the next
# update?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `beta_1**step` is the power; `np.sqrt` works entry by entry, and $\varepsilon$ is added after the root. Write
# `m = ...` instead of `m *= ...`: the first makes a new array, the second would change the caller's.
# </details>

# %% [markdown]
# ## Payoff: your network learns to add
#
# Each sequence has two features: a random number between 0 and 1, and a marker that is 1 at exactly two steps. The
# answer is the sum of the two marked numbers, given at the end. So the network has to look for markers, keep the first
# number over the steps in between, and add the second.
#
# Whoever ignores the input does best to answer 1, always. The squared error of that is the variance of a sum of two
# uniform numbers, $2 \cdot \frac{1}{12} = 0.1667$. This is the **baseline**: a model that is not below it has learnt
# nothing. (Papers on this task often print 0.1767 for it; we measure it on our own test set instead.)

# %% payoff=true
import matplotlib.pyplot as plt
from rnnfigures import COLOR

SEED, TIMESTEPS, UNITS, BATCH = 0, 10, 32, 64


def adding_problem(rng, batch, timesteps):
    """Draw sequences (batch, timesteps, 2) and their answers (batch, 1): one marker in each half."""
    values, markers = rng.random((batch, timesteps)), np.zeros((batch, timesteps))
    half, rows = timesteps // 2, np.arange(batch)
    markers[rows, rng.integers(0, half, batch)] = 1
    markers[rows, rng.integers(half, timesteps, batch)] = 1
    return np.stack([values, markers], axis=2), np.sum(values * markers, axis=1, keepdims=True)


x_test, y_test = adding_problem(np.random.default_rng(100), 2000, TIMESTEPS)
baseline = np.mean((y_test - 1) ** 2)
print("one sequence, values and markers:\n", x_test[0].T.round(2), "\nanswer:", y_test[0].round(2))
print(f"squared error of always answering 1, on the test set: {baseline:.4f}")

# %% [markdown]
# The loss here is the mean squared error of the answer, so its gradient at the prediction is
# $2\,(\hat y - y) / \text{batch}$. Everything after that is yours: `dense_backward`, `rnn_backward`, and `adam_update`
# for each of the five parameters. The answer is read from the last state only, so nothing comes from above except at
# the last step.

# %% payoff=true
def predict(x, weights):
    """Answer each sequence from the last state."""
    h_all, cache = rnn_forward(x, np.zeros((len(x), UNITS)), *weights[:3])
    return dense_forward(h_all[:, -1], *weights[3:]), cache


def gradients_of(x, y, weights):
    """Return the gradients of the mean squared error, in the order of the weights."""
    prediction, cache = predict(x, weights)
    d_h_last, d_output_kernel, d_output_bias = dense_backward(2 * (prediction - y) / len(x), cache.h_all[:, -1], weights[3])
    _, _, *d_weights = rnn_backward(np.zeros_like(cache.h_all), d_h_last, cache, *weights[:2])
    return [*d_weights, d_output_kernel, d_output_bias]


rng = np.random.default_rng(SEED)
orthogonal, _ = np.linalg.qr(rng.normal(size=(UNITS, UNITS)))  # keeps the length of a state; unit 04 tells why that helps
weights = [rng.normal(size=(2, UNITS)) / np.sqrt(2), orthogonal, np.zeros(UNITS)]
weights += [rng.normal(size=(UNITS, 1)) / np.sqrt(UNITS), np.zeros(1)]

# %% payoff=true
means = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
updates, errors = [0], [np.mean((predict(x_test, weights)[0] - y_test) ** 2)]
for step in range(1, 3001):
    x, y = adding_problem(rng, BATCH, TIMESTEPS)
    gradients = gradients_of(x, y, weights)
    moved = [adam_update(*item, *mean, step) for *item, mean in zip(weights, gradients, means, strict=True)]
    weights, means = [weight for weight, _, _ in moved], [(m, v) for _, m, v in moved]
    if step % 100 == 0:
        updates.append(step)
        errors.append(np.mean((predict(x_test, weights)[0] - y_test) ** 2))
    if step % 500 == 0:
        print(f"update {step:4d}: test error {errors[-1]:.4f}, baseline {baseline:.4f}")

# %% payoff=true
figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
axes.semilogy(updates, errors, color=COLOR["loss"], label="your network")
axes.axhline(baseline, color=COLOR["floor"], linestyle="--", label=f"always answering 1: {baseline:.3f}")
axes.set(xlabel="update", ylabel="mean squared error, test", title=f"Adding two numbers among {TIMESTEPS} steps")
axes.legend(frameon=False)
plt.show()
answers, _ = predict(x_test[:3], weights)
for sequence, answer, right in zip(x_test[:3], answers, y_test[:3], strict=True):
    first, second = sequence[sequence[:, 1] == 1, 0]
    print(f"{first:.3f} + {second:.3f}: the network answers {answer[0]:.3f}, right is {right[0]:.3f}")

# %% [markdown]
# A network of your own making has found out what the markers mean, by nothing but gradients. Try other values of
# `SEED`; then try `TIMESTEPS = 60` (about 20 seconds): with as many updates as before, the error at the end is several
# times larger. Unit 04 explains why distance makes learning hard, unit 05 brings the cure.

# %%
check.summary("a03_bptt")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
