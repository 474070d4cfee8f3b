"""What a check shows: HTML in a notebook, plain text elsewhere, nothing on stderr."""

import subprocess
import sys

import nbclient
import nbformat
import pytest

from autograder.checking import display

RIGHT = """
import numpy as np
from autograder import check
def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
check(softmax)
"""
WRONG = """
def combine_kernels(kernel, recurrent_kernel):
    return np.concatenate([kernel, recurrent_kernel])
check(combine_kernels)
"""
HINT = "Likely cause:"


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text) for text in (RIGHT, WRONG, "check.summary('a02_rnn_forward')")]
    )
    folder = str(tmp_path_factory.mktemp("notebook"))
    nbclient.NotebookClient(
        notebook, timeout=60, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": folder}}
    ).execute()
    return notebook.cells


def test_success_is_one_line_in_both_forms(cells):
    [output] = cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data["text/plain"] == "✓ softmax is right (6 cases, 2 points)."
    assert "softmax is right" in output.data["text/html"]
    assert output.data[display.RESULT]["passed"] is True


def test_failure_is_a_panel_and_one_line_of_error(cells):
    panel, error = cells[1].outputs
    assert HINT in panel.data["text/html"]
    assert HINT in panel.data["text/plain"]
    assert panel.data[display.RESULT]["exercise"] == "combine_kernels"
    assert panel.data[display.RESULT]["hint"]
    assert error.ename == "CheckFailed"
    assert HINT in error.evalue
    assert error.traceback == ["CheckFailed: combine_kernels is not right yet: see above."]


def test_summary_is_a_table(cells):
    [output] = cells[2].outputs
    assert "<table>" in output.data["text/html"]
    assert "2 of 20 points" in output.data["text/plain"]


def test_nothing_goes_to_stderr(cells):
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]


def test_plain_python_prints_plain_text():
    program = RIGHT + "try:\n    check('softmax', lambda logits: None)\nexcept AssertionError as failed:\n    print(failed)\n"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines() == [
        "✓ softmax is right (6 cases, 2 points).",
        "softmax returns None: is there a `return` at its end?",
    ]
    assert answer.stderr == ""


def test_html_of_a_student_is_escaped():
    text = display.panel("`<b>`", ["<script>alert(1)</script>", "odd ` tick"], display.RED)
    assert "<script>" not in text
    assert "<code>&lt;b&gt;</code>" in text
    assert "odd ` tick" in text
    assert display.code("`a` and `b` are cut `of") == "<code>a</code> and <code>b</code> are cut `of"
