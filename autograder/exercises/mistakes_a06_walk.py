"""Known mistakes of unit 06: back through all time steps of a GRU."""

from __future__ import annotations

from .model import Mistake

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
        "reversed(range(1, max(2, x.shape[1])))",  # raises where there is a single step
        "The first time step is left out: the loop must reach t = 0. For reversed ranges, look twice at where they stop.",
    ),
    Mistake(
        WALK,
        "reversed(range(x.shape[1] - 1) if x.shape[1] > 1 else [1])",  # raises where there is a single step
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
        "return d_x, d_h,",
        "return d_x, d_h_last.copy(),",
        "d_h_0 is d_h_last as it came in. It is what is left of the running gradient after it has walked through all steps.",
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
        "mask is None else np.repeat(mask.any(axis=0)[None], len(x), axis=0)",
        "The mask is asked for the whole batch: a single real token counts for all samples. Each sample goes by its own entry of "
        "the mask.",
    ),
    Mistake(
        "mask is None else mask",
        "mask is None else np.repeat(mask[:1], len(x), axis=0)",
        "Sample 0 decides for the whole batch. Each sample goes by its own entry of the mask.",
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
        "d_h = np.where(keep, d_h_prev, d_h_all[:, t])",
        "At masked steps only the gradient from above passes on; what came from the right is lost. The whole sum goes on to the "
        "step before, (6.29).",
    ),
    Mistake(
        CARRY,
        "d_h = d_h - d_h_all[:, t] + np.where(keep, d_h_prev, d_h)",
        "What came from the right is added to d_h_prev once more. d_h_prev takes its place, (6.29): the step has used it up.",
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
