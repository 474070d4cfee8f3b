"""Known mistakes of unit 02: the three ways of wiring."""

from __future__ import annotations

from .model import Mistake

LAST_STATE = "The real tokens are counted, as if they stood at the beginning; a mask may have gaps. But need you search at all?"
SOFTMAXED = "These are probabilities: softmax is applied at the end. Return the logits."

MANY_TO_ONE = (
    Mistake("bias, mask)", "bias)", "The mask has no influence: is it handed on to `rnn_forward`?"),
    Mistake(
        "h_all[:, -1]",
        "h_all[:, 0]",
        "The state after the first step is used. The one after the last real token knows the whole sequence.",
    ),
    Mistake(
        "h_all[:, -1]",
        "h_all.mean(axis=1)",
        "The states of all steps are averaged. That is a network too, but (2.11) uses the last state only.",
    ),
    Mistake(
        "h_all[:, -1]",
        "h_all.max(axis=1)",
        "The largest state over all steps is used. That is a network too, but (2.11) uses the last state only.",
    ),
    Mistake(
        "h_all[:, -1]",
        "h_all[:, -1] if mask is None else h_all[np.arange(len(x)), mask.sum(axis=1) - 1]",
        LAST_STATE,
    ),
    Mistake("rnn_forward(x, h_0,", "rnn_forward(x, 0 * h_0,", "The sequence is read from a state of zeros. Start from `h_0`."),
    Mistake("return logits", "return softmax(logits)", SOFTMAXED),
    Mistake(
        "    h_last = h_all[:, -1]",
        "    h_last = h_all",
        "There are logits for every time step. One answer per sequence is asked for: take one state before the output layer.",
        caught="shape",
    ),
    Mistake(
        "bias, mask)\n    h_last = h_all[:, -1]",
        "bias)\n    h_last = h_all[:, -1] if mask is None else h_all[np.arange(len(x)), mask.sum(axis=1) - 1]",
        "The network reads the padding as well, and the real tokens are counted as if they stood at the beginning; a mask may "
        "have gaps. What does `rnn_forward` do at masked steps if it is given the mask?",
    ),
)

ONE_TO_MANY = (
    Mistake(
        "        x_t = np.eye",
        "        _ = np.eye",
        "Every step reads the first input. From the second step on the input is the class just chosen, as a one-hot vector.",
    ),
    Mistake(
        "np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]",
        "logits",
        "The logits themselves are fed back. The next input is a one-hot vector of the largest one.",
    ),
    Mistake(
        "np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]",
        "softmax(logits)",
        "The probabilities are fed back. The next input is a decision: the one-hot vector of the largest logit.",
    ),
    Mistake(
        "np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]",
        "np.zeros(x_1.shape)",
        "After the first step the input is zero. What the network answered must become its next input.",
    ),
    Mistake("np.argmax(", "np.argmin(", "The smallest logit chooses the next input. The likeliest class has the largest."),
    Mistake(
        "np.argmax(logits, axis=-1)",
        "np.argmax(logits, axis=-1) - 1",
        "The next input is the one-hot vector of the class before the chosen one. Classes are counted from 0.",
    ),
    Mistake(
        "np.argmax(logits, axis=-1)",
        "np.full(len(logits), np.argmax(logits[0]))",
        "All samples read what the first one chose. Each sample needs its own choice: over which axis is the argmax taken?",
    ),
    Mistake(
        "rnn_cell_forward(x_t, h,",
        "rnn_cell_forward(x_t, h_0,",
        "Every step starts from `h_0`, so the network forgets what it wrote. Carry the state from step to step.",
    ),
    Mistake("x_t, h = x_1, h_0", "x_t, h = x_1, 0 * h_0", "The loop starts from a state of zeros. Start from `h_0`."),
    Mistake("outputs.append(logits)", "outputs.append(softmax(logits))", SOFTMAXED),
    Mistake(
        "        outputs.append(logits)\n        x_t = np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]",
        "        x_t = np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]\n        outputs.append(x_t)",
        "The one-hot vectors of the chosen classes are returned. The logits they were chosen from are asked for.",
    ),
    Mistake(
        "np.stack(outputs, axis=1)",
        "np.stack(outputs, axis=0)",
        "The time steps came out on the first axis. The batch comes first, then time.",
        caught="shape",
    ),
)

ENCODER_DECODER = (
    Mistake(
        "rnn_forward(x_target, summary,",
        "rnn_forward(x_target, h_0,",
        "The decoder starts from `h_0`, so it knows nothing of the source. What does (2.14) say about its initial state?",
    ),
    Mistake(
        "rnn_forward(x_target, summary,",
        "rnn_forward(x_target, 0 * summary,",
        "The decoder starts from zeros, so it knows nothing of the source. What does (2.14) say about its initial state?",
    ),
    Mistake(
        "*encoder, source_mask)", "*encoder)", "The mask of the source has no influence: is it handed on to the encoder's run?"
    ),
    Mistake(
        "rnn_forward(x_source, h_0,", "rnn_forward(x_source, 0 * h_0,", "The encoder starts from zeros. Start it from `h_0`."
    ),
    Mistake(
        "source_states[:, -1]",
        "source_states[:, 0]",
        "The decoder gets the state after the first source token. The one after the last real token knows the whole source.",
    ),
    Mistake(
        "source_states[:, -1]",
        "source_states.mean(axis=1)",
        "The decoder gets the average of all encoder states. Equation (2.13) uses the last one.",
    ),
    Mistake(
        "source_states[:, -1]",
        "source_states[:, -1] if source_mask is None else source_states[np.arange(len(h_0)), source_mask.sum(axis=1) - 1]",
        LAST_STATE,
    ),
    Mistake(
        "rnn_forward(x_target, summary, *decoder)",
        "rnn_forward(x_target, summary, decoder.kernel, encoder.recurrent_kernel, decoder.bias)",
        "The decoder runs with the encoder's recurrent kernel. It has three weights of its own.",
    ),
    Mistake(
        "rnn_forward(x_target, summary, *decoder)",
        "rnn_forward(x_target, summary, decoder.kernel, decoder.recurrent_kernel, encoder.bias)",
        "The decoder runs with the encoder's bias. It has three weights of its own.",
    ),
    Mistake(
        "summary, *decoder)",
        "summary, *decoder, source_mask)",
        "The decoder runs with the mask of the source. It belongs to the source alone; no step of the target is masked.",
    ),
    Mistake(
        "    logits = dense_forward(target_states,",
        "    logits = dense_forward(np.concatenate([summary[:, None], target_states[:, :-1]], axis=1),",
        "The logits are one step late: those of the first step come from the state before it. Which state belongs to a step?",
    ),
    Mistake("return logits", "return softmax(logits)", SOFTMAXED),
    Mistake(
        "dense_forward(target_states,",
        "dense_forward(target_states[:, -1],",
        "There is one answer per sequence. The decoder answers at every target step.",
        caught="shape",
    ),
)
