# ---
# jupyter:
#   autograder:
#     title: Make it fast
# ---

# %% [markdown]
# # 10 Make it fast
#
# After this unit you can say where the time of a recurrent network goes, how fast your computer could be at best, and what
# to do about the difference: one product for all inputs, fused gates, work in place, float32, larger batches. You know what
# a framework does with the loop over time, and why a graphics card helps only sometimes. In the assignment you write the
# LSTM and the GRU again, with the same numbers as before and in less time, and put them beside those of Keras.
#
# All times in this lecture are measured while it runs, on your computer. So no text below tells you
# a number; it tells you what to look for. If something else is running, wait or run a cell again.

# %% setup=true

# %%
import importlib.util
import os
import time

import matplotlib.pyplot as plt
import numpy as np
from rnnfigures import COLOR
from rnnfigures import fast as fig

# %% [markdown]
# ## Where the time goes
#
# Before you make anything faster, **measure**. People who guess are wrong most of the time, and then they polish the wrong
# part. A single measurement strays, so we take the median of a few:

# %%
def seconds(work, at_most=0.3):
    """Return the median time of up to nine runs in about at_most seconds, after one run that does not count."""
    times, begin = [], time.perf_counter()
    while len(times) < 10 and (len(times) < 3 or time.perf_counter() - begin < at_most):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times[1:])[len(times[1:]) // 2]


print("cores:", os.cpu_count(), "  adding two numbers takes", round(1e9 * seconds(lambda: 1 + 1)), "ns, the call included")

# %% [markdown]
# The patient is the plain RNN of unit 02, at a size as in real work. What do you expect: which line of the loop takes most
# of the time, the product of the inputs, that of the states, or the tanh?

# %%
BATCH, TIMESTEPS, FEATURES, UNITS = 64, 64, 32, 128
rng = np.random.default_rng(0)
x = rng.normal(size=(BATCH, TIMESTEPS, FEATURES))
h_0 = np.zeros((BATCH, UNITS))
kernel, recurrent_kernel = rng.normal(size=(FEATURES, UNITS)) / 6, rng.normal(size=(UNITS, UNITS)) / 11
bias = rng.normal(size=UNITS)


def rnn_slow(x, h, kernel, recurrent_kernel, bias):
    """Run a plain RNN as in unit 02; return all states, (batch, timesteps, units)."""
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    return np.stack(states, axis=1)


slow = seconds(lambda: rnn_slow(x, h_0, kernel, recurrent_kernel, bias))
print(f"{TIMESTEPS} steps: {1e3 * slow:.2f} ms")

# %%
a = rng.normal(size=(BATCH, UNITS))
parts = {
    "product of the inputs": lambda: x[:, 3] @ kernel,
    "product of the states": lambda: h_0 @ recurrent_kernel,
    "two additions": lambda: a + a + bias,
    "tanh": lambda: np.tanh(a),
}
for name, work in parts.items():
    print(f"{name:22} {1e6 * seconds(work, 0.1):7.1f} microseconds")
print(f"one step of the loop   {1e6 * slow / TIMESTEPS:7.1f} microseconds")

# %% [markdown]
# The parts do not have to add up to the step: alone, each finds its numbers close at hand. Look at what they **do** for their
# time. The product of the states makes 128 multiplications and about as many additions for every number of its result, the
# line with the two additions makes two; it does not take a hundredth of the time. So operations alone do not tell. Still,
# they come first: how many are there?
#
# ## Counting operations
#
# Let the computer count. The next class is a number that notes down every multiplication and every addition that it takes
# part in; NumPy does not mind.

# %%
class Counted:
    """A number that counts: how often any of its kind was multiplied or added."""

    times = plus = 0

    def __mul__(self, other):
        Counted.times += 1
        return self

    def __add__(self, other):
        Counted.plus += 1
        return self


def counted(*shape):
    return np.array([Counted() for _ in range(np.prod(shape))], dtype=object).reshape(shape)


D, H = 3, 5  # one sample, one step, three features, five units
counted(1, D) @ counted(D, H) + counted(1, H) @ counted(H, H) + counted(H)
print(f"{Counted.times} multiplications and {Counted.plus} additions; 2 H (D + H) = {2 * H * (D + H)}")

# %% [markdown]
# Each of the $H$ columns of the sum takes $D+H$ multiplications. Adding $D$ products takes $D-1$ additions, adding $H$ takes
# $H-1$, and two more join input, state and bias: $D+H$ again. With $G$ such blocks of columns (1 in a plain RNN, 3 in a
# GRU, 4 in an LSTM) and $B$ samples, one time step takes
#
# $$F=2\,B\,G\,H\,(D+H)\tag{10.1}$$
#
# **floating-point operations**, FLOP for short. What happens entry by entry afterwards (tanh, products with gates) is not
# counted, by custom: there are few of them per column, where the products have $2(D+H)$. In training, the backward pass
# sends a gradient to what went into each product and one to the weights, and each of these is a product of the same size:
#
# $$F_{\text{training}}=3\,F\tag{10.2}$$
#
# A computer is rated by how many of these it does in a second: GFLOP/s are billions. How many does our loop reach?

# %%
operations = TIMESTEPS * 2 * BATCH * UNITS * (FEATURES + UNITS)
print(f"{operations / 1e6:.0f} million operations in {1e3 * slow:.2f} ms: {operations / slow / 1e9:.1f} GFLOP/s")

# %% [markdown]
# Is that much? It needs something to compare with: the best that this computer does. Nothing is better suited to a
# processor than the product of two large matrices, so that is the measure. How does the rate depend on the size?

# %%
def rate_of_product(rows, inner, columns, dtype="float32"):
    """Return the operations per second of a product of matrices."""
    first, second, out = (np.ones(shape, dtype) for shape in [(rows, inner), (inner, columns), (rows, columns)])
    return 2 * rows * inner * columns / seconds(lambda: np.matmul(first, second, out=out), 0.2)


sizes = [8, 16, 32, 64, 128, 256, 512, 1024]
rates = {dtype: [rate_of_product(n, n, n, dtype) for n in sizes] for dtype in ["float32", "float64"]}
PEAK = max(rates["float32"])
print(f"best product: {PEAK / 1e9:.0f} GFLOP/s in float32, {max(rates['float64']) / 1e9:.0f} in float64")
print(f"our loop, in float64, reaches {operations / slow / max(rates['float64']):.0%} of the latter")

# %%
figure, axes = plt.subplots(figsize=(6, 2.5), layout="constrained")
for (dtype, values), style in zip(rates.items(), ["o-", "s--"]):
    axes.loglog(sizes, np.array(values) / 1e9, style, color=COLOR["h"], markersize=4, label=dtype)
axes.set(xlabel="rows = columns of both matrices", ylabel="GFLOP/s")
axes.set_xticks(sizes, sizes)
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Small products are slow ones: a call from Python costs about as much for 8 rows as for 32, and the many tricks of a
# product (blocks that stay in the cache, several numbers per instruction, several cores) need room. float32 is about twice
# as fast as float64, because twice as many numbers fit into everything.
#
# ## Operations per byte
#
# Why can an addition not run at this rate? Because numbers have to be **fetched**. Processors compute much faster than memory
# delivers. What decides is the **arithmetic intensity** $I$ of a piece of work: operations per byte moved. A product of
# $(m,k)$ and $(k,n)$ reads two matrices and writes one, of numbers with $s$ bytes:
#
# $$I=\frac{2\,m\,k\,n}{s\,(m\,k+k\,n+m\,n)}\tag{10.3}$$
#
# Adding two arrays makes one operation for three numbers moved: in float32, $I=1/12$. A product with a square matrix of
# 1,024 rows makes $2\cdot1024$ operations per number of the result. The numbers of a small product are soon used up.
#
# With the best product $P$ and a memory that delivers $b$ bytes per second, no piece of work can be faster than the lower of
# two limits (Williams, Waterman and Patterson 2009):
#
# $$\text{operations per second}\le\min(P,\ I\,b)\tag{10.4}$$
#
# Drawn over $I$ that looks like a **roof**: slanted as long as memory is the limit, flat where arithmetic is. Memory has
# more than one speed: near the processor sit small, fast **caches**. So we measure $b$ twice, copying a small array, which
# stays in a cache, and a large one, which stays there only if the cache is very large.

# %%
def bytes_per_second(numbers):
    """Return how many bytes are read and written per second when an array is copied."""
    source, target = np.ones(numbers, "float32"), np.ones(numbers, "float32")
    return 2 * source.nbytes / seconds(lambda: np.copyto(target, source))


slopes = {"small arrays (64 KB)": bytes_per_second(16 * 1024), "large arrays (128 MB)": bytes_per_second(32 * 1024**2)}
for name, slope in slopes.items():
    print(f"{name:22} {slope / 1e9:6.1f} GB/s; the roof is flat from {PEAK / slope:.1f} operations per byte on")

# %% [markdown]
# Now the roof of your computer, and under it some pieces of a recurrent network: the product $h\,W_h$ of an LSTM with 128
# units, $(B, 128)$ times $(128, 512)$, for four batch sizes, and the addition of two large arrays. Where will batch 1 lie?

# %%
points = {}
ones = np.ones(32 * 1024**2, "float32")
total = np.empty_like(ones)
points["add"] = (1 / 12, ones.size / seconds(lambda: np.add(ones, ones, out=total)))
del ones, total
for batch in [1, 8, 64, 512]:
    h, weights = np.ones((batch, 128), "float32"), np.ones((128, 512), "float32")
    result = h @ weights
    moved = h.nbytes + weights.nbytes + result.nbytes
    points[f"batch {batch}"] = (2 * h.size * 512 / moved, rate_of_product(batch, 128, 512))
for name, (intensity, rate) in points.items():
    print(f"{name:10} I = {intensity:5.2f}   {rate / 1e9:7.1f} GFLOP/s")

# %%
fig.roofline(PEAK, slopes, points)

# %% [markdown]
# Read it from left to right. An addition lies far down, and no cleverness lifts it: it has to move its numbers. A product
# with **one** row is hardly better: each weight is fetched, used once, and dropped. More rows use every weight more often,
# and the point climbs towards the flat roof. A point may lie above the lower slope, since weights that were used a moment
# ago are still in the cache; above both, it would only tell that measurements stray.
#
# There are only two ways to be faster, then: get **up** to the roof (fewer, larger calls), or get **right** (more operations
# per byte). The next sections do both.
#
# ## One product for all inputs
#
# In $x_t W_x+h_{t-1}W_h+b$ the second term has to wait for the step before. The first does not: all $x_t$ are there from
# the beginning. So take time and batch as rows of one tall matrix $X$, and multiply once:
#
# $$A=X\,W_x\tag{10.5}$$
# $$A_t\leftarrow A_t+h_{t-1}W_h+b\tag{10.6}$$
#
# with $A_t$ the rows of step $t$.

# %%
fig.one_product()

# %%
time_first = np.ascontiguousarray(x.swapaxes(0, 1), "float32")  # (timesteps, batch, features)
rows = time_first.reshape(-1, FEATURES)
print("rows of the tall matrix:", rows.shape, "  same numbers:", np.allclose(rows[5 * BATCH + 2], x[2, 5]))
weights = np.ones((FEATURES, 4 * UNITS), "float32")  # as wide as that of an LSTM
for batch in [1, 4, 16, 64]:
    steps = time_first[:, :batch].copy()
    tall, sums = steps.reshape(-1, FEATURES), np.empty((TIMESTEPS, batch, 4 * UNITS), "float32")
    many = seconds(lambda: [np.matmul(steps[t], weights, out=sums[t]) for t in range(TIMESTEPS)], 0.1)
    once = seconds(lambda: np.matmul(tall, weights, out=sums.reshape(-1, 4 * UNITS)), 0.1)
    print(f"batch {batch:2}: {TIMESTEPS} small products {1e6 * many:6.0f} microseconds, one large product {1e6 * once:6.0f}")

# %% [markdown]
# The smaller the batch, the more there is to win: small products are mostly calls. With a large batch each of the small
# products is near the roof already, and little is left to gain.
#
# The tall matrix is laid out **time first**: the `BATCH` rows of one step lie together, so the loop finds what it needs in
# one piece. Row 5 · 64 + 2 is step 5 of sample 2. (Whoever makes rows of `x` without exchanging the axes gets them batch
# first: no error, wrong network.)
#
# ## Work in place
#
# `a + b + c` makes two new arrays, and each must be found, filled, and given back. In a loop over time that is done
# thousands of times. Better: make a **buffer** once, and let every result be written into it. Most functions of NumPy take
# `out=`; `+=` and `*=` work in place as well.

# %%
a, b, c = (rng.normal(size=(BATCH, 4 * UNITS)).astype("float32") for _ in range(3))
buffer = np.empty_like(a)


def in_place():
    np.add(a, b, out=buffer)
    np.add(buffer, c, out=buffer)
    np.tanh(buffer, out=buffer)


print(f"np.tanh(a + b + c)  {1e6 * seconds(lambda: np.tanh(a + b + c)):6.1f} microseconds")
print(f"the same in place   {1e6 * seconds(in_place):6.1f} microseconds")

# %% [markdown]
# For arrays of this size the gain is often small: the memory that one line gives back, the next one gets. It is another
# matter with large arrays. What they give back goes to the operating system, and what they get is handed out page by page,
# each wiped with zeros, while the array is filled for the first time:

# %%
old = np.ones(24 * 1024**2, "float32")  # 96 MB
into_old, into_new = seconds(lambda: old.fill(1.0)), seconds(lambda: np.empty_like(old).fill(1.0))
print(f"filling an array that is there {1e3 * into_old:.1f} ms, a new one {1e3 * into_new:.1f} ms")
del old

# %% [markdown]
# So a training step should not make its large arrays anew each time. What helps more is that buffers can be **cut into
# views**. A view is an array without numbers of its own: it looks at a part of another. All four gates of all steps can live
# in one buffer, which (10.5) fills with a single call:

# %%
fig.buffer_and_views()

# %% [markdown]
# Slices and `np.split` give views. `reshape` gives a view if it can, else, silently, a **copy**, and what you write into a
# copy is lost. When can it? When the numbers lie in memory in the order that the new shape asks for.

# %%
small = np.zeros((2, 3, 4))
for name, array in [("as it was made", small), ("axes exchanged", small.swapaxes(0, 1))]:
    flat = array.reshape(-1, 4)
    flat[0] = 1
    print(f"{name}: reshape gives a view: {np.shares_memory(flat, small)}, ones that arrived: {small.sum():.0f}")
    small[:] = 0

# %% [markdown]
# Working in place has one danger, and it is the classic of this unit: **something is overwritten that is still needed**. No
# error, only wrong numbers. Here is one GRU unit for two samples; the second is masked, so it should keep its 0.8. It does not.
# Which line is to blame?

# %%
z, g, real = 0.5, -1.0, np.array([True, False])
old = np.array([0.8, 0.8])
new = old
new *= z
new += (1 - z) * g
print("states after the step:", np.where(real, new, old), "  should be:", np.array([z * 0.8 + (1 - z) * g, 0.8]))

# %% [markdown]
# `new = old` gives the array a second name, it does not make a second array. The old state was gone with the next line.
#
# Three questions before every `out=` and every `+=`. Who reads this array later: a later line, a masked step that copies the
# old state, the backward pass? Does the array belong to me, or did somebody hand it in? And is it a copy, so that my work
# goes nowhere?
#
# ## Fused gates
#
# An LSTM has four products with $h_{t-1}$ per step. Since unit 05 they stand side by side in one kernel. Is that more than
# convenience?

# %%
h, gate_kernels = np.ones((BATCH, UNITS), "float32"), [np.ones((UNITS, UNITS), "float32")] * 4
side_by_side = np.concatenate(gate_kernels, axis=1)
four = seconds(lambda: [h @ one for one in gate_kernels])
print(f"four products {1e6 * four:.1f} microseconds, one product {1e6 * seconds(lambda: h @ side_by_side):.1f}")

# %% [markdown]
# One call instead of four, and $h$ is fetched once. The same can be done for what comes after. A sigmoid is a stretched tanh,
#
# $$\sigma(a)=\tfrac12\tanh(\tfrac12a)+\tfrac12\tag{10.7}$$
#
# so a single sweep of `np.tanh` over the whole row of gates does for all four, if the columns of $i$, $f$, $o$ are halved
# before it and stretched after it. Nothing in (10.7) can overflow, and `np.tanh` uses the processor's wide instructions.
# Three ways to a sigmoid:

# %%
a = rng.normal(size=(BATCH, 4 * UNITS)).astype("float32")


def by_cases(a):  # unit 05
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, small) / (1 + small)


def by_tanh(a):
    out = np.tanh(0.5 * a)
    out *= 0.5
    out += 0.5
    return out


for name, way in [("by cases", by_cases), ("1 / (1 + exp(-a))", lambda a: 1 / (1 + np.exp(-a))), ("by tanh", by_tanh)]:
    print(f"{name:18} {1e6 * seconds(lambda: way(a)):6.1f} microseconds, off by {np.max(np.abs(way(a) - by_cases(a))):.0e}")

# %% [markdown]
# The slope of both follows from the value $y$. With $\kappa=\tfrac12$ for a sigmoid and $\kappa=1$ for tanh, the activation is
# $y=\kappa\tanh(\kappa a)+1-\kappa$, and
#
# $$\frac{dy}{da}=(1-y)\,(y+2\kappa-1)\tag{10.8}$$
#
# is $(1-y)\,y$ in one case and $(1-y)(1+y)$ in the other: the whole row again in one sweep. The GRU fuses as well if its reset
# gate comes **after** the product (unit 06): then one product per step serves all three blocks. With the reset before it, the
# third block has to wait for the first two.
#
# ## float32
#
# Half the bytes, twice the numbers per instruction. Do we pay for it? We run the RNN in both and look how far the states
# part over time.

# %%
narrow = [array.astype("float32") for array in (x, h_0, kernel, recurrent_kernel, bias)]
both = rnn_slow(*narrow), rnn_slow(x, h_0, kernel, recurrent_kernel, bias)
apart = np.max(np.abs(both[0] - both[1]), axis=(0, 2))
print(f"float64 {1e3 * slow:.2f} ms, float32 {1e3 * seconds(lambda: rnn_slow(*narrow)):.2f} ms")
print("largest difference after 1, 8, 64 steps:", apart[[0, 7, 63]])

# %% [markdown]
# The states stay together to about six digits, which is more than training needs. (Gradient checks are another matter, and
# stay in float64.) But float32 is **lost easily**. One float64 array, and everything it touches is float64 from there on, correct and
# slow:

# %%
single = np.ones(3, "float32")
cases = {
    "single * 0.5": single * 0.5,
    "single * np.array([0.5])": single * np.array([0.5]),
    "single + np.zeros(3)": single + np.zeros(3),
    "single + np.zeros(3, single.dtype)": single + np.zeros(3, single.dtype),
    "single * np.array([True, False, True])": single * np.array([True, False, True]),
}
for text, value in cases.items():
    print(f"{text:40} {value.dtype}")

# %% [markdown]
# Python's own numbers do no harm, nor do booleans. Arrays made without a type do: `np.zeros`, `np.ones`, `np.empty`,
# `np.array`, and most random numbers. So in code that is to be fast, every buffer is made with `x.dtype`.
#
# ## Batch size
#
# The roofline says that more rows use each weight more often. So the time **per sample** should fall with the batch, and
# stop falling when the flat roof is reached.

# %%
batches, per_sample = [1, 2, 4, 8, 16, 32, 64, 128, 256], []
for batch in batches:
    inputs, state = np.ones((batch, 16, FEATURES), "float32"), np.zeros((batch, UNITS), "float32")
    per_sample.append(seconds(lambda: rnn_slow(inputs, state, *narrow[2:]), 0.2) / batch / 16)
figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
axes.loglog(batches, 1e6 * np.array(per_sample), "o-", color=COLOR["h"])
axes.set(xlabel="batch", ylabel="µs per sample and step")
axes.set_xticks(batches, batches)
axes.yaxis.set_major_locator(plt.LogLocator(subs=(1, 2, 5)))
axes.yaxis.set_major_formatter("{x:g}")
axes.minorticks_off()
plt.show()

# %% [markdown]
# Free speed? Not for training: with a larger batch there are fewer updates per epoch, and past some size they do not get
# better in return (and the learning rate has to be found again). For **using** a network on many inputs there is no such
# price. And when a network writes text, one character after the other for one reader, the batch is 1 and the left end of
# this curve is where you live.
#
# ## Backward: what has to wait
#
# Back through time the same question again: what waits for the step on the right, and what does not? For the plain RNN, with
# $da_t=dh_t\odot(1-h_t^2)$:
#
# - $dh_{t-1}=da_t\,W_h^\top$ waits. It is the chain.
# - $dx_t=da_t W_x^\top$, $dW_x=\sum_t x_t^\top da_t$, $dW_h=\sum_t h_{t-1}^\top da_t$ and $db=\sum_t da_t$ do **not**. If
#   the loop writes every $da_t$ into a buffer $dA$, time first, then all of them can be made after the loop.
#
# And a sum over time of products is one product of tall matrices: rows of $X$ and $dA$ that belong together meet, whichever
# step they are from.
#
# $$dW_x=\sum_t x_t^\top da_t=X^\top dA\tag{10.12}$$

# %%
d_a = rng.normal(size=(TIMESTEPS, BATCH, 4 * UNITS)).astype("float32")


def summed_in_the_loop(steps, d_a):
    total = np.zeros((steps.shape[2], d_a.shape[2]), "float32")
    for x_t, d_a_t in zip(steps, d_a):
        total += x_t.T @ d_a_t
    return total


def one_tall_product(steps, d_a):
    return steps.reshape(-1, steps.shape[2]).T @ d_a.reshape(-1, d_a.shape[2])


print("the same:", np.allclose(summed_in_the_loop(time_first, d_a), one_tall_product(time_first, d_a), atol=1e-2))
for batch in [1, 4, 16, 64]:
    few = time_first[:, :batch].copy(), d_a[:, :batch].copy()
    within, after = (seconds(lambda: way(*few), 0.1) for way in (summed_in_the_loop, one_tall_product))
    print(f"batch {batch:2}: in the loop {1e6 * within:6.0f} microseconds, after it {1e6 * after:6.0f}")

# %% [markdown]
# This takes memory for speed: $dA$ of all steps must be kept, as large as the gates.
#
# Together: the RNN again, with all of this. Half of it stays slow, namely the loop with its small products. By how much do
# we win?

# %%
def rnn_fast(x, h_0, kernel, recurrent_kernel, bias):
    """Run a plain RNN: one product for all inputs, states written into the place where their sums lay."""
    batch, timesteps, features = x.shape
    h_all = (x.swapaxes(0, 1).reshape(-1, features) @ kernel).reshape(timesteps, batch, -1)
    h = h_0
    for a in h_all:  # a is a view of one page
        a += h @ recurrent_kernel + bias
        h = np.tanh(a, out=a)
    return h_all.swapaxes(0, 1)


print("the same:", np.allclose(rnn_fast(*narrow), rnn_slow(*narrow), atol=1e-5))
slow, fast = seconds(lambda: rnn_slow(x, h_0, kernel, recurrent_kernel, bias)), seconds(lambda: rnn_fast(*narrow))
print(f"as in unit 02 {1e3 * slow:.2f} ms, now {1e3 * fast:.2f} ms: {slow / fast:.1f} times as fast")
print(f"{operations / fast / 1e9:.1f} GFLOP/s, {operations / fast / PEAK:.0%} of the best product in float32")

# %% [markdown]
# ## The other cores
#
# NumPy spreads a large product over all cores by itself. The lines between the products, and the interpreter that calls them,
# stay on one. What else could be shared out? Not the steps, for each waits for the one before. But the **samples** of a batch
# know nothing of one another, and the gradient of a sum is the sum of the gradients. So each of two processes gets the same
# weights and half of the batch, and what they find is added. The arithmetic of it, here still in one process:

# %%
whole = one_tall_product(time_first, d_a)
shares = [one_tall_product(time_first[:, part], d_a[:, part]) for part in (slice(32), slice(32, None))]
print("two shares make the gradient of the kernel:", np.allclose(whole, sum(shares), atol=1e-2))

# %% [markdown]
# That is **data parallelism**, and the largest networks are trained so, with thousands of graphics cards in the place of our
# two processes. On a computer with two cores, a training step of this course's fused LSTM (batch 64, 64 steps, 128 units) took
# 27 ms in one process, whose products use both cores, and 18 ms in two processes with one core each (`benchmarks/cells.md`; the
# halves of the batch were there before the clock started). Two **threads** gained nothing: in Python one thread at a time
# holds the interpreter, and calls as short as ours spend their time on handing it over.

# %% [markdown]
# ## The loop in a framework
#
# TensorFlow, JAX and PyTorch do not run your Python line by line, once they have **compiled** it. What becomes of the loop
# over time?
#
# - A **while-loop** in the graph (`tf.while_loop`, and Keras's recurrent layers on TensorFlow): one step is compiled and run
#   `timesteps` times. Short to compile, any length. But results are collected in a list in the graph, and each step starts
#   its operations one by one.
# - **scan** (`jax.lax.scan`, `keras.ops.scan`): the same with a fixed form: a carry from step to step and an output per step.
#   This is what XLA, the compiler behind JAX, handles well, backward too.
# - **unroll** (`unroll=True`): the loop is written out, `timesteps` copies of the step. No loop is left, and the compiler sees
#   everything; but compiling takes longer with every step, and the length is fixed.
# - **jit** (`jit_compile=True`): XLA joins neighbouring operations into one, so that sums, activations and products with
#   gates go over memory once. That is what we did by hand with `out=`.
#
# Which is best, depends on the machine: on CPUs, XLA often loses against hand-written products. So it is measured, with an
# LSTM of Keras: the first call, which compiles, and the calls after it. (Importing Keras takes some seconds; without it the
# cells say so.)

# %%
HAVE_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAVE_KERAS:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with open(os.devnull, "w") as nowhere:  # TensorFlow greets on file 2, whatever its settings
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        import keras
        import tensorflow as tf

        os.dup2(kept, 2)
    print(f"Keras {keras.__version__} on {keras.backend.backend()}; graphics cards: {len(tf.config.list_physical_devices('GPU'))}")
else:
    print("Keras is not installed here; with it, the next cells measure its loops.")

# %%
STEPS = 8  # few, because compiling an unrolled loop takes its time


def keras_step(**options):
    """Return a function that does one training step of an LSTM of Keras, and how long its first call took."""
    jit = options.pop("jit_compile")
    layer = keras.layers.LSTM(UNITS, return_sequences=True, **options)
    model = keras.Sequential([keras.Input((STEPS, FEATURES), batch_size=BATCH), layer])
    model.compile(optimizer="sgd", loss="mse", jit_compile=jit)
    inputs, wanted = np.zeros((BATCH, STEPS, FEATURES), "float32"), np.zeros((BATCH, STEPS, UNITS), "float32")
    start = time.perf_counter()
    model.train_on_batch(inputs, wanted)
    return lambda: model.train_on_batch(inputs, wanted), time.perf_counter() - start


if HAVE_KERAS:
    print(f"an LSTM of Keras, {STEPS} steps, forward and backward")
    for unroll in [False, True]:
        for jit in [False, True]:
            step, first = keras_step(unroll=unroll, jit_compile=jit)
            print(f"unroll {unroll!s:5}  jit {jit!s:5}  first call {first:5.2f} s, then {1e3 * seconds(step):6.1f} ms")

# %% [markdown]
# Look at both columns. What the compiler takes at the beginning has to come back over the training; for short experiments
# it does not.
#
# Are we still computing the same thing? Our fast RNN against `SimpleRNN`, same weights:

# %%
if HAVE_KERAS:
    layer = keras.layers.SimpleRNN(UNITS, return_sequences=True)
    layer.build((None, None, FEATURES))
    layer.set_weights(narrow[2:])
    call = tf.function(layer)
    inputs, state = tf.constant(narrow[0]), tf.constant(narrow[1])
    theirs = call(inputs, initial_state=state).numpy()
    print(f"largest difference {np.max(np.abs(theirs - rnn_fast(*narrow))):.0e}")
    taken = seconds(lambda: call(inputs, initial_state=state).numpy())
    print(f"forward: Keras {1e3 * taken:.2f} ms, ours {1e3 * fast:.2f} ms, unit 02 {1e3 * slow:.2f} ms")

# %% [markdown]
# Who is ahead depends on sizes, cores and versions. Both make the same products.
#
# ## Graphics cards
#
# A graphics card is a machine with a much higher roof: thousands of small arithmetic units, and fast memory to feed them. Its
# flat part begins further to the right, and every call has to be sent to it. A recurrent network meets both with its worst
# side: small products, and a chain of them. So:
#
# - **Large batches and many units**, or the card is idle. For a small network with a batch of 1 the CPU is often faster.
# - **One call for the whole sequence.** NVIDIA's cuDNN has kernels for LSTM and GRU that make all inputs at once, as (10.5),
#   fuse the gates, and keep the chain on the card; for several layers they work on a diagonal, layer 2 at step $t$ beside layer
#   1 at step $t+1$ (Appleyard, Kočiský and Blunsom 2016). Keras takes them by itself **only if** the cell is the standard one:
#   tanh and sigmoid, no recurrent dropout, no `unroll`, with bias, for the GRU `reset_after=True`, and padding at the end of
#   the sequences. Change one of these, and the layer works as before, many times slower.
# - **Half precision** (float16, bfloat16) doubles the rate once more, with sums kept in float32.
#
# That chain is also why transformers took over where texts are long: none of their products waits for another one step before.

# %% [markdown]
# ## Recap
#
# 1. Measure first. Count operations, (10.1), and compare the rate with the best product of the same machine.
# 2. The roofline: work with few operations per byte waits for memory, small calls wait for Python.
# 3. What does not wait for the state goes out of the loop: all inputs in one product, all gradients of weights in one product.
# 4. Side by side: one product and one tanh for all gates, in a buffer made once, in place. Ask who still reads what you
#    overwrite.
# 5. float32 from end to end, batches as large as the task allows, shared out among processes where cores are idle; compile,
#    unroll and jit after measuring; on a GPU keep to what cuDNN can do.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | in code | elsewhere |
# |---|---|---|
# | $F$ (10.1), FLOP | `flops_per_step` | MACs count a multiplication with its addition as one: $F/2$ |
# | 3 F (10.2) | `training=True` | "backward costs twice forward" |
# | $I$ (10.3) | `arithmetic_intensity` | operational intensity (Williams et al.) |
# | $\min(P, I b)$ (10.4) | | roofline; "compute bound" right, "memory bound" left |
# | $A=XW_x$ (10.5) | `np.matmul(rows, kernel, out=...)` | input projection; cuDNN: streaming the inputs |
# | $A_t+h_{t-1}W_h+b$ (10.6) | `gates[t] += ...` | recurrent projection, hidden-to-hidden |
# | $\tfrac12\tanh\tfrac12a+\tfrac12$ (10.7) | `activate` | the same; hard sigmoid is a straight line instead |
# | time first | `(timesteps, batch, ...)` | `time_major`; PyTorch's default, `batch_first=False` |
# | buffers, fused gates | `out=`, views | kernel fusion |

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague doubles the units of an LSTM from 128 to 256, with 32 features. By what factor do the operations of a step
# grow? And the time?
#
# <details><summary>Answer</summary>
#
# $H(D+H)$ goes from 128 · 160 to 256 · 288, a factor of 3.6. The time grows less: the larger products lie higher under the
# roof, and the calls are as many as before.
# </details>
#
# **2.** You write the fused LSTM, all numbers are right, and the time is that of unit 05 in float64. All inputs are float32.
# What do you suspect, and how do you find it in one line?
#
# <details><summary>Answer</summary>
#
# Some array was made without a type, and everything after it is float64. Print the `dtype` of what the function returns,
# and of each item of the cache: the first that says float64 comes right after the culprit.
# </details>
#
# **3.** Without masks the fused version agrees with unit 05. With masks the outputs are wrong from the first gap on. What in
# the work in place can be the reason?
#
# <details><summary>Answer</summary>
#
# A masked step copies the state before it. If that state was overwritten (say, by its product with the forget gate), nobody
# else notices, but the copy is wrong. The other candidate is the mask itself: read at the wrong step, since the buffers are
# time first and the mask is batch first.
# </details>

# %% [markdown]
# ## Sources
#
# - S. Williams, A. Waterman and D. Patterson (2009): Roofline: an insightful visual performance model for multicore
#   architectures. *Communications of the ACM* 52 (4), 65-76.
# - J. Appleyard, T. Kočiský and P. Blunsom (2016): Optimizing performance of recurrent neural networks on GPUs.
#   arXiv:1604.01946. What cuDNN does.
#
# **Now build it:** [assignment 10](../assignments/a10_make_it_fast/a10_make_it_fast.ipynb).
