"""The instructor's guide, followed to the letter from the fork to the deletion of a student."""

from __future__ import annotations

import getpass
import json
import os
import re
import zipfile

import pytest
from fork import ROOT
from guide_class import A02, PLATFORM, RAISED, WRONG, imported_points, points
from guide_walk import BOXES, DATABASE, GUIDE, Walk
from zygotes import require_sandbox

from autograder.pipeline.results import results

NOT_TYPED = {  # what the text names and no box holds, and why
    "git add --all": "the second of two ways",
    "make demo": "minutes; continuous integration does the same set-up, tests/test_demo.py its class",
    "jupyter lab": "a server; tests/test_parity.py runs formgrader",
    "gh classroom clone student-repos": "GitHub's own program",
    "pip install": "no package index is asked in tests",
    'pip install "psycopg[binary]"': "no package index is asked in tests",
    "autograder -vv ...": "tests/test_cli.py",
}
ME = getpass.getuser()
PROGRAMS = ("autograder", "nbgrader", "git", "dask", "make", "pip", "jupyter", "gh")
COMMANDS = [number for number, box in enumerate(BOXES) if box.language == "sh" and not box.text.rstrip().endswith("&")]
slow = [pytest.mark.slow, pytest.mark.xdist_group("guide")]


def title(number):
    return re.sub(r"\W+", "-", BOXES[number].text.strip().splitlines()[-1])[:40].strip("-")


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    require_sandbox()
    return Walk(tmp_path_factory.mktemp("guide")).all()


def test_every_command_that_the_text_names_is_in_a_box():
    text = GUIDE.read_text()
    typed = "\n".join(box.text for box in BOXES)
    named = {code for code in re.findall(r"`([^`\n]+)`", text) if code.split()[0] in PROGRAMS and " " in code}
    assert {code for code in named if code not in typed and f"{code} " not in typed} == set(NOT_TYPED)
    assert {box.language for box in BOXES} == {"sh", "toml", "python"}
    assert text.count("```") == 2 * len(BOXES)


def test_the_guide_is_found():
    link = "course/book/instructors.md"
    assert all(f"]({link})" in (ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    assert "](instructors.md)" in (ROOT / "course" / "book" / "index.md").read_text()


class TestWalk:
    pytestmark = slow

    @pytest.mark.parametrize("number", COMMANDS, ids=title)
    def test_every_box_succeeds(self, walk, number):
        if DATABASE in BOXES[number].text and number not in walk.done:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
        done = walk.done[number]
        assert done.returncode == 0, f"{BOXES[number].text}\n{done.stdout}\n{done.stderr}"
        assert "\x1b" not in done.stdout + done.stderr.replace("\x1b[0m", "")

    def test_badges_and_install_cells_lead_to_the_students_repository(self, walk):
        text = walk.course.released(A02).read_text()
        assert f"github/YOU/rnn-student/blob/main/assignments/{A02}/{A02}.ipynb" in text
        assert "git+https://github.com/YOU/rnn-student" in text

    def test_students_get_what_was_released_and_no_answers(self, walk):
        listed = walk.shell(f"git -C {walk.root}/github/YOU/rnn-student ls-tree -r --name-only main").stdout.split()
        assert {name for name in listed if name.startswith("assignments")} == {f"assignments/{A02}/{A02}.ipynb"}
        assert {name.split("/")[0] for name in listed} >= {"course", "autograder", "datasets", "README.md", "pyproject.toml"}
        assert not any("solution" in name or "exercises" in name or name.startswith("build") for name in listed)
        remote = walk.shell(f"git -C {walk.root}/github/YOU/rnn-course show main:pyproject.toml").stdout
        assert 'repository = "YOU/rnn-student"' in remote

    def test_everybody_is_collected_and_graded(self, walk):
        said = walk.said("autograder collect").stdout
        assert said.count("1 new") == len(PLATFORM)
        assert "replaced" in said
        table = {line.split()[0]: line.split()[1:3] for line in walk.said("autograder grade").stdout.splitlines() if line}
        total = points(walk.course)["ada"] - 1  # as it was before the points were raised
        old = {login: total - (0 if login not in WRONG else 1 if WRONG[login] == RAISED else 2) for login in PLATFORM}
        assert {login: table[login] for login in PLATFORM} == {login: [f"{old[login]:g}", f"{total:g}"] for login in PLATFORM}

    def test_first_attempts_are_compared(self, walk):
        text = (walk.course.build / "reports" / f"{A02}.html").read_text()
        assert "2 attempts, the first one 0 points" in text

    def test_regrading_shows_who_gains_and_writes_it(self, walk):
        said = walk.said("autograder regrade").stdout
        assert f"{len(PLATFORM) - 1} of {len(PLATFORM)} submissions change: {len(PLATFORM) - 1} gain, 0 lose points." in said
        assert f"{RAISED} 1 → 2" in said
        found = {one.student: one.score for one in results(walk.course, A02)}
        wanted = points(walk.course)
        assert found.items() >= {login: wanted[login] for login in PLATFORM if login != "ada"}.items()

    @pytest.mark.parametrize("platform", ["canvas", "moodle", "brightspace", "blackboard"])
    def test_platforms_read_the_points_of_everybody(self, walk, platform):
        path = next(walk.course.build.glob(f"grades-{A02}-{platform}.*"))
        found = {login: number for login, number in imported_points(platform, path).items() if number is not None}
        assert found == points(walk.course)

    def test_feedback_and_exports_are_there(self, walk):
        build = walk.course.build
        assert {path.parts[-3] for path in build.glob(f"feedback/*/{A02}/{A02}.html")} == {*PLATFORM, ME} - {"ada"}
        assert {path.parent.name for path in build.glob(f"gradescope/{A02}/*/results.json")} == {*PLATFORM} - {"ada"}
        assert (build / "grades.csv").is_file()
        assert (build / "grades.parquet").is_file()
        with zipfile.ZipFile(build / "gradescope" / f"{A02}.zip") as archive:
            assert {"setup.sh", "run_autograder"} <= set(archive.namelist())

    def test_the_exchange_carries_work_and_feedback(self, walk):
        (mine,) = (one for one in results(walk.course, A02) if one.student == ME)
        assert mine.score == mine.max_score == points(walk.course)["ada"]
        assert list((walk.home / A02).glob(f"feedback/*/{A02}.html"))

    def test_a_cluster_grades_the_same(self, walk):
        said = walk.said("--scheduler").stdout
        wanted = points(walk.course)
        assert {line.split()[0] for line in said.splitlines() if line} >= {*PLATFORM, ME}
        assert f"{len(PLATFORM) + 1}/{len(PLATFORM) + 1} " in said
        table = {line.split()[0]: line.split()[1] for line in said.splitlines() if line.split()[0] in PLATFORM}
        assert table == {login: f"{wanted[login]:g}" for login in PLATFORM}

    def test_a_gradebook_on_a_server_is_filled(self, walk):
        number = next(number for number, box in enumerate(BOXES) if DATABASE in box.text)
        if number not in walk.done:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
        lines = walk.done[number].stdout.splitlines()
        assert [line.split()[:3] for line in lines[1:] if line.startswith("ada")] == [["ada", "21", "21"]]

    def test_nothing_is_left_of_who_is_deleted(self, walk):
        said = walk.said("autograder forget").stdout
        shown, named = said.split("Deleted.")
        assert "build/submitted/ada" in shown
        assert "build/first/submitted/ada" in shown
        left = {str(walk.course.root / line.strip()) for line in named.splitlines()[1:]}
        word = re.compile(rb"(?<!\w)ada(?!\w)", re.IGNORECASE)
        kept = [path for path in walk.course.build.rglob("*") if path.is_file() and "source" not in path.parts]
        found = {str(path) for path in kept if word.search(path.read_bytes()) and path.suffix != ".zip"}
        assert found <= left
        assert {os.path.basename(path) for path in left} >= {"roster.csv", "grades.csv", f"grades-{A02}-blackboard.xls"}
        assert not [path for path in walk.course.build.rglob("*") if "ada" in path.relative_to(walk.root).parts]

    def test_the_page_says_what_is_ignored(self, walk):
        assert walk.said("git check-ignore").stdout == "build\n"
        assert json.loads((walk.course.build / "gradescope" / A02 / "bob" / "results.json").read_text())
