"""Random numbers from a seed and a purpose, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """A stream of random numbers. Streams of other purposes do not depend on how many numbers are taken of this one.

    Only `random()` is asked of the library: its numbers for a seed are promised to stay (Mersenne Twister, Matsumoto
    and Nishimura 1998).
    """

    def __init__(self, seed: int, *purpose: object) -> None:
        self._stream = random.Random(f"{seed}/{'/'.join(map(str, purpose))}")

    def share(self) -> float:
        """A number from 0 up to, and not, 1."""
        return self._stream.random()

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, and not, the limit."""
        return int(self.share() * limit)

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in a random order (Fisher and Yates)."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
