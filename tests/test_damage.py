"""Damaged notebooks keep the grade that they deserve; what cannot be read is reported; no answer goes to another's place."""

from __future__ import annotations

import collections
import json
import re
import shutil

import nbformat
import pytest
from damage import DAMAGES, LOST, REPAIRED, REPORTED
from damage_cases import Case, Verdict, faults, row, shape
from tiny_course import BAR, NAME, POINTS, TOTAL, answered, make_course, released

from autograder.notebooks.build import build_assignment
from autograder.notebooks.paths import Course
from autograder.pipeline.collect import collect
from autograder.pipeline.demo_class import write_class
from autograder.pipeline.grade import grade

MISTAKE = f"{BAR}return a - b"
OTHER = "a02_rnn_forward"
UNREADABLE = re.compile(r"The file is .*: ask the student .*\.")
HARDEST = (
    "utf 16",
    "format 3",
    "all metadata and ids lost",
    "all code in one cell and marks lost",
    "cells backwards and marks lost",
    "all answers split and marks lost",
)
COURSES = ["tiny", pytest.param("real", marks=[pytest.mark.slow, pytest.mark.xdist_group("damage")])]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("damage") / "course")


@pytest.fixture(scope="module")
def tiny_cases(tiny, root):
    other = nbformat.read(root / "assignments" / OTHER / f"{OTHER}.ipynb", as_version=4)
    right = Case(answered(tiny), released(tiny), other, TOTAL)
    return right, Case(answered(tiny, add=MISTAKE), released(tiny), other, TOTAL - POINTS["add"])


@pytest.fixture(scope="module")
def real(tmp_path_factory, root):
    """Build an assignment of this course and write right and mistaken submissions of it."""
    course = Course(tmp_path_factory.mktemp("damage") / "real")
    course.solutions.mkdir(parents=True)
    shutil.copy(root / "solutions" / f"{OTHER}.py", course.solutions)
    build_assignment(course, OTHER)
    return course, write_class(course, OTHER, course.build / "class")


@pytest.fixture(scope="module")
def real_cases(real, tiny):
    course, expected = real
    release = nbformat.read(course.released(OTHER), as_version=4)
    files = {"all-right": f"all-right/{OTHER}.ipynb", "one-mistake": f"one-mistake_{OTHER}.ipynb"}
    return [
        Case(nbformat.read(course.build / "class" / path, as_version=4), release, released(tiny), expected[name].points)
        for name, path in files.items()
    ]


@pytest.fixture(scope="module")
def verdicts(request):
    """Return a function that judges one damage to both submissions of a course; nothing is judged twice."""
    known = {}

    def judge(course, one):
        key = course, one.name
        if key not in known:
            known[key] = [case.verdict(one) for case in request.getfixturevalue(f"{course}_cases")]
        return known[key]

    return judge


def test_there_are_enough_kinds_of_damage():
    assert len(DAMAGES) >= 60
    assert len({one.name for one in DAMAGES}) == len(DAMAGES)
    assert {one.outcome for one in DAMAGES} == {REPAIRED, LOST, REPORTED}


@pytest.mark.parametrize("course", COURSES)
def test_an_undamaged_notebook_is_left_alone(request, course):
    for case in request.getfixturevalue(f"{course}_cases"):
        notebook, sentences = case.repaired(nbformat.writes(case.notebook).encode())
        assert (faults(case, [], notebook), sentences) == (([], []), [])
        assert shape(notebook) == shape(case.notebook)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("one", DAMAGES, ids=lambda one: one.name.replace(" ", "-"))
def test_what_is_graded_comes_back(verdicts, course, one):
    for verdict in verdicts(course, one):
        if one.outcome == REPORTED and not one.question:
            assert UNREADABLE.fullmatch(verdict.unreadable)
            continue
        assert not verdict.unreadable
        assert verdict.strays == ()
        assert verdict.faults == () or one.outcome == REPORTED, verdict.sentences
        assert verdict.sentences or one.silent
        assert any(sentence.endswith("?") for sentence in verdict.sentences) == one.question
        assert verdict.shapes[0] == verdict.shapes[1]


@pytest.mark.parametrize("course", COURSES)
def test_the_targets(verdicts, capsys, course):
    found = [(one, verdict) for one in DAMAGES for verdict in verdicts(course, one)]
    counts = collections.Counter(row(one, verdict) for one, verdict in found)
    strays = sum(len(verdict.strays) for _, verdict in found)
    with capsys.disabled():
        print(f"\n{course}, {len(found)} damaged notebooks:", dict(counts), f"wrong attributions: {strays}")
    readable = sum(one.outcome != REPORTED for one, _ in found)
    assert counts[REPAIRED] + counts[LOST] >= 0.95 * readable
    assert strays == 0


def test_the_table_would_show_what_is_not_repaired():
    one = next(one for one in DAMAGES if one.outcome == REPAIRED)
    assert row(one, Verdict(faults=("x",))) == row(one, Verdict(strays=("x",))) == "not repaired"
    assert row(one, Verdict("The file is empty.")) == "not repaired"


# grading for real


@pytest.mark.slow
@pytest.mark.xdist_group("damage")
def test_damaged_notebooks_get_exactly_their_grades(tiny, tiny_cases, tmp_path):
    """Notebooks that are the same after repair get the same grade: one of each kind is graded."""
    expected, groups = {}, {}
    for kind, case in zip(("right", "mistake"), tiny_cases, strict=True):
        for number, one in enumerate(DAMAGES):
            student = f"{kind}{number:03d}"
            (tmp_path / f"{student}.ipynb").write_bytes(case.damaged(one))
            points = case.points - sum(POINTS[case.sheet.answers[at]] for at in one.lost)
            expected[student] = one, points if one.outcome != REPORTED else 0.0 if one.question else None
    items = {item.student: item for item in collect(tiny, NAME, tmp_path)}
    assert set(items) == set(expected)
    for student, (_, points) in expected.items():
        data = (tiny.submitted / student / NAME / f"{NAME}.ipynb").read_bytes()
        assert points is not None or UNREADABLE.search(items[student].sentence)
        key = student if points is None else json.dumps(shape(tiny_cases[0].repaired(data)[0]))
        groups.setdefault(key, []).append(student)
    results = {result.student: result for result in grade(tiny, NAME, [group[0] for group in groups.values()])}
    for first, *others in groups.values():
        for student in (first, *others):
            one, points = expected[student]
            assert results[first].score == points, (one.name, results[first])
            assert one.outcome != REPORTED or results[first].sentence


@pytest.mark.slow
@pytest.mark.xdist_group("damage")
def test_a_damaged_real_submission_keeps_its_grade(real, real_cases, tmp_path):
    course, case = real[0], real_cases[1]
    for one in DAMAGES:
        if one.name in HARDEST:
            (tmp_path / f"{one.name}.ipynb").write_bytes(case.damaged(one))
    collect(course, OTHER, tmp_path)
    found = grade(course, OTHER, list(HARDEST))
    assert {result.student: result.score for result in found} == dict.fromkeys(HARDEST, case.points)
