"""What workers are told to do in tests; imports nothing, for workers import it."""

import os
import signal
import time
from pathlib import Path


def square(number):
    return number * number


def die_once(path):
    """Kill the process at the first call, told by a file."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die():
    os._exit(1)


def fail():
    raise RuntimeError("soft")


def hang():
    time.sleep(600)
