"""Seconds per submission, seconds to a ready kernel, memory: stock nbgrader and ours, in one run on one machine.

Writes grading.md beside this file; with `--quick` a smaller class is graded and the table is printed only.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import machine  # noqa: E402
from classes import A02, KERAS, Class, keras_class, numpy_class  # noqa: E402
from measure import Run, measure, spread  # noqa: E402
from parity import differences, undeclared  # noqa: E402

from autograder.notebooks.paths import VARIABLE  # noqa: E402

PAGE = Path(__file__).with_name("grading.md")
WAYS = ("stock", "ours, 1 worker", "ours, 2 workers", "stock, one core", "ours, 1 worker, one core")
TITLES = {A02: "NumPy: the assignment of unit 02", KERAS: "Keras: build, fit and use an LSTM"}
KERNELS = (("stock", "jupyter_client and ipykernel"), ("warm", "the same with our provisioner"), ("engine", "as grading does it"))
_QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
Row = tuple[str, ...]


def stock(made: Class, cores: int | None) -> Run:
    """Grade a class with `nbgrader autograde`."""
    made.fresh(stock=True)
    root = made.foreign.stock
    settings = [f"--CourseDirectory.root={root}", f"--Execute.timeout={made.seconds}"]
    return measure([sys.executable, "-m", "nbgrader", "autograde", made.name, *settings], root, _QUIET, cores)


def ours(made: Class, workers: int, cores: int | None) -> Run:
    """Grade a class with `autograder grade`."""
    made.fresh(stock=False)
    root = made.foreign.course.root
    command = [sys.executable, "-m", "autograder", "grade", made.name, "--workers", str(workers)]
    return measure(command, root, {**_QUIET, VARIABLE: str(root)}, cores)


def run(made: Class, way: str) -> Run:
    """Grade a class in one of the ways, and see to it that points and rows are those of nbgrader."""
    cores = 1 if way.endswith("one core") else None
    found = stock(made, cores) if way.startswith("stock") else ours(made, 2 if "2 workers" in way else 1, cores)
    if found.code:
        raise click.ClickException(f"{made.name}, {way}: {found.output[-2000:]}")
    if not way.startswith("stock"):
        other = undeclared(differences(made.foreign.stock / "gradebook.db", made.foreign.course.gradebook, made.name))
        if other:
            raise click.ClickException(f"{made.name}, {way}: not what nbgrader gives: {other}")
    return found


def class_rows(made: Class) -> list[Row]:
    """Return a line of the table for each way to grade a class."""
    rows: list[Row] = []
    base = 0.0
    for way in WAYS:
        found = run(made, way)
        base = found.seconds if way.startswith("stock") else base
        each, faster = f"{found.seconds / made.size:.2f}", f"{base / found.seconds:.1f}"
        rows.append((TITLES[made.name], str(made.size), way, f"{found.seconds:.1f}", each, faster, str(found.memory >> 20)))
        click.echo("  ".join(rows[-1]))
    return rows


def floor(made: Class, profile: str) -> str:
    """Return the mean of the seconds that the cells of a notebook of a class take alone."""
    program = [sys.executable, str(Path(__file__).with_name("floor.py")), profile, str(made.foreign.course.submitted)]
    found = measure(program, ROOT, _QUIET)
    if found.code:
        raise click.ClickException(f"{made.name}, floor: {found.output[-2000:]}")
    seconds = json.loads(found.output.splitlines()[-1])
    assert len(seconds) == made.size
    return f"{statistics.mean(seconds):.2f}"


def kernel_rows(count: int) -> list[Row]:
    """Return a line of the table for each kind of kernel."""
    rows: list[Row] = []
    for profile in ("numpy", "keras"):
        for how, title in KERNELS:
            times = max(3, count // 8) if how == "stock" else count
            program = [sys.executable, str(Path(__file__).with_name("ready.py")), profile, how, str(times)]
            found = measure(program, ROOT, _QUIET)
            if found.code:
                raise click.ClickException(f"kernels, {profile}, {how}: {found.output[-2000:]}")
            median, most = spread(json.loads(found.output.splitlines()[-1]))
            rows.append((profile, title, str(times), f"{median:.2f}", f"{most:.2f}"))
            click.echo("  ".join(rows[-1]))
    return rows


def table(head: str, rows: list[Row]) -> str:
    """Return a table in Markdown; columns are separated by bars in its head."""
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1), *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(lines)


def page(classes: list[Row], kernels: list[Row], load: str, alone: list[str]) -> str:
    """Return grading.md."""
    grading = table("class | students | graded by | seconds | seconds each | times faster | peak memory, MiB", classes)
    ready = table("libraries | kernel | kernels | median, s | 95 % below, s", kernels)
    return f"""\
# Grading, measured

Written by `make benchmark-grading`; {machine.description()}, {load}.

Every line is one whole run of one command, `nbgrader autograde` or `autograder grade` from its start to its end, one after the
other on the same machine. Ours runs every answer in a sandbox, and its points and gradebook rows were compared with nbgrader's
after each run: they are the same, but for the hints that ours leaves as comments. Nobody in these classes crashes, loops or loses
metadata. "Times faster" compares with the line of stock nbgrader above, which uses one worker and never more. Memory is that of
all processes at the worst moment; what several share is counted once.

{grading}

The cells of a notebook alone, in a process that has the libraries, with no sandbox, no checker and nothing written, take
{" and ".join(alone)} seconds (means of the two classes). Nothing grades quicker than that on one core, or than half of it on two.

A kernel is ready when it has answered a first cell, which imports the libraries. Stock kernels run in no sandbox, the others do.

{ready}
"""


@click.command()
@click.option("--quick", is_flag=True, help="A smaller class, and no file is written.")
def main(quick: bool) -> None:
    """Measure everything, which takes about a quarter of an hour."""
    sizes = (8, 4, 8) if quick else (40, 20, 40)
    load = machine.load()
    rows: list[Row] = []
    alone: list[str] = []
    for make, profile, size in ((numpy_class, "numpy", sizes[0]), (keras_class, "keras", sizes[1])):
        with tempfile.TemporaryDirectory() as folder:
            made = make(Path(folder), size)
            rows += class_rows(made)
            alone.append(floor(made, profile))
    text = page(rows, kernel_rows(sizes[2]), load, alone)
    if quick:
        click.echo(text)
    else:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
