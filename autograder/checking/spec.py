"""What a check knows of an exercise: its outputs, its cases, and the marks that known mistakes leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Output:
    """One returned value.

    Args:
        name: its name in messages, as in the signature.
        axes: names of its axes in words ("sample", "time step", "unit"), for saying where a value is wrong; empty for a scalar.
        fields: for a cache (a NamedTuple): the outputs it holds, in order.
        kind: "float" (floating point demanded), "int", "bool", "any" (strings and containers, compared item by item),
            "shapes" (of the outputs of a model, or of its only one), "draws" (floating-point statistics of many random draws, in
            units of the argument `scale`), or "spread" (how much dropout lets the output of a model vary).
    """

    name: str
    axes: tuple[str, ...] = ()
    fields: tuple[Output, ...] = ()
    kind: str = "float"


@dataclass(frozen=True)
class Tolerance:
    """How far a right answer may lie from the reference: |error| <= absolute + relative * |reference|."""

    relative: float = 1e-4
    absolute: float = 1e-5
    reason: str = "float32 work in another order of operations stays ten times below this"


@dataclass(frozen=True)
class Property:
    """A law that holds for every right answer, tested without a reference.

    Args:
        law: "causality" (a later input changes no earlier output), "padding" (inputs at masked steps change
            nothing), "batch" (each sample is computed by itself), "precision" (float32 gives float32), or "layout"
            (the order of the inputs in memory changes nothing).
        inputs: the arguments that are changed or, for "batch", cut to one sample; none for the last two, which change all.
        output: the index of the returned value that is looked at.
    """

    law: str
    inputs: tuple[str, ...]
    output: int = 0


@dataclass(frozen=True)
class Case:
    """One call: its arguments in order, the right answer, and the signature of each known mistake's answer.

    A signature is None where the mistake raises an error.
    """

    arguments: dict[str, Any]
    expected: Any
    mistakes: tuple[list[Any] | None, ...] = ()


@dataclass(frozen=True)
class Spec:
    """All that `check` needs for one exercise.

    Args:
        name: what the student hands in.
        assignment: the assignment it belongs to.
        points: what it is worth.
        outputs, tolerance, properties: see `Output`, `Tolerance`, `Property`.
        where: the lecture and heading that explain it.
        hints: one sentence per known mistake, in the order of `Case.mistakes`.
        cases: the calls.
        probe: how the answer is questioned, a name of `PROBES`.
    """

    name: str
    assignment: str
    points: float
    outputs: tuple[Output, ...]
    where: str
    cases: tuple[Case, ...]
    hints: tuple[str, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    properties: tuple[Property, ...] = ()
    probe: str = "call"


class UnsatisfiedError(Exception):
    """What a judge raises of an answer that is not good enough; its text goes on from the name of the exercise."""


@dataclass(frozen=True)
class Failure:
    """Why a check failed: the stage that stopped it, a message, and the likely cause (empty when unknown)."""

    stage: str
    message: str
    hint: str = ""
