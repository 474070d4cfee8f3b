"""Where the Colab badge comes from: a setting, the environment, the git remote."""

import subprocess

import pytest
from synthetic import put

from autograder.notebooks import badge, headers
from autograder.notebooks.errors import CourseError


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(badge.VARIABLE, raising=False)


def with_remote(root, url):
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "remote", "add", "origin", url], check=True)
    return root


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/jane/rnn.course",
        "https://github.com/jane/rnn.course.git",
        "https://github.com/jane/rnn.course/",
        "https://jane@github.com/jane/rnn.course.git",
        "http://www.github.com/jane/rnn.course",
        "git@github.com:jane/rnn.course.git",
        "git@github.com:jane/rnn.course",
        "ssh://git@github.com/jane/rnn.course.git",
        "ssh://git@github.com:22/jane/rnn.course",
        "git://github.com/jane/rnn.course.git\n",
    ],
)
def test_every_form_of_a_github_remote(url):
    assert badge.from_remote(url) == "jane/rnn.course"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/srv/git/course.git",
        "https://gitlab.com/jane/course.git",
        "https://notgithub.com/jane/course",
        "https://example.org/github.com/jane/course",
        "https://github.com/jane",
        "https://github.com/jane/course/tree/main",
        "git@example.org:jane/course.git",
    ],
)
def test_every_other_remote_gives_none(url):
    assert badge.from_remote(url) is None


def test_a_folder_without_git_has_no_repository(tmp_path):
    assert badge.repository(tmp_path) is None


def test_a_repository_without_a_remote_has_none(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert badge.repository(tmp_path) is None


def test_the_setting_goes_before_the_remote_and_the_variable_before_both(tmp_path, monkeypatch):
    with_remote(tmp_path, "https://github.com/jane/remote.git")
    assert badge.repository(tmp_path) == "jane/remote"
    put(tmp_path / "pyproject.toml", '[tool.autograder]\nrepository = "jane/setting"\n')
    assert badge.repository(tmp_path) == "jane/setting"
    monkeypatch.setenv(badge.VARIABLE, "jane/variable")
    assert badge.repository(tmp_path) == "jane/variable"


@pytest.mark.parametrize("name", ["jane", "https://github.com/jane/course", "jane/course/tree", "-/x", "a b/c"])
def test_a_setting_of_another_form_is_refused(tmp_path, name):
    put(tmp_path / "pyproject.toml", f'[tool.autograder]\nrepository = "{name}"\n')
    with pytest.raises(CourseError, match='write it as "owner/name"'):
        badge.repository(tmp_path)


def test_a_broken_pyproject_is_named(tmp_path):
    put(tmp_path / "pyproject.toml", "[tool\n")
    with pytest.raises(CourseError, match=r"pyproject\.toml is not valid TOML"):
        badge.repository(tmp_path)


def test_the_badge_opens_the_notebook():
    made = badge.badge("jane/course", "course/01_x.ipynb")
    assert made == (
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        "(https://colab.research.google.com/github/jane/course/blob/main/course/01_x.ipynb)"
    )
    assert badge.badge("jane/course", "x.ipynb", branch="next").endswith("/blob/next/x.ipynb)")
    assert badge.badge(None, "x.ipynb") == ""


def test_the_repository_is_read_back_from_badge_and_setup_cell():
    assert badge.written_in(badge.badge("jane/rnn.course", "x.ipynb")) == "jane/rnn.course"
    assert badge.written_in(headers.setup_body("jane/rnn.course").replace("\n", '\\n",\n"')) == "jane/rnn.course"
    assert badge.written_in(headers.setup_body(None) + "see https://github.com/other/thing") is None
