"""Warm kernels for Jupyter: a kernel provisioner that forks kernels from a zygote, in a sandbox.

It serves everything that starts kernels through jupyter_client: nbclient, nbconvert, papermill, stock nbgrader, formgrader.
Its entry point is called `autograder-warm`. Where a kernel spec names no provisioner, a variable of jupyter_client chooses it:

    JUPYTER_DEFAULT_PROVISIONER_NAME=autograder-warm jupyter nbconvert --execute --to notebook lecture.ipynb

For stock nbgrader, in `nbgrader_config.py`:

    import os
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "autograder-warm"
    c.WarmProvisioner.profile = "numpy"
    c.WarmProvisioner.profiles = {"a05_lstm": "keras"}  # by the name of the folder that the kernel starts in: the assignment

A kernel spec of its own does it too: `"metadata": {"kernel_provisioner": {"provisioner_name": "autograder-warm",
"config": {"profile": "keras"}}}`.

The first kernel of a profile waits until the libraries are imported; the zygote then lives as long as this process. A kernel
works in a folder of its own, which holds copies of the files beside the notebook and disappears with the kernel.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, Dict, Integer, Unicode

from autograder.kernels.host import Child, Zygote, fork
from autograder.kernels.jupyter import CHANNELS
from autograder.kernels.profiles import Profile, profile, profile_for

READY = 300.0
PAUSE = 0.02
_TARGET = "autograder.kernels.jupyter"
_zygotes: dict[tuple[str, bool], Zygote] = {}


def zygote(chosen: Profile, sandboxed: bool) -> Zygote:
    """Return this process's zygote for a profile, ready or not; it is started where there is none that lives.

    Args:
        chosen: the profile.
        sandboxed: whether kernels are put into a sandbox.

    Returns:
        The zygote.

    Raises:
        SandboxError: bubblewrap is missing.
    """
    key = (chosen.name, sandboxed)
    if key in _zygotes and _zygotes[key].process.poll() is not None:
        _zygotes.pop(key).close()
    if key not in _zygotes:
        _zygotes[key] = Zygote(chosen, sandboxed, preload=[f"{_TARGET}:prepare"])
    return _zygotes[key]


def close() -> None:
    """End the zygotes of this process, with their kernels."""
    while _zygotes:
        _zygotes.popitem()[1].close()


atexit.register(close)


class WarmProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Forks a kernel from a zygote and watches over it."""

    profile = Unicode("", help="The profile of kernels: numpy or keras; empty: what the notebooks in their folder import.").tag(
        config=True
    )
    profiles = Dict(help="Profiles by the name of the folder in which a kernel is started: with nbgrader, the assignment.").tag(
        config=True
    )
    sandboxed = Bool(True, help="Whether kernels are put into a sandbox.").tag(config=True)
    copied = Integer(100 << 20, help="How many bytes of files beside the notebook are copied into the sandbox.").tag(config=True)

    child: Child | None = None
    folder = ""
    _code: int | None = None

    @property
    def has_process(self) -> bool:
        """Return whether there is a kernel."""
        return self.child is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose addresses: sockets in a folder of ours, no ports."""
        manager = self.parent
        if not self.folder:
            self.folder = tempfile.mkdtemp(prefix="autograder-kernel-")
            manager.transport, manager.ip, manager.cache_ports = "ipc", os.path.join(self.folder, "k"), False
            for number, name in enumerate(CHANNELS, 1):
                setattr(manager, f"{name}_port", number)
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=list(kwargs.pop("extra_arguments", [])), **kwargs)  # type: ignore[no-any-return]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel.

        Args:
            cmd: arguments for ipykernel.
            kwargs: `cwd` is the folder of the notebook.

        Returns:
            How to connect to it.

        Raises:
            CourseError: no sandbox can be made, or the libraries cannot be imported.
        """
        beside = Path(kwargs.get("cwd") or ".").absolute()
        copied = self.copied if kwargs.get("cwd") and not _is_course(beside) else 0
        warm = zygote(self._chosen(beside), self.sandboxed)
        await asyncio.to_thread(warm.ready, READY)
        key = {name: _text(self.connection_info[name]) for name in ("key", "signature_scheme")}
        settings = {"connection": key, "arguments": cmd, "environment": dict(self.kernel_spec.env), "folder": True}
        with contextlib.ExitStack() as stack:
            sockets = [stack.enter_context(listening(f"{self.folder}/k-{number}")) for number, _ in enumerate(CHANNELS, 1)]
            files = [*(made.fileno() for made in sockets), stack.enter_context(archive(beside, copied)).fileno()]
            self.child = fork(warm.address, f"{_TARGET}:run", files, settings)
        self._code = None
        return self.connection_info  # type: ignore[no-any-return]

    def _chosen(self, beside: Path) -> Profile:
        named = self.profiles.get(beside.name) or self.profile
        return profile(named) if named else profile_for("\n".join(_code_of(beside)))

    async def poll(self) -> int | None:
        """Return None while the kernel runs, then its exit code."""
        if self.child is not None and self._code is None:
            ending = self.child.ended()
            if ending is not None:
                self._code = ending.code if ending.code is not None else -(ending.signal or signal.SIGKILL)
                if ending.reason not in ("", "killed"):
                    self.log.warning("The kernel was ended: %s", ending.reason)
        return None if self.child is not None and self._code is None else self._code or 0

    async def wait(self) -> int | None:
        """Wait for the end of the kernel and return its exit code."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(PAUSE)
        if self.child is not None:
            self.child.close()
            self.child = None
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and to what it has started in its process group."""
        if self.child is None or not signum:
            return
        if signum == signal.SIGKILL:
            self.child.kill()
        else:
            self.child.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and every process that it has started."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets, unless the kernel is started again."""
        if not restart and self.folder:
            await self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = ""


def listening(path: str) -> socket.socket:
    """Return a socket that listens at a path, in place of one that may be left there."""
    made = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    made.bind(path)
    made.listen(100)
    return made


def archive(folder: Path, most: int) -> IO[bytes]:
    """Return an unnamed file with a tar archive of a folder: its plain files but notebooks, as many as fit.

    Args:
        folder: the folder.
        most: bytes of all files together.

    Returns:
        The file, to be read from its beginning.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115
    with tarfile.open(fileobj=file, mode="w") as made:
        for path in _beside(folder) if most else ():
            most -= path.stat().st_size
            if most < 0:
                break
            made.add(path, path.relative_to(folder), recursive=False)
    file.seek(0)
    return file


def _beside(folder: Path) -> Iterator[Path]:
    """Return the files of a folder in order, hidden ones, notebooks and links left out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or path.suffix == ".ipynb":
            continue
        if path.is_dir():
            yield from _beside(path)
        elif path.is_file():
            yield path


def _is_course(folder: Path) -> bool:
    """Return whether a folder holds solutions or grades: no kernel may have copies of these."""
    return any((folder / name).exists() for name in ("solutions", "source", "nbgrader_config.py", "gradebook.db"))


def _code_of(folder: Path) -> Iterator[str]:
    """Return the code of the notebooks of a folder."""
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    yield "".join(cell["source"])


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
