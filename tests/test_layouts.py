"""Whose a file is: downloads of the learning platforms, the roster, and names that lead astray."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import PurePosixPath

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from tiny_course import NAME, make_course

from autograder.pipeline.collect import collect
from autograder.pipeline.intake import Entry
from autograder.pipeline.layouts import hand_ins, is_named, number, stem

WHEN = (2025, 3, 9, 20, 15, 0)
TEXT = nbformat.writes(new_notebook(cells=[new_code_cell("x = 1", id="x")]))


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def packed(path, files, when=WHEN):
    """Write a zip; contents that are numbers become a right notebook that differs by the number."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            data = notebook(content) if isinstance(content, int) else content
            archive.writestr(zipfile.ZipInfo(name, when), data, zipfile.ZIP_DEFLATED)
    return path


def notebook(number):
    return TEXT + " " * number


def collected(course):
    """Return from students to the number of their notebook."""
    found = course.submitted.glob(f"*/{NAME}/{NAME}.ipynb")
    return {path.parts[-3]: len(path.read_text()) - len(TEXT) for path in found}


def received(course, student):
    stamp = (course.submitted / student / NAME / "timestamp.txt").read_text().strip()
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)


DOWNLOADS = {
    "canvas": {
        f"lovelaceada_1201_88001_{NAME}.ipynb": 1,
        f"turingalan_LATE_1202_88002_{NAME}-2.ipynb": 2,
        "noetheremmy_1203_88003_Copy of notebook (1).ipynb": 3,
    },
    "moodle folders": {
        f"Ada Lovelace_555001_assignsubmission_file_/{NAME}.ipynb": 1,
        f"Alan Turing_555002_assignsubmission_file_/Copy of {NAME}.ipynb": 2,
        "Emmy Noether_555003_assignsubmission_file/x/y.ipynb": 3,
        "Emmy Noether_555003_assignsubmission_onlinetext_/onlinetext.html": "<p>see the file</p>",
    },
    "moodle files": {
        f"Ada Lovelace_555001_assignsubmission_file_{NAME}.ipynb": 1,
        f"Alan Turing_555002_assignsubmission_file_{NAME} (2).ipynb": 2,
        "Emmy Noether_555003_assignsubmission_file_x.ipynb": 3,
    },
    "brightspace folders": {
        "index.html": "<table></table>",
        f"13394-80551 - Ada Lovelace - Mar 9, 2025 815 PM/{NAME}.ipynb": 1,
        f"13395-80551 - Alan Turing- 9 March, 2025 20 15/{NAME}.ipynb": 2,
        "13396-80551 - Emmy Noether - Mar 9, 2025 0815 PM/x.ipynb": 3,
    },
    "brightspace files": {
        f"13394-80551 - Ada Lovelace - Mar 9, 2025 815 PM - {NAME}.ipynb": 1,
        f"13395-80551 - Alan Turing - March 9, 2025 815 PM - Homework - {NAME}.ipynb": 2,
        "13396-80551 - Emmy Noether - Mar 9, 2025 815 PM - x.ipynb": 3,
    },
    "blackboard": {
        "Unit 0_Part 1_ada_attempt_2025-03-09-20-15-00.txt": "Name: Ada Lovelace (ada)",
        f"Unit 0_Part 1_ada_attempt_2025-03-09-20-15-00_{NAME}.ipynb": 1,
        f"Unit 0_Part 1_alan_attempt_2025-03-09-20-15-00_{NAME}.ipynb": 2,
        "Unit 0_Part 1_emmy_attempt_2025-03-09-20-15-00_x.ipynb": 3,
    },
    "google classroom": {
        f"Tiny/Ada Lovelace - {NAME}.ipynb": 1,
        f"Tiny/Alan Turing - Copy of {NAME}.ipynb": 2,
        f"Tiny/{NAME} - Emmy Noether.ipynb": 3,
    },
    "github classroom": {
        f"a00-tiny-submissions/a00-tiny-ada-lovelace/{NAME}.ipynb": 1,
        "a00-tiny-submissions/a00-tiny-ada-lovelace/README.md": "# Tiny",
        f"a00-tiny-submissions/a00-tiny-alan/{NAME}.ipynb": 2,
        "a00-tiny-submissions/a00-tiny-emmy/work/x.ipynb": 3,
        "a00-tiny-submissions/a00-tiny-emmy/.git/config": "",
    },
    "nbgrader": {f"submitted/{name}/{NAME}/{NAME}.ipynb": at for at, name in enumerate(["ada", "alan", "emmy"], 1)},
}
STUDENTS = {
    "canvas": ["lovelaceada", "turingalan", "noetheremmy"],
    "blackboard": ["ada", "alan", "emmy"],
    "github classroom": ["ada-lovelace", "alan", "emmy"],
    "nbgrader": ["ada", "alan", "emmy"],
    "brightspace folders": ["Ada Lovelace", "13395-80551 - Alan Turing- 9 March_ 2025 20 15", "Emmy Noether"],
}
ROSTER = """\ufeffid,first_name,last_name,email,lms_user_id,github_username
al1,Ada,Lovelace,ada@example.org,1201,ada-lovelace
at2,Alan,Turing,alan@example.org,1202,
en3,Emmy,Noether,emmy@example.org,1203,
"""


@pytest.mark.parametrize("platform", DOWNLOADS)
def test_every_file_goes_to_its_student(course, tmp_path, platform):
    items = collect(course, NAME, packed(tmp_path / "in.zip", DOWNLOADS[platform]))
    students = STUDENTS.get(platform, ["Ada Lovelace", "Alan Turing", "Emmy Noether"])
    assert collected(course) == {student: at for at, student in enumerate(students, 1)}
    assert [item.status for item in items] == ["new"] * 3
    assert {received(course, student) for student in students} == {datetime(*WHEN).astimezone(UTC)}


@pytest.mark.parametrize("platform", sorted(set(DOWNLOADS) - {"brightspace folders"}))
def test_the_roster_says_who_is_who(course, tmp_path, platform):
    course.build.mkdir(exist_ok=True)
    (course.build / "roster.csv").write_text(ROSTER)
    items = collect(course, NAME, packed(tmp_path / "in.zip", DOWNLOADS[platform]))
    assert collected(course) == {"al1": 1, "at2": 2, "en3": 3}
    assert {item.sentence for item in items} == {""}


def test_an_unpacked_download_is_read_just_as_well(course, tmp_path):
    with zipfile.ZipFile(packed(tmp_path / "in.zip", DOWNLOADS["moodle folders"])) as archive:
        archive.extractall(tmp_path / "in")
    collect(course, NAME, tmp_path / "in")
    assert set(collected(course)) == {"Ada Lovelace", "Alan Turing", "Emmy Noether"}


def test_times_of_receipt_decide_and_not_the_order_of_names(course, tmp_path):
    files = {
        f"Unit_ada_attempt_2025-03-09-20-15-00_{NAME}.ipynb": 2,
        f"Unit_ada_attempt_2025-03-08-20-15-00_z{NAME}.ipynb": 1,
        f"Unit_eve_attempt_2025-03-08-20-15-00_{NAME}.ipynb": 3,
    }
    items = collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"ada": 2, "eve": 3}
    assert sorted(item.status for item in items) == ["new", "new", "replaced"]
    assert len(list((course.build / "attempts" / NAME / "ada").glob("*.ipynb"))) == 2


def test_a_time_in_the_future_is_now(course, tmp_path):
    collect(course, NAME, packed(tmp_path / "in.zip", {"ada.ipynb": 1}, (2099, 1, 1, 0, 0, 0)))
    assert received(course, "ada") <= datetime.now(UTC)


def test_a_name_in_the_file_does_not_change_whose_it_is(course, tmp_path):
    files = {f"lovelaceada_1201_88001_{NAME}.ipynb": 1, f"moriartyeve_1202_88002_lovelaceada_1201_88001_{NAME}.ipynb": 2}
    items = collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"lovelaceada": 1, "moriartyeve": 2}
    assert ["bears the name of lovelaceada" in item.sentence for item in items] == [False, True]


def test_students_with_the_same_name_are_two(course, tmp_path):
    files = {f"lovelaceada_1201_88001_{NAME}.ipynb": 1, f"lovelaceada_1305_88002_{NAME}.ipynb": 2}
    collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"lovelaceada": 1, "lovelaceada-1305": 2}
    assert {item.status for item in collect(course, NAME, tmp_path / "in.zip")} == {"unchanged"}


def test_two_of_the_same_name_on_the_roster_are_told_apart_by_number_or_refused(course, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id;first_name;last_name;lms_user_id\na1;Ada;Lovelace;1201\na2;Ada;Lovelace;1305\n")
    files = {f"lovelaceada_1305_88002_{NAME}.ipynb": 2, f"lovelaceada_1400_88003_{NAME}.ipynb": 3}
    items = collect(course, NAME, packed(tmp_path / "in.zip", files), roster)
    assert collected(course) == {"a2": 2}
    assert "can be a1 or a2" in items[0].sentence


def test_a_number_and_a_name_that_disagree_are_refused(course, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER)
    items = collect(
        course, NAME, packed(tmp_path / "in.zip", {f"lovelaceada_1202_88002_{NAME}.ipynb": 1}), tmp_path / "roster.csv"
    )
    assert [item.status for item in items] == ["refused"]
    assert collected(course) == {}


def test_who_is_not_on_the_roster_is_taken_in_and_named(course, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER)
    (item,) = collect(course, NAME, packed(tmp_path / "in.zip", {"Eve/x.ipynb": 1}), tmp_path / "roster.csv")
    assert (item.status, item.sentence) == ("new", '"Eve" is not on the roster.')


def test_files_without_a_name_are_nobodys(course, tmp_path):
    files = {f"drive/{NAME}.ipynb": 1, f"drive/{NAME} (1).ipynb": 2, f"drive/Ada - {NAME}.ipynb": 3}
    items = collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"Ada": 3}
    assert ["does not say whose" in item.sentence for item in items] == [True, True, False]


def test_a_notebook_of_another_assignment_is_reported(course, tmp_path):
    (course.solutions / "a01_other.py").write_text("# %%\n")
    files = {"lovelaceada_1201_88001_a01_other.ipynb": 1, f"turingalan_1202_88002_{NAME}.ipynb": 2}
    items = collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"turingalan": 2}
    assert "called after another assignment" in items[0].sentence


@pytest.mark.parametrize(
    ("file", "word"), [("answers.html", "web page"), ("a.pdf", "PDF"), (f"{NAME}.py", "Python script"), ("a.docx", "document")]
)
@pytest.mark.parametrize("place", ["lovelaceada_1201_88001_{}", "Ada_55_assignsubmission_file_/{}", "ada/{}", "{}"])
def test_other_kinds_of_files_are_reported(course, tmp_path, place, file, word):
    items = collect(course, NAME, packed(tmp_path / "in.zip", {place.format(file): "?", "turingalan_1202_88002_x.ipynb": 2}))
    assert collected(course) == {"turingalan": 2}
    assert [item.status for item in items].count("refused") == 1
    assert any(word in item.sentence and "ask the student" in item.sentence for item in items)


def test_a_zip_of_a_student_is_opened(course, tmp_path):
    inner = packed(tmp_path / "inner.zip", {f"work/{NAME}.ipynb": 1, "__MACOSX/x.ipynb": ""}, (2099, 1, 1, 0, 0, 0)).read_bytes()
    files = {"lovelaceada_1201_88001_work.zip": inner, "turing/all.zip": inner, "emmy.zip": inner}
    collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"lovelaceada": 1, "turing": 1, "emmy": 1}
    assert received(course, "emmy") == datetime(*WHEN).astimezone(UTC)  # that of receipt, not what the student's zip says


def zipped(files):
    data = io.BytesIO()
    packed(data, files)
    return data.getvalue()


def test_bombs_are_refused_and_the_rest_goes_on(course, tmp_path):
    flood = {f"{number}.txt": "" for number in range(2001)}
    files = {
        "ada.ipynb": 1,
        "ratio.ipynb": "0" * 11_000_000,
        "nested.zip": zipped({"inner.zip": zipped({"x.ipynb": 1})}),
        "count.zip": zipped(flood),
        "broken.zip": b"PK\x03\x04 and no more",
        "links.zip": zipped({"../../etc/x.ipynb": 1, "/etc/y.ipynb": 1}),
        **{f"crowd/{name}": text for name, text in flood.items()},
    }
    items = collect(course, NAME, packed(tmp_path / "in.zip", files))
    assert collected(course) == {"ada": 1}
    refused = [item.sentence for item in items if item.status == "refused"]
    for word in ("500-fold", "zip in a zip", "2000 files or", "cannot be read", "(..)", "absolute", "holds 2001 files"):
        assert sum(word in sentence for sentence in refused) == 1, (word, refused)


def test_a_zip_that_lies_about_a_size(course, tmp_path):
    path = packed(tmp_path / "in.zip", {"ada.ipynb": 1, "eve.ipynb": 2})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (5).to_bytes(4, "little")
    path.write_bytes(data)
    items = collect(course, NAME, path)
    assert collected(course) == {"ada": 1}
    assert [item.status for item in items] == ["new", "refused"]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        (f"{NAME}.ipynb", NAME),
        (f"Copy of Copy of {NAME} (2) (1).ipynb", NAME),
        (f"{NAME} - Copy (3).ipynb", NAME),
        (f"{NAME}-Copy1.ipynb", NAME),
        (f"{NAME} copy 2.ipynb", NAME),
        (f"Kopie von {NAME}.ipynb.txt", NAME),
        (f"{NAME}-2.ipynb", f"{NAME}-2"),
    ],
)
def test_what_programs_add_to_names(name, bare):
    assert stem(name) == bare
    assert is_named(name, NAME)


def test_numbers_of_downloads():
    assert [number(name) for name in ("a (3).ipynb", "a-2.ipynb", "a.ipynb", "a2.ipynb")] == [3, 2, 0, 0]


def test_names_of_blackboard_that_share_a_part():
    paths = [f"HW_{name}_attempt_2025-03-09-20-15-00_x.ipynb" for name in ("jan_van_dijk", "an_van_dijk")]
    found = hand_ins([Entry(PurePosixPath(path), datetime.now(UTC), 1, PurePosixPath(path)) for path in paths], NAME)
    assert len({one.student for one in found}) == 2
