"""Zygotes: children start at once, alone, and end with whoever asked for them."""

import contextlib
import dataclasses
import importlib.util
import json
import os
import signal
import statistics
import time
from pathlib import Path

import pytest
from zygotes import LINUX, SCRIPT, SMALL, descendants, gone, own, run, start

from autograder.kernels.host import Ending, Zygote, fork
from autograder.kernels.profiles import PROFILES
from autograder.notebooks.errors import CourseError


def test_a_child_has_the_imports_and_nothing_of_its_neighbours(zygote):
    assert zygote.facts["threads"] == 1
    code = (
        "import sys, os; print('numpy' in sys.modules, os.listdir(), os.listdir(os.environ['HOME'])); open('left', 'w').close()"
    )
    assert run(zygote, code) == ("True [] []\n", Ending(0, None, ""))
    assert run(zygote, code) == ("True [] []\n", Ending(0, None, ""))


def test_children_draw_different_random_numbers(zygote):
    code = "import random, numpy; print(random.random(), numpy.random.rand())"
    first, second = run(zygote, code)[0].split(), run(zygote, code)[0].split()
    assert len({*first, *second}) == 4


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("import sys; sys.exit(7)", Ending(7, None, "")),
        ("1 / 0", Ending(1, None, "")),
        ("import os; os._exit(5)", Ending(5, None, "")),
        ("import os; os.kill(os.getpid(), 11)", Ending(None, 11, "")),
    ],
)
def test_the_ending_is_told(zygote, code, ending):
    assert run(zygote, code)[1] == ending


def test_what_is_printed_goes_where_the_settings_say(zygote):
    read, write = os.pipe()
    other_read, other_write = os.pipe()
    code = "import os, sys; os.write(1, b'out'); os.write(2, b'err'); os.write(files[0], b'own'); print(files, sys.stdin.read())"
    child = fork(zygote.address, SCRIPT, [other_write, write], {"stdout": 1, "code": code})
    os.close(write)
    os.close(other_write)
    with open(read) as out, open(other_read) as own, contextlib.closing(child):
        assert out.read() == "out[3] \n"
        assert own.read() == "own"


def test_only_the_files_that_were_passed_are_open(zygote):
    code = "import os\nfor fd in range(5000):\n    try: os.fstat(fd); print(fd, os.get_inheritable(fd))\n    except OSError: pass"
    assert run(zygote, code)[0] == "0 True\n1 True\n2 True\n"


def test_signals_arrive(zygote):
    code = "import time\ntry: print('on', flush=True); time.sleep(20)\nexcept KeyboardInterrupt: print('interrupted')"
    child, output = start(zygote, code)
    with output, contextlib.closing(child):
        output.readline()
        child.signal(signal.SIGINT)
        assert child.ended(5) == Ending(0, None, "")
        assert output.read() == b"interrupted\n"


def test_a_child_that_ignores_every_signal_is_killed(zygote):
    code = "import signal, time\nfor n in range(1, 65):\n    if n not in (9, 19, 32, 33): signal.signal(n, signal.SIG_IGN)\n"
    child, output = start(zygote, code + "print('on', flush=True)\ntime.sleep(60)")
    with output:
        output.readline()
        assert child.ended() is None
        began = time.monotonic()
        child.kill()
        assert output.read() == b""  # nobody has it open any more
    assert time.monotonic() - began < 1
    assert child.ended() == Ending(None, 9, "killed")


@LINUX
def test_nothing_leaks_in_fifty_forks(zygote):
    def state():
        pids = own(zygote)
        return [len(os.listdir(f"/proc/{pid}/fd")) for pid in pids], len(os.listdir("/proc/self/fd"))

    before = state()
    for _ in range(50):
        run(zygote, "pass")
    time.sleep(0.6)  # the guard buries orphans twice a second
    assert state() == before
    assert gone([pid for pid in descendants(zygote.process.pid) if pid not in own(zygote)], 1) == []


def test_many_children_at_the_same_time(zygote):
    began = time.monotonic()
    pairs = [start(zygote, "import time; time.sleep(1); print('done')") for _ in range(8)]
    for child, output in pairs:
        with output, contextlib.closing(child):
            assert output.read() == b"done\n"
    assert time.monotonic() - began < 4


def test_a_fork_is_quick(zygote):
    seconds = []
    for _ in range(20):
        began = time.monotonic()
        child, output = start(zygote, "print('on', flush=True); import time; time.sleep(9)")
        with output, contextlib.closing(child):
            output.readline()
            seconds.append(time.monotonic() - began)
    assert statistics.median(seconds) < 0.2  # 0.02 on an idle machine


def test_the_environment_is_clean(zygote, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    with Zygote(SMALL, zygote.sandboxed, {"FLAVOUR": "new"}) as other:
        other.ready()
        names = json.loads(run(other, "import os, json; print(json.dumps(dict(os.environ)))")[0])
    assert "SECRET_TOKEN" not in names
    assert names["FLAVOUR"] == "new"
    assert names["OMP_NUM_THREADS"] == "1"


def test_a_variable_of_the_zygote_is_seen(zygote):
    assert run(zygote, "import os; print(os.environ['FLAVOUR'])")[0] == ("boxed\n" if zygote.sandboxed else "plain\n")


def test_withheld_packages_are_missing(zygote):
    text, ending = run(zygote, "import torch.nn")
    assert "torch cannot be imported here" in text or (zygote.sandboxed and "No module named 'torch'" in text)
    assert ending == Ending(1, None, "")


@pytest.mark.parametrize(
    ("limits", "code", "seen"),
    [
        ({"memory": 200 << 20}, "bytearray(300 << 20)", "MemoryError"),
        ({"file_size": 1 << 20}, "open('x', 'wb').write(bytes(2 << 20))", "File too large"),
        ({"open_files": 20}, "[open('/dev/null') for _ in range(30)]", "Too many open files"),
    ],
)
def test_limits_raise(zygote, limits, code, seen):
    assert seen in run(zygote, code, limits=limits)[0]
    assert run(zygote, "bytearray(300 << 20); print('fine')")[0] == "fine\n"


def test_the_limit_of_time_ends_the_child(zygote):
    assert run(zygote, "while True: pass", limits={"cpu": 1})[1] == Ending(None, signal.SIGXCPU, "cpu")


def test_preloading_and_dead_zygotes(tmp_path):
    (tmp_path / "preloaded.py").write_text(
        "value = 0\ndef load():\n    global value\n    value = 42\ndef fail(): raise ValueError('no')"
    )
    path = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])}
    with Zygote(SMALL, False, path, ["preloaded:load"]) as made:
        made.ready()
        assert run(made, "import preloaded; print(preloaded.value)")[0] == "42\n"
    with Zygote(SMALL, False, path, ["preloaded:fail"]) as made, pytest.raises(CourseError, match="died: ValueError: no"):
        made.ready()


def test_a_slow_zygote_is_reported_and_closed(tmp_path):
    (tmp_path / "slow.py").write_text("import time; time.sleep(60)")
    path = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])}
    began = time.monotonic()
    with Zygote(dataclasses.replace(SMALL, imports=("slow",)), False, path) as made, pytest.raises(CourseError, match=r"in 0\.5"):
        made.ready(0.5)
    assert time.monotonic() - began < 5


FIT = """
import os, time
import numpy as np, keras
model = keras.Sequential([keras.layers.LSTM(3), keras.layers.Dense(1)])
model.compile("adam", "mse")
losses = model.fit(np.ones((8, 4, 2), "f"), np.zeros((8, 1), "f"), epochs=3, verbose=0).history["loss"]
print(losses[0] > losses[-1] > 0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "boxed"])
@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs TensorFlow")
def test_a_child_builds_and_fits_a_network(kind, request):
    request.getfixturevalue(kind)
    with Zygote(PROFILES["keras"], kind == "boxed") as made:
        made.ready()
        assert made.facts["threads"] == 1
        for _ in range(2):
            assert run(made, FIT, timeout=60) == ("True\n", Ending(0, None, ""))
