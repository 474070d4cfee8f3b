"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import math

import numpy as np


def sigmoid__by_tanh(a):
    return (np.tanh(a / 2) + 1) / 2


def sigmoid__filled_by_sign(a):
    out, positive = np.empty_like(a), a > 0
    out[positive] = 1 / (1 + np.exp(-a[positive]))
    e = np.exp(a[~positive])
    out[~positive] = e / (1 + e)
    return out


def sigmoid__log_sum_exp_float32(a):
    return np.exp(-np.logaddexp(np.float32(0), -a.astype(np.float32)))


def sigmoid__clipped(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))


def sigmoid__python_loop(a):
    values = [1 / (1 + math.exp(-v)) if v >= 0 else 1 - 1 / (1 + math.exp(v)) for v in a.ravel()]
    return np.array(values).reshape(a.shape)


def lstm_cell_forward__einsum_sliced(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    a = np.einsum("bf,fk->bk", x_t, kernel) + np.einsum("bu,uk->bk", h_prev, recurrent_kernel) + bias
    i, f = sigmoid(a[:, :units]), sigmoid(a[:, units : 2 * units])
    g, o = np.tanh(a[:, 2 * units : 3 * units]), sigmoid(a[:, 3 * units :])
    c = np.add(f * c_prev, i * g)
    h = np.tanh(c) * o
    return [h, c, LSTMCellCache(x_t, h_prev, c_prev, i=i, f=f, g=g, o=o, c=c, h=h)]


def lstm_cell_forward__gate_by_gate_float32(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    given = (x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias = (array.astype(np.float32) for array in given)
    kernels, recurrent, biases = (np.split(w, 4, axis=-1) for w in (kernel, recurrent_kernel, bias))
    i, f, g, o = (
        squash(x_t @ kernels[k] + h_prev @ recurrent[k] + biases[k])
        for k, squash in enumerate((sigmoid, sigmoid, np.tanh, sigmoid))
    )
    c = i * g + f * c_prev
    h = o * np.tanh(c)
    return h, c, (x_t, h_prev, c_prev, i, f, g, o, c, h)


def lstm_cell_forward__in_place_on_own_arrays(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    a = np.hstack([x_t, h_prev]) @ np.vstack([kernel, recurrent_kernel])
    a += bias
    i, f, g, o = np.split(a, 4, axis=1)
    for gate in (i, f, o):
        gate[:] = sigmoid(gate)
    np.tanh(g, out=g)
    c = c_prev.copy()
    c *= f
    c += i * g
    h = np.tanh(c)
    h *= o
    return h, c, LSTMCellCache(x_t, h_prev, c_prev, i, f, g, o, c, h)


def lstm_forward__filled_arrays(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    batch, timesteps, _ = x.shape
    i, f, g, o, c_all, h_all = (np.zeros((batch, timesteps, h_0.shape[1])) for _ in range(6))
    h, c = h_0, c_0
    for t in range(timesteps):
        new_h, new_c, step = lstm_cell_forward(x[:, t], h, c, kernel, recurrent_kernel, bias)
        keep = 1.0 if mask is None else mask[:, t : t + 1].astype(float)
        h = keep * new_h + (1 - keep) * h
        c = keep * new_c + (1 - keep) * c
        i[:, t], f[:, t], g[:, t], o[:, t] = step.i, step.f, step.g, step.o
        c_all[:, t], h_all[:, t] = c, h
    return [h_all, c, LSTMCache(x, h_0, c_0, i, f, g, o, c_all, h_all, mask)]


def lstm_forward__input_products_at_once_float32(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """One product for the inputs of all steps, and gates of 0 at masked steps."""
    x, h_0, c_0 = x.astype(np.float32), h_0.astype(np.float32), c_0.astype(np.float32)
    from_input = x @ kernel.astype(np.float32) + bias.astype(np.float32)
    h, c, notes = h_0, c_0, []
    for t in range(x.shape[1]):
        a = np.split(from_input[:, t] + h @ recurrent_kernel.astype(np.float32), 4, axis=1)
        real = np.ones((len(x), 1), bool) if mask is None else mask[:, t, None]
        i, f, g, o = (squash(part) * real for squash, part in zip((sigmoid, sigmoid, np.tanh, sigmoid), a, strict=True))
        c = np.where(real, f * c + i * g, c)
        h = np.where(real, o * np.tanh(c), h)
        notes.append([i, f, g, o, c, h])
    return np.stack([n[5] for n in notes], 1), c, (x, h_0, c_0, *(np.stack(n, 1) for n in zip(*notes, strict=True)), mask)


def lstm_forward__sample_by_sample(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    rows = []
    for n in range(len(x)):
        h, c, row = h_0[n : n + 1], c_0[n : n + 1], []
        for t in range(x.shape[1]):
            new_h, new_c, step = lstm_cell_forward(x[n : n + 1, t], h, c, kernel, recurrent_kernel, bias)
            if mask is None or mask[n, t]:
                h, c = new_h, new_c
            row.append(np.stack([step.i[0], step.f[0], step.g[0], step.o[0], c[0], h[0]]))
        rows.append(row)
    i, f, g, o, c_all, h_all = np.moveaxis(np.array(rows), 2, 0)
    return h_all, c_all[:, -1], LSTMCache(x, h_0, c_0, i, f, g, o, c_all, h_all, mask)


def lstm_cell_backward__einsum(d_h, d_c, cache, kernel, recurrent_kernel):
    t = np.tanh(cache.c)
    d_o = d_h * t
    d_c = d_c + d_h * cache.o - d_h * cache.o * t * t
    slopes = [
        d_c * cache.g * cache.i * (1 - cache.i),
        d_c * cache.c_prev * cache.f * (1 - cache.f),
        d_c * cache.i * (1 + cache.g) * (1 - cache.g),
        d_o * cache.o * (1 - cache.o),
    ]
    d_a = np.hstack(slopes)
    return [
        np.einsum("bk,fk->bf", d_a, kernel),
        np.einsum("bk,uk->bu", d_a, recurrent_kernel),
        cache.f * d_c,
        np.einsum("bf,bk->fk", cache.x_t, d_a),
        np.einsum("bu,bk->uk", cache.h_prev, d_a),
        np.einsum("bk->k", d_a),
    ]


def lstm_cell_backward__gate_by_gate_float32(d_h, d_c, cache, kernel, recurrent_kernel):
    x_t, h_prev, c_prev, i, f, g, o, c, _ = (array.astype(np.float32) for array in cache)
    d_h, d_c = d_h.astype(np.float32), d_c.astype(np.float32)
    d_c = d_c + d_h * o / np.cosh(c) ** 2
    parts = (d_c * g * i * (1 - i), d_c * c_prev * f * (1 - f), d_c * i * (1 - g * g), d_h * np.tanh(c) * o * (1 - o))
    kernels, recurrent = (np.split(w.astype(np.float32), 4, axis=1) for w in (kernel, recurrent_kernel))
    d_x_t = sum(part @ w.T for part, w in zip(parts, kernels, strict=True))
    d_h_prev = sum(part @ w.T for part, w in zip(parts, recurrent, strict=True))
    d_kernel = np.concatenate([x_t.T @ part for part in parts], axis=1)
    d_recurrent_kernel = np.concatenate([h_prev.T @ part for part in parts], axis=1)
    return d_x_t, d_h_prev, d_c * f, d_kernel, d_recurrent_kernel, np.concatenate([part.sum(axis=0) for part in parts])


def lstm_cell_backward__in_place_on_own_arrays(d_h, d_c, cache, kernel, recurrent_kernel):
    units = d_h.shape[1]
    total = np.array(d_c)
    total += d_h * cache.o * (1 - np.tanh(cache.c) ** 2)
    d_a = np.empty((len(d_h), 4 * units))
    d_a[:, :units] = total * cache.g
    d_a[:, units : 2 * units] = total * cache.c_prev
    d_a[:, 2 * units : 3 * units] = total * cache.i * (1 - cache.g**2)
    d_a[:, 3 * units :] = d_h * np.tanh(cache.c)
    for k, gate in ((0, cache.i), (1, cache.f), (3, cache.o)):
        d_a[:, k * units : (k + 1) * units] *= gate - gate**2
    total *= cache.f
    return d_a @ kernel.T, d_a @ recurrent_kernel.T, total, cache.x_t.T @ d_a, cache.h_prev.T @ d_a, d_a.sum(axis=0)


def lstm_backward__keep_as_numbers(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    x, h_0, c_0, i, f, g, o, c_all, h_all, mask = cache
    d_h, d_c = d_h_last.copy(), d_c_last.copy()
    d_xs, d_kernel = [], np.zeros_like(kernel)
    d_recurrent_kernel, d_bias = np.zeros_like(recurrent_kernel), np.zeros(kernel.shape[1])
    for t in range(x.shape[1] - 1, -1, -1):
        d_h += d_h_all[:, t]
        m = np.ones((len(x), 1)) if mask is None else mask[:, t : t + 1] * 1.0
        h_prev, c_prev = (h_all[:, t - 1], c_all[:, t - 1]) if t > 0 else (h_0, c_0)
        one = LSTMCellCache(x[:, t], h_prev, c_prev, i[:, t], f[:, t], g[:, t], o[:, t], c_all[:, t], h_all[:, t])
        d_x_t, d_h_cell, d_c_cell, w, r, b = lstm_cell_backward(m * d_h, m * d_c, one, kernel, recurrent_kernel)
        d_xs.insert(0, d_x_t)
        d_kernel += w
        d_recurrent_kernel += r
        d_bias += b
        d_h = d_h_cell + (1 - m) * d_h
        d_c = d_c_cell + (1 - m) * d_c
    return [np.stack(d_xs, axis=1), d_h, d_c, d_kernel, d_recurrent_kernel, d_bias]


def lstm_backward__products_at_the_end(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Keep every step's d_a; one product for each parameter at the end, without the cell's function."""
    x, h_0, c_0, i, f, g, o, c_all, h_all, mask = cache
    real = np.ones(x.shape[:2]) if mask is None else mask.astype(float)
    h_before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)
    c_before = np.concatenate([c_0[:, None], c_all[:, :-1]], axis=1)
    d_a = np.zeros((*x.shape[:2], kernel.shape[1]))
    d_h, d_c, tanh_c = d_h_last, d_c_last, np.tanh(c_all)
    for t in reversed(range(x.shape[1])):
        m = real[:, t, None]
        d_h = d_h + d_h_all[:, t]
        total = d_c + d_h * o[:, t] * (1 - tanh_c[:, t] ** 2)
        parts = [total * g[:, t] * i[:, t] * (1 - i[:, t]), total * c_before[:, t] * f[:, t] * (1 - f[:, t])]
        parts += [total * i[:, t] * (1 - g[:, t] ** 2), d_h * tanh_c[:, t] * o[:, t] * (1 - o[:, t])]
        d_a[:, t] = m * np.concatenate(parts, axis=1)
        d_h = d_a[:, t] @ recurrent_kernel.T + (1 - m) * d_h
        d_c = m * total * f[:, t] + (1 - m) * d_c
    flat = d_a.reshape(-1, d_a.shape[-1])
    d_kernel, d_recurrent = x.reshape(len(flat), -1).T @ flat, h_before.reshape(len(flat), -1).T @ flat
    return d_a @ kernel.T, d_h, d_c, d_kernel, d_recurrent, flat.sum(axis=0)


def lstm_backward__sample_by_sample_float32(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    sums, d_xs, d_hs, d_cs = [0.0, 0.0, 0.0], np.zeros(cache.x.shape, np.float32), [], []
    for n in range(len(cache.x)):
        d_h, d_c = (array[n : n + 1].astype(np.float32) for array in (d_h_last, d_c_last))
        for t in range(cache.x.shape[1])[::-1]:
            d_h = d_h + d_h_all[n : n + 1, t]
            if cache.mask is not None and not cache.mask[n, t]:
                continue
            before = [
                all_[n : n + 1, t - 1] if t else first[n : n + 1]
                for all_, first in ((cache.h_all, cache.h_0), (cache.c_all, cache.c_0))
            ]
            rest = [array[n : n + 1, t] for array in (cache.i, cache.f, cache.g, cache.o, cache.c_all, cache.h_all)]
            step = LSTMCellCache(cache.x[n : n + 1, t], *before, *rest)
            d_xs[n, t], d_h, d_c, *shares = lstm_cell_backward(d_h, d_c, step, kernel, recurrent_kernel)
            sums = [a + b for a, b in zip(sums, shares, strict=True)]
        d_hs.append(d_h)
        d_cs.append(d_c)
    return d_xs, np.concatenate(d_hs), np.concatenate(d_cs), *sums


def forget_bias_init__concatenated(units):
    return np.concatenate([np.zeros(units), np.ones(units), np.zeros(2 * units)])


def forget_bias_init__repeated_float32(units):
    return np.repeat(np.array([0, 1, 0, 0], np.float32), units)


def forget_bias_init__outer(units):
    return np.outer([0.0, 1.0, 0.0, 0.0], np.ones(units)).ravel()


def peephole_cell_forward__in_the_sums_float32(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peephole):
    given = (x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peephole)
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peephole = (array.astype(np.float32) for array in given)
    units = h_prev.shape[1]
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias
    a[:, : 2 * units] += np.hstack([c_prev * peephole[0], c_prev * peephole[1]])
    gates = sigmoid(a[:, : 2 * units])
    c = gates[:, units:] * c_prev + gates[:, :units] * np.tanh(a[:, 2 * units : 3 * units])
    return [sigmoid(a[:, 3 * units :] + c * peephole[2]) * np.tanh(c), c]


def peephole_cell_forward__diagonal_matrices(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peephole):
    a = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=1)
    see_i, see_f, see_o = (np.diag(row) for row in peephole)
    c = sigmoid(a[1] + c_prev @ see_f) * c_prev + sigmoid(a[0] + c_prev @ see_i) * np.tanh(a[2])
    return sigmoid(a[3] + c @ see_o) * np.tanh(c), c


def coupled_cell_forward__moved_towards(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    a_i, a_g, a_o = np.split(np.einsum("bf,fk->bk", x_t, kernel) + h_prev @ recurrent_kernel + bias, 3, axis=-1)
    c = c_prev + sigmoid(a_i) * (np.tanh(a_g) - c_prev)
    return [sigmoid(a_o) * np.tanh(c), c]


def coupled_cell_forward__sigmoid_of_minus_float32(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    a = (np.hstack([x_t, h_prev]) @ np.vstack([kernel, recurrent_kernel]) + bias).astype(np.float32)
    a_i, a_g, a_o = a[:, :units], a[:, units : 2 * units], a[:, 2 * units :]
    c = sigmoid(-a_i) * c_prev + sigmoid(a_i) * np.tanh(a_g)
    return sigmoid(a_o) * np.tanh(c), c
