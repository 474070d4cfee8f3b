"""Writing the frozen vectors that the student package carries."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checking import vectors
from autograder.checking.codec import leaves, same_signature
from autograder.checking.spec import Spec
from autograder.verification.specs import specs


def freeze(assignment: str, folder: Path) -> bool:
    """Write the vectors of an assignment unless those in `folder` say the same.

    Returns:
        Whether a file was written.
    """
    made = list(specs(assignment))
    path = folder / f"{assignment}.npz"
    written = not up_to_date(made, path)
    if written:
        vectors.save(path, made)
    _write_index(folder, assignment, [spec.name for spec in made])
    return written


def up_to_date(made: Iterable[Spec], path: Path) -> bool:
    """Return whether a file holds these specs; numbers may differ by rounding, which depends on the machine."""
    try:
        stored = vectors.load(path)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return False
    made = list(made)
    return len(made) == len(stored) and all(_same_spec(one, other) for one, other in zip(made, stored, strict=True))


def _same_spec(one: Spec, other: Spec) -> bool:
    keys = ("name", "assignment", "points", "outputs", "where", "hints", "tolerance", "properties", "probe")
    if any(getattr(one, key) != getattr(other, key) for key in keys) or len(one.cases) != len(other.cases):
        return False
    return all(
        _same_data(a.arguments, b.arguments) and _same_data(a.expected, b.expected) and _same_marks(a.mistakes, b.mistakes)
        for a, b in zip(one.cases, other.cases, strict=True)
    )


def _same_marks(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    if len(first) != len(second):
        return False
    return all((a is None) == (b is None) and (a is None or same_signature(a, b)) for a, b in zip(first, second, strict=True))


def _same_data(first: Any, second: Any) -> bool:
    one, other = leaves(first), leaves(second)
    return len(one) == len(other) and all(_same_leaf(a, b) for a, b in zip(one, other, strict=True))


def _same_leaf(first: Any, second: Any) -> bool:
    if isinstance(first, np.ndarray | np.generic | float):
        a, b = np.asarray(first), np.asarray(second)
        close = 1e-5 if a.dtype == np.float32 else 1e-9
        return (
            a.shape == b.shape and a.dtype == b.dtype and bool(np.all(a == b) or np.allclose(a, b, close, close, equal_nan=True))
        )
    if isinstance(first, np.random.Generator):
        return bool(first.bit_generator.state == second.bit_generator.state)
    return not isinstance(second, np.ndarray) and bool(first == second)


def _write_index(folder: Path, assignment: str, names: list[str]) -> None:
    """Keep index.json, the assignment of every exercise."""
    path = folder / "index.json"
    index: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    kept = {name: owner for name, owner in index.items() if owner != assignment}
    merged = dict(sorted({**kept, **dict.fromkeys(names, assignment)}.items(), key=lambda item: (item[1], item[0])))
    text = json.dumps(merged, indent=1) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
