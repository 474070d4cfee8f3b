"""The probe that lends a function a small model: the model minds order and padding, and answers must be arrays."""

import numpy as np
import pytest

from autograder.checking.probes_models import built
from autograder.checking.probes_readers import small_reader, with_reader

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")]


def test_the_model_minds_the_order_of_ids_and_passes_over_padding(keras):
    model = small_reader(9)
    ids = np.array([[3, 5, 8, 0, 0], [5, 3, 8, 0, 0], [3, 5, 0, 0, 0], [1, 0, 0, 0, 0]])
    logits = np.array(keras.ops.convert_to_numpy(model(ids)))[:, 0]
    assert np.min(np.abs(np.subtract.outer(logits, logits) + 9 * np.eye(4))) > 0.01
    assert np.abs(logits).max() < 5
    assert logits.min() < -0.3 < 0.3 < logits.max()
    training = [np.array(keras.ops.convert_to_numpy(small_reader(9)(ids, training=True)))[:, 0] for _ in range(2)]
    np.testing.assert_allclose(training[0], training[1], rtol=1e-5)
    assert np.abs(training[0] - logits).max() > 0.1
    short = np.array(keras.ops.convert_to_numpy(model(ids[2:3, :2])))[0, 0]
    assert short == pytest.approx(logits[2], abs=1e-6)


def test_the_function_gets_the_model_first_and_must_return_an_array(keras):
    arguments = {"model": 5, "ids": np.array([[1, 2]]), "factor": 2.0}
    assert with_reader(lambda model, ids, factor: factor * model.predict(ids, verbose=0), arguments).shape == (1, 1)
    with pytest.raises(TypeError, match="must return a NumPy array"):
        with_reader(lambda model, ids, factor: model(ids), arguments)


def test_the_spread_tells_one_dropout_from_two(keras):
    def model(rate, twice):
        layers = keras.layers
        ids = keras.Input((None,), dtype="int32")
        vectors = layers.Embedding(9, 4)(ids)
        first = layers.Dropout(rate)(vectors) if twice else vectors
        return keras.Model(ids, layers.Dense(1)(layers.Dropout(rate)(layers.GlobalMaxPooling1D()(first))))

    def spread(twice):
        arguments = {"config": {"rate": 0.5, "twice": twice}, "inputs": np.array([[3, 5, 8, 1]]), "scale": 1.0}
        return float(built(model, arguments)[-1][0, 0])

    assert spread(False) == pytest.approx(spread(False), rel=0.03)
    assert abs(spread(True) / spread(False) - 1) > 0.1
    arguments = {"config": {"rate": 0.5, "twice": True}, "inputs": np.array([[3, 5]])}
    assert len(built(model, arguments)) == 3
