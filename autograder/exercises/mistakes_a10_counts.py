"""Known mistakes of unit 10: counting operations and bytes."""

from __future__ import annotations

from .model import Mistake

COUNT = "2 * batch * blocks * units * (features + units)"
BLOCKS = '{"rnn": 1, "gru": 3, "lstm": 4}[cell]'
MOVED = "itemsize * (rows * inner + inner * columns + rows * columns)"
INTENSITY_LINE = "2 * rows * inner * columns / moved"

FLOPS = (
    Mistake(
        COUNT,
        "batch * blocks * units * (features + units)",
        "The factor 2 is missing: every weight is multiplied and added, which makes two operations.",
    ),
    Mistake(
        "(features + units)",
        "units",
        "Only the recurrent product is counted. The inputs are multiplied with a kernel too: D + H in (10.1).",
    ),
    Mistake(
        "(features + units)",
        "features",
        "The recurrent part is missing: the product of the state with its kernel has H rows of weights, D + H in (10.1).",
    ),
    Mistake(
        COUNT,
        "2 * batch * blocks * units * (features + units + 1)",
        "The bias is counted twice. The 2 (D + H) of (10.1) already holds its addition: a sum of n products has n - 1 additions.",
    ),
    Mistake(
        COUNT,
        "batch * blocks * units * (2 * (features + units) + 1)",
        "The addition of the bias is counted once too often. The 2 (D + H) of (10.1) already holds it: a sum of n products has "
        "n - 1 additions.",
    ),
    Mistake(
        COUNT,
        "batch * blocks * units * (2 * (features + units) - 1)",
        "The addition of the bias is missing: one addition per column more, which makes 2 (D + H) in all.",
    ),
    Mistake(
        COUNT,
        "batch * blocks * units * (2 * (features + units) - 2)",
        "The additions that join the two products and the bias are missing: two per column, which makes 2 (D + H) in all.",
    ),
    Mistake(
        COUNT,
        "2 * batch * blocks * units * features + units",
        "The bracket of (10.1) is missing: all of `features + units` is multiplied, not the features alone.",
    ),
    Mistake("2 * batch * blocks", "2 * blocks", "The batch is missing: every sample needs all these operations."),
    Mistake(
        "* blocks * units *",
        "* units *",
        "All cells are counted as if they had one block. A GRU has three blocks of columns, an LSTM four.",
    ),
    Mistake(
        "blocks * units * (features",
        "blocks * (features",
        "The units are missing as columns: each of the G blocks has H columns.",
    ),
    Mistake(
        "(features + units)",
        "(features + blocks * units)",
        "The state is taken to have G H entries. It has H: only the columns come in G blocks.",
    ),
    Mistake(
        "(features + units)",
        "features * units",
        "Features and units are multiplied in the bracket. The rows of the two kernels stand below each other: D + H.",
    ),
    Mistake(
        COUNT,
        "2 * batch * blocks * (features + units) ** 2",
        "There are G H columns, not G (D + H): the inputs are read, but nothing is computed in their place.",
    ),
    Mistake(
        BLOCKS, '{"rnn": 1, "gru": 3, "lstm": 3}[cell]', "The LSTM is counted with three blocks. It has four: i, f, g and o."
    ),
    Mistake(BLOCKS, '{"rnn": 1, "gru": 4, "lstm": 4}[cell]', "The GRU is counted with four blocks. It has three: z, r and g."),
    Mistake(
        BLOCKS,
        '{"rnn": 1, "gru": 2, "lstm": 3}[cell]',
        "Only gates are counted. The candidate has a block of its own: three in a GRU, four in an LSTM.",
    ),
    Mistake(BLOCKS, '{"rnn": 1, "gru": 2, "lstm": 4}[cell]', "The GRU is counted with two blocks. It has three: z, r and g."),
    Mistake(BLOCKS, '{"rnn": 1, "gru": 4, "lstm": 3}[cell]', "GRU and LSTM are exchanged: the GRU has 3 blocks, the LSTM 4."),
    Mistake(
        "3 * forward if training else forward", "forward", "`training` has no effect: with it the count is three times (10.2)."
    ),
    Mistake("3 * forward if training", "2 * forward if training", "Training is counted twice. Forward once, backward twice: 3."),
    Mistake(
        "3 * forward if training", "4 * forward if training", "Training is counted four times. Forward once, backward twice: 3."
    ),
    Mistake(
        "3 * forward if training else forward",
        "forward if training else 3 * forward",
        "The two cases of `training` are exchanged: with training it is three times as much.",
    ),
    Mistake(
        "3 * forward if training else forward",
        "3 * forward",
        "Training is counted always. Without it, which is the default, only the forward pass counts.",
    ),
    Mistake(
        "return 3 * forward if training else forward",
        "return float(3 * forward if training else forward)",
        "A number of operations is an int: was something divided with `/`?",
        caught="dtype",
    ),
)

INTENSITY = (
    Mistake(
        MOVED,
        "(rows * inner + inner * columns + rows * columns)",
        "Elements are counted, not bytes: each takes `itemsize` of them, below the line only.",
    ),
    Mistake(MOVED, "8 * " + MOVED, "Bits are counted. `itemsize` is in bytes, and (10.3) is per byte."),
    Mistake(
        INTENSITY_LINE, "moved / (2 * rows * inner * columns)", "The fraction is upside down: operations above, bytes below."
    ),
    Mistake(
        INTENSITY_LINE,
        "2 * rows * inner * columns / itemsize * (rows * inner + inner * columns + rows * columns)",
        "The bytes do not all stand below the line: `a / b * c` is (a / b) times c. Put the whole product into brackets.",
    ),
    Mistake(
        INTENSITY_LINE,
        "round(2 * rows * inner * columns / moved, 2)",
        "The result is rounded. Return it as it is, and round where you print.",
    ),
    Mistake(
        INTENSITY_LINE,
        "rows * inner * columns / moved",
        "Half of what is right: every pair of numbers is multiplied and added, two operations; and each matrix is moved once.",
    ),
    Mistake(
        "(rows * inner + inner * columns + rows * columns)",
        "(rows * inner + inner * columns)",
        "The result is missing among what is moved: its rows x columns numbers have to be written.",
    ),
    Mistake(
        "(rows * inner + inner * columns + rows * columns)",
        "(inner * columns + rows * columns)",
        "The left matrix is missing among what is moved: rows x inner numbers have to be read.",
    ),
    Mistake(
        "(rows * inner + inner * columns + rows * columns)",
        "(rows * inner + rows * columns)",
        "The right matrix, the weights, is missing among what is moved: inner x columns numbers have to be read.",
    ),
    Mistake(
        "(rows * inner + inner * columns + rows * columns)",
        "(inner * columns)",
        "Only the weights are counted as moved. The left matrix is read and the result is written, too.",
    ),
    Mistake(
        MOVED,
        "itemsize * (rows * inner + inner * columns + 2 * rows * columns)",
        "The result is counted as read and written. (10.3) has it written, once.",
    ),
    Mistake(
        MOVED, "4 * (rows * inner + inner * columns + rows * columns)", "`itemsize` is not used: not every number has 4 bytes."
    ),
    Mistake(
        "itemsize * (rows",
        "itemsize**2 * (rows",
        "`itemsize` comes in twice. It multiplies the number of entries, once.",
    ),
    Mistake(
        "itemsize * (rows",
        "1 / itemsize * (rows",
        "The entries are divided by `itemsize`. More bytes per number are more bytes to move: multiply.",
    ),
    Mistake(
        MOVED,
        "itemsize * rows * inner * columns",
        "The sizes are multiplied where three matrices are added: rows x inner, inner x columns, rows x columns.",
    ),
    Mistake(
        INTENSITY_LINE,
        "2 * rows * inner * columns // moved",
        "The fraction is cut to a whole number: `//` does that, `/` gives a float.",
    ),
)
