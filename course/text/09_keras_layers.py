# ---
# jupyter:
#   autograder:
#     title: Your own layers in Keras
# ---

# %% [markdown]
# # 09 Your own layers in Keras
#
# After this unit you can write a recurrent cell that Keras accepts as one of its own: you know what Keras asks of a cell
# and when, how a layer runs a cell over time with masks and switches, how such a layer is saved, compiled and computed in
# half precision, and when a GPU's fast program takes over and when it cannot. In the assignment you rebuild the cells of
# Part I, and exchange the built-in layer of a working model for your own.

# %% setup=true

# %% [markdown]
# The rest of the course uses Keras, with TensorFlow below it. (The first import takes a few seconds.)

# %%
import os
import time

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops
from rnnfigures import COLOR
from rnnfigures import keras_layers as fig

keras.utils.set_random_seed(9)
print("Keras", keras.__version__, "on", keras.config.backend())

# %% [markdown]
# ## One set of weights
#
# A network is its equations and its numbers. Who computes does not matter. Here is a plain unit with one feature, three
# weights and three time steps, first in Python, then in Keras. Will both print the same? (The third to compute, a layer of
# your own, comes below, as soon as you know what Keras asks of one.)

# %%
w_x, w_h, b = 0.5, -0.3, 0.1
xs = [1.0, -2.0, 0.5]
h = 0.0
for x in xs:
    h = np.tanh(x * w_x + h * w_h + b)
    print(f"{h:.6f}", end="  ")

# %%
layer = keras.layers.SimpleRNN(1, return_sequences=True)
layer.build((None, None, 1))  # now it knows that there is one feature, and makes its weights
layer.set_weights([np.array([[w_x]]), np.array([[w_h]]), np.array([b])])
print(ops.convert_to_numpy(layer(np.array(xs, dtype="float32").reshape(1, 3, 1)))[0, :, 0])

# %% [markdown]
# Equal, but for rounding: Keras computes with float32, about seven digits. The weights have the names and shapes that
# you have used since unit 02:

# %%
for name in ("SimpleRNN", "LSTM", "GRU"):
    layer = getattr(keras.layers, name)(4)
    layer.build((None, None, 3))  # 3 features, 4 units
    print(f"{name:9}", {weight.name: tuple(weight.shape) for weight in layer.weights})

# %% [markdown]
# So whatever you trained in NumPy can go on living here; each array has to find the variable of its name. Other libraries
# keep the same numbers in other places. PyTorch stores its kernels transposed, stacks the blocks as rows, has the GRU's
# blocks in the order r, z, n, and two biases in every cell:
#
# | | Keras and this course | PyTorch |
# |---|---|---|
# | kernels | (features, blocks · units), (units, blocks · units) | (blocks · units, features), (blocks · units, units) |
# | LSTM | i, f, g, o | i, f, g, o |
# | GRU | z, r, g; z weighs the old state | r, z, n; z weighs the old state |
# | biases | one; GRU with reset after: two rows | two, `bias_ih` and `bias_hh` |
#
# In a plain cell and an LSTM the two biases only ever occur as a sum. In a GRU that resets after the product they do not:

# %%
r, x_part, h_part = 0.2, 0.5, -0.4  # reset gate, and the two products of the candidate
for b_0, b_1 in [(0.3, 0.0), (0.0, 0.3)]:
    print(f"biases {b_0} and {b_1}: candidate {np.tanh(x_part + b_0 + r * (h_part + b_1)):.3f}")

# %% [markdown]
# The same sum and two different candidates: the second bias stands behind the reset gate. So a GRU keeps both.
#
# ## The contract of a cell
#
# Keras separates two things that you wrote separately, too: a **cell**, which computes one step, and a **layer**, which
# runs it over time. A cell is a subclass of `keras.layers.Layer` with four methods, each called at its own time.

# %%
fig.cell_contract()

# %% [markdown]
# Why is `build` not part of `__init__`? Because who writes `LSTMCell(32)` has not said how many features there will be.
# Keras finds that out when it sees the first input, and calls `build` with its shape: `(batch, features)`, where the batch
# is usually `None`.
#
# Our example is a cell that is no exercise: a **moving average**. Every unit mixes the old state with the new input, and
# learns by how much:
#
# $$h_t=\gamma \odot h_{t-1}+(1-\gamma) \odot x_t W_x,\qquad \gamma=\sigma(\text{decay})$$

# %%
@keras.saving.register_keras_serializable(package="lecture_09")
class MovingAverageCell(keras.layers.Layer):
    """(batch, features) and [(batch, units)] to (batch, units) and [(batch, units)]."""

    def __init__(self, units, first_decay=0.0, **kwargs):
        super().__init__(**kwargs)  # takes care of name and precision
        self.units, self.first_decay = units, first_decay
        self.state_size = units  # one state, so one number

    def build(self, input_shape):
        first = keras.initializers.Constant(self.first_decay)
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.decay = self.add_weight(shape=(self.units,), initializer=first, name="decay")

    def call(self, inputs, states):
        gamma = ops.sigmoid(self.decay)
        new = gamma * states[0] + (1 - gamma) * (inputs @ self.kernel)
        return new, [new]  # the output, and the list of new states

    def get_config(self):
        return {**super().get_config(), "units": self.units, "first_decay": self.first_decay}

# %% [markdown]
# Ask it: how many weights are there before `build`, and after?

# %%
cell = MovingAverageCell(2)
print("before build:", len(cell.weights), " state_size:", cell.state_size)
cell.build((None, 3))
print("after build: ", {weight.name: tuple(weight.shape) for weight in cell.weights})
output, states = cell(np.ones((1, 3), dtype="float32"), [np.zeros((1, 2), dtype="float32")])
print("one step:    ", ops.convert_to_numpy(output).round(3), "and", len(states), "new state")

# %% [markdown]
# Three things to note.
#
# - `states` is a **list**, going in and coming out, even where it holds one state.
# - The computation uses `keras.ops`, which has the names of NumPy (`ops.tanh`, `ops.split`, `ops.where`) and works on
#   tensors of TensorFlow, JAX and PyTorch. Who sticks to it writes a layer once for all three; NumPy itself would break the
#   chain of gradients.
# - There is no backward pass. Keras's backend records what was computed, and goes back by the rules that you wrote by hand
#   in units 03 to 07.

# %%
import tensorflow as tf

with tf.GradientTape() as tape:  # TensorFlow's recorder; `model.fit` uses it for you
    output, _ = cell(tf.ones((1, 3)), [tf.fill((1, 2), 5.0)])
    loss = tf.reduce_sum(output)
gamma = 1 / (1 + np.exp(0.0))  # decay is 0
by_hand = gamma * (1 - gamma) * (5.0 - np.ones(3) @ cell.get_weights()[0])
print("d_decay by Keras:", tape.gradient(loss, cell.decay.value).numpy().round(4), " by hand:", by_hand.round(4))

# %% [markdown]
# ## Two states, four blocks
#
# An LSTM has two states, so its `state_size` is a list, and both come and go in this order: $h$, then $c$.

# %%
cell = keras.layers.LSTMCell(2)
cell.build((None, 3))
print("state_size:", list(cell.state_size))
print("bias:      ", ops.convert_to_numpy(cell.bias.value + 0))

# %% [markdown]
# Read the bias in blocks of two: i, **f**, g, o. Keras starts with the forget gates open, as you did in unit 05. An
# **initialiser** is a name, an object, or a function that takes a shape and returns numbers. The usual ones:
#
# | weight | initialiser | why |
# |---|---|---|
# | `kernel` | `"glorot_uniform"` | uniform between $\pm\sqrt{6/(\text{rows}+\text{columns})}$: sums neither grow nor shrink from layer to layer |
# | `recurrent_kernel` | `"orthogonal"` | a product with it keeps lengths, so that states and gradients survive many steps (unit 04) |
# | `bias` | `"zeros"`; ones for the forget gate | nothing is preferred, except remembering |
#
# Take a vector of length 1 and multiply it thirty times with a fresh recurrent kernel. What is left?

# %%
for name in ("orthogonal", "glorot_uniform", "random_normal"):
    kernel = ops.convert_to_numpy(keras.initializers.get(name)((32, 32)))
    vector = np.ones(32) / np.sqrt(32)
    for _ in range(30):
        vector = vector @ kernel
    print(f"{name:15} length after 30 products: {np.linalg.norm(vector):.1e}")

# %% [markdown]
# The orthogonal kernel keeps the length to the last digit, Glorot's numbers keep it roughly, and small normal numbers lose it.
#
# ## Arguments of your own
#
# Our moving average has an argument besides `units`: `first_decay`. Whoever saves a model writes down the **config** of each
# layer, and whoever loads it calls `__init__` with that config. An argument that `get_config` does not tell is lost, and
# comes back with its default, silently.

# %%
class ForgetfulCell(MovingAverageCell):
    def get_config(self):
        config = super().get_config()
        del config["first_decay"]
        return config


for kind in (MovingAverageCell, ForgetfulCell):
    again = kind.from_config(kind(2, first_decay=3.0).get_config())
    print(f"{kind.__name__}: made with first_decay 3.0, comes back with {again.first_decay}")

# %% [markdown]
# Had the argument no default, it could not be made again at all. `super().get_config()` tells what `Layer` itself knows, the
# name and the precision.
#
# Keras's GRU has such an argument, `reset_after`, which decides about the shape of a weight:

# %%
for reset_after in (True, False):
    cell = keras.layers.GRUCell(2, reset_after=reset_after)
    cell.build((None, 3))
    print(f"reset_after={reset_after}: bias {tuple(cell.bias.shape)}")

# %% [markdown]
# ## Any cell over time
#
# A cell of any kind can be run by one and the same loop, since all that the loop needs to know is in the contract. In plain
# Python:

# %%
def run_one_sequence(cell, sequence):
    """Run a cell over one sequence without mask, (timesteps, features)."""
    state, outputs = ops.zeros((1, cell.units)), []
    for x_t in sequence:
        output, [state] = cell(x_t[None], [state])
        outputs.append(float(output[0, 0]))
    return outputs


noisy = np.sin(np.arange(40) / 6) + np.random.default_rng(1).normal(0, 0.4, 40)
cell = MovingAverageCell(1, first_decay=1.4)
cell.build((None, 1))
cell.kernel.assign([[1.0]])
smooth = run_one_sequence(cell, noisy[:, None].astype("float32"))

# %%
figure, axes = plt.subplots(figsize=(6, 2.2), layout="constrained")
axes.plot(noisy, ".", color=COLOR["x"], label="$x_t$")
axes.plot(smooth, color=COLOR["h"], label=r"$h_t$, $\gamma=0.8$")
axes.set(xlabel="time step $t$")
figure.legend(loc="outside right center", frameon=False)
plt.show()

# %% [markdown]
# Keras's loop is the layer `keras.layers.RNN`, and it takes our cell as readily as its own:

# %%
layer = keras.layers.RNN(cell, return_sequences=True)
by_keras = ops.convert_to_numpy(layer(noisy[None, :, None].astype("float32")))[0, :, 0]
print("largest difference:", np.abs(by_keras - smooth).max())

# %% [markdown]
# A model is not run line by line: Keras first turns it into a **graph**, a list of operations, which TensorFlow then runs
# without Python. A Python loop in it is written out, once per step. How many operations does that make?

# %%
def written_out(x):
    h = ops.zeros((1, 1))
    for t in range(x.shape[1]):
        h, _ = cell(x[:, t], [h])
    return h


for timesteps in (5, 50, 500):
    x = tf.TensorSpec((1, timesteps, 1))
    sizes = [len(tf.function(f).get_concrete_function(x).graph.get_operations()) for f in (written_out, keras.layers.RNN(cell))]
    print(f"{timesteps:3} steps: written out {sizes[0]:5} operations, with a loop in the graph {sizes[1]:3}")

# %% [markdown]
# So a loop should become **one** operation with the step inside. `keras.ops.scan` is such a loop: you give it a function from
# what is carried along and the present entry to the new carry and an output. Here it carries a balance:

# %%
def step(balance, change):
    balance = balance + change
    return balance, balance


last, course = ops.scan(step, ops.convert_to_tensor(100.0), ops.convert_to_tensor([20.0, -50.0, 5.0]))
print("carried out of the last step:", float(last), "  all outputs:", ops.convert_to_numpy(course))

# %% [markdown]
# It goes along the **first** axis, so time has to come first. In an RNN the carry holds the states and the last output.
# Why the output? Because of the mask.

# %%
fig.masked_loop()

# %% [markdown]
# $$y_t=m_t\,\tilde y_t+(1-m_t)\,y_{t-1}\tag{9.10}$$
# $$s_t=m_t\,\tilde s_t+(1-m_t)\,s_{t-1}\tag{9.11}$$
#
# At a masked step every state passes, and the output before it is repeated. So the last column of the outputs belongs to
# the last **real** step of each sequence, however long it is. What happens before the first real step?

# %%
counter = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True)  # h_t = h_{t-1} + x_t
counter.build((None, None, 1))
counter.set_weights([np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)])
ones, start = np.ones((1, 6, 1), dtype="float32"), np.full((1, 1), 10, dtype="float32")
for mask in ([1, 1, 1, 1, 1, 1], [1, 1, 0, 1, 0, 0], [0, 0, 1, 1, 0, 1]):
    outputs = counter(ones, initial_state=[start], mask=np.array([mask], dtype=bool))
    print("mask", mask, " outputs", ops.convert_to_numpy(outputs)[0, :, 0].astype(int))

# %% [markdown]
# There is no output to repeat yet, so Keras gives zeros, though the state waits at 10. (On JAX it gives the initial state.
# Another reason to put padding at the end.)
#
# **Where does a mask come from?** `Embedding(..., mask_zero=True)` makes one, and Keras hands it from layer to layer behind
# the scenes. That is comfortable, and fragile: a layer that does not know masks drops it without a word, and from Keras
# 3.16 recurrent layers no longer pass it on. In this course a mask is made where the padding is known and given to whoever
# needs it: `layer(x, mask=mask)`.
#
# ## Three ways, one answer
#
# You now know all it takes to let three compute with the same weights: NumPy, a layer that is not Keras's, and Keras's own.
# The equations are the scalar ones of units 02, 05 and 06, for one feature and one unit. NumPy and `keras.ops` give their
# functions the same names, so each step is written once: `m` is whichever of the two shall compute.

# %%
def sigmoid(a, m):
    return 1 / (1 + m.exp(-a))


def plain(x, states, w_x, w_h, b, m):
    return [m.tanh(x * w_x[0, 0] + states[0] * w_h[0, 0] + b[0])]  # (9.1)


def lstm(x, states, w_x, w_h, b, m):
    h, c = states
    i, f, g, o = (x * w_x[0, k] + h * w_h[0, k] + b[k] for k in range(4))  # (9.2)
    c = sigmoid(f, m) * c + sigmoid(i, m) * m.tanh(g)  # (9.3)
    return [sigmoid(o, m) * m.tanh(c), c]  # (9.4)


def gru(x, states, w_x, w_h, b, m):
    h = states[0]
    (q_z, p_z), (q_r, p_r), (q_g, p_g) = ((x * w_x[0, k] + b[0, k], h * w_h[0, k] + b[1, k]) for k in range(3))  # (9.5)
    z, r = sigmoid(q_z + p_z, m), sigmoid(q_r + p_r, m)  # (9.6)
    return [z * h + (1 - z) * m.tanh(q_g + r * p_g)]  # (9.7), (9.9)

# %% [markdown]
# For Keras a step becomes a cell that keeps the contract. (It is never saved, so it needs no `get_config`.) In the assignment
# you write the three cells for any number of features and units, and take them along in a file, `my_layers.py`. If that file
# is here already, **your** layers take the place of this one.

# %%
from autograder.checking.modules import load_module


class OneUnitCell(keras.layers.Layer):
    """One unit, for one feature; a step says of which kind, and `shapes` what its weights look like."""

    def __init__(self, step, shapes, **kwargs):
        super().__init__(**kwargs)
        self.step, self.shapes, self.state_size = step, shapes, [1, 1] if step is lstm else [1]

    def build(self, input_shape):
        self.parts = [self.add_weight(shape=shape, name=f"part_{number}") for number, shape in enumerate(self.shapes)]

    def call(self, inputs, states):
        states = self.step(inputs, states, *self.parts, ops)
        return states[0], states


try:
    yours = load_module("my_layers")
except ModuleNotFoundError:
    yours = None  # not written yet

# %% [markdown]
# Five sequences of 20 steps, random weights and biases, and for each kind **one** set of them, which all three get. How far
# apart can the answers be? NumPy computes with some 16 digits, both layers with seven, so expect differences of some
# $10^{-7}$. A mistake in an equation would show in the first digit or two.

# %%
def in_numpy(step, weights):
    states, outputs = [np.zeros((5, 1))] * 2, []
    for t in range(20):
        states = step(x[:, t], states, *weights, np)
        outputs.append(states[0])
    return np.stack(outputs, axis=1)


rng = np.random.default_rng(9)
x = rng.normal(size=(5, 20, 1))
third = "your layer" if yours else "own layer"
print(f"largest differences {f'NumPy, {third}':>17}      NumPy, Keras {f'{third}, Keras':>17}")
for kind, step in {"SimpleRNN": plain, "LSTM": lstm, "GRU": gru}.items():
    built_in = getattr(keras.layers, kind)(1, return_sequences=True)
    built_in.build(x.shape)
    weights = [rng.normal(size=weight.shape) for weight in built_in.weights]
    cell = OneUnitCell(step, [array.shape for array in weights])
    own = getattr(yours, kind)(1, return_sequences=True) if yours else keras.layers.RNN(cell, return_sequences=True)
    own.build(x.shape)
    for layer in (own, built_in):
        layer.set_weights(weights)
    one, two, three = in_numpy(step, weights), *(ops.convert_to_numpy(layer(x.astype("float32"))) for layer in (own, built_in))
    print(f"{kind:19}", *(f"{np.abs(a - b).max():17.1e}" for a, b in ((one, two), (one, three), (two, three))))

# %% [markdown]
# Nobody can tell from the numbers who computed them. The payoff of the assignment repeats this with layers of full size and
# gaps in the mask. From now on you may choose: NumPy to understand, Keras's layers to be fast, your own for what nobody has
# built yet.
#
# ## The switches
#
# Four switches and one argument make of the loop what the five topologies of unit 02 need. With batch $B$, $T$ steps and
# $H$ units:
#
# | | effect |
# |---|---|
# | | the output of the last step, (B, H) |
# | `return_sequences` | all outputs, (B, T, H): for a layer above, for tagging |
# | `return_state` | output, then each last state (B, H): for a decoder |
# | `initial_state=[...]` | where the states begin; else zeros |
# | `go_backwards` | reads from the last step to the first |
# | `stateful` | each batch begins where the last one ended |

# %%
x = np.random.default_rng(2).normal(size=(2, 7, 3)).astype("float32")
for switches in ({}, {"return_sequences": True}, {"return_state": True}):
    answer = keras.layers.LSTM(4, **switches)(x)
    shapes = [tuple(item.shape) for item in answer] if isinstance(answer, (list, tuple)) else tuple(answer.shape)
    print(f"{str(switches):28} {shapes}")

# %% [markdown]
# The states come in the order of the cell: output, $h$, $c$. Without `return_sequences` the output and $h$ are the same
# numbers.
#
# With `go_backwards`, in which order do the outputs stand: that of the sequence, or that in which they were made? Our
# counter is fed 1, 10, 100.

# %%
numbers = np.array([1, 10, 100], dtype="float32").reshape(1, 3, 1)
backwards = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True, go_backwards=True)
backwards.build((None, None, 1))
backwards.set_weights(counter.get_weights())
print(ops.convert_to_numpy(backwards(numbers))[0, :, 0])

# %% [markdown]
# In the order in which they were made. `Bidirectional` turns them round before it joins the two directions. The mask, of
# course, is turned with the sequence.
#
# A **stateful** layer keeps its last states in variables, so that a long text can be read in pieces (unit 08). It needs a
# fixed batch size, and somebody who tells it when a new text begins.

# %%
keeping = keras.layers.SimpleRNN(1, activation="linear", stateful=True)
keeping.build((1, None, 1))
keeping.set_weights(counter.get_weights())
print("three calls:", [float(keeping(ones)[0, 0]) for _ in range(3)])
keeping.reset_state()
print("after reset_state:", float(keeping(ones)[0, 0]))

# %% [markdown]
# ## Layers inside a layer
#
# A layer may own other layers, as a model does. Make them in `__init__`, use them in `call` like functions, and build them in
# `build`: else they have no weights when the file of a saved model is read. Here a moving average passes through a `Dense`
# layer:

# %%
class ReportingCell(MovingAverageCell):
    """A moving average whose output is a report of fixed size."""

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.report = keras.layers.Dense(2, activation="tanh", name="report")
        self.output_size = 2  # as the output is not a state, its size has to be told

    def build(self, input_shape):
        super().build(input_shape)
        self.report.build((None, self.units))

    def call(self, inputs, states):
        new, states = super().call(inputs, states)
        return self.report(new), states


layer = keras.layers.RNN(ReportingCell(5))
print(tuple(layer(x).shape), [weight.path.split("/", 2)[-1] for weight in layer.weights])

# %% [markdown]
# In the assignment three `LayerNormalization` layers go into an LSTM in this way, at the places where unit 07 says (Ba et
# al. 2016):
#
# $$[\,a^i,a^f,a^g,a^o\,]=\mathrm{LN}_x(x_t W_x)+\mathrm{LN}_h(h_{t-1} W_h)+b\tag{9.12}$$
# $$h_t=\sigma(a^o)\odot\tanh(\mathrm{LN}_c(c_t))\tag{9.13}$$
#
# ## Saved, and found again
#
# A `.keras` file holds configs and weights, but no code. When it is loaded, each config names its class, and Keras must find
# that class: `@keras.saving.register_keras_serializable(package=...)` above it writes it into Keras's list. (The list is of
# this Python process: who loads the file elsewhere imports the module with the class first.)

# %%
model = keras.Sequential([keras.Input((None, 3)), keras.layers.RNN(MovingAverageCell(4)), keras.layers.Dense(1)])
model.save("average.keras")
again = keras.models.load_model("average.keras")
print("the same answers:", np.array_equal(model.predict(x, verbose=0), again.predict(x, verbose=0)))

# %% [markdown]
# And as our cell keeps the contract, everything that Keras wraps around cells and layers takes it, too:

# %%
around = keras.layers.RNN(MovingAverageCell(4), return_sequences=True)
clips = np.stack([x, x], axis=1)  # (batch, clips, timesteps, features)
stack = keras.layers.StackedRNNCells([MovingAverageCell(5), keras.layers.LSTMCell(3)])
print("Bidirectional  ", tuple(keras.layers.Bidirectional(around)(x).shape))
print("TimeDistributed", tuple(keras.layers.TimeDistributed(around)(clips).shape))
print("StackedRNNCells", tuple(keras.layers.RNN(stack)(x).shape))

# %% [markdown]
# ## Half precision
#
# GPUs since about 2017 multiply 16-bit numbers several times as fast as 32-bit ones. The policy `"mixed_float16"` lets layers
# **compute** in 16 bits and keep their **weights** in 32. Why not everything in 16?

# %%
weight = np.float16(1.0)
print("1 + 0.0004 in float16:", weight + np.float16(0.0004), "  largest number:", np.finfo(np.float16).max)

# %% [markdown]
# A weight that small updates cannot change does not learn. Nor do gradients below $6 \cdot 10^{-8}$: they become 0, so Keras
# scales the loss up before the way back, and the gradients down after it. A cell has little to do for all that: weights
# from `add_weight` arrive in `call` in the precision of the computation, and first states have to be made in it:
# `ops.zeros(shape, dtype=self.compute_dtype)`.

# %%
half = keras.layers.RNN(MovingAverageCell(4, dtype="mixed_float16"), dtype="mixed_float16")
output = half(x)
print("weights", half.cell.kernel.dtype, " output", keras.backend.standardize_dtype(output.dtype))

# %% [markdown]
# ## Who computes?
#
# On a CPU all recurrent layers run the loop that you know. On an NVIDIA GPU Keras has a second way for its **own** LSTM and
# GRU: **cuDNN**, NVIDIA's library, which computes the whole loop in one program, often five to ten times as fast. It does so
# without telling, and only if everything fits:
#
# | condition | why |
# |---|---|
# | `LSTM` or `GRU`, not `RNN(cell)` | only these two are built in |
# | `activation="tanh"`, `recurrent_activation="sigmoid"` | fixed in the program |
# | `use_bias=True`; a GRU with `reset_after=True` | fixed, too |
# | `recurrent_dropout=0`, `unroll=False` | there is no place for them in the loop |
# | the mask is padding at the **end**, and no row is all padding | it gets lengths, not masks |
#
# The last one is a trap: a model with padding in front works on a laptop and fails on a GPU. **Pad at the end.** Let us put
# the conditions on masks into code:

# %%
def fits_cudnn(mask):
    """Tell whether every row is some real steps followed by padding."""
    lengths = mask.sum(axis=1)
    padded_behind = np.arange(mask.shape[1]) < lengths[:, None]
    return bool(np.all(mask == padded_behind) and np.all(lengths > 0))


for rows in ([[1, 1, 1], [1, 0, 0]], [[1, 1, 1], [0, 1, 1]], [[1, 0, 1]], [[1, 1, 1], [0, 0, 0]]):
    print(rows, fits_cudnn(np.array(rows, dtype=bool)))

# %% [markdown]
# Your own cells never meet cuDNN. On a GPU they run as a loop, whose every step starts a handful of small programs; there it
# helps to **compile**. GPUs since 2020 also round the factors of float32 products to ten bits (TF32): two ways to compute
# the same layer may then differ by $3\cdot10^{-4}$, which is no mistake. In this course answers are compared on a CPU.
#
# ## Compiled
#
# `jit_compile=True` hands the graph to XLA, a compiler that joins neighbouring operations into one program, so that fewer are
# started and less is written to memory. The price is paid at the first batch of each shape. Which is faster here, on this
# machine?

# %%
def seconds(layer, jit):
    """Return the seconds of the first call and of a later one."""
    layer.build(long.shape)
    run = tf.function(lambda x: layer(x), jit_compile=jit)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        run(long).numpy()
        times.append(time.perf_counter() - start)
    return times[0], min(times[1:])


long = tf.random.normal((32, 100, 16))
for name, layer in {"LSTM(64)": keras.layers.LSTM(64), "RNN(MovingAverageCell(64))": keras.layers.RNN(MovingAverageCell(64))}.items():
    for jit in (False, True):
        first, later = seconds(layer, jit)
        print(f"{name:27} jit_compile={jit!s:5}  first call {first:5.2f} s, later {1000 * later:6.1f} ms")

# %% [markdown]
# The first call pays, and so does the first call with each new shape; later ones may gain, most of all where the steps are
# small. On a CPU large models often lose instead. `model.compile(jit_compile="auto")`, the default, compiles on a GPU what
# has no cuDNN layer in it, and nothing on a CPU. A compiler wants to know how
# often a loop turns, at least by the time it runs: that is why the assignment gives you its own `scan`. Unit 10 measures all
# this with care.
#
# ## Recap
#
# 1. A cell is a layer with `state_size`, `build`, `call(inputs, states)` and `get_config`, each with its time.
# 2. A recurrent layer is a loop around any cell. At masked steps states pass and outputs are repeated.
# 3. `go_backwards` leaves the outputs as they were made; `return_state` puts the states behind the output; `stateful` needs
#    `reset_state`.
# 4. A config tells every argument, a registered class is found again, inner layers are built in `build`.
# 5. cuDNN is for standard layers with padding at the end; own cells gain by compiling on a GPU.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | Keras | PyTorch |
# |---|---|---|
# | $h_t=\tanh(x_t W_x+h_{t-1} W_h+b)$ (9.1) | `SimpleRNNCell` | `nn.RNNCell`: $W_{ih}$, $W_{hh}$ transposed, $b_{ih}+b_{hh}$ |
# | $[a^i,a^f,a^g,a^o]=x_t W_x+h_{t-1} W_h+b$ (9.2) | `LSTMCell`; `c` for $g$ | `nn.LSTMCell` |
# | $c_t=\sigma(a^f)\odot c_{t-1}+\sigma(a^i)\odot\tanh(a^g)$ (9.3) | `carry` | `c_1` |
# | $h_t=\sigma(a^o)\odot\tanh(c_t)$ (9.4) | `h` | `h_1` |
# | $q_t=x_t W_x+b_0$, $p_t=h_{t-1} W_h+b_1$ (9.5) | `matrix_x`, `matrix_inner` | `nn.GRUCell` |
# | $z_t=\sigma(q^z_t+p^z_t)$, $r_t=\sigma(q^r_t+p^r_t)$ (9.6) | `z`, `r` | `z`, `r` |
# | $g_t=\tanh(q^g_t+r_t\odot p^g_t)$ (9.7), $\tanh(q^g_t+(r_t\odot h_{t-1})W_h^g)$ (9.8) | `reset_after=True`, `False` | `n`; (9.7) only |
# | $h_t=z_t\odot h_{t-1}+(1-z_t)\odot g_t$ (9.9) | `h` | `(1 - z) * n + z * h` |
# | masked steps (9.10), (9.11) | `mask=` | packed sequences |

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague's cell makes its bias in `__init__` and its kernels in `call`. It works in her first try. What will go
# wrong?
#
# <details><summary>Answer</summary>
#
# Keras looks for new weights until `build` has run, then closes the layer: weights made in `call` are refused, or, if it is
# called only inside a compiled graph, made again and again. And a saved model has no place to put them when it is loaded.
# </details>
#
# **2.** You load a model with your GRU, which was trained with `reset_after=False`, and get an error about the shape of the
# bias. Where do you look?
#
# <details><summary>Answer</summary>
#
# Into `get_config`: it does not tell `reset_after`, so the cell came back with the default, True, and a bias of two rows.
# </details>
#
# **3.** Two sequences, padded in front, go through `LSTM(8, return_sequences=True)` with their mask. It works on your laptop.
# Name two things that are different on a GPU or on another backend.
#
# <details><summary>Answer</summary>
#
# On a GPU the mask does not fit cuDNN, which wants padding at the end. And the outputs before the first real step are zeros
# on TensorFlow but the initial state on JAX.
# </details>

# %% [markdown]
# ## Sources
#
# - Keras: *Making new layers and models via subclassing*, and *Working with RNNs*, guides on keras.io. The code of the layers
#   is worth reading: `keras/src/layers/rnn/` in the package that you have installed.
# - S. Chetlur et al. (2014): cuDNN: efficient primitives for deep learning. arXiv:1410.0759; J. Appleyard, T. Kocisky and P.
#   Blunsom (2016): Optimizing performance of recurrent neural networks on GPUs. arXiv:1604.01946.
# - P. Micikevicius et al. (2018): Mixed precision training. *ICLR*. arXiv:1710.03740.
# - J. L. Ba, J. R. Kiros and G. E. Hinton (2016): Layer normalization. arXiv:1607.06450.
#
# **Now build it:** [assignment 09](../assignments/a09_keras_layers/a09_keras_layers.ipynb).
