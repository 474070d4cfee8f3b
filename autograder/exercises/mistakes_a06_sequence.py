"""Known mistakes of unit 06: a GRU over all time steps, forward and backward."""

from __future__ import annotations

from .model import Mistake

STACK = "np.stack(values, axis=1) for values in zip(*steps)"
STORE = "GRUCache(x, h_0, z, r, g, h_all, mask)"

FORWARD = (
    Mistake(
        "    h = h_0\n",
        "    h = np.zeros(h_0.shape)\n",
        "The loop starts from zeros and not from the initial state `h_0` it is given.",
    ),
    Mistake(
        "gru_cell_forward(x[:, t], h,",
        "gru_cell_forward(x[:, t], h_0,",
        "Every step reads the initial state, so nothing is remembered. Which state must the cell read from step 1 on?",
    ),
    Mistake("x[:, t], h,", "x[:, 0], h,", "Every step reads the first input. The loop variable must choose the time step."),
    Mistake(
        "x[:, t], h,",
        "x[:, t - 1], h,",
        "Each step reads the input of the step before it: time steps are counted from 0, so step 0 reads `x[:, 0]`.",
    ),
    Mistake("range(x.shape[1])", "reversed(range(x.shape[1]))", "Time runs backwards: the loop begins with the last step."),
    Mistake(
        "        h = h_new\n        steps.append((cell.z, cell.r, cell.g, h))",
        "        steps.append((cell.z, cell.r, cell.g, h))\n        h = h_new",
        "Each state that you noted down is the one before the step, so all are one step late.",
    ),
    Mistake(
        STACK,
        "np.stack(values, axis=0) for values in zip(*steps)",
        "The time steps came out on the first axis. `np.stack` can put its new axis elsewhere: the batch comes first.",
        caught="shape",
    ),
    Mistake("if mask is not None:", "if False:", "The mask has no influence: masked steps change the state. Look at (6.15)."),
    Mistake(
        "np.where(mask[:, t, None], h_new, h)",
        "np.where(mask[:, t, None], h, h_new)",
        "The mask works the wrong way round: True marks a real token, and there the state must move.",
    ),
    Mistake(
        "np.where(mask[:, t, None], h_new, h)",
        "h_new * mask[:, t, None]",
        "The state becomes zero at masked steps. It must stay what it was before, (6.15).",
    ),
    Mistake(
        "np.where(mask[:, t, None], h_new, h)",
        "np.where(mask[:, t, None], h_new, h_0)",
        "At masked steps the state falls back to the initial one. It must stay what it was before the step, (6.15).",
    ),
    Mistake(
        "        h = h_new\n        steps.append((cell.z, cell.r, cell.g, h))",
        "        h = h_new\n        steps.append((cell.z, cell.r, cell.g, cell.h))",
        "The running state obeys the mask, but h_all does not: at masked steps it holds what the cell proposed, not the state "
        "that stayed.",
    ),
    Mistake(
        "gru_cell_forward(x[:, t], h, kernel, recurrent_kernel, bias)",
        "gru_cell_forward_reset_after(x[:, t], h, kernel, recurrent_kernel, np.stack([bias, 0 * bias]))",
        "The loop runs the cell with the reset after the product. Here it is the one of exercise 2.",
    ),
    Mistake(
        "(cell.z, cell.r, cell.g, h)",
        "(cell.r, cell.z, cell.g, h)",
        "The states are right, but in the cache the two gates stand in each other's place.",
    ),
    Mistake(
        "(cell.z, cell.r, cell.g, h)",
        "(cell.z, cell.r, h, h)",
        "The states are right, but the cache holds the states where the candidates belong.",
    ),
    Mistake(
        STORE,
        "GRUCache(x, h, z, r, g, h_all, mask)",
        "The states are right, but the cache holds the last state as h_0. Did one variable serve for both?",
    ),
    Mistake(
        STORE,
        "GRUCache(x, h_0, z, r, g, h_all, None)",
        "The states are right, but the mask is not in the cache: the backward pass will need it.",
        caught="type",
    ),
    Mistake(
        "return h_all, " + STORE,
        "return h_all[:, -1], " + STORE,
        "Only the last state is returned. All of them are asked for.",
        caught="shape",
    ),
)

WALK = "reversed(range(x.shape[1]))"
BEFORE = "np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)"
CARRY = "d_h = np.where(keep, d_h_prev, d_h)"
STEP = "GRUCellCache(x[:, t], h_before[:, t], z[:, t], r[:, t], g[:, t], h_all[:, t])"

MEETING = (
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
        "d_h_all[:, t]",
        "Nothing comes from the right: the running gradient is replaced by d_h_all[:, t] instead of being added to it, so "
        "d_h_last and all carries are lost.",
    ),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h_all[:, t] + (d_h_last if t == x.shape[1] - 1 else 0.0)",
        "What a step hands to the left is not used by the step before it. d_h_prev of one step must be added in the next turn.",
    ),
    Mistake("d_h + d_h_all[:, t]", "d_h", "Nothing comes from above: d_h_all is not used. It must be added at every step."),
    Mistake(
        "d_h + d_h_all[:, t]",
        "d_h + (d_h_all[:, t] if t == x.shape[1] - 1 else 0.0)",
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
        WALK,
        "range(x.shape[1])",
        "The loop runs from the first step to the last. The gradient enters at the end and walks towards the beginning.",
    ),
    Mistake(
        WALK,
        "reversed(range(1, x.shape[1]))",
        "The first time step is left out: the loop must reach t = 0. For reversed ranges, look twice at where they stop.",
    ),
    Mistake(
        WALK,
        "reversed(range(x.shape[1] - 1))",
        "The last time step is left out: with `timesteps` steps the first t of the loop is timesteps - 1.",
    ),
    Mistake(
        "d_h = d_h + d_h_all[:, t]",
        "d_h += d_h_all[:, t]",
        "d_h_last was changed in place: the first turn of the loop adds into the caller's array. Make a new array.",
        caught="inputs",
    ),
)

SUMS = (
    Mistake(
        "d_kernel = d_kernel + d_weights[0]",
        "d_kernel = d_weights[0]",
        "d_kernel is overwritten in every turn, so only step 0 is left. All steps share the kernel: sum over time, (6.30).",
    ),
    Mistake(
        "d_recurrent_kernel = d_recurrent_kernel + d_weights[1]",
        "d_recurrent_kernel = d_weights[1]",
        "d_recurrent_kernel is overwritten in every turn, so only step 0 is left. Sum over time, (6.30).",
    ),
    Mistake(
        "d_bias = d_bias + d_weights[2]",
        "d_bias = d_weights[2]",
        "d_bias is overwritten in every turn, so only step 0 is left. Sum over time, (6.30).",
    ),
    Mistake(
        "d_kernel = d_kernel + d_weights[0]  # (6.30)\n"
        "        d_recurrent_kernel = d_recurrent_kernel + d_weights[1]\n"
        "        d_bias = d_bias + d_weights[2]",
        "d_kernel, d_recurrent_kernel, d_bias = d_weights",
        "The gradients of all three parameters are overwritten in every turn, so only step 0 is left. Each is a sum over "
        "time, (6.30).",
    ),
    Mistake(
        "return d_x, d_h, d_kernel, d_recurrent_kernel, d_bias",
        "return d_x, d_h, *(total / x.shape[1] for total in (d_kernel, d_recurrent_kernel, d_bias))",
        "The parameter gradients are averaged over time. (6.30) is a sum: every use of a weight counts in full.",
    ),
    Mistake(
        "return d_x, d_h,",
        "return d_x, np.zeros_like(h_0),",
        "d_h_0 is zero. The initial state acts on the loss too: its gradient is what is left of the running one after step 0.",
    ),
    Mistake(
        "d_x[:, t],",
        "d_x[:, x.shape[1] - 1 - t],",
        "d_x is in reversed order of time. If you collected it in a list during the backward walk, turn the list round.",
    ),
)

STEPS = (
    Mistake(
        STEP,
        "GRUCellCache(x[:, t], h_all[:, t], z[:, t], r[:, t], g[:, t], h_all[:, t])",
        "The state after the step is used as the state before it. Step t started from h_all[:, t - 1].",
    ),
    Mistake(
        STEP,
        "GRUCellCache(x[:, t], h_before[:, t], r[:, t], z[:, t], g[:, t], h_all[:, t])",
        "The two gates stand in each other's place in the cache that you give to the cell: z comes before r.",
    ),
    Mistake(
        STEP,
        "GRUCellCache(x[:, t], h_before[:, t], z[:, t], r[:, t], h_all[:, t], g[:, t])",
        "Candidate and state stand in each other's place in the cache that you give to the cell: g comes before h.",
    ),
    Mistake(
        STEP,
        "GRUCellCache(x[:, t], h_before[:, t], z[:, t - 1], r[:, t - 1], g[:, t - 1], h_all[:, t])",
        "Gates and candidate are off by one step: only the previous STATE belongs to t - 1; z, r, g are those of step t.",
    ),
    Mistake(
        BEFORE,
        "np.concatenate([0 * h_0[:, None], h_all[:, :-1]], axis=1)",
        "Step 0 is taken to have started from zeros. It started from h_0.",
    ),
    Mistake(BEFORE, "np.roll(h_all, 1, axis=1)", "At t = 0 the index t - 1 is -1, the LAST step. Step 0 started from h_0."),
    Mistake(
        BEFORE,
        "np.repeat(h_0[:, None], x.shape[1], axis=1)",
        "Every step is taken to have started from h_0. Only step 0 did; step t started from h_all[:, t - 1].",
    ),
)

MASKS = (
    Mistake(
        "np.ones(x.shape[:2], dtype=bool) if mask is None else mask",
        "np.ones(x.shape[:2], dtype=bool)",
        "The mask is not used. At a masked step nothing goes into the cell, and the gradient passes on unchanged, (6.29).",
    ),
    Mistake(
        "mask is None else mask",
        "mask is None else ~mask",
        "The mask is the wrong way round: True marks the real tokens.",
    ),
    Mistake(
        CARRY,
        "d_h = d_h_prev",
        "The gradient is lost at masked steps. There the state was copied, so the whole gradient goes on to the step "
        "before, (6.29).",
    ),
    Mistake(
        "np.where(keep, d_h, 0.0)",
        "d_h",
        "Masked steps add to the gradients of parameters and inputs. Nothing was computed there: the cell must be given zeros.",
    ),
    Mistake(
        CARRY,
        "d_h = d_h + np.where(keep, d_h_prev, 0.0)",
        "The running gradient keeps what the step has used up: d_h_prev replaces it, only what comes from above is added.",
    ),
    Mistake(
        CARRY,
        CARRY + " if t > 0 else d_h",
        "d_h_0 is the gradient of the first state of h_all, one step too early. It must pass through step 0 as well.",
    ),
)

BACKWARD = (*MEETING, *SUMS, *STEPS, *MASKS)
