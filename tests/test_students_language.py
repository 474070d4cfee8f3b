"""Wrong answers to unit 08 written from nothing, as students do, not as edits of the solution: the frozen vectors name them."""

import itertools
import unicodedata

import numpy as np
import pytest

from autograder.checking import vectors
from autograder.checking.check import examine


def softmax(logits):
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def pairs(ids, classes, smoothing):
    table = np.full((classes, classes), float(smoothing))
    for before, behind in itertools.pairwise(ids):
        table[before, behind] += 1
    return table


def bigram_model__column_by_row(ids, classes, smoothing):
    table = pairs(ids, classes, smoothing)
    return table / table.sum(1)


def bigram_model__exponential(ids, classes, smoothing):
    return softmax(pairs(ids, classes, smoothing))


def language_model_batches__neighbours(ids, batch, timesteps):
    ends = range(timesteps, len(ids), timesteps)
    chunks = [(ids[end - timesteps : end], ids[end - timesteps + 1 : end + 1]) for end in ends]
    groups = [chunks[i : i + batch] for i in range(0, len(chunks) - batch + 1, batch)]
    return [tuple(np.array(side) for side in zip(*group, strict=True)) for group in groups]


def sentence_log_probability__least_number(logits, targets, mask):
    chosen = np.take_along_axis(softmax(logits), targets[:, :, None], axis=-1)[:, :, 0]
    return np.where(mask, np.log(np.maximum(chosen, 1e-12)), 0).sum(1)


def sentence_log_probability__over_time(logits, targets, mask):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    log_p = np.log(exponentials / exponentials.sum(axis=1, keepdims=True))
    return (np.take_along_axis(log_p, targets[:, :, None], axis=-1)[:, :, 0] * mask).sum(1)


def wished(logits, temperature, top_k, top_p, banned, early=False, nucleus_first=False, compact=False):
    scores = np.delete(logits, banned) / temperature if compact else np.array(logits) / temperature
    for index in () if compact else banned:
        scores[index] = -np.inf

    def cut():
        order = np.argsort(scores)[::-1]
        reached = np.cumsum(softmax(scores)[order])
        scores[order[reached >= top_p if early else np.append(0, reached[:-1]) >= top_p]] = -np.inf

    if nucleus_first and top_p is not None:
        cut()
    scores[np.argsort(scores)[::-1][top_k:]] = -np.inf if top_k is not None else scores.min()
    if not nucleus_first and top_p is not None:
        cut()
    return softmax(scores)


def sample_index__nucleus_too_small(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    shares = wished(logits, temperature, top_k or len(logits), top_p, list(banned), early=True)
    return int(rng.choice(len(shares), p=shares))


def sample_index__nucleus_first(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    shares = wished(logits, temperature, top_k or len(logits), top_p, list(banned), nucleus_first=True)
    return int(rng.choice(len(shares), p=shares))


def sample_index__compacted(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    shares = wished(logits, temperature, top_k or len(logits), top_p, list(banned), compact=True)
    return int(rng.choice(len(shares), p=shares))


def sampled_softmax_loss__every_class(h, target, output_kernel, output_bias, sampled_ids, proposal):
    logits = h @ output_kernel + output_bias
    return np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(h)), target])


def tidy(name):
    return unicodedata.normalize("NFC", name).casefold()


def novelty__sets(names, training_names):
    written, known = {tidy(name) for name in names}, {tidy(name) for name in training_names}
    return len(written - known) / len(written)


def novelty__in_one_text(names, training_names):
    text = "\n".join(tidy(name) for name in training_names)
    return sum(tidy(name) not in text for name in names) / len(names) if names else 0.0


WORDS = {  # words that the hint must hold
    bigram_model__column_by_row: "keepdims",
    bigram_model__exponential: "softmax of the counts",
    language_model_batches__neighbours: "neighbours",
    sentence_log_probability__least_number: "A small number",
    sentence_log_probability__over_time: "over time",
    sample_index__nucleus_too_small: "is cut off",
    sample_index__nucleus_first: "before top-k",
    sample_index__compacted: "move up",
    sampled_softmax_loss__every_class: "full softmax",
    novelty__sets: "Sets were compared",
    novelty__in_one_text: "only a part",
}


@pytest.mark.parametrize("answer", WORDS, ids=lambda answer: answer.__name__)
def test_it_is_rejected_and_named(answer):
    failure = examine(answer, vectors.find(answer.__name__.partition("__")[0]))
    assert failure is not None
    assert WORDS[answer] in failure.hint
