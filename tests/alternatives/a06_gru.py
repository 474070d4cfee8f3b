"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import numpy as np


def logistic(a):
    """The sigmoid as most books write it."""
    return 1 / (1 + np.exp(-a))


def gru_minimal_cell_forward__one_product(x_t, h_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    a = np.hstack([h_prev, x_t]) @ np.vstack([recurrent_kernel, kernel]) + bias
    z, g = logistic(a[:, :units]), np.tanh(a[:, units:])
    return g + z * (h_prev - g)


def gru_minimal_cell_forward__sample_by_sample_float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    units = len(recurrent_kernel)
    h = np.empty(h_prev.shape, np.float32)
    for n in range(len(x_t)):
        a = kernel.T @ x_t[n] + recurrent_kernel.T @ h_prev[n] + bias
        for j in range(units):
            z = logistic(a[j])
            h[n, j] = z * h_prev[n, j] + (1 - z) * np.tanh(a[units + j])
    return h


def gru_cell_forward__slices_and_list(x_t, h_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    gates = x_t @ kernel[:, : 2 * units] + h_prev @ recurrent_kernel[:, : 2 * units] + bias[: 2 * units]
    gates = logistic(gates)
    z, r = gates[:, :units], gates[:, units:]
    g = np.tanh(x_t @ kernel[:, 2 * units :] + (r * h_prev) @ recurrent_kernel[:, 2 * units :] + bias[2 * units :])
    h = np.where(True, (1 - z) * g + z * h_prev, g)
    return [h, (x_t, h_prev, z, r, g, h)]


def gru_cell_forward__einsum_float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    u = recurrent_kernel.astype(np.float32).reshape(len(recurrent_kernel), 3, -1)
    a = np.einsum("bf,fgu->gbu", x_t, kernel.reshape(len(kernel), 3, -1)) + bias.reshape(3, 1, -1)
    z, r = (logistic(a[k] + np.einsum("bi,ij->bj", h_prev, u[:, k])).astype(np.float32) for k in (0, 1))
    g = np.tanh(a[2] + np.einsum("bi,bi,ij->bj", r, h_prev, u[:, 2])).astype(np.float32)
    h = h_prev - (1 - z) * (h_prev - g)
    return h, GRUCellCache(x_t=x_t, h_prev=h_prev, h=h, g=g, r=r, z=z)


def gru_cell_forward__flipped_and_back(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute under the other convention, hand out the gate of this one."""
    _, cache = gru_cell_forward(x_t, h_prev, *flip_update_gate(kernel, recurrent_kernel, bias))
    h = cache.z * cache.g + (1 - cache.z) * h_prev
    return h, cache._replace(z=1 - cache.z, h=h)


def gru_cell_forward_reset_after__block_by_block(x_t, h_prev, kernel, recurrent_kernel, bias):
    kernels, recurrent = np.split(kernel, 3, axis=-1), np.split(recurrent_kernel, 3, axis=-1)
    row_0, row_1 = (np.split(row, 3) for row in bias)
    z, r = (logistic(x_t @ kernels[k] + h_prev @ recurrent[k] + row_0[k] + row_1[k]) for k in (0, 1))
    g = np.tanh(r * (h_prev @ recurrent[2] + row_1[2]) + x_t @ kernels[2] + row_0[2])
    h = (1 - z) * g + z * h_prev
    return h, GRUCellCache(x_t, h_prev, z, r, g, h)


def gru_cell_forward_reset_after__reshaped_in_place(x_t, h_prev, kernel, recurrent_kernel, bias):
    shape = (len(x_t), 3, -1)
    q = (x_t @ kernel + bias[0]).reshape(shape)
    p = (h_prev @ recurrent_kernel + bias[1]).reshape(shape)
    q[:, :2] += p[:, :2]
    z, r = logistic(q[:, 0]), logistic(q[:, 1])
    q[:, 2] += r * p[:, 2]
    g = np.tanh(q[:, 2])
    h = g * (1 - z)
    h += z * h_prev
    return h, [x_t, h_prev, z, r, g, h]


def gru_forward__inputs_at_once(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    """One product for the inputs of all steps; gates of masked steps are set to zero."""
    units = h_0.shape[1]
    a_x = x @ kernel + bias
    z, r, g, h_all = (np.zeros((*x.shape[:2], units)) for _ in range(4))
    h = h_0.copy()
    for t in range(x.shape[1]):
        rows = np.arange(len(x)) if mask is None else np.flatnonzero(mask[:, t])
        gates = logistic(a_x[rows, t, : 2 * units] + h[rows] @ recurrent_kernel[:, : 2 * units])
        z[rows, t], r[rows, t] = np.split(gates, 2, axis=1)
        g[rows, t] = np.tanh(a_x[rows, t, 2 * units :] + (r[rows, t] * h[rows]) @ recurrent_kernel[:, 2 * units :])
        h[rows] = z[rows, t] * h[rows] + (1 - z[rows, t]) * g[rows, t]
        h_all[:, t] = h
    return h_all, GRUCache(x, h_0, z, r, g, h_all, mask)


def gru_forward__arithmetic_mask(x, h_0, kernel, recurrent_kernel, bias, mask=None):
    keep = np.ones(x.shape[:2]) if mask is None else mask.astype(float)
    h, columns = h_0, [[], [], [], []]
    for t, x_t in enumerate(x.swapaxes(0, 1)):
        _, (_, _, *values) = gru_cell_forward(x_t, h, kernel, recurrent_kernel, bias)
        m = keep[:, [t]]
        h = m * values[-1] + (1 - m) * h
        for column, value in zip(columns, [*values[:-1], h], strict=True):
            column.append(value)
    z, r, g, h_all = (np.array(column).swapaxes(0, 1) for column in columns)
    return [h_all, GRUCache(x, h_0, z, r, g, h_all, mask)]


def gru_cell_backward__block_by_block(d_h, cache, kernel, recurrent_kernel):
    x_t, h_prev, z, r, g, _ = cache
    units = h_prev.shape[1]
    blocks = [slice(k * units, (k + 1) * units) for k in range(3)]
    d_g = (1 - z) * d_h * (1 + g) * (1 - g)
    d_z = d_h * (h_prev - g) * (z - z * z)
    d_s = d_g @ recurrent_kernel[:, blocks[2]].T
    d_r = d_s * h_prev * (r - r * r)
    d_x_t, d_h_prev = np.zeros_like(x_t), z * d_h + r * d_s
    d_kernel, d_recurrent_kernel = np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    for block, delta, state in zip(blocks, (d_z, d_r, d_g), (h_prev, h_prev, r * h_prev), strict=True):
        d_x_t += delta @ kernel[:, block].T
        d_kernel[:, block] = x_t.T @ delta
        d_recurrent_kernel[:, block] = state.T @ delta
    d_h_prev += d_z @ recurrent_kernel[:, blocks[0]].T
    d_h_prev += d_r @ recurrent_kernel[:, blocks[1]].T
    return [d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, np.hstack([d_z.sum(0), d_r.sum(0), d_g.sum(0)])]


def gru_cell_backward__einsum_float32(d_h, cache, kernel, recurrent_kernel):
    x_t, h_prev, z, r, g, _ = (a.astype(np.float32) for a in cache)
    u = recurrent_kernel.astype(np.float32).reshape(len(recurrent_kernel), 3, -1)
    d_g, d_z = d_h * (1 - z) * (1 - g * g), d_h * (h_prev - g) * z * (1 - z)
    d_s = np.einsum("bj,ij->bi", d_g, u[:, 2])
    d_a = np.stack([d_z, d_s * h_prev * r * (1 - r), d_g], axis=1)
    state = np.stack([h_prev, h_prev, r * h_prev], axis=1)
    d_h_prev = d_h * z + d_s * r + np.einsum("bkj,ikj->bi", d_a[:, :2], u[:, :2])
    d_x_t = np.einsum("bkj,fkj->bf", d_a, kernel.reshape(len(kernel), 3, -1))
    d_kernel = np.einsum("bf,bkj->fkj", x_t, d_a).reshape(kernel.shape)
    d_recurrent_kernel = np.einsum("bki,bkj->ikj", state, d_a).reshape(recurrent_kernel.shape)
    return d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, d_a.sum(axis=0).ravel()


def gru_cell_backward__from_the_other_convention(d_h, cache, kernel, recurrent_kernel):
    """Differentiate the cell whose gate weighs the candidate; the update block changes its sign."""
    x_t, h_prev, z, r, g, _ = cache
    gamma = 1 - z
    w_u, w_r, w_g = np.split(recurrent_kernel, 3, axis=1)
    d_u = d_h * (g - h_prev) * gamma * z
    d_c = d_h * gamma * (1 - g**2)
    d_s = d_c @ w_g.T
    d_r = d_s * h_prev * r * (1 - r)
    d_a = np.hstack([-d_u, d_r, d_c])
    d_h_prev = d_h - d_h * gamma + d_s * r - d_u @ w_u.T + d_r @ w_r.T
    d_recurrent_kernel = np.hstack([-h_prev.T @ d_u, h_prev.T @ d_r, (r * h_prev).T @ d_c])
    return d_a @ kernel.T, d_h_prev, x_t.T @ d_a, d_recurrent_kernel, d_a.sum(axis=0)


def gru_backward__stacked_at_the_end(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Keep every step's d_a; one product for each parameter at the end."""
    x, h_0, z, r, g, h_all, mask = cache
    units = h_0.shape[1]
    keep = np.ones(x.shape[:2]) if mask is None else mask.astype(float)
    before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)
    d_a = np.zeros((*x.shape[:2], 3 * units))
    carried = d_h_last.copy()
    for t in range(x.shape[1] - 1, -1, -1):
        carried += d_h_all[:, t]
        d_h = keep[:, [t]] * carried
        d_g = d_h * (1 - z[:, t]) * (1 - g[:, t] ** 2)
        d_s = d_g @ recurrent_kernel[:, 2 * units :].T
        d_a[:, t, :units] = d_h * (before[:, t] - g[:, t]) * z[:, t] * (1 - z[:, t])
        d_a[:, t, units : 2 * units] = d_s * before[:, t] * r[:, t] * (1 - r[:, t])
        d_a[:, t, 2 * units :] = d_g
        through_gates = d_a[:, t, : 2 * units] @ recurrent_kernel[:, : 2 * units].T
        carried = carried - d_h + d_h * z[:, t] + d_s * r[:, t] + through_gates
    states = np.stack([before, before, r * before])
    d_recurrent = [np.einsum("bti,btj->ij", s, d) for s, d in zip(states, np.split(d_a, 3, axis=2), strict=True)]
    d_kernel = np.einsum("btf,btu->fu", x, d_a)
    return d_a @ kernel.T, carried, d_kernel, np.concatenate(d_recurrent, axis=1), d_a.sum(axis=(0, 1))


def gru_backward__sample_by_sample(d_h_all, d_h_last, cache, kernel, recurrent_kernel):
    """Skip the masked steps of each sample; float32 results in a list."""
    x, h_0, z, r, g, h_all, mask = cache
    d_x, d_h_0 = np.zeros(x.shape, np.float32), np.zeros(h_0.shape, np.float32)
    sums = [np.zeros_like(kernel), np.zeros_like(recurrent_kernel), np.zeros(kernel.shape[1])]
    for n in range(len(x)):
        d_h = d_h_last[n : n + 1]
        for t in range(x.shape[1])[::-1]:
            d_h = d_h + d_h_all[n : n + 1, t]
            if mask is not None and not mask[n, t]:
                continue
            start = h_0[n : n + 1] if t == 0 else h_all[n : n + 1, t - 1]
            step = GRUCellCache(x[n : n + 1, t], start, *(a[n : n + 1, t] for a in (z, r, g, h_all)))
            d_x[n, t], d_h, *parts = gru_cell_backward(d_h, step, kernel, recurrent_kernel)
            sums = [total + part for total, part in zip(sums, parts, strict=True)]
        d_h_0[n] = d_h[0]
    return [d_x, d_h_0, *sums]


def flip_update_gate__copies(kernel, recurrent_kernel, bias):
    units = recurrent_kernel.shape[0]
    flipped = []
    for array in (kernel, recurrent_kernel, bias):
        array = array.copy()
        array[..., :units] *= -1
        flipped.append(array)
    return flipped


def flip_update_gate__split_float32(kernel, recurrent_kernel, bias):
    def turned(array):
        z, r, g = np.split(array.astype(np.float32), 3, axis=-1)
        return np.concatenate([-z, r, g], axis=-1)

    return turned(kernel), turned(recurrent_kernel), turned(bias)


def parameter_count__by_shapes(cell, features, units):
    """Make the arrays and count their entries."""
    blocks = 1 if cell == "rnn" else 4 if cell == "lstm" else 3
    rows = 2 if cell.endswith("after") else 1
    shapes = [(features, blocks * units), (units, blocks * units), (rows, blocks * units)]
    return sum(np.zeros(shape).size for shape in shapes)


def parameter_count__numpy_integer(cell, features, units):
    per_unit = {"rnn": 1, "gru": 3, "gru_reset_after": 3, "lstm": 4}[cell] * (features + units + 1)
    return np.int64(units) * (per_unit + (3 if cell == "gru_reset_after" else 0))
