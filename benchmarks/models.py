"""The course's models on public sets: what they reach, beside floors, published figures and aims.

    python benchmarks/models.py [task ...] [--seeds 3] [--output benchmarks/models.md] [--print]

Each pair of task and seed is one result in build/benchmark-models; what is there is not run again, so an interrupted run goes
on where it stopped, and the table shows what there is. A result that was made with other settings is run anew. Everything is
chosen on validation data; the test part is read after the training. One thread, processor time.

The sets are downloaded (datasets/README.md), or taken from RNNDATA_MIRROR; where that is not set, from ../shared/data if there
is such a folder.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import machine
from models_task import Task

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "benchmark-models"
HELD = ROOT.parent / "shared" / "data"
WHERE = {
    "jsb": "music",
    "imdb": "reviews",
    "ewt": "tags",
    "chicago": "series",
    "dates": "pairs",
    "names": "letters",
    "promoters": "dna",
    "splice": "dna",
    "sst2": "reviews",
    "wnut17": "tags",
    "adding": "adding",
    "shakespeare": "letters",
    "tatoeba": "pairs",
    "nottingham": "music",
}
COMMAND = "python benchmarks/models.py"
Result = dict[str, Any]


def task_of(name: str) -> Task:
    """Return a task by its name."""
    return importlib.import_module(f"models_{WHERE[name]}").TASKS[name]


class Store:
    """Results as files, one for each task and seed, and one for the floors of a task.

    Args:
        folder: of the files; it is made where needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str, what: str, settings: Any) -> Result | None:
        """Return a result, None where there is none that was made with these settings."""
        path = self.folder / f"{name}-{what}.json"
        if not path.is_file():
            return None
        found: Result = json.loads(path.read_text("utf-8"))
        return found if found["settings"] == settings._asdict() else None

    def put(self, name: str, what: str, settings: Any, result: Result) -> None:
        """Keep a result; a file is whole or not there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{what}.json"
        half = path.with_suffix(".half")
        half.write_text(json.dumps({**result, "settings": settings._asdict()}, indent=1), "utf-8")
        half.replace(path)

    def seeds(self, name: str, settings: Any, number: int) -> list[Result]:
        """Return the results of seeds 1 to `number` that are there."""
        return [found for seed in range(1, number + 1) if (found := self.get(name, str(seed), settings))]


def run(name: str, task: Task, seeds: int, store: Store) -> None:
    """Compute the floors of a task, and train with each seed, as far as that is not done."""
    left = [seed for seed in range(1, seeds + 1) if not store.get(name, str(seed), task.settings)]
    floors_left = not store.get(name, "floors", task.settings)
    if not left and not floors_left:
        return
    data = task.load()
    if floors_left:
        store.put(name, "floors", task.settings, {"found": task.floors(data)})
    for seed in left:
        start, wall = time.process_time(), time.perf_counter()
        found = task.train(data, seed, task.settings)
        seconds = {"processor": time.process_time() - start, "wall": time.perf_counter() - wall}
        store.put(
            name, str(seed), task.settings, {"found": found, "seconds": seconds, "made": f"{datetime.now(tz=UTC):%Y-%m-%d}"}
        )
        print(f"{name}, seed {seed}: {found}, {seconds['processor'] / 60:.1f} processor minutes", flush=True)


def spread(values: Sequence[float], form: str) -> str:
    """Return the mean and, behind ±, the standard deviation of a sample; one value stands alone."""
    mean = format(statistics.mean(values), form)
    return mean if len(values) == 1 else f"{mean} ± {format(statistics.stdev(values), form)}"


def reached(task: Task, results: Sequence[Result]) -> str:
    """Return the figures of all seeds; the first one is that of the column `metric`."""
    if not results:
        return "not run"
    shown = [
        (name, spread([result["found"][name] for result in results], form))
        for name, form in task.formats.items()
        if all(name in result["found"] for result in results)
    ]
    first, *others = shown
    told = "; ".join(f"{name} {value}" for name, value in others)
    number = f"{len(results)} seed" + "s" * (len(results) > 1)
    return f"**{first[1]}** ({number})" + (f"; {told}" if told else "")


def floor_text(task: Task, found: Result | None) -> str:
    """Return the floors as they were computed on the very files."""
    if not found:
        return "not run"
    form = next(iter(task.formats.values()))
    return "; ".join(f"{name} {format(value, form)}" for name, value in found["found"].items())


def minutes(results: Sequence[Result]) -> str:
    """Return the mean processor minutes of a seed."""
    return f"{statistics.mean(result['seconds']['processor'] for result in results) / 60:.1f}" if results else "-"


def table(names: Sequence[str], seeds: int, store: Store) -> str:
    """Return the results that are there as Markdown."""
    lines = ["| task | metric | floor | published | ours | CPU min | aim |", "|---|---|---|---|---|---|---|"]
    notes, missing = [], []
    for name in names:
        task = task_of(name)
        results = store.seeds(name, task.settings, seeds)
        floors = floor_text(task, store.get(name, "floors", task.settings))
        cells = [task.title, task.metric, floors, task.published, reached(task, results), minutes(results), task.aim]
        lines.append(f"| {' | '.join(cells)} |")
        notes += [f"- **{task.title}**: {task.note}"] if task.note else []
        missing += [name] if len(results) < seeds else []
    told = f"\nNot run, or not with all seeds: `{COMMAND} {' '.join(missing)} --seeds {seeds}`\n" if missing else ""
    return "\n".join([*lines, told, *notes]) + "\n"


def heading(seeds: int) -> str:
    """Return what is said above the table."""
    lines = [
        "# The course's models on public sets\n",
        f"Written by `{COMMAND}` on {datetime.now(tz=UTC):%Y-%m-%d}: {machine.description()}.\n",
        f"Mean and standard deviation of seeds 1 to {seeds}. Everything is chosen on validation data (the best epoch, unless a",
        "note says otherwise), nothing on the test. Floors are computed on the same files. CPU minutes are processor time of",
        "one thread for one seed, from encoding the data to the test, floors and downloads apart; other work ran beside.\n\n",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train what is not trained yet, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", metavar="task", help=f"any of {', '.join(WHERE)}; all unless given")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--print", action="store_true", help="train nothing, show what there is")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.tasks if name not in WHERE]:
        parser.error(f"unknown task {unknown[0]!r}; use some of {', '.join(WHERE)}")
    store = Store(KEPT)
    if not given.print:
        os.environ |= {**dict.fromkeys(ONE_THREAD, "1"), "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
        if HELD.is_dir():
            os.environ.setdefault("RNNDATA_MIRROR", str(HELD))
        for name in given.tasks or WHERE:
            run(name, task_of(name), given.seeds, store)
    text = heading(given.seeds) + table(list(WHERE), given.seeds, store)
    print(text)
    if given.output:
        given.output.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
