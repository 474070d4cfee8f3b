"""Figures of unit 09: size, what the alternative text says, and that the drawing says the same."""

from rnnfigures import keras_layers as fig


def words(drawn):
    return [text.get_text() for text in drawn.figure.axes[0].texts if text.get_text()]


def test_every_figure_is_small_and_says_what_it_shows():
    made = {
        "gives an output and a list of new states": fig.cell_contract(),
        "the state passes unchanged, and the output of the second step is repeated": fig.masked_loop(),
    }
    for said, drawn in made.items():
        assert said in drawn.alt
        assert max(drawn.figure.get_size_inches() / [6.01, 3.01]) < 1
        assert "<svg" in drawn.svg()


def test_the_contract_names_the_four_methods_in_the_order_in_which_they_are_called():
    drawn = fig.cell_contract()
    names = ["__init__", "build", "call", "get_config"]
    assert [word.partition("(")[0] for word in words(drawn) if "(" in word] == names
    assert sorted(names, key=drawn.alt.index) == names
    assert {"states", "inputs", "new states", "output"} <= set(words(drawn))


def test_the_masked_step_has_no_cell_and_repeats_the_output_before_it():
    drawn = fig.masked_loop()
    shown = words(drawn)
    assert [word for word in shown if word.startswith("$x")] == ["$x_1$", "$x_2$", "$x_3$", "$x_4$"]
    assert [word for word in shown if word.startswith("$y")] == ["$y_1$", "$y_2$", "$y_2$", "$y_4$"]
    assert [shown.count(word) for word in ("cell", "masked", "repeated")] == [3, 1, 1]
    assert "over four time steps. The third step is masked" in drawn.alt
    (passing,) = drawn.figure.axes[0].lines  # the state, through the place of the third cell
    (left, right), (before, behind) = passing.get_xdata(), passing.get_ydata()
    (masked,) = [text for text in drawn.figure.axes[0].texts if text.get_text() == "masked"]
    assert left < masked.get_position()[0] < right
    assert before == behind
