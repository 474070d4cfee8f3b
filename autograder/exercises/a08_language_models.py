"""Unit 08, language models: how the inputs of its exercises are drawn; how the answers go wrong stands beside it."""

from __future__ import annotations

import unicodedata

import numpy as np

from autograder.checking.callables import babble_model, countdown_model

from . import mistakes_a08_counting as counting
from . import mistakes_a08_sampling as sampling
from . import mistakes_a08_scores as scores
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Property, Tolerance

SHARES = Tolerance(
    0.0,
    0.16,
    "two samples of 700 draws from one distribution differ in a share by a standard deviation of at most 0.027, so by more than "
    "0.16 less than once in 10 ** 8 times; every known mistake is off by more",
)
RUNS = Tolerance(
    0.0,
    0.36,
    "two samples of 120 runs differ in a share by a standard deviation of at most 0.065, so by more than 0.36 less than once in "
    "10 ** 7 times; the cases are such that a mistake moves a share by 0.4 or more",
)


def _tokens(length: int, classes: int, unseen: int, smoothing: float) -> Draw:
    """Draw a row of tokens in which the last `unseen` ids do not occur; few ids, so that pairs repeat."""
    return lambda rng: {"ids": rng.integers(0, classes - unseen, length), "classes": classes, "smoothing": smoothing}


def _counted_by_hand(rng: Generator) -> Arguments:
    """Return the row 0 1 0 1 2, whose counts stand in the tests: behind 0 twice 1, behind 1 once 0 and once 2."""
    return {"ids": np.array([0, 1, 0, 1, 2]), "classes": 3, "smoothing": 1.0}


def _row(length: int, batch: int, timesteps: int) -> Draw:
    """Draw a row of tokens that are all different, so that every slip of one place shows."""
    return lambda rng: {"ids": rng.permutation(length), "batch": batch, "timesteps": timesteps}


def _surprises(batch: int, timesteps: int, gaps: bool = True) -> Draw:
    def draw(rng: Generator) -> Arguments:
        mask = gap_mask(rng, batch, timesteps) if gaps else np.ones((batch, timesteps), dtype=bool)
        return {"log_probabilities": np.log(rng.uniform(0.05, 0.9, (batch, timesteps))), "mask": mask}

    return draw


def _surprises_by_hand(rng: Generator) -> Arguments:
    """Return probabilities 1/2, 1/4, 1/4 and 1/8 with padding between and behind: 8 bits over 4 tokens, perplexity 4."""
    probabilities = np.array([[1 / 2, 1 / 9, 1 / 4, 1 / 4], [1 / 8, 1 / 9, 1 / 9, 1 / 9]])
    return {"log_probabilities": np.log(probabilities), "mask": probabilities != 1 / 9}


def _sentences(batch: int, timesteps: int, classes: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        targets = rng.integers(0, classes, (batch, timesteps))
        mask = gap_mask(rng, batch, timesteps)
        return {"logits": normal(rng, batch, timesteps, classes, scale=2.0), "targets": targets, "mask": mask}

    return draw


def _sentences_by_hand(rng: Generator) -> Arguments:
    """Return logits whose softmax is known: the sentences have probabilities 1/2 * 3/4 = 3/8 and 1/4 * 1/8 * 1/2 = 1/64."""
    first, second, third = [1 / 2, 1 / 4, 1 / 4], [1 / 8, 3 / 4, 1 / 8], [1 / 4, 1 / 4, 1 / 2]
    logits = np.log([[first, second, third], [first, second, third]]) + np.array([0.0, 3.0, -2.0])[:, None]
    mask = np.array([[True, True, False], [True, True, True]])
    return {"logits": logits, "targets": np.array([[0, 1, 0], [2, 0, 2]]), "mask": mask}


def _sure_sentences(rng: Generator) -> Arguments:
    """Draw logits of 10,000, as of a model that is sure; once it is sure of the wrong token."""
    logits = np.array([1e4, -1e4, 0.0])[None, :, None] + rng.integers(-2, 3, (2, 3, 4))
    logits[0, 2, :2] = 1e4, -1e4
    mask = np.array([[True, True, True], [False, True, True]])
    return {"logits": logits.astype(float), "targets": np.array([[1, 0, 1], [2, 3, 0]]), "mask": mask}


def _wishes(*probabilities: float, level: float = -1.5, ban: tuple[int, ...] = (), **wishes: float | None) -> Draw:
    """Draw logits of known probabilities in random order; `ban` names places counted from the likeliest."""

    def draw(rng: Generator) -> Arguments:
        order = rng.permutation(len(probabilities))  # place -> id
        logits = np.empty(len(probabilities))
        logits[order] = np.log(probabilities) + level
        arguments: Arguments = {"logits": logits, "rng": rng.spawn(1)[0], **wishes}
        return arguments | ({"banned": tuple(int(order[place]) for place in ban)} if ban else {})

    return draw


def _low_ids_banned(rng: Generator) -> Arguments:
    logits = np.log([0.3, 0.1, 0.25, 0.2, 0.15])
    return {"logits": logits, "rng": rng.spawn(1)[0], "temperature": 1.0, "top_k": None, "top_p": None, "banned": (0, 1)}


def _countdown(end_at: int | None, max_length: int) -> Draw:
    """Draw a run of a model that is sure of itself; it ends by its state after `end_at` ids, or when max_length is reached."""

    def draw(rng: Generator) -> Arguments:
        state = end_at if end_at is not None else max_length + 3
        return _run_of(countdown_model, state, int(rng.integers(1, 7)), 0, rng, max_length)

    return draw


def _countdown_to_another_end(rng: Generator) -> Arguments:
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


def _babble(max_length: int, **wishes: object) -> Draw:
    def draw(rng: Generator) -> Arguments:
        return _run_of(babble_model, np.zeros(1), int(rng.integers(1, 5)), 0, rng, max_length) | wishes

    return draw


def _babble_without_the_likeliest(rng: Generator) -> Arguments:
    """Draw a run in which the id that would come first, nearly for certain, is banned."""
    arguments = _babble(3, temperature=0.005, top_k=None, top_p=None)(rng)
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


def _rivals(batch: int, units: int, classes: int, samples: int, scale: float = 1.0) -> Draw:
    def draw(rng: Generator) -> Arguments:
        ids = rng.permutation(classes)
        target, sampled_ids = ids[:batch], rng.choice(ids[1:], samples)
        if samples > 1:
            sampled_ids[:2] = ids[batch if batch < classes else 0], ids[0]
            sampled_ids[-1] = sampled_ids[0]
        proposal = rng.uniform(0.2, 2.0, classes)
        return {
            "h": normal(rng, batch, units, scale=scale),
            "target": target,
            "output_kernel": normal(rng, units, classes, scale=1.0),
            "output_bias": normal(rng, classes, scale=1.0) + (4 * scale if scale > 1 else 0.0),
            "sampled_ids": sampled_ids,
            "proposal": proposal / proposal.sum(),
        }

    return draw


STEMS = ("Grim", "Alt", "Vél", "Nor", "Tas", "Prěš", "Süd", "Kal")
ENDS = ("onia", "land", "ová", "istan", "ßen", "more")


def _names(rng: Generator) -> Arguments:
    """Draw names: some new, some known, some known in another spelling; some come twice."""
    known = [str(rng.choice(STEMS)) + str(rng.choice(ENDS)) for _ in range(9)] + ["Véloniaßen", "MALDORÉ"]
    new = [str(rng.choice(STEMS)) + "qu" + str(rng.choice(ENDS)) for _ in range(5)]
    accents = [unicodedata.normalize("NFD", known[9])] * 2
    capitals = [known[9].upper(), "Maldoré", "Maldoré", "maldoré", "Maldoré"]
    written = [*new, *accents, *capitals, new[0], known[3], known[3]]
    return {"names": [written[place] for place in rng.permutation(len(written))], "training_names": known + known[:2]}


def _parts_of_names(rng: Generator) -> Arguments:
    return {"names": ("ara", "Cote", "Oslo", "Bern", "Rome"), "training_names": ("Sahara", "C\u00f4te", "oslo", "Lima")}


def _no_names(rng: Generator) -> Arguments:
    return {"names": [], "training_names": ["Spain", "France"]}


def _few_names(rng: Generator) -> Arguments:
    return {"names": ["Spain", "Spaim", "Grimbia", "Grimbia", "FRANCE"], "training_names": ["Spain", "France", "Italy"]}


def _drawn(name: str) -> tuple[Output, ...]:
    repeats = Output("ids a second time, from the same generator", kind="bool")
    if name == "generate":
        return repeats, Output("share of 120 runs that have each id at each place", ("place", "id"))
    return repeats, Output("ids that are drawn at all", ("id",), kind="bool"), Output("share of 700 draws", ("id",))


EXERCISES = (
    Exercise(
        name="bigram_model",
        outputs=(Output("probabilities", ("token", "token")),),
        cases=(_tokens(60, 5, 1, 0.3), _counted_by_hand, _tokens(31, 4, 0, 2.5), _tokens(2, 3, 1, 1.0)),
        mistakes=counting.BIGRAM,
        where="08_language_models, Counting pairs",
    ),
    Exercise(
        name="language_model_batches",
        outputs=(Output("batches", kind="any"),),
        cases=(_row(47, 3, 4), _row(33, 4, 4), _row(32, 4, 3), _row(10, 1, 20), _row(9, 2, 1)),
        mistakes=counting.BATCHES,
        where="08_language_models, Long texts in chunks",
    ),
    Exercise(
        name="perplexity",
        outputs=(Output("perplexity"),),
        cases=(
            _surprises(3, 6),
            _surprises_by_hand,
            _surprises(4, 7),
            _surprises(2, 5, gaps=False),
            _surprises(1, 1, gaps=False),
        ),
        mistakes=scores.PERPLEXITY,
        where="08_language_models, Cross-entropy, perplexity, bits",
        properties=(Property("padding", ("log_probabilities",)),),
    ),
    Exercise(
        name="sentence_log_probability",
        outputs=(Output("scores", ("sample",)),),
        cases=(_sentences(3, 6, 4), _sentences_by_hand, _sentences(4, 5, 3), _sentences(2, 1, 5), _sure_sentences),
        mistakes=scores.SENTENCE,
        where="08_language_models, Scoring sentences",
        properties=(Property("padding", ("logits",)), Property("batch", ("logits", "targets", "mask"))),
    ),
    Exercise(
        name="sample_index",
        outputs=_drawn("sample_index"),
        cases=(
            _wishes(0.45, 0.25, 0.18, 0.12, level=1000.0),
            _wishes(0.8, 0.1, 0.06, 0.04, temperature=3.0, top_k=9),
            _wishes(0.32, 0.26, 0.22, 0.2, temperature=0.25),
            _wishes(0.28, 0.22, 0.18, 0.14, 0.1, 0.08, temperature=1.0, top_k=3),
            _wishes(0.3, 0.25, 0.2, 0.15, 0.1, temperature=1.0, top_k=None, top_p=0.65),
            _wishes(0.3, 0.24, 0.2, 0.14, 0.12, temperature=1.0, top_k=2, top_p=None, ban=(0, 3)),
            _wishes(0.4, 0.3, 0.12, 0.08, 0.06, 0.04, temperature=2.0, top_k=4, top_p=0.7, ban=(1,)),
            _wishes(0.5, 0.3, 0.2, temperature=1.0, top_k=None, top_p=0.3),
            _wishes(0.4, 0.2, 0.16, 0.14, 0.1, temperature=1.0, top_k=2, top_p=0.55),
            _low_ids_banned,
        ),
        mistakes=sampling.SAMPLE,
        where="08_language_models, Drawing the next token",
        tolerance=SHARES,
        probe="shares_of_draws",
    ),
    Exercise(
        name="generate",
        outputs=_drawn("generate"),
        cases=(
            _countdown(5, 9),
            _countdown(None, 4),
            _countdown_to_another_end,
            _countdown(0, 3),
            _babble(6),
            _babble(3, temperature=0.005),
            _babble(3, temperature=1.0, top_k=1),
            _babble(3, temperature=1.0, top_k=None, top_p=0.1),
            _babble_without_the_likeliest,
        ),
        mistakes=sampling.GENERATE,
        where="08_language_models, Writing",
        tolerance=RUNS,
        probe="shares_of_runs",
    ),
    Exercise(
        name="sampled_softmax_loss",
        outputs=(Output("loss"),),
        cases=(
            _rivals(3, 4, 9, 5),
            _rivals(4, 2, 7, 6),
            _rivals(2, 3, 5, 4, scale=600.0),
            _rivals(1, 2, 3, 1),
        ),
        mistakes=scores.SAMPLED,
        where="08_language_models, Very many classes",
    ),
    Exercise(
        name="novelty",
        outputs=(Output("share"),),
        cases=(_names, _few_names, _no_names, _parts_of_names),
        mistakes=counting.NOVELTY,
        where="08_language_models, Invented or remembered",
    ),
)
