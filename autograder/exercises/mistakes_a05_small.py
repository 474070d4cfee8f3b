"""Known mistakes of unit 05: sigmoid, the first bias, and the two relatives of the cell."""

from __future__ import annotations

from .model import Mistake

SIGMOID = (
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "1.0 / (1.0 + np.exp(-a))",
        "The exponential overflows for large negative numbers. There the other fraction of (5.1) is safe.",
        caught="error",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "np.exp(a) / (1.0 + np.exp(a))",
        "The exponential overflows for large positive numbers. There the other fraction of (5.1) is safe.",
        caught="error",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "np.where(a >= 0, 1.0 / (1.0 + np.exp(-a)), np.exp(a) / (1.0 + np.exp(a)))",
        "np.where computes both branches for all entries, and in the one that is thrown away the exponential overflows.",
        caught="error",
    ),
    Mistake(
        "a >= 0",
        "a < 0",
        "The curve runs the wrong way: large numbers must give 1, small ones 0. Which sign has the exponent in (5.1)?",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small)",
        "1.0",
        "Negative numbers give the same as positive ones. With |a| in the exponent, the two signs need different numerators.",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "np.tanh(a)",
        "This is tanh: it lies between -1 and 1. A gate must lie between 0 and 1.",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "0.5 * (1 + np.tanh(a))",
        "The curve is twice as steep as it should be. With tanh, the sigmoid is (1 + tanh(a / 2)) / 2: half of a inside, too.",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "small / (1.0 + small) ** 2",
        "This is the slope of the sigmoid, not the sigmoid itself.",
    ),
    Mistake(
        "np.where(a >= 0, 1.0, small) / (1.0 + small)",
        "np.exp(a - np.max(a)) / np.sum(np.exp(a - np.max(a)))",
        "This is a softmax: the entries share 1 among them. A gate is computed from its own number alone.",
    ),
)

FORGET_BIAS = (
    Mistake(
        "bias[units : 2 * units]",
        "bias[:units]",
        "The ones stand in the first block, that of the input gate. The order of the blocks is i, f, g, o.",
    ),
    Mistake(
        "bias[units : 2 * units]",
        "bias[2 * units : 3 * units]",
        "The ones stand in the third block, that of the candidate g. The order of the blocks is i, f, g, o.",
    ),
    Mistake(
        "bias[units : 2 * units]",
        "bias[3 * units :]",
        "The ones stand in the last block, that of the output gate. The order of the blocks is i, f, g, o.",
    ),
    Mistake(
        "bias[units : 2 * units]",
        "bias[units:]",
        "The ones begin at the right place but go on to the end: the slice must stop where the block of f stops.",
    ),
    Mistake(
        "bias[units : 2 * units]",
        "bias[1:2]",
        "Only the number at index 1 is 1. Each number of (5.26) stands for a whole block, `units` numbers long.",
    ),
    Mistake(
        "np.zeros(4 * units)",
        "np.ones(4 * units)",
        "All gates get the 1. Only the forget gates should start more open than shut.",
    ),
    Mistake("] = 1.0", "] = 0.0", "The forget gates start at 0 as well. Which block of (5.26) is not zero?"),
    Mistake(
        "bias[units : 2 * units]",
        "bias[1::4]",
        "Every fourth number is 1. The gates are not interleaved: each has a block of its own, `units` numbers long.",
    ),
    Mistake("] = 1.0", "] = -1.0", "With -1 the forget gates start nearly shut. Remembering needs them open: +1."),
    Mistake(
        "np.zeros(4 * units)",
        "np.zeros((1, 4 * units))[0].astype(int)",
        "The bias is made of integers; training would have to change them by fractions. Use floats.",
        caught="dtype",
    ),
)

LOOKS = "+ p_i * c_prev)  # (5.27)\n    f = sigmoid(a_f + p_f * c_prev)"

PEEPHOLE = (
    Mistake(
        "p_i, p_f, p_o = peephole",
        "p_i, p_f, p_o = 0 * peephole",
        "The peepholes have no influence: this is the step of exercise 2. Each of the three gates gets one term more.",
    ),
    Mistake(
        LOOKS,
        "+ p_i * h_prev)  # (5.27)\n    f = sigmoid(a_f + p_f * h_prev)",
        "The peepholes of i and f look at the hidden state, which the gates see anyway. They must look into the cell.",
    ),
    Mistake(
        f"sigmoid(a_i {LOOKS}",
        "sigmoid(a_i) + p_i * c_prev\n    f = sigmoid(a_f) + p_f * c_prev",
        "The peepholes of i and f are added after the sigmoid. They stand inside, so that the gates stay between 0 and 1.",
    ),
    Mistake(" + bias", "", "The bias of (5.2) is missing."),
    Mistake("i * np.tanh(a_g)", "i * sigmoid(a_g)", "The candidate goes through a sigmoid. It is no gate but content: (5.5)."),
    Mistake(
        " + p_i * c_prev",
        "",
        "The input gate has no peephole: its sum lacks the second term of (5.27).",
    ),
    Mistake(
        " + p_f * c_prev",
        "",
        "The forget gate has no peephole: its sum lacks the second term of (5.28).",
    ),
    Mistake(
        " + p_o * c)",
        ")",
        "The output gate has no peephole: its sum lacks the second term of (5.29).",
    ),
    Mistake(
        "p_o * c)",
        "p_o * c_prev)",
        "The output gate looks at the old cell state. It is computed last, and (5.29) lets it see the new one.",
    ),
    Mistake("p_i * c_prev", "p_i * h_prev", "The input gate's peephole looks at the hidden state. It must look into the cell."),
    Mistake("p_f * c_prev", "p_f * h_prev", "The forget gate's peephole looks at the hidden state. It must look into the cell."),
    Mistake(
        "p_i, p_f, p_o = peephole",
        "p_f, p_i, p_o = peephole",
        "The peepholes of the input and the forget gate are exchanged: the rows are i, f, o.",
    ),
    Mistake(
        "p_i, p_f, p_o = peephole",
        "p_i, p_o, p_f = peephole",
        "The peepholes of the forget and the output gate are exchanged: the rows are i, f, o.",
    ),
    Mistake(
        "np.tanh(a_g)",
        "np.tanh(a_g + p_i * c_prev)",
        "The candidate g has a peephole. Only the three gates look into the cell.",
    ),
    Mistake(
        "sigmoid(a_i + p_i * c_prev)",
        "sigmoid(a_i) + p_i * c_prev",
        "The input gate's peephole is added after the sigmoid. In (5.27) it stands inside, so that the gate stays "
        "between 0 and 1.",
    ),
    Mistake(
        "sigmoid(a_f + p_f * c_prev)",
        "sigmoid(a_f) + p_f * c_prev",
        "The forget gate's peephole is added after the sigmoid. In (5.28) it stands inside, so that the gate stays between 0 "
        "and 1.",
    ),
    Mistake(
        "p_i * c_prev",
        "np.sum(p_i * c_prev, axis=1, keepdims=True)",
        "A product over all units was taken where each unit looks only at its own cell: entry by entry, no sum.",
    ),
    Mistake(
        "p_o * c)",
        "p_o * np.tanh(c))",
        "The output gate's peephole sees tanh of the cell state. In (5.29) it sees the cell state itself.",
    ),
    Mistake("p_i, p_f, p_o = peephole", "p_i, p_f, p_o = -peephole", "The peepholes are subtracted where they should be added."),
    Mistake(
        "np.split(a, 4, axis=1)",
        "(np.split(a, 4, axis=1)[k] for k in (0, 1, 3, 2))",
        "The blocks of the candidate and the output gate are exchanged. The order is i, f, g, o.",
    ),
    Mistake("return h, c", "return c, h", "The two states are returned in the wrong order: h first, then c."),
    Mistake("h = o * np.tanh(c)", "h = o * c", "The hidden state lacks the tanh of (5.8)."),
)

COUPLED = (
    Mistake(
        "(1 - i) * c_prev + i * np.tanh(a_g)",
        "i * c_prev + (1 - i) * np.tanh(a_g)",
        "The gate is the wrong way round: where i is 1, the new is taken and the old is dropped, see (5.30).",
    ),
    Mistake(
        "(1 - i) * c_prev",
        "c_prev",
        "Nothing is forgotten: the old cell state needs the factor that is left over by the input gate.",
    ),
    Mistake(
        "(1 - i) * c_prev",
        "i * c_prev",
        "Old and new are both multiplied with the input gate. Their two shares must add up to 1.",
    ),
    Mistake(
        "i * np.tanh(a_g)",
        "np.tanh(a_g)",
        "The candidate comes in whole: it lacks the input gate of (5.30).",
    ),
    Mistake("(1 - i) * c_prev", "1 - i * c_prev", "The brackets of (1 - i) are missing: only then is it a factor."),
    Mistake(
        "sigmoid(a_o) * np.tanh(c)", "sigmoid(a_o) * np.tanh(c_prev)", "h shows the old cell state. (5.8) takes the new one."
    ),
    Mistake("i * np.tanh(a_g)", "i * a_g", "The candidate lacks its tanh, (5.5)."),
    Mistake(
        "i * np.tanh(a_g)", "i * sigmoid(a_g)", "The candidate goes through a sigmoid. It is no gate but content: (5.5) has tanh."
    ),
    Mistake(
        "a_i, a_g, a_o = np.split(a, 3, axis=1)",
        "a_i, a_o, a_g = np.split(a, 3, axis=1)",
        "The blocks of the candidate and the output gate are exchanged. The order is i, g, o.",
    ),
    Mistake(
        "a_i, a_g, a_o = np.split(a, 3, axis=1)",
        "a_g, a_i, a_o = np.split(a, 3, axis=1)",
        "The blocks of the input gate and the candidate are exchanged. The order is i, g, o.",
    ),
    Mistake(
        "np.split(a, 3, axis=1)",
        "(a[:, k::3] for k in range(3))",
        "The blocks are cut as if the gates were interleaved. The first `units` columns all belong to i.",
    ),
    Mistake("(1 - i) * c_prev", "(1 - i) * h_prev", "The old hidden state stands where the old cell state belongs."),
    Mistake("sigmoid(a_o) * np.tanh(c)", "sigmoid(a_o) * c", "The hidden state lacks the tanh of (5.8)."),
    Mistake("sigmoid(a_o) * np.tanh(c)", "np.tanh(c)", "The output gate is not used: look at (5.8)."),
    Mistake(" + bias", "", "The bias is missing."),
    Mistake(" + h_prev @ recurrent_kernel", "", "The gates do not see the previous state: the recurrent kernel is not used."),
    Mistake("return h, c", "return c, h", "The two states are returned in the wrong order: h first, then c."),
)
