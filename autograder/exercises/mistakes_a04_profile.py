"""Known mistakes of unit 04: the chart of gradients against lag."""

from __future__ import annotations

from .model import Mistake

PROFILE = (
    Mistake(
        "np.array(norms) / norms[0]",
        "np.array(norms)",
        "The lengths are not divided by that at lag 0, so the profile does not begin with 1, (4.21).",
    ),
    Mistake(
        "np.array(norms) / norms[0]",
        "np.array(norms) / norms[-1]",
        "The lengths are divided by that at the largest lag. They are divided by the one the walk began with, at lag 0.",
    ),
    Mistake(
        "return profile",
        "return profile[::-1]",
        "The lags run backwards: lag 0, the end of the sequence, comes first. A network that forgets has a profile that falls.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.mean(norms, axis=1) / np.mean(norms[0])",
        "The samples were averaged before the division, so that samples with a long gradient count more. Divide first, (4.21).",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.max(np.array(norms) / norms[0], axis=1)",
        "This is the largest of the samples. (4.21) is their mean.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.median(np.array(norms) / norms[0], axis=1)",
        "This is the median of the samples. (4.21) is their mean.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.sqrt(np.mean((np.array(norms) / norms[0]) ** 2, axis=1))",
        "This is the root mean square of the samples. (4.21) is their plain mean: nothing is squared after the division.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.sqrt(np.mean(np.square(norms), axis=1) / np.mean(np.square(norms[0])))",
        "All samples went into one root mean square before the division. Each has a length of its own: divide first, then "
        "take the plain mean, (4.21).",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.median(norms, axis=1) / np.median(norms[0])",
        "Two medians were divided. (4.21) divides sample by sample, and takes the mean after that.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.sum(np.array(norms) / norms[0], axis=1)",
        "The samples were added. (4.21) is their mean: it begins with 1.",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "(np.array(norms) / norms[0])[:, 0]",
        "Only the first sample counts. (4.21) is the mean over all.",
    ),
    Mistake(
        "np.linalg.norm(d_h, axis=1)",
        "np.sum(d_h**2, axis=1)",
        "The lengths of later lags are squared: the root is missing.",
    ),
    Mistake(
        "np.linalg.norm(d_h, axis=1)",
        "np.sqrt(np.mean(d_h**2, axis=1))",
        "At later lags this is a root mean square over the units, at lag 0 a length. Under the root of a length is a sum.",
    ),
    Mistake(
        "np.linalg.norm(d_h, axis=1)",
        "np.median(np.abs(d_h), axis=1)",
        "At later lags the median over the units was taken. A length is the root of the sum of squares.",
    ),
    Mistake(
        "np.linalg.norm(d_h, axis=1)",
        "np.sum(np.abs(d_h), axis=1)",
        "The absolute values were added. A length is the root of the sum of squares.",
    ),
    Mistake(
        "reversed(caches)",
        "caches",
        "The caches are taken from the first step to the last. The gradient walks from the last to the first.",
    ),
    Mistake(
        "step_back(network, d_h, cache)[1]",
        "step_back(network, d_h_last, cache)[1]",
        "Every step back starts from d_h_last again, so nothing is multiplied over time and nothing falls. The running gradient "
        "must go on.",
    ),
    Mistake(
        "step_back(network, d_h, cache)[1]",
        "step_back(network, d_h, cache)[1] + d_h_last",
        "d_h_last is added at every step. It enters at the last state only.",
    ),
    Mistake(
        "step_back(network, d_h, cache)[1]",
        "step_back(network, d_h, cache)[1] + d_h",
        "The gradient of the later state is kept and added to. On its way back it is replaced by what the step hands on.",
    ),
    Mistake(
        "step(network, x[:, t], h)",
        "step(network, x[:, t], h_0)",
        "Every step starts from h_0: the states do not go on, so the slopes are those of other states.",
    ),
    Mistake(
        "step(network, x[:, t], h)",
        "step(network, x[:, 0], h)",
        "Every step reads the first input: x[:, t] is the input of step t.",
    ),
    Mistake(
        "h, caches = h_0, []",
        "h, caches = 0 * h_0, []",
        "The network starts from zeros. It starts from h_0.",
    ),
    Mistake(
        "for cache in reversed(caches):",
        "for cache in [caches[-1]] * len(caches):",
        "The same cache was used for every step back. Each step has its own.",
    ),
    Mistake(
        "return profile",
        "return profile[1:]",
        "Lag 0 is missing: the first length is that of d_h_last, before any step back.",
        caught="shape",
    ),
    Mistake(
        "profile = np.mean(",
        "norms = norms[1:]\n    profile = np.mean(",
        "Lag 0 is missing, and all lengths are divided by that at lag 1: note the length of d_h_last before any step back.",
        caught="shape",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.array(norms) / norms[0]",
        "The mean over the samples is missing: (4.21) has one number per lag.",
        caught="shape",
    ),
    Mistake(
        "return profile",
        "return profile[:-1]",
        "The last lag is missing: the walk goes on to h_0.",
        caught="shape",
    ),
    Mistake(
        "np.mean(np.array(norms) / norms[0], axis=1)",
        "np.mean(np.array(norms) / norms[0], axis=0)",
        "The mean was taken over the lags. It is taken over the samples.",
        caught="shape",
    ),
    Mistake(
        "step_back(network, d_h, cache)[1]",
        "step_back(network, d_h, cache)[0]",
        "d_x_t was handed on. The second item of step_back is the gradient of the old state.",
        caught="error",
    ),
)
