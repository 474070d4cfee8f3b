"""Feedback shows no hidden test, and nothing that a student wrote runs where others look."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.pipeline.diagnosis import diagnosis
from autograder.pipeline.redact import HIDDEN, DefuseText, SafeFeedback, hidden_lines

TEST = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4711\n### END HIDDEN TESTS\nassert f(3) == 9"


def failed(line, source=TEST, ename="AssertionError", evalue="4711 is due"):
    trace = [f"Cell In[3], line {line}\n----> {line} assert\n      3 assert f(2) == 4711"]
    marks = {"grade": True, "solution": False, "grade_id": "t", "points": 1, "locked": True}
    outputs = [new_output("stream", text="printed 4711"), new_output("error", ename=ename, evalue=evalue, traceback=trace)]
    return new_code_cell(source, metadata={"nbgrader": marks}, outputs=outputs)


def feedback(cell):
    return str(SafeFeedback().preprocess_cell(cell, {}, 0)[0])


def test_the_lines_of_hidden_tests_are_known():
    assert hidden_lines(TEST) == {2, 3, 4}
    assert hidden_lines("### BEGIN HIDDEN TESTS\nx") == {1, 2}
    assert hidden_lines("x = 1") == set()


@pytest.mark.parametrize("line", [1, 3, 5])
def test_no_hidden_test_is_in_feedback(line):
    evalue = "4711 is due" if line == 3 else "f(1) is wrong"
    text = feedback(failed(line, evalue=evalue))
    assert "4711" not in text
    assert (HIDDEN in text) == (line == 3)
    assert ("f(1) is wrong" in text) == (line != 3)


def test_an_error_of_which_the_line_is_unknown_tells_nothing():
    cell = failed(3)
    cell.outputs[-1].traceback = ["4711"]
    assert "4711" not in feedback(cell)


def test_the_comment_of_a_hidden_test_tells_nothing():
    assert diagnosis(failed(3))["message"] == HIDDEN
    assert "4711 is due" in diagnosis(failed(1))["message"]


def test_tests_without_hidden_parts_stay_as_they_are():
    assert "printed 4711" in feedback(failed(1, "assert f(1) == 1"))


def test_comments_hold_no_markup():
    cell = new_code_cell("x", metadata={"nbgrader": {"comment": "<b>1 < 2</b>"}})
    assert SafeFeedback().preprocess_cell(cell, {}, 0)[0].metadata.nbgrader.comment == "&lt;b&gt;1 &lt; 2&lt;/b&gt;"


def cleaned(text, **marks):
    nb = new_notebook(cells=[new_markdown_cell(text, metadata={"nbgrader": marks} if marks else {})])
    return DefuseText().preprocess(nb, {})[0].cells[0].source


@pytest.mark.parametrize(
    "text",
    [
        "<script>bad()</script>",
        '<img src=x onerror="bad()">',
        '<a href="javascript:bad()">x</a>',
        "[x](javascript:bad())",
        "[x]( JaVaScRiPt:bad())",
        "[x](&#106;avascript:bad())",
        "[x](java\\script:bad())",
        "[x]: javascript:bad()",
        "<javascript:bad()>",
        "[x](data:text/html,<script>bad()</script>)",
        '<iframe srcdoc="<script>bad()</script>"></iframe>',
    ],
)
def test_nothing_in_a_students_text_runs(text):
    from nbconvert.filters import markdown2html

    page = markdown2html(cleaned(text)).lower()
    assert "<script" not in page
    assert "<iframe" not in page
    assert 'href="javascript' not in page
    assert 'href="data' not in page
    assert "<img src=x onerror" not in page


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>Hint</summary>\n\nLook.\n</details>",
        "# Title",
        "[x](https://a.b/c?d=e:f)",
        "[x](../a.ipynb)",
        "![p](attachment:a.png)",
        "$a_1$ and `b`",
    ],
)
def test_honest_text_stays_as_it_is(text):
    assert cleaned(text) == text


def test_the_instructors_text_stays_as_it_is():
    assert cleaned("<script>ours()</script>", locked=True, grade_id="x") == "<script>ours()</script>"
