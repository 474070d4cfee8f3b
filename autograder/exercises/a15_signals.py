"""Unit 15, signals: its exercises; how their inputs are drawn and how the answers go wrong stands beside it."""

from __future__ import annotations

from . import draw_a15 as draws
from . import mistakes_a15_letters as letters
from . import mistakes_a15_models as models
from . import mistakes_a15_windows as windows
from .model import Exercise, Output, Tolerance

MODEL = Tolerance(2e-3, 1e-3, "GPUs round the factors of float32 products to ten bits; every known mistake is off by far more")
FORECAST = Output("forecast", ("sample", "horizon step"))


def _built(output: str, axes: tuple[str, ...]) -> tuple[Output, ...]:
    return (
        Output("shapes of the weights, sorted", kind="any"),
        Output(f"shape of the {output}", kind="shapes"),
        Output(f"{output} with given weights", axes),
    )


EXERCISES = (
    Exercise(
        name="make_windows",
        outputs=(
            Output("inputs", ("sample", "time step", "feature")),
            Output("targets", ("sample", "horizon step")),
        ),
        cases=(
            draws.series(13, 3, 5, 2, 1),
            draws.series(12, 2, 3, 4, None),
            draws.series(9, 4, 3, 6, 3),
            draws.series(11, 2, 4, 1, 1),
            draws.series(12, 3, 4, 2, 0, missing=(5, 0)),
            draws.series(12, 3, 4, 2, 1, missing=(0, 2)),
            draws.series(10, 2, 4, 3, 0, missing=(9, 1)),
            draws.series(8, 2, 6, 3, 0),
            draws.series(4, 3, 6, 1, 2),
        ),
        mistakes=windows.WINDOWS,
        where="15_signals, Windows",
        probe="refusing",
    ),
    Exercise(
        name="naive_forecast",
        outputs=(FORECAST,),
        cases=(draws.past(4, 6, 3, 5, 1), draws.past(3, 2, 4, 6, None), draws.past(5, 7, 2, 1, 1), draws.past(2, 1, 3, 4, 2)),
        mistakes=windows.NAIVE,
        where="15_signals, Floors first",
    ),
    Exercise(
        name="seasonal_naive_forecast",
        outputs=(FORECAST,),
        cases=(
            draws.past(4, 9, 3, 11, 1, season=4),
            draws.past(3, 8, 2, 4, None, season=6),
            draws.past(2, 5, 4, 13, 3, season=5),
            draws.past(5, 7, 2, 3, 0, season=1),
            draws.past(3, 4, 2, 5, 0, season=6),
        ),
        mistakes=windows.SEASONAL,
        where="15_signals, Floors first",
        probe="refusing",
    ),
    Exercise(
        name="build_forecaster",
        outputs=_built("forecast", ("sample", "horizon step")),
        cases=(
            draws.forecaster(3, 7, units=5, horizon=4, features=6, target=2, layers="own layers"),
            draws.forecaster(2, 4, units=3, horizon=5, features=2),
            draws.tides,
        ),
        mistakes=models.FORECASTER,
        where="15_signals, All steps at once",
        tolerance=MODEL,
        probe="fitted",
    ),
    Exercise(
        name="encode_dna",
        outputs=(
            Output("letters", ("sample", "time step", "base")),
            Output("mask", ("sample", "time step"), kind="bool"),
        ),
        cases=(
            draws.strands(9, 12, 5, 7, 1, 12),
            draws.strands_by_hand,
            draws.strands(6, 7, 3, unsure=False),
            draws.strands(8),
            draws.strands(6, 0, 3),
            draws.strands(0),
            draws.strands(5, 7, bad=(1, 6, "X")),
            draws.strands(5, 7, bad=(0, 2, "a")),
            draws.strands(5, 7, bad=(0, 3, "-")),
        ),
        mistakes=letters.ENCODE,
        where="15_signals, Letters as numbers",
        probe="refusing",
    ),
    Exercise(
        name="build_dna_classifier",
        outputs=_built("logit", ()),
        cases=(
            draws.reader(14, 9, 23, 6, units=5, filters=3, width=4, pool=3, layers="own layers"),
            draws.reader(15, 30, units=3, filters=4),
            draws.reader(8, 23, 17, units=4, filters=5, width=3, pool=4),
            draws.ordered,
        ),
        mistakes=models.READER,
        where="15_signals, Motifs, and their order",
        tolerance=MODEL,
        probe="fitted",
    ),
    Exercise(
        name="leave_one_out_errors",
        outputs=(
            Output("errors", ("sample",), kind="bool"),
            Output("the number of models that were trained", kind="int"),
            Output("how often a model that was asked about one example had been given another", kind="int"),
            Output("the number of examples that came with a wrong label", kind="int"),
        ),
        cases=(draws.few(9, 2), draws.few(7, 3, 2, classes=3), draws.few(6, 4), draws.few(2, 5, 3)),
        mistakes=letters.LEFT_OUT,
        where="15_signals, Few examples: leave one out",
        probe="left_out",
    ),
)
