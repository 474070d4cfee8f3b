"""Figures of unit 12: size, numbers in the alternative text, and tags of any kind."""

from rnnfigures import tagging as fig

TRUE, SAID = [["O", "B-PER", "I-PER"], ["B-LOC", "O"]], [["O", "B-LOC", "I-PER"], ["B-LOC", "O"]]
NAMES = ["O", "B-PER", "I-PER", "B-LOC"]


def test_every_figure_is_small_and_says_what_it_shows():
    made = {
        "engineers hired Paris": fig.two_directions(),
        "40% of the cells are padding": fig.padded_batch([5, 3, 1]),
        "2 tokens with a wrong tag have a cross": fig.padded_batch([2, 1], [[False, True], [False, False]]),
        "entity F1 none 0.000, some 0.500": fig.accuracy_and_f1({"none": (0.9, 0.0), "some": (0.95, 0.5)}),
        "one: share of each tag that is right: O 1.00, B-PER 0.00, I-PER 1.00, B-LOC 1.00": fig.confusion(
            {"one": (TRUE, SAID), "two": (TRUE, TRUE)}, NAMES
        ),
    }
    for words, drawn in made.items():
        assert words in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


def test_seventeen_parts_of_speech_fit_into_one_figure():
    names = [f"TAG{number}" for number in range(17)]
    rows = [names, names[::-1]]
    drawn = fig.confusion({"one": (rows, rows)}, names)
    assert drawn.alt.count(" 1.00") == 17
    assert drawn.figure.get_size_inches()[1] < 3.01
