"""The HTML pages that the pipeline writes, and how they are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def render(name: str, **values: Any) -> str:
    """Fill in a page; all values are escaped.

    Args:
        name: the file in this folder.
        values: what the page asks for.
    """
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name).render(**values)
