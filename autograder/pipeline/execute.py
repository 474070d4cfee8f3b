"""nbgrader's Execute, made to survive what answers do to a kernel."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Bool, Dict, Integer

CELL_SECONDS = 30
BUDGET = 10
_LATE = "Stopped: this cell ran longer than its time limit of {seconds:g} seconds."
_STUCK = "Stopped: this cell ran longer than its time limit of {seconds:g} seconds and could not be interrupted."
_FLOOD = "Stopped: the output of this cell did not end."
_DEAD = "The kernel ended in this cell, for instance by os._exit or for want of memory."
_SPENT = "Not run: the cells above used up the time of the whole notebook ({seconds:g} seconds)."
_BROKEN = "Not run: the kernel ended too often."


class ResilientExecute(Execute):  # type: ignore[misc]
    """Run a notebook cell by cell; whatever happens costs the cells concerned and no other.

    It differs from nbgrader's Execute in this:

    - the time limit of a cell is `cell_seconds` of the notebook's own metadata (`autograder`, from the release), that of
      the notebook `notebook_seconds` there, else ten times as much;
    - a cell that ends the kernel, or that cannot be interrupted, gets an error output; a new kernel is started, the cells
      that had finished are run again without a trace, and grading goes on at the next cell;
    - a graded cell that did not run gets an error output, because nbgrader gives full marks for no output at all;
    - printed text beyond `characters` in one cell is dropped, `exit()` does nothing, tags that skip cells are not heeded;
    - kernels get the settings `environment` and are killed, with every process they started, when the notebook is done.
    """

    restarts = Integer(20, help="How often a kernel is started anew for one notebook.").tag(config=True)
    characters = Integer(1_000_000, help="How much text one cell may print.").tag(config=True)
    environment = Dict(help="Environment variables for the kernel, besides those of this process.").tag(config=True)
    coalesce_streams = Bool(True)
    skip_cells_with_tag = ""
    shutdown_kernel = "immediate"

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run all cells of a notebook in place.

        Args:
            nb: the notebook.
            resources: nbconvert's; the kernel starts in the folder `metadata.path`.
            km: a kernel manager, or None to make one.

        Returns:
            The notebook and the resources.
        """
        NotebookClient.__init__(self, nb, km)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        self._prepare(nb.metadata.get("autograder", {}))
        try:
            for index, cell in enumerate(nb.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self._run(cell, index)
        finally:
            self._kill()
        nb.metadata.setdefault("autograder", NotebookNode())["seconds"] = round(time.monotonic() - self._started, 2)
        return nb, self.resources

    def _prepare(self, settings: dict[str, Any]) -> None:
        self._seconds = float(settings.get("cell_seconds") or CELL_SECONDS)
        self._budget = float(settings.get("notebook_seconds") or BUDGET * self._seconds)
        self._started = time.monotonic()
        self._finished: list[str] = []
        self._starts = 0
        self._late, self._printed, self._group = False, 0, 0
        self.timeout_func = lambda cell: max(0.1, min(self._seconds, self._remaining()))
        self.error_on_timeout = _reply("CellTimeoutError", _LATE.format(seconds=self._seconds))

    def _remaining(self) -> float:
        return self._budget - (time.monotonic() - self._started)

    def _run(self, cell: NotebookNode, index: int) -> None:
        obstacle = self._obstacle()
        if obstacle:
            self._record(cell, "NotRun", obstacle)
        else:
            self._late, self._printed = False, 0
            self._attempt(cell, index)

    def _attempt(self, cell: NotebookNode, index: int) -> None:
        try:
            self.execute_cell(cell, index, store_history=True)
        except DeadKernelError:
            self._record(cell, "DeadKernelError", _DEAD)
            self._kill()
        except CellTimeoutError:
            self._record(cell, "CellTimeoutError", _STUCK.format(seconds=self._seconds) if self._late else _FLOOD)
            self._kill()
        else:
            if not self._late:
                self._finished.append(cell.source)

    def _obstacle(self) -> str:
        """Return why no further cell can be run, or the empty string, with a kernel ready."""
        while self._remaining() > 0 and not self._ready():
            if self._starts > self.restarts:
                return _BROKEN
            self._start()
        return "" if self._remaining() > 0 else _SPENT.format(seconds=self._budget)

    def _ready(self) -> bool:
        return self.kc is not None and bool(_alive(self.km))

    def _start(self) -> None:
        """Start a kernel and bring it to where the last one was; a cell that breaks it again is not tried a third time."""
        self._kill()
        self._starts += 1
        try:
            self._launch()
        except RuntimeError:  # the kernel died at birth: another took one of its ports, or memory is short
            self._kill()
            return
        for source in list(self._finished):
            try:
                self._silently(source)
            except (DeadKernelError, CellTimeoutError):
                self._finished.remove(source)
                self._kill()
                return

    def _launch(self) -> None:
        self.km = self.create_kernel_manager()
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.start_new_kernel(env={**os.environ, **self.environment}, **silence)
        self._group = getattr(self.km.provisioner, "pgid", None) or 0
        self.start_new_kernel_client()
        self._silently(_KEEP_ALIVE)

    def _silently(self, source: str) -> None:
        cells = self.nb.cells
        self.nb.cells = [new_code_cell(source)]
        try:
            self.execute_cell(self.nb.cells[0], 0, store_history=False)
        finally:
            self.nb.cells = cells

    def _kill(self) -> None:
        """End the kernel and every process that it left in its group."""
        _cancel_tasks()
        if self._group and hasattr(os, "killpg") and self._group != os.getpgrp():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)
        self._group = 0
        if self.km is not None:
            self._cleanup_kernel()
        self.km = self.kc = None

    def _record(self, cell: NotebookNode, name: str, message: str) -> None:
        cell.outputs.append(new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"]))
        if is_grade(cell):
            self.log.warning("The graded cell %s was not finished: %s", cell.metadata.nbgrader.grade_id, message)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Take an output of the kernel, unless the cell has printed too much."""
        if msg["msg_type"] in ("stream", "display_data"):
            before = self._printed
            self._printed += _length(msg["content"])
            if self._printed > self.characters:
                if before <= self.characters:
                    outs.append(new_output("stream", name="stdout", text="\n... the rest of the output was dropped ...\n"))
                return None
        return super().output(outs, msg, display_id, cell_index)

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        self._late = True
        return await super()._async_handle_timeout(timeout, cell)


# The kernel of a notebook in a browser outlives exit(); so does this one.
_KEEP_ALIVE = "get_ipython().ask_exit = lambda: None"


async def _async_alive(manager: Any) -> bool:
    return bool(await ensure_async(manager.is_alive()))


async def _async_cancel_tasks() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


_alive = run_sync(_async_alive)
_cancel_tasks = run_sync(_async_cancel_tasks)


def _reply(name: str, message: str) -> dict[str, Any]:
    return {"ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


def _length(content: dict[str, Any]) -> int:
    data = content.get("data")
    return len(content.get("text", "")) + sum(len(str(value)) for value in (data.values() if isinstance(data, dict) else ()))
