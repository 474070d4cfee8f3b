"""Damage to the cells of notebooks: lost marks, deleted, copied, split and joined cells."""

from __future__ import annotations

import copy
import re

from damage import LOST, damage


def first_line(source, number=1):
    """Cut a text behind some lines of code."""
    lines = source.splitlines()
    return "\n".join(lines[:number]), "\n".join(lines[number:])


def split(sheet, name, number=1, keep=True):
    """Split a cell; the second part has the mark of the first, or none."""
    at = sheet.at(name)
    second = copy.deepcopy(sheet.cells[at])
    sheet.cells[at]["source"], second["source"] = first_line(second["source"], number)
    second["id"] = f"half-of-{name}"[:60]
    if not keep:
        second["metadata"] = {}
    sheet.cells.insert(at + 1, second)


def join(sheet, first, last):
    """Join all cells from one to another, as the first of them."""
    between = sheet.cells[first : last + 1]
    sheet.cells[first]["source"] = "\n\n".join(cell["source"] for cell in between if cell["cell_type"] == "code")
    del sheet.cells[first + 1 : last + 1]


# lost


@damage()
def _all_metadata_and_ids_lost(sheet):
    sheet.wipe()


@damage()
def _marks_lost(sheet):
    for cell in sheet.cells:
        cell["metadata"] = {}


@damage()
def _marks_lost_and_texts_formatted(sheet):
    sheet.wipe()
    for cell in sheet.cells:
        cell["source"] = re.sub(r"[ \t]+$", "", cell["source"].replace("'", '"').replace("\n\n\n", "\n\n"), flags=re.M) + "\n\n"


@damage()
def _ids_lost(sheet):
    for cell in sheet.cells:
        cell["id"] = None


@damage()
def _ids_all_the_same(sheet):
    for cell in sheet.cells:
        cell["id"] = "cell"


@damage()
def _marks_lost_and_ids_of_two_answers_exchanged(sheet):
    one, two = sheet.answer(0), sheet.answer(1)
    one["id"], two["id"] = two["id"], one["id"]
    for cell in sheet.cells:
        cell["metadata"] = {}


@damage()
def _half_of_the_marks_lost(sheet):
    for cell in sheet.cells[::2]:
        cell["metadata"] = {}


# deleted


@damage()
def _a_test_deleted(sheet):
    sheet.delete(sheet.tests[0])


@damage()
def _all_tests_deleted(sheet):
    sheet.delete(*sheet.tests)


@damage()
def _given_cells_deleted(sheet):
    sheet.delete(*sheet.given)


@damage()
def _all_but_the_answers_deleted_and_marks_lost(sheet):
    sheet.json["cells"] = [cell for cell in sheet.cells if sheet.name(cell) in sheet.answers]
    sheet.wipe()


@damage(silent=True)
def _texts_deleted(sheet):
    sheet.json["cells"] = sheet.code()


@damage()
def _a_test_emptied(sheet):
    sheet.test(0)["source"] = ""


@damage(LOST, lost=(-1,))
def _an_answer_deleted(sheet):
    sheet.delete(sheet.answers[-1])


@damage(LOST, lost=(-1,), silent=True)
def _an_answer_emptied(sheet):
    sheet.answer(-1)["source"] = ""


@damage(LOST, lost=(-1,), silent=True)
def _an_answer_cut_short(sheet):
    sheet.answer(-1)["source"] = first_line(sheet.answer(-1)["source"])[0]


@damage(LOST, lost=(-1,), question=True)
def _an_answer_with_a_merge_conflict_in_it(sheet):
    cell = sheet.answer(-1)
    cell["source"] = f"<<<<<<< local\n{cell['source']}\n=======\npass\n>>>>>>> remote"


# copied


@damage()
def _an_answer_twice(sheet):
    sheet.cells.insert(sheet.at(sheet.answers[0]), copy.deepcopy(sheet.answer(0)))


@damage()
def _an_answer_and_its_stub(sheet):
    twin = copy.deepcopy(sheet.answer(0))
    twin["source"] = first_line(twin["source"])[0] + "\n    raise NotImplementedError"
    sheet.cells.insert(sheet.at(sheet.answers[0]), twin)


@damage()
def _a_test_twice(sheet):
    sheet.cells.append(copy.deepcopy(sheet.test(0)))


@damage()
def _everything_twice(sheet):
    sheet.json["cells"] = sheet.cells + copy.deepcopy(sheet.cells)


@damage()
def _everything_twice_and_marks_lost(sheet):
    sheet.json["cells"] = sheet.cells + copy.deepcopy(sheet.cells)
    sheet.wipe()


# split and joined


@damage()
def _an_answer_split(sheet):
    split(sheet, sheet.answers[0])


@damage()
def _an_answer_split_and_the_mark_on_one_part(sheet):
    split(sheet, sheet.answers[0], keep=False)


@damage()
def _an_answer_split_in_three(sheet):
    sheet.answer(1)["source"] = "half = (\n    1)\n\n" + sheet.answer(1)["source"]
    split(sheet, sheet.answers[1], 4, keep=False)
    split(sheet, sheet.answers[1], 1, keep=False)


@damage()
def _all_answers_split_and_marks_lost(sheet):
    for name in sheet.answers:
        split(sheet, name)
    sheet.wipe()


@damage()
def _a_test_split(sheet):
    sheet.test(0)["source"] = "x = 1\n" + sheet.test(0)["source"]
    split(sheet, sheet.tests[0])


@damage()
def _an_answer_and_its_test_joined(sheet):
    join(sheet, sheet.at(sheet.answers[0]), sheet.at(sheet.tests[0]))


@damage()
def _a_test_and_the_next_answer_joined(sheet):
    join(sheet, sheet.at(sheet.tests[0]), sheet.at(sheet.answers[1]))


@damage()
def _two_exercises_joined(sheet):
    join(sheet, sheet.at(sheet.answers[0]), sheet.at(sheet.tests[1]))


@damage()
def _all_code_in_one_cell(sheet):
    join(sheet, 0, len(sheet.cells) - 1)
    sheet.cells[0].update(cell_type="code", outputs=[], execution_count=None)


@damage()
def _all_code_in_one_cell_and_marks_lost(sheet):
    _all_code_in_one_cell(sheet)
    sheet.wipe()
