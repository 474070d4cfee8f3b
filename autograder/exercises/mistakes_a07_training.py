"""Known mistakes of unit 07: dropout on the candidate, and a learnt initial state."""

from __future__ import annotations

from autograder.exercises.model import Mistake

SCALED = "g * keep / (1 - rate)"

DROPOUT = (
    Mistake(SCALED, "g * keep", "The kept candidates are not scaled up: divide by the share of kept units, (7.21)."),
    Mistake(SCALED, "g * keep / rate", "Divided by the share of silenced units. It is the share of kept ones, 1 - p, (7.21)."),
    Mistake(SCALED, "g * keep * (1 - rate)", "Multiplied with 1 - p. The kept candidates are made larger, so divide, (7.21)."),
    Mistake(SCALED, "g / (1 - rate)", "No unit is silenced: `keep` is not used, (7.21)."),
    Mistake(SCALED, "g * ~keep / (1 - rate)", "The wrong units are silenced: `keep` is True for the units that stay."),
    Mistake("if training:", "if True:", "Dropout is active in inference too. Without `training` the candidate stays as it is."),
    Mistake("if training:", "if not training:", "Dropout is active in inference and off in training: the other way round."),
    Mistake("if training:", "if False:", "Dropout is never active."),
    Mistake(
        "g = g * keep / (1 - rate)  # (7.21)",
        "g = g * keep / (1 - rate)\n    else:\n        g = g * (1 - rate)",
        "In inference the candidate is scaled down. That was made up for in training already, by dividing.",
    ),
    Mistake(
        "c = f * c_prev + i * g  # (7.22)",
        "c = f * c_prev + i * g\n    if training:\n        c = c * keep",
        "Dropout hits the whole cell state as well, so a silenced unit forgets. Only the candidate may be touched.",
    ),
    Mistake(
        "if training:\n        g = g * keep / (1 - rate)  # (7.21)\n    c = f * c_prev + i * g",
        "c = f * c_prev + i * g\n    if training:\n        c = c * keep / (1 - rate)",
        "Dropout is put on the new cell state, and the memory is lost. It belongs on the candidate g, before it is added.",
    ),
    Mistake(
        "g = g * keep / (1 - rate)",
        "c_prev = c_prev * keep / (1 - rate)",
        "Dropout is put on the old cell state or its forget gate: that is the memory. It belongs on the candidate g.",
    ),
    Mistake(
        "g = g * keep / (1 - rate)",
        "i, f, g, o = lstm_gates(x_t, h_prev * keep / (1 - rate), kernel, recurrent_kernel, bias)",
        "Dropout is put on the old state h, as Gal and Ghahramani do, and Keras. Here it belongs on the candidate g.",
    ),
    Mistake(
        "if training:\n        g = g * keep / (1 - rate)  # (7.21)\n    c = f * c_prev + i * g  # (7.22)\n    h = o * np.tanh(c)",
        "c = f * c_prev + i * g\n    h = o * np.tanh(c)\n    if training:\n        h = h * keep / (1 - rate)",
        "Dropout is put on the new state h. It belongs on the candidate g.",
    ),
    Mistake(
        "c = f * c_prev + i * g",
        "c = np.where(keep, f * c_prev + i * g, c_prev) if training else f * c_prev + i * g",
        "Silenced units keep the old cell state unchanged (that is zoneout). They still forget: their cell state is f * c_prev.",
    ),
    Mistake("f * c_prev + i * g", "i * c_prev + f * g", "Forget and input gate are exchanged, (7.22)."),
    Mistake("f * c_prev + i * g", "c_prev + i * g", "The forget gate is not used, (7.22)."),
    Mistake("f * c_prev + i * g", "f * c_prev + g", "The input gate is not used, (7.22)."),
    Mistake("h = o * np.tanh(c)", "h = o * c", "The tanh of the cell state is missing, (7.23)."),
    Mistake("h = o * np.tanh(c)", "h = np.tanh(c)", "The output gate is not used, (7.23)."),
    Mistake("h = o * np.tanh(c)", "h = o * np.tanh(c_prev)", "h is made of the old cell state. It reads the new one, (7.23)."),
    Mistake("return h, c\n", "return c, h\n", "h and c are returned in the other order: h comes first."),
)

TOTAL = "np.sum(d_h_0, axis=0)"

INITIAL_STATE = (
    Mistake(
        TOTAL, "np.mean(d_h_0, axis=0)", "The mean over the batch is taken. Every sample used the state, so it is a sum, (7.24)."
    ),
    Mistake(TOTAL, "d_h_0[0] + 0", "Only the first sample counts. All of them started from this state: sum over the batch."),
    Mistake(TOTAL, "d_h_0[-1] + 0", "Only the last sample counts. All of them started from this state: sum over the batch."),
    Mistake(
        TOTAL,
        "np.sum(np.abs(d_h_0), axis=0)",
        "Absolute values are summed. Gradients of different samples may cancel: keep signs.",
    ),
    Mistake(
        TOTAL,
        "-np.sum(d_h_0, axis=0)",
        "The sign is turned. The update subtracts the gradient; the gradient itself keeps its sign.",
    ),
    Mistake(
        TOTAL,
        "np.sum(d_h_0, axis=1)",
        "Summed over the units. There is one number per unit: sum over the samples.",
        caught="shape",
    ),
    Mistake(
        TOTAL,
        "np.sum(d_h_0, axis=0, keepdims=True)",
        "The axis of the batch is still there, with length 1. The initial state has the shape (units,).",
        caught="shape",
    ),
    Mistake(
        TOTAL,
        "d_h_0 + 0",
        "There is still a row per sample. All samples share one state, so their rows are summed.",
        caught="shape",
    ),
    Mistake(
        TOTAL, "np.sum(d_h_0)", "One number is left: the units were summed as well. There is one number per unit.", caught="type"
    ),
)
