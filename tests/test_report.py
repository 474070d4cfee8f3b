"""The class report and the table in the terminal."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_output
from rich.console import Console

from autograder.pipeline import show
from autograder.pipeline.collect import Received
from autograder.pipeline.diagnosis import CHECK, diagnosis
from autograder.pipeline.firsts import Firsts
from autograder.pipeline.report import Findings, common_repairs, page
from autograder.pipeline.results import ExerciseResult, Result
from autograder.pipeline.similar import Alike
from autograder.pipeline.summary import diagnoses, distribution, summaries

RIGHT = (ExerciseResult("cell", 2.0, 2.0), ExerciseResult("loop", 3.0, 3.0))
HINT = "The mask has no influence: is it handed on?"


def result(student, *exercises, **settings):
    score = sum(exercise.points or 0.0 for exercise in exercises)
    return Result(student, score, 5.0, 1.25, exercises=exercises, **settings)


def failed(name, **texts):
    return ExerciseResult(name, 0.0, 2.0, **{"stage": "values", **texts})


CLASS = [
    result("ada", *RIGHT),
    result("bela", failed("cell", hint=HINT, message="long story"), RIGHT[1]),
    result("carla", failed("cell", hint=HINT), failed("loop", stage="error", message="NameError: no h"), repairs=("One cell.",)),
    result(
        "dora", failed("cell", stage="unwritten", message="not begun"), failed("loop", stage="unwritten", message="not begun")
    ),
    Result("emil", None, 5.0, 0.1, "unreadable", "The file is empty: ask again."),
]
GRADED = CLASS[:4]


def test_distribution():
    shares = [0.0, 0.09, 0.1, 0.3, 0.7, 0.99, 1.0]
    counts = distribution(Result("x", 10 * share, 10.0, 0.0) for share in shares)
    assert counts == [2, 1, 0, 1, 0, 0, 0, 1, 0, 2]


def test_distribution_without_points():
    assert distribution([Result("x", 0.0, 0.0, 0.0)])[0] == 1


def test_summaries_keep_the_order_of_the_assignment():
    cell, loop = summaries(GRADED)
    assert (cell.name, cell.passed, cell.wrong, cell.empty, cell.graded) == ("cell", 1, 2, 1, 4)
    assert (loop.name, loop.passed, loop.wrong, loop.empty, loop.graded) == ("loop", 2, 1, 1, 4)


def test_diagnoses_are_ranked_and_what_is_not_begun_is_no_mistake():
    first, second = diagnoses(GRADED)
    assert (first.text, first.students, first.named) == (HINT, ["bela", "carla"], True)
    assert (second.text, second.students, second.named) == ("NameError: no h", ["carla"], False)


def test_the_page_says_everything():
    text = page("a00_tiny", CLASS, {"ada": "../feedback/ada/a00_tiny.html"})
    for word in ("ada", "bela", "carla", "dora", "emil", HINT, "The file is empty", "1 repair", "One cell.", "not graded"):
        assert word in text
    assert "../feedback/ada/a00_tiny.html" in text
    assert "prefers-color-scheme: dark" in text
    assert "viewport" in text


def test_the_page_needs_no_other_file():
    assert not re.findall(r"""(?:src|<link)[^>]*=|https?://|@import|url\(""", page("a00_tiny", CLASS, None, MORE))


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "`<script>alert(1)</script>`"])
def test_what_students_write_is_escaped(evil):
    wrong = failed(evil, hint=evil, message=evil)
    more = Findings(Firsts({}, (evil,), {evil: 2}), {evil: (evil,)}, (Alike((evil, evil), (evil,), evil, 9),), {evil: evil})
    text = page(evil, [result(evil, wrong, sentence=evil, repairs=(evil,))], {evil: f'x" onclick="{evil}'}, more)
    assert "<script" not in text
    assert 'onclick="' not in text


def test_code_in_what_is_told_is_shown_as_code():
    told = "Use `np.stack`, not `<script>`: it is cut of`"
    found = [result("ada", failed("cell", hint=told), repairs=(told,)), Result("emil", None, 5.0, 0.1, "unreadable", told)]
    text = page("a00_tiny", found)
    shown = "Use <code>np.stack</code>, not <code>&lt;script&gt;</code>: it is cut of`"
    assert text.count(shown) == 4, "the cause, the repair, and twice why a file was not graded"
    assert "`np.stack`" not in text


MORE = Findings(
    first=Firsts({"ada": CLASS[0], "bela": result("bela", RIGHT[0], RIGHT[1])}, ("carla",), {"ada": 1, "bela": 3, "carla": 2}),
    flags={"dora": ("walks the stack",)},
    alike=(Alike(("ada", "bela"), ("loop",), "word for word", 77),),
    paragraphs={"cell": "02_x, One time step"},
)


def test_the_page_says_what_was_at_first():
    cell, loop = summaries(GRADED, MORE.first)
    assert (cell.first, cell.known, loop.first, loop.known) == (2, 2, 2, 2)
    text = page("a00_tiny", CLASS, None, MORE)
    assert "at first 2 of 2" in text
    assert "1 student handed in more than once" in text
    assert "3 attempts, the first one 5 points" in text


def test_one_attempt_each_and_attempts_that_were_graded_are_told_apart():
    once = Findings(first=Firsts({"ada": CLASS[0]}, (), {"ada": 1}))
    assert "Everybody handed in once" in page("a00_tiny", CLASS[:1], None, once)
    twice = Findings(first=Firsts({"ada": CLASS[1]}, (), {"ada": 2}))
    assert "from the tests of now" in page("a00_tiny", CLASS[:1], None, twice)
    assert "at first" not in page("a00_tiny", CLASS[:1])


def test_the_page_names_flags_likeness_and_paragraphs():
    text = page("a00_tiny", CLASS, None, MORE)
    for words in (
        "<b>dora</b>: walks the stack",
        "ada, bela",
        "word for word",
        "Explained in 02_x, One time step.",
        "1 submission had",
    ):
        assert words in text
    assert "Answers that are alike" not in page("a00_tiny", CLASS)


@pytest.mark.parametrize("found", [CLASS[4:], CLASS[:1], [replace(CLASS[3], score=0.0)]])
def test_small_classes(found):
    assert found[0].student in page("a00_tiny", found)


def printed(width, function, *values, terminal=False):
    stream = io.StringIO()
    function(
        *values,
        Console(
            file=stream, width=width, force_terminal=terminal, highlight=False, color_system="standard" if terminal else None
        ),
    )
    return stream.getvalue()


def test_the_table_fits_and_is_plain():
    text = printed(80, show.table, CLASS)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert lines["ada"].split() == ["ada", "5", "5", "1.2", "s"]
    assert "wrong: cell, loop; 1 repair" in lines["carla"]
    assert lines["emil"].split()[1] == "-"


def test_the_table_has_colours_in_a_terminal():
    assert "\x1b" in printed(80, show.table, CLASS, terminal=True)


def test_what_a_third_of_the_class_has_is_no_flag_of_anybody():
    class_ = [
        Result(name, 1.0, 1.0, 0.1, repairs=("points",) if name in "ab" else ("one",) if name == "c" else ()) for name in "abcdef"
    ]
    assert common_repairs(class_) == {"points"}
    assert common_repairs(class_[1:3]) == set()
    assert common_repairs([*class_, Result("g", 1.0, 1.0, 0.1)]) == set()


def test_progress_without_a_terminal_is_a_line_for_each_student():
    stream = io.StringIO()
    with show.progress(Console(file=stream, width=80)) as bar:
        bar(0, 2, None)
        bar(1, 2, CLASS[0])
        bar(2, 2, CLASS[4])
    assert stream.getvalue() == "1/2 ada: 5 of 5, 1.2 s\n2/2 emil: not graded, 0.1 s\n"


def test_progress_in_a_terminal_is_a_bar():
    stream = io.StringIO()
    with show.progress(Console(file=stream, width=80, force_terminal=True)) as bar:
        bar(0, 2, None)
        bar(1, 2, CLASS[0])
    assert "1/2" in stream.getvalue()


def remaining(step, done, total):
    """Return the time left that the bar shows in the end, where each submission takes `step` seconds."""
    stream, clock = io.StringIO(), [0.0]
    to = Console(file=stream, width=80, force_terminal=True, color_system=None, get_time=lambda: clock[0])
    with show.progress(to) as bar:
        for number in range(done + 1):
            clock[0] = number * step
            bar(number, total, CLASS[0] if number else None)
    return re.findall(rf"{done}/{total}\s+([-\d:]+)", stream.getvalue())[-1]


@pytest.mark.parametrize(("step", "done", "total", "left"), [(2, 4, 34, "01:00"), (10, 3, 5, "00:20"), (20, 2, 200, "1:06:00")])
def test_the_bar_tells_how_long_it_will_take(step, done, total, left):
    assert remaining(step, done, total) == left


def test_the_bar_tells_no_time_before_it_can_know():
    assert remaining(10, 1, 5) == "--:--"
    assert remaining(10, 5, 5) == "00:00"


def test_the_bar_tells_it_for_slow_submissions_too():
    assert remaining(60, 3, 5) == "02:00"


def test_what_was_collected():
    items = [Received("ada", "ada.ipynb", "new"), Received("", "x.ipynb", "refused", "x.ipynb was not taken: it is a link.")]
    assert printed(80, show.collected, items) == "1 new, 1 refused.\n  x.ipynb was not taken: it is a link.\n"


def graded_cell(*outputs):
    return new_code_cell("check(f)", outputs=list(outputs))


def error(name, value=""):
    return new_output("error", ename=name, evalue=value, traceback=[])


def bundle(**data):
    return new_output("display_data", data={CHECK: data, "text/plain": ""})


@pytest.mark.parametrize(
    ("outputs", "stage", "text"),
    [
        ([], "", ""),
        ([bundle(exercise="f", passed=True, stage="", hint="", message="")], "", ""),
        ([bundle(exercise="f", passed=False, stage="shape", hint="h", message="m"), error("CheckFailed")], "shape", "m"),
        ([error("AssertionError", "\x1b[31mno\x1b[0m\n  way")], "error", "AssertionError: no way"),
        ([error("KeyboardInterrupt"), error("CellTimeoutError", "Stopped.")], "time", "Stopped."),
        ([error("NotImplementedError")], "unwritten", "NotImplementedError"),
        ([bundle(passed=False, stage="shape", message="m"), error("NameError", "x")], "error", "NameError: x"),
        ([error("ValueError", "x" * 1000)], "error", "ValueError: " + "x" * 387 + "…"),
    ],
)
def test_diagnosis(outputs, stage, text):
    found = diagnosis(graded_cell(*outputs))
    assert (found["passed"], found["stage"], found["message"]) == (not stage, stage, text)


def test_what_cannot_be_trusted_is_said_first():
    trusted = Result("ada", 3.0, 3.0, 1.0)
    assert "How far to trust this" not in page("a02", [trusted])
    text = page("a02", [trusted, replace(trusted, student="bob", unprotected=("test_x",), sandboxed=False)])
    assert "without a sandbox, with the rights of whoever graded: bob." in text
    assert "<code>test_x</code>" in text
    assert text.index("How far") < text.index("<h2>Scores")
