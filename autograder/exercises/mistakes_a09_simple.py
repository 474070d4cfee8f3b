"""Known mistakes of unit 09: the plain cell, and those that any cell can make in its contract with Keras."""

from __future__ import annotations

import re

from .model import Mistake

BUILD = """    def build(self, input_shape):
        ### BEGIN SOLUTION
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), initializer="orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        ### END SOLUTION
    def call(self, inputs, states):
"""
NAMELESS = re.sub(r', name="\w+"', "", BUILD)
LATE = BUILD.replace("def build(self", "def make(self") + "        self.make(inputs.shape)\n"
SUMS = "inputs @ self.kernel + states[0] @ self.recurrent_kernel"
CONFIG = '{**super().get_config(), "units": self.units}'
RETURNED = "return h, [h]"

CONTRACT = (
    Mistake(
        CONFIG,
        "super().get_config()",
        "get_config does not tell `units`, so nobody can make the cell again: add every argument of __init__ to the dict.",
    ),
    Mistake(
        CONFIG,
        '{"units": self.units}',
        "get_config tells `units` only: name and precision are lost. Begin with what `super().get_config()` returns.",
    ),
    Mistake(
        "self.state_size = units",
        "self.state_size = [units, units]",
        "`state_size` announces two states; a plain cell has one, `units` wide.",
    ),
    Mistake(
        "self.state_size = units",
        "self.state_size = 1",
        "`state_size` is not how many states there are, but how wide each is: `units` for a plain cell's only one.",
    ),
    Mistake(
        "self.state_size = units",
        "self.output_size = units",
        "`state_size` is missing: without it nobody knows how wide the first state must be.",
    ),
    Mistake(
        "self.state_size = units",
        'self.state_size = units\n        self.early = self.add_weight(shape=(units,), initializer="zeros", name="bias")',
        "Weights are made in __init__. Make all of them in `build`, where the shape of the inputs is known.",
    ),
    Mistake(
        "    def build(",
        "    def make_weights(",
        "After `build` there are no weights: is there a method of that name, and does it call `self.add_weight`?",
    ),
    Mistake(
        BUILD,
        LATE,
        "The weights are made in `call`, when it is too late: Keras calls `build` once, before the first step. Make them there.",
    ),
    Mistake(
        ', name="kernel"',
        "",
        "A weight has no name. Names are how a file, or a NumPy array, finds its weight: write `name=` for each of the three.",
    ),
    Mistake(
        BUILD,
        NAMELESS,
        "The weights have no names, by which a file, or a NumPy array, finds its weight: write `name=` for each of the three.",
    ),
    Mistake("super().__init__(**kwargs)", "super().__init__()", "", caught="error"),
    Mistake('name="recurrent_kernel"', 'name="kernel_2"', "The recurrent kernel has another name: call it `recurrent_kernel`."),
    Mistake(RETURNED, "return h", "", caught="error"),
    Mistake(RETURNED, "return h, h", "", caught="error"),
    Mistake(RETURNED, "return [h]", "", caught="error"),
    Mistake(
        RETURNED,
        "return keras.layers.SimpleRNNCell(self.units)(inputs, states)",
        "",
        caught="error",
    ),
    Mistake(RETURNED, "return h, states", "The new state is the old one: hand h_t on, or the network remembers nothing."),
)

CELL = (
    *CONTRACT,
    Mistake(" + self.bias", "", "The bias is missing: look at the last term of (9.1)."),
    Mistake("inputs @ self.kernel + ", "", "The input has no influence: where is the first product of (9.1)?"),
    Mistake(
        " + states[0] @ self.recurrent_kernel",
        "",
        "The old state has no influence: where is the second product of (9.1)?",
    ),
    Mistake(
        SUMS,
        "inputs @ self.recurrent_kernel + states[0] @ self.kernel",
        "The two kernels are exchanged: `kernel` belongs to the inputs, `recurrent_kernel` to the state.",
    ),
    Mistake(
        "@ self.recurrent_kernel +",
        "@ ops.transpose(self.recurrent_kernel) +",
        "The recurrent kernel is transposed; it is square, so nobody complains. (9.1) has no transpose.",
    ),
    Mistake(
        f"h = ops.tanh({SUMS} + self.bias)",
        'kept = getattr(self, "kept", states[0])\n'
        "        h = self.kept = ops.tanh(inputs @ self.kernel + kept @ self.recurrent_kernel + self.bias)",
        "The cell keeps the state in itself, and so mixes one sequence with the next. The state comes in `states`, every time.",
    ),
    Mistake("ops.tanh(", "ops.sigmoid(", "The sum goes through a sigmoid: (9.1) has tanh."),
    Mistake(
        "ops.tanh(",
        "np.tanh(",
        "NumPy computes here, and Keras cannot follow it: no gradient comes back. Use the function of that name in `ops`.",
    ),
    Mistake(
        "inputs @ self.kernel",
        "np.dot(inputs, self.kernel)",
        "NumPy multiplies here, and Keras cannot follow it: no gradient gets back to the inputs. Use `@` or `ops.matmul`.",
    ),
    Mistake("ops.tanh(", "(", "The tanh of (9.1) is missing."),
    Mistake("ops.tanh(", "ops.relu(", "The sum goes through ReLU: (9.1) has tanh."),
    Mistake(
        "(self.units, self.units)",
        "(input_shape[-1], self.units)",
        "The recurrent kernel has a row per feature. It is multiplied with the state, so it has a row per unit.",
    ),
    Mistake(
        "(input_shape[-1], self.units)",
        "(input_shape[0], self.units)",
        "The kernel has a row per sample: `input_shape` is (batch, features), and only the last number belongs here.",
    ),
    Mistake(
        "(input_shape[-1], self.units)",
        "(self.units, input_shape[-1])",
        "The kernel is stored transposed. Here, as in Keras, it is (features, units).",
    ),
    Mistake("shape=(self.units,)", "shape=(1, self.units)", "The bias has an axis of length 1 too many: its shape is (units,)."),
    Mistake('"zeros"', '"ones"', "The bias begins with other numbers than zeros."),
    Mistake(
        'initializer="zeros", ',
        "",
        'The bias begins with random numbers, which `add_weight` draws unless it is told otherwise: `initializer="zeros"`.',
    ),
    Mistake(
        '"orthogonal"',
        '"glorot_uniform"',
        'The recurrent kernel does not begin orthogonal: its initialiser is "orthogonal" (unit 04 says why).',
    ),
    Mistake(
        '"glorot_uniform"',
        '"zeros"',
        'The kernel does not begin with numbers from Glorot\'s uniform distribution: its initialiser is "glorot_uniform".',
    ),
    Mistake(RETURNED, "return ops.stop_gradient(h), [h]", "No gradient comes back through the output. Return h_t as it is."),
    Mistake("states[0] @", "states @", "`states` is a list, also where it holds one state: take its first item."),
)
