"""Words of the messages."""

from __future__ import annotations

from typing import Any


def a(value: Any) -> str:
    """Return the type of a value with its article: "a list", "an ndarray", "None"."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeio' or name == 'ndarray' else 'a'} {name}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 value", "2 values"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
