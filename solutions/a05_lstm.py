# ---
# jupyter:
#   autograder:
#     title: Memory with gates
#     cell_seconds: 90
# ---

# %% [markdown]
# # Assignment 05: Memory with gates
#
# You build an LSTM that learns: one step forward, all steps forward, one step back, all steps back, and two of its
# relatives. At the end your own functions train a network that reads sentences such as *the cats , which the dog near
# the bird was chasing , ...*, has to say whether **was** or **were** comes next, and shows you its gates while it reads.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [05 Memory with gates](../../course/05_lstm.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: the caches, named tuples of what the backward pass will need. There are more items than in unit 03,
# because there are four gates' worth of activations and two states. Return them as they are defined here: other cells
# read the items by name, which a plain tuple does not allow. `numerical_gradient` is the tool of unit 03: it
# wiggles every entry of an array and looks what a loss does.

# %% given="caches"
from typing import NamedTuple

import numpy as np


class LSTMCellCache(NamedTuple):
    x_t: np.ndarray  # (batch, features)
    h_prev: np.ndarray  # (batch, units), as all that follow
    c_prev: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray

# %% given="sequence_cache"
class LSTMCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features)
    h_0: np.ndarray  # (batch, units)
    c_0: np.ndarray  # (batch, units)
    i: np.ndarray  # (batch, timesteps, units), as all that follow
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_all: np.ndarray
    h_all: np.ndarray
    mask: np.ndarray | None  # (batch, timesteps), True = real token; None = all are real

# %% given="numerical_gradient"
def numerical_gradient(loss, array, epsilon=1e-5):
    """Estimate the gradient of a loss with respect to an array by central differences."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        step = np.zeros_like(array)
        step[index] = epsilon
        gradient[index] = (loss(array + step) - loss(array - step)) / (2 * epsilon)
    return gradient

# %% [markdown]
# **Two small networks to try things on.** `note` has one unit and weights set by hand: it reads the one-hot vectors of
# *singular*, *plural* and *other*, writes -1 or +1 into its cell at a noun, and keeps it at any other word. The network
# called `toy` is random: 2 sequences of 3 time steps, 2 features, 3 units; the last step of the second sequence is
# padding.

# %% given="networks"
SINGULAR, PLURAL, OTHER = np.eye(3)
note = {
    "kernel": np.array([[10.0, -10.0, -10.0, 10.0], [10.0, -10.0, 10.0, 10.0], [-10.0, 10.0, 0.0, 10.0]]),
    "recurrent_kernel": np.zeros((1, 4)),
    "bias": np.zeros(4),
}
rng = np.random.default_rng(5)
toy = {"kernel": rng.normal(size=(2, 12)), "recurrent_kernel": rng.normal(size=(3, 12)), "bias": rng.normal(size=12)}
toy_kernels = toy["kernel"], toy["recurrent_kernel"]
toy_x = rng.normal(size=(2, 3, 2))
toy_mask = np.array([[True, True, True], [True, True, False]])
toy_h_0, toy_c_0 = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))


def largest_difference(first, second):
    """Tell how far two arrays of one shape lie from each other."""
    return np.max(np.abs(first - second))

# %% [markdown]
# ## Exercise 1: a soft switch (1 point)
#
# A gate is a number between 0 (shut) and 1 (open), made from any number by the sigmoid:
#
# $$\sigma(a) = \frac{1}{1 + e^{-a}} = \frac{e^{a}}{1 + e^{a}} \tag{5.1}$$
#
# The two fractions are equal, but in floating point each fails on one side: $e^{-a}$ overflows for $a = -1000$, $e^{a}$
# for $a = 1000$. So use each where its exponential is small. **No exponential may overflow**, not even in a branch whose
# result is thrown away: the check turns NumPy's warning about it into an error.
#
# - `a`: floats of any shape; returns $\sigma(a)$ in the same shape

# %% solution="sigmoid"
def sigmoid(a):
    """Squash numbers to the range from 0 to 1, without overflow.

    Args:
        a: (...), float, any shape; may be as large as 1e4 on either side of 0.

    Returns:
        (...), float, the shape of a.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(a))  # between 0 and 1, whatever the sign of a
    return np.where(a >= 0, 1.0, small) / (1.0 + small)  # (5.1)
    ### END SOLUTION

# %% see=true
print(sigmoid(np.array([-2.0, -1.0, 0.0, 1.0, 2.0])).round(3))
print(sigmoid(np.array([[-1000.0, 1000.0], [np.log(3.0), -np.log(3.0)]])).round(3))

# %% test="sigmoid" points=1
check(sigmoid)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Which of the two fractions is safe for negative $a$, which for positive? In both cases the safe exponential is the same
# one: $e^{-|a|}$, which is never above 1. Write both fractions with it.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.abs`, `np.exp`, and `np.where(condition, where_true, where_false)`, which chooses entry by entry. The two fractions
# have the same denominator, so only the numerator has to be chosen.
# </details>

# %% [markdown]
# ## Exercise 2: one time step (4 points)
#
# One product for each kernel gives the sums of all gates at once, side by side in four blocks of `units` columns, in the
# order $i, f, g, o$:
#
# $$[\,a^i,\ a^f,\ a^g,\ a^o\,] = x_t W_x + h_{t-1} W_h + b \tag{5.2}$$
# $$i_t = \sigma(a^i) \tag{5.3}$$
# $$f_t = \sigma(a^f) \tag{5.4}$$
# $$g_t = \tanh(a^g) \tag{5.5}$$
# $$o_t = \sigma(a^o) \tag{5.6}$$
#
# The cell state keeps what the forget gate leaves and takes in what the input gate lets through; the hidden state is
# what the output gate shows of it. All products here are entry by entry:
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot g_t \tag{5.7}$$
# $$h_t = o_t \odot \tanh(c_t) \tag{5.8}$$
#
# - `x_t`: `(batch, features)`; `h_prev`: $h_{t-1}$, `c_prev`: $c_{t-1}$, both `(batch, units)`
# - `kernel`: $W_x$, `(features, 4 units)`; `recurrent_kernel`: $W_h$, `(units, 4 units)`; `bias`: $b$, `(4 units,)`
# - returns `h`, `c`, and a cache `LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, h)`

# %% solution="lstm_cell_forward"
def lstm_cell_forward(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Compute one time step of an LSTM.

    Args:
        x_t: (batch, features). h_prev, c_prev: (batch, units).
        kernel: (features, 4 units), blocks i, f, g, o. recurrent_kernel: (units, 4 units). bias: (4 units,).

    Returns:
        h, c: (batch, units). cache: LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, h).
    """
    ### BEGIN SOLUTION
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (5.2)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # four times (batch, units)
    i = sigmoid(a_i)  # (5.3)
    f = sigmoid(a_f)  # (5.4)
    g = np.tanh(a_g)  # (5.5)
    o = sigmoid(a_o)  # (5.6)
    c = f * c_prev + i * g  # (5.7)
    h = o * np.tanh(c)  # (5.8)
    return h, c, LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, h)
    ### END SOLUTION

# %% see=true
h, c, cache = lstm_cell_forward(PLURAL[None], np.zeros((1, 1)), np.zeros((1, 1)), **note)
print("a plural noun: i", cache.i.round(2), " f", cache.f.round(2), " c", c.round(3), " h", h.round(3))
h, c, cache = lstm_cell_forward(OTHER[None], h, c, **note)
print("another word:  i", cache.i.round(2), " f", cache.f.round(2), " c", c.round(3), " h", h.round(3))
h, c, cache = lstm_cell_forward(toy_x[:, 0], toy_h_0, toy_c_0, **toy)
print("toy, first sample: h", h[0].round(3), " c", c[0].round(3))

# %% test="lstm_cell_forward" points=4
check(lstm_cell_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Seven equations, one line each, and one line that cuts (5.2) into its blocks: columns 0 to `units` belong to $i$, the
# next `units` columns to $f$, and so on. Which three blocks go through the sigmoid? In (5.8), which cell state does the
# tanh take, the old or the new one?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.split(array, 4, axis=...)` returns four equal pieces. `@` belongs only into (5.2), everything after it is `*` and
# `+`. Use your `sigmoid`. The items of the cache stand in the order in which the class names them.
# </details>

# %% [markdown]
# ## Exercise 3: all time steps (3 points)
#
# The loop of unit 02, now with **two** states that are handed on. A masked step leaves both unchanged:
#
# $$h_t = m_t\,\tilde h_t + (1 - m_t)\,h_{t-1}, \qquad c_t = m_t\,\tilde c_t + (1 - m_t)\,c_{t-1} \tag{5.9}$$
#
# where $\tilde h_t$, $\tilde c_t$ are what the cell computes at step $t$.
#
# - `x`: `(batch, timesteps, features)`; `h_0`, `c_0`: `(batch, units)`; `mask`: bool, `(batch, timesteps)`, gaps
#   anywhere; `None` = all real
# - returns `h_all`: $h_t$ after every step, `(batch, timesteps, units)`; `c_last`: $c_T$, `(batch, units)`; and the cache
#   `LSTMCache(x, h_0, c_0, i, f, g, o, c_all, h_all, mask)`
#
# `c_all` and `h_all` in the cache are the states of (5.9), at every step. What the gates in the cache hold at masked
# steps is up to you: nobody reads them there.

# %% solution="lstm_forward"
def lstm_forward(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """Run the LSTM over all time steps.

    Args: x (batch, timesteps, features), h_0 and c_0 (batch, units), the weights, mask (batch, timesteps) or None.
    Returns: h_all (batch, timesteps, units), c_last (batch, units), and the LSTMCache.
    """
    ### BEGIN SOLUTION
    h, c = h_0, c_0
    steps = []
    for t in range(x.shape[1]):
        h_next, c_next, step = lstm_cell_forward(x[:, t], h, c, kernel, recurrent_kernel, bias)
        if mask is not None:
            h_next = np.where(mask[:, t, None], h_next, h)  # (5.9)
            c_next = np.where(mask[:, t, None], c_next, c)
        h, c = h_next, c_next
        steps.append((step.i, step.f, step.g, step.o, c, h))
    i, f, g, o, c_all, h_all = (np.stack(values, axis=1) for values in zip(*steps))
    return h_all, c, LSTMCache(x, h_0, c_0, i, f, g, o, c_all, h_all, mask)
    ### END SOLUTION

# %% see=true
words = np.stack([OTHER, PLURAL, OTHER, OTHER, SINGULAR, OTHER])[None]  # (batch 1, timesteps 6, features 3)
h_all, c_last, cache = lstm_forward(words, np.zeros((1, 1)), np.zeros((1, 1)), **note)
print("the note over time ", cache.c_all[0, :, 0].round(2))
skip_noun = np.array([[True, True, True, True, False, True]])
h_all, c_last, cache = lstm_forward(words, np.zeros((1, 1)), np.zeros((1, 1)), **note, mask=skip_noun)
print("word 5 is masked   ", cache.c_all[0, :, 0].round(2), " c_last", c_last.round(2))

# %% test="lstm_forward" points=3
check(lstm_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two variables change from step to step, `h` and `c`. Both start from what you are given, both go into the cell, both
# are replaced by what comes out, and the mask decides about both. Note down what the cache will need at the end of each
# turn: four gates and two states.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.where(mask[:, t, None], new, old)`, twice. Collect a tuple of six arrays per step in a list; `zip(*list_of_tuples)`
# turns a list of steps into six sequences, and `np.stack(..., axis=1)` makes an array of each.
# </details>

# %% [markdown]
# ## Exercise 4: one step back (4 points)
#
# Two gradients arrive at a step: `d_h`, all that the loss has to say about $h_t$, and `d_c`, what comes along the road of
# the cell state from the step on the right. But $c_t$ was used by $h_t$ too, so what the loss says of $c_t$ in all is
#
# $$dc_t^{\text{total}} = dc_t + dh_t \odot o_t \odot (1 - \tanh^2 c_t) \tag{5.11}$$
#
# From there, back through (5.7) and the slopes of sigmoid, $\sigma(1 - \sigma)$, and tanh, $1 - \tanh^2$:
#
# $$da^i = dc_t^{\text{total}} \odot g_t \odot i_t \odot (1 - i_t) \tag{5.12}$$
# $$da^f = dc_t^{\text{total}} \odot c_{t-1} \odot f_t \odot (1 - f_t) \tag{5.13}$$
# $$da^g = dc_t^{\text{total}} \odot i_t \odot (1 - g_t^2) \tag{5.14}$$
# $$da^o = dh_t \odot \tanh(c_t) \odot o_t \odot (1 - o_t) \tag{5.15}$$
# $$dc_{t-1} = dc_t^{\text{total}} \odot f_t \tag{5.16}$$
#
# Put the four side by side as in (5.2), $da = [\,da^i, da^f, da^g, da^o\,]$. The rest you know from unit 03:
#
# $$dx_t = da\, W_x^\top \tag{5.17}$$
# $$dh_{t-1} = da\, W_h^\top \tag{5.18}$$
# $$dW_x = x_t^\top\, da \tag{5.19}$$
# $$dW_h = h_{t-1}^\top\, da \tag{5.20}$$
# $$db = \sum_{\text{samples}} da \tag{5.21}$$
#
# - `d_h`, `d_c`: `(batch, units)`; `cache`: the `LSTMCellCache` of this step; the two kernels
# - returns `d_x_t`, `d_h_prev`, `d_c_prev`, `d_kernel`, `d_recurrent_kernel`, `d_bias`, each in the shape of its tensor

# %% solution="lstm_cell_backward"
def lstm_cell_backward(d_h, d_c, cache, kernel, recurrent_kernel):
    """Carry the gradients of both states back through one time step.

    Args: d_h, d_c (batch, units), LSTMCellCache of this step, and the kernels.
    Returns: d_x_t, d_h_prev, d_c_prev, d_kernel, d_recurrent_kernel, d_bias, in the shapes of their tensors.
    """
    x_t, h_prev, c_prev, i, f, g, o, c, h = cache
    ### BEGIN SOLUTION
    tanh_c = np.tanh(c)
    d_c_total = d_c + d_h * o * (1 - tanh_c**2)  # (5.11)
    d_a_i = d_c_total * g * i * (1 - i)  # (5.12)
    d_a_f = d_c_total * c_prev * f * (1 - f)  # (5.13)
    d_a_g = d_c_total * i * (1 - g**2)  # (5.14)
    d_a_o = d_h * tanh_c * o * (1 - o)  # (5.15)
    d_c_prev = d_c_total * f  # (5.16)
    d_a = np.concatenate([d_a_i, d_a_f, d_a_g, d_a_o], axis=1)  # (batch, 4 units)
    d_x_t = d_a @ kernel.T  # (5.17)
    d_h_prev = d_a @ recurrent_kernel.T  # (5.18)
    d_kernel = x_t.T @ d_a  # (5.19)
    d_recurrent_kernel = h_prev.T @ d_a  # (5.20)
    d_bias = np.sum(d_a, axis=0)  # (5.21)
    return d_x_t, d_h_prev, d_c_prev, d_kernel, d_recurrent_kernel, d_bias
    ### END SOLUTION

# %% see=true
h, c, cache = lstm_cell_forward(toy_x[:, 0], toy_h_0, toy_c_0, **toy)
ones = np.ones_like(h)
gradients = lstm_cell_backward(ones, ones, cache, *toy_kernels)  # as if the loss were np.sum(h) + np.sum(c)
print("d_c_prev of the first sample", gradients[2][0].round(3))


def loss_of_h_prev(h_prev):
    h, c, _ = lstm_cell_forward(toy_x[:, 0], h_prev, toy_c_0, **toy)
    return np.sum(h) + np.sum(c)


print("d_h_prev equal:", largest_difference(gradients[1], numerical_gradient(loss_of_h_prev, toy_h_0)) < 1e-8)

# %% test="lstm_cell_backward" points=4
check(lstm_cell_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Take the equations one by one and ask of each factor: is it in the cache, already activated? Then its slope needs no
# further sigmoid or tanh: `i * (1 - i)`. Only $\tanh(c_t)$ has to be computed once more. Of the four blocks, three start
# from $dc_t^{\text{total}}$; which one starts from $dh_t$, and why?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.concatenate([...], axis=1)` puts the four blocks side by side, in the order of (5.2). Then `@` with `.T`, as in
# `rnn_cell_backward`, and `np.sum(..., axis=0)`. Do not change `d_h` or `d_c` in place: give the total a name of its own.
# </details>

# %% [markdown]
# ## Exercise 5: back through all steps (4 points)
#
# Now two gradients walk from right to left. At every step, what comes from above joins that of $h$, as in unit 03; from
# above nothing reaches $c_t$, because no output reads it:
#
# $$dh_t = dh_t^{\text{above}} + dh_t^{\text{right}}, \qquad dc_t = dc_t^{\text{right}} \tag{5.22}$$
#
# At the last step, the right is `d_h_last` and `d_c_last`. A masked step has copied both states, so its cell gets
# nothing, and both gradients go on whole:
#
# $$d\tilde h_t = m_t\, dh_t, \qquad d\tilde c_t = m_t\, dc_t \tag{5.23}$$
# $$dh_{t-1}^{\text{right}} = m_t\, dh_{t-1}^{\text{cell}} + (1 - m_t)\, dh_t, \qquad
# dc_{t-1}^{\text{right}} = m_t\, dc_{t-1}^{\text{cell}} + (1 - m_t)\, dc_t \tag{5.24}$$
#
# where the two of (5.23) go into `lstm_cell_backward`, and the two marked *cell* come out of it. The weights served at
# every step:
#
# $$dW_x = \sum_t dW_x^{(t)}, \qquad dW_h = \sum_t dW_h^{(t)}, \qquad db = \sum_t db^{(t)} \tag{5.25}$$
#
# - `d_h_all`: `(batch, timesteps, units)`; `d_h_last`, `d_c_last`: `(batch, units)`; `cache`: the `LSTMCache`
#   (given in the answer cell: `real`, which is the mask, or `True` everywhere if there is none)
# - returns `d_x`, `d_h_0`, `d_c_0`, `d_kernel`, `d_recurrent_kernel`, `d_bias`

# %% solution="lstm_backward"
def lstm_backward(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Carry the gradients back through all time steps.

    Args: d_h_all (batch, timesteps, units), d_h_last and d_c_last (batch, units), LSTMCache, and the kernels.
    Returns: d_x, d_h_0, d_c_0, d_kernel, d_recurrent_kernel, d_bias, in the shapes of their tensors.
    """
    x, h_0, c_0, i, f, g, o, c_all, h_all, mask = cache
    real = np.ones(x.shape[:2], dtype=bool) if mask is None else mask  # (batch, timesteps)
    ### BEGIN SOLUTION
    h_before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)  # the states that each step started from
    c_before = np.concatenate([c_0[:, None], c_all[:, :-1]], axis=1)
    d_x, sums = np.zeros_like(x), [0.0, 0.0, 0.0]
    d_h, d_c = d_h_last, d_c_last
    for t in reversed(range(x.shape[1])):
        d_h = d_h + d_h_all[:, t]  # (5.22)
        keep = real[:, t, None]  # (batch, 1)
        gates = i[:, t], f[:, t], g[:, t], o[:, t]
        step = LSTMCellCache(x[:, t], h_before[:, t], c_before[:, t], *gates, c_all[:, t], h_all[:, t])
        into = np.where(keep, d_h, 0.0), np.where(keep, d_c, 0.0)  # (5.23)
        d_x[:, t], d_h_prev, d_c_prev, *shares = lstm_cell_backward(*into, step, kernel, recurrent_kernel)
        d_h = np.where(keep, d_h_prev, d_h)  # (5.24)
        d_c = np.where(keep, d_c_prev, d_c)
        sums = [total + share for total, share in zip(sums, shares)]  # (5.25)
    return d_x, d_h, d_c, *sums
    ### END SOLUTION

# %% see=true
def loss_of_c_0(c_0):
    h_all, c_last, _ = lstm_forward(toy_x, toy_h_0, c_0, **toy, mask=toy_mask)
    return np.sum(h_all) + np.sum(h_all[:, -1]) + np.sum(c_last)


h_all, c_last, cache = lstm_forward(toy_x, toy_h_0, toy_c_0, **toy, mask=toy_mask)
ones = np.ones_like(c_last)
gradients = lstm_backward(np.ones_like(h_all), ones, ones, cache, *toy_kernels)
print("d_x of feature 0:\n", gradients[0][:, :, 0].round(3))
print("d_c_0 equal:", largest_difference(gradients[2], numerical_gradient(loss_of_c_0, toy_c_0)) < 1e-8)

# %% test="lstm_backward" points=4
check(lstm_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write `rnn_backward` of unit 03 again, and then ask at each line: what is its twin for `c`? There are two running
# gradients, two arrays of states that the steps started from, two things that go into the cell, two that go on to the
# left. Only one of the two gets something from above.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# The state before step `t` is entry `t - 1` of `h_all` or `c_all`; before step 0 it is `h_0` or `c_0`. Joining `h_0[:,
# None]` and `h_all[:, :-1]` along axis 1 gives them all. With `real[:, t, None]`, `(batch, 1)`, as its condition you need
# `np.where` four times: two on the way into the cell, two on the way to the left.
# </details>

# %% [markdown]
# ## Exercise 6: how to begin remembering (1 point)
#
# With small random weights and a bias of zeros every forget gate starts at $\sigma(0) = 0.5$: the memory is halved at
# every step, and so is the gradient on its way back. A forget gate that starts open lets the network find out first
# what is worth remembering (Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015):
#
# $$b = [\,0,\ 1,\ 0,\ 0\,] \quad\text{in the order } i, f, g, o, \text{ each number once per unit} \tag{5.26}$$
#
# - `units`: int; returns `bias`: `(4 units,)`, floats

# %% solution="forget_bias_init"
def forget_bias_init(units):
    """Make the bias that an LSTM starts from: ones for the forget gates, zeros for the rest.

    Args:
        units: int.

    Returns:
        bias: (4 units,), float, blocks i, f, g, o.
    """
    ### BEGIN SOLUTION
    bias = np.zeros(4 * units)
    bias[units : 2 * units] = 1.0  # (5.26)
    return bias
    ### END SOLUTION

# %% see=true
print(forget_bias_init(2))
small = {"kernel": toy["kernel"] / 10, "recurrent_kernel": toy["recurrent_kernel"] / 10}
long_x = rng.normal(size=(1, 20, 2))
for name, bias in (("zeros", np.zeros(12)), ("yours", forget_bias_init(3))):
    h_all, c_last, cache = lstm_forward(long_x, np.zeros((1, 3)), np.zeros((1, 3)), **small, bias=bias)
    nothing = np.zeros_like(c_last)
    _, _, d_c_0, *_ = lstm_backward(np.zeros_like(h_all), nothing, np.ones_like(c_last), cache, *small.values())
    print(f"bias {name}: of a gradient of 1 after 20 steps, {np.mean(d_c_0):.0e} is left at the start")

# %% test="forget_bias_init" points=1
check(forget_bias_init)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Which block is that of the forget gate, and where does it begin and end if each block has `units` numbers?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Start from `np.zeros` and write 1 into a slice. The first block, `bias[:units]`, is that of the input gate.
# </details>

# %% [markdown]
# ## Exercise 7: gates that look into the cell (2 points)
#
# In the step of exercise 2 the gates see $h_{t-1}$, which the output gate may have shut. **Peepholes** let them see the
# cell state itself (Gers and Schmidhuber 2000). Each unit looks only at its own cell, so a peephole is one weight per
# unit and its product goes entry by entry. The input and forget gates look at the old cell state, the output gate at the
# **new** one:
#
# $$i_t = \sigma(a^i + p_i \odot c_{t-1}) \tag{5.27}$$
# $$f_t = \sigma(a^f + p_f \odot c_{t-1}) \tag{5.28}$$
# $$o_t = \sigma(a^o + p_o \odot c_t) \tag{5.29}$$
#
# with $a$ from (5.2), and $g_t$, $c_t$, $h_t$ as before, (5.5), (5.7), (5.8).
#
# - `peephole`: `(3, units)`, its rows are $p_i$, $p_f$, $p_o$; the other arguments as in `lstm_cell_forward`
# - returns `h`, `c`, and no cache

# %% solution="peephole_cell_forward"
def peephole_cell_forward(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peephole):
    """Compute one time step of an LSTM whose gates see the cell state.

    Args:
        x_t: (batch, features). h_prev, c_prev: (batch, units).
        kernel: (features, 4 units), blocks i, f, g, o. recurrent_kernel: (units, 4 units). bias: (4 units,).
        peephole: (3, units), rows i, f, o.

    Returns:
        h, c: (batch, units).
    """
    ### BEGIN SOLUTION
    p_i, p_f, p_o = peephole
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (5.2)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i = sigmoid(a_i + p_i * c_prev)  # (5.27)
    f = sigmoid(a_f + p_f * c_prev)  # (5.28)
    c = f * c_prev + i * np.tanh(a_g)  # (5.7)
    o = sigmoid(a_o + p_o * c)  # (5.29)
    h = o * np.tanh(c)  # (5.8)
    return h, c
    ### END SOLUTION

# %% see=true
one = np.ones((1, 1))
counter = {"kernel": np.zeros((1, 4)), "recurrent_kernel": np.zeros((1, 4)), "bias": np.array([20.0, 20.0, 0.55, -75.0])}
h, c = 0 * one, 0 * one
for t in range(1, 9):  # adds 0.5 at every step; the output gate opens when the cell has passed 3
    h, c = peephole_cell_forward(one, h, c, **counter, peephole=np.array([[0.0], [0.0], [25.0]]))
    print(f"step {t}: c {c[0, 0]:.2f}  h {h[0, 0]:.2f}")

# %% test="peephole_cell_forward" points=2
check(peephole_cell_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Start from your lines of exercise 2. Three of them change, and one must move: the output gate needs $c_t$, so it can be
# computed only after (5.7).
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `first, second, third = matrix` takes the rows of a matrix apart. A row `(units,)` times a state `(batch, units)` with
# `*` multiplies each unit's own cell, for all samples.
# </details>

# %% [markdown]
# ## Exercise 8: forget as much as you write (1 point)
#
# A unit that writes something new has rarely a use for the old. The **coupled** cell therefore has no forget gate of its
# own: what the input gate takes in, it takes from the old (Greff et al. 2017 call it CIFG and found it as good, with a
# quarter fewer weights):
#
# $$[\,a^i,\ a^g,\ a^o\,] = x_t W_x + h_{t-1} W_h + b, \qquad c_t = (1 - i_t) \odot c_{t-1} + i_t \odot g_t \tag{5.30}$$
#
# with $i_t$, $g_t$, $o_t$ and $h_t$ as in (5.3), (5.5), (5.6), (5.8).
#
# - `kernel`: `(features, 3 units)`; `recurrent_kernel`: `(units, 3 units)`; `bias`: `(3 units,)`; blocks $i, g, o$
# - returns `h`, `c`, both `(batch, units)`, and no cache
#
# The GRU of unit 06 couples its gates in the same way.

# %% solution="coupled_cell_forward"
def coupled_cell_forward(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Compute one time step of an LSTM whose forget gate is one minus its input gate.

    Args:
        x_t: (batch, features). h_prev, c_prev: (batch, units).
        kernel: (features, 3 units), blocks i, g, o. recurrent_kernel: (units, 3 units). bias: (3 units,).

    Returns:
        h, c: (batch, units).
    """
    ### BEGIN SOLUTION
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias
    a_i, a_g, a_o = np.split(a, 3, axis=1)
    i = sigmoid(a_i)
    c = (1 - i) * c_prev + i * np.tanh(a_g)  # (5.30)
    h = sigmoid(a_o) * np.tanh(c)
    return h, c
    ### END SOLUTION

# %% see=true
half = {"kernel": np.zeros((1, 3)), "recurrent_kernel": np.zeros((1, 3)), "bias": np.array([0.0, 20.0, 0.0])}
h, c = 0 * one, -1 * one
for t in range(1, 5):  # the input gate is half open, the candidate is 1
    h, c = coupled_cell_forward(one, h, c, **half)
    print(f"step {t}: c {c[0, 0]:.3f}  h {h[0, 0]:.3f}")

# %% test="coupled_cell_forward" points=1
check(coupled_cell_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three blocks instead of four: cut accordingly. Where exercise 2 has $f_t$, there is $1 - i_t$ now.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.split(..., 3, axis=1)`. Keep $i_t$ in a variable: (5.30) needs it twice, once as `1 - i`.
# </details>

# %% [markdown]
# ## Payoff: watch it remember
#
# *The cat, which the dogs near the bird were chasing, **was** full.* Whoever wants to say *was* or *were* must know the
# number of the right noun, past clauses with other nouns and other verbs in between. The next cells make endless
# sentences of this kind. Your network reads word by word and is asked before every *was* and *were*: which of the two?
# Two sentences stand behind each other, so it must also learn to let go.
#
# **Given to you**: one step of Adam, as in unit 03.

# %% given="adam_update"
def adam_update(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Move a parameter one step of Adam (Kingma and Ba 2015, algorithm 1)."""
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**step), v / (1 - beta_2**step)
    return parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v

# %% payoff=true
NOUNS = [("cat", "cats"), ("dog", "dogs"), ("bird", "birds"), ("girl", "girls"), ("child", "children")]
PAST, DOING, PLACES, STATES = ["chased", "saw", "fed"], ["chasing", "feeding"], ["near", "behind"], ["full", "happy", "tired"]
BE = ["was", "were"]
NUMBER = {noun: number for pair in NOUNS for number, noun in enumerate(pair)}  # 0 singular, 1 plural
VOCABULARY = ["the", ",", ".", "which", *BE, *PAST, *DOING, *PLACES, *STATES, *NUMBER]


def pick(rng, options):
    return options[rng.integers(len(options))]


def noun_phrase(rng, number, places):
    """Return a noun of the given number, with up to `places` places behind it that name other nouns."""
    words = ["the", pick(rng, NOUNS)[number]]
    for _ in range(rng.integers(places + 1)):
        words += [pick(rng, PLACES), "the", pick(rng, NOUNS)[rng.integers(2)]]
    return words

# %% payoff=true
def sentence(rng, places=1):
    """Return a sentence: plain, or with a clause behind its subject; the clause may have a subject of its own."""
    number, other, kind = rng.integers(2), rng.integers(2), rng.integers(3)
    subject = ["the", pick(rng, NOUNS)[number]]
    if kind == 1:
        subject += [",", "which", pick(rng, PAST), *noun_phrase(rng, other, places), ","]
    if kind == 2:
        subject += [",", "which", *noun_phrase(rng, other, places), BE[other], pick(rng, DOING), ","]
    return [*subject, BE[number], pick(rng, STATES), "."]


def draw(rng, batch, places=1):
    """Return texts of two sentences each, as lists of words."""
    return [sentence(rng, places) + sentence(rng, places) for _ in range(batch)]


for text in draw(np.random.default_rng(1), 2):
    print(*text)

# %% [markdown]
# The words become one-hot vectors, the texts a padded batch. Before any training, two **floors**: how often is right who
# always gives the more frequent of the two answers, and who goes by the noun read last?

# %% payoff=true
def pack(texts):
    """Turn texts into inputs, mask, where was or were comes next (asked), and whether it is were (1.0 or 0.0)."""
    longest = max(map(len, texts))
    mask = np.array([[t < len(text) - 1 for t in range(longest - 1)] for text in texts])
    ids = np.array([[VOCABULARY.index(word) for word in text] + [0] * (longest - len(text)) for text in texts])
    following = ids[:, 1:]
    asked = mask & np.isin(following, [VOCABULARY.index(word) for word in BE])
    return np.eye(len(VOCABULARY))[ids[:, :-1]], mask, asked, 1.0 * (following == VOCABULARY.index("were"))


def share_right_by_last_noun(texts):
    right, last = [], None
    for text in texts:
        for word in text:
            last = NUMBER.get(word, last)
            right += [last == BE.index(word)] if word in BE else []
    return np.mean(right)


test_texts = draw(np.random.default_rng(100), 500)
test = pack(test_texts)
majority = np.mean(test[3][test[2]])
floors = max(majority, 1 - majority), share_right_by_last_noun(test_texts)
print(f"floors: more frequent answer {floors[0]:.3f}, number of the last noun {floors[1]:.3f}")

# %% [markdown]
# The model: your LSTM, one output weight per unit, and your sigmoid, which makes of their sum the probability of *were*.
# The mean cross-entropy of the asked places has, as always, the gradient "said minus right". It reaches $h$ from above
# at several steps of each text, and your `lstm_backward` carries it on.
#
# One thing is done for the eye: at every update the recurrent kernel is pulled a little towards 0. So the network finds
# it easier to keep things in its cells than to send them round through all gates, and the traces are easier to read.

# %% payoff=true
UNITS, BATCH, UPDATES, SEED = 8, 32, 500, 4


def run(x, mask, weights):
    """Return the probability of were after every word, and the cache."""
    start = np.zeros((len(x), UNITS))
    h_all, _, cache = lstm_forward(x, start, start, *weights[:3], mask)
    return sigmoid((h_all @ weights[3])[:, :, 0] + weights[4]), cache


def gradients_of(x, mask, asked, were, weights):
    """Return the gradients of the mean cross-entropy at the asked places, in the order of the weights."""
    said, cache = run(x, mask, weights)
    d_logits = ((said - were) * asked / np.sum(asked))[:, :, None]  # (batch, timesteps, 1)
    nothing = np.zeros((len(x), UNITS))
    _, _, _, *d_weights = lstm_backward(d_logits * weights[3][:, 0], nothing, nothing, cache, *weights[:2])
    d_output_kernel = np.sum(cache.h_all * d_logits, axis=(0, 1))[:, None]
    return [*d_weights, d_output_kernel, np.sum(d_logits, axis=(0, 1))]


def share_right(batch, weights):
    x, mask, asked, were = batch
    return np.mean((run(x, mask, weights)[0] > 0.5)[asked] == were[asked])

# %% payoff=true
rng = np.random.default_rng(SEED)
weights = [rng.normal(0, 0.5, (len(VOCABULARY), 4 * UNITS)), rng.normal(0, 0.1, (UNITS, 4 * UNITS)), forget_bias_init(UNITS)]
weights += [rng.normal(0, 0.1, (UNITS, 1)), np.zeros(1)]
means = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
for step in range(1, UPDATES + 1):
    gradients = gradients_of(*pack(draw(rng, BATCH)), weights)
    moved = [adam_update(*item, *mean, step, learning_rate=0.01) for *item, mean in zip(weights, gradients, means)]
    weights, means = [weight for weight, _, _ in moved], [(m, v) for _, m, v in moved]
    weights[1] = 0.99 * weights[1]  # the pull on the recurrent kernel
    if step % 100 == 0:
        print(f"update {step}: {share_right(test, weights):.3f} right; floors {floors[0]:.3f} and {floors[1]:.3f}")
accuracy = share_right(test, weights)
further = pack(draw(np.random.default_rng(101), 500, places=6))
print(f"with up to six places in a clause instead of one: {share_right(further, weights):.3f} right")

# %% [markdown]
# Above every floor, and not badly off with clauses far longer than any it has seen. How does it do that? Take two
# sentences that differ in one word, and look into one unit: the one in which the difference is kept best, from the noun
# to the last comma.

# %% payoff=true
PAIR = [f"the {noun} , which the dogs near the bird were chasing , {verb} full . the girl" for noun, verb in zip(NOUNS[0], BE)]
reading = [text.split() for text in PAIR]
_, traces = run(*pack([words + ["."] for words in reading])[:2], weights)
end = reading[0].index("full") - 2  # the last comma
apart = (np.tanh(traces.c_all[1]) - np.tanh(traces.c_all[0]))[1 : end + 1]  # (time steps from noun to comma, units)
kept = np.maximum(np.min(apart, axis=0), np.min(-apart, axis=0))  # the smallest lead, whichever of the two leads
unit = np.argmax(kept)
print("unit", unit, "with cell states at the last comma:", traces.c_all[:, end, unit].round(2))

# %% payoff=true
import matplotlib.pyplot as plt
from rnnfigures import COLOR

figure, (above, below) = plt.subplots(2, figsize=(6, 3), sharex=True, layout="constrained")
for sample, style, name in [(0, "o--", "the cat"), (1, "o-", "the cats")]:
    above.plot(traces.c_all[sample, :, unit], style, color=COLOR["c"], markersize=3, label=name)
above.axhline(0, color=COLOR["grid"], zorder=0)
above.set(ylabel=f"$c$ of unit {unit}")
for gate, style in zip("ifo", ("o:", "o-", "o--")):
    below.plot(getattr(traces, gate)[1, :, unit], style, color=COLOR[gate], markersize=3, label=f"${gate}$")
below.set(ylabel="gates, the cats", ylim=(-0.05, 1.05))
below.set_xticks(range(len(reading[1])), reading[1], rotation=55, ha="right", rotation_mode="anchor", fontsize=8)
for axes in (above, below):
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% payoff=true
clause, stop = slice(2, end + 1), reading[1].index(".")
print("mean forget gate inside the clause:", traces.f[1, clause, unit].mean().round(2))
print("forget gate at the full stop:      ", traces.f[1, stop, unit].round(2))
said, _ = run(*pack([words + ["."] for words in reading])[:2], weights)
for words, probabilities in zip(reading, said):
    print(f"{' '.join(words[: end + 1])} ... were? {probabilities[end]:.3f}")

# %% [markdown]
# Read the figure from left to right. At the noun the two sentences part. All through the clause the forget gate stays
# high, and the cells stay apart, whatever other nouns come by. (The input gate does not shut, as it did in the hand-made
# unit of the lecture: this network writes a little at every word, but much the same in both sentences.) At the verb the
# number has done its work: the two come together again, the forget gate falls, and the page is wiped for the next
# subject. Nobody told the network that nouns have a number, that clauses end, or when it is time to forget. It found all
# that by the gradients that you carried back.
#
# Try it: other sentences in `PAIR`, other seeds (all of them learn the task; often the number is spread over several
# units, each with a part of the work), `np.zeros(4 * UNITS)` in place of your forget bias, or no pull on the recurrent
# kernel.

# %%
check.summary("a05_lstm")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
