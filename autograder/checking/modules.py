"""Taking answers along: a module made of what stands in the cells of a notebook, for the units that come after it."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import linecache
import symtable
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from .faults import codes

WRITTEN = '"""Collected from the cells of a notebook by save_module."""\n\n'
REMEDY = (
    "Run the notebook in which save_module writes it; in Colab download the file there and upload it here "
    "(folder symbol on the left)."
)


def save_module(path: str, answers: list[Any]) -> None:
    """Write functions and classes of a notebook into a module, with whatever else of the notebook they need.

    Args:
        path: the file.
        answers: functions and classes that were defined in cells.

    Raises:
        LookupError: something that they need stands in no cell that was run.
    """
    found: dict[str, str] = {}
    for answer in answers:
        _collect(answer.__name__, answer, "save_module", found)
    texts = list(dict.fromkeys(found.values()))
    imports = [text for text in texts if _is_import(text)]
    others = [text for text in texts if not _is_import(text)]
    Path(path).write_text(WRITTEN + "\n".join(imports) + "\n\n\n" + "\n\n\n".join(others) + "\n", encoding="utf-8")
    print(f"{path} holds {', '.join(answer.__name__ for answer in answers)} and what they need.")


def load_module(name: str) -> ModuleType:
    """Import a module that `save_module` wrote: from this folder, the folder of another unit beside it, or Google Drive.

    Args:
        name: of the module, without .py.

    Raises:
        ModuleNotFoundError: it is in none of these places; the message says what to do.
    """
    here = Path.cwd()
    places = [here, *sorted(here.parent.glob("a[0-9][0-9]_*")), *sorted(here.parent.glob("assignments/a[0-9][0-9]_*"))]
    places += [Path("/content"), Path("/content/drive/MyDrive")]
    for place in places:
        file = place / f"{name}.py"
        if file.is_file():
            return _import(name, file)
    raise ModuleNotFoundError(f"There is no {name}.py in this folder or beside it. {REMEDY}")


def _import(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"{file} is no Python module. {REMEDY}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    linecache.checkcache(str(file))
    spec.loader.exec_module(module)
    return module


def _collect(name: str, value: Any, needed_by: str, found: dict[str, str]) -> None:
    """Put the statement that makes `name` into `found`, behind all that it needs."""
    if name in found or hasattr(builtins, name):
        return
    text = _statement(name, value)
    if text is None:
        raise LookupError(f"{needed_by} needs {name}, which stands in no cell that was run: define it in a cell and run that.")
    found[name] = ""
    for other, known in _needs(text, value):
        _collect(other, known, name, found)
    del found[name]
    found[name] = text


def _statement(name: str, value: Any) -> str | None:
    """Return the text of the top-level statement that makes a name, from the cell of the value or from the newest cell."""
    for text in _cells(value):
        try:
            body = ast.parse(text).body
        except SyntaxError:
            continue
        for node in reversed(body):
            if name in _bound(node):
                first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", ()))])
                return "\n".join(text.split("\n")[first - 1 : node.end_lineno])
    return None


def _cells(value: Any) -> Iterator[str]:
    """Yield the texts of cells: that in which the code of a value stands, then all, the newest first."""
    for code in codes(value):
        yield "".join(linecache.getlines(code.co_filename))
    for name, entry in reversed(list(linecache.cache.items())):
        if len(entry) == 4 and not Path(name).exists():
            yield "".join(entry[2])


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return set()


def _is_import(text: str) -> bool:
    return text.startswith(("import ", "from "))


def _needs(text: str, value: Any) -> list[tuple[str, Any]]:
    """Return the global names that a statement reads, with what they are where its value was made."""
    scope = _scope(value)
    table = symtable.symtable(text, "cell", "exec")
    made = set().union(*(_bound(node) for node in ast.parse(text).body))
    names = {name: None for name in _read(table) if name not in made}
    return [(name, scope.get(name)) for name in names]


def _scope(value: Any) -> dict[str, Any]:
    functions = vars(value).values() if isinstance(value, type) else [value]
    for function in functions:
        if hasattr(function, "__globals__"):
            return dict(function.__globals__)
    return dict(vars(sys.modules.get("__main__", builtins)))


def _read(table: symtable.SymbolTable) -> Iterator[str]:
    top = table.get_type() == "module"
    yield from (each.get_name() for each in table.get_symbols() if each.is_referenced() and (top or each.is_global()))
    for child in table.get_children():
        yield from _read(child)
