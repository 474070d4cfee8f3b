"""Exported grades: other people's files keep every byte, formulas are defused, nothing is 0 that nobody graded."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from datetime import UTC, datetime

import pytest
from cheap_execution import cheap
from nbgrader.api import Gradebook
from tiny_course import NAME, TOTAL, answered, hand_in, make_course

from autograder.cli import main
from autograder.notebooks.errors import CourseError
from autograder.pipeline.csv_export import CourseCsvExport
from autograder.pipeline.export import Wanted, export, export_grades
from autograder.pipeline.filling import Told, compose, fill
from autograder.pipeline.grade import grade
from autograder.pipeline.grades import GRADED, UNGRADED, Grade, Gradings
from autograder.pipeline.people import Lines, Person, people
from autograder.pipeline.platforms import BLACKBOARD, BRIGHTSPACE, CANVAS, MOODLE, find_column
from autograder.pipeline.roster import Roster
from autograder.pipeline.sheets import Sheet


def person(student, ids=(), numbers=(), names=(), row=None):
    return Person(student, frozenset({student, *ids}), frozenset(numbers), frozenset(names), row or {})


def gradings(**scores):
    """Return grades of one assignment: points, None for a submission that is not graded."""
    grades = {
        ("a02_x", name): Grade("a02_x", name, UNGRADED if score is None else GRADED, score, score, max_score=6.0)
        for name, score in scores.items()
    }
    return Gradings({"a02_x": 6.0}, grades, {})


def filled(text, class_, scores, platform=CANVAS, zero=False, column=-1):
    sheet, told = Sheet("t.csv", text.encode()), Told()
    fill(sheet, platform, {"a02_x": column % len(sheet.header)}, scores, class_, zero, told)
    return sheet.dump().decode(), told


def test_what_the_template_says_stays_where_there_is_no_grade():
    text = "Student,ID,a02_x\nA,1,\nB,2,4\nC,3,EX\nD,4,EX\nE,5,\nF,6,3\n"
    class_ = [person("a", names={"a"}), person("d", names={"d"}), person("e", names={"e"}), person("f", names={"f"})]
    given = gradings(a=2.5, d=3.0, e=None, f=5.0)
    data, told = filled(text, class_, given)
    assert data == "Student,ID,a02_x\nA,1,2.5\nB,2,4\nC,3,EX\nD,4,EX\nE,5,\nF,6,5\n"
    assert any("replaced (1): f (3 to 5)." in line for line in told.lines)
    assert any("Excused in the template, and stay so (1): d." in line for line in told.lines)
    assert any("Handed nothing in (2): B, C." in line for line in told.lines)


def test_missing_as_zero_fills_empty_cells_only():
    data, _ = filled("Student,ID,a02_x\nA,1,\nB,2,4\nC,3,-\nE,5,\n", [person("e", names={"e"})], gradings(e=None), zero=True)
    assert data == "Student,ID,a02_x\nA,1,0\nB,2,4\nC,3,0\nE,5,\n"


def test_a_decimal_comma_is_kept():
    data, _ = filled("Student;ID;x;a02_x\nA;1;10,00;\n", [person("a", names={"a"})], gradings(a=2.5))
    assert data == "Student;ID;x;a02_x\nA;1;10,00;2,5\n"


def test_two_students_for_one_line_and_two_lines_for_one_student_are_reported():
    text = "Student,ID,a02_x\nA,1,\nB,2,\nB,3,\n"
    class_ = [person("x", names={"a"}), person("y", names={"a"}), person("z", names={"b"}), person("n", names={"none"})]
    data, told = filled(text, class_, gradings(x=1.0, y=2.0, z=3.0, n=4.0))
    assert data == text
    assert told.lost == ["n", "x", "y", "z"]
    assert any("Not in t.csv" in line for line in told.lines)
    assert any("Could be several students" in line for line in told.lines)


def test_other_points_on_the_platform_are_reported():
    text = "Student,ID,a02_x\n    Points Possible,,10\nA,1,\n"
    _, told = filled(text, [person("a", names={"a"})], gradings(a=1.0))
    assert any("worth 10 points in Canvas, a02_x 6" in line for line in told.lines)


def test_a_number_or_an_id_decides_before_a_name():
    lines = Lines(
        [(1, {"student": "Lovelace, Ada", "id": "11", "sis user id": "007"}), (2, {"student": "Ada Lovelace", "id": "12"})]
    )
    assert lines.find(person("x", names={"adalovelace"})) == [1, 2]
    assert lines.find(person("x", numbers={"12"}, names={"adalovelace"})) == [2]
    assert lines.find(person("007", names={"adalovelace"})) == [1]
    assert lines.find(person("7", names={"eve"})) == []


@pytest.mark.parametrize(
    ("platform", "header", "column"),
    [
        (CANVAS, "Student,ID,Project (1),a02_x (4711)", 3),
        (CANVAS, "Student,ID,a021 (1),A02: Forward (4711)", 3),
        (CANVAS, "Student,ID,Forward through time (12)", 2),
        (BRIGHTSPACE, "OrgDefinedId,a02 x Points Grade <Numeric MaxPoints:6>,End-of-Line Indicator", 1),
        (BLACKBOARD, "Username,a02_x [Total Pts: 6 Score] |77,Total [Total Pts: up to 9 Score] |78", 1),
        (MOODLE, "First name,Assignment: a02_x (Real),Course total (Real)", 1),
        (MOODLE, "Identifier,Full name,Status,Grade,Maximum Grade", 3),
    ],
)
def test_the_column_is_found_by_what_platforms_make_of_its_name(platform, header, column):
    sheet = Sheet("t.csv", f"{header}\n1,2,3\n".encode())
    assert find_column(sheet, platform, ["a02_x", "Forward through time"]) == column
    assert find_column(sheet, platform, ["a99_z"], sheet.header[column]) == column


def test_a_column_that_is_missing_or_not_alone_is_asked_for():
    sheet = Sheet("t.csv", b"Student,ID,a02 one,a02 two\n")
    with pytest.raises(CourseError, match=r'several columns.*"a02 one", "a02 two"'):
        find_column(sheet, CANVAS, ["a02_x", ""])
    with pytest.raises(CourseError, match='no column for a03_y: name one of these with --column: "Student"'):
        find_column(sheet, CANVAS, ["a03_y", ""])


def test_a_new_file_defuses_names_and_says_so():
    told = Told()
    class_ = [person("eve", row={"first_name": "=1+1", "last_name": "O'Brien", "username": "eve", "section": "-x"})]
    data = compose(CANVAS, ["a02_x"], gradings(eve=2.0), class_, False, told)
    rows = list(csv.reader(io.StringIO(data.decode())))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "a02_x"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "6"]
    assert rows[2] == ["O'Brien, =1+1", "", "", "eve", "'-x", "2"]
    assert any("behind an apostrophe" in line and "(1): -x." in line for line in told.lines)


@pytest.fixture(scope="module")
def course(tmp_path_factory, empty_gradebook):
    made = make_course(tmp_path_factory.mktemp("export") / "course")
    made.build.mkdir(exist_ok=True)
    shutil.copy(empty_gradebook, made.gradebook)
    for student in ("right", "late"):
        hand_in(made, student, answered(made))
    hand_in(made, "broken", "{")
    late = made.submitted / "late" / NAME / "timestamp.txt"
    late.write_text("2025-03-12 12:00:00 UTC\n")
    with cheap():
        grade(made, NAME, count=0)
    with Gradebook(made.db_url) as gradebook:
        gradebook.find_assignment(NAME).duedate = datetime(2025, 3, 10, 11, tzinfo=UTC).replace(tzinfo=None)
        gradebook.find_submission(NAME, "late").notebooks[0].late_submission_penalty = 1.5
        gradebook.update_or_create_student("Zoë, the =1", first_name="=Zoë", last_name='"Q", R')
        gradebook.db.commit()
    hand_in(made, "waiting", answered(made))  # collected, and not graded yet
    return made


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_plain_csv_tells_late_missing_and_ungraded_apart(course):
    done = export_grades(course, NAME)
    found = rows(done.path)
    assert {name: (row["score"], row["status"]) for name, row in found.items()} == {
        "right": (str(TOTAL), "graded"),
        "late": (str(TOTAL - 1.5), "graded"),
        "broken": ("", "ungraded"),
        "waiting": ("", "ungraded"),
        "Zoë, the =1": ("", "missing"),
    }
    assert (found["late"]["late_days"], found["late"]["late_submission_penalty"], found["late"]["raw_score"]) == (
        "3",
        "1.5",
        "6.0",
    )
    assert found["Zoë, the =1"]["first_name"] == "'=Zoë"
    assert found["Zoë, the =1"]["last_name"] == '"Q", R'
    told = "\n".join(done.lines)
    for words in (
        "broken is not graded: ",
        "Not graded (1): waiting.",
        "Late (1): late by 3 days, 1.5 points taken off.",
        "a spreadsheet would run",
        "behind an apostrophe (1): =Zoë",
    ):
        assert words in told
    assert "Handed nothing in (1): Zoë, the =1." in told


def test_missing_as_zero_leaves_the_ungraded_empty(course):
    found = rows(export_grades(course, NAME, Wanted(zero=True)).path)
    assert {name: row["score"] for name, row in found.items() if row["status"] != "graded"} == {
        "broken": "",
        "waiting": "",
        "Zoë, the =1": "0.0",
    }


def test_nbgraders_own_export_writes_csv_that_can_be_read(course, tmp_path):
    with Gradebook(course.db_url) as gradebook:
        plugin = CourseCsvExport()
        plugin.to = str(tmp_path / "g.csv")
        plugin.export(gradebook)
    found = rows(tmp_path / "g.csv")
    assert list(next(iter(found.values())))[-1] == "max_score"
    assert (found["Zoë, the =1"]["score"], found["late"]["score"]) == ("", "4.5")


def test_parquet_holds_numbers_and_names_as_they_are(course):
    parquet = pytest.importorskip("pyarrow.parquet")
    done = export_grades(course, NAME, Wanted("parquet"))
    found = {row["student_id"]: row for row in parquet.read_table(done.path).to_pylist()}
    assert (found["late"]["score"], found["late"]["late_days"], found["broken"]["score"]) == (TOTAL - 1.5, 3, None)
    assert found["Zoë, the =1"]["first_name"] == "=Zoë"


def test_parquet_without_pyarrow_is_one_sentence(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CourseError, match=r"run pip install \"rnn-course\[parquet\]\""):
        export_grades(course, NAME, Wanted("parquet"))


def test_results_for_gradescope_are_one_file_for_each_student(course):
    done = export_grades(course, NAME, Wanted("gradescope"))
    assert sorted(path.parent.name for path in done.path.glob("*/results.json")) == ["late", "right"]
    assert any("No results.json, because nothing is graded (1): broken." in line for line in done.lines)


def test_wrong_use_is_refused(course, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("Name,Mail\nAda,a@b\n")
    for wanted, words in [
        (Wanted("xls"), "no format"),
        (Wanted(to=mine), "exists and is not overwritten"),
        (Wanted("csv", mine), "--template is for canvas"),
        (Wanted("canvas", mine), "is no gradebook of Canvas"),
        (Wanted("canvas", tmp_path / "none"), "there is no file"),
        (Wanted(column="x"), "--column names"),
        (Wanted("canvas", roster=tmp_path / "none"), "there is no roster"),
    ]:
        with pytest.raises(CourseError, match=words):
            export_grades(course, NAME, wanted)
    with pytest.raises(CourseError, match="those of one assignment"):
        export_grades(course, None, Wanted("gradescope"))
    assert mine.read_text() == "Name,Mail\nAda,a@b\n"
    assert export(course) == course.build / "grades.csv"


def test_the_roster_names_who_has_handed_in_nothing(course):
    class_ = people(course, Gradings({NAME: 6.0}, {}, {"right": {"id": "right"}}), Roster([{"id": "right"}, {"id": "new one/2"}]))
    assert [one.student for one in class_] == ["right", "new one_2"]


def test_all_assignments_go_into_a_template_and_those_without_a_column_are_named(course, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"Student,ID,SIS Login ID,{NAME} (1),a01_other (2)\nR,1,right,,\n")
    with Gradebook(course.db_url) as gradebook:
        for name in ("a01_other", "a02_none"):
            gradebook.update_or_create_assignment(name)
    done = export_grades(course, None, Wanted("canvas", path))
    assert rows_of_template(done.path) == ["R,1,right,6,"]
    assert any(line.startswith("a02_none is left out: t.csv has no column for a02_none") for line in done.lines)
    path.write_text("Identifier,Full name,Grade,Maximum Grade\nParticipant 1,right,,6\n")
    with pytest.raises(CourseError, match="no column of its own for each assignment"):
        export_grades(course, None, Wanted("moodle", path))


def rows_of_template(path):
    return path.read_text(encoding="utf-8").splitlines()[1:]


def test_the_command_says_what_it_did_and_ends_with_one_where_points_are_lost(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    path = tmp_path / "mine.csv"
    path.write_text(f"Student,ID,SIS Login ID,{NAME} (1)\nR,1,right,\n")
    assert main(["export", NAME, "--format", "canvas", "--template", str(path), "--to", str(tmp_path / "out.csv")]) == 1
    shown = capsys.readouterr().out
    assert "Not in mine.csv" in shown
    assert f"The grades are in {tmp_path / 'out.csv'}" in shown
    assert rows_of_template(tmp_path / "out.csv") == ["R,1,right,6"]
    assert main(["export", NAME, "--format", "canvas", "--template", str(path), "--to", str(path)]) == 2
    assert main(["export", "--gradescope-zip"]) == 2
    assert main(["export", NAME]) == 0
