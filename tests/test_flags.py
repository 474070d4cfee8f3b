"""What reaches for the grader is pointed out; honest code is not."""

import re
from pathlib import Path

import pytest

from autograder.pipeline.answers import Code, read_code
from autograder.pipeline.flags import flags

HONEST = sorted((Path(__file__).parent / "alternatives").glob("*.py"))
ROOT = Path(__file__).parents[1]


def of(text, repairs=(), given=()):
    return flags(Code({"f": text}, ()), repairs, tuple(Code({"f": one}, ()) for one in given))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("import sys\nsys._getframe()", "stack"),
        ("import gc, numpy", "gc"),
        ("from inspect import stack", "inspect"),
        ("np.allclose = lambda *a: True", "replaces a part of np"),
        ("keras.Model.fit = lambda *a: None", "replaces a part of keras"),
        ("import autograder.checking as a", "check's package"),
        ("sys.modules['autograder']", "sys.modules"),
        ("def check(f):\n    pass", "replaces check"),
        ("class A:\n    def __eq__(self, other):\n        return True", "__eq__"),
        ("get_ipython().run_code = 1", "notebook"),
        ("open('/proc/self/maps')", "/proc"),
        ("open('/home/me/x')", "outside"),
        ("open('../../gradebook.db')", "gradebook"),
        ("import socket", "connections"),
        ("os._exit(0)", "processes"),
        ("exec('1')", "exec"),
        ("setattr(np, 'abs', f)", "setattr"),
    ],
)
def test_what_reaches_for_the_grader(text, word):
    assert any(word in flag for flag in of(text))


@pytest.mark.parametrize(
    "text", ["self.x = 1\nsetattr(self, 'y', 2)", "%matplotlib inline\n!pip install x", "a / b", "(", "'a/b'"]
)
def test_honest_code(text):
    assert of(text) == ()


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_other_right_answers_are_not_flagged(path):
    assert of(path.read_text()) == ()


def test_what_the_instructor_does_too_is_not_flagged():
    assert of("import os\nos.environ['A'] = '1'", given=["import os\nos.environ['B'] = '2'"]) == ()


def test_changed_points_are_flagged():
    sentence = "Points or flags of the cell test_add had been changed and were put back."
    assert of("x = 1", (sentence, "The graded cell test_add had been deleted and was put back.")) == (sentence,)


def test_a_flag_is_told_once():
    assert of("import gc\nimport gc") == ("looks into memory (gc)",)


@pytest.mark.slow
def test_most_attacks_that_reach_out_are_flagged(tmp_path):
    from attack_course import make_course, submission
    from attack_run import ATTACKS

    course, missed, tried = make_course(tmp_path / "course"), [], 0
    for attack in ATTACKS:
        if attack.family not in ("Patches", "Reading", "Network", "Wire"):
            continue
        notebook = submission(course, attack.assignment, attack.honest)
        attack.edit(notebook)
        sources = (re.sub(r"@\w+@", "1", cell.source) for cell in notebook.cells if cell.cell_type == "code")
        given = (read_code(course.source / attack.assignment / f"{attack.assignment}.ipynb"),)
        tried += 1
        missed += [] if flags(Code({}, tuple(sources)), (), given) else [attack.student]
    print(missed)
    assert len(missed) <= 0.15 * tried
