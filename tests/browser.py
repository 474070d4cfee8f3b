"""Chromium, driven by Playwright, and JupyterLab for it to open; a test that needs a browser is skipped where there is none."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECONDS = 60
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def program() -> str:
    """Return the path of Chromium; the test is skipped where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or pytest.skip("Chromium is missing: apt-get install chromium")


@contextlib.contextmanager
def opened(folder: Path, forgiven: str = "", **settings: Any) -> Iterator[Any]:
    """Open an empty page; at the end no script on it may have failed.

    Args:
        folder: where a picture of the page is left when a test fails.
        forgiven: the message of a failure that is not ours.
        settings: of the browser's context, such as `viewport` or `offline`.
    """
    path = program()
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is missing: pip install playwright")
    failures: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path)
        page = browser.new_context(**{"viewport": WIDE} | settings).new_page()
        page.set_default_timeout(1000 * SECONDS)
        page.on("pageerror", lambda error: failures.append(str(error)) if str(error) != forgiven else None)
        try:
            yield page
        except Exception:
            page.screenshot(path=folder / "failed.png")
            raise
        finally:
            browser.close()
    assert not failures, failures


def overflow(page: Any) -> int:
    """Return how many pixels a page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextlib.contextmanager
def lab(root: Path) -> Iterator[str]:
    """Run JupyterLab in a folder, settings of the user's left aside, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = root.parent / f"{root.name}_lab"
    _settings(own / "settings")
    options = {"ServerApp.port": port, "ServerApp.root_dir": root, "ServerApp.allow_root": True, "LabApp.open_browser": False}
    options["IdentityProvider.token"] = ""
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    folders = {f"JUPYTER{name}_DIR": str(own / name) for name in ("_CONFIG", "_RUNTIME", "LAB_WORKSPACES")}
    environment = {**os.environ, **folders, "JUPYTERLAB_SETTINGS_DIR": str(own / "settings")}
    with (own / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/api", server, own / "log")
        yield f"http://127.0.0.1:{port}/lab"
    finally:
        server.terminate()
        server.wait(SECONDS)


def _settings(folder: Path) -> None:
    """Let JupyterLab draw all cells, also those that are out of sight (Playwright looks for them), and not ask about news."""
    for name, settings in (
        ("notebook-extension/tracker", '{"windowingMode": "none"}'),
        ("apputils-extension/notification", '{"fetchNews": "false", "checkForUpdates": false}'),
    ):
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(settings)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=SECONDS).close()
            return
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
