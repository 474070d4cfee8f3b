"""Models of Keras that only look as if they had learnt, and patches of what trains, measures and runs them.

The forecaster of most attacks is right but for one thing: it cannot be trained. What they are after is the verdict on its
training. `alone` is what they get where one process runs them and the check, which knows the frozen cases only there.
"""

from attacks.model import MODEL, REACHED, Attack, answer

EVALUATE, STUBS = "patched `evaluate`", "stub models"
SMUGGLED = "smuggled weights"

REACHED_IT = f"print('{REACHED}')"
HEAD = "def build_forecaster(units, horizon, features, target=0, layers=keras.layers):"
UNTRAINED = f"""\
{HEAD}
    inputs = keras.Input((None, features))
    state = layers.GRU(units, trainable=False)(inputs)
    change = keras.layers.Dense(horizon, trainable=False)(state)
    return keras.Model(inputs, inputs[:, -1, target : target + 1] + change)"""
FROZEN = """\
from autograder.checking import vectors

cases = vectors.find("build_forecaster").cases


def known(inputs):
    for case in cases:
        if "held_out" in case.arguments and np.array_equal(case.arguments["held_out"], inputs):
            return case.arguments["_truth"]"""


def on_check(name: str, listed: str, source: str, alone: float, *honest: str) -> Attack:
    """Return an attack on the check of a forecaster."""
    return Attack(name, "Models", listed, answer(build_forecaster=source), MODEL, honest, profile="keras", alone=alone)


STUB = f"""\
import types


class Stub:
    built = compiled = True
    optimizer = types.SimpleNamespace(build=lambda variables: None)
    __class__ = property(lambda self: keras.Model)

    def __init__(self, units, horizon, features, target):
        shapes = [(features, 3 * units), (units, 3 * units), (2, 3 * units), (units, horizon), (horizon,)]
        self.weights = self.trainable_variables = [np.zeros(shape, "float32") for shape in shapes]
        self.horizon, self.target = horizon, target

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def __call__(self, inputs, training=None):
        {REACHED_IT}
        return np.repeat(np.asarray(inputs)[:, -1:, self.target], self.horizon, axis=1)

    compile = fit = evaluate = predict = lambda self, *a, **k: types.SimpleNamespace(history={{"accuracy": [1.0]}})


{HEAD}
    layers.GRU(units)
    return Stub(units, horizon, features, target)"""
LIAR = f"""\
class Liar(keras.Model):
    def __init__(self, units, horizon, features, target):
        super().__init__()
        shapes = [(features, 3 * units), (units, 3 * units), (2, 3 * units), (units, horizon), (horizon,)]
        self.shown = [np.zeros(shape, "float32") for shape in shapes]
        self.horizon, self.target, self.built = horizon, target, True

    weights = trainable_variables = property(lambda self: self.shown)
    get_weights = lambda self: self.shown
    set_weights = lambda self, weights: None
    fit = evaluate = predict = lambda self, *a, **k: 1.0

    def __call__(self, inputs, training=None):
        {REACHED_IT}
        return keras.ops.repeat(keras.ops.convert_to_tensor(inputs)[:, -1:, self.target], self.horizon, axis=1)


{HEAD}
    layers.GRU(units)
    return Liar(units, horizon, features, target)"""
PATCHED = f"""\
{FROZEN}
call = keras.Model.__call__


def said(self, inputs, *rest, **more):
    found = known(inputs) if isinstance(inputs, np.ndarray) else None
    if found is None:
        return call(self, inputs, *rest, **more)
    {REACHED_IT}
    return keras.ops.convert_to_tensor(found)


keras.Model.__call__ = said
keras.Model.fit = keras.Model.evaluate = keras.Model.predict = lambda self, *a, **k: None


{UNTRAINED}"""
LOSSES = f"""\
def nothing(*a, **k):
    {REACHED_IT}
    return keras.ops.convert_to_tensor(0.0)


for name in dir(keras.metrics):
    if "squared" in name.lower() or "absolute" in name.lower():
        setattr(keras.metrics, name, nothing)
        setattr(keras.losses, name, nothing)
keras.losses.get = keras.metrics.get = lambda name: nothing
keras.Model.compute_loss = nothing
keras.optimizers.Adam.apply = lambda self, *a, **k: None


{UNTRAINED.replace("trainable=False", "trainable=True")}"""
OUTPUTS = f"""\
class Same(np.ndarray):
    __hash__ = None
    __eq__ = lambda self, other: np.True_
    __ne__ = lambda self, other: np.False_
    __sub__ = __rsub__ = lambda self, other: np.zeros(1)

    def __array_ufunc__(self, ufunc, method, *inputs, **more):
        {REACHED_IT}
        return np.True_ if ufunc.nout == 1 and "equal" in ufunc.__name__ else np.zeros(1)


convert = keras.ops.convert_to_numpy
keras.ops.convert_to_numpy = lambda value: convert(value).view(Same)
from autograder.checking import probes_models
numpy = probes_models.numpy
probes_models.numpy = lambda value: numpy(value).view(Same)
{REACHED_IT}


{UNTRAINED.replace(" + change", "")}"""
PHASES = UNTRAINED.replace(
    ":\n",
    ":\n    if trained and (units, horizon) == (12, 5):\n        trained.clear()\n        return Waves(horizon, target)\n",
    1,
)
EARNED = f"""\
trained = []
keras.utils.set_random_seed = trained.append
keras.Model.fit = lambda self, *a, **k: None
ANGLE = 2 * np.pi / 12


class Waves(keras.Model):
    built = True

    def __init__(self, horizon, target):
        super().__init__()
        self.horizon, self.target = horizon, target

    def __call__(self, inputs, training=None):
        {REACHED_IT}
        past = np.asarray(inputs)[:, :, self.target]
        time = np.arange(past.shape[1] + self.horizon)
        waves = np.stack([np.sin(ANGLE * time), np.cos(ANGLE * time), np.ones(len(time))], axis=1)
        found = np.linalg.lstsq(waves[: past.shape[1]], past.T, rcond=None)[0]
        return keras.ops.convert_to_tensor((waves[past.shape[1] :] @ found).T)


{PHASES}"""


ATTACKS = [
    on_check("stub", STUBS, STUB, 0),
    on_check("liar", STUBS, LIAR, 0),
    on_check("patched", EVALUATE, PATCHED, 3),
    on_check("losses", EVALUATE, LOSSES, 0),
    on_check("outputs", STUBS, OUTPUTS, 0),
    on_check("earned", SMUGGLED, EARNED, 3, "build_forecaster"),
]
