# ---
# jupyter:
#   autograder:
#     title: Back-propagation through time
# ---

# %% [markdown]
# # 03 Back-propagation through time
#
# After this unit you can say, for every weight of a recurrent network, whether the loss would rise or fall if that
# weight were a little larger, and by how much. You can derive it term by term, check it without trusting yourself, cut
# it into pieces for long texts, and turn it into learning with SGD, RMSProp and Adam.

# %% setup=true

# %%
import importlib.util
import os

import matplotlib.pyplot as plt
import numpy as np
import rnnfigures
from rnnfigures import COLOR

# %% [markdown]
# ## The question
#
# A puddle. Every day 70 % of yesterday's water is still there, and a fifth of what falls as rain is added:
#
# level today = 0.7 · level yesterday + 0.2 · rain today
#
# Nobody tells our network this rule. It sees the rain and the measured level. Three days are enough to follow every
# number by hand.

# %%
rain = [1.0, 0.0, 0.5]
level = [0.2, 0.14, 0.198]  # 0.7 * 0.14 + 0.2 * 0.5 = 0.198

# %% [markdown]
# The network is the smallest recurrent network there is: one feature, one unit, one output. All its tensors are single
# numbers, so we use small letters: $w$ for the kernel $W_x$, $u$ for the recurrent kernel $W_h$, $v$ for the output
# kernel $V$.
#
# $$h_t = \tanh(w\,x_t + u\,h_{t-1} + b), \qquad o_t = v\,h_t + c$$

# %%
def run(rain, weights, h_0=0.0):
    """Return the states and the answers of the one-unit network."""
    w, u, b, v, c = weights.values()
    h, states = h_0, []
    for x in rain:
        h = np.tanh(w * x + u * h + b)
        states.append(h)
    return np.array(states), v * np.array(states) + c

# %% [markdown]
# Five numbers, chosen without much thought. The loss is the mean squared error over the days. Before you run the cell:
# the first day it rains 1.0; will the answer be near the level 0.2?

# %%
weights = {"w": 0.3, "u": 0.2, "b": 0.0, "v": 1.0, "c": 0.0}


def loss(weights):
    _, answers = run(rain, weights)
    return np.mean((answers - np.array(level)) ** 2)


states, answers = run(rain, weights)
print("answers", answers.round(3))
print("wanted ", level)
print("loss   ", loss(weights).round(5))

# %% [markdown]
# The first day comes out too high, the next two too low: the network takes in too much and forgets too fast. So should
# `u` be larger? By how much, and what about the other four? A weight is asked: **if you were a little larger, what
# would the loss do?** The answer is a number, the partial derivative; all answers together are the **gradient**.

# %% [markdown]
# ## Ask by wiggling
#
# One way needs no mathematics: make the weight a little larger and look. Better, look on both sides:
#
# $$\frac{\partial L}{\partial \theta_i} \approx
# \frac{L(\theta_i + \varepsilon) - L(\theta_i - \varepsilon)}{2\,\varepsilon} \tag{3.1}$$
#
# On a curve that bends, the one-sided line is too steep or too flat; what the bend does to the two sides cancels.

# %%
rnnfigures.central_difference()

# %% [markdown]
# Asked of all five, one at a time:

# %%
def slope(name, weights, loss, epsilon=1e-5):
    up = loss({**weights, name: weights[name] + epsilon})
    down = loss({**weights, name: weights[name] - epsilon})
    return (up - down) / (2 * epsilon)  # (3.1)


by_wiggling = {name: slope(name, weights, loss) for name in weights}
for name, value in by_wiggling.items():
    print(f"d{name} = {value:+.5f}")

# %% [markdown]
# `du` is negative: more memory would lower the loss, as we guessed. `dw` is positive: less of each rain should be taken
# in.
#
# How small should $\varepsilon$ be? Too large, and the curve bends between the two points. Too small, and the two
# losses agree in all but their last digits, so that their difference is mostly rounding. Guess the shape of the plot
# first.

# %%
# nearly exact: with twice the epsilon the error is 4 times as large, so in this mixture the two errors cancel
exact = (4 * slope("u", weights, loss, 1e-3) - slope("u", weights, loss, 2e-3)) / 3
sizes = 10.0 ** np.arange(-12, 0.1, 0.5)
central = [abs(slope("u", weights, loss, size) - exact) for size in sizes]
one_sided = [abs((loss({**weights, "u": 0.2 + size}) - loss(weights)) / size - exact) for size in sizes]

figure, axes = plt.subplots(figsize=(6, 2.7), layout="constrained")
axes.loglog(sizes, one_sided, "o:", color=COLOR["floor"], markersize=4, label="one-sided")
axes.loglog(sizes, central, "o-", color=COLOR["gradient"], markersize=4, label="central")
axes.set(xlabel=r"$\varepsilon$", ylabel="error of the slope of $u$")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Both curves are valleys: rounding on the left, bending on the right. The central one is lower and wider, so it
# forgives a careless choice; $\varepsilon = 10^{-5}$ is good. Check gradients in float64; in float32 rounding begins 9
# digits earlier.
#
# Wiggling is slow: two runs of the whole network per weight, and networks have millions. It will be our **test**.
# Training needs a way that costs about as much as one more run, whatever the number of weights: it walks through the
# computation backwards.

# %% [markdown]
# ## Where the gradient starts
#
# From here on a `d` in front of a name means "gradient of the loss with respect to": `d_h` in code, $dh$ in formulas.
# **A gradient has the shape of its tensor**: `d_h` the shape of `h`. This rule settles most questions about transposes.
#
# The loss was computed last, so it comes first. Our puddle has a mean of squares over three days, so $do_t =
# \frac{2}{3}(o_t - y_t)$:

# %%
d_o = 2 * (answers - np.array(level)) / len(level)
print("d_o", d_o.round(4))

# %% [markdown]
# Read the signs: the first answer should come down, the other two go up.
#
# Most networks of this course choose among classes instead, with softmax and cross-entropy. Suppose three classes, and
# class 2 is right. Cross-entropy says $L = -\log p_2 = -o_2 + \log \sum_j e^{o_j}$. The derivative of the second part
# with respect to $o_k$ is $e^{o_k} / \sum_j e^{o_j} = p_k$, and the first part adds $-1$ for the right class only.
# Nothing is left of softmax and logarithm but a subtraction: what was said minus what is right.

# %%
logits, right = np.array([0.5, 1.5, 1.0]), np.array([0.0, 0.0, 1.0])
p = np.exp(logits) / np.exp(logits).sum()
print("said          ", p.round(3))
print("right         ", right)
print("said - right  ", (p - right).round(3))

# %% [markdown]
# The right class gets a negative slope (make it larger!), the others positive ones, the most wrong class the largest;
# together they add up to 0.
#
# **How the loss is normalised.** A batch has many tokens, some of them padding. The mean over the real tokens (2.10)
# gives each of them the same share of the gradient, and padding none:
#
# $$do_{nt} = \frac{m_{nt}}{\sum_{n',t'} m_{n't'}} \big( p_{nt} - \text{one-hot}(y_{nt}) \big) \tag{3.2}$$
#
# Take a batch of two sentences, of 2 and of 8 tokens. What is the share of one token if the losses are summed, averaged
# over all tokens, or averaged in each sentence first?

# %%
lengths = np.array([2, 8])
shares = {"sum": np.ones(2), "mean over tokens": np.ones(2) / lengths.sum(), "mean of sentence means": 1 / lengths / 2}
for name, share in shares.items():
    print(f"{name:23} token of the short one {share[0]:.3f}, of the long one {share[1]:.3f}, in all {share @ lengths:.0f}")

# %% [markdown]
# With a sum, the gradient grows with the number of tokens, and a learning rate that suits one batch is ten times too
# large for the next. The mean of means favours tokens of short sentences: here one of them counts as much as four of
# the long one. The mean over tokens does neither; this course uses it.

# %% [markdown]
# ## One layer back
#
# The output layer computed $o_t = v\,h_t + c$. If $h_t$ moves by a little, $o_t$ moves $v$ times as much; if $v$ moves,
# $o_t$ moves $h_t$ times as much. So the gradient that has reached $o_t$ is multiplied by $v$ on its way to $h_t$, and
# by $h_t$ on its way to $v$.

# %%
d_h_above = d_o * weights["v"]  # one number per day
d_v_per_day = d_o * states
print("d_h from above", d_h_above.round(4))
print("d_v, day by day", d_v_per_day.round(4), " sum", d_v_per_day.sum().round(5))
print("d_v by wiggling", round(by_wiggling["v"], 5))

# %% [markdown]
# There is one $v$, used on three days. Turning $v$ has three effects at once, so the gradients of the uses **add up**,
# and the sum is what wiggling found.
#
# With several units and classes, one use of the layer is one row vector $h$ and one row vector $do$. Entry $(i, k)$ of
# $V$ leads from unit $i$ to class $k$, so its gradient is $h_i\,do_k$: a table of all products, $h^\top do$, as large
# as $V$. Many rows (samples, time steps) give many such tables, and their sum is $dV$. One matrix product, with all
# rows below each other, does the whole sum at once; the rule of shapes tells which one.
#
# $$dh = do\; V^\top \tag{3.3}$$
# $$dV = \sum_{\text{rows}} h^\top do \tag{3.4}$$
# $$dc = \sum_{\text{rows}} do \tag{3.5}$$

# %% [markdown]
# ## One step back
#
# Now the recurrent step itself, $a_t = w\,x_t + u\,h_{t-1} + b$ and $h_t = \tanh a_t$. The gradient comes in at $h_t$
# and first has to pass the tanh.

# %%
rnnfigures.one_step_back()

# %% [markdown]
# The slope of tanh is $1 - \tanh^2 a$. The forward pass has kept $h = \tanh a$, so the slope costs nothing: $1 - h^2$.
# It is 1 where $h = 0$ and nearly 0 where $h$ is near 1 or -1: a saturated unit lets hardly any gradient through.
#
# Day 3 by hand. Nothing follows, so nothing comes from the right: $dh_3$ is what comes from above.

# %%
w, u, b, v, c = weights.values()
d_h3 = d_h_above[2]
d_a3 = d_h3 * (1 - states[2] ** 2)
print("to the input x:   ", (d_a3 * w).round(5))
print("to the state h2:  ", (d_a3 * u).round(5))
print("to w, u, b:       ", (d_a3 * rain[2]).round(5), (d_a3 * states[1]).round(5), d_a3.round(5))

# %% [markdown]
# Each road multiplies by what stood beside it in the forward step: the road to $w$ by $x_t$, the road to $x_t$ by $w$.
# For a batch of vectors the same lines read:
#
# $$da_t = dh_t \odot (1 - h_t^2) \tag{3.6}$$
# $$dx_t = da_t\, W_x^\top \tag{3.7}$$
# $$dh_{t-1} = da_t\, W_h^\top \tag{3.8}$$
# $$dW_x = x_t^\top\, da_t \tag{3.9}$$
# $$dW_h = h_{t-1}^\top\, da_t \tag{3.10}$$
# $$db = \sum_{\text{samples}} da_t \tag{3.11}$$
#
# Why the transpose in (3.8)? Entry $W_{ij}$ is the road from the old unit $i$ to the new unit $j$. Forward, a new unit
# collects over all $i$, down a column. Backward, an old unit collects what all $j$ send back, along a row.

# %%
rnnfigures.transpose_roads()

# %% [markdown]
# With the matrix the wrong way round, unit 0 would collect $da_0 W_{00} + da_1 W_{10}$ instead. The shapes would fit
# all the same, since $W_h$ is square: no error tells, wiggling does.

# %% [markdown]
# ## Where gradients meet
#
# On day 2 something new happens. The state $h_2$ was used **twice**: by the output of day 2, and by the step of day 3.
# It acts on the loss on both ways, so both gradients count:
#
# $$dh_t = dh_t^{\text{above}} + dh_t^{\text{right}} \tag{3.12}$$
#
# What comes from the right is what the later step sent to its old state. So the walk has to begin on the last day and
# go back: below the picture, days 2 and 1.

# %%
rnnfigures.gradients_meet()

# %%
d_h2 = d_h_above[1] + d_a3 * u  # (3.12)
d_a2 = d_h2 * (1 - states[1] ** 2)
d_h1 = d_h_above[0] + d_a2 * u
d_a1 = d_h1 * (1 - states[0] ** 2)
print("from above", d_h_above.round(4))
print("in all    ", np.round([d_h1, d_h2, d_h3], 4))

# %% [markdown]
# On day 1 the two pull in opposite directions. From above comes "less" (the answer was too high), from the right "more"
# (the next answers were too low). This is how a network learns to remember: later days speak to earlier ones.

# %% [markdown]
# ## One weight, many uses
#
# There is one $u$, used on three days, like $v$ before. So again the gradients of all uses are added:
#
# $$dW_x = \sum_t dW_x^{(t)}, \qquad dW_h = \sum_t dW_h^{(t)}, \qquad db = \sum_t db^{(t)} \tag{3.13}$$
#
# The moment of truth: three numbers by the chain rule, the same by wiggling.

# %%
rnnfigures.sums_over_time()

# %%
d_w = d_a1 * rain[0] + d_a2 * rain[1] + d_a3 * rain[2]
d_u = d_a1 * 0.0 + d_a2 * states[0] + d_a3 * states[1]  # before the first day the state was 0
d_b = d_a1 + d_a2 + d_a3
for name, value in (("w", d_w), ("u", d_u), ("b", d_b)):
    print(f"d{name}: chain rule {value:+.8f}   wiggling {by_wiggling[name]:+.8f}")

# %% [markdown]
# Equal to eight decimals. Here is the walk as a loop, for any number of days, still for one unit.

# %%
def gradients(rain, level, weights, h_0=0.0):
    """Return the gradient of the mean squared error for each of the five weights."""
    states, answers = run(rain, weights, h_0)
    days = list(zip(rain, [h_0, *states], states, 2 * (answers - level) / len(level)))
    total, from_right = dict.fromkeys(weights, 0.0), 0.0
    for x, h_before, h, d_o in days[::-1]:
        d_a = (d_o * weights["v"] + from_right) * (1 - h * h)
        use = {"w": d_a * x, "u": d_a * h_before, "b": d_a, "v": d_o * h, "c": d_o}
        total = {name: total[name] + use[name] for name in total}
        from_right = d_a * weights["u"]
    return total


by_chain_rule = gradients(rain, np.array(level), weights)
print("largest difference:", f"{max(abs(by_chain_rule[name] - by_wiggling[name]) for name in weights):.0e}")

# %% [markdown]
# ## Steps that do not count
#
# In a padded batch some steps are masked: forward, the state is copied, $h_t = h_{t-1}$. Backward, a copy passes on
# everything it gets. So at a masked step the cell gets no gradient (nothing was computed, no weight was used), and the
# whole gradient, from above and from the right, goes on to the left:
#
# $$d\tilde h_t = m_t\, dh_t, \qquad dh_{t-1}^{\text{right}} = m_t\, dh_{t-1}^{\text{cell}} + (1 - m_t)\, dh_t \tag{3.14}$$
#
# Here $d\tilde h_t$ is what the cell receives and $dh_{t-1}^{\text{cell}}$ what it returns for its old state.
#
# In the picture day 2 is masked, as if nobody had measured its rain. Its level was measured, so its answer still counts
# in the loss; that of padding would not. Below it, the gradient of $w$ in both ways.

# %%
rnnfigures.masked_step_back()

# %%
def loss_with_gap(weights):
    h, _ = run([rain[0], rain[2]], weights)  # the cell runs on days 1 and 3 only
    copied = np.array([h[0], h[0], h[1]])  # day 2 repeats the state of day 1
    return np.mean((weights["v"] * copied + weights["c"] - np.array(level)) ** 2)


h, _ = run([rain[0], rain[2]], weights)
d_above = 2 * (v * np.array([h[0], h[0], h[1]]) + c - np.array(level)) / 3 * v
d_a3 = d_above[2] * (1 - h[1] ** 2)
d_h2 = d_above[1] + d_a3 * u  # goes on to day 1 as it is
d_a1 = (d_above[0] + d_h2) * (1 - h[0] ** 2)
print("dw by the chain rule", (d_a1 * rain[0] + d_a3 * rain[2]).round(8))
print("dw by wiggling      ", round(slope("w", weights, loss_with_gap), 8))

# %% [markdown]
# ## Long texts in pieces
#
# The walk back needs all states, so memory grows with the length of the sequence, and no weight moves before the whole
# text is read. **Truncated** back-propagation cuts time into chunks of $\ell$ steps:
#
# $$\text{chunk}_j = (x_t,\, y_t) \quad\text{for}\quad
# t = j\ell,\ \dots,\ \min\big((j+1)\,\ell,\ T\big) - 1, \qquad j = 0, 1, 2, \dots \tag{3.15}$$
#
# (steps counted from 0). The last state of a chunk is the first state of the next, so **forward nothing changes**. Only
# the gradient stops at the border.

# %%
rnnfigures.truncation_windows()

# %% [markdown]
# What is lost? Take sixty days of rain and $u = 0.9$; the plot compares $du$, cut into chunks of different lengths,
# with the full one.

# %%
rng = np.random.default_rng(1)
sixty_days = rng.random(60) * (rng.random(60) < 0.5)
measured = np.zeros(60)
for day in range(60):
    measured[day] = 0.7 * measured[day - 1] + 0.2 * sixty_days[day]  # day 0 reads the last entry, still 0


def in_chunks(count, weights):
    """Return du when the days are cut into `count` chunks of equal length."""
    h, d_u = 0.0, 0.0
    for piece, truth in zip(np.split(sixty_days, count), np.split(measured, count)):
        d_u += gradients(piece, truth, weights, h)["u"] / count  # the mean of a chunk counts with its share of the days
        h = run(piece, weights, h)[0][-1]  # the state is carried on
    return d_u

# %%
counts = [60, 30, 20, 12, 6, 4, 3, 2, 1]
strong = {**weights, "u": 0.9}
chunked = np.array([in_chunks(count, strong) for count in counts])
figure, axes = plt.subplots(figsize=(6, 2.5), layout="constrained")
axes.plot([60 // count for count in counts], chunked / chunked[-1], "o-", color=COLOR["gradient"], markersize=4)
axes.axhline(1, color=COLOR["floor"], linestyle="--")
axes.set(xlabel=r"steps per chunk $\ell$", ylabel="part of the full $du$", ylim=(0, 1.1))
plt.show()

# %% [markdown]
# With chunks of one day, only the immediate effect of $u$ is seen, a part of the whole; chunks several times as long as
# the memory of the network lose little. What lies further apart than a chunk can only be learnt by luck. In return, the
# weights move once per chunk. Unit 08 trains language models this way.

# %% [markdown]
# ## Walking downhill
#
# The simplest use of a gradient $g$ is **gradient descent** (SGD, *stochastic* when every batch is a new random
# sample): a small step against it, with learning rate $\eta$.
#
# $$\theta \leftarrow \theta - \eta\, g \tag{3.16}$$
#
# Does the one-unit network find the rule of the puddle? Sixty days, all our own gradients:

# %%
def train(rate, updates=1500):
    """Return the weights after gradient descent, and the loss before each update."""
    moving, losses = dict(weights), []
    for _ in range(updates):
        losses.append(np.mean((run(sixty_days, moving)[1] - measured) ** 2))
        slopes = gradients(sixty_days, measured, moving)
        moving = {name: moving[name] - rate * slopes[name] for name in moving}  # (3.16)
    return moving, losses


learnt, losses = train(rate=0.1)
print({name: round(float(value), 2) + 0.0 for name, value in learnt.items()})
print("loss before", losses[0].round(5), " after", losses[-1].round(5))

# %% [markdown]
# Out of rain and levels alone it found the rule: a memory `u` near 0.7, and `w` times `v` near 0.2. Look at the days:

# %%
figure, axes = plt.subplots(figsize=(6, 2.6), layout="constrained")
axes.bar(range(60), sixty_days, color=COLOR["x"], alpha=0.5, label="rain")
axes.plot(measured, ".", color=COLOR["loss"], label="level, measured")
axes.plot(run(sixty_days, learnt)[1], color=COLOR["h"], label="level, network")
axes.set(xlabel="day", ylim=(0, 1.25))
axes.legend(frameon=False, ncols=3)
plt.show()

# %% [markdown]
# SGD has one weakness: one learning rate for all. Take a valley that is 25 times as steep across as along. A rate that
# is safe across hardly moves along; a little more, and the steps across jump from wall to wall.
#
# Two ideas help, each a running mean kept for every weight. **Momentum** keeps the mean $m$ of the gradient: what
# changes its sign at every step cancels, what stays adds up. **RMSProp** keeps the mean $v$ of the squared gradient and
# divides by its root, so that every weight moves at a similar pace, steep or flat. (The papers' letters: here $m$ is no
# mask, $v$ no output weight, $\varepsilon$ no wiggle but a guard against division by zero.)
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g \tag{3.17}$$
# $$v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2 \tag{3.18}$$
# $$\theta \leftarrow \theta - \eta\, \frac{g}{\sqrt{v} + \varepsilon} \tag{3.19}$$
#
# (3.17) followed by $\theta \leftarrow \theta - \eta\, m$ is momentum; (3.18) and (3.19) are RMSProp. Here they are
# beside two rates of SGD, 60 steps each.

# %%
STEEPNESS = np.array([1.0, 25.0])  # the loss is half the sum of STEEPNESS * theta ** 2


def path(step, start=(-4.0, 1.0), updates=60):
    """Return the points visited in the valley; step(g) is the step to take."""
    points = [np.array(start)]
    for _ in range(updates):
        points.append(points[-1] - step(STEEPNESS * points[-1]))
    return np.array(points)

# %%
class Momentum:
    """Remembers m from step to step."""

    def __init__(self, rate, beta=0.9):
        self.rate, self.beta, self.m = rate, beta, 0.0

    def __call__(self, g):
        self.m = self.beta * self.m + (1 - self.beta) * g  # (3.17)
        return self.rate * self.m


class RMSProp:
    """Remembers v from step to step."""

    def __init__(self, rate, beta=0.9):
        self.rate, self.beta, self.v = rate, beta, 0.0

    def __call__(self, g):
        self.v = self.beta * self.v + (1 - self.beta) * g**2  # (3.18)
        return self.rate * g / (np.sqrt(self.v) + 1e-7)  # (3.19)


paths = {"SGD, 0.01": path(lambda g: 0.01 * g), "SGD, 0.07": path(lambda g: 0.07 * g)}
paths |= {"momentum, 0.07": path(Momentum(0.07)), "RMSProp, 0.2": path(RMSProp(0.2))}

# %%
def draw_valley(paths):
    figure, axes = plt.subplots(figsize=(6, 2.7), layout="constrained")
    along, across = np.meshgrid(np.linspace(-4.5, 1.5, 80), np.linspace(-1.3, 1.3, 60))
    axes.contour(along, across, along**2 + 25 * across**2, levels=12, colors=COLOR["grid"], linewidths=0.8)
    looks = {"SGD, 0.01": "o:", "SGD, 0.07": "s:", "momentum, 0.07": "v-", "RMSProp, 0.2": "^--", "Adam, 0.2": "D-"}
    colors = dict(zip(looks, (COLOR["floor"], COLOR["loss"], COLOR["output"], COLOR["gradient"], COLOR["gradient"])))
    for name, points in paths.items():
        axes.plot(*points.T, looks[name], color=colors[name], markersize=3.5, linewidth=1.2, label=name)
    axes.set(xlabel=r"$\theta_0$ (flat)", ylabel=r"$\theta_1$ (steep)")
    figure.legend(frameon=False, loc="outside right center")
    plt.show()


draw_valley(paths)

# %% [markdown]
# The slow SGD is still far from the middle, the fast one zigzags. Momentum turns the zigzag into a wave and rolls past
# the middle, as a ball would. RMSProp goes towards it at a pace that does not depend on the steepness. Its weak point
# is the end: with small gradients $v$ shrinks too, the steps stay long, and it jumps to and fro across the bottom.
#
# **Adam** is both ideas at once: it moves along $m$ and divides by the root of $v$. One detail is new. Both means start
# at 0, so at first they are too small. If the gradient were 1 all the time, $m$ should be 1, but after $k$ updates
# (3.17) gives $1 - \beta_1^k$: only 0.1 after the first, with $\beta_1 = 0.9$. So Adam divides by this part:
#
# $$\hat m = \frac{m}{1 - \beta_1^k} \tag{3.20}$$
# $$\hat v = \frac{v}{1 - \beta_2^k} \tag{3.21}$$
# $$\theta \leftarrow \theta - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon} \tag{3.22}$$
#
# In the first step $\hat m = g$ and $\sqrt{\hat v} = |g|$: the weight moves by $\eta$, however large its gradient is.
# So $\eta$ is nearly the length of a step, which makes it easy to choose; with $\beta_1 = 0.9$, $\beta_2 = 0.999$, a
# rate of 0.001 is a good first try.

# %% [markdown]
# ## The same in Keras
#
# A framework does all this by itself: it records every operation of the forward pass on a "tape" and walks it
# backwards. The built-in layer, with our five numbers, must give our five gradients.

# %%
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAVE_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAVE_KERAS:
    import keras
    import tensorflow as tf

    rnn = keras.layers.SimpleRNN(1, return_sequences=True, dtype="float64")
    dense = keras.layers.Dense(1, dtype="float64")
    x, y = np.reshape(rain, (1, 3, 1)), np.reshape(level, (1, 3, 1))  # (batch, timesteps, features)
    dense(rnn(x))  # builds the layers
    rnn.set_weights([np.array([[w]]), np.array([[u]]), np.array([b])])
    dense.set_weights([np.array([[v]]), np.array([c])])
    with tf.GradientTape() as tape:
        error = tf.reduce_mean((dense(rnn(x)) - y) ** 2)
    variables = [variable.value for variable in [*rnn.weights, *dense.weights]]
    for name, gradient in zip(weights, tape.gradient(error, variables)):
        print(f"d{name}: tape {float(np.ravel(gradient)[0]):+.8f}   by hand {by_chain_rule[name]:+.8f}")
else:
    print("Keras is not installed here; with it, this cell shows that its tape finds the five gradients that we found by hand.")

# %% [markdown]
# With Keras, both columns agree in all digits. And the optimiser that you are about to write, beside its two parents:

# %%
if HAVE_KERAS:
    theta = keras.Variable([-4.0, 1.0])
    optimizer = keras.optimizers.Adam(learning_rate=0.2)
    optimizer.build([theta])
    points = [theta.numpy()]
    for _ in range(60):
        optimizer.apply([tf.constant(STEEPNESS * points[-1], dtype="float32")], [theta])
        points.append(theta.numpy())
    parents = {name: paths[name] for name in ("momentum, 0.07", "RMSProp, 0.2")}
    draw_valley({**parents, "Adam, 0.2": np.array(points)})
else:
    print("Keras is not installed here; with it, this cell draws the path of Adam.")

# %% [markdown]
# With Keras, Adam is seen to start at the same pace in both directions, like RMSProp; $m$ carries it past the bottom
# and back, like momentum. In this smooth valley that is a detour; with real batches, each a noisy sample, the mean
# keeps the path steady.

# %% [markdown]
# ## Recap
#
# 1. The gradient tells every weight what the loss would do if it were a little larger; a gradient has the shape of its
#    tensor.
# 2. Wiggling (3.1) finds it slowly and surely: it is the test of everything else.
# 3. The walk back starts at the loss and multiplies, on each road, by what stood beside it in the forward pass.
# 4. Where a value was used twice, gradients add: at a state from above and from the right, at a weight over all steps
#    and samples. A masked step passes on everything.
# 5. Truncation carries the state and stops the gradient; Adam divides a running mean of the gradient by the root of a
#    running mean of its square.
#
# ### Equations and other notations
#
# | here | what it is | elsewhere |
# |---|---|---|
# | (3.2) $do = \frac{m}{\sum m}(p - \text{one-hot}(y))$ | loss to logits | $\hat y - y$ |
# | (3.3)-(3.5) $dh = do\,V^\top$, $dV = h^\top do$, $dc = \sum do$ | output layer | Coursera `dWya`, `dby`; Goodfellow $\nabla_V L$, $\nabla_c L$ |
# | (3.6) $da_t = dh_t \odot (1 - h_t^2)$ | through the tanh | Coursera `dtanh`; Goodfellow $\mathrm{diag}(1 - h_t^2)\,\nabla_{h_t} L$ |
# | (3.7) $dx_t = da_t W_x^\top$ | to the input | Coursera `dxt = Wax.T @ dtanh` (columns are samples) |
# | (3.8) $dh_{t-1} = da_t W_h^\top$ | to the old state | Coursera `da_prev = Waa.T @ dtanh`; often `dhnext` |
# | (3.9)-(3.11) $dW_x = x_t^\top da_t$, $dW_h = h_{t-1}^\top da_t$, $db = \sum da_t$ | to the weights | Coursera `dWax`, `dWaa`, `dba`; PyTorch `weight_ih_l0.grad`, `weight_hh_l0.grad`, transposed |
# | (3.12) above + right | at a state | Coursera: `da[:, :, t] + da_prevt` |
# | (3.13) sum over $t$ | at a weight | Werbos: ordered derivatives |
# | (3.15) chunks | truncated BPTT | BPTT(h; h') of Williams and Peng; PyTorch `h.detach()` |
# | (3.17), (3.18), (3.20)-(3.22) | Adam | Keras adds $\varepsilon$ to $\sqrt{v}$ without hat |

# %% [markdown]
# ## Check yourself
#
# **1.** A network answers only once, at the end of 10 steps. Which of the two gradients that meet at $h_4$ is zero, and
# how does $h_4$ still learn?
#
# <details><summary>Answer</summary>
#
# Nothing comes from above, since no output reads $h_4$. The gradient of $h_{10}$ reaches it from the right, through six
# steps, each of which multiplies it by $W_h^\top$ and by slopes of tanh.
# </details>
#
# **2.** Your gradients are right for sequences of length 1 and wrong for longer ones, and the cell alone passes its
# test. Name two suspects.
#
# <details><summary>Answer</summary>
#
# What goes wrong between the steps: `d_h_prev` is not added to the gradient of the step before, or the gradients of the
# weights are overwritten in every turn of the loop instead of added.
# </details>
#
# **3.** You double the batch by repeating every sequence. What happens to the gradient if the loss is a sum, and what
# if it is a mean over tokens? What does Adam's first step do in both cases?
#
# <details><summary>Answer</summary>
#
# With a sum it doubles; with a mean it stays as it was. Adam's first step is the same in both: its length does not
# depend on the size of the gradient.
# </details>

# %% [markdown]
# ## Sources
#
# - P. J. Werbos, *Backpropagation through time: what it does and how to do it*. Proceedings of the IEEE 78(10),
#   1550-1560, 1990.
# - R. J. Williams and J. Peng, *An efficient gradient-based algorithm for on-line training of recurrent network
#   trajectories*. Neural Computation 2(4), 490-501, 1990.
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*. International Conference on Learning
#   Representations (ICLR), 2015, arXiv:1412.6980. Algorithm 1 is (3.17) to (3.22).
# - Momentum: B. T. Polyak, *Some methods of speeding up the convergence of iteration methods*. USSR Computational
#   Mathematics and Mathematical Physics 4(5), 1-17, 1964. RMSProp: T. Tieleman and G. Hinton, *Lecture 6.5*. Coursera,
#   2012.
#
# **Now build it**, for batches of vectors: [assignment 03](../assignments/a03_bptt/a03_bptt.ipynb).
