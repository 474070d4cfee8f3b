"""Known mistakes of unit 06: turning the update gate round, and counting parameters."""

from __future__ import annotations

from .model import Mistake

RETURN = "return sign * kernel, sign * recurrent_kernel, sign * bias"
FLIP = (
    Mistake("sign[:units] = -1", "sign[:] = -1", "All three blocks changed their sign. Only the update gate is turned round."),
    Mistake(
        "sign[:units] = -1",
        "sign[units : 2 * units] = -1",
        "The second block changed its sign, the reset gate's. The update gate has the first block.",
    ),
    Mistake(
        "sign[:units] = -1",
        "sign[2 * units :] = -1",
        "The last block changed its sign, the candidate's. The update gate has the first block.",
    ),
    Mistake(
        "sign[:units] = -1",
        "sign[::3] = -1",
        "Every third column changed its sign. The blocks lie side by side: the update gate has the first third.",
    ),
    Mistake(
        RETURN,
        "return sign[: len(kernel), None] * kernel, -recurrent_kernel, sign * bias",
        "ROWS of the matrices changed their sign. A block is a set of columns: `[:, :units]` and not `[:units]`.",
    ),
    Mistake(
        RETURN,
        "return sign * kernel, sign * recurrent_kernel, bias",
        "The bias was forgotten: everything inside the gate's sigmoid changes its sign, (6.5).",
    ),
    Mistake(
        RETURN,
        "return sign * kernel, recurrent_kernel.copy(), sign * bias",
        "The recurrent kernel was forgotten: everything inside the gate's sigmoid changes its sign, (6.5).",
    ),
    Mistake(
        RETURN,
        "return kernel.copy(), sign * recurrent_kernel, sign * bias",
        "The kernel was forgotten: everything inside the gate's sigmoid changes its sign, (6.5).",
    ),
    Mistake(
        RETURN,
        "return kernel.copy(), recurrent_kernel.copy(), sign * bias",
        "Only the bias changed its sign. What the gate takes from input and state must change it too, (6.5).",
    ),
    Mistake(
        RETURN,
        "return tuple(np.where(sign < 0, 1 - a, a) for a in (kernel, recurrent_kernel, bias))",
        "The weights were replaced by 1 minus themselves. The GATE becomes 1 minus itself; see (6.5) for the sum inside it.",
    ),
    Mistake(
        "sign[:units] = -1  # (6.5)\n    " + RETURN,
        "order = np.r_[units : 2 * units, 0:units, 2 * units : 3 * units]\n"
        "    return kernel[:, order], recurrent_kernel[:, order], bias[order]",
        "The blocks of the two gates changed places. Both conventions have the same order; what differs is a sign.",
    ),
    Mistake(
        RETURN,
        "kernel *= sign\n    return kernel, sign * recurrent_kernel, sign * bias",
        "The kernel was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)

COUNT = (
    Mistake(
        "(features + units + 1)",
        "(features + units)",
        "The biases were forgotten: every unit of a block has one, (6.31).",
    ),
    Mistake(
        "(features + units + 1)",
        "(features + 1)",
        "The recurrent kernel was forgotten: it has units times units entries in every block.",
    ),
    Mistake(
        "units * (features + units + 1)",
        "features + units * units + units",
        "The kernel was counted as a vector: it has an entry for every feature AND unit, D times H.",
    ),
    Mistake(
        "units * (features + units + 1)",
        "units * (features + units) + 1",
        "Only one bias was counted. Every unit has its own, (6.31).",
    ),
    Mistake(
        "units * (features + units + 1)",
        "features * (features + units + 1)",
        "Features and units are exchanged: it is every UNIT that has features + units + 1 weights.",
    ),
    Mistake(
        '{"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 4}',
        '{"rnn": 1, "gru": 2, "gru_reset_after": 2, "lstm": 3}',
        "Only the gates were counted: the candidate has a block of its own, in the GRU and in the LSTM.",
    ),
    Mistake(
        '{"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 4}',
        '{"rnn": 1, "gru": 2, "gru_reset_after": 2, "lstm": 4}',
        "That is the simplified GRU with its two blocks. The full one has three: z, r, g.",
    ),
    Mistake(
        '{"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 4}',
        '{"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 3}',
        "The LSTM was given three blocks. It has three gates and a candidate: four.",
    ),
    Mistake(
        '{"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 4}',
        '{"rnn": 1, "gru": 4, "gru_reset_after": 4, "lstm": 3}',
        "GRU and LSTM are exchanged: which of the two has three gates besides its candidate?",
    ),
    Mistake(
        "3 * units if",
        "0 if",
        "With the reset after the product there are two rows of biases; here only one was counted, (6.33).",
    ),
    Mistake(
        "3 * units if",
        "units if",
        "The second row of biases has one entry per unit and BLOCK, (6.33).",
    ),
    Mistake(
        'if cell == "gru_reset_after"',
        'if cell != "rnn"',
        "A second row of biases was counted for every gated cell. Only the GRU with the reset after the product has it, (6.33).",
    ),
    Mistake(
        'if cell == "gru_reset_after"',
        'if cell.startswith("gru")',
        "A second row of biases was counted for both GRUs. The one with the reset before the product has a single row.",
    ),
    Mistake(
        "return blocks * one_block + second_bias",
        "return float(blocks * one_block + second_bias)",
        "A count is an int, not a float: does a `/` hide somewhere?",
        caught="dtype",
    ),
)
