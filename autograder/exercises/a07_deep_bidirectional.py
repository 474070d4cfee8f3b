"""Unit 07, both ways and in layers: its exercises."""

from __future__ import annotations

from . import draw_a07 as draw
from . import mistakes_a07_bidirectional as bidirectional
from . import mistakes_a07_bidirectional_back as bidirectional_back
from . import mistakes_a07_layers as layers
from . import mistakes_a07_normalise as normalise
from . import mistakes_a07_reverse as reverse
from . import mistakes_a07_training as training
from .model import Exercise, Output, Property

STATES = Output("h_all", ("sample", "time step", "unit"))
D_X = Output("d_x", ("sample", "time step", "feature"))
GRADIENTS = (Output("kernel", ("feature", "unit")), Output("recurrent_kernel", ("unit", "unit")), Output("bias", ("unit",)))

EXERCISES = (
    Exercise(
        name="reverse_sequences",
        outputs=(Output("turned", ("sample", "time step", "feature")),),
        cases=(
            draw.reverse_draw(3, 8, 4, longest=6),  # a place just behind the end is padding, so that it raises no error
            draw.reverse_draw(3, 5, 2),
            draw.reverse_draw(4, 7, 3, longest=7),
            draw.reverse_draw(3, 6, longest=5),
            draw.reverse_draw(2, 1, 3),
            draw.reverse_draw(5, 6, 4, longest=5),
        ),
        mistakes=reverse.MISTAKES,
        where="07_deep_bidirectional, Turn round, but leave the padding",
        properties=(Property("batch", ("x", "mask")),),
    ),
    Exercise(
        name="bidirectional_forward",
        outputs=(STATES, Output("cache", fields=(Output("forward", kind="any"), Output("backward", kind="any")))),
        cases=(
            draw.both_ways_draw(3, 5, 2, 4),
            draw.both_ways_draw(4, 7, 3, 5, longest=7),
            draw.both_ways_draw(2, 1, 3, 4),
            draw.both_ways_draw(5, 6, 3, 2, longest=5),
        ),
        mistakes=bidirectional.FORWARD,
        where="07_deep_bidirectional, Two readers",
        properties=(Property("padding", ("x",)), Property("batch", ("x", "h_0_forward", "h_0_backward", "mask"))),
    ),
    Exercise(
        name="bidirectional_backward",
        outputs=(D_X, Output("d_forward", fields=GRADIENTS), Output("d_backward", fields=GRADIENTS)),
        cases=(
            draw.both_ways_back_draw(3, 5, 2, 4),
            draw.both_ways_back_draw(4, 7, 3, 5, longest=7),
            draw.both_ways_back_draw(2, 1, 3, 4),
            draw.both_ways_back_draw(5, 6, 3, 2, longest=5),
        ),
        mistakes=bidirectional_back.MISTAKES,
        where="07_deep_bidirectional, The gradient both ways",
    ),
    Exercise(
        name="stacked_forward",
        outputs=(STATES, Output("cache", kind="any")),
        cases=(
            draw.stack_draw(2, 5, 4, 4, 4, 4, masked=True),
            draw.stack_draw(3, 5, 2, 4, 6),
            draw.stack_draw(4, 6, 3, 5, 2, 7, masked=True),
            draw.stack_draw(2, 1, 3, 4),
        ),
        mistakes=layers.FORWARD,
        where="07_deep_bidirectional, Layers on layers",
        properties=(Property("causality", ("x",)), Property("padding", ("x",))),
    ),
    Exercise(
        name="stacked_backward",
        outputs=(D_X, Output("d_layers", kind="any")),
        cases=(
            draw.stack_back_draw(2, 5, 4, 4, 4, 4, masked=True),
            draw.stack_back_draw(3, 5, 2, 4, 6),
            draw.stack_back_draw(4, 6, 3, 5, 2, 7, masked=True),
            draw.stack_back_draw(2, 1, 3, 4),
        ),
        mistakes=layers.BACKWARD,
        where="07_deep_bidirectional, Layers on layers",
    ),
    Exercise(
        name="layer_norm_forward",
        outputs=(Output("normed"), Output("cache", fields=(Output("a_hat"), Output("sigma")))),
        cases=(
            draw.norm_draw(3, 5, epsilon=0.1),
            draw.norm_draw(2, 4, 6),
            draw.norm_draw(4, 3, level_row=True),
            draw.norm_draw(1, 4, epsilon=0.5),
        ),
        mistakes=normalise.FORWARD,
        where="07_deep_bidirectional, Keeping tanh awake: layer normalisation",
        properties=(Property("batch", ("a",)),),
    ),
    Exercise(
        name="layer_norm_backward",
        outputs=(Output("d_a"), Output("d_gain", ("unit",)), Output("d_offset", ("unit",))),
        cases=(draw.norm_back_draw(3, 5), draw.norm_back_draw(2, 4, 6), draw.norm_back_draw(1, 3), draw.norm_back_draw(5, 4)),
        mistakes=normalise.BACKWARD,
        where="07_deep_bidirectional, Back through the normalisation",
    ),
    Exercise(
        name="recurrent_dropout_step",
        outputs=(Output("h", ("sample", "unit")), Output("c", ("sample", "unit"))),
        cases=(
            draw.dropout_draw(3, 2, 4, rate=0.25, training=True),
            draw.dropout_draw(4, 3, 5, rate=0.4, training=True),
            draw.dropout_draw(3, 4, 2, rate=0.4, training=False),
            draw.dropout_draw(1, 3, 4, rate=0.6, training=True),
        ),
        mistakes=training.DROPOUT,
        where="07_deep_bidirectional, Dropout, and what it may not touch",
        properties=(Property("batch", ("x_t", "h_prev", "c_prev", "keep")),),
    ),
    Exercise(
        name="learned_initial_state_gradient",
        outputs=(Output("d_initial_state", ("unit",)),),
        cases=(draw.start_draw(3, 4), draw.start_draw(5, 2), draw.start_draw(1, 3)),
        mistakes=training.INITIAL_STATE,
        where="07_deep_bidirectional, An initial state that is learnt",
    ),
)
