"""The table of units in the README, built from the sources like everything else."""

from __future__ import annotations

import re

from autograder.notebooks import badge
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read

BEGIN, END = "<!-- units: written by `autograder build` -->", "<!-- end of units -->"
_BETWEEN = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


def with_table(text: str, course: Course, repository: str | None) -> str:
    """Return the text of a README with the table of units between its two marks; a README without them stays as it is.

    Args:
        text: the README.
        course: the course.
        repository: "owner/name" for the Colab badges, None for none.
    """
    table = "\n".join([BEGIN, "| unit | lecture | assignment |", "|---|---|---|", *_rows(course, repository), END])
    return _BETWEEN.sub(lambda match: table, text)


def _rows(course: Course, repository: str | None) -> list[str]:
    return [_row(course, name, repository) for name in course.lectures_names()]


def _row(course: Course, name: str, repository: str | None) -> str:
    title = read(course.lecture_source(name)).settings.get("title", name)
    lecture = _link("read", f"course/{name}.ipynb", repository)
    works = f"a{name}" in course.assignments()
    work = _link("work", f"assignments/a{name}/a{name}.ipynb", repository) if works else ""
    return f"| {name[:2]} {title} | {lecture} | {work} |"


def _link(word: str, path: str, repository: str | None) -> str:
    return f"[{word}]({path}) {badge.badge(repository, path)}".rstrip()
