"""One notebook in two processes: what an answer does to its own costs its own cells, and the verdict is never the answer's."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell

from autograder.kernels import roles
from autograder.kernels.sandbox import SandboxError, bubblewrap
from autograder.kernels.session import RESTARTS
from autograder.pipeline.profiling import points, profile
from autograder.pipeline.running import Limits, run

try:
    bubblewrap()
except SandboxError as error:
    pytest.skip(str(error), allow_module_level=True)

SOLUTION = "def add(a, b):\n    return a + b"
TEST = "assert add(1, 2) == 3\nassert add('a', 'b') == 'ab'"
QUICK = Limits(2, 30)


def cell(source, name="", **flags):
    marks = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False, **flags}
    return new_code_cell(source, metadata={"nbgrader": marks} if name else {})


def solution(source, name="answer"):
    return cell(source, name, solution=True)


def graded(source, name="test"):
    return cell(source, name, grade=True, locked=True, points=1)


def graded_run(engine, submitted, source=None, limits=QUICK, allowed=None, files=None):
    """Run a notebook and return the points of its tests by name and the results of all cells."""
    plan = roles.plan(
        source or [solution(SOLUTION), *(each for each in submitted if each.metadata.get("nbgrader", {}).get("grade"))]
    )
    plan = replace(plan, allowed=allowed or {})
    ran = run(submitted, plan, engine, limits, files)
    got = {one.grade_id: points(each, one.outputs.items) for each, one in zip(submitted, ran, strict=True) if one.grade_id}
    return got, ran


def text(one):
    return " ".join(str(output.get("text") or output.get("evalue") or output.get("data")) for output in one.outputs.items)


def test_a_check_is_of_the_exercise_that_the_test_names(engine):
    """A function calls itself what it likes: that of an easier exercise must not count for a harder one."""
    easy = "from autograder import check\nimport numpy as np\n\n\ndef softmax(logits):\n"
    easy += "    e = np.exp(logits - logits.max(-1, keepdims=True))\n    return e / e.sum(-1, keepdims=True)"
    alias = solution("dense_forward = softmax", "hard")
    tests = [graded("check(softmax)", "easy"), graded("check( dense_forward )", "hard test")]
    assert graded_run(engine, [solution(easy), alias, *tests], [solution(easy), alias, *tests], Limits(20, 40))[0] == {
        "easy": 1,
        "hard test": 0,
    }


def test_a_right_answer_gets_its_points_and_a_wrong_one_none(engine):
    assert graded_run(engine, [solution(SOLUTION), graded(TEST)])[0] == {"test": 1}
    assert graded_run(engine, [solution("def add(a, b):\n    return 3"), graded(TEST)])[0] == {"test": 0}
    assert graded_run(engine, [solution("raise NotImplementedError()"), graded(TEST)])[0] == {"test": 0}


def test_outputs_are_those_of_a_notebook(engine):
    cells = [cell("print('a')\nprint('b')\n1 + 1"), cell("1 / 0"), cell("import sys\nprint('x', file=sys.stderr)")]
    shown = [one.outputs.items for one in graded_run(engine, cells, cells)[1]]
    assert [output["output_type"] for output in shown[0]] == ["stream", "execute_result"]
    assert (shown[0][0]["text"], shown[0][1]["data"]) == ("a\nb\n", {"text/plain": "2"})
    assert (shown[1][0]["ename"], shown[1][0]["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert shown[2][0]["name"] == "stderr"


@pytest.mark.parametrize(
    "deed", ["import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)", "import ctypes\nctypes.string_at(0)"]
)
def test_a_cell_that_ends_the_process_costs_itself_only(engine, deed):
    cells = [solution(SOLUTION), cell("kept = 5"), cell(deed), cell("print(kept)"), graded(TEST)]
    got, ran = graded_run(engine, cells)
    assert got == {"test": 1}
    assert [one.outputs.items and one.outputs.items[0].get("ename") for one in ran[2:4]] == ["DeadKernelError", None]
    assert text(ran[3]) == "5\n"


def test_an_answer_that_ends_the_process_in_a_test_costs_that_test(engine):
    cells = [
        solution("import os\n\n\ndef add(a, b):\n    os._exit(0) if a == 1 else None\n    return a + b"),
        graded(TEST, "one"),
    ]
    got, ran = graded_run(engine, [*cells, graded("assert add(2, 2) == 4", "two")])
    assert got == {"one": 0, "two": 1}
    assert ran[1].outputs.items[-1]["ename"] == "DeadKernelError"


@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass",
    ],
    ids=["endless", "swallows interrupts"],
)
def test_a_cell_without_end_is_stopped(engine, loop):
    start = time.monotonic()
    got, ran = graded_run(engine, [solution(SOLUTION), cell("kept = 5"), cell(loop), cell("print(kept)"), graded(TEST)])
    assert got == {"test": 1}
    assert ran[2].outputs.items[-1]["ename"] == "CellTimeoutError"
    assert text(ran[3]) == "5\n"
    assert time.monotonic() - start < 15


def test_an_answer_without_end_costs_its_test(engine):
    answer = "def add(a, b):\n    while a == 1:\n        pass\n    return a + b"
    got, ran = graded_run(engine, [solution(answer), graded(TEST, "one"), graded("assert add(2, 2) == 4", "two")])
    assert got == {"one": 0, "two": 1}
    assert ran[1].outputs.items[-1]["ename"] == "CellTimeoutError"


LEAVES_A_KILLER = """\
import os, time
def add(a, b):
    if os.fork() == 0:
        time.sleep({seconds})
        os.kill(os.getppid(), 9)
        os._exit(0)
    time.sleep(60)
"""


TWICE = "def twice(x):\n    return 2 * x"
SLOW = {"answer": f"time.sleep(1.5)\n{TWICE}", "test": "def twice(x):\n    time.sleep(1.5)\n    return 2 * x"}


@pytest.mark.parametrize("where", SLOW)
def test_what_a_stopped_call_left_running_costs_no_other_cell(engine, where):
    tests = [graded(TEST), graded("assert twice(4) == 8", "second test")]
    answers = [solution(LEAVES_A_KILLER.format(seconds=QUICK.cell + 0.7)), solution(SLOW[where], "second")]
    source = [solution(SOLUTION), tests[0], solution(TWICE, "second"), tests[1]]
    submitted = [answers[0], tests[0], answers[1], tests[1]]
    assert graded_run(engine, submitted, source)[0] == {"test": 0, "second test": 1}


def test_an_answer_that_talks_of_being_late_is_not_late(engine):
    source = [solution("def add(a, b):\n    return 'late'"), graded("assert add(1, 2) == 'late'\nassert [add(1, 2)] == ['late']")]
    assert graded_run(engine, source, source)[0] == {"test": 1}


def test_plain_answers_that_hang_the_checker_cost_their_test(engine):
    got, ran = graded_run(
        engine, [solution("def add(a, b):\n    return 10**9"), graded("assert 3 ** add(1, 2) == 27", "one"), graded(TEST, "two")]
    )
    assert got == {"one": 0, "two": 0}
    assert ran[1].outputs.items[-1]["ename"] in ("CellTimeoutError", "DeadKernelError")


def test_the_time_of_a_notebook_is_limited(engine):
    cells = [cell("import time\ntime.sleep(5)"), cell("print('late')"), graded(TEST)]
    got, ran = graded_run(engine, cells, limits=Limits(20, 2))
    assert got == {"test": 0}
    assert [one.outputs.items[-1]["ename"] for one in ran] == ["CellTimeoutError", "NotRun", "NotRun"]


def test_a_process_that_ends_again_and_again_is_given_up(engine):
    cells = [cell("import os\nos._exit(1)") for _ in range(RESTARTS + 3)]
    ran = graded_run(engine, [*cells, graded(TEST)], limits=Limits(10, 100))[1]
    assert ran[-2].outputs.items[-1]["ename"] == "NotRun"
    assert ran[-1].outputs.items[-1]["ename"] == "DeadKernelError"


def test_a_flood_is_cut_and_the_rest_goes_on(engine):
    got, ran = graded_run(
        engine, [solution(SOLUTION), cell("for _ in range(3000):\n    print('x' * 1000)"), graded(TEST)], limits=Limits(20, 60)
    )
    assert got == {"test": 1}
    assert len(text(ran[1])) < 2_200_000
    assert "dropped" in text(ran[1])[-100:]


@pytest.mark.parametrize("times", [1, 60], ids=["once", "often"])
def test_a_flood_in_one_go_inside_a_test_costs_nothing(engine, times):
    loud = SOLUTION.replace("return", f"for _ in range({times}):\n        print('x' * (20_000_000 // {times}))\n    return")
    got, ran = graded_run(engine, [solution(loud), cell("add(0, 0)"), graded(TEST)], limits=Limits(20, 60))
    assert got == {"test": 1}
    assert len(text(ran[1])) < 2_200_000
    assert len(text(ran[2])) < 2_200_000


def test_an_answer_that_is_too_large_costs_its_test(engine):
    answer = "import numpy as np\n\n\ndef add(a, b):\n    return np.zeros(20_000_000)"
    got, ran = graded_run(engine, [solution(answer), graded(TEST)], limits=Limits(20, 60))
    assert got == {"test": 0}
    assert "too large" in text(ran[1])


ALWAYS = """
class Always:
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([])

    def __next__(self):
        raise StopIteration


def add(a, b):
    return Always()
"""
LIST = "data = [1, 2, 3]\nassert mean(data) == sum(data) / len(data)"
CHANGES = "def mean(data):\n    data[:] = [0]\n    return 0"


def test_an_object_that_is_equal_to_everything_gains_nothing(engine):
    source = [solution(SOLUTION), graded(TEST)]
    allowed = {test.name: test.allowed for test in _profile(engine, source)}
    got, _ = graded_run(engine, [solution(ALWAYS), graded(TEST)], allowed=allowed)
    assert got == {"test": 0}
    assert graded_run(engine, [solution(ALWAYS), graded(TEST)])[0] == {"test": 1}, "the profile is what stops it"


def test_changing_what_was_given_gains_nothing(engine):
    source = [solution("def mean(data):\n    return sum(data) / len(data)"), graded(LIST)]
    allowed = {test.name: test.allowed for test in _profile(engine, source)}
    assert graded_run(engine, [solution(CHANGES), graded(LIST)], source, allowed=allowed)[0] == {"test": 0}
    in_place = "def mean(data):\n    data.sort()\n    return sum(data) / len(data)"
    assert graded_run(engine, [solution(in_place), graded(LIST)], source, allowed=allowed)[0] == {"test": 1}


def test_a_test_may_ask_that_nothing_is_changed(engine):
    test = "data = [3, 1]\nassert largest(data) == 3\nassert data == [3, 1]"
    source = [solution("def largest(data):\n    return max(data)"), graded(test)]
    allowed = {one.name: one.allowed for one in _profile(engine, source)}
    sorts = "def largest(data):\n    data.sort()\n    return data[-1]"
    assert graded_run(engine, [solution(sorts), graded(test)], source, allowed=allowed)[0] == {"test": 0}


def _profile(engine, source):
    from nbformat import writes
    from nbformat.v4 import new_notebook

    return profile(writes(new_notebook(cells=source)), engine, QUICK, {})


def test_the_profile_tells_protected_from_unprotected_tests(engine):
    source = [
        solution("class Base:\n    step = 1"),
        graded("assert Base.step == 1", "plain"),
        graded("class Derived(Base):\n    pass\n\n\nassert Derived().step == 1", "derived"),
        graded("assert Base.step == 2", "wrong"),
    ]
    assert [(test.name, test.state) for test in _profile(engine, source)] == [
        ("plain", "protected"),
        ("derived", "unprotected"),
        ("wrong", "broken"),
    ]


def test_tests_cannot_be_reached_from_the_answer(engine):
    spy = """
import gc
import sys


def add(a, b):
    frame = sys._getframe()
    while frame:
        print(*(str(value) for value in frame.f_locals.values()))
        frame = frame.f_back
    print([item for item in gc.get_objects() if isinstance(item, str) and "CAN" + "ARY" in item])
    return a + b
"""
    test = "secret = 'CANARY'\nassert add(1, 2) == 3, secret"
    got, ran = graded_run(engine, [solution(spy), graded(test)], limits=Limits(20, 60))
    assert got == {"test": 1}
    assert "CANARY" not in text(ran[1])


def test_files_of_the_assignment_are_there(engine):
    cells = [
        cell("print(open('data.txt').read())"),
        solution("def add(a, b):\n    return open('data.txt').read()"),
        graded("assert add(1, 2) == open('data.txt').read() == 'hello'"),
    ]
    got, ran = graded_run(engine, cells, files={"data.txt": b"hello"})
    assert got == {"test": 1}
    assert text(ran[0]) == "hello\n"
