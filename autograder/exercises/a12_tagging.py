"""Unit 12, tagging: its exercises; how their inputs are drawn and how the answers go wrong stands beside it."""

from __future__ import annotations

from . import draw_a12 as draws
from . import mistakes_a12_entities as entities
from . import mistakes_a12_scores as scores
from . import mistakes_a12_tagger as tagger
from .model import Exercise, Output, Tolerance

FLOAT32 = Tolerance(2e-4, 2e-5, "both sides compute in float32, in another order of operations and on other machines")
MODEL = Tolerance(2e-3, 1e-3, "GPUs round the factors of float32 products to ten bits; every known mistake is off by far more")
STEPS = ("sample", "time step")

EXERCISES = (
    Exercise(
        name="encode_tags",
        outputs=(Output("ids", STEPS, kind="int"), Output("mask", STEPS, kind="bool")),
        cases=(draws.tag_rows(6, 4, 7, 0, 2), draws.tag_rows_by_hand, draws.tag_rows(3, 5), draws.tag_rows(4)),
        mistakes=scores.ENCODE,
        where="12_tagging, Tags as numbers",
    ),
    Exercise(
        name="masked_loss",
        outputs=(Output("loss"), Output("the gradient of logits", (*STEPS, "class"))),
        cases=(
            draws.tokens(3, 6, 4),
            draws.tokens_by_hand,
            draws.tokens(4, 5, 3, padded=True),
            draws.tokens(2, 4, 3, padded=True, level=500.0),
            draws.tokens(1, 1, 2),
        ),
        mistakes=scores.LOSS,
        where="12_tagging, A loss without padding",
        tolerance=FLOAT32,
        probe="loss",
    ),
    Exercise(
        name="masked_accuracy",
        outputs=(Output("accuracy"),),
        cases=(
            draws.tokens(5, 9, 3),
            draws.tokens_by_hand,
            draws.tokens(4, 7, 3, padded=True),
            draws.tokens(6, 8, 2),
            draws.tokens(1, 1, 2),
        ),
        mistakes=scores.ACCURACY,
        where="12_tagging, An accuracy that counts padding",
        tolerance=FLOAT32,
        probe="metric",
    ),
    Exercise(
        name="build_tagger",
        outputs=(
            Output("shapes of the weights, sorted", kind="any"),
            Output("shape of the logits", kind="shapes"),
            Output("logits with given weights", (*STEPS, "class")),
        ),
        cases=(
            draws.tagger(3, 7, classes=5, features=4, units=6, bidirectional=True, layers="own layers"),
            draws.tagger(3, 6, classes=2, features=5, units=4, bidirectional=False, layers="keras.layers"),
            draws.tagger(2, 5, classes=3),
            draws.decided_later,
        ),
        mistakes=tagger.TAGGER,
        where="12_tagging, Both directions",
        tolerance=MODEL,
        probe="fitted",
    ),
    Exercise(
        name="entity_spans",
        outputs=(Output("spans", kind="any"),),
        cases=(
            draws.spans_of("O B-PER I-PER O B-LOC B-LOC I-LOC"),
            draws.spans_of("I-PER I-PER O I-LOC B-LOC I-ORG O"),
            draws.spans_of("B-PER I-PER"),
            draws.spans_of("B-creative-work I-creative-work I-creative-play B-play B-WEB-SITE"),
            draws.spans_of("B-ITEM I-ITEM O I-GEO B-BIO I-BIO O B-B I-I I-O"),
            draws.wild_tags(12, ("PER",)),
            draws.wild_tags(25, ("a-b", "a-c", "b")),
            draws.wild_tags(25, ("ITEM", "GEO", "BIO")),
            draws.wild_tags(40),
            draws.spans_of("O O"),
            draws.spans_of(""),
        ),
        mistakes=entities.SPANS,
        where="12_tagging, From tags to entities",
    ),
    Exercise(
        name="entity_f1",
        outputs=(Output("F1"),),
        cases=(
            draws.span_lists(3, 5, 2, 4),
            draws.spans_by_hand,
            draws.span_lists(6, 1, 3),
            draws.spans_given([[(0, 1, "PER")], []], [[], []]),
            draws.spans_given([[], []], [[(0, 1, "PER")], []]),
            draws.spans_given([[(0, 1, "PER")]], [[(0, 1, "LOC")]]),
            draws.spans_given([[]], [[]]),
        ),
        mistakes=entities.F1,
        where="12_tagging, Counting entities",
    ),
)
