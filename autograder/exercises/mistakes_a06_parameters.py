"""Known mistakes of unit 06: one step back through a GRU, the gradients of input and parameters."""

from __future__ import annotations

from .model import Mistake

BLOCKS = "h_prev.T @ d_a_z, h_prev.T @ d_a_r, (r * h_prev).T @ d_a_g"

PARAMETERS = (
    Mistake(
        "[d_a_z, d_a_r, d_a_g]",
        "[d_a_r, d_a_z, d_a_g]",
        "The gradients of the two gates stand in each other's block (PyTorch's order r, z). Here it is z, r, g.",
    ),
    Mistake(
        "[d_a_z, d_a_r, d_a_g]",
        "[d_a_g, d_a_z, d_a_r]",
        "In d_a the candidate's gradient stands first. The order of the blocks is z, r, g.",
    ),
    Mistake(
        "[d_a_z, d_a_r, d_a_g]",
        "[d_z, d_r, d_g]",
        "d_a was put together from the gradients before the squashing slopes: it needs the three d_a.",
    ),
    Mistake(
        "(r * h_prev).T @ d_a_g",
        "h_prev.T @ d_a_g",
        "In the third block of d_recurrent_kernel stands the whole old state. The candidate's block was multiplied by the "
        "shortened one, (6.26).",
    ),
    Mistake(
        BLOCKS,
        "(r * h_prev).T @ d_a_z, (r * h_prev).T @ d_a_r, (r * h_prev).T @ d_a_g",
        "In d_recurrent_kernel the gates' blocks were given the shortened state. Both gates read the whole old state, (6.26).",
    ),
    Mistake(
        BLOCKS,
        "h.T @ d_a_z, h.T @ d_a_r, (r * h).T @ d_a_g",
        "d_recurrent_kernel is built from the new state. Which state did the recurrent kernel multiply in the forward step?",
    ),
    Mistake(
        BLOCKS,
        "h.T @ d_a_z, h.T @ d_a_r, (r * h_prev).T @ d_a_g",
        "In d_recurrent_kernel the gates' blocks are built from the new state. Which state did the gates read?",
    ),
    Mistake(
        BLOCKS,
        "h_prev.T @ d_a_z, h_prev.T @ d_a_r, (z * h_prev).T @ d_a_g",
        "In the third block of d_recurrent_kernel the old state was shortened by the update gate. It is the reset gate's work.",
    ),
    Mistake(
        BLOCKS,
        "d_a_z.T @ h_prev, d_a_r.T @ h_prev, d_a_g.T @ (r * h_prev)",
        "The blocks of d_recurrent_kernel are transposed: a row belongs to the old unit, a column to the new one, (6.26).",
    ),
    Mistake(
        BLOCKS,
        "h_prev.T @ d_a_r, h_prev.T @ d_a_z, (r * h_prev).T @ d_a_g",
        "In d_recurrent_kernel the blocks of the two gates are exchanged: the order is z, r, g.",
    ),
    Mistake(
        "d_a @ kernel.T",
        "d_a_g @ np.split(kernel, 3, axis=1)[2].T",
        "d_x_t comes from the candidate only. Both gates read the input too, (6.24).",
    ),
    Mistake(
        "d_a @ kernel.T",
        "d_a @ toy_kernel.T",
        "d_x_t was computed with toy_kernel instead of the kernel that the function is given.",
    ),
    Mistake(
        "x_t.T @ d_a  # (6.25)",
        "x_t.T @ d_a / len(x_t)  # (6.25)",
        "d_kernel is averaged over the batch. The mean is already in the loss: here the samples are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.mean(d_a, axis=0)",
        "d_bias is a mean over the batch. Every sample used the same bias, so their gradients are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.sum(d_a, axis=1)",
        "d_bias is summed over the columns. There is one bias per column: sum over the samples.",
        caught="shape",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "d_a",
        "d_bias still has a row for every sample. All samples share one bias, so their rows are summed.",
        caught="shape",
    ),
    Mistake(
        "d_h_prev = d_h * z",
        "d_h *= z\n    d_h_prev = d_h",
        "d_h was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)
