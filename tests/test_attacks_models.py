"""Attacks with models of Keras, on a check that trains and on plain asserts: they gain nothing, and each does what it should."""

from __future__ import annotations

import contextlib

import nbformat
import pytest
from attack_course import FITTED, MODEL, submission
from attack_graded import Graded
from attack_place import make_place
from attack_run import ATTACKS, neighbours, surroundings

from autograder.kernels import roles
from autograder.kernels.host import Zygote
from autograder.kernels.profiles import PROFILES
from autograder.pipeline import engine
from autograder.pipeline.matching import grade_id
from autograder.pipeline.profiling import points
from autograder.pipeline.running import Limits, run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attacks_models")]

TRIED = [attack for attack in ATTACKS if attack.profile == "keras"]
GIVEN = pytest.mark.parametrize("attack", TRIED, ids=lambda attack: attack.student)
WORTH = [attack for attack in TRIED if attack.alone]
HONEST = pytest.mark.parametrize(("assignment", "student"), [(name, one) for name in (FITTED, MODEL) for one in neighbours(name)])


@pytest.fixture(scope="module")
def students():
    """Start the zygote of answers once; it imports TensorFlow, which takes seconds."""
    with Zygote(PROFILES["keras"], sandboxed=True) as made:
        made.ready()
        yield made


@pytest.fixture(scope="module")
def graded(tmp_path_factory, students):
    def zygote(profile, sandboxed, *more, **named):
        if (profile.name, sandboxed) == ("keras", True):
            return contextlib.nullcontext(students)
        return Zygote(profile, sandboxed, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "Zygote", zygote)
        with make_place(tmp_path_factory.mktemp("models"), (FITTED, MODEL)) as place, surroundings(place):
            yield Graded(place, (FITTED, MODEL), TRIED)


def in_one_process(place, attack, where):
    """Return the points of an attack where its own process runs the tests, as stock nbgrader does."""
    source = place.course.source / attack.assignment / f"{attack.assignment}.ipynb"
    notebook, submitted = nbformat.read(source, as_version=4), submission(place.course, attack.assignment, attack.honest)
    attack.edit(submitted)
    answers = {grade_id(cell): cell.source for cell in submitted.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    for cell in notebook.cells:
        cell.source = place.fill(answers.get(grade_id(cell), cell.source), attack.student)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    plan = roles.plan(notebook.cells, roles.tests(notebook.cells))
    pairs = zip(cells, run(cells, plan, where, Limits(40, 120)), strict=True)
    return sum(points(cell, ran.outputs.items) for cell, ran in pairs if ran.grade_id)


@pytest.fixture(scope="module")
def alone(graded, students):
    where = {"student": students.address, "checker": "", "sandboxed": True}
    return {attack.student: in_one_process(graded.place, attack, where) for attack in WORTH}


@GIVEN
def test_gains_nothing(graded, attack):
    outcome = graded.of(attack)
    assert outcome.gained == 0, f"{outcome.score} points for {outcome.deserved}"


@GIVEN
def test_shows_nothing(graded, attack):
    outcome = graded.of(attack)
    assert (outcome.shown, outcome.boasts, outcome.page, outcome.active) == (set(), [], set(), [])


@GIVEN
def test_is_not_lost(graded, attack):
    outcome = graded.of(attack)
    assert (outcome.has_row, outcome.has_notebook, outcome.extra, outcome.lost) == (True, True, [], False)


@GIVEN
def test_reaches_its_aim(graded, attack):
    """An attack that a typing error stops would prove nothing."""
    assert graded.of(attack).reached


@pytest.mark.parametrize("attack", WORTH, ids=lambda attack: attack.student)
def test_gets_points_where_one_process_runs_the_tests_too(alone, attack):
    assert alone[attack.student] == attack.alone


@HONEST
def test_neighbours_keep_their_grades(graded, assignment, student):
    outcome = graded.outcomes[assignment][student]
    assert (outcome.score, outcome.lost, outcome.extra, outcome.page) == (outcome.deserved, False, [], set())


@pytest.mark.parametrize("what", ["processes", "files", "changed", "connections", "gradebook"])
def test_nothing_else_happens(graded, what):
    assert graded.effects[what] == []


def test_the_class_is_whole(graded):
    assert {name: set(outcomes) for name, outcomes in graded.outcomes.items()} == {
        name: set(worth) for name, worth in graded.deserved.items()
    }
