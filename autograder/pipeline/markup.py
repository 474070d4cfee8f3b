"""Markdown, formulas and code as HTML that can do no harm and needs no network."""

from __future__ import annotations

import html
import re
import secrets
from typing import Any

import bleach
from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters import Highlight2HTML, ansi2html, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_MATH_TAGS = (
    "math|mrow|mi|mo|mn|ms|mtext|mspace|msub|msup|msubsup|munder|mover|munderover|mfrac|msqrt|mroot|mtable|mtr|mtd|"
    "mstyle|mpadded|mphantom|menclose|mmultiscripts|mprescripts|none"
)
_MATH_WORDS = (
    "xmlns|display|displaystyle|mathvariant|stretchy|fence|form|separator|lspace|rspace|accent|accentunder|linethickness|width|"
    "height|depth|columnalign|rowspacing|columnspacing|columnlines|rowlines|scriptlevel|minsize|maxsize|movablelimits|"
    "largeop|symmetric|mathsize|notation|voffset"
)
_IS_MATH = re.compile(rf"(?:[^<]|</?(?:{_MATH_TAGS})(?: (?:{_MATH_WORDS})=\"[^\"<>]*\")* ?/?>)*")
_TAG_OR_NAME = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>|formula[0-9a-f]{16}""")  # no formula within a tag
_TAG = re.compile(r"\\tag\{([^{}]*)\}")
_UNSEEN = re.compile(r"[\x00-\x20]")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """Renders formulas as MathML, which browsers show by themselves; they wait under a name until the rest is clean."""

    def __init__(self, formulas: dict[str, str], **settings: Any) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, **settings)
        self._formulas = formulas

    def inline_math(self, body: str) -> str:
        return self._kept(body, "inline")

    def block_math(self, body: str) -> str:
        return self._kept(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return self._kept(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def _kept(self, tex: str, display: str) -> str:
        name = f"formula{secrets.token_hex(8)}"
        self._formulas[name] = formula(tex, display)
        return name


def formula(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML, or as it was written where that does not work.

    Args:
        tex: in TeX, without dollar signs.
        display: "inline" or "block".
    """
    try:
        made = str(convert(_spelled(tex.strip()), display=display))
    except Exception:  # whatever a student takes for TeX
        made = "<"
    if _IS_MATH.fullmatch(made):
        return made
    return f"<code>{html.escape(tex.strip())}</code>"


def _spelled(tex: str) -> str:
    """Return a formula in words that the converter shows well: numbers at a distance, brackets as high as what they hold."""
    for name, left, right in (("b", "[", "]"), ("p", "(", ")")):
        tex = tex.replace(f"\\begin{{{name}matrix}}", rf"\left{left}\begin{{matrix}}")
        tex = tex.replace(f"\\end{{{name}matrix}}", rf"\end{{matrix}}\right{right}")
    return _TAG.sub(r"\\qquad(\1)", tex)


def markdown(text: str, attachments: dict[str, Any] | None = None) -> Markup:
    """Return Markdown as HTML without scripts, styles, and anything from outside.

    Args:
        text: the source of a cell.
        attachments: of the cell; what is missing in them is left out.
    """
    formulas: dict[str, str] = {}
    try:
        made = MarkdownWithMath(renderer=_Renderer(formulas, attachments=attachments or {})).render(text)
    except Exception:  # a missing attachment, or nesting too deep
        return Markup("<pre>{}</pre>").format(text)
    clean = bleach.clean(made, _TAGS, _may_stay, {"http", "https", "mailto", "data"}, strip=True)
    clean = _TAG_OR_NAME.sub(lambda found: formulas.get(found[0], found[0]), clean)
    return Markup(clean)  # noqa: S704


def _may_stay(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute is kept: links lead outside only when clicked, pictures are in the page itself."""
    if tag == "a" and name == "href":
        return not _UNSEEN.sub("", value).lower().startswith("data:")
    if tag == "img" and name == "src":
        return _PICTURE.fullmatch(value) is not None
    return name in ("alt", "title", "colspan", "rowspan", "start", "open") or (name == "class" and tag in ("span", "div", "code"))


def code(text: str) -> Markup:
    """Return Python code in colours."""
    return Markup(Highlight2HTML(pygments_lexer="ipython3")(text))  # noqa: S704


def terminal(text: str) -> Markup:
    """Return what code has printed, with the colours of a terminal."""
    return Markup(ansi2html(text))  # noqa: S704


def bare(text: str) -> str:
    """Return text without the colours of a terminal."""
    return str(strip_ansi(text))


def colours(style: str) -> Markup:
    """Return the style sheet of code in colours."""
    return Markup(HtmlFormatter(style=style, nobackground=True).get_style_defs(".highlight"))  # noqa: S704
