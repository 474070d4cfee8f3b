"""The house: imports run one way, requirements agree, files and functions stay small, texts keep their limits."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from autograder.exercises import assignments, exercises
from autograder.notebooks.paths import Course
from autograder.notebooks.readme import with_table

ROOT = Path(__file__).parents[1]
LAYERS = ["checking", "exercises", "notebooks", "verification", "kernels", "pipeline", "cli"]
CODE = [
    path
    for folder in ("autograder", "datasets", "tests", "benchmarks", "course/figures", "course/book")
    for path in (ROOT / folder).rglob("*.py")
]


def imported(path):
    """Return the names of modules that a file imports, absolute."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield ".".join(part for part in (base, node.module or "") if part)


def layer(module):
    parts = module.split(".")
    return LAYERS.index(parts[1]) if parts[0] == "autograder" and len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize("name", LAYERS)
def test_imports_run_downward(name):
    files = sorted((ROOT / "autograder" / name).rglob("*.py"))
    assert files
    for path in files:
        upward = [module for module in imported(path) if (found := layer(module)) is not None and found > LAYERS.index(name)]
        assert not upward, f"{path} imports {upward}"


def test_the_upward_import_would_be_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "autograder" / "checking" / "bad.py"
    path.parent.mkdir(parents=True)
    path.write_text("from ..pipeline import grade\nimport autograder.cli\n")
    assert [layer(module) for module in imported(path)] == [LAYERS.index("pipeline"), LAYERS.index("cli")]


def third_party(folder):
    found = {module.split(".")[0] for path in (ROOT / folder).rglob("*.py") for module in imported(path)}
    return found - set(sys.stdlib_module_names) - {"autograder", "rnndata", "rnnfigures", "__future__"}


def test_student_side_needs_numpy_only():
    assert third_party("autograder/checking") <= {"numpy", "IPython"}  # IPython only where a notebook has it loaded


def test_importing_check_is_quick_and_small():
    program = (
        "import sys, time; import numpy; start = time.perf_counter(); import autograder; "
        "print(time.perf_counter() - start, *sys.modules)"
    )
    seconds, *modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert float(seconds) < 0.3
    assert not {"IPython", "matplotlib", "nbgrader", "tensorflow", "keras", "autograder.exercises", "autograder.pipeline"} & set(
        modules
    )


@pytest.mark.parametrize("name", ["autograder", "rnndata", "rnnfigures"])
def test_no_import_root_shadows_an_installed_package(name):
    assert Path(importlib.util.find_spec(name).origin).is_relative_to(ROOT)


def test_no_package_named_datasets():
    assert not (ROOT / "datasets" / "__init__.py").exists()


def requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    return project["dependencies"] + [line for name in ("grading", "book", "dev") for line in extras[name]]


def test_environment_names_the_same_requirements():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    assert sorted(listed[-1]["pip"]) == sorted(requirements())


def test_the_lock_pins_every_requirement_and_names_no_index():
    text = (ROOT / ".ci" / "requirements.lock").read_text()
    pinned = {line.split("==")[0].lower() for line in text.splitlines() if "==" in line}
    named = {re.split(r"[<>=;\s\[]", line)[0].lower() for line in requirements()}
    assert named <= pinned
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text()
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert not body or node.end_lineno - body[0].lineno < 50, f"{node.name} is too long"


ROOMS = {"course", "solutions", "assignments", "autograder", "datasets", "tests", "benchmarks"}
PAPERS = {"README.md", "LICENSE", "CONTRIBUTING.md", "Makefile", "pyproject.toml", "environment.yml", "nbgrader_config.py"}


def test_the_top_level_holds_only_what_the_house_needs():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {name.split("/")[0] for name in listed if not name.startswith(".")} <= ROOMS | PAPERS


def test_the_readme_is_short_with_badges_too():
    text = with_table((ROOT / "README.md").read_text(), Course(ROOT), "owner/name")
    assert "colab.research.google.com" in text
    prose = [line for line in text.splitlines() if not line.startswith("|")]  # the table has a line for each unit
    assert len(" ".join(prose).split()) <= 320


def test_the_nbgrader_config_is_short():
    assert len((ROOT / "nbgrader_config.py").read_text().splitlines()) <= 20


def test_hints_are_read_as_they_stand():
    """Students also read hints where nothing renders Markdown or formulas; only code in backticks is shown as code."""
    hints = [mistake.hint for name in assignments() for exercise in exercises(name).values() for mistake in exercise.mistakes]
    assert len(hints) > 2000
    outside = {hint: re.sub("`[^`]+`", "", hint) for hint in hints}
    assert [hint for hint, words in outside.items() if re.search(r"[`$\\]|\*\*\w", words)] == []
