"""How Sphinx builds the book; `autograder book` writes its pages to build/book/source and calls it."""

import shutil
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes
from myst_nb.core import render

from autograder.notebooks import badge

ROOT = Path(__file__).parents[2]
MATHJAX = "sphinx-mathjax-offline/static/mathjax/tex-svg-full.js"  # one file that loads no other and needs no fonts

project = "Recurrent networks, built by hand"
language = "en"
extensions = ["myst_nb", "sphinx_copybutton"]
exclude_patterns = ["assignments"]  # links to them become downloads

nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "book" / "cache")
nb_execution_timeout = 180  # seconds per cell
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_merge_streams = True  # else what one cell prints falls into several boxes, as it happened to arrive: see _joined
nb_output_stderr = "remove"  # TensorFlow tells there what machine it runs on

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
mathjax_path = "tex-svg-full.js"
mathjax3_config = {"svg": {"fontCache": "global"}, "options": {"enableMenu": False}}  # the menu loads files that are not there

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["book.css"]
html_show_search_summary = False  # they are fetched, which browsers refuse where pages are files
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_theme_options = {
    "logo": {"text": project},
    "navbar_persistent": [],
    "footer_content_items": [],
    "use_fullscreen_button": False,
    "use_download_button": True,
}
if repository := badge.repository(ROOT):
    html_theme_options |= {
        "repository_url": f"https://github.com/{repository}",
        "repository_branch": "main",
        "use_repository_button": True,
        "launch_buttons": {"colab_url": "https://colab.research.google.com"},
    }


def _add_mathjax(app):
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(distribution("sphinx-mathjax-offline").locate_file(MATHJAX)), folder)


def _keep_formulas(app, doctree):
    """Hand formulas on as they were written: Sphinx puts those with a line break into a split, where a tag is an error."""
    for formula in doctree.findall(nodes.math_block):
        if r"\\" in formula.astext():
            formula.children = [nodes.Text(rf"\[{formula.astext()}\]")]
            formula["nowrap"] = True


def _joined(outputs):
    """Join what a cell printed, as it was printed; MyST-NB's own function ends lines where a piece ends, and drops empty ones."""
    joined = []
    for output in outputs:
        if output.get("name") == "stderr":
            continue
        if joined and joined[-1].output_type == output.output_type == "stream":
            joined[-1]["text"] += output.text
        else:
            joined.append(output)
    return joined


def setup(app):
    """Put MathJax beside the pages."""
    render.coalesce_streams = _joined
    app.connect("builder-inited", _add_mathjax)
    app.connect("doctree-read", _keep_formulas)
    return {"parallel_read_safe": True}
