"""Starting zygotes, and asking them for children."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.kernels import sandbox
from autograder.kernels.profiles import Profile
from autograder.kernels.zygote import LENGTH
from autograder.notebooks.errors import CourseError

PREFIX = "autograder-zygote-"
PATIENCE = 10.0
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Ending:
    """How a child ended.

    Args:
        code: the exit code, or None.
        signal: the signal that ended it, or None.
        reason: empty, or why it was ended: "memory", "processes", "cpu", "lost" (the zygote died), "not isolated: ...".
    """

    code: int | None
    signal: int | None
    reason: str


class Zygote:
    """A process that has imported the libraries of a profile and forks children, which start with them in no time.

    It ends with `close`, with the process that made it, however that ends, and takes all of its children along.

    Args:
        profile: libraries, limits and environment.
        sandboxed: whether the children are student processes in a sandbox; without one they have limits only.
        environment: more environment variables for the children.
        preload: "module" or "module:function" names, imported and called after the imports; they run no TensorFlow operation.

    Raises:
        SandboxError: a sandbox is asked for and bubblewrap is missing.
    """

    def __init__(
        self, profile: Profile, sandboxed: bool, environment: Mapping[str, str] | None = None, preload: Sequence[str] = ()
    ) -> None:
        self.profile, self.sandboxed = profile, sandboxed
        self.facts: dict[str, Any] = {}
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.address = str(self.folder / "socket")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - in no folder: it outlives a sweep
        self._control, theirs = socket.socketpair()
        settings: dict[str, Any] = {"imports": profile.imports, "hidden": profile.hidden, "limits": profile.limits.json()}
        settings |= {"sandboxed": sandboxed, "preload": [*profile.prepare, *preload]}
        settings["links"] = sandbox.links() if sandboxed else {}
        self._control.sendall(json.dumps(settings).encode() + b"\n")
        try:
            with theirs:
                self.process = self._start(theirs, profile.environment | dict(environment or {}))
        except BaseException:
            self._control.close()
            self._log.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _start(self, control: socket.socket, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        before: list[str] = []
        if self.sandboxed:
            sandbox.stage(self.folder / "stage", self.profile)
            before, variables = sandbox.command(self.folder / "stage", self.profile, environment), {}
        else:
            kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
            variables = kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))} | environment
        guarded = _myself()
        with contextlib.ExitStack() as stack:
            for fd in guarded:
                stack.callback(os.close, fd)
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(self.address)
            listening.listen(128)
            files = [listening.fileno(), control.fileno(), *guarded]
            program = [os.path.abspath(sys.executable), "-P", "-m", "autograder.kernels.zygote"]  # -P: nothing of this folder
            return subprocess.Popen(
                [*before, *program, *map(str, files)],
                env=variables,
                pass_fds=files,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,
            )

    def ready(self, timeout: float = 120) -> None:
        """Wait until the libraries are imported.

        Args:
            timeout: seconds.

        Raises:
            SandboxError: no sandbox can be made on this machine.
            CourseError: the zygote died, or is not ready in time.
        """
        if self.facts:
            return
        self._control.settimeout(timeout)
        line = b""
        try:
            while not line.endswith(b"\n"):
                piece = self._control.recv(4096)
                if not piece:
                    break
                line += piece
        except TimeoutError:
            raise CourseError(f"the libraries were not imported in {timeout:g} seconds: {self._last_words()}") from None
        except OSError:
            line = b""
        facts = json.loads(line or b"{}")
        if not facts.get("ready"):
            self._fail(facts.get("error", ""))
        self.facts = facts

    def _fail(self, error: str) -> None:
        words = error or self._last_words()
        if self.sandboxed and (error or words.startswith("bwrap:")):
            raise sandbox.SandboxError(f"this machine cannot make a sandbox ({words})", sandbox.remedy(words))
        raise CourseError(f"the process that imports the libraries died: {words}")

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = [line for line in self._log.read().decode(errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else "it said nothing"

    def close(self) -> None:
        """End the zygote and all of its children."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Child:
    """A forked process, with everything that it starts; the connection to it is its lifeline.

    Args:
        connection: the one that asked for the child.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._text = b""
        self._ending: Ending | None = None

    def fileno(self) -> int:
        """Return a file that becomes readable when the child has ended."""
        return self._connection.fileno()

    def ended(self, timeout: float | None = 0) -> Ending | None:
        """Return how the child ended.

        Args:
            timeout: seconds to wait for it; None waits for ever.

        Returns:
            The ending, or None while it runs.
        """
        end = None if timeout is None else time.monotonic() + timeout
        poll = select.poll()
        if self._ending is None:
            poll.register(self._connection, select.POLLIN)
        while self._ending is None:
            if not poll.poll(None if end is None else max(0.0, 1000 * (end - time.monotonic()))):
                return None
            try:
                piece = self._connection.recv(4096)
            except ConnectionError:
                piece = b""
            self._text += piece
            if not piece or self._text.endswith(b"\n"):
                self._ending = Ending(**json.loads(self._text)) if self._text.endswith(b"\n") else Ending(None, None, "lost")
        return self._ending

    def signal(self, number: int) -> None:
        """Send a signal to the child and to what it started in its process group."""
        with contextlib.suppress(OSError):
            self._connection.send(bytes([number]))

    def kill(self) -> None:
        """End the child and every process that was ever started by it."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
        self._ending = self._ending or Ending(None, 9, "killed")

    close = kill


def fork(address: str, target: str, fds: Sequence[int], settings: Mapping[str, Any]) -> Child:
    """Ask a zygote for a child; it starts at once and ends with this process at the latest.

    Args:
        address: that of the zygote.
        target: "module:function", called in the child with a list of open files and the settings.
        fds: open files for the child, at most 15.
        settings: plain data for the target. `stdout` and `stderr` are positions in `fds`: these become the child's files 1 and 2
            and are not in the list that the target gets; without them what is printed is thrown away. `limits` changes some of
            the profile's limits.

    Returns:
        The child.

    Raises:
        CourseError: there is no zygote at this address.
    """
    watched = _myself()
    request = json.dumps({"target": target, "settings": {**settings, "watched": bool(watched)}}).encode()
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
        socket.send_fds(connection, [LENGTH.pack(len(request))], [*watched, *fds])
        connection.sendall(request)
    except OSError as error:
        connection.close()
        raise CourseError(f"the zygote at {address} does not answer ({error.strerror}): start it again") from error
    finally:
        for fd in watched:
            os.close(fd)
    return Child(connection)


def _myself() -> list[int]:
    """Return a file that becomes readable when this process ends, where the system has such files."""
    try:
        return [os.pidfd_open(os.getpid())]
    except (AttributeError, OSError):
        return []


def sweep() -> None:
    """Remove the folders of zygotes whose makers were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as trial:
            if path.stat().st_uid == os.getuid() and trial.connect_ex(str(path / "socket")) == errno.ECONNREFUSED:
                shutil.rmtree(path, ignore_errors=True)
