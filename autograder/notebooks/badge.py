"""The Colab badge of a notebook and the GitHub repository that it opens from."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from autograder.notebooks.errors import CourseError

VARIABLE = "AUTOGRADER_REPOSITORY"
IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/]+@)?|[^@/\s]+@)(?:www\.)?github\.com(?::\d+)?[:/]/?([^/\s]+/[^/\s]+?)(?:\.git)?/?"
)
_WRITTEN = re.compile(
    r"https://colab\.research\.google\.com/github/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/blob/"
    r"|git\+https://github\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)"
)


def repository(root: Path) -> str | None:
    """Find the GitHub repository of a course.

    Args:
        root: the course root.

    Returns:
        "owner/name" from the environment variable AUTOGRADER_REPOSITORY, else from `[tool.autograder] repository` in
        pyproject.toml, else from the git remote "origin" where that lies at GitHub; None where there is none.

    Raises:
        CourseError: a setting is not of the form owner/name, or pyproject.toml cannot be read.
    """
    if named := os.environ.get(VARIABLE):
        return _checked(named, f"the environment variable {VARIABLE}")
    if named := settings(root).get("repository"):
        return _checked(named, "[tool.autograder] repository in pyproject.toml")
    return from_remote(_origin(root))


def settings(root: Path) -> dict[str, Any]:
    """Return the table [tool.autograder] of the pyproject.toml at the course root, empty where there is none.

    Args:
        root: the course root.

    Returns:
        The table.

    Raises:
        CourseError: pyproject.toml is not valid TOML.
    """
    file = root / "pyproject.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{file} is not valid TOML ({error}): correct it") from error
    return dict(table.get("tool", {}).get("autograder", {}))


def from_remote(url: str) -> str | None:
    """Return "owner/name" of the address of a git remote at GitHub, None for any other.

    Args:
        url: the address in any form that git takes: https, ssh, git@github.com:owner/name, with or without ".git".

    Returns:
        The repository, or None.
    """
    match = _REMOTE.fullmatch(url.strip())
    return match.group(1) if match and _NAME.fullmatch(match.group(1)) else None


def badge(repository: str | None, path: str, branch: str = "main") -> str:
    """Return the Colab badge of a notebook as Markdown.

    Args:
        repository: "owner/name", or None where no repository is known.
        path: the path of the notebook in the repository, with forward slashes.
        branch: the branch that Colab opens.

    Returns:
        One line of Markdown; the empty string where no repository is known.
    """
    if repository is None:
        return ""
    return f"[![Open in Colab]({IMAGE})](https://colab.research.google.com/github/{repository}/blob/{branch}/{path})"


def written_in(text: str) -> str | None:
    """Return the repository that a built notebook names in its badge or its setup cell, None where it names none.

    Args:
        text: the text of the cells.

    Returns:
        "owner/name", or None.
    """
    match = _WRITTEN.search(text)
    return match.group(1) or match.group(2) if match else None


def _checked(name: object, where: str) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise CourseError(f'{where} is {name!r}: write it as "owner/name"')
    return name


def _origin(root: Path) -> str:
    """Return the address of the remote "origin", empty where the course root is no git repository or git is missing."""
    if not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
