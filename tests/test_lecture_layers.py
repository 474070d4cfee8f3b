"""The lecture of unit 09: NumPy, a layer of one's own and Keras give one answer for one set of weights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from carried_layers import LAYERS

from autograder.checking.modules import save_module
from autograder.notebooks.paths import Course
from autograder.notebooks.reference import reference

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]

COURSE = Course(Path(__file__).parents[1])
PAIRS = {"own layer": ["NumPy, own layer", "NumPy, Keras", "own layer, Keras"]}
PAIRS["your layer"] = [pair.replace("own layer", "your layer") for pair in PAIRS["own layer"]]


def section(title: str, following: str) -> list[str]:
    """Return the code cells of the lecture, as it was built, from one heading to another."""
    cells = nbformat.read(COURSE.lectures / "09_keras_layers.ipynb", as_version=4).cells
    [first], [last] = ([at for at, cell in enumerate(cells) if f"## {one}\n" in cell.source] for one in (title, following))
    return [cell.source for cell in cells[first:last] if cell.cell_type == "code"]


@pytest.fixture
def table(tf, keras, tmp_path, monkeypatch, capsys):
    """Run the cells in the folder of the lectures; return the headings and the differences by kind, as printed."""
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setitem(sys.modules, "my_layers", None)  # so that it is forgotten in the end
    reference("a09_keras_layers")
    registered = keras.saving.get_custom_objects()  # a wrong layer must not stay there under the name of a right one
    kept = dict(registered)

    def run() -> tuple[str, dict[str, list[float]]]:
        names: dict[str, Any] = {"keras": keras, "np": np, "ops": keras.ops}
        for text in section("Three ways, one answer", "The switches"):
            exec(compile(text, "<cell of the lecture>", "exec"), names)
        head, *rows = capsys.readouterr().out.splitlines()
        return head, {kind: [float(value) for value in values] for kind, *values in map(str.split, rows)}

    yield run
    registered.update(kept)


@pytest.fixture
def saved(tf, tmp_path) -> Path:
    """Write my_layers.py where assignment 09 does."""
    path = tmp_path / "assignments" / "a09_keras_layers" / "my_layers.py"
    path.parent.mkdir(parents=True)
    answers = reference("a09_keras_layers").namespace
    save_module(str(path), [answers[name] for name in LAYERS])
    return path


def agree(differences: dict[str, list[float]]) -> bool:
    """Tell whether all are as small as rounding; two layers may be equal to the last bit, a layer and float64 may not."""
    assert list(differences) == list(LAYERS)
    assert all(own > 0 and built_in > 0 for own, built_in, _ in differences.values())
    return all(value < 2e-6 for values in differences.values() for value in values)


def test_the_three_agree_with_the_layer_of_the_lecture(table):
    head, differences = table()
    assert all(pair in head for pair in PAIRS["own layer"])
    assert agree(differences)


def test_the_three_agree_with_the_layers_of_a_student(table, saved, capsys):
    capsys.readouterr()
    head, differences = table()
    assert all(pair in head for pair in PAIRS["your layer"])
    assert agree(differences)


def test_a_wrong_layer_of_a_student_would_be_seen(table, saved, capsys):
    right = saved.read_text()
    wrong = right.replace("h = z * h_prev + (1 - z) * g", "h = (1 - z) * h_prev + z * g")
    assert wrong != right
    saved.write_text(wrong)
    capsys.readouterr()
    _, differences = table()
    assert [value > 0.1 for value in differences["GRU"]] == [True, False, True]
    assert agree({**differences, "GRU": differences["LSTM"]})
