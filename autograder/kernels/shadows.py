"""Built-in functions of a test cell that have to know of stand-ins, or that must not turn a student's text into code."""

from __future__ import annotations

import ast
import builtins
import pickle
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from .plain import WireError
from .proxies import Remote

SEEDS = (("keras", "utils", "set_random_seed"), ("tensorflow", "random", "set_seed"))


class _Types(type):
    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, type)

    def __subclasscheck__(cls, value: Any) -> bool:
        return issubclass(value, type)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(of := args[0], Remote) and builtins.type(of).__name__ not in ("type", "function"):
            return of.remote_link.do("type", of)
        return builtins.type(*args, **kwargs)

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is builtins.type

    def __hash__(cls) -> int:
        return hash(builtins.type)


class Type(metaclass=_Types):
    """`type`, which knows the class of a student's object."""


def shadows(texts: Callable[[], set[str]], scope: dict[str, Any]) -> dict[str, Any]:
    """Return what a test cell finds in the place of some built-in functions.

    Args:
        texts: the texts that the instructor's cells hold: only these are ever evaluated here.
        scope: the names of the test cells.
    """

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(source: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(source, str) and source not in texts():
                raise WireError(f"{function.__name__} of a text that is not the instructor's own is refused in a test")
            return function(source, *(args or ((scope,) if function is not compile else ())), **kwargs)

        run.__name__ = function.__name__
        return run

    def listed(*of: Any) -> list[str]:
        """Return the names that can be used, without an argument those of the test and of the answers."""
        if of:
            return dir(*of)
        return sorted({*scope, *(name for name in getattr(scope, "students", ()) if name in scope)})

    return {"dir": listed, "type": Type, "eval": guarded(eval), "exec": guarded(exec), "compile": guarded(compile), "vars": _vars}


def _vars(*of: Any) -> Any:
    """Return the attributes of an object; of a student's object as its process tells them."""
    return of[0].remote_link.do("vars", of[0]) if of and isinstance(of[0], Remote) else vars(*of)


def refuse_pickles() -> None:
    """Never unpickle anything in this process: a student may have written it."""

    def refused(*args: Any, **kwargs: Any) -> NoReturn:
        raise pickle.UnpicklingError("pickled data are not read in a test: they can hold a student's code")

    for name in ("load", "loads", "Unpickler"):
        setattr(pickle, name, refused)


def forward_seeds(tell: Callable[[str, str, Any], None]) -> None:
    """Let the seeds that a test gives to Keras and TensorFlow, where these are imported, reach the answers, too.

    Args:
        tell: called with module, name and seed.
    """

    def both(found: Callable[[Any], Any], module: str, name: str) -> Callable[[Any], None]:
        def seeded(seed: Any) -> None:
            found(seed)
            tell(module, name, seed)

        return seeded

    for package, module, name in SEEDS:
        home = getattr(sys.modules.get(package), module, None)
        if home is not None:
            setattr(home, name, both(getattr(home, name), f"{package}.{module}", name))


def texts_of(source: str) -> set[str]:
    """Return the texts that stand in a cell."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
