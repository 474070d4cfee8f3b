"""Stock nbgrader on warm kernels: two lines in nbgrader_config.py."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from zygotes import require_sandbox

CONFIG = """
import os
os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "autograder-warm"
c = get_config()
c.CourseDirectory.course_id = ""
c.WarmProvisioner.profile = "numpy"
c.WarmProvisioner.profiles = {"ps2": "keras"}
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""
ANSWER = "import os\ndef double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\nprint(os.getcwd())"


def source(profile):
    def cell(text, **flags):
        whole = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, **flags}
        return new_code_cell(text, metadata={"nbgrader": whole})

    test = "assert double(2) == 4\nassert open('data.txt').read() == 'x'"
    if profile == "keras":
        test += "\nimport keras\nassert keras.layers.Dense(1)(keras.ops.ones((1, 2))).shape == (1, 1)"
    cells = [
        cell(ANSWER, grade_id="double", solution=True),
        cell(test, grade_id="test_double", grade=True, locked=True, points=3),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def nbgrader(root, *arguments):
    """Run a command of stock nbgrader, as an instructor would."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")} | {"PATH": path}
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "profile"), [("ps1", "numpy"), ("ps2", "keras")])
def test_stock_nbgrader_grades_on_warm_kernels(tmp_path, assignment, profile):
    from nbgrader.api import Gradebook

    require_sandbox()
    if profile == "keras" and importlib.util.find_spec("tensorflow") is None:
        pytest.skip("needs TensorFlow")
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    folder = tmp_path / "source" / assignment
    folder.mkdir(parents=True)
    (folder / "problem.ipynb").write_text(json.dumps(source(profile)))
    (folder / "data.txt").write_text("x")
    nbgrader(tmp_path, "generate_assignment", assignment)
    for student, result in (("ada", "2 * x"), ("bob", "3 * x")):
        handed_in = tmp_path / "submitted" / student / assignment
        handed_in.mkdir(parents=True)
        text = (tmp_path / "release" / assignment / "problem.ipynb").read_text()
        assert "raise NotImplementedError" in text
        (handed_in / "problem.ipynb").write_text(text.replace("raise NotImplementedError", f"return {result}"))
    nbgrader(tmp_path, "autograde", assignment)
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        scores = {name: gradebook.find_submission(assignment, name).score for name in ("ada", "bob")}
    assert scores == {"ada": 3, "bob": 0}
    graded = (tmp_path / "autograded" / "ada" / assignment / "problem.ipynb").read_text()
    assert re.search(r'"/box/work\\n"', graded)
