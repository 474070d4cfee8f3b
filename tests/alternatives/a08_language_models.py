"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import itertools
import math
import unicodedata
from collections import Counter

import numpy as np


def bigram_model__python_loop(ids, classes, smoothing):
    table = [[smoothing] * classes for _ in range(classes)]
    for before, behind in itertools.pairwise(ids):
        table[before][behind] += 1
    return np.array([[count / sum(row) for count in row] for row in table])


def bigram_model__one_hot_product_float32(ids, classes, smoothing):
    one_hot = np.eye(classes, dtype=np.float32)[ids]
    counts = one_hot[:-1].T @ one_hot[1:]
    return (counts + np.float32(smoothing)) / (counts.sum(axis=1, keepdims=True) + np.float32(smoothing) * classes)


def bigram_model__counted_as_one_number(ids, classes, smoothing):
    counts = np.bincount(ids[:-1] * classes + ids[1:], minlength=classes * classes).reshape(classes, classes)
    return ((counts + smoothing).T / (counts + smoothing).sum(1)).T


def bigram_model__counter(ids, classes, smoothing):
    pairs = Counter(zip(ids[:-1].tolist(), ids[1:].tolist(), strict=True))
    counts = np.array([[pairs[a, b] for b in range(classes)] for a in range(classes)], dtype=float)
    counts += smoothing
    counts /= counts.sum(axis=-1, keepdims=True)
    return counts


def language_model_batches__windows(ids, batch, timesteps):
    length = (len(ids) - 1) // batch
    strips = np.stack([ids[b * length : (b + 1) * length + 1] for b in range(batch)])  # one token more than a strip
    starts = range(0, length, timesteps)
    return tuple([strips[:, s : min(s + timesteps, length)], strips[:, s + 1 : s + timesteps + 1]] for s in starts)


def language_model_batches__generator(ids, batch, timesteps):
    length = (len(ids) - 1) // batch
    places = np.arange(batch)[:, None] * length + np.arange(length)
    for chunk in np.split(places, range(timesteps, length, timesteps), axis=1):
        yield ids[chunk], ids[chunk + 1]


def language_model_batches__one_chunk_at_a_time(ids, batch, timesteps):
    length = (len(ids) - 1) // batch
    batches = []
    for start in range(0, length, timesteps):
        stop = min(start + timesteps, length)
        places = [slice(b * length + start, b * length + stop) for b in range(batch)]
        moved = [slice(place.start + 1, place.stop + 1) for place in places]
        batches.append([np.array([ids[place] for place in both]) for both in (places, moved)])
    return batches


def perplexity__boolean_index(log_probabilities, mask):
    return np.exp(-log_probabilities[mask].mean())


def perplexity__geometric_mean_of_bits(log_probabilities, mask):
    bits = [-value / math.log(2) for value in log_probabilities[mask]]
    return 2 ** (sum(bits) / len(bits))


def perplexity__float32_weights(log_probabilities, mask):
    return np.exp(-np.average(log_probabilities.astype(np.float32), weights=mask.astype(np.float32)))


def sentence_log_probability__logaddexp(logits, targets, mask):
    log_p = logits - np.logaddexp.reduce(logits, axis=2, keepdims=True)
    batch, timesteps = targets.shape
    chosen = log_p[np.arange(batch)[:, None], np.arange(timesteps), targets]
    return np.where(mask, chosen, 0.0).sum(axis=-1)


def sentence_log_probability__python_loop(logits, targets, mask):
    scores = np.zeros(len(logits))
    for n, t in zip(*np.nonzero(mask), strict=True):
        row = logits[n, t] - logits[n, t].max()
        scores[n] += row[targets[n, t]] - math.log(np.exp(row).sum())
    return scores


def sentence_log_probability__one_hot_float32(logits, targets, mask):
    logits = logits.astype(np.float32)
    shifted = logits - logits.max(-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return np.einsum("ntk,ntk,nt->n", log_p, np.eye(logits.shape[-1], dtype=np.float32)[targets], mask)


def _stay(logits, temperature, top_k, top_p, banned):
    """Go down the list of ids by hand: who stays, and with which probability."""
    falling = sorted((index for index in range(len(logits)) if index not in banned), key=lambda index: -logits[index])
    falling = falling[:top_k]
    weights = [math.exp((logits[index] - logits[falling[0]]) / temperature) for index in falling]
    shares = [weight / sum(weights) for weight in weights]
    kept, reached = [], 0.0
    while len(kept) < len(falling) and (top_p is None or reached < top_p):
        reached += shares[len(kept)]
        kept.append(falling[len(kept)])
    return kept, np.array(shares[: len(kept)]) / reached


def sample_index__by_hand_from_the_likeliest_down(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    kept, shares = _stay(logits, temperature, top_k, top_p, banned)
    return rng.choice(kept, p=shares)


def sample_index__inverse_of_the_cumulative(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    kept, shares = _stay(logits, temperature, top_k, top_p, banned)
    place = np.searchsorted(np.cumsum(shares), rng.random())
    return kept[min(place, len(kept) - 1)]


def sample_index__gumbel(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    kept, shares = _stay(logits, temperature, top_k, top_p, banned)
    return np.int64(kept[int(np.argmax(np.log(shares) + rng.gumbel(size=len(kept))))])


def sample_index__multinomial(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    kept, shares = _stay(logits, temperature, top_k, top_p, banned)
    return kept[int(rng.multinomial(1, shares).argmax())]


def sample_index__adds_up_in_a_loop(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    scores = np.array(logits, dtype=float) / temperature
    for index in banned:
        scores[index] = -np.inf
    order = np.argsort(scores)[::-1]
    if top_k:
        scores[order[top_k:]] = -np.inf
    if top_p:
        probabilities, total = softmax(scores), 0.0
        for index in order:
            if total >= top_p:
                scores[index] = -np.inf
            total += probabilities[index]
    return np.int32(rng.choice(len(scores), p=softmax(scores)))


def sample_index__float32(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    scores = (logits - logits.max()).astype(np.float32) / np.float32(temperature)
    for index in banned:
        scores[index] = -np.inf
    if top_k is not None and top_k < len(scores):
        scores[scores < np.sort(scores)[-top_k]] = -np.inf
    probabilities = softmax(scores)
    if top_p is not None:
        order = np.argsort(probabilities)[::-1]
        size = np.searchsorted(np.cumsum(probabilities[order]), top_p) + 1
        probabilities[order[size:]] = 0
        probabilities /= probabilities.sum()
    return rng.choice(len(scores), p=probabilities)


def generate__for_loop(step, state, first_id, end_id, rng, max_length, temperature=1.0, top_k=None, top_p=None, banned=()):
    ids = [first_id]
    for _ in range(max_length):
        logits, state = step(ids[-1], state)
        ids.append(sample_index(logits, rng, temperature=temperature, top_k=top_k, top_p=top_p, banned=banned))
        if ids[-1] == end_id:
            return ids[1:-1]
    return ids[1:]


def generate__recursive(step, state, first_id, end_id, rng, max_length, temperature=1.0, top_k=None, top_p=None, banned=()):
    if max_length == 0:
        return ()
    logits, state = step(first_id, state)
    index = sample_index__gumbel(logits, rng, temperature, top_k, top_p, banned)
    if index == end_id:
        return ()
    rest = generate__recursive(step, state, index, end_id, rng, max_length - 1, temperature, top_k, top_p, banned)
    return (index, *rest)


def generate__array(step, state, first_id, end_id, rng, max_length, temperature=1.0, top_k=None, top_p=None, banned=()):
    ids = np.full(max_length + 1, end_id)
    index = first_id
    for place in range(max_length):
        logits, state = step(index, state)
        ids[place] = index = sample_index(logits, rng, temperature, top_k, top_p, banned)
        if index == end_id:
            break
    return ids[: np.argmax(ids == end_id)]


def generate__asks_in_the_condition(
    step, state, first_id, end_id, rng, max_length, temperature=1.0, top_k=None, top_p=None, banned=()
):
    logits, state = step(first_id, state)
    index = sample_index(logits, rng, temperature, top_k, top_p, banned)
    ids = []
    while index != end_id and len(ids) < max_length:
        ids += [index]
        logits, state = step(index, state)
        index = sample_index(logits, rng, temperature, top_k, top_p, banned)
    return ids


def sampled_softmax_loss__python_loop(h, target, output_kernel, output_bias, sampled_ids, proposal):
    losses = []
    for row, right in zip(h, target, strict=True):
        candidates = [right] + [k for k in sampled_ids if k != right]
        scores = np.array([row @ output_kernel[:, k] + output_bias[k] - math.log(proposal[k]) for k in candidates])
        losses.append(np.logaddexp.reduce(scores) - scores[0])
    return sum(losses) / len(losses)


def sampled_softmax_loss__all_logits_float32(h, target, output_kernel, output_bias, sampled_ids, proposal):
    h, output_kernel, output_bias = (a.astype(np.float32) for a in (h, output_kernel, output_bias))
    logits = h @ output_kernel + output_bias - np.log(proposal).astype(np.float32)
    right = np.take_along_axis(logits, target[:, None], axis=1)
    rivals = logits[:, sampled_ids]
    rivals[sampled_ids[None] == target[:, None]] = -np.inf
    differences = np.hstack([0 * right, rivals - right])
    return np.mean(np.logaddexp.reduce(differences, axis=1))


def sampled_softmax_loss__correction_with_the_number_of_draws(h, target, output_kernel, output_bias, sampled_ids, proposal):
    """Subtract the logarithm of the expected number of draws, as TensorFlow does: a constant more for all, so the same loss."""
    right = np.einsum("nu,un->n", h, output_kernel[:, target]) + (output_bias - np.log(len(sampled_ids) * proposal))[target]
    rivals = h @ output_kernel[:, sampled_ids] + (output_bias - np.log(len(sampled_ids) * proposal))[sampled_ids]
    rivals = np.where(np.equal.outer(target, sampled_ids), -np.inf, rivals)
    scores = np.column_stack([right, rivals])
    return np.logaddexp.reduce(scores, axis=1).mean() - right.mean()


def novelty__python_loop(names, training_names):
    if not names:
        return 0.0
    tidied = [unicodedata.normalize("NFC", name).casefold() for name in training_names]
    count = 0
    for name in names:
        count += unicodedata.normalize("NFC", name).casefold() not in tidied
    return count / len(names)


def novelty__accents_taken_apart(names, training_names):
    known, new = {unicodedata.normalize("NFD", name.casefold()) for name in training_names}, 0
    for name in names:
        if unicodedata.normalize("NFD", name.casefold()) not in known:
            new += 1
    return new / max(len(names), 1)


def novelty__numpy(names, training_names):
    def tidy(name):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

    if len(names) == 0:
        return 0.0
    return np.mean(~np.isin([tidy(name) for name in names], [tidy(name) for name in training_names]))
