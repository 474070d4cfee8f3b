"""Known mistakes of unit 06: one step of the simplified and of the full cell."""

from __future__ import annotations

from .mistakes_a06_mixing import CACHE, MIX, mixing, squashing
from .model import Mistake

MINIMAL = (
    *mixing(MIX),
    *squashing(),
    Mistake(
        "    w_xz, w_xg = np.split(kernel, 2, axis=1)\n    w_hz, w_hg = np.split(recurrent_kernel, 2, axis=1)\n"
        "    b_z, b_g = np.split(bias, 2)",
        "    w_xg, w_xz = np.split(kernel, 2, axis=1)\n    w_hg, w_hz = np.split(recurrent_kernel, 2, axis=1)\n"
        "    b_g, b_z = np.split(bias, 2)",
        "The two blocks are exchanged: the first half of the columns belongs to the gate z, the second to the candidate.",
    ),
    Mistake(
        "w_xz, w_xg = np.split(kernel, 2, axis=1)",
        "w_xz, w_xg = kernel[:, ::2], kernel[:, 1::2]",
        "Gate and candidate take every other column of the kernel. The blocks lie side by side: first half, second half.",
    ),
    Mistake(
        "    w_xz, w_xg = np.split(kernel, 2, axis=1)\n    w_hz, w_hg = np.split(recurrent_kernel, 2, axis=1)\n"
        "    b_z, b_g = np.split(bias, 2)",
        "    (w_xz, w_xg), (w_hz, w_hg) = ((w[:, ::2], w[:, 1::2]) for w in (kernel, recurrent_kernel))\n"
        "    b_z, b_g = bias[::2], bias[1::2]",
        "Gate and candidate take every other column. The blocks lie side by side: first half, second half.",
    ),
    Mistake(
        "b_z, b_g = np.split(bias, 2)", "b_z, b_g = 0, 0", "The bias is not used: it is the last term of (6.1) and of (6.2)."
    ),
    Mistake(" + b_z", "", "The bias of the update gate is missing: look at the last term of (6.1)."),
    Mistake(" + b_g", "", "The bias of the candidate is missing: look at the last term of (6.2)."),
    Mistake(
        " + h_prev @ w_hz",
        "",
        "The update gate does not look at the old state: where is the second product of (6.1)?",
    ),
    Mistake(
        " + h_prev @ w_hg",
        "",
        "The candidate does not look at the old state: where is the second product of (6.2)?",
    ),
    Mistake(
        "h_prev @ w_hz",
        "h_prev @ w_hz.T",
        "The gate's block of the recurrent kernel is transposed; it is square, so NumPy cannot complain.",
    ),
    Mistake(
        "h_prev @ w_hg",
        "h_prev @ w_hg.T",
        "The candidate's block of the recurrent kernel is transposed; it is square, so NumPy cannot complain.",
    ),
    Mistake(
        "h_prev @ w_hg",
        "h_prev @ w_hz",
        "The candidate uses the gate's block of the recurrent kernel. Each of the two has a block of its own.",
    ),
    Mistake(
        "x_t @ w_xg",
        "x_t @ w_xz",
        "The candidate uses the gate's block of the kernel. Each of the two has a block of its own.",
    ),
    Mistake(
        "h_prev @ w_hg",
        "(z * h_prev) @ w_hg",
        "The update gate was applied to the state inside the candidate as well. It acts only in (6.3).",
    ),
    Mistake(
        "z = sigmoid(x_t @ w_xz + h_prev @ w_hz + b_z)",
        "z = np.mean(sigmoid(x_t @ w_xz + h_prev @ w_hz + b_z), axis=1, keepdims=True)",
        "There is one gate for all units of a sample. Every unit has a gate of its own.",
    ),
    Mistake(
        "h = " + MIX,
        "h = h_prev\n    h *= z\n    h += (1 - z) * g",
        "h_prev was changed in place: `h = h_prev` makes no copy. Whoever called the function still needs it.",
        caught="inputs",
    ),
    Mistake("return h\n", "return h, None\n", "Here only the state is returned, without a cache.", caught="type"),
)

ORDER = "w_xz, w_xr, w_xg = np.split(kernel, 3, axis=1)\n    w_hz, w_hr, w_hg = np.split(recurrent_kernel, 3, axis=1)\n    "
BIASES = "b_z, b_r, b_g = np.split(bias, 3)"

FULL = (
    *mixing(MIX),
    *squashing(),
    *CACHE,
    Mistake(
        "s = r * h_prev  # (6.7)\n    g = np.tanh(x_t @ w_xg + s @ w_hg + b_g)",
        "g = np.tanh(x_t @ w_xg + r * (h_prev @ w_hg) + b_g)",
        "The reset gate is applied AFTER the product with the weights. In this exercise it comes before: first (6.7), then "
        "the product in (6.8). (The other way is exercise 3.)",
    ),
    Mistake(
        "x_t @ w_xg + s @ w_hg + b_g",
        "r * (x_t @ w_xg + h_prev @ w_hg + b_g)",
        "The reset gate shortens the whole sum of the candidate, input and bias too. It belongs to the old state only, (6.7).",
    ),
    Mistake(
        "s = r * h_prev  # (6.7)\n    g = np.tanh(x_t @ w_xg + s @ w_hg + b_g)",
        "g = np.tanh(x_t @ w_xg + r * (h_prev @ w_hg + b_g))",
        "The reset gate is applied after the product, and onto the candidate's bias as well. In this exercise it meets the old "
        "state itself, (6.7), and nothing else.",
    ),
    Mistake(
        "s = r * h_prev",
        "s = h_prev = r * h_prev",
        "The name h_prev was given to the shortened state, so (6.3) and the cache get that too. They need the whole old state: "
        "give the shortened one a name of its own.",
    ),
    Mistake(
        "GRUCellCache(x_t, h_prev,",
        "GRUCellCache(x_t, s,",
        "The state is right, but the cache holds the shortened state where the whole previous one belongs.",
    ),
    Mistake(
        "z = sigmoid(x_t @ w_xz + h_prev @ w_hz + b_z)",
        "z = sigmoid(x_t @ w_xz + (sigmoid(x_t @ w_xr + h_prev @ w_hr + b_r) * h_prev) @ w_hz + b_z)",
        "The update gate looks at the shortened state. Only the candidate does; both gates read the whole old state, (6.1).",
    ),
    Mistake("s = r * h_prev", "s = h_prev", "The reset gate is not used: the candidate looks at the whole old state, see (6.7)."),
    Mistake(
        "s = r * h_prev",
        "s = (1 - r) * h_prev",
        "The reset gate is the wrong way round: where r is 1 the old state is let through, (6.7).",
    ),
    Mistake(
        "s = r * h_prev",
        "s = z * h_prev",
        "The update gate stands where the reset gate belongs: which of the two is in (6.7)?",
    ),
    Mistake(
        "h = z * h_prev",
        "h = z * s",
        "(6.3) was given the shortened state s. There the whole old state is mixed in; s is only for the candidate.",
    ),
    Mistake(
        "h = z * h_prev + (1 - z) * g",
        "h = r * h_prev + (1 - r) * g",
        "The reset gate does the mixing in (6.3), where the update gate belongs.",
    ),
    Mistake(
        ORDER + BIASES,
        ORDER.replace("w_xz, w_xr", "w_xr, w_xz").replace("w_hz, w_hr", "w_hr, w_hz") + "b_r, b_z, b_g = np.split(bias, 3)",
        "The blocks were read in the order r, z, g (PyTorch's). Here the update gate comes first: z, r, g.",
    ),
    Mistake(
        ORDER + BIASES,
        ORDER.replace("(", "(toy_") + BIASES.replace("(", "(toy_"),
        "Your function reads the toy weights instead of those it is given. Use the names between its brackets: the check calls "
        "it with other weights.",
    ),
    Mistake(
        "w_hz, w_hr, w_hg = np.split",
        "w_hr, w_hz, w_hg = np.split",
        "In the recurrent kernel the blocks of the two gates are exchanged: the order is z, r, g in all three arrays.",
    ),
    Mistake(
        "w_xz, w_xr, w_xg = np.split",
        "w_xr, w_xz, w_xg = np.split",
        "In the kernel the blocks of the two gates are exchanged: the order is z, r, g in all three arrays.",
    ),
    Mistake(
        "b_z, b_r, b_g = np.split",
        "b_r, b_z, b_g = np.split",
        "In the bias the blocks of the two gates are exchanged: the order is z, r, g in all three arrays.",
    ),
    Mistake(
        "w_xz, w_xr, w_xg = np.split(kernel, 3, axis=1)",
        "w_xz, w_xr, w_xg = kernel[:, ::3], kernel[:, 1::3], kernel[:, 2::3]",
        "The blocks of the kernel were taken as every third column. They lie side by side: first third, second, last.",
    ),
    Mistake(
        "r = sigmoid(",
        "r = np.tanh(",
        "The reset gate was squashed with tanh, so it can be negative. A gate is a share between 0 and 1: a sigmoid.",
    ),
    Mistake(" + b_z", "", "The bias of the update gate is missing: look at (6.1)."),
    Mistake(" + b_r", "", "The bias of the reset gate is missing: look at (6.6)."),
    Mistake(" + b_g", "", "The bias of the candidate is missing: look at (6.8)."),
    Mistake(" + h_prev @ w_hz", "", "The update gate does not look at the old state: where is the second product of (6.1)?"),
    Mistake(" + h_prev @ w_hr", "", "The reset gate does not look at the old state: where is the second product of (6.6)?"),
    Mistake(" + s @ w_hg", "", "The candidate does not look at the old state at all: where is the second product of (6.8)?"),
    Mistake("h_prev @ w_hz", "h_prev @ w_hz.T", "The update gate's block of the recurrent kernel is transposed; it is square."),
    Mistake("h_prev @ w_hr", "h_prev @ w_hr.T", "The reset gate's block of the recurrent kernel is transposed; it is square."),
    Mistake("s @ w_hg", "s @ w_hg.T", "The candidate's block of the recurrent kernel is transposed; it is square."),
    Mistake("h_prev @ w_hr", "h_prev @ w_hz", "The reset gate uses the update gate's block of the recurrent kernel."),
    Mistake("x_t @ w_xr", "x_t @ w_xz", "The reset gate uses the update gate's block of the kernel."),
    Mistake("s @ w_hg", "s @ w_hr", "The candidate uses the reset gate's block of the recurrent kernel."),
)
