"""A Jupyter kernel in a forked process: what `provisioner` asks a zygote for."""

from __future__ import annotations

import importlib
import os
import sys
import tarfile
from typing import Any

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
_LATER = (  # what a kernel imports while it starts
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "pdb",
    "pydoc",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
)

_FILTER: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # which Python 3.11.3 lacks


def prepare() -> None:
    """Import, in a zygote, what kernels need; the debugger, which takes longest and which nobody will use, is left out."""
    hidden = sys.modules.pop("debugpy", None)
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in _LATER:
        importlib.import_module(name)
    del sys.modules["debugpy"]
    if hidden is not None:
        sys.modules["debugpy"] = hidden


def run(files: list[int], settings: dict[str, Any]) -> None:
    """Be a kernel until it is asked to shut down.

    Args:
        files: one listening socket for each channel; then, if `settings["folder"]`, an archive to unpack into the work folder.
        settings: `connection` (key and signature scheme), `arguments` of the kernel's command line, `environment`, `folder`.
    """
    os.environ.update(settings["environment"])
    if settings["folder"]:
        with os.fdopen(files[len(CHANNELS)], "rb") as file, tarfile.open(fileobj=file) as archive:
            archive.extractall(**_FILTER)  # noqa: S202  (an archive of ours, with plain files only)
    app = KernelApp.instance(config=_config())
    app.files, app.connection = files, settings["connection"]
    app.initialize(settings["arguments"])
    app.start()


def _config() -> Config:
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.log_level = "CRITICAL"
    return config


def bind(socket: Any, fd: int) -> None:
    """Make a ZeroMQ socket take connections from a socket that listens already."""
    socket.setsockopt(zmq.USE_FD, fd)
    socket.bind(f"ipc://@channel-{fd}")  # a name is asked for, and not used


class _Heart(Heartbeat):  # type: ignore[misc]
    """A heartbeat on a socket that listens already."""

    fd = -1

    def _try_bind_socket(self) -> None:
        bind(self.socket, self.fd)


class KernelApp(IPKernelApp):  # type: ignore[misc]
    """ipykernel without a connection file, without ports, and without paths: it is given sockets that listen."""

    files: list[int]
    connection: dict[str, Any]

    def init_connection_file(self) -> None:
        """Take the key, and the channels by number."""
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
        self.connection_file = "none"
        self.load_connection_info({"transport": "ipc", "ip": "none", **ports, **self.connection})

    def write_connection_file(self, **kwargs: Any) -> None:
        """Write nothing: whoever wants to connect knows how."""

    def _try_bind_socket(self, s: Any, port: int) -> int:
        bind(s, self.files[port - 1])
        return port

    def init_control(self, context: Any) -> None:
        """Set up the control channel; the debugger, which would look for the shell channel by a path, goes without."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0"))

    def init_heartbeat(self) -> None:
        """Start the heartbeat."""
        self.heartbeat = _Heart(zmq.Context(), ("ipc", "none", self.hb_port))  # type: ignore[no-untyped-call]
        self.heartbeat.fd = self.files[CHANNELS.index("hb")]
        self.heartbeat.start()
