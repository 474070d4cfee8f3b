"""Unit 08, language models: its exercises; how their inputs are drawn and how the answers go wrong stands beside it."""

from __future__ import annotations

from . import draw_a08 as draws
from . import mistakes_a08_counting as counting
from . import mistakes_a08_names as names
from . import mistakes_a08_rivals as rivals
from . import mistakes_a08_sampling as sampling
from . import mistakes_a08_scores as scores
from .model import Exercise, Output, Property, Tolerance

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


def _drawn(name: str) -> tuple[Output, ...]:
    repeats = Output("ids a second time, from the same generator", kind="bool")
    if name == "generate":
        return repeats, Output("share of 120 runs that have each id at each place", ("place", "id"))
    return repeats, Output("ids that are drawn at all", ("id",), kind="bool"), Output("share of 700 draws", ("id",))


EXERCISES = (
    Exercise(
        name="bigram_model",
        outputs=(Output("probabilities", ("class", "class")),),
        cases=(draws.tokens(60, 5, 1, 0.3), draws.counted_by_hand, draws.tokens(31, 4, 0, 2.5), draws.tokens(2, 3, 1, 1.0)),
        mistakes=counting.BIGRAM,
        where="08_language_models, Counting pairs",
    ),
    Exercise(
        name="language_model_batches",
        outputs=(Output("batches", kind="any"),),
        cases=(draws.row(47, 3, 4), draws.row(33, 4, 4), draws.row(32, 4, 3), draws.row(10, 1, 20), draws.row(9, 2, 1)),
        mistakes=counting.BATCHES,
        where="08_language_models, Long texts in chunks",
    ),
    Exercise(
        name="perplexity",
        outputs=(Output("perplexity"),),
        cases=(
            draws.surprises(3, 6),
            draws.surprises_by_hand,
            draws.surprises(4, 7),
            draws.surprises(2, 5, gaps=False),
            draws.surprises(1, 1, gaps=False),
        ),
        mistakes=scores.PERPLEXITY,
        where="08_language_models, Cross-entropy, perplexity, bits",
        properties=(Property("padding", ("log_probabilities",)),),
    ),
    Exercise(
        name="sentence_log_probability",
        outputs=(Output("scores", ("sample",)),),
        cases=(
            draws.sentences(3, 6, 4),
            draws.sentences_by_hand,
            draws.sentences(4, 5, 3),
            draws.sentences(2, 1, 5),
            draws.sure_sentences,
        ),
        mistakes=scores.SENTENCE,
        where="08_language_models, Scoring sentences",
        properties=(Property("padding", ("logits",)), Property("batch", ("logits", "targets", "mask"))),
    ),
    Exercise(
        name="sample_index",
        outputs=_drawn("sample_index"),
        cases=(
            draws.wishes(0.45, 0.25, 0.18, 0.12, level=1000.0),
            draws.wishes(0.8, 0.1, 0.06, 0.04, temperature=3.0, top_k=9),
            draws.wishes(0.32, 0.26, 0.22, 0.2, temperature=0.25),
            draws.wishes(0.28, 0.22, 0.18, 0.14, 0.1, 0.08, temperature=1.0, top_k=3),
            draws.wishes(0.3, 0.25, 0.2, 0.15, 0.1, temperature=1.0, top_k=None, top_p=0.65),
            draws.wishes(0.3, 0.24, 0.2, 0.14, 0.12, temperature=1.0, top_k=2, top_p=None, ban=(0, 3)),
            draws.wishes(0.4, 0.3, 0.12, 0.08, 0.06, 0.04, temperature=2.0, top_k=4, top_p=0.7, ban=(1,)),
            draws.wishes(0.5, 0.3, 0.2, temperature=1.0, top_k=None, top_p=0.3),
            draws.wishes(0.4, 0.2, 0.16, 0.14, 0.1, temperature=1.0, top_k=2, top_p=0.55),
            draws.low_ids_banned,
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
            draws.countdown(5, 9),
            draws.countdown(None, 4),
            draws.countdown_to_another_end,
            draws.countdown(0, 3),
            draws.babble(6),
            draws.babble(3, temperature=0.005),
            draws.babble(3, temperature=1.0, top_k=1),
            draws.babble(3, temperature=1.0, top_k=None, top_p=0.1),
            draws.babble_without_the_likeliest,
            draws.babble_from_the_end_sign,
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
            draws.rivals(3, 4, 9, 5),
            draws.rivals(4, 2, 7, 6),
            draws.rivals(2, 3, 5, 4, apart=2000.0),
            draws.rivals(1, 2, 3, 1),
        ),
        mistakes=rivals.SAMPLED,
        where="08_language_models, Very many classes",
    ),
    Exercise(
        name="novelty",
        outputs=(Output("share"),),
        cases=(draws.names, draws.few_names, draws.no_names, draws.parts_of_names),
        mistakes=names.NOVELTY,
        where="08_language_models, Invented or remembered",
    ),
)
