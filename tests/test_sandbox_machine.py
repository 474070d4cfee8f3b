"""The sandbox elsewhere: without bubblewrap or namespaces, as an ordinary user, with Python or the course in odd places."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from zygotes import CARRY

from autograder.kernels import sandbox
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import PROFILES
from autograder.notebooks.errors import CourseError

ROOT = Path(__file__).parents[1]


def test_bubblewrap_missing_is_said(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *a, **k: None)
    with pytest.raises(sandbox.SandboxError, match="apt-get install bubblewrap"):
        Zygote(PROFILES["numpy"], sandboxed=True)


FORBIDDEN = """
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import Profile
with Zygote(Profile("none"), True) as made:
    made.ready()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_forbidden_user_namespaces_are_said(box):
    inner = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -c '{FORBIDDEN}'"
    tried = subprocess.run(["unshare", "-Ur", "sh", "-c", inner], capture_output=True, text=True, cwd=ROOT)
    assert "SandboxError: this machine cannot make a sandbox" in tried.stderr
    assert "sysctl -w user.max_user_namespaces=10000" in tried.stderr


def test_the_other_switches_have_remedies(monkeypatch):
    for name, (bad, good) in sandbox.SWITCHES.items():
        monkeypatch.setattr(Path, "exists", lambda path, name=name: str(path).endswith(name.replace(".", "/")))
        monkeypatch.setattr(Path, "read_text", lambda path, bad=bad: f"{bad}\n")
        assert f"sysctl -w {name}={good}" in sandbox.remedy("bwrap: No permissions")
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert "systempaths=unconfined" in sandbox.remedy("bwrap: Can't mount proc on /newroot/proc: Operation not permitted")
    assert "--unsandboxed" in sandbox.remedy("something else")


def test_a_child_that_imports_the_grading_side_is_refused(tmp_path, monkeypatch):
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "student.py").write_text("from . import helper\n")
    (tmp_path / "kernels" / "helper.py").write_text("from autograder.exercises import a01_sequences\n")
    monkeypatch.setattr(sandbox, "PACKAGE", tmp_path)
    with pytest.raises(CourseError, match=r"helper\.py imports autograder\.exercises"):
        sandbox.closure(["student"])


def test_python_beside_the_course_is_refused(tmp_path, monkeypatch):
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr(sandbox, "PACKAGE", tmp_path / "autograder")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(CourseError, match="virtual environment of its own"):
        sandbox.command(tmp_path, PROFILES["numpy"], {})


USER = """
import sys
sys.path.insert(0, sys.argv[1])
from zygotes import run
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import Profile
with Zygote(Profile("small", ("numpy",)), True) as made:
    made.ready()
    print(run(made, "import os; print(os.getuid(), open('/proc/self/status').read().split('CapEff:')[1].split()[0])"))
    print(run(made, "import os\\nwhile os.fork(): pass\\nimport time; time.sleep(9)", limits={"processes": 20})[0][-35:])
    print("places", *sorted(set(run(made, sys.argv[2])[0].split()) - {"wrote"}))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_has_the_same_sandbox(box):
    python = "/usr/bin/python3"
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    packages = [path for path in sys.path if path.endswith("-packages")]
    if not Path(python).exists() or subprocess.run([python, "-c", same]).returncode:
        pytest.skip("there is no Python for everybody of this version")
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]), "PYTHONDONTWRITEBYTECODE": "1"}
    before = [
        "setpriv",
        "--reuid",
        "1234",
        "--regid",
        "1234",
        "--clear-groups",
        python,
        "-c",
        USER,
        str(Path(__file__).parent),
        CARRY,
    ]
    tried = subprocess.run(before, env=environment, capture_output=True, text=True, cwd="/")
    assert tried.stdout.startswith("('1000 0000000000000000\\n', Ending(code=0"), tried.stderr
    assert "temporarily unavailable" in tried.stdout
    places = next(line for line in tried.stdout.splitlines() if line.startswith("places ")).split()[1:]
    own = [place for place in places if not place.startswith(("/tmp/", "/box/tmp/"))]  # where the course lies below /tmp
    assert own == ["/box", "/box/home", "/box/shm", "/box/tmp", "/box/work", "/dev/shm", "/tmp"]


ELSEWHERE = """
import sys
sys.path.insert(0, sys.argv[1])
from zygotes import run
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import PROFILES
with Zygote(PROFILES["numpy"], True) as made:
    made.ready()
    print(run(made, "import os, subprocess, sys; print(sys.prefix, os.listdir(os.path.dirname(sys.prefix)))")[0])
    print(run(made, "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import numpy, keras'])")[0])
"""


def test_the_course_and_its_python_may_lie_below_tmp(box, tmp_path):
    if not str(tmp_path).startswith("/tmp/"):
        pytest.skip("the folders of tests lie elsewhere")
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "solutions").mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    keras = tmp_path / ".venv" / "lib" / version / "site-packages" / "keras"
    keras.mkdir()
    (keras / "__init__.py").write_text("print('imported')")
    packages = [path for path in sys.path if path.endswith("-packages")]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "datasets"), *packages])}
    command = [tmp_path / ".venv" / "bin" / "python", "-c", ELSEWHERE, Path(__file__).parent]
    tried = subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/")
    assert f"{tmp_path}/.venv ['.venv']\n" in tried.stdout, tried.stderr
    assert "keras cannot be imported here" in tried.stdout


def test_a_course_in_a_folder_of_the_system_is_masked(monkeypatch):
    monkeypatch.setattr(sandbox, "PACKAGE", Path("/usr/local/src/course/autograder"))
    monkeypatch.setattr(sys, "prefix", "/usr/local/src/course/.venv")
    made = " ".join(sandbox.command(Path("/x"), PROFILES["numpy"], {}))
    mask, python = "--tmpfs /usr/local/src/course ", "--ro-bind /usr/local/src/course/.venv /usr/local/src/course/.venv"
    assert made.index("--ro-bind /usr /usr") < made.index(mask) < made.index(python)
    assert made.index(python) < made.index("--remount-ro /usr/local/src/course ")
