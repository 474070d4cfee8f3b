"""What this machine can do: grade in a sandbox, how fast, how many at a time, and what to install for more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.kernels import sandbox
from autograder.kernels.host import Zygote, fork
from autograder.kernels.profiles import Profile
from autograder.notebooks.errors import CourseError

GIB = 1 << 30
EACH = 2 * GIB
PATIENCE = 30.0
_TRIAL = "import os; assert os.getpid() == 2 and not os.path.exists('/proc/3')"
_NAMESPACE = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"
_INSTALL = 'pip install "rnn-course[grading]", or in a clone of the course: make'
_PACKAGES = {  # what each is for, and whether grading needs it
    "numpy": (True, "graded notebooks", "pip install numpy"),
    "nbgrader": (True, "the gradebook", _INSTALL),
    "ipykernel": (True, "warm kernels", _INSTALL),
    "keras": (False, "Keras assignments", "pip install keras"),
    "tensorflow": (False, "Keras assignments", "pip install tensorflow"),
    "distributed": (False, "grading on several machines", "pip install distributed"),
    "psycopg": (False, "a gradebook in PostgreSQL", 'pip install "psycopg[binary]"'),
}


@dataclass(frozen=True)
class Finding:
    """One fact about this machine.

    Args:
        name: what was looked at.
        value: what was found.
        good: whether it is as it should be.
        needed: whether grading in the sandbox is impossible without it.
        remedy: what to do where it is not good, as the end of a sentence.
    """

    name: str
    value: str
    good: bool = True
    needed: bool = False
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at this machine; a sandbox is really made.

    Returns:
        The findings, those that grading needs first.
    """
    return [_python(), *_packages(), _bubblewrap(), _namespaces(), _nesting(), _memory(), _cores(), *_postgresql()]


def possible(findings: list[Finding]) -> bool:
    """Return whether this machine can grade in the sandbox."""
    return all(finding.good for finding in findings if finding.needed)


def show(findings: list[Finding], to: Console) -> None:
    """Print the findings as a table, then the verdict and what to do.

    Args:
        findings: from `examine`.
        to: the console.
    """
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("what", no_wrap=True)
    grid.add_column("state", no_wrap=True)
    grid.add_column("found", ratio=1)
    for finding in findings:
        word, style = ("ok", "green") if finding.good else ("missing", "bold red") if finding.needed else ("-", "yellow")
        grid.add_row(Text(finding.name), Text(word, style=style), Text(finding.value))
    to.print(grid)
    to.print()
    for line in verdict(findings):
        to.print(Text(line))


def verdict(findings: list[Finding]) -> list[str]:
    """Return what the findings mean: a sentence on grading, then one for each thing that is missing."""
    lacking = [finding for finding in findings if not finding.good]
    if possible(findings):
        lines = ["This machine can grade in the sandbox."]
    else:
        needed = ", ".join(finding.name for finding in lacking if finding.needed)
        lines = [f"This machine cannot grade in the sandbox yet ({needed}); --unsandboxed grades without one."]
    return lines + [f"  {finding.name}: {finding.remedy}." for finding in lacking if finding.remedy]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", f"{version} in {sys.prefix}", sys.version_info >= (3, 11), True, "install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    for name, (needed, purpose, remedy) in _PACKAGES.items():
        version = _version(name) or (_version("tensorflow-cpu") if name == "tensorflow" else "")
        yield Finding(name, f"{version}, for {purpose}" if version else f"for {purpose}", bool(version), needed, remedy)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _bubblewrap() -> Finding:
    try:
        return Finding("bubblewrap", _said([sandbox.bubblewrap(), "--version"]).removeprefix("bubblewrap "), needed=True)
    except sandbox.SandboxError as error:
        return Finding("bubblewrap", "none", False, True, error.remedy)


def _said(command: list[str]) -> str:
    """Return what a program prints, without line ends; empty when it fails."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""


def _namespaces() -> Finding:
    made = sys.platform == "linux" and not subprocess.run([sys.executable, "-c", _NAMESPACE], check=False).returncode
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    value = f"allowed for {who}" if made else f"forbidden for {who}"
    return Finding("user namespaces", value, made, True, "" if made else sandbox.remedy(""))


def _nesting() -> Finding:
    """Make a sandbox and a child in it."""
    try:
        with Zygote(Profile("trial"), sandboxed=True) as zygote:
            zygote.ready(PATIENCE)
            began = time.monotonic()
            child = fork(zygote.address, "autograder.kernels.program:script", [], {"code": _TRIAL})
            ending = child.ended(PATIENCE)
            child.close()
    except CourseError as error:
        cured = error if isinstance(error, sandbox.SandboxError) else sandbox.SandboxError(str(error))
        return Finding("sandbox", cured.problem, False, True, cured.remedy)
    if ending is None or ending.code != 0:
        value = (ending.reason if ending else "") or "a process in it did not end as it should"
        return Finding("sandbox", value, False, True, sandbox.remedy(value))
    return Finding(
        "sandbox", f"works: a process started and ended in it in {1000 * (time.monotonic() - began):.0f} ms", needed=True
    )


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    free = _available() or total
    value = f"{free / GIB:.1f} of {total / GIB:.1f} GiB free"
    return Finding("memory", value, free >= EACH, False, "a Keras notebook may take 2 GiB: close programs, or use --workers 1")


def _available() -> int:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def _cores() -> Finding:
    number = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("cores", f"{number}: as many notebooks are graded at the same time")


def _postgresql() -> Iterator[Finding]:
    client = shutil.which("psql")
    version = _said([client, "--version"]).rpartition(") ")[2] if client else ""
    yield Finding("psql", version.split(" ")[0] or "none", bool(version), False, "apt-get install postgresql-client, if wanted")
    server = shutil.which("postgres") or next(map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))), "")
    ready = shutil.which("pg_isready")
    running = bool(ready and _said([ready]))
    value = "running" if running else f"not running, installed as {server}" if server else "none"
    remedy = "apt-get install postgresql, if many teachers share one gradebook; SQLite does for one"
    yield Finding("PostgreSQL server", value, running or bool(server), False, remedy)
