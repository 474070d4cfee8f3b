"""The ordinary notebooks are what they say, and their table tells it."""

import ast
from pathlib import Path

import nbformat
import ordinary
import pytest
from ordinary.keras_lstm import GROUP as KERAS
from ordinary.model import STUDENTS, Group, Idiom

from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.release import plain
from autograder.pipeline.engine import Engine
from autograder.pipeline.profiling import PROTECTED, profile
from autograder.pipeline.running import Limits

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


@pytest.fixture(scope="module")
def engine():
    with Engine(Course(course_root()), "none", nbformat.writes(GROUPS[0].source())) as engine:
        yield engine


@pytest.mark.slow
@pytest.mark.parametrize("group", ordinary.groups().values(), ids=lambda group: group.name)
def test_idioms_are_protected_as_declared(engine, group):
    files = {path: data.encode() if isinstance(data, str) else data for path, data in group.files.items()}
    found = profile(nbformat.writes(group.source()), engine.addresses(), Limits(20, 200), files)
    declared = {f"{idiom.name}-{number}": idiom.protected for idiom in group.idioms for number, _ in enumerate(idiom.cells, 1)}
    assert {test.name: test.state == PROTECTED for test in found} == declared, [test for test in found if test.reason]


SEEDED = Group(
    "keras_seeds",
    "Seeds of Keras",
    setup="import keras\nimport numpy as np\nimport tensorflow as tf",
    idioms=(
        Idiom(
            "seeds",
            answer="""
            def drawn():
                return float(keras.random.normal((1,))[0])


            def kernel():
                return keras.layers.Dense(2)(keras.ops.ones((1, 2))).numpy()


            def noise():
                return float(tf.random.normal((1,))[0])
            """,
            tests="""
            keras.utils.set_random_seed(3)
            one, two, three = drawn(), kernel(), np.random.rand()
            keras.utils.set_random_seed(3)
            assert one == drawn()
            np.testing.assert_array_equal(two, kernel())
            assert three == np.random.rand()
            tf.random.set_seed(1)
            four = noise()
            tf.random.set_seed(1)
            assert four == noise()
            """,
            other="",
            wrong="",
        ),
    ),
)


@pytest.mark.slow
def test_seeds_that_a_test_gives_to_keras_reach_the_answers():
    source = nbformat.writes(SEEDED.source())
    with Engine(Course(course_root()), "none", source) as engine:
        found = profile(source, engine.addresses(), Limits(60, 300), {})
    assert [test.state for test in found] == [PROTECTED], found
