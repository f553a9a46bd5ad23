"""How the bets of a clause on an average went, kept from look to look: a look costs the blocks since the first change.

The bets are whole numbers one after the other, so that going on from a block gives what beginning anew would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from foedus.basics.betting import Passing, Wealth
from foedus.basics.probability import Nano

Block: TypeAlias = tuple[int, int, int]
"""What was counted in a block, and how much of how much of it was looked at."""


class Course:
    """The bets of one clause for one party. Owned by the memory that it is in.

    Before each block, and after the last, the block with which the bets began and the wealth are kept.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._states: list[tuple[int, Wealth]] = []
        self._passed: list[Passing] = []

    def run(self, blocks: Sequence[Block], allowed: int, error: Nano) -> list[Passing]:
        """As `betting.passings`, from the first block on that is not as it was when last asked."""
        pairs = enumerate(zip(self.blocks, blocks, strict=False))
        same = next((n for n, (a, b) in pairs if a != b), min(len(self.blocks), len(blocks)))
        self.blocks = list(blocks)
        self._states = self._states[: same + 1] or [(0, Wealth(allowed))]
        self._passed = [p for p in self._passed if p.block < same]
        for block in range(same, len(blocks)):
            first, before = self._states[-1]
            after = before.after(*blocks[block])
            if after.passes(error):
                self._passed.append(Passing(first, first + after.since, block, before, after))
                first, after = block + 1, Wealth(allowed)
            self._states.append((first, after))
        return list(self._passed)
