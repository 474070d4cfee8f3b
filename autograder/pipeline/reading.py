"""Reading a submitted notebook, or saying in one sentence why it cannot be read."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

AGAIN = "ask the student to download the notebook as .ipynb and to hand it in again"
_BEGINNINGS = {
    b"<": "a web page (HTML), not a notebook",
    b"%PDF": "a PDF, not a notebook",
    b"PK": "a zip or office document, not a notebook",
    b"#": "a Python or Markdown text, not a notebook",
}


class UnreadableError(Exception):
    """A submission is no notebook; the message is one sentence with the remedy."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook.

    Args:
        path: the file.

    Returns:
        The notebook in format 4, of whatever minor version.

    Raises:
        UnreadableError: the file is empty, is not JSON, or is no notebook.
    """
    return parse_notebook(path.read_bytes())


def parse_notebook(data: bytes) -> NotebookNode:
    """Read a notebook from the bytes of its file.

    Raises:
        UnreadableError: as for `read_notebook`.
    """
    content = _json(data)
    _demand(isinstance(content, dict) and ("cells" in content or "worksheets" in content), "JSON, but not a notebook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(data.decode(), as_version=4)
    except Exception as error:  # whatever nbformat makes of a damaged notebook
        raise UnreadableError(f"The file is a damaged notebook ({type(error).__name__}): {AGAIN}.") from error
    cells = notebook.get("cells")
    _demand(isinstance(cells, list) and all(isinstance(cell, NotebookNode) for cell in cells), "a damaged notebook without cells")
    return notebook


def _json(data: bytes) -> Any:
    _demand(bool(data.strip()), "empty")
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError:
        kind = next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), "not a notebook: it is not text")
        raise UnreadableError(f"The file is {kind}: {AGAIN}.") from None
    except ValueError as error:
        start = data.lstrip()
        kind = next((kind for begin, kind in _BEGINNINGS.items() if start.startswith(begin)), _where(error))
        raise UnreadableError(f"The file is {kind}: {AGAIN}.") from None
    except RecursionError:
        raise UnreadableError(f"The file is nested too deeply for a notebook: {AGAIN}.") from None


def _where(error: ValueError) -> str:
    place = f" from line {error.lineno} on" if isinstance(error, json.JSONDecodeError) else ""
    return f"not a notebook, or was cut short: it is not JSON{place}"


def _demand(condition: bool, kind: str) -> None:
    if not condition:
        raise UnreadableError(f"The file is {kind}: {AGAIN}.")
