"""Known mistakes of unit 04: the Jacobian of a step, and the length of a gradient over time."""

from __future__ import annotations

from .model import Mistake

JACOBIAN = (
    Mistake(
        "slopes[:, None, :]",
        "slopes[:, :, None]",
        "The slope of tanh is taken at the unit where a road begins. In (4.3) it has the index j of the unit where the road "
        "arrives, the last axis.",
    ),
    Mistake(
        "recurrent_kernel * slopes[:, None, :]",
        "recurrent_kernel.T * slopes[:, None, :]",
        "The recurrent kernel is transposed. It is square, so no error tells: the first index of both tables is the old unit.",
    ),
    Mistake(
        "recurrent_kernel * slopes[:, None, :]",
        "recurrent_kernel.T * slopes[:, :, None]",
        "Rows and columns are exchanged: jacobian[n, i, j] leads from old unit i to new unit j. (Texts with column vectors have "
        "it the other way round.)",
    ),
    Mistake("1 - h**2", "np.ones_like(h)", "The slope of tanh is missing: every road passes it, look at the bracket in (4.3)."),
    Mistake("1 - h**2", "1 - np.tanh(h) ** 2", "h went through tanh a second time. It already is the tanh of (4.3)."),
    Mistake("1 - h**2", "1 - h", "The slope of tanh needs the square of h: compare with (4.3)."),
    Mistake("1 - h**2", "h**2", "The bracket of (4.3) is 1 minus the square: where h is 0 the slope is 1, not 0."),
    Mistake("1 - h**2", "h * (1 - h)", "h * (1 - h) is the slope of a sigmoid. This cell ends with a tanh."),
    Mistake("1 - h**2", "1 + h**2", "A sign is wrong in the slope of tanh: at a saturated unit (h near 1) it is near 0, not 2."),
    Mistake("1 - h**2", "(1 - h**2) ** 2", "The slope of tanh is multiplied in twice. One step passes through one tanh."),
    Mistake(
        "slopes = 1 - h**2",
        "slopes = np.broadcast_to(np.mean(1 - h**2, axis=0), h.shape)",
        "All samples have the same table: the slopes were averaged over the batch. Each sample has states of its own.",
    ),
    Mistake(
        "slopes = 1 - h**2",
        "slopes = np.repeat(1 - h[:1] ** 2, len(h), axis=0)",
        "Every sample got the table of the first one. Each sample has states of its own.",
    ),
    Mistake(
        "recurrent_kernel * slopes[:, None, :]",
        "np.eye(len(recurrent_kernel)) * np.diag(recurrent_kernel) * slopes[:, None, :]",
        "Only the diagonal is filled: each new unit follows only its own old self. But the recurrent kernel joins all units.",
    ),
    Mistake(
        "recurrent_kernel * slopes[:, None, :]",
        "slopes @ recurrent_kernel",
        "The batch and one axis of units are left: a matrix product sums over units. A Jacobian sums nothing, it keeps a "
        "slope for every pair of units.",
        caught="shape",
    ),
    Mistake(
        "return jacobian",
        "return np.mean(jacobian, axis=0)",
        "The tables of all samples were averaged into one. Each sample keeps its own.",
        caught="shape",
    ),
    Mistake(
        "return jacobian",
        "return np.moveaxis(jacobian, 0, -1)",
        "The samples come last; they come first.",
        caught="shape",
    ),
)

NORMS = (
    Mistake(
        "recurrent_kernel.T",
        "recurrent_kernel",
        "The recurrent kernel is not transposed. It is square, so no error tells: a gradient walks the roads backwards, (4.4).",
    ),
    Mistake(
        "d_h * (1 - h_all[:, t] ** 2)",
        "d_h",
        "The slope of tanh is missing: the gradient goes through the recurrent kernel only. Look at (4.4).",
    ),
    Mistake(
        "h_all[:, t] ** 2",
        "h_all[:, t - 1] ** 2",
        "The slopes are taken one step too early. The step back from state t passes the tanh that made state t.",
    ),
    Mistake(
        "h_all[:, t] ** 2",
        "np.tanh(h_all[:, t]) ** 2",
        "The states went through tanh a second time. h_all already holds the tanh of (4.4).",
    ),
    Mistake("h_all[:, t] ** 2", "h_all[:, t]", "The slope of tanh needs the square of h: compare with (4.4)."),
    Mistake("(1 - h_all[:, t] ** 2)", "(1 - h_all[:, t] ** 2) ** 2", "The slope of tanh is multiplied in twice."),
    Mistake("(1 - h_all[:, t] ** 2)", "(h_all[:, t] ** 2)", "The slope of tanh is 1 minus the square of h, (4.4)."),
    Mistake(
        "(d_h * (1 - h_all[:, t] ** 2)) @ recurrent_kernel.T",
        "(d_h @ recurrent_kernel.T) * (1 - h_all[:, t] ** 2)",
        "Kernel and slope come in the wrong order. Backwards, the tanh of a step is passed first, then its recurrent kernel.",
    ),
    Mistake(
        "norms[:, t] = np.sqrt(np.sum(d_h**2, axis=1))  # (4.7)\n"
        "        d_h = (d_h * (1 - h_all[:, t] ** 2)) @ recurrent_kernel.T",
        "d_h = (d_h * (1 - h_all[:, t] ** 2)) @ recurrent_kernel.T\n        norms[:, t] = np.sqrt(np.sum(d_h**2, axis=1))",
        "The lengths are off by one step: yours at step t is that of the state before. First write the length down, then step "
        "back; norms[:, -1] is the length of d_h_last.",
    ),
    Mistake(
        "norms[:, t] = np.sqrt",
        "norms[:, h_all.shape[1] - 1 - t] = np.sqrt",
        "Time runs the wrong way in your answer: norms[:, 0] belongs to the first state, norms[:, -1] to the last.",
    ),
    Mistake(
        "reversed(range(h_all.shape[1]))",
        "range(h_all.shape[1])",
        "The loop runs from the first state to the last. The gradient enters at the last one and walks towards the first.",
    ),
    Mistake(
        "np.sqrt(np.sum(d_h**2, axis=1))",
        "np.sum(d_h**2, axis=1)",
        "The square root is missing: these are squared lengths, (4.7).",
    ),
    Mistake(
        "np.sqrt(np.sum(d_h**2, axis=1))",
        "np.sqrt(np.mean(d_h**2, axis=1))",
        "The squares were averaged over the units. A length is the root of their sum, (4.7).",
    ),
    Mistake(
        "np.sqrt(np.sum(d_h**2, axis=1))",
        "np.sum(np.abs(d_h), axis=1)",
        "The absolute values were added. The Euclidean length is the root of the sum of squares, (4.7).",
    ),
    Mistake(
        "np.sqrt(np.sum(d_h**2, axis=1))", "np.max(np.abs(d_h), axis=1)", "This is the largest entry, not the length, (4.7)."
    ),
    Mistake(
        "np.sqrt(np.sum(d_h**2, axis=1))",
        "np.sqrt(np.sum(d_h**2))",
        "All samples have the same lengths: the squares of the whole batch were added. Each sample has a length of its own.",
    ),
    Mistake(
        "d_h = (d_h * (1",
        "d_h = d_h_last + (d_h * (1",
        "d_h_last is added at every step. Here it enters at the last state only, so that we see what becomes of it.",
    ),
    Mistake(
        "d_h = (d_h * (1",
        "d_h = d_h + (d_h * (1",
        "The gradient of the later state is kept and added to. On its way back it is replaced: there is only the road of (4.4).",
    ),
    Mistake(
        "d_h = (d_h * (1",
        "d_h = (d_h_last * (1",
        "Every step starts from d_h_last again, so nothing is multiplied over time. The running gradient must go on.",
    ),
    Mistake(
        "return norms",
        "return norms / norms[:, -1:]",
        "The lengths are relative to the last one. Here the lengths themselves are due; exercise 9 will divide.",
    ),
    Mistake(
        "return norms",
        "return norms.T",
        "Samples and time steps are exchanged.",
        caught="shape",
    ),
    Mistake(
        "return norms",
        "return np.mean(norms, axis=0)",
        "The samples were averaged. Each keeps its own row.",
        caught="shape",
    ),
    Mistake(
        "d_h = (d_h * (1 - h_all[:, t] ** 2)) @ recurrent_kernel.T",
        "d_h *= 1 - h_all[:, t] ** 2\n        d_h = d_h @ recurrent_kernel.T",
        "d_h_last was changed in place: whoever called the function still needs it. Make a new array.",
        caught="inputs",
    ),
)
