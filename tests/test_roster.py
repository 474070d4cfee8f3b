"""The list of a class, as nbgrader and the learning platforms write it."""

from __future__ import annotations

import pytest

from autograder.notebooks.errors import CourseError
from autograder.pipeline.roster import Roster, read_roster


@pytest.mark.parametrize(
    "text",
    [
        'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Lovelace, Ada",77,x1,ada,1\n',
        "Identifier,Full name,Email address\nParticipant 77,Ada Lovelace,ada@example.org\n",
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#12,#ada,Lovelace,Ada,ada@example.org,#\n",
        "Last Name\tFirst Name\tUsername\tStudent ID\nLovelace\tAda\tada\t12\n",
        "Last Name,First Name,Email Address\nLovelace,Ada,ada@example.org\n",
        "identifier,github_username,github_id,name\nada,ada-l,77,Ada Lovelace\n",
    ],
)
def test_rosters_of_the_platforms(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_text(text)
    roster = read_roster(path)
    (student,) = roster.names
    assert student in ("ada", "ada@example.org", "12")
    assert roster.find("LOVELACE ada") == roster.find("lovelaceada") == roster.find("Ada Lovelace") == [student]
    assert roster.find("Eve") == []
    assert roster.find("ada") == [student]


def test_accents_do_not_matter():
    roster = Roster([{"id": "m1", "first_name": "Änne", "last_name": "Müller"}])
    assert roster.find("mulleranne") == ["m1"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "is no roster"), ("a,b\n1,2\n", "is no roster"), ("id\nx\nx\n", "twice"), ("id,email\n,\n,a\n", "email")],
)
def test_bad_rosters(tmp_path, text, word):
    (tmp_path / "roster.csv").write_text(text)
    if word == "email":
        assert read_roster(tmp_path / "roster.csv").names == {"a": ""}
    else:
        with pytest.raises(CourseError, match=word):
            read_roster(tmp_path / "roster.csv")
    with pytest.raises(CourseError, match="there is no roster"):
        read_roster(tmp_path / "none.csv")
