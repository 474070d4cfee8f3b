"""Run assignments as students hand them in: the release, solved, with their package, in Colab's versions and in the newest.

What was executed in each environment is then handed in together and graded by this project, in its own environment.

python benchmarks/compat.py            # the Keras assignments
python benchmarks/compat.py a09 a02    # others
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import compat_page
import nbformat
from machine import description, load

from autograder.notebooks.build import build_assignment
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read_settings
from autograder.notebooks.publish import publish
from autograder.pipeline.collect import collect
from autograder.pipeline.grade import grade

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

from colab_saved import solved  # noqa: E402

COURSE = Course(ROOT)
KEPT = COURSE.build / "compat" / "results"
PAGE = ROOT / "benchmarks" / "compat.md"
KERAS_UNITS = range(9, 16)
# On Colab's Python, 3.13.
COLAB = ["tensorflow-cpu==2.20.0", "keras==3.13.2", "numpy==2.1.3", "ipython==7.34.0", "ipykernel==6.17.1", "music21==9.9.2"]
NEWEST = ["tensorflow-cpu", "keras", "numpy"]
RUNNER = """
import importlib.metadata, json, sys, time
import nbclient, nbformat
made = nbformat.read(sys.argv[1], as_version=4)
client = nbclient.NotebookClient(made, timeout=600, kernel_name="python3", allow_errors=True)
start = time.perf_counter()
client.execute()
seconds = time.perf_counter() - start
nbformat.write(made, sys.argv[1])
outputs = [output for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
graded = [cell for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
right = [cell for cell in graded if any("is right" in str(output) for output in cell.outputs)]
errors = [f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error"]
said = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stderr")
packages = {name: importlib.metadata.version(name) for name in ("tensorflow-cpu", "keras", "numpy")}
print(json.dumps({"right": len(right), "of": len(graded), "errors": errors, "stderr": said, "seconds": seconds, **packages}))
"""

Seen = dict[str, Any]


def pythons() -> dict[str, str]:
    """Return the Pythons of this machine that can make environments, by version, from the oldest that the course takes."""
    found = {}
    for minor in range(11, 15):
        places = [shutil.which(f"python3.{minor}"), *sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}"))]
        for place in filter(None, places):
            if subprocess.run([place, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0:
                found[f"3.{minor}"] = str(place)
                break
    return found


def environment(python: str, name: str, packages: list[str], wheel: str) -> Path:
    """Make an environment below build/compat with the student package, or bring it up to date; return its Python."""
    folder = COURSE.build / "compat" / name
    if not folder.exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--upgrade", *packages, "nbclient", "ipykernel"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([*install, "--force-reinstall", "--no-deps", wheel.partition("[")[0]], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([*install, *packages, wheel], check=True, stderr=subprocess.DEVNULL)
    return inside


def execute(python: str | Path, path: Path) -> Seen:
    """Run a notebook in its folder, put its outputs into it, and return what came of it.

    Args:
        python: that of the environment.
        path: the notebook.
    """
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AUTOGRADER", "KERAS"))}
    command = [str(python), "-c", RUNNER, path.name]
    done = subprocess.run(command, cwd=path.parent, env=keep, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"errors": [(done.stderr.strip().splitlines() or ["no message"])[-1]]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def graded(name: str, notebooks: dict[str, Path]) -> dict[str, Seen]:
    """Hand in notebooks of one assignment as a class, grade them, and return points and what grading said, by environment.

    Args:
        name: of the assignment.
        notebooks: what was executed, by environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder) / "course")
        course.solutions.mkdir(parents=True)
        shutil.copy(COURSE.assignment_source(name), course.solutions)
        build_assignment(course, name)
        students = {label.replace(".", "-"): label for label in notebooks}
        for student, label in students.items():
            path = Path(folder) / "class" / student / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            shutil.copy(notebooks[label], path)
        collect(course, name, Path(folder) / "class")
        try:
            found = grade(course, name, count=0)
        except CourseError as error:
            return {label: {"graded": str(error)} for label in notebooks}
    return {
        students[result.student]: {"score": result.score, "max_score": result.max_score, "graded": result.sentence}
        for result in found
    }


def digest(name: str) -> str:
    """Return what a result belongs to: the release as it is now, with the answers as they are now."""
    return sha256(nbformat.writes(solved(COURSE, name)).encode()).hexdigest()


def run(name: str, environments: dict[str, tuple[str, Path]], kept: Path = KEPT) -> list[Seen]:
    """Execute a solved assignment in every environment, grade what comes back, and keep the results.

    Args:
        name: of the assignment.
        environments: version and path of the Python of each.
        kept: the folder of the results.
    """
    found: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {label: Path(folder) / label / f"{name}.ipynb" for label in environments}
        for label, (version, python) in environments.items():
            paths[label].parent.mkdir()
            nbformat.write(solved(COURSE, name), paths[label])
            found[label] = {"environment": label, "assignment": name, "python": version, **execute(python, paths[label])}
        for label, points in graded(name, paths).items():
            found[label] |= points
    kept.mkdir(parents=True, exist_ok=True)
    for label, seen in found.items():
        seen |= {"digest": digest(name), "made": f"{datetime.now(tz=UTC):%Y-%m-%d}"}
        (kept / f"{name}-{label}.json").write_text(json.dumps(seen, indent=1), "utf-8")
    return list(found.values())


def remembered(names: Iterable[str], kept: Path = KEPT) -> list[Seen]:
    """Return the results that are kept and belong to the assignments as they are now, in their order."""
    found = []
    for name in names:
        now = digest(name)
        results = [json.loads(path.read_text("utf-8")) for path in sorted(kept.glob(f"{name}-*.json"))]
        found += [seen for seen in results if seen["digest"] == now]
    return found


def prepared(names: list[str]) -> dict[str, tuple[str, Path]]:
    """Make the environments for which this machine has a Python; return the version and the Python of each."""
    found, made = pythons(), {}
    wanted = [("colab", "3.13", COLAB), *((f"newest-{version}", version, NEWEST) for version in found)]
    with tempfile.TemporaryDirectory() as folder:
        [wheel] = (publish(COURSE, Path(folder) / "student") / "dist").glob("*.whl")
        extras = {read_settings(COURSE.assignment_source(name)).get("extra") for name in names} - {None}
        package = f"{wheel}[{','.join(sorted(extras))}]" if extras else str(wheel)
        for label, version, packages in wanted:
            if version in found:
                made[label] = (version, environment(found[version], label, packages, package))
            else:
                print(f"{label} needs Python {version}, which is not installed")
    return made


def main() -> int:
    """Run, print one line per environment and assignment, and write the page; return 1 if something is not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*", help="such as a09; the Keras assignments without it")
    parser.add_argument("--print", action="store_true", help="run nothing; write the page from the results that are kept")
    arguments = parser.parse_args()
    every = [name for name in COURSE.assignments() if int(name[1:3]) in KERAS_UNITS]
    names = [COURSE.assignment(name) for name in arguments.assignments] or every
    busy, right = load(), True
    environments = {} if arguments.print else prepared(names)
    for name in names if environments else []:
        start = time.perf_counter()
        for seen in run(name, environments):
            found = compat_page.troubles(seen)
            right = right and not found
            print(compat_page.row(seen), *(f"  {line}" for line in found), sep="\n", flush=True)
        print(f"{name}: run and graded in {time.perf_counter() - start:.0f} s", flush=True)
    shown = sorted({*every, *names})
    PAGE.write_text(compat_page.page(remembered(shown), shown, f"{description()}; {busy}"), "utf-8")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
