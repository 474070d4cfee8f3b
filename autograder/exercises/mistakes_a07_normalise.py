"""Known mistakes of unit 07: layer normalisation, forward and backward."""

from __future__ import annotations

from autograder.exercises.model import Mistake

SIGMA = "np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True) + epsilon)"

FORWARD = (
    Mistake(
        "axis=-1",
        "axis=0",
        "Mean and spread are taken over the batch: that is batch normalisation. Here each row is normalised over its own units.",
    ),
    Mistake(
        "axis=-1, keepdims=True",
        "keepdims=True",
        "One mean and one spread for the whole array. Each row, that is each sample and time step, has its own.",
    ),
    Mistake(
        "axis=-1",
        "axis=tuple(range(1, a.ndim))",
        "Mean and spread are taken over time steps and units together. Each time step has its own.",
    ),
    Mistake(
        SIGMA,
        "np.mean((a - mean) ** 2, axis=-1, keepdims=True) + epsilon",
        "The square root is missing: the spread is the root of the mean square, (7.12).",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True)) + epsilon",
        "epsilon is added after the root. In (7.12) it stands under it.",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True))",
        "epsilon is missing: where all units of a row are equal, that divides zero by zero.",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True) + 1e-5)",
        "A number of your own stands in place of `epsilon`. It is an argument: whoever calls decides.",
    ),
    Mistake(
        "axis=-1",
        "axis=1",
        "With three axes, mean and spread are taken over the time steps. The units are always the last axis.",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.mean((a - mean) ** 2, axis=-1, keepdims=True) + epsilon**2)",
        "epsilon is squared under the root. In (7.12) it is added as it is.",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.var(a, axis=-1, keepdims=True, ddof=1) + epsilon)",
        "The sum of squares is divided by H - 1. (7.12) divides by H, the number of units.",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.sum((a - mean) ** 2, axis=-1, keepdims=True) + epsilon)",
        "The squares are summed, not averaged: the mean is missing in (7.12).",
    ),
    Mistake(
        SIGMA,
        "np.sqrt(np.mean(a**2, axis=-1, keepdims=True) + epsilon)",
        "The spread is measured from zero. In (7.12) it is measured from the mean.",
    ),
    Mistake(
        SIGMA,
        "np.mean(np.abs(a - mean), axis=-1, keepdims=True) + epsilon",
        "The spread is a mean of absolute distances. (7.12) squares them, averages, and takes the root.",
    ),
    Mistake("a_hat = (a - mean) / sigma", "a_hat = a / sigma", "The mean is not subtracted, (7.13)."),
    Mistake("a_hat = (a - mean) / sigma", "a_hat = a - mean", "Nothing is divided by the spread, (7.13)."),
    Mistake("a_hat = (a - mean) / sigma", "a_hat = (a - mean) * sigma", "Multiplied with the spread instead of divided, (7.13)."),
    Mistake(
        "a_hat = (a - mean) / sigma", "a_hat = a - mean / sigma", "Only the mean is divided by the spread: brackets, (7.13)."
    ),
    Mistake("gain * a_hat + offset", "a_hat", "Gain and offset are not used, (7.14)."),
    Mistake("gain * a_hat + offset", "a_hat + offset", "The gain is not used, (7.14)."),
    Mistake("gain * a_hat + offset", "gain * a_hat", "The offset is not used, (7.14)."),
    Mistake("gain * a_hat + offset", "gain * (a_hat + offset)", "The offset is multiplied with the gain too. Look at (7.14)."),
    Mistake("gain * a_hat + offset", "offset * a_hat + gain", "Gain and offset are exchanged: the gain multiplies, (7.14)."),
    Mistake(
        "mean = np.mean(a, ",
        "a = gain * a\n    mean = np.mean(a, ",
        "The gain is multiplied in before the normalisation as well, which then takes part of it away again. It comes after.",
    ),
    Mistake(
        "gain * a_hat + offset",
        "np.tanh(gain * a_hat + offset)",
        "The tanh is already taken. It comes after this function, (7.15).",
    ),
    Mistake(
        "LayerNormCache(a_hat, sigma)\n    ### END",
        "LayerNormCache(normed, sigma)\n    ### END",
        "The result is right, but the cache holds it in place of a_hat, which comes before gain and offset.",
    ),
    Mistake(
        "LayerNormCache(a_hat, sigma)\n    ### END",
        "LayerNormCache(a_hat, sigma**2)\n    ### END",
        "The result is right, but the cache holds the square of sigma.",
    ),
    Mistake(
        "LayerNormCache(a_hat, sigma)\n    ### END",
        "LayerNormCache(a_hat, 1 / sigma)\n    ### END",
        "The result is right, but the cache holds 1 / sigma.",
    ),
    Mistake(
        "LayerNormCache(a_hat, sigma)\n    ### END",
        "LayerNormCache(a_hat, sigma[..., 0])\n    ### END",
        "sigma has lost its last axis. With length 1 it lines up with the rows in the backward pass.",
        caught="shape",
    ),
    Mistake(
        "a_hat = (a - mean) / sigma",
        "a -= mean\n    a_hat = a / sigma",
        "a was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)

D_A = "(d_a_hat - over_mean - over_spread) / sigma"

BACKWARD = (
    Mistake(
        D_A, "d_a_hat / sigma", "Only the direct road is there. Moving one a also moves mean and spread: two more terms, (7.17)."
    ),
    Mistake(D_A, "(d_a_hat - over_spread) / sigma", "The road over the mean is missing: the second term of (7.17)."),
    Mistake(
        D_A,
        "(d_a_hat - over_mean) / sigma",
        "The road over the spread, the third term of (7.17), is missing, or zero: a mean of products is no product of means.",
    ),
    Mistake(D_A, "(d_a_hat + over_mean - over_spread) / sigma", "The road over the mean has the wrong sign, (7.17)."),
    Mistake(D_A, "(d_a_hat - over_mean + over_spread) / sigma", "The road over the spread has the wrong sign, (7.17)."),
    Mistake(D_A, "d_a_hat - over_mean - over_spread", "The division by sigma is missing, (7.17)."),
    Mistake(D_A, "(d_a_hat - over_mean - over_spread) * sigma", "Multiplied with sigma instead of divided, (7.17)."),
    Mistake(D_A, "(d_a_hat - over_mean - over_spread) / sigma**2", "Divided by the square of sigma. In (7.17) it is sigma."),
    Mistake(
        D_A,
        "d_a_hat / sigma - over_mean - over_spread",
        "Only the first term is divided by sigma: brackets, (7.17).",
    ),
    Mistake("gain * d_normed", "d_normed", "The gain is missing: the gradient passes it before it reaches a_hat, (7.16)."),
    Mistake(
        "gain * d_normed", "d_normed / gain", "Divided by the gain. Forward it was multiplied, so backward it is too, (7.16)."
    ),
    Mistake(
        "over_mean = np.mean(d_a_hat,",
        "over_mean = np.mean(d_normed,",
        "The mean in the second term is taken of d_normed. All three terms of (7.17) use d_a_hat, with the gain in it.",
    ),
    Mistake(
        "np.mean(d_a_hat * a_hat,",
        "np.mean(d_normed * a_hat,",
        "The mean in the third term is taken of d_normed. All three terms of (7.17) use d_a_hat, with the gain in it.",
    ),
    Mistake(
        "over_spread = a_hat * np.mean(",
        "over_spread = np.mean(",
        "In the third term a_hat is missing in front of the mean, (7.17).",
    ),
    Mistake(
        "np.mean(d_a_hat * a_hat, axis=-1",
        "np.mean(d_a_hat, axis=-1",
        "In the third term the mean is of d_a_hat alone. It is of the product of d_a_hat and a_hat, (7.17).",
    ),
    Mistake(
        "a_hat * np.mean(d_a_hat * a_hat, axis=-1, keepdims=True)",
        "np.mean(d_a_hat * a_hat * a_hat, axis=-1, keepdims=True)",
        "In the third term a_hat was drawn into the mean. It stands before it: every unit has its own, (7.17).",
    ),
    Mistake(
        "over_mean = np.mean(d_a_hat, axis=-1, keepdims=True)\n    over_spread = a_hat * np.mean(d_a_hat * a_hat,",
        "over_mean = np.sum(d_a_hat, axis=-1, keepdims=True)\n    over_spread = a_hat * np.sum(d_a_hat * a_hat,",
        "Sums are taken where (7.17) has means over the units.",
    ),
    Mistake(
        "over_mean = np.mean(d_a_hat, axis=-1, keepdims=True)\n    over_spread = a_hat * np.mean(d_a_hat * a_hat, axis=-1,",
        "over_mean = np.mean(d_a_hat, axis=0, keepdims=True)\n    over_spread = a_hat * np.mean(d_a_hat * a_hat, axis=0,",
        "The means in (7.17) are taken over the batch. They run over the units of each row.",
    ),
    Mistake(
        "over_mean = np.mean(d_a_hat, axis=-1, keepdims=True)\n    over_spread = a_hat * np.mean(d_a_hat * a_hat, axis=-1,",
        "over_mean = np.mean(d_a_hat, keepdims=True)\n    over_spread = a_hat * np.mean(d_a_hat * a_hat,",
        "The means in (7.17) are taken over the whole array. They run over the units of each row.",
    ),
    Mistake(
        "np.sum(d_normed * a_hat, axis=rows)",
        "np.sum(d_a_hat * a_hat, axis=rows)",
        "d_gain is made of d_a_hat, with the gain in it. (7.18) uses d_normed.",
    ),
    Mistake(
        "np.sum(d_normed * a_hat, axis=rows)", "np.sum(d_normed, axis=rows)", "In d_gain the factor a_hat is missing, (7.18)."
    ),
    Mistake(
        "np.sum(d_normed * a_hat, axis=rows)",
        "np.mean(d_normed * a_hat, axis=rows)",
        "d_gain is a mean over the rows. Every row used the same gain, so they are summed, (7.18).",
    ),
    Mistake(
        "np.sum(d_normed * a_hat, axis=rows)",
        "np.sum(d_normed * a_hat * sigma, axis=rows)",
        "In d_gain sigma is multiplied in: the gain stands after the normalisation, so only a_hat belongs there.",
    ),
    Mistake(
        "np.sum(d_normed, axis=rows)",
        "np.mean(d_normed, axis=rows)",
        "d_offset is a mean over the rows. Every row used the same offset, so they are summed, (7.19).",
    ),
    Mistake(
        "np.sum(d_normed, axis=rows)",
        "np.sum(d_a_hat, axis=rows)",
        "d_offset is made of d_a_hat, with the gain in it. (7.19) uses d_normed: the offset is added after the gain.",
    ),
    Mistake(
        "np.sum(d_normed, axis=rows)",
        "np.sum(d_a, axis=rows)",
        "d_offset is made of d_a. The offset is added after the normalisation: (7.19) uses d_normed.",
    ),
    Mistake(
        "return d_a, d_gain, d_offset", "return d_a, d_offset, d_gain", "d_gain and d_offset are exchanged: d_gain comes first."
    ),
    Mistake(
        "tuple(range(a_hat.ndim - 1))",
        "0",
        "With three axes only the batch was summed: time steps are rows too. Sum over all axes but the last.",
        caught="shape",
    ),
    Mistake(
        "tuple(range(a_hat.ndim - 1))",
        "-1",
        "d_gain and d_offset are summed over the units. There is one per unit: sum over the rows.",
        caught="shape",
    ),
    Mistake(
        "d_a_hat = gain * d_normed",
        "d_normed *= gain\n    d_a_hat = d_normed",
        "d_normed was changed in place, so d_gain and d_offset came out with the gain in them. Make a new array for d_a_hat.",
    ),
)
