"""What people see in a browser: a student in JupyterLab, an instructor in formgrader."""

from __future__ import annotations

import re
import shutil

import pytest
import tiny_course
from browser import lab, opened, program
from cheap_execution import cheap
from nbgrader.api import Gradebook
from parity_formgrader import formgrader

from autograder.notebooks.paths import Course
from autograder.notebooks.percent import read
from autograder.pipeline.grade import grade

pytestmark = pytest.mark.slow

A01 = "a01_sequences"
WORDS = "Plus, not minus: see exercise 1."
CONFIG = "from autograder.pipeline.config import configure\n\nconfigure(get_config())\n"


def cell(page, text):
    """Return the code cell that begins with a text."""
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=re.compile(f"^{re.escape(text)}")))


def run(page, text):
    """Run a cell and return where its output appears."""
    found = cell(page, text)
    found.locator(".cm-content").click()
    page.locator(".jp-CodeCell.jp-mod-active.jp-mod-selected").filter(has=page.locator(".cm-focused")).wait_for()
    page.keyboard.press("Shift+Enter")
    found.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for()
    return found.locator(".jp-OutputArea").first


def write(page, text, answer):
    """Replace what a cell holds."""
    cell(page, text).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(answer)
    run(page, text)


def solution(root, name):
    """Return the answer of the instructor's without its marks."""
    source = read(root / "solutions" / f"{A01}.py")
    text = next(cell.text for cell in source.cells if cell.role == "solution" and cell.name == name)
    return "\n".join(line for line in text.splitlines() if "###" not in line)


def test_a_student_solves_an_exercise(root, tmp_path):
    program()
    folder = tmp_path / "student"
    folder.mkdir()
    shutil.copy(root / "assignments" / A01 / f"{A01}.ipynb", folder)
    right = solution(root, "build_vocabulary")
    wrong = right.replace("-counts[token]", "counts[token]")
    assert wrong != right
    with lab(folder) as address, opened(tmp_path) as page:
        page.goto(f"{address}/tree/{A01}.ipynb")
        page.set_default_timeout(30_000)
        page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
        run(page, "try:")
        run(page, "from collections")
        run(page, "def build_vocabulary")
        assert "is not written yet" in run(page, "check(build_vocabulary)").inner_text()
        write(page, "def build_vocabulary", wrong)
        assert "rare" in run(page, "check(build_vocabulary)").inner_text()
        page.screenshot(path=tmp_path / "wrong.png")
        write(page, "def build_vocabulary", right)
        shown = run(page, "check(build_vocabulary)")
        shown.get_by_text("is right").wait_for()
        assert "CheckFailed" not in shown.inner_text()
        page.screenshot(path=tmp_path / "right.png")


# Formgrader shows its fields first and asks for what stands in them afterwards.
LOADED = """() => {
    const fields = [...document.querySelectorAll("input.score")];
    return fields.length === 3 && fields.every(one => one.value || one.placeholder);
}"""


@pytest.fixture
def graded(tmp_path):
    """Grade two students of the tiny course, one of whom fails one exercise."""
    course = tiny_course.make_course(tmp_path / "course")
    tiny_course.hand_in(course, "ada", tiny_course.answered(course))
    tiny_course.hand_in(course, "bela", tiny_course.answered(course, add="def add(a, b):\n    return a - b"))
    with cheap():
        grade(course, tiny_course.NAME, count=1)
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    return course


def test_an_instructor_reads_scores_and_comments_on_a_class(graded: Course, tmp_path):
    program()
    asks_the_network = "MathJax is not defined"
    with formgrader(graded.root, AUTOGRADER_COURSE=str(graded.root)) as asked, opened(tmp_path, asks_the_network) as page:
        page.goto(f"{asked.address}/formgrader/manage_submissions/{tiny_course.NAME}")
        rows = page.locator("tbody tr")
        rows.filter(has_text="bela").wait_for()
        assert "4 / 6" in rows.filter(has_text="bela").inner_text()
        assert "6 / 6" in rows.filter(has_text="ada").inner_text()
        page.screenshot(path=tmp_path / "class.png")
        page.goto(f"{asked.address}/formgrader/gradebook/{tiny_course.NAME}/{tiny_course.NAME}")
        page.screenshot(path=tmp_path / "gradebook.png")
        page.locator("tbody tr").filter(has_text="4 / 6").locator("a", has_text="Submission").click()
        page.wait_for_function(LOADED)
        points = [field.input_value() or field.get_attribute("placeholder") for field in page.locator("input.score").all()]
        assert [float(text) for text in points] == [0, 3, 1]
        page.get_by_text("return a - b").wait_for()
        page.locator("textarea.comment").first.fill(WORDS)
        with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT"):
            page.locator("textarea.comment").first.blur()
        page.reload()
        page.wait_for_function("words => [...document.querySelectorAll('textarea')].some(one => one.value === words)", arg=WORDS)
        page.screenshot(path=tmp_path / "submission.png")
    with Gradebook(graded.db_url) as book:
        notebook = book.find_submission_notebook(tiny_course.NAME, tiny_course.NAME, "bela")
        assert WORDS in [comment.comment for comment in notebook.comments]
