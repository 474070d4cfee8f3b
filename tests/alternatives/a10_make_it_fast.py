"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import numpy as np


def flops_per_step__counted_by_columns(cell, batch, features, units, training=False):
    per_column = features + (features - 1) + units + (units - 1) + 2
    columns = {"rnn": units, "gru": 3 * units, "lstm": 4 * units}[cell]
    return int(batch * columns * per_column * (1 + 2 * training))


def flops_per_step__numpy_int(cell, batch, features, units, training=False):
    blocks = ["rnn", "", "gru", "lstm"].index(cell) + 1
    return np.int64(2) * batch * blocks * units * (features + units) * (3 if training else 1)


def arithmetic_intensity__reciprocals(rows, inner, columns, itemsize):
    return 2 / itemsize / (1 / rows + 1 / inner + 1 / columns)


def arithmetic_intensity__float32(rows, inner, columns, itemsize):
    read, written = rows * inner + inner * columns, rows * columns
    return np.float32(2 * rows * inner * columns) / np.float32(itemsize * (read + written))


def lstm_forward_fused__one_gate_at_a_time(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """Make four tall products, one per gate, and stack everything at the end."""
    time_first = np.moveaxis(x, 1, 0)
    parts = zip(*(np.split(weight, 4, axis=-1) for weight in (kernel, recurrent_kernel, bias)), strict=True)
    tall = [(time_first @ k + b, r) for k, r, b in parts]
    hs, cs, gates = [h_0], [c_0], []
    for t in range(x.shape[1]):
        a_i, a_f, a_g, a_o = (a[t] + hs[t] @ r for a, r in tall)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        c = f * cs[t] + i * g
        real = True if mask is None else mask[:, t : t + 1]
        cs.append(np.where(real, c, cs[t]))
        hs.append(np.where(real, o * np.tanh(c), hs[t]))
        gates.append(np.concatenate([i, f, g, o], axis=1))
    cache = FusedLSTMCache(x, np.array(gates), np.array(cs), np.array(hs), mask)
    return cache.h_all[1:].transpose(1, 0, 2).copy(), cs[-1], cache


def lstm_forward_fused__scaled_weights(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """Halve the columns of the gates in the weights once, so that one tanh serves each step; mask by arithmetic."""
    (batch, timesteps, _), units = x.shape, h_0.shape[1]
    half = halves(units, x.dtype)
    gates = np.ascontiguousarray(np.tensordot(x, kernel * half, axes=1).swapaxes(0, 1))
    scaled, shift = recurrent_kernel * half, bias * half
    c_all, h_all = np.zeros((timesteps + 1, batch, units), x.dtype), np.zeros((timesteps + 1, batch, units), x.dtype)
    c_all[0], h_all[0] = c_0, h_0
    for t, a in enumerate(gates):
        a += shift
        a += np.dot(h_all[t], scaled)
        a[:] = half * np.tanh(a) + (1 - half)
        i, f, g, o = a.reshape(batch, 4, units).swapaxes(0, 1)
        m = np.ones((batch, 1), x.dtype) if mask is None else mask[:, t, None].astype(x.dtype)
        c_all[t + 1] = m * (f * c_all[t] + i * g) + (1 - m) * c_all[t]
        h_all[t + 1] = m * (o * np.tanh(c_all[t + 1])) + (1 - m) * h_all[t]
    every = np.ones((batch, timesteps), bool) if mask is None else mask
    return np.stack(list(h_all[1:]), axis=1), c_all[-1].copy(), FusedLSTMCache(x, gates, c_all, h_all, every)


def lstm_forward_fused__zeros_at_masked_steps(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    """Compute only the real samples of a step; leave zeros in the gates of the others."""
    (batch, timesteps, _), units = x.shape, len(recurrent_kernel)
    a = np.einsum("btf,fk->tbk", x, kernel) + bias
    gates = np.zeros((timesteps, batch, 4 * units), x.dtype)
    h_all = np.repeat(h_0[None], timesteps + 1, axis=0)
    c_all = np.repeat(c_0[None], timesteps + 1, axis=0)
    for t in range(timesteps):
        h_all[t + 1], c_all[t + 1] = h_all[t], c_all[t]
        live = np.arange(batch) if mask is None else np.flatnonzero(mask[:, t])
        y = a[t, live] + h_all[t, live] @ recurrent_kernel
        for block in range(4):
            part = y[:, block * units : (block + 1) * units]
            part[:] = np.tanh(part) if block == 2 else sigmoid(part)
        gates[t, live] = y
        i, f, g, o = np.hsplit(y, 4)
        c_all[t + 1, live] = f * c_all[t, live] + i * g
        h_all[t + 1, live] = o * np.tanh(c_all[t + 1, live])
    return np.swapaxes(h_all[1:], 0, 1), c_all[timesteps], (x, gates, c_all, h_all, mask)


def lstm_backward_fused__all_slopes_first(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Fill the buffer with the slopes of all steps, then multiply in place; carry with copyto."""
    x, gates, c_all, h_all, mask = cache
    timesteps, columns, units = len(gates), gates.shape[2], c_all.shape[2]
    d_a = gates - gates * gates
    d_a[..., 2 * units : 3 * units] = 1 - gates[..., 2 * units : 3 * units] ** 2
    if mask is not None:
        d_a *= mask.T[..., None]
    tanh_c, d_h, d_c = np.tanh(c_all[1:]), d_h_last.copy(), d_c_last.copy()
    for t in range(timesteps)[::-1]:
        i, f, g, o = np.split(gates[t], 4, axis=1)
        d_h += d_h_all[:, t]
        total = d_c + d_h * o * (1 - tanh_c[t] ** 2)
        for block, factor in enumerate((total * g, total * c_all[t], total * i, d_h * tanh_c[t])):
            d_a[t, :, block * units : (block + 1) * units] *= factor
        new_h, new_c = d_a[t] @ recurrent_kernel.T, total * f
        live = slice(None) if mask is None else mask[:, t]
        d_h[live], d_c[live] = new_h[live], new_c[live]
    flat = d_a.reshape(-1, columns)
    d_x = np.einsum("tbk,fk->btf", d_a, kernel)
    d_kernel = np.tensordot(x.swapaxes(0, 1), d_a, axes=((0, 1), (0, 1)))
    return d_x, d_h, d_c, d_kernel, h_all[:-1].reshape(-1, units).T @ flat, np.ones(len(flat), x.dtype) @ flat


def lstm_backward_fused__summed_in_the_loop(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    x, gates, c_all, h_all, mask = cache
    d_xs, d_h, d_c = [], d_h_last, d_c_last
    sums = np.zeros_like(kernel), np.zeros_like(recurrent_kernel), np.zeros(kernel.shape[1], x.dtype)
    for t in range(x.shape[1] - 1, -1, -1):
        m = np.ones((len(x), 1), bool) if mask is None else mask[:, t : t + 1]
        i, f, g, o = np.split(gates[t], 4, axis=1)
        d_h, tanh_c = d_h + d_h_all[:, t], np.tanh(c_all[t + 1])
        total = m * (d_c + d_h * o * (1 - tanh_c**2))
        d_o = m * d_h * tanh_c * o * (1 - o)
        d_a = np.hstack([total * g * (i - i * i), total * c_all[t] * (f - f * f), total * i * (1 - g * g), d_o])
        for array, share in zip(sums, (x[:, t].T @ d_a, h_all[t].T @ d_a, d_a.sum(axis=0)), strict=True):
            array += share
        d_xs.append(d_a @ kernel.T)
        d_h, d_c = d_a @ recurrent_kernel.T + ~m * d_h, total * f + ~m * d_c
    return [np.stack(d_xs[::-1], axis=1), d_h, d_c, *sums]


def lstm_backward_fused__kept_by_where(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Multiply by the mask as numbers, choose with where, write the blocks into four views."""
    x, gates, c_all, h_all, mask = cache
    timesteps, batch, units = len(x[0]), *c_all.shape[1:]
    keep = np.ones((timesteps, batch, 1), x.dtype) if mask is None else mask.T[:, :, None].astype(x.dtype)
    d_a, half = np.empty_like(gates), halves(units, x.dtype)
    (i, f, g, o), blocks = np.split(gates, 4, axis=2), np.split(d_a, 4, axis=2)
    d_h, d_c = d_h_last, d_c_last
    for t in reversed(range(timesteps)):
        tanh_c, d_h = np.tanh(c_all[t + 1]), d_h + d_h_all[:, t]
        total = d_c + d_h * o[t] * (1 - tanh_c * tanh_c)
        for block, first, second in zip(blocks, (total, total, total, d_h), (g[t], c_all[t], i[t], tanh_c), strict=True):
            np.multiply(first, second, out=block[t])
        d_a[t] *= slope(gates[t], half) * keep[t]
        d_h, d_c = np.where(keep[t], d_a[t] @ recurrent_kernel.T, d_h), np.where(keep[t], total * f[t], d_c)
    d_x, d_kernel = (d_a @ kernel.T).swapaxes(0, 1), np.einsum("btf,tbk->fk", x, d_a)
    return d_x, d_h, d_c, d_kernel, np.einsum("tbu,tbk->uk", h_all[:-1], d_a), d_a.sum(axis=(0, 1))


def gru_forward_fused__two_products(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Keep gates and candidate apart, in arrays of their own; join them for the cache."""
    units, timesteps = h_0.shape[1], x.shape[1]
    q = x.swapaxes(0, 1) @ kernel + bias[0]
    h_all, gates, inner = [h_0], [], []
    for t in range(timesteps):
        h = h_all[-1]
        zr = sigmoid(q[t, :, : 2 * units] + h @ recurrent_kernel[:, : 2 * units] + bias[1, : 2 * units])
        inner.append(h @ recurrent_kernel[:, 2 * units :] + bias[1, 2 * units :])
        g = np.tanh(q[t, :, 2 * units :] + zr[:, units:] * inner[t])
        new = zr[:, :units] * h + (1 - zr[:, :units]) * g
        h_all.append(new if mask is None else np.where(mask[:, t, None], new, h))
        gates.append(np.hstack([zr, g]))
    h_all = np.stack(h_all)
    return h_all[1:].swapaxes(0, 1), FusedGRUCache(x, np.stack(gates), np.stack(inner), h_all, mask)


def gru_forward_fused__all_in_place(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """Fold what can be folded into the tall product: both biases of the gates, and row 0 of the candidate."""
    (batch, timesteps, features), units = x.shape, len(recurrent_kernel)
    early, late = bias[0].copy(), bias[1, 2 * units :]
    early[: 2 * units] += bias[1, : 2 * units]
    gates = (x.transpose(1, 0, 2).reshape(-1, features) @ kernel + early).reshape(timesteps, batch, -1)
    inner, p = np.empty((timesteps, batch, units), x.dtype), np.empty((batch, 3 * units), x.dtype)
    h_all = np.empty((timesteps + 1, batch, units), x.dtype)
    h_all[0] = h_0
    for t in range(timesteps):
        np.matmul(h_all[t], recurrent_kernel, out=p)
        zr, g, h = gates[t, :, : 2 * units], gates[t, :, 2 * units :], h_all[t + 1]
        zr += p[:, : 2 * units]
        zr *= 0.5
        np.tanh(zr, out=zr)
        zr += 1
        zr *= 0.5
        np.add(p[:, 2 * units :], late, out=inner[t])
        g += zr[:, units:] * inner[t]
        np.tanh(g, out=g)
        np.subtract(h_all[t], g, out=h)
        h *= zr[:, :units]
        h += g
        if mask is not None:
            h[~mask[:, t]] = h_all[t, ~mask[:, t]]
    return np.moveaxis(h_all[1:], 0, 1), FusedGRUCache(x, gates, inner, h_all, mask)


def lstm_forward_fused__lists_as_in_unit_05(x, h_0, c_0, kernel, recurrent_kernel, bias, mask=None):
    gates, states, cells = [], [h_0], [c_0]
    for t in range(x.shape[1]):
        a = x[:, t] @ kernel + states[-1] @ recurrent_kernel + bias
        activate(a, halves(h_0.shape[1], x.dtype))
        i, f, g, o = np.split(a, 4, axis=1)
        c = f * cells[-1] + i * g
        h = o * np.tanh(c)
        real = True if mask is None else mask[:, t, None]
        gates.append(a)
        cells.append(np.where(real, c, cells[-1]))
        states.append(np.where(real, h, states[-1]))
    return np.stack(states[1:], axis=1), cells[-1], FusedLSTMCache(x, np.stack(gates), np.stack(cells), np.stack(states), mask)


def gru_forward_fused__columns_of_one_buffer(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    units = h_0.shape[1]
    gates = x.swapaxes(0, 1) @ kernel + bias[0]
    inner = np.empty_like(gates[..., :units])
    h_all = np.repeat(h_0[None], x.shape[1] + 1, axis=0)
    for t, row in enumerate(gates):
        both, candidate = row[:, : 2 * units], row[:, 2 * units :]
        inner[t] = h_all[t] @ recurrent_kernel[:, 2 * units :] + bias[1, 2 * units :]
        both += h_all[t] @ recurrent_kernel[:, : 2 * units] + bias[1, : 2 * units]
        activate(both, 0.5)
        candidate += both[:, units:] * inner[t]
        activate(candidate, 1.0)
        new = (1 - both[:, :units]) * candidate + both[:, :units] * h_all[t]
        h_all[t + 1] = new if mask is None else np.where(mask[:, t].reshape(-1, 1), new, h_all[t])
    return np.moveaxis(h_all[1:], 0, 1), FusedGRUCache(x, gates, inner, h_all, mask)
