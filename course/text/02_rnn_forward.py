# ---
# jupyter:
#   autograder:
#     title: Forward through time
# ---

# %% [markdown]
# # 02 Forward through time
#
# After this lecture you can say what a recurrent network computes, from the first input to the loss. You know its two
# kernels and their shapes, can follow one number through the loop over time, know why tanh is there, how padding is
# kept out, and which of five ways of wiring fits which task. In the assignment you then build all of it in NumPy.

# %% setup=true

# %%
import math

import numpy as np
import rnnfigures as fig

# %% [markdown]
# ## A problem that needs a memory
#
# A sensor watches a door bell: 1 when it rings, 0 otherwise. At every moment somebody may ask: **has it rung yet?**
# Here are two recordings.

# %%
quiet = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
rung = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
for t, inputs in enumerate(zip(quiet, rung, strict=True), start=1):
    print(f"time step {t:2}   quiet {inputs[0]}   rung {inputs[1]}")

# %% [markdown]
# Look at time step 8. Both inputs are 0, yet the right answers differ. No function of the present input alone can
# answer, however large it is. Nor can a window over the last five, if the bell rang before that.
#
# What is needed is a number that is handed on from step to step: a **state**. It is computed from the new input *and
# from itself*:
#
# $$h_t = f(x_t, h_{t-1})$$
#
# That is the whole idea of a recurrent network. The rest of this lecture is the choice of $f$ and what to do with
# $h_t$.

# %% [markdown]
# ## One time step
#
# The choice is the simplest one that learns: a weighted sum, squashed. With one input and one state, everything is a
# plain number:
#
# $$a_t = x_t\,w_x + h_{t-1}\,w_h + b \tag{2.1}$$
# $$h_t = \tanh(a_t) \tag{2.2}$$
#
# $w_x$ says how much the input counts, $w_h$ how much the past counts, $b$ shifts the sum. Blue boxes in the figure are
# data, grey ones are weights or functions.

# %%
fig.cell_flow()

# %% [markdown]
# In code it is two lines. We start from the state 0, let the bell ring once, and then give one more step without it.
# Guess the second number first: the input is 0 there, so only the old state counts, with weight 0.5.

# %%
def step(x_t, h_prev, w_x=2.0, w_h=0.5, b=0.0):
    """One time step of a network with one input and one unit."""
    a = x_t * w_x + h_prev * w_h + b  # (2.1)
    return math.tanh(a)  # (2.2)


h_1 = step(1, 0.0)
h_2 = step(0, h_1)
print(f"after the ring {h_1:.3f}, one step later {h_2:.3f}")

# %% [markdown]
# The ring pushed the state to tanh(2) = 0.964. One step later tanh(0.5 · 0.964) = 0.448 is left: the past is
# remembered, but fading.
#
# ## The loop over time
#
# A sequence is read by repeating the step. Each turn takes the next input and the state which the turn before left
# behind, beginning with a given initial state $h_0$, most often zeros:
#
# $$h_t = \mathrm{cell}(x_t, h_{t-1}), \qquad t = 1 \dots T$$

# %%
def run(x, h=0.0, **weights):
    """Return the states of the one-unit network after every step."""
    history = []
    for x_t in x:
        h = step(x_t, h, **weights)
        history.append(h)
    return history


print("quiet", np.round(run(quiet), 3))
print("rung ", np.round(run(rung), 3))

# %% [markdown]
# Now the two recordings differ at step 8, but by 0.03: nobody would bet on it. The recurrent weight decides how long
# the memory lasts. Before you run the next cell: what will weight 0 do? And weight 2, where the past counts double?

# %%
weights = {"$w_h = 2$": 2.0, "$w_h = 1$": 1.0, "$w_h = 0.5$": 0.5, "$w_h = 0$": 0.0}
fig.state_over_time({name: run(rung, w_h=w_h) for name, w_h in weights.items()}, rung)

# %% [markdown]
# - $w_h = 0$: no memory; the state is a function of the present input.
# - $w_h = 0.5$: the memory is halved at every step, and soon gone.
# - $w_h = 1$: it fades slowly, because tanh takes a little away each time.
# - $w_h = 2$: it stays. The doubling and the squashing balance at a state near 0.96, and the unit is a **switch**: once
#   on, always on. This one solves our problem.
#
# We found the weight by trying four. Learning it from examples is unit 03; why that is hard for long memories, unit 04.

# %% [markdown]
# ## Unrolled: the same weights at every step
#
# On paper the loop is drawn in two ways. **Folded**, the state has an arrow back into itself. **Unrolled**, the cell is
# copied once per time step, and time runs to the right.

# %%
fig.folded_and_unrolled()

# %% [markdown]
# The unrolled network looks deep, but all its copies share the same $W_x$, $W_h$ and $b$ (and $V$, the output layer,
# which comes below). Three things follow.
#
# 1. **Any length.** The same weights read 7 steps or 700.
# 2. **What is learnt at one position is known at all others.** A bell is a bell at step 3 and at step 300.
# 3. **Few weights.** Their number does not depend on the length. The next cell compares with a dense layer that reads
#    all steps at once.

# %%
def recurrent_weights(features, units):
    return features * units + units * units + units


for timesteps in [10, 100, 1000]:
    dense = timesteps * 50 * 64 + 64
    print(f"{timesteps:5} time steps: dense layer {dense:9,} weights, recurrent cell {recurrent_weights(50, 64):,}")

# %% [markdown]
# ## Many units, many samples: two kernels
#
# A real input has several **features** (a one-hot vector has as many as there are words), a state has several
# **units**, and sequences are computed in a **batch**. Each weight becomes a matrix:
#
# $$a_t = x_t W_x + h_{t-1} W_h + b, \qquad h_t = \tanh(a_t)$$
#
# | symbol | name in code | shape | what it says |
# |---|---|---|---|
# | $x_t$ | `x_t` | (batch, features) | a row per sample |
# | $h_{t-1}$ | `h_prev` | (batch, units) | a row per sample |
# | $W_x$ | `kernel` | (features, units) | how much each feature counts for each unit |
# | $W_h$ | `recurrent_kernel` | (units, units) | how much each old unit counts for each new one |
# | $b$ | `bias` | (units,) | one shift per unit, the same for all samples |
#
# The figure has a batch of 2 with 3 features, and 4 units. In a product `@` the inner sizes must agree, and the outer
# ones remain.

# %%
fig.kernel_shapes()

# %% [markdown]
# Let us compute a single number of $a_t$, the one in row `n` and column `j`, as a sum in slow motion. Watch the
# indices: the **first** index of a kernel is where something comes from, the **second** is the unit it goes to.

# %%
rng = np.random.default_rng(0)
x_t, h_prev = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
kernel, recurrent_kernel, bias = rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)

n, j = 1, 2  # sample 1, unit 2
a = bias[j]
for k in range(3):
    a += x_t[n, k] * kernel[k, j]
for i in range(4):
    a += h_prev[n, i] * recurrent_kernel[i, j]
print(f"unit {j} of sample {n}: a = {a:.3f}, h = {math.tanh(a):.3f}")
print("shapes:", x_t.shape, kernel.shape, h_prev.shape, recurrent_kernel.shape, bias.shape)

# %% [markdown]
# All eight numbers of $a_t$ arise like this one; in the assignment you write them at once, as two matrix products. Note
# that $W_h$ is square, so NumPy cannot notice when it is transposed by mistake, and that samples never mix: each keeps
# its own row.
#
# ## One matrix instead of two
#
# Two products and a sum can be had in one product. Put the recurrent kernel on top of the kernel, and the state beside
# the input:
#
# $$W = \begin{bmatrix} W_h \\ W_x \end{bmatrix} \tag{2.3}$$
# $$h_t = \tanh\big([\,h_{t-1}, x_t\,]\,W + b\big) \tag{2.4}$$

# %%
fig.combined_shapes()

# %% [markdown]
# Nothing is gained or lost: a dot product of two joined vectors is the sum of the two dot products. For one unit, in
# numbers:

# %%
old, new = np.array([0.5, -1.0]), np.array([1.0, 0.0, 2.0])  # a state of 2 units, an input of 3 features
weights_old, weights_new = np.array([0.3, 0.7]), np.array([-0.2, 0.4, 0.6])  # all for the same unit
two = old @ weights_old + new @ weights_new
one = np.array([0.5, -1.0, 1.0, 0.0, 2.0]) @ np.array([0.3, 0.7, -0.2, 0.4, 0.6])
print(f"two products {two:.2f}, one product {one:.2f}")

# %% [markdown]
# Only the **order** matters: state first in the vector, state first in the matrix. Books that write vectors as columns
# put the matrices side by side, $[\,W_{aa} \mid W_{ax}\,]$; that is our $W$ transposed.
#
# ## Steps that do not count: masks
#
# In a batch, short sequences are padded (unit 01). A **mask** says which steps are real: $m_t$ is 1 for a real token, 0
# for padding. The cell proposes a state $\tilde h_t$; at padding the old one stays, and the output repeats it:
#
# $$\tilde h_t = \mathrm{cell}(x_t, h_{t-1}), \qquad t = 1 \dots T \tag{2.5}$$
# $$h_t = m_t\,\tilde h_t + (1 - m_t)\,h_{t-1} \tag{2.6}$$
#
# With one unit this is a plain `if`. In the recording below the sensor was unplugged at the steps marked `-`. What it
# reports there is rubbish, and the mask must keep it out.

# %%
recording = [0, 1, 1, 0, 1, 0]
real = [True, True, False, False, False, True]
h = 0.0
for x_t, is_real in zip(recording, real, strict=True):
    if is_real:
        h = step(x_t, h)
    print(f"x = {x_t if is_real else '-'}   h = {h:.3f}")

# %% [markdown]
# The state after step 2 waits through steps 3 to 5 and goes on from there. So after the last step the state is the one
# after the last **real** token, wherever that was. A mask may have gaps anywhere, also in front: until the first real
# token the state is $h_0$. Setting the input to zero is not enough: the cell would still run, and the memory would
# fade.
#
# ## Why tanh?
#
# The recurrent kernel is applied again and again, as often as there are steps. To see what that does, take two units,
# no input, no bias, and a kernel that turns a vector by 20 degrees and lengthens it by 15 %. We look at three functions
# in place of tanh: none at all, tanh, and ReLU (negative numbers become 0).

# %%
def transform(function, gain, steps):
    """Return the path of one vector that is turned, scaled and passed through `function`, again and again."""
    angle = math.radians(20)
    turn = gain * np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    path = [np.array([0.3, 0.1])]
    for _ in range(steps):
        path.append(function(path[-1] @ turn))
    return np.array(path)


functions = {"no function": lambda a: a, "tanh": np.tanh, "ReLU": lambda a: np.maximum(a, 0)}
fig.transformed_paths({name: transform(function, 1.15, 40) for name, function in functions.items()}, limit=2.0)

# %% [markdown]
# The light dot is the start. Without a function the vector spirals outward and leaves the picture. With ReLU, what
# turns negative is cut off, and the rest grows along an axis, out of the picture too. With tanh it is drawn onto a
# closed curve and stays there.
#
# How large is it after many steps? The next cell prints the length of the vector for three gains.

# %%
print("gain   " + "".join(f"{name:>14}" for name in functions))
for gain in [0.9, 1.0, 1.15]:
    lengths = [np.linalg.norm(transform(function, gain, 200)[-1]) for function in functions.values()]
    print(f"{gain:<7}" + "".join(f"{length:>14.3g}" for length in lengths))

# %% [markdown]
# Without a function only the gain of exactly 1 keeps a memory: above it numbers explode, below it they vanish. Tanh
# stops the explosion, so it is the usual choice. It does not stop the vanishing, and it has a price: where it is flat,
# little can be learnt. ReLU vanishes even at gain 1: of a vector on an axis, each turn leaves cos 20° = 0.94 of the
# length along it, and $0.94^{200}$ is nearly nothing. It needs a careful start; unit 04 tries it. Unlike the sigmoid of
# unit 05, which lies between 0 and 1, tanh is centred at 0: states can say "against" as well as "for".

# %% [markdown]
# ## The output layer
#
# The state is the network's private note. An answer is read off it by a linear layer with one score, or **logit**, per
# class:
#
# $$o_t = h_t V + c \tag{2.7}$$
#
# $V$ is `output_kernel`, (units, classes), and $c$ is `output_bias`, (classes,). Like the other weights, they are the
# same at every step. Here are the scores of one state with two units, one class at a time.

# %%
classes = ["cat", "dog", "cow"]
state = [0.9, -0.5]
output_kernel = {"cat": [1.0, -2.0], "dog": [1.5, 1.0], "cow": [-1.0, 0.5]}
output_bias = {"cat": 0.0, "dog": 0.2, "cow": 0.1}
scores = {name: sum(h * v for h, v in zip(state, output_kernel[name], strict=True)) + output_bias[name] for name in classes}
print({name: round(score, 2) for name, score in scores.items()})

# %% [markdown]
# ## Softmax: from scores to probabilities
#
# Logits may be any numbers. Softmax makes them positive with an exponential and then divides by their sum, so that they
# add up to 1:
#
# $$p_k = \frac{e^{o_k}}{\sum_j e^{o_j}} = \frac{e^{o_k - \max_j o_j}}{\sum_j e^{o_j - \max_j o_j}} \tag{2.8}$$

# %%
total = sum(math.exp(score) for score in scores.values())
for name, score in scores.items():
    print(f"{name}: exp({score:5.2f}) = {math.exp(score):.3f}   divided by {total:.3f}: {math.exp(score) / total:.3f}")

# %% [markdown]
# Two properties are worth knowing. Adding the same number to all logits changes nothing, since only their differences
# count. Multiplying them makes the choice sharper, or softer (unit 08 calls this temperature). Which of the three
# panels will be equal?

# %%
def shares(values):
    """Softmax of a few plain numbers."""
    total = sum(math.exp(value) for value in values)
    return [math.exp(value) / total for value in values]


values = list(scores.values())
variants = {"as they are": values, "plus 5": [value + 5 for value in values], "times 3": [value * 3 for value in values]}
fig.probability_bars({name: shares(variant) for name, variant in variants.items()}, classes)

# %% [markdown]
# The first property makes the two fractions of (2.8) equal, and saves the computation: exponentials grow so fast that
# logits near 1000 overflow. With the largest subtracted, the largest exponential is $e^0 = 1$.

# %%
try:
    shares([1000.0, 1001.0])
except OverflowError as error:
    print("as they are:", error)
print("largest subtracted:", np.round(shares([-1.0, 0.0]), 3))

# %% [markdown]
# Which axis? In logits of shape (batch, timesteps, classes) each step of each sample has its own probabilities: softmax
# runs over the **last** axis.
#
# ## Cross-entropy: summed, averaged, masked
#
# How wrong is a prediction? Look at the probability $p_y$ that it gave to the right class $y$. The loss of that token
# is $-\log p_y$: 0 for a sure and right answer, large for a sure and wrong one. With the natural logarithm its unit is
# the **nat**.

# %%
fig.surprise_curve()

# %% [markdown]
# A network that knows nothing and gives each of $K$ classes the same share has the loss $\log K$. Remember that number
# as the **baseline**: what has learnt something lies below it.
#
# The logarithm is taken on paper rather than by the computer, because a probability like $e^{-2000}$ is rounded to 0:
#
# $$\log p_k = (o_k - \max_j o_j) - \log \sum_j e^{o_j - \max_j o_j} \tag{2.9}$$

# %%
o = [0.0, 2000.0]
p = math.exp(o[0] - 2000)  # the first class, from (2.8); the sum is 1
log_p = (o[0] - 2000) - math.log(math.exp(o[0] - 2000) + math.exp(o[1] - 2000))  # (2.9)
print(f"probability {p}, its logarithm by (2.9): {log_p}")

# %% [markdown]
# A batch has many tokens, and their losses must become one number. Take two sentences, padded to four steps, with a
# loss at each step. At padding the network learnt to say "pad", so the loss there is small.

# %%
words = [["the", "cat", "sat", "down"], ["stop", "pad", "pad", "pad"]]
losses = np.array([[2.0, 1.0, 1.0, 2.0], [4.0, 0.1, 0.1, 0.1]])
mask = np.array([[True, True, True, True], [True, False, False, False]])
fig.token_losses(losses, mask, words)

# %% [markdown]
# Four ways to make one number of them. Compute two by hand before you run the cell.

# %%
first, second = [2.0, 1.0, 1.0, 2.0], [4.0]  # real tokens only
print("sum over real tokens             ", sum(first) + sum(second))
print("mean over real tokens            ", (sum(first) + sum(second)) / 5)
print("mean of each sentence, then mean ", (sum(first) / 4 + sum(second) / 1) / 2)
print("mean over everything, pads too   ", round((sum(first) + sum(second) + 3 * 0.1) / 8, 2))

# %% [markdown]
# - The **sum** grows with the batch and with the lengths, and so does the step that training takes.
# - The **mean over real tokens** does not: it can be compared between batches, and every token counts the same. This
#   course uses it.
# - The **mean of means** gives the only word of a short sentence as much weight as four words of a long one.
# - The **mean with padding** looks better than it is, and improves when you add padding.
#
# As an equation, with the mask above and below the line, for sample $n$ and step $t$:
#
# $$L = -\frac{\sum_{n,t} m_{nt}\,\log p_{nt,\,y_{nt}}}{\sum_{n,t} m_{nt}} \tag{2.10}$$

# %% [markdown]
# ## Five ways to wire it
#
# Cell, loop and output layer are fixed now. Open is only: at which steps is there an input, and at which is the answer
# read?

# %%
fig.five_topologies()

# %% [markdown]
# | wiring | task | where the answer is read |
# |---|---|---|
# | one to one | classify a photograph: no time, no recurrence | once |
# | one to many | write a tune, describe a picture (unit 14) | at every step; each answer is the next input |
# | many to one | sentiment of a review, kind of a signal (units 11, 15) | from the state after the last real token |
# | many to many, equal | tag every word, predict the next letter (units 08, 12) | at every step |
# | many to many, different | translate (unit 13) | at every step of a second network |
#
# **Many to one** reads the last state: $o = h_T V + c$ (2.11). Our bell is of this kind; with the switch ($w_h = 2$)
# one comparison suffices. **Equal many to many** reads the same note at every step.

# %%
for name, x in [("quiet", quiet), ("rung", rung)]:
    states = run(x, w_h=2.0)
    print(f"{name:6} many to one: {states[-1] > 0.5!s:6} many to many: {[int(h > 0.5) for h in states]}")

# %% [markdown]
# **One to many** has no inputs but the first. It makes its own: the answer at one step is the input of the next. With
# classes, the next input is the one-hot vector of the class that was chosen,
#
# $$x_{t+1} = \text{one-hot}\big(\operatorname{argmax}_k\, o_{t,k}\big) \tag{2.12}$$
#
# With a single unit and the two answers +1 and -1 it looks like this. The input weight is negative, so the unit
# contradicts what it said last.

# %%
x_t, h = 1, 0.0
for t in range(1, 7):
    h = step(x_t, h, w_x=-2.0)
    x_t = 1 if h > 0 else -1  # the answer, and the next input
    print(f"step {t}: state {h:6.3f}, says {x_t:2}")

# %% [markdown]
# A blinker, started by one input. This loop cannot run over a ready array of inputs: the second is not known until the
# first step is done.
#
# **Encoder and decoder** join two networks. The first reads the source; its last state is all the second one learns of
# it, as its initial state:
#
# $$s = h^{\mathrm{enc}}_S \tag{2.13}$$
# $$h^{\mathrm{dec}}_0 = s, \qquad h^{\mathrm{dec}}_t = \mathrm{cell}(x^{\mathrm{target}}_t, h^{\mathrm{dec}}_{t-1}),
# \qquad o_t = h^{\mathrm{dec}}_t V + c \tag{2.14}$$
#
# $S$ is the number of source steps. A whole sentence has to pass through one vector $s$. That is a narrow gate; unit 13
# widens it with attention.

# %%
summary = run(rung, w_h=2.0)[-1]  # the encoder reads ten steps
decoded = run([0, 0, 0, 0], h=summary, w_h=0.9)  # the decoder, with a weight of its own, runs four
print("handed over", round(summary, 3), "  decoder states", np.round(decoded, 3))

# %% [markdown]
# ## The same in Keras
#
# Keras has this cell and its loop as the layer `SimpleRNN`. Its weights have our names, shapes and order, so our three
# numbers fit in unchanged. We expect the same ten states, up to the rounding of 32-bit numbers. (Importing Keras takes
# a few seconds; without it the cell says so.)

# %%
import importlib.util
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAS_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAS_KERAS:
    import keras

    layer = keras.layers.SimpleRNN(1, return_sequences=True)
    layer.build((None, None, 1))  # (batch, timesteps, features)
    layer.set_weights([np.array([[2.0]]), np.array([[0.5]]), np.array([0.0])])  # kernel, recurrent kernel, bias
    by_keras = keras.ops.convert_to_numpy(layer(np.array(rung, dtype="float32").reshape(1, 10, 1)))[0, :, 0]
    print("largest difference from our loop:", f"{np.abs(by_keras - run(rung)).max():.0e}")
else:
    print("Keras is not installed here, so this comparison is left out; everything above works without it.")

# %% [markdown]
# With more units it is the same layer. With Keras, the next cell prints the weights it makes by itself, and repeats our
# masked recording.

# %%
if HAS_KERAS:
    large = keras.layers.SimpleRNN(4)
    large.build((None, None, 3))
    print({weight.name: tuple(weight.shape) for weight in large.weights})
    x = np.array(recording, dtype="float32").reshape(1, 6, 1)
    outputs = keras.ops.convert_to_numpy(layer(x, mask=np.array([real])))
    print("masked:", outputs[0, :, 0].round(3))

# %% [markdown]
# With Keras, the names and shapes are those of our table, and the masked states those we printed above. One difference:
# ahead of the first real token Keras gives zeros as output, while this course gives the state itself, $h_0$. For a
# start from zeros that is the same.

# %% [markdown]
# ## Recap
#
# 1. A recurrent network hands a state from step to step; each new state comes from the input and the old state.
# 2. Kernel, recurrent kernel and bias are the same at every step, so any length can be read. The two kernels may be one
#    matrix.
# 3. Tanh keeps the state bounded however often the kernel is applied. At masked steps the state stands still.
# 4. A linear layer gives logits, softmax probabilities, and the loss is the mean of $-\log p_y$ over real tokens.
# 5. What differs between tasks is where inputs enter and where answers are read: five wirings.
#
# ## The equations, and how others write them
#
# | here | in code | column vectors, $a^{\langle t\rangle}$ | letters U, W, V | PyTorch |
# |---|---|---|---|---|
# | $a_t = x_t W_x + h_{t-1} W_h + b$ (2.1) | `x_t @ kernel` ... | $W_{aa}a^{\langle t-1\rangle} + W_{ax}x^{\langle t\rangle} + b_a$ | $U x_t + W h_{t-1} + b$ | `x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh` |
# | $h_t = \tanh(a_t)$ (2.2) | `h` | $a^{\langle t\rangle} = \tanh(\cdot)$ | $h_t = \tanh(\cdot)$ | `h_t` |
# | $W$ (2.3) | `combined_kernel` | $W_a = [W_{aa} \mid W_{ax}]$ | not used | not used |
# | $o_t = h_t V + c$ (2.7) | `logits` | $W_{ya}a^{\langle t\rangle} + b_y$ | $V h_t + c$ | `Linear(h)` |
# | $p$ (2.8) | `probabilities` | $\hat y^{\langle t\rangle}$ | $\hat y_t$ | `softmax(o, -1)` |
# | $L$ (2.10) | `loss` | $\mathcal{L}$, summed over $t$ | $L$, summed over $t$ | `cross_entropy(...)` with `ignore_index` |
#
# With column vectors every matrix is the transpose of ours, and the sample comes last: $x$ is $(n_x, m, T_x)$ there and
# (batch, timesteps, features) here. PyTorch keeps two biases, of which only the sum matters.

# %% [markdown]
# ## Check yourself
#
# **1.** A cell has 10 features and 20 units. How many weights has it? How many for sequences ten times as long?
#
# <details><summary>Answer</summary>
#
# Kernel 10 · 20 = 200, recurrent kernel 20 · 20 = 400, bias 20: together 620. The length does not matter.
# </details>
#
# **2.** The mask of a sample is `[True, True, False, True, False, False]`. Which steps have the same state? At which
# step do you find the state after the last real token?
#
# <details><summary>Answer</summary>
#
# Counted from 1: step 3 repeats step 2, and steps 5 and 6 repeat step 4. The state after the last real token arose at
# step 4, but you find it at the last step as well, always.
# </details>
#
# **3.** A network that chooses among 50 classes has a loss of 3.9 nats per token. Has it learnt anything?
#
# <details><summary>Answer</summary>
#
# Hardly: log 50 = 3.91 is the loss of giving every class the same probability. (In bits it is 5.64; the base of the
# logarithm matters.)
# </details>

# %% [markdown]
# ## Sources
#
# - J. L. Elman (1990): Finding structure in time. *Cognitive Science* 14 (2), 179-211. The network of this
#   lecture, with logistic units (from 0 to 1) in place of tanh.
# - M. I. Jordan (1986): *Serial order: a parallel distributed processing approach*. ICS Report 8604, University of
#   California, San Diego. The output is fed back.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014): Sequence to sequence learning with neural networks. *Advances in Neural
#   Information Processing Systems* 27, 3104-3112. Encoder and decoder.
#
# **Now build it:** [assignment 02](../assignments/a02_rnn_forward/a02_rnn_forward.ipynb).
