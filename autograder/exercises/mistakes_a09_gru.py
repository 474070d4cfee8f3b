"""Known mistakes of unit 09: the GRU cell in both versions."""

from __future__ import annotations

from .model import Mistake

NEW_H = "z * h_prev + (1 - z) * g"
CHOICE = "r * p_g if self.reset_after else before"
BIASES = "(self.bias[0], self.bias[1])"
BEFORE = "(r * h_prev) @ self.recurrent_kernel[:, -self.units :]"
GATES = "ops.sigmoid(q_z + p_z), ops.sigmoid(q_r + p_r)"
RETURNED = "return h, [h]"

CELL = (
    Mistake(
        NEW_H,
        "(1 - z) * h_prev + z * g",
        "The update gate weighs the candidate. Here, as in Keras, z weighs the old state, (9.9).",
    ),
    Mistake(NEW_H, "z * h_prev + g", "The candidate comes in whole: it is weighed with 1 - z, (9.9)."),
    Mistake(NEW_H, "h_prev + (1 - z) * g", "The old state stays whole: it is weighed with z, (9.9)."),
    Mistake(NEW_H, "z * h_prev + (1 - r) * g", "The candidate is weighed with the reset gate: (9.9) has 1 - z."),
    Mistake(NEW_H, "g", "The new state is the candidate alone: (9.9) mixes it with the old state."),
    Mistake(
        CHOICE,
        "before if self.reset_after else r * p_g",
        "The two versions are exchanged: `reset_after=True` means that the gate comes after the product, (9.7).",
    ),
    Mistake(CHOICE, "r * p_g", "The gate always comes after the product. With `reset_after=False` it comes before, (9.8)."),
    Mistake(CHOICE, "before", "The gate always comes before the product. With `reset_after=True` it comes after, (9.7)."),
    Mistake(
        f"({CHOICE})",
        "p_g",
        "The candidate sees the whole old state: the reset gate of (9.7) and (9.8) is missing.",
    ),
    Mistake(
        f"({CHOICE})",
        "(z * p_g if self.reset_after else before)",
        "With `reset_after=True` the candidate's old state is turned down by the update gate. (9.7) has the reset gate.",
    ),
    Mistake(
        f"({CHOICE})",
        "(p_g if self.reset_after else before)",
        "With `reset_after=True` the candidate sees the whole old state: the reset gate of (9.7) is missing.",
    ),
    Mistake(
        f"ops.tanh(q_g + ({CHOICE}))",
        "ops.tanh(r * (q_g + p_g) if self.reset_after else q_g + before)",
        "With `reset_after=True` the reset gate multiplies the inputs' share, too. In (9.7) only the state's.",
    ),
    Mistake("(r * h_prev) @", "(z * h_prev) @", "With `reset_after=False` the old state is turned down by z. (9.8) has r."),
    Mistake(
        "self.recurrent_kernel[:, -self.units :]",
        "self.recurrent_kernel[:, : self.units]",
        "In (9.8) the first block of the recurrent kernel is used. The candidate's is the third.",
    ),
    Mistake(
        f"ops.tanh(q_g + ({CHOICE}))",
        f"ops.tanh({CHOICE})",
        "The candidate does not see the input: q is missing in (9.7) and (9.8).",
    ),
    Mistake(
        BIASES,
        "(self.bias[0], 0.0)",
        "The second row of the bias has no part in it: with `reset_after=True` it is added to the product with the old state.",
    ),
    Mistake(BIASES, "(0.0, self.bias[1])", "The first row of the bias has no part in it: it is added to the inputs' product."),
    Mistake(
        BIASES,
        "(self.bias[0] + self.bias[1], 0.0)",
        "Both rows of the bias are added to the inputs' product. For the candidate it matters that the second stands behind "
        "the reset gate: it belongs to the product with the old state.",
    ),
    Mistake(BIASES, "(self.bias[1], self.bias[0])", "The two rows of the bias are exchanged: the first belongs to the inputs."),
    Mistake(
        "else (self.bias, 0.0)",
        "else (self.bias, self.bias)",
        "With `reset_after=False` the bias is added twice. It joins the inputs' product, and the state's has none.",
    ),
    Mistake(
        "else (self.bias, 0.0)",
        "else (0.0, 0.0)",
        "With `reset_after=False` the bias is missing: it is added to the inputs' product.",
    ),
    Mistake(
        "q_z, q_r, q_g =",
        "q_r, q_z, q_g =",
        "The blocks of the inputs' product are read in the order r, z, g. Here, as in Keras, it is z, r, g.",
    ),
    Mistake(
        "p_z, p_r, p_g =", "p_r, p_z, p_g =", "The blocks of the state's product are read in the order r, z, g. It is z, r, g."
    ),
    Mistake("z, r = ops", "r, z = ops", "The two gates are exchanged: the first block belongs to z."),
    Mistake(GATES, GATES.replace("sigmoid(q_z", "tanh(q_z"), "The update gate goes through tanh. A gate has a sigmoid, (9.6)."),
    Mistake(GATES, GATES.replace("sigmoid(q_r", "tanh(q_r"), "The reset gate goes through tanh. A gate has a sigmoid, (9.6)."),
    Mistake("g = ops.tanh(", "g = ops.sigmoid(", "The candidate goes through a sigmoid: (9.7) and (9.8) have tanh."),
    Mistake(
        "((2,) if self.reset_after else ()) + (3 * self.units,)",
        "(3 * self.units,)",
        "There is one row of biases. With `reset_after=True` there are two: (2, 3 units).",
    ),
    Mistake(
        "((2,) if self.reset_after else ()) + (3 * self.units,)",
        "(2, 3 * self.units)",
        "There are always two rows of biases. With `reset_after=False` there is one, of the shape (3 units,).",
    ),
    Mistake(
        "((2,) if self.reset_after else ()) + (3 * self.units,)",
        "(6 * self.units,) if self.reset_after else (3 * self.units,)",
        "The two rows of biases are joined to one. With `reset_after=True` the shape is (2, 3 units).",
    ),
    Mistake(
        '(self.units, 3 * self.units), "orthogonal"',
        '(self.units, 3 * self.units), "glorot_uniform"',
        'The recurrent kernel does not begin orthogonal: give it the initialiser "orthogonal".',
    ),
    Mistake('"zeros"', '"ones"', "The bias begins with other numbers than zeros."),
    Mistake(
        ', "zeros", name="bias"',
        ', name="bias"',
        'The bias begins with random numbers, which `add_weight` draws unless it is told otherwise: `initializer="zeros"`.',
    ),
    Mistake("    def build(", "    def make_weights(", "After `build` there are no weights: is there a method of that name?"),
    Mistake(
        "inputs @ self.kernel + b_0",
        "inputs @ self.recurrent_kernel + b_0",
        "The inputs are multiplied with the recurrent kernel. Theirs is `kernel`.",
    ),
    Mistake(RETURNED, "return h, states", "The new state is the old one: hand h_t on, or the network remembers nothing."),
    Mistake(RETURNED, "return g, [h]", "The output is the candidate. Output and state are both h_t."),
    Mistake(RETURNED, "return h, h", "", caught="error"),
    Mistake(RETURNED, "return keras.layers.GRUCell(self.units)(inputs, states)", "", caught="error"),
)
