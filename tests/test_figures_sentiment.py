"""Figures of unit 11: size, words in the alternative text, and texts of any kind."""

import numpy as np
import pytest
from rnnfigures import sentiment as fig


def test_every_figure_is_small_and_says_what_it_shows():
    made = {
        "not? 0.90": fig.word_by_word(["not", "bad"], [0.9, 0.7], known=[False, True]),
        "one ends at 0.70": fig.courses(["not", "bad"], {"one": [0.5, 0.7], "other": [0.1, 0.2]}),
        "padding": fig.largest_of_each(),
        "good": fig.word_map(np.eye(3)[:, :2], ["a", "b", "c"], {"good": ["a", "c"], "bad": ["b", "zeppelin"]}),
        "of 4 that are bad, 3": fig.confusion([[3, 1], [2, 5]], ["bad", "good"]),
        "least, 0.40, at epoch 2": fig.two_losses({"one": {"loss": [0.5, 0.4, 0.3], "val_loss": [0.6, 0.4, 0.5]}}),
    }
    for words, drawn in made.items():
        assert words in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


@pytest.mark.parametrize("count", [1, 3, 400])
def test_a_text_of_any_length_is_drawn(count):
    drawn = fig.word_by_word(["word"] * count, np.linspace(0, 1, count))
    assert drawn.alt.count("word ") == min(count, fig.MOST_WORDS)
