"""What bets on more than an average have won, worked out apart from the program, as F10 says it in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def by_hand(counts: Sequence[int], allowed: int) -> Fraction:
    """What there is after these blocks, exactly: every beginning and every account by itself."""
    total = Fraction(1)
    for begin in range(len(counts)):
        k = (begin + 1).bit_length() - 1
        share = (Fraction(1, k + 1) - Fraction(1, k + 2)) / 2**k
        total -= share
        for sixteenths in (4, 10, 15):
            bet = share / 3
            for x in counts[begin:]:
                bet *= 1 - Fraction(sixteenths, 16) + Fraction(sixteenths * x, 16 * allowed)
            total += bet
    return total


def blocks_that_pass(counts: Sequence[int], allowed: int, least: int) -> list[int]:
    """The blocks in which there comes to be `least` times as much as at first, each time beginning afresh."""
    found: list[int] = []
    first = 0
    for block in range(len(counts)):
        if by_hand(counts[first : block + 1], allowed) >= least:
            found.append(block)
            first = block + 1
    return found
