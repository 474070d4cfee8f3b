"""Results and progress in the terminal; plain lines where there is none."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.pipeline.terminal import plain

if TYPE_CHECKING:  # importing nbgrader takes a second, which collecting need not wait for
    from autograder.pipeline.collect import Received
    from autograder.pipeline.regrade import Change
    from autograder.pipeline.results import Result

WIDTH = 80


def console() -> Console:
    """Return a console for standard output: as wide as a terminal but at most 80 columns, plain text elsewhere."""
    shown = sys.stdout.isatty()  # rich believes FORCE_COLOR and the like, which do not make a terminal of a file
    made = Console(highlight=False, force_terminal=shown)
    return made if made.width <= WIDTH and shown else Console(highlight=False, force_terminal=shown, width=WIDTH)


def table(results: Iterable[Result], to: Console | None = None) -> None:
    """Print scores, times and what is to be known about each submission.

    Args:
        results: one for each student.
        to: the console; standard output without it.
    """
    to = to or console()
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("student", no_wrap=True, max_width=24)
    grid.add_column("score", justify="right", no_wrap=True)
    grid.add_column("of", justify="right", no_wrap=True)
    grid.add_column("time", justify="right", no_wrap=True)
    grid.add_column("remarks", ratio=1)
    for result in results:
        score = Text("-" if result.score is None else f"{result.score:g}", style=_style(result))
        of, time = f"{result.max_score:g}", f"{result.seconds:.1f} s"
        grid.add_row(Text(plain(result.student)), score, of, time, Text(plain(remark(result))))
    to.print(grid)


def remark(result: Result) -> str:
    """Return what the instructor should know about a submission, in few words."""
    wrong = [exercise.name for exercise in result.exercises if not exercise.passed]
    parts = [result.sentence] if result.sentence else []
    parts += [f"wrong: {', '.join(wrong) if len(wrong) < 5 else f'{len(wrong)} exercises'}"] if wrong else []
    parts += [f"{len(result.repairs)} repair{'s' if len(result.repairs) > 1 else ''}"] if result.repairs else []
    return "; ".join(parts)


def collected(received: Iterable[Received], to: Console | None = None) -> None:
    """Print how many submissions were taken in, and a line for each that needs a look."""
    to, items = to or console(), list(received)
    counts = {
        status: sum(item.status == status for item in items) for status in ("new", "replaced", "unchanged", "older", "refused")
    }
    to.print(", ".join(f"{count} {status}" for status, count in counts.items() if count) + ".")
    for item in items:
        if item.sentence:
            to.print(Text(f"  {plain(item.sentence)}"))


def changes(found: Iterable[Change], to: Console | None = None) -> None:
    """Print old and new points of each submission, those that change first, and how many do.

    Args:
        found: one for each student.
        to: the console; standard output without it.
    """
    to, items = to or console(), sorted(found, key=lambda one: not one.moved)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("student", no_wrap=True, max_width=24)
    for title in ("old", "new", "change"):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_column("exercises", ratio=1)
    for one in items:
        style = "dim" if not one.moved else "green" if one.gained > 0 else "red" if one.gained < 0 else ""
        points = (_points(one.old.score if one.old else None), _points(one.new.score), f"{one.gained:+g}" if one.moved else "")
        grid.add_row(*(Text(plain(text), style=style) for text in (one.student, *points, _what_changes(one))))
    to.print(grid)
    moved = [one for one in items if one.moved]
    ups, downs = sum(one.gained > 0 for one in moved), sum(one.gained < 0 for one in moved)
    end = f"{len(moved)} of {len(items)} submissions change: {ups} gain, {downs} lose points." if moved else "No points change."
    to.print(Text(end, style="bold"))


def _points(score: float | None) -> str:
    return "-" if score is None else f"{score:g}"


def _what_changes(one: Change) -> str:
    parts = [f"{new.name} {_points(old.points)} → {_points(new.points)}" for old, new in one.exercises]
    reason = f"not graded: {one.new.sentence}" if one.new.score is None else "not graded before" if one.old is None else ""
    return "; ".join([*parts, reason] if reason else parts)


class Bar:
    """Progress of grading: `bar(done, total, result)` after each submission.

    Args:
        progress: rich's bar, or None for plain lines.
        to: the console.
    """

    def __init__(self, progress: Progress | None, to: Console) -> None:
        self._progress, self._console = progress, to
        self._task = None if progress is None else progress.add_task("grading", total=None)
        self.done = self.total = 0

    def __call__(self, done: int, total: int, result: Result | None) -> None:
        """Show that `done` of `total` submissions are graded, the last one being `result`."""
        self.done, self.total = done, total
        if self._progress is not None and self._task is not None:
            self._progress.update(
                self._task, completed=done, total=total, description=escape(plain(result.student[:24])) if result else "grading"
            )
        elif result is not None:
            score = "not graded" if result.score is None else f"{result.score:g} of {result.max_score:g}"
            self._console.print(Text(plain(f"{done}/{total} {result.student}: {score}, {result.seconds:.1f} s")))

    def stop(self) -> None:
        """Take the bar away, so that something else can be said."""
        if self._progress is not None:
            self._progress.stop()


@contextlib.contextmanager
def progress(to: Console | None = None) -> Iterator[Bar]:
    """Show a progress bar while grading, or one plain line for each submission where there is no terminal.

    Args:
        to: the console; standard output without it.
    """
    to = to or console()
    if not to.is_terminal or to.is_dumb_terminal:
        yield Bar(None, to)
        return
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=to, transient=True, speed_estimate_period=3600) as shown:  # submissions may take minutes
        yield Bar(shown, to)


def _style(result: Result) -> str:
    if result.score is None:
        return "bold red"
    return "green" if result.score >= result.max_score else "yellow" if result.score > 0 else "red"
