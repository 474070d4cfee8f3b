"""Words of the messages."""

from __future__ import annotations

from typing import Any


def a(value: Any) -> str:
    """Return the type of a value with its article: "a list", "an ndarray", "None"."""
    if value is None:
        return "None"
    name = type(value).__name__
    spelt = name[:2].isupper() and name[0] in "FHLMNRSX"  # the names of these letters begin with a vowel: an LSTM
    return f"{'an' if name[0].lower() in 'aeio' or name == 'ndarray' or spelt else 'a'} {name}"


def named_items(value: Any) -> tuple[str, ...]:
    """Return the names of the items of a named tuple; nothing for any other value."""
    return tuple(map(str, getattr(value, "_fields", ()))) if isinstance(value, tuple) else ()


def called_with(arguments: dict[str, Any]) -> str:
    """Return a sentence with the arguments of a call if they are plain numbers and short texts, else nothing."""
    if not arguments or not all(isinstance(value, bool | int | float | str) for value in arguments.values()):
        return ""
    text = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f" It was called with {text}." if len(text) <= 100 else ""


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 value", "2 values"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
