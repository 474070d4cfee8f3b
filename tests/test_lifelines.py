"""Children end with whoever asked for them, zygotes with whoever made them, and nothing is left."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from zygotes import LINUX, SCRIPT, SMALL, descendants, gone, marked, own, start

from autograder.kernels.host import PREFIX, Ending, Zygote, fork, sweep
from autograder.notebooks.errors import CourseError

ROOT = Path(__file__).parents[1]


DAEMON = """
import os, subprocess, time
if not os.fork():
    os.setsid()
    if not os.fork():
        os.execvp("sleep", ["sleep", "{mark}"])
    os._exit(0)
print("on", flush=True)
time.sleep({rest})
"""


@LINUX
@pytest.mark.parametrize("rest", [0, 60])
def test_a_daemon_does_not_outlive_the_child(zygote, rest):
    mark = f"{600 + os.getpid() / 1e7}{rest}"
    child, output = start(zygote, DAEMON.format(mark=mark, rest=rest))
    with output:
        output.readline()
        if rest:
            assert marked(mark, 1)
            child.kill()
        else:
            assert child.ended(5) == Ending(0, None, "")
        assert gone(marked(mark), 1) == []
        child.kill()


WORKER = """
import sys, time
from autograder.kernels.host import fork
children = [fork(sys.argv[1], "autograder.kernels.program:script", [], {"code": sys.argv[2]}) for _ in range(2)]
print("on", flush=True)
time.sleep(60)
"""


@LINUX
def test_the_children_of_a_killed_worker_die(zygote, tmp_path):
    mark = f"{700 + os.getpid() / 1e7}"
    code = DAEMON.format(mark=mark, rest=60)
    with subprocess.Popen([sys.executable, "-c", WORKER, zygote.address, code], stdout=subprocess.PIPE) as worker:
        worker.stdout.readline()
        sleeping = marked(mark, 2)
        family = [pid for pid in descendants(zygote.process.pid) if pid not in own(zygote)]
        assert len(sleeping) == 2
        assert set(sleeping) < set(family)
        worker.kill()
    assert gone(family, 1) == []


MAKER = """
import sys, time
from autograder.kernels.host import Zygote, fork
from autograder.kernels.profiles import Profile
made = Zygote(Profile("small", ("numpy",)), sys.argv[1] == "boxed")
made.ready()
child = fork(made.address, "autograder.kernels.program:script", [], {"code": sys.argv[2]})
print(made.process.pid, flush=True)
time.sleep(60)
"""


@LINUX
@pytest.mark.parametrize("kind", ["plain", "boxed"])
def test_a_zygote_and_its_children_die_with_their_maker(kind, request):
    request.getfixturevalue(kind)
    mark = f"{800 + os.getpid() / 1e7}"
    arguments = [sys.executable, "-c", MAKER, kind, DAEMON.format(mark=mark, rest=60)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as maker:
        pid = int(maker.stdout.readline())
        sleeping = marked(mark, 1)
        family = [pid, *descendants(pid)]
        assert set(sleeping) < set(family)
        maker.kill()
    assert gone(family, 1) == []


@LINUX
def test_closing_ends_everything_and_leaves_no_folder(zygote):
    mark = f"{900 + os.getpid() / 1e7}"
    with Zygote(SMALL, zygote.sandboxed) as other:
        other.ready()
        child, output = start(other, DAEMON.format(mark=mark, rest=60))
        sleeping = marked(mark, 1)
        family = descendants(other.process.pid)
    assert set(sleeping) < set(family)
    with output, contextlib.closing(child):
        assert output.read() == b"on\n"
        assert child.ended(1).reason == "lost"
    assert gone(family, 1) == []
    assert not Path(other.address).parent.exists()
    with pytest.raises(CourseError, match="start it again"):
        fork(other.address, SCRIPT, [], {"code": ""})


def test_folders_of_killed_makers_are_removed(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead, alive = tmp_path / f"{PREFIX}dead", tmp_path / f"{PREFIX}alive"
    with contextlib.ExitStack() as stack:
        for folder in (dead, alive):
            folder.mkdir()
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(str(folder / "socket"))
            if folder == alive:
                listening.listen()
        sweep()
    assert not dead.exists()
    assert alive.exists()
