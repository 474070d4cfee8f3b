# ---
# jupyter:
#   autograder:
#     title: Make it fast
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 10: Make it fast
#
# You count what an LSTM has to compute and to move, and then write it again, so that a computer likes it: one product for
# all inputs, all gates at once, buffers that are made once and worked on in place, float32 from end to end. The numbers
# stay those of unit 05; the checks see to that. How fast it is, is not graded: at the end you measure it, and put your
# LSTM and your GRU beside those of Keras on the same computer.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Equations (10.1) to (10.8) and (10.12) are those of the lecture [10 Make it
# fast](../../course/10_make_it_fast.ipynb), the other (10.x) stand only here; (5.x) and (6.x) are those of units 05 and 06.

# %% setup=true

# %% [markdown]
# **Given to you**: the caches. They hold a few large arrays instead of many small ones, and these are laid out **time
# first**, `(timesteps, batch, ...)`: all numbers of one step lie together. The states have one entry more than there are
# steps: entry 0 is the initial state, entry `t + 1` the state after step `t`. So `h_all[t]` is what step `t` started from,
# and no `np.concatenate` is needed.

# %% given="caches"
from typing import NamedTuple

import numpy as np


class FusedLSTMCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features), as it was given
    gates: np.ndarray  # (timesteps, batch, 4 units), activated, blocks i, f, g, o
    c_all: np.ndarray  # (timesteps + 1, batch, units), entry 0 is c_0
    h_all: np.ndarray  # (timesteps + 1, batch, units), entry 0 is h_0
    mask: np.ndarray | None  # (batch, timesteps), True = real token; None = all are real


class FusedGRUCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features), as it was given
    gates: np.ndarray  # (timesteps, batch, 3 units), activated, blocks z, r, g
    inner: np.ndarray  # (timesteps, batch, units): the g block of h W_h + b_1, what the reset gate multiplies
    h_all: np.ndarray  # (timesteps + 1, batch, units), entry 0 is h_0
    mask: np.ndarray | None

# %% [markdown]
# **Given to you**: the activation of all gates in one sweep. A sigmoid is a stretched tanh,
#
# $$\sigma(a) = \tfrac12\tanh(\tfrac12 a) + \tfrac12 \tag{10.7}$$
#
# so one call of `np.tanh` serves a whole row of gates: with $\kappa=\tfrac12$ for the blocks of gates and $\kappa=1$ for
# that of the candidate, $y = \kappa \tanh(\kappa a) + 1 - \kappa$. It can overflow nowhere. Its slope, from $y$ alone, is
# $\sigma(1-\sigma)$ or $1-\tanh^2$:
#
# $$\frac{dy}{da} = (1 - y)\,(y + 2\kappa - 1) \tag{10.8}$$

# %% given="activation"
def activate(a, half):
    """Turn the sums of gates into gates, in place: a itself is overwritten, nothing is returned.

    Args:
        a: (..., columns), float. half: 0.5 for columns that get a sigmoid, 1.0 for tanh; (columns,) or one number.
    """
    a *= half
    np.tanh(a, out=a)
    a *= half
    a += 1 - half


def slope(y, half):
    """Return the slope of each activation in a new array, from what `activate` has made."""
    slopes = y + (2 * half - 1)
    slopes *= 1 - y
    return slopes


def halves(units, dtype):
    """Return 0.5, 0.5, 1, 0.5 for the blocks i, f, g, o, each once per unit."""
    return np.repeat(np.array([0.5, 0.5, 1.0, 0.5], dtype), units)

# %% [markdown]
# **Given to you**: the LSTM of unit 05, step by step, without masks, to compare with; and two networks to try things on.

# %% given="slow_forward"
def sigmoid(a):
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1.0, small) / (1.0 + small)


def slow_forward(x, h_0, c_0, kernel, recurrent_kernel, bias):
    """Run the LSTM as in unit 05; return h_all, c_last, and what was saved at each step."""
    h, c, steps, h_all = h_0, c_0, [], []
    for t in range(x.shape[1]):
        a = x[:, t] @ kernel + h @ recurrent_kernel + bias  # (5.2)
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        h_prev, c_prev, c = h, c, f * c + i * g
        h = o * np.tanh(c)
        steps.append((x[:, t], h_prev, c_prev, i, f, g, o, c))
        h_all.append(h)
    return np.stack(h_all, axis=1), c, steps

# %% given="slow_backward"
def slow_backward(d_h_all, d_h_last, d_c_last, steps, kernel, recurrent_kernel):
    """Carry the gradients back as in unit 05; return d_x, d_h_0, d_c_0 and those of the three weights."""
    d_h, d_c, d_x, sums = d_h_last, d_c_last, [], [0.0, 0.0, 0.0]
    for t, (x_t, h_prev, c_prev, i, f, g, o, c) in reversed(list(enumerate(steps))):
        d_h = d_h + d_h_all[:, t]
        d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)  # (5.11)
        d_i, d_f, d_g, d_o = d_c * g, d_c * c_prev, d_c * i, d_h * np.tanh(c)
        d_a = np.concatenate([d_i * i * (1 - i), d_f * f * (1 - f), d_g * (1 - g**2), d_o * o * (1 - o)], axis=1)
        shares = x_t.T @ d_a, h_prev.T @ d_a, np.sum(d_a, axis=0)
        sums = [total + share for total, share in zip(sums, shares)]
        d_x.insert(0, d_a @ kernel.T)
        d_h, d_c = d_a @ recurrent_kernel.T, d_c * f
    return np.stack(d_x, axis=1), d_h, d_c, *sums

# %% given="networks"
def draw_network(rng, batch, timesteps, features, units, blocks=4, dtype="float32"):
    """Draw inputs, initial states and weights: x, h_0, c_0, kernel, recurrent_kernel, bias."""
    shapes = [(batch, timesteps, features), (batch, units), (batch, units)]
    shapes += [(features, blocks * units), (units, blocks * units), (blocks * units,)]
    scales = [1.0, 0.5, 0.5, features**-0.5, units**-0.5, 0.5]
    return [(scale * rng.normal(size=shape)).astype(dtype) for scale, shape in zip(scales, shapes)]


rng = np.random.default_rng(10)
toy = draw_network(rng, batch=2, timesteps=3, features=2, units=4, dtype="float64")
toy_mask = np.array([[True, True, True], [True, False, True]])  # the second sequence has a gap


def farthest(first, second):
    """Tell how far two arrays of one shape lie from each other."""
    return np.max(np.abs(first - second))

# %% [markdown]
# ## Exercise 1: count the operations (2 points)
#
# How much arithmetic is one time step? Count multiplications and additions of the sums that go into the gates. One column
# of $x_t W_x + h_{t-1} W_h + b$ takes, for one sample, $D$ multiplications and $D-1$ additions for the first product,
# $H$ and $H-1$ for the second, and two additions to join the three terms. That is $2\,(D+H)$ in all, the bias included.
# There are $G\,H$ columns ($G$ blocks: 1 in a plain RNN, 3 in a GRU, 4 in an LSTM) and $B$ samples:
#
# $$F = 2\,B\,G\,H\,(D + H) \tag{10.1}$$
#
# What is done entry by entry afterwards (activations, products with gates) is small beside it and by custom not counted.
# In training the backward pass multiplies every sum twice more, once for the gradient of what went in and once for that of
# the weights:
#
# $$F_{\text{training}} = 3\,F \tag{10.2}$$
#
# - `cell`: `"rnn"`, `"gru"` or `"lstm"`; `batch`: $B$; `features`: $D$; `units`: $H$; `training`: bool
# - returns the number of operations of one time step, an int

# %% solution="flops_per_step"
def flops_per_step(cell, batch, features, units, training=False):
    """Count the multiplications and additions of one time step.

    Args:
        cell: "rnn", "gru" or "lstm". batch, features, units: ints. training: True = forward and backward.

    Returns:
        int, the number of operations.
    """
    ### BEGIN SOLUTION
    blocks = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    forward = 2 * batch * blocks * units * (features + units)  # (10.1)
    return 3 * forward if training else forward  # (10.2)
    ### END SOLUTION

# %% see=true
for cell in ["rnn", "gru", "lstm"]:
    print(f"{cell:4} {flops_per_step(cell, 1, 32, 128):8,} operations for one sample, forward")
print(f"a batch of 64, 64 steps, training: {64 * flops_per_step('lstm', 64, 32, 128, training=True) / 1e9:.2f} billion")

# %% test="flops_per_step" points=2
check(flops_per_step)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Only $G$ depends on the kind of cell. Input and state stand in **one** bracket: $D + H$ rows of weights are multiplied,
# for every column.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A dictionary from the three names to 1, 3, 4, and products of whole numbers. No array, no division.
# </details>

# %% [markdown]
# ## Exercise 2: operations per byte (1 point)
#
# A processor computes faster than it can fetch numbers. What decides which of the two it waits for is the **arithmetic
# intensity** of a piece of work: operations per byte that has to be moved. For a product of matrices, $(m, k)$ times $(k,
# n)$, with every matrix moved once, two read and one written, and $s$ bytes per number:
#
# $$I = \frac{2\,m\,k\,n}{s\,(m\,k + k\,n + m\,n)} \tag{10.3}$$
#
# - `rows`: $m$; `inner`: $k$; `columns`: $n$; `itemsize`: $s$, 4 for float32, 8 for float64
# - returns $I$ in operations per byte, a float

# %% solution="arithmetic_intensity"
def arithmetic_intensity(rows, inner, columns, itemsize):
    """Compute how many operations a matrix product makes per byte that it moves.

    Args:
        rows, inner, columns: the product is (rows, inner) @ (inner, columns). itemsize: bytes per number.

    Returns:
        float, operations per byte.
    """
    ### BEGIN SOLUTION
    moved = itemsize * (rows * inner + inner * columns + rows * columns)
    return 2 * rows * inner * columns / moved  # (10.3)
    ### END SOLUTION

# %% see=true
print("h W_h of an LSTM with 128 units, float32, in operations per byte:")
for batch in [1, 8, 64, 512]:
    print(f"  batch {batch:3}: {arithmetic_intensity(batch, 128, 512, 4):5.2f}")
print(f"x W_x, 32 features, batch 64: one step {arithmetic_intensity(64, 32, 512, 4):.2f},", end=" ")
print(f"64 steps in one product {arithmetic_intensity(64 * 64, 32, 512, 4):.2f}")

# %% test="arithmetic_intensity" points=1
check(arithmetic_intensity)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Operations stand above, bytes below. Three matrices are moved: which three, and how many numbers has each?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# None. `/` gives a float, `//` would cut it off.
# </details>

# %% [markdown]
# ## Exercise 3: the LSTM, forward, fused (4 points)
#
# The input half of (5.2) does not wait for anything. So it is made for **all steps at once**, with time and batch as rows
# of one tall matrix $X$, `(timesteps * batch, features)`:
#
# $$A = X\,W_x \tag{10.5}$$
#
# Only the state has to be waited for. At each step its product joins, in place, the rows of this step (and so does the bias:
# these rows have to be fetched now anyway), and what was a buffer of sums becomes a buffer of gates, again in place:
#
# $$A_t \leftarrow A_t + h_{t-1} W_h + b \tag{10.6}$$
# $$[\,i_t, f_t, g_t, o_t\,] \leftarrow \mathrm{activate}(A_t) \tag{10.9}$$
#
# Then (5.7) and (5.8) as ever, written into `c_all[t + 1]` and `h_all[t + 1]`. A masked step copies both states of the
# step before, (5.9).
#
# - arguments as those of `lstm_forward` in unit 05
# - given in the answer cell: sizes; the buffers `gates`, `c_all`, `h_all`, not yet filled but for the initial states;
#   `half` for `activate`
# - returns `h_all` without its first entry, batch first, `(batch, timesteps, units)`; `c_last`; and
#   `FusedLSTMCache(x, gates, c_all, h_all, mask)`. What `gates` hold at masked steps does not matter.
#
# The result has the type of the inputs: float32 stays float32. The inputs stay as they are: work in place on your own
# buffers only.

# %% solution="lstm_forward_fused"
def lstm_forward_fused(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """Run the LSTM over all time steps.

    Args: x (batch, timesteps, features), h_0 and c_0 (batch, units), the weights, mask (batch, timesteps) or None.
    Returns: h_all (batch, timesteps, units), c_last (batch, units), and the FusedLSTMCache, in the type of x.
    """
    (batch, timesteps, features), units = x.shape, h_0.shape[1]
    gates = np.empty((timesteps, batch, 4 * units), x.dtype)
    c_all, h_all = np.empty((2, timesteps + 1, batch, units), x.dtype)
    c_all[0], h_all[0], half = c_0, h_0, halves(units, x.dtype)
    ### BEGIN SOLUTION
    rows = x.swapaxes(0, 1).reshape(-1, features)  # (timesteps * batch, features)
    np.matmul(rows, kernel, out=gates.reshape(-1, 4 * units))  # (10.5)
    i, f, g, o = np.split(gates, 4, axis=2)  # views: they see what is written into gates
    for t in range(timesteps):
        gates[t] += h_all[t] @ recurrent_kernel + bias  # (10.6)
        activate(gates[t], half)  # (10.9)
        np.add(f[t] * c_all[t], i[t] * g[t], out=c_all[t + 1])  # (5.7)
        np.multiply(o[t], np.tanh(c_all[t + 1]), out=h_all[t + 1])  # (5.8)
        if mask is not None:
            for states in (c_all, h_all):
                np.copyto(states[t + 1], states[t], where=~mask[:, t, None])  # (5.9)
    return h_all[1:].swapaxes(0, 1), c_all[-1], FusedLSTMCache(x, gates, c_all, h_all, mask)
    ### END SOLUTION

# %% see=true
h_all, c_last, cache = lstm_forward_fused(*toy)
h_slow, c_slow, steps = slow_forward(*toy)
print("as in unit 05:", farthest(h_all, h_slow) < 1e-12, farthest(c_last, c_slow) < 1e-12)
print("shapes:", h_all.shape, c_last.shape, cache.gates.shape, cache.h_all.shape)
h_masked, _, _ = lstm_forward_fused(*toy, toy_mask)
print("unit 0, second sequence:      ", h_all[1, :, 0].round(3))
print("the same with a gap at step 1:", h_masked[1, :, 0].round(3))
print("float32 stays:", lstm_forward_fused(*[array.astype("float32") for array in toy])[0].dtype)

# %% test="lstm_forward_fused" points=4
check(lstm_forward_fused)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Before the loop: bring time to the front, make two axes into one, one product. In the loop everything happens
# in entry `t` of `gates` and entry `t + 1` of the states; what step `t` reads of the past is entry `t`. If your numbers
# are off from step 1 on, look whether something is read after it was overwritten.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `x.swapaxes(0, 1).reshape(-1, features)`; `np.matmul(..., out=gates.reshape(-1, 4 * units))`, where the `reshape` of an
# array that lies in one piece is a view. `np.split(gates, 4, axis=2)` gives four views, once, before the loop. `np.add(a,
# b, out=place)`, `np.multiply(a, b, out=place)`, and `np.copyto(to, from, where=condition)` write into a place.
# </details>

# %% [markdown]
# ## Exercise 4: the LSTM, backward, fused (5 points)
#
# Which part of the backward pass has to wait? Only the walk of $dh$ and $dc$ from step to step. It fills a buffer $dA$,
# time first, as large as `gates`, with (5.11) to (5.15), all four blocks at once:
#
# $$dA_t = m_t\,[\,dc^{\text{total}}_t \odot g_t,\ dc^{\text{total}}_t \odot c_{t-1},\ dc^{\text{total}}_t \odot i_t,\
# dh_t \odot \tanh c_t\,] \odot \mathrm{slope}(A_t) \tag{10.10}$$
#
# with $dc^{\text{total}}_t$ from (5.11), $m_t$ the mask, and the slope of what (10.9) has left in $A_t$, the gates. What
# walks on is $dh_{t-1} = dA_t W_h^\top$, (5.18), and $dc_{t-1} = dc^{\text{total}}_t \odot f_t$, (5.16). After the loop,
# with time and batch as rows again, **one** product for each weight sums over samples and steps in one go. $X$ are the
# inputs as in (10.5), $H_-$ the states that the steps started from:
#
# $$dX = dA\,W_x^\top \tag{10.11}$$
# $$dW_x = X^\top dA \tag{10.12}$$
# $$dW_h = H_-^\top dA \tag{10.13}$$
# $$db = \sum_{\text{rows}} dA \tag{10.14}$$
#
# - `d_h_all`: `(batch, timesteps, units)`; `d_h_last`, `d_c_last`: `(batch, units)`; `cache`: a `FusedLSTMCache`
# - given in the answer cell: the cache taken apart; `half`; the buffer `d_a`; `walk_back`, a row-major copy of $W_h^\top$,
#   which a product inside a loop reads faster than the transposed view; and `gaps[t]`, which rows are masked at step `t`:
#   `array[gaps[t]] = ...` changes only these, and without a mask it changes none (an index, not a condition for `np.where`)
# - returns `d_x` (batch first, as `x`), `d_h_0`, `d_c_0`, `d_kernel`, `d_recurrent_kernel`, `d_bias`
#
# Both gradients pass by a masked step whole, (5.24). The cache must come out as it went in: somebody may need it again.

# %% solution="lstm_backward_fused"
def lstm_backward_fused(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Carry the gradients back through all time steps.

    Args: d_h_all (batch, timesteps, units), d_h_last and d_c_last (batch, units), FusedLSTMCache, and the kernels.
    Returns: d_x, d_h_0, d_c_0, d_kernel, d_recurrent_kernel, d_bias, in the shapes of their tensors and the type of x."""
    x, gates, c_all, h_all, mask = cache
    (timesteps, batch, units), half = (len(x[0]), *c_all.shape[1:]), halves(c_all.shape[2], x.dtype)
    d_a, walk_back = np.empty(gates.shape, x.dtype), recurrent_kernel.T.copy()
    gaps = [slice(0)] * timesteps if mask is None else ~mask.T
    ### BEGIN SOLUTION
    i, f, g, o = np.split(gates, 4, axis=2)
    d_h, d_c = d_h_last, d_c_last
    for t in reversed(range(timesteps)):
        tanh_c = np.tanh(c_all[t + 1])
        d_h = d_h + d_h_all[:, t]  # (5.22)
        d_c_total = d_c + d_h * o[t] * (1 - tanh_c * tanh_c)  # (5.11)
        np.concatenate([d_c_total * g[t], d_c_total * c_all[t], d_c_total * i[t], d_h * tanh_c], axis=1, out=d_a[t])
        d_a[t] *= slope(gates[t], half)  # (10.10)
        passing, d_h, d_c = (d_h[gaps[t]], d_c[gaps[t]]), d_a[t] @ walk_back, d_c_total * f[t]  # (5.18), (5.16)
        d_a[t, gaps[t]], d_h[gaps[t]], d_c[gaps[t]] = 0, *passing  # (10.10), (5.24)
    rows, d_rows = x.swapaxes(0, 1).reshape(timesteps * batch, -1), d_a.reshape(timesteps * batch, -1)
    d_x = (d_rows @ kernel.T).reshape(timesteps, batch, -1).swapaxes(0, 1)  # (10.11)
    d_recurrent_kernel = h_all[:-1].reshape(-1, units).T @ d_rows  # (10.13)
    return d_x, d_h, d_c, rows.T @ d_rows, d_recurrent_kernel, np.sum(d_rows, axis=0)  # (10.12), (10.14)
    ### END SOLUTION

# %% see=true
h_all, c_last, cache = lstm_forward_fused(*toy)
_, _, steps = slow_forward(*toy)
arriving = np.ones_like(h_all), np.ones_like(c_last), np.ones_like(c_last)
fast = lstm_backward_fused(*arriving, cache, *toy[3:5])
slow = slow_backward(*arriving, steps, *toy[3:5])
for name, one, other in zip(["d_x", "d_h_0", "d_c_0", "d_kernel", "d_recurrent_kernel", "d_bias"], fast, slow):
    print(f"{name:18} {one.shape!s:10} as in unit 05: {farthest(one, other) < 1e-12}")

# %% test="lstm_backward_fused" points=5
check(lstm_backward_fused)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two things leave each turn of the loop, `d_h` and `d_c`; everything else stays in `d_a[t]`. Mind the three meanings of
# "the state": (5.11) has the cell state after the step, entry `t + 1`; the block of $f$ the one before, entry `t`; and
# $H_-$ is all of `h_all` but its last entry. Do not write into `d_h_last`, `d_c_last` or the cache.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.concatenate(four_blocks, axis=1, out=d_a[t])`, then `d_a[t] *= ...`. Keep `d_h`, with what came from above, and `d_c`
# until the masked rows of the new ones are mended, `new[gaps[t]] = old[gaps[t]]`; those of `d_a[t]` are 0.
# `d_a.reshape(timesteps * batch, -1)` gives the rows; the inputs must be brought into the same order, time first, before they
# are made into rows; and `d_x` back to batch first at the end.
# </details>

# %% [markdown]
# ## Exercise 5: the GRU, forward, fused (3 points)
#
# The GRU with reset **after** the product, (6.9) to (6.13), needs a single product per step for its state. That is why
# libraries prefer it. Again the product of $q$ is made for all steps at once; row 0 of the bias joins in the loop, and so
# does $p_t = h_{t-1} W_h + b_1$. Its blocks of $z$ and $r$ join the buffer at once, and make the gates, (6.11) and (6.12):
# $z_t = \sigma(q^z_t + p^z_t)$, $r_t = \sigma(q^r_t + p^r_t)$. That of $g$ is kept in `inner`, because a backward pass would
# need it, and goes through the reset gate first, (6.13): $g_t = \tanh(q^g_t + r_t \odot p^g_t)$.
#
# $$h_t = g_t + z_t \odot (h_{t-1} - g_t) \tag{10.15}$$
#
# is (6.3) with one product less. A masked step copies the state, (6.15).
#
# - arguments as those of `gru_forward` in unit 06, but `bias`: `(2, 3 units)`, row 0 for the input, row 1 for the state
# - given in the answer cell: sizes and the buffers
# - returns `h_all` without its first entry, batch first, and `FusedGRUCache(x, gates, inner, h_all, mask)`. What `gates`
#   and `inner` hold at masked steps does not matter.

# %% solution="gru_forward_fused"
def gru_forward_fused(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Run the GRU (reset after the product) over all time steps.

    Args: x (batch, timesteps, features), h_0 (batch, units), the weights with bias (2, 3 units), mask or None.
    Returns: h_all (batch, timesteps, units), and the FusedGRUCache, in the type of x."""
    (batch, timesteps, features), units = x.shape, h_0.shape[1]
    gates, inner = (np.empty((timesteps, batch, columns), x.dtype) for columns in (3 * units, units))
    h_all = np.repeat(h_0[None], timesteps + 1, axis=0)  # entry 0 is h_0, the others wait to be written
    ### BEGIN SOLUTION
    rows = x.swapaxes(0, 1).reshape(-1, features)
    np.matmul(rows, kernel, out=gates.reshape(-1, 3 * units))
    z, r, g = np.split(gates, 3, axis=2)
    for t in range(timesteps):
        gates[t] += bias[0]  # (6.9)
        p = h_all[t] @ recurrent_kernel + bias[1]  # (6.10)
        gates[t, :, : 2 * units] += p[:, : 2 * units]
        activate(gates[t, :, : 2 * units], 0.5)  # (6.11), (6.12)
        inner[t] = p[:, 2 * units :]
        g[t] += r[t] * inner[t]
        np.tanh(g[t], out=g[t])  # (6.13)
        np.add(g[t], z[t] * (h_all[t] - g[t]), out=h_all[t + 1])  # (10.15)
        if mask is not None:
            np.copyto(h_all[t + 1], h_all[t], where=~mask[:, t, None])  # (6.15)
    return h_all[1:].swapaxes(0, 1), FusedGRUCache(x, gates, inner, h_all, mask)
    ### END SOLUTION

# %% see=true
toy_gru = [array for index, array in enumerate(draw_network(np.random.default_rng(6), 2, 3, 2, 4, 3, "float64")) if index != 2]
toy_gru[4] = np.stack([toy_gru[4], -toy_gru[4] / 2])  # two rows of biases
h_all, cache = gru_forward_fused(*toy_gru)
print("shapes:", h_all.shape, cache.gates.shape, cache.inner.shape)
print("unit 0, second sequence:      ", h_all[1, :, 0].round(3))
print("the same with a gap at step 1:", gru_forward_fused(*toy_gru, toy_mask)[0][1, :, 0].round(3))
print("float32 stays:", gru_forward_fused(*[array.astype("float32") for array in toy_gru])[0].dtype)

# %% test="gru_forward_fused" points=3
check(gru_forward_fused)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# As exercise 3, with two differences: the sums of the candidate are not complete before the reset gate is known, so
# gates and candidate are activated one after the other; and the bias of the state, row 1, is added in the loop, because
# the reset gate multiplies its last block too.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `activate(place, 0.5)` makes both gates in place, where the place is `gates[t, :, : 2 * units]`. `np.tanh(a, out=a)`. With
# the three views of `np.split(gates, 3, axis=2)` the rest is one line per equation.
# </details>

# %% [markdown]
# ## Payoff: your LSTM beside Keras, on this computer
#
# **Given to you**: the backward pass of the fused GRU, so that it can be trained too. It is your exercise 4 over again,
# with the equations of unit 06.

# %% given="gru_backward_fused"
def gru_backward_fused(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Carry the gradients back through all time steps of the GRU, reset after the product; d_bias has two rows."""
    x, gates, inner, h_all, mask = cache
    (timesteps, batch, units), both = inner.shape, 2 * inner.shape[2]
    z, r, g = np.split(gates, 3, axis=2)
    d_q, d_inner = np.empty(gates.shape, x.dtype), np.empty(inner.shape, x.dtype)
    keep = np.ones((timesteps, 1, 1), x.dtype) if mask is None else mask.T[:, :, None].astype(x.dtype)
    d_h, walk_back = d_h_last, recurrent_kernel.T.copy()
    for t in reversed(range(timesteps)):
        d_h = d_h + d_h_all[:, t]
        d_new = d_h * keep[t]
        d_g = d_new * (1 - z[t]) * (1 - g[t] * g[t])
        np.multiply(d_g, r[t], out=d_inner[t])
        np.concatenate([d_new * (h_all[t] - g[t]), d_g * inner[t], d_g], axis=1, out=d_q[t])
        d_q[t, :, :both] *= slope(gates[t, :, :both], 0.5)
        d_past = d_q[t, :, :both] @ walk_back[:both] + d_inner[t] @ walk_back[both:]
        d_h = d_h - d_new + d_new * z[t] + d_past  # past a masked step d_h goes on whole
    rows, states, q_rows = (a.reshape(timesteps * batch, -1) for a in (x.swapaxes(0, 1), h_all[:-1], d_q))
    d_x = (q_rows @ kernel.T).reshape(timesteps, batch, -1).swapaxes(0, 1)
    p_rows = q_rows[:, :both], d_inner.reshape(timesteps * batch, -1)
    d_recurrent_kernel, d_bias = np.hstack([states.T @ part for part in p_rows]), np.sum(q_rows, axis=0)
    return d_x, d_h, rows.T @ q_rows, d_recurrent_kernel, np.stack([d_bias, np.append(d_bias[:both], p_rows[1].sum(axis=0))])

# %% [markdown]
# First your two versions side by side: unit 05 in float64, unit 05 in float32, and yours. A step is a forward and a
# backward pass of one batch. Beside the time stands the rate, operations of your `flops_per_step` per second, and its
# share of the **best product**: what this computer reaches when it multiplies two large square matrices. Nothing that is
# made of products can do better.

# %% payoff=true
import importlib.util
import os
import time

import matplotlib.pyplot as plt
from rnnfigures import COLOR

BATCH, TIMESTEPS, FEATURES, UNITS = sizes = 64, 64, 32, 128
operations = TIMESTEPS * flops_per_step("lstm", BATCH, FEATURES, UNITS, training=True)


def seconds(work, at_most=1.0):
    """Return the median time of up to nine runs in about a second, after one that does not count."""
    times, begin = [], time.perf_counter()
    while len(times) < 10 and (len(times) < 2 or time.perf_counter() - begin < at_most):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times[1:])[len(times[1:]) // 2]


np.empty(30 * 2**20, "uint8")  # made and dropped: memory of this size now stays with Python (Linux), to be used again
large = np.ones((1024, 1024), "float32")
best = 2 * 1024**3 / seconds(lambda: large @ large)
print(f"best product, float32: {best / 1e9:.0f} billion operations per second")

# %% payoff=true
def step_of(forward, backward, network):
    """Return a function that does one forward and one backward pass."""
    arriving = np.ones((BATCH, TIMESTEPS, UNITS), network[0].dtype), network[1], network[2]

    def step():
        _, _, cache = forward(*network)
        return backward(*arriving, cache, *network[3:5])

    return step


def line(name, taken, operations):
    rate = operations / taken
    print(f"{name:18} {1000 * taken:7.1f} ms  {rate / 1e9:6.1f} GFLOP/s  {rate / best:4.0%} of the best product")


single, double = (draw_network(np.random.default_rng(0), *sizes, dtype=dtype) for dtype in ("float32", "float64"))
line("unit 05, float64", seconds(step_of(slow_forward, slow_backward, double)), operations)
line("unit 05, float32", seconds(step_of(slow_forward, slow_backward, single)), operations)
line("yours, float64", seconds(step_of(lstm_forward_fused, lstm_backward_fused, double)), operations)
fused = seconds(step_of(lstm_forward_fused, lstm_backward_fused, single))
line("yours, float32", fused, operations)

# %% [markdown]
# How much of your time are products, how much is everything else? The next cell makes only the products of a step, in the
# same shapes, and nothing between them. That is the **floor** of this design: no LSTM that takes its steps one after the
# other with these products can be faster.

# %% payoff=true
x, h, c, kernel, recurrent_kernel, bias = single
rows, back = x.reshape(-1, FEATURES), recurrent_kernel.T.copy()
tall, states = (np.ones((TIMESTEPS * BATCH, columns), "float32") for columns in (4 * UNITS, UNITS))
buffer = tall[:BATCH].copy()


def products_only():
    np.matmul(rows, kernel, out=tall)  # (10.5)
    for _ in range(TIMESTEPS):
        np.matmul(h, recurrent_kernel, out=buffer)  # (10.6)
    for _ in range(TIMESTEPS):
        buffer @ back  # (5.18)
    return tall @ kernel.T, rows.T @ tall, states.T @ tall  # (10.11) to (10.13)


floor = seconds(products_only)
line("products only", floor, operations)
print(f"your step is {fused / floor:.1f} times the floor")

# %% [markdown]
# Now Keras. The next cell trains a `keras.layers.LSTM` and your LSTM from the **same weights** on the same batch with the
# same plain gradient descent, for ten steps; every unit is to follow the running sum of the inputs, squashed by tanh. Do the
# losses agree? And who is faster? (Without Keras the cells say so and skip.)

# %% payoff=true
LEARNING_RATE = 0.5


def train_step(forward, backward, state, weights, x, y):
    """Do one step of gradient descent on the mean squared error, in place on the weights; return the loss."""
    h_all, *_, cache = forward(x, *state, *weights)
    error = h_all - y
    d_weights = backward(2 / error.size * error, *[0 * part for part in state], cache, *weights[:2])[-3:]
    for weight, gradient in zip(weights, d_weights):
        weight -= LEARNING_RATE * gradient
    return np.mean(error * error)


def keras_model(layer, weights):
    """Return a model of one layer that holds the given weights, ready to train."""
    model = keras.Sequential([keras.Input((TIMESTEPS, FEATURES), batch_size=BATCH), layer])
    layer.set_weights(weights)
    model.compile(optimizer=keras.optimizers.SGD(LEARNING_RATE), loss="mse", jit_compile=False)
    return model


# %% payoff=true
HAVE_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAVE_KERAS:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with open(os.devnull, "w") as nowhere:  # TensorFlow greets on file 2, whatever its settings
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        import keras

        os.dup2(kept, 2)
else:
    print("Keras is not installed here; with it, the next cells put your LSTM beside that of Keras.")

# %% payoff=true
x = draw_network(np.random.default_rng(1), *sizes)[0]
y = np.tanh(np.cumsum(x.mean(axis=2, keepdims=True), axis=1)) * np.ones((1, 1, UNITS), "float32")
zeros = np.zeros((BATCH, UNITS), "float32")


def race(name, layer, forward, backward, state, weights, operations):
    """Train both from the same weights; return the losses and the seconds per step, ours first."""
    model = keras_model(layer, weights)
    ours = [train_step(forward, backward, state, weights, x, y) for _ in range(10)]
    theirs = [float(model.train_on_batch(x, y)) for _ in range(10)]
    for step in [0, 4, 9]:
        print(f"{name}, step {step + 1:2}: loss {ours[step]:.5f} yours, {theirs[step]:.5f} Keras")
    taken = [seconds(lambda: train_step(forward, backward, state, weights, x, y)), seconds(lambda: model.train_on_batch(x, y))]
    line(f"{name}, yours", taken[0], operations)
    line(f"{name}, Keras", taken[1], operations)
    return taken


if HAVE_KERAS:
    layer = keras.layers.LSTM(UNITS, return_sequences=True)
    weights = [array.copy() for array in single[3:]]
    lstm_times = race("LSTM", layer, lstm_forward_fused, lstm_backward_fused, [zeros, zeros], weights, operations)

# %% payoff=true
if HAVE_KERAS:
    _, _, _, *weights = draw_network(np.random.default_rng(2), *sizes, blocks=3)
    weights[2] = np.stack([weights[2], 0 * weights[2]])
    layer = keras.layers.GRU(UNITS, return_sequences=True)
    operations = TIMESTEPS * flops_per_step("gru", BATCH, FEATURES, UNITS, training=True)
    gru_times = race("GRU", layer, gru_forward_fused, gru_backward_fused, [zeros], weights, operations)
    figure, axes = plt.subplots(figsize=(6, 1.8), layout="constrained")
    names = ["LSTM, yours", "LSTM, Keras", "GRU, yours", "GRU, Keras"]
    axes.barh(names[::-1], 1000 * np.array([*lstm_times, *gru_times])[::-1], color=[COLOR["floor"], COLOR["h"]] * 2)
    axes.axvline(1000 * floor, color=COLOR["gradient"], linestyle="--", label="LSTM, products only")
    axes.set(xlabel="ms per training step")
    figure.legend(frameon=False, fontsize=8, loc="outside upper right")
    plt.show()

# %% [markdown]
# The losses agree, digit for digit or nearly so: it is the same network and the same learning, written three times, in unit
# 05, here and in Keras. The times are those of your computer in this minute; other programs that were busy meanwhile show
# in them, in NumPy more than in Keras, because the threads of a product wait for each other. Questions to ask of your own
# figure:
#
# - **How far from the dashed line are you?** The line is what the products take. The rest of your bar is activations, sums
#   entry by entry, and Python.
# - **Where is Keras?** It makes the same products. It pays for them in other coin: a compiled graph instead of Python, but
#   a loop that collects its results step by step, and general code where you wrote one special case.
# - **And the GRU?** It has three quarters of the operations of the LSTM. Does it take three quarters of the time? Its
#   blocks cannot all be activated in one sweep.
#
# To go on: halve `UNITS` until Python is all that is left, or double `BATCH`. At which sizes does your LSTM win, at which
# does Keras? Where is the share of the best product highest, and does `arithmetic_intensity` say why?

# %%
check.summary("a10_make_it_fast")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
