# ---
# jupyter:
#   autograder:
#     title: Both ways and in layers
# ---

# %% [markdown]
# # 07 Both ways and in layers
#
# After this lecture you know when a network must read a sequence from both ends and when it cannot, how to turn a
# padded batch round, how gradients flow through two readers and through layers on layers, and three things that make
# deep recurrent networks trainable: layer normalisation, dropout in the right place, and an initial state that is
# learnt.

# %% setup=true

# %%
import importlib.util
import math
import os

import numpy as np
from rnnfigures.deep import depth_gate, stack_of_layers, turned_with_padding, two_readers, two_sentences, where_dropout_acts
from rnnfigures.deep_plots import influence, memory_left, tanh_before_and_after, two_states

# %% [markdown]
# ## A word that only the future explains
#
# Two sentences:
#
# - "He said, Teddy Roosevelt was a great president"
# - "He said, Teddy bears are on sale"
#
# Is *Teddy* the name of a person? Whoever has to answer at that word, having read from the left, has seen three words,
# and they are the same in both sentences.

# %%
two_sentences()

# %% [markdown]
# Training does not help. Equal words give equal states, equal states equal answers, and in one of the two sentences the
# answer is wrong. Take a reader of one unit, weights set by hand. A few words carry evidence, +1
# for a person and -1 for a toy.

# %%
EVIDENCE = {"Roosevelt": 1.0, "president": 1.0, "bears": -1.0, "sale": -1.0}
person = "He said, Teddy Roosevelt was a great president".split()
toy = "He said, Teddy bears are on sale".split()


def read(words, h=0.0):
    """Return the state of a one-unit network after each word."""
    states = []
    for word in words:
        h = math.tanh(2.0 * EVIDENCE.get(word, 0.0) + 1.2 * h)  # (2.1), (2.2)
        states.append(h)
    return states


for words in [person, toy]:
    print("state at Teddy:", read(words)[2], "  at the end:", round(read(words)[-1], 2))

# %% [markdown]
# At the end the reader knows; at *Teddy* it cannot. But nobody forces us to begin on the left. A second reader starts
# at the **end**: it gets the words in reversed order, and then its states are reversed, so that each stands at its own
# word again. What will its state at *Teddy* be?

# %%
def read_from_the_end(words):
    """Return for each word the state of a reader that comes from the right."""
    return read(words[::-1])[::-1]


two_states([person, toy], [read(person), read(toy)], [read_from_the_end(person), read_from_the_end(toy)])

# %% [markdown]
# At *Teddy* the second reader has met *president*, or *sale*, and has an opinion. In exchange it knows nothing of
# what stands on the left. So we take both.

# %% [markdown]
# ## Two readers
#
# A **bidirectional** network is two recurrent networks with weights of their own on the same input. An arrow over the
# letter says which way each reads:
#
# $$\overrightarrow{h}_t = \mathrm{cell}^{\rightarrow}(x_t, \overrightarrow{h}_{t-1}), \qquad t = 1 \dots n \tag{7.2}$$
# $$\overleftarrow{h}_t = \mathrm{cell}^{\leftarrow}(x_t, \overleftarrow{h}_{t+1}), \qquad t = n \dots 1 \tag{7.3}$$
# $$h_t = [\,\overrightarrow{h}_t\,;\,\overleftarrow{h}_t\,] \tag{7.4}$$
#
# The square bracket puts the two states side by side: $h_t$ has `2 * units` numbers, and the output layer reads all of
# them. Each network has its own initial state: $\overrightarrow{h}_0$ in front of the first word,
# $\overleftarrow{h}_{n+1}$ behind the last. (7.1 follows.)

# %%
two_readers()

# %% [markdown]
# The chains never touch: the two readers meet only in $h_t$. There the answer may use **every** word: the blue half has
# read words 1 to $t$, the green half words $t$ to $n$. With one unit each way, $h_t$ is a pair. Look at the third row:
# forward nothing, backward everything.

# %%
print(f"{'word':>10}  forward  backward")
for word, right, left in zip(toy, read(toy), read_from_the_end(toy), strict=True):
    print(f"{word:>10}  {right:7.2f}  {left:8.2f}")

# %% [markdown]
# **One answer for a whole sentence** (sentiment, unit 11) wants each reader at the end of its way:
# $[\,\overrightarrow{h}_n\,;\,\overleftarrow{h}_1\,]$. The last column, $h_n$, is a trap: there the backward reader has
# seen one word, and that may say nothing:

# %%
review = "Teddy bears are soft".split()
print("each at the end of its way:", round(read(review)[-1], 2), round(read_from_the_end(review)[0], 2))
print("both at the last word:     ", round(read(review)[-1], 2), round(read_from_the_end(review)[-1], 2))

# %% [markdown]
# ## Turn round, but leave the padding
#
# For one sentence, `[::-1]` was all we needed. A batch is padded, and there it goes wrong: turned as a whole, the short
# rows begin with padding.

# %%
turned_with_padding()

# %% [markdown]
# Look at the second row in the middle. The mask still says "three real steps, then padding", so the reader takes three
# pads for words and never sees a word. The remedy is to turn round only the real steps of each row. With $n$ of them:
#
# $$\overleftarrow{x}_t = \begin{cases} x_{n+1-t} & t \le n \\ x_t & t > n \end{cases} \qquad t = 1 \dots T \tag{7.1}$$
#
# Then the mask is right as it is, for both directions, and doing it twice gives the old row back. For one row:

# %%
row = ["bears", "are", "cheap", "pad", "pad"]
n = 3
print("whole row turned: ", row[::-1], "-> the mask lets through", row[::-1][:n])
turned = row[:n][::-1] + row[n:]  # (7.1)
print("real steps turned:", turned, "-> the mask lets through", turned[:n])
print("turned twice:     ", turned[:n][::-1] + turned[n:])

# %% [markdown]
# In a batch every row has its own $n$, the sum of its mask. The same function serves twice: the backward reader's
# states come out in its own order and are turned round with the same mask before they are joined.
#
# At padded steps each reader repeats the state in which it ended, as in unit 02. For the backward reader that is the
# one at the **first** word: in row 2 of the figure, the joined state at every pad is
# $[\,\overrightarrow{h}_3\,;\,\overleftarrow{h}_1\,]$.

# %% [markdown]
# ## The gradient both ways
#
# The gradient of $h_t$ is cut into its two halves, and each goes back through its own network:
#
# $$dh_t = [\,d\overrightarrow{h}_t\,;\,d\overleftarrow{h}_t\,] \tag{7.5}$$
#
# Both networks read $x_t$, so both send a gradient to it, and as always where one thing was used twice, they add:
#
# $$dx_t = dx_t^{\rightarrow} + dx_t^{\leftarrow} \tag{7.6}$$
#
# The weights are not shared, so their gradients stay apart. The backward network lived in turned time: its half of
# $dh$ is turned round before it goes in, and its gradient of $x$ is turned round when it comes out.
#
# Which states hear of which inputs? We wiggle each input of a short sequence and see what follows. Think first: in
# which corner will each table be empty?

# %%
def run(x, w=0.9, u=0.8):
    """Return the states of a one-unit network over a list of numbers."""
    h, states = 0.0, []
    for x_t in x:
        h = math.tanh(w * x_t + u * h)
        states.append(h)
    return np.array(states)


def slopes(function, x, epsilon=1e-5):
    """Return dh_t / dx_s in row t, column s, by wiggling (3.1)."""
    steps = epsilon * np.eye(len(x))
    return np.stack([(function(x + step) - function(x - step)) / (2 * epsilon) for step in steps], axis=1)


x = np.array([0.3, -0.5, 0.2, 0.4, -0.1, 0.2])
to_the_right, to_the_left = slopes(run, x), slopes(lambda x: run(x[::-1])[::-1], x)
influence({"forward": to_the_right, "backward": to_the_left, "together": to_the_right + to_the_left})

# %% [markdown]
# The forward reader's $h_t$ hears inputs up to $t$, the backward reader's those from $t$ on. Together no corner is
# empty, though far inputs are faint: two directions do not cure vanishing (unit 04). Read a **column**:
# $x_s$ acts on the loss through both networks, which is (7.6).
#
# ## The same in Keras
#
# `Bidirectional` wraps a recurrent layer, makes a second one, and does the turning and joining. With the weights of our
# reader for both directions we expect our two columns. (Importing Keras takes some seconds.)

# %%
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAS_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
evidence = np.array([[[EVIDENCE.get(word, 0.0)] for word in toy]])  # (batch 1, timesteps 7, features 1)
weights = [np.array([[2.0]]), np.array([[1.2]]), np.array([0.0])]  # kernel, recurrent kernel, bias
if HAS_KERAS:
    import keras

    both = keras.layers.Bidirectional(keras.layers.SimpleRNN(1, return_sequences=True))
    both.build(evidence.shape)
    both.set_weights(weights + weights)  # forward, then backward
    by_keras = keras.ops.convert_to_numpy(both(evidence))[0]
    ours = np.stack([read(toy), read_from_the_end(toy)], axis=1)
    print("shape:", by_keras.shape, " largest difference from our two readers:", f"{np.abs(by_keras - ours).max():.0e}")
else:
    print("Keras is not installed here, so its comparisons are left out; everything else works without it.")

# %% [markdown]
# With `return_sequences=False` Keras gives $[\,\overrightarrow{h}_n\,;\,\overleftarrow{h}_1\,]$ and so avoids the trap.
# And Keras turns the whole row **and the mask**, so that its backward reader skips the padding first. At real steps that
# gives the same numbers; at padded steps its backward half shows zeros.

# %%
if HAS_KERAS:
    mask = np.array([[True] * 4 + [False] * 3])
    padded = keras.ops.convert_to_numpy(both(evidence, mask=mask))[0]
    print("Keras, backward half:", padded[:, 1].round(2))
    last = keras.layers.Bidirectional(keras.layers.SimpleRNN(1))
    last.build(evidence.shape)
    last.set_weights(weights + weights)
    print("return_sequences=False:", keras.ops.convert_to_numpy(last(evidence))[0].round(2))
print("ours, real steps:    ", np.round(read_from_the_end(toy[:4]), 2))

# %% [markdown]
# ## Why not in real time
#
# The backward reader begins at the last word. So nothing final can be said about the **first** word before the **last**
# one is spoken, and every new word may change all answers so far. When will the state at *Teddy*
# move?

# %%
spoken = "He said, Teddy was of course on sale".split()
for end in range(3, len(spoken) + 1):
    states = read_from_the_end(spoken[:end])
    print(f"{' '.join(spoken[:end]):38} backward state at Teddy: {states[2]:5.2f}")

# %% [markdown]
# | task | may it wait for the end? | reader |
# |---|---|---|
# | names and parts of speech in a written text (unit 12) | yes | both ways |
# | sentiment of a review (unit 11), source sentence of a translation (unit 13) | yes | both ways |
# | live subtitles, a voice assistant | a few words at most | forward, perhaps with a short look ahead |
# | an alarm on a sensor, a forecast (unit 15) | no | forward |
# | language model, generation (units 08, 14) | no: the future is the **answer** | forward |
#
# The last row is a matter of honesty, not of patience: a network that must predict the next word and may read from the
# right simply looks it up.

# %% [markdown]
# ## Layers on layers
#
# A recurrent layer turns a sequence of inputs into a sequence of states. To the next layer, these are inputs. This is
# a **stack**:
#
# $$h^{(l)}_t = \mathrm{cell}^{(l)}(h^{(l-1)}_t, h^{(l)}_{t-1}), \qquad h^{(0)}_t = x_t, \qquad l = 1 \dots L \tag{7.7}$$

# %%
stack_of_layers()

# %% [markdown]
# Each layer has its own weights and its own initial state; a mask holds for all. Why stack? Because the upper layer
# works on what the lower one has **understood**. Take the door bell of unit 02. The lower unit is the switch: on, once
# the bell has rung. The upper unit reads the switch and adds up, so it knows roughly **for how long** it has been on.

# %%
bell = [0, 0, 1, 0, 0, 0, 0, 0]
h_low, h_up = 0.0, 0.0
for x_t in bell:
    h_low = math.tanh(2.0 * x_t + 2.0 * h_low)  # layer 1 reads the input
    h_up = math.tanh(0.05 * h_low + 1.0 * h_up)  # layer 2 reads layer 1
    print(f"bell {x_t}   rung {h_low:.2f}   on for {h_up / 0.05:.1f}")

# %% [markdown]
# Here both layers step together. One may as well run layer 1 over all steps and then layer 2: the arrows of the figure
# allow both orders, and the second needs no new code, only the sequence function once per layer.
#
# Backward, the walk goes from the top layer down. What a layer sends to its **inputs** arrives at the **states** of the
# layer below, "from above" in the words of unit 03:
#
# $$dh^{(l-1)}_t = dx^{(l)}_t, \qquad l = L \dots 1 \tag{7.8}$$
#
# A check with one step of two units: the gradient comes down through the upper one and goes on through the lower one.

# %%
def top_state(weight):
    return math.tanh(0.5 * math.tanh(weight * 1.0))  # the upper unit over the lower unit over the input 1.0


low, top = math.tanh(0.8), top_state(0.8)
d_low = (1 - top**2) * 0.5  # what the upper unit sends to its input: (3.6), (3.7)
d_weight = d_low * (1 - low**2) * 1.0  # arrives at the lower state, goes on to its weight: (7.8), (3.6), (3.9)
print("by hand", round(d_weight, 6), " by wiggling", round((top_state(0.80001) - top_state(0.79999)) / 2e-5, 6))

# %% [markdown]
# How many weights does depth cost? A layer on top reads `units` features, or `2 * units` if the layer below reads both
# ways.

# %%
def count(features, units):
    return features * units + units * units + units


print("one layer of 64:            ", count(50, 64))
print("three layers of 64:         ", count(50, 64) + 2 * count(64, 64))
print("two both-way layers of 64:  ", 2 * count(50, 64) + 2 * count(128, 64))

# %% [markdown]
# In Keras a stack is a list of layers, all with `return_sequences=True` except perhaps the last: without it a layer
# hands only its last state upward. The bell again:

# %%
if HAS_KERAS:
    low_layer, up_layer = (keras.layers.SimpleRNN(1, return_sequences=True) for _ in range(2))
    stack = keras.Sequential([keras.Input((8, 1)), low_layer, up_layer])
    low_layer.set_weights([np.array([[2.0]]), np.array([[2.0]]), np.zeros(1)])
    up_layer.set_weights([np.array([[0.05]]), np.array([[1.0]]), np.zeros(1)])
    top = keras.ops.convert_to_numpy(stack(np.array(bell, dtype="float32").reshape(1, 8, 1)))
    print("on for, by Keras:", (top[0, :, 0] / 0.05).round(1))

# %% [markdown]
# Recurrent stacks are low: two to four layers are common, eight were used for translation. A gradient that goes down a
# layer passes a product and a squashing, just as one that goes back a step does, so depth makes it vanish as length
# does.
#
# ## A gate between layers
#
# Along time the LSTM mended this with a road, the cell state (unit 05). The **depth-gated** network (Yao and others
# 2015) builds the same road between layers: the cell state below enters the one above directly, and a gate decides how
# much of it. We call the gate $q$ (the paper writes $d$, which means gradient here):
#
# $$q_t = \sigma\big(h^{(l-1)}_t W_q + c^{(l)}_{t-1} \odot v_q + c^{(l-1)}_t \odot u_q + b_q\big) \tag{7.9}$$
# $$c^{(l)}_t = q_t \odot c^{(l-1)}_t + f_t \odot c^{(l)}_{t-1} + i_t \odot g_t \tag{7.10}$$
#
# The gate looks at the input of its layer, at the layer's old cell state and at the cell state below, the last two with
# one weight per unit, like a peephole. Apart from the first term, (7.10) is an LSTM.

# %%
depth_gate()

# %% [markdown]
# What does it do to the gradient? We pile up layers of one unit, at a single time step, with the gates $i$ and $o$ half
# open, and wiggle the lowest cell state. Without the depth gate (0) a quarter is left per layer. Guess the last row.

# %%
def tower(c, layers, q):
    """Return the top cell state over a lowest cell state c."""
    for _ in range(layers):
        h = 0.5 * math.tanh(c)  # output gate half open
        c = q * c + 0.5 * math.tanh(h)  # (7.10), input gate half open, nothing remembered yet
    return c


for q in [0.0, 0.5, 0.75]:
    left = [(tower(1e-4, n, q) - tower(-1e-4, n, q)) / 2e-4 for n in [1, 2, 4, 8]]
    print(f"depth gate {q:4}: slope after 1, 2, 4, 8 layers", np.round(left, 4))

# %% [markdown]
# With the gate at 0.75 the whole gradient arrives, however many layers: 0.75 by the road and 0.25 by the cell. Highway
# and residual networks, of the same year, rest on the same idea: add to what comes from below, do not replace it.

# %% [markdown]
# ## Keeping tanh awake: layer normalisation
#
# Where pre-activations $a$ grow large, tanh is flat: units say +1 or -1, and no gradient passes. **Layer
# normalisation** (Ba, Kiros and Hinton 2016) brings them back before the activation. For one sample at one time step,
# with $H$ units:
#
# $$\mu = \frac{1}{H} \sum_j a_j \tag{7.11}$$
# $$\sigma = \sqrt{\frac{1}{H} \sum_j (a_j - \mu)^2 + \varepsilon} \tag{7.12}$$
# $$\hat a_j = \frac{a_j - \mu}{\sigma} \tag{7.13}$$
# $$y_j = \gamma_j\, \hat a_j + \beta_j \tag{7.14}$$
# $$h_t = \tanh(y_t) \tag{7.15}$$
#
# $\varepsilon$ is a small number against division by zero, $\sigma$ here the spread, not the sigmoid of (7.9). Gain
# $\gamma$ and offset $\beta$, one entry per unit, are learnt: the network can choose where on the curve it wants to be.
# One row of three units by hand:

# %%
def normalise(a, epsilon=1e-5):
    """Normalise the plain numbers of one row, gain 1 and offset 0."""
    mean = sum(a) / len(a)  # (7.11)
    sigma = math.sqrt(sum((a_j - mean) ** 2 for a_j in a) / len(a) + epsilon)  # (7.12)
    return [(a_j - mean) / sigma for a_j in a]  # (7.13)


print("tanh as it is:   ", [round(math.tanh(a_j), 3) for a_j in [3.0, 4.0, 8.0]])
print("normalised first:", [round(math.tanh(a_j), 3) for a_j in normalise([3.0, 4.0, 8.0])])

# %% [markdown]
# Before, the three could hardly be told apart. With 500 units that have drifted:

# %%
a = 1.5 + 4.0 * np.random.default_rng(0).normal(size=500)
a_hat = np.array(normalise(a))
print("mean slope of tanh:", np.mean(1 - np.tanh(a) ** 2).round(2), "->", np.mean(1 - np.tanh(a_hat) ** 2).round(2))
tanh_before_and_after(a, a_hat)

# %% [markdown]
# The slope is the share of gradient that passes the tanh. The normalisation then divides it by $\sigma$, here 4 (next
# section); but if $a$ is large because the weights are, the gradient is multiplied by these, and the two cancel.
#
# **Over what is the mean taken?** Over the units of one row. *Batch* normalisation takes it over the samples: that
# needs statistics for every time step, and padding spoils them. Layer normalisation knows nothing of other samples,
# works at any length, and does the same in training and inference. It also forgets the scale: if all weights grow
# tenfold, nothing changes. (The $\varepsilon$ of Keras is 0.001 unless told otherwise.)

# %%
small = [0.3, 0.4, 0.8]
print(np.round(normalise(small), 3), np.round(normalise([10 * a_j for a_j in small]), 3))
if HAS_KERAS:
    by_keras = keras.layers.LayerNormalization(epsilon=1e-5)(np.array([[3.0, 4.0, 8.0]], dtype="float32"))
    print("Keras agrees:", np.allclose(by_keras, normalise([3.0, 4.0, 8.0]), atol=1e-5))

# %% [markdown]
# ## Back through the normalisation
#
# Move one $a_j$ and **every** $\hat a$ of the row moves, because mean and spread move. The table of slopes shows it:
# column $j$ tells what happens when $a_j$ grows.

# %%
row = np.array([1.0, 2.0, 6.0])
table = slopes(lambda a: np.array(normalise(a)), row)
print(table.round(3))
print("sum of each row:              ", np.abs(table.sum(axis=1)).round(4))
print("each row times normalised row:", np.abs(table @ normalise(row)).round(4))

# %% [markdown]
# The zeros are two laws: adding the same to all $a$ changes nothing, so each row sums to 0; nor does stretching all
# $a$, so each row is at right angles to $\hat a$. The backward pass has one term for each law:
#
# $$d\hat a_j = \gamma_j\, dy_j \tag{7.16}$$
# $$da_j = \frac{1}{\sigma} \Big( d\hat a_j - \frac{1}{H} \sum_k d\hat a_k - \hat a_j\, \frac{1}{H} \sum_k d\hat a_k\,
# \hat a_k \Big) \tag{7.17}$$
#
# The first term is the direct road from $a_j$ to $\hat a_j$. The second takes away the mean of $d\hat a$: the road over
# $\mu$. The third takes away what points along $\hat a$: the road over $\sigma$, by which every $\hat a_k$ is divided
# and which follows $a_j$ as $\partial \sigma / \partial a_j = \hat a_j / H$. Gain and offset serve in every row (each
# sample, each time step):
#
# $$d\gamma_j = \sum_{\text{rows}} dy_j\, \hat a_j \tag{7.18}$$
# $$d\beta_j = \sum_{\text{rows}} dy_j \tag{7.19}$$

# %% [markdown]
# ## Dropout, and what it may not touch
#
# Large networks learn their training data by heart. **Dropout** silences a random share $p$ of the units while
# training, so that none can rely on another. The rest are made larger by $1/(1-p)$, so that the expected value stays,
# and in inference nothing has to be done. With $k$ drawn as 1 (kept) or 0:
#
# $$\tilde v = \frac{k}{1-p} \odot v \tag{7.20}$$

# %%
rng = np.random.default_rng(1)
v, p = 2.0, 0.25
dropped = [v * (rng.random() >= p) / (1 - p) for _ in range(10_000)]
print("single values:", np.round(dropped[:6], 2), "  mean of 10,000:", round(float(np.mean(dropped)), 2))

# %% [markdown]
# In a recurrent network the question is **where**. Zaremba and others (2014) put it on the arrows that lead upward:
# inputs to layer 1, layer to layer, top layer to output. The arrows along time are left alone.

# %%
where_dropout_acts()

# %% [markdown]
# Why? Follow a memory that a cell should keep for 30 steps. If every step silences a fifth of the cell states, a unit
# must survive 30 draws. If dropout hits only the **candidate** $g$, what a step would *add*, one draw decides whether
# the unit gets the news, and after that it is safe.

# %%
rng = np.random.default_rng(2)
kept = rng.random((30, 2000)) >= 0.2  # a draw per time step and unit; the news arrives at step 0
on_the_state = np.cumprod(kept, axis=0).mean(axis=1)
on_the_candidate = np.full(30, kept[0].mean())
memory_left({"no dropout": np.ones(30), "on the candidate": on_the_candidate, "on the state,\na new draw a step": on_the_state})

# %% [markdown]
# After 30 steps of dropout on the state, a unit in a thousand still knows. So Semeniuta, Severyn and Barth (2016) put
# recurrent dropout on the candidate:
#
# $$\tilde g_t = \frac{k}{1 - p} \odot g_t \quad \text{while training, else } \ \tilde g_t = g_t \tag{7.21}$$
# $$c_t = f_t \odot c_{t-1} + i_t \odot \tilde g_t \tag{7.22}$$
# $$h_t = o_t \odot \tanh(c_t) \tag{7.23}$$
#
# One unit, in numbers: the cell holds 0.8, the forget gate is 0.9, the input gate 0.5, the candidate 0.6, $p = 0.5$.

# %%
for name, g_tilde in [("inference", 0.6), ("training, kept", 1 / 0.5 * 0.6), ("training, silenced", 0 / 0.5 * 0.6)]:
    print(f"{name:18} c = {0.9 * 0.8 + 0.5 * g_tilde:.2f}")

# %% [markdown]
# The silenced unit missed the news and kept its memory, 0.72. The mean of the two training rows is the inference row.
#
# Is $k$ drawn anew at every step, or **once per sequence**? On the candidate both work. On the state only the second
# does: Gal and Ghahramani (2016) drop the same units of $h_{t-1}$ at every step. That is what `recurrent_dropout` in
# Keras means; its `dropout` acts on the inputs.

# %% [markdown]
# ## An initial state that is learnt
#
# So far $h_0$ was zeros. It can be learnt like a bias: one vector $s$, from which **every** sequence starts (Forcada
# and Carrasco 1995). `rnn_backward` already gives a gradient for the initial state of each sample; a parameter that was
# used once per sample collects them all:
#
# $$h_0^{(n)} = s \ \text{ for all } n \qquad\Longrightarrow\qquad ds = \sum_n dh_0^{(n)} \tag{7.24}$$
#
# With three samples of one step each:

# %%
samples = [0.5, -0.2, 0.9]
s, u = 0.3, 0.8


def total(s):
    return sum(math.tanh(x_1 + u * s) for x_1 in samples)


each = [(1 - math.tanh(x_1 + u * s) ** 2) * u for x_1 in samples]  # (3.8)
print("per sample", np.round(each, 3), " together", round(sum(each), 3))
print("by wiggling s:", round((total(s + 1e-5) - total(s - 1e-5)) / 2e-5, 3))

# %% [markdown]
# ## Recap
#
# 1. Where the future explains a word, one direction cannot do it; two networks read from both ends, and their states
#    stand side by side. For a whole sentence, take each reader at the end of its way.
# 2. In a padded batch only the real steps are turned round. A bidirectional network must wait for the end.
# 3. In a stack the states of one layer are the inputs of the next; depth gates are roads between layers.
# 4. Layer normalisation gives every row mean 0 and spread 1 before the tanh; its gradient has three terms.
# 5. Dropout acts on upward arrows and on the candidate, and spares the memory. An initial state can be learnt.
#
# ## The equations, and how others write them
#
# | here | in code | elsewhere |
# |---|---|---|
# | $\overleftarrow{x}$ (7.1) | `reverse_sequences` | `tf.reverse_sequence`; packed sequences in PyTorch |
# | $h_t = [\overrightarrow{h}_t; \overleftarrow{h}_t]$ (7.4) | `h_all` (batch, timesteps, 2 units) | $[\overrightarrow{a}^{\langle t\rangle}, \overleftarrow{a}^{\langle t\rangle}]$; `Bidirectional`; `bidirectional=True` |
# | $h^{(l)}_t$ (7.7) | `layers[l - 1]` | $a^{[l]\langle t\rangle}$, $h^l_t$; `num_layers` |
# | $\gamma, \beta$ (7.14) | `gain`, `offset` | $g, b$ in the paper; `gamma`, `beta`; `weight`, `bias` |
# | $\hat a, \sigma$ (7.12), (7.13) | `a_hat`, `sigma` | normalised values, $\sqrt{\text{variance} + \varepsilon}$ |
# | $\tilde g_t$ (7.21) | `keep`, `rate`, `training` | $d(g_t)$; some write $p$ for the share that is **kept** |
# | $s$ (7.24) | `learned_initial_state_gradient` | trainable $h_0$, $a^{\langle 0\rangle}$ |

# %% [markdown]
# ## Check yourself
#
# **1.** A bidirectional layer with 32 units a direction reads 10 features; a second one with 32 units reads its output.
# How many features does the second read, and how many weights has one of its two networks?
#
# <details><summary>Answer</summary>
#
# It reads 64 features. Kernel 64 · 32 = 2,048, recurrent kernel 32 · 32 = 1,024, bias 32: together 3,104.
# </details>
#
# **2.** Somebody trains a bidirectional network to predict the next word and reaches a loss near 0. What happened?
#
# <details><summary>Answer</summary>
#
# The backward reader has read the next word before it is asked for it. In use, when there is no next word yet, the
# network knows nothing.
# </details>
#
# **3.** With a gain of 1 and an offset of 0, can layer normalisation leave the pre-activations of all units above 2?
#
# <details><summary>Answer</summary>
#
# No: their mean is 0. Only gain and offset can move all units to one side.
# </details>

# %% [markdown]
# ## Sources
#
# - M. Schuster, K. K. Paliwal (1997): Bidirectional recurrent neural networks. *IEEE Transactions on Signal Processing*
#   45 (11), 2673-2681.
# - K. Yao, T. Cohn, K. Vylomova, K. Duh, C. Dyer (2015): Depth-gated LSTM. arXiv:1508.03790.
# - W. Zaremba, I. Sutskever, O. Vinyals (2014): Recurrent neural network regularization. arXiv:1409.2329.
# - S. Semeniuta, A. Severyn, E. Barth (2016): Recurrent dropout without memory loss. *COLING 2016*, 1757-1766.
# - Y. Gal, Z. Ghahramani (2016): A theoretically grounded application of dropout in recurrent neural networks. *NIPS*
#   29, 1019-1027.
# - J. L. Ba, J. R. Kiros, G. E. Hinton (2016): Layer normalization. arXiv:1607.06450.
# - M. L. Forcada, R. C. Carrasco (1995): Learning the initial state of a second-order recurrent neural network during
#   regular-language inference. *Neural Computation* 7 (5), 923-930.
#
# **Now build it:** [assignment 07](../assignments/a07_deep_bidirectional/a07_deep_bidirectional.ipynb).
