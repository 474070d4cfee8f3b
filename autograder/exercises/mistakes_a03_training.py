"""Known mistakes of unit 03: chunks and Adam."""

from __future__ import annotations

from autograder.exercises.model import Mistake

CHUNKS = (
    Mistake(
        "range(0, x.shape[1], length)",
        "range(0, x.shape[1] - length + 1, length)",
        "The last chunk is missing when it is shorter than the others.",
        caught="structure",
    ),
    Mistake(
        "range(0, x.shape[1], length)",
        "range(max(1, x.shape[1] - length + 1))",
        "The chunks overlap: a window moved one step at a time. Each chunk starts where the one before it ended.",
        caught="structure",
    ),
    Mistake(
        "range(0, x.shape[1], length)",
        "range(0, x.shape[1], length + 1)",
        "A time step is lost between two chunks: each starts where the one before it ended.",
    ),
    Mistake(
        "range(0, x.shape[1], length)",
        "range(0, len(x), length)",
        "The number of chunks follows the batch. Time is the second axis.",
    ),
    Mistake(
        "x[:, start:stop], targets[:, start:stop]",
        "x[start:stop], targets[start:stop]",
        "The batch was cut instead of time: time is the second axis.",
        caught="shape",
    ),
    Mistake(
        "stop = start + length",
        "stop = start + length - 1",
        "The chunks are one time step too short: a Python slice leaves out its end already.",
        caught="shape",
    ),
    Mistake(
        "stop = start + length",
        "stop = start + length + 1",
        "The chunks are one time step too long and overlap: a Python slice start:stop has stop - start entries.",
        caught="shape",
    ),
    Mistake(
        "targets[:, start:stop]",
        "targets[:, start + 1 : stop + 1]",
        "The targets are shifted by one step. They are aligned with x already: cut both in the same places.",
    ),
    Mistake(
        "targets[:, start:stop]", "targets", "The targets are not cut: each chunk needs its own part of them.", caught="shape"
    ),
    Mistake(
        "chunks = []",
        "chunks = []\n    length = -(-x.shape[1] // length)",
        "length was taken as the number of chunks. It is the number of time steps in each.",
    ),
    Mistake(
        "stop = start + length",
        "start = max(0, min(start, x.shape[1] - length))\n        stop = start + length",
        "The last chunk was moved back to have full length, so some time steps come twice. It may be shorter.",
    ),
    Mistake(
        "return chunks",
        "return chunks[::-1]",
        "The chunks are in reversed order. The state is carried from the first to the last.",
    ),
    Mistake(
        "range(0, x.shape[1], length):\n"
        "        stop = start + length\n"
        "        chunks.append((x[:, start:stop], targets[:, start:stop]))",
        "range(0, len(x), length):\n        stop = start + length\n        chunks.append((x[start:stop], targets[start:stop]))",
        "The batch was cut and not time: `len(x)` and the first axis count the sequences. Time is the second axis.",
        caught="structure",
    ),
    Mistake(
        "return chunks",
        "return [piece for piece, _ in chunks], [piece for _, piece in chunks]",
        "You return two lists, one of x and one of targets. Asked for is one list, in which each x has its targets beside it.",
        caught="structure",
    ),
    Mistake(
        "range(0, x.shape[1], length)",
        "range(0, (x.shape[1] // length + 1) * length, length)",
        "Where the length divides the number of time steps, your last chunk is empty. How many starts lie before the end?",
        caught="structure",
    ),
)

ADAM = (
    Mistake(
        "parameter - learning_rate",
        "parameter + learning_rate",
        "This step goes uphill: the parameter moves against its gradient.",
    ),
    Mistake(
        "m / (1 - beta_1**step)",
        "m",
        "m is used without its correction. It started at zero and is too small at first, (3.20).",
    ),
    Mistake(
        "v / (1 - beta_2**step)",
        "v",
        "v is used without its correction. It started at zero and is too small at first, (3.21).",
    ),
    Mistake(
        "m_hat = m / (1 - beta_1**step)  # (3.20)\n    v_hat = v / (1 - beta_2**step)",
        "m_hat = m\n    v_hat = v",
        "m and v are used without their corrections. Both started at zero and are too small at first, (3.20) and (3.21).",
    ),
    Mistake("np.sqrt(v_hat)", "v_hat", "The square root is missing: v is a mean of squares, the step divides by its root."),
    Mistake(
        "(np.sqrt(v_hat) + epsilon)",
        "np.sqrt(v_hat + epsilon)",
        "epsilon stands under the root. In (3.22) it is added after the root is taken.",
    ),
    Mistake(
        "(np.sqrt(v_hat) + epsilon)",
        "np.sqrt(v_hat)",
        "epsilon is missing: where all gradients were zero so far, the step would divide zero by zero.",
    ),
    Mistake("gradient**2", "gradient", "The gradient is not squared in v, (3.18)."),
    Mistake(
        "m = beta_1 * m + (1 - beta_1) * gradient  # (3.17)\n    v = beta_2 * v + (1 - beta_2) * gradient**2",
        "m = beta_2 * m + (1 - beta_2) * gradient\n    v = beta_1 * v + (1 - beta_1) * gradient**2",
        "The two betas are exchanged: beta_1 belongs to m, beta_2 to v.",
    ),
    Mistake(
        "m = beta_1 * m +",
        "beta_1, beta_2 = beta_2, beta_1\n    m = beta_1 * m +",
        "The two betas are exchanged, in the means and in their corrections: beta_1 belongs to m, beta_2 to v.",
    ),
    Mistake(
        "m_hat = m / (1 - beta_1**step)  # (3.20)\n    v_hat = v / (1 - beta_2**step)",
        "m_hat = m / (1 - beta_2**step)\n    v_hat = v / (1 - beta_1**step)",
        "The two betas are exchanged in the corrections: beta_1 belongs to m, beta_2 to v, (3.20) and (3.21).",
    ),
    Mistake(
        "beta_1 * m +",
        "(1 - beta_1) * m +",
        "In m the old mean and the gradient have each other's weights: the old mean keeps the share beta_1.",
    ),
    Mistake(
        "**step", "** (step + 1)", "The steps are counted one too far: `step` is 1 at the first update and is used as it is."
    ),
    Mistake(
        "**step", "** (step - 1)", "The steps are counted one too low: at step 1 the correction of m would divide by 1 - 1 = 0."
    ),
    Mistake("beta_1**step", "beta_1 * step", "The correction multiplies beta_1 by the step. It is a power, (3.20)."),
    Mistake(
        "beta_2**step",
        "beta_2 * step",
        "The correction multiplies a beta by the step, so 1 minus it is negative and has no root. It is a power, (3.21).",
        caught="finite",
    ),
    Mistake(
        "**step",
        "",
        "The corrections do not use the step: both fade as the powers of the betas do, (3.20) and (3.21).",
    ),
    Mistake("beta_1**step", "beta_1", "The correction of m does not use the step: it fades as the power of beta_1 does, (3.20)."),
    Mistake("beta_2**step", "beta_2", "The correction of v does not use the step: it fades as the power of beta_2 does, (3.21)."),
    Mistake(
        "return parameter, m, v",
        "return parameter, m_hat, v_hat",
        "The corrected means are returned. What is kept for the next step is m and v without hats.",
    ),
    Mistake("learning_rate * m_hat", "m_hat", "The learning rate is missing from the step, (3.22)."),
    Mistake(
        "return parameter, m, v",
        "return parameter, v, m",
        "m and v have changed places in what you return: first the parameter, then m, then v.",
    ),
    Mistake(
        "(1 - beta_1) * gradient  # (3.17)\n    v = beta_2 * v + (1 - beta_2) * gradient**2",
        "gradient\n    v = beta_2 * v + gradient**2",
        "The gradient and its square enter the means in full: their shares are 1 - beta_1 and 1 - beta_2, (3.17) and (3.18).",
    ),
    Mistake("(1 - beta_1) * gradient", "gradient", "The new gradient enters m in full: its share is 1 - beta_1, (3.17)."),
    Mistake("(1 - beta_2) * gradient**2", "gradient**2", "The new square enters v in full: its share is 1 - beta_2, (3.18)."),
    Mistake("beta_1 * m + ", "", "The old m is forgotten: it keeps the share beta_1, (3.17)."),
    Mistake("beta_2 * v + ", "", "The old v is forgotten: it keeps the share beta_2, (3.18)."),
    Mistake(
        "learning_rate * m_hat",
        "learning_rate * gradient",
        "The step uses the gradient itself (that is RMSProp). Adam moves along the corrected mean m.",
    ),
    Mistake(
        "learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)",
        "learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step) * m / (np.sqrt(v) + epsilon)",
        "epsilon is added to the root of the uncorrected v (the short form of the paper and of Keras). In (3.22) v has its hat.",
    ),
    Mistake(
        "parameter = parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)",
        "parameter -= learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)",
        "The parameter was changed in place. Return a new array.",
        caught="inputs",
    ),
)
