"""Known mistakes of unit 05: all time steps forward."""

from __future__ import annotations

from .model import Mistake

MASK_H = "np.where(mask[:, t, None], h_next, h)"
MASK_C = "np.where(mask[:, t, None], c_next, c)"
KEEP = "mask[:, t, None]"

SEQUENCE = (
    Mistake(
        "h, c = h_0, c_0",
        "h, c = 0 * h_0, c_0",
        "The hidden state starts from zeros and not from the `h_0` that is given.",
    ),
    Mistake(
        "h, c = h_0, c_0",
        "h, c = h_0, 0 * c_0",
        "The cell state starts from zeros and not from the `c_0` that is given.",
    ),
    Mistake("h, c = h_0, c_0", "h, c = 0 * h_0, 0 * c_0", "Both states start from zeros. Start from `h_0` and `c_0`."),
    Mistake("h, c = h_0, c_0", "h, c = c_0, h_0", "The two initial states are exchanged."),
    Mistake(
        "(x[:, t], h, c,",
        "(x[:, t], h_0, c_0,",
        "Every step starts from the initial states, so nothing is remembered. Which states must the cell read from step 1 on?",
    ),
    Mistake(
        "(x[:, t], h, c,",
        "(x[:, t], h_0, c,",
        "The hidden state is not handed on: every step reads `h_0`. Both states change from step to step.",
    ),
    Mistake(
        "(x[:, t], h, c,",
        "(x[:, t], h, c_0,",
        "The cell state is not handed on: every step reads `c_0`. Both states change from step to step.",
    ),
    Mistake(
        "(x[:, t], h, c,", "(x[:, t], c, h,", "The two states go into the cell in the wrong order: h_prev first, then c_prev."
    ),
    Mistake("(x[:, t], h, c,", "(x[:, t], h, h,", "The cell gets the hidden state twice. Its third argument is the cell state."),
    Mistake("x[:, t], h, c,", "x[:, 0], h, c,", "Every step reads the first input. The loop variable must choose the time step."),
    Mistake(
        "x[:, t], h, c,",
        "x[:, t - 1], h, c,",
        "Each step reads the input of the step before it: the time steps are counted from 0, so step 0 reads `x[:, 0]`.",
    ),
    Mistake("range(x.shape[1])", "reversed(range(x.shape[1]))", "Time runs backwards: the loop begins with the last step."),
    Mistake(
        "        h, c = h_next, c_next\n        steps.append((step.i, step.f, step.g, step.o, c, h))",
        "        steps.append((step.i, step.f, step.g, step.o, c, h))\n        h, c = h_next, c_next",
        "The states of each step are noted down before they change, so all are one step late.",
    ),
    Mistake(
        "np.stack(values, axis=1)",
        "np.stack(values, axis=0)",
        "The time steps came out on the first axis. `np.stack` can put its new axis elsewhere: the batch comes first.",
        caught="shape",
    ),
    Mistake(
        "if mask is not None:",
        "if False:",
        "Padded steps change both states: the mask is not used, or it is asked for the whole batch at once and not for each "
        "sample. Look at (5.9).",
    ),
    Mistake(
        f"            c_next = {MASK_C}\n",
        "",
        "The mask stops the hidden state but not the cell state: (5.9) has two halves.",
    ),
    Mistake(
        f"            h_next = {MASK_H}  # (5.9)\n",
        "",
        "The mask stops the cell state but not the hidden state: (5.9) has two halves.",
    ),
    Mistake(KEEP, "~mask[:, t, None]", "The mask works the wrong way round: True marks a real token, and there the states move."),
    Mistake(
        MASK_H,
        f"h_next * {KEEP}",
        "The hidden state becomes zero at masked steps. It should stay as it was: the second term of (5.9).",
    ),
    Mistake(
        MASK_C,
        f"c_next * {KEEP}",
        "The cell state becomes zero at masked steps, and the memory is lost. It should stay as it was: the second "
        "term of (5.9).",
    ),
    Mistake(
        f"{MASK_H}  # (5.9)\n            c_next = {MASK_C}",
        f"h_next * {KEEP}\n            c_next = c_next * {KEEP}",
        "Both states become zero at masked steps. They should stay as they were: the second terms of (5.9).",
    ),
    Mistake(
        f"{MASK_H}  # (5.9)\n            c_next = {MASK_C}",
        f"np.where({KEEP}, h_next, h_0)\n            c_next = np.where({KEEP}, c_next, c_0)",
        "A masked step sets both states back to the initial ones. They should stay as they were.",
    ),
    Mistake(
        "step.o, c, h))",
        "step.o, c, h if mask is None else h * mask[:, t, None]))",
        "The memory is right, but the outputs at masked steps are zero. They repeat the state of the step before.",
    ),
    Mistake(
        "step.o, c, h))",
        "step.o, step.c, step.h))",
        "What is handed on is right, but h_all and c_all hold what the cell computed at masked steps. They hold the states "
        "of (5.9).",
    ),
    Mistake(
        "step.o, c, h))",
        "step.o, step.c, h))",
        "The outputs are right, but c_all in the cache holds what the cell computed at masked steps. It is the c of (5.9).",
    ),
    Mistake(
        "if mask is not None:",
        "if mask is not None:\n            h_next, c_next, step = lstm_cell_forward(\n"
        "                x[:, t] * mask[:, t, None], h, c, kernel, recurrent_kernel, bias\n            )\n        if False:",
        "The input is set to zero at masked steps, but both states move all the same. They should stay as they were.",
    ),
    Mistake(KEEP, "mask[:, t].all()", "One padded sample stops the whole batch. The mask decides for each sample by itself."),
    Mistake(
        KEEP,
        "(t < mask.sum(axis=1))[:, None]",
        "The real tokens are counted and taken to stand at the beginning. A mask may have gaps: ask it at every step.",
    ),
    Mistake(KEEP, "mask[:, t - 1, None]", "The mask of the step before decides. Input and mask are taken at the same `t`."),
    Mistake(
        "return h_all, c,", "return h_all, h,", "The second value is the last hidden state. Asked for is the last cell state."
    ),
    Mistake(
        "return h_all, c,",
        "return c_all, c,",
        "The first value holds the cell states. The outputs of an LSTM are its hidden states.",
    ),
    Mistake(
        "c_all, h_all = (",
        "h_all, c_all = (",
        "h_all and c_all are exchanged where the steps are put together: the outputs of an LSTM are its hidden states.",
    ),
    Mistake(
        "return h_all, c,",
        "return h_all, c_all,",
        "The second value holds the cell states of all steps. Asked for is the last one.",
        caught="shape",
    ),
    Mistake(
        "return h_all, c,",
        "return h_all, c_next if mask is None else step.c,",
        "c_last is what the cell computed at the last step, although that step is masked for some samples. It is the "
        "state of (5.9).",
    ),
    Mistake(
        "LSTMCache(x, h_0, c_0,",
        "LSTMCache(x, h, c,",
        "The outputs are right, but the cache holds the last states in place of `h_0` and `c_0`. Were these overwritten?",
    ),
    Mistake(
        "o, c_all, h_all, mask)",
        "o, h_all, c_all, mask)",
        "The outputs are right, but in the cache `c_all` and `h_all` are exchanged.",
    ),
    Mistake(
        "(x, h_0, c_0, i, f, g, o,",
        "(x, h_0, c_0, i, f, o, g,",
        "The outputs are right, but in the cache g and o are exchanged: the order is i, f, g, o.",
    ),
    Mistake(
        "h_all, mask)",
        "h_all, None)",
        "The outputs are right, but the cache has lost the mask, which the backward pass needs.",
        caught="type",
    ),
    Mistake(
        "c_0, i, f, g, o, c_all, h_all, mask)",
        "c_0, step.i, step.f, step.g, step.o, c_all, h_all, mask)",
        "The cache holds the gates of the last step only. The backward pass needs them for every step.",
        caught="shape",
    ),
)
