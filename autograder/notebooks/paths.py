"""Where everything lies: the course root and its folders."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.notebooks.errors import CourseError

VARIABLE = "AUTOGRADER_COURSE"
DATABASE = "AUTOGRADER_DB_URL"


@dataclass(frozen=True)
class Course:
    """The folders of a course.

    Args:
        root: the course root, which holds `course/`, `solutions/` and `assignments/`.
        work: the folder of submissions, grades and reports, for a class beside the real one; build/ without it.
    """

    root: Path
    work: Path | None = None

    @property
    def text(self) -> Path:
        """Return the folder of the lecture sources."""
        return self.root / "course" / "text"

    @property
    def lectures(self) -> Path:
        """Return the folder of the built lectures."""
        return self.root / "course"

    @property
    def solutions(self) -> Path:
        """Return the folder of the instructor sources of the assignments."""
        return self.root / "solutions"

    @property
    def release(self) -> Path:
        """Return the folder of the assignments as students get them."""
        return self.root / "assignments"

    @property
    def build(self) -> Path:
        """Return the folder of everything that is made and not committed."""
        return self.work or self.root / "build"

    @property
    def source(self) -> Path:
        """Return nbgrader's source folder."""
        return self.root / "build" / "source"

    @property
    def submitted(self) -> Path:
        """Return the folder of the collected submissions."""
        return self.build / "submitted"

    @property
    def autograded(self) -> Path:
        """Return the folder of the graded submissions."""
        return self.build / "autograded"

    @property
    def feedback(self) -> Path:
        """Return the folder of the feedback."""
        return self.build / "feedback"

    @property
    def gradebook(self) -> Path:
        """Return the file of nbgrader's database, where the database is a file."""
        return self.build / "gradebook.db"

    @property
    def db_url(self) -> str:
        """Return the address of nbgrader's database: AUTOGRADER_DB_URL for the course itself, else the file `gradebook`."""
        named = os.environ.get(DATABASE, "") if self.work is None else ""
        return named or f"sqlite:///{self.gradebook.resolve()}"

    @property
    def vectors(self) -> Path:
        """Return the folder of the frozen vectors, one file per assignment."""
        return self.root / "autograder" / "vectors"

    def assignments(self) -> list[str]:
        """Return the names of the assignments, sorted."""
        return _stems(self.solutions)

    def lectures_names(self) -> list[str]:
        """Return the names of the lectures, sorted."""
        return _stems(self.text)

    def assignment(self, name: str) -> str:
        """Return the full name of an assignment.

        Args:
            name: its name, or the beginning of its name when only one begins so ("a02").

        Returns:
            The full name.

        Raises:
            CourseError: there is no such assignment, or several begin so.
        """
        return _known("assignment", name, self.assignments())

    def lecture(self, name: str) -> str:
        """Return the full name of a lecture.

        Args:
            name: its name, or the beginning of its name when only one begins so ("02").

        Returns:
            The full name.

        Raises:
            CourseError: there is no such lecture, or several begin so.
        """
        return _known("lecture", name, self.lectures_names())

    def assignment_source(self, name: str) -> Path:
        """Return the percent source of an assignment; `CourseError` when there is none (see `assignment`)."""
        return self.solutions / f"{self.assignment(name)}.py"

    def lecture_source(self, name: str) -> Path:
        """Return the percent source of a lecture; `CourseError` when there is none (see `lecture`)."""
        return self.text / f"{self.lecture(name)}.py"

    def released(self, name: str) -> Path:
        """Return the notebook that students get for an assignment, whether it is built or not."""
        full = self.assignment(name)
        return self.release / full / f"{full}.ipynb"


def course_root() -> Path:
    """Find the course root.

    Returns:
        The folder that the environment variable AUTOGRADER_COURSE names, else the folder of this package's sources when it
        holds `solutions/`, else the nearest folder that does, from the current one upwards.

    Raises:
        CourseError: none of them is a course.
    """
    if named := os.environ.get(VARIABLE):
        return _named(Path(named))
    here = Path.cwd()
    found = next((root for root in (Path(__file__).resolve().parents[2], here, *here.parents) if _is_course(root)), None)
    if found is None:
        raise CourseError(
            f"no course was found in {here} or above it: go to the folder that holds solutions/, or set {VARIABLE} to it"
        )
    return found


def _named(root: Path) -> Path:
    if not _is_course(root):
        raise CourseError(f"{VARIABLE} names {root}, which holds no solutions/: set it to the course root or unset it")
    return root.resolve()


def _is_course(root: Path) -> bool:
    return (root / "solutions").is_dir()


def _stems(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith(("_", ".")))


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    known = list(names)
    begins = [other for other in known if other.startswith(name)] if name else []
    if name in known:
        return name
    if len(begins) == 1:
        return begins[0]
    raise CourseError(f'there is no {kind} "{name}": {_suggestion(kind, name, begins or known)}')


def _suggestion(kind: str, name: str, known: list[str]) -> str:
    close = [other for other in known if name and other.startswith(name)] or difflib.get_close_matches(name, known, 2, 0.4)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known are {', '.join(known)}" if known else f"the course has no {kind} yet"
