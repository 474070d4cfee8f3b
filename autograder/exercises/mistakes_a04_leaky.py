"""Known mistakes of unit 04: the leaky cell, forward and back."""

from __future__ import annotations

from .model import Mistake

FORWARD = (
    Mistake(" + bias", "", "The bias is missing: look at the last term of (4.14)."),
    Mistake(
        " + h_prev @ recurrent_kernel", "", "The recurrent kernel is not used: the candidate needs the old state, too, (4.14)."
    ),
    Mistake("x_t @ kernel + ", "", "The input has no influence: where is the first product of (4.14)?"),
    Mistake(
        "h_prev @ recurrent_kernel",
        "h_prev @ recurrent_kernel.T",
        "The recurrent kernel is transposed; it is square, so NumPy cannot complain. (4.14) has no transpose.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "(1 - gamma) * h_prev + gamma * g",
        "gamma and 1 - gamma are exchanged: gamma is the part of the OLD state that stays.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "gamma * h_prev + g",
        "The candidate comes in whole. Its part is 1 - gamma, so that the two parts add up to 1.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "h_prev + (1 - gamma) * g",
        "The old state is kept whole. Its part is gamma; else the state grows without limit.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "gamma * h_prev + gamma * g",
        "Both parts are weighed by gamma. That of the candidate is 1 - gamma.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "(1 - gamma) * g",
        "The leak itself is missing: the part gamma of the old state stays, outside of tanh.",
    ),
    Mistake(
        "gamma * h_prev + (1 - gamma) * g",
        "g",
        "gamma is not used: this is the plain cell. (4.15) mixes old state and candidate.",
    ),
    Mistake(
        "h = gamma * h_prev + (1 - gamma) * g",
        "h_prev *= gamma\n    h = h_prev + (1 - gamma) * g",
        "h_prev was changed in place: the state is right, but the cache holds an old state that has shrunk. Make a new array.",
    ),
    Mistake(
        "h = gamma * h_prev + (1 - gamma) * g",
        "h = np.tanh(gamma * h_prev + (1 - gamma) * g)",
        "tanh is taken of the new state, too. Only the candidate passes it; the leak goes round it.",
    ),
    Mistake(
        "g = np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)",
        "g = x_t @ kernel + h_prev @ recurrent_kernel + bias",
        "The tanh of (4.14) is missing.",
    ),
    Mistake(
        "g = np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)  # (4.14)\n    h = gamma * h_prev + (1 - gamma) * g",
        "g = x_t @ kernel + h_prev @ recurrent_kernel + bias\n    h = np.tanh(gamma * h_prev + (1 - gamma) * g)",
        "The leak is inside tanh: old state and sum are mixed first. In (4.15) the candidate, after tanh, is mixed with the old "
        "state.",
    ),
    Mistake(
        "h_prev @ recurrent_kernel",
        "(gamma * h_prev) @ recurrent_kernel",
        "Inside tanh the old state is weighed by gamma. There it comes in whole; gamma stands outside only.",
    ),
    Mistake(
        "h = gamma * h_prev + (1 - gamma) * g",
        "g = np.maximum(g, 0.0)\n    h = gamma * h_prev + (1 - gamma) * g",
        "Negative candidates became 0. (4.14) has a tanh, nothing else.",
    ),
    Mistake(
        "LeakyCellCache(x_t, h_prev, g, h)",
        "LeakyCellCache(x_t, h_prev, h, g)",
        "State and candidate are exchanged in the cache: its items are x_t, h_prev, g, h.",
    ),
    Mistake(
        "LeakyCellCache(x_t, h_prev, g, h)",
        "LeakyCellCache(x_t, h, g, h)",
        "The cache holds the new state in the place of the old one. The backward pass needs the state that the step began with.",
    ),
    Mistake(
        "LeakyCellCache(x_t, h_prev, g, h)",
        "LeakyCellCache(x_t, h_prev, np.arctanh(g), h)",
        "The state is right, but the cache holds the sum before tanh. It should hold the candidate g, after tanh.",
    ),
    Mistake(
        "return h, LeakyCellCache(x_t, h_prev, g, h)",
        "return g, LeakyCellCache(x_t, h_prev, g, h)",
        "The candidate is returned in the place of the new state.",
    ),
    Mistake(
        "return h, LeakyCellCache(x_t, h_prev, g, h)",
        "return h",
        "The cache is missing: return two values.",
        caught="structure",
    ),
)

BACKWARD = (
    Mistake(
        "d_g = (1 - gamma) * d_h",
        "d_g = d_h",
        "The factor 1 - gamma is missing: the candidate entered the new state with that part only, (4.16).",
    ),
    Mistake(
        "d_g = (1 - gamma) * d_h",
        "d_g = gamma * d_h",
        "The candidate's gradient has the factor gamma. Its part in the new state was 1 - gamma, (4.16).",
    ),
    Mistake(
        "d_h_prev = gamma * d_h + d_a @ recurrent_kernel.T",
        "d_h_prev = d_a @ recurrent_kernel.T",
        "d_h_prev misses the road through the leak: gamma * d_h. It is the one that keeps the gradient alive.",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "gamma * d_h",
        "d_h_prev misses the road through the candidate: the old state also acts through the recurrent kernel, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "d_h + d_a @ recurrent_kernel.T",
        "The leak hands on the whole of d_h. Only the part gamma of the old state stayed, so only that part goes back, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "(1 - gamma) * d_h + d_a @ recurrent_kernel.T",
        "The leak hands on the part 1 - gamma. The part of the old state that stayed is gamma, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "gamma * d_g + d_a @ recurrent_kernel.T",
        "The leak starts from d_g, which has the factor 1 - gamma already. It starts from d_h, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "gamma * d_a + d_a @ recurrent_kernel.T",
        "The leak starts from d_a. That road passes no tanh: it starts from d_h, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "gamma * (d_h + d_a @ recurrent_kernel.T)",
        "Both roads to the old state are weighed by gamma. Only the leak is, (4.18).",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "gamma * d_h * (1 - h_prev**2) + d_a @ recurrent_kernel.T",
        "The leak is multiplied with a slope of tanh. It goes straight from state to state.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel",
        "The recurrent kernel is not transposed in d_h_prev. It is square, so no error tells: compare with (4.18).",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_g @ recurrent_kernel.T",
        "In d_h_prev the road through the recurrent kernel starts from d_g. It leads through the tanh first: start from d_a.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_h @ recurrent_kernel.T",
        "In d_h_prev the road through the recurrent kernel starts from d_h. It leads through mixing and tanh first: start "
        "from d_a.",
    ),
    Mistake("d_g * (1 - g**2)", "d_g", "The slope of tanh is missing: look at (4.17)."),
    Mistake(
        "(1 - g**2)",
        "(1 - h**2)",
        "The slope of tanh is taken at the new state. In this cell h is a mixture; what came out of tanh is the candidate g.",
    ),
    Mistake("(1 - g**2)", "(1 - h_prev**2)", "The slope of tanh is taken at the old state. It belongs to the candidate g."),
    Mistake("(1 - g**2)", "(1 - np.tanh(g) ** 2)", "g went through tanh a second time. It already is the tanh of (4.14)."),
    Mistake("(1 - g**2)", "(1 - g)", "The slope of tanh needs the square of g: compare with (4.17)."),
    Mistake("(1 - g**2)", "g * (1 - g)", "g * (1 - g) is the slope of a sigmoid. The candidate comes from a tanh."),
    Mistake("(1 - g**2)", "(1 - g**2) ** 2", "The slope of tanh is multiplied in twice."),
    Mistake("(1 - g**2)", "(1 + g**2)", "A sign is wrong in the slope of tanh: where g is near 1 it is near 0, not 2."),
    Mistake(
        "d_x_t = d_a @ kernel.T",
        "d_x_t = d_h @ kernel.T",
        "d_x_t starts from d_h. The input acts through mixing and tanh only, so it starts from d_a.",
    ),
    Mistake("d_x_t = d_a @ kernel.T", "d_x_t = d_g @ kernel.T", "d_x_t starts from d_g. The tanh comes first: start from d_a."),
    Mistake(
        "d_x_t = d_a @ kernel.T",
        "d_x_t = (1 - gamma) * d_a @ kernel.T",
        "In d_x_t the factor 1 - gamma is applied twice: d_a has it already.",
    ),
    Mistake("x_t.T @ d_a", "x_t.T @ d_h", "d_kernel starts from d_h. The kernel stands inside the tanh: start from d_a."),
    Mistake("x_t.T @ d_a", "x_t.T @ d_g", "d_kernel starts from d_g. The kernel stands inside the tanh: start from d_a."),
    Mistake(
        "x_t.T @ d_a",
        "x_t.T @ d_a / len(x_t)",
        "d_kernel is averaged over the batch. The mean is already in the loss: here the samples are summed.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h_prev.T @ d_h",
        "d_recurrent_kernel starts from d_h. The recurrent kernel stands inside the tanh: start from d_a.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h_prev.T @ d_g",
        "d_recurrent_kernel starts from d_g. The recurrent kernel stands inside the tanh: start from d_a.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h.T @ d_a",
        "d_recurrent_kernel is built from the new state. Which state did the recurrent kernel multiply in the forward step?",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "g.T @ d_a",
        "d_recurrent_kernel is built from the candidate. The recurrent kernel multiplied the old state.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "d_a.T @ h_prev",
        "d_recurrent_kernel is transposed. It is square, so no error tells: rows are old units, columns new ones.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "gamma * h_prev.T @ d_a",
        "d_recurrent_kernel has a factor gamma. Inside tanh the old state came in whole.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)", "np.sum(d_h, axis=0)", "d_bias starts from d_h. The bias stands inside the tanh: start from d_a."
    ),
    Mistake(
        "np.sum(d_a, axis=0)", "np.sum(d_g, axis=0)", "d_bias starts from d_g. The bias stands inside the tanh: start from d_a."
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.mean(d_a, axis=0)",
        "d_bias is a mean over the batch. Every sample used the same bias, so their gradients are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.sum(d_a, axis=1)",
        "d_bias is summed over the units. There is one bias per unit: sum over the samples.",
        caught="shape",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "d_a",
        "d_bias still has a row for every sample. All samples share one bias, so their rows are summed.",
        caught="shape",
    ),
    Mistake(
        "return d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, d_bias",
        "return d_x_t, d_h_prev, d_recurrent_kernel, d_kernel, d_bias",
        "d_kernel and d_recurrent_kernel are exchanged: d_kernel comes first, (features, units).",
        caught="shape",
    ),
    Mistake(
        "return d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, d_bias",
        "return d_h_prev, d_x_t, d_kernel, d_recurrent_kernel, d_bias",
        "d_x_t and d_h_prev are exchanged: d_x_t comes first.",
        caught="shape",
    ),
    Mistake(
        "gamma * d_h + d_a @ recurrent_kernel.T",
        "np.multiply(d_h, gamma, out=d_h) + d_a @ recurrent_kernel.T",
        "d_h was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)
