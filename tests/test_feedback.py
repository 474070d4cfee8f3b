"""What a student gets: plain words first, the notebook below; no secret, no script, nothing from outside."""

from __future__ import annotations

import re

import pytest
from attack_run import runs
from cheap_execution import cheap
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tiny_course import NAME, TOTAL, answered, hand_in, make_course, released, wiped

from autograder.notebooks.errors import CourseError
from autograder.pipeline.feedback import feedback
from autograder.pipeline.feedback_page import page, parts
from autograder.pipeline.grade import grade
from autograder.pipeline.markup import formula, markdown
from autograder.pipeline.redact import SafeFeedback
from autograder.pipeline.stock import open_gradebook

pytestmark = pytest.mark.xdist_group("driver")
TOLD = {"assignment": NAME, "score": 2.0, "max_score": 6.0, "late_penalty": 0}
PNG = "iVBORw0KGgo="


def answer(name="add", comment=None, source="def add(a, b):\n    return a - b"):
    marks = {"grade_id": name, "grade": False, "solution": True, "locked": False, "schema_version": 3, "comment": comment}
    return new_code_cell(source, metadata={"nbgrader": marks})


def graded(name="add", score=0.0, points=2.0, outputs=(), source="check(add)"):
    marks = {"grade_id": f"test_{name}", "grade": True, "solution": False, "locked": True, "score": score, "points": points}
    return new_code_cell(source, metadata={"nbgrader": marks}, outputs=list(outputs))


def notebook(*cells, **check):
    checks = [{"grade_id": "test_add", "stage": "", "hint": "", "message": "", **check}] if check else []
    made = [new_markdown_cell("## Exercise 1: `add` (2 points)"), *cells]
    return new_notebook(cells=made, metadata={"autograder": {"checks": checks}})


def failed(evalue, ename="AssertionError", line=1):
    return new_output("error", ename=ename, evalue=evalue, traceback=[f"Cell In[3], line {line}\n {evalue} 4711"])


def shown(*cells, told=TOLD, **check):
    return page(notebook(*cells, **check), told)


def test_a_failed_check_is_told_in_plain_words():
    (part,) = parts(
        notebook(answer(), graded(), stage="shape", hint="Is it transposed?", message="expected shape (2, 3)"),
        {"add": "02_x, Sums"},
    )
    assert (part.title, part.score, part.points, part.right) == ("Exercise 1: add", 0.0, 2.0, False)
    assert part.what == "What comes back has another shape than was asked for."
    assert (part.hint, part.message, part.where) == ("Is it transposed?", "expected shape (2, 3)", "02_x, Sums")


@pytest.mark.parametrize(
    ("stage", "words"),
    [("unwritten", "not begun"), ("time", "did not come to an end"), ("hidden", "not on all others"), ("new", "A test of this")],
)
def test_every_stage_has_its_words(stage, words):
    assert words in shown(answer(), graded(), stage=stage, message="told 4711")
    if stage in ("unwritten", "hidden"):
        assert "4711" not in shown(answer(), graded(), stage=stage, message="told 4711")


def test_right_answers_are_praised_and_have_no_card():
    text = shown(answer(), graded(score=2.0), told={**TOLD, "score": 6.0})
    assert "Well done" in text
    assert "What to look at" not in text


def test_the_machines_comment_is_not_told_twice():
    text = shown(answer(comment="Is it &lt;b&gt;?"), graded(), stage="values", hint="Is it <b>?")
    assert text.count("Is it &lt;b&gt;?") == 1
    assert "Your instructor" not in text


def test_the_instructors_comment_is_told():
    for score in (0.0, 2.0):
        assert "<b>Your instructor:</b> See me." in shown(
            answer(comment="See me."), graded(score=score), stage="values", hint="x"
        )


def test_late_submissions_and_repairs_are_told():
    made = notebook(answer(), graded())
    made.metadata.autograder["repairs"] = ["One cell was put back."]
    text = page(made, {**TOLD, "late_penalty": 1.5})
    assert "1.5 points were taken off" in text
    assert "One cell was put back." in text


NUMPY = (
    "\nNot equal to tolerance rtol=1e-07, atol=0\n\nMismatched elements: 1 / 1 (100%)\n ACTUAL: array(1)\n DESIRED: array(4711)"
)


@pytest.mark.parametrize(
    "evalue",
    [NUMPY, "1 != 4711 : no", "Arrays are not equal\n x: array(1)\n y: array(4711)", "assert 1 == 4711", "expected 4711, got 1"],
)
def test_no_expected_value_of_a_failed_test_is_shown(evalue):
    cell = graded(outputs=[failed(evalue)], source="assert_allclose(add(1, 2), secret())")
    assert "4711" not in page(notebook(answer(), cell), TOLD)
    text = shown(answer(), cell, stage="error", message=" ".join(f"AssertionError: {evalue}".split()))
    assert "4711" not in text
    assert "A test of this exercise failed." in text


def test_the_message_of_an_author_and_errors_of_the_student_are_shown():
    for ename, evalue in (("AssertionError", "add is not symmetric"), ("NameError", "name 'x' is not defined")):
        cell = graded(outputs=[failed(evalue, ename)])
        assert evalue.replace("'", "&#39;") in shown(answer(), cell, stage="error", message=f"{ename}: {evalue}")


def test_hidden_tests_are_not_shown():
    source = "assert add(1, 2) == 3\n### BEGIN HIDDEN TESTS\nassert add(2, 2) == 4711\n### END HIDDEN TESTS"
    made = notebook(answer(), graded(source=source, outputs=[failed("4711 is due", line=3)]))
    for cell in made.cells:
        SafeFeedback().preprocess_cell(cell, {}, 0)
    text = page(made, TOLD)
    assert "4711" not in text
    assert "A hidden test failed." in text


def test_code_in_what_is_told_is_shown_as_code():
    told = "Use `np.stack`, not `<script>`: it is cut of`"
    made = notebook(answer(comment=f"Ah: {told}"), graded(), stage="values", hint=told, message=f"No. {told}")
    made.metadata.autograder["repairs"] = [told]
    text = page(made, TOLD)
    assert text.count("Use <code>np.stack</code>, not <code>&lt;script&gt;</code>: it is cut of`") == 4
    assert "`np.stack`" not in text


EVIL = "<script>attackScript()</script><img src=x onerror=attackScript()>"


def test_nothing_that_a_student_writes_runs():
    outputs = [
        new_output("stream", text=EVIL),
        new_output("display_data", data={"text/html": EVIL, "text/plain": EVIL, "application/javascript": "attackScript()"}),
        new_output(
            "display_data", data={"image/svg+xml": "<svg onload='attackScript()'>", "image/png": 'x" onerror="attackScript()'}
        ),
        new_output("display_data", data={"image/png": PNG, "text/plain": '" onerror="attackScript()'}),
        failed(EVIL, EVIL),
    ]
    cells = [
        new_markdown_cell(EVIL),
        answer(source=EVIL, comment=EVIL),
        graded(outputs=outputs),
        new_code_cell(EVIL, outputs=outputs),
    ]
    made = notebook(*cells, stage="error", hint=EVIL, message=f"`{EVIL}`")
    made.metadata.autograder["repairs"] = [EVIL, f"`{EVIL}`"]
    made.cells[0].source = f"## {EVIL}"
    text = page(made, {**TOLD, "assignment": EVIL})
    assert not runs(text)
    assert "<script" not in text
    assert f"data:image/png;base64,{PNG}" in text


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:x)", '<a href="da\tta:text/html,x">a</a>', "![a](https://a.b/c.png)", "<style>*{}</style>",
        '<p style="background:url(//a.b)">a</p>', "<iframe src=x></iframe>", '<form action="x"><input></form>',
        '<img src="data:image/svg+xml;base64,AAAA">', r"$\href{javascript:x}{a}$", r"$\text{<script>x</script>}$",
        '<a title="$x$" href="#">a</a>', "![a](attachment:gone.png)",
    ],
)  # fmt: skip
def test_markdown_is_harmless_and_complete_in_itself(text):
    made = str(markdown(text))
    assert not re.search(
        r"javascript:|data:text|<(script|style|iframe|form|input|base)|\ssrc=|style=|\shref=\"(?!#)", made.split("<code>")[0]
    )
    assert "<math" not in made or made.count('"') % 2 == 0


def test_formulas_are_shown_without_a_script():
    assert formula("x_t").startswith("<math")
    assert formula(r"\begin{nothing}").startswith("<code>")
    assert "<math" in markdown("$a<b$")
    assert "<details>" in markdown("<details><summary>Hint</summary>\n\nLook.\n</details>")


def test_the_page_needs_no_network_and_fits_a_phone():
    text = shown(answer(), graded(outputs=[new_output("display_data", data={"image/png": PNG})]))
    assert not re.findall(r"""<link|@import|url\(|src="(?!data:)""", text)
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text
    assert "viewport" in text


@pytest.fixture(scope="module")
def example(tmp_path_factory, empty_gradebook):
    course = make_course(tmp_path_factory.mktemp("feedback") / "course")
    course.gradebook.write_bytes(empty_gradebook.read_bytes())
    for student, content in {
        "ada": answered(course),
        "bob": answered(course, add="def add(a, b):\n    return a - b", double="def double(a):\n    return 0"),
        "blank": released(course),
        "broken": "{",
        "wiped": wiped(answered(course)),
    }.items():
        hand_in(course, student, content)
    with cheap():
        grade(course, NAME, count=0)
    with open_gradebook(course) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "bob").manual_score = 1.5
        gradebook.find_comment("double", NAME, NAME, "bob").manual_comment = "Nearly there."
        gradebook.db.commit()
    return course, {path.parts[-3]: path.read_text() for path in feedback(course, NAME)}


def test_a_class_gets_its_feedback(example):
    _, pages = example
    assert set(pages) == {"ada", "bob", "blank", "broken", "wiped"}
    assert "Well done" in pages["ada"]
    assert f"<b>{TOTAL:g}</b> of {TOTAL:g}" in pages["ada"]
    for words in ("Look at add again.", "Nearly there.", "<b>2.5</b> of 6", "1.5 of 3"):
        assert words in pages["bob"]
    assert pages["blank"].count("You have not begun this one yet.") == 3
    assert "has not been graded" in pages["broken"]
    assert "had to be mended" in pages["wiped"]


def test_feedback_can_be_written_again(example):
    course, pages = example
    assert {path.parts[-3]: path.read_text() for path in feedback(course, NAME)} == pages


def test_nothing_graded_is_one_sentence(tmp_path):
    with pytest.raises(CourseError, match="nothing of a00_tiny has been graded"):
        feedback(make_course(tmp_path / "course"), NAME)
