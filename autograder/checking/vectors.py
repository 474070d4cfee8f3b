"""Frozen vectors: the inputs and right outputs of every exercise, as the student package carries them."""

from __future__ import annotations

import difflib
import json
import math
import zipfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .codec import decode, encode
from .spec import Case, Output, Property, Spec, Tolerance

FOLDER = Path(__file__).parent.parent / "vectors"
INDEX = FOLDER / "index.json"


def save(path: Path, specs: list[Spec]) -> None:
    """Write the specs of one assignment to an .npz file; equal specs give equal bytes."""
    arrays: list[np.ndarray] = []
    meta: dict[str, list[Any]] = {"specs": [_to_data(spec, arrays) for spec in specs], "arrays": []}
    parts: dict[str, list[np.ndarray]] = {}
    for array in arrays:
        kind = array.dtype.name
        start = sum(part.size for part in parts.setdefault(kind, []))
        parts[kind].append(array.ravel())
        meta["arrays"].append([kind, start, array.shape])
    text = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, meta=text, **{kind: np.concatenate(part) for kind, part in sorted(parts.items())})  # type: ignore[arg-type]


def _to_data(spec: Spec, arrays: list[np.ndarray]) -> dict[str, Any]:
    data = {key: value for key, value in asdict(spec).items() if key != "cases"}
    data["cases"] = [
        {"arguments": encode(case.arguments, arrays), "expected": encode(case.expected, arrays), "mistakes": case.mistakes}
        for case in spec.cases
    ]
    return data


def load(path: Path) -> list[Spec]:
    """Read the specs of one assignment.

    Raises:
        OSError, EOFError, ValueError, zipfile.BadZipFile: when the file is missing or damaged.
    """
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}
    meta = json.loads(stored["meta"].tobytes())
    arrays = [stored[kind][start : start + math.prod(shape)].reshape(shape) for kind, start, shape in meta["arrays"]]
    return [_from_data(data, arrays) for data in meta["specs"]]


def _from_data(data: dict[str, Any], arrays: list[np.ndarray]) -> Spec:
    cases = tuple(
        Case(decode(case["arguments"], arrays), decode(case["expected"], arrays), tuple(case["mistakes"]))
        for case in data["cases"]
    )
    return Spec(
        **{key: data[key] for key in ("name", "assignment", "points", "where", "probe")},
        outputs=tuple(_output(item) for item in data["outputs"]),
        cases=cases,
        hints=tuple(data["hints"]),
        tolerance=Tolerance(**data["tolerance"]),
        properties=tuple(Property(item["law"], tuple(item["inputs"]), item["output"]) for item in data["properties"]),
    )


def _output(data: dict[str, Any]) -> Output:
    return Output(data["name"], tuple(data["axes"]), tuple(_output(item) for item in data["fields"]), data["kind"])


@cache
def assignment(name: str) -> dict[str, Spec]:
    """Return the specs of an assignment by exercise name, in the order of the assignment.

    Raises:
        LookupError: when the student package has no such assignment or its file is damaged.
    """
    path = FOLDER / f"{name}.npz"
    if not path.exists():
        raise LookupError(f"There is no assignment {name!r}; there are: {', '.join(sorted(set(_index().values())))}.")
    try:
        return {spec.name: spec for spec in load(path)}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise LookupError(f"The file {path.name} of the student package is damaged: install the package again.") from error


def find(exercise: str) -> Spec:
    """Return the spec of an exercise.

    Raises:
        LookupError: for an unknown name, with the nearest known one.
    """
    index = _index()
    if exercise not in index:
        near = difflib.get_close_matches(exercise, index, n=1, cutoff=0.6)
        remedy = f" Did you mean {near[0]!r}?" if near else " Name it as in check('softmax', function)."
        raise LookupError(f"check does not know an exercise named {exercise!r}.{remedy}")
    return assignment(index[exercise])[exercise]


def knows(exercise: str) -> bool:
    """Return whether there is an exercise of this name."""
    return exercise in _index()


@cache
def _index() -> dict[str, str]:
    """Return the assignment of every exercise."""
    if not INDEX.exists():
        return {}
    index: dict[str, str] = json.loads(INDEX.read_text())
    return index
