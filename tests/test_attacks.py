"""Every attack that is known: it gains nothing, shows nothing, is not lost, and does nothing to anybody else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from attack_course import CHECK, PLAIN
from attack_graded import Graded
from attack_place import make_place
from attack_run import ATTACKS, NEIGHBOURS, RECEIVED_TEXT, surroundings

from autograder.pipeline.collect import collect
from autograder.pipeline.config import GRADE
from autograder.pipeline.intake import LARGEST_FILE
from autograder.pipeline.results import results, submitted_file

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attacks")]

LARGEST_NOTEBOOK = 5_000_000
SPLIT = any(step.__name__ == "SplitExecute" for step in GRADE)
TRIED = [attack for attack in ATTACKS if attack.profile == "numpy" and (SPLIT or attack.stock_safe)]
GIVEN = pytest.mark.parametrize("attack", TRIED, ids=lambda attack: attack.student)


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    with make_place(tmp_path_factory.mktemp("attacks")) as place, surroundings(place):
        yield Graded(place, (PLAIN, CHECK), TRIED)


@GIVEN
def test_gains_nothing(graded, attack):
    outcome = graded.of(attack)
    assert outcome.gained == 0, f"{outcome.score} points for {outcome.deserved}"


@GIVEN
def test_shows_nothing(graded, attack):
    outcome = graded.of(attack)
    assert (outcome.shown, outcome.boasts) == (set(), [])


@GIVEN
def test_feedback_holds_no_secret(graded, attack):
    assert graded.of(attack).page == set()


@GIVEN
def test_no_script_runs_where_others_look(graded, attack):
    assert graded.of(attack).active == []


@GIVEN
def test_is_not_lost(graded, attack):
    outcome = graded.of(attack)
    assert (outcome.has_row, outcome.has_notebook, outcome.extra, outcome.lost) == (True, True, [], False)


@GIVEN
def test_stays_small(graded, attack):
    assert graded.of(attack).size < LARGEST_NOTEBOOK


@pytest.mark.skipif(not SPLIT, reason="one process runs answers and tests")
@pytest.mark.parametrize("attack", [one for one in TRIED if one.family == "Wire"], ids=lambda attack: attack.student)
def test_finds_what_to_forge(graded, attack):
    """An attack on the engine that no longer fits it would prove nothing."""
    assert graded.of(attack).at_the_wire or attack.name == "exotic"


@pytest.mark.parametrize("assignment", [PLAIN, CHECK])
@pytest.mark.parametrize("student", NEIGHBOURS)
def test_neighbours_keep_their_grades(graded, student, assignment):
    outcome = graded.outcomes[assignment][student]
    assert (outcome.score, outcome.lost, outcome.extra) == (outcome.deserved, False, [])


@pytest.mark.parametrize("assignment", [PLAIN, CHECK])
@pytest.mark.parametrize("student", NEIGHBOURS)
def test_feedback_of_neighbours_holds_no_secret(graded, student, assignment):
    assert graded.outcomes[assignment][student].page == set()


@pytest.mark.parametrize("what", ["processes", "files", "changed", "connections", "gradebook"])
def test_nothing_else_happens(graded, what):
    assert graded.effects[what] == []


def test_the_class_is_whole(graded):
    for assignment, outcomes in graded.outcomes.items():
        assert set(outcomes) == set(graded.deserved[assignment])
        assert {result.student for result in results(graded.place.course, assignment)} == set(outcomes)


def test_times_are_those_of_receipt(graded):
    stamp = submitted_file(graded.place.course, PLAIN, "notebook-time").with_name("timestamp.txt")
    assert stamp.read_text().startswith(RECEIVED_TEXT)


def test_every_line_of_the_specification_is_attacked():
    least = {"Objects": 4, "Patches": 10, "Outputs": 3, "Reading": 11, "Writing": 4, "Processes": 7, "Network": 1, "Data": 9}
    for family, number in {**least, "Notebook": 7}.items():
        assert len({one.listed for one in ATTACKS if one.family == family} - {""}) >= number, family
    assert len({attack.student for attack in ATTACKS}) == len(ATTACKS)


def _class_zip(path: Path, honest: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"ann/{PLAIN}.ipynb", honest)
        archive.writestr(f"bomb/{PLAIN}.ipynb", b"0" * (LARGEST_FILE + 10))
        archive.writestr(f"liar/{PLAIN}.ipynb", b"1" * (LARGEST_FILE + 10))
        archive.writestr(f"../up/{PLAIN}.ipynb", honest)
        archive.writestr(f"/abs/{PLAIN}.ipynb", honest)
        link = zipfile.ZipInfo(f"link/{PLAIN}.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../../solutions/b01_plain.py")
    size = (LARGEST_FILE + 10).to_bytes(4, "little")
    data = path.read_bytes()
    at = data.rindex(size)  # the size that the last of the two bombs announces in the directory
    path.write_bytes(data[:at] + (1000).to_bytes(4, "little") + data[at + 4 :])
    return path


def test_zip_bombs_and_paths_that_lead_out_cost_nobody_else(tmp_path):
    with make_place(tmp_path / "place") as place:
        honest = place.course.released(PLAIN).read_bytes()
        received = collect(place.course, PLAIN, _class_zip(tmp_path / "class.zip", honest))
        taken = {one.student: one.status for one in received if one.status != "refused"}
        assert taken == {"ann": "new"}
        refused = " ".join(one.sentence for one in received if one.status == "refused")
        assert all(re.search(rf"\b{name}\b", refused) for name in ("bomb", "liar", "up", "abs", "link"))
        assert sorted(path.name for path in place.course.submitted.iterdir()) == ["ann"]
