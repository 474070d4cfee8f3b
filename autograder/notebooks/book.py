"""The book: the lectures as web pages, with what their cells print and draw."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.notebooks import badge, notebook
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read

OURS = ("autograder", "rnndata", "rnnfigures")
_BADGE = f"[![Open in Colab]({badge.IMAGE})]"
_ASSIGNMENT = re.compile(r"\]\((?=(?:\.\./)?assignments/)")


def build_book(course: Course, *, run: bool = True) -> Path:
    """Build the book from the sources of the lectures.

    Args:
        course: the course; how the book looks is said in `course/book`.
        run: whether the cells are executed; what was executed before and has not changed since is taken from `build/book/cache`.

    Returns:
        Its first page, in `build/book/html`.

    Raises:
        CourseError: Sphinx is missing, a source cannot be read, or Sphinx finds something wrong, which it has printed.
    """
    if importlib.util.find_spec("sphinx") is None or importlib.util.find_spec("myst_nb") is None:
        raise CourseError('the book needs Sphinx: run `pip install -e ".[book]"`')
    folder = course.root / "build" / "book"
    write_pages(course, folder / "source")
    options = [] if run else ["-D", "nb_execution_mode=off"]
    places = ["-c", str(course.lectures / "book"), str(folder / "source"), str(folder / "html")]
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-b", "html", *options, *places]
    environment = {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ}
    if subprocess.run(command, cwd=course.root, env=environment, check=False).returncode:
        raise CourseError("the book was not built: correct what the lines with WARNING or ERROR above name")
    return folder / "html" / "index.html"


def write_pages(course: Course, folder: Path) -> None:
    """Write what Sphinx reads: the course as it lies in the repository, as far as the book shows it or links to it.

    Files that would stay the same are left alone, so that Sphinx sees what changed; files that do not belong are deleted.

    Args:
        course: the course.
        folder: where to write.
    """
    pages = dict(_pages(course))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in pages:
            path.unlink()
    for name, content in pages.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _pages(course: Course) -> Iterator[tuple[str, bytes]]:
    for path in (course.lectures / "book").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        yield path.name, (_front(course, text) if path.stem == "index" else text).encode()
    for path in course.release.glob("*/*.ipynb"):
        yield path.relative_to(course.root).as_posix(), path.read_bytes()
    for name in course.lectures_names():
        yield f"course/{name}.ipynb", _lecture(course, name).encode()


def _lecture(course: Course, name: str) -> str:
    """Return the notebook of a lecture without badge, which is a picture from elsewhere; the book has a button for it."""
    source = read(course.lecture_source(name))
    made = notebook.lecture(source, None, "")
    shows: dict[str, str] = {}
    for cell in made.cells:
        drawn = "\n".join([cell.source, *(text for called, text in shows.items() if f"{called}(" in cell.source)])
        if cell.cell_type == "markdown":
            cell.source = _downloads(cell.source)
        elif cell.id == "setup":
            cell.metadata["tags"] = ["remove-cell"]
        elif "plt.show()" in drawn:
            cell.metadata["mystnb"] = {"image": {"alt": plotted(drawn)}}
            shows |= _drawing(cell.source)
    code = "\n".join(cell.text for cell in source.cells if cell.kind == "code")
    made.metadata.kernelspec["uses"] = uses(code)  # what was executed is found by the code cells and by this
    return notebook.dumps(made)


def _front(course: Course, text: str) -> str:
    """Return the first page: how a lecture is run, and the table of units."""
    known = badge.repository(course.root) is not None
    way = "open it in Colab with the rocket above it, or download it" if known else "download it with the arrow above it"
    return text.replace("RUN", way).replace("UNITS", _units(course))


def _units(course: Course) -> str:
    """Return the table of units: the lectures, which are pages, and the assignments, which are files."""
    repository = badge.repository(course.root)
    rows = ["| lecture | assignment | |", "|---|---|---|"] if repository else ["| lecture | assignment |", "|---|---|"]
    for name in course.lectures_names():
        title = read(course.lecture_source(name)).settings.get("title", name)
        path = f"assignments/a{name}/a{name}.ipynb"
        colab = badge.badge(repository, path).replace(_BADGE, f"[assignment {name[:2]} in Colab]")
        work = f"[assignment {name[:2]}](path:{path})" if f"a{name}" in course.assignments() else ""
        work += f" | {colab if work else ''}" if repository else ""
        rows.append(f"| [{name[:2]} {title}](course/{name}.ipynb) | {work} |")
    return "\n".join(rows)


def _downloads(text: str) -> str:
    """Say of links to assignments, which are no pages of the book, that they are to files."""
    return _ASSIGNMENT.sub("](path:", text)


def _drawing(code: str) -> dict[str, str]:
    """Return the functions that some code defines and that show a plot, by their names."""
    if "plt.show()" not in code:
        return {}
    functions = [(node.name, ast.unparse(node)) for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    return {name: text for name, text in functions if "plt.show()" in text}


def plotted(code: str) -> str:
    """Return in words what a cell plots, as far as the labels in its code say; the text around it says the rest."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    named = [(word.arg or "", word.value) for call in calls for word in call.keywords]
    named += [(call.func.attr, call.args[0]) for call in calls if isinstance(call.func, ast.Attribute) and call.args]
    said: dict[str, list[str]] = {}
    for name, value in named:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            said.setdefault(name.removeprefix("set_"), []).append(value.value)
    above, across, lines = (said.get(name, []) for name in ("ylabel", "xlabel", "label"))
    words = ["Plot", *(f"of {text}" for text in above[:1]), *(f"over {text}" for text in across[:1])]
    return f"{' '.join(words)}{': ' if lines else ''}{', '.join(lines)}"


def uses(code: str) -> str:
    """Return a digest of the course's own modules that some code imports, directly or through one another."""
    found: dict[str, bytes] = {}
    waiting = [("", code.encode())]
    while waiting:
        package, text = waiting.pop()
        for module in _imported(text, package):
            path = _file(module) if module not in found else None
            if path is not None:
                found[module] = path.read_bytes()
                waiting.append((module if path.stem == "__init__" else module.rpartition(".")[0], found[module]))
    return hashlib.sha256(b"".join(found[module] for module in sorted(found))).hexdigest()[:16]


def _imported(text: bytes, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] in OURS:
                yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _file(module: str) -> Path | None:
    """Return the source of a module; None where the name is not one, but a function or a class in a module."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None
