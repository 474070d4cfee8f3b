"""Showing a result: HTML where the notebook shows HTML, plain text elsewhere."""

from __future__ import annotations

import html
import re
import sys
from typing import Any

RESULT = "application/vnd.autograder.check+json"
GREEN, RED, GREY = "#1b7f3b", "#b3261e", "#777777"


def in_notebook() -> bool:
    """Return whether a notebook front end shows rich output."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None


def show(plain: str, rich: str, data: dict[str, Any] | None = None) -> None:
    """Show a result.

    Args:
        plain: the text for terminals.
        rich: the same as HTML.
        data: the same as plain data, for reports.
    """
    if not in_notebook():
        print(plain)
        return
    from IPython.display import display

    bundle: dict[str, Any] = {"text/plain": plain, "text/html": rich}
    if data is not None:
        bundle[RESULT] = data
    display(bundle, raw=True)


def panel(title: str, lines: list[str], color: str) -> str:
    """Return a box with a coloured edge: a title and lines of text, escaped."""
    body = "".join(f'<div style="margin-top:4px;white-space:pre-wrap">{code(line)}</div>' for line in lines if line)
    style = f"border-left:4px solid {color};padding:6px 12px;margin:4px 0;line-height:1.45"
    return f'<div style="{style}"><b style="color:{color}">{code(title)}</b>{body}</div>'


def code(text: str) -> str:
    """Return `text` as HTML, with what stands in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(text))


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return an HTML table, escaped."""
    head = "".join(f'<th style="text-align:left;padding:2px 12px 2px 0">{html.escape(cell)}</th>' for cell in header)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left;padding:2px 12px 2px 0">{code(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
