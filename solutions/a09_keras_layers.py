# ---
# jupyter:
#   autograder:
#     title: Your own layers in Keras
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 09: Your own layers in Keras
#
# You rebuild the cells of units 02, 05 and 06 as Keras layers, write the loop that runs any cell over time, and carry
# weights over from NumPy and PyTorch. Keras then takes gradients, saves, compiles and moves everything to a GPU for you.
# At the end your LSTM gives the numbers of NumPy and of `keras.layers.LSTM`, and takes its place in a model that trains.
#
# Write the computation yourself, with `keras.ops`: subclassing `keras.layers.Layer` is what this is about, but Keras's own
# recurrent layers and cells (`LSTM`, `LSTMCell`, `RNN`, ...) are refused inside an answer.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded. Where an answer has several methods, replace each `raise NotImplementedError()`. Numbers
# of equations are those of the lecture [09 Your own layers in Keras](../../course/09_keras_layers.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: imports, and `register`, which you write above a class so that a saved model finds it again. `try_cell`
# serves to try things out: it builds a cell, fills its weights with a simple pattern of numbers and returns one step.

# %% given="imports"
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops, tree

register = keras.saving.register_keras_serializable(package="my_layers")

# %% given="try_cell"
def pattern(*shape):
    """Return numbers between -1 and 1 that are all different."""
    return np.sin(np.arange(1, np.prod(shape) + 1)).reshape(shape).astype("float32")


def fill(layer):
    """Give every weight of a built layer a pattern of numbers."""
    for variable in layer.weights:
        variable.assign(0.5 * pattern(*variable.shape))
    return layer


def try_cell(cell, states=1, features=2):
    """Build a cell, fill its weights, and return its output and its new states for one sample."""
    cell.build((None, features))
    return fill(cell)(pattern(1, features), [pattern(1, cell.units)] * states)


def show(tensor):
    """Return a tensor or a variable as a rounded array."""
    return ops.convert_to_numpy(1 * tensor).round(3)

# %% [markdown]
# ## Exercise 1: a plain cell (3 points)
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b) \tag{9.1}$$
#
# You know the equation from unit 02. New is the **contract** that Keras has with a cell:
#
# - `__init__(units)` keeps `self.units`, and says in `self.state_size` how wide the state is: one number here. There are
#   no weights yet, as nobody knows the number of features.
# - `build(input_shape)` is called once, when the shape `(batch, features)` is known, and makes the weights with
#   `self.add_weight(shape=..., initializer=..., name=...)`: `kernel` (features, units), `recurrent_kernel` (units, units)
#   and `bias` (units,), with the initialisers `"glorot_uniform"`, `"orthogonal"` and `"zeros"`.
# - `call(inputs, states)` computes one step. `states` is a list, here of one tensor $h_{t-1}$, (batch, units). It returns
#   the output and the list of new states: `h, [h]`.
# - `get_config()` returns a dict with all arguments of `__init__`, so that the cell can be made again when a model is
#   loaded: those that `super().get_config()` knows (name, dtype), and `units`.

# %% solution="SimpleRNNCell"
@register
class SimpleRNNCell(keras.layers.Layer):
    """One step of a plain recurrent network: (batch, features) and [(batch, units)] to (batch, units) and [(batch, units)]."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.units = units
        self.state_size = units
        ### END SOLUTION
    def build(self, input_shape):
        ### BEGIN SOLUTION
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), initializer="orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        ### END SOLUTION
    def call(self, inputs, states):
        ### BEGIN SOLUTION
        h = ops.tanh(inputs @ self.kernel + states[0] @ self.recurrent_kernel + self.bias)  # (9.1)
        return h, [h]
        ### END SOLUTION
    def get_config(self):
        ### BEGIN SOLUTION
        return {**super().get_config(), "units": self.units}
        ### END SOLUTION

# %% see=true
cell = SimpleRNNCell(3)
h, states = try_cell(cell)
print("weights:", {variable.name: tuple(variable.shape) for variable in cell.weights})
print("h:", show(h), " states:", len(states), " state_size:", cell.state_size)
print("made again from its config:", SimpleRNNCell.from_config(cell.get_config()).units, "units")

# %% test="SimpleRNNCell" points=3
check(SimpleRNNCell)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Each method has its time: `__init__` when somebody writes `SimpleRNNCell(3)`, `build` when the first input is seen,
# `call` at every step. `input_shape[-1]` is the number of features.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `self.kernel = self.add_weight(shape=(...), initializer="...", name="kernel")`, three times. In `call`: `@` works on
# tensors as in NumPy, and `ops.tanh` is Keras's. `{**super().get_config(), "name of the argument": its value}`.
# </details>
#
# **Given to you**: `Cell` holds what you have just written and need not write again: `units` and `get_config`.
# `forget_bias` is an initialiser: the bias of an LSTM as you made it in unit 05, ones for the forget gate, else zeros.

# %% given="cell"
class Cell(keras.layers.Layer):
    """What the following cells share: the number of units, and telling it to whoever saves them."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def forget_bias(shape, dtype=None):
    """Initialise the bias (4 units,) of an LSTM."""
    units = shape[0] // 4
    return ops.concatenate([ops.zeros(units, dtype), ops.ones(units, dtype), ops.zeros(2 * units, dtype)])

# %% [markdown]
# ## Exercise 2: an LSTM cell (4 points)
#
# $$[\,a^i,\ a^f,\ a^g,\ a^o\,] = x_t W_x + h_{t-1} W_h + b \tag{9.2}$$
# $$c_t = \sigma(a^f) \odot c_{t-1} + \sigma(a^i) \odot \tanh(a^g) \tag{9.3}$$
# $$h_t = \sigma(a^o) \odot \tanh(c_t) \tag{9.4}$$
#
# - `state_size`: two states now, so a list of two numbers
# - weights: `kernel` (features, 4 units), `recurrent_kernel` (units, 4 units), `bias` (4 units,), blocks i, f, g, o,
#   with the initialisers `"glorot_uniform"`, `"orthogonal"` and the function `forget_bias`
# - `call`: `states` is the list $[h_{t-1}, c_{t-1}]$; returns $h_t$ and the list $[h_t, c_t]$

# %% solution="LSTMCell"
@register
class LSTMCell(Cell):
    """One step of an LSTM: (batch, features) and [h, c], both (batch, units), to h and [h, c]."""

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        ### BEGIN SOLUTION
        self.state_size = [units, units]
        ### END SOLUTION
    def build(self, input_shape):
        ### BEGIN SOLUTION
        self.kernel = self.add_weight(shape=(input_shape[-1], 4 * self.units), name="kernel")
        self.recurrent_kernel = self.add_weight((self.units, 4 * self.units), "orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(shape=(4 * self.units,), initializer=forget_bias, name="bias")
        ### END SOLUTION
    def call(self, inputs, states):
        ### BEGIN SOLUTION
        h_prev, c_prev = states
        a = ops.add(inputs @ self.kernel + h_prev @ self.recurrent_kernel, self.bias)  # (9.2); on TensorFlow quicker than +
        a_i, a_f, a_g, a_o = ops.split(a, 4, axis=-1)
        c = ops.sigmoid(a_f) * c_prev + ops.sigmoid(a_i) * ops.tanh(a_g)  # (9.3)
        h = ops.sigmoid(a_o) * ops.tanh(c)  # (9.4)
        return h, [h, c]
        ### END SOLUTION

# %% see=true
cell = LSTMCell(3)
h, (_, c) = try_cell(cell, states=2)
print("weights:", {variable.name: tuple(variable.shape) for variable in cell.weights})
print("h:", show(h), " c:", show(c), " state_size:", list(cell.state_size))
fresh = LSTMCell(2)
fresh.build((None, 5))
print("bias before any training:", show(fresh.bias))

# %% test="LSTMCell" points=4
check(LSTMCell)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# `build` is that of exercise 1 with four blocks side by side. `call` is your `lstm_cell_forward` of unit 05 without the
# cache. Both states go back in a list, in the order in which they came.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `one, other = a_list` takes a list of two apart; `ops.split(a, 4, axis=-1)`; `ops.sigmoid`, `ops.tanh`. An initialiser may be a function:
# `initializer=forget_bias`, without brackets behind it.
# </details>
#
# **Given to you**: the arguments of a GRU cell. It has one more than `units`, and `get_config` must tell it, too.

# %% given="gru_arguments"
class GRUArguments(Cell):
    """The arguments of a GRU cell; reset_after says on which side of the product the reset gate stands."""

    def __init__(self, units, reset_after=True, **kwargs):
        super().__init__(units, **kwargs)
        self.reset_after = reset_after
        self.state_size = units

    def get_config(self):
        return {**super().get_config(), "reset_after": self.reset_after}

# %% [markdown]
# ## Exercise 3: a GRU cell, both ways (4 points)
#
# $$q_t = x_t W_x + b_0, \qquad p_t = h_{t-1} W_h + b_1 \tag{9.5}$$
# $$z_t = \sigma(q^z_t + p^z_t), \qquad r_t = \sigma(q^r_t + p^r_t) \tag{9.6}$$
#
# The three blocks are $z, r, g$. With `reset_after=True` the candidate is
#
# $$g_t = \tanh(q^g_t + r_t \odot p^g_t) \tag{9.7}$$
#
# and with `reset_after=False`, where $W_h^g$ is the third block of $W_h$,
#
# $$g_t = \tanh(q^g_t + (r_t \odot h_{t-1})\, W_h^g) \tag{9.8}$$
#
# The end is the same: $z$ weighs the **old** state.
#
# $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot g_t \tag{9.9}$$
#
# - weights: `kernel` (features, 3 units), `recurrent_kernel` (units, 3 units); `bias`: (2, 3 units) with the rows $b_0$ and
#   $b_1$ where `self.reset_after` is true, else (3 units,), which is $b_0$, and $b_1$ is 0. Initialisers as in exercise 1.
# - `call` returns $h_t$ and the list of the one new state

# %% solution="GRUCell"
@register
class GRUCell(GRUArguments):
    """One step of a GRU: (batch, features) and [h], (batch, units), to h and [h]."""

    def build(self, input_shape):
        ### BEGIN SOLUTION
        self.kernel = self.add_weight(shape=(input_shape[-1], 3 * self.units), name="kernel")
        self.recurrent_kernel = self.add_weight((self.units, 3 * self.units), "orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(((2,) if self.reset_after else ()) + (3 * self.units,), "zeros", name="bias")
        ### END SOLUTION

    def call(self, inputs, states):
        ### BEGIN SOLUTION
        h_prev = states[0]
        b_0, b_1 = (self.bias[0], self.bias[1]) if self.reset_after else (self.bias, 0.0)
        q_z, q_r, q_g = ops.split(inputs @ self.kernel + b_0, 3, axis=-1)  # (9.5)
        p_z, p_r, p_g = ops.split(h_prev @ self.recurrent_kernel + b_1, 3, axis=-1)
        z, r = ops.sigmoid(q_z + p_z), ops.sigmoid(q_r + p_r)  # (9.6)
        before = (r * h_prev) @ self.recurrent_kernel[:, -self.units :]
        g = ops.tanh(q_g + (r * p_g if self.reset_after else before))  # (9.7) or (9.8)
        h = z * h_prev + (1 - z) * g  # (9.9)
        return h, [h]
        ### END SOLUTION

# %% see=true
for reset_after in (True, False):
    cell = GRUCell(3, reset_after=reset_after)
    h, _ = try_cell(cell)
    print(f"reset_after={reset_after}: bias {tuple(cell.bias.shape)}, h {show(h)}")

# %% test="GRUCell" points=4
check(GRUCell)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Both versions share (9.5), (9.6) and (9.9). Choose the two biases first, then let only the candidate differ. Which
# columns of the recurrent kernel belong to the third block?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `self.bias[0]` and `self.bias[1]` are the rows. `ops.split(..., 3, axis=-1)`, once for $q$, once for $p$. The third block:
# `self.recurrent_kernel[:, 2 * self.units :]`.
# </details>
#
# **Given to you**: `scan`, the loop over time. It calls your function `step` for every time step and collects what it
# returns. A Python loop would do as well for short sequences, but each turn of it becomes part of the compiled
# program; this loop is compiled once, whatever the number of steps. (It is `keras.ops.scan`, except on TensorFlow, where
# that function cannot train under `jit_compile=True`; there the same loop is told its number of turns.)

# %% given="scan"
def scan(step, carry, xs):
    """Call carry, output = step(carry, now) for every entry `now` along the first axis of the arrays in the tuple xs.

    The first item of carry must have the shape and dtype of the output. Returns the last carry, and all outputs, stacked.
    """
    if keras.config.backend() != "tensorflow":
        return ops.scan(step, carry, xs)
    import tensorflow as tf

    if tf.executing_eagerly():  # nothing is compiled: a Python loop is as good
        outputs = []
        for now in zip(*map(ops.unstack, xs)):
            carry, output = step(carry, now)
            outputs.append(output)
        return carry, ops.stack(outputs)
    turns, like = tf.shape(xs[0])[0], tree.flatten(carry)[0]
    inputs = [tf.TensorArray(x.dtype, turns, element_shape=x.shape[1:]).unstack(x) for x in xs]

    def turn(t, carry, outputs):
        carry, output = step(carry, tuple(x.read(t) for x in inputs))
        return t + 1, carry, outputs.write(t, output)

    start = 0, carry, tf.TensorArray(like.dtype, turns, element_shape=like.shape)
    _, carry, outputs = tf.while_loop(lambda t, *_: t < turns, turn, start, maximum_iterations=turns, parallel_iterations=32)
    return carry, outputs.stack()

# %% [markdown]
# ## Exercise 4: any cell, over time (4 points)
#
# Let $\tilde y_t$ and $\tilde s_t$ be what the cell returns at step $t$ for $x_t$ and the states $s_{t-1}$. Where the mask is
# False, the output of the step before is repeated and every state stays:
#
# $$y_t = m_t\,\tilde y_t + (1 - m_t)\,y_{t-1} \tag{9.10}$$
# $$s_t = m_t\,\tilde s_t + (1 - m_t)\,s_{t-1} \tag{9.11}$$
#
# - `cell`: called as `cell(x_t, states)`; it returns an output and a list of states
# - `sequences`: `(batch, timesteps, features)`; `mask`: bool, `(batch, timesteps)`, gaps anywhere, or `None`
# - `output`: $y_0$, `(batch, output size)`, what is repeated if the first steps are masked; `states`: the list $s_0$
# - returns all outputs `(batch, timesteps, output size)`, and the list of states after the last step
#
# `scan` loops over the **first** axis, so time has to come first on the way in, and go back on the way out. The mask
# needs a last axis of length 1 to decide about rows. Do not rely on the output being one of the states.

# %% solution="run_cell"
def run_cell(cell, sequences, output, states, mask=None):
    """Run a cell over all time steps; return all outputs and the last states."""
    ### BEGIN SOLUTION
    inputs = [sequences] if mask is None else [sequences, ops.expand_dims(mask, -1)]

    def step(carry, now):
        old_output, old_states = carry
        output, states = cell(now[0], old_states)
        if mask is not None:
            real = now[1]
            output = ops.where(real, output, old_output)  # (9.10)
            states = tree.map_structure(lambda new, old: ops.where(real, new, old), list(states), old_states)  # (9.11)
        return (output, list(states)), output

    time_first = tuple(ops.swapaxes(x, 0, 1) for x in inputs)
    (output, states), outputs = scan(step, (output, list(states)), time_first)
    return ops.swapaxes(outputs, 0, 1), states
    ### END SOLUTION

# %% see=true
def adder(x_t, states):
    """A cell without weights: its state is the sum so far, its output ten times that."""
    total = states[0] + x_t
    return 10 * total, [total]


numbers = ops.reshape(ops.convert_to_tensor([1.0, 2.0, 3.0, 4.0]), (1, 4, 1))
zero = ops.zeros((1, 1))
for mask in (None, ops.convert_to_tensor([[False, True, False, True]])):
    outputs, states = run_cell(adder, numbers, zero, [zero], mask)
    print("outputs:", show(outputs)[0, :, 0], " last state:", show(states[0])[0])

# %% test="run_cell" points=4
check(run_cell)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write a function `step(carry, now)` inside. `carry` holds what is needed from the step before: the output and the list
# of states. `now` holds $x_t$ and $m_t$. It returns the new carry, and the output once more, to be collected. Where there
# is no mask, every step is real: hand only the sequences to `scan`, and `now` is $(x_t,)$.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.swapaxes(array, 0, 1)` exchanges batch and time; `ops.expand_dims(array, -1)` appends an axis of length 1;
# `ops.where(real, new, old)`, for the output and for each state: `[ops.where(real, new, old) for new, old in zip(...)]`,
# or `tree.map_structure(function, new_states, old_states)`, which takes lists in lists, too.
# </details>
#
# **Given to you**: what a recurrent layer needs besides its loop. Read the names of the switches in `__init__`, and what
# `zeros`, `as_tensors` and `states` are for; you need them in the next exercise.

# %% given="switches"
class Switches(keras.layers.Layer):
    """The arguments of a recurrent layer, those of keras.layers.RNN: a cell and its switches."""

    def __init__(self, cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, **kwargs):
        super().__init__(**{"dtype": cell.dtype_policy, **kwargs})  # the precision of the cell
        self.cell, self.states, self.supports_masking = cell, None, True
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful = go_backwards, stateful
        sizes = cell.state_size
        self.state_sizes = list(sizes) if isinstance(sizes, (list, tuple)) else [sizes]
        self.output_size = getattr(cell, "output_size", None) or self.state_sizes[0]

    def get_config(self):
        names = "return_sequences", "return_state", "go_backwards", "stateful"
        switches = {name: getattr(self, name) for name in names}
        return {**super().get_config(), **switches, "cell": keras.saving.serialize_keras_object(self.cell)}

    @classmethod
    def from_config(cls, config):
        arguments = dict(config)
        return cls(keras.saving.deserialize_keras_object(arguments.pop("cell")), **arguments)

# %% given="recurrent_base"
class RecurrentBase(Switches):
    """Weights, and states that are kept in `self.states`."""

    def build(self, sequences_shape, initial_state_shape=None):
        if not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
        if self.stateful:  # one variable per state, of zeros, which training leaves alone
            kept = {"initializer": "zeros", "trainable": False, "name": "state"}
            self.states = self.shaped(lambda size: self.add_weight(shape=(sequences_shape[0], size), **kept))

    def shaped(self, make):
        """Return make(size) for the size of every state, as a list, with lists in it if the cell is a stack of cells."""
        walk = lambda size: [walk(each) for each in size] if isinstance(size, (list, tuple)) else make(size)
        return walk(self.state_sizes)

    def as_tensors(self, states):
        """Return states, or one state, as a list of tensors in the precision of the computation."""
        flat = iter(tree.flatten(states))
        return self.shaped(lambda size: ops.copy(ops.cast(next(flat), self.cell.compute_dtype)))  # variables may change

# %% given="shapes"
class Shaped(RecurrentBase):
    """First states; shapes and masks of what comes out, for those who build a model before any data is there."""

    def zeros(self, sequences):
        """Return a first output and first states of zeros."""
        batch, kept = ops.shape(sequences)[0], tree.flatten(self.states)[0].shape[0] if self.stateful else None
        if self.stateful and isinstance(batch, int) and batch != kept:
            raise ValueError(f"a stateful layer needs the same batch size every time: expected {kept}, received {batch}")
        zeros = lambda size: ops.zeros((batch, size), dtype=self.cell.compute_dtype)
        return zeros(self.output_size), self.shaped(zeros)

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, timesteps = sequences_shape[:2]
        output = (batch, timesteps, self.output_size) if self.return_sequences else (batch, self.output_size)
        return (output, *self.shaped(lambda size: (batch, size))) if self.return_state else output

    def compute_mask(self, sequences, mask=None):
        """Hand the mask on with all outputs; where there is one output, it is the last real one, and needs no mask."""
        mask = mask if self.return_sequences else None
        return [mask, *(None for _ in self.state_sizes)] if self.return_state else mask

# %% [markdown]
# ## Exercise 5: the layer (4 points)
#
# `Recurrent(cell)` is to the course what `keras.layers.RNN(cell)` is to Keras. In `call`, one after the other:
#
# 1. The first output and states: `self.zeros(sequences)` returns both, as zeros. Other states take the place of the zero
#    states where there are any: first choice `initial_state`; else `self.states` if the layer is `stateful`. Whichever it
#    is, the list goes as a whole through `self.as_tensors(...)`.
# 2. `go_backwards`: the layer reads from the last step to the first. The outputs stay in the order **in which they are
#    made**, that of the last step first. What must be turned round besides the sequences?
# 3. Run the cell.
# 4. `stateful`: the last states are written into `self.states`, with `variable.assign(value)`, for the next batch. Keras
#    makes a list of its own kind of `self.states`: go through both lists with `zip`; `tree.map_structure` would refuse.
# 5. `return_sequences`: all outputs, or the last one only. `return_state`: the states follow, `(output, h)` or
#    `(output, h, c)`; without it the output is returned alone.
#
# `reset_state()` sets the states that are kept to zero: a new text begins. Without `stateful` there are none
# (`self.states` is `None`), and nothing happens.
#
# `training` is there for cells with dropout; Keras hands it on by itself, so leave it alone.

# %% solution="Recurrent"
@register
class Recurrent(Shaped):
    """Run a cell over all time steps of (batch, timesteps, features), with a mask (batch, timesteps)."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        ### BEGIN SOLUTION
        output, states = self.zeros(sequences)
        if initial_state is not None or self.stateful:
            states = self.as_tensors(self.states if initial_state is None else initial_state)
        if self.go_backwards:
            sequences = ops.flip(sequences, axis=1)
            mask = None if mask is None else ops.flip(mask, axis=1)
        outputs, states = run_cell(self.cell, sequences, output, states, mask)
        if self.stateful:
            for variable, state in zip(tree.flatten(self.states), tree.flatten(states)):
                variable.assign(state)
        output = outputs if self.return_sequences else outputs[:, -1]
        return (output, *states) if self.return_state else output
        ### END SOLUTION

    def reset_state(self):
        ### BEGIN SOLUTION
        for variable in tree.flatten(self.states) if self.stateful else []:
            variable.assign(ops.zeros(variable.shape))
        ### END SOLUTION

# %% see=true
x = 0.2 * pattern(1, 3, 1)
layer = Recurrent(SimpleRNNCell(1), return_sequences=True, return_state=True)
layer.build(x.shape)
fill(layer)
for mask in (None, ops.convert_to_tensor([[True, False, True]])):
    outputs, h_last = layer(x, mask=mask)
    print("outputs:", show(outputs)[0, :, 0], " last state:", show(h_last)[0])
layer = Recurrent(SimpleRNNCell(1), stateful=True)
layer.build(x.shape)
fill(layer.cell)
print("stateful:", np.array([show(layer(x))[0, 0] for _ in range(3)]))
layer.reset_state()
print("after reset_state:", show(layer(x))[0, 0])

# %% test="Recurrent" points=4
check(Recurrent)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Go down the list; each point is one or two lines. `initial_state` goes before the states that are kept, also in a layer
# that is stateful. A mask belongs to its steps, so it is turned round with them, unless it is `None`. The last output is
# that of the last step **made**.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ops.flip(array, axis=1)`; `run_cell(self.cell, ...)`; a loop over `zip(self.states, states)`, with
# `tree.flatten(...)` around both for stacks of cells; `outputs[:, -1]`; `(output, *states)` puts the items of a list behind the output.
# </details>

# %% [markdown]
# ## Exercise 6: a cell that Keras does not have (3 points)
#
# Layer normalisation in an LSTM (Ba et al. 2016), with the building block of unit 07: the two products and the cell state
# on its way to the output are normalised, each by a layer of its own.
#
# $$[\,a^i,\ a^f,\ a^g,\ a^o\,] = \mathrm{LN}_x(x_t W_x) + \mathrm{LN}_h(h_{t-1} W_h) + b \tag{9.12}$$
# $$h_t = \sigma(a^o) \odot \tanh(\mathrm{LN}_c(c_t)) \tag{9.13}$$
#
# with $c_t$ from (9.3). The state that is handed on is $c_t$ itself. Your `LSTMCell` is the parent: `super().build(...)`
# makes the three weights. A layer inside a layer is made in `__init__` (given), and must be built where weights are made:
# in `build`, each with the shape of what it normalises, `(None, size)`; two of them see four blocks, one sees one.

# %% solution="LayerNormLSTMCell"
@register
class LayerNormLSTMCell(LSTMCell):
    """One step of an LSTM with layer normalisation; arguments and results are those of LSTMCell."""

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.norm_x = keras.layers.LayerNormalization(name="norm_x")
        self.norm_h = keras.layers.LayerNormalization(name="norm_h")
        self.norm_c = keras.layers.LayerNormalization(name="norm_c")

    def build(self, input_shape):
        ### BEGIN SOLUTION
        super().build(input_shape)
        for norm, size in [(self.norm_x, 4 * self.units), (self.norm_h, 4 * self.units), (self.norm_c, self.units)]:
            norm.build((None, size))
        ### END SOLUTION
    def call(self, inputs, states):
        ### BEGIN SOLUTION
        h_prev, c_prev = states
        a = self.norm_x(inputs @ self.kernel) + self.norm_h(h_prev @ self.recurrent_kernel) + self.bias  # (9.12)
        a_i, a_f, a_g, a_o = ops.split(a, 4, axis=-1)
        c = ops.sigmoid(a_f) * c_prev + ops.sigmoid(a_i) * ops.tanh(a_g)  # (9.3)
        h = ops.sigmoid(a_o) * ops.tanh(self.norm_c(c))  # (9.13)
        return h, [h, c]
        ### END SOLUTION

# %% see=true
cell = LayerNormLSTMCell(3)
h, (_, c) = try_cell(cell, states=2)
print("weights:", len(cell.weights), " h:", show(h), " c:", show(c))

# %% test="LayerNormLSTMCell" points=3
check(LayerNormLSTMCell)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two lines of your `LSTMCell.call` change, and only by calls of the three layers. The bias is added after the
# normalisation. Which cell state does the next step get, and which one does $h_t$ show?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `self.norm_x.build((None, 4 * self.units))`, and so on; in `call`, a layer is used like a function: `self.norm_x(...)`.
# </details>

# %% [markdown]
# ## Exercise 7: weights from NumPy (1 point)
#
# The weights of this course have the names and shapes of Keras's, whatever library computes with them. So what you trained
# in NumPy can go on living in a layer. `weights` is a dict from the name of a weight to its array; put each array into the
# variable **of that name**, whatever the order in the dict. Shapes stay as they are.
#
# - `cell`: a cell that is built, so that its variables exist: `cell.weights` is the list, each has a `name`
# - returns the cell

# %% solution="numpy_to_keras"
def numpy_to_keras(cell, weights):
    """Put arrays into the variables of a built cell by name, and return the cell."""
    ### BEGIN SOLUTION
    for variable in cell.weights:
        variable.assign(weights[variable.name])
    return cell
    ### END SOLUTION

# %% see=true
cell = SimpleRNNCell(2)
cell.build((None, 1))
numpy_to_keras(cell, {"bias": np.array([5.0, 6.0]), "recurrent_kernel": np.eye(2), "kernel": np.array([[7.0, 8.0]])})
print({variable.name: show(variable).tolist() for variable in cell.weights})

# %% test="numpy_to_keras" points=1
check(numpy_to_keras)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Go through the variables of the cell, and ask the dict for the array of each.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `variable.assign(array)`; `variable.name` is `"kernel"`, `"recurrent_kernel"` or `"bias"`.
# </details>

# %% [markdown]
# ## Exercise 8: weights from PyTorch (2 points)
#
# PyTorch keeps its kernels transposed, with the blocks stacked as **rows**, and has two biases in every cell:
#
# | PyTorch | shape | here |
# |---|---|---|
# | `weight_ih` | (blocks · units, features) | `kernel` (features, blocks · units) |
# | `weight_hh` | (blocks · units, units) | `recurrent_kernel` (units, blocks · units) |
# | `bias_ih`, `bias_hh` | (blocks · units,) each | `bias` |
#
# An `nn.RNN` has one block. An `nn.LSTM` has four, in the order i, f, g, o, as here. In both only the sum of the two
# biases counts. An `nn.GRU` has three blocks in the order **r, z, n**, where here it is z, r, g ($n$ is the candidate $g$);
# its $z$ weighs the old state as here, and it resets after the product, so its biases become the two rows of (2, 3 units).
#
# - four arrays, as PyTorch has them; which cell they belong to follows from the number of blocks
# - returns three NumPy arrays, `kernel`, `recurrent_kernel`, `bias`, for `SimpleRNNCell`, `LSTMCell` or
#   `GRUCell(reset_after=True)`

# %% solution="torch_to_keras"
def torch_to_keras(weight_ih, weight_hh, bias_ih, bias_hh):
    """Turn the weights of an RNN, LSTM or GRU of PyTorch into kernel, recurrent_kernel and bias."""
    ### BEGIN SOLUTION
    blocks = len(weight_hh) // weight_hh.shape[1]
    if blocks == 3:  # a GRU: r, z, n becomes z, r, n
        parts = [np.split(array, 3) for array in (weight_ih, weight_hh, bias_ih, bias_hh)]
        weight_ih, weight_hh, bias_ih, bias_hh = (np.concatenate([z, r, n]) for r, z, n in parts)
        return weight_ih.T, weight_hh.T, np.stack([bias_ih, bias_hh])
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
    ### END SOLUTION

# %% see=true
for blocks, name in [(1, "RNN"), (4, "LSTM"), (3, "GRU")]:
    rows = np.arange(blocks)[:, None]  # one unit: each row is a block
    kernel, recurrent_kernel, bias = torch_to_keras(rows + [0.0, 0.5], rows + [0.25], rows[:, 0] * 1.0, rows[:, 0] * 10.0)
    print(f"{name:4} kernel {kernel.tolist()}  recurrent_kernel {recurrent_kernel.tolist()}  bias {bias.tolist()}")

# %% test="torch_to_keras" points=2
check(torch_to_keras)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# `weight_hh` has `blocks * units` rows and `units` columns, so you can count the blocks. Only the GRU needs its blocks
# put into another order, in all four arrays, before anything is transposed.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.split(array, 3)` cuts the rows of a matrix, or a vector, into three; `np.concatenate([...])` joins them; `.T`
# transposes; `np.stack([first, second])` makes two rows.
# </details>

# %% [markdown]
# ## Payoff: three ways, one answer
#
# **Given to you**: short names, with the arguments of Keras's own layers, so that yours can stand wherever those do.
#
# Then one set of random weights, with gaps in the mask, is computed three times. The first time in NumPy: if you still have
# your `lstm_cell_forward` of unit 05, put it in the place of those lines.

# %% given="short_names"
class WithUnits(Recurrent):
    """A recurrent layer that makes its cell itself, from units and the arguments named in `options`."""

    Cell, options = None, ()

    def __init__(self, units, **kwargs):
        options = {name: kwargs.pop(name) for name in self.options if name in kwargs}
        super().__init__(self.Cell(units, dtype=kwargs.pop("dtype", None), **options), **kwargs)

    def get_config(self):
        config = super().get_config()
        config.pop("cell")
        return {**config, **{name: getattr(self.cell, name) for name in ("units", *self.options)}}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

# %% given="layers_by_name"
@register
class SimpleRNN(WithUnits):
    Cell = SimpleRNNCell


@register
class LSTM(WithUnits):
    Cell = LSTMCell


@register
class GRU(WithUnits):
    Cell, options = GRUCell, ("reset_after",)


@register
class LayerNormLSTM(WithUnits):
    Cell = LayerNormLSTMCell

# %% payoff=true
rng = np.random.default_rng(9)
weights = {"kernel": rng.normal(size=(3, 20)), "recurrent_kernel": rng.normal(size=(5, 20)), "bias": rng.normal(size=20)}
x = rng.normal(size=(4, 7, 3))  # 4 samples, 7 time steps, 3 features; 5 units
mask = rng.random((4, 7)) < 0.7
mask[:, 0] = True

in_numpy, h_now, c_now = [], np.zeros((4, 5)), np.zeros((4, 5))
for t in range(7):
    sums = np.hstack([x[:, t], h_now]) @ np.vstack([weights["kernel"], weights["recurrent_kernel"]]) + weights["bias"]
    opened = 1 / (1 + np.exp(-sums))  # also of the candidate's block, which does not need it
    c_next = opened[:, 5:10] * c_now + opened[:, :5] * np.tanh(sums[:, 10:15])
    real = mask[:, t, None]
    h_now, c_now = np.where(real, opened[:, 15:] * np.tanh(c_next), h_now), np.where(real, c_next, c_now)
    in_numpy.append(h_now)
in_numpy = np.stack(in_numpy, axis=1)

# %% payoff=true
mine = LSTM(5, return_sequences=True)
built_in = keras.layers.LSTM(5, return_sequences=True)
for layer in (mine, built_in):
    layer.build(x.shape)
    numpy_to_keras(layer.cell, weights)
by_mine, by_built_in = (ops.convert_to_numpy(layer(x.astype("float32"), mask=mask)) for layer in (mine, built_in))
print(f"yours and NumPy:        {np.abs(by_mine - in_numpy).max():.1e} apart")
print(f"yours and keras.layers: {np.abs(by_mine - by_built_in).max():.1e} apart")

# %% [markdown]
# ## Payoff: your layer in a working model
#
# A small task for which a network must remember. A sequence holds letters; the first is a key, and where the key comes
# back, the letter behind it is the answer: `b d a b c a` has the key b, and the answer c. The sequences have different
# lengths, so there is a mask. Both models are the same but for one word, `layers.LSTM`, and start from the same weights.

# %% payoff=true
from types import SimpleNamespace

LETTERS, LONGEST = 4, 7


def draw_keys(rng, samples):
    """Return sequences of letters 1 to 4, padded with 0 at the end, and the letters behind the second key."""
    ids = np.zeros((samples, LONGEST), dtype=int)
    for row in ids:
        key, answer, *others = rng.permutation(LETTERS) + 1
        before, after = rng.integers(1, 3, size=2)
        row[: before + after + 3] = [key, *rng.choice(others, before), key, answer, *rng.choice(others, after)]
    return ids, np.array([row[np.flatnonzero(row == row[0])[1] + 1] for row in ids]) - 1


def reader(layers):
    """Return a model whose recurrent layer comes from `layers`."""
    ids = keras.Input((LONGEST,), dtype="int32")
    vectors = keras.layers.Embedding(LETTERS + 1, 8)(ids)
    state = layers.LSTM(24, name="memory")(vectors, mask=ops.not_equal(ids, 0))
    return keras.Model(ids, keras.layers.Dense(LETTERS)(state))

# %% payoff=true
train, test = draw_keys(np.random.default_rng(1), 2048), draw_keys(np.random.default_rng(2), 500)
keras.utils.set_random_seed(9)
models = {"keras.layers": reader(keras.layers), "yours": reader(SimpleNamespace(LSTM=LSTM))}
models["yours"].set_weights(models["keras.layers"].get_weights())
histories = {}
for name, model in models.items():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    histories[name] = model.fit(*train, batch_size=32, epochs=6, shuffle=False, verbose=0).history["loss"]
    right = model.evaluate(*test, verbose=0)[1]
    print(f"{name:12} loss {' '.join(f'{value:.3f}' for value in histories[name])}   right on new ones {right:.3f}")
print(f"the losses of the two stay within {np.abs(np.subtract(*histories.values())).max():.0e}; guessing is right 0.25 of the time")

# %% payoff=true
import matplotlib.pyplot as plt
from rnnfigures import COLOR

figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
epochs = np.arange(1, 7)
axes.plot(epochs, histories["keras.layers"], "-", color=COLOR["floor"], linewidth=6, alpha=0.5, label="keras.layers.LSTM")
axes.plot(epochs, histories["yours"], "o-", color=COLOR["loss"], label="your LSTM")
axes.axhline(np.log(LETTERS), color=COLOR["gradient"], linestyle="--", label="guessing")
axes.set(xlabel="epoch", ylabel="loss")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# The two curves lie on each other: nothing in the model noticed the exchange. And your layer can be what Keras's cannot:
# put `LayerNormLSTM` in the place of `LSTM`, or `Recurrent(...)` around a cell of your own.
#
# ## Take your layers along
#
# The next cell collects your answers in one file, `my_layers.py`. In units 11 to 15 one line decides whose layers a model
# uses: `layers = keras.layers`, or `layers = load_module("my_layers")`. That line looks in the folder of the notebook and in
# that of this assignment. In Colab, download the file now (folder symbol on the left) and upload it to the unit where you
# want it.

# %% payoff=true
from autograder.checking.modules import load_module, save_module

save_module("my_layers.py", [SimpleRNN, LSTM, GRU, LayerNormLSTM, Recurrent, numpy_to_keras, torch_to_keras])

layers = load_module("my_layers")
model = reader(layers)
model.set_weights(models["yours"].get_weights())
model.save("reader.keras")
again = keras.models.load_model("reader.keras")
difference = np.abs(again.predict(test[0], verbose=0) - models["yours"].predict(test[0], verbose=0)).max()
print("saved, loaded, and answers differ by", difference)

# %%
check.summary("a09_keras_layers")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
