"""The student package: which files it holds, its pyproject.toml, and its wheel."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.notebooks.errors import CourseError

INSTRUCTOR_EXTRAS = ("grading", "dev")

_HELD = re.compile(
    r"autograder/(__init__|__main__)\.py"
    r"|autograder/checking/.+\.(py|json|css|html)"
    r"|autograder/vectors/[^/]+\.(npz|json)"
    r"|autograder/py\.typed"
    r"|(rnndata|rnnfigures)/.+"
    r"|[^/]+\.dist-info/.+"
)
_BACKEND = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
_EPOCH = "315532800"  # 1980-01-01, the first day of a zip file: the same sources give the same bytes


def project(root: Path) -> dict[str, Any]:
    """Return the pyproject.toml of the student package: the course's own without the instructors' extras, entry points and tools.

    Args:
        root: the course root.

    Returns:
        The tables `build-system`, `project` and `tool.setuptools`.

    Raises:
        CourseError: the course has no pyproject.toml, or one that does not list the student packages.
    """
    file = root / "pyproject.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        kept = {"build-system": table["build-system"], "project": table["project"]}
        setuptools = table["tool"]["setuptools"]
        if not setuptools["packages"]:
            raise KeyError("packages")
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{file} does not describe the student package: list it under [tool.setuptools] packages") from error
    extras = kept["project"].pop("optional-dependencies", {})
    kept["project"].pop("entry-points", None)
    if chosen := {name: needs for name, needs in extras.items() if name not in INSTRUCTOR_EXTRAS}:
        kept["project"]["optional-dependencies"] = chosen
    return {**kept, "tool": {"setuptools": setuptools}}


def dumps(table: dict[str, Any]) -> str:
    """Return a table as TOML, nested tables last.

    Args:
        table: strings, numbers, booleans, lists of these, and tables.

    Returns:
        The text.
    """
    return "\n".join(_lines(table, ())).lstrip("\n") + "\n"


def files(root: Path, project: dict[str, Any]) -> list[Path]:
    """Return the source files of the student package.

    Args:
        root: the course root.
        project: its pyproject.toml, from `project`.

    Returns:
        The modules and data files of the listed packages, sorted.

    Raises:
        CourseError: a listed package has no folder.
    """
    setuptools = project["tool"]["setuptools"]
    found: set[Path] = set()
    for package in setuptools["packages"]:
        folder = root / _folder(package, setuptools.get("package-dir", {}))
        if not folder.is_dir():
            raise CourseError(f"pyproject.toml lists the package {package}, but {folder} is missing: correct one of them")
        for pattern in ["*.py", *setuptools.get("package-data", {}).get(package, [])]:
            found |= {path for path in folder.glob(pattern) if path.is_file() and "__pycache__" not in path.parts}
    return sorted(found)


def build(folder: Path, target: Path) -> Path:
    """Build the wheel of the student package, without network and without leaving anything else behind.

    Args:
        folder: a folder with the sources and the pyproject.toml of the student package.
        target: the folder for the wheel.

    Returns:
        The wheel.

    Raises:
        CourseError: it cannot be built, or it would hold something that students must not get.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / "student"))
        command = [sys.executable, "-c", _BACKEND, str(target.resolve())]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    wheels = list(target.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CourseError(f"the wheel of the student package cannot be built ({reason}): is setuptools 77 or newer installed?")
    check(wheels[0])
    return wheels[0]


def check(wheel: Path) -> None:
    """Check that a wheel holds the student package and nothing else.

    Args:
        wheel: the wheel.

    Raises:
        CourseError: it holds another file.
    """
    with zipfile.ZipFile(wheel) as archive:
        strange = [name for name in archive.namelist() if not _HELD.fullmatch(name)]
    if strange:
        raise CourseError(f"{wheel.name} would hold {strange[0]}, which students must not get: correct pyproject.toml")


def _folder(package: str, places: dict[str, str]) -> Path:
    """Return the folder of a package by the longest entry of package-dir that it lies below."""
    parts = package.split(".")
    for count in range(len(parts), 0, -1):
        if place := places.get(".".join(parts[:count])):
            return Path(place, *parts[count:])
    return Path(places.get("", "."), *parts)


def _lines(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if plain and path:
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _lines(value, (*path, key))


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
