"""Known mistakes of unit 06: a GRU over all time steps, forward."""

from __future__ import annotations

from .model import Mistake

STACK = "np.stack(values, axis=1) for values in zip(*steps)"
STORE = "GRUCache(x, h_0, z, r, g, h_all, mask)"
KEEP = "if mask is not None:\n            h_new = np.where(mask[:, t, None], h_new, h)"
NOTE = "h = h_new\n        steps.append((cell.z, cell.r, cell.g, h))"
LOOP = (
    "    steps = []\n    for t in range(x.shape[1]):\n"
    "        h_new, cell = gru_cell_forward(x[:, t], h, kernel, recurrent_kernel, bias)  # (6.14)\n        " + KEEP
)

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
    Mistake(
        KEEP,
        "if mask is not None and not mask[:, t].any():\n            h_new = h",
        "The mask is asked for the whole batch: a single real token lets all samples move. Each sample goes by its own entry of "
        "the mask.",
    ),
    Mistake(
        KEEP,
        "if mask is not None and not mask[0, t]:\n            h_new = h",
        "Sample 0 decides for the whole batch. Each sample goes by its own entry of the mask.",
    ),
    Mistake(
        LOOP + "  # (6.15)\n        " + NOTE,
        LOOP.replace("    steps = []", "    steps, shown = [], h_0")
        .replace("h_new = np.where", "shown = np.where")
        .replace("h_new, h)", "h_new, shown)")
        + "\n        else:\n            shown = h_new\n        h = h_new\n        steps.append((cell.z, cell.r, cell.g, shown))",
        "h_all stands still at masked steps, but the running state moves on behind it. The next step must start from the state "
        "that stayed, (6.15).",
    ),
    Mistake(
        LOOP,
        LOOP.replace("x[:, t]", "x[:, t] * (1 if mask is None else mask[:, t, None])").replace(KEEP, "pass"),
        "At masked steps the input was set to zero, but the cell still moves the state. It must stay what it was, (6.15).",
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
        STACK,
        "np.array(values).reshape(len(x), x.shape[1], -1) for values in zip(*steps)",
        "The list was brought into shape with reshape, which mixes samples and time steps. An axis must be moved or made: "
        "`np.stack` can put its new axis second.",
    ),
    Mistake(
        "h, kernel, recurrent_kernel, bias)",
        "h, toy_kernel, toy_recurrent_kernel, toy_bias)",
        "Your function runs with the toy weights instead of those it is given. Use the names between its brackets: the check "
        "calls it with other weights.",
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
    Mistake(
        "return h_all, " + STORE,
        "return h_all",
        "Only the states are returned. Two values are asked for: h_all and the cache.",
        caught="structure",
    ),
    Mistake(
        "return h_all, " + STORE,
        "return np.concatenate([h_0[:, None], h_all], axis=1), " + STORE,
        "There is one state too many: h_all begins with the state AFTER step 0, the initial state is not in it.",
        caught="shape",
    ),
    Mistake(
        "(cell.z, cell.r, cell.g, h))\n",
        "(cell.z, cell.r, cell.g, h))\n        break\n",
        "Only step 0 was taken: does the `return` stand inside the loop?",
        caught="shape",
    ),
    Mistake(
        "        h_new, cell = gru",
        "        if mask is not None and not mask[:, t].any():\n            break\n        h_new, cell = gru",
        "The loop stops at a step that is padding for all samples. Gaps may stand anywhere, and a masked step has an output too.",
        caught="shape",
    ),
    Mistake(
        "range(x.shape[1])",
        "range(1, x.shape[1])",
        "The first time step is left out: `range` must start at 0.",
        caught="shape",
    ),
)
