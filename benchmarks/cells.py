"""Training steps of RNN, LSTM and GRU: the course's NumPy and Keras layers beside Keras's own and PyTorch, in one run.

    python benchmarks/cells.py [--repeats 3] [--sizes 64 64 32 128 [--sizes ...]] [--threads 1] [--output benchmarks/cells.md]

A step is forward, mean squared error over all outputs, backward, plain gradient descent, in float32. Each contender works in
a process of its own; in each repeat all are measured one after the other, so ratios are of times taken within seconds.
A round in which other programs used more than a tenth of the processors is done again, up to --patience times; of the rounds
of one repeat the least disturbed is kept, whatever came out of it, and the disturbance is reported. With --threads 1
everything runs on one thread and the clock is that of the process, which other work disturbs less.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import machine
import psutil

ROOT = Path(__file__).resolve().parents[1]
CELLS = ("rnn", "lstm", "gru")
BLOCKS = {"rnn": 1, "lstm": 4, "gru": 3}
CONTENDERS = {
    "products": "products of the step only (NumPy)",
    "numpy": "NumPy, fused",
    "numpy-one": "NumPy, fused, products on one thread",
    "numpy-parts": "NumPy, fused, batch shared by two processes, products on one thread each",
    "keras": "Keras, built-in",
    "keras-jit": "Keras, built-in, XLA",
    "course": "course's Keras layers (unit 09)",
    "torch": "PyTorch",
}
AIMS = (
    ("numpy", "keras", "lstm", 2.0),
    ("numpy", "torch", "lstm", 0.4),
    ("numpy", "torch", "gru", 1.0),
    ("numpy-parts", "keras", "lstm", 2.0),
    ("numpy-parts", "torch", "lstm", 0.4),
    ("numpy-parts", "torch", "gru", 1.0),
    ("course", "keras", "rnn", 1.0),
    ("course", "keras", "lstm", 1.0),
    ("course", "keras", "gru", 1.0),
)
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ALL_ONE_THREAD = ONE_THREAD | dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
SIZES = ((64, 64, 32, 128), (32, 32, 16, 64))
QUIET = 0.1  # of all processors
Sizes = Sequence[int]


def operations(cell: str, sizes: Sizes) -> int:
    """Return the multiplications and additions of a training step, (10.1) and (10.2)."""
    batch, timesteps, features, units = sizes
    return 6 * timesteps * batch * BLOCKS[cell] * units * (features + units)


def keras_step(cell: str, sizes: Sizes, *, jit: bool, course: bool) -> Callable[[], Any]:
    """Return a training step of a recurrent layer of Keras, its own or the course's."""
    import keras
    from cells_numpy import draw

    x, y, weights = draw(cell, sizes)
    kind = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}[cell]
    if course:
        from autograder.notebooks.reference import reference

        made = reference("a09_keras_layers").namespace[kind](sizes[3], return_sequences=True)
    else:
        made = getattr(keras.layers, kind)(sizes[3], return_sequences=True)
    model = keras.Sequential([keras.Input(x.shape[1:], batch_size=len(x)), made])
    made.set_weights(weights)
    model.compile(optimizer=keras.optimizers.SGD(1e-3), loss="mse", jit_compile=jit)
    return lambda: model.train_on_batch(x, y)


def torch_step(cell: str, sizes: Sizes) -> Callable[[], Any]:
    """Return a training step of a recurrent layer of PyTorch."""
    import torch
    from cells_numpy import draw

    x, y, _ = draw(cell, sizes)
    inputs, wanted = torch.from_numpy(x), torch.from_numpy(y)
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell](*sizes[2:], batch_first=True)
    descent = torch.optim.SGD(layer.parameters(), lr=1e-3)

    def one() -> None:
        descent.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(layer(inputs)[0], wanted).backward()
        descent.step()

    return one


def step_of(contender: str, cell: str, sizes: Sizes) -> Callable[[], Any]:
    """Return the training step of a contender."""
    import cells_numpy

    if cell == "best":
        return cells_numpy.best_product()
    if contender == "products":
        return cells_numpy.products(cell, sizes)
    if contender.startswith("numpy"):
        return cells_numpy.step(cell, sizes, parts=2 if contender == "numpy-parts" else 1)
    if contender == "torch":
        return torch_step(cell, sizes)
    return keras_step(cell, sizes, jit=contender == "keras-jit", course=contender == "course")


def work(contender: str, sizes: Sizes, budget: float, clock: Callable[[], float]) -> None:
    """Answer each name of a cell on standard input with the median seconds of a step; steps are kept from call to call."""
    steps: dict[str, Callable[[], Any]] = {}
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    for line in sys.stdin:
        cell = line.strip()
        if cell not in steps:
            steps[cell] = step_of(contender, cell, sizes)
            for _ in range(3):
                steps[cell]()
        times: list[float] = []
        while sum(times) < budget or len(times) < 5:
            start = clock()
            steps[cell]()
            times.append(clock() - start)
        print(statistics.median(times), file=answers, flush=True)


class Worker:
    """A process that measures one contender."""

    def __init__(self, contender: str, sizes: Sizes, budget: float, threads: int) -> None:
        alone = ONE_THREAD if contender in ("numpy-one", "numpy-parts") else {}
        alone = ALL_ONE_THREAD if threads == 1 else alone
        paths = os.pathsep.join([str(ROOT), str(ROOT / "datasets"), str(ROOT / "course"), *sys.path[1:]])
        environment = {**os.environ, **alone, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": paths}
        arguments = ["--worker", contender, "--budget", str(budget), "--threads", str(threads), "--sizes", *map(str, sizes)]
        self.process = subprocess.Popen(
            [sys.executable, __file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=ROOT,
        )

    def seconds(self, cell: str) -> float:
        """Return the median seconds of a step, nan where the contender cannot do it."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(f"{cell}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return float("nan")
        return float(self.process.stdout.readline() or "nan")


def installed() -> list[str]:
    """Return the contenders that can run here."""
    have = {name: bool(importlib.util.find_spec(name)) for name in ("tensorflow", "keras", "torch")}
    course = (ROOT / "solutions" / "a09_keras_layers.py").exists()
    left_out = {"keras", "keras-jit", "course"} if not (have["keras"] and have["tensorflow"]) else set()
    left_out |= set() if have["torch"] else {"torch"}
    left_out |= set() if course else {"course"}
    return [name for name in CONTENDERS if name not in left_out]


Times = dict[tuple[str, str], list[float]]


def busy(workers: Iterable[Worker]) -> tuple[float, float]:
    """Return the processor seconds that all programs have used so far, and those of the workers alone."""
    all_ = psutil.cpu_times()
    mains = [psutil.Process(worker.process.pid) for worker in workers if worker.process.poll() is None]
    own = [process.cpu_times() for main in mains for process in (main, *main.children(recursive=True))]
    return sum(all_) - all_.idle - all_.iowait, sum(times.user + times.system for times in own)


def one_round(workers: dict[str, Worker], cell: str) -> tuple[float, dict[str, float]]:
    """Measure all contenders once; return the share of the processors that other programs used meanwhile, and the seconds."""
    start, before = time.perf_counter(), busy(workers.values())
    found = {name: worker.seconds(cell) for name, worker in workers.items() if cell != "best" or name == "products"}
    after, taken = busy(workers.values()), time.perf_counter() - start
    others = (after[0] - before[0]) - (after[1] - before[1])
    return max(0.0, others / taken / (os.cpu_count() or 1)), found


def quiet_round(workers: dict[str, Worker], cell: str, patience: int) -> tuple[float, dict[str, float]]:
    """Return the least disturbed of up to `patience` rounds; the first with a disturbance below a tenth ends the waiting."""
    rounds: list[tuple[float, dict[str, float]]] = []
    while len(rounds) < patience:
        rounds.append(one_round(workers, cell))
        if rounds[-1][0] < QUIET:
            break
        time.sleep(3)
    return min(rounds, key=lambda one: one[0])


def measure(names: Sequence[str], given: argparse.Namespace, sizes: Sizes) -> tuple[Times, list[float], list[float]]:
    """Return the seconds by contender and cell, those of the best product, and the disturbance of each round that was kept."""
    workers = {name: Worker(name, sizes, given.budget, given.threads) for name in names}
    for worker in workers.values():  # compile before anything counts
        for cell in CELLS:
            worker.seconds(cell)
    times: Times = {(name, cell): [] for name in names for cell in CELLS}
    best, disturbed = [], []
    for _ in range(given.repeats):
        best.append(quiet_round(workers, "best", given.patience)[1]["products"])
        for cell in CELLS:
            share, found = quiet_round(workers, cell, given.patience)
            disturbed.append(share)
            for name in names:
                times[name, cell].append(found[name])
    for worker in workers.values():
        worker.process.terminate()
    return times, best, disturbed


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median of the repeats and, in brackets, the smallest and the largest."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def ratios(times: Times, ours: str, theirs: str, cell: str) -> list[float]:
    """Return how many times as fast as theirs ours was, repeat by repeat."""
    return [b / a for a, b in zip(times[ours, cell], times[theirs, cell], strict=True)]


def heading(threads: int) -> str:
    """Return what is said above all results."""
    torch = f", torch {version('torch')}" if importlib.util.find_spec("torch") else ""
    lines = [
        "# Training steps of recurrent cells\n",
        f"Written by `python benchmarks/cells.py` on {datetime.now(tz=UTC):%Y-%m-%d}: {machine.description()}{torch}.\n",
        "A step in float32: forward, squared error, backward, gradient descent.",
        "One thread, processor time." if threads == 1 else "As many threads as each chooses, time by the clock on the wall.",
    ]
    return "\n".join(lines) + "\n"


def report(times: Times, best: list[float], disturbed: list[float], sizes: Sizes) -> str:
    """Return the results of one choice of sizes in Markdown."""
    peak = 2 * 1024**3 / statistics.median(best)
    lines = [
        "## Batch {}, {} steps, {} features, {} units\n".format(*sizes),
        f"Other programs used {min(disturbed):.0%} to {max(disturbed):.0%} of the processors during the rounds that were kept.",
        f"Medians of {len(best)} repeats, in brackets the smallest and the largest. Best product (1024 x 1024): "
        f"{peak / 1e9:.0f} GFLOP/s.\n",
    ]
    for cell in CELLS:
        lines += [f"### {cell.upper()}\n", "| | ms per step | GFLOP/s | share of best product |", "|---|---|---|---|"]
        for name in [name for name, kind in times if kind == cell]:
            rate = operations(cell, sizes) / statistics.median(times[name, cell])
            shown = spread([1000 * value for value in times[name, cell]])
            lines.append(f"| {CONTENDERS[name]} | {shown} | {rate / 1e9:.0f} | {rate / peak:.0%} |")
        lines.append("")
    lines += ["### Ratios (above 1: the first is faster)\n", "| | aim | measured |", "|---|---|---|"]
    for ours, theirs, cell, aim in AIMS:
        if (ours, cell) in times and (theirs, cell) in times:
            found = spread(ratios(times, ours, theirs, cell), 2)
            lines.append(f"| {cell.upper()}: {CONTENDERS[ours]} to {CONTENDERS[theirs]} | {aim:g} | {found} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs=4, action="append", metavar=("B", "T", "D", "H"))
    parser.add_argument("--budget", type=float, default=0.4, help="seconds per measurement")
    parser.add_argument("--threads", type=int, choices=[0, 1], default=0, help="1: one thread each; 0: as each chooses")
    parser.add_argument("--patience", type=int, default=20, help="how often a disturbed round is done again")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(given.worker, given.sizes[0], given.budget, time.process_time if given.threads == 1 else time.perf_counter)
        return
    names = [name for name in installed() if given.threads == 0 or name not in ("numpy-one", "numpy-parts")]
    text = "\n".join([heading(given.threads), *(report(*measure(names, given, one), one) for one in given.sizes or SIZES)])
    print(text)
    if given.output:
        given.output.write_text(text)


if __name__ == "__main__":
    main()
