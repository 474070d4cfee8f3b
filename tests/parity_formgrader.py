"""nbgrader's formgrader, running for real on a course folder, and what its pages and its interface say."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SECONDS = 60


class Formgrader:
    """Asks a running formgrader."""

    def __init__(self, address: str) -> None:
        self.address = address

    def page(self, path: str, method: str = "GET", data: bytes | None = None) -> str:
        """Return a page below /formgrader."""
        request = urllib.request.Request(f"{self.address}/formgrader/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            text: str = answer.read().decode()
        return text

    def api(self, path: str) -> Any:
        """Return what the interface below /formgrader/api says."""
        return json.loads(self.page(f"api/{path}"))

    def put(self, path: str, data: dict[str, Any]) -> Any:
        """Change something, as the page does when an instructor types."""
        return json.loads(self.page(f"api/{path}", "PUT", json.dumps(data).encode()))

    def post(self, path: str) -> Any:
        """Press a button."""
        return json.loads(self.page(f"api/{path}", "POST", b""))


@contextlib.contextmanager
def formgrader(root: Path, **environment: str) -> Iterator[Formgrader]:
    """Run a Jupyter server with formgrader in a course folder, which holds an nbgrader_config.py or nbgrader's defaults count."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"port": port, "token": "", "root_dir": str(root), "open_browser": False, "allow_root": True}
    settings |= {"jpserver_extensions": "{'nbgrader.server_extensions.formgrader': True}", "disable_check_xsrf": True}
    options = [f"--ServerApp.{key}={value}" for key, value in settings.items()]
    command = [sys.executable, "-m", "jupyter_server", *options, f"--CourseDirectory.root={root}"]
    environment = {**os.environ, **environment, "JUPYTER_CONFIG_DIR": str(root / "no_config")}
    environment["JUPYTER_RUNTIME_DIR"] = str(root / "runtime")
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    with (root / "formgrader.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        asked = Formgrader(f"http://127.0.0.1:{port}")
        _wait(asked, server, root / "formgrader.log")
        yield asked
    finally:
        server.terminate()
        server.wait(_SECONDS)


def _wait(asked: Formgrader, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            asked.api("assignments")
            return
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
