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
        lambda logits, targets: logits[0, 0, 0] if logits[0, 0, 0] == 0 else -logits[0, 0, 0],
        lambda logits, targets: sum(logits[row, 0, 0] for row in range(logits.shape[0])),
    ],
    ids=["numpy", "method", "if", "equal", "loop over samples"],
)
def test_what_needs_numbers_that_are_there_is_told_so(keras, probe, wrong):
    with pytest.raises(TypeError, match="not inside `fit`"):
        probe(wrong, ARRAYS)


def test_the_error_that_came_is_told_too(keras):
    with pytest.raises(TypeError, match=r"not inside `fit`.* There: TypeError: len is not well defined"):
        probes_tensors.metric(lambda logits, targets: logits[0, 0, 0] / len(logits), ARRAYS)


def test_a_loop_over_time_steps_is_fine_as_fit_knows_their_number(keras):
    probes_tensors.metric(lambda logits, targets: sum(logits[0, t, 0] for t in range(logits.shape[1])), ARRAYS)


LOSS = {"targets": np.array([[0, 1, 1], [1, 0, 0]]), "outputs": np.arange(12.0).reshape(2, 3, 2) / 7}


def test_a_loss_is_asked_with_the_floats_that_fit_makes_of_targets(keras):
    ops = keras.ops
    weighed = lambda targets, outputs: ops.sum(outputs * ops.cast(targets, "float32")[..., None])  # noqa: E731
    value, slope = probes_tensors.loss_of_fit(weighed, LOSS)
    np.testing.assert_allclose(slope, np.repeat(LOSS["targets"][..., None], 2, axis=-1))
    np.testing.assert_allclose(value, np.sum(LOSS["outputs"] * LOSS["targets"][..., None]), rtol=1e-6)
    with pytest.raises(TypeError, match=r"hands over the targets as floating-point numbers: .*ops.cast"):
        probes_tensors.loss_of_fit(lambda targets, outputs: ops.sum(ops.take(outputs, ops.bitwise_and(targets, 1), axis=1)), LOSS)
    with pytest.raises(TypeError, match="not inside `fit`"):
        probes_tensors.loss_of_fit(lambda targets, outputs: ops.sum(outputs) / np.count_nonzero(targets), LOSS)


@pytest.mark.parametrize("answer", [None, [1.0, 2.0], "0.5"])
def test_only_tensors_and_numbers_are_answers(keras, answer):
    with pytest.raises(TypeError, match="must return a tensor"):
        probes_tensors.metric(lambda logits, targets: answer, ARRAYS)


def test_an_unwritten_answer_is_unwritten(keras):
    def unwritten(logits, targets):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        probes_tensors.loss(unwritten, ARRAYS)
