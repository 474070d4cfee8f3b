"""The class of the instructor's guide: one student of each platform, who handed in assignment 02."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import nbformat
from fork import Box
from platform_class import CLASS, DOWNLOADS, ROSTER, WHEN, csv_text, imported, metadata, template
from tiny_course import NAME

from autograder.notebooks.paths import Course
from autograder.pipeline.demo_class import Material, material_of

A02 = "a02_rnn_forward"
PLATFORM = {
    "ada": "canvas", "jose": "moodle", "bob": "brightspace", "priya": "blackboard",
    "alahmad": "gradescope", "sobrien": "google", "wangx1": "github",
}  # fmt: skip
RAISED = "many_to_one"  # the exercise whose points the guide raises by one
WRONG = {"jose": "softmax", "bob": RAISED}
_LINE = re.compile(r"^autograder collect a02 ~/Downloads/(\S+) +# (\w+)", re.MULTILINE)
_TITLES = {"Google": "google", "GitHub": "github"}


def people() -> dict[str, object]:
    """Return those of the class who hand in, by login."""
    return {one.login: one for one in CLASS if one.login in PLATFORM}


def solved(material: Material, login: str) -> str:
    """Return what a student hands in."""
    name = WRONG.get(login)
    return nbformat.writes(material.submission(**({name: material.mistaken(name, 0)} if name else {})))


def points(course: Course) -> dict[str, float]:
    """Return what everybody must get."""
    material = material_of(course, A02)
    return {login: material.without(WRONG[login]) if login in WRONG else material.total for login in PLATFORM}


def write_downloads(course: Course, folder: Path, box: Box) -> None:
    """Write the roster, and what each platform lets download under the name that the guide gives it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "roster.csv").write_text(csv_text(ROSTER), encoding="utf-8")
    material, class_ = material_of(course, A02), people()
    for file, title in _LINE.findall(box.text):
        platform = _TITLES.get(title, title.lower())
        (login,) = (login for login, used in PLATFORM.items() if used == platform)
        files = {_named(DOWNLOADS[platform](class_[login])): solved(material, login)}
        if platform == "canvas":  # an earlier attempt, with nothing in it
            files = {name.replace(".ipynb", "-1.ipynb"): text for name, text in files.items()} | {
                name: nbformat.writes(material.release) for name in files
            }
        if platform == "gradescope":
            files["assignment_77_export/submission_metadata.yml"] = metadata([class_[login]])
        _write(folder / file, files)


def write_templates(folder: Path) -> None:
    """Write what the platforms export, the column of the assignment empty."""
    for platform, ending in {"canvas": "csv", "moodle": "csv", "brightspace": "csv", "blackboard": "xls"}.items():
        (folder / f"{platform}.{ending}").write_bytes(_renamed(template(platform), NAME, A02))


def imported_points(platform: str, path: Path) -> dict[str, float | None]:
    """Read a filled in file as the platform does."""
    return imported(platform, _renamed(path.read_bytes(), A02, NAME))


def _named(name: str) -> str:
    return name.replace(NAME, A02).replace("a00-tiny", "a02").replace("Tiny/", "Assignment 02/")


def _renamed(data: bytes, old: str, new: str) -> bytes:
    for encoding in ("utf-8", "utf-16-le"):
        data = data.replace(old.encode(encoding), new.encode(encoding))
    return data


def _write(path: Path, files: dict[str, str]) -> None:
    archive = path if path.suffix == ".zip" else path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, WHEN), text)
    if archive != path:  # a folder: the zip holds it, or its contents
        shutil.unpack_archive(archive, path.parent)
        archive.unlink()
