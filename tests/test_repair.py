"""Mangled notebooks come back whole, and what cannot be mended is said."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from tiny_course import POINTS, answered, cell, make_course, released, wiped, without

from autograder.pipeline.matching import grade_id
from autograder.pipeline.repair import repair

MARKED = ["setup", "given_one", "add", "test_add", "double", "test_double", "shout", "test_shout"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("repair") / "course")


@pytest.fixture
def release(course):
    return released(course)


@pytest.fixture
def right(course):
    return answered(course)


def marked(notebook):
    return [grade_id(cell) for cell in notebook.cells if grade_id(cell)]


def mended(notebook, release):
    """Repair a copy and check what must hold of every repaired notebook."""
    made = copy.deepcopy(notebook)
    sentences = repair(made, release)
    nbformat.validate(made)
    assert made.metadata.autograder.repairs == sentences
    assert all(text.endswith((".", "?")) for text in sentences)
    return made, sentences


def test_a_sound_notebook_is_left_alone(right, release):
    made, sentences = mended(right, release)
    assert sentences == []
    assert made.cells == right.cells


def test_time_limits_are_those_of_the_release(right, release):
    right.metadata["autograder"] = NotebookNode(cell_seconds=9999)
    made, _ = mended(right, release)
    assert made.metadata.autograder.cell_seconds == release.metadata.autograder.cell_seconds


def test_wiped_metadata_come_back(right, release):
    made, sentences = mended(wiped(right), release)
    assert marked(made) == MARKED
    assert [cell.metadata for cell in made.cells if grade_id(cell)] == [cell.metadata for cell in release.cells if grade_id(cell)]
    assert any("8 cells were lost" in text and "3 by what they define" in text for text in sentences)


def test_colab_keeps_ids_in_metadata(right, release):
    bare = wiped(right)
    for bare_cell, original in zip(bare.cells, right.cells, strict=True):
        bare_cell.metadata["id"] = original.id
    bare.cells[4].source = "other = 1"
    made, sentences = mended(bare, release)
    assert marked(made) == MARKED
    assert any("8 by their ids" in text for text in sentences)


def test_an_answer_without_its_name_is_found_by_its_place(course, release):
    bare = wiped(answered(course, add="print('nothing to see')"))
    made, sentences = mended(bare, release)
    assert marked(made) == MARKED
    assert any("1 by their place" in text for text in sentences)


def test_of_two_possible_answers_none_is_chosen(course, release):
    bare = wiped(answered(course, add="one = 1"))
    bare.cells.insert(5, NotebookNode(cell_type="code", source="two = 2", metadata={}, outputs=[], execution_count=None))
    made, sentences = mended(bare, release)
    assert "add" not in marked(made)
    assert any("could be the answer add" in text for text in sentences)


def test_of_two_definitions_at_the_place_none_is_chosen(right, release):
    bare = wiped(right)
    bare.cells.insert(5, new_code_cell("def add(a, b):\n    return b + a", id="again"))
    made, sentences = mended(bare, release)
    assert "add" not in marked(made)
    assert any("could be the answer add" in text for text in sentences)


def test_formatted_texts_are_known_again(right, release):
    bare = wiped(right)
    bare.cells[6].source = bare.cells[6].source.replace("1, 2) == 3", "1,2)==3").replace('"', "'")
    made, sentences = mended(bare, release)
    assert marked(made) == MARKED
    assert not any("deleted" in text for text in sentences)


def test_two_definitions_are_told_apart_by_their_place(right, release):
    bare = wiped(right)
    bare.cells.append(copy.deepcopy(bare.cells[4]))
    made, _ = mended(bare, release)
    assert grade_id(made.cells[4]) == "add"


@pytest.mark.parametrize(
    "gone",
    [
        ["test_add"],
        ["test_add", "test_double", "test_shout"],
        ["setup"],
        ["given_one"],
        ["setup", "given_one", "c000"],
        ["add", "see-add", "test_add"],
        ["double", "see-double", "test_double", "text-shout"],
    ],
)
def test_deleted_locked_cells_come_back_in_order(right, release, gone):
    made, sentences = mended(without(right, *gone), release)
    assert marked(made) == [name for name in MARKED if name not in gone or name not in POINTS]
    back = [name for name in gone if name in MARKED and name not in POINTS]
    assert [sum(f"cell {name} had been deleted" in text for text in sentences) for name in back] == [1] * len(back)


def test_a_restored_test_stands_behind_cells_added_for_the_answer(right, release):
    notebook = without(right, "test_add")
    notebook.cells.insert(6, new_code_cell("def add(a, b):\n    return b + a", id="second-thought"))
    made, _ = mended(notebook, release)
    order = [cell.id for cell in made.cells]
    assert order.index("second-thought") < order.index("test_add") < order.index("text-double")


def test_everything_deleted_but_one_answer(right, release):
    made, _ = mended(without(right, *(cell.id for cell in right.cells if cell.id != "double")), release)
    assert marked(made) == ["setup", "given_one", "test_add", "double", "test_double", "test_shout"]


def test_a_deleted_answer_is_reported_and_not_replaced(right, release):
    made, sentences = mended(without(right, "add"), release)
    assert "add" not in marked(made)
    assert any("answer cell add is missing" in text for text in sentences)


def test_the_edited_copy_keeps_the_mark(course, release):
    notebook = answered(course, add=cell(release, "add").source)
    twin = copy.deepcopy(cell(notebook, "add"))
    twin.source, twin.id = "def add(a, b):\n    return a + b", "copy"
    notebook.cells.insert(5, twin)
    made, sentences = mended(notebook, release)
    assert [cell.source for cell in made.cells if grade_id(cell) == "add"] == [twin.source]
    assert any("add occurred more than once" in text and "Both" not in text for text in sentences)


def test_two_edited_copies_are_pointed_out(right, release):
    twin = copy.deepcopy(cell(right, "add"))
    twin.source, twin.id = "def add(a, b):\n    return b + a", "copy"
    right.cells.insert(5, twin)
    made, sentences = mended(right, release)
    assert marked(made) == MARKED
    assert any("Both had been edited" in text for text in sentences)


def test_a_copied_test_runs_but_does_not_count(right, release):
    twin = copy.deepcopy(cell(right, "test_add"))
    twin.id = "copy"
    right.cells.append(twin)
    made, _ = mended(right, release)
    assert marked(made) == MARKED
    assert "nbgrader" not in made.cells[-1].metadata


def test_changed_cell_types_are_changed_back(right, release):
    for name in ("add", "test_add"):
        wrong = cell(right, name)
        wrong.cell_type, wrong["attachments"] = "markdown", {}
        del wrong["outputs"], wrong["execution_count"]
    made, sentences = mended(right, release)
    assert cell(made, "add").cell_type == cell(made, "test_add").cell_type == "code"
    assert cell(made, "add").source == cell(right, "add").source
    assert sum("was made a code cell again" in text for text in sentences) == 2


@pytest.mark.parametrize(
    ("key", "value"), [("points", 99), ("grade", False), ("solution", True), ("locked", False), ("points", "x")]
)
def test_points_and_flags_are_put_back(right, release, key, value):
    cell(right, "test_add").metadata.nbgrader[key] = value
    made, sentences = mended(right, release)
    assert cell(made, "test_add").metadata == cell(release, "test_add").metadata
    assert any("Points or flags of the cell test_add" in text for text in sentences)


def test_a_tag_cannot_skip_a_test(right, release):
    cell(right, "test_add").metadata["tags"] = ["skip-execution"]
    made, _ = mended(right, release)
    assert "tags" not in cell(made, "test_add").metadata


def test_changed_text_of_locked_cells_is_put_back(right, release):
    cell(right, "test_add").source = "pass"
    made, sentences = mended(right, release)
    assert cell(made, "test_add").source == cell(release, "test_add").source
    assert any("text of the locked cell test_add" in text for text in sentences)


def test_cells_of_another_assignment_lose_their_marks(right, release):
    stranger = new_code_cell("x = 1", id="lstm")
    stranger.metadata["nbgrader"] = {"grade_id": "lstm", "grade": False, "solution": True, "locked": False, "schema_version": 3}
    right.cells.append(stranger)
    made, sentences = mended(right, release)
    assert marked(made) == MARKED
    assert any("lstm does not belong" in text for text in sentences)


def test_the_wrong_notebook_is_recognised(release):
    other = nbformat.v4.new_notebook(cells=[new_markdown_cell("# Shopping"), new_code_cell("milk = 2")])
    _, sentences = mended(other, release)
    assert any("another assignment" in text for text in sentences)


def test_widgets_without_state_are_removed(right, release):
    right.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"0a": {}}}
    made, sentences = mended(right, release)
    assert "widgets" not in made.metadata
    assert any("widgets" in text for text in sentences)


def test_widgets_with_state_stay(right, release):
    right.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    made, sentences = mended(right, release)
    assert "widgets" in made.metadata
    assert sentences == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("metadata", None),
        ("metadata", []),
        ("source", None),
        ("cell_type", "heading"),
        ("cell_type", None),
        ("id", "ä ö"),
        ("outputs", 3),
    ],
)
def test_damaged_fields_are_replaced(right, release, field, value):
    extra = new_code_cell("x = 1", id="extra")
    extra[field] = value
    right.cells.append(extra)
    made, _ = mended(right, release)
    assert marked(made) == MARKED


def test_damaged_marks_are_replaced(right, release):
    cell(right, "add").metadata["nbgrader"] = "yes"
    made, _ = mended(right, release)
    assert marked(made) == MARKED


def test_without_a_release_only_the_format_is_mended(right):
    made, sentences = mended(wiped(right), None)
    assert marked(made) == []
    assert any("release of this assignment was not found" in text for text in sentences)


def test_a_copied_mark_on_a_text_of_the_release_is_taken_away(right, release):
    cell(right, "see-add").metadata["nbgrader"] = copy.deepcopy(cell(right, "test_add").metadata["nbgrader"])
    made, _ = mended(right, release)
    assert marked(made) == MARKED


def test_many_strangers_are_told_in_one_sentence(right, release):
    for number in range(9):
        data = {"grade_id": f"lstm_{number}", "grade": False, "solution": True, "locked": False, "schema_version": 3}
        right.cells.append(new_code_cell("x = 1", id=f"x{number}", metadata={"nbgrader": data}))
    _, sentences = mended(right, release)
    assert [text for text in sentences if "do not belong" in text and text.count("lstm_") == 6] == sentences


def test_what_reading_mended_is_told_and_nothing_else(right, release):
    right.metadata["autograder"] = NotebookNode(reading=["encoding", "Full marks.", 3])
    _, sentences = mended(right, release)
    assert len(sentences) == 1
    assert "UTF-8" in sentences[0]
