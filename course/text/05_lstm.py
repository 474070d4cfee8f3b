# ---
# jupyter:
#   autograder:
#     title: Memory with gates
# ---

# %% [markdown]
# # 05 Memory with gates
#
# After this unit you know how an LSTM remembers: what each gate decides, why its cell state is a road on which gradients
# survive, how to carry them back, and which parts can be left out. In the assignment you build it in NumPy, forward and
# backward, and watch its gates while it reads.

# %% setup=true

# %%
import importlib.util
import math
import os

import matplotlib.pyplot as plt
import numpy as np
from rnnfigures import COLOR
from rnnfigures import lstm as fig

# %% [markdown]
# ## A word that has to wait
#
# *The cat, which ..., was full.* *The cats, which ..., were full.* Whatever stands in place of the dots, and however
# long it goes on, the verb has to agree with a noun far to its left.

# %%
fig.agreement()

# %%
words = "The cats , which slept on a boat near the fish market , were full .".split()
noun, verb = words.index("cats"), words.index("were")
print(f"the number of the noun has to wait for {verb - noun} steps, past: {' '.join(words[noun + 1 : verb])}")

# %% [markdown]
# A network that reads word by word must keep one bit, singular or plural, while eleven others go by (a comma counts as
# a word). *Market* is a noun too, and nearer; it must not get in the way. Can the network of unit 02 do that?
#
# Take one unit, $h_t=\tanh(x_t+u\,h_{t-1})$. We start it at +0.8 (plural) and at -0.8 (singular), feed both the
# same eleven words, and look at two things. Does the **difference** survive? And does a **gradient** at the end reach
# the start, so that the network could learn to keep it? The gradient is the product of the slopes of all steps, $u\,(1 -
# h_t^2)$. Before you run the cell: which recurrent weight $u$ would you choose?

# %%
inputs = 0.3 * np.random.default_rng(1).normal(size=11)  # the words in between, as plain numbers


def remember(u, h):
    """Return the last state of the one-unit network and the gradient that gets from it back to the first."""
    gradient = 1.0
    for x in inputs:
        h = math.tanh(x + u * h)
        gradient *= u * (1 - h * h)
    return h, gradient


for u in [0.5, 1.0, 1.5, 3.0]:
    (plural, gradient), (singular, _) = remember(u, 0.8), remember(u, -0.8)
    print(f"u = {u}: difference at the end {plural - singular:.4f}, gradient that reaches the start {gradient:.1e}")

# %% [markdown]
# A small weight forgets. A large one keeps the difference, like the switch of unit 02, but by pressing the state into
# the flat part of tanh, where gradients die. **Either it forgets, or it cannot learn to remember.** The cause is the
# same: at every step the whole memory is multiplied, mixed with the input, and squashed.
#
# ## A note in the pocket
#
# People who must not forget make a note, keep it in a pocket, untouched, and read it when its time has come. So give the
# network, beside the state $h$ that it shows at every step, a second number that it keeps for itself: the **cell state**
# $c$. And at every word three decisions:
#
# - **keep** the old note, or throw it away?
# - **write** something new on it?
# - **show** what is on it?
#
# Here they are made by hand, with 0 for no and 1 for yes.

# %%
decisions = {"The": (1, 0, 0), "cats": (0, 1, 0), "were": (1, 0, 1), ".": (0, 0, 0)}  # keep, write, show
c = 0.0
for word in words:
    keep, write, show = decisions.get(word, (1, 0, 0))
    c = keep * c + write * 1.0  # +1 stands for plural
    print(f"{word:7} keep {keep}  write {write}  show {show}   note {c:.0f}   shown {show * c:.0f}")

# %% [markdown]
# The note is as fresh at the verb as at the noun, because nothing was done to it: times 1, plus 0. That is the whole
# trick. What is left is to let the network **learn** the three decisions.
#
# ## A gate is a soft switch
#
# A hard switch, 0 or 1, cannot be learnt by gradients: wiggle its weights a little and nothing happens at all. So a
# **gate** is a number in between, made from any number by the sigmoid:
#
# $$\sigma(a)=\frac{1}{1+e^{-a}}=\frac{e^{a}}{1+e^{a}}\tag{5.1}$$

# %%
a = np.linspace(-6, 6, 200)
gate = 1 / (1 + np.exp(-a))
figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
axes.plot(a, gate, color=COLOR["f"], label=r"$\sigma(a)$, a gate")
axes.plot(a, np.tanh(a), "-.", color=COLOR["g"], label=r"$\tanh(a)$, a content")
axes.plot(a, gate * (1 - gate), "--", color=COLOR["gradient"], label=r"slope $\sigma\,(1-\sigma)$")
axes.set(xlabel="$a$", yticks=[-1, 0, 0.5, 1])
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Left of -4 the gate is shut, right of 4 open, in between ajar. A gate says *how much*, so it needs no negative values.
# What is written on the note says *what*, for or against, and keeps tanh. The slope of the sigmoid follows from its
# value, as that of tanh: $\sigma(1-\sigma)$, at most one quarter.
#
# Why two fractions in (5.1)? They are equal on paper, but exponentials overflow, each on another side:

# %%
for a in [-800, 800]:
    for name, exponent in [("first fraction ", -a), ("second fraction", a)]:
        try:
            print(f"a = {a:4}, {name}: its exponential is {math.exp(exponent):.0e}")
        except OverflowError:
            print(f"a = {a:4}, {name}: its exponential overflows")

# %% [markdown]
# An exponential that is rounded to 0 does no harm, one that overflows does. So use each fraction on its safe side; you
# do that in the assignment. In this lecture numbers stay small and the first one will do.

# %%
def sigmoid(a):
    """Turn one number of moderate size into a gate."""
    return 1 / (1 + math.exp(-a))


print([round(sigmoid(a), 3) for a in (-4, -1, 0, 1, 4)])

# %% [markdown]
# ## The gates, one by one
#
# Every gate reads the input $x_t$ and the old hidden state $h_{t-1}$, with weights of its own, and answers with a number
# between 0 and 1. Every **unit** has its own three gates: one may keep its note while its neighbour writes.

# %%
fig.lstm_step("f")

# %% [markdown]
# **The forget gate** $f_t=\sigma(a^f)$ multiplies the old note: 1 keeps all of it, 0 throws it away. (It ought to be
# called *keep gate*.) Almost 1 is not quite 1: what is left of a note after eleven and after a hundred steps?

# %%
for f in [0.5, 0.9, 0.99, 0.999]:
    print(f"f = {f}: after 11 steps {f**11:.4f}, after 100 steps {f**100:.1e}")

# %%
fig.lstm_step("i")

# %% [markdown]
# **The input gate** $i_t=\sigma(a^i)$ says whether anything is written, **the candidate** $g_t=\tanh(a^g)$ says
# what. Together with the forget gate they make the new cell state, $c_t=f_t\,c_{t-1}+i_t\,g_t$. At their extremes
# the two gates give four different things to do with an old note of 0.8 and a candidate of -0.5. Which is which?

# %%
for f, i in [(1, 0), (0, 1), (1, 1), (0, 0)]:
    print(f"forget gate {f}, input gate {i}: new cell state {f * 0.8 + i * -0.5:+.1f}")

# %% [markdown]
# Keep, replace, add, and erase. Adding is new: a cell can **count**, one more at every step, which no unit of the plain
# network could do for long.

# %%
fig.lstm_step("o")

# %% [markdown]
# **The output gate** $o_t=\sigma(a^o)$ says how much of the note is shown, $h_t=o_t \tanh(c_t)$, to the output layer
# and, at the next step, to all gates of all units. A note that is not needed now would only disturb them. The tanh is
# there because a cell that adds may grow large, and what it shows should not.
#
# ## One step, all at once
#
# Together, with all four sums in one equation ($\odot$ is a product entry by entry: every unit has its own gates):
#
# $$[\,a^i,a^f,a^g,a^o\,]=x_t W_x+h_{t-1} W_h+b\tag{5.2}$$
# $$i_t=\sigma(a^i)\tag{5.3}$$
# $$f_t=\sigma(a^f)\tag{5.4}$$
# $$g_t=\tanh(a^g)\tag{5.5}$$
# $$o_t=\sigma(a^o)\tag{5.6}$$
# $$c_t=f_t\odot c_{t-1}+i_t\odot g_t\tag{5.7}$$
# $$h_t=o_t\odot\tanh(c_t)\tag{5.8}$$

# %%
fig.lstm_step()

# %% [markdown]
# Follow the thick line: from $c_{t-1}$ to $c_t$ there is one product and one sum, no matrix and no squashing.
#
# Now one unit that makes its decisions itself. Two inputs per word: 1 at the word to be noted, else 0; and +1 for plural,
# -1 for singular, else 0. The weights are set by hand. Read them: when is the input gate open? What makes the forget
# gate fall?

# %%
weights = {  # for each of the four: weights of the two inputs, of h, and the bias
    "i": ([8.0, 0.0], 0.0, -4.0),
    "f": ([-8.0, 0.0], 0.0, 4.0),
    "g": ([0.0, 1.0], 0.0, 0.0),
    "o": ([0.0, 0.0], 0.0, 2.0),
}


def step(x, h, c, weights):
    """One time step of an LSTM with two inputs and one unit; return h, c and the four activations."""
    sums = {name: x[0] * w[0] + x[1] * w[1] + h * u + b for name, (w, u, b) in weights.items()}  # (5.2)
    i, f, o = sigmoid(sums["i"]), sigmoid(sums["f"]), sigmoid(sums["o"])
    g = math.tanh(sums["g"])
    c = f * c + i * g  # (5.7)
    return o * math.tanh(c), c, {"i": i, "f": f, "g": g, "o": o}


for name, x, c in [("at a plural noun", [1, 1], 0.0), ("at another word ", [0, 0], 0.9)]:
    h, c_new, gates = step(x, 0.0, c, weights)
    print(name, {key: round(value, 2) for key, value in gates.items()}, f"c from {c} to {c_new:.2f}, h {h:.2f}")

# %% [markdown]
# At the noun the input gate opens and the forget gate shuts; elsewhere it is the other way round, and 98 % of the note
# is kept.
#
# ## Two states over time
#
# The loop is that of unit 02, with **two** states handed from step to step. Two sentences, singular and plural:

# %%
def read(x, weights, h=0.0, c=0.0, mask=None):
    """Return the cell state after each step, the last h, and the activations of each step."""
    cells, activations = [], []
    for t, x_t in enumerate(x):
        if mask is None or mask[t]:
            h, c, gates = step(x_t, h, c, weights)
        cells.append(c)
        activations.append(gates)
    return cells, h, activations


def as_numbers(number):
    """Turn the sentence into its inputs: number is +1 for cats and -1 for cat."""
    return [[1, number] if word == "cats" else [0, 0] for word in words]


plural, _, activations = read(as_numbers(+1), weights)
singular, _, _ = read(as_numbers(-1), weights)

# %%
figure, (above, below) = plt.subplots(2, figsize=(6, 3), sharex=True, layout="constrained")
above.plot(plural, "o-", color=COLOR["c"], markersize=3, label="the cats")
above.plot(singular, "o--", color=COLOR["c"], markersize=3, label="the cat")
above.set(ylabel="$c_t$", ylim=(-1.1, 1.1))
for name, style in [("i", "o:"), ("f", "o-"), ("o", "o--")]:
    below.plot([gates[name] for gates in activations], style, color=COLOR[name], markersize=3, label=f"${name}_t$")
below.set(ylabel="gates", ylim=(-0.1, 1.1))
below.set_xticks(range(len(words)), words, rotation=50, ha="right", rotation_mode="anchor", fontsize=8)
for axes in (above, below):
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# Such pictures, called **traces**, are the best way to look into an LSTM. In the assignment the weights come out of
# training, and nobody marks the noun.
#
# **Masks.** A padded step leaves both states as they are:
#
# $$h_t=m_t\,\tilde h_t+(1-m_t)\,h_{t-1},\qquad c_t=m_t\,\tilde c_t+(1-m_t)\,c_{t-1}\tag{5.9}$$
#
# With the words between the commas masked, the small loss at each of them is gone:

# %%
mask = [not words.index(",") < t < len(words) - 4 for t in range(len(words))]
masked, _, _ = read(as_numbers(+1), weights, mask=mask)
print("at the verb: read through", round(plural[-3], 3), " masked", round(masked[-3], 3))

# %% [markdown]
# ## Many units: four blocks side by side
#
# With several features and units, every sum becomes a row of sums, and the weights of all four stand **side by side in
# one kernel**, in the order $i, f, g, o$. One product makes all sums; the result is cut into four blocks.

# %%
fig.kernel_blocks()

# %% [markdown]
# | name | shape | blocks |
# |---|---|---|
# | `kernel` $W_x$ | (features, 4 units) | columns 0 to units: $i$; the next: $f$; then $g$; then $o$ |
# | `recurrent_kernel` $W_h$ | (units, 4 units) | the same |
# | `bias` $b$ | (4 units,) | the same |
# | $x_t$; $h$, $c$, and each gate | (batch, features); (batch, units) | |
#
# The order is a convention, and libraries differ: Keras and PyTorch use $i, f, g, o$, ONNX $i, o, f, c$ (its $c$ is our
# $g$), lectures often begin with $f$. With weights taken from elsewhere, look it up: a wrong order raises no error.
#
# One element in slow motion: the forget gate of unit 1, first sample.

# %%
rng = np.random.default_rng(0)
x_t, h_prev, units = rng.normal(size=(3, 4)), rng.normal(size=(3, 2)), 2
kernel, recurrent_kernel, bias = rng.normal(size=(4, 8)), rng.normal(size=(2, 8)), rng.normal(size=8)

column = 1 * units + 1  # block 1 is that of f; unit 1 of it
total = bias[column]
for k in range(4):
    total += x_t[0, k] * kernel[k, column]
for k in range(2):
    total += h_prev[0, k] * recurrent_kernel[k, column]
print(f"column {column}: the sum is {total:.3f}, the gate {sigmoid(total):.3f}")
print("shapes:", x_t.shape, kernel.shape, h_prev.shape, recurrent_kernel.shape, bias.shape)

# %% [markdown]
# Four of everything, so four times the weights of a plain cell:

# %%
features, units = 50, 64
plain = features * units + units * units + units
print(f"plain cell {plain:,} weights, LSTM {4 * plain:,}")

# %% [markdown]
# ## The same in Keras
#
# The layer is `LSTM`; its weights have our names, shapes and order, so our hand-made unit fits in. Does it keep the same
# note? (Importing Keras takes some seconds; without it the cell says so.)

# %%
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAVE_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAVE_KERAS:
    import keras
    import tensorflow as tf

    layer = keras.layers.LSTM(1, return_sequences=True, return_state=True, dtype="float64")
    layer.build((None, None, 2))
    columns = [(w, [u], b) for w, u, b in weights.values()]  # in the order i, f, g, o
    layer.set_weights([np.array(part).T for part in zip(*columns)])
    x = np.array([as_numbers(+1)], dtype=float)  # (batch, timesteps, features)
    h_all, h_last, c_last = layer(x)
    _, h, _ = read(as_numbers(+1), weights)
    print("shapes", h_all.shape, h_last.shape, c_last.shape)
    print(f"last h: Keras {float(h_last[0, 0]):.12f}   ours {h:.12f}")
    print(f"last c: Keras {float(c_last[0, 0]):.12f}   ours {plural[-1]:.12f}")
    _, _, c_masked = layer(x, mask=np.array([mask]))
    print(f"masked: Keras {float(c_masked[0, 0]):.12f}   ours {masked[-1]:.12f}")
else:
    print("Keras is not installed here; with it, this cell shows that its LSTM layer gives our numbers.")

# %% [markdown]
# `return_sequences` gives $h$ at all steps, `return_state` the last $h$ and the last $c$. With Keras, the numbers agree,
# also with a gap in the mask. (Ahead of the first real step Keras gives zeros as output, this course the state $h_0$.)
#
# ## The cell state as a road for gradients
#
# Now the reason for all this. How much of a gradient at $c_T$ gets back to $c_t$? On the direct road each step has one
# factor. From (5.7), the slope of $c_t$ with respect to $c_{t-1}$ is $f_t$, so
#
# $$\left.\frac{\partial c_T}{\partial c_t}\right|_{\text{road}}=f_T\odot f_{T-1}\odot\dots\odot f_{t+1}\tag{5.10}$$

# %%
fig.two_roads()

# %% [markdown]
# No weight matrix, no slope of a squashing function. A forget gate of 1 passes the gradient on **unchanged, for any
# number of steps**. And unlike the weight $u$ of the plain unit it is not one number for all times: it can be 1 inside
# the clause and 0 at the full stop, if the network learns so. The lower roads, through $h$ and the gates, are those of
# unit 04: they fade, or explode; clipping is still needed.
#
# Which words does the cell state at the verb depend on? Wiggle the second input (the number) at every word, one after
# the other. Beside it the plain unit with $u=1$, which reads the same.

# %%
def slope_at(t, last_state, epsilon=1e-5):
    """Return how much the last state follows a small change of the second input of word t."""
    up, down = as_numbers(+1), as_numbers(+1)
    up[t], down[t] = [up[t][0], up[t][1] + epsilon], [down[t][0], down[t][1] - epsilon]
    return (last_state(up) - last_state(down)) / (2 * epsilon)


def plain_last(x, u=1.0, h=0.0):
    for x_t in x[: verb + 1]:
        h = math.tanh(x_t[1] + u * h)
    return h


by_word = {
    "LSTM unit": [slope_at(t, lambda x: read(x, weights)[0][verb]) for t in range(verb + 1)],
    "plain unit": [slope_at(t, plain_last) for t in range(verb + 1)],
}

# %%
figure, panels = plt.subplots(1, 2, figsize=(6, 2.5), sharey=True, layout="constrained")
for axes, (name, slopes), color in zip(panels, by_word.items(), (COLOR["c"], COLOR["h"])):
    axes.bar(range(verb + 1), slopes, color=color)
    axes.set_title(name, fontsize=10)
    axes.set_xticks(range(verb + 1), words[: verb + 1], rotation=60, ha="right", rotation_mode="anchor", fontsize=7)
panels[0].set_ylabel("slope of the last state")
plt.show()

# %% [markdown]
# The plain unit hears the latest words best and the noun hardly at all. The LSTM unit is tuned to one word: at the noun
# its input gate was open, and the road from there was clear. Elsewhere the gate was shut, in both directions: what does
# not get in gets no gradient either.
#
# ## One step back
#
# To train it, all gradients are needed. Into a step come **two**: $dh_t$, from the output above and from the gates of
# the next step, and $dc_t$, along the road.

# %%
fig.one_step_back()

# %% [markdown]
# The cell state was used twice: on the road to the right, and by $h_t=o_t \tanh(c_t)$. So two gradients add:
#
# $$dc_t^{\text{total}}=dc_t+dh_t\odot o_t\odot(1-\tanh^2 c_t)\tag{5.11}$$
#
# From there back through $c_t=f_t\,c_{t-1}+i_t\,g_t$. Each factor gets the total times what stood beside it, and
# then passes its own slope, $\sigma(1-\sigma)$ or $1-\tanh^2$, to reach its sum $a$. The output gate did not take part
# in $c_t$, so it gets its gradient from $dh_t$:
#
# $$da^i=dc_t^{\text{total}}\odot g_t\odot i_t\odot(1-i_t)\tag{5.12}$$
# $$da^f=dc_t^{\text{total}}\odot c_{t-1}\odot f_t\odot(1-f_t)\tag{5.13}$$
# $$da^g=dc_t^{\text{total}}\odot i_t\odot(1-g_t^2)\tag{5.14}$$
# $$da^o=dh_t\odot\tanh(c_t)\odot o_t\odot(1-o_t)\tag{5.15}$$
# $$dc_{t-1}=dc_t^{\text{total}}\odot f_t\tag{5.16}$$
#
# With numbers: one unit in the middle of its work, its four sums given. The loss is $0.5\,h+2\,c$, so $dh=0.5$ and
# $dc=2$. Work out the total and $dc_{t-1}$ by hand before you run the cell.

# %%
c_before, sums = 0.8, {"i": 0.5, "f": 1.0, "g": -0.4, "o": 0.2}


def toy_loss(sums, c_before):
    c = sigmoid(sums["f"]) * c_before + sigmoid(sums["i"]) * math.tanh(sums["g"])
    return 0.5 * sigmoid(sums["o"]) * math.tanh(c) + 2.0 * c


i, f, o, g = sigmoid(0.5), sigmoid(1.0), sigmoid(0.2), math.tanh(-0.4)
c = f * c_before + i * g
d_total = 2.0 + 0.5 * o * (1 - math.tanh(c) ** 2)
by_chain_rule = {
    "i": d_total * g * (i - i * i),
    "f": d_total * c_before * (f - f * f),
    "g": d_total * i * (1 - g * g),
    "o": 0.5 * math.tanh(c) * (o - o * o),
}
print(f"total {d_total:.5f}, to the old cell state {d_total * f:.5f}")

# %%
epsilon = 1e-5
for name, value in by_chain_rule.items():
    up, down = {**sums, name: sums[name] + epsilon}, {**sums, name: sums[name] - epsilon}
    wiggled = (toy_loss(up, c_before) - toy_loss(down, c_before)) / (2 * epsilon)
    print(f"da of {name}: chain rule {value:+.8f}   wiggling {wiggled:+.8f}")
wiggled = (toy_loss(sums, c_before + epsilon) - toy_loss(sums, c_before - epsilon)) / (2 * epsilon)
print(f"old c:   chain rule {d_total * f:+.8f}   wiggling {wiggled:+.8f}")

# %% [markdown]
# Each sum was made as the sum of the plain cell was, so from $da=[\,da^i,da^f,da^g,da^o\,]$, side by side again, the
# rest is that of unit 03:
#
# $$dx_t=da\,W_x^\top\tag{5.17}$$
# $$dh_{t-1}=da\,W_h^\top\tag{5.18}$$
# $$dW_x=x_t^\top\,da\tag{5.19}$$
# $$dW_h=h_{t-1}^\top\,da\tag{5.20}$$
# $$db=\sum_{\text{samples}} da\tag{5.21}$$
#
# ## Two gradients walk back
#
# Over a sequence the walk is that of unit 03 with two travellers. From above only $h_t$ gets a gradient, because outputs
# read $h$:
#
# $$dh_t=dh_t^{\text{above}}+dh_t^{\text{right}},\qquad dc_t=dc_t^{\text{right}}\tag{5.22}$$
#
# At the last step, what comes from the right is zero, unless somebody uses the last states (a decoder that starts from
# both $h$ and $c$). A masked step copied both states, so nothing goes into its cell, and both gradients pass by:
#
# $$d\tilde h_t=m_t\,dh_t,\qquad d\tilde c_t=m_t\,dc_t\tag{5.23}$$
# $$dh_{t-1}^{\text{right}}=m_t\,dh_{t-1}^{\text{cell}}+(1-m_t)\,dh_t, \qquad
# dc_{t-1}^{\text{right}}=m_t\,dc_{t-1}^{\text{cell}}+(1-m_t)\,dc_t\tag{5.24}$$
# $$dW_x=\sum_t dW_x^{(t)},\qquad dW_h=\sum_t dW_h^{(t)},\qquad db=\sum_t db^{(t)}\tag{5.25}$$
#
# Back through the cat sentence, from the verb to the start. Our unit has no recurrent weights, so only $dc$ travels. Does
# it bring to the noun what the bar chart says?

# %%
d_c, arriving = 1.0, {}
for t in range(verb, -1, -1):
    gates = activations[t]
    arriving[t] = d_c * gates["i"] * (1 - gates["g"] ** 2) * weights["g"][0][1]  # (5.14), then to the second input
    d_c = d_c * gates["f"]  # (5.16)
print(f"at the noun: walked back {arriving[noun]:.8f}, by wiggling {by_word['LSTM unit'][noun]:.8f}")

# %% [markdown]
# ## How to begin remembering
#
# A new LSTM has small random weights. With a bias of zeros its forget gates start near $\sigma(0)=0.5$, and the road
# is closed before training begins: $0.5^{11}=0.0005$. The remedy: start with the forget gates open (Gers, Schmidhuber
# and Cummins 2000; found again by Jozefowicz, Zaremba and Sutskever 2015).
#
# $$b=[\,0,1,0,0\,] \quad\text{in the order } i, f, g, o, \text{ each number once per unit}\tag{5.26}$$
#
# Keras does this unless told otherwise (`unit_forget_bias`); PyTorch does not. Measured with Keras on untrained layers of
# 16 units: how much of a gradient at the last $h$ reaches the input $k$ steps before? Where will the plain layer lie?

# %%
def gradient_by_lag(layer, steps=60):
    """Return the norm of the gradient at each input, by its distance from the end, relative to the last."""
    x = tf.constant(np.random.default_rng(2).normal(size=(8, steps, 4)), dtype="float32")
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(layer(x))
    norms = np.linalg.norm(tape.gradient(loss, x), axis=(0, 2))[::-1]
    return norms / norms[0]


def lstm_with(forget_bias):
    layer = keras.layers.LSTM(16, unit_forget_bias=True)
    layer.build((None, None, 4))
    layer.cell.bias.assign(forget_bias * layer.cell.bias)  # it was 1 for the forget gates, 0 for the rest
    return layer

# %%
if HAVE_KERAS:
    keras.utils.set_random_seed(1)
    figure, axes = plt.subplots(figsize=(6, 2.8), layout="constrained")
    axes.semilogy(gradient_by_lag(keras.layers.SimpleRNN(16)), color=COLOR["h"], label="plain")
    for forget_bias, style in [(0, ":"), (1, "--"), (4, "-")]:
        label = f"LSTM, forget bias {forget_bias}"
        axes.semilogy(gradient_by_lag(lstm_with(forget_bias)), style, color=COLOR["f"], label=label)
    axes.set(xlabel="steps back from the end", ylabel="gradient, last step = 1", ylim=(1e-12, 100))
    axes.legend(frameon=False, fontsize=8, loc="lower left")
    plt.show()
else:
    print("Keras is not installed here; with it, this cell draws how far gradients reach. After 30 steps there were left:")
    print("7e-05 in the plain layer; in the LSTM 6e-08 with a forget bias of 0, 6e-04 with 1, all of it with 4")

# %% [markdown]
# With a bias of 0 the LSTM begins worse than the plain layer: gates are no memory yet, only the chance to have one. With
# 1 the gradient fades more slowly, and with 4 it gets through all 60 steps. There it even grows: the road alone would
# leave $\sigma(4)^{59}=0.34$ of it, the rest comes over the lower roads. For memories of $T$ steps a bias near $\log T$
# is a good start (Tallec and Ollivier 2018).
#
# ## What can be left out?
#
# The LSTM of 1997 (Hochreiter and Schmidhuber) had **no forget gate**: $c_t=c_{t-1}+i_t\odot g_t$. The road is then
# open for ever, which sounds ideal. But let a unit read one sentence after the other and never wipe the note:

# %%
subjects = [1, 1, 1, 1, 1, 1, -1, -1]  # the number of eight subjects in a row
c_open, c_gated = 0.0, 0.0
for number in subjects:
    c_open = c_open + math.tanh(number)
    c_gated = 0.02 * c_gated + math.tanh(number)
    print(f"subject {number:+d}:  never forgets, shows {math.tanh(c_open):+.3f}   with a forget gate {math.tanh(c_gated):+.3f}")

# %% [markdown]
# The cell piles up, and when the number changes it goes on saying plural. Who remembers for ever cannot follow a text, and
# so the forget gate was added in 2000.
#
# ## Gates that look into the cell
#
# In (5.2) the gates see only $h_{t-1}$, what was **shown**. With the output gate shut that is 0, whatever the note says:
# the unit decides about its memory blindly. **Peepholes** (Gers and Schmidhuber 2000) let every gate look at its own
# cell, with one weight per unit. The output gate decides last, so it sees the new state:
#
# $$i_t=\sigma(a^i+p_i\odot c_{t-1})\tag{5.27}$$
# $$f_t=\sigma(a^f+p_f\odot c_{t-1})\tag{5.28}$$
# $$o_t=\sigma(a^o+p_o\odot c_t)\tag{5.29}$$

# %%
fig.peepholes()

# %%
for c_before in [3.0, -3.0]:
    h_before = 0.001 * math.tanh(c_before)  # the output gate was shut
    blind, seeing = sigmoid(0.5 + 2.0 * h_before), sigmoid(0.5 + 2.0 * c_before)
    print(f"cell state {c_before:+.0f}: forget gate without peephole {blind:.3f}, with peephole {seeing:.3f}")

# %% [markdown]
# With peepholes a cell can count steps in silence and speak up at the tenth: exact timing is what they were made for.
#
# ## Forget as much as you write
#
# Who writes something new has rarely a use for the old. So **couple** the gates, $f_t=1-i_t$, and save a block:
#
# $$[\,a^i,a^g,a^o\,]=x_t W_x+h_{t-1} W_h+b,\qquad c_t=(1-i_t)\odot c_{t-1}+i_t\odot g_t\tag{5.30}$$
#
# The cell state is then a mean of what was written, between -1 and 1. It can no longer count:

# %%
c_free, c_coupled = 0.0, 0.0
for _ in range(5):
    c_free, c_coupled = 1.0 * c_free + 1.0 * 0.5, (1 - 0.7) * c_coupled + 0.7 * 0.5
    print(f"own forget gate {c_free:.2f}   coupled {c_coupled:.3f}")

# %% [markdown]
# **Which parts matter?** Greff et al. (2017) took the full cell, peepholes included, and removed or changed one thing at
# a time, on speech, handwriting and music, in 5,400 training runs:
#
# | change | effect |
# |---|---|
# | no forget gate; no output activation (tanh in (5.8)) | clearly worse: the two parts that matter most |
# | no input gate, no output gate, no input activation | worse on some tasks |
# | no peepholes; input and forget gate coupled | no loss worth mentioning |
# | every gate sees all gates of the step before | no gain, many more weights |
#
# So today's standard has no peepholes, and the GRU of unit 06 couples its gates.

# %% [markdown]
# ## Recap
#
# 1. A plain recurrent unit forgets, or it saturates and cannot learn.
# 2. The cell state of an LSTM is only multiplied by a forget gate and added to. Input gate and candidate say whether and
#    what is written, the output gate how much is shown.
# 3. On its road a gradient meets one factor per step, $f_t$: with gates near 1 it survives.
# 4. Backward, two gradients walk to the left. They meet in (5.11); at masked steps both pass by.
# 5. Start with open forget gates. Forget gate and output tanh matter most; peepholes and an uncoupled forget gate can go.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | in code | lectures with $\Gamma$ | $C_t$ notation | Keras, PyTorch |
# |---|---|---|---|---|
# | $i_t$ (5.3) | `i` | update gate $\Gamma_u=\sigma(W_u[a^{\langle t-1\rangle},x^{\langle t\rangle}]+b_u)$ | $i_t$ | block 0 |
# | $f_t$ (5.4) | `f` | $\Gamma_f$, with $W_f$, $b_f$ | $f_t$ | block 1 |
# | $g_t$ (5.5) | `g` | $\tilde c^{\langle t\rangle}$, with tanh, $W_c$, $b_c$ | $\tilde C_t$; $z_t$ in Greff et al. | block 2; `c` in Keras |
# | $o_t$ (5.6) | `o` | $\Gamma_o$, with $W_o$, $b_o$ | $o_t$ | block 3 |
# | $c_t$ (5.7) | `c` | $c^{\langle t\rangle}=\Gamma_u*\tilde c^{\langle t\rangle}+\Gamma_f*c^{\langle t-1\rangle}$ | $C_t$ | state 1 |
# | $h_t$ (5.8) | `h` | $a^{\langle t\rangle}=\Gamma_o*\tanh(c^{\langle t\rangle})$ | $h_t$ | state 0 |
# | $da$ (5.12)-(5.15) | `d_a` | `dit`, `dft`, `dcct`, `dot` | $\delta i_t$, ... | |
# | (5.17)-(5.21) | `d_x_t`, ... | `dxt`, `da_prev`, `dWf`, ... | $\delta x_t$, $\delta W$ | `weight_ih_l0.grad`, transposed |
#
# The lectures with $\Gamma$ write columns, keep four matrices, and join state and input in one vector, state first.
# PyTorch has two biases, of which only the sum matters.

# %% [markdown]
# ## Check yourself
#
# **1.** In a trained unit the forget gate is 0.99 inside clauses. How much of a note is left after 100 words, and how
# much of a gradient on its way back over them?
#
# <details><summary>Answer</summary>
#
# Of both the same share, $0.99^{100}=0.37$: the factor of the note forward is the factor of the gradient backward.
# (Along the road.)
# </details>
#
# **2.** Your LSTM passes the gradient check for sequences of one step and fails for two. `d_kernel` is wrong only in the
# blocks of $i$, $f$ and $g$. What do you suspect?
#
# <details><summary>Answer</summary>
#
# These three get their gradient from the total of the cell state, the block of $o$ does not. So the carried `d_c` is
# lost or wrong between the steps, while `d_h` is handed on as it should be.
# </details>
#
# **3.** Input gate 0, forget gate 1, output gate 0 at step $t$. What do $c_t$ and $h_t$ hold, and which parameters get a
# gradient from this step?
#
# <details><summary>Answer</summary>
#
# $c_t=c_{t-1}$ and $h_t=0$. Hardly any: a gate that is quite shut or quite open has the slope 0, and the candidate's
# gradient has the factor $i_t=0$. But the gradient of the cell state passes through whole. This is how a cell waits.
# </details>

# %% [markdown]
# ## Sources
#
# - S. Hochreiter and J. Schmidhuber (1997): Long short-term memory. *Neural Computation* 9 (8), 1735-1780.
# - F. A. Gers, J. Schmidhuber and F. Cummins (2000): Learning to forget: continual prediction with LSTM. *Neural
#   Computation* 12 (10), 2451-2471. The forget gate. F. A. Gers and J. Schmidhuber (2000): Recurrent nets that time and
#   count. *IJCNN*. The peepholes.
# - R. Jozefowicz, W. Zaremba and I. Sutskever (2015): An empirical exploration of recurrent network architectures.
#   *ICML*. The forget bias.
# - C. Tallec and Y. Ollivier (2018): Can recurrent neural networks warp time? *ICLR*. arXiv:1804.11188. A bias of $\log T$.
# - K. Greff, R. K. Srivastava, J. Koutník, B. R. Steunebrink and J. Schmidhuber (2017): LSTM: a search space odyssey.
#   *IEEE TNNLS* 28 (10), 2222-2232. arXiv:1503.04069.
# - T. Linzen, E. Dupoux and Y. Goldberg (2016): Assessing the ability of LSTMs to learn syntax-sensitive dependencies.
#   *TACL* 4, 521-535. On real text.
#
# **Now build it:** [assignment 05](../assignments/a05_lstm/a05_lstm.ipynb).
