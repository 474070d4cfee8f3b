"""An assignment of plain asserts with hidden tests, such as other courses have; and the secrets that nobody must see."""

SECRETS = {
    place: f"canary_{place}_{mark}"
    for place, mark in {
        "solution": "q7r2",
        "hidden": "k3v9",
        "gradebook": "w5t8",
        "home": "h4j6",
        "neighbour": "n2d5",
        "environment": "e8p3",
        "kernel": "c6f4",
    }.items()
}
EXPECTED = ("52417.125", "8093.25")  # values that only hidden tests hold

_KEY = f'key = "{SECRETS["hidden"]}"'
SOLVED = f'key = "{SECRETS["solution"]}"'
SOURCE = f"""\
# %% [markdown]
# # Plain asserts

# %% given="imports"
import math

import numpy as np


def accuracy(labels, predicted):
    return float(np.mean(np.asarray(labels) == np.asarray(predicted)))

# %% solution="double"
def double(x):
    ### BEGIN SOLUTION
    {SOLVED}
    return 2 * x
    ### END SOLUTION

# %% test="double" points=2
np.testing.assert_allclose(double(np.array([1.0, -2.5])), [2.0, -5.0])
### BEGIN HIDDEN TESTS
{_KEY}
np.testing.assert_allclose(double(np.array([26208.5625, 0.5])), [52417.125, 1.0])
### END HIDDEN TESTS

# %% solution="total"
def total(values):
    ### BEGIN SOLUTION
    {SOLVED}
    return sum(values)
    ### END SOLUTION

# %% test="total" points=1
assert abs(total([1, 2, 3]) - 6) < 1e-9
### BEGIN HIDDEN TESTS
{_KEY}
assert abs(total([-8000.0, -93.25]) - -8093.25) < 1e-9
### END HIDDEN TESTS

# %% test="total_isclose" points=1
assert math.isclose(total([1.5, 2.5]), 4.0)
### BEGIN HIDDEN TESTS
{_KEY}
assert math.isclose(total([52417.0, 0.125]), 52417.125)
### END HIDDEN TESTS

# %% test="total_allclose" points=1
assert np.allclose(total([0.5, 0.5]), 1.0)
### BEGIN HIDDEN TESTS
{_KEY}
assert np.allclose(total([-8093.0, -0.25]), -8093.25)
### END HIDDEN TESTS

# %% solution="area"
def area(width, height):
    ### BEGIN SOLUTION
    {SOLVED}
    return width * height
    ### END SOLUTION

# %% test="area" points=1
np.testing.assert_allclose(area(2.0, 3.0), 6.0)
### BEGIN HIDDEN TESTS
{_KEY}
np.testing.assert_allclose(area(209668.5, 0.25), 52417.125)
### END HIDDEN TESTS

# %% solution="evens"
def evens(values):
    ### BEGIN SOLUTION
    {SOLVED}
    return [value for value in values if value % 2 == 0]
    ### END SOLUTION

# %% test="evens" points=1
assert evens([1, 2, 3, 4]) == [2, 4]
### BEGIN HIDDEN TESTS
{_KEY}
assert evens([7, 10, 12, 13]) == [10, 12]
### END HIDDEN TESTS

# %% test="evens_len" points=1
assert len(evens([1, 2, 4, 8])) == 3
### BEGIN HIDDEN TESTS
{_KEY}
assert len(evens(list(range(101)))) == 51
### END HIDDEN TESTS

# %% test="evens_type" points=1
assert isinstance(evens([2, 3]), list)
### BEGIN HIDDEN TESTS
{_KEY}
assert all(isinstance(value, int) for value in evens([4, 5, 6]))
### END HIDDEN TESTS

# %% solution="order"
def order(values):
    ### BEGIN SOLUTION
    {SOLVED}
    values.sort()
    ### END SOLUTION

# %% test="order" points=2
data = [3, 1, 2]
order(data)
assert data == [1, 2, 3]
### BEGIN HIDDEN TESTS
{_KEY}
data = np.array([5.0, -1.0, 77.5, 2.0])
order(data)
np.testing.assert_allclose(data, [-1.0, 2.0, 5.0, 77.5])
### END HIDDEN TESTS

# %% solution="share"
def share(values):
    ### BEGIN SOLUTION
    {SOLVED}
    return values / values.sum()
    ### END SOLUTION

# %% test="share" points=2
values = np.array([1.0, 3.0])
np.testing.assert_allclose(share(values), values / values.sum())
### BEGIN HIDDEN TESTS
{_KEY}
values = np.array([52417.125, 0.5, 2.5])
np.testing.assert_allclose(share(values), values / values.sum())
### END HIDDEN TESTS

# %% solution="vector"
### BEGIN SOLUTION
class Vector:
    {SOLVED}

    def __init__(self, x, y):
        self.x, self.y = x, y

    def length(self):
        return math.hypot(self.x, self.y)

    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y)
### END SOLUTION

# %% test="vector" points=3
v = Vector(3.0, 4.0)
assert isinstance(v, Vector)
assert v.x == 3.0
assert abs(v.length() - 5.0) < 1e-9
### BEGIN HIDDEN TESTS
{_KEY}
both = v.plus(Vector(52414.125, -2.0))
assert both.x == 52417.125 and both.y == 2.0
assert math.isclose(Vector(6.0, 8.0).length(), 10.0)
### END HIDDEN TESTS

# %% solution="signs"
def signs(x):
    ### BEGIN SOLUTION
    {SOLVED}
    return (x > 0) - (x < 0)
    ### END SOLUTION

# %% test="signs" points=4
points = 0
assert signs(5) == 1 and signs(-2) == -1
### BEGIN HIDDEN TESTS
{_KEY}
for number, expected in [(0, 0), (-7.5, -1), (1e-9, 1), (-0.0, 0)]:
    points += signs(number) == expected
### END HIDDEN TESTS
points

# %% solution="classifier"
class Classifier:
    ### BEGIN SOLUTION
    {SOLVED}

    def fit(self, x, y):
        self.weights = np.linalg.lstsq(x, 2.0 * y - 1.0, rcond=None)[0]
        return {{"accuracy": [self.evaluate(x, y)]}}

    def predict(self, x):
        return (x @ self.weights > 0).astype(int)

    def evaluate(self, x, y):
        return accuracy(y, self.predict(x))
    ### END SOLUTION

# %% test="classifier" points=4
rng = np.random.default_rng()
direction = rng.normal(size=4)
inputs = rng.normal(size=(300, 4))
labels = (inputs @ direction > 0).astype(int)
for wanted in (labels, 1 - labels):
    model = Classifier()
    history = model.fit(inputs[:200], wanted[:200])
    assert history["accuracy"][-1] > 0.8
    reached = accuracy(wanted[:200], model.predict(inputs[:200]))
    assert reached > 0.8
    assert abs(model.evaluate(inputs[:200], wanted[:200]) - reached) < 1e-9
    assert abs(history["accuracy"][-1] - reached) < 1e-9
    ### BEGIN HIDDEN TESTS
    {_KEY}
    assert accuracy(wanted[200:], model.predict(inputs[200:])) > 0.8
    ### END HIDDEN TESTS
"""
