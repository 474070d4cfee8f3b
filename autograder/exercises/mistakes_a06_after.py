"""Known mistakes of unit 06: one step of the cell with the reset after the product."""

from __future__ import annotations

from .mistakes_a06_mixing import CACHE, MIX, mixing, squashing
from .model import Mistake

AFTER = (
    *mixing(MIX),
    *squashing(),
    *CACHE,
    Mistake(
        "r * p_g",
        "(r * h_prev) @ np.split(recurrent_kernel, 3, axis=1)[2] + np.split(bias[1], 3)[2]",
        "The reset gate is applied BEFORE the product, as in exercise 2. Here it comes after: it meets a block of p, (6.13).",
    ),
    Mistake(
        "r * p_g",
        "r * (p_g - np.split(bias[1], 3)[2]) + np.split(bias[1], 3)[2]",
        "The candidate's second bias stands outside of the reset gate. Row 1 belongs to the state's share p, (6.10), so r is "
        "multiplied onto it too; adding both rows to the input's share is right for the gates only.",
    ),
    Mistake(
        "q_g + r * p_g",
        "r * (q_g + p_g)",
        "The reset gate shortens the input's share too. In (6.13) it is multiplied onto the state's share only.",
    ),
    Mistake(
        "q_g + r * p_g",
        "r * q_g + p_g",
        "The reset gate was put onto the input's share q. In (6.13) it is multiplied onto the state's share p.",
    ),
    Mistake(
        "r * p_g",
        "(r * p_g) @ np.split(recurrent_kernel, 3, axis=1)[2]",
        "The state's share goes through the weights a second time: p is already a product, so (6.13) has none.",
    ),
    Mistake("r * p_g", "p_g", "The reset gate is not used: look at (6.13)."),
    Mistake(
        "r * p_g",
        "(1 - r) * p_g",
        "The reset gate is the wrong way round: where r is 1 the state's share is let through, (6.13).",
    ),
    Mistake("r * p_g", "z * p_g", "The update gate stands in (6.13) where the reset gate belongs."),
    Mistake(" + bias[0]", "", "The first row of the bias is not used: it belongs to the input's share, (6.9)."),
    Mistake(" + bias[1]", "", "The second row of the bias is not used: it belongs to the state's share, (6.10)."),
    Mistake("bias[1]", "bias[0]", "The first row of the bias serves twice. Row 1 belongs to the state's share, (6.10)."),
    Mistake(
        "    q = x_t @ kernel + bias[0]  # (6.9)\n    p = h_prev @ recurrent_kernel + bias[1]",
        "    q = x_t @ kernel + bias[1]  # (6.9)\n    p = h_prev @ recurrent_kernel + bias[0]",
        "The two rows of the bias are exchanged (only the candidate shows it). Row 0 belongs to the input, row 1 to the state.",
    ),
    Mistake(
        "q_z, q_r, q_g = np.split(q, 3, axis=1)\n    p_z, p_r, p_g",
        "q_r, q_z, q_g = np.split(q, 3, axis=1)\n    p_r, p_z, p_g",
        "The blocks were read in the order r, z, g (PyTorch's). Here the update gate comes first: z, r, g.",
    ),
    Mistake(
        "p_z, p_r, p_g = np.split", "p_r, p_z, p_g = np.split", "In the state's share the blocks of the two gates are exchanged."
    ),
    Mistake("sigmoid(q_z + p_z)", "sigmoid(q_z)", "The update gate does not look at the old state: p is missing in (6.11)."),
    Mistake("sigmoid(q_r + p_r)", "sigmoid(q_r)", "The reset gate does not look at the old state: p is missing in (6.12)."),
    Mistake("sigmoid(q_z + p_z)", "sigmoid(p_z)", "The update gate does not look at the input: q is missing in (6.11)."),
    Mistake("sigmoid(q_r + p_r)", "sigmoid(q_z + p_z)", "Both gates were computed from the block of the update gate."),
    Mistake(
        "h_prev @ recurrent_kernel",
        "h_prev @ np.concatenate([w.T for w in np.split(recurrent_kernel, 3, axis=1)], axis=1)",
        "The blocks of the recurrent kernel are transposed; they are square, so NumPy cannot complain.",
    ),
)
