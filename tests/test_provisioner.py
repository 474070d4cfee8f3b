"""Warm kernels: stock Jupyter programs use them and notice nothing but the speed."""

import json
import signal
import tarfile
import time
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config
from zygotes import require_sandbox

from autograder.kernels import provisioner
from autograder.kernels.profiles import PROFILES
from autograder.notebooks.wheel import project

NAME = "autograder-warm"


@pytest.fixture(scope="module", autouse=True)
def _zygotes():
    require_sandbox()
    yield
    provisioner.close()


@pytest.fixture(autouse=True)
def _chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", NAME)
    monkeypatch.chdir(tmp_path)
    KernelProvisionerFactory.clear_instance()
    yield
    KernelProvisionerFactory.clear_instance()


@pytest.fixture
def config():
    made = Config()
    made.WarmProvisioner.profile = "numpy"
    return made


class Kernel:
    """A kernel and a client, for one test."""

    def __init__(self, config, **start):
        self.manager = KernelManager(config=config)
        self.manager.start_kernel(**start)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.context.destroy()

    def run(self, code):
        """Run code; return what it printed, or the error."""
        texts = []

        def hook(message):
            content = message["content"]
            if message["msg_type"] in ("stream", "error"):
                texts.append(content.get("text") or f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, output_hook=hook, timeout=30, allow_stdin=False)
        return "".join(texts).strip()


@pytest.fixture
def kernel(config):
    with Kernel(config) as made:
        yield made


def test_it_is_registered_and_no_student_gets_it():
    entries = KernelProvisionerFactory.instance().get_provisioner_entries()
    assert entries[NAME] == "autograder.kernels.provisioner:WarmProvisioner", "install again: pip install --no-deps -e ."
    assert "entry-points" not in project(Path(__file__).parents[1])["project"]


def test_a_kernel_runs_in_the_sandbox_without_ports(kernel):
    assert (
        kernel.run("import os; print(os.getcwd(), os.getpid(), os.getuid(), os.environ.get('JPY_PARENT_PID'))")
        == "/box/work 2 1000 None"
    )
    assert kernel.manager.get_connection_info()["transport"] == "ipc"
    assert "cannot be imported here" in kernel.run("import tensorflow")
    assert kernel.run("import socket; socket.create_connection(('1.1.1.1', 80), 1)").endswith("Network is unreachable")
    assert kernel.run("print(get_ipython().history_manager.enabled)") == "False"
    assert kernel.run("!find /box -name '*.sqlite'") == ""
    assert kernel.run("!ls -A; pwd") == "/box/work"


def test_variables_stay_and_errors_are_told(kernel):
    assert kernel.run("x = 41") == ""
    assert kernel.run("print(x + 1)") == "42"
    assert kernel.run("1 / 0") == "ZeroDivisionError: division by zero"


def test_an_interrupt_stops_a_cell_and_not_the_kernel(kernel):
    kernel.run("x = 1")
    # after an error ipykernel drops, for a moment, what comes next, unless it is told not to
    sent = kernel.client.execute("import time\nprint('on', flush=True)\ntime.sleep(60)", stop_on_error=False)
    while kernel.client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=20)
    assert reply["parent_header"]["msg_id"] == sent
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("print(x)") == "1"


@pytest.mark.parametrize("now", [True, False])
def test_a_restarted_kernel_is_a_new_one(kernel, now):
    kernel.run("x = 1; open('file', 'w').close()")
    kernel.manager.restart_kernel(now=now)
    kernel.client.wait_for_ready(timeout=30)
    assert "NameError" in kernel.run("x")
    assert kernel.run("import os; print(os.listdir())") == "[]"


@pytest.mark.parametrize("now", [True, False])
def test_a_kernel_that_is_shut_down_leaves_nothing(config, now):
    with Kernel(config) as kernel:
        folder = Path(kernel.manager.provisioner.folder)
        assert sorted(path.name for path in folder.iterdir()) == ["k-1", "k-2", "k-3", "k-4", "k-5"]
        kernel.manager.shutdown_kernel(now=now)
        assert not kernel.manager.is_alive()
        assert not folder.exists()


def test_a_dead_kernel_is_noticed(kernel):
    kernel.client.execute("import os; os._exit(3)")
    end = time.monotonic() + 10
    while kernel.manager.is_alive() and time.monotonic() < end:
        time.sleep(0.02)
    assert not kernel.manager.is_alive()
    assert kernel.manager.provisioner._code == 3


def test_a_kernel_that_ignores_signals_is_killed(kernel):
    kernel.client.execute(
        "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\nprint('on', flush=True)\nwhile True: pass"
    )
    while kernel.client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    kernel.manager.signal_kernel(signal.SIGTERM)
    assert kernel.manager.is_alive()
    began = time.monotonic()
    kernel.manager.shutdown_kernel(now=True)
    assert not kernel.manager.is_alive()
    assert time.monotonic() - began < 3


def test_the_files_beside_a_notebook_are_copied(config, tmp_path):
    beside = tmp_path / "beside"
    (beside / "data").mkdir(parents=True)
    (beside / "data" / "x.csv").write_text("1,2")
    (beside / ".secret").write_text("x")
    (beside / "other.ipynb").write_text("{}")
    (beside / "link").symlink_to("/etc/passwd")
    with Kernel(config, cwd=str(beside)) as kernel:
        assert kernel.run("!find . -type f; cat data/x.csv").split() == ["./data/x.csv", "1,2"]
        kernel.run("open('data/x.csv', 'w').write('changed')")
    assert (beside / "data" / "x.csv").read_text() == "1,2"


def test_a_folder_with_solutions_is_not_copied(config, tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "a01.py").write_text("x")
    with Kernel(config, cwd=str(tmp_path)) as kernel:
        assert kernel.run("import os; print(os.listdir())") == "[]"


def test_copies_are_bounded(tmp_path):
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(1000))
    with provisioner.archive(tmp_path, 2500) as file, tarfile.open(fileobj=file) as made:
        assert made.getnames() == ["a", "b"]


@pytest.mark.parametrize(
    ("profile", "profiles", "code", "name"),
    [
        ("", {}, "import numpy", "numpy"),
        ("", {}, "from keras import layers", "keras"),
        ("numpy", {}, "import keras", "numpy"),
        ("numpy", {"a05": "keras"}, "", "keras"),
        ("", {"a06": "keras"}, "", "numpy"),
    ],
)
def test_the_profile_is_chosen_for_each_assignment(tmp_path, profile, profiles, code, name):
    folder = tmp_path / "alice" / "a05"
    folder.mkdir(parents=True)
    (folder / "a05.ipynb").write_text(json.dumps(new_notebook(cells=[new_code_cell(code)])))
    (folder / "broken.ipynb").write_text("{")
    made = provisioner.WarmProvisioner(profile=profile, profiles=profiles)
    assert made._chosen(folder).name == name


def test_a_kernel_spec_can_name_it(config, monkeypatch, tmp_path):
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME")
    spec = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "warm",
        "language": "python",
    }
    chosen = {"kernel_provisioner": {"provisioner_name": NAME, "config": {"profile": "numpy"}}}
    (tmp_path / "warm").mkdir()
    (tmp_path / "warm" / "kernel.json").write_text(json.dumps({**spec, "metadata": chosen, "env": {"FLAVOUR": "warm"}}))
    manager = KernelManager(kernel_name="warm", kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(tmp_path)]))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        assert isinstance(manager.provisioner, provisioner.WarmProvisioner)
        told = []
        client.execute_interactive("import os; print(os.environ['FLAVOUR'])", output_hook=told.append, timeout=20)
        assert "warm\n" in [message["content"].get("text") for message in told]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy()


def test_nbclient_runs_a_notebook(config):
    cells = ["import matplotlib.pyplot as plt\nx = 2", "plt.plot([x, 1]);", "x + 1", "print(x)", "%time x", "raise ValueError(x)"]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, config=config, allow_errors=True, kernel_name="python3").execute()
    kinds = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
    assert kinds[:4] == [[], ["display_data"], ["execute_result"], ["stream"]]
    assert notebook.cells[1].outputs[0].data["image/png"]
    assert notebook.cells[-1].outputs[0].ename == "ValueError"


def test_nbclient_sees_a_death_and_a_time_out(config):
    deadly = new_notebook(cells=[new_code_cell("import os; os._exit(1)")])
    with pytest.raises(DeadKernelError):
        NotebookClient(deadly, config=config, kernel_name="python3").execute()
    slow = new_notebook(cells=[new_code_cell("import time; time.sleep(60)"), new_code_cell("print(1)")])
    client = NotebookClient(slow, config=config, timeout=1, interrupt_on_timeout=True, allow_errors=True, kernel_name="python3")
    client.execute()
    assert slow.cells[1].outputs[0].text == "1\n"


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["numpy", "keras"])
def test_a_kernel_is_ready_at_once(config, profile):
    config.WarmProvisioner.profile = profile
    provisioner.zygote(PROFILES[profile], sandboxed=True).ready()
    seconds = []
    for _ in range(20):
        began = time.monotonic()
        with Kernel(config):
            seconds.append(time.monotonic() - began)
    print(f"{profile}: median {sorted(seconds)[10]:.3f} s, 95 % {sorted(seconds)[18]:.3f} s")
    assert sorted(seconds)[10] < 2  # the target is 0.5 s, on a machine with nothing else to do
