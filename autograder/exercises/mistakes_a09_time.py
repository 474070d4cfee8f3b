"""Known mistakes of unit 09: the loop over time, and the layer with its switches."""

from __future__ import annotations

from .model import Mistake

MASKED = "if mask is not None:"
OLD_OUTPUT = "output = ops.where(real, output, old_output)"
KEPT = "lambda new, old: ops.where(real, new, old), list(states), old_states"
BACK = "return ops.swapaxes(outputs, 0, 1), states"
CARRIED = "return (output, list(states)), output"
STEP = "def step(carry, now):\n        old_output, old_states = carry\n        output, states = cell(now[0], old_states)"
START = "scan(step, (output, list(states)), time_first)"

LOOP = (
    Mistake(
        MASKED,
        "if False:",
        "The mask has no effect: at a masked step output and states must stay as they were, (9.10) and (9.11).",
    ),
    Mistake(
        OLD_OUTPUT,
        "output = ops.where(real, output, 0.0)",
        "The output of a masked step is zero. (9.10) repeats the output of the step before.",
    ),
    Mistake(
        OLD_OUTPUT, "pass", "The mask decides about the states only: the output of a masked step must repeat the one before."
    ),
    Mistake(
        KEPT,
        "lambda new, old: new, list(states), old_states",
        "The mask decides about the output only: the states of a masked step must stay, (9.11).",
    ),
    Mistake(
        KEPT,
        "lambda new, old: ops.where(real, new, 0.0), list(states), old_states",
        "The states of a masked step are set to zero. (9.11) keeps them.",
    ),
    Mistake(
        KEPT,
        KEPT.replace("list(states), old_states", "[states[0], old_states[1]], old_states"),
        "The second state never changes: the mask must decide about every state, and a real step replaces it.",
    ),
    Mistake(
        "ops.where(real, ",
        "ops.where(ops.logical_not(real), ",
        "The mask is the wrong way round: True is a real step.",
    ),
    Mistake(
        KEPT + ")",
        KEPT + ")[:1] + list(states)[1:]",
        "The mask decides about the first state only: (9.11) is about every state.",
    ),
    Mistake(
        STEP,
        f"first = list(states)\n\n    {STEP}".replace("cell(now[0], old_states)", "cell(now[0], first)"),
        "Every step starts from the states that `run_cell` was given. A step takes those of the step before, from `carry`.",
    ),
    Mistake(
        f"{STEP}\n        {MASKED}\n            real = now[1]\n",
        STEP.replace("now[0],", "now[0] if mask is None else ops.where(now[1], now[0], 0.0),")
        + f"\n        {MASKED}\n            real = ops.ones_like(now[1])\n",
        "A masked step reads zeros, but is made all the same. At a masked step output and states stay as they were.",
    ),
    Mistake(CARRIED, "return (output, old_states), output", "Every step gets the first states."),
    Mistake(
        CARRIED,
        "return (old_output, list(states)), output",
        "What a masked step repeats is the first output of all, not that of the step before: hand the new output on.",
    ),
    Mistake(
        START,
        "scan(step, (ops.zeros_like(output), list(states)), time_first)",
        "The loop begins with an output of zeros. It begins with `output`, which is repeated if the first steps are masked.",
    ),
    Mistake(
        START,
        "scan(step, (output, [ops.zeros_like(state) for state in states]), time_first)",
        "The loop begins with states of zeros instead of those it is given.",
    ),
    Mistake(
        BACK,
        "return outputs, states",
        "The outputs come back with time first: put batch and time back in their places.",
    ),
    Mistake(BACK, "return ops.swapaxes(outputs, 0, 1)[:, -1], states", "Only the last output comes back: return all of them."),
    Mistake(BACK, "return ops.flip(ops.swapaxes(outputs, 0, 1), axis=1), states", "The outputs come back in reversed order."),
    Mistake(BACK, "return ops.swapaxes(outputs, 0, 1), states[::-1]", "The states come back in reversed order."),
    Mistake(BACK, "return states, ops.swapaxes(outputs, 0, 1)", "", caught="error"),
    Mistake(BACK, "return ops.swapaxes(outputs, 0, 1)", "", caught="error"),
    Mistake(
        "[sequences] if mask is None else [sequences, ",
        "[ops.flip(sequences, axis=1)] if mask is None else [ops.flip(sequences, axis=1), ",
        "The sequences are read from their end: the loop begins with the first time step.",
    ),
    Mistake("tuple(ops.swapaxes(x, 0, 1) for x in inputs)", "tuple(inputs)", "", caught="error"),
    Mistake(
        "        output, states = cell(now[0], old_states)\n",
        "        output, states = cell(now[0], old_states)\n        states = [ops.stop_gradient(state) for state in states]\n",
        "No gradient comes back through the states: hand them on as they are.",
    ),
)

CHOICE = "self.states if initial_state is None else initial_state"
TURNED = "mask = None if mask is None else ops.flip(mask, axis=1)"
RUN = "run_cell(self.cell, sequences, output, states, mask)"
RETURNED = "return (output, *states) if self.return_state else output"
ASSIGN = "                variable.assign(state)"

LAYER = (
    Mistake(RUN, "run_cell(self.cell, sequences, output, states)", "The mask is not handed on to `run_cell`."),
    Mistake(
        RUN,
        "run_cell(self.cell, sequences, output, states, mask if self.return_sequences else None)",
        "The mask is handed on to `run_cell` with `return_sequences` only. The last output must not depend on padding, either.",
    ),
    Mistake(
        RUN,
        "run_cell(self.cell, sequences, output, states, None if self.stateful else mask)",
        "A layer that is stateful does not hand the mask on to `run_cell`, so padding changes the states that are kept.",
    ),
    Mistake(
        TURNED,
        "pass",
        "With `go_backwards` the sequences are turned round and the mask is not: it belongs to its steps.",
    ),
    Mistake(
        "            sequences = ops.flip(sequences, axis=1)",
        "            pass",
        "With `go_backwards` the mask is turned round and the sequences are not.",
    ),
    Mistake(
        "axis=1)", "axis=0)", "With `go_backwards` the samples are turned round. Time is axis 1 of the sequences and of the mask."
    ),
    Mistake(
        "ops.flip(sequences, axis=1)",
        "ops.flip(sequences, axis=-1)",
        "With `go_backwards` the features are turned round. Time is axis 1 of the sequences.",
    ),
    Mistake("if self.go_backwards:", "if False:", "`go_backwards` has no effect: the last step comes first."),
    Mistake("if self.go_backwards:", "if not self.go_backwards:", "The layer goes backwards exactly when it should not."),
    Mistake(
        "        output = outputs if self.return_sequences",
        "        outputs = ops.flip(outputs, axis=1) if self.go_backwards else outputs\n"
        "        output = outputs if self.return_sequences",
        "With `go_backwards` the outputs are turned round again. They stay in the order in which they are made.",
    ),
    Mistake(
        "outputs[:, -1]", "outputs[:, 0]", "Without `return_sequences` the first output comes back. It is the last one made."
    ),
    Mistake(
        "outputs[:, -1]",
        "outputs[:, -1 if mask is None else 0]",
        "With a mask the first output comes back. The last one made stands at the end there, too.",
    ),
    Mistake(
        "outputs[:, -1]",
        "states[0]",
        "Without `return_sequences` a state comes back. It is the last output; a cell's output need not be one of its states.",
    ),
    Mistake(
        "outputs[:, -1]",
        "outputs[:, 0 if self.go_backwards else -1]",
        "With `go_backwards` the first output comes back. The last one made stands at the end there, too.",
    ),
    Mistake(
        "outputs if self.return_sequences else outputs[:, -1]",
        "outputs",
        "All outputs come back, also without `return_sequences`.",
    ),
    Mistake(
        "outputs if self.return_sequences else outputs[:, -1]",
        "outputs[:, -1]",
        "Only the last output comes back, also with `return_sequences`.",
    ),
    Mistake(
        "outputs if self.return_sequences else outputs[:, -1]",
        "outputs[:, -1] if self.return_sequences else outputs",
        "`return_sequences` is the wrong way round.",
    ),
    Mistake(
        RETURNED,
        "return (output, *states[::-1]) if self.return_state else output",
        "With `return_state` the states come in the wrong order: as the cell has them, h before c.",
    ),
    Mistake(
        RETURNED,
        "return (*states, output) if self.return_state else output",
        "With `return_state` the output comes last. It comes first, the states behind it.",
    ),
    Mistake(
        RETURNED,
        "return (outputs, *states) if self.return_state else output",
        "With `return_state` all outputs come back, also without `return_sequences`.",
    ),
    Mistake(RETURNED, "return (output, states[0]) if self.return_state else output", "", caught="error"),
    Mistake(RETURNED, "return output, *states", "", caught="error"),
    Mistake(RETURNED, "return (output, *states) if self.return_state or self.stateful else output", "", caught="error"),
    Mistake(RETURNED, "return output", "", caught="error"),
    Mistake(RETURNED, "return (output, *states) if self.return_state and self.return_sequences else output", "", caught="error"),
    Mistake(
        "if initial_state is not None or self.stateful:",
        "if initial_state is None and self.stateful:",
        "`initial_state` has no effect: it is the first choice for the states.",
    ),
    Mistake(
        f"if initial_state is not None or self.stateful:\n            states = self.as_tensors({CHOICE})",
        "if self.stateful:\n            states = self.as_tensors(self.states)",
        "`initial_state` is never looked at: it is the first choice for the states.",
    ),
    Mistake(
        CHOICE,
        "self.states if self.stateful else initial_state",
        "A layer that is stateful ignores `initial_state`. It is the first choice, also there.",
    ),
    Mistake(
        "if initial_state is not None or self.stateful:",
        "if initial_state is not None:",
        "A layer that is stateful begins every call with zeros. It begins with the states that were kept, `self.states`.",
    ),
    Mistake(
        ASSIGN,
        "                pass",
        "A layer that is stateful does not keep its last states: write them into the variables of `self.states`.",
    ),
    Mistake(
        "variable.assign(ops.zeros(variable.shape))",
        "pass",
        "`reset_state` does not set the states to zero, so the next text begins with what is left of the last one.",
    ),
    Mistake(
        "variable.assign(ops.zeros(variable.shape))",
        "variable.assign(ops.ones(variable.shape))",
        "`reset_state` sets the states to ones. A new text begins with zeros.",
    ),
    Mistake(
        "in tree.flatten(self.states) if self.stateful else []:",
        "in tree.flatten(self.states)[:1] if self.stateful else []:",
        "`reset_state` sets only the first state to zero.",
    ),
    Mistake("if self.stateful else []:", ":", "", caught="error"),
    Mistake(
        f"outputs, states = {RUN}",
        "outputs = keras.layers.RNN(self.cell, return_sequences=True)(sequences, mask=mask)",
        "",
        caught="error",
    ),
)
