"""Helpers for tests that fork from a zygote."""

import contextlib
import os
import subprocess
import sys
import time

import pytest

from autograder.kernels.host import Ending, fork
from autograder.kernels.profiles import Profile

POSSIBLE = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--proc", "/proc", "--dev", "/dev", "true"]
SMALL = Profile("small", ("numpy.random",), ("torch",))
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SCRIPT = "autograder.kernels.program:script"


CARRY = """
import os
folders = []
for folder, names, files in os.walk("/"):
    names[:] = [n for n in names if os.path.join(folder, n) not in ("/proc", "/usr")]
    folders.append(folder)
    if "carried" in files:
        print("seen", folder)
for folder in folders:
    try:
        open(os.path.join(folder, "carried"), "w").close()
        print("wrote", folder)
    except OSError:
        pass
"""


def require_sandbox():
    """Skip a test where this machine has no bubblewrap or forbids namespaces; a fault of ours is no reason to skip."""
    try:
        ran = subprocess.run(POSSIBLE, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("needs bubblewrap")
    if ran.returncode:
        pytest.skip(f"bubblewrap does not work here: {ran.stderr.strip()}")


def start(zygote, code, **settings):
    """Fork a child that runs code; return it and the file from which its output can be read."""
    read, write = os.pipe()
    try:
        return fork(zygote.address, SCRIPT, [write], {"stdout": 0, "stderr": 0, "code": code, **settings}), open(read, "rb")
    finally:
        os.close(write)


def run(zygote, code, timeout=20, **settings):
    """Fork a child that runs code; return what it printed and how it ended (None: it was killed after the timeout)."""
    child, output = start(zygote, code, **settings)
    with output, contextlib.closing(child):
        ending = child.ended(timeout)
        child.kill()
        return output.read().decode(), ending


def alive(pid):
    """Return whether a process runs (a zombie does not)."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid):
    """Return the processes below one, all generations."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat") as file:
            parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {pid})


def said(zygote, code, **settings):
    """Return what code prints in a child that ends well."""
    text, ending = run(zygote, code, **settings)
    assert ending == Ending(0, None, ""), text
    return text.strip()


def attempt(statement):
    """Return code that prints what a statement raises, or "done"."""
    return f"import os, socket, ctypes\ntry:\n    {statement}\n    print('done')\nexcept Exception as error: print(error)"


def own(zygote):
    """Return the processes of a zygote itself: bubblewrap's, the guard's and its own."""
    pids = [zygote.process.pid]
    while len(pids) < 2 + zygote.sandboxed:
        with open(f"/proc/{pids[-1]}/task/{pids[-1]}/children") as file:
            pids.append(int(file.read().split()[0]))
    return pids


def marked(mark, number=0):
    """Return the processes with a word in their command line, as soon as there are so many of them."""
    end = time.monotonic() + 5
    while True:
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
                if mark.encode() in file.read().split(b"\0"):
                    found.append(int(name))
        if len(found) >= number or time.monotonic() > end:
            return found
        time.sleep(0.02)


def gone(pids, seconds):
    """Wait for the end of processes; return those that still run."""
    end = time.monotonic() + seconds
    while (left := [pid for pid in pids if alive(pid)]) and time.monotonic() < end:
        time.sleep(0.02)
    return left
