"""What every known attack gets: from stock nbgrader, as far as it can run it without harm to this machine, and from ours.

    python benchmarks/attacks.py [--models]

Run it on a machine that is of no value: stock nbgrader runs what students wrote with your rights. The attacks with models of
Keras are run only by ours; what they get where one process runs everything is known from their test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT / "tests")  # in the place of this folder, which has a module of the same name as the attacks

import click  # noqa: E402
import psutil  # noqa: E402
from attack_course import CELL_SECONDS  # noqa: E402
from attack_place import Place, make_place  # noqa: E402
from attack_run import ATTACKS, Outcome, effects, hand_in, judge, surroundings  # noqa: E402
from attacks.model import Attack  # noqa: E402
from nbgrader.api import Gradebook  # noqa: E402

from autograder.pipeline.engine import checker_environment  # noqa: E402
from autograder.pipeline.feedback import feedback  # noqa: E402
from autograder.pipeline.grade import grade, register  # noqa: E402
from autograder.pipeline.results import autograded_file, results  # noqa: E402

TABLE = Path(__file__).with_suffix(".md")
MODELS = "## Models of Keras"
CONFIG = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{root}/build/gradebook.db"
for step in ("source", "submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, step + "_directory", "build/" + step)
c.CourseDirectory.release_directory = "assignments"
c.Execute.timeout = {seconds}
"""
Found = tuple[dict[str, Outcome], dict[str, list[str]], float]


def classes(attacks: list[Attack]) -> dict[str, list[Attack]]:
    """Return the attacks on each assignment."""
    names = sorted({one.assignment for one in attacks}, reverse=True)
    return {name: [one for one in attacks if one.assignment == name] for name in names}


def run(attacks: list[Attack], stock: bool) -> Found:
    """Grade the class with attacks in it and return outcomes, effects and seconds of grading."""
    outcomes: dict[str, Outcome] = {}
    names = tuple(classes(attacks))
    with tempfile.TemporaryDirectory() as folder, make_place(Path(folder), names) as place, surroundings(place):
        for name, mine in classes(attacks).items():
            hand_in(place, name, mine)
            register(place.course, name)
        place.note()
        released, began = place.released(), time.monotonic()
        for name in classes(attacks):
            (by_nbgrader if stock else by_us)(place, name)
        seconds = time.monotonic() - began
        done = effects(place, released)
        for name, mine in classes(attacks).items():
            scores = (stock_scores if stock else our_scores)(place, name)
            outcomes |= {f"{student} {name}": one for student, one in judge(place, name, mine, scores).items()}
    return outcomes, done, seconds


def by_us(place: Place, assignment: str) -> None:
    """Grade with our engine."""
    grade(place.course, assignment)
    feedback(place.course, assignment)


def by_nbgrader(place: Place, assignment: str) -> None:
    """Grade with nbgrader as it is; checks draw fresh inputs there, too."""
    config = place.course.root / "nbgrader_config.py"
    config.write_text(CONFIG.format(root=str(place.course.root), seconds=CELL_SECONDS))
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **checker_environment(place.course, assignment), "PATH": scripts}
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    stoppers = list(iter(lambda: _stopper(place, environment, assignment), ""))
    for student in stoppers:  # by itself each may be graded
        _aside(place, student).rename(place.course.submitted / student)
        _call(place, environment, "autograde", assignment, "--student", student)
    print(f"{assignment}: the whole class was stopped by: {', '.join(stoppers) or 'nobody'}")
    _call(place, environment, "generate_feedback", assignment)


def _stopper(place: Place, environment: dict[str, str], assignment: str) -> str:
    """Grade the class as far as it goes and put aside whoever stopped it; return that student."""
    log = _call(place, environment, "autograde", assignment)
    tried = re.findall(rf"submitted/([^/]+)/{assignment}", log)
    everybody = [path.parent.name for path in place.course.submitted.glob(f"*/{assignment}")]
    left = [one for one in everybody if one not in tried and not autograded_file(place.course, assignment, one).exists()]
    if not left or not tried:
        return ""
    (place.course.submitted / tried[-1]).rename(_aside(place, tried[-1]))
    return str(tried[-1])


def _aside(place: Place, student: str) -> Path:
    folder = place.folder / "aside"
    folder.mkdir(exist_ok=True)
    return folder / student


def _call(place: Place, environment: dict[str, str], *words: str) -> str:
    """Run a command of nbgrader and return its log; what hangs is ended, with its kernels."""
    command, seconds = [sys.executable, "-m", "nbgrader", *words], 60 if "--student" in words else 900
    path = place.folder / "nbgrader.log"
    with path.open("w") as log:
        running = subprocess.Popen(
            command, cwd=place.course.root, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            for one in [*psutil.Process(running.pid).children(recursive=True), running]:
                one.kill()
            running.wait()
    return path.read_text(encoding="utf-8")


def our_scores(place: Place, assignment: str) -> dict[str, float | None]:
    """Return what our grading says."""
    return {result.student: result.score for result in results(place.course, assignment)}


def stock_scores(place: Place, assignment: str) -> dict[str, float | None]:
    """Return the scores of those whom nbgrader could grade."""
    with Gradebook(place.course.db_url) as gradebook:
        found = {one.student.id: one.score for one in gradebook.assignment_submissions(assignment)}
    return {student: score for student, score in found.items() if autograded_file(place.course, assignment, student).exists()}


def line(attack: Attack, stock: Outcome | None, ours: Outcome) -> str:
    """Return one line of the table."""
    cells = [attack.student, attack.listed or "-", *_told(stock), *_told(ours)]
    return f"| {' | '.join(cells)} |"


def _told(outcome: Outcome | None) -> list[str]:
    if outcome is None:
        return ["not run", "", ""]
    leaked = bool(outcome.shown or outcome.boasts or outcome.active)
    lost = "lost" if not outcome.has_notebook or outcome.score is None else "short" if outcome.lost else ""
    return [f"{outcome.gained:g}" if outcome.gained else "", "yes" if leaked else "", lost]


def summary(name: str, found: Found, attacks: list[Attack]) -> str:
    """Return what came out of one run, in a few lines."""
    outcomes, done, seconds = found
    mine = {f"{one.student} {one.assignment}" for one in attacks}
    judged = {key: one for key, one in outcomes.items() if key in mine}
    beside = [key for key, one in outcomes.items() if key not in mine and (one.score != one.deserved or one.extra)]
    counts = {
        "gained": sum(one.gained > 0 for one in judged.values()),
        "showed a secret, or ran a script": sum(bool(one.shown or one.boasts or one.active) for one in judged.values()),
        "feedback holds hidden tests": sum(bool(one.page) for one in judged.values()),
        "lost": sum(one.score is None or not one.has_notebook for one in judged.values()),
        "honest part not paid in full": sum(one.lost for one in judged.values() if one.has_notebook),
    }
    told = "; ".join(f"{what}: {number}" for what, number in counts.items())
    harm = "; ".join(f"{what}: {len(items)}" for what, items in done.items() if items) or "none"
    return f"- **{name}**: {len(judged)} attacks in {seconds:.0f} s; {told}; neighbours harmed: {len(beside)}; effects: {harm}."


def models() -> str:
    """Run the attacks with models of Keras and return their part of the page."""
    attacks = [one for one in ATTACKS if one.profile == "keras"]
    found = run(attacks, stock=False)
    cells = (
        [one.student, one.listed, f"{one.alone:g}" if one.alone else "", *_told(found[0][f"{one.student} {one.assignment}"])]
        for one in attacks
    )
    head = "| attack | listed as | one process: points | ours: gained | leaked | lost |\n|---|---|---|---|---|---|"
    return "\n".join([MODELS, "", summary("ours", found, attacks), "", head, *(f"| {' | '.join(each)} |" for each in cells)])


@click.command()
@click.option("--models", "only_models", is_flag=True, help="Only those with models of Keras, which takes half a minute.")
def main(only_models: bool) -> None:
    """Run all attacks, which takes about ten minutes, and write attacks.md."""
    if not only_models:
        both()
    text = TABLE.read_text(encoding="utf-8").partition(MODELS)[0].rstrip()
    TABLE.write_text(f"{text}\n\n{models()}\n", encoding="utf-8")


def both() -> None:
    """Run all others both ways and write their part of the page."""
    attacks = [one for one in ATTACKS if one.profile == "numpy"]
    safe = [one for one in attacks if one.stock_safe]
    stock, ours = run(safe, stock=True), run(attacks, stock=False)
    lines = defaultdict(list)
    for one in attacks:
        key = f"{one.student} {one.assignment}"
        lines[one.family].append(line(one, stock[0].get(key), ours[0][key]))
    head = (
        "| attack | listed as | stock: gained | leaked | lost | ours: gained | leaked | lost |\n|---|---|---|---|---|---|---|---|"
    )
    notes = [
        "# Attacks",
        "",
        "Written by `benchmarks/attacks.py`.",
        "",
        summary("stock", stock, safe),
        summary("ours", ours, attacks),
    ]
    tables = [f"\n## {family}\n\n{head}\n" + "\n".join(found) for family, found in lines.items()]
    TABLE.write_text("\n".join(notes) + "\n" + "\n".join(tables) + "\n", encoding="utf-8")
    print("\n".join(notes[4:]))


if __name__ == "__main__":
    main()
