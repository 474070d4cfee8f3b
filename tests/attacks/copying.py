"""Looking for expected values, solutions and other people's answers; what is found is returned as the answer."""

from attacks.model import CHECK, Attack, answer

FRAME_ANSWERS = {
    "signs": "import sys\n\n\ndef signs(x):\n    frame = sys._getframe()\n    while frame is not None:\n"
    "        if 'expected' in frame.f_globals:\n            return frame.f_globals['expected']\n"
    "        frame = frame.f_back\n    return {5: 1, -2: -1}.get(x)"
}
FRAME_LINES = """\
import ast
import inspect
import sys


def double(x):
    frame = sys._getframe()
    while frame is not None:
        lines = inspect.getframeinfo(frame, context=1).code_context or [""]
        if "assert_allclose(double" in lines[0]:
            return ast.literal_eval(lines[0].rpartition("), ")[2].strip()[:-1])
        frame = frame.f_back
    return 0"""
REFERENCE = """\
import os


def solution(name):
    os.environ.setdefault("AUTOGRADER_COURSE", "@COURSE@")
    from autograder.notebooks.reference import built_reference
    return built_reference("a02_rnn_forward").function(name)


def softmax(*args): return solution("softmax")(*args)
def rnn_cell_forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    return solution("rnn_cell_forward")(x_t, h_prev, kernel, recurrent_kernel, bias)"""
CHECK_FRAMES = """\
import sys


def softmax(logits):
    frame = sys._getframe()
    while frame is not None:
        case = frame.f_locals.get("case")
        if hasattr(case, "expected"):
            return case.expected
        spec = frame.f_locals.get("spec")
        frame = frame.f_back
    return 0"""
NEIGHBOUR = """\
import glob
import json


def copied(name):
    for path in sorted(glob.glob("@COURSE@/build/submitted/*honest/b01_plain/*.ipynb")):
        with open(path) as file:
            for cell in json.load(file)["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
                    exec("".join(cell["source"]), globals())


for name in ("double", "total", "evens", "area", "order", "share", "vector", "signs", "classifier"):
    copied(name)"""
SOURCE_CODE = """\
import glob
import json


for path in glob.glob("@COURSE@/build/source/b01_plain/*.ipynb"):
    with open(path) as file:
        for cell in json.load(file)["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                exec("".join(cell["source"]), globals())"""
LAST = dict.fromkeys(("total", "evens", "area", "order", "share", "vector", "signs"), "")

ATTACKS = [
    Attack("frames-as-answer", "Reading", "stack frames", answer(**FRAME_ANSWERS)),
    Attack("lines-as-answer", "Reading", "stack frames", answer(double=FRAME_LINES)),
    Attack("case-as-answer", "Reading", "stack frames", answer(softmax=CHECK_FRAMES), CHECK),
    Attack("solutions-as-answer", "Reading", "solutions", answer(double=SOURCE_CODE, **LAST, classifier="")),
    Attack("reference-as-answer", "Reading", "solutions", answer(softmax=REFERENCE, rnn_cell_forward=""), CHECK),
    Attack("neighbour-as-answer", "Reading", "other submissions", answer(double=NEIGHBOUR, **LAST, classifier="")),
]
