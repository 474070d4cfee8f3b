"""What an exercise is: how to draw its inputs, what comes back, how close it must be, and how it goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checking.spec import Output, Property, Tolerance

__all__ = ["Arguments", "Draw", "Exercise", "Mistake", "Output", "Property", "Tolerance"]

Arguments = dict[str, Any]
Draw = Callable[[np.random.Generator], Arguments]


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer, written as an edit of the solution cell.

    Args:
        find: text of the solution cell; every occurrence is replaced.
        replace: what stands there instead.
        hint: one or two sentences to the student: what probably happened and where to look.
        caught: the stage of the check that rejects it: "values" (named by its outputs) or
            "type", "structure", "shape", "dtype", "finite", "inputs", "error", "property", "score"
            (the message of that stage is the name).
    """

    find: str
    replace: str
    hint: str
    caught: str = "values"


@dataclass(frozen=True)
class Exercise:
    """An exercise of an assignment; its reference is the solution cell of the same name.

    Args:
        name: the function (or the name given to `check`) and the name of its solution cell.
        outputs: what it returns; more than one means a tuple.
        cases: functions that draw the arguments, in call order, from a random generator.
        mistakes: the known wrong answers.
        where: lecture and heading that explain it, as "02_rnn_forward, One time step".
        tolerance: how far a right answer may lie from the reference, and why.
        properties: laws tested besides.
        probe: how the answer is questioned, a name of `autograder.checking.probes.PROBES`; one call by default.
    """

    name: str
    outputs: tuple[Output, ...]
    cases: tuple[Draw, ...]
    mistakes: tuple[Mistake, ...]
    where: str
    tolerance: Tolerance = field(default_factory=Tolerance)
    properties: tuple[Property, ...] = ()
    probe: str = "call"
