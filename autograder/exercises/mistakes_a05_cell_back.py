"""Known mistakes of unit 05: one time step back."""

from __future__ import annotations

from .model import Mistake

THROUGH_H = "d_h * o * (1 - tanh_c**2)"
IN, FORGET, CANDIDATE, OUT = (
    "d_c_total * g * i * (1 - i)",
    "d_c_total * c_prev * f * (1 - f)",
    "d_c_total * i * (1 - g**2)",
    "d_h * tanh_c * o * (1 - o)",
)
JOINED = "[d_a_i, d_a_f, d_a_g, d_a_o]"

TOTAL = (
    Mistake(
        f"d_c + {THROUGH_H}",
        "d_c",
        "The path through h is missing in the gradient of the cell state: h was made from c, so d_h reaches c as well, (5.11).",
    ),
    Mistake(
        f"d_c + {THROUGH_H}",
        THROUGH_H,
        "d_c, which comes from the right, is not used: the path through h replaces it where (5.11) adds it.",
    ),
    Mistake("d_h * o * (1", "d_h * (1", "The path through h lacks the output gate: look at (5.11)."),
    Mistake("o * (1 - tanh_c**2)", "o", "The path through h lacks the slope of tanh: look at (5.11)."),
    Mistake(
        "(1 - tanh_c**2)",
        "(1 - c**2)",
        "The slope of tanh is taken of c itself. c is what went into the tanh, not what came out: 1 - tanh(c) squared.",
    ),
    Mistake(
        "(1 - tanh_c**2)",
        "(1 - h**2)",
        "The slope of tanh is taken of h. In an LSTM h is not the tanh: it has the output gate as a factor.",
    ),
    Mistake(
        "(1 - tanh_c**2)",
        "(1 - np.tanh(h) ** 2)",
        "The slope of tanh is taken at h. The tanh of (5.8) was taken of c.",
    ),
    Mistake("(1 - tanh_c**2)", "(1 - tanh_c)", "The slope of tanh needs the square: 1 - tanh(c) squared."),
    Mistake(
        "(1 - tanh_c**2)", "(1 - np.tanh(tanh_c) ** 2)", "The cell state went through tanh twice before its slope was taken."
    ),
    Mistake(
        "d_h * o * (1",
        "d_h * o * (1 - o) * (1",
        "The path through h has the slope of the output gate. On this path the gate is only a factor: its value.",
    ),
    Mistake(
        "d_h * o * (1 - tanh_c**2)",
        "d_h * tanh_c",
        "The path through h was given the factor of the other path: to the output gate leads tanh(c), to the cell o "
        "times a slope.",
    ),
    Mistake("np.tanh(c)", "np.tanh(c_prev)", "tanh is taken of the old cell state. (5.8) shows the new one."),
)

SLOPES = (
    Mistake(IN, "d_c_total * g", "The slope of the input gate is missing: d_a_i belongs to the sum before the sigmoid, (5.12)."),
    Mistake(IN, "d_c_total * g * i", "The slope of the input gate is i (1 - i); only i was used, see (5.12)."),
    Mistake(IN, "d_c_total * g * (1 - i**2)", "The input gate was given the slope of tanh. It is a sigmoid: i (1 - i)."),
    Mistake(
        IN,
        "d_c_total * c_prev * i * (1 - i)",
        "The input gate multiplied g in the forward step, so its gradient has the factor g, (5.12).",
    ),
    Mistake(IN, "d_c * g * i * (1 - i)", "The input gate gets only what comes from the right; it needs the total of (5.11)."),
    Mistake(
        IN,
        "d_h * g * i * (1 - i)",
        "The input gate starts from d_h. It acts on the cell state, so it starts from the total of (5.11).",
    ),
    Mistake(
        IN,
        "d_c_total * g * sigmoid(i) * (1 - sigmoid(i))",
        "i went through the sigmoid a second time. In the cache it is already activated.",
    ),
    Mistake(
        FORGET,
        "d_c_total * c_prev",
        "The slope of the forget gate is missing: d_a_f belongs to the sum before the sigmoid, (5.13).",
    ),
    Mistake(IN, "d_c_total * i * (1 - i)", "The factor g is missing: the input gate multiplied the candidate, (5.12)."),
    Mistake(FORGET, "d_c_total * f * (1 - f)", "The factor c_prev is missing: the forget gate multiplied the old, (5.13)."),
    Mistake(
        FORGET, "d_c_total * c_prev * (1 - f)", "The slope of the forget gate is f (1 - f); only 1 - f was used, see (5.13)."
    ),
    Mistake(FORGET, "d_c_total * c_prev * f", "The slope of the forget gate is f (1 - f); only f was used, see (5.13)."),
    Mistake(
        FORGET, "d_c_total * c_prev * (1 - f**2)", "The forget gate was given the slope of tanh. It is a sigmoid: f (1 - f)."
    ),
    Mistake(
        FORGET,
        "d_c_total * c * f * (1 - f)",
        "The forget gate multiplied the old cell state, so its gradient has the factor c_prev, (5.13).",
    ),
    Mistake(FORGET, "d_c_total * g * f * (1 - f)", "The forget gate multiplied c_prev, not the candidate: look at (5.13)."),
    Mistake(
        FORGET, "d_c * c_prev * f * (1 - f)", "The forget gate gets only what comes from the right; it needs the total of (5.11)."
    ),
    Mistake(
        FORGET,
        "d_h * c_prev * f * (1 - f)",
        "The forget gate starts from d_h. It acts on the cell state, so it starts from the total of (5.11).",
    ),
    Mistake(
        CANDIDATE, "d_c_total * i", "The slope of the candidate is missing: d_a_g belongs to the sum before the tanh, (5.14)."
    ),
    Mistake(
        CANDIDATE, "d_c_total * i * g * (1 - g)", "The candidate was given the slope of a sigmoid. It is a tanh: 1 - g squared."
    ),
    Mistake(
        CANDIDATE,
        "d_c_total * i * (1 - np.tanh(g) ** 2)",
        "g went through tanh a second time. In the cache it is already activated.",
    ),
    Mistake(CANDIDATE, "d_c_total * i * (1 - g)", "The slope of the candidate needs the square of g: look at (5.14)."),
    Mistake(
        CANDIDATE, "d_c_total * (1 - g**2)", "The gradient of the candidate lacks the input gate, which multiplied it in (5.7)."
    ),
    Mistake(
        CANDIDATE,
        "d_c_total * g * (1 - g**2)",
        "The candidate multiplied the input gate in (5.7), so its gradient has the factor i.",
    ),
    Mistake(
        CANDIDATE, "d_c * i * (1 - g**2)", "The candidate gets only what comes from the right; it needs the total of (5.11)."
    ),
    Mistake(
        CANDIDATE,
        "d_h * i * (1 - g**2)",
        "The candidate starts from d_h. It acts on the cell state, so it starts from the total of (5.11).",
    ),
    Mistake(OUT, "d_h * tanh_c", "The slope of the output gate is missing: d_a_o belongs to the sum before the sigmoid, (5.15)."),
    Mistake(OUT, "d_h * tanh_c * o", "The slope of the output gate is o (1 - o); only o was used, see (5.15)."),
    Mistake(OUT, "d_h * tanh_c * (1 - o**2)", "The output gate was given the slope of tanh. It is a sigmoid: o (1 - o)."),
    Mistake(OUT, "d_h * c * o * (1 - o)", "The output gate multiplied tanh(c), not c: look at (5.15)."),
    Mistake(OUT, "d_h * h * o * (1 - o)", "The output gate multiplied tanh(c). h already has the gate in it."),
    Mistake(
        OUT,
        "d_c_total * tanh_c * o * (1 - o)",
        "The output gate starts from the total of the cell state. It acts on h only: it starts from d_h.",
    ),
    Mistake(
        OUT,
        "(d_h + d_c) * tanh_c * o * (1 - o)",
        "The output gate got d_c as well. It has no effect on the cell state, only on h.",
    ),
)

ROADS = (
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c_total",
        "d_c_prev lacks the forget gate: on the road back the gradient is multiplied by f, (5.16).",
    ),
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c * f",
        "d_c_prev gets only what came from the right. The path through h goes on to the left as well: use the total.",
    ),
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c_total * f * (1 - f)",
        "d_c_prev has the slope of the forget gate. On this road the gate is only a factor: its value.",
    ),
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c_total * i",
        "d_c_prev has the input gate as its factor. The old cell state was multiplied by f.",
    ),
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c_total * f * (1 - np.tanh(c_prev) ** 2)",
        "d_c_prev has a slope of tanh. There is no tanh on the road of the cell state: that is the point of it.",
    ),
    Mistake(
        "= d_c_total * f  # (5.16)",
        "= d_c_total * f + d_a_f * f",
        "Something is added to d_c_prev. The old cell state acts on the new one only through the product with f.",
    ),
    Mistake(
        JOINED,
        "[d_a_i, d_a_f, d_a_o, d_a_g]",
        "The blocks were joined in the order i, f, o, g. They must stand as in (5.2): i, f, g, o.",
    ),
    Mistake(
        JOINED,
        "[d_a_f, d_a_i, d_a_g, d_a_o]",
        "The blocks were joined in the order f, i, g, o. They must stand as in (5.2): i, f, g, o.",
    ),
    Mistake(
        JOINED,
        "[d_a_f, d_a_i, d_a_o, d_a_g]",
        "The blocks were joined in the order f, i, o, g. They must stand as in (5.2): i, f, g, o.",
    ),
    Mistake(
        "np.concatenate([d_a_i, d_a_f, d_a_g, d_a_o], axis=1)",
        "np.stack([d_a_i, d_a_f, d_a_g, d_a_o], axis=2).reshape(len(d_h), -1)",
        "The four gates are interleaved, unit by unit. Each gate has a block of its own, `units` columns wide.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "np.sum([d @ w for d, w in zip(np.split(d_a, 4, axis=1), np.split(recurrent_kernel, 4, axis=1))], axis=0)",
        "The blocks of the recurrent kernel are not transposed in d_h_prev. They are square, so no error tells: look at (5.18).",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a_g @ np.split(recurrent_kernel, 4, axis=1)[2].T",
        "d_h_prev comes from the candidate only. The old hidden state acts on all four: use the whole of d_a.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel.T + d_h",
        "d_h is added to d_h_prev as if the old hidden state were also copied. It acts only through the recurrent kernel.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel.T * (1 - h_prev**2)",
        "d_h_prev is multiplied with a slope at the old state. That belongs to the step before, which will apply it itself.",
    ),
    Mistake(
        "d_a @ kernel.T",
        "d_a_g @ np.split(kernel, 4, axis=1)[2].T",
        "d_x_t comes from the candidate only. The input acts on all four: use the whole of d_a.",
    ),
    Mistake(
        "return d_x_t, d_h_prev, d_c_prev,",
        "return d_x_t, d_c_prev, d_h_prev,",
        "The gradients of the two old states are returned in the wrong order: d_h_prev first, then d_c_prev.",
    ),
    Mistake(
        "d_c_total = d_c + d_h * o * (1 - tanh_c**2)",
        "d_c += d_h * o * (1 - tanh_c**2)\n    d_c_total = d_c",
        "d_c was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)

WEIGHTS = (
    Mistake(
        "x_t.T @ d_a",
        "x_t.T @ d_a / len(x_t)",
        "d_kernel is averaged over the batch. The mean is already in the loss: here the samples are summed.",
    ),
    Mistake(
        "x_t.T @ d_a",
        "x_t.reshape(kernel.shape[0], -1) @ d_a",
        "reshape was used where a transpose is due: it gives the right shape with the numbers in the wrong places.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h.T @ d_a",
        "d_recurrent_kernel is built from the new hidden state. Which state did the recurrent kernel multiply in (5.2)?",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "c_prev.T @ d_a",
        "d_recurrent_kernel is built from the cell state. Which state did the recurrent kernel multiply in (5.2)?",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h_prev.T @ d_a / len(x_t)",
        "d_recurrent_kernel is averaged over the batch. The mean is already in the loss: here the samples are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.mean(d_a, axis=0)",
        "d_bias is a mean over the batch. Every sample used the same bias, so their gradients are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "np.sum(d_a, axis=1)",
        "d_bias is summed over the units. There is one bias per gate and unit: sum over the samples.",
        caught="shape",
    ),
    Mistake(
        "np.sum(d_a, axis=0)",
        "d_a",
        "d_bias still has a row for every sample. All samples share one bias, so their rows are summed.",
        caught="shape",
    ),
)

CELL_BACK = (*TOTAL, *SLOPES, *ROADS, *WEIGHTS)
