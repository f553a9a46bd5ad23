"""Inspection games: how often one must look, and what it is worth to say beforehand how one will (A1, A2).

Sources: Dresher, "A Sampling Inspection Problem in Arms Control Agreements", RAND RM-2972 (1962), the game of n periods
and m inspections; Avenhaus, von Stengel and Zamir, "Inspection Games", Handbook of Game Theory 3 (2002) ch. 51,
1947-1987, the closed form and leadership. Values derived again by recursion.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb
from statistics import NormalDist
from typing import NamedTuple

_NORMAL = NormalDist()


def worth_of_inspecting(periods: int, inspections: int, caught: Fraction = Fraction(1)) -> Fraction:
    """What Dresher's game is worth to the inspector: +caught for a violation that is inspected, -1 for one that is not,
    0 if all is legal; the inspectee violates at most once, and both see what was done. Closed form.

    Errors: none; with as many inspections as periods it is 0, as nobody then violates.
    """
    if inspections >= periods:
        return Fraction(0)
    ways = sum(comb(periods, i) * caught ** (inspections - i) for i in range(inspections + 1))
    return -Fraction(comb(periods - 1, inspections)) / ways


@cache
def worth_by_playing(periods: int, inspections: int, caught: Fraction = Fraction(1)) -> Fraction:
    """The same from period to period: in each a game of inspecting or not against violating or not."""
    if periods == 0 or inspections >= periods:
        return Fraction(0)
    if inspections == 0:
        return Fraction(-1)
    looked, saved = worth_by_playing(periods - 1, inspections - 1, caught), worth_by_playing(
        periods - 1, inspections, caught)  # fmt: skip
    # Rows: inspect, save it. Columns: violate, stay legal. A game without a saddle point is worth its cross quotient.
    a, b, c, d = caught, looked, Fraction(-1), saved
    low, high = max(min(a, b), min(c, d)), min(max(a, c), max(b, d))
    return low if low == high else (a * d - b * c) / (a + d - b - c)


class Leadership(NamedTuple):
    """An inspector who says beforehand which share of false alarms it accepts, so that the inspectee stays legal.

    false_alarms: the least such share; misses: the share of violations that it then does not detect.
    """

    false_alarms: float
    misses: float


def announced(caught: float, false_alarm: float, missed: float, shift: float) -> Leadership:
    """The least false alarms at which staying legal pays: where misses <= (caught - false_alarm * share) / (caught +
    missed). The inspectee loses `caught` when caught, `false_alarm` when accused in vain, gains `missed` when missed;
    a violation shifts what is measured by `shift` standard deviations of a normal distribution. Within 1e-12."""
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        if _misses(share, shift) <= (caught - false_alarm * share) / (caught + missed):
            high = share
        else:
            low = share
    return Leadership(high, _misses(high, shift))


def _misses(false_alarms: float, shift: float) -> float:
    if not 0 < false_alarms < 1:
        return 1.0 if false_alarms <= 0 else 0.0
    return _NORMAL.cdf(_NORMAL.inv_cdf(1 - false_alarms) - shift)
