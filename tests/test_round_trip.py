"""From a platform's download to the file that it imports: everybody gets their points, nobody is lost, nothing is guessed."""

from __future__ import annotations

import csv
import shutil

import pytest
from cheap_execution import cheap
from platform_class import CLASS, ROSTER, TEMPLATES, TWINS, csv_text, download, imported, template
from tiny_course import NAME, make_course

from autograder.pipeline.collect import collect
from autograder.pipeline.export import Wanted, export_grades
from autograder.pipeline.grade import grade

POINTS = {one.login: one.points for one in CLASS}


def make_graded(root, empty_gradebook, platform, roster=False, class_=CLASS):
    course = make_course(root / "course")
    course.build.mkdir(exist_ok=True)
    shutil.copy(empty_gradebook, course.gradebook)
    if roster:
        (course.build / "roster.csv").write_text(csv_text(ROSTER), encoding="utf-8")
    received = collect(course, NAME, download(root / "in.zip", course, platform, class_))
    with cheap():
        grade(course, NAME, count=0)
    return course, received


@pytest.mark.parametrize(
    "platform", ["canvas", *(pytest.param(name, marks=pytest.mark.slow) for name in sorted(set(TEMPLATES) - {"canvas"}))]
)
def test_the_template_comes_back_with_the_points_of_everybody(tmp_path, empty_gradebook, platform):
    named = platform == "brightspace"  # its files bear nothing but names: two of one name would be one
    class_ = [one for one in CLASS if not (named and one.login in TWINS)]
    course, received = make_graded(tmp_path, empty_gradebook, platform, class_=class_)
    assert {item.status for item in received} == {"new"}
    path = tmp_path / "template.csv"
    path.write_bytes(template(platform))
    done = export_grades(course, NAME, Wanted(platform, path))
    here = {one.login: f"{one.points:g}" for one in class_ if one.points is not None}
    assert imported(platform, done.path.read_bytes()) == POINTS | dict.fromkeys(set(POINTS) - set(here))
    assert done.path.read_bytes() == template(platform, lambda one: here.get(one.login, "")), "the rest byte for byte"
    assert path.read_bytes() == template(platform)
    assert done.lost == ()


@pytest.mark.parametrize("platform", ["canvas", "blackboard", "github", "gradescope"])
@pytest.mark.slow
def test_any_download_reaches_any_platform_through_the_roster(tmp_path, empty_gradebook, platform):
    course, received = make_graded(tmp_path, empty_gradebook, platform, roster=True)
    assert {item.status for item in received} == {"new"}
    for target in TEMPLATES:
        done = export_grades(course, NAME, Wanted(target))
        assert imported(target, done.path.read_bytes()) == POINTS, target
        assert done.lost == ()


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["canvas", "blackboard", "github", "gradescope"])
def test_a_roster_that_comes_after_collecting_serves_as_well(tmp_path, empty_gradebook, platform):
    course, _ = make_graded(tmp_path, empty_gradebook, platform)
    roster = tmp_path / "roster.csv"
    roster.write_text(csv_text(ROSTER), encoding="utf-8")
    for target in TEMPLATES:
        done = export_grades(course, NAME, Wanted(target, roster=roster))
        assert imported(target, done.path.read_bytes()) == POINTS, target


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["google", "brightspace"])
def test_who_has_nothing_but_a_name_in_common_is_not_guessed(tmp_path, empty_gradebook, platform):
    course, received = make_graded(tmp_path, empty_gradebook, platform, roster=True)
    refused = [item for item in received if item.status == "refused"]
    assert all("can be wangx1 or wangx2" in item.sentence for item in refused)
    assert refused
    found = imported("canvas", export_grades(course, NAME, Wanted("canvas")).path.read_bytes())
    assert found == POINTS | dict.fromkeys(TWINS)


@pytest.mark.slow
def test_two_of_one_name_without_roster_or_number_are_reported(tmp_path, empty_gradebook):
    course, _ = make_graded(tmp_path, empty_gradebook, "brightspace")
    path = tmp_path / "template.csv"
    path.write_bytes(template("brightspace"))
    done = export_grades(course, NAME, Wanted("brightspace", path))
    assert len(done.lost) == 2
    assert any("Could be several students" in line for line in done.lines)
    assert imported("brightspace", done.path.read_bytes()) == POINTS | dict.fromkeys(TWINS)


@pytest.mark.slow
def test_a_worksheet_in_another_language_is_filled_in_where_its_column_is_named(tmp_path, empty_gradebook):
    course, _ = make_graded(tmp_path, empty_gradebook, "moodle")
    head = ["ID", "Vollständiger Name", "Bewertung", "Bestwertung"]
    rows = [[f"Teilnehmer/in {one.number}", one.full, "", "6,00"] for one in CLASS]
    path = tmp_path / "worksheet.csv"
    path.write_text(csv_text([head, *rows]), encoding="utf-8")
    done = export_grades(course, NAME, Wanted("moodle", path, "Bewertung"))
    with done.path.open(newline="", encoding="utf-8") as file:
        found = [row["Bewertung"] for row in csv.DictReader(file)]
    assert found == ["" if one.points is None else f"{one.points:g}" for one in CLASS]
    assert done.lost == ()
