"""The training steps that benchmarks/cells.py measures: what is fast must also be right."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "benchmarks"))

import cells_numpy  # noqa: E402

SIZES = (5, 4, 3, 6)  # an odd batch: the shares differ
SHARED = f"""
import sys
import numpy as np
import psutil
sys.path += {[str(ROOT / "benchmarks"), str(ROOT)]}
import cells_numpy
step = cells_numpy.step(sys.argv[1], {SIZES}, 2)
for _ in range(3):
    weights = step()
np.savez(sys.argv[2], *weights)
print(*[child.pid for child in psutil.Process().children()])
"""


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_two_processes_learn_what_one_learns_and_leave_none_behind(cell, tmp_path):
    path, alone = tmp_path / "weights.npz", cells_numpy.step(cell, SIZES)
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # in a process of its own: nobody forks beside threads
    command = [sys.executable, "-c", SHARED, cell, str(path)]
    done = subprocess.run(command, env=one_thread, capture_output=True, text=True, timeout=60, check=True)
    (helper,) = map(int, done.stdout.split())
    assert not psutil.pid_exists(helper)
    for _ in range(3):
        one = alone()
    with np.load(path) as two:
        for before, first, second in zip(cells_numpy.draw(cell, SIZES)[2], one, two.values(), strict=True):
            assert np.abs(first - before).max() > 1e-6
            np.testing.assert_allclose(second - before, first - before, rtol=1e-3, atol=1e-7)


def test_a_step_is_gradient_descent_as_keras_does_it(tf):
    from keras import layers, models, optimizers

    x, y, weights = cells_numpy.draw("lstm", SIZES)
    layer = layers.LSTM(SIZES[3], return_sequences=True)
    model = models.Sequential([layer])
    model.build(x.shape)
    layer.set_weights(weights)
    model.compile(optimizer=optimizers.SGD(float(cells_numpy.RATE)), loss="mse")
    model.train_on_batch(x, y)
    for before, ours, theirs in zip(weights, cells_numpy.step("lstm", SIZES)(), layer.get_weights(), strict=True):
        assert np.abs(ours - before).max() > 1e-6
        np.testing.assert_allclose(ours - before, theirs - before, rtol=1e-2, atol=1e-7)
