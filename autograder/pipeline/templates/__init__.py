"""The HTML pages that the pipeline writes, and how they are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.checking.display import code


def render(name: str, **values: Any) -> str:
    """Fill in a page; all values are escaped. The filter `told` shows what stands in backticks as code.

    Args:
        name: the file in this folder.
        values: what the page asks for.
    """
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["told"] = lambda text: Markup(code(str(text)))  # noqa: S704
    return environment.get_template(name).render(**values)
