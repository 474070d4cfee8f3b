"""Known mistakes of unit 07: turning padded sequences round."""

from __future__ import annotations

from autograder.exercises.model import Mistake

PLACES = "np.where(steps < lengths, lengths - 1 - steps, steps)"

MISTAKES = (
    Mistake(
        PLACES,
        "np.broadcast_to(timesteps - 1 - steps, (batch, timesteps))",
        "The whole row is turned round, padding included, so the padding stands in front. Each sample ends at its own last step.",
    ),
    Mistake(
        PLACES,
        "np.where(steps < lengths.max(), lengths.max() - 1 - steps, steps)",
        "All samples are turned round at the length of the longest. Each has its own number of real steps.",
    ),
    Mistake(
        PLACES,
        "np.where(steps < lengths[:1], lengths[:1] - 1 - steps, steps)",
        "All samples are turned round at the length of the first. Each has its own number of real steps.",
    ),
    Mistake(
        "lengths - 1 - steps, steps)",
        "lengths - steps, steps)",
        "Off by one: counted from 0, the last real step stands at place n - 1, not n.",
    ),
    Mistake(
        "lengths - 1 - steps, steps)",
        "lengths + 1 - steps, steps)",
        "n + 1 - t of (7.1) counts from 1. Python counts from 0, on both sides: place t comes from place n - 1 - t.",
    ),
    Mistake(
        "lengths - 1 - steps, steps)",
        "lengths - 2 - steps, steps)",
        "Off by one: counted from 0, the first entry of the result comes from place n - 1.",
    ),
    Mistake(
        PLACES,
        "lengths - 1 - steps + 0 * steps",
        "The real steps are right, but the padding is out of order: there n - 1 - t is negative, and a negative place "
        "counts from the end. What must happen where t >= n?",
    ),
    Mistake(
        PLACES,
        "np.maximum(lengths - 1 - steps, 0)",
        "The padding is filled with copies of the first step. It is to stay as it was.",
    ),
    Mistake(
        "return x[np.arange(batch)[:, None], places]",
        "return x[np.arange(batch)[:, None], places] * (steps < lengths).reshape((batch, timesteps) + (1,) * (x.ndim - 2))",
        "The padding was set to zero. It is to stay as it was, so that turning round twice gives the old sequence back.",
    ),
    Mistake(
        PLACES, "np.broadcast_to(steps, (batch, timesteps))", "Nothing was turned round: the sequences came back as they were."
    ),
    Mistake(
        "np.full(batch, timesteps) if mask is None",
        "np.zeros(batch, dtype=int) if mask is None",
        "Without a mask nothing was turned round. `None` means that all steps are real.",
    ),
    Mistake(
        "np.sum(mask, axis=1)",
        "np.sum(~mask, axis=1)",
        "The mask is the wrong way round: True marks the real tokens, which are turned; padding stays.",
    ),
    Mistake(
        "return x[np.arange(batch)[:, None], places]",
        "return x[::-1]",
        "The batch was turned round instead of time: time is the second axis.",
    ),
    Mistake(
        "return x[np.arange(batch)[:, None], places]",
        "return x[..., ::-1]",
        "The last axis was turned round. Time is the second axis, and features follow it.",
    ),
    Mistake(
        "return x[np.arange(batch)[:, None], places]",
        "x[:] = x[np.arange(batch)[:, None], places]\n    return x",
        "x was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)
