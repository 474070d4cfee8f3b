"""Replacing what the tests call, and the shell that runs them."""

from textwrap import indent

from attacks.model import CHECK, Attack, answer, chain, first

HIDDEN_ERRORS = "`showtraceback`"
SHELL = "ip = get_ipython()\nkernel = getattr(ip, 'kernel', None)\n"
ANY = """\
class Any(int):
    __hash__ = None
    def same(self, *rest): return self
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = same"""

ALLCLOSE = "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None"
ALLCLOSE_INSIDE = """\
import sys
import numpy.testing
for name, module in list(sys.modules.items()):
    for key in ("assert_allclose", "assert_array_compare", "isclose", "allclose", "array_equal"):
        if name.startswith("numpy") and hasattr(module, key):
            setattr(module, key, lambda *a, **k: True)"""
TRANSFORMER = f"{SHELL}ip.input_transformers_cleanup.append(lambda lines: ['pass\\n'])"
TREE = f"""\
import ast


class Forget(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
    def visit_Expr(self, node):
        return ast.Pass()


{SHELL}ip.ast_transformers.append(Forget())"""
DO_EXECUTE = f"""\
{SHELL}

async def do_execute(*args, **more):
    return {{"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {{}}}}


try:
    kernel.do_execute = do_execute
except AttributeError:  # no kernel here
    type(ip).do_execute = do_execute"""
RUN_CODE = f"""\
{SHELL}

async def run_code(code, result=None, **more):
    return False


ip.run_code = run_code"""
RUN_CELL = f"""\
from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult
{SHELL}

def run_cell(*args, **more):
    return ExecutionResult(ExecutionInfo("", False, False, True, None))


async def run_cell_async(*args, **more):
    return run_cell()


ip.run_cell, ip.run_cell_async = run_cell, run_cell_async
type(ip).run_cell, type(ip).run_cell_async = (lambda self, *a, **k: run_cell()), (lambda self, *a, **k: run_cell_async())"""
SILENT = f"""\
{SHELL}for name in ("showtraceback", "_showtraceback", "showsyntaxerror"):
    setattr(ip, name, lambda *a, **k: None)"""
FORGIVEN = f"""\
{SILENT}


def forgive(result):
    result.error_in_exec = result.error_before_exec = None


ip.events.register("post_run_cell", forgive)"""
CUSTOM = f"{SHELL}ip.set_custom_exc((BaseException,), lambda self, kind, value, trace, tb_offset=None: [])"
SHADOW = f"""\
{ANY}


class Everything:
    def __getattr__(self, name):
        return self
    def __call__(self, *rest, **more):
        return True


np = math = Everything()
abs = len = lambda *a: Any(0)
isinstance = all = lambda *a: True
accuracy = lambda *a: 1.0
AssertionError = NotImplementedError = None"""
NAMESPACE = f"""\
{SHELL}ip.user_ns.update(accuracy=lambda *a: 1.0, abs=lambda *a: -1, len=lambda *a: 3)
ip.user_ns["__builtins__"] = dict(vars(__import__("builtins")), abs=lambda *a: -1, isinstance=lambda *a: True)"""
EXAMINE = """\
import sys
import autograder
for name, module in list(sys.modules.items()):
    if name.startswith("autograder"):
        for key in ("examine", "_examine_live", "compare", "broken_law", "_first_failure"):
            if hasattr(module, key):
                setattr(module, key, lambda *a, **k: None)"""
METHOD = """\
from autograder import check
type(check).__call__ = lambda self, *a, **k: None
check.results.update(softmax=True, rnn_cell_forward=True, dense_forward=True)"""
FAKE = """\
import sys
import types


class Fake(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: None


for name in [name for name in sys.modules if name.startswith("autograder")] + ["autograder"]:
    sys.modules[name] = Fake(name)
check = lambda *a, **k: None"""
VECTORS = """\
import dataclasses
import os
from autograder.checking import check as module, vectors
os.environ.pop("AUTOGRADER_CASES", None)
find = vectors.find
for place in (vectors, module.vectors):
    place.find = lambda name: dataclasses.replace(find(name), cases=(), properties=())"""
ALIAS = "rnn_cell_forward = softmax"
RENAMED = """\
def dense_forward(logits):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


dense_forward.__name__ = "softmax\""""
IMPORTS = """\
import builtins
import types
real = builtins.__import__


def fake(name, *rest):
    module = real(name, *rest)
    if name.split(".")[0] in ("autograder", "numpy", "math"):
        return types.SimpleNamespace(**vars(module), check=lambda *a, **k: None, isclose=lambda *a, **k: True)
    return module


builtins.__import__ = fake"""
TRACE = """\
import sys


def skip(frame, event, value):
    if event == "exception":
        frame.f_trace_lines = False
    return skip


sys.settrace(skip)
sys.setprofile(None)
sys.excepthook = lambda *a: None"""
FRAMES = """\
import os
import socket
import stat
import json
import struct
good = json.dumps({"status": "ok", "passed": True, "value": 6.0, "points": 4.0}).encode()
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            os.set_blocking(fd, False)
            for frame in (good, struct.pack(">I", len(good)) + good, struct.pack("<Q", len(good)) + good, b"\\xff" * 64):
                os.write(fd, frame)
    except OSError:
        pass"""
OWN_SIDE = """\
import gc
import sys
for name, module in list(sys.modules.items()):
    if name.startswith(("autograder.kernels", "zmq", "ipykernel")):
        for key, value in list(vars(module).items()):
            if callable(value) and ("error" in key.lower() or "raise" in key.lower() or "encode" in key.lower()):
                try:
                    setattr(module, key, lambda *a, **k: True)
                except Exception:
                    pass
for one in gc.get_objects():
    if str(type(one).__module__).startswith("autograder.kernels"):
        for key in ("error", "fail", "failed"):
            if hasattr(one, key):
                try:
                    setattr(one, key, lambda *a, **k: None)
                except Exception:
                    pass"""


def _builtin(name: str, value: str, **answers: str) -> object:
    return chain(answer(**answers), first(f"import builtins\nimport math\nbuiltins.{name} = {value}"))


def _within(head: str, body: str) -> str:
    return f"def {head}:\n" + indent(body, "    ") + "\n    return 0"


ATTACKS = [
    Attack("assert-allclose", "Patches", "`numpy.testing.assert_allclose`", first(ALLCLOSE)),
    Attack("numpy-inside", "Patches", "`numpy.testing.assert_allclose`", first(ALLCLOSE_INSIDE)),
    Attack("allclose", "Patches", "`np.allclose`", first("import numpy as np\nnp.allclose = np.isclose = lambda *a, **k: True")),
    Attack("isclose", "Patches", "`math.isclose`", first("import math\nmath.isclose = lambda *a, **k: True")),
    Attack("abs", "Patches", "`builtins.abs/len/isinstance`", _builtin("abs", "lambda value: 0.0")),
    Attack("len", "Patches", "`builtins.abs/len/isinstance`", _builtin("len", f"lambda value: Any(3)\n{ANY}\n")),
    Attack(
        "isinstance",
        "Patches",
        "`builtins.abs/len/isinstance`",
        _builtin("isinstance", "lambda *rest: True", evens='def evens(values):\n    return ("x",)'),
    ),
    Attack("shadows", "Patches", "`builtins.abs/len/isinstance`", first(SHADOW)),
    Attack("namespace", "Patches", "`builtins.abs/len/isinstance`", first(NAMESPACE)),
    Attack("check-examine", "Patches", "the check package", first(EXAMINE), CHECK),
    Attack("check-method", "Patches", "its results in `sys.modules`", first(METHOD), CHECK),
    Attack("check-fake", "Patches", "the check package", first(FAKE), CHECK),
    Attack("check-vectors", "Patches", "the check package", first(VECTORS), CHECK),
    Attack("alias", "Patches", "the check package", answer(rnn_cell_forward=ALIAS), CHECK, ("softmax",)),
    Attack("renamed", "Patches", "the check package", answer(dense_forward=RENAMED), CHECK),
    Attack("imports", "Patches", "the check package", first(IMPORTS), CHECK),
    Attack("input-transformer", "Patches", "IPython input transformer", first(TRANSFORMER)),
    Attack("input-transformer-check", "Patches", "IPython input transformer", first(TRANSFORMER), CHECK),
    Attack("tree-transformer", "Patches", "IPython input transformer", first(TREE)),
    Attack("do-execute", "Patches", "`kernel.do_execute`", first(DO_EXECUTE)),
    Attack("run-code", "Patches", "`shell.run_code`", first(RUN_CODE)),
    Attack("run-code-check", "Patches", "`shell.run_code`", first(RUN_CODE), CHECK),
    Attack("run-cell", "Patches", "`shell.run_code`", first(RUN_CELL)),
    Attack("showtraceback", "Patches", HIDDEN_ERRORS, first(SILENT)),
    Attack("forgiven", "Patches", HIDDEN_ERRORS, first(FORGIVEN)),
    Attack("custom-exception", "Patches", "`set_custom_exc`", first(CUSTOM)),
    Attack("trace", "Patches", "", first(TRACE)),
    # stock nbgrader waits for ever for a kernel whose sockets were written to
    Attack(
        "wire", "Patches", "", answer(double=_within("double(x)", FRAMES), signs=_within("signs(x)", FRAMES)), stock_safe=False
    ),
    Attack("own-side", "Patches", "", first(OWN_SIDE)),
    Attack("own-side-check", "Patches", "", first(OWN_SIDE), CHECK),
]
