"""The training curve: one model or several, lines that are told apart without colour, and what the alternative text says."""

import numpy as np
import pytest
from rnnfigures.training import MODELS, training_curve

ONE = {"loss": [0.9, 0.4, 0.2], "val_loss": [0.8, 0.3, 0.5], "accuracy": [0.522, 1.0, 0.9]}
OTHER = {"loss": [0.7, 0.6], "accuracy": [0.5, 0.6]}


def lines(drawn):
    """Return the lines of models by their names, without that of the floor."""
    return {line.get_label(): line for line in drawn.figure.axes[0].lines if line.get_linestyle() != ":"}


def looks(drawn):
    """Return how each line looks but for its colour."""
    return [(line.get_marker(), str(line._unscaled_dash_pattern), line.get_markerfacecolor()) for line in lines(drawn).values()]


@pytest.mark.parametrize("floor", [0.51, 0.5, 1.02])
def test_the_floor_of_a_curve_does_not_lie_on_the_frame(floor):
    drawn = training_curve({"accuracy": [0.522, 0.9, 1.0]}, "accuracy", floor=floor)
    bottom, top = drawn.figure.axes[0].get_ylim()
    assert min(floor - bottom, top - floor) > 0.02 * (top - bottom)


def test_one_model_has_a_line_for_training_and_one_for_validation():
    drawn = training_curve(ONE, floor=0.6, label="nats")
    assert {name: list(line.get_ydata()) for name, line in lines(drawn).items()} == {
        "train": ONE["loss"],
        "validation": ONE["val_loss"],
    }
    assert drawn.alt == (
        "nats over the epochs: train from 0.9 to 0.2, best 0.2 in epoch 3; validation from 0.8 to 0.5, best 0.3 in epoch 2; "
        "floor at 0.6."
    )


def test_of_an_accuracy_the_highest_is_best():
    assert training_curve(ONE, "accuracy").alt == "accuracy over the epochs: train from 0.522 to 0.9, best 1 in epoch 2."


def test_several_models_share_a_figure():
    drawn = training_curve({"one": ONE, "other": OTHER}, floor=0.1)
    shown = {name: line.get_xydata().tolist() for name, line in lines(drawn).items()}
    assert shown["other, train"] == [[1, 0.7], [2, 0.6]]
    assert list(shown) == ["one, train", "one, validation", "other, train"]
    assert "one, validation from 0.8 to 0.5, best 0.3 in epoch 2; other, train from 0.7 to 0.6, best 0.6 in epoch 2" in drawn.alt
    assert list(lines(training_curve({"one": OTHER, "two": OTHER}))) == ["one", "two"]
    assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1


def test_models_are_told_apart_by_colour_marker_and_kind_of_line():
    drawn = training_curve({str(number): {"loss": [1.0, 0.5]} for number in range(len(MODELS))})
    kinds = [(line.get_color(), line.get_marker(), str(line._unscaled_dash_pattern)) for line in lines(drawn).values()]
    assert [len(set(parts)) for parts in zip(*kinds, strict=True)] == [len(MODELS)] * 3
    assert len(set(looks(training_curve({"one": ONE, "other": ONE})))) == 4


def test_a_history_may_hold_arrays():
    assert "from 2 to 1" in training_curve({"one": {"loss": np.array([2.0, 1.0])}}).alt


@pytest.mark.parametrize("history", [ONE, {"one": ONE}, {}, {"one": {}}])
def test_a_metric_that_no_history_has_is_refused(history):
    with pytest.raises(ValueError, match="expected one that is in the history; received 'auc'"):
        training_curve(history, "auc")


def test_more_models_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="at most 4 models in one figure; received 5"):
        training_curve({str(number): ONE for number in range(5)})
