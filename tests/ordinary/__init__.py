"""Ordinary nbgrader notebooks, for comparing grades: one module for each group of idioms.

`idioms.md` is written by `PYTHONPATH=tests python -m ordinary`.
"""

from importlib import import_module

from ordinary.model import STUDENTS, Group

NAMES = (
    "arguments",
    "arrays",
    "by_hand",
    "classes",
    "containers",
    "credit",
    "exceptions",
    "files",
    "functions",
    "generators",
    "later",
    "names",
    "plots",
    "printing",
    "protocols",
    "seeds",
    "tables",
)
_HEAD = """\
# Idioms and their points under stock nbgrader

`right` hands in the reference answer, `other` a right answer in another style, `raises` one that raises an error, `blank` the
stub. `tests/test_parity.py` measures every number below with `nbgrader autograde`, and holds ours against the same run.
Protected tests run in a process that no answer can touch; the others run as with stock nbgrader, beside the answer.
"""


def groups() -> dict[str, Group]:
    """Return the notebooks of idioms by name."""
    return {name: import_module(f"ordinary.{name}").GROUP for name in NAMES}


def table() -> str:
    """Return idioms.md."""
    lines = [
        _HEAD,
        "| notebook | idiom | of | " + " | ".join(STUDENTS) + " | protected |",
        "|---|---|---|---|" + "---|" * len(STUDENTS),
    ]
    for name, group in groups().items():
        for idiom in group.idioms:
            got = [f"{idiom.expected(student):g}" for student in STUDENTS]
            cells = [name, idiom.name.replace("_", " "), f"{idiom.total:g}", *got, "yes" if idiom.protected else "no"]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
