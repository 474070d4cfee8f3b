"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import numpy as np


def reverse_sequences__sample_by_sample(x, mask):
    turned = x.copy()
    for n in range(len(x)):
        length = x.shape[1] if mask is None else int(mask[n].sum())
        turned[n, :length] = x[n, :length][::-1]
    return turned


def reverse_sequences__take_along_axis_float32(x, mask):
    mask = np.ones(x.shape[:2], bool) if mask is None else mask
    order = np.argsort(np.where(mask, -np.arange(x.shape[1]), np.arange(x.shape[1])), axis=1, kind="stable")
    order = order.reshape(order.shape + (1,) * (x.ndim - 2))
    return np.take_along_axis(x.astype(np.float32), order, axis=1)


def reverse_sequences__rolled(x, mask):
    """Turn the whole row round, then roll the padding back behind; padding itself comes from x."""
    if mask is None:
        return x[:, ::-1]
    flipped = np.stack([np.roll(sample[::-1], real.sum(), axis=0) for sample, real in zip(x, mask, strict=True)])
    return np.where(mask.reshape(mask.shape + (1,) * (x.ndim - 2)), flipped, x)


def reverse_sequences__counted_from_one(x, mask):
    """Write x_(n + 1 - t) as it stands, with both places shifted by one."""
    turned = np.array(x)
    for sample, row in enumerate(x):
        n = len(row) if mask is None else np.count_nonzero(mask[sample])
        for t in range(1, n + 1):
            turned[sample, t - 1] = row[n + 1 - t - 1]
    return turned


def bidirectional_forward__loop_from_the_right(x, h_0_forward, h_0_backward, forward, backward, mask=None):
    """Walk from the last step to the first without turning anything round, except for the cache."""
    batch, timesteps, _ = x.shape
    real = np.ones((batch, timesteps), bool) if mask is None else mask
    right, forward_cache = rnn_forward(x, h_0_forward, *forward, mask)
    left, h = np.zeros_like(right), h_0_backward
    for t in range(timesteps - 1, -1, -1):
        new = np.tanh(x[:, t] @ backward.kernel + h @ backward.recurrent_kernel + backward.bias)
        h = np.where(real[:, t : t + 1], new, h)
        left[:, t] = h
    left = np.where(real[:, :, None], left, left[:, :1])  # at padding, the state in which the reading ended
    turn = (reverse_sequences(x, mask), h_0_backward, reverse_sequences(left, mask), mask)
    return [np.dstack([right, left]), (forward_cache, turn)]


def bidirectional_forward__filled_float32(x, h_0_forward, h_0_backward, forward, backward, mask=None):
    x = x.astype(np.float32)
    units = len(forward.bias)
    h_all = np.empty((*x.shape[:2], 2 * units), np.float32)
    h_all[..., :units], first = rnn_forward(x, h_0_forward, *forward, mask=mask)
    states, second = rnn_forward(reverse_sequences(x, mask), h_0_backward, *backward, mask=mask)
    h_all[..., units:] = reverse_sequences(states, mask)
    return h_all, BidirectionalCache(forward=first, backward=second)


def bidirectional_backward__in_place_on_own_arrays(d_h_all, cache, forward, backward):
    half = d_h_all.shape[-1] // 2
    start = np.zeros((len(d_h_all), half))
    d_x, _, *d_forward = rnn_backward(d_h_all[..., :half], start, cache.forward, forward.kernel, forward.recurrent_kernel)
    d_left = reverse_sequences(d_h_all, cache.backward.mask)[..., half:]
    d_turned, _, *d_backward = rnn_backward(d_left, start, cache.backward, backward.kernel, backward.recurrent_kernel)
    d_x += reverse_sequences(d_turned, cache.backward.mask)
    return [d_x, tuple(d_forward), list(d_backward)]


def bidirectional_backward__last_steps_by_themselves(d_h_all, cache, forward, backward):
    """Hand the gradient of each network's last step over as d_h_last, and take it out of d_h_all."""

    def back(d_half, one_cache, weights):
        rest = d_half.copy()
        rest[:, -1] = 0
        return rnn_backward(rest, d_half[:, -1], one_cache, *weights[:2])

    mask, units = cache.forward.mask, d_h_all.shape[2] // 2
    d_x, _, *d_forward = back(d_h_all[:, :, :units], cache.forward, forward)
    d_turned, _, *d_backward = back(reverse_sequences(d_h_all[:, :, units:], mask), cache.backward, backward)
    return d_x + reverse_sequences(d_turned, mask), RNNWeights(*d_forward), RNNWeights(*d_backward)


def bidirectional_backward__one_network_float32(d_h_all, cache, forward, backward):
    """Go back through both in turn with one inner function."""

    def back(d_half, one_cache, weights):
        d_half = d_half.astype(np.float32)
        d_x, _, *rest = rnn_backward(d_half, np.zeros_like(d_half[:, 0]), one_cache, weights[0], weights[1])
        return d_x, RNNWeights(*rest)

    left, right = np.split(d_h_all, 2, axis=2)
    d_x_1, d_forward = back(left, cache.forward, forward)
    d_x_2, d_backward = back(reverse_sequences(right, cache.forward.mask), cache.backward, backward)
    return np.add(d_x_1, reverse_sequences(d_x_2, cache.forward.mask)), d_forward, d_backward


def stacked_forward__step_by_step(x, h_0s, layers, mask=None):
    """Let every layer take its step before time moves on."""
    states, history = list(h_0s), [[] for _ in layers]
    for t in range(x.shape[1]):
        below = x[:, t]
        for number, (kernel, recurrent_kernel, bias) in enumerate(layers):
            new = np.tanh(below @ kernel + states[number] @ recurrent_kernel + bias)
            states[number] = new if mask is None else np.where(mask[:, t, None], new, states[number])
            below = states[number]
            history[number].append(below)
    outputs = [np.stack(steps, axis=1) for steps in history]
    return outputs[-1], tuple(zip([x, *outputs[:-1]], h_0s, outputs, [mask] * len(layers), strict=True))


def stacked_forward__recursion_float32(x, h_0s, layers, mask=None):
    h_all, cache = rnn_forward(x.astype(np.float32), h_0s[0], *layers[0], mask)
    if len(layers) == 1:
        return h_all, [cache]
    top, others = stacked_forward__recursion_float32(h_all, h_0s[1:], layers[1:], mask)
    return [top, [cache, *others]]


def stacked_backward__by_number(d_h_all, cache, layers):
    gradients = [None] * len(layers)
    for number in range(len(layers) - 1, -1, -1):
        last = np.zeros(cache[number].h_0.shape)
        parts = rnn_backward(d_h_all, last, cache[number], layers[number].kernel, layers[number].recurrent_kernel)
        d_h_all, gradients[number] = parts[0], parts[2:]
    return d_h_all, tuple(gradients)


def stacked_backward__recursion_float32(d_h_all, cache, layers):
    d_h_all = d_h_all.astype(np.float32)
    d_below, _, *own = rnn_backward(d_h_all, np.zeros_like(d_h_all[:, 0]), cache[-1], layers[-1][0], layers[-1][1])
    if len(layers) == 1:
        return d_below, [RNNWeights(*own)]
    d_x, lower = stacked_backward__recursion_float32(d_below, cache[:-1], layers[:-1])
    return [d_x, [*lower, own]]


def layer_norm_forward__variance_of_numpy(a, gain, offset, epsilon=1e-5):
    sigma = (a.var(axis=-1, keepdims=True) + epsilon) ** 0.5
    a_hat = (a - a.mean(axis=-1, keepdims=True)) / sigma
    return [a_hat * gain + offset, (a_hat, sigma)]


def layer_norm_forward__row_by_row(a, gain, offset, epsilon=1e-5):
    a_hat, sigma = np.zeros(a.shape), np.zeros((*a.shape[:-1], 1))
    for index in np.ndindex(a.shape[:-1]):
        row = a[index] - sum(a[index]) / len(gain)
        sigma[index] = np.sqrt(row @ row / len(gain) + epsilon)
        a_hat[index] = row / sigma[index]
    return gain * a_hat + offset, LayerNormCache(a_hat, sigma)


def layer_norm_forward__float32_einsum(a, gain, offset, epsilon=1e-5):
    a = a.astype(np.float32)
    units = a.shape[-1]
    centred = a - np.einsum("...j->...", a)[..., None] / units
    sigma = np.sqrt(np.einsum("...j,...j->...", centred, centred)[..., None] / units + np.float32(epsilon))
    return (centred / sigma * gain + offset).astype(np.float32), LayerNormCache(centred / sigma, sigma)


def layer_norm_backward__jacobian(d_normed, cache, gain):
    """Build the matrix of derivatives of each row and multiply with it."""
    units = len(gain)
    outer = np.einsum("...i,...j->...ij", cache.a_hat, cache.a_hat)
    jacobian = (np.eye(units) - 1 / units - outer / units) / cache.sigma[..., None]
    d_a = np.einsum("...ij,...j->...i", jacobian, gain * d_normed)
    rows = d_normed.reshape(-1, units)
    return d_a, (rows * cache.a_hat.reshape(-1, units)).sum(axis=0), rows.sum(axis=0)


def layer_norm_backward__mean_and_spread_apart(d_normed, cache, gain):
    """Follow the three roads one after the other: direct, over sigma, over the mean."""
    a_hat, sigma = cache
    d_hat = d_normed * gain
    d_sigma = -np.sum(d_hat * a_hat, axis=-1, keepdims=True) / sigma
    d_centred = d_hat / sigma + d_sigma * a_hat / len(gain)
    d_mean = -np.sum(d_centred, axis=-1, keepdims=True)
    return [d_centred + d_mean / len(gain), *(part.reshape(-1, len(gain)).sum(0) for part in (d_normed * a_hat, d_normed))]


def layer_norm_backward__float32(d_normed, cache, gain):
    d_normed, a_hat, sigma, gain = (array.astype(np.float32) for array in (d_normed, *cache, gain))
    d_hat = d_normed * gain
    units = d_hat.shape[-1]
    inner = (d_hat * a_hat).sum(-1, keepdims=True)
    d_a = (units * d_hat - d_hat.sum(-1, keepdims=True) - a_hat * inner) / (units * sigma)
    axes = tuple(range(d_hat.ndim - 1))
    return d_a, (d_normed * a_hat).sum(axes), d_normed.sum(axes)


def recurrent_dropout_step__where(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, keep, rate, training=True):
    i, f, g, o = lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    g = np.where(keep, g / (1 - rate), 0.0) if training else g
    c = np.add(f * c_prev, i * g)
    return [np.tanh(c) * o, c]


def recurrent_dropout_step__on_the_product_float32(
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, keep, rate, training=True
):
    """Silence i * g instead of g: the same, since the input gate acts on nothing else."""
    i, f, g, o = (gate.astype(np.float32) for gate in lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias))
    added = i * g
    if training:
        added *= keep.astype(np.float32)
        added /= np.float32(1 - rate)
    c = f * c_prev.astype(np.float32) + added
    return o * np.tanh(c), c


def learned_initial_state_gradient__einsum(d_h_0):
    return np.einsum("nu->u", d_h_0)


def learned_initial_state_gradient__product_float32(d_h_0):
    return np.ones(len(d_h_0), np.float32) @ d_h_0.astype(np.float32)


def learned_initial_state_gradient__loop(d_h_0):
    total = np.zeros(d_h_0.shape[1])
    for row in d_h_0:
        total += row
    return total
