"""Seconds until a kernel is ready: `python ready.py PROFILE HOW COUNT` prints them as JSON.

A kernel is ready when it has answered a first cell that imports the libraries. HOW is "stock" (jupyter_client and ipykernel),
"warm" (the same, with our kernel provisioner) or "engine" (a student's process, as grading uses it); the last two are sandboxed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator

from jupyter_client.manager import KernelManager
from traitlets.config import Config

from autograder.kernels import provisioner
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import PROFILES
from autograder.kernels.roles import Plan
from autograder.kernels.session import Cell, Session
from autograder.pipeline.engine import STUDENT, starter

IMPORTS = {"numpy": "import numpy", "keras": "import tensorflow, keras"}
WARM = "autograder-warm"


def main(profile: str, how: str, count: str) -> list[float]:
    """Measure COUNT kernels, one after the other."""
    return list(_KINDS[how](profile, int(count)))


def _stock(profile: str, count: int) -> Iterator[float]:
    for _ in range(count):
        began = time.perf_counter()
        manager = KernelManager(kernel_name="python3", config=Config({"WarmProvisioner": {"profile": profile}}))
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        reply = client.execute_interactive(IMPORTS[profile], timeout=120, output_hook=lambda message: None)
        yield time.perf_counter() - began
        assert reply["content"]["status"] == "ok"
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _warm(profile: str, count: int) -> Iterator[float]:
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = WARM
    provisioner.zygote(PROFILES[profile], True).ready()
    yield from _stock(profile, count)
    provisioner.close()


def _engine(profile: str, count: int) -> Iterator[float]:
    with Zygote(PROFILES[profile], sandboxed=True) as zygote:
        zygote.ready()
        for _ in range(count):
            cell, began = Cell(IMPORTS[profile]), time.perf_counter()
            session = Session(Plan(), starter(zygote.address, STUDENT, {}), no_checker, 60, 60)
            session.run([cell])
            yield time.perf_counter() - began
            assert not cell.outputs.items


def no_checker(_: object) -> None:
    """Start no checker."""
    raise AssertionError("there is no test")


_KINDS: dict[str, Callable[[str, int], Iterator[float]]] = {"stock": _stock, "warm": _warm, "engine": _engine}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
