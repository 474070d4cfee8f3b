"""The benchmark of versions: what a run in an environment tells, how it is graded, and what the page says."""

import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "benchmarks"))

import compat  # noqa: E402
import compat_page  # noqa: E402

GOOD = {
    "environment": "colab",
    "assignment": "a09_keras_layers",
    "python": "3.13",
    "tensorflow-cpu": "2.20.0",
    "keras": "3.13.2",
    "numpy": "2.1.3",
    "right": 8,
    "of": 8,
    "errors": [],
    "stderr": "",
    "seconds": 41.4,
    "score": 25.0,
    "max_score": 25.0,
    "graded": "",
    "made": "2026-11-22",
}
BROKEN = {
    "environment": "newest-3.12",
    "assignment": "a10_make_it_fast",
    "python": "3.12",
    "errors": ["Killed"],
    "made": "2026-11-23",
}


def notebook(path, *cells):
    made = new_notebook(cells=[new_code_cell(text) for text in cells])
    for cell in made.cells:
        cell.metadata["nbgrader"] = {"grade": "right" in cell.source}
    nbformat.write(made, path)
    return path


def test_a_run_tells_checks_errors_and_stderr_and_keeps_the_outputs(tmp_path, monkeypatch):
    # of TensorFlow this machine may have another package
    monkeypatch.setattr(compat, "RUNNER", compat.RUNNER.replace("tensorflow-cpu", "nbformat"))
    texts = ("print('f is right.')", "print('not right')", "1 / 0", "import sys; print('oh', file=sys.stderr)")
    path = notebook(tmp_path / "a.ipynb", *texts)
    seen = compat.execute(sys.executable, path)
    assert (seen["right"], seen["of"], seen["stderr"]) == (1, 2, "oh\n")
    assert seen["errors"] == ["ZeroDivisionError: division by zero"]
    assert seen["seconds"] > 0
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].text == "f is right.\n"


def test_an_environment_that_cannot_run_is_told(tmp_path):
    seen = compat.execute(sys.executable, tmp_path / "missing.ipynb")
    assert len(seen["errors"]) == 1
    assert "missing.ipynb" in seen["errors"][0]
    assert compat_page.troubles(seen)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"errors": ["NameError: x"]}, ["error: NameError: x"]),
        ({"stderr": "a\nb\n"}, ["on stderr: a", "on stderr: b"]),
        ({"right": 7}, ["1 of 8 checks did not say that it is right"]),
        ({"score": 22.5}, ["grading: 22.5 of 25 points."]),
        ({"score": None, "graded": "It cannot be read."}, ["grading: ? of 25 points. It cannot be read."]),
    ],
)
def test_what_is_not_right(change, said):
    assert compat_page.troubles(GOOD | change) == said


def test_the_page_has_a_row_for_each_result_and_names_what_was_not_run():
    text = compat_page.page([GOOD, BROKEN], ["a09_keras_layers", "a10_make_it_fast", "a11_sentiment"], "a machine")
    assert "Run on 2026-11-22 and 2026-11-23, on a machine." in text
    assert "| a09_keras_layers | colab | 3.13 | 2.20.0 | 3.13.2 | 2.1.3 | 8 of 8 | 25 of 25 | 41 | - |" in text
    assert "| a10_make_it_fast | newest-3.12 | 3.12 | ? | ? | ? | 0 of ? | ? of ? | - | - |" in text
    assert "Not run in their present form: a11_sentiment." in text
    assert "- a10_make_it_fast, newest-3.12: error: Killed" in text
    assert "Nothing is wrong" in compat_page.page([GOOD], [GOOD["assignment"]], "a machine")
    assert "Nothing is wrong" not in compat_page.page([], [GOOD["assignment"]], "a machine")


def test_results_of_another_release_are_forgotten(tmp_path):
    name = "a09_keras_layers"
    for label, belongs in {"colab": compat.digest(name), "newest-3.12": "another"}.items():
        seen = GOOD | {"environment": label, "digest": belongs}
        (tmp_path / f"{name}-{label}.json").write_text(json.dumps(seen))
    assert [seen["environment"] for seen in compat.remembered([name], tmp_path)] == ["colab"]


@pytest.mark.slow
def test_what_was_executed_is_graded(tmp_path):
    name = "a01_sequences"
    solved = compat.solved(compat.COURSE, name)
    paths = {label: tmp_path / label / f"{name}.ipynb" for label in ("colab", "newest-3.12")}
    for path in paths.values():
        path.parent.mkdir()
        nbformat.write(solved, path)
    shutil.copy(compat.COURSE.released(name), paths["newest-3.12"])  # as if an environment had lost the answers
    found = compat.graded(name, paths)
    assert found["colab"]["score"] == found["colab"]["max_score"] > 0
    assert found["newest-3.12"]["score"] == 0
