"""Damage to the cells of notebooks: retyped and moved cells, changed marks, changed texts."""

from __future__ import annotations

from damage import damage


def retype(cell, kind):
    """Change the type of a cell."""
    cell["cell_type"] = kind
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


# retyped


@damage()
def _an_answer_made_markdown(sheet):
    retype(sheet.answer(0), "markdown")


@damage()
def _an_answer_made_markdown_with_fences(sheet):
    retype(sheet.answer(0), "markdown")
    sheet.answer(0)["source"] = f"```python\n{sheet.answer(0)['source']}\n```"


@damage()
def _all_answers_made_raw_and_marks_lost(sheet):
    for name in sheet.answers:
        retype(sheet.cell(name), "raw")
    sheet.wipe()


@damage()
def _tests_and_given_cells_retyped(sheet):
    for name in sheet.tests + sheet.given:
        retype(sheet.cell(name), "markdown" if name in sheet.tests else "raw")


@damage(silent=True)
def _texts_made_code(sheet):
    for cell in sheet.cells:
        if cell["cell_type"] == "markdown":
            cell.update(cell_type="code", outputs=[], execution_count=None)


# moved


@damage()
def _tests_at_the_front(sheet):
    for name in reversed(sheet.tests):
        sheet.move(name, 0)


@damage()
def _an_answer_at_the_end(sheet):
    sheet.move(sheet.answers[0], len(sheet.cells) - 1)


@damage()
def _an_answer_behind_its_test(sheet):
    sheet.move(sheet.answers[1], sheet.at(sheet.tests[1]))


@damage()
def _given_cells_at_the_end(sheet):
    for name in sheet.given:
        sheet.move(name, len(sheet.cells) - 1)


@damage(silent=True)
def _tests_at_the_end(sheet):
    for name in sheet.tests:
        sheet.move(name, len(sheet.cells) - 1)


@damage()
def _cells_backwards(sheet):
    sheet.cells.reverse()


@damage()
def _cells_backwards_and_marks_lost(sheet):
    sheet.cells.reverse()
    sheet.wipe()


# marks changed


def mark_changed(name, which, **fields):
    """Register a change of the marks of all answers, tests or given cells."""

    def change(sheet):
        for cell in map(sheet.cell, getattr(sheet, which)):
            sheet.mark(cell).update({key: value(cell) if callable(value) else value for key, value in fields.items()})

    change.__name__ = name
    damage()(change)


mark_changed("points changed", "tests", points=99)
mark_changed("points as text", "tests", points="many")
mark_changed("points below zero", "tests", points=-5)
mark_changed("tests no longer graded", "tests", grade=False)
mark_changed("tests as answers", "tests", solution=True, locked=False)
mark_changed("answers as tests", "answers", grade=True, solution=False, locked=True, points=3)
mark_changed("given cells unlocked", "given", locked=False, solution=True)
mark_changed("answers renamed", "answers", grade_id=lambda cell: cell["id"] + "-new")
mark_changed("tests renamed", "tests", grade_id=lambda cell: cell["id"] + "-new")
mark_changed("names that are numbers", "answers", grade_id=7)


@damage()
def _names_of_two_answers_exchanged(sheet):
    one, two = sheet.mark(sheet.answer(0)), sheet.mark(sheet.answer(1))
    one["grade_id"], two["grade_id"] = two["grade_id"], one["grade_id"]


@damage()
def _names_of_two_tests_exchanged(sheet):
    one, two = sheet.mark(sheet.test(0)), sheet.mark(sheet.test(1))
    one["grade_id"], two["grade_id"] = two["grade_id"], one["grade_id"]


@damage()
def _an_answer_with_the_name_of_its_test(sheet):
    test, answer = sheet.test(0), sheet.answer(0)
    sheet.delete(sheet.tests[0])
    answer["metadata"] = test["metadata"]


@damage(silent=True)
def _marks_of_an_old_version(sheet):
    for cell in sheet.cells:
        if sheet.mark(cell):
            cell["metadata"]["nbgrader"] |= {"schema_version": 0, "checksum": "0" * 32, "extra": 1}


@damage()
def _marks_that_are_none(sheet):
    for cell, wrong in zip(sheet.cells, ["yes", 3, [], {}, {"grade": True}, None] * 40, strict=False):
        cell["metadata"]["nbgrader"] = wrong


@damage()
def _cells_of_another_assignment(sheet):
    for number in range(3):
        mark = {"grade_id": f"lstm_{number}", "grade": True, "points": 9, "solution": False, "locked": True, "schema_version": 3}
        cell = {"cell_type": "code", "source": "1", "id": f"lstm-{number}", "outputs": [], "execution_count": None}
        sheet.cells.insert(2 * number, {**cell, "metadata": {"nbgrader": mark}})


@damage()
def _tags_that_skip_cells(sheet):
    for cell in sheet.cells:
        cell["metadata"]["tags"] = ["skip-execution", "remove_cell"]


# texts changed


@damage()
def _a_test_weakened(sheet):
    sheet.test(0)["source"] = "assert True"


@damage()
def _lines_added_to_given_cells(sheet):
    sheet.cell(sheet.given[0])["source"] += "\n\nMINE = 1"
    sheet.answer(0)["source"] += "\nassert MINE == 1"


@damage()
def _an_answer_written_into_its_test(sheet):
    sheet.test(0)["source"] = sheet.answer(0)["source"] + "\n\n# checked:\n" + sheet.test(0)["source"] + "\nprint('ok')"
    sheet.delete(sheet.answers[0])


@damage()
def _an_answer_in_place_of_a_given_cell(sheet):
    sheet.cell(sheet.given[-1])["source"] = sheet.answer(0)["source"]
    sheet.delete(sheet.answers[0])


@damage()
def _an_answer_in_a_new_cell(sheet):
    at = sheet.at(sheet.answers[0])
    new = {"cell_type": "code", "metadata": {}, "id": "new", "outputs": [], "execution_count": None}
    sheet.cells.insert(at + 1, {**new, "source": sheet.answer(0)["source"]})
    sheet.delete(sheet.answers[0])
