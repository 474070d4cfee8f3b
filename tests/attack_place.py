"""Where attacks are tried: a course, a home folder, listeners; and what is found there afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import secrets
import selectors
import shutil
import socket
import sqlite3
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from attack_course import CELL_SECONDS, CHECK, PLAIN, make_course
from attack_plain import SECRETS
from attacks.model import BOAST

from autograder.notebooks.paths import Course

REAL_HOME = Path(pwd.getpwuid(os.getuid()).pw_dir)
SITE = Path(sysconfig.get_paths()["purelib"])
SHARED = tuple(map(Path, ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/usr", "/usr/local/bin")))
PACKAGES = (SITE, SITE / "numpy", SITE / "IPython", Path(os.__file__).parent, Path(__file__).parents[1] / "autograder")
RELEASED = ("assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "source_cell", "task_cells")


class Listener:
    """Counts whoever connects or sends: TCP, UDP, and two sockets of this machine."""

    def __init__(self, mark: str, path: Path) -> None:
        self.heard: list[str] = []
        self._selector, self._open = selectors.DefaultSelector(), True
        tcp = socket.create_server(("", 0))
        self.port = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("", self.port))
        sockets = [tcp, udp]
        for address in (f"\0{mark}", str(path)):
            sockets.append(socket.socket(socket.AF_UNIX))
            sockets[-1].bind(address)
            sockets[-1].listen()
        for one in sockets:
            self._selector.register(one, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._open:
            for key, _ in self._selector.select(0.1):
                self._hear(key.fileobj)

    def _hear(self, one: socket.socket) -> None:
        if one.type == socket.SOCK_DGRAM:
            self.heard.append(one.recv(200).decode())
            return
        with one.accept()[0] as connection, contextlib.suppress(OSError):
            connection.settimeout(1)
            self.heard.append("somebody")
            self.heard[-1] = connection.recv(200).decode() or "somebody"

    def close(self) -> None:
        """Stop listening."""
        self._open = False
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()


@dataclass
class Place:
    """The course, and everything around it that attacks go for.

    Args:
        folder: everything but the shared folders of the machine lies below it.
        mark: in the name of each file and process of an attack.
    """

    folder: Path
    mark: str
    course: Course
    listener: Listener
    home: Path
    runtime: Path
    before: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str, student: str) -> str:
        """Return a text of an attack for this place."""
        known = {"COURSE": self.course.root, "HOME": self.home, "REALHOME": REAL_HOME, "RUNTIME": self.runtime, "SITE": SITE}
        known |= {"MARK": self.mark, "PORT": self.listener.port, "SECONDS": CELL_SECONDS, "PYTHON": sys.executable}
        for name, value in (known | {"BOAST": BOAST, "STUDENT": student}).items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def environment(self) -> dict[str, str]:
        """Return the variables under which grading runs here."""
        return {"HOME": str(self.home), "JUPYTER_RUNTIME_DIR": str(self.runtime), "COURSE_TOKEN": SECRETS["environment"]}

    def written(self) -> list[str]:
        """Return the files that attacks left, wherever they are."""
        top = [path for place in (*SHARED, *PACKAGES, REAL_HOME, Path.cwd()) for path in _listed(place)]
        below = [path for place in (self.course.root, self.home, self.runtime) for path in place.rglob("*")]
        return sorted({str(path) for path in top + below if self.mark in path.name})

    def changed(self) -> list[str]:
        """Return the files that should be as they were and are not."""
        now = self._prints()
        return sorted(path for path in {**now, **self.before} if now.get(path) != self.before.get(path))

    def note(self) -> None:
        """Remember all files as they are now."""
        self.before = self._prints()

    def _prints(self) -> dict[str, str]:
        places = [self.course.solutions, self.course.release, self.course.source, self.course.submitted]
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        files += [self.course.build / "keys.txt", self.home / "secret.txt", self.runtime / "kernel-0.json"]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.exists()}

    def released(self) -> dict[str, list[tuple[object, ...]]]:
        """Return what the gradebook says of the assignments themselves."""
        with contextlib.closing(sqlite3.connect(self.course.gradebook)) as database:
            return {table: database.execute(f"select * from {table} order by id").fetchall() for table in RELEASED}

    def processes(self) -> list[psutil.Process]:
        """Return the processes of attacks that are still there."""
        return [one for one in psutil.process_iter() if self.mark in _called(one)]

    def close(self) -> None:
        """Take away what attacks left on the machine."""
        for one in self.processes():
            with contextlib.suppress(psutil.Error):
                one.kill()
        self.listener.close()
        for path in map(Path, self.written()):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _listed(place: Path) -> list[Path]:
    try:
        return list(place.iterdir())
    except OSError:
        return []


def _called(process: psutil.Process) -> str:
    try:
        return " ".join([process.name(), *process.cmdline()]) if process.status() != psutil.STATUS_ZOMBIE else ""
    except psutil.Error:
        return ""


def ended(place: Place, seconds: float = 5) -> list[str]:
    """Return the processes of attacks that are left some seconds after grading."""
    deadline = time.monotonic() + seconds
    while (left := place.processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return [_called(one) for one in left]


@contextlib.contextmanager
def make_place(folder: Path, names: tuple[str, ...] = (PLAIN, CHECK)) -> Iterator[Place]:
    """Make a place with a course of these assignments below a folder, and clean up afterwards."""
    mark = f"atk{secrets.token_hex(4)}"
    home, runtime = folder / "home", folder / "runtime"
    for path, name, secret in ((home, "secret.txt", "home"), (runtime, "kernel-0.json", "kernel")):
        path.mkdir(parents=True)
        (path / name).write_text(f'{{"key": "{SECRETS[secret]}"}}')
    listener = Listener(mark, runtime / "listener")
    place = Place(folder, mark, make_course(folder / "course", names), listener, home, runtime)
    try:
        yield place
    finally:
        place.close()
