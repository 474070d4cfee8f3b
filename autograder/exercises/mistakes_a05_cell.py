"""Known mistakes of unit 05: one time step."""

from __future__ import annotations

from .model import Mistake

SPLIT = "np.split(a, 4, axis=1)"


def _order(order: str) -> Mistake:
    """Return the mistake of taking the blocks to stand in another order than i, f, g, o."""
    taken = ", ".join(f"{SPLIT}[{order.index(gate)}]" for gate in "ifgo")
    names = ", ".join(order)
    return Mistake(f"= {SPLIT}", f"= {taken}", f"The blocks are read in the order {names}. Here, as in Keras, it is i, f, g, o.")


CELL = (
    Mistake(" + bias", "", "The bias is missing: look at the last term of (5.2)."),
    Mistake(
        " + h_prev @ recurrent_kernel",
        "",
        "The gates do not see the previous hidden state: where is the second product of (5.2)?",
    ),
    Mistake("x_t @ kernel + ", "", "The input has no influence: where is the first product of (5.2)?"),
    Mistake(
        "h_prev @ recurrent_kernel",
        "c_prev @ recurrent_kernel",
        "The gates are computed from the old cell state. In (5.2) they see the old hidden state.",
    ),
    Mistake(
        "h_prev @ recurrent_kernel",
        "np.concatenate([h_prev @ block.T for block in np.split(recurrent_kernel, 4, axis=1)], axis=1)",
        "Each block of the recurrent kernel is transposed; blocks are square, so NumPy cannot complain. (5.2) has no transpose.",
    ),
    _order("ifog"),
    _order("figo"),
    _order("fiog"),
    _order("iofg"),
    _order("igfo"),
    _order("ofgi"),
    Mistake(
        f"= {SPLIT}",
        "= (a[:, k::4] for k in range(4))",
        "The blocks are cut as if the gates were interleaved. The first `units` columns all belong to i, the next to f.",
    ),
    Mistake(
        "np.tanh(a_g)",
        "sigmoid(a_g)",
        "The candidate g goes through a sigmoid. It is no gate but content, and may be negative: (5.5) has tanh.",
    ),
    Mistake("g = np.tanh(a_g)", "g = a_g", "The candidate g lacks its tanh, (5.5)."),
    Mistake(
        "i = sigmoid(a_i)",
        "i = np.tanh(a_i)",
        "The input gate goes through tanh, so it can be negative. A gate lies between 0 and 1: (5.3) has a sigmoid.",
    ),
    Mistake(
        "f = sigmoid(a_f)",
        "f = np.tanh(a_f)",
        "The forget gate goes through tanh, so it can be negative. A gate lies between 0 and 1: (5.4) has a sigmoid.",
    ),
    Mistake(
        "o = sigmoid(a_o)",
        "o = np.tanh(a_o)",
        "The output gate goes through tanh, so it can be negative. A gate lies between 0 and 1: (5.6) has a sigmoid.",
    ),
    Mistake("f = sigmoid(a_f)", "f = a_f", "The forget gate lacks its sigmoid, (5.4)."),
    Mistake(
        "f = sigmoid(a_f)",
        "f = 1 - sigmoid(a_f)",
        "The forget gate is the wrong way round: in (5.4) and (5.7) it says how much is kept, 1 keeps all.",
    ),
    Mistake("f * c_prev + i * g", "f * c_prev + g", "The candidate comes in whole: the input gate of (5.7) is missing."),
    Mistake(
        "f * c_prev + i * g",
        "c_prev + i * g",
        "Nothing is ever forgotten: the forget gate of (5.7) is missing. (The LSTM of 1997 had none.)",
    ),
    Mistake(
        "f * c_prev + i * g",
        "f * c_prev + (1 - f) * g",
        "The candidate is weighed with 1 - f. Here old and new have gates of their own; coupling them is exercise 8.",
    ),
    Mistake(
        "f * c_prev + i * g",
        "i * c_prev + f * g",
        "In the cell state the two gates are exchanged: f belongs to the old, i to the new, (5.7).",
    ),
    Mistake(
        "f * c_prev + i * g",
        "f * (c_prev + i * g)",
        "The forget gate shrinks the new content too. In (5.7) it is a factor of the old only.",
    ),
    Mistake(
        "f * c_prev + i * g",
        "(1 - i) * c_prev + i * g",
        "The old is weighed with 1 - i. Here old and new have gates of their own; coupling them is exercise 8.",
    ),
    Mistake(
        "f * c_prev + i * g", "f * c_prev + o * g", "The candidate is weighed with the output gate. (5.7) has the input gate."
    ),
    Mistake("f * c_prev + i * g", "f * h_prev + i * g", "The old hidden state stands where (5.7) has the old cell state."),
    Mistake("f * c_prev + i * g", "f * c_prev * i * g", "Old and new are multiplied. In (5.7) they are added."),
    Mistake("f * c_prev + i * g", "i * g", "The old cell state is gone: the first term of (5.7) is missing."),
    Mistake(
        "c = f * c_prev + i * g",
        "c = np.tanh(f * c_prev + i * g)",
        "The cell state itself went through tanh. In (5.7) it has none, only its copy in (5.8) does: that is what "
        "keeps the road open.",
    ),
    Mistake("h = o * np.tanh(c)", "h = o * c", "The hidden state lacks the tanh of (5.8)."),
    Mistake("h = o * np.tanh(c)", "h = np.tanh(c)", "The output gate is not used: look at (5.8)."),
    Mistake("h = o * np.tanh(c)", "h = np.tanh(o * c)", "The output gate stands inside the tanh. In (5.8) it stands outside."),
    Mistake(
        "h = o * np.tanh(c)", "h = o * np.tanh(c_prev)", "The hidden state shows the old cell state. (5.8) takes the new one."
    ),
    Mistake("h = o * np.tanh(c)", "h = o * g", "The hidden state shows the candidate. (5.8) shows the cell state, through tanh."),
    Mistake("h = o * np.tanh(c)", "h = o * sigmoid(c)", "The cell state is shown through a sigmoid. (5.8) has tanh."),
    Mistake("return h, c,", "return c, h,", "The two states are returned in the wrong order: h first, then c."),
    Mistake(
        "return h, c,",
        "return h, c_prev,",
        "The cell state that is returned is the old one. Which of the two belongs to this step?",
    ),
    Mistake("return h, c,", "return h, h,", "The hidden state is returned twice. The second value is the cell state c."),
    Mistake(
        "c_prev, i, f, g, o, c, h)",
        "c, i, f, g, o, c, h)",
        "The states are right, but the cache holds the new cell state where the old one belongs. Did one variable "
        "serve for both?",
    ),
    Mistake(
        "LSTMCellCache(x_t, h_prev,",
        "LSTMCellCache(x_t, h,",
        "The states are right, but the cache holds the new hidden state where the old one belongs. Did one variable "
        "serve for both?",
    ),
    Mistake(
        "i, f, g, o, c, h)",
        "i, f, g, o, h, c)",
        "The states are right, but the last two items of the cache are exchanged: c comes before h.",
    ),
    Mistake(
        "i, f, g, o, c, h)",
        "i, f, o, g, c, h)",
        "The states are right, but in the cache g and o are exchanged: the order is i, f, g, o.",
    ),
    Mistake(
        "i, f, g, o, c, h)",
        "a_i, a_f, a_g, a_o, c, h)",
        "The states are right, but the cache holds the sums before sigmoid and tanh. The backward pass needs the activations.",
    ),
    Mistake(
        "i, f, g, o, c, h)",
        "i, f, g, o, np.tanh(c), h)",
        "The states are right, but the cache holds tanh of the cell state in place of the cell state.",
    ),
    Mistake(
        "LSTMCellCache(x_t, h_prev, c_prev,",
        "LSTMCellCache(x_t, c_prev, h_prev,",
        "The states are right, but in the cache h_prev and c_prev are exchanged: h_prev comes first.",
    ),
    Mistake(
        "LSTMCellCache(x_t, h_prev, c_prev,",
        "LSTMCellCache(h_prev, c_prev, x_t,",
        "The items of the cache are in another order than in LSTMCellCache: input, old hidden state, old cell state.",
        caught="shape",
    ),
    Mistake(
        "return h, c, LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, h)",
        "return h, c",
        "Only the two states are returned. Three values are asked for: h, c and the cache.",
        caught="structure",
    ),
)
