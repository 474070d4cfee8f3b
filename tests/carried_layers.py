"""The recurrent layers that a student has written in unit 09, taken along to a later unit as its assignment says."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.checking.modules import load_module, save_module
from autograder.notebooks.reference import reference

LAYERS = ("SimpleRNN", "LSTM", "GRU")


def carried_layers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Write `my_layers.py` in the folder of unit 09 and load it from that of another unit, with the line of the assignments."""
    unit_09, later = folder / "a09_keras_layers", folder / "a15_later"
    unit_09.mkdir()
    later.mkdir()
    answers = reference("a09_keras_layers").namespace
    save_module(str(unit_09 / "my_layers.py"), [answers[name] for name in LAYERS])
    monkeypatch.chdir(later)
    monkeypatch.setitem(sys.modules, "my_layers", None)  # so that it is forgotten in the end
    return load_module("my_layers")
