"""The sandbox: what a student's process cannot see, reach, keep, or use up."""

import contextlib
import os
import re
import sys
from pathlib import Path

import pytest
from zygotes import CARRY, attempt, said, start

from autograder.kernels import sandbox, seccomp

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "place", ["solutions", "autograder/exercises", "tests", "build", ".git", "assignments", "nbgrader_config.py"]
)
def test_the_course_is_not_there(box, place):
    assert (ROOT / place).exists() or place == "build"
    assert said(box, f"import os; print(os.path.exists({str(ROOT / place)!r}))") == "False"


def test_only_what_children_need_is_staged(box):
    code = "import os\nfor folder, _, files in os.walk('/opt/course'):\n    for n in files: print(os.path.join(folder, n)[12:])"
    staged = set(said(box, code).splitlines())
    modules = {name.removeprefix("autograder/") for name in staged if name.startswith("autograder/")}
    assert {"__init__.py", "checking/check.py", "kernels/zygote.py", "vectors/index.json"} <= modules
    assert {name.split("/")[0] for name in staged} == {"autograder", "rnndata", "rnnfigures"}
    assert {name.split("/")[0] for name in modules} == {"__init__.py", "checking", "kernels", "vectors"}
    kernels = {Path(name).stem for name in modules if name.startswith("kernels/")}
    assert kernels == set(sandbox.closure(sandbox.ENTRANCES))
    assert not {"host", "sandbox", "session", "checker", "proxies", "profiles", "roles", "provisioner", "doctor"} & kernels


@pytest.mark.parametrize("module", ["exercises", "verification", "pipeline", "notebooks", "cli"])
def test_the_grading_side_cannot_be_imported(box, module):
    assert f"No module named 'autograder.{module}'" in said(box, attempt(f"import autograder.{module}"))


@pytest.mark.parametrize("name", ["tensorflow", "keras", "torch", "jax"])
def test_frameworks_cannot_be_imported(box, name):
    installed = any((Path(place) / name).is_dir() for place in sys.path)
    sentence = f"{name} cannot be imported here: this assignment" if installed else f"No module named '{name}'"
    assert sentence in said(box, attempt(f"import {name}"))
    assert sentence in said(box, attempt(f"import {name}.layers"))


def test_the_library_of_a_framework_is_not_there_under_any_path(box):
    code = "import os\nfor folder, names, files in os.walk('/', followlinks=False):\n"
    code += "    names[:] = [n for n in names if os.path.join(folder, n) not in ('/proc', '/usr', '/dev')]\n"
    code += "    for n in files:\n        if n.startswith('libtensorflow'): print(folder, n)"
    assert said(box, code) == ""


def test_around_python_there_is_nothing(box):
    places = {str(ROOT), os.path.expanduser("~"), str(ROOT.parent)}
    kept = {part for place in (sys.prefix, sys.base_prefix) for part in Path(place).parts} | {ROOT.name}
    found = said(box, f"import os\nfor place in {places}:\n    if os.path.isdir(place): print(*os.listdir(place), sep='\\n')")
    assert set(found.split()) <= kept


def test_the_zygote_has_one_thread(box):
    assert box.facts["threads"] == 1


def test_no_process_but_its_own_is_seen(box):
    assert said(box, "import os; print(sorted(int(n) for n in os.listdir('/proc') if n.isdigit()), os.getpid())") == "[1, 2] 2"


@pytest.mark.parametrize("file", ["fd", "environ", "mem", "root", "cwd"])
def test_the_first_process_cannot_be_read(box, file):
    message = said(
        box,
        attempt(f"print(os.listdir('/proc/1/{file}') if '{file}' in ('fd', 'cwd', 'root') else open('/proc/1/{file}').read())"),
    )
    assert "Permission denied" in message


@pytest.mark.parametrize("folder", ["/", "/usr", "/opt/course", "/opt/course/autograder", "/dev", "/etc", sys.prefix, "/proc"])
def test_nothing_else_can_be_written(box, folder):
    assert re.search("Read-only|No such file|denied", said(box, attempt(f"open('{folder}/new', 'w')")))


def test_the_system_cannot_be_set(box):
    assert "denied" in said(box, attempt("open('/proc/sys/kernel/core_pattern', 'w')"))
    assert "denied" in said(box, attempt("open('/proc/sys/kernel/printk', 'w')"))


def test_nothing_is_carried_from_one_child_to_the_next(box):
    first, second = said(box, CARRY), said(box, CARRY)
    assert first == second
    assert set(re.findall("wrote (.*)", first)) >= {"/tmp", "/dev/shm", "/box/home", "/box/work"}
    assert "seen" not in first


def test_nothing_is_carried_while_both_run(box):
    child, output = start(
        box, "open('/tmp/x', 'w').close(); open('/dev/shm/x', 'w').close(); print(1, flush=True)\nimport time; time.sleep(30)"
    )
    with output, contextlib.closing(child):
        output.readline()
        assert said(box, "import os; print('x' in os.listdir('/tmp'), 'x' in os.listdir('/dev/shm'))") == "False False"


def test_children_do_not_reach_each_other(box):
    child, output = start(
        box, "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0x')\ns.listen()\nprint(1, flush=True)\ns.accept()"
    )
    with output, contextlib.closing(child):
        output.readline()
        assert "refused" in said(box, attempt("socket.socket(socket.AF_UNIX).connect('\\0x')"))


@pytest.mark.parametrize(
    ("family", "address"),
    [("AF_INET", "('1.1.1.1', 80)"), ("AF_INET", "('127.0.0.1', 22)"), ("AF_INET6", "('::1', 22)"), ("AF_VSOCK", "(2, 22)")],
)
def test_there_is_no_network(box, family, address):
    message = said(box, attempt(f"s = socket.socket(getattr(socket, '{family}', 40)); s.settimeout(3); s.connect({address})"))
    assert re.search("unreachable|not supported|Cannot assign", message)


def test_no_privilege_is_left(box):
    lines = said(box, "print(open('/proc/self/status').read())").splitlines()
    facts = {line.split(":")[0]: line.split(":")[1].split() for line in lines}
    assert {number for name in facts if name.startswith("Cap") for number in facts[name]} == {"0000000000000000"}
    assert facts["NoNewPrivs"] == ["1"]
    assert facts["Uid"] == ["1000"] * 4
    assert facts["Seccomp"] == (["2"] if os.uname().machine in seccomp.MACHINES else ["0"])
    assert said(box, "print(open('/proc/sys/user/max_user_namespaces').read())") == "0"


@pytest.mark.parametrize(
    "call", ["unshare(0x10000000)", "unshare(0x20000)", "mount(0, b'/tmp', b'tmpfs', 0, 0)", "ptrace(16, 1, 0, 0)"]
)
def test_doors_into_the_kernel_are_shut(box, call):
    assert said(box, f"import ctypes; print(ctypes.CDLL(None).{call})") == "-1"


@pytest.mark.skipif(os.uname().machine not in seccomp.MACHINES, reason="no filter for this machine")
@pytest.mark.parametrize(
    "call", ["memfd_create(b'x', 0)", "shmget(1, 4096, 0o1600)", "syscall(250, 0, -3, 0)", "syscall(425, 8, 0)"]
)
def test_memory_outside_the_limits_is_refused(box, call):
    assert said(box, f"import ctypes; print(ctypes.CDLL(None).{call})") == "-1"


def test_ordinary_work_is_not_disturbed(box):
    code = """
import ctypes, multiprocessing, pty, socket, subprocess, tempfile, threading
print(ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)(4))
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [1, -2]))
print(subprocess.run("echo hello | cat", shell=True, capture_output=True, text=True).stdout.strip())
a, b = socket.socketpair(); a.send(b"x"); print(b.recv(1))
with tempfile.TemporaryFile() as file: file.write(bytes(1 << 20))
pty.openpty()
import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.savefig("figure.png")
print("done")
"""
    assert said(box, code).split() == ["5", "[1,", "2]", "hello", "b'x'", "done"]
