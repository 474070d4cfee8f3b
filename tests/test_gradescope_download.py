"""Gradescope's download: its own list says whose a submission is; groups count for each member, nobody is lost."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import nbformat
import pytest
from platform_class import CLASS, csv_text, metadata
from tiny_course import NAME, answered, make_course

from autograder.notebooks.errors import CourseError
from autograder.pipeline.collect import collect

LIST = """\
---
submission_1:
  :submitters:
  - :name: "Ada, Lovelace"
    :sid: 0012
    :email: ada@example.org
  - :name: Émilie du Châtelet
    :sid: ''
    :email: emilie@example.org
  :created_at: 2025-03-09 20:15:00.610423000 Z
  :results: !ruby/object:Anything
    :tests: [1, 2]
submission_2:
  :submitters:
  - :name: Ada, Lovelace
    :sid: '0013'
  :created_at: 2099-01-01 00:00:00 UTC
submission_3:
  :submitters:
  - :name: Nobody
submission_4:
  :submitters: []
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def packed(path, course, text=LIST, top="assignment_1_export/"):
    right = nbformat.writes(answered(course))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{top}submission_metadata.yml", text)
        for number, name in [(1, f"{NAME}.ipynb"), (1, "notes.txt"), (2, "Copy of x.ipynb"), (4, "y.ipynb")]:
            archive.writestr(f"{top}submission_{number}/{name}", right)
    return path


@pytest.mark.parametrize("top", ["assignment_1_export/", ""])
def test_everybody_of_a_group_gets_the_submission_and_nobody_is_lost(course, tmp_path, top):
    items = collect(course, NAME, packed(tmp_path / "in.zip", course, top=top))
    new = {item.student for item in items if item.status == "new"}
    assert new == {"Ada_ Lovelace", "Émilie du Châtelet", "Ada_ Lovelace-0013"}
    refused = {item.student: item.sentence for item in items if item.status == "refused"}
    assert "holds no notebook" in refused["Nobody"]
    assert "does not say whose it is" in refused[""]
    stamp = (course.submitted / "Émilie du Châtelet" / NAME / "timestamp.txt").read_text()
    assert stamp.strip() == "2025-03-09 20:15:00 UTC"


def test_times_in_the_future_are_now(course, tmp_path):
    collect(course, NAME, packed(tmp_path / "in.zip", course))
    stamp = (course.submitted / "Ada_ Lovelace-0013" / NAME / "timestamp.txt").read_text().strip()
    assert datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) <= datetime.now(UTC)


def test_the_roster_finds_students_by_their_number_or_address(course, tmp_path):
    roster = tmp_path / "roster.csv"
    people = [["a1", "0012", ""], ["a2", "0013", ""], ["e", "", "emilie@example.org"]]
    roster.write_text(csv_text([["username", "student id", "email"], *people]))
    items = collect(course, NAME, packed(tmp_path / "in.zip", course), roster)
    assert {item.student for item in items if item.status == "new"} == {"a1", "a2", "e"}


def test_a_list_that_cannot_be_read_is_one_sentence(course, tmp_path):
    with pytest.raises(CourseError, match=r"submission_metadata\.yml cannot be read"):
        collect(course, NAME, packed(tmp_path / "in.zip", course, "a: [1, 2\nb: }"))


def test_the_list_of_the_round_trip_is_yaml():
    import yaml

    assert len(yaml.safe_load(metadata(CLASS))) == len(CLASS)
