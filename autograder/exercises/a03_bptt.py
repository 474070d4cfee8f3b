"""Exercises of assignment 03: gradients of a recurrent network, and one step of Adam."""

from __future__ import annotations

from autograder.exercises.draw_a03 import cell, chunks, moments, rows, sequence, tokens, wiggle
from autograder.exercises.mistakes_a03_cell import CELL
from autograder.exercises.mistakes_a03_layers import DENSE, LOSS, WIGGLE
from autograder.exercises.mistakes_a03_sequence import SEQUENCE
from autograder.exercises.mistakes_a03_training import ADAM, CHUNKS
from autograder.exercises.model import Exercise, Output, Tolerance

UNIT = ("sample", "unit")
WEIGHTS = (Output("d_kernel", ("feature", "unit")), Output("d_recurrent_kernel", ("unit", "unit")), Output("d_bias", ("unit",)))

EXERCISES = (
    Exercise(
        name="numerical_gradient",
        outputs=(Output("gradient"),),
        cases=(
            wiggle("product_with_fixed_weights", (3, 4), epsilon=0.2),
            wiggle("sum_of_sines", (5,), epsilon=0.25),
            wiggle("sum_of_squares", (2, 3, 4)),
            wiggle("product_with_fixed_weights", (1,)),
        ),
        mistakes=WIGGLE,
        where="03_bptt, Ask by wiggling",
        tolerance=Tolerance(1e-4, 1e-5, "losses of size 10 in float64 leave 1e-10 after the division by 2e-5"),
    ),
    Exercise(
        name="sequence_cross_entropy_backward",
        outputs=(Output("d_logits", ("sample", "time step", "class")),),
        cases=(tokens(3, 6, 4), tokens(4, 5, 3, scale=4.0), tokens(2, 3, 5, gaps=False), tokens(1, 1, 3)),
        mistakes=LOSS,
        where="03_bptt, Where the gradient starts",
    ),
    Exercise(
        name="dense_backward",
        outputs=(Output("d_h"), Output("d_output_kernel", ("unit", "class")), Output("d_output_bias", ("class",))),
        cases=(
            rows(3, 5, units=4, classes=2),
            rows(5, units=3, classes=4),
            rows(2, 1, units=3, classes=4),
            rows(1, units=2, classes=3),
        ),
        mistakes=DENSE,
        where="03_bptt, One layer back",
    ),
    Exercise(
        name="rnn_cell_backward",
        outputs=(Output("d_x_t", ("sample", "feature")), Output("d_h_prev", UNIT), *WEIGHTS),
        cases=(cell(3, 2, 4), cell(5, 4, 3), cell(1, 3, 2), cell(4, 1, 3)),
        mistakes=CELL,
        where="03_bptt, One step back",
    ),
    Exercise(
        name="rnn_backward",
        outputs=(Output("d_x", ("sample", "time step", "feature")), Output("d_h_0", UNIT), *WEIGHTS),
        cases=(sequence(3, 5, 2, 4), sequence(4, 6, 3, 5, masked=True), sequence(2, 1, 3, 4), sequence(5, 7, 3, 2, masked=True)),
        mistakes=SEQUENCE,
        where="03_bptt, Where gradients meet",
    ),
    Exercise(
        name="truncated_chunks",
        outputs=(Output("chunks", kind="any"),),
        cases=(chunks(3, 7, 3, 2), chunks(2, 8, 4), chunks(3, 4, 6, 2), chunks(4, 3, 1)),
        mistakes=CHUNKS,
        where="03_bptt, Long texts in pieces",
    ),
    Exercise(
        name="adam_update",
        outputs=(Output("parameter"), Output("m"), Output("v")),
        cases=(
            moments(3, 4, step=2, learning_rate=0.1, beta_1=0.7, beta_2=0.9, epsilon=0.1),
            moments(2, 3, step=1),
            moments(5, step=7, learning_rate=0.05, beta_1=0.8, beta_2=0.95, epsilon=0.2),
            moments(1, step=100, learning_rate=0.02),
        ),
        mistakes=ADAM,
        where="03_bptt, Walking downhill",
    ),
)
