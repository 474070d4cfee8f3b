"""How the inputs of unit 08 are drawn."""

from __future__ import annotations

import unicodedata

import numpy as np

from autograder.checking.callables import babble_model, countdown_model

from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw


def tokens(length: int, classes: int, unseen: int, smoothing: float) -> Draw:
    """Draw a row of tokens in which the last `unseen` ids do not occur; few ids, so that pairs repeat."""
    return lambda rng: {"ids": rng.integers(0, classes - unseen, length), "classes": classes, "smoothing": smoothing}


def counted_by_hand(rng: Generator) -> Arguments:
    """Return the row 0 1 0 1 2, whose counts stand in the tests: behind 0 twice 1, behind 1 once 0 and once 2."""
    return {"ids": np.array([0, 1, 0, 1, 2]), "classes": 3, "smoothing": 1.0}


def row(length: int, batch: int, timesteps: int) -> Draw:
    """Draw a row of tokens that are all different, so that every slip of one place shows."""
    return lambda rng: {"ids": rng.permutation(length), "batch": batch, "timesteps": timesteps}


def surprises(batch: int, timesteps: int, gaps: bool = True) -> Draw:
    def draw(rng: Generator) -> Arguments:
        mask = gap_mask(rng, batch, timesteps) if gaps else np.ones((batch, timesteps), dtype=bool)
        return {"log_probabilities": np.log(rng.uniform(0.05, 0.9, (batch, timesteps))), "mask": mask}

    return draw


def surprises_by_hand(rng: Generator) -> Arguments:
    """Return probabilities 1/2, 1/4, 1/4 and 1/8 with padding between and behind: 8 bits over 4 tokens, perplexity 4."""
    probabilities = np.array([[1 / 2, 1 / 9, 1 / 4, 1 / 4], [1 / 8, 1 / 9, 1 / 9, 1 / 9]])
    return {"log_probabilities": np.log(probabilities), "mask": probabilities != 1 / 9}


def sentences(batch: int, timesteps: int, classes: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        targets = rng.integers(0, classes, (batch, timesteps))
        mask = gap_mask(rng, batch, timesteps)
        return {"logits": normal(rng, batch, timesteps, classes, scale=2.0), "targets": targets, "mask": mask}

    return draw


def sentences_by_hand(rng: Generator) -> Arguments:
    """Return logits whose softmax is known: the sentences have probabilities 1/2 * 3/4 = 3/8 and 1/4 * 1/8 * 1/2 = 1/64."""
    first, second, third = [1 / 2, 1 / 4, 1 / 4], [1 / 8, 3 / 4, 1 / 8], [1 / 4, 1 / 4, 1 / 2]
    logits = np.log([[first, second, third], [first, second, third]]) + np.array([0.0, 3.0, -2.0])[:, None]
    mask = np.array([[True, True, False], [True, True, True]])
    return {"logits": logits, "targets": np.array([[0, 1, 0], [2, 0, 2]]), "mask": mask}


def sure_sentences(rng: Generator) -> Arguments:
    """Draw logits of 10,000, as of a model that is sure; once it is sure of the wrong token."""
    logits = np.array([1e4, -1e4, 0.0])[None, :, None] + rng.integers(-2, 3, (2, 3, 4))
    logits[0, 2, :2] = 1e4, -1e4
    mask = np.array([[True, True, True], [False, True, True]])
    return {"logits": logits.astype(float), "targets": np.array([[1, 0, 1], [2, 3, 0]]), "mask": mask}


def wishes(*probabilities: float, level: float = -1.5, ban: tuple[int, ...] = (), **wishes: float | None) -> Draw:
    """Draw logits of known probabilities in random order; `ban` names places counted from the likeliest."""

    def draw(rng: Generator) -> Arguments:
        order = rng.permutation(len(probabilities))  # place -> id
        logits = np.empty(len(probabilities))
        logits[order] = np.log(probabilities) + level
        arguments: Arguments = {"logits": logits, "rng": rng.spawn(1)[0], **wishes}
        return arguments | ({"banned": tuple(int(order[place]) for place in ban)} if ban else {})

    return draw


def low_ids_banned(rng: Generator) -> Arguments:
    logits = np.log([0.3, 0.1, 0.25, 0.2, 0.15])
    return {"logits": logits, "rng": rng.spawn(1)[0], "temperature": 1.0, "top_k": None, "top_p": None, "banned": (0, 1)}


def countdown(end_at: int | None, max_length: int) -> Draw:
    """Draw a run of a model that is sure of itself; it ends by its state after `end_at` ids, or when max_length is reached."""

    def draw(rng: Generator) -> Arguments:
        state = end_at if end_at is not None else max_length + 3
        return _run_of(countdown_model, state, int(rng.integers(1, 7)), 0, rng, max_length)

    return draw


def countdown_to_another_end(rng: Generator) -> Arguments:
    """Draw a run of the same model whose end sign is not 0 but the id that it writes at place 3 for the first time."""
    while True:
        state = int(rng.integers(6, 12))
        first = index = int(rng.integers(1, 7))
        written = []
        for left in range(state, state - 4, -1):
            index = int(np.argmax(countdown_model(index, left)[0]))
            written.append(index)
        if index not in (*written[:3], first):
            return _run_of(countdown_model, state, first, index, rng, 5)


def babble(max_length: int, **wishes: object) -> Draw:
    def draw(rng: Generator) -> Arguments:
        return _run_of(babble_model, np.zeros(1), int(rng.integers(1, 5)), 0, rng, max_length) | wishes

    return draw


def babble_from_the_end_sign(rng: Generator) -> Arguments:
    """Draw a run whose first id is the end sign: it is only read."""
    return babble(3, temperature=0.005)(rng) | {"first_id": 0}


def babble_without_the_likeliest(rng: Generator) -> Arguments:
    """Draw a run in which the id that would come first, nearly for certain, is banned."""
    arguments = babble(3, temperature=0.005, top_k=None, top_p=None)(rng)
    logits, _ = babble_model(arguments["first_id"], arguments["state"])
    return arguments | {"banned": (int(np.argmax(logits)),)}


def _run_of(step: object, state: object, first: int, end: int, rng: Generator, max_length: int) -> Arguments:
    return {
        "step": step,
        "state": state,
        "first_id": first,
        "end_id": end,
        "rng": rng.spawn(1)[0],
        "max_length": max_length,
    }


def rivals(batch: int, units: int, classes: int, samples: int, apart: float = 0.0) -> Draw:
    def draw(rng: Generator) -> Arguments:
        ids = rng.permutation(classes)
        target, sampled_ids = ids[:batch], rng.choice(ids[1:], samples)
        if samples > 1:
            sampled_ids[:2] = ids[batch if batch < classes else 0], ids[0]
            sampled_ids[-1] = sampled_ids[0]
        h, output_kernel = normal(rng, batch, units, scale=1.0), normal(rng, units, classes, scale=1.0)
        proposal = rng.uniform(0.2, 2.0, classes)
        if apart:  # sample 1 prefers its first rival to its target by far, and has scores far above those of sample 0
            h[1] = np.linalg.pinv(output_kernel[:, [sampled_ids[0], target[1]]].T) @ [apart, -apart]
        return {
            "h": h,
            "target": target,
            "output_kernel": output_kernel,
            "output_bias": normal(rng, classes, scale=1.0) + apart,
            "sampled_ids": sampled_ids,
            "proposal": proposal / proposal.sum(),
        }

    return draw


STEMS = ("Grim", "Alt", "Vél", "Nor", "Tas", "Prěš", "Süd", "Kal")
ENDS = ("onia", "land", "ová", "istan", "ßen", "more")


def names(rng: Generator) -> Arguments:
    """Draw names: some new, some known, some known in another spelling; some come twice."""
    known = [str(rng.choice(STEMS)) + str(rng.choice(ENDS)) for _ in range(9)] + ["Véloniaßen", "MALDORÉ"]
    new = [str(rng.choice(STEMS)) + "qu" + str(rng.choice(ENDS)) for _ in range(5)]
    accents = [unicodedata.normalize("NFD", known[9])] * 2
    capitals = [known[9].upper(), "Maldoré", "Maldoré", "maldoré", "Maldoré"]
    written = [*new, *accents, *capitals, new[0], known[3], known[3]]
    return {"names": [written[place] for place in rng.permutation(len(written))], "training_names": known + known[:2]}


def parts_of_names(rng: Generator) -> Arguments:
    """Return names that stand in a training name, or hold one, or are one without its accent: all of them are new but one."""
    names = ("ara", "slo", "lim", "Cote", "Oslo", "Bern", "Limania", "Rome", "New Lima")
    return {"names": names, "training_names": ("Sahara", "C\u00f4te", "oslo", "Lima")}


def no_names(rng: Generator) -> Arguments:
    return {"names": [], "training_names": ["Spain", "France"]}


def few_names(rng: Generator) -> Arguments:
    return {"names": ["Spain", "Spaim", "Grimbia", "Grimbia", "FRANCE"], "training_names": ["Spain", "France", "Italy"]}
