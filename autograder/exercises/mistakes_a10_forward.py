"""Known mistakes of unit 10: the fused LSTM, forward."""

from __future__ import annotations

from .model import Mistake

SUM = "gates[t] += h_all[t] @ recurrent_kernel + bias"
ACTIVATE = "activate(gates[t], half)"
CELL = "np.add(f[t] * c_all[t], i[t] * g[t], out=c_all[t + 1])"
ROWS = "x.swapaxes(0, 1).reshape(-1, features)"
SPLIT = "i, f, g, o = np.split(gates, 4, axis=2)"
COPY = "np.copyto(states[t + 1], states[t], where=~mask[:, t, None])"
MASK = f"        if mask is not None:\n            for states in (c_all, h_all):\n                {COPY}"
OUT = "return h_all[1:].swapaxes(0, 1), c_all[-1],"


def _order(order: str) -> Mistake:
    names = ", ".join(order)
    return Mistake(
        SPLIT,
        f"{names} = np.split(gates, 4, axis=2)",
        f"The slices of the gates are read in the order {names}. Here, as in Keras, it is i, f, g, o.",
    )


SUMS = (
    Mistake(
        SPLIT,
        f"gates += bias\n    {SPLIT}",
        "The bias is added twice: once to the product for all inputs and again at every step.",
    ),
    Mistake(SUM, SUM.removesuffix(" + bias"), "The bias is missing: (10.6) adds it to the rows of every step."),
    Mistake(SUM, f"{SUM} * (t == 0)", "Only step 0 gets the bias. (10.6) adds it to the rows of every step."),
    Mistake(SUM, "gates[t] += bias", "The states are not multiplied: (10.6) adds their product to the rows of each step."),
    Mistake(
        SUM,
        SUM.replace("+=", "="),
        "The product of the states overwrites that of the inputs. In (10.6) it is added: `+=`.",
    ),
    Mistake(
        SUM,
        SUM.replace("gates[t]", "gates"),
        "What step t adds goes to the rows of all steps: `gates` is the whole buffer. Its own rows are `gates[t]`.",
    ),
    Mistake(SUM, SUM.replace("h_all[t]", "h_all[0]"), "Every step multiplies h_0. Step t reads entry t of h_all."),
    Mistake(SUM, SUM.replace("h_all[t]", "c_all[t]"), "The recurrent kernel multiplies the cell state. In (10.6) it is h."),
    Mistake(
        SUM,
        "gates[t] += h_all[t] @ np.concatenate([block.T for block in np.split(recurrent_kernel, 4, axis=1)], axis=1) + bias",
        "Each block of the recurrent kernel is transposed; blocks are square, so NumPy cannot complain.",
    ),
    Mistake(
        ROWS,
        "x.reshape(-1, features)",
        "The rows are in the wrong order: batch first, where the buffer is time first. Exchange the two axes before `reshape`.",
    ),
    Mistake(
        ROWS,
        "x[:, ::-1].swapaxes(0, 1).reshape(-1, features)",
        "Time runs backwards in the rows: the last input meets step 0.",
    ),
    Mistake(
        "rows, kernel, out=",
        "np.broadcast_to(x[:, 0], (timesteps, batch, features)).reshape(-1, features), kernel, out=",
        "Every step reads the inputs of step 0.",
    ),
    Mistake(
        "c_all[0], h_all[0], half = c_0, h_0,", "c_all[0], h_all[0], half = h_0, c_0,", "The two initial states are exchanged."
    ),
    Mistake(
        "c_all[0], h_all[0], half = c_0, h_0,",
        "c_all[0], h_all[0], half = c_0, 0,",
        "The hidden state starts from zeros, not h_0.",
    ),
    Mistake(
        "c_all[0], h_all[0], half = c_0, h_0,", "c_all[0], h_all[0], half = 0, h_0,", "The cell state starts from zeros, not c_0."
    ),
)

GATES = (
    _order("ifog"),
    _order("figo"),
    _order("iofg"),
    _order("igfo"),
    Mistake(
        SPLIT,
        "i, f, g, o = (gates[:, :, k::4] for k in range(4))",
        "The gates are sliced as if they were interleaved. The first `units` columns all belong to i, the next to f.",
    ),
    Mistake(
        ACTIVATE,
        "activate(gates[t], 0.5)",
        "The candidate goes through a sigmoid too. `half` has a 1 for its columns, which makes it a tanh.",
    ),
    Mistake(ACTIVATE, "activate(gates[t], 1.0)", "All four blocks go through tanh. `half` has 0.5 for those of the three gates."),
    Mistake(
        ACTIVATE,
        "activate(gates[t].copy(), half)",
        "The buffer still holds sums: nothing activates them, or a copy is activated and thrown away. `activate` works in place.",
    ),
    Mistake(
        f"{SUM}  # (10.6)\n        {ACTIVATE}",
        "activate(gates[t] + h_all[t] @ recurrent_kernel + bias, half)",
        "What is activated is a new array, the sum, which is thrown away: the buffer still holds the products of the inputs.",
    ),
    Mistake(
        ACTIVATE,
        "gates[t] = activate(gates[t], half)",
        "`activate` works in place and returns None, which becomes nan in an array. Let the call stand alone on its line.",
        caught="finite",
    ),
    Mistake(
        ACTIVATE, f"{ACTIVATE}\n        {ACTIVATE}", "The gates are activated twice: after `activate` they are gates already."
    ),
    Mistake(
        ACTIVATE,
        "a = gates[t].copy()\n        activate(a, half)\n        i, f, g, o = ({t: part} for part in np.split(a, 4, axis=1))",
        "The states are right, but the cache holds the sums: a copy is activated. The backward pass needs the gates.",
    ),
    Mistake(
        ACTIVATE,
        "activate(gates, half)",
        "The whole buffer is activated at every step: what later steps find there are no sums any more. Give it entry t.",
    ),
    Mistake(
        f"{SUM}  # (10.6)\n        {ACTIVATE}",
        f"{ACTIVATE}\n        {SUM}",
        "The sums are activated before the product of the states has joined them: (10.6) comes first, then (10.9).",
    ),
)

STATES = (
    Mistake(
        "f[t] * c_all[t], i[t]",
        "np.multiply(f[t], c_all[t], out=c_all[t]), i[t]",
        "The old cell state is overwritten by its product with f. It is still needed: by masked steps, and in the cache.",
    ),
    Mistake(
        CELL,
        "np.copyto(c_all[t + 1], np.add(f[t] * c_all[t], i[t] * g[t], out=c_all[t]))",
        "The new cell state is written over the old one, entry t. That is still needed: by masked steps, and in the cache.",
    ),
    Mistake(
        "np.tanh(c_all[t + 1]), out",
        "np.tanh(c_all[t + 1], out=c_all[t + 1]), out",
        "The new cell state is overwritten by its tanh. The next step still needs c itself.",
    ),
    Mistake(
        "np.multiply(o[t], np.tanh(c_all[t + 1]), out=h_all[t + 1])",
        "h_all[t + 1] = np.multiply(o[t], np.tanh(c_all[t + 1]), out=o[t])",
        "The states are right, but the output gate in the cache is overwritten by h. The backward pass needs the gate.",
    ),
    Mistake(
        "i[t] * g[t], out",
        "np.multiply(i[t], g[t], out=g[t]), out",
        "The states are right, but the candidate in the cache is overwritten by its product with i. The backward pass needs g.",
    ),
    Mistake(
        CELL, CELL.replace("c_all[t],", "c_all[0],"), "Every step keeps a share of c_0. (5.7) takes the cell state before it."
    ),
    Mistake(CELL, CELL.replace("c_all[t],", "h_all[t],"), "The old hidden state stands where (5.7) has the old cell state."),
    Mistake(CELL, "np.copyto(c_all[t + 1], i[t] * g[t])", "The old cell state is gone: the first term of (5.7) is missing."),
    Mistake(CELL, "np.copyto(c_all[t + 1], f[t] * c_all[t])", "Nothing new comes in: the second term of (5.7) is missing."),
    Mistake(CELL, "np.add(c_all[t], i[t] * g[t], out=c_all[t + 1])", "Nothing is ever forgotten: (5.7) lacks its forget gate."),
    Mistake(CELL, CELL.replace("i[t] * g[t]", "g[t]"), "The candidate comes in whole: the input gate of (5.7) is missing."),
    Mistake("np.tanh(c_all[t + 1]), out", "c_all[t + 1], out", "The hidden state lacks the tanh of (5.8)."),
    Mistake("np.tanh(c_all[t + 1]), out", "np.tanh(c_all[t]), out", "The hidden state shows the old cell state, entry t."),
    Mistake("np.multiply(o[t], np", "np.multiply(1, np", "The output gate is not used: look at (5.8)."),
)

MASKED = (
    Mistake(
        "if mask is not None:", "if False:", "The mask is forgotten: a masked step copies both states of the step before, (5.9)."
    ),
    Mistake("where=~mask", "where=mask", "The mask works the wrong way round: True marks a real token, and there states move."),
    Mistake("in (c_all, h_all)", "in (h_all,)", "The mask stops the hidden state but not the cell state: (5.9) has two halves."),
    Mistake("in (c_all, h_all)", "in (c_all,)", "The mask stops the cell state but not the hidden state: (5.9) has two halves."),
    Mistake(
        f"np.multiply(o[t], np.tanh(c_all[t + 1]), out=h_all[t + 1])  # (5.8)\n{MASK}",
        MASK.strip().replace("(c_all, h_all)", "(c_all,)")
        + "\n        np.multiply(o[t], np.tanh(c_all[t + 1]), out=h_all[t + 1])",
        "At masked steps the hidden state is computed anew from the cell state that was kept. It should stay as it was, (5.9).",
    ),
    Mistake(COPY, "states[t + 1] *= mask[:, t, None]", "Both states become zero at masked steps. They should stay as they were."),
    Mistake(
        COPY,
        "states[t + 1] = np.where(mask[:, t, None], states[t + 1], states[t] if states is c_all else 0)",
        "The hidden state becomes zero at masked steps. It should stay as it was, (5.9).",
    ),
    Mistake(COPY, COPY.replace("states[t],", "states[0],"), "A masked step goes back to the initial states. It copies entry t."),
    Mistake("~mask[:, t, None]", "not mask[:, t].all()", "One padded sample stops the whole batch: ask for each sample."),
    Mistake(
        "mask[:, t, None]", "mask[:, t - 1, None]", "The mask of the step before decides. Mask and gates are those of one `t`."
    ),
)

RESULT = (
    Mistake(
        OUT, "return h_all[:-1].swapaxes(0, 1), c_all[-1],", "The outputs are one step late: entry 0 of h_all is h_0, no output."
    ),
    Mistake(
        OUT,
        "return h_all[1:], c_all[-1],",
        "Time is the first axis of the buffer. The outputs are asked for batch first.",
        caught="shape",
    ),
    Mistake(
        OUT,
        "return h_all.swapaxes(0, 1), c_all[-1],",
        "h_all has one entry more than there are steps: entry 0 is h_0, no output.",
        caught="shape",
    ),
    Mistake(
        OUT,
        "return h_all[1:].reshape(batch, timesteps, units), c_all[-1],",
        "`reshape` gives the right shape but mixes samples and steps. Axes are exchanged with `swapaxes`.",
    ),
    Mistake(
        OUT, "return c_all[1:].swapaxes(0, 1), c_all[-1],", "The outputs are the cell states. An LSTM shows its hidden states."
    ),
    Mistake(
        OUT, OUT.replace("c_all[-1]", "h_all[-1]"), "The second value is the last hidden state. Asked for is the last cell state."
    ),
    Mistake(
        OUT, OUT.replace("c_all[-1]", "c_all[-2]"), "The second value is the cell state before the last step: take entry -1."
    ),
    Mistake(
        OUT, OUT.replace("c_all[-1]", "c_all[0]"), "The second value is the initial cell state. Asked for is the last, entry -1."
    ),
    Mistake("c_all, h_all, mask)\n", "h_all, c_all, mask)\n", "In the cache c_all and h_all are exchanged: c_all comes first."),
    Mistake(
        "c_all, h_all, mask)\n",
        "c_all[1:], h_all[1:], mask)\n",
        "The cache lacks the initial states: c_all and h_all go into it with all their entries, entry 0 included.",
        caught="shape",
    ),
    Mistake("Cache(x, gates", "Cache(rows, gates", "The cache holds x as it was given, not its rows.", caught="shape"),
    Mistake("h_all, mask)\n", "h_all, None)\n", "The cache has lost the mask, which the backward pass needs.", caught="type"),
)

TYPES = (
    Mistake(
        "4 * units), x.dtype)",
        "4 * units))",
        "The buffer of the gates is float64, whatever the inputs are.",
        caught="property",
    ),
    Mistake(
        OUT,
        "h_0[:] = h_all[-1]\n    " + OUT,
        "The last state is written into h_0 of the caller.",
        caught="inputs",
    ),
    Mistake(
        "batch, units), x.dtype)",
        "batch, units))",
        "The buffers of the states are float64, whatever the inputs are.",
        caught="property",
    ),
)

FORWARD = (*SUMS, *GATES, *STATES, *MASKED, *RESULT, *TYPES)
