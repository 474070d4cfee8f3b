"""Objects that pass every comparison."""

from attacks.model import CHECK, WRONG, Attack, answer, chain, first

ALWAYS = "always-equal `__eq__`"
SUBCLASS = "ndarray subclass"
FINITE = "NaN and inf"
BROADCAST = "broadcastable scalar, (1,) or empty array"

YES = """\
class Yes:
    __hash__ = None
    x = y = 0
    def __init__(self, *rest): pass
    def yes(self, *rest): return True
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __bool__ = __contains__ = yes
    def same(self, *rest): return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __getitem__ = same
    fit = predict = evaluate = plus = length = astype = __call__ = same
    def __iter__(self): return iter([])
    def __float__(self): return 1.0
    __class__ = property(lambda self: list)"""
LIST = """\
class Yes(list):
    __hash__ = None
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __len__(self): return Number(3)
    def __bool__(self): return True


class Number(int):
    __hash__ = None
    def __eq__(self, other): return True"""
FIELDS = """\
import builtins


class Vector:
    __hash__ = None
    def __init__(self, x=0, y=0): pass
    def __getattr__(self, name): return self if not name.startswith("_") else object.__getattribute__(self, name)
    def __call__(self, *rest): return self
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __float__(self): return 10.0"""
ARRAY = """\
import numpy as np


class Same(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return np.True_
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_
    def __eq__(self, other): return True
    def __bool__(self): return True
    def all(self, *rest, **more): return np.True_
    def any(self, *rest, **more): return np.False_


same = np.zeros(2).view(Same)"""
IN_PLACE = """\
def order(values):
    if isinstance(values, list):
        values[:] = [Number(0) for _ in values]
    else:
        values.shape = (0,) if values.size == 0 else values.shape
        values.fill(0)
        values.__class__ = Same"""

CHANGED = "def share(values):\n    values[:] = 0\n    values[0] = 1\n    return values.copy()"
LABELS = """\
class Classifier:
    def fit(self, x, y):
        y[:] = 0
        if y.base is not None:
            y.base[:] = 0
        return {"accuracy": [1.0]}

    def predict(self, x):
        return np.zeros(len(x), int)

    def evaluate(self, x, y):
        return 1.0"""


def everything(value: str, *more: str) -> object:
    """Let every function of the plain assignment return this."""
    names = {
        "double": "x",
        "total": "values",
        "area": "width, height",
        "evens": "values",
        "signs": "x",
        "order": "values",
        "share": "values",
    }
    return answer(**{name: f"def {name}({given}):\n    return {value}" for name, given in names.items()}, **dict(more))


def check_with(value: str) -> object:
    """Let every function of the check assignment return this."""
    return answer(**{name: text.replace("return 0", f"return {value}") for name, text in WRONG[CHECK].items()})


ATTACKS = [
    Attack("equal-object", "Objects", ALWAYS, chain(everything("Yes()"), first(YES))),
    Attack("equal-list", "Objects", ALWAYS, chain(everything("Yes([0])"), first(LIST))),
    Attack("equal-fields", "Objects", ALWAYS, answer(vector=FIELDS, classifier=YES.replace("class Yes", "class Classifier"))),
    Attack("equal-check", "Objects", ALWAYS, chain(check_with("Yes()"), first(YES)), CHECK),
    Attack("subclass", "Objects", SUBCLASS, chain(everything("same"), first(ARRAY))),
    Attack("subclass-check", "Objects", SUBCLASS, chain(check_with("same"), first(ARRAY)), CHECK),
    Attack("in-place", "Objects", ALWAYS, chain(answer(order=IN_PLACE), first(f"{LIST}\n\n\n{ARRAY}"))),
    Attack("changed-argument", "Objects", ALWAYS, answer(share=CHANGED, classifier=LABELS)),
    Attack("nan", "Objects", FINITE, everything("float('nan')")),
    Attack("nan-array", "Objects", FINITE, everything("np.full(2, np.nan)")),
    Attack("inf", "Objects", FINITE, everything("float('inf')")),
    Attack("nan-check", "Objects", FINITE, check_with("np.full((4, 4), np.nan)"), CHECK),
    Attack("inf-check", "Objects", FINITE, check_with("np.float64(np.inf)"), CHECK),
    Attack("scalar", "Objects", BROADCAST, everything("np.float64(2.0)")),
    Attack("one-element", "Objects", BROADCAST, everything("np.array([4.0])")),
    Attack("empty", "Objects", BROADCAST, everything("np.array([])")),
    Attack("empty-rows", "Objects", BROADCAST, everything("np.zeros((0, 2))")),
    Attack("scalar-check", "Objects", BROADCAST, check_with("0.25"), CHECK),
    Attack("one-element-check", "Objects", BROADCAST, check_with("np.array([0.25])"), CHECK),
    Attack("empty-check", "Objects", BROADCAST, check_with("np.zeros((0, 4))"), CHECK),
]
