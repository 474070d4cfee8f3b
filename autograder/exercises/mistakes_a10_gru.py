"""Known mistakes of unit 10: the fused GRU, forward."""

from __future__ import annotations

from .model import Mistake

ROWS = "x.swapaxes(0, 1).reshape(-1, features)"
P = "p = h_all[t] @ recurrent_kernel + bias[1]"
SPLIT = "np.split(gates, 3, axis=2)"
MIX = "np.add(g[t], z[t] * (h_all[t] - g[t]), out=h_all[t + 1])"
ADD = "gates[t, :, : 2 * units] += p[:, : 2 * units]"
SQUASH = "activate(gates[t, :, : 2 * units], 0.5)"
CANDIDATE = "g[t] += r[t] * inner[t]"
COPY = "np.copyto(h_all[t + 1], h_all[t], where=~mask[:, t, None])"
OUT = "return h_all[1:].swapaxes(0, 1), Fused"

SUMS = (
    Mistake(P, "p = h_all[t] @ recurrent_kernel", "Row 1 of the bias is missing: (6.10) adds it to the product of the states."),
    Mistake(
        "        gates[t] += bias[0]  # (6.9)\n", "", "Row 0 of the bias is missing: (6.9) adds it to the product of the inputs."
    ),
    Mistake(
        P,
        P + " + bias[0]",
        "Row 0 of the bias is added twice: once to the product for all inputs and again at every step.",
    ),
    Mistake(
        f"{P}  # (6.10)",
        "p = h_all[t] @ recurrent_kernel\n        gates[t] += bias[1]",
        "Row 1 of the bias joins the inputs, so the reset gate does not multiply its last block. In (6.13) it does.",
    ),
    Mistake(
        f"gates[t] += bias[0]  # (6.9)\n        {P}",
        "gates[t] += bias[1]\n        p = h_all[t] @ recurrent_kernel + bias[0]",
        "The two rows of the bias are exchanged: row 0 belongs to the inputs, row 1 to the state.",
    ),
    Mistake(
        "gates[t] += bias[0]",
        "gates[t] += bias",
        "The bias is added as a whole; where there are two samples, each gets a row of it. Row 0, `bias[0]`, joins the inputs.",
    ),
    Mistake(
        "gates[t] += bias[0]",
        "gates += bias[0]",
        "Every step adds the bias to the rows of all steps: `gates` is the whole buffer. Its own rows are `gates[t]`.",
    ),
    Mistake(
        ADD,
        ADD.replace("gates[t, :,", "gates[:, :,"),
        "What step t adds goes to the rows of all steps: `gates[:, ...]` is the whole buffer. Its own rows are `gates[t, ...]`.",
    ),
    Mistake("gates[t] += bias[0]", "gates[t] += bias[1]", "Row 1 of the bias is used for the inputs: theirs is row 0."),
    Mistake("kernel + bias[1]", "kernel + bias[0]", "Row 0 of the bias is used for the states: theirs is row 1."),
    Mistake(P, P.replace("h_all[t]", "h_all[0]"), "Every step multiplies h_0. Step t reads entry t of h_all."),
    Mistake(
        P,
        "p = h_all[t] @ np.concatenate([block.T for block in np.split(recurrent_kernel, 3, axis=1)], axis=1) + bias[1]",
        "Each block of the recurrent kernel is transposed; blocks are square, so NumPy cannot complain.",
    ),
    Mistake(
        ROWS,
        "x.reshape(-1, features)",
        "The rows are in the wrong order: batch first, where the buffer is time first. Exchange the two axes before `reshape`.",
    ),
    Mistake(
        ADD, ADD.replace("+=", "="), "The product of the states overwrites that of the inputs. In (6.11) they are added: `+=`."
    ),
    Mistake(
        ADD,
        "gates[t] += p",
        "All three blocks of p_t join the buffer. That of g must not: the reset gate multiplies it first, (6.13).",
    ),
    Mistake(ADD, "pass", "The gates do not see the state: (6.11) and (6.12) add a block of p_t."),
    Mistake("(h_0[None], timesteps", "(0 * h_0[None], timesteps", "The state starts from zeros and not from h_0."),
)

GATES = (
    Mistake(f"z, r, g = {SPLIT}", f"r, z, g = {SPLIT}", "The slices of z and r are exchanged: the order is z, r, g."),
    Mistake(
        f"z, r, g = {SPLIT}",
        "z, r, g = (gates[:, :, k::3] for k in range(3))",
        "The gates are sliced as if they were interleaved. The first `units` columns all belong to z, the next to r.",
    ),
    Mistake(
        SQUASH,
        "activate(gates[t], 0.5)",
        "The whole row is activated, but the sums of the candidate are not complete yet. Activate the columns of z and r alone.",
    ),
    Mistake(SQUASH, SQUASH.replace("0.5", "1.0"), "The gates go through tanh. With 0.5 `activate` makes a sigmoid."),
    Mistake(
        SQUASH,
        SQUASH.replace(", 0.5", ".copy(), 0.5"),
        "The gates are still sums: nothing activates them, or a copy is activated and thrown away. `activate` works in place.",
    ),
    Mistake(
        SQUASH,
        SQUASH.replace("[t,", "[:,"),
        "The gates of all steps are activated at every step: what later steps find are no sums any more. Give it entry t.",
    ),
    Mistake("np.tanh(g[t], out=g[t])  # (6.13)", "activate(g[t], 0.5)", "The candidate goes through a sigmoid. (6.13) has tanh."),
    Mistake(
        "np.tanh(g[t], out=g[t])  # (6.13)",
        "np.tanh(g[t])",
        "The candidate lacks its tanh, (6.13), or it is computed and thrown away: without `out=` it is a new array.",
    ),
    Mistake(
        CANDIDATE, "g[t] += inner[t]", "The reset gate is not used: it multiplies the state's share of the candidate, (6.13)."
    ),
    Mistake(CANDIDATE, "g[t] += z[t] * inner[t]", "The update gate stands where (6.13) has the reset gate."),
    Mistake(
        CANDIDATE, "g[t] = r[t] * (g[t] + inner[t])", "The reset gate multiplies the whole sum. In (6.13) only the state's share."
    ),
    Mistake(
        CANDIDATE, "g[t] = r[t] * inner[t]", "The candidate does not see the inputs: in (6.13) the two shares are added, `+=`."
    ),
    Mistake(
        CANDIDATE,
        "g[t] += (r[t] * h_all[t]) @ recurrent_kernel[:, 2 * units :] + bias[1, 2 * units :]",
        "The reset gate comes before the product. That is the GRU of unit 06's exercise 2; here it comes after.",
    ),
)

STATES = (
    Mistake(MIX, MIX.replace("(h_all[t] - g[t])", "(g[t] - h_all[t])"), "The difference in (10.15) has the wrong sign: h - g."),
    Mistake(
        MIX,
        "np.add(h_all[t], z[t] * (g[t] - h_all[t]), out=h_all[t + 1])",
        "The update gate weighs the candidate. Here, as in Keras, it weighs the old state.",
    ),
    Mistake(MIX, MIX.replace("z[t] *", "r[t] *"), "The reset gate mixes old and new. In (6.3) the update gate does."),
    Mistake(MIX, "np.add(g[t], z[t] * h_all[t], out=h_all[t + 1])", "The candidate comes in whole: (6.3) weighs it with 1 - z."),
    Mistake(MIX, MIX.replace("h_all[t] -", "h_all[0] -"), "Every step mixes in h_0. (6.3) takes the state before it, entry t."),
    Mistake(
        "(h_all[t] - g[t])",
        "np.subtract(h_all[t], g[t], out=h_all[t])",
        "The old state is overwritten by its difference to g. It is still needed: by masked steps, and in the cache.",
    ),
    Mistake(
        "z[t] * (h_all[t] - g[t])",
        "np.multiply(z[t], h_all[t] - g[t], out=z[t])",
        "The states are right, but the update gate in the cache is overwritten by its product. A backward pass needs the gate.",
    ),
    Mistake(
        CANDIDATE,
        "np.multiply(r[t], inner[t], out=inner[t])\n        g[t] += inner[t]",
        "The states are right, but `inner` in the cache is overwritten by its product with r. It is kept without the gate.",
    ),
    Mistake(
        CANDIDATE,
        "np.multiply(r[t], inner[t], out=r[t])\n        g[t] += r[t]",
        "The states are right, but the reset gate in the cache is overwritten by its product. A backward pass needs the gate.",
    ),
    Mistake(
        "inner[t] = p[:, 2 * units :]",
        "inner[t] = p[:, 2 * units :] - bias[1, 2 * units :]\n        g[t] += r[t] * bias[1, 2 * units :]",
        "The states are right, but `inner` in the cache lacks its bias: it is the whole g block of p_t.",
    ),
    Mistake(
        "inner[t] = p[:, 2 * units :]",
        "inner[t] = p[:, :units]",
        "The wrong slice of p_t goes to the candidate: its block is the last one.",
    ),
)

RESULT = (
    Mistake(
        "if mask is not None:", "if False:", "The mask is forgotten: a masked step copies the state of the step before, (6.15)."
    ),
    Mistake(
        "where=~mask", "where=mask", "The mask works the wrong way round: True marks a real token, and there the state moves."
    ),
    Mistake(
        COPY, "h_all[t + 1] *= mask[:, t, None]", "The state becomes zero at masked steps. It should stay as it was, (6.15)."
    ),
    Mistake(COPY, COPY.replace("h_all[t],", "h_all[0],"), "A masked step goes back to the initial state. It copies entry t."),
    Mistake("mask[:, t, None]", "mask[:, t].all()", "One padded sample stops the whole batch: ask for each sample."),
    Mistake(
        "mask[:, t, None]", "mask[:, t - 1, None]", "The mask of the step before decides. Mask and gates are those of one `t`."
    ),
    Mistake(OUT, "return h_all[:-1].swapaxes(0, 1), Fused", "The outputs are one step late: entry 0 of h_all is h_0, no output."),
    Mistake(
        OUT,
        "return h_all[1:], Fused",
        "Time is the first axis of the buffer. The outputs are asked for batch first.",
        caught="shape",
    ),
    Mistake(
        OUT,
        "return h_all[1:].reshape(batch, timesteps, units), Fused",
        "`reshape` gives the right shape but mixes samples and steps. Axes are exchanged with `swapaxes`.",
    ),
    Mistake(
        "columns), x.dtype)",
        "columns))",
        "The buffers are float64, whatever the inputs are.",
        caught="property",
    ),
    Mistake(
        "inner, h_all, mask)",
        "inner, h_all, None)",
        "The cache has lost the mask, which a backward pass needs.",
        caught="type",
    ),
)

FORWARD = (*SUMS, *GATES, *STATES, *RESULT)
