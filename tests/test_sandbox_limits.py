"""The sandbox: what a student's processes may use up, and that it costs nobody else."""

import contextlib
import os
import time
from pathlib import Path

import pytest
from zygotes import LINUX, run, said, start

from autograder.kernels import init, isolate
from autograder.kernels.host import Ending

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        (
            "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
            "start new thread",
        ),
        ("import os\nwhile os.fork(): pass\nimport time; time.sleep(9)", "temporarily unavailable"),
        ("import os\nfor n in range(99): open(f'/tmp/{n}', 'wb').write(bytes(1 << 20))", "No space left"),
        ("open('/dev/shm/x', 'wb').write(bytes(40 << 20))", "File too large"),
        ("import os\nfor n in range(99999): os.mkdir(f'/dev/shm/{n}')", "No space left"),
    ],
)
def test_limits_hold_for_all_processes(box, code, seen):
    assert seen in run(box, code, limits={"processes": 20, "disk": 50 << 20, "file_size": 30 << 20})[0]


def test_a_fork_bomb_costs_nobody_else(box):
    child, output = start(box, "import os\nprint(1, flush=True)\nwhile True:\n    try: os.fork()\n    except OSError: pass")
    with output, contextlib.closing(child):
        output.readline()
        time.sleep(0.3)
        assert said(box, "print('fine')") == "fine"
        began = time.monotonic()
        child.kill()
        output.read()
        assert time.monotonic() - began < 2
    assert said(box, "print('fine')") == "fine"


GRANDCHILDREN = """
import os, threading, time
def start():
    if not os.fork():
        for _ in range(9):
            if not os.fork():
                break
    time.sleep(60)
threading.Thread(target=start).start()
time.sleep(60)
"""


EATERS = """
import os, time
for _ in range({number}):
    if not os.fork():
        block = bytearray({size} << 20)
        for page in range(0, len(block), 4096): block[page] = 1
        time.sleep(60)
print("on", flush=True)
time.sleep(60)
"""


@LINUX
def test_the_memory_of_all_processes_is_counted(zygote):
    limits = {"memory": 200 << 20, "total_memory": 250 << 20}
    assert run(zygote, EATERS.format(number=4, size=100), limits=limits)[1] == Ending(None, 9, "memory")
    assert run(zygote, EATERS.format(number=2, size=50), timeout=2, limits=limits)[1] is None


@LINUX
def test_processes_of_processes_and_of_threads_are_counted_without_a_sandbox(plain):
    assert run(plain, GRANDCHILDREN, limits={"processes": 8})[1] == Ending(None, 9, "processes")
    assert run(plain, GRANDCHILDREN, timeout=2, limits={"processes": 40})[1] is None


def test_files_in_memory_are_counted(box):
    limits = {"total_memory": 150 << 20, "disk": 300 << 20}
    code = "import time\nfor n in range(4): open(f'/tmp/{n}', 'wb').write(bytes(50 << 20))\ntime.sleep(60)"
    assert run(box, code, limits=limits)[1] == Ending(None, 9, "memory")


@LINUX
def test_init_counts_where_the_kernel_does_not(monkeypatch, tmp_path):
    monkeypatch.setattr(isolate, "BOX", str(tmp_path))
    monkeypatch.setattr(init, "_used", lambda folder: 0)
    watcher = object.__new__(init.Init)
    watcher.status = 0
    watcher.limits = {"total_memory": 1 << 50, "processes": 1 << 20}
    assert watcher._excess() == ""
    watcher.limits = {"total_memory": 1 << 50, "processes": 1}
    assert watcher._excess() == "processes"
    watcher.limits = {"total_memory": 1, "processes": 1 << 20}
    assert watcher._excess() == "memory"


@LINUX
def test_pages_that_may_not_be_looked_at_count_unless_they_are_of_files(monkeypatch):
    class Closed(type(Path())):
        def read_text(self, *more):
            if self.name == "smaps_rollup":
                raise PermissionError
            return super().read_text(*more)

    monkeypatch.setattr(init, "Path", Closed)
    before, block = init._share("self"), bytearray(os.urandom(1)) * (64 << 20)
    assert abs(init._share("self") - before - len(block)) < 8 << 20
    assert init._share("self") < init._resident("self") - (1 << 20)  # libraries are files


def test_a_chain_of_processes_is_followed_to_its_end(monkeypatch):
    monkeypatch.setattr(init, "_children", lambda pid: [str(int(pid) + 1)] if int(pid) < 5000 else [])
    assert len(list(init._descendants("0"))) == 5000


@pytest.mark.parametrize(
    ("release", "apart"), [("5.14.0-rc1", True), ("6.1-generic", True), ("5.4.0-42-generic", False), ("4.19.1", False)]
)
def test_old_kernels_count_all_processes_of_a_user(monkeypatch, release, apart):
    monkeypatch.setattr(os, "uname", lambda: type("uname", (), {"release": release}))
    assert isolate._counted_apart() is apart
