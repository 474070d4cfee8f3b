"""The processes that an assignment is graded by: a student's and a checker's zygote, started side by side."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Required, TypedDict

from autograder.kernels import roles
from autograder.kernels.host import Child, Zygote, fork
from autograder.kernels.profiles import CHECKS, PROFILES, Profile, profile_for
from autograder.notebooks.paths import VARIABLE, Course
from autograder.verification import live

STUDENT = "autograder.kernels.student:main"
CHECKER = "autograder.kernels.checker:main"
PRELOAD = f"{live.__name__}:preload"


class EngineSettings(TypedDict, total=False):
    """What workers are told: whether students' code runs in a sandbox, and where zygotes listen, else they start their own."""

    sandboxed: Required[bool]
    student: str
    checker: str


class Engine:
    """Two zygotes; close it, or use it as a context.

    Args:
        course: where everything lies.
        assignment: its full name.
        source: the text of the instructor's notebook, which tells what libraries are needed.
        sandboxed: False runs students' code with the rights of whoever grades.
        preload: "module" or "module:function" names, imported and called in the student's zygote once its libraries are there.

    Raises:
        SandboxError: this machine has no sandbox.
    """

    def __init__(self, course: Course, assignment: str, source: str, sandboxed: bool = True, preload: Sequence[str] = ()) -> None:
        profile, checks = profile_of(source), checker_environment(course, assignment)
        with contextlib.ExitStack() as stack:
            students = stack.enter_context(Zygote(profile, sandboxed, preload=preload))
            if _is_plain(source):
                if profile.name != "numpy":
                    checks[live.PREPARED] = _prepare(stack, assignment, checks)
                profile = CHECKS
            checkers = stack.enter_context(Zygote(profile, False, checks, (PRELOAD,)))
            self._zygotes = [students, checkers]
            self._stack = stack.pop_all()
        self.sandboxed = sandboxed

    def addresses(self) -> EngineSettings:
        """Wait until both are ready and return where they are.

        Raises:
            CourseError: one of them died.
        """
        for zygote in self._zygotes:
            zygote.ready(live.PATIENCE)  # the checker's waits for its cases
        student, checker = (zygote.address for zygote in self._zygotes)
        return EngineSettings(student=student, checker=checker, sandboxed=self.sandboxed)

    def close(self) -> None:
        """End the zygotes and everything that they started."""
        self._stack.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def profile_of(source: str) -> Profile:
    """Return the profile that an assignment needs, from the text of its notebook."""
    notebook = json.loads(source)
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    return profile_for(code, notebook["metadata"].get("autograder", {}).get("profile", ""))


def _is_plain(source: str) -> bool:
    """Return whether all tests of a notebook are calls of `check`, which get their cases as plain data."""
    return all(map(roles.is_check, roles.tests(json.loads(source)["cells"]).values()))


def _prepare(stack: contextlib.ExitStack, assignment: str, environment: dict[str, str]) -> str:
    """Start to draw the cases of an assignment; return the file that will hold them."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-cases-"))
    path = str(Path(folder) / "cases.npz")
    command = [sys.executable, "-P", "-m", live.__name__, assignment, path]
    variables = {**os.environ, **PROFILES["keras"].environment, **environment}
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return path


def checker_environment(course: Course, assignment: str) -> dict[str, str]:
    """Return the environment variables of a checker: its checks draw fresh inputs."""
    return {"AUTOGRADER_CASES": f"{live.__name__}:cases", live.ASSIGNMENT: assignment, VARIABLE: str(course.root)}


def starter(address: str, target: str, settings: dict[str, Any]) -> Callable[[socket.socket], Child]:
    """Return a function that starts a process with its end of a connection."""
    return lambda theirs: fork(address, target, [theirs.fileno()], settings)


_own: dict[tuple[str, str, bool], EngineSettings] = {}


def own_addresses(root: Path, assignment: str, source: str, sandboxed: bool) -> EngineSettings:
    """Return the zygotes of this process for an assignment; they are started once and end with the process."""
    key = (str(root), assignment, sandboxed)
    if key not in _own:
        engine = Engine(Course(root), assignment, source, sandboxed)
        atexit.register(engine.close)
        _own[key] = engine.addresses()
    return _own[key]
