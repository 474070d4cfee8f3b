"""Known mistakes of unit 10: the fused LSTM, backward."""

from __future__ import annotations

from .model import Mistake

LAST = "t == timesteps - 1"
START = "d_h, d_c = d_h_last, d_c_last"
ABOVE = "d_h = d_h + d_h_all[:, t]"
TOTAL = "d_c + d_h * o[t] * (1 - tanh_c * tanh_c)"
BLOCKS = "d_c_total * g[t], d_c_total * c_all[t], d_c_total * i[t], d_h * tanh_c"
FILL = "d_a[t] *= slope(gates[t], half)"
CARRY_C = "d_c_total * f[t]  # (5.18)"
GAPS = "d_a[t, gaps[t]], d_h[gaps[t]], d_c[gaps[t]] = 0, *passing"
D_X = "d_x = (d_rows @ kernel.T).reshape(timesteps, batch, -1).swapaxes(0, 1)"
BEFORE = "h_all[:-1].reshape(-1, units).T @ d_rows"
SPLIT = "i, f, g, o = np.split(gates, 4, axis=2)"

ARRIVING = (
    Mistake(START, "d_h, d_c = 0 * d_h_last, d_c_last", "d_h_last is not used: the walk of d_h starts with it."),
    Mistake(START, "d_h, d_c = d_h_last, 0 * d_c_last", "d_c_last is not used: the walk of d_c starts with it."),
    Mistake(START, "d_h, d_c = d_c_last, d_h_last", "d_h_last and d_c_last are exchanged."),
    Mistake(ABOVE, "pass", "Nothing comes from above: d_h_all[:, t] must be added at every step, (5.22)."),
    Mistake(ABOVE, "d_h = d_h_all[:, t]", "The carried d_h is lost: what comes from above is added to it, (5.22)."),
    Mistake(ABOVE, f"d_h = d_h + (d_h_all[:, t] if {LAST} else 0)", "Only the last step gets its gradient from above."),
    Mistake(ABOVE, f"{ABOVE} + (0 if {LAST} else d_h_last)", "d_h_last is added at every step. It reaches only the last one."),
    Mistake(ABOVE, "d_h = d_h + d_h_all[:, t - 1]", "What comes from above is off by one step: it is entry t of d_h_all."),
    Mistake(
        ABOVE,
        "d_h = d_h + d_h_all[:, t] * (1 if mask is None else mask[:, t, None])",
        "What comes from above is dropped at masked steps. Their output repeats the state before, so it passes on.",
    ),
    Mistake(
        ABOVE,
        "d_h += d_h_all[:, t]",
        "d_h_last was changed in place by the first turn of the loop. Make a new array.",
        caught="inputs",
    ),
)

STEP = (
    Mistake(TOTAL, "d_c", "The path of the cell state through h is missing: (5.11) adds it to what comes along the road."),
    Mistake(TOTAL, "d_h * o[t] * (1 - tanh_c * tanh_c)", "The carried d_c is lost: (5.11) adds to it."),
    Mistake("(1 - tanh_c * tanh_c)", "(1 - c_all[t + 1] ** 2)", "The slope of tanh is 1 - tanh(c)^2, not 1 - c^2."),
    Mistake("(1 - tanh_c * tanh_c)", "(1 - tanh_c)", "The square is missing: the slope of tanh in (5.11) is 1 - tanh(c)^2."),
    Mistake(" * (1 - tanh_c * tanh_c)", "", "(5.11) lacks the slope of tanh, 1 - tanh(c)^2."),
    Mistake("d_h * o[t] * (1", "d_h * (1", "(5.11) lacks the output gate."),
    Mistake(
        "np.tanh(c_all[t + 1])",
        "np.tanh(c_all[t])",
        "The tanh is that of the cell state before the step. It belongs to the new one, entry t + 1.",
    ),
    Mistake(
        "d_c_total * c_all[t],",
        "d_c_total * c_all[t + 1],",
        "The block of f has the cell state after the step. The forget gate multiplied the one before it, entry t.",
    ),
    Mistake("d_h * tanh_c]", "d_c_total * tanh_c]", "The output gate takes no part in c: its block starts from d_h, (5.15)."),
    Mistake("d_h * tanh_c]", "d_h * c_all[t + 1]]", "The block of o lacks the tanh: h is o times tanh(c), (5.15)."),
    Mistake(
        BLOCKS,
        "d_c_total * c_all[t], d_c_total * g[t], d_c_total * i[t], d_h * tanh_c",
        "The blocks of i and f are exchanged: the order is i, f, g, o.",
    ),
    Mistake(
        BLOCKS,
        "d_c_total * g[t], d_c_total * c_all[t], d_h * tanh_c, d_c_total * i[t]",
        "The blocks of g and o are exchanged: the order is i, f, g, o.",
    ),
    Mistake(
        BLOCKS,
        "d_c_total * i[t], d_c_total * c_all[t], d_c_total * g[t], d_h * tanh_c",
        "The factors of i and g are exchanged: the gradient of i takes g along, that of g takes i, (5.12) and (5.14).",
    ),
    Mistake(SPLIT, "f, i, g, o = np.split(gates, 4, axis=2)", "The slices of i and f are exchanged: the order is i, f, g, o."),
    Mistake(SPLIT, "i, f, o, g = np.split(gates, 4, axis=2)", "The slices of g and o are exchanged: the order is i, f, g, o."),
    Mistake(FILL, "pass", "The slopes are missing: (10.10) multiplies the blocks by them."),
    Mistake(
        "slope(gates[t], half)",
        "slope(gates[t], 0.5)",
        "The candidate has the slope of a sigmoid: give `slope` the array `half`.",
    ),
    Mistake("slope(gates[t], half)", "slope(gates[t], 1.0)", "The gates have the slope of tanh: give `slope` the array `half`."),
    Mistake("slope(gates[t], half)", "gates[t]", "The activations stand where (10.10) has their slopes."),
    Mistake(
        "slope(gates[t], half)",
        "slope(np.tanh(gates[t]), half)",
        "The slope is taken of something that was activated again: `slope` wants the activations as they lie in the cache.",
    ),
)

CARRIED = (
    Mistake(
        CARRY_C,
        "0 * d_c  # (5.18)",
        "The carried d_c is lost between the steps: (5.16) hands d_c_total times f to the step before.",
    ),
    Mistake(CARRY_C, "d_c_total  # (5.18)", "The forget gate is missing on the road of d_c, (5.16)."),
    Mistake(
        CARRY_C,
        "d_c_total * i[t]  # (5.18)",
        "The input gate stands on the road of d_c. (5.16) has the forget gate.",
    ),
    Mistake(CARRY_C, "d_c * f[t]  # (5.18)", "d_c goes on without its share from h: (5.16) has the total of (5.11)."),
    Mistake(
        "d_a[t] @ walk_back",
        "d_a[t] @ np.concatenate(np.split(recurrent_kernel, 4, axis=1), axis=0)",
        "The blocks of the recurrent kernel are stacked without being transposed; they are square, so NumPy cannot complain.",
    ),
    Mistake("d_a[t] @ walk_back", "d_a[t] @ walk_back + d_h", "The running d_h keeps what the step has used up."),
    Mistake(
        "reversed(range(timesteps))",
        "range(timesteps)",
        "The loop runs from the first step to the last. The gradients enter at the end and walk towards the beginning.",
    ),
    Mistake(
        CARRY_C,
        "d_c_total * d_a[t, :, units : 2 * units]  # (5.18)",
        "d_c is multiplied by the block of f in the buffer of gradients. (5.16) has the forget gate itself, from the cache.",
    ),
    Mistake(
        "gates.shape, x.dtype), recurrent_kernel.T.copy()\n",
        "gates.shape, x.dtype), recurrent_kernel.T.copy()\n    d_a = gates = gates.copy()\n",
        "The buffer of gradients is the buffer of gates: filling it overwrites the gates that (10.10) and (5.16) still need.",
    ),
    Mistake("return d_x, d_h, d_c,", "return d_x, d_c, d_h,", "d_h_0 and d_c_0 are returned in the wrong order: d_h_0 first."),
    Mistake("return d_x, d_h, d_c,", "return d_x, d_h_last, d_c,", "d_h_0 is d_h_last. It is what is left of d_h after step 0."),
    Mistake("return d_x, d_h, d_c,", "return d_x, d_h, d_c_last,", "d_c_0 is d_c_last. It is what is left of d_c after step 0."),
)

MASKED = (
    Mistake(
        GAPS,
        "d_h[gaps[t]], d_c[gaps[t]] = passing",
        "Masked steps add to the weights and inputs: (10.10) multiplies by the mask.",
    ),
    Mistake(
        "else ~mask.T",
        "else mask.T",
        "The mask is the wrong way round: True marks the real tokens.",
    ),
    Mistake(
        "if mask is None else ~mask.T",
        "",
        "The mask is forgotten: masked steps get nothing, and both gradients pass.",
    ),
    Mistake("(d_h[gaps[t]], d_c", "(0, d_c", "d_h is lost at masked steps: there it goes on whole, (5.24)."),
    Mistake("d_c[gaps[t]]), ", "0), ", "d_c is lost at masked steps: there it goes on whole, (5.24)."),
    Mistake(
        "d_c[gaps[t]]), ",
        "d_c_total[gaps[t]]), ",
        "At masked steps d_c_total goes on, with the share from h in it, which d_h carries, too. There d_c goes on, (5.24).",
    ),
    Mistake(
        GAPS,
        "d_a[t, gaps[t]], d_h[gaps[t]] = 0, passing[0]",
        "At masked steps d_c goes through the cell. It goes on whole there, (5.24).",
    ),
)

SUMS = (
    Mistake(
        "rows.T @ d_rows, d_rec",
        "x[:, 0].T @ d_a[0], d_rec",
        "d_kernel is summed over the batch but not over time: step 0 alone. (10.12) takes the rows of all steps.",
    ),
    Mistake(
        BEFORE,
        "h_all[0].T @ d_a[0]",
        "d_recurrent_kernel is summed over the batch but not over time: step 0 alone. (10.13) takes the rows of all steps.",
    ),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.sum(d_a[0], axis=0)",
        "d_bias is summed over the batch but not over time: step 0 alone. (10.14) sums over the rows of all steps.",
    ),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.sum(d_a, axis=1)",
        "d_bias is summed over the batch but not over time. It has one number per column.",
        caught="shape",
    ),
    Mistake("np.sum(d_rows, axis=0)", "np.mean(d_rows, axis=0)", "d_bias is a mean. (10.14) is a sum over all rows."),
    Mistake(
        "np.sum(d_rows, axis=0)",
        "np.mean(d_a, axis=1).sum(axis=0)",
        "d_bias is averaged over the batch. (10.14) is a sum over all rows.",
    ),
    Mistake(
        "h_all[:-1].reshape",
        "h_all[1:].reshape",
        "The states after the steps stand where (10.13) has those that the steps started from: all entries but the last.",
    ),
    Mistake("h_all[:-1].reshape", "c_all[:-1].reshape", "The cell states stand where (10.13) has the hidden states."),
    Mistake(
        "h_all[:-1].reshape(-1, units)",
        "h_all[:-1].swapaxes(0, 1).reshape(-1, units)",
        "The rows of the states are batch first, those of dA time first: in (10.13) row must meet row.",
    ),
    Mistake(
        "x.swapaxes(0, 1).reshape(timesteps",
        "x.reshape(timesteps",
        "The rows of the inputs are batch first, those of dA time first: in (10.12) row must meet row.",
    ),
    Mistake(
        ".reshape(timesteps, batch, -1).swapaxes(0, 1)",
        ".reshape(batch, timesteps, -1)",
        "d_x has the right shape, but samples and steps are mixed: the rows are time first. Exchange the axes with `swapaxes`.",
    ),
    Mistake(
        ".reshape(timesteps, batch, -1).swapaxes(0, 1)",
        ".reshape(timesteps, batch, -1)",
        "d_x is time first. It is asked for batch first, as x.",
        caught="shape",
    ),
    Mistake(
        D_X,
        "d_x = np.zeros_like(x)\n    d_x.reshape(len(rows), -1)[:] = d_a.swapaxes(0, 1).reshape(len(rows), -1) @ kernel.T",
        "d_x is laid out in memory as x is, and `reshape` of such an array may be a copy.",
        caught="property",
    ),
    Mistake(
        "np.empty(gates.shape, x.dtype)",
        "np.empty(gates.shape)",
        "The buffer of gradients is float64, whatever the inputs are.",
        caught="property",
    ),
    Mistake(
        START,
        "d_h, d_c = np.zeros((batch, units)) + d_h_last, d_c_last",
        "Zeros made without a type are float64, and so is all that is added to them.",
        caught="property",
    ),
    Mistake(
        GAPS,
        f"{GAPS}\n        np.multiply(gates[t], 0, out=gates[t])",
        "The gates in the cache are overwritten on the way back. The cache must come out as it went in.",
        caught="inputs",
    ),
)

BACKWARD = (*ARRIVING, *STEP, *CARRIED, *MASKED, *SUMS)
