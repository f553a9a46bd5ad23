"""Probabilities as whole billionths, so that every machine adds and multiplies them to the same number."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

Nano: TypeAlias = int
"""A probability in billionths: 0 is impossible, `SURE` is certain."""

SURE: Nano = 1_000_000_000


def nano(share: Fraction) -> Nano:
    """The nearest whole number of billionths, halves up."""
    return int((share * SURE * 2 + 1) // 2)


def times(a: Nano, b: Nano) -> Nano:
    """The product of two probabilities, rounded half up. Fits 64 bits."""
    return (a * b + SURE // 2) // SURE


def at_least(limit: int, trials: Iterable[tuple[int, Nano]]) -> Nano:
    """The probability that the weights of the trials that come true add up to `limit` or more (F3).

    trials: (weight >= 0, probability) in a fixed order; they are taken as independent.
    Poisson-binomial by the textbook recursion, in billionths, each step rounded half up. The last state collects
    every total at or above the limit, so the cost is O(trials x limit).
    """
    if limit <= 0:
        return SURE
    below = [0] * limit  # below[k]: probability that the total so far is k
    below[0] = SURE
    reached = 0
    for weight, p in trials:
        if weight == 0 or p == 0:
            continue
        moved = [times(b, p) for b in below]
        for k in range(limit - 1, -1, -1):
            below[k] += (moved[k - weight] if k >= weight else 0) - moved[k]
        reached += sum(moved[max(0, limit - weight) :])
    return reached


def percent(p: Nano) -> str:
    """A probability as people read it: `87 %`; near the ends with a digit more, never rounded to 0 or 100 %."""
    if p in (0, SURE):
        return "0 %" if p == 0 else "100 %"
    tenths = min(max((p * 1000 + SURE // 2) // SURE, 1), 999)
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 and not 100 <= tenths <= 900 else f"{(tenths + 5) // 10} %"


def decimal(p: Nano) -> str:
    """A probability exactly, as it is written: `0.001`."""
    return f"{p // SURE}.{p % SURE:09}".rstrip("0").rstrip(".")
