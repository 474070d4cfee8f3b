"""One notebook, run by two processes: cells in the student's, tests in the checker's; this one passes messages and keeps time."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import texts
from .outputs import Outputs, Room
from .plain import WireError
from .roles import Plan
from .wire import FLAT, LATE, Channel, ClosedError, Frame, Kind, Process, frame

GRACE = 2.0
RESTARTS = 20
MOST_ANSWER = 64 * 2**20
TO_STUDENT = (Kind.REQUEST, Kind.RETURN)
TO_CHECKER = (Kind.ANSWER, Kind.CALLBACK)

Start = Callable[[socket.socket], Any]


@dataclass
class Cell:
    """A code cell to run.

    Args:
        source: its text.
        grade_id: of a test, or "".
        outputs: filled by the run.
        events: what the test did with stand-ins, see `events`.
        decided: whether the student's own class decided something.
    """

    source: str
    grade_id: str = ""
    outputs: Outputs = field(default_factory=Outputs)
    events: tuple[str, ...] = ()
    decided: bool = False


class Session:
    """Runs the cells of one notebook.

    Args:
        plan: which cell runs where.
        student, checker: start one of the processes with its end of a connection, and return it.
        cell_seconds, notebook_seconds: time limits.
        files: what the student's process finds in its folder, by path.
    """

    def __init__(
        self,
        plan: Plan,
        student: Start,
        checker: Start,
        cell_seconds: float,
        notebook_seconds: float,
        files: dict[str, bytes] | None = None,
    ) -> None:
        self._files = files or {}
        self.plan = plan
        self._start = {"student": student, "checker": checker}
        self._processes: dict[str, Process] = {}
        self._starts = 0
        self._stopped = False  # whether the student's process was interrupted: what it had started may still run
        self._number = 0
        self._finished, self._prepared = list[str](), list[str]()
        self.cell_seconds, self.notebook_seconds = cell_seconds, notebook_seconds
        self._began = time.monotonic()

    def run(self, cells: list[Cell]) -> None:
        """Run cells in order; whatever happens costs the cells concerned and no other."""
        room = Room()
        try:
            for cell in cells:
                cell.outputs.room = room
                if self._left() <= 0:
                    cell.outputs.error("NotRun", texts.SPENT.format(seconds=self.notebook_seconds))
                elif cell.grade_id and cell.grade_id not in self.plan.unprotected:
                    self._test(cell, self.plan.before.get(cell.grade_id, ()))
                elif cell.source in self.plan.shown:
                    self._test(cell, self.plan.shown[cell.source])
                else:
                    self._answer(cell)
        finally:
            for name in list(self._processes):
                self._end(name)

    def _left(self) -> float:
        return self.notebook_seconds + self._began - time.monotonic()

    def _seconds(self) -> float:
        return max(0.1, min(self.cell_seconds, self._left()))

    def _answer(self, cell: Cell) -> None:
        """Run a cell in the student's process."""
        if not self._ready():
            cell.outputs.error("NotRun", texts.BROKEN)
            return
        try:
            done = self._run(cell.source, cell.outputs, store=True)
        except (ClosedError, WireError):
            self._end("student")
            if self._stopped:
                cell.outputs = Outputs(cell.outputs.room)
                self._answer(cell)
            else:
                cell.outputs.error("DeadKernelError", texts.DEAD)
        except TimeoutError:
            cell.outputs.error("CellTimeoutError", texts.STUCK.format(seconds=self.cell_seconds))
            self._end("student")
        else:
            if done.get("late") is True:
                self._stopped = True
                cell.outputs.interrupted(texts.LATE.format(seconds=self.cell_seconds))
            else:
                self._finished.append(cell.source)

    def _run(self, source: str, outputs: Outputs, store: bool) -> dict[str, Any]:
        """Run a text in the student's process and return how it ended."""
        seconds, channel = self._seconds(), self._processes["student"].channel
        until = time.monotonic() + seconds + GRACE
        self._number += 1
        channel.send(frame(Kind.RUN, self._number, {"source": source, "seconds": seconds, "store": store}), GRACE)
        while True:
            came = channel.receive(max(0.01, until - time.monotonic()))
            if came.number != self._number:
                continue
            if came.kind == Kind.OUTPUT:
                outputs.add_students(came)
            elif came.kind == Kind.DONE:
                message = came.message(FLAT)
                return message if type(message) is dict else {}
            elif came.kind == Kind.CALLBACK:
                channel.send(frame(Kind.RETURN, came.number, {"error": ("RuntimeError", texts.CLOSED)}), GRACE)

    def _ready(self) -> bool:
        """Return whether there is a student's process that has run the cells so far; start one where there is none.

        The cells that had finished are run again without a trace; one that breaks the process again is left out.
        """
        while "student" not in self._processes:
            if self._starts > RESTARTS or self._left() <= 0:
                return False
            self._starts += 1
            self._open("student", MOST_ANSWER)
            self._place("student")
            for source in list(self._finished):
                try:
                    self._run(source, Outputs(), store=False)
                except (ClosedError, WireError, TimeoutError):
                    self._finished.remove(source)
                    self._end("student")
                    break
        return True

    def _place(self, name: str) -> None:
        """Put the files of the assignment where a process looks for them."""
        channel = self._processes[name].channel
        for path, data in self._files.items():
            self._number += 1
            channel.send(frame(Kind.PLACE, self._number, (path, np.frombuffer(data, np.uint8))), GRACE)

    def _open(self, name: str, most: int) -> None:
        ours, theirs = socket.socketpair()
        self._stopped = self._stopped and name != "student"
        with theirs:
            self._processes[name] = Process(self._start[name](theirs), Channel(ours, most_bytes=most))

    def _end(self, name: str) -> None:
        process = self._processes.pop(name, None)
        if process is not None:
            process.kill()

    def _test(self, cell: Cell, before: tuple[str, ...]) -> None:
        """Run a cell in the checker's process."""
        if "checker" not in self._processes:
            self._open("checker", MOST_ANSWER)
            self._place("checker")
            self._prepared = []
        fresh = [source for source in before if source not in self._prepared]
        self._prepared += fresh
        seconds = self._seconds()
        message = {"source": cell.source, "seconds": seconds, "before": fresh, **self._orders(cell.grade_id)}
        stopped = self._stopped
        try:
            done = self._ask(cell.outputs, message, seconds)
            if stopped and not done["passed"] and "student" not in self._processes:
                cell.outputs = Outputs(cell.outputs.room)
                done = self._ask(cell.outputs, {**message, "before": ()}, seconds)
            if done["passed"] and done["withheld"]:
                self._ask_again(cell, {**message, "before": (), "changes": True}, seconds)
            cell.events, cell.decided = tuple(done["events"]), done["decided"]
        except (ClosedError, WireError):
            cell.outputs.error("DeadKernelError", texts.CHECKER_DEAD)
            self._end("checker")
        except TimeoutError:
            cell.outputs.error("CellTimeoutError", texts.STUCK.format(seconds=self.cell_seconds))
            self._end("checker")

    def _ask(self, outputs: Outputs, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        self._number += 1
        self._processes["checker"].channel.send(frame(Kind.RUN, self._number, message), GRACE)
        return self._pass_on(outputs, self._number, time.monotonic() + seconds + 2 * GRACE, seconds)

    def _ask_again(self, cell: Cell, message: dict[str, Any], seconds: float) -> None:
        """Run a test that passed once more: the answer changed what it was given, which the solution does not.

        The first time the test saw its own values unchanged, so that nobody can slip it other ones; now it sees the changes, so
        that it can object to them.
        """
        second = Outputs()
        if not self._ask(second, message, seconds)["passed"]:
            cell.outputs = second

    def _orders(self, grade_id: str) -> dict[str, Any]:
        exports, allowed = self.plan.exports.get(grade_id), self.plan.allowed.get(grade_id)
        left = {} if exports is None else {"names": list(exports.names), "sources": list(exports.sources)}
        return {"exports": left, "allowed": None if allowed is None else list(allowed)}

    def _pass_on(self, outputs: Outputs, number: int, until: float, seconds: float) -> dict[str, Any]:
        """Pass messages between the two processes until the checker is done with its cell, and return how it ended."""
        checker = self._processes["checker"].channel
        asked, asked_at = None, 0.0
        while True:
            now = time.monotonic()
            if now >= until:
                raise TimeoutError
            student = self._processes.get("student")
            waiting = [checker] if student is None or asked is None else [checker, student.channel]
            patience = until - now if asked is None else min(until - now, asked_at + seconds + GRACE - now)
            readable = select.select(waiting, [], [], max(0.0, patience))[0]
            if not readable and asked is not None:
                self._give_up(checker, asked, "late", texts.STUCK.format(seconds=self.cell_seconds))
                asked = None
            elif checker in readable:
                came = checker.receive(until - now)
                if came.kind == Kind.DONE and came.number == number:
                    return dict(came.message())
                if came.kind == Kind.OUTPUT:
                    outputs.add(came)
                elif came.kind in TO_STUDENT:
                    asked, asked_at = self._to_student(checker, came, asked), time.monotonic()
            elif readable:
                asked = self._to_checker(checker, asked, until - now)

    def _to_student(self, checker: Channel, came: Frame, asked: Frame | None) -> Frame | None:
        """Pass a request on; return the one that is open now."""
        if not self._ready():
            self._give_up(checker, came, "ended", texts.BROKEN)
            return None
        try:
            self._processes["student"].channel.send(came, GRACE)
        except (ClosedError, TimeoutError):
            self._give_up(checker, came, "ended", texts.DEAD)
            return None
        return came if came.kind == Kind.REQUEST else asked

    def _to_checker(self, checker: Channel, asked: Frame | None, seconds: float) -> Frame | None:
        """Pass an answer back; return the request that is still open."""
        try:
            came = self._processes["student"].channel.receive(min(seconds, GRACE + self.cell_seconds))
        except (ClosedError, WireError, TimeoutError) as error:
            too_large = isinstance(error, WireError)
            self._give_up(checker, asked, "ended", texts.TOO_LARGE if too_large else texts.DEAD)
            return None
        if came.kind not in TO_CHECKER:
            return asked
        late = came.kind == Kind.ANSWER and came.body[1 : 1 + len(LATE)] == LATE
        if late and asked is not None:
            self._stopped = True
            message = {"late": texts.LATE.format(seconds=self.cell_seconds)}
            checker.send(frame(Kind.ANSWER, asked.number, message), GRACE)
            return None
        checker.send(came, GRACE)
        return None if asked is not None and came.kind == Kind.ANSWER and came.number == asked.number else asked

    def _give_up(self, checker: Channel, asked: Frame | None, key: str, text: str) -> None:
        """Tell the checker that there will be no answer, and end the student's process."""
        self._end("student")
        if asked is not None:
            checker.send(frame(Kind.ANSWER, asked.number, {key: text}), GRACE)
