"""Known mistakes of unit 04: clipping by value and by global norm."""

from __future__ import annotations

from .model import Mistake

VALUE = (
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.minimum(gradient, limit)",
        "Negative entries are not clipped: there is a fence at -limit, too.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.maximum(gradient, -limit)",
        "Positive entries are not clipped: there is a fence at +limit, too.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.clip(gradient, 0, limit)",
        "Negative entries became 0. The lower fence is -limit.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.minimum(np.abs(gradient), limit)",
        "The signs are lost: a negative entry stays negative when it is clipped.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.where(np.abs(gradient) > limit, limit, gradient)",
        "Large negative entries became +limit. They should become -limit.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.where(np.abs(gradient) > limit, 0.0, gradient)",
        "Entries beyond the limit became 0. They are moved to the fence, not thrown away.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "limit * np.sign(gradient)",
        "Every entry has the size of the limit. What lies between the fences stays as it is.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "np.clip(gradient, -1.0, 1.0)",
        "The entries are clipped at 1, whatever the limit is: use the argument.",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "gradient * limit / max(np.max(np.abs(gradient)), limit)",
        "Every array was scaled as a whole, so that its largest entry fits. Here each entry is clipped by itself, (4.8).",
    ),
    Mistake(
        "np.clip(gradient, -limit, limit)",
        "gradient * limit / max(np.linalg.norm(gradient), limit)",
        "This shortens each array by its length. Here each entry is clipped by itself, (4.8).",
    ),
    Mistake(
        "return clipped",
        "return clipped[:1]",
        "Only the first array was clipped and returned. Return one for every array of the list.",
        caught="structure",
    ),
    Mistake(
        "clipped = [np.clip(gradient, -limit, limit) for gradient in gradients]",
        "clipped = [np.clip(gradient, -limit, limit, out=gradient) for gradient in gradients]",
        "The gradients were clipped in place. Make new arrays.",
        caught="inputs",
    ),
)

NORM = (
    Mistake(
        "clipped = [gradient * factor for gradient in gradients]",
        "clipped = [gradient * limit / max(np.linalg.norm(gradient), limit) for gradient in gradients]",
        "Each array was shortened by its own length. One factor, from the length of everything together, serves all of them; "
        "else the direction changes.",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = limit / norm if norm > 0 else 1.0",
        "Gradients that are shorter than the limit were stretched to it. They are left alone: look at the max in (4.10).",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = limit / norm if norm > 0 else float('nan')",
        "Every gradient was brought to the limit: short ones were stretched, and one of zeros became nan. Short ones are left "
        "alone: look at the max in (4.10).",
    ),
    Mistake(
        "float(np.sqrt(sum(squares)))",
        "float(sum(squares))",
        "The square root is missing in the norm, (4.9).",
    ),
    Mistake(
        "float(np.sqrt(sum(squares)))",
        "float(sum(np.sqrt(square) for square in squares))",
        "The lengths of the arrays were added. First add all squares, of all arrays, then take one root, (4.9).",
    ),
    Mistake(
        "float(np.sqrt(sum(squares)))",
        "float(max(np.sqrt(square) for square in squares))",
        "This is the length of the longest array. The length of everything together is due, (4.9).",
    ),
    Mistake(
        "float(np.sqrt(sum(squares)))",
        "float(np.sqrt(sum(squares) / len(squares)))",
        "The squares were averaged over the arrays. A length is the root of their sum, (4.9).",
    ),
    Mistake(
        "np.sum(gradient**2)",
        "np.mean(gradient**2)",
        "The squares were averaged within each array. (4.9) is a sum over all entries.",
    ),
    Mistake(
        "np.sum(gradient**2)",
        "np.sum(np.abs(gradient))",
        "The entries are not squared: the norm is the root of the sum of squares, (4.9).",
    ),
    Mistake(
        "np.sum(gradient**2)",
        "np.max(gradient**2)",
        "Only the largest entry of each array counts in your norm. (4.9) is a sum over all entries.",
    ),
    Mistake(
        "return clipped, norm",
        "return clipped, min(norm, limit)",
        "The norm after clipping is returned. Return the one before: it tells how large the gradient was.",
    ),
    Mistake(
        "return clipped, norm",
        "return clipped, factor",
        "The factor is returned in the place of the norm.",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = 1 / max(norm, limit)",
        "The limit is missing above the fraction bar of (4.10).",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = 1 / max(norm, 1.0)",
        "The gradient is shortened to length 1, whatever the limit is: use the argument.",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = limit / min(norm, limit) if norm > 0 else 1.0",
        "max and min are exchanged: long gradients stay long, short ones are stretched. Look at (4.10).",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = max(norm, limit) / limit",
        "The fraction of (4.10) is upside down: a long gradient became longer.",
    ),
    Mistake(
        "gradient * factor for",
        "gradient for",
        "Nothing was shortened: multiply every array by the factor of (4.10).",
    ),
    Mistake(
        "gradient * factor for",
        "np.clip(gradient, -limit, limit) for",
        "The entries were clipped one by one. Here every array is multiplied by the same factor, (4.10).",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = 0.0 if norm > limit else 1.0",
        "A gradient that is too long was set to 0. It is shortened, and keeps its direction.",
    ),
    Mistake(
        "factor = limit / max(norm, limit)",
        "factor = min(1.0, np.float64(limit) / np.float64(norm)) if norm else float('nan')",
        "Where all gradients are 0 the norm is 0, too, and a division by it gives nan. The max under the fraction bar of (4.10) "
        "prevents it.",
        caught="finite",
    ),
    Mistake(
        "return clipped, norm",
        "return clipped",
        "The norm is missing: return two values.",
        caught="structure",
    ),
    Mistake(
        "clipped = [gradient * factor for gradient in gradients]",
        "clipped = [np.multiply(gradient, factor, out=gradient) for gradient in gradients]",
        "The gradients were changed in place. Make new arrays.",
        caught="inputs",
    ),
)
