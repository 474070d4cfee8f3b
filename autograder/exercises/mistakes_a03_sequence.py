"""Known mistakes of unit 03: all time steps back."""

from __future__ import annotations

from autograder.exercises.model import Mistake

SEQUENCE = (
    Mistake(
        "d_h = d_h_last",
        "d_h = np.zeros_like(d_h_last)",
        "d_h_last is not used. It is what comes from the right at the last step, so the walk starts with it.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + d_h_all[:, t] + (d_h_last if t < x.shape[1] - 1 else 0.0)",
        "d_h_last is added at every step. It reaches only the last one; the others get it through the chain.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + d_h_all[:, t] + d_h_last",
        "d_h_last is added at every step, and twice at the last: the walk starts with it already. It reaches only the last "
        "state; the others get it through the chain.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h_all[:, t]",
        "Nothing comes from the right: the running gradient is replaced by d_h_all[:, t] instead of being added "
        "to it, so d_h_last and all carries are lost.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h_all[:, t] + (d_h_last if t == x.shape[1] - 1 else 0.0)",
        "What a step hands to the left is not used by the step before it. d_h_prev of one step must be added in "
        "the next turn of the loop.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h",
        "Nothing comes from above: d_h_all is not used. It must be added at every step.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + (d_h_all[:, t] if t == x.shape[1] - 1 else 0.0)",
        "Only the last step gets its gradient from above. Every step has an output, so d_h_all[:, t] is added in every turn.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + np.where(real[:, t, None], d_h_all[:, t], 0.0)",
        "The gradient from above is dropped at masked steps. Their output repeats the state before, so it passes "
        "on to the left like the rest.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + d_h_all[:, t - 1]",
        "The gradients from above are off by one step: d_h_all[:, t] belongs to the state h_all[:, t].",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "range(x.shape[1])",
        "The loop runs from the first step to the last. The gradient enters at the end and walks towards the beginning.",
    ),
    # The next three leave a single step out altogether and then return sums as they began, 0.0 or zeros: there they raise
    # (a range of step 0), so that no answer is expected and both beginnings are named.
    Mistake(
        "reversed(range(x.shape[1]))",
        "range(1, x.shape[1], x.shape[1] > 1)",
        "The loop runs from step 1 to the last. The gradient enters at the end and walks towards the beginning, to step 0.",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "reversed(range(1, x.shape[1], x.shape[1] > 1))",
        "The first time step is left out: the loop must reach t = 0. For reversed ranges, look twice at where they stop.",
    ),
    Mistake(
        "reversed(range(x.shape[1]))",
        "reversed(range(0, x.shape[1] - 1, x.shape[1] > 1))",
        "The last time step is left out: with `timesteps` steps the first t of the loop is timesteps - 1.",
    ),
    Mistake(
        "d_kernel = d_kernel + d_weights[0]",
        "d_kernel = d_weights[0]",
        "d_kernel is overwritten in every turn, so only step 0 is left. All steps share the kernel: sum over time, (3.13).",
    ),
    Mistake(
        "d_recurrent_kernel = d_recurrent_kernel + d_weights[1]",
        "d_recurrent_kernel = d_weights[1]",
        "d_recurrent_kernel is overwritten in every turn, so only step 0 is left. Sum over time, (3.13).",
    ),
    Mistake(
        "d_bias = d_bias + d_weights[2]",
        "d_bias = d_weights[2]",
        "d_bias is overwritten in every turn, so only step 0 is left. Sum over time, (3.13).",
    ),
    Mistake(
        "d_kernel = d_kernel + d_weights[0]  # (3.13)\n"
        "        d_recurrent_kernel = d_recurrent_kernel + d_weights[1]\n"
        "        d_bias = d_bias + d_weights[2]",
        "d_kernel, d_recurrent_kernel, d_bias = d_weights",
        "The gradients of all three parameters are overwritten in every turn, so only step 0 is left. Each is a "
        "sum over time, (3.13).",
    ),
    Mistake(
        "return d_x, d_h, d_kernel, d_recurrent_kernel, d_bias",
        "return d_x, d_h, *(total / x.shape[1] for total in (d_kernel, d_recurrent_kernel, d_bias))",
        "The parameter gradients are averaged over time. (3.13) is a sum: every use of a weight counts in full.",
    ),
    Mistake(
        "h_before[:, t], h_all[:, t]",
        "h_all[:, t], h_all[:, t]",
        "The state after the step is used as the state before it (d_recurrent_kernel shows it). Step t started "
        "from h_all[:, t - 1].",
    ),
    Mistake(
        "h_before[:, t], h_all[:, t]",
        "h_before[:, t], h_before[:, t]",
        "The slope of tanh is taken at the state before the step. The third item of the cell's cache is the state after it.",
    ),
    Mistake(
        "np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)",
        "np.concatenate([0 * h_0[:, None], h_all[:, :-1]], axis=1)",
        "Step 0 is taken to have started from zeros. It started from h_0 (look at d_recurrent_kernel).",
    ),
    Mistake(
        "np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)",
        "np.roll(h_all, 1, axis=1)",
        "At t = 0 the index t - 1 is -1, the LAST step. Step 0 started from h_0.",
    ),
    Mistake(
        "np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)",
        "np.repeat(h_0[:, None], x.shape[1], axis=1)",
        "Every step is taken to have started from h_0. Only step 0 did; step t started from h_all[:, t - 1].",
    ),
    Mistake(
        "np.ones(x.shape[:2], dtype=bool) if mask is None else mask",
        "np.ones(x.shape[:2], dtype=bool)",
        "The mask is not used. At a masked step nothing goes into the cell, and the gradient passes on unchanged, (3.14).",
    ),
    Mistake(
        "mask is None else mask",
        "mask is None else ~mask",
        "The mask is the wrong way round: True marks the real tokens.",
    ),
    Mistake(
        "np.where(keep, d_h_prev, d_h)",
        "d_h_prev",
        "The gradient is lost at masked steps. There the state was copied, so the whole gradient goes on to the "
        "step before, (3.14).",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0)",
        "d_h",
        "Masked steps add to the gradients of parameters and inputs. Nothing was computed there, so the cell "
        "must be given zeros.",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)",
        "d_h = d_h + np.where(keep, d_h_prev, d_h)",
        "The running gradient keeps what the step has already used up: d_h_prev replaces it, only what comes "
        "from above is added.",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)",
        "d_h = d_h - d_h_all[:, t] + np.where(keep, d_h_prev, d_h)",
        "What comes from the right piles up: each step adds its d_h_prev to what later steps sent. That part has been used up; "
        "in every turn d_h_prev takes its place.",
    ),
    Mistake(
        "np.where(keep, d_h_prev, d_h)",
        "np.where(keep, d_h_prev, d_h_all[:, t])",
        "At masked steps only the gradient from above goes on, and what came from the right is lost. The whole of (3.12) goes "
        "on to the left, (3.14).",
    ),
    Mistake(
        "d_h = np.where(keep, d_h_prev, d_h)",
        "d_h = np.where(keep, d_h_prev, d_h) if t > 0 else d_h",
        "d_h_0 is the gradient of the first state of h_all, one step too early. It must pass through step 0 as well.",
    ),
    Mistake(
        "return d_x, d_h,",
        "return d_x, np.zeros_like(h_0),",
        "d_h_0 is zero. The initial state acts on the loss too: what is left of the running gradient after step "
        "0 is its gradient.",
    ),
    Mistake(
        "return d_x, d_h,",
        "return d_x, d_h_last,",
        "d_h_0 is d_h_last, as it came in. It must walk through all steps: what is left of the running gradient after step 0 "
        "is the gradient of h_0.",
    ),
    Mistake(
        "d_x[:, t],",
        "d_x[:, x.shape[1] - 1 - t],",
        "d_x is in reversed order of time. If you collected it in a list during the backward walk, turn the list round.",
    ),
    Mistake(
        "d_h = d_h + d_h_all[:, t]",
        "d_h += d_h_all[:, t]",
        "d_h_last was changed in place: the first turn of the loop adds into the caller's array. Make a new array.",
        caught="inputs",
    ),
)
