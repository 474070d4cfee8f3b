"""Known mistakes of unit 06 that every cell shares: mixing, squashing, and what goes into the cache."""

from __future__ import annotations

from .model import Mistake

MIX = "z * h_prev + (1 - z) * g"
SWAPPED = (
    "z and 1 - z are exchanged: your update gate weighs the candidate. That is the other convention (the lecture calls "
    "that gate Gamma_u); here z weighs the OLD state, so that h stays as it was where z is 1."
)


def mixing(line: str) -> tuple[Mistake, ...]:
    """Return the slips of (6.3), the same in every cell; `line` is the text of it."""
    return (
        Mistake(line, "(1 - z) * h_prev + z * g", SWAPPED),
        Mistake(
            line,
            "z * h_prev + g",
            "The candidate comes in whole: (6.3) gives it only what the gate leaves over, 1 - z.",
        ),
        Mistake(
            line,
            "z * h_prev + z * g",
            "Both terms of (6.3) have the weight z. The two weights must add up to 1: what z leaves over is the candidate's.",
        ),
        Mistake(
            line,
            "h_prev + (1 - z) * g",
            "The old state is kept whole, whatever the gate says: look at the first term of (6.3).",
        ),
        Mistake(
            line,
            "(1 - z) * g",
            "The old state has no place in the new one: the first term of (6.3) is missing.",
        ),
        Mistake(
            line,
            "z * h_prev + (1 - z) * np.tanh(g)",
            "The candidate went through tanh a second time on its way into (6.3).",
        ),
        Mistake(
            line,
            "np.tanh(z * h_prev + (1 - z) * g)",
            "A tanh was put round the new state. In (6.3) the two are only mixed; the candidate was squashed before.",
        ),
    )


def squashing() -> tuple[Mistake, ...]:
    """Return the slips of squashing the update gate and the candidate."""
    return (
        Mistake(
            "z = sigmoid(",
            "z = np.tanh(",
            "The update gate was squashed with tanh, so it can be negative. A gate is a share between 0 and 1: a sigmoid.",
        ),
        Mistake(
            "g = np.tanh(",
            "g = sigmoid(",
            "The candidate was squashed with a sigmoid, so it cannot be negative. It is a proposal for a state: tanh.",
        ),
        Mistake(
            "g = np.tanh(",
            "g = (",
            "The candidate was not squashed at all: the tanh is missing.",
        ),
    )


CACHE = (
    Mistake(
        "GRUCellCache(x_t, h_prev, z, r, g, h)",
        "GRUCellCache(x_t, h_prev, r, z, g, h)",
        "The state is right, but in the cache the two gates stand in each other's place.",
    ),
    Mistake(
        "GRUCellCache(x_t, h_prev, z, r, g, h)",
        "GRUCellCache(x_t, h, z, r, g, h)",
        "The state is right, but the cache holds the new state where the previous one belongs.",
    ),
    Mistake(
        "GRUCellCache(x_t, h_prev, z, r, g, h)",
        "GRUCellCache(x_t, h_prev, z, r, h, g)",
        "The state is right, but in the cache candidate and new state stand in each other's place.",
    ),
    Mistake(
        "GRUCellCache(x_t, h_prev, z, r, g, h)",
        "GRUCellCache(x_t, h, z, r, g, h_prev)",
        "The state is right, but in the cache the previous and the new state stand in each other's place.",
    ),
    Mistake(
        "GRUCellCache(x_t, h_prev, z, r, g, h)",
        "GRUCellCache(x_t, h_prev, np.log(z / (1 - z)), np.log(r / (1 - r)), np.arctanh(g), h)",
        "The state is right, but the cache holds z, r, g as they were before their sigmoid and tanh.",
    ),
    Mistake(
        "return h, GRUCellCache(",
        "return g, GRUCellCache(",
        "The function returns the candidate. The new state is what (6.3) mixes of it and the old one.",
    ),
    Mistake(
        "return h, GRUCellCache(x_t, h_prev, z, r, g, h)",
        "return h",
        "Only the state is returned. Two values are asked for: the state and the cache.",
        caught="structure",
    ),
    Mistake(
        "return h, GRUCellCache(x_t, h_prev, z, r, g, h)",
        "return GRUCellCache(x_t, h_prev, z, r, g, h)",
        "Only the cache is returned. Two values are asked for: the state and the cache.",
        caught="structure",
    ),
    Mistake(
        "return h, GRUCellCache(x_t, h_prev, z, r, g, h)",
        "return GRUCellCache(x_t, h_prev, z, r, g, h), h",
        "State and cache are returned in the wrong order: the state comes first.",
        caught="type",
    ),
)
