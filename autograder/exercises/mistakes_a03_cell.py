"""Known mistakes of unit 03: one time step back."""

from __future__ import annotations

from autograder.exercises.model import Mistake

CELL = (
    Mistake(
        "d_h * (1 - h**2)",
        "d_h",
        "The slope of tanh is missing: d_h went into the products as it came in. Look at (3.6).",
    ),
    Mistake(
        "(1 - h**2)",
        "(1 - h_prev**2)",
        "The slope of tanh is taken at the old state. It belongs to the state that this step produced: which "
        "item of the cache is that?",
    ),
    Mistake(
        "(1 - h**2)",
        "(1 - np.tanh(h) ** 2)",
        "h went through tanh a second time. What the cache holds as h already is the tanh of (3.6).",
    ),
    Mistake("(1 - h**2)", "(1 - h)", "The slope of tanh needs the square of h: compare with (3.6)."),
    Mistake("(1 - h**2)", "h * (1 - h)", "h * (1 - h) is the slope of a sigmoid. This cell ends with a tanh."),
    Mistake(
        "(1 - h**2)",
        "(1 + h**2)",
        "A sign is wrong in the slope of tanh: at a saturated unit (h near 1) the slope is near 0, not 2.",
    ),
    Mistake(
        "(1 - h**2)",
        "(1 - h**2) ** 2",
        "The slope of tanh is multiplied in twice. One step passes through one tanh.",
    ),
    Mistake(
        "d_h * (1 - h**2)",
        "1 - h**2",
        "The gradient that comes in, d_h, is not used: (3.6) multiplies it with the slope of tanh.",
    ),
    Mistake(
        "d_a @ kernel.T",
        "d_h @ kernel.T",
        "d_x_t starts from d_h. The road to the input leads through the tanh first, so it starts from d_a.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_h @ recurrent_kernel.T",
        "d_h_prev starts from d_h. The road to the old state leads through the tanh first, so it starts from d_a.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel",
        "The recurrent kernel is not transposed in d_h_prev. It is square, so no error tells: compare with (3.8).",
    ),
    Mistake(
        "d_h_prev = d_a @ recurrent_kernel.T",
        "d_h_prev = d_a",
        "d_h_prev is d_a itself. On its way to the old state the gradient passes the recurrent kernel, (3.8).",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel.T * (1 - h_prev**2)",
        "d_h_prev is multiplied with the slope of tanh at the old state. That slope belongs to the step before, "
        "which will apply it itself.",
    ),
    Mistake(
        "d_a @ recurrent_kernel.T",
        "d_a @ recurrent_kernel.T + d_h",
        "d_h is added to d_h_prev as if the old state were also copied. In this cell it acts only through the recurrent kernel.",
    ),
    Mistake(
        "x_t.T @ d_a",
        "x_t.T @ d_h",
        "d_kernel starts from d_h. The kernel stands inside the tanh, so its gradient starts from d_a.",
    ),
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
        "h_prev.T @ d_h",
        "d_recurrent_kernel starts from d_h. The recurrent kernel stands inside the tanh, so its gradient starts from d_a.",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h.T @ d_a",
        "d_recurrent_kernel is built from the new state. Which state did the recurrent kernel multiply in the forward step?",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "d_a.T @ h_prev",
        "d_recurrent_kernel is transposed. It is square, so no error tells: its row belongs to the old unit, its "
        "column to the new one, (3.10).",
    ),
    Mistake(
        "h_prev.T @ d_a",
        "h_prev.T @ d_a / len(x_t)",
        "d_recurrent_kernel is averaged over the batch. The mean is already in the loss: here the samples are summed.",
    ),
    Mistake(
        "np.sum(d_a, axis=0)", "np.sum(d_h, axis=0)", "d_bias starts from d_h. The bias stands inside the tanh: look at (3.11)."
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
        "np.sum(d_a, axis=0)",
        "np.sum(d_a)",
        "d_bias is one number: the units were summed as well. There is one bias per unit.",
        caught="type",
    ),
    Mistake(
        "d_a = d_h * (1 - h**2)",
        "d_h *= 1 - h**2\n    d_a = d_h",
        "d_h was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)
