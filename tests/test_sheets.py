"""Other people's CSV files: every byte that is not a grade stays; cells that a spreadsheet would run are defused."""

from __future__ import annotations

import pytest

from autograder.notebooks.errors import CourseError
from autograder.pipeline.filling import number
from autograder.pipeline.sheets import Sheet, defused, is_formula, read_sheet, table

ROWS = 'Student,ID,SIS Login ID,Section,a02_x (7)\n"B, A",1,a,S,\n"D ""E"" F",2,d,S,5\n'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_comes_back_byte_for_byte(end, separator, encoding):
    data = ROWS.replace("B, A", "Bé A").replace(",", separator).replace("\n", end).encode(encoding)
    sheet = Sheet("x.csv", data)
    assert sheet.dump() == data
    assert sheet.header[0] == "Student"
    assert [sheet.value(row, 0) for row in sheet.rows] == ["Bé A", 'D "E" F']
    sheet.fill(sheet.rows[0], 4, "3.5")
    assert sheet.dump().decode(encoding) == data.decode(encoding).replace(f"S{separator}{end}", f"S{separator}3.5{end}", 1)


def test_quotes_lines_within_cells_and_short_lines_stay():
    text = '"a" ,b,c\n"1\n2","","x"\n\n,,\nshort\n"q","7" ,'
    sheet = Sheet("x.csv", text.encode())
    assert sheet.dump().decode() == text
    assert [sheet.value(row, 0) for row in sheet.rows] == ["1\n2", "short", "q"]
    sheet.fill(sheet.rows[0], 1, "9")
    sheet.fill(sheet.rows[1], 2, "8")
    assert sheet.dump().decode() == text.replace('2","",', '2","9",').replace("short", "short,,8")


def test_no_csv_is_refused(tmp_path):
    for data in (b"", b"just words", b'a,b\n"c,d\n'):
        with pytest.raises(CourseError, match="is no CSV"):
            Sheet("x.csv", data)
    with pytest.raises(CourseError, match="there is no file"):
        read_sheet(tmp_path / "none.csv")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "-2+3"])
def test_formulas_stand_behind_an_apostrophe(text):
    assert is_formula(text)
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["O'Brien", "-5", "+4.25", "-", "", "007", "a=b", "王小明", "García-Márquez"])
def test_names_and_numbers_are_no_formulas(text):
    assert defused(text) == text


@pytest.mark.parametrize(
    ("points", "text"), [(2.0, "2"), (2.5, "2.5"), (10.0, "10"), (1 / 3, "0.3333"), (0.0, "0"), (100.0, "100")]
)
def test_points_are_written_as_people_write_them(points, text):
    assert number(points) == text
    assert number(points, comma=True) == text.replace(".", ",")


def test_a_table_ends_its_lines_as_csv_does():
    assert table([["a", 'b"c'], ["1", "x,y"]]) == b'a,"b""c"\r\n1,"x,y"\r\n'
