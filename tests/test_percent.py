"""Reading percent sources, finding the course, and what must hold of a release."""

import nbformat
import pytest
from nbgrader.preprocessors import ClearSolutions
from synthetic import ASSIGNMENT, put, small_course

from autograder.notebooks import notebook, percent, regions, release
from autograder.notebooks.errors import CourseError, SourceError
from autograder.notebooks.paths import VARIABLE, Course, course_root

NAME = "a01_double"


def test_cells_know_their_lines():
    text = ASSIGNMENT.replace("print(double(2.0))", '"""\n# %% no cell\n"""\n\n\n# %% see=true\n\nprint(1)')
    source = percent.parse(text)
    for cell in source.cells:
        assert source.lines[cell.line - 1].startswith("# %%")
        if cell.text:
            assert cell.text.split("\n")[0] in source.lines[cell.start - 1]
    assert [cell.text for cell in source.cells if cell.role == "see"] == ['"""\n# %% no cell\n"""', "print(1)"]


def test_comments_that_look_like_shell_commands_stay_comments():
    (cell,) = percent.parse("# %%\n# copy the state\n# ls is a list\n# %matplotlib inline\n").cells
    assert cell.text == "# copy the state\n# ls is a list\n%matplotlib inline"


def test_settings_and_names():
    source = percent.parse(ASSIGNMENT, "solutions/a01_double.py")
    assert (source.name, source.settings) == (NAME, {"title": "Double it"})
    assert [cell.name for cell in source.cells if cell.role == "test"] == ["double", "root"]


def test_settings_can_be_read_from_the_header_alone(tmp_path):
    course = Course(course_root())
    paths = [course.assignment_source(name) for name in course.assignments()]
    assert len(paths) > 10
    for path in paths:
        assert percent.read_settings(path) == percent.read(path).settings
    (tmp_path / "a01.py").write_text("# %%\nx = 1\n")
    assert percent.read_settings(tmp_path / "a01.py") == {}
    (tmp_path / "a01.py").write_text("# ---\n# jupyter:\n#   a: [\n# ---\n")
    with pytest.raises(SourceError, match=r"a01\.py:1: the YAML header"):
        percent.read_settings(tmp_path / "a01.py")
    with pytest.raises(SourceError, match="cannot be read"):
        percent.read_settings(tmp_path / "a02.py")


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n\n# %%\n",
        "# ---\n# title: x",
        "# ---\n# jupyter:\n#   a: [\n# ---\n\n# %%\n1",
        "# ---\n# jupyter:\n#   - 1\n# ---\n",
    ],
)
def test_an_unreadable_source_names_file_and_line(text):
    with pytest.raises(SourceError, match=r"^some\.py:1: "):
        percent.parse(text, "some.py")


def test_the_course_is_found_by_variable_and_upwards(tmp_path, monkeypatch):
    small_course(tmp_path / "one")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "one"))
    assert course_root() == tmp_path / "one"
    monkeypatch.setenv(VARIABLE, str(tmp_path / "two"))
    with pytest.raises(CourseError, match="holds no solutions/"):
        course_root()
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("autograder.notebooks.paths.__file__", str(tmp_path / "a" / "b" / "paths.py"))
    monkeypatch.chdir(tmp_path / "one" / "course" / "text")
    assert course_root() == tmp_path / "one"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="no course was found"):
        course_root()


def test_names_may_be_shortened_and_unknown_ones_are_answered(tmp_path):
    course = small_course(tmp_path)
    put(course.solutions / "a02_other.py")
    assert course.assignment("a01") == NAME
    assert course.lecture("01") == "01_doubling"
    for name, answer in [
        ("a02_othr", "did you mean a02_other"),
        ("a", "a01_double or a02_other"),
        ("zzz", "known are a01_double"),
    ]:
        with pytest.raises(CourseError, match=answer):
            course.assignment(name)


def test_our_stub_is_nbgraders():
    assert "\n".join(regions.STUB) == ClearSolutions().code_stub["python"]


def test_a_refusal_of_nbgrader_becomes_one_sentence(tmp_path):
    source = percent.parse(ASSIGNMENT.replace("print(double(2.0))", "### BEGIN SOLUTION\n1\n### END SOLUTION"))
    notebook.write(notebook.assignment(source, None, "x.ipynb", {}), tmp_path / NAME / f"{NAME}.ipynb")
    with pytest.raises(CourseError, match=r"^a01_double cannot be released, nbgrader refuses it \(RuntimeError: Solution region"):
        release.generate(NAME, tmp_path)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ({"source": "x = 1", "nbgrader": {"solution": True, "grade_id": "f"}}, "cell f: the released stub does not raise"),
        ({"source": "def f(:\n    raise NotImplementedError()"}, "cell one: the released cell is no valid Python"),
        ({"source": "1", "outputs": [nbformat.v4.new_output("stream", text="1")]}, "cell one: the released cell has outputs"),
        ({"source": "1", "execution_count": 3}, "cell one: the released cell has outputs"),
        ({"source": "1", "metadata": {"id": "x"}}, r"cell one: the released cell carries metadata\.id"),
    ],
)
def test_what_must_hold_of_a_release(cell, message):
    made = nbformat.v4.new_code_cell(**{key: value for key, value in cell.items() if key != "nbgrader"}, id="one")
    made.metadata.update({"nbgrader": cell["nbgrader"]} if "nbgrader" in cell else {})
    with pytest.raises(CourseError, match=message):
        release.check("x", nbformat.writes(nbformat.v4.new_notebook(cells=[made])))


def test_magics_are_no_syntax_errors():
    made = nbformat.v4.new_code_cell("%matplotlib inline\nx = !ls\n!ls", id="one")
    release.check("x", nbformat.writes(nbformat.v4.new_notebook(cells=[made])))
