"""Unit 13, translation: what its attentions, encoder, decoder, searches and score are asked."""

from __future__ import annotations

from autograder.checking.spec import Output

from . import mistakes_a13_attention as attention
from . import mistakes_a13_models as models
from . import mistakes_a13_search as search
from .draw_a13 import (
    SIGNS,
    Shapes,
    attend_draw,
    attention_draw,
    decode_draw,
    decoder_draw,
    encoder_draw,
    loss_draw,
    sentences_draw,
    taught,
)
from .model import Exercise, Tolerance

CONTEXT = Output("context", ("sample", "step out", "feature"))
WEIGHTS = Output("weights", ("sample", "step out", "time step"))
QUERIES = Output("the gradient of queries", ("sample", "step out", "feature"))
KEYS = Output("the gradient of keys", ("sample", "time step", "feature"))
SHAPES = Output("the shapes of all weights", kind="any")
BY_SHAPE = Output("the gradients of the weights", kind="any")
STATES = (Output("states[0]", ("sample", "unit")), Output("states[1]", ("sample", "unit")))
FLOAT32 = Tolerance(5e-4, 2e-5, "both sides compute in float32, in another order of operations and on other machines")


def _additive(units: int) -> Shapes:
    return lambda queries, keys: {"query_kernel": (queries, units), "key_kernel": (keys, units), "score_kernel": (units,)}


def _multiplicative(queries: int, keys: int) -> dict[str, tuple[int, ...]]:
    return {"kernel": (queries, keys)}


def _questions(*names: str) -> tuple[Output, ...]:
    slopes = (Output(f"the gradient of {name}") for name in sorted(names))
    copy = Output("the context of a copy made from get_config()", ("sample", "step out", "feature"))
    return Output("the names and shapes of the weights", kind="any"), CONTEXT, WEIGHTS, QUERIES, KEYS, *slopes, copy


EXERCISES = (
    Exercise(
        name="attend",
        outputs=(
            CONTEXT,
            WEIGHTS,
            Output("the gradient of scores", ("sample", "step out", "time step")),
            KEYS,
        ),
        cases=(
            attend_draw(3, 2, 5, 4),
            attend_draw(2, 3, 4, 5, "none"),
            attend_draw(4, 2, 3, 5, "empty"),
            attend_draw(2, 3, 5, 4, "gaps", scale=150.0),
            attend_draw(2, 2, 2, 2),
        ),
        mistakes=attention.ATTEND,
        where="13_translation, Look, but not at padding",
        tolerance=FLOAT32,
        probe="differentiated",
    ),
    Exercise(
        name="AdditiveAttention",
        outputs=_questions("query_kernel", "key_kernel", "score_kernel"),
        cases=(
            attention_draw((3, 2, 5, 4, 6), _additive(7), {"units": 7}),
            attention_draw((2, 2, 2, 3, 3), _additive(3), {"units": 3}),
            attention_draw((3, 1, 4, 2, 5), _additive(6), {"units": 6}, "none"),
        ),
        mistakes=attention.ADDITIVE,
        where="13_translation, Two ways to score",
        tolerance=FLOAT32,
        probe="attention",
    ),
    Exercise(
        name="MultiplicativeAttention",
        outputs=_questions("kernel"),
        cases=(
            attention_draw((3, 2, 5, 4, 6), _multiplicative, {}),
            attention_draw((3, 3, 3, 3, 3), _multiplicative, {}),
            attention_draw((2, 1, 4, 3, 5), _multiplicative, {}, "none"),
        ),
        mistakes=attention.MULTIPLICATIVE,
        where="13_translation, Two ways to score",
        tolerance=FLOAT32,
        probe="attention",
    ),
    Exercise(
        name="Encoder",
        outputs=(
            SHAPES,
            *STATES,
            Output("keys", ("sample", "time step", "unit")),
            Output("mask", ("sample", "time step"), kind="bool"),
            BY_SHAPE,
        ),
        cases=(
            encoder_draw(3, 5, 9, 6, "LSTM"),
            encoder_draw(2, 4, 7, 8, "GRU", "other"),
            taught(encoder_draw(3, 4, 4 + SIGNS, 12, "GRU"), epochs=15),
        ),
        mistakes=models.ENCODER,
        where="13_translation, A reader and a writer",
        tolerance=FLOAT32,
        probe="fitted_encoder",
    ),
    Exercise(
        name="Decoder",
        outputs=(
            SHAPES,
            Output("logits", ("sample", "step out", "class")),
            *STATES,
            WEIGHTS,
            Output("the gradient of states[0]", ("sample", "unit")),
            KEYS,
            BY_SHAPE,
            Output("the log-probabilities of step", ("sample", "class")),
            *(Output(f"the {output.name} of step", output.axes) for output in STATES),
            Output("the weights of step", ("sample", "time step")),
        ),
        cases=(
            decoder_draw((3, 4, 5), 9, 6, "LSTM"),
            decoder_draw((2, 3, 5), 8, 4, "GRU", layers="other"),
            decoder_draw((2, 3, 4), 7, 5, "LSTM", attention=False),
            decoder_draw((1, 2, 3), 6, 4, "GRU"),
            taught(decoder_draw((3, 5, 4), 4 + SIGNS, 12, "GRU"), epochs=6),
        ),
        mistakes=models.DECODER,
        where="13_translation, Teacher forcing",
        tolerance=FLOAT32,
        probe="fitted_decoder",
    ),
    Exercise(
        name="translation_loss",
        outputs=(Output("loss"), Output("the gradient of logits", ("sample", "time step", "class"))),
        cases=(loss_draw(3, 5, 7), loss_draw(2, 4, 6), loss_draw(1, 3, 5)),
        mistakes=models.LOSS,
        where="13_translation, Teacher forcing",
        tolerance=FLOAT32,
        probe="loss_of_fit",
    ),
    Exercise(
        name="greedy_decode",
        outputs=(Output("answers", kind="any"),),
        cases=(
            decode_draw("wandering_step", 6, longest=8),
            decode_draw("wandering_step", 5, late=12, longest=3),
            decode_draw("wandering_step", 1, longest=100),  # whoever asks on behind the end of all is stopped by the model
            decode_draw("garden_path_step", 2, longest=5),
            decode_draw("undecided_step", 2, longest=3),
            decode_draw("wandering_step", 9, longest=20),
        ),
        mistakes=search.GREEDY,
        where="13_translation, Greedy",
    ),
    Exercise(
        name="beam_search",
        outputs=(Output("answers", kind="any"),),
        cases=(
            decode_draw("garden_path_step", longest=6, width=2, alpha=0.0),
            decode_draw("garden_path_step", longest=3, width=4, alpha=1.0),
            decode_draw("wandering_step", late=3, longest=12, width=4, alpha=0.7),
            decode_draw("wandering_step", late=6, longest=14, width=6, alpha=1.0),
            decode_draw("wandering_step", longest=20, width=1, alpha=0.0),
            decode_draw("undecided_step", longest=3, width=5, alpha=0.5),
            decode_draw("wandering_step", longest=2, width=9, alpha=0.6),
        ),
        mistakes=search.BEAM,
        where="13_translation, Beam search",
    ),
    Exercise(
        name="bleu",
        outputs=(Output("bleu"),),
        cases=(
            sentences_draw(3, 12),
            sentences_draw(4, 11, shorter=True),
            sentences_draw(2, 14, ids=True),
            lambda rng: {"said": [["a", "b", "c"]], "right": [["a", "b", "c"]]},
            lambda rng: {"said": [[], ["b"]], "right": [["a", "b"], ["c", "d"]]},
            lambda rng: {"said": [list("abcdab"), list("cdab")], "right": [list("abcdab"), list("cdab")]},
        ),
        mistakes=search.BLEU,
        where="13_translation, BLEU",
    ),
)
