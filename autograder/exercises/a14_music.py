"""Unit 14, music: its exercises; how their inputs are drawn and how the answers go wrong stands beside it."""

from __future__ import annotations

from . import draw_a14 as draws
from . import mistakes_a14_frames as frames
from . import mistakes_a14_tunes as tunes
from . import mistakes_a14_writing as writing
from .model import Exercise, Output, Property, Tolerance

RUNS = Tolerance(
    0.0,
    0.36,
    "two samples of 120 runs differ in a share by a standard deviation of at most 0.065, so by more than 0.36 less than once in "
    "10 ** 7 times; the cases are such that a mistake moves a share by 0.4 or more",
)
FLOAT32 = Tolerance(1e-3, 1e-4, "both sides compute in float32, in another order of operations and on other machines")

EXERCISES = (
    Exercise(
        name="encode_tune",
        outputs=(Output("ids", ("character",), kind="int"),),
        cases=(
            draws.tune(9, 5),
            draws.tune(9, 2),
            draws.tune(9, 1),
            draws.tune(9, -3),
            draws.tune(9, -3, unknown="?é!"),
            draws.tune(7, 4, unknown="?é!"),
            draws.tune(6, 2, unknown="é"),
            draws.tune(0, 4),
            draws.tune(3, -1),
        ),
        mistakes=tunes.ENCODE,
        where="14_music, Letters",
    ),
    Exercise(
        name="decode_tune",
        outputs=(Output("tune", kind="any"),),
        cases=(
            draws.written(1, -1, -1, -1, 2, 0, 0),
            draws.written(-1, 0, -1, 1, -1, 2, -1, -1, 2, -1),
            draws.written(length=5),
            draws.a_list,
            draws.written(2, -1),
            draws.nothing_written,
        ),
        mistakes=tunes.DECODE,
        where="14_music, Letters",
    ),
    Exercise(
        name="build_tune_model",
        outputs=(
            Output("the shapes of the weights", kind="any"),
            Output("the shapes of the two outputs", kind="shapes"),
            Output("the two outputs", kind="any"),
        ),
        cases=(
            draws.network(3, 7, classes=9, features=4, units=5),
            draws.network(2, 6, "own layers", classes=11, features=3, units=8),
            draws.trained_network,
        ),
        mistakes=writing.BUILD,
        where="14_music, A network that can go on",
        tolerance=FLOAT32,
        probe="fitted",
    ),
    Exercise(
        name="sample_tune",
        outputs=(
            Output("ids a second time, from the same generator", kind="bool"),
            Output("share of 120 runs that have each id at each place", ("place", "id")),
        ),
        cases=(
            draws.countdown(5, 9),
            draws.countdown(12, 4),
            draws.countdown_to_another_end,
            draws.countdown(2, 6, min_length=4),
            draws.babble(6),
            draws.babble(5, min_length=5),
            draws.babble(3, min_length=1, temperature=0.005),
            draws.babble(6, min_length=3, temperature=0.005),
            draws.babble(3, min_length=3, temperature=1.0, top_k=2),
            draws.babble_without(0, max_length=2, min_length=2, top_k=2),
            draws.babble(5, min_length=5, temperature=1.0, top_k=1),
            draws.babble_from_the_end_sign,
            draws.babble_without(0),
            draws.babble_without(0, temperature=0.005),
            draws.babble_without(0, 1, min_length=3, top_k=1),
        ),
        mistakes=writing.SAMPLE,
        where="14_music, Writing with constraints",
        tolerance=RUNS,
        probe="shares_of_runs",
    ),
    Exercise(
        name="chorale_to_frames",
        outputs=(Output("frames", ("time step", "key")),),
        cases=(
            draws.chorale(7, 40, 80),
            draws.borders,
            draws.chorale(4, 15, 115),
            draws.chorale(5, 50, 60, True),
            draws.no_chorale,
        ),
        mistakes=frames.TO_FRAMES,
        where="14_music, Frames",
    ),
    Exercise(
        name="frame_nll",
        outputs=(Output("nll"),),
        cases=(
            draws.predictions(3, 6, 5),
            draws.predictions(4, 5, 3),
            draws.nothing_known,
            draws.sure_predictions,
            draws.predictions(2, 4, 6, gaps=False),
            draws.predictions(1, 2, 3, gaps=False),
        ),
        mistakes=frames.NLL,
        where="14_music, Nats per frame",
        properties=(Property("padding", ("frames",)),),
    ),
    Exercise(
        name="frames_to_notes",
        outputs=(Output("notes", kind="any"),),
        cases=(
            draws.roll(9, 0.5),
            draws.roll(6, 0.8),
            draws.edges_of_the_piano,
            draws.one_frame,
            draws.silence(3),
            draws.silence(0),
        ),
        mistakes=frames.TO_NOTES,
        where="14_music, From frames to notes",
    ),
)
