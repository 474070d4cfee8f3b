"""Run solved assignments as students run them: with their package, in Colab's versions and in the newest, on several Pythons.

python benchmarks/compat.py            # the Keras assignments
python benchmarks/compat.py a09 a02    # others
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.notebooks import notebook
from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read, read_settings
from autograder.notebooks.publish import publish

COURSE = Course(Path(__file__).parents[1])
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
outputs = [(cell, output) for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
graded = [cell for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
right = [cell for cell in graded if any("is right" in str(output) for output in cell.outputs)]
errors = [f"{output.ename}: {output.evalue}" for _, output in outputs if output.output_type == "error"]
said = "".join(output.text for _, output in outputs if output.output_type == "stream" and output.name == "stderr")
packages = {name: importlib.metadata.version(name) for name in ("tensorflow-cpu", "keras", "numpy")}
print(json.dumps({"right": len(right), "of": len(graded), "errors": errors, "stderr": said, "seconds": seconds, **packages}))
"""


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
    """Make or reuse an environment below build/compat with the student package; return its Python."""
    folder = COURSE.build / "compat" / name
    if not folder.exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *packages, "nbclient", "ipykernel"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([*install, "--force-reinstall", "--no-deps", wheel.partition("[")[0]], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([*install, *packages, wheel], check=True, stderr=subprocess.DEVNULL)
    return inside


def execute(python: Path, name: str) -> dict[str, object]:
    """Run a solved assignment in an empty folder; return what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.ipynb"
        notebook.write(notebook.assignment(read(COURSE.assignment_source(name)), None, path.name, {}), path)
        keep = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AUTOGRADER", "KERAS"))}
        command = [python, "-c", RUNNER, path.name]
        done = subprocess.run(command, cwd=folder, env=keep, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"errors": [(done.stderr.strip().splitlines() or ["no message"])[-1]]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Print one line per environment and assignment; return 1 if something is not right."""
    asked = [COURSE.assignment(name) for name in sys.argv[1:]]
    names = asked or [name for name in COURSE.assignments() if int(name[1:3]) in KERAS_UNITS]
    found = pythons()
    wanted = [("colab", "3.13", COLAB), *((f"newest-{version}", version, NEWEST) for version in found)]
    troubles = 0
    with tempfile.TemporaryDirectory() as folder:
        [wheel] = (publish(COURSE, Path(folder) / "student") / "dist").glob("*.whl")
        extras = {read_settings(COURSE.assignment_source(name)).get("extra") for name in names} - {None}
        package = f"{wheel}[{','.join(sorted(extras))}]" if extras else str(wheel)
        print(f"{'environment':13} {'TensorFlow':10} {'Keras':8} {'NumPy':7} {'assignment':24} checks  seconds")
        for label, version, packages in wanted:
            if version not in found:
                print(f"{label:13} needs Python {version}, which is not installed")
                continue
            start = time.perf_counter()
            inside = environment(found[version], label, packages, package)
            for name in names:
                seen = execute(inside, name)
                troubles += _report(label, name, seen)
            print(f"{'':13} made and run in {time.perf_counter() - start:.0f} s on Python {version}", flush=True)
    return 1 if troubles else 0


def _report(label: str, name: str, seen: dict[str, object]) -> bool:
    versions = " ".join(f"{seen.get(key, '?')!s:{width}}" for key, width in (("tensorflow-cpu", 10), ("keras", 8), ("numpy", 7)))
    seconds = seen.get("seconds", 0.0)
    print(f"{label:13} {versions} {name:24} {seen.get('right', 0)!s:>2} of {seen.get('of', '?')!s:2}  {seconds:6.1f}", flush=True)
    trouble = bool(seen["errors"]) or bool(seen.get("stderr")) or seen.get("right") != seen.get("of")
    for line in [*list(seen["errors"]), *str(seen.get("stderr", "")).splitlines()][:3] if trouble else []:  # type: ignore[call-overload]
        print(f"{'':13} {line[:140]}")
    return trouble


if __name__ == "__main__":
    sys.exit(main())
