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


def called_with(arguments: dict[str, Any], probe: str = "call") -> str:
    """Return a sentence that tells a call from the others of its exercise, or nothing.

    Args:
        arguments: of the case; what belongs into the sentence depends on the probe.
        probe: how the answer is questioned.
    """
    shown = {name: value for name, value in arguments.items() if not name.startswith("_")}  # the rest is the judge's
    return WORDS.get(probe, _plain)(shown)


def _plain(arguments: dict[str, Any]) -> str:
    """Tell all arguments if they are plain numbers, short texts and short lists of texts."""
    lists = [value for value in arguments.values() if _texts(value)]
    if not arguments or not all(isinstance(value, bool | int | float | str) or _texts(value) for value in arguments.values()):
        return ""
    text = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f"It was called with {text}." if len(text) <= (200 if lists else 100) else ""


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _model(arguments: dict[str, Any]) -> str:
    """Tell the sizes with which a model was built; where its layers come from is not news."""
    return _plain({name: value for name, value in arguments["config"].items() if not isinstance(value, str)})


def _reader(arguments: dict[str, Any]) -> str:
    """Tell what a function is given besides the model."""
    return _plain({name: value for name, value in arguments.items() if name != "model"})


def _cell(arguments: dict[str, Any]) -> str:
    return _plain(arguments["config"]).replace("It was called", "The cell was made")


def _loop(arguments: dict[str, Any]) -> str:
    return f"It was called {'without' if arguments['mask'] is None else 'with'} a mask."


def _layer(arguments: dict[str, Any]) -> str:
    """Tell the switches of a recurrent layer, and what it was given besides the sequences."""
    on = [f"{name}={value}" for name, value in arguments["switches"].items() if value]
    given = [name for name in ("mask", "initial_state") if arguments[name] is not None]
    made = f"with {', '.join(on)}" if on else "without any switch"
    return f"The layer was made {made}, and called with {' and '.join(given) or 'neither mask nor initial_state'}."


WORDS = {
    "built": _model,
    "fitted": _model,
    "with_reader": _reader,
    "one_step": _cell,
    "over_time": _loop,
    "layer_over_time": _layer,
}  # probes whose arguments are not those of the function


def sizes(arguments: dict[str, Any]) -> str:
    """Return arguments in short: the shape of an array, the number of items of a list, other values as they are."""
    said = []
    for name, value in arguments.items():
        if isinstance(value, list | tuple):
            said.append(f"{name} ({count(len(value), 'item')})")
        elif hasattr(value, "shape"):
            said.append(f"{name} {value.shape}")
        else:
            said.append(f"{name}={value!r}")
    return ", ".join(said)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 value", "2 values"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
