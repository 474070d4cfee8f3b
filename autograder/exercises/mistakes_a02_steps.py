"""Known mistakes of unit 02: the cell in two forms."""

from __future__ import annotations

from .model import Mistake

CELL = (
    Mistake(" + bias", "", "The bias is missing: look at the last term of (2.1)."),
    Mistake(
        " + bias",
        " + 2 * bias",
        "The bias is added twice. Some libraries keep one bias per kernel; here there is a single one, added once.",
    ),
    Mistake(
        " + h_prev @ recurrent_kernel",
        "",
        "The state of the step before has no influence: where is the second product of (2.1)? Without it there is no memory.",
    ),
    Mistake("x_t @ kernel + ", "", "The input has no influence: where is the first product of (2.1)?"),
    Mistake(
        "h_prev @ recurrent_kernel",
        "h_prev @ recurrent_kernel.T",
        "The recurrent kernel is transposed; it is square, so NumPy cannot complain. Equation (2.1) has no transpose.",
    ),
    Mistake(
        "h = np.tanh(a)",
        "h = a",
        "The tanh is missing: this is the sum a of (2.1), not the state h of (2.2).",
    ),
    Mistake(
        "np.tanh(a)",
        "1 / (1 + np.exp(-a))",
        "The state lies between 0 and 1: this is a sigmoid. A plain recurrent cell squashes with tanh, between -1 and 1.",
    ),
    Mistake("np.tanh(a)", "np.maximum(a, 0.0)", "Negative values became 0: this is a ReLU. Equation (2.2) has another function."),
    Mistake(
        "h = np.tanh(a)",
        "h = np.tanh(a - bias) + bias",
        "The bias is added after tanh. In (2.1) it is part of the sum that tanh is taken of.",
    ),
    Mistake(
        "x_t @ kernel + h_prev @ recurrent_kernel + bias  # (2.1)\n    h = np.tanh(a)",
        "h_prev @ recurrent_kernel + bias\n    h = x_t @ kernel + np.tanh(a)",
        "The input is added outside of tanh. All three terms of (2.1) are added first, then tanh is taken of the sum.",
    ),
    Mistake("np.tanh(a)", "np.tanh(np.tanh(a))", "Tanh is applied twice on the way from the sum to the state."),
    Mistake(
        "h = np.tanh(a)",
        "h = h_prev + np.tanh(a)",
        "The old state is added to the new one once more. In (2.1) it comes in only through the recurrent kernel.",
    ),
    Mistake(
        "return h, RNNCellCache(",
        "return h_prev, RNNCellCache(",
        "The function returns the state it was given, not the one it computed. Which of the two belongs to this step?",
    ),
    Mistake(
        "RNNCellCache(x_t, h_prev, h)",
        "RNNCellCache(x_t, h_prev, a)",
        "The state is right, but the cache holds the sum before tanh. The backward pass needs the activation h.",
    ),
    Mistake(
        "RNNCellCache(x_t, h_prev, h)",
        "RNNCellCache(x_t, h, h)",
        "The state is right, but the cache holds the new state where the previous one belongs. Did one variable serve for both?",
    ),
    Mistake(
        "RNNCellCache(x_t, h_prev, h)",
        "RNNCellCache(h_prev, x_t, h)",
        "The items of the cache are in another order than in `RNNCellCache`: input, previous state, new state.",
        caught="shape",
    ),
    Mistake(
        "return h, RNNCellCache(x_t, h_prev, h)",
        "return h",
        "Only the state is returned. Two values are asked for: the state and the cache.",
        caught="structure",
    ),
    Mistake(
        "RNNCellCache(x_t, h_prev, h)",
        "RNNCellCache(x_t, h, h_prev)",
        "The state is right, but the two states in the cache have changed places: the previous one comes first, then the new.",
    ),
    Mistake(
        "return h, RNNCellCache(",
        "return a, RNNCellCache(",
        "The sum before tanh is returned, while the cache holds the state. Which of the two is h?",
    ),
    Mistake(
        "x_t @ kernel + h_prev @ recurrent_kernel + bias",
        "x_t @ toy.kernel + h_prev @ toy.recurrent_kernel + toy.bias",
        "Your function reads the weights of `toy` instead of those it is given. Use the names between its brackets: "
        "the check calls it with other weights.",
    ),
)

COMBINE = (
    Mistake(
        "[recurrent_kernel, kernel]",
        "[kernel, recurrent_kernel]",
        "The kernel is on top. In (2.3) the rows of the recurrent kernel come first.",
    ),
    Mistake(
        "[recurrent_kernel, kernel]",
        "[recurrent_kernel.T, kernel]",
        "The recurrent kernel is transposed. It is square, so the shape does not show it; (2.3) takes it as it is.",
    ),
    Mistake(
        "[recurrent_kernel, kernel], axis=0",
        "[recurrent_kernel.T, kernel.T], axis=1",
        "The matrices stand side by side instead of one below the other. The result must have units + features rows.",
        caught="shape",
    ),
    Mistake(
        "[recurrent_kernel, kernel]",
        "[recurrent_kernel, kernel.T.reshape(kernel.shape)]",
        "The numbers of the kernel are shuffled. `reshape` does not turn a matrix round; here no turning is needed.",
    ),
    Mistake(
        "[recurrent_kernel, kernel]",
        "[recurrent_kernel, np.zeros(kernel.shape)]",
        "The rows of the kernel are zero. If you fill a prepared array, the second block begins at row `units`.",
    ),
    Mistake(
        "[recurrent_kernel, kernel]",
        "[recurrent_kernel, kernel[::-1]]",
        "The rows of the kernel are upside down. Feature 0 stays the first of its rows.",
    ),
)

COMBINED = (
    Mistake(
        "[h_prev, x_t]",
        "[x_t, h_prev]",
        "Input and state are joined in the other order than the rows of the matrix. The rows of the state come first, see (2.3).",
    ),
    Mistake(
        "[h_prev, x_t]",
        "[h_prev, np.zeros(x_t.shape)]",
        "The input has no influence. Both vectors of (2.4) must be in the product.",
    ),
    Mistake(
        "[h_prev, x_t]",
        "[np.zeros(h_prev.shape), x_t]",
        "The previous state has no influence. Both vectors of (2.4) must be in the product.",
    ),
    Mistake(" + bias", "", "The bias is missing: look at (2.4)."),
    Mistake(
        "np.tanh(joined @ combined_kernel + bias)",
        "joined @ combined_kernel + bias",
        "The tanh is missing: this is the sum inside the brackets of (2.4).",
    ),
    Mistake(
        "np.tanh(joined @ combined_kernel + bias)",
        "np.tanh(joined) @ combined_kernel + bias",
        "Tanh is taken of the joined vector, before the product. In (2.4) it is taken of the whole sum.",
    ),
    Mistake(
        "np.tanh(joined @ combined_kernel + bias)",
        "np.tanh(joined @ combined_kernel) + bias",
        "The bias is added after tanh. In (2.4) it stands inside the brackets.",
    ),
    Mistake("return h\n", "return h, None\n", "Here only the state is returned, without a cache.", caught="type"),
)
