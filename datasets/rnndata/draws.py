"""Seeded draws that are the same for every version of Python: only `random.Random.random` is promised to be."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Draws:
    """A source of random choices.

    Args:
        seed: a whole number; the same seed gives the same choices on every machine.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(int(seed))  # noqa: S311

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to bound - 1."""
        return int(self._random.random() * bound)

    def chance(self, share: float) -> bool:
        """Return True in a share of the cases."""
        return self._random.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def two(self, items: Sequence[Item]) -> tuple[Item, Item]:
        """Return two different items."""
        first, second = self.below(len(items)), self.below(len(items) - 1)
        return items[first], items[second + (second >= first)]
