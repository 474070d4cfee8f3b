"""Attacks on what questions a model: probes in the student's process, the data they get, what they hand back, and its name."""

from attacks.model import BOAST
from attacks.models import REACHED_IT, UNTRAINED, on_check

HELD_OUT, PAYLOADS, PACKAGE = "training on held-out data", "pickle and dill payloads", "the check package"

PROBE = """\
from autograder.checking import probes, probes_models

fitted = probes_models.fitted"""
LOOK = f"""\
{PROBE}
import gc
import os
import sys
cases = __import__("autograder.checking.vectors", fromlist=["find"]).find("build_forecaster").cases


def everything():
    frame = sys._getframe()
    while frame is not None:
        yield frame.f_locals
        frame = frame.f_back
    yield from (one for one in gc.get_objects() if type(one) is dict)
    yield from (vars(module) for module in list(sys.modules.values()) if hasattr(module, "__dict__"))


def files():
    for top in (".", "/tmp", "/box", "/opt/course", os.path.expanduser("~"), "/proc/self/fd", "@COURSE@"):
        for folder, _, names in os.walk(top):
            for name in names:
                if name.endswith(".npz") and not folder.endswith("vectors"):
                    yield from np.load(os.path.join(folder, name), allow_pickle=True).values()


keras.Model.fit = lambda self, *a, **k: None


def looking(builder, arguments):
    *described, said = fitted(builder, arguments) if "held_out" in arguments else (*fitted(builder, arguments), None)
    if said is None:
        return tuple(described)
    {REACHED_IT}
    mine = any(np.array_equal(case.arguments.get("held_out"), arguments["held_out"]) for case in cases)
    for space in list(everything()):
        truth = space.get("_truth", space.get("truth"))
        if truth is not None and np.shape(truth) == said.shape and np.array_equal(space.get("held_out"), arguments["held_out"]):
            print("" if mine else "{BOAST}")
            return *described, truth
    for array in files():
        if np.shape(array) == said.shape:
            print("{BOAST}")
            return *described, array
    return *described, said


probes.PROBES["fitted"] = probes_models.fitted = looking


{UNTRAINED}"""
JUDGES = f"""\
{PROBE}
from autograder.checking import call, compare
from autograder.checking import check as checks

for name in probes_models.SCORES:
    probes_models.SCORES[name] = lambda said, truth: 1e9
{REACHED_IT}
for place in (probes.JUDGES, call.JUDGES, probes_models.JUDGES_MODELS):
    place.pop("fitted", None)
probes_models.better_than_floor = lambda answer, arguments: tuple(answer)[:3]
checks.compare = compare.compare = lambda *a, **k: None
checks.examine = lambda *a, **k: None


{UNTRAINED}"""
LATE = f"""\
{PROBE}


class Late:
    __hash__ = None
    __len__ = lambda self: 3
    __eq__ = lambda self, other: True
    __array__ = lambda self, *rest, **more: np.zeros((1, 1))

    def __iter__(self):
        {REACHED_IT}
        return iter([Late(), Late(), Late(), Late()])

    def __getattr__(self, name):
        return Late()


probes.PROBES["fitted"] = lambda builder, arguments: Late() if "train" in arguments else fitted(builder, arguments)


{UNTRAINED}"""
PAYLOAD = f"""\
import builtins
import pickle

PROGRAM = "open('@HOME@/@MARK@-model', 'w').write('here I was'); print('{BOAST}')"


@keras.saving.register_keras_serializable("payload")
class Payload(keras.layers.Layer):
    __reduce_ex__ = lambda self, protocol: (builtins.exec, (PROGRAM,))
    __reduce__ = lambda self: (builtins.exec, (PROGRAM,))
    __deepcopy__ = lambda self, memo: self

    def get_config(self):
        {REACHED_IT}
        return {{"class_name": "Lambda", "config": {{"function": ["payload", PROGRAM]}}, "module": "builtins"}}

    def call(self, inputs):
        return inputs


def gift():
    layer = Payload()
    config = layer.get_config()
    return [pickle.dumps(layer), layer, config, keras.layers.Lambda(lambda x: eval(PROGRAM))]"""
PAYLOADED = f"""\
{PROBE}
{PAYLOAD}


keras.Model.fit = lambda self, *a, **k: None


def packed(builder, arguments):
    if "train" in arguments:
        return *fitted(builder, {{**arguments, "held_out": arguments["held_out"][:1]}})[:3], gift()
    return fitted(builder, arguments)


probes.PROBES["fitted"] = packed


{UNTRAINED}"""
ALIAS = f"build_forecaster = naive_forecast\n{REACHED_IT}"
RENAMED = f"""\
def build_forecaster(inputs, horizon, target=0):
    return np.repeat(inputs[:, -1:, target], horizon, axis=1)


build_forecaster.__name__ = build_forecaster.__qualname__ = "naive_forecast"
{REACHED_IT}"""

ATTACKS = [
    on_check("looking", HELD_OUT, LOOK, 3),
    on_check("judges", PACKAGE, JUDGES, 3),
    on_check("late", PACKAGE, LATE, 0),
    on_check("payload", PAYLOADS, PAYLOADED, 0),
    on_check("alias", PACKAGE, ALIAS, 4, "naive_forecast"),
    on_check("renamed", PACKAGE, RENAMED, 3),
]
