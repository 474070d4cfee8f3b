"""Damage to the format and the metadata of notebooks, as old programs, Colab, VS Code and Kaggle do it."""

from __future__ import annotations

import json

from damage import LOST, damage

COLAB = {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU", "gpuClass": "standard"}
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"0a1b": {"model_name": "HBoxModel"}}}
PICTURE = {"picture.png": {"image/png": "iVBORw0KGgo="}}


def third(sheet):
    """Return the notebook in format 3."""
    made = []
    for cell in sheet.cells:
        if cell["cell_type"] == "code":
            made.append({"cell_type": "code", "language": "python", "collapsed": False, "metadata": cell["metadata"],
                         "input": cell["source"].splitlines(True), "outputs": [], "prompt_number": 1})  # fmt: skip
        else:
            made.append({"cell_type": cell["cell_type"], "metadata": cell["metadata"], "source": cell["source"]})
    sheet.json = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": made, "metadata": {}}]}
    return made


@damage()
def _format_3(sheet):
    third(sheet)


@damage()
def _format_3_with_headings_and_without_metadata(sheet):
    made = third(sheet)
    made.insert(0, {"cell_type": "heading", "level": 2, "source": "Mine", "metadata": {}})
    for cell in made:
        del cell["metadata"]


@damage()
def _format_3_in_two_worksheets(sheet):
    made = third(sheet)
    sheet.json["worksheets"] = [{"cells": made[:5]}, None, {"cells": made[5:]}]


@damage(silent=True)
def _format_4_0_without_ids(sheet):
    sheet.json["nbformat_minor"] = 0
    for cell in sheet.cells:
        del cell["id"]


@damage(silent=True)
def _format_4_4_without_ids(sheet):
    sheet.json["nbformat_minor"] = 4
    for cell in sheet.cells:
        del cell["id"]


def lie(name, **fields):
    """Register a notebook whose format numbers are wrong; None takes one away."""

    def change(sheet):
        sheet.json.update(fields)
        sheet.json = {key: value for key, value in sheet.json.items() if value is not None}
        for cell in sheet.cells:
            cell["metadata"].pop("nbgrader", None)

    change.__name__ = f"{name} and marks lost"
    damage()(change)


lie("minor 4 with ids", nbformat_minor=4)
lie("minor 99", nbformat_minor=99)
lie("minor below zero", nbformat_minor=-1)
lie("minor as text", nbformat_minor="5")
lie("minor missing", nbformat_minor=None)
lie("format 3 with cells", nbformat=3, nbformat_minor=0)
lie("format 5", nbformat=5)
lie("format missing", nbformat=None)


@damage()
def _minor_5_without_ids(sheet):
    for cell in sheet.cells:
        del cell["id"]


@damage(silent=True)
def _sources_as_lists(sheet):
    for cell in sheet.cells:
        cell["source"] = cell["source"].splitlines(True)


@damage()
def _sources_as_lists_without_line_ends(sheet):
    for cell in sheet.cells:
        cell["source"] = cell["source"].splitlines()


@damage()
def _texts_of_cells_missing_or_null(sheet):
    for cell in sheet.cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = None
    sheet.cells.append({"cell_type": "code", "metadata": {}, "id": "mine"})


@damage()
def _types_of_cells_missing(sheet):
    for cell in sheet.cells:
        del cell["cell_type"]


@damage(silent=True)
def _outputs_missing(sheet):
    for cell in sheet.code():
        del cell["outputs"], cell["execution_count"]


@damage()
def _outputs_that_are_none(sheet):
    for cell, wrong in zip(
        sheet.code(), [None, "text", {}, [1], [{"output_type": "stream"}] * 2, [{"data": 3}]] * 9, strict=False
    ):
        cell["outputs"] = wrong


@damage()
def _execution_counts_as_text(sheet):
    for cell in sheet.code():
        cell["execution_count"] = "12"


@damage()
def _metadata_null(sheet):
    sheet.json["metadata"] = None
    for cell in sheet.cells:
        cell["metadata"] = None


@damage()
def _metadata_as_lists(sheet):
    sheet.json["metadata"] = []
    for cell in sheet.cells:
        cell["metadata"] = []


@damage()
def _entries_that_are_no_cells(sheet):
    for at in (9, 5, 1):
        sheet.cells.insert(at, None)
    sheet.cells.append("the end")


@damage(silent=True)
def _unknown_fields(sheet):
    for cell in sheet.cells:
        cell["hidden"] = True
    sheet.json["version"] = "1.0"


@damage(silent=True)
def _attachments(sheet):
    sheet.cells[0]["attachments"] = PICTURE
    sheet.answer(0)["attachments"] = PICTURE


@damage()
def _attachments_that_are_none(sheet):
    sheet.cells[0]["attachments"] = None
    sheet.answer(0)["attachments"] = {"x": 3}


@damage(silent=True)
def _huge_outputs(sheet):
    line = {"output_type": "stream", "name": "stdout", "text": ["loss 0.5\n"] * 200_000}
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo" * 300_000}}
    sheet.answer(0)["outputs"] = [line, picture]


@damage(silent=True)
def _errors_of_an_earlier_run(sheet):
    for cell in sheet.code():
        cell["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": ["E"]}]


@damage()
def _widgets_without_state(sheet):
    sheet.json["metadata"]["widgets"] = WIDGETS


@damage()
def _nested_absurdly(sheet):
    deep = {}
    for _ in range(600):
        deep = {"x": deep}
    sheet.json["metadata"]["deep"] = deep
    sheet.answer(0)["metadata"]["deep"] = deep
    sheet.json["nbformat"] = "4"


@damage(silent=True)
def _metadata_that_the_format_forbids(sheet):
    wrong = {"collapsed": "yes", "name": 3, "tags": "a,b", "jupyter": 1, "execution": [], "scrolled": "up"}
    sheet.cells[0]["metadata"].update(wrong)
    sheet.cells.append(
        {"cell_type": "code", "metadata": wrong, "source": "x = 1", "id": "mine", "outputs": [], "execution_count": 1}
    )
    sheet.json["metadata"].update(authors="me", title=3, orig_nbformat="3", kernelspec="python")


@damage()
def _colab(sheet):
    sheet.json["metadata"].update(COLAB, widgets=WIDGETS)
    sheet.json["nbformat_minor"] = 0
    for number, cell in enumerate(sheet.cells):
        cell["metadata"] |= {"id": f"Xy{number:010d}", "outputId": "0a1b-2c", "colab": {"base_uri": "https://localhost"}}
        cell["metadata"] |= {"cellView": "form", "colab_type": "code"}
        del cell["id"]


@damage()
def _colab_keeps_ids_in_metadata_and_loses_marks(sheet):
    sheet.json["nbformat_minor"] = 0
    for cell in sheet.cells:
        cell["metadata"] = {"id": cell.pop("id"), "colab_type": cell["cell_type"]}


@damage()
def _colab_copies_a_cell_with_its_id(sheet):
    _colab_keeps_ids_in_metadata_and_loses_marks(sheet)
    answer = next(cell for cell in sheet.cells if cell["metadata"]["id"] == sheet.answers[0])
    twin = json.loads(json.dumps(answer))
    sheet.cells.insert(sheet.cells.index(answer), twin)


@damage()
def _vs_code(sheet):
    sheet.wipe()
    for cell in sheet.cells:
        cell["metadata"] = {"vscode": {"languageId": "python" if cell["cell_type"] == "code" else "markdown"}}
    sheet.json["metadata"] = {"language_info": {"name": "python", "orig_nbformat": 4}}


@damage()
def _vs_code_takes_code_for_another_language(sheet):
    for cell in sheet.code():
        cell["metadata"] = {"vscode": {"languageId": "plaintext"}}


@damage()
def _kaggle(sheet):
    sheet.wipe()
    for number, cell in enumerate(sheet.cells):
        cell["metadata"] = {"_uuid": f"{number:032x}", "_cell_guid": f"{number:08x}", "trusted": True, "_kg_hide-input": True}
        cell["metadata"]["execution"] = {"iopub.status.busy": "2025-03-09T20:15:00Z"}
    sheet.json["metadata"]["kaggle"] = {"accelerator": "gpu", "dataSources": [], "isInternetEnabled": True}


@damage(silent=True)
def _jupyterlab(sheet):
    for cell in sheet.cells:
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "jupyter": {"source_hidden": True}}


@damage(silent=True)
def _forged_times(sheet):
    sheet.json["metadata"] |= {
        "timestamp": "2001-01-01 00:00:00 UTC",
        "autograder": {"received": "2001-01-01", "cell_seconds": 9999},
    }
    for cell in sheet.code():
        cell["metadata"]["execution"] = {"iopub.execute_input": "2001-01-01T00:00:00Z"}


@damage()
def _kernel_of_another_language(sheet):
    sheet.json["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    sheet.json["metadata"]["language_info"] = {"name": "R", "file_extension": ".r"}


@damage(silent=True)
def _kernel_missing(sheet):
    sheet.json["metadata"] = {}


@damage(LOST, lost=(-1,))
def _text_of_an_answer_missing(sheet):
    del sheet.answer(-1)["source"]
