"""The probes of losses and metrics: values and gradients of plain functions, and what cannot be part of `fit`."""

import numpy as np
import pytest

from autograder.checking import probes_tensors

ARRAYS = {"logits": np.arange(12.0).reshape(2, 3, 2) / 7, "targets": np.array([[0, 1, 1], [1, 0, 0]])}


def squares(keras):
    return lambda logits, targets: keras.ops.sum(logits**2 * keras.ops.expand_dims(keras.ops.cast(targets, "float32"), -1))


def test_a_loss_gives_its_value_and_the_gradient_of_its_first_argument(keras):
    value, slope = probes_tensors.loss(squares(keras), ARRAYS)
    weights = ARRAYS["targets"][..., None]
    np.testing.assert_allclose(value, np.sum(ARRAYS["logits"] ** 2 * weights), rtol=1e-5)
    np.testing.assert_allclose(slope, 2 * ARRAYS["logits"] * weights, rtol=1e-5)
    np.testing.assert_allclose(probes_tensors.metric(squares(keras), ARRAYS), value)


@pytest.mark.parametrize("probe", [probes_tensors.loss, probes_tensors.metric])
@pytest.mark.parametrize(
    "wrong",
    [
        lambda logits, targets: float(np.sum(np.asarray(logits))),
        lambda logits, targets: logits[0, 0, 0] * len(logits.numpy()),
        lambda logits, targets: logits[0, 0, 0] if logits[0, 0, 0] > 0 else -logits[0, 0, 0],
    ],
    ids=["numpy", "method", "if"],
)
def test_what_needs_numbers_that_are_there_is_told_so(keras, probe, wrong):
    with pytest.raises(TypeError, match="not inside `fit`"):
        probe(wrong, ARRAYS)


@pytest.mark.parametrize("answer", [None, [1.0, 2.0], "0.5"])
def test_only_tensors_and_numbers_are_answers(keras, answer):
    with pytest.raises(TypeError, match="must return a tensor"):
        probes_tensors.metric(lambda logits, targets: answer, ARRAYS)


def test_an_unwritten_answer_is_unwritten(keras):
    def unwritten(logits, targets):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        probes_tensors.loss(unwritten, ARRAYS)
