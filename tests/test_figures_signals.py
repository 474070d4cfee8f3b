"""Figures of unit 15: size, what the alternative text says, and that bands, lines and squares are those of the values given."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from rnnfigures import signals as fig

PAST, TRUTH = np.array([4.0, 5.0, 6.0]), np.array([5.0, 7.0, 9.0, 7.0])
SAID = {
    "naive": (np.full(4, 6.0), np.full(4, 3.0), np.full(4, 8.0)),
    "network": (TRUTH + 0.5, TRUTH - 0.5, TRUTH + 1.0),
}
ERRORS = {"nothing changes": np.array([1.0, 2.0, 4.0]), "as yesterday": np.array([3.0, 3.0, 3.5])}
TEXT = "AATTGACAGG"
EFFECT = np.array([0.0, -0.1, -2.0, 0.5, 0.1, 0.3, 0.0])


@pytest.fixture(scope="module")
def panels():
    return dict(zip(SAID, fig.forecasts(PAST, TRUTH, SAID, "kW").figure.axes, strict=True))


def lines(axes):
    return {line.get_label(): line.get_xydata() for line in axes.lines}


def test_every_figure_is_small_and_says_what_it_shows():
    made = {
        "the window whose target lies on both sides is left out": fig.leaking_split(),
        "naive: the interval is 5 wide on average and holds 75% of what came. network: the interval is 1.5 wide on average and "
        "holds 100% of what came.": fig.forecasts(PAST, TRUTH, SAID, "kW"),
        "to the last step ahead: nothing changes from 1 to 4, as yesterday from 3 to 3.5.": fig.error_by_step(ERRORS, "kW"),
        "of 2 classes; 75% of the examples": fig.confusion(np.array([[4, 2], [0, 2]]), ["up, slowly", "down"]),
        "The sequence ACCT as a table of four rows": fig.one_hot("ACCT"),
        "the largest is around place 3. Planted were TTGACA from place 2.": fig.effect_of_letters(EFFECT, {"TTGACA": 2}, TEXT),
    }
    for words, drawn in made.items():
        assert words in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


@pytest.mark.parametrize("name", SAID)
def test_the_band_and_the_forecast_are_those_that_were_given(panels, name):
    axes, (middle, low, high) = panels[name], SAID[name]
    assert axes.get_title() == name
    (band,) = [one for one in axes.collections if one.get_label() == "interval"]
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    assert corners == {(step, value) for edge in (low, high) for step, value in enumerate(edge)}
    assert lines(axes)["forecast"].tolist() == [[step, value] for step, value in enumerate(middle)]
    assert lines(axes)["what came"].tolist() == [[step, value] for step, value in enumerate(TRUTH)]


def test_the_naive_forecast_is_drawn_beside_the_network_on_the_same_scale(panels):
    assert [axes.get_title() for axes in panels.values()] == ["naive", "network"]
    assert np.ptp(lines(panels["naive"])["forecast"][:, 1]) == 0
    assert panels["naive"].get_ylim() == panels["network"].get_ylim()
    assert panels["naive"].get_ylabel() == "kW"
    for axes in panels.values():
        before = [line.get_xydata().tolist() for line in axes.lines if line.get_xdata()[0] == -len(PAST)]
        assert before == [[[-3, 4.0], [-2, 5.0], [-1, 6.0]]]


def test_errors_are_drawn_from_the_first_step_ahead_and_from_zero():
    axes = fig.error_by_step(ERRORS, "kW").figure.axes[0]
    assert {name: points.tolist() for name, points in lines(axes).items()} == {
        "nothing changes": [[1, 1.0], [2, 2.0], [3, 4.0]],
        "as yesterday": [[1, 3.0], [2, 3.0], [3, 3.5]],
    }
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylabel() == "mean absolute error (kW)"
    assert len({line.get_marker() for line in axes.lines}) == 2  # told apart in grey, too


def split():
    """Return for each half of the figure its rows: what is said of them, and where their squares lie that are targets."""
    axes = fig.leaking_split().figure.axes[0]
    said = [text for text in axes.texts if text.get_text() in ("train", "test", "left out")]
    rows = {"random": [], "time": []}
    for text in said:
        squares = [one for one in axes.patches if abs(one.get_y() + 0.06 - text.get_position()[1]) < 0.01]
        left = text.get_position()[0] < 3
        own = [one for one in squares if (one.get_x() < 3) == left]
        rows["random" if left else "time"].append((text.get_text(), own))
    return axes, rows


def test_a_random_split_leaks_and_a_split_in_time_does_not():
    axes, rows = split()
    assert [said for said, _ in rows["random"]].count("test") == 2
    assert [said for said, _ in rows["time"]] == ["train"] * 3 + ["left out"] + ["test"] * 3
    (border,) = {line.get_xdata()[0] for line in axes.lines}
    for said, squares in rows["time"]:
        targets = [one.get_x() for one in squares[-2:]]
        sides = {"train": [True, True], "left out": [True, False], "test": [False, False]}[said]
        assert [x < border for x in targets] == sides


def test_only_what_is_tested_is_filled():
    _, rows = split()
    for said, squares in rows["random"] + rows["time"]:
        assert len(squares) == 8
        filled = {one.get_facecolor() != to_rgba("white") for one in squares}
        assert filled == {said == "test"}


def test_the_effect_of_letters_is_drawn_over_the_middle_of_what_is_covered():
    axes = fig.effect_of_letters(EFFECT, {"TTGACA": 2}, TEXT).figure.axes[0]
    (curve,) = [line for line in axes.lines if len(line.get_xdata()) == len(EFFECT)]
    assert curve.get_ydata().tolist() == EFFECT.tolist()
    assert curve.get_xdata().tolist() == [place + 1.5 for place in range(7)]  # each cover is four letters wide
    (marked,) = axes.patches
    assert (marked.get_x(), marked.get_width()) == (1.5, len("TTGACA"))
    assert [text.get_text() for text in axes.texts] == ["TTGACA"]
    assert axes.get_xlim() == (0, len(TEXT) - 1)
