"""Known mistakes of unit 05: all time steps back."""

from __future__ import annotations

from .model import Mistake

LAST = "t == x.shape[1] - 1"
H_BEFORE = "np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)"
C_BEFORE = "np.concatenate([c_0[:, None], c_all[:, :-1]], axis=1)"

ARRIVING = (
    Mistake(
        "d_h, d_c = d_h_last, d_c_last",
        "d_h, d_c = np.zeros_like(d_h_last), d_c_last",
        "d_h_last is not used. It is what comes from the right at the last step, so the walk of d_h starts with it.",
    ),
    Mistake(
        "d_h, d_c = d_h_last, d_c_last",
        "d_h, d_c = d_h_last, np.zeros_like(d_c_last)",
        "d_c_last is not used. It is what comes from the right at the last step, so the walk of d_c starts with it.",
    ),
    Mistake(
        "d_h, d_c = d_h_last, d_c_last",
        "d_h, d_c = np.zeros_like(d_h_last), np.zeros_like(d_c_last)",
        "Neither d_h_last nor d_c_last is used. They are what comes from the right at the last step.",
    ),
    Mistake("d_h, d_c = d_h_last, d_c_last", "d_h, d_c = d_c_last, d_h_last", "d_h_last and d_c_last are exchanged."),
    Mistake(
        "d_h + d_h_all[:, t]",
        f"d_h + d_h_all[:, t] + (0.0 if {LAST} else d_h_last)",
        "d_h_last is added at every step. It reaches only the last one; the others get it through the chain.",
    ),
    Mistake(
        "keep = real[:, t, None]",
        f"d_c = d_c + (0.0 if {LAST} else d_c_last)\n        keep = real[:, t, None]",
        "d_c_last is added at every step. It reaches only the last one; the others get it through the chain.",
    ),
    Mistake("d_h + d_h_all[:, t]", "d_h", "Nothing comes from above: d_h_all is not used. It must be added at every step."),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h_all[:, t]",
        "Of the hidden state, nothing comes from the right: the running gradient is replaced by d_h_all[:, t] where (5.22) adds.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        f"d_h_all[:, t] + (d_h_last if {LAST} else 0.0)",
        "The carried d_h is lost: the d_h_prev of one step must be added in the next turn of the loop.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        f"d_h + (d_h_all[:, t] if {LAST} else 0.0)",
        "Only the last step gets its gradient from above. Every step has an output, so d_h_all[:, t] is added in every turn.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + np.where(real[:, t, None], d_h_all[:, t], 0.0)",
        "The gradient from above is dropped at masked steps. Their output repeats the state before, so it passes on to the left.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + d_h_all[:, t - 1]",
        "The gradients from above are off by one step: d_h_all[:, t] belongs to the state h_all[:, t].",
    ),
    Mistake(
        "keep = real[:, t, None]",
        "d_c = d_c + d_h_all[:, t]\n        keep = real[:, t, None]",
        "d_h_all was added to the gradient of the cell state too. No output reads c: from above it gets nothing, (5.22).",
    ),
    Mistake(
        "d_h = d_h + d_h_all[:, t]",
        "d_h += d_h_all[:, t]",
        "d_h_last was changed in place: the first turn of the loop adds into the caller's array. Make a new array.",
        caught="inputs",
    ),
)

CARRIED = (
    Mistake(
        "d_c = np.where(keep, d_c_prev, d_c)",
        "d_c = np.zeros_like(d_c)",
        "The carried d_c is lost: each step's d_c_prev must go into the step before it. This is the road that LSTMs "
        "are made for.",
    ),
    Mistake(
        "d_c = np.where(keep, d_c_prev, d_c)",
        "pass",
        "d_c never changes: every step gets d_c_last instead of the d_c_prev that the later step gave out.",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)",
        "d_h = d_h + np.where(keep, d_h_prev, d_h)",
        "The running d_h keeps what the step has already used up: d_h_prev replaces it, only what comes from above is added.",
    ),
    Mistake(
        "d_c = np.where(keep, d_c_prev, d_c)",
        "d_c = d_c + np.where(keep, d_c_prev, d_c)",
        "The running d_c keeps what the step has already used up: d_c_prev replaces it.",
    ),
    Mistake(
        "d_x[:, t], d_h_prev, d_c_prev,",
        "d_x[:, t], d_c_prev, d_h_prev,",
        "d_h_prev and d_c_prev are exchanged on their way to the step before.",
    ),
    Mistake(
        "lstm_cell_backward(*into,",
        "lstm_cell_backward(*into[::-1],",
        "d_h and d_c go into the cell in the wrong order: d_h first, then d_c.",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "range(x.shape[1])",
        "The loop runs from the first step to the last. The gradients enter at the end and walk towards the beginning.",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "reversed(range(1, x.shape[1]) or None)",
        "The first time step is left out: the loop must reach t = 0. For reversed ranges, look twice at where they stop.",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "reversed(range(x.shape[1] - 1) or None)",
        "The last time step is left out: with `timesteps` steps the first t of the loop is timesteps - 1.",
    ),
    Mistake(
        "d_c = np.where(keep, d_c_prev, d_c)",
        "d_c = np.where(keep, d_c_prev, d_c) if t > 0 else d_c",
        "d_c_0 is the gradient of the first cell state of c_all, one step too early. It must pass through step 0 as well.",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)",
        "d_h = np.where(keep, d_h_prev, d_h) if t > 0 else d_h",
        "d_h_0 is the gradient of the first state of h_all, one step too early. It must pass through step 0 as well.",
    ),
    Mistake(
        "return d_x, d_h, d_c,",
        "return d_x, 0 * d_h, d_c,",
        "d_h_0 is zero. What is left of the running d_h after step 0 is its gradient.",
    ),
    Mistake(
        "return d_x, d_h, d_c,",
        "return d_x, d_h, 0 * d_c,",
        "d_c_0 is zero. What is left of the running d_c after step 0 is its gradient.",
    ),
    Mistake("return d_x, d_h, d_c,", "return d_x, d_c, d_h,", "d_h_0 and d_c_0 are returned in the wrong order: d_h_0 first."),
    Mistake(
        "d_x[:, t],",
        "d_x[:, x.shape[1] - 1 - t],",
        "d_x is in reversed order of time. If you collected it in a list during the backward walk, turn the list round.",
    ),
)

SUMS = (
    Mistake(
        "[total + share for total, share in zip(sums, shares)]",
        "shares",
        "The gradients of all three parameters are overwritten in every turn, so only step 0 is left. Each is a sum "
        "over time, (5.25).",
    ),
    Mistake(
        "[total + share for total, share in zip(sums, shares)]",
        "[shares[0], sums[1] + shares[1], sums[2] + shares[2]]",
        "d_kernel is overwritten in every turn, so only step 0 is left. All steps share the kernel: sum over time, (5.25).",
    ),
    Mistake(
        "[total + share for total, share in zip(sums, shares)]",
        "[sums[0] + shares[0], shares[1], sums[2] + shares[2]]",
        "d_recurrent_kernel is overwritten in every turn, so only step 0 is left. Sum over time, (5.25).",
    ),
    Mistake(
        "[total + share for total, share in zip(sums, shares)]",
        "[sums[0] + shares[0], sums[1] + shares[1], shares[2]]",
        "d_bias is overwritten in every turn, so only step 0 is left. Sum over time, (5.25).",
    ),
    Mistake(
        "d_c, *sums",
        "d_c, *(total / x.shape[1] for total in sums)",
        "The parameter gradients are averaged over time. (5.25) is a sum: every use of a weight counts in full.",
    ),
)

BEFORE = (
    Mistake(
        "x[:, t], h_before[:, t],",
        "x[:, t], h_all[:, t],",
        "The hidden state after the step is used as the one before it (d_recurrent_kernel shows it). Step t started "
        "from h_all[:, t - 1].",
    ),
    Mistake(
        "c_before[:, t], *gates",
        "c_all[:, t], *gates",
        "The cell state after the step is used as the one before it. Step t started from c_all[:, t - 1].",
    ),
    Mistake(
        "*gates, c_all[:, t],",
        "*gates, c_before[:, t],",
        "The cell state before the step is used as the one after it: the item c of the cell's cache is c_all[:, t].",
    ),
    Mistake(
        "[h_0[:, None], h_all[:, :-1]]",
        "[0 * h_0[:, None], h_all[:, :-1]]",
        "Step 0 is taken to have started from a hidden state of zeros. It started from h_0 (look at d_recurrent_kernel).",
    ),
    Mistake(
        "[c_0[:, None], c_all[:, :-1]]",
        "[0 * c_0[:, None], c_all[:, :-1]]",
        "Step 0 is taken to have started from a cell state of zeros. It started from c_0, which its forget gate multiplied.",
    ),
    Mistake(
        H_BEFORE,
        "np.roll(h_all, 1, axis=1)",
        "At t = 0 the index t - 1 is -1, the LAST hidden state. Step 0 started from h_0.",
    ),
    Mistake(
        C_BEFORE,
        "np.roll(c_all, 1, axis=1)",
        "At t = 0 the index t - 1 is -1, the LAST cell state. Step 0 started from c_0.",
    ),
    Mistake(
        f"{H_BEFORE}  # the states that each step started from\n    c_before = {C_BEFORE}",
        "np.roll(h_all, 1, axis=1)\n    c_before = np.roll(c_all, 1, axis=1)",
        "At t = 0 the index t - 1 is -1, the LAST of the states. Step 0 started from h_0 and c_0.",
    ),
    Mistake(
        C_BEFORE,
        "np.repeat(c_0[:, None], x.shape[1], axis=1)",
        "Every step is taken to have started from c_0. Only step 0 did; step t started from c_all[:, t - 1].",
    ),
    Mistake(
        H_BEFORE,
        "np.repeat(h_0[:, None], x.shape[1], axis=1)",
        "Every step is taken to have started from h_0. Only step 0 did; step t started from h_all[:, t - 1].",
    ),
    Mistake(
        "gates = i[:, t], f[:, t], g[:, t], o[:, t]",
        "gates = f[:, t], i[:, t], g[:, t], o[:, t]",
        "The input and forget gates are exchanged in the cell's cache: the order is i, f, g, o.",
    ),
    Mistake(
        "gates = i[:, t], f[:, t], g[:, t], o[:, t]",
        "gates = i[:, t - 1], f[:, t - 1], g[:, t - 1], o[:, t - 1]",
        "The gates are those of the step before. Inputs, gates and new states of a step all stand at the same t.",
    ),
)

MASKED = (
    Mistake(
        "np.ones(x.shape[:2], dtype=bool) if mask is None else mask",
        "np.ones(x.shape[:2], dtype=bool)",
        "The mask is not used. At a masked step nothing goes into the cell, and both gradients pass on unchanged, (5.24).",
    ),
    Mistake("mask is None else mask", "mask is None else ~mask", "The mask is the wrong way round: True marks the real tokens."),
    Mistake(
        "np.where(keep, d_h_prev, d_h)",
        "d_h_prev",
        "d_h is lost at masked steps. There the state was copied, so the whole gradient goes on to the step before, (5.24).",
    ),
    Mistake(
        "np.where(keep, d_c_prev, d_c)",
        "d_c_prev",
        "d_c is lost at masked steps. There the cell state was copied, so the whole gradient goes on to the step before, (5.24).",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)  # (5.24)\n        d_c = np.where(keep, d_c_prev, d_c)",
        "d_h, d_c = d_h_prev, d_c_prev",
        "Both gradients are lost at masked steps. There the states were copied, so the gradients go on whole, (5.24).",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0), np.where(keep, d_c, 0.0)",
        "np.where(keep, d_h, 0.0), 0 * d_c",
        "No step is given d_c: the second argument of the cell is always zero, and the road of the cell state is cut.",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0), np.where(keep, d_c, 0.0)",
        "d_h, d_c",
        "Masked steps add to the gradients of parameters and inputs. Nothing was computed there, so the cell must be "
        "given zeros.",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0), np.where(keep, d_c, 0.0)",
        "np.where(keep, d_h, 0.0), d_c",
        "At masked steps d_c still goes into the cell. Nothing was computed there: both must be zero, (5.23).",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0), np.where(keep, d_c, 0.0)",
        "d_h, np.where(keep, d_c, 0.0)",
        "At masked steps d_h still goes into the cell. Nothing was computed there: both must be zero, (5.23).",
    ),
)

BACKWARD = (*ARRIVING, *CARRIED, *SUMS, *BEFORE, *MASKED)
