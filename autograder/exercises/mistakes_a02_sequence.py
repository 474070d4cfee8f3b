"""Known mistakes of unit 02: the loop over time."""

from __future__ import annotations

from .model import Mistake

SEQUENCE = (
    Mistake(
        "    h = h_0\n",
        "    h = np.zeros(h_0.shape)\n",
        "The loop starts from zeros and not from the initial state `h_0` it is given.",
    ),
    Mistake(
        "rnn_cell_forward(x[:, t], h,",
        "rnn_cell_forward(x[:, t], h_0,",
        "Every step reads the initial state, so nothing is remembered. Which state must the cell read from step 1 on?",
    ),
    Mistake(
        "x[:, t], h,",
        "x[:, 0], h,",
        "Every step reads the first input. The loop variable must choose the time step.",
    ),
    Mistake(
        "x[:, t], h,",
        "x[:, t - 1], h,",
        "Each step reads the input of the step before it: the time steps are counted from 0, so step 0 reads `x[:, 0]`.",
    ),
    Mistake(
        "range(x.shape[1])",
        "reversed(range(x.shape[1]))",
        "Time runs backwards: the loop begins with the last step.",
    ),
    Mistake(
        "        h = h_next\n        states.append(h)",
        "        states.append(h)\n        h = h_next",
        "Each output is the state before the step, so all are one step late. When do you note the state down?",
    ),
    Mistake(
        "np.stack(states, axis=1)",
        "np.stack([h] * len(states), axis=1)",
        "All time steps hold the last state. If you fill one array in place, every entry of your list is that same array.",
    ),
    Mistake(
        "np.stack(states, axis=1)",
        "np.stack(states, axis=0)",
        "The time steps came out on the first axis. `np.stack` can put its new axis elsewhere: the batch comes first.",
        caught="shape",
    ),
    Mistake("if mask is not None:", "if False:", "The mask has no influence: padded steps change the state. Look at (2.6)."),
    Mistake(
        "np.where(mask[:, t, None], h_next, h)",
        "np.where(mask[:, t, None], h, h_next)",
        "The mask works the wrong way round: True marks a real token, and there the state must move.",
    ),
    Mistake(
        "np.where(mask[:, t, None], h_next, h)",
        "h_next * mask[:, t, None]",
        "The state becomes zero at masked steps, and the memory is lost. It should stay as it was: the second term of (2.6).",
    ),
    Mistake(
        "np.where(mask[:, t, None], h_next, h)",
        "np.where(mask[:, t, None], h_next, h_0)",
        "A masked step sets the state back to `h_0`. It should keep the state of the step before.",
    ),
    Mistake(
        "        states.append(h)\n",
        "        states.append(h if mask is None else h * mask[:, t, None])\n",
        "The memory is right, but the outputs at masked steps are zero. They repeat the state of the step before.",
    ),
    Mistake(
        "mask[:, t, None], h_next, h)",
        "mask[:, t].all(), h_next, h)",
        "One padded sample stops the whole batch. The mask decides for each sample by itself.",
    ),
    Mistake(
        "mask[:, t, None]",
        "(t < mask.sum(axis=1))[:, None]",
        "The real tokens are counted and taken to stand at the beginning. A mask may have gaps: ask it at every step.",
    ),
    Mistake(
        "mask[:, t, None]",
        "mask[:, t - 1, None]",
        "The mask of the step before decides. Input and mask are taken at the same `t`.",
    ),
    Mistake(
        "np.where(mask[:, t, None], h_next, h)",
        "np.where(mask[:, t, None], h_next, rnn_cell_forward(0 * x[:, t], h, kernel, recurrent_kernel, bias)[0])",
        "The padded input is set to zero, and the cell runs all the same. That is not enough: even then the state moves.",
    ),
    Mistake(
        "RNNCache(x, h_0,",
        "RNNCache(x, h,",
        "The outputs are right, but the cache holds the last state in place of `h_0`. Was `h_0` overwritten in the loop?",
    ),
    Mistake(
        "h_all, mask)",
        "h_all, None)",
        "The outputs are right, but the cache has lost the mask, which the backward pass needs.",
        caught="type",
    ),
    Mistake(
        "            h_next = np.where(mask[:, t, None], h_next, h)  # (2.6)\n        h = h_next\n        states.append(h)",
        "            h = np.where(mask[:, t, None], h_next, states[-1] if states else h_0)\n"
        "        states.append(h_next if mask is None else h)\n"
        "        h = h_next",
        "Only the output stands still at masked steps; the state behind it runs on, and the next real token starts from there. "
        "Which state does your cell read?",
    ),
    Mistake(
        "h_next, h)",
        "h_next, states[-1] if states else 0.0)",
        "Ahead of the first real token your states are zeros. Nothing has been read there, so the state still is `h_0`.",
    ),
    Mistake(
        "np.stack(states, axis=1)",
        "np.array(states).reshape(len(x), x.shape[1], -1)",
        "The shape is right, but samples and time steps are mixed: `reshape` only counts the numbers off anew, it does not move "
        "an axis. Where can `np.stack` put the new one?",
    ),
    Mistake(
        "states = []",
        "states = [h_0]",
        "There is one state too many: `h_0` is the state before the first step and no output. What does your list hold at first?",
        caught="shape",
    ),
    Mistake(
        "if mask is not None:\n            h_next = np.where(mask[:, t, None], h_next, h)",
        "if mask is not None and not mask[:, t].any():\n            h_next = h",
        "The mask is asked for the whole batch: a single real token lets all samples move. "
        "Each sample goes by its own entry of the mask.",
    ),
    Mistake(
        "if mask is not None:\n            h_next = np.where(mask[:, t, None], h_next, h)",
        "if mask is not None and not mask[0, t]:\n            h_next = h",
        "Sample 0 decides for the whole batch. Each sample goes by its own entry of the mask.",
    ),
    Mistake(
        "h, kernel, recurrent_kernel, bias)",
        "h, *toy)",
        "Your function runs with the weights of `toy` instead of those it is given. Use the names between its brackets: "
        "the check calls it with other weights.",
    ),
)
