"""Submissions are taken in whole, nothing is lost, and nothing outside is touched."""

from __future__ import annotations

import os
import stat
import zipfile
from datetime import UTC, datetime

import nbformat
import pytest
from tiny_course import NAME, answered, make_course

from autograder.notebooks.errors import CourseError
from autograder.pipeline import intake
from autograder.pipeline.collect import collect, folder_name

EARLY, LATE = 1_700_000_000, 1_700_009_000


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


@pytest.fixture
def text(course):
    return nbformat.writes(answered(course))


def put(folder, path, content, when=EARLY):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    os.utime(file, (when, when))
    return file


def collected(course):
    return {path.parts[-3]: path.read_text() for path in course.submitted.glob(f"*/{NAME}/{NAME}.ipynb")}


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (f"ada/{NAME}.ipynb", "ada"),
        ("ada/answers.ipynb", "ada"),
        (f"ada/{NAME}/{NAME}.ipynb", "ada"),
        (f"ada/Copy of {NAME}.ipynb", "ada"),
        (f"ada/{NAME} (3).ipynb", "ada"),
        ("ada.ipynb", "ada"),
        (f"ada_{NAME}.ipynb", "ada"),
        (f"Copy of ada_{NAME} (1).ipynb", "ada"),
        (f"ada_Copy of {NAME}.ipynb", "ada"),
        (f"ada - {NAME}.ipynb.txt", "ada"),
        ("Ada Lovelace.IPYNB", "Ada Lovelace"),
        ("Müller, Änne/x.ipynb", "Müller_ Änne"),
    ],
)
def test_plain_layouts(course, text, tmp_path, path, student):
    put(tmp_path / "in", path, text)
    put(tmp_path / "in", f"someone-else/{NAME}.ipynb", text)
    items = collect(course, "a00", tmp_path / "in")
    assert collected(course) == {student: text, "someone-else": text}
    assert {item.status for item in items} == {"new"}
    assert {item.student for item in items} == {student, "someone-else"}


@pytest.mark.parametrize("paths", [["ada.ipynb", "bela.ipynb"], [f"ada/{NAME}.ipynb", f"bela/{NAME}.ipynb"]])
@pytest.mark.parametrize("top", ["", "submissions/", "./"])
def test_a_zip_with_or_without_a_folder_on_top(course, text, tmp_path, paths, top):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for path in paths:
            archive.writestr(top + path, text)
    collect(course, NAME, tmp_path / "in.zip")
    assert collected(course) == {"ada": text, "bela": text}


def test_the_folder_of_the_only_student_is_not_taken_for_a_class(course, text, tmp_path):
    put(tmp_path / "in", f"ada/{NAME}.ipynb", text)
    put(tmp_path / "in", f"ada/{NAME} (1).ipynb", text + " ")
    collect(course, NAME, tmp_path / "in")
    assert collected(course) == {"ada": text + " "}


def test_the_time_is_that_of_the_download(course, text, tmp_path):
    put(tmp_path / "in", "ada.ipynb", text, LATE)
    collect(course, NAME, tmp_path / "in")
    stamp = (course.submitted / "ada" / NAME / "timestamp.txt").read_text().strip()
    assert stamp == f"{datetime.fromtimestamp(LATE, UTC):%Y-%m-%d %H:%M:%S} UTC"


def test_a_second_time_nothing_happens(course, text, tmp_path):
    put(tmp_path / "in", f"ada/{NAME}.ipynb", text)
    put(tmp_path / "in", f"ada/{NAME} (1).ipynb", text + " ", LATE)
    collect(course, NAME, tmp_path / "in")
    before = {path: path.stat().st_mtime_ns for path in course.build.rglob("*") if path.is_file()}
    assert {item.status for item in collect(course, NAME, tmp_path / "in")} == {"unchanged"}
    assert {path: path.stat().st_mtime_ns for path in course.build.rglob("*") if path.is_file()} == before


def test_a_newer_attempt_replaces_and_the_older_is_kept(course, text, tmp_path):
    put(tmp_path / "one", "ada.ipynb", text)
    put(tmp_path / "two", "ada.ipynb", text + " ", LATE)
    collect(course, NAME, tmp_path / "one")
    (item,) = collect(course, NAME, tmp_path / "two")
    assert item.status == "replaced"
    assert collected(course) == {"ada": text + " "}
    attempts = (course.build / "attempts" / NAME / "ada").glob("*.ipynb")
    assert sorted(path.read_text() for path in attempts) == sorted([text, text + " "])


def test_an_older_attempt_is_kept_and_does_not_replace(course, text, tmp_path):
    put(tmp_path / "one", "ada.ipynb", text, LATE)
    put(tmp_path / "two", "ada.ipynb", text + " ", EARLY)
    collect(course, NAME, tmp_path / "one")
    (item,) = collect(course, NAME, tmp_path / "two")
    assert (item.status, bool(item.sentence)) == ("older", True)
    assert collected(course) == {"ada": text}


def test_originals_are_not_touched(course, text, tmp_path):
    file = put(tmp_path / "in", "ada.ipynb", text)
    before = file.stat()
    collect(course, NAME, tmp_path / "in")
    assert (file.read_text(), file.stat().st_mtime_ns, file.stat().st_mode) == (text, before.st_mtime_ns, before.st_mode)


@pytest.mark.parametrize(
    ("content", "word"), [("", "empty"), ("{", "not JSON"), ("<html>", "web page"), ("[1]", "not a notebook")]
)
def test_what_is_no_notebook_is_collected_and_reported(course, tmp_path, content, word):
    put(tmp_path / "in", "ada.ipynb", content)
    (item,) = collect(course, NAME, tmp_path / "in")
    assert item.status == "new"
    assert word in item.sentence
    assert collected(course) == {"ada": content}


def test_other_notebooks_beside_the_right_one_are_left(course, text, tmp_path):
    put(tmp_path / "in", f"ada/{NAME}.ipynb", text)
    put(tmp_path / "in", "ada/scratch.ipynb", "{}", LATE)
    items = collect(course, NAME, tmp_path / "in")
    assert collected(course) == {"ada": text}
    assert [item.status for item in items] == ["new", "refused"]


def test_other_assignments_are_left(course, text, tmp_path):
    (course.solutions / "a01_other.py").write_text("# %%\n")
    put(tmp_path / "in", f"ada/{NAME}.ipynb", text)
    put(tmp_path / "in", "ada/a01_other.ipynb", "{}", LATE)
    put(tmp_path / "in", "bela_a01_other.ipynb", "{}", LATE)
    assert [item.status for item in collect(course, NAME, tmp_path / "in")] == ["new"]


def test_a_student_without_a_notebook_is_named(course, text, tmp_path):
    put(tmp_path / "in", "ada.ipynb", text)
    put(tmp_path / "in", "bela/answers.docx", "")
    items = collect(course, NAME, tmp_path / "in")
    assert [(item.student, item.status) for item in items] == [("ada", "new"), ("bela", "refused")]


def test_students_whose_names_become_the_same_folder_are_not_merged(course, text, tmp_path):
    put(tmp_path / "in", "a,b.ipynb", text)
    put(tmp_path / "in", "a;b.ipynb", text + " ")
    items = collect(course, NAME, tmp_path / "in")
    assert sorted(item.status for item in items) == ["new", "refused"]
    assert collected(course) == {folder_name("a,b"): text}


def test_links_are_refused(course, text, tmp_path):
    put(tmp_path / "in", "ada.ipynb", text)
    (tmp_path / "in" / "eve.ipynb").symlink_to(put(tmp_path, "secret.ipynb", text))
    (tmp_path / "in" / "mallory").symlink_to(tmp_path, target_is_directory=True)
    items = collect(course, NAME, tmp_path / "in")
    assert collected(course) == {"ada": text}
    assert ["link" in item.sentence for item in items] == [True, True, False]


@pytest.mark.parametrize("name", ["/etc/ada.ipynb", "../ada.ipynb", "x/../../ada.ipynb", "C:/ada.ipynb"])
def test_paths_that_lead_out_of_a_zip_are_refused(course, text, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(name, text)
        archive.writestr("bela.ipynb", text)
    items = collect(course, NAME, tmp_path / "in.zip")
    assert collected(course) == {"bela": text}
    assert len([item for item in items if item.status == "refused"]) == 1


def test_links_in_a_zip_are_refused(course, text, tmp_path):
    link = zipfile.ZipInfo("eve.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bela.ipynb", text)
    collect(course, NAME, tmp_path / "in.zip")
    assert collected(course) == {"bela": text}


def test_files_that_are_too_large_are_refused(course, text, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_FILE", len(text))
    put(tmp_path / "in", "ada.ipynb", text)
    put(tmp_path / "in", "big.ipynb", text + " ")
    items = collect(course, NAME, tmp_path / "in")
    assert collected(course) == {"ada": text}
    assert "larger" in items[0].sentence


def test_a_zip_that_promises_too_much_is_refused(course, text, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_SUM", len(text))
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("ada.ipynb", text)
        archive.writestr("bela.ipynb", text)
    with pytest.raises(CourseError, match="holds more than"):
        collect(course, NAME, tmp_path / "in.zip")


def test_what_the_operating_system_leaves_is_ignored(course, text, tmp_path):
    put(tmp_path / "in", "ada.ipynb", text)
    put(tmp_path / "in", "__MACOSX/ada.ipynb", "")
    put(tmp_path / "in", ".ipynb_checkpoints/ada-checkpoint.ipynb", "")
    assert [item.student for item in collect(course, NAME, tmp_path / "in")] == ["ada"]


def test_a_missing_folder(course, tmp_path):
    with pytest.raises(CourseError, match="there is no folder or zip"):
        collect(course, NAME, tmp_path / "nowhere")


def test_a_file_that_is_no_zip(course, tmp_path):
    with pytest.raises(CourseError, match="neither a folder nor a zip"):
        collect(course, NAME, put(tmp_path, "class.txt", ""))
    with pytest.raises(CourseError, match="not a zip that can be read"):
        collect(course, NAME, put(tmp_path, "class.zip", "PK"))


def test_a_folder_without_notebooks(course, tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(CourseError, match=f"no notebook of {NAME}"):
        collect(course, NAME, tmp_path / "in")


def test_an_unknown_assignment(course, tmp_path):
    with pytest.raises(CourseError, match="no assignment"):
        collect(course, "a99", tmp_path)


def test_what_nbgrader_could_not_read_is_mended_and_kept_as_it_came(course, text, tmp_path):
    data = ("\ufeff" + text).encode("utf-16-le")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ada.ipynb").write_bytes(data)
    (item,) = collect(course, NAME, tmp_path / "in")
    assert "UTF-8" in item.sentence
    assert nbformat.reads(collected(course)["ada"], as_version=4).cells == nbformat.reads(text, as_version=4).cells
    (kept,) = (course.build / "attempts" / NAME / "ada").glob("*.ipynb")
    assert kept.read_bytes() == data
    assert [item.status for item in collect(course, NAME, tmp_path / "in")] == ["unchanged"]


def test_a_submission_that_was_edited_by_hand_is_kept_when_it_is_replaced(course, text, tmp_path):
    put(tmp_path / "one", "ada.ipynb", "\ufeff" + text)
    put(tmp_path / "two", "ada.ipynb", text + " ", LATE)
    collect(course, NAME, tmp_path / "one")
    (course.submitted / "ada" / NAME / f"{NAME}.ipynb").write_text(text + "\n\n")
    collect(course, NAME, tmp_path / "two")
    kept = {path.read_text() for path in (course.build / "attempts" / NAME / "ada").glob("*.ipynb")}
    assert kept == {"\ufeff" + text, text + "\n\n", text + " "}


def test_a_mended_submission_is_not_kept_twice(course, text, tmp_path):
    put(tmp_path / "one", "ada.ipynb", "\ufeff" + text)
    put(tmp_path / "two", "ada.ipynb", text + " ", LATE)
    collect(course, NAME, tmp_path / "one")
    collect(course, NAME, tmp_path / "two")
    assert len(list((course.build / "attempts" / NAME / "ada").glob("*.ipynb"))) == 2


def test_a_time_stamp_in_the_download_is_not_believed(course, text, tmp_path):
    put(tmp_path / "in", f"ada/{NAME}.ipynb", text, LATE)
    put(tmp_path / "in", "ada/timestamp.txt", "2001-01-01 00:00:00 UTC")
    collect(course, NAME, tmp_path / "in")
    stamp = (course.submitted / "ada" / NAME / "timestamp.txt").read_text().strip()
    assert stamp == f"{datetime.fromtimestamp(LATE, UTC):%Y-%m-%d %H:%M:%S} UTC"


def test_long_names_fit(course, text, tmp_path):
    put(tmp_path / "in", f"{'ä' * 90}1/x.ipynb", text)
    put(tmp_path / "in", f"{'ä' * 90}2/x.ipynb", text)
    assert sorted(item.status for item in collect(course, NAME, tmp_path / "in")) == ["new", "refused"]
