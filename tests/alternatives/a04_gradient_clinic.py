"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import math

import numpy as np


def hidden_jacobian__einsum(h, recurrent_kernel):
    return np.einsum("ij,nj->nij", recurrent_kernel, 1 - h * h)


def hidden_jacobian__diagonal_matrices_float32(h, recurrent_kernel):
    h = h.astype(np.float32)
    return np.stack([recurrent_kernel.astype(np.float32) @ np.diag(1 - row**2) for row in h])


def hidden_jacobian__python_loop(h, recurrent_kernel):
    batch, units = h.shape
    jacobian = np.empty((batch, units, units))
    for n, i, j in np.ndindex(batch, units, units):
        jacobian[n, i, j] = recurrent_kernel[i, j] * (1 - h[n, j]) * (1 + h[n, j])
    return jacobian


def gradient_norms_over_time__by_jacobians(d_h_last, h_all, recurrent_kernel):
    d_h, norms = d_h_last, [np.linalg.norm(d_h_last, axis=1)]
    for t in range(h_all.shape[1] - 1, 0, -1):
        d_h = np.einsum("nj,nij->ni", d_h, hidden_jacobian(h_all[:, t], recurrent_kernel))
        norms.insert(0, np.linalg.norm(d_h, axis=1))
    return np.stack(norms, axis=1)


def gradient_norms_over_time__sample_by_sample_float32(d_h_last, h_all, recurrent_kernel):
    norms = np.zeros(h_all.shape[:2], np.float32)
    for n, d_h in enumerate(d_h_last.astype(np.float32)):
        for t in range(h_all.shape[1])[::-1]:
            norms[n, t] = math.hypot(*d_h)
            d_h = recurrent_kernel.astype(np.float32) @ (d_h * (1 - h_all[n, t] ** 2))
    return norms


def gradient_norms_over_time__in_place_on_own_array(d_h_last, h_all, recurrent_kernel):
    d_h, kept = d_h_last.copy(), []
    for t in range(1, h_all.shape[1] + 1):
        kept.append(np.sqrt(np.einsum("nu,nu->n", d_h, d_h)))
        d_h *= 1 - np.square(h_all[:, -t])
        d_h = np.inner(d_h, recurrent_kernel)
    return np.array(kept[::-1]).T


def clip_by_value__minimum_of_maximum(gradients, limit):
    return tuple(np.minimum(np.maximum(gradient, -limit), limit) for gradient in gradients)


def clip_by_value__masked_copies_float32(gradients, limit):
    clipped = []
    for gradient in gradients:
        own = gradient.astype(np.float32)
        own[own > limit] = limit
        own[own < -limit] = -limit
        clipped.append(own)
    return clipped


def clip_by_value__sign_and_size(gradients, limit):
    return [np.sign(gradient) * np.minimum(np.abs(gradient), limit) for gradient in gradients]


def clip_by_global_norm__one_long_vector(gradients, limit):
    norm = np.linalg.norm(np.concatenate([gradient.ravel() for gradient in gradients]))
    if norm <= limit:
        return [gradient.copy() for gradient in gradients], norm
    return [gradient / norm * limit for gradient in gradients], norm


def clip_by_global_norm__norm_of_norms_float32(gradients, limit):
    gradients = [gradient.astype(np.float32) for gradient in gradients]
    norm = math.sqrt(sum(float(np.linalg.norm(gradient)) ** 2 for gradient in gradients))
    return [gradient * min(1.0, limit / (norm + 1e-12)) for gradient in gradients], norm


def clip_by_global_norm__tuple_of_tuple(gradients, limit):
    norm = np.sqrt(np.sum([np.vdot(gradient, gradient) for gradient in gradients]))
    return [tuple(gradient * (limit / np.maximum(norm, limit)) for gradient in gradients), norm]


def identity_relu_init__standard_normal(features, units, rng, scale=0.001):
    return scale * rng.standard_normal((features, units)), np.identity(units), np.zeros((units,))


def identity_relu_init__float32(features, units, rng, scale=0.001):
    kernel = (rng.standard_normal((features, units), dtype=np.float32) * scale).astype(np.float32)
    return [kernel, np.eye(units, dtype=np.float32), np.zeros(units, np.float32)]


def identity_relu_init__entry_by_entry(features, units, rng, scale=0.001):
    kernel = np.array([[rng.normal() * scale for _ in range(units)] for _ in range(features)])
    return kernel, np.diag(np.ones(units)), 0.0 * np.arange(units)


def leaky_cell_forward__einsum_list(x_t, h_prev, kernel, recurrent_kernel, bias, gamma):
    g = np.tanh(np.einsum("bf,fu->bu", x_t, kernel) + np.einsum("bi,ij->bj", h_prev, recurrent_kernel) + bias)
    h = g + gamma * (h_prev - g)
    return [h, (x_t, h_prev, g, h)]


def leaky_cell_forward__float32(x_t, h_prev, kernel, recurrent_kernel, bias, gamma):
    x_t, h_prev, kernel, recurrent_kernel, bias = (a.astype(np.float32) for a in (x_t, h_prev, kernel, recurrent_kernel, bias))
    g = np.tanh(np.hstack([h_prev, x_t]) @ np.vstack([recurrent_kernel, kernel]) + bias)
    h = np.float32(gamma) * h_prev + np.float32(1 - gamma) * g
    return h, LeakyCellCache(x_t, h_prev, g, h)


def leaky_cell_forward__small_steps(x_t, h_prev, kernel, recurrent_kernel, bias, gamma):
    """The same as a step of length 1 - gamma towards the candidate."""
    g = np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)
    h = h_prev.copy()
    h += (1 - gamma) * (g - h_prev)
    return h, LeakyCellCache(h_prev=h_prev, x_t=x_t, h=h, g=g)


def leaky_cell_backward__by_jacobian(d_h, cache, kernel, recurrent_kernel, gamma):
    slopes = (1 - gamma) * (1 - cache.g**2)
    jacobian = gamma * np.eye(len(recurrent_kernel)) + recurrent_kernel * slopes[:, None, :]
    d_a = d_h * slopes
    return (
        np.inner(d_a, kernel),
        np.einsum("nj,nij->ni", d_h, jacobian),
        np.einsum("nf,nu->fu", cache.x_t, d_a),
        np.einsum("ni,nj->ij", cache.h_prev, d_a),
        np.einsum("nu->u", d_a),
    )


def leaky_cell_backward__float32_list(d_h, cache, kernel, recurrent_kernel, gamma):
    x_t, h_prev, g, _ = (a.astype(np.float32) for a in cache)
    d_h, kernel, recurrent_kernel = (a.astype(np.float32) for a in (d_h, kernel, recurrent_kernel))
    d_a = d_h * (1 - g) * (1 + g) * np.float32(1 - gamma)
    return [d_a @ kernel.T, np.float32(gamma) * d_h + d_a @ recurrent_kernel.T, (d_a.T @ x_t).T, (d_a.T @ h_prev).T, d_a.sum(0)]


def leaky_cell_backward__sample_by_sample(d_h, cache, kernel, recurrent_kernel, gamma):
    d_x_t, d_h_prev = np.zeros(cache.x_t.shape), gamma * d_h
    d_kernel, d_recurrent_kernel, d_bias = np.zeros_like(kernel), np.zeros_like(recurrent_kernel), np.zeros(kernel.shape[1])
    for n, row in enumerate(d_h):
        d_a = (1 - gamma) * row * (1 - cache.g[n] ** 2)
        d_x_t[n] = kernel @ d_a
        d_h_prev[n] += recurrent_kernel @ d_a
        d_kernel += np.outer(cache.x_t[n], d_a)
        d_recurrent_kernel += np.outer(cache.h_prev[n], d_a)
        d_bias += d_a
    return d_x_t, d_h_prev, d_kernel, d_recurrent_kernel, d_bias


def skip_rnn_forward__filled_array(x, h_0, kernel, recurrent_kernel, skip_kernel, bias, skip):
    timesteps = x.shape[1]
    padded = np.repeat(h_0[:, None], skip + timesteps, axis=1)
    for t in range(timesteps):
        a = x[:, t] @ kernel + padded[:, skip + t - 1] @ recurrent_kernel + padded[:, t] @ skip_kernel + bias
        padded[:, skip + t] = np.tanh(a)
    return padded[:, skip:]


def skip_rnn_forward__with_an_if(x, h_0, kernel, recurrent_kernel, skip_kernel, bias, skip):
    h_all = np.zeros((*x.shape[:2], h_0.shape[1]))
    for t in range(x.shape[1]):
        before = h_all[:, t - 1] if t >= 1 else h_0
        long_before = h_all[:, t - skip] if t >= skip else h_0
        h_all[:, t] = np.tanh(x[:, t] @ kernel + before @ recurrent_kernel + long_before @ skip_kernel + bias)
    return h_all


def skip_rnn_forward__queue_float32(x, h_0, kernel, recurrent_kernel, skip_kernel, bias, skip):
    x, h_0, kernel, recurrent_kernel, skip_kernel, bias = (
        a.astype(np.float32) for a in (x, h_0, kernel, recurrent_kernel, skip_kernel, bias)
    )
    combined, queue, h_all = np.vstack([recurrent_kernel, skip_kernel, kernel]), [h_0] * skip, []
    for t in range(x.shape[1]):
        h = np.tanh(np.hstack([queue[-1], queue.pop(0), x[:, t]]) @ combined + bias)
        queue.append(h)
        h_all.append(h)
    return np.swapaxes(np.array(h_all), 0, 1)


def gradient_profile__array_of_norms(network, x, h_0, d_h_last):
    timesteps = x.shape[1]
    caches, h = [], h_0
    for t in range(timesteps):
        h, cache = step(network, x[:, t], h)
        caches.append(cache)
    ratios = np.ones((len(x), timesteps + 1))
    d_h = d_h_last
    for lag in range(1, timesteps + 1):
        _, d_h, *_ = step_back(network, d_h, caches[-lag])
        ratios[:, lag] = np.sqrt(np.sum(d_h**2, axis=1)) / np.sqrt(np.sum(d_h_last**2, axis=1))
    return ratios.mean(axis=0)


def gradient_profile__normed_first(network, x, h_0, d_h_last):
    """Bring every gradient to length 1 before it walks: the step back is linear."""

    def walk(t, h, d_last):
        if t == x.shape[1]:
            return d_last, [np.mean(np.linalg.norm(d_last, axis=1))]
        after, cache = step(network, x[:, t], h)
        d_after, profile = walk(t + 1, after, d_last)
        d_h = step_back(network, d_after, cache)[1]
        return d_h, [*profile, np.mean(np.linalg.norm(d_h, axis=1))]

    return np.array(walk(0, h_0, d_h_last / np.linalg.norm(d_h_last, axis=1, keepdims=True))[1], dtype=np.float32)


def gradient_profile__root_mean_squares(network, x, h_0, d_h_last):
    """Take the root mean square over the units at every lag: the division by lag 0 takes the factor out again."""
    h, caches, d_h = h_0, [], d_h_last
    for t in range(x.shape[1]):
        h, cache = step(network, x[:, t], h)
        caches.append(cache)
    sizes = [np.sqrt(np.mean(d_h**2, axis=1))]
    for cache in caches[::-1]:
        d_h = step_back(network, d_h, cache)[1]
        sizes.append(np.sqrt(np.mean(d_h**2, axis=1)))
    return np.array([np.mean(size / sizes[0]) for size in sizes])
