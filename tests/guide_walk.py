"""Following the instructor's guide box by box: what it types is typed, what people and servers do besides is done for them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import postgres_server
from fork import ROOT, Box, boxes, copy, environment
from guide_class import A02, PLATFORM, write_downloads, write_templates

from autograder.notebooks.paths import Course
from autograder.pipeline.demo_class import material_of

GUIDE = ROOT / "course" / "book" / "instructors.md"
BOXES = boxes(GUIDE, "sh", "toml", "python")
UNIT = "02_rnn_forward"
PARTS = (
    "autograder", "solutions", "course", "assignments", "datasets", "README.md", "LICENSE", "pyproject.toml",
    "nbgrader_config.py", ".gitignore", ".ci/requirements.lock",
)  # fmt: skip
DATABASE = "postgresql+psycopg://grader@db.example.edu/grades"
_PATIENCE = 120
Done = subprocess.CompletedProcess[str]


class Walk:
    """One walk through the guide.

    Args:
        root: an empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.home, self.exchange = root, root / "home", root / "exchange"
        self.course = Course(root / "rnn-course")
        self.done: dict[int, Done] = {}
        self._servers: subprocess.Popen[bytes] | None = None
        self._hooks: dict[str, Callable[[Box], None]] = {
            "git clone": self._host,
            ".venv/bin/activate": self._install,
            "roster.csv": lambda box: self._download(),
            "--template": lambda box: write_templates(self.home / "Downloads"),
            "nbgrader submit": self._work,
            "release_feedback": lambda box: self._leave(),
        }

    def all(self) -> Walk:
        """Follow every box."""
        self.home.mkdir(parents=True)
        (self.root / "lean").mkdir()  # nbgrader's programs would build a grammar of addresses that nothing here needs: a second
        (self.root / "lean" / "rfc3987_syntax.py").write_text("raise ImportError\n")
        try:
            for number, box in enumerate(BOXES):
                self._follow(number, box)
        finally:
            self._stop()
        return self

    def said(self, words: str) -> Done:
        """Return what came of the first box that holds these words."""
        return self.done[next(number for number, box in enumerate(BOXES) if words in box.text)]

    def shell(self, text: str, **settings: object) -> Done:
        """Run a text as the guide's reader does, in the folder of the course."""
        where = self.home if "as a student" in text else self.course.root if self.course.root.exists() else self.root
        command = ["bash", "-euo", "pipefail", "-c", text]
        return subprocess.run(command, capture_output=True, text=True, env=self.environment(), cwd=where, **settings)

    def environment(self) -> dict[str, str]:
        """Return the environment: GitHub is a folder, and the home is ours."""
        git = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "https://github.com/"}
        git |= {"GIT_CONFIG_KEY_0": f"url.{self.root}/github/.insteadOf"}
        git |= {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        found = environment(self.course.root, HOME=str(self.home), JUPYTER_CONFIG_PATH=str(self.root / "etc"), **git)
        found["PYTHONPATH"] += f"{os.pathsep}{self.root / 'lean'}"
        return {key: value for key, value in found.items() if not key.startswith(("AUTOGRADER_", "JUPYTER_CONFIG_DIR"))}

    def _follow(self, number: int, box: Box) -> None:
        for words, hook in self._hooks.items():
            if words in box.text:
                hook(box)
        if box.language == "toml":
            path = self.course.root / "pyproject.toml"
            path.write_text(f"{path.read_text()}\n{box.text}")
        elif box.language == "python":
            self._configure(box)
        elif box.text.rstrip().endswith("&"):
            self._serve(box)
        else:
            self._type(number, box)

    def _type(self, number: int, box: Box) -> None:
        text, settings = box.text, {"input": "y\n" if "autograder regrade" in box.text else ""}
        with contextlib.ExitStack() as stack:
            if DATABASE in text:
                if not postgres_server.INSTALLED:
                    return
                text = text.replace(DATABASE, f"'{stack.enter_context(postgres_server.running())}'")
            self.done[number] = self.shell(text.replace("8786", getattr(self, "port", "8786")), **settings)
        if "--scheduler" in box.text:
            self._stop()
        if "release_feedback" in box.text:
            self._come_back()

    def _host(self, box: Box) -> None:
        """Put the fork and an empty repository where `git clone` and `git push` look for them."""
        fork, hub = self.root / "fork", self.root / "github" / "YOU"
        copy(fork, PARTS, (UNIT,))
        for words in (("init", "-q", "-b", "main"), ("add", "--all"), ("commit", "-q", "-m", "The course")):
            subprocess.run(["git", *words], cwd=fork, env=self.environment(), check=True)
        for name, more in {"rnn-course": [str(fork)], "rnn-student": []}.items():
            start = ["git", "clone", "-q", "--bare", *more] if more else ["git", "init", "-q", "--bare", "-b", "main"]
            subprocess.run([*start, str(hub / name)], env=self.environment(), check=True)
        shutil.rmtree(fork)

    def _install(self, box: Box) -> None:
        """Stand in for `make`, which takes minutes."""
        (self.course.root / ".venv").symlink_to(sys.prefix)

    def _download(self) -> None:
        box = next(box for box in BOXES if "autograder collect" in box.text)
        write_downloads(self.course, self.home / "Downloads", box)

    def _configure(self, box: Box) -> None:
        (self.root / "etc").mkdir()
        self.exchange.mkdir()
        text = box.text.replace("/srv/nbgrader/exchange", str(self.exchange))
        (self.root / "etc" / "nbgrader_config.py").write_text(text)

    def _work(self, box: Box) -> None:
        """Be the student who solves what was fetched."""
        path = self.home / A02 / f"{A02}.ipynb"
        assert path.read_text() == self.course.released(A02).read_text()
        nbformat.write(material_of(self.course, A02).submission(), path)

    def _elsewhere(self) -> list[tuple[Path, Path]]:
        """Return the feedback of those who did not hand in through the exchange, and where they are put meanwhile."""
        return [(self.course.feedback / login, self.root / "elsewhere" / login) for login in PLATFORM]

    def _leave(self) -> None:
        for path, other in self._elsewhere():
            other.parent.mkdir(parents=True, exist_ok=True)
            path.rename(other)

    def _come_back(self) -> None:
        for path, other in self._elsewhere():
            other.rename(path)

    def _serve(self, box: Box) -> None:
        """Start what goes on running, on a free port, and wait until it works."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        log = self.root / "servers.log"
        with log.open("wb") as file:
            command = ["bash", "-c", f"{box.text.replace('8786', self.port)}wait"]
            self._servers = subprocess.Popen(
                command, env=self.environment(), cwd=self.course.root, stdout=file, stderr=file, start_new_session=True
            )
        deadline = time.monotonic() + _PATIENCE
        while len(re.findall(r"Registered to", log.read_text())) < 2:
            assert self._servers.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)

    def _stop(self) -> None:
        if self._servers is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._servers.pid, signal.SIGKILL)
            self._servers.wait()
            self._servers = None
