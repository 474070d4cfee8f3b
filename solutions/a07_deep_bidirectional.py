# ---
# jupyter:
#   autograder:
#     title: Both ways and in layers
#     cell_seconds: 90
# ---

# %% [markdown]
# # Assignment 07: Both ways and in layers
#
# "He said, Teddy ...": a president or a toy? The words so far do not tell; the next ones will. You build a network that
# reads a sentence from both ends, and its backward pass; then you put layers on top of each other, and add three things
# that deep recurrent networks are trained with: layer normalisation, dropout that spares the memory, an initial state
# that is learnt. At the end your own functions learn to tell the two Teddies apart, beside a network that reads one way
# only and, as you will see, cannot.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [07 Both ways and in
# layers](../../course/07_deep_bidirectional.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you: the recurrent network of units 02 and 03**, forward and backward, with masks, so that nothing here
# depends on how far you got there. `RNNWeights` groups the weights of one network: `*weights` in a call passes kernel,
# recurrent kernel and bias, in this order. The same class also holds their three gradients. It and the caches are named
# tuples: return them as they are defined here, since other cells read their items by name, which a plain tuple does not
# allow.

# %% given="tuples"
from typing import NamedTuple

import numpy as np


class RNNWeights(NamedTuple):
    kernel: np.ndarray  # (features, units)
    recurrent_kernel: np.ndarray  # (units, units)
    bias: np.ndarray  # (units,)


class RNNCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features)
    h_0: np.ndarray  # (batch, units)
    h_all: np.ndarray  # (batch, timesteps, units)
    mask: np.ndarray | None  # (batch, timesteps), True = real token; None = all are real


class BidirectionalCache(NamedTuple):
    forward: RNNCache  # as rnn_forward returned it
    backward: RNNCache  # the same, of the sequence turned round

# %% given="recurrent_forward"
def rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Compute all time steps: h_all (batch, timesteps, units) and its RNNCache."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        h_next = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)  # (2.1), (2.2)
        h = h_next if mask is None else np.where(mask[:, t, None], h_next, h)  # (2.6)
        states.append(h)
    return np.stack(states, axis=1), RNNCache(x, h_0, np.stack(states, axis=1), mask)

# %% given="recurrent_backward"
def rnn_backward(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Carry gradients back through all steps: d_x, d_h_0, d_kernel, d_recurrent_kernel, d_bias."""
    x, h_0, h_all, mask = cache
    real = np.ones(x.shape[:2], dtype=bool) if mask is None else mask
    h_before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)
    d_a, d_h = np.zeros_like(h_all), d_h_last
    for t in reversed(range(x.shape[1])):
        d_h = d_h + d_h_all[:, t]  # (3.12)
        keep = real[:, t, None]
        d_a[:, t] = np.where(keep, d_h * (1 - h_all[:, t] ** 2), 0.0)  # (3.6)
        d_h = np.where(keep, d_a[:, t] @ recurrent_kernel.T, d_h)  # (3.14)
    time_and_batch = ([0, 1], [0, 1])
    d_kernel = np.tensordot(x, d_a, time_and_batch)  # (3.13)
    d_recurrent_kernel = np.tensordot(h_before, d_a, time_and_batch)
    return d_a @ kernel.T, d_h, d_kernel, d_recurrent_kernel, np.sum(d_a, axis=(0, 1))

# %% given="output_layer"
def softmax(logits):
    """Turn logits into probabilities over the last axis."""
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)  # (2.8)


def classify(h_all, targets, mask, output_kernel, output_bias):
    """Output layer and cross-entropy, forward and backward: probabilities, loss, and the gradients.

    The loss is the mean over the tokens where mask is True; d_h_all, d_output_kernel, d_output_bias are its gradients.
    """
    probabilities = softmax(h_all @ output_kernel + output_bias)  # (2.7)
    one_hot = np.eye(len(output_bias))[targets]
    loss = -np.sum(np.log(np.sum(probabilities * one_hot, axis=-1)) * mask) / np.sum(mask)  # (2.10)
    d_logits = (mask[:, :, None] / np.sum(mask)) * (probabilities - one_hot)  # (3.2)
    d_output_kernel = np.tensordot(h_all, d_logits, ([0, 1], [0, 1]))  # (3.4)
    return probabilities, loss, (d_logits @ output_kernel.T, d_output_kernel, np.sum(d_logits, axis=(0, 1)))

# %% given="tools"
def adam_update(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Move a parameter one step of Adam (unit 03): parameter, m, v."""
    m = beta_1 * m + (1 - beta_1) * gradient  # (3.17)
    v = beta_2 * v + (1 - beta_2) * gradient**2  # (3.18)
    m_hat, v_hat = m / (1 - beta_1**step), v / (1 - beta_2**step)  # (3.20), (3.21)
    return parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v  # (3.22)


def wiggled(loss, array, epsilon=1e-5):
    """Estimate the gradient of a loss by central differences (unit 03)."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        step = np.zeros_like(array)
        step[index] = epsilon
        gradient[index] = (loss(array + step) - loss(array - step)) / (2 * epsilon)  # (3.1)
    return gradient


def equal(first, second):
    """Tell whether two arrays are the same but for rounding."""
    return first.shape == second.shape and bool(np.all(np.abs(first - second) < 1e-8))

# %% [markdown]
# **And something small to try things on**: 2 sequences of 4 time steps, 3 features, 2 units a layer. The second
# sequence has only 2 real steps.

# %% given="toy"
rng = np.random.default_rng(7)
toy_x = rng.normal(size=(2, 4, 3))  # (batch, timesteps, features)
toy_mask = np.array([[True, True, True, True], [True, True, False, False]])
toy_h_0 = np.zeros((2, 2))  # (batch, units)


def draw_weights(rng, features, units):
    """Draw small weights of one recurrent network."""
    return RNNWeights(rng.normal(size=(features, units)) / 2, rng.normal(size=(units, units)) / 2, rng.normal(size=units) / 2)


toy_forward, toy_backward = draw_weights(rng, 3, 2), draw_weights(rng, 3, 2)
toy_layers = [draw_weights(rng, 3, 2), draw_weights(rng, 2, 2)]

# %% [markdown]
# ## Exercise 1: turn round, but leave the padding (2 points)
#
# To read a sequence from its end, turn it round and use the loop you have. In a padded batch every sequence has its own
# end, and the padding must stay behind it. With $n$ real steps in a sequence:
#
# $$\overleftarrow{x}_t = \begin{cases} x_{n+1-t} & t \le n \\ x_t & t > n \end{cases} \qquad t = 1 \dots T \tag{7.1}$$
#
# - `x`: `(batch, timesteps, features)` or, for ids, `(batch, timesteps)`
# - `mask`: `(batch, timesteps)`, `True` = real token. In this unit padding stands at the end only. `None` = all steps
#   are real.
# - returns the turned sequences, the shape of `x`. What stands at padded steps is left as it is.
#
# Turning round twice gives the old sequence back, and you will use it in both directions. Mind that (7.1) counts from
# 1, and Python from 0.

# %% solution="reverse_sequences"
def reverse_sequences(x, mask):
    """Turn the real steps of each sequence round; padding stays behind them.

    Args:
        x: (batch, timesteps, features) or (batch, timesteps).
        mask: (batch, timesteps), bool, True = real token, padding at the end only; None = all real.

    Returns:
        turned: the shape of x.
    """
    ### BEGIN SOLUTION
    batch, timesteps = x.shape[:2]
    steps = np.arange(timesteps)
    lengths = np.full(batch, timesteps) if mask is None else np.sum(mask, axis=1)
    lengths = lengths[:, None]  # (batch, 1)
    places = np.where(steps < lengths, lengths - 1 - steps, steps)  # (7.1), counted from 0: (batch, timesteps)
    return x[np.arange(batch)[:, None], places]
    ### END SOLUTION

# %% see=true
ids = np.array([[11, 12, 13, 14, 15], [21, 22, 23, 0, 0]])
print(reverse_sequences(ids, ids > 0))
print(reverse_sequences(ids, None))
print("twice gives the old back:", equal(reverse_sequences(reverse_sequences(toy_x, toy_mask), toy_mask), toy_x))

# %% test="reverse_sequences" points=2
check(reverse_sequences)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Make a table of places, `(batch, timesteps)`: from which time step does each entry of the result come? Write it down
# by hand for 5 steps, first for 5 real ones (4, 3, 2, 1, 0), then for 3 real ones (2, 1, 0, 3, 4). Counted from 0, the
# first entry comes from $n - 1$. A loop over the samples is fine as well.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.sum(mask, axis=1)` counts the real steps of each sequence. `np.where(condition, first, second)` chooses place by
# place. `x[rows, places]` with `rows = np.arange(batch)[:, None]` picks for each sample its own time steps, whether or
# not a feature axis follows.
# </details>

# %% [markdown]
# ## Exercise 2: read both ways (3 points)
#
# Two networks with weights of their own read the same sequence, one from each end. At every step their states stand
# side by side, so that whoever reads $h_t$ knows the past **and** the future of step $t$:
#
# $$\overrightarrow{h}_t = \mathrm{cell}^{\rightarrow}(x_t, \overrightarrow{h}_{t-1}), \qquad t = 1 \dots n \tag{7.2}$$
# $$\overleftarrow{h}_t = \mathrm{cell}^{\leftarrow}(x_t, \overleftarrow{h}_{t+1}), \qquad t = n \dots 1 \tag{7.3}$$
# $$h_t = [\,\overrightarrow{h}_t\,;\,\overleftarrow{h}_t\,] \tag{7.4}$$
#
# You need not write a loop that runs backwards: turn the sequence round, run `rnn_forward`, turn its states round
# again.
#
# - `x`: `(batch, timesteps, features)`; `h_0_forward`, `h_0_backward`: `(batch, units)`, where each network starts:
#   $\overrightarrow{h}_0$ and $\overleftarrow{h}_{n+1}$
# - `forward`, `backward`: two `RNNWeights`; `mask`: as in exercise 1
# - returns `h_all`, `(batch, timesteps, 2 units)`, the forward half first, and `BidirectionalCache(forward, backward)`:
#   the two caches **as `rnn_forward` returned them**
#
# At padded steps both networks stand still and repeat the state they ended in: the forward one that of step $n$, the
# backward one that of step 1, where its reading ends.

# %% solution="bidirectional_forward"
def bidirectional_forward(x, h_0_forward, h_0_backward, forward, backward, mask=None):
    """Read sequences from both ends and join the states of each step.

    Args:
        x: (batch, timesteps, features). h_0_forward, h_0_backward: (batch, units).
        forward, backward: RNNWeights(kernel, recurrent_kernel, bias).
        mask: (batch, timesteps), bool, True = real token, padding at the end only; None = all real.

    Returns:
        h_all: (batch, timesteps, 2 units), the forward half first.
        cache: BidirectionalCache(forward, backward).
    """
    ### BEGIN SOLUTION
    to_the_right, forward_cache = rnn_forward(x, h_0_forward, *forward, mask)  # (7.2)
    turned_x = reverse_sequences(x, mask)
    turned_states, backward_cache = rnn_forward(turned_x, h_0_backward, *backward, mask)  # (7.3)
    to_the_left = reverse_sequences(turned_states, mask)
    h_all = np.concatenate([to_the_right, to_the_left], axis=-1)  # (7.4)
    return h_all, BidirectionalCache(forward_cache, backward_cache)
    ### END SOLUTION

# %% see=true
h_all, cache = bidirectional_forward(toy_x, toy_h_0, toy_h_0, toy_forward, toy_backward, toy_mask)
print("shape:", h_all.shape)
print("sample 1, forward unit 0: ", h_all[1, :, 0].round(3))
print("sample 1, backward unit 0:", h_all[1, :, 2].round(3))
print("cache.backward.h_all:     ", cache.backward.h_all[1, :, 0].round(3))

# %% test="bidirectional_forward" points=3
check(bidirectional_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Five calls: two of `rnn_forward`, two of `reverse_sequences`, one that joins. In which order does the backward network
# see the time steps? In which order do its states come out, and in which must they stand beside those of the forward
# network? The mask is the same in all calls, since padding stays at the end.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `rnn_forward(x, h_0_forward, *forward, mask)` returns states and cache. `np.concatenate([left, right], axis=-1)` puts
# two arrays side by side along the last axis. The backward cache holds the turned inputs and the turned states; leave
# it so.
# </details>

# %% [markdown]
# ## Exercise 3: the gradient both ways (3 points)
#
# What the loss says about $h_t$ is the two halves side by side. Each half goes back through its own network:
#
# $$dh_t = [\,d\overrightarrow{h}_t\,;\,d\overleftarrow{h}_t\,] \tag{7.5}$$
#
# Both networks read the same input, so both have something to say about it, and the two gradients add:
#
# $$dx_t = dx_t^{\rightarrow} + dx_t^{\leftarrow} \tag{7.6}$$
#
# The backward network saw everything turned round, and its cache is turned round: so its gradients go in turned round,
# and what comes out for $x$ must be turned round once more.
#
# - `d_h_all`: `(batch, timesteps, 2 units)`; `cache`: a `BidirectionalCache`; `forward`, `backward`: the `RNNWeights`
# - returns `d_x`, the shape of `x`, then `d_forward` and `d_backward`, two `RNNWeights` that hold gradients
#
# Nobody else uses the last states of the two networks: the `d_h_last` of both is zeros. The mask lies in both caches.

# %% solution="bidirectional_backward"
def bidirectional_backward(d_h_all, cache, forward, backward):
    """Carry the gradient back through both networks.

    Args:
        d_h_all: (batch, timesteps, 2 units). cache: BidirectionalCache of the forward pass.
        forward, backward: RNNWeights(kernel, recurrent_kernel, bias).

    Returns:
        d_x: (batch, timesteps, features). d_forward, d_backward: RNNWeights of gradients.
    """
    mask = cache.forward.mask
    ### BEGIN SOLUTION
    units = cache.forward.h_0.shape[1]
    d_to_the_right, d_to_the_left = d_h_all[:, :, :units], d_h_all[:, :, units:]  # (7.5)
    nothing = np.zeros_like(cache.forward.h_0)
    d_x_right, _, *d_forward = rnn_backward(d_to_the_right, nothing, cache.forward, *forward[:2])
    d_turned = reverse_sequences(d_to_the_left, mask)
    d_x_turned, _, *d_backward = rnn_backward(d_turned, nothing, cache.backward, *backward[:2])
    d_x_left = reverse_sequences(d_x_turned, mask)
    d_x = d_x_right + d_x_left  # (7.6)
    return d_x, RNNWeights(*d_forward), RNNWeights(*d_backward)
    ### END SOLUTION

# %% see=true
meaning = rng.normal(size=(2, 4, 4))  # the loss is a weighted sum of all states; these are the weights


def loss_of_x(x):
    return np.sum(meaning * bidirectional_forward(x, toy_h_0, toy_h_0, toy_forward, toy_backward, toy_mask)[0])


_, cache = bidirectional_forward(toy_x, toy_h_0, toy_h_0, toy_forward, toy_backward, toy_mask)
d_x, d_forward, d_backward = bidirectional_backward(meaning, cache, toy_forward, toy_backward)
print("d_backward.bias:", d_backward.bias.round(3))
print("d_x, sample 1, feature 0:", d_x[1, :, 0].round(3))
print("equal to the numerical gradient:", equal(d_x, wiggled(loss_of_x, toy_x)))

# %% test="bidirectional_backward" points=3
check(bidirectional_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Read your forward pass from the last line to the first and undo each line: joining becomes cutting in two, turning
# round stays turning round, `rnn_forward` becomes `rnn_backward`. `x` went into two networks: what does that mean for
# its gradient? At which column does the second half begin?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `rnn_backward(d_half, zeros, cache.forward, forward.kernel, forward.recurrent_kernel)` returns five arrays: the first
# is for $x$, the last three fit into `RNNWeights(...)`. For the other network, `reverse_sequences(..., mask)` on its
# half before, and on its gradient of $x$ after.
# </details>

# %% [markdown]
# ## Exercise 4: layers on layers (2 points)
#
# A state at every step is a sequence again, so another network can read it. Layer $l$ has its own weights and its own
# initial state; its inputs are the states of the layer below:
#
# $$h^{(l)}_t = \mathrm{cell}^{(l)}(h^{(l-1)}_t, h^{(l)}_{t-1}), \qquad h^{(0)}_t = x_t, \qquad l = 1 \dots L \tag{7.7}$$
#
# - `x`: `(batch, timesteps, features)`; `h_0s`: a list of $L$ initial states, `(batch, units of that layer)`
# - `layers`: a list of $L$ `RNNWeights`, the lowest first; the layers may differ in width
# - `mask`: `(batch, timesteps)` or `None`; it holds for every layer
# - returns `h_all` of the **top** layer, and `cache`: the list of the $L$ caches, the lowest first

# %% solution="stacked_forward"
def stacked_forward(x, h_0s, layers, mask=None):
    """Run recurrent layers on top of each other.

    Args:
        x: (batch, timesteps, features). h_0s: list of (batch, units), one per layer.
        layers: list of RNNWeights, the lowest layer first.
        mask: (batch, timesteps), bool, True = real token; None = all real.

    Returns:
        h_all: (batch, timesteps, units of the top layer). cache: list of RNNCache, the lowest layer first.
    """
    ### BEGIN SOLUTION
    caches, h_all = [], x
    for h_0, layer in zip(h_0s, layers, strict=True):
        h_all, layer_cache = rnn_forward(h_all, h_0, *layer, mask)  # (7.7)
        caches.append(layer_cache)
    return h_all, caches
    ### END SOLUTION

# %% see=true
h_all, caches = stacked_forward(toy_x, [toy_h_0, toy_h_0], toy_layers, toy_mask)
print("lower layer, sample 1, unit 0:", caches[0].h_all[1, :, 0].round(3))
print("upper layer, sample 1, unit 0:", h_all[1, :, 0].round(3))

# %% test="stacked_forward" points=2
check(stacked_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Which layer is finished first? Each layer reads a whole sequence, so you can run the first over all steps, then the
# second over all steps. One variable holds "the sequence that the next layer reads": what is it before the loop?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `for h_0, layer in zip(h_0s, layers)` walks through both lists together. One `rnn_forward` per turn, and `append` its
# cache to a list.
# </details>

# %% [markdown]
# ## Exercise 5: back down (3 points)
#
# Backward, the layers are undone from the top to the bottom. What a layer gives out as the gradient of its **inputs**
# is, for the layer below, the gradient that arrives from above at its **states**:
#
# $$dh^{(l-1)}_t = dx^{(l)}_t, \qquad l = L \dots 1 \tag{7.8}$$
#
# - `d_h_all`: what reaches the states of the top layer, `(batch, timesteps, units of the top layer)`
# - `cache`: the list of exercise 4; `layers`: the list of `RNNWeights`, both with the lowest layer first
# - returns `d_x`, the shape of $x$, and `d_layers`: a list of `RNNWeights` that hold gradients, **the lowest layer
#   first**
#
# The last states are used by nobody else: every `d_h_last` is zeros. (In a decoder they would not be.)

# %% solution="stacked_backward"
def stacked_backward(d_h_all, cache, layers):
    """Carry the gradient back through recurrent layers on top of each other.

    Args:
        d_h_all: (batch, timesteps, units of the top layer). cache: list of RNNCache, the lowest layer first.
        layers: list of RNNWeights, the lowest layer first.

    Returns:
        d_x: (batch, timesteps, features). d_layers: list of RNNWeights of gradients, the lowest layer first.
    """
    ### BEGIN SOLUTION
    d_layers, d_below = [], d_h_all
    for layer_cache, layer in zip(reversed(cache), reversed(layers), strict=True):
        nothing = np.zeros_like(layer_cache.h_0)
        d_below, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])  # (7.8)
        d_layers.append(RNNWeights(*d_weights))
    return d_below, d_layers[::-1]
    ### END SOLUTION

# %% see=true
meaning = rng.normal(size=(2, 4, 2))


def loss_of_lower_kernel(kernel):
    lower = toy_layers[0]._replace(kernel=kernel)
    return np.sum(meaning * stacked_forward(toy_x, [toy_h_0, toy_h_0], [lower, toy_layers[1]], toy_mask)[0])


_, caches = stacked_forward(toy_x, [toy_h_0, toy_h_0], toy_layers, toy_mask)
d_x, d_layers = stacked_backward(meaning, caches, toy_layers)
print("d_x, sample 1, feature 0:", d_x[1, :, 0].round(3))
print("bias of lower, upper layer:", d_layers[0].bias.round(3), d_layers[1].bias.round(3))
print("equal to the numerical gradient:", equal(d_layers[0].kernel, wiggled(loss_of_lower_kernel, toy_layers[0].kernel)))

# %% test="stacked_backward" points=3
check(stacked_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# One running variable again: the gradient that arrives at the states of the layer you are at. What is it for the top
# layer, and what is it after the lowest? You meet the layers from the top down, but `d_layers` is asked for from the
# bottom up. Do not turn the caller's lists round in place.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `zip(reversed(cache), reversed(layers))` walks down both lists and leaves them as they are. `rnn_backward` returns
# `d_x` of the layer first and three weight gradients last; `d_layers[::-1]` is a list turned round.
# </details>

# %% [markdown]
# ## Exercise 6: layer normalisation (2 points)
#
# Before they enter the tanh, the pre-activations of one step of one sample are shifted and scaled so that over the
# units they have mean 0 and spread 1. With $H$ units:
#
# $$\mu = \frac{1}{H} \sum_j a_j \tag{7.11}$$
# $$\sigma = \sqrt{\frac{1}{H} \sum_j (a_j - \mu)^2 + \varepsilon} \tag{7.12}$$
# $$\hat a_j = \frac{a_j - \mu}{\sigma} \tag{7.13}$$
# $$y_j = \gamma_j\, \hat a_j + \beta_j \tag{7.14}$$
#
# Gain $\gamma$ and offset $\beta$ are learnt: they let the network undo it where that is better. Each row uses its own
# $\mu$ and $\sigma$, so no sample depends on another, and no time step on another.
#
# - `a`: `(..., units)`, any number of axes before the last; `gain`: $\gamma$, `offset`: $\beta$, both `(units,)`;
#   `epsilon`: $\varepsilon$
# - returns `normed`: $y$, the shape of `a`, and `LayerNormCache(a_hat, sigma)`, with `sigma` of shape `(..., 1)`

# %% given="layer_norm_cache"
class LayerNormCache(NamedTuple):
    a_hat: np.ndarray  # (..., units)
    sigma: np.ndarray  # (..., 1)

# %% solution="layer_norm_forward"
def layer_norm_forward(a, gain, offset, epsilon=1e-5):
    """Normalise pre-activations over the units (Ba, Kiros and Hinton 2016, equation 4).

    Args:
        a: (..., units). gain, offset: (units,). epsilon: float, keeps the root away from zero.

    Returns:
        normed: (..., units). cache: LayerNormCache(a_hat, sigma).
    """
    ### BEGIN SOLUTION
    mean = np.mean(a, axis=-1, keepdims=True)  # (7.11): (..., 1)
    sigma = np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True) + epsilon)  # (7.12)
    a_hat = (a - mean) / sigma  # (7.13)
    normed = gain * a_hat + offset  # (7.14)
    return normed, LayerNormCache(a_hat, sigma)
    ### END SOLUTION

# %% see=true
large = np.array([[1.0, 2.0, 3.0, 6.0], [100.0, 200.0, 300.0, 600.0]])
normed, cache = layer_norm_forward(large, gain=np.ones(4), offset=np.zeros(4))
print(normed.round(3))
print("sigma:", cache.sigma[:, 0].round(3))
print(layer_norm_forward(large, np.array([1.0, 1.0, 1.0, 0.1]), np.array([0.0, 0.0, 0.0, 5.0]))[0].round(3))

# %% test="layer_norm_forward" points=2
check(layer_norm_forward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# How many means are there? One per row, that is per sample and time step. They must keep a last axis of length 1, or
# they will not line up with the rows. Where exactly does $\varepsilon$ stand in (7.12)?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.mean(..., axis=-1, keepdims=True)` twice: of `a`, and of the squared distances to that mean. Then `np.sqrt`. Gain
# and offset broadcast over the last axis by themselves.
# </details>

# %% [markdown]
# ## Exercise 7: back through layer normalisation (3 points)
#
# Moving one $a_j$ moves $\hat a_j$, but it also moves the mean and the spread, and with them every other $\hat a$ of
# its row. The three effects together:
#
# $$d\hat a_j = \gamma_j\, dy_j \tag{7.16}$$
# $$da_j = \frac{1}{\sigma} \Big( d\hat a_j - \frac{1}{H} \sum_k d\hat a_k - \hat a_j\, \frac{1}{H} \sum_k d\hat a_k\,
# \hat a_k \Big) \tag{7.17}$$
#
# The first term is the direct road, the second leads over the mean, the third over the spread. Gain and offset served
# in every row, so all rows add to their gradients:
#
# $$d\gamma_j = \sum_{\text{rows}} dy_j\, \hat a_j \tag{7.18}$$
# $$d\beta_j = \sum_{\text{rows}} dy_j \tag{7.19}$$
#
# - `d_normed`: $dy$, `(..., units)`; `cache`: `LayerNormCache(a_hat, sigma)`; `gain`: $\gamma$, `(units,)`
# - returns `d_a`, the shape of `d_normed`, then `d_gain` and `d_offset`, both `(units,)`

# %% solution="layer_norm_backward"
def layer_norm_backward(d_normed, cache, gain):
    """Carry the gradient back through layer normalisation.

    Args:
        d_normed: (..., units). cache: LayerNormCache(a_hat, sigma). gain: (units,).

    Returns:
        d_a: (..., units). d_gain: (units,). d_offset: (units,).
    """
    a_hat, sigma = cache
    ### BEGIN SOLUTION
    d_a_hat = gain * d_normed  # (7.16)
    over_mean = np.mean(d_a_hat, axis=-1, keepdims=True)
    over_spread = a_hat * np.mean(d_a_hat * a_hat, axis=-1, keepdims=True)
    d_a = (d_a_hat - over_mean - over_spread) / sigma  # (7.17)
    rows = tuple(range(a_hat.ndim - 1))  # all axes but the last
    d_gain = np.sum(d_normed * a_hat, axis=rows)  # (7.18)
    d_offset = np.sum(d_normed, axis=rows)  # (7.19)
    return d_a, d_gain, d_offset
    ### END SOLUTION

# %% see=true
toy_a, toy_gain, meaning = rng.normal(size=(2, 4)), np.array([1.0, 2.0, 0.5, 1.5]), rng.normal(size=(2, 4))
_, cache = layer_norm_forward(toy_a, toy_gain, np.zeros(4))
d_a, d_gain, d_offset = layer_norm_backward(meaning, cache, toy_gain)
by_wiggling = wiggled(lambda a: np.sum(meaning * layer_norm_forward(a, toy_gain, np.zeros(4))[0]), toy_a)
print("d_a\n", d_a.round(3))
print("sum of each row of d_a:", np.abs(d_a.sum(axis=1)).round(6))
print("equal to the numerical gradient:", equal(d_a, by_wiggling))

# %% test="layer_norm_backward" points=3
check(layer_norm_backward)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Both sums in (7.17) run over the units of one row; those in (7.18) and (7.19) over all rows, whatever axes they lie
# on. Compute $d\hat a$ first and use it, not $dy$, in all three terms. Adding the same number to all $a_j$ of a row
# changes nothing, so the entries of each row of `d_a` must add up to 0.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.mean(..., axis=-1, keepdims=True)` is $\frac{1}{H}\sum_k$. For the sums over rows, either name all axes but the
# last, `axis=tuple(range(a_hat.ndim - 1))`, or `reshape(-1, units)` first and sum over axis 0.
# </details>

# %% [markdown]
# ## Exercise 8: dropout that spares the memory (1 point)
#
# Dropout silences units at random while training. If it hit the cell state of an LSTM at every step, a memory would
# soon be gone. So it is put on the **candidate** $g$, which is only what a step would add: a silenced unit adds
# nothing, and keeps what it knows. With the share $p$ of silenced units (`rate`) and $k$, 1 for a kept unit and 0 for a
# silenced one:
#
# $$\tilde g_t = \begin{cases} \dfrac{k}{1 - p} \odot g_t & \text{while training} \\ g_t & \text{otherwise} \end{cases}
# \tag{7.21}$$
# $$c_t = f_t \odot c_{t-1} + i_t \odot \tilde g_t \tag{7.22}$$
# $$h_t = o_t \odot \tanh(c_t) \tag{7.23}$$
#
# Dividing by $1 - p$ makes up for the silenced ones, so that nothing has to be rescaled later. The function does not
# draw $k$ itself: the caller decides whether one $k$ serves for a whole sequence or every step gets a new one.
#
# - `x_t`: `(batch, features)`; `h_prev`, `c_prev`: `(batch, units)`; weights of an LSTM, gates in the order i, f, g, o;
#   `lstm_gates` below computes the four of them
# - `keep`: $k$, `(batch, units)`, bool; `rate`: $p$, a float below 1; `training`: bool
# - returns `h` and `c`, `(batch, units)`

# %% given="lstm_gates"
def lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the gates i, f, o and the candidate g of an LSTM (unit 05): i, f, g, o, each (batch, units)."""
    i, f, g, o = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (0.5 + 0.5 * np.tanh(a / 2) for a in (i, f, o))  # the sigmoid, written so that it cannot overflow
    return i, f, np.tanh(g), o

# %% solution="recurrent_dropout_step"
def recurrent_dropout_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, keep, rate, training=True):
    """Compute one step of an LSTM with dropout on its candidate (Semeniuta, Severyn and Barth 2016).

    Args:
        x_t: (batch, features). h_prev, c_prev: (batch, units).
        kernel: (features, 4 units). recurrent_kernel: (units, 4 units). bias: (4 units,).
        keep: (batch, units), bool, False = silenced. rate: float, the share of silenced units. training: bool.

    Returns:
        h: (batch, units). c: (batch, units).
    """
    i, f, g, o = lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    ### BEGIN SOLUTION
    if training:
        g = g * keep / (1 - rate)  # (7.21)
    c = f * c_prev + i * g  # (7.22)
    h = o * np.tanh(c)  # (7.23)
    return h, c
    ### END SOLUTION

# %% see=true
kernels = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), np.zeros(8)
c_prev, keep = np.array([[0.8, 0.8]]), np.array([[True, False]])
for training in [True, False]:
    h, c = recurrent_dropout_step(toy_x[:1, 0], toy_h_0[:1], c_prev, *kernels, keep, 0.5, training)
    print("training " if training else "inference", "c", c[0].round(3), "h", h[0].round(3))

# %% test="recurrent_dropout_step" points=1
check(recurrent_dropout_step)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three equations, three lines, and one `if`. Only one of the four things that `lstm_gates` returns is touched by
# dropout. What is the cell state of a silenced unit? Not zero: $f \odot c_{t-1}$.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A boolean array counts as 0 and 1 in a product. With `training=False`, `keep` and `rate` have no influence at all.
# </details>

# %% [markdown]
# ## Exercise 9: an initial state that is learnt (1 point)
#
# Instead of zeros, every sequence may start from one state $s$ that is a parameter like any other. It is copied to all
# samples of the batch, so all samples have something to say about it. With $dh_0^{(n)}$, what `rnn_backward` gives out
# for sample $n$:
#
# $$h_0^{(n)} = s \ \text{ for all } n \qquad\Longrightarrow\qquad ds = \sum_n dh_0^{(n)} \tag{7.24}$$
#
# - `d_h_0`: `(batch, units)`
# - returns `d_initial_state`: $ds$, `(units,)`

# %% solution="learned_initial_state_gradient"
def learned_initial_state_gradient(d_h_0):
    """Compute the gradient of one initial state that all samples share.

    Args:
        d_h_0: (batch, units), the gradient of each sample's initial state.

    Returns:
        d_initial_state: (units,).
    """
    ### BEGIN SOLUTION
    d_initial_state = np.sum(d_h_0, axis=0)  # (7.24)
    return d_initial_state
    ### END SOLUTION

# %% see=true
start, meaning = np.array([0.3, -0.1]), rng.normal(size=(2, 4, 2))


def loss_of_start(start):
    return np.sum(meaning * rnn_forward(toy_x, np.tile(start, (2, 1)), *toy_forward, toy_mask)[0])


_, cache = rnn_forward(toy_x, np.tile(start, (2, 1)), *toy_forward, toy_mask)
_, d_h_0, *_ = rnn_backward(meaning, np.zeros((2, 2)), cache, *toy_forward[:2])
print(learned_initial_state_gradient(d_h_0).round(3))
print("equal to the numerical gradient:", equal(learned_initial_state_gradient(d_h_0), wiggled(loss_of_start, start)))

# %% test="learned_initial_state_gradient" points=1
check(learned_initial_state_gradient)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# One vector was used `batch` times. Which rule held for a bias, which is used once per sample as well?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# One `np.sum` over the axis of the samples.
# </details>

# %% [markdown]
# ## Payoff: which Teddy?
#
# Sentences made from a small grammar. In half of them Teddy is a person, in the other half a toy, and **up to the word
# Teddy nothing tells which**: every beginning goes with both. The task is to classify that one word, from the state at
# its own time step.
#
# The sentences come as **twins** that are alike up to Teddy and then part. In one of the patterns the twins even hold
# the same words, in another order. Whoever reads only the beginning must give both twins the same answer, so one of the
# two is wrong: **chance, 50 %, is not only likely but certain.**

# %% payoff=true
import itertools

import matplotlib.pyplot as plt
from rnnfigures import COLOR

STARTS = ["he said", "she wrote", "we heard", "everybody knows", "my sister told me", "it is true that"]
BETWEEN = ["", "of course", "as you know", "if i am not mistaken"]
PEOPLE, THINGS = ["president", "hunter", "lawyer", "singer"], ["present", "puppet", "pillow", "bargain"]
ENDS = [  # b: between, p: a person, t: a thing; left Teddy is a person, right a toy
    ("roosevelt {b} was a great president", "bears {b} are on sale"),
    ("{b} was a great {p}", "{b} was a great {t}"),
    ("{b} looked like a {p}", "{b} looked like a {t}"),
    ("{b} was the {p} near the {t}", "{b} was the {t} near the {p}"),
]
choices = itertools.product(STARTS, BETWEEN, PEOPLE, THINGS, ENDS)
twins = [[f"{start} teddy {end.format(b=b, p=p, t=t)}".split() for end in ends] for start, b, p, t, ends in choices]
twins = [[a, b] for n, (a, b) in enumerate(twins) if [a, b] not in twins[:n]]
np.random.default_rng(0).shuffle(twins)
print(len(twins), "pairs of twins, the first three:")
for pair in twins[:3]:
    print("  person:", " ".join(pair[0]), "\n  toy:   ", " ".join(pair[1]))

# %% payoff=true
VOCABULARY = sorted({word for pair in twins for sentence in pair for word in sentence})
HELD_OUT = 200  # pairs that no network is trained on


def encode(sentences):
    """Return one-hot inputs, the mask of real words, and where the word teddy stands."""
    longest = max(map(len, sentences))
    padded = np.array([sentence + [""] * (longest - len(sentence)) for sentence in sentences])
    x = (padded[:, :, None] == np.array(VOCABULARY)).astype(float)  # (batch, timesteps, words)
    return x, padded != "", padded == "teddy"


x, mask, is_teddy = encode([sentence for pair in twins for sentence in pair])
targets = np.zeros(mask.shape, dtype=int)
targets[1::2] = 1  # 0 = person, 1 = toy
train, test = np.arange(2 * HELD_OUT, len(x)), np.arange(2 * HELD_OUT)
print(f"{len(train)} sentences to train on, {len(test)} held out; {len(VOCABULARY)} words, up to {x.shape[1]} per sentence")

# %% [markdown]
# Two networks with the same number of state units. The first is `rnn_forward` alone. The second is yours: half of the
# units read from the front, half from the end. Each gets two small functions, its states and its gradients.

# %% payoff=true
UNITS = 16


def one_way(x, mask, weights):
    return rnn_forward(x, np.zeros((len(x), UNITS)), *weights[:3], mask)


def one_way_back(d_h_all, cache, weights):
    return rnn_backward(d_h_all, np.zeros_like(cache.h_0), cache, *weights[:2])[2:]


def both_ways(x, mask, weights):
    h_0 = np.zeros((len(x), UNITS // 2))
    return bidirectional_forward(x, h_0, h_0, RNNWeights(*weights[:3]), RNNWeights(*weights[3:6]), mask)


def both_ways_back(d_h_all, cache, weights):
    _, d_forward, d_backward = bidirectional_backward(d_h_all, cache, RNNWeights(*weights[:3]), RNNWeights(*weights[3:6]))
    return [*d_forward, *d_backward]

# %% payoff=true
def start(rng, *widths):
    """Draw the weights of one recurrent network per width, and of the output layer."""
    weights = [part for units in widths for part in draw_weights(rng, len(VOCABULARY), units)]
    return [*weights, rng.normal(size=(UNITS, 2)) / np.sqrt(UNITS), np.zeros(2)]


def learn(states, states_back, weights, rng, cut=False, updates=300, batch=32):
    """Train on random sentences, whole or cut anywhere after teddy; only the word teddy counts in the loss."""
    means, losses = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights], []
    for step in range(1, updates + 1):
        rows = rng.choice(train, batch, replace=False)
        ends = rng.integers(np.argmax(is_teddy[rows], axis=1) + 1, np.sum(mask[rows], axis=1) + 1)  # how far we hear
        heard = mask[rows] & (np.arange(mask.shape[1]) < ends[:, None]) if cut else mask[rows]
        h_all, cache = states(x[rows], heard, weights)
        _, loss, (d_h_all, *d_output) = classify(h_all, targets[rows], is_teddy[rows], *weights[-2:])
        gradients = [*states_back(d_h_all, cache, weights), *d_output]
        moved = [adam_update(*item, *mean, step, 0.01) for *item, mean in zip(weights, gradients, means, strict=True)]
        weights, means = [weight for weight, _, _ in moved], [(m, v) for _, m, v in moved]
        losses.append(loss)
    h_all, _ = states(x[test], mask[test], weights)
    probabilities, _, _ = classify(h_all, targets[test], is_teddy[test], *weights[-2:])
    accuracy = np.mean((np.argmax(probabilities, axis=-1) == targets[test])[is_teddy[test]])
    return weights, losses, accuracy

# %% payoff=true
results = {"one way": [], "both ways": []}
print("accuracy on held-out sentences; chance is", np.mean(targets[test][is_teddy[test]]))
for seed in range(3):
    rng = np.random.default_rng(seed)
    results["one way"].append(learn(one_way, one_way_back, start(rng, UNITS), rng))
    results["both ways"].append(learn(both_ways, both_ways_back, start(rng, UNITS // 2, UNITS // 2), rng))
    print(f"seed {seed}:", ", ".join(f"{name} {runs[seed][2]:.3f}" for name, runs in results.items()))

# %% payoff=true
figure, (left, right) = plt.subplots(1, 2, figsize=(6, 2.8), layout="constrained", width_ratios=[3, 2])
for (name, runs), color, style in zip(results.items(), [COLOR["floor"], COLOR["h"]], ["--", "-"], strict=True):
    smooth = np.mean([losses for _, losses, _ in runs], axis=0).reshape(-1, 10).mean(axis=1)  # 3 seeds, 10 updates each
    left.plot(np.arange(5, 300, 10), smooth, style, color=color, label=name)
    places = list(results).index(name) + np.array([-0.15, 0, 0.15])
    right.plot(places, [accuracy for _, _, accuracy in runs], "o", color=color)
for axis, level, place, name in [(left, np.log(2), 300, "log 2: knowing nothing"), (right, 0.5, 1.45, "chance")]:
    axis.axhline(level, color=COLOR["loss"], linewidth=1, linestyle=":", zorder=0)
    axis.text(place, level - 0.01, name, ha="right", va="top", fontsize=9)
left.set(xlabel="update", ylabel="loss at Teddy (nats)", title="Training", ylim=(0, 0.85))
left.legend(frameon=False, loc="center right", bbox_to_anchor=(1, 0.4))
right.set(ylabel="accuracy, held out", ylim=(0.4, 1.04), xlim=(-0.5, 1.5), title="Three seeds")
right.set_xticks([0, 1], results)
plt.show()

# %% [markdown]
# One direction stays at the loss of knowing nothing, log 2, and is right on exactly half of the held-out sentences,
# whatever the seed: no training helps where the information has not arrived yet. Both directions find it within a few
# hundred updates. (Reading from the end alone would do here, since only the future tells. Where past and future both
# matter, as in tagging words in unit 12, both halves are needed.)
#
# **Now listen with it.** We train one more network, on sentences that are broken off at a random word, so that it also
# knows what to think of half a sentence. Then it hears two pairs of twins word by word. What does it believe about
# Teddy after each word? Before you run the cells: where will the two curves of a pair part, and at which height do they
# run before?

# %% payoff=true
def belief(sentence, weights):
    """Return the words from teddy on, and after each of them the probability that Teddy is a person."""
    x, real, where = encode([sentence])
    first, beliefs = sentence.index("teddy"), []
    for end in range(first + 1, len(sentence) + 1):
        h_all, _ = both_ways(x[:, :end], real[:, :end], weights)
        probabilities, _, _ = classify(h_all, np.zeros((1, end), dtype=int), where[:, :end], *weights[-2:])
        beliefs.append(probabilities[0, first, 0])
    return sentence[first:], beliefs


rng = np.random.default_rng(3)
listener, _, accuracy = learn(both_ways, both_ways_back, start(rng, UNITS // 2, UNITS // 2), rng, cut=True, updates=1000)
print(f"accuracy of the listener on whole sentences: {accuracy:.3f}")
for sentence in ["he said teddy roosevelt was a great president", "he said teddy bears are on sale"]:
    print(f"{sentence}: a person with probability {belief(sentence.split(), listener)[1][-1]:.3f}")

# %% payoff=true
PAIRS = [
    ["he said teddy of course was a great president", "he said teddy of course was a great present"],
    ["he said teddy was the hunter near the pillow", "he said teddy was the pillow near the hunter"],
]
figure, panels = plt.subplots(1, 2, figsize=(6, 3), sharey=True, layout="constrained")
for axis, pair in zip(panels, PAIRS, strict=True):
    (words, person), (other_words, toy) = (belief(sentence.split(), listener) for sentence in pair)
    axis.plot(person, "o-", color=COLOR["output"], markersize=4, label="Teddy is a person")
    axis.plot(toy, "s--", color=COLOR["output"], markersize=4, label="Teddy is a toy")
    labels = [one if one == other else f"{one} / {other}" for one, other in zip(words, other_words, strict=True)]
    axis.set_xticks(range(len(labels)), labels, rotation=60, ha="right", rotation_mode="anchor", fontsize=9)
    axis.axhline(0.5, color=COLOR["floor"], linewidth=1, linestyle=":", zorder=0)
panels[0].set(ylabel="probability of a person", ylim=(-0.05, 1.05))
panels[0].legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(0, 0.97))
figure.supxlabel("last word heard", fontsize=10)
plt.show()

# %% [markdown]
# Up to the word that tells, the two curves are one and the network is not sure; there they part, and the state at
# *teddy* changes although that word is long past. This is the price of reading both ways: an answer about a word is
# final only when the sentence is over. A dictation that must show each word at once cannot wait for that; a translator
# of whole sentences can.
#
# Try to make the one-way network better: more units, more updates, another learning rate. The twins tell in advance
# what you will find.

# %%
check.summary("a07_deep_bidirectional")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
