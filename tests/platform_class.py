"""A class with names as they are, on each learning platform: what it lets download, and the file that it imports grades from."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

import nbformat
from tiny_course import NAME, POINTS, answered

WHEN = (2025, 3, 9, 20, 15, 0)


@dataclass(frozen=True)
class Someone:
    """A student: platform's number, student number, login, names, and what is solved; None for nothing handed in."""

    number: str
    sid: str
    login: str
    first: str
    last: str
    solved: tuple[str, ...] | None = ()

    @property
    def points(self):
        return None if self.solved is None else sum(POINTS[name] for name in self.solved)

    @property
    def email(self):
        return f"{self.login}@example.org"

    @property
    def full(self):
        return f"{self.first} {self.last}"


CLASS = [
    Someone("1201", "0012", "jose", "José", "García Márquez", ("add",)),
    Someone("1202", "0045", "sobrien", "Seán", "O'Brien", ("double",)),
    Someone("1203", "0046", "bob", 'Robert "Bob"', "Smith, Jr.", ("shout",)),
    Someone("1204", "0101", "wangx1", "小明", "王", ("add", "double")),
    Someone("1205", "0102", "wangx2", "小明", "王", ("add", "shout")),
    Someone("1206", "0103", "alahmad", "محمد", "الأحمد", ("double", "shout")),
    Someone("1207", "0104", "ada", "Ada King", "Lovelace", ("add", "double", "shout")),
    Someone("1208", "0105", "evil", "=1+1", "@SUM(A1)", ()),
    Someone("1209", "0106", "priya", "प्रिया", "शर्मा", ("add",)),
    Someone("1210", "0000107", "absent", "Zoë", "Núñez-Ñandú", None),
]
TWINS = ("wangx1", "wangx2")
ROSTER = [["username", "first_name", "last_name", "email", "lms_user_id", "student id", "github_username"]] + [
    [one.login, one.first, one.last, one.email, one.number, one.sid, one.login] for one in CLASS
]


def notebook(course, one):
    """Return what a student hands in."""
    wrong = {name: f"def {name}(*values):\n    return None" for name in POINTS if name not in one.solved}
    return nbformat.writes(answered(course, **wrong))


def cleaned(name):
    """Take out of a name what a file name must not hold."""
    return re.sub(r'[\\/:*?"<>|]', "", name)


def canvas_name(one):
    """Return a name as Canvas writes it in a download: letters, digits and marks of "Last, First", small."""
    sortable = f"{one.last}, {one.first}".lower()
    return "".join(char for char in sortable if unicodedata.category(char)[0] in "LMN")


DOWNLOADS = {
    "canvas": lambda one: f"{canvas_name(one)}_{one.number}_88{one.number}_{NAME}.ipynb",
    "moodle": lambda one: f"{cleaned(one.full)}_{one.number}_assignsubmission_file/{NAME}.ipynb",
    "brightspace": lambda one: f"{one.number}-80551 - {cleaned(one.full)} - Mar 9, 2025 815 PM/{NAME}.ipynb",
    "blackboard": lambda one: f"Unit 0_{one.login}_attempt_2025-03-09-20-15-00_{NAME}.ipynb",
    "google": lambda one: f"Tiny/{cleaned(one.full)} - {NAME}.ipynb",
    "github": lambda one: f"a00-tiny-submissions/a00-tiny-{one.login}/{NAME}.ipynb",
    "gradescope": lambda one: f"assignment_77_export/submission_{one.number}/{NAME}.ipynb",
}


def download(path, course, platform, class_=CLASS):
    """Write what a platform lets download."""
    present = [one for one in class_ if one.solved is not None]
    with zipfile.ZipFile(path, "w") as archive:
        for one in present:
            name = DOWNLOADS[platform](one)
            name = name.replace(".ipynb", " (1).ipynb") if name in archive.namelist() else name  # as Drive does
            archive.writestr(zipfile.ZipInfo(name, WHEN), notebook(course, one))
        if platform == "gradescope":
            archive.writestr("assignment_77_export/submission_metadata.yml", metadata(present))
    return path


def metadata(class_):
    """Return Gradescope's list of submissions, as Ruby writes it."""
    lines = ["---"]
    for one in class_:
        name = "'" + one.full.replace("'", "''") + "'"
        lines += [f"submission_{one.number}:", "  :submitters:", f"  - :name: {name}", f"    :sid: '{one.sid}'"]
        lines += [f"    :email: {one.email}", "  :created_at: 2025-03-09 20:15:00.610423000 Z", "  :score: 0.0"]
    return "\n".join(lines) + "\n"


def csv_text(rows, end="\r\n", separator=",", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, lineterminator=end, delimiter=separator, quoting=quoting).writerows(rows)
    return text.getvalue()


def canvas_template(texts):
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{NAME} (4711)", "Project (4712)", "Current Score"]
    rows = [[f"{one.last}, {one.first}", one.number, one.sid, one.login, "S 1", texts(one), "9.50", "77.1"] for one in CLASS]
    points = ["    Points Possible", "", "", "", "", "6.00", "10.00", "(read only)"]
    test = ["Student, Test", "999", "", "abcdef", "S 1", "", "", ""]
    return csv_text([head, ["", "", "", "", "", "Manual Posting", "", ""], points, *rows, test], "\n").encode()


def moodle_template(texts):
    head = ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"]
    head += ["Grade can be changed", "Last modified (submission)", "Feedback comments"]
    rows = [
        [
            f"Participant {one.number}",
            one.full,
            one.sid,
            one.email,
            "Submitted",
            texts(one),
            "6.00",
            "Yes",
            "Sunday, 9 March",
            "<p>a,b</p>",
        ]
        for one in CLASS
    ]
    return ("\ufeff" + csv_text([head, *rows], "\n")).encode()


def brightspace_template(texts):
    head = ["OrgDefinedId", "Username", "Last Name", "First Name", f"{NAME} Points Grade <Numeric MaxPoints:6 Weight:10>"]
    rows = [[f"#{one.sid}", f"#{one.login}", one.last, one.first, texts(one), "#"] for one in CLASS]
    return csv_text([[*head, "End-of-Line Indicator"], *rows]).encode()


def blackboard_template(texts):
    head = ["Last Name", "First Name", "Username", "Student ID", "Availability", f"{NAME} [Total Pts: 6 Score] |123"]
    rows = [[one.last, one.first, one.login, one.sid, "Yes", texts(one)] for one in CLASS]
    return csv_text([head, *rows], "\n", "\t", csv.QUOTE_ALL).encode("utf-16")


def template(platform, texts=lambda one: ""):
    """Return a platform's own file: what `texts` says stands in the column of the assignment."""
    return TEMPLATES[platform](texts)


TEMPLATES = {
    "canvas": canvas_template,
    "moodle": moodle_template,
    "brightspace": brightspace_template,
    "blackboard": blackboard_template,
}


def imported(platform, data):
    """Read a file as the platform does; return points by login, and None where a cell is empty."""
    text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))
    return READERS[platform]({one.login: one for one in CLASS}, rows)


def _canvas(class_, rows):
    by_id = {one.number: one for one in class_.values()}
    found = {}
    for row in rows:
        if "Points Possible" in row["Student"] or not row["Student"] or row["Student"] == "Student, Test":
            continue
        one = by_id.get(row["ID"]) or class_[row["SIS Login ID"]]
        found[one.login] = _points(next(value for name, value in row.items() if name.startswith(NAME)))
    return found


def _moodle(class_, rows):
    ids = {f"Participant {one.number}": one.login for one in class_.values()} | {one.email: one.login for one in class_.values()}
    return {ids[row.get("Identifier") or row["Email address"]]: _points(row.get("Grade", row.get(NAME))) for row in rows}


def _brightspace(class_, rows):
    assert all(row["End-of-Line Indicator"] == "#" for row in rows)
    heading = next(name for name in rows[0] if re.match(f"{NAME} Points Grade", name))
    return {row["Username"].removeprefix("#"): _points(row[heading]) for row in rows}


def _blackboard(class_, rows):
    heading = next(name for name in rows[0] if name.startswith(NAME))
    return {row["Username"]: _points(row[heading]) for row in rows}


def _points(text):
    return float(text) if text else None


READERS = {"canvas": _canvas, "moodle": _moodle, "brightspace": _brightspace, "blackboard": _blackboard}
