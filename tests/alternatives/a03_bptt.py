"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import numpy as np


def numerical_gradient__flat_and_restored(loss, array, epsilon=1e-5):
    """Move the entries of the array itself and put each back."""
    gradient = []
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + epsilon
        above = loss(array)
        array[index] = kept - epsilon
        below = loss(array)
        array[index] = kept
        gradient.append((above - below) / (2 * epsilon))
    return np.reshape(gradient, array.shape)


def numerical_gradient__unit_vectors(loss, array, epsilon=1e-5):
    steps = epsilon * np.eye(array.size)
    slopes = [loss(array + s.reshape(array.shape)) - loss(array - s.reshape(array.shape)) for s in steps]
    return (np.array(slopes) / 2 / epsilon).reshape(array.shape)


def sequence_cross_entropy_backward__in_place_on_own_array(logits, targets, mask):
    d_logits = softmax(logits)
    samples, steps = np.indices(targets.shape)
    d_logits[samples, steps, targets] -= 1
    d_logits *= mask[..., None]
    d_logits /= mask.sum()
    return d_logits


def sequence_cross_entropy_backward__real_tokens_only_float32(logits, targets, mask):
    d_logits = np.zeros(logits.shape, np.float32)
    rows = softmax(logits[mask])
    rows[np.arange(len(rows)), targets[mask]] -= 1
    d_logits[mask] = rows / len(rows)
    return d_logits


def dense_backward__einsum(d_logits, h, output_kernel):
    return [
        np.einsum("...c,uc->...u", d_logits, output_kernel),
        np.einsum("nu,nc->uc", h.reshape(-1, h.shape[-1]), d_logits.reshape(-1, d_logits.shape[-1])),
        np.einsum("nc->c", d_logits.reshape(-1, d_logits.shape[-1])),
    ]


def dense_backward__float32_tensordot(d_logits, h, output_kernel):
    d_logits, h, output_kernel = (a.astype(np.float32) for a in (d_logits, h, output_kernel))
    axes = tuple(range(h.ndim - 1))
    return np.inner(d_logits, output_kernel), np.tensordot(h, d_logits, (axes, axes)), d_logits.sum(axis=axes)


def dense_backward__python_loop(d_logits, h, output_kernel):
    d_output_kernel = np.zeros(output_kernel.shape)
    d_output_bias = np.zeros(output_kernel.shape[1])
    for index in np.ndindex(h.shape[:-1]):
        d_output_kernel += np.outer(h[index], d_logits[index])
        d_output_bias += d_logits[index]
    return d_logits @ output_kernel.T, d_output_kernel, d_output_bias


def rnn_cell_backward__einsum(d_h, cache, kernel, recurrent_kernel):
    d_a = d_h - d_h * cache.h * cache.h
    return (
        np.einsum("bu,fu->bf", d_a, kernel),
        np.einsum("bj,ij->bi", d_a, recurrent_kernel),
        np.einsum("bf,bu->fu", cache.x_t, d_a),
        np.einsum("bi,bj->ij", cache.h_prev, d_a),
        np.einsum("bu->u", d_a),
    )


def rnn_cell_backward__combined_matrix(d_h, cache, kernel, recurrent_kernel):
    features = len(kernel)
    d_a = (1 - np.square(cache.h)) * d_h
    d_joined = d_a @ np.vstack([kernel, recurrent_kernel]).T
    d_combined = np.hstack([cache.x_t, cache.h_prev]).T @ d_a
    d_bias = np.ones(len(d_a)) @ d_a
    return d_joined[:, :features], d_joined[:, features:], d_combined[:features], d_combined[features:], d_bias


def rnn_cell_backward__recomputed_float32(d_h, cache, kernel, recurrent_kernel):
    x_t, h_prev, h = (a.astype(np.float32) for a in cache)
    d_a = d_h.astype(np.float32) * (1 + h) * (1 - h)
    kernel, recurrent_kernel = kernel.astype(np.float32), recurrent_kernel.astype(np.float32)
    return [d_a @ kernel.T, d_a @ recurrent_kernel.T, (d_a.T @ x_t).T, (d_a.T @ h_prev).T, d_a.sum(0)]


def rnn_backward__stacked_at_the_end(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Keep every step's d_a; one product for the parameters at the end."""
    batch, timesteps, _ = cache.x.shape
    mask = np.ones((batch, timesteps)) if cache.mask is None else cache.mask.astype(float)
    d_a = np.zeros_like(cache.h_all)
    carried = d_h_last.copy()
    for t in range(timesteps - 1, -1, -1):
        carried += d_h_all[:, t]
        keep = mask[:, t : t + 1]
        d_a[:, t] = keep * carried * (1 - cache.h_all[:, t] ** 2)
        carried = (1 - keep) * carried + d_a[:, t] @ recurrent_kernel.T
    before = np.concatenate([cache.h_0[:, None], cache.h_all[:, :-1]], axis=1)
    d_x = np.einsum("btu,fu->btf", d_a, kernel)
    d_kernel = np.einsum("btf,btu->fu", cache.x, d_a)
    return d_x, carried, d_kernel, np.einsum("bti,btj->ij", before, d_a), d_a.sum(axis=(0, 1))


def rnn_backward__sample_by_sample(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    x, h_0, h_all, mask = cache
    d_x, d_h_0 = np.zeros(x.shape, np.float32), np.zeros(h_0.shape, np.float32)
    d_kernel, d_recurrent_kernel = np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    d_bias = np.zeros(kernel.shape[1])
    for n in range(len(x)):
        d_h = np.array(d_h_last[n])
        for t in range(x.shape[1])[::-1]:
            d_h = d_h + d_h_all[n, t]
            if mask is not None and not mask[n, t]:
                continue
            d_a = d_h * (1 - h_all[n, t] ** 2)
            d_x[n, t] = kernel @ d_a
            d_kernel += np.outer(x[n, t], d_a)
            d_recurrent_kernel += np.outer(h_all[n, t - 1] if t else h_0[n], d_a)
            d_bias += d_a
            d_h = recurrent_kernel @ d_a
        d_h_0[n] = d_h
    return [d_x, d_h_0, d_kernel, d_recurrent_kernel, d_bias]


def rnn_backward__cell_by_cell(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    d_h, d_xs, sums = d_h_last, [], None
    for t in range(cache.x.shape[1] - 1, -1, -1):
        d_h = d_h + d_h_all[:, t]
        h_prev = cache.h_0 if t == 0 else cache.h_all[:, t - 1]
        keep = True if cache.mask is None else cache.mask[:, t][:, None]
        one = RNNCellCache(cache.x[:, t], h_prev, cache.h_all[:, t])
        d_x_t, d_h_prev, *parts = rnn_cell_backward(d_h * keep, one, kernel, recurrent_kernel)
        d_h = d_h_prev + d_h * np.logical_not(keep)
        d_xs.insert(0, d_x_t)
        sums = parts if sums is None else [a + b for a, b in zip(sums, parts, strict=True)]
    return (np.stack(d_xs, axis=1), d_h, *sums)


def truncated_chunks__generator(x, targets, length):
    for start in range(0, targets.shape[1], length):
        yield x[:, start : start + length], targets[:, start : start + length]


def truncated_chunks__split(x, targets, length):
    cuts = list(range(length, x.shape[1], length))
    return tuple(zip(np.split(x, cuts, axis=1), np.split(targets, cuts, axis=1), strict=True))


def truncated_chunks__copies(x, targets, length):
    count = -(-x.shape[1] // length)
    return [[x[:, i * length : (i + 1) * length].copy(), targets[:, i * length : (i + 1) * length].copy()] for i in range(count)]


def adam_update__in_place_on_own_arrays(
    parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    parameter, m, v = parameter.copy(), m.copy(), v.copy()
    m += (1 - beta_1) * (gradient - m)
    v += (1 - beta_2) * (gradient * gradient - v)
    parameter -= learning_rate * (m / (1 - beta_1**step)) / (np.sqrt(v / (1 - beta_2**step)) + epsilon)
    return [parameter, m, v]


def adam_update__rate_corrected(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Correct the rate instead of the averages, as section 2 of the paper and Keras do; epsilon scaled along."""
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    root = np.sqrt(1 - beta_2**step)
    return parameter - learning_rate * root / (1 - beta_1**step) * m / (np.sqrt(v) + epsilon * root), m, v


def adam_update__float32(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    parameter, gradient, m, v = (a.astype(np.float32) for a in (parameter, gradient, m, v))
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return parameter - learning_rate * (m / (1 - beta_1**step)) / (np.sqrt(v / (1 - beta_2**step)) + epsilon), m, v
