"""The ordinary notebooks are what they say, and their table tells it."""

import ast
from pathlib import Path

import ordinary
import pytest
from ordinary.keras_lstm import GROUP as KERAS
from ordinary.model import STUDENTS

from autograder.notebooks.release import plain

GROUPS = [*ordinary.groups().values(), KERAS]


def test_the_table_is_written_anew():
    assert Path(ordinary.__file__).with_name("idioms.md").read_text() == ordinary.table()


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_cells_are_code_and_have_names_of_their_own(group):
    source = group.source()
    names = [cell.id for cell in source.cells]
    assert len(set(names)) == len(names)
    for cell in source.cells:
        if cell.cell_type == "code":
            compile(plain(cell.source), cell.id, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_students_differ_and_the_right_ones_get_all_points(group):
    for idiom in group.idioms:
        handed_in = [idiom.submitted(student) for student in STUDENTS]
        assert len(set(handed_in)) == len(STUDENTS), idiom.name
        assert idiom.expected("right") == idiom.total
        assert idiom.expected("wrong") < idiom.total or idiom.gets, idiom.name
