"""What in a submission looks as if it were meant for the grader and not for the exercise: a hint for a person, never points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.pipeline.answers import Code, parsed

_MODULES = {
    "ctypes": "looks into memory (ctypes)",
    "gc": "looks into memory (gc)",
    "inspect": "reads the code of others (inspect)",
    "linecache": "reads the code of others (linecache)",
    "tracemalloc": "looks into memory (tracemalloc)",
    "socket": "opens connections (socket)",
    "http": "opens connections (http)",
    "urllib": "opens connections (urllib)",
    "requests": "opens connections (requests)",
    "subprocess": "starts programs (subprocess)",
    "multiprocessing": "starts programs (multiprocessing)",
    "signal": "handles signals",
    "pickle": "carries pickled objects",
    "dill": "carries pickled objects",
    "sqlite3": "opens a database",
    "builtins": "reaches for Python's own functions (builtins)",
    "resource": "changes limits (resource)",
    "atexit": "runs code after the end (atexit)",
    "threading": "starts threads",
    "_thread": "starts threads",
    "mmap": "looks into memory (mmap)",
    "nbgrader": "reaches for the grader (nbgrader)",
}
_ATTRIBUTES = {
    **dict.fromkeys(("_getframe", "_current_frames", "f_back", "f_locals", "f_globals", "tb_frame"), "walks the stack"),
    **dict.fromkeys(("__globals__", "__closure__", "__code__", "__subclasses__"), "looks behind functions and classes"),
    **dict.fromkeys(("_exit", "kill", "fork", "setsid", "system", "popen", "execv"), "ends or starts processes"),
    **dict.fromkeys(("settrace", "setprofile", "addaudithook"), "watches how code runs"),
    **dict.fromkeys(
        ("input_transformers_cleanup", "input_transformers_post", "ast_transformers", "set_custom_exc", "showtraceback",
         "run_code", "run_cell", "do_execute", "displayhook", "display_pub", "user_ns"),
        "changes how the notebook runs",
    ),
    "environ": "reads the environment",
}  # fmt: skip
_NAMES = {
    "exec": "runs text as code (exec)",
    "eval": "runs text as code (eval)",
    "compile": "runs text as code (compile)",
    "__import__": "imports in a roundabout way (__import__)",
    "globals": "changes or reads all names (globals)",
    "get_ipython": "reaches for the notebook itself (get_ipython)",
}
_METHODS = {"__eq__", "__array_function__", "__array_ufunc__", "__instancecheck__", "__class__", "__ne__", "__array_priority__"}
_TEXTS = {
    "/proc": "names files of the machine (/proc)",
    "/etc/": "names files of the machine (/etc)",
    "gradebook": "names the gradebook",
    "hidden tests": "names hidden tests",
    "vnd.autograder": "writes the check's own message",
    "../": "names files outside of its folder",
}
_PLACES = re.compile(r"^(~|/(home|root|Users|usr|var|tmp|run|dev|opt|mnt|work|content/drive)\b)")
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)  # would be a call of get_ipython
_REPAIRED = "Points or flags of the cell"


def flags(code: Code, repairs: tuple[str, ...], given: tuple[Code, ...]) -> tuple[str, ...]:
    """Return what an instructor may want to look at, in few words each.

    Args:
        code: of the submission.
        repairs: what was mended in it.
        given: the release and the solution, where nothing is suspicious.
    """
    known = {flag for one in given for text in (*one.answers.values(), *one.free) for flag in _of(text)}
    found = dict.fromkeys(flag for text in (*code.answers.values(), *code.free) for flag in _of(text) if flag not in known)
    changed = [sentence for sentence in repairs if sentence.startswith(_REPAIRED)]
    return (*found, *changed)


def _of(text: str) -> Iterator[str]:
    tree = parsed(_MAGIC.sub(r"\1pass", text))
    if tree is None:
        return
    modules = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        yield from _imported(node)
        yield from _named(node)
        yield from _patched(node, modules | {"np", "numpy", "math", "sys", "builtins", "keras"})


def _imported(node: ast.AST) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
        yield from (_ATTRIBUTES[alias.name] for alias in node.names if alias.name in _ATTRIBUTES)
    for name in names:
        if (top := name.split(".")[0]) in _MODULES:
            yield _MODULES[top]
        if name.startswith("autograder.") or (top == "autograder" and isinstance(node, ast.Import)):
            yield "reaches into the check's package"


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
        yield _ATTRIBUTES[node.attr]
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield _NAMES[node.id]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in _METHODS:
        yield f"says itself what it is equal to ({node.name})"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (flag for part, flag in _TEXTS.items() if part in node.value)
        if _PLACES.match(node.value) and "\n" not in node.value:
            yield "names files outside of its folder"


def _patched(node: ast.AST, modules: set[str]) -> Iterator[str]:
    """Find what is put in the place of other people's functions."""
    targets = (
        node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target] if isinstance(node, ast.AugAssign) else []
    )
    for target in targets:
        root: ast.AST = target
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(target, ast.Attribute) and isinstance(root, ast.Name) and root.id in modules:
            yield f"replaces a part of {root.id}"
        if isinstance(target, ast.Name) and target.id == "check":
            yield "replaces check"
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == "check":
        yield "replaces check"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr") and node.args:
        where = node.args[0]
        if not (isinstance(where, ast.Name) and where.id == "self"):
            yield "replaces parts of other things (setattr)"
    if isinstance(node, ast.Attribute) and node.attr == "modules" and isinstance(node.value, ast.Name) and node.value.id == "sys":
        yield "reaches for loaded modules (sys.modules)"
