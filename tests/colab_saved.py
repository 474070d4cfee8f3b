"""A notebook as Colab saves it after a student has worked in it, and as it comes back from a browser."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.pipeline.matching import grade_id, is_answer

FILES = ("Copy of {}.ipynb", "Copy of {} (1).ipynb", "{} (2).ipynb", "Copy of Copy of {}.ipynb")
_MARKER = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
_USER = {"user": {"displayName": "Ada Lovelace", "userId": "04711"}, "user_tz": -60, "status": "ok", "elapsed": 12}
_BUNDLE = {"text/plain": ["array([1.])"], "application/vnd.google.colaboratory.intrinsic+json": {"type": "string"}}
_OUTPUTS: list[dict[str, Any]] = [
    {"output_type": "stream", "name": "stdout", "text": ["loss 0.25\n"]},
    {"output_type": "stream", "name": "stderr", "text": ["WARNING: All log messages before absl::InitializeLog() is called\n"]},
    {"output_type": "execute_result", "data": _BUNDLE, "metadata": {}, "execution_count": 7},
    {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=\n", "text/plain": ["<Figure>"]}, "metadata": {}},
    {"output_type": "error", "ename": "NameError", "evalue": "name 'x'", "traceback": ["\x1b[0;31mNameError\x1b[0m"]},
]
_WIDGET = {"model_module": "@jupyter-widgets/controls", "model_name": "HBoxModel", "model_module_version": "1.5.0", "state": {}}


def solved(course: Course, name: str) -> NotebookNode:
    """Return the release of an assignment with the right answers in it."""
    answers = {
        cell.name: _MARKER.sub("", cell.text) for cell in read(course.assignment_source(name)).cells if cell.role == "solution"
    }
    notebook = nbformat.read(course.released(name), as_version=4)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = answers.pop(grade_id(cell))
    assert not answers
    return notebook


def saved(notebook: NotebookNode, *, marks: bool) -> bytes:
    """Return the file that Colab writes: format 4.0, own ids in the metadata, outputs, runtime and widgets.

    Args:
        notebook: what the student has made of it.
        marks: whether nbgrader's marks are still there.
    """
    made = json.loads(nbformat.writes(copy.deepcopy(notebook)))
    made |= {"nbformat": 4, "nbformat_minor": 0}
    made["metadata"] = {
        "colab": {"provenance": [{"file_id": "https://github.com/o/n", "timestamp": 1}], "gpuType": "T4", "toc_visible": True},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"0a1b": _WIDGET}},
    }
    for number, cell in enumerate(made["cells"]):
        cell.pop("id")
        before = cell["metadata"] if marks else {}
        cell["metadata"] = {**before, "id": f"mX{number:010d}"}
        if cell["cell_type"] == "code":
            more = {
                "colab": {"base_uri": "https://localhost:8080/"},
                "outputId": f"0a1b2c3d-{number:04d}",
                "executionInfo": _USER,
            }
            cell["metadata"] |= more
            cell["outputs"], cell["execution_count"] = [_OUTPUTS[number % len(_OUTPUTS)]], number
    return json.dumps(made, indent=2, ensure_ascii=False).encode()
