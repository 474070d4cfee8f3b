"""Publishing: what students get, and that it holds no answer."""

import subprocess
import sys
import tomllib
import zipfile

import pytest
from synthetic import put, shown, small_course

from autograder.notebooks import badge, build, percent, publish, reference, regions, release, wheel
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course

STUDENT = {
    "autograder/__init__.py",
    "autograder/__main__.py",
    "autograder/checking/__init__.py",
    "autograder/vectors/a01_double.npz",
    "rnndata/__init__.py",
    "rnndata/texts/words.txt",
    "rnnfigures/__init__.py",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Build a small course once, without a gradebook."""
    made = small_course(tmp_path_factory.mktemp("course"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(badge.VARIABLE, "jane/course")
        patch.setattr(reference, "see_outputs", shown)
        patch.setattr(release, "record", lambda *arguments: None)
        build.build(made)
    return made


@pytest.fixture(scope="module")
def student(course):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(badge.VARIABLE, "jane/course")
        return publish.publish(course)


def names(path):
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def texts(folder):
    """Return the text of every file below a folder, those in wheels included."""
    for path in folder.rglob("*"):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        elif path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace")


def test_the_repository_of_the_students(course, student):
    assert student == course.build / "student"
    assert {path.relative_to(student).as_posix() for path in student.rglob("*") if path.is_file()} == {
        publish.MARKER,
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "course/01_doubling.ipynb",
        "course/figures/__init__.py",
        "assignments/a01_double/a01_double.ipynb",
        "autograder/__init__.py",
        "autograder/__main__.py",
        "autograder/checking/__init__.py",
        "autograder/vectors/a01_double.npz",
        "datasets/README.md",
        "datasets/rnndata/__init__.py",
        "datasets/rnndata/texts/words.txt",
        "dist/small_course-0.1-py3-none-any.whl",
    }
    readme = (student / "README.md").read_text()
    assert f"- [Doubling](course/01_doubling.ipynb) {badge.badge('jane/course', 'course/01_doubling.ipynb')}" in readme
    assert "- [Double it](assignments/a01_double/a01_double.ipynb)" in readme


def test_the_wheel_holds_the_student_package_and_nothing_else(student):
    assert names(next((student / "dist").glob("*.whl"))) == STUDENT


def test_no_line_of_a_solution_is_published(course, student):
    answers = regions.answers(percent.read(course.assignment_source("a01_double")))
    assert answers
    assert not [code for text in texts(student) for code in answers if code in text]


def test_the_project_file_names_no_grading(student):
    project = tomllib.loads((student / "pyproject.toml").read_text())
    assert project["project"]["optional-dependencies"] == {"music": ["music21"]}
    assert project["project"]["authors"] == [{"name": "A Teacher"}]
    assert set(project["tool"]) == {"setuptools"}
    assert project["tool"]["setuptools"]["package-data"] == {"autograder": ["vectors/*.npz"], "rnndata": ["texts/*.txt"]}


def test_the_course_itself_gives_the_same_wheel(course, student, tmp_path):
    copy = tmp_path / "course"
    for path in course.root.rglob("*"):
        if path.is_file() and course.build not in path.parents:
            put(copy / path.relative_to(course.root), path.read_text())
    put(copy / "README.md")
    made = wheel.build(copy, tmp_path / "dist")
    assert names(made) == STUDENT


def test_publishing_again_replaces_what_was_there_and_keeps_git(course, student):
    before = next((student / "dist").glob("*.whl")).read_bytes()
    put(student / ".git" / "config", "[core]\n")
    put(student / "old.txt", "old")
    publish.publish(course)
    assert (student / ".git" / "config").is_file()
    assert not (student / "old.txt").exists()
    assert next((student / "dist").glob("*.whl")).read_bytes() == before


def test_a_folder_of_somebody_else_is_refused(course, tmp_path):
    put(tmp_path / "thesis.txt", "years of work")
    with pytest.raises(CourseError, match="holds files that `autograder publish` did not write: name another or an empty folder"):
        publish.publish(course, tmp_path)
    with pytest.raises(CourseError, match="is a file"):
        publish.publish(course, tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_missing_is_named(tmp_path):
    course = small_course(tmp_path)
    with pytest.raises(CourseError, match=r"course/01_doubling\.ipynb is missing: run `autograder build` first"):
        publish.publish(course)
    (tmp_path / "LICENSE").unlink()
    with pytest.raises(CourseError, match="LICENSE is missing"):
        publish.publish(course)
    put(tmp_path / "pyproject.toml", '[project]\nname = "x"\n')
    with pytest.raises(CourseError, match="does not describe the student package"):
        publish.publish(course)
    assert not course.build.exists()


@pytest.mark.parametrize(
    "name",
    [
        "autograder/exercises/a01.py",
        "autograder/cli/__init__.py",
        "autograder/grading.py",
        "solutions/a01.py",
        "autograder/vectors/x.py",
    ],
)
def test_a_wheel_with_more_in_it_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.whl", "w") as archive:
        archive.writestr("autograder/__init__.py", "")
        archive.writestr(name, "")
    with pytest.raises(CourseError, match=rf"x\.whl would hold {name}, which students must not get"):
        wheel.check(tmp_path / "x.whl")


def test_a_wheel_that_cannot_be_built_is_one_sentence(tmp_path):
    put(tmp_path / "sources" / "pyproject.toml", '[project]\nname = "not a name"\nversion = "1"\n')
    with pytest.raises(CourseError, match=r"^the wheel of the student package cannot be built \(.*\): is setuptools"):
        wheel.build(tmp_path / "sources", tmp_path / "dist")


def test_the_wheel_of_this_course_holds_no_answer(root, tmp_path):
    """The package of the real course: its files, no line of any solution, and that it imports without the rest."""
    course = Course(root)
    publish._package(course, tmp_path / "student")
    made = wheel.build(tmp_path / "student", tmp_path / "dist")
    answers = {code for name in course.assignments() for code in regions.answers(percent.read(course.assignment_source(name)))}
    assert not [code for text in texts(tmp_path / "dist") for code in answers if len(code) > 20 and code in text]
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "site")
    program = "import autograder, sys; from autograder import check; print(autograder.__file__)"
    run = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {program}"]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert str(tmp_path) in done.stdout
