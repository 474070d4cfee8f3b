"""Figures of unit 13: size, what the alternative text says, and signs that the usual font lacks."""

import warnings

import numpy as np
import pytest
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from rnnfigures import translation as fig


def charmap(name):
    return set(FT2Font(findfont(name)).get_charmap())


@pytest.fixture
def fonts(monkeypatch):
    """Give the figures the fonts that are asked for, in the place of those of this computer."""

    def give(*names):
        monkeypatch.setattr(fig, "EAST_ASIAN", names)
        fig._fonts.cache_clear()
        fig._shown.cache_clear()

    yield give
    monkeypatch.undo()
    fig._fonts.cache_clear()
    fig._shown.cache_clear()


def test_every_figure_is_small_and_says_what_it_shows():
    weights = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1]])
    made = {
        "its last state alone is handed to the decoder": fig.bottleneck(),
        "Alone": fig.teacher_forcing(),
        "weights 0.05, 0.08, 0.72, 0.15 and 0": fig.one_look(),
        "most of the weight: 3 at 5, 0 at  ": fig.attention_map(weights, list("5 M"), list("30")),
        "Answers, best first: 05 with score -0.100; 0 with score -0.700": fig.beam_tree(["0", "05"], [("05", -0.1), ("0", -0.7)]),
    }
    for words, drawn in made.items():
        assert words in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


def test_the_tree_of_choices_tells_the_greedy_way_from_the_best_answer():
    ways = {"": {"0": 0.6, "1": 0.4}, "0": {"a": 0.5, "b": 0.5}, "1": {"c": 0.9, "d": 0.1}}
    drawn = fig.hand_tree(ways)
    assert drawn.alt == "Tree of choices. Greedy ends at 0a with 0.300; the most probable answer is 1c with 0.360."
    written = {text.get_text().strip() for text in drawn.figure.axes[0].texts}
    assert {"0.360  best", "0.300  greedy", "0.300", "0.040", "0.6", "0.9"} <= written


def test_exact_answers_are_counted_in_groups_of_like_lengths():
    lengths = np.array([9, 2, 1, 7, 4, 3, 8, 5])
    right = {"one": lengths < 6, "other": np.isin(lengths, [1, 2, 8])}
    drawn = fig.exact_by_length(lengths, right)
    lines = {line.get_label(): line.get_xydata().tolist() for line in drawn.figure.axes[0].lines}
    assert lines["one"] == [[1.5, 1.0], [3.5, 1.0], [6.0, 0.5], [8.5, 0.0]]
    assert lines["other"] == [[1.5, 1.0], [3.5, 0.0], [6.0, 0.0], [8.5, 0.5]]
    assert drawn.alt.endswith("one from 1.00 to 0.00; other from 1.00 to 0.50.")


def test_a_sign_is_drawn_by_a_font_that_has_it_and_is_a_dot_where_none_does(fonts):
    sign = chr(min(charmap("STIXGeneral") - charmap("DejaVu Sans")))
    fonts("no such font")
    assert [fig._shown(one) for one in f"a {sign}"] == ["a", "␣", "·"]
    fonts("no such font", "STIXGeneral")
    assert fig._shown(sign) == sign
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a sign that no font has
        fig.attention_map(np.eye(2), ["a", sign], [sign, "b"]).svg()
        fig.beam_tree([sign], [(sign, -0.1)]).svg()
