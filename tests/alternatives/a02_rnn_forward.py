"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import math

import numpy as np


def softmax__in_place_on_own_array(logits):
    p = np.array(logits, dtype=float)
    p -= p.max(axis=-1)[..., None]
    np.exp(p, out=p)
    p /= p.sum(axis=-1)[..., None]
    return p


def softmax__float32(logits):
    e = np.exp((logits - logits.max(-1, keepdims=True)).astype(np.float32))
    return e / e.sum(-1, keepdims=True)


def softmax__log_sum_exp(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))


def softmax__python_loop(logits):
    rows = logits.reshape(-1, logits.shape[-1])
    out = np.empty_like(rows)
    for n, row in enumerate(rows):
        e = [math.exp(v - max(row)) for v in row]
        out[n] = [v / sum(e) for v in e]
    return out.reshape(logits.shape)


def rnn_cell_forward__einsum(x_t, h_prev, kernel, recurrent_kernel, bias):
    h = np.tanh(np.einsum("bf,fu->bu", x_t, kernel) + np.einsum("bi,ij->bj", h_prev, recurrent_kernel) + bias)
    return [h, RNNCellCache(x_t, h_prev, h)]


def rnn_cell_forward__float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    x_t, h_prev, kernel, recurrent_kernel, bias = (a.astype(np.float32) for a in (x_t, h_prev, kernel, recurrent_kernel, bias))
    h = np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)
    return h, RNNCellCache(x_t=x_t, h_prev=h_prev, h=h)


def rnn_cell_forward__combined_matrix(x_t, h_prev, kernel, recurrent_kernel, bias):
    h = np.tanh(np.hstack([x_t, h_prev]) @ np.vstack([kernel, recurrent_kernel]) + bias)
    return h, (x_t, h_prev, h)


def rnn_cell_forward__in_place_on_own_array(x_t, h_prev, kernel, recurrent_kernel, bias):
    a = np.dot(x_t, kernel)
    a += np.dot(h_prev, recurrent_kernel)
    a += bias
    np.tanh(a, a)
    return a, RNNCellCache(x_t.copy(), h_prev.copy(), a.copy())


def rnn_cell_forward__columns(x_t, h_prev, kernel, recurrent_kernel, bias):
    h = np.tanh(kernel.T @ x_t.T + recurrent_kernel.T @ h_prev.T + bias[:, None]).T
    return h, RNNCellCache(x_t, h_prev, h)


def combine_kernels__vstack(kernel, recurrent_kernel):
    return np.vstack((recurrent_kernel, kernel))


def combine_kernels__filled(kernel, recurrent_kernel):
    units = len(recurrent_kernel)
    combined = np.zeros((units + len(kernel), units), np.float32)
    combined[:units] = recurrent_kernel
    combined[units:] = kernel
    return combined


def rnn_cell_forward_combined__sliced(x_t, h_prev, combined_kernel, bias):
    units = h_prev.shape[1]
    return np.tanh(h_prev @ combined_kernel[:units] + x_t @ combined_kernel[units:] + bias)


def rnn_cell_forward_combined__einsum(x_t, h_prev, combined_kernel, bias):
    return np.tanh(np.einsum("bi,ij->bj", np.c_[h_prev, x_t], combined_kernel) + bias)


def rnn_forward__filled_array(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    batch, timesteps, _ = x.shape
    h_all = np.zeros((batch, timesteps, h_0.shape[1]))
    h = h_0.copy()
    for t in range(timesteps):
        new = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        h = new if mask is None else np.where(mask[:, t : t + 1], new, h)
        h_all[:, t] = h
    return h_all, RNNCache(x, h_0, h_all, mask)


def rnn_forward__time_first_and_projected_at_once(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    projected = np.einsum("btf,fu->tbu", x, kernel) + bias
    states = [h_0]
    for t, a in enumerate(projected):
        keep = 1.0 if mask is None else mask[:, t, None].astype(float)
        states.append(keep * np.tanh(a + states[-1] @ recurrent_kernel) + (1 - keep) * states[-1])
    h_all = np.array(states[1:]).transpose(1, 0, 2)
    return [h_all, RNNCache(x, h_0, h_all, mask)]


def rnn_forward__sample_by_sample(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    h_all = np.zeros(x.shape[:2] + h_0.shape[1:], dtype=np.float32)
    for n in range(len(x)):
        h = h_0[n].astype(np.float32)
        for t in range(x.shape[1]):
            if mask is None or mask[n, t]:
                h = np.tanh(x[n, t] @ kernel + h @ recurrent_kernel + bias).astype(np.float32)
            h_all[n, t] = h
    return h_all, RNNCache(x, h_0, h_all, mask)


def dense_forward__einsum(h, output_kernel, output_bias):
    return np.einsum("...u,uc->...c", h, output_kernel) + output_bias


def dense_forward__tensordot_float32(h, output_kernel, output_bias):
    return np.tensordot(h.astype(np.float32), output_kernel.astype(np.float32), axes=1) + output_bias.astype(np.float32)


def dense_forward__reshaped(h, output_kernel, output_bias):
    flat = h.reshape(-1, h.shape[-1]) @ output_kernel
    flat += output_bias
    return flat.reshape(*h.shape[:-1], -1)


def sequence_cross_entropy__boolean_index(logits, targets, mask):
    rows, ids = logits[mask], targets[mask]
    return np.mean(np.logaddexp.reduce(rows, axis=1) - rows[np.arange(len(ids)), ids])


def sequence_cross_entropy__python_loop(logits, targets, mask):
    losses = []
    for n, t in zip(*np.nonzero(mask), strict=True):
        row = logits[n, t] - logits[n, t].max()
        losses.append(math.log(np.exp(row).sum()) - row[targets[n, t]])
    return sum(losses) / len(losses)


def sequence_cross_entropy__one_hot_float32(logits, targets, mask):
    logits = logits.astype(np.float32)
    shifted = logits - logits.max(-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    one_hot = np.eye(logits.shape[-1], dtype=np.float32)[targets]
    return -(one_hot * log_p * mask[..., None]).sum() / mask.sum()


def many_to_one__own_loop(x, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, mask=None):
    h = h_0
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        h = new if mask is None else np.where(mask[:, [t]], new, h)
    return h @ output_kernel + output_bias


def many_to_one__last_real_step(x, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, mask=None):
    h_all = rnn_forward(x, h_0, kernel, recurrent_kernel, bias, mask)[0]
    if mask is None:
        mask = np.ones(x.shape[:2], bool)
    last = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return dense_forward(h_all, output_kernel, output_bias)[np.arange(len(x)), last]


def one_to_many__combined(x_1, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, steps):
    classes = len(output_bias)
    logits = np.zeros((len(x_1), steps, classes))
    x_t, h = x_1.copy(), h_0.copy()
    for t in range(steps):
        h = np.tanh(np.hstack([h, x_t]) @ combine_kernels(kernel, recurrent_kernel) + bias)
        logits[:, t] = h @ output_kernel + output_bias
        x_t = np.zeros_like(x_1)
        x_t[np.arange(len(x_1)), logits[:, t].argmax(axis=1)] = 1
    return logits


def one_to_many__float32(x_1, h_0, kernel, recurrent_kernel, bias, output_kernel, output_bias, steps):
    x_t, h, kernel, recurrent_kernel = (a.astype(np.float32) for a in (x_1, h_0, kernel, recurrent_kernel))
    answers = []
    while len(answers) < steps:
        h = np.tanh(x_t @ kernel + h @ recurrent_kernel + bias.astype(np.float32))
        answers.append(h @ output_kernel.astype(np.float32) + output_bias.astype(np.float32))
        x_t = (answers[-1] == answers[-1].max(axis=1, keepdims=True)).astype(np.float32)
    return np.array(answers).swapaxes(0, 1)


def encoder_decoder__own_loops(x_source, x_target, h_0, encoder, decoder, output_kernel, output_bias, source_mask=None):
    h = h_0
    for t in range(x_source.shape[1]):
        new = np.tanh(x_source[:, t] @ encoder.kernel + h @ encoder.recurrent_kernel + encoder.bias)
        h = new if source_mask is None else np.where(source_mask[:, t][:, None], new, h)
    outputs = []
    for t in range(x_target.shape[1]):
        h = np.tanh(x_target[:, t] @ decoder[0] + h @ decoder[1] + decoder[2])
        outputs.append(h @ output_kernel + output_bias)
    return np.stack(outputs, 1)


def encoder_decoder__cell_by_cell(x_source, x_target, h_0, encoder, decoder, output_kernel, output_bias, source_mask=None):
    states = rnn_forward(x_source, h_0, encoder.kernel, encoder.recurrent_kernel, encoder.bias, source_mask)[0]
    h, logits = states[:, -1, :], []
    for x_t in np.swapaxes(x_target, 0, 1):
        h, _ = rnn_cell_forward(x_t, h, *decoder)
        logits.append(dense_forward(h, output_kernel, output_bias))
    return np.concatenate([one[:, None] for one in logits], axis=1)
