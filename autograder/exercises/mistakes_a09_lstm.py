"""Known mistakes of unit 09: the LSTM cell, and the one with layer normalisation."""

from __future__ import annotations

from .model import Mistake

NEW_C = "ops.sigmoid(a_f) * c_prev + ops.sigmoid(a_i) * ops.tanh(a_g)"
NEW_H = "ops.sigmoid(a_o) * ops.tanh(c)"
BLOCKS = "a_i, a_f, a_g, a_o = "
RETURNED = "return h, [h, c]"
CALL = """h_prev, c_prev = states
        a = ops.add(inputs @ self.kernel + h_prev @ self.recurrent_kernel, self.bias)  # (9.2); on TensorFlow quicker than +
        a_i, a_f, a_g, a_o = ops.split(a, 4, axis=-1)
        c = ops.sigmoid(a_f) * c_prev + ops.sigmoid(a_i) * ops.tanh(a_g)  # (9.3)
        h = ops.sigmoid(a_o) * ops.tanh(c)  # (9.4)
        return h, [h, c]"""
SIZES = "self.state_size = [units, units]"


def _order(order: str) -> Mistake:
    """Return the mistake of taking the blocks to stand in another order than i, f, g, o."""
    names = ", ".join(order)
    taken = ", ".join(f"a_{gate}" for gate in order)
    return Mistake(BLOCKS, f"{taken} = ", f"The blocks are read in the order {names}. Here, as in Keras, it is i, f, g, o.")


STATES = (
    Mistake(
        RETURNED,
        "return c, [h, c]",
        "The output is the cell state. The cell state is kept; what is shown is h_t.",
    ),
    Mistake(RETURNED, "return h, [c, h]", "The new states are in the wrong order: h_t first, then c_t, as they came."),
    Mistake(RETURNED, "return h, [h, c_prev]", "The cell state that is handed on is the old one, so nothing is ever noted down."),
    Mistake(RETURNED, "return h, [h_prev, c]", "The hidden state that is handed on is the old one."),
    Mistake(RETURNED, "return h, states", "The states that are handed on are the old ones: nothing is remembered."),
    Mistake(RETURNED, "return h, [h, h]", "The hidden state is handed on twice. The second state is the cell state."),
    Mistake(RETURNED, "return h, h, c", "", caught="error"),
    Mistake(RETURNED, "return h, [h]", "", caught="error"),
    Mistake(
        "h_prev, c_prev = states",
        "c_prev, h_prev = states",
        "The two old states are exchanged: the list begins with the hidden state.",
    ),
)

CELL = (
    *STATES,
    Mistake(SIZES, "self.state_size = units", "`state_size` announces one state. There are two: a list of two numbers."),
    Mistake(SIZES, "self.state_size = 2 * units", "`state_size` is one number for both states. Give each its own, in a list."),
    Mistake(SIZES, "self.state_size = [units, 4 * units]", "`state_size` has a wrong number: both states are `units` wide."),
    Mistake(
        SIZES,
        "self.sizes = [units, units]",
        "`state_size` is missing: without it nobody knows which first states to make.",
    ),
    Mistake(
        "initializer=forget_bias",
        'initializer="zeros"',
        "The forget gates begin with a bias of 0, half shut: their block of the bias begins with ones, `forget_bias`.",
    ),
    Mistake("initializer=forget_bias", 'initializer="ones"', "All gates begin with a bias of 1. Only the forget gate does."),
    Mistake(
        "initializer=forget_bias, ",
        "",
        "The bias begins with random numbers, which `add_weight` draws unless it is told otherwise: `initializer=forget_bias`.",
    ),
    Mistake(
        "initializer=forget_bias",
        "initializer=lambda shape, dtype: ops.roll(forget_bias(shape, dtype), -shape[0] // 4)",
        "The ones stand in the block of the input gate. The forget gate is the second block.",
    ),
    Mistake(
        '"orthogonal", ',
        "",
        'The recurrent kernel does not begin orthogonal: give it the initialiser "orthogonal".',
    ),
    Mistake(
        "(input_shape[-1], 4 * self.units)",
        "(input_shape[-1], self.units)",
        "The kernel has one block of columns. There are four, one for each line from (5.3) to (5.6): 4 * units columns.",
    ),
    Mistake("shape=(4 * self.units,)", "shape=(self.units,)", "The bias has one block. There are four: 4 * units numbers."),
    Mistake("    def build(", "    def make_weights(", "After `build` there are no weights: is there a method of that name?"),
    Mistake(
        CALL,
        CALL.replace("h_prev, c_prev = states", "c_prev, h_prev = states").replace("[h, c]", "[c, h]"),
        "The states are taken, and handed on, in the order c, h. Here, as in Keras, the hidden state is the first.",
    ),
    Mistake(
        "ops.sigmoid(",
        "(lambda a: 1 / (1 + np.exp(-a)))(",
        "NumPy computes the gates, and Keras cannot follow it: no gradient comes back through them. Use `ops.sigmoid`.",
    ),
    Mistake(", self.bias)", ", 0.0)", "The bias is missing: look at the last term of (9.2)."),
    Mistake("inputs @ self.kernel + ", "", "The input has no influence: where is the first product of (9.2)?"),
    Mistake(" + h_prev @ self.recurrent_kernel", "", "The gates do not see the old hidden state: look at (9.2)."),
    Mistake(
        "inputs @ self.kernel + h_prev @ self.recurrent_kernel",
        "inputs @ self.recurrent_kernel + h_prev @ self.kernel",
        "The two kernels are exchanged: `kernel` belongs to the inputs, `recurrent_kernel` to the state.",
    ),
    Mistake("h_prev @", "c_prev @", "The gates are computed from the old cell state. In (9.2) they see the old hidden state."),
    *(_order(order) for order in ("ifog", "figo", "iofg", "igfo", "ofgi", "fiog")),
    Mistake(
        "ops.split(a, 4, axis=-1)",
        "(a[:, k::4] for k in range(4))",
        "The blocks are cut as if the gates were interleaved. The first `units` columns all belong to i, the next to f.",
    ),
    Mistake(NEW_C, NEW_C.replace("tanh", "sigmoid"), "The candidate goes through a sigmoid: (9.3) has tanh."),
    Mistake(
        NEW_C,
        NEW_C.replace("tanh(a_g)", "tanh(ops.sigmoid(a_g))"),
        "The sigmoid goes over all four blocks, before they are cut. The candidate, the third, has tanh alone, (9.3).",
    ),
    Mistake(NEW_C, NEW_C.replace("ops.tanh(a_g)", "a_g"), "The candidate lacks its tanh, (9.3)."),
    Mistake(NEW_C, NEW_C.replace("sigmoid(a_f)", "tanh(a_f)"), "The forget gate goes through tanh. A gate has a sigmoid, (9.3)."),
    Mistake(NEW_C, NEW_C.replace("sigmoid(a_i)", "tanh(a_i)"), "The input gate goes through tanh. A gate has a sigmoid, (9.3)."),
    Mistake(NEW_C, NEW_C.replace("ops.sigmoid(a_f) * ", ""), "Nothing is ever forgotten: the forget gate of (9.3) is missing."),
    Mistake(NEW_C, NEW_C.replace("ops.sigmoid(a_i) * ", ""), "The candidate comes in whole: the input gate of (9.3) is missing."),
    Mistake(NEW_C, NEW_C.replace("c_prev", "h_prev"), "The old hidden state stands where (9.3) has the old cell state."),
    Mistake(
        NEW_C,
        NEW_C.replace("ops.sigmoid(a_i)", "(1 - ops.sigmoid(a_f))"),
        "The candidate is weighed with 1 - f. Here the input gate is one of its own, (9.3).",
    ),
    Mistake(NEW_C, f"ops.tanh({NEW_C})", "The cell state itself went through tanh. In (9.3) it has none."),
    Mistake(NEW_H, "ops.tanh(c)", "The output gate is not used: look at (9.4)."),
    Mistake(NEW_H, "ops.sigmoid(a_o) * c", "The hidden state lacks the tanh of (9.4)."),
    Mistake(NEW_H, "ops.sigmoid(a_o) * ops.tanh(c_prev)", "The hidden state shows the old cell state. (9.4) takes the new one."),
    Mistake(NEW_H, "ops.tanh(a_o) * ops.tanh(c)", "The output gate goes through tanh. A gate has a sigmoid, (9.4)."),
    Mistake(RETURNED, "return keras.layers.LSTMCell(self.units)(inputs, states)", "", caught="error"),
)

_SUMS = "self.norm_x(inputs @ self.kernel) + self.norm_h(h_prev @ self.recurrent_kernel) + self.bias"

NORMALISED = (
    *STATES,
    Mistake(
        "            norm.build((None, size))",
        "            pass",
        "The three normalisations have no weights after `build`: build each with the shape of what it normalises.",
    ),
    Mistake(
        "        super().build(input_shape)\n",
        "",
        "Kernel, recurrent kernel and bias are missing: `super().build(input_shape)` makes them.",
    ),
    Mistake(
        "(self.norm_c, self.units)",
        "(self.norm_c, 4 * self.units)",
        "The normalisation of the cell state is built for four blocks. The cell state is `units` wide.",
    ),
    Mistake(
        _SUMS,
        "self.norm_x(inputs @ self.kernel + h_prev @ self.recurrent_kernel) + self.bias",
        "The sum of the products is normalised once. In (9.12) each product has its own normalisation.",
    ),
    Mistake(
        _SUMS,
        "self.norm_x(inputs @ self.kernel) + self.norm_x(h_prev @ self.recurrent_kernel) + self.bias",
        "Both products go through the same layer. In (9.12) the second has one of its own, `norm_h`.",
    ),
    Mistake(
        _SUMS,
        "self.norm_h(inputs @ self.kernel) + self.norm_x(h_prev @ self.recurrent_kernel) + self.bias",
        "`norm_x` and `norm_h` are exchanged: the first belongs to the inputs.",
    ),
    Mistake(
        _SUMS,
        "self.norm_x(inputs @ self.kernel) + h_prev @ self.recurrent_kernel + self.bias",
        "The product with the old state is not normalised: look at the second term of (9.12).",
    ),
    Mistake(
        _SUMS,
        "inputs @ self.kernel + self.norm_h(h_prev @ self.recurrent_kernel) + self.bias",
        "The product with the inputs is not normalised: look at the first term of (9.12).",
    ),
    Mistake(
        _SUMS,
        "self.norm_x(inputs @ self.kernel + self.bias) + self.norm_h(h_prev @ self.recurrent_kernel)",
        "The bias is normalised with the product. In (9.12) it is added afterwards.",
    ),
    Mistake(
        _SUMS,
        "self.norm_x(inputs @ self.kernel) + self.norm_h(h_prev @ self.recurrent_kernel + self.bias)",
        "The bias is normalised with the product of the old state. In (9.12) it is added afterwards.",
    ),
    Mistake(
        ", (self.norm_c, self.units)]",
        "]",
        "`norm_c` has no weights after `build`: it sees the cell state, so it is built with (None, units).",
    ),
    Mistake(
        "(self.norm_x, 4 * self.units), (self.norm_h, 4 * self.units)",
        "(self.norm_x, self.units), (self.norm_h, self.units)",
        "`norm_x` and `norm_h` are built for one block. They see four: (None, 4 * units).",
    ),
    Mistake(" + self.bias", "", "The bias is missing: look at the last term of (9.12)."),
    Mistake("ops.tanh(self.norm_c(c))", "ops.tanh(c)", "The cell state is shown as it is: (9.13) normalises it first."),
    Mistake(
        "ops.tanh(self.norm_c(c))", "self.norm_c(ops.tanh(c))", "The normalisation comes after the tanh. (9.13) has it before."
    ),
    Mistake(
        RETURNED,
        "return h, [h, self.norm_c(c)]",
        "The cell state is handed on normalised, so it cannot grow or stand still. The next step gets c_t itself.",
    ),
    Mistake(
        "ops.tanh(self.norm_c(c))",
        "ops.tanh(self.norm_c(c_prev))",
        "The hidden state shows the old cell state. (9.13) takes the new one.",
    ),
    Mistake("c_prev + ops.sigmoid", "self.norm_c(c_prev) + ops.sigmoid", "The old cell state is normalised in (9.3): it is not."),
    _order("ifog"),
)
