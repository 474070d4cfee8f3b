"""Naming the mistake behind a wrong answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from .call import Called, Calls
from .codec import leaves, same_signature, signature
from .spec import Case, Spec

TRAINED = "train"  # the argument of a case that takes a whole training, and so seconds
SIGN = "The sign is the wrong way round: every value has the right size and the opposite sign."
FACTOR = (
    "Every value is the right one times the same factor: "
    "look for a factor that is missing or applied twice, or a mean taken for a sum."
)
ZERO = "Every value is zero: what should have been computed cancels out or never reaches the result."


def diagnose(calls: Calls, spec: Spec) -> str:
    """Return the hint of the known mistake that answers every case as the called function does, or a likely cause, or "".

    Args:
        calls: of the student's wrong function.
        spec: the exercise with the signatures of its known mistakes.
    """
    made = _all(calls, spec)
    answers = [called.value for called in made]
    given = [None if answer is None else signature(answer) for answer in answers]
    right = [signature(case.expected) for case in spec.cases]
    for number, hint in enumerate(spec.hints):
        marks = [case.mistakes[number] for case in spec.cases]
        if _matches(given, marks, right):
            return hint
    if any(called.modified is not None for called in made):
        return ""  # the changed input is the likely cause; a factor would be chance
    return _common_factor(answers, spec.cases)


def _all(calls: Calls, spec: Spec) -> list[Called]:
    """Call the function on every case, but let it train nothing more once an answer was wrong: the mistake shows without that."""
    made: list[Called] = []
    wrong = False
    for number, case in enumerate(spec.cases):
        called = Called(None) if wrong and TRAINED in case.arguments else calls.of(number, case.arguments)
        wrong = wrong or called.value is None or not same_signature(signature(called.value), signature(case.expected))
        made.append(called)
    return made


def _matches(given: list[Any], marks: list[Any], right: list[Any]) -> bool:
    """Return whether the answers are a mistake's on every case that it answers, and differ somewhere from the right ones."""
    known = [(mine, mark, good) for mine, mark, good in zip(given, marks, right, strict=True) if mark is not None]
    if any(mine is None or not same_signature(mine, mark) for mine, mark, _ in known):
        return False
    return any(not same_signature(mark, good) for _, mark, good in known)


def _common_factor(answers: list[Any], cases: tuple[Case, ...]) -> str:
    """Return a hint if one output of the first case is the right one times a constant."""
    for mine, good in zip(leaves(answers[0]), leaves(cases[0].expected), strict=False):
        if not isinstance(mine, np.ndarray) or not isinstance(good, np.ndarray) or good.dtype.kind != "f":
            continue
        if mine.shape != good.shape:
            return ""  # that is what is wrong; what follows from it is no factor
        if mine.dtype.kind != "f" or good.size < 3 or np.allclose(mine, good, 1e-4, 1e-5):
            continue
        return _factor_hint(mine, good)
    return ""


def _factor_hint(mine: np.ndarray, good: np.ndarray) -> str:
    if not mine.any():
        return ZERO
    nonzero = np.abs(good) > 1e-6
    ratio = mine[nonzero] / good[nonzero]
    if ratio.size < 3 or not np.allclose(ratio, ratio[0], 1e-3) or not np.allclose(mine[~nonzero], 0, atol=1e-4):
        return ""
    if abs(ratio[0] + 1) < 1e-3:
        return SIGN
    return FACTOR
