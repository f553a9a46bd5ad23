"""How probable it is that two reports speak of one incident: named terms, whole milli-nats, added up (rules I1, I1a).

The sum is the logarithm of (how probable what the two say is if they mean one incident) over (if they mean two), in the
manner of Fellegi and Sunter (1969). This is the definition, for one pair; `terms_fast` does the same for many at once.

*Place*: the truth lies within the stated radius four times in five, with heavy tails (Student's t with four degrees of
freedom), since a wrong village is commoner than a bell curve has it; or the report errs grossly; or it means any place
within the accord's own distance: whichever explains the two best. *Time*: anywhere in the interval that is stated, with
tails; or anywhere within the accord's period. *Density*: the fewer incidents there are around, the more a coincidence
says; the reports told nearby say how many to expect that nobody else told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import isqrt
from types import MappingProxyType

import numpy as np

from foedus.basics.logarithm import MilliNats, milli_ln, milli_nats
from foedus.basics.vocabulary import SENSED
from foedus.incident.words import UNSAID, Words

NAMES = ("place", "time", "density", "act", "target", "weapon", "count", "text")
"""The terms, in the order in which they are told."""

FLOOR: MilliNats = -12_000
"""No pair counts for less, and pairs too far apart to be scored count so: one slip must not outweigh all other
reports."""
NEVER: MilliNats = -2 * 10**9
"""Ruled out whatever others say: one source tells of two, or somebody decided so."""
APART: MilliNats = -10**9
"""Never one incident, whatever else agrees."""

CORROBORATES: MilliNats = milli_nats(300)
"""Two origins corroborate each other only where it is three hundred times likelier that they mean one incident than
two.

To be told together one needs no more than even odds, and of ten joined by these one may be of another incident; a
second witness must not come of that. Source: generated truth, November 2026 (seeds 201 to 203; 11, 38 and 115
incidents a day): at 100 to 1 false were 0.8, 2.6 and 2.6 of 100 corroborations, at 300 to 1 0.6, 1.5 and 1.9, and a
quarter fewer were found; at 1,000 to 1 0.4, 0.7 and 1.9, and half.
"""
HOLDS = (81, 400)
"""The scale of an error of place, squared, is so much of the stated radius squared: 0.45 of the radius. By Student's t
with four degrees of freedom a stated radius then holds the true place four times in five."""
LEAST_M = 150
"""No report places an event better than this: positions are read off maps and events have a width."""
GROSS = milli_nats("0.02")
"""One place in fifty is off by eight times as much: geocoders are mostly near and sometimes absurd."""
EIGHT_TIMES = 64
LOOSE = milli_nats("0.1")
"""One place in ten is any within the accord's own distance: whoever drafts "within 3 km" says that an incident can be
so wide, and most are not."""
LASTING = milli_nats("0.05")
"""And one time in twenty is any within the accord's period."""
LEAST_S = 180
"""Nobody times an event better than to three minutes: events last and watches differ."""
BEYOND = (3, 20)
"""Times lie beyond what is stated by so much of it, on the average ..."""
BEYOND_S = 540
"""... and nine minutes."""
HALF_DAY_S = 12 * 3600
CLOCK_TIME_S = 3600
"""Only who gives an hour can slip by half a day."""
SLIP = milli_nats("0.012")
"""One clock time in 86 is read in the wrong half of the day: so many among the printed claims of the energy truce of
2025."""
REACH = 2
"""How far beyond what it states a report that is wider than the accord's distance can be off and still be asked: so
many times its radius."""
OUTLIER = 9
"""A report whose place is off by more than three times what both state has no say in where its group places the act."""
WIDEST_SPREAD = 2 * 10**9
"""Square metres: no place is pooled with a wider error than this, 45 km."""
_LN_KM2 = milli_nats(10**6)
_LN_HOUR = milli_nats(3600)
_LN_PI = milli_nats("3.141592653589793238")
_LN_TWO_PI = milli_nats("6.283185307179586477")
_LN_64 = milli_nats(EIGHT_TIMES)


class Agreement(IntEnum):
    """How two words stand to each other."""

    UNSAID = 0
    EQUAL = 1
    WITHIN = 2
    """One takes in the other."""
    KIN = 3
    """Two kinds of one thing, which one witness may take for the other."""
    OTHER = 4


WORDS: Mapping[str, Mapping[Agreement, MilliNats]] = MappingProxyType({
    # agreement: probability if one incident, over probability if two
    "act": {
        Agreement.UNSAID: 0, Agreement.EQUAL: milli_nats("2.5"), Agreement.WITHIN: milli_nats("1.5"),
        Agreement.KIN: milli_nats("0.15"), Agreement.OTHER: APART,
    },
    "target": {
        Agreement.UNSAID: 0, Agreement.EQUAL: milli_nats(5), Agreement.WITHIN: milli_nats(2),
        Agreement.KIN: milli_nats("0.25"), Agreement.OTHER: milli_nats("0.08"),
    },
    "weapon": {
        Agreement.UNSAID: 0, Agreement.EQUAL: milli_nats(3), Agreement.WITHIN: milli_nats(2),
        Agreement.KIN: milli_nats("0.3"), Agreement.OTHER: milli_nats("0.3"),
    },
})  # fmt: skip
"""Ratios set by reasoning, November 2026. Acts: some ten kinds make up most of any record, four of them two thirds, so
that two incidents share their kind in about three of ten pairs, and sources name it alike in about three of four; a
neighbouring kind is a slip of about one report in thirty. Targets are more varied, so that agreement says more and
slips are commoner."""

COUNTS = (
    # at most so many per cent apart: ratio. The same number of dead by chance: about one in five, most being small.
    (0, milli_nats(4)),
    (10, milli_nats(3)),
    (50, milli_nats("1.3")),
    (10**9, milli_nats("0.5")),
)
"""For numbers both reports give: up to how much per cent of the greater they differ, and what that says. Numbers of one
incident are rounded and counted up over days, so that a difference says little."""

TEXTS = ((13, milli_nats(100)), (8, milli_nats(30)), (4, milli_nats(5)), (0, 0))
"""Of sixteen hashes so many equal: what that says. Two texts that share most of their rows of words are one text
reworked."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one report gives to the terms; units as in `Columns`. density: as `background` gives it."""

    lasting: int
    start: int
    end: int
    radius: int
    spread: int
    xyz: tuple[int, int, int]
    act: str
    target: str
    weapon: str
    number: int
    dead_low: int
    dead_high: int
    text: tuple[int, ...]
    origin: str
    density: MilliNats


def terms(a: Told, b: Told, distance_m: int, period_s: int, acts: Words, objects: Words) -> dict[str, MilliNats]:
    """Each term of a pair by its name."""
    return {
        "place": place(a, b, distance_m),
        "time": time(a, b, period_s),
        "density": (a.density + b.density) // 2,
        "act": WORDS["act"][agreement(a.act, b.act, acts)],
        "target": WORDS["target"][agreement(a.target, b.target, objects)],
        "weapon": WORDS["weapon"][agreement(a.weapon, b.weapon, objects)],
        "count": count(a, b),
        "text": text(a, b),
    }


def total(found: Mapping[str, MilliNats]) -> MilliNats:
    """The score of a pair: APART if any term says so, else the sum, at least FLOOR."""
    if any(value <= APART for value in found.values()):
        return APART
    return max(sum(found.values()), FLOOR)


def place(a: Told, b: Told, distance_m: int) -> MilliNats:
    """Per square kilometre. APART where the discs, widened by the accord's distance, do not meet."""
    apart2 = sum((p - q) ** 2 for p, q in zip(a.xyz, b.xyz, strict=True))
    wide = [r for r in (a.radius, b.radius) if r > distance_m]
    reach2 = (distance_m + REACH * sum(wide)) ** 2 if wide else distance_m**2 + a.radius**2 + b.radius**2
    return APART if apart2 > reach2 else placed_by(a, b, distance_m)


def exact_and_far(a: Told, b: Told, distance_m: int, period_s: int) -> bool:
    """Whether two reports are never one, whatever stands between them: both known to within the accord's distance and
    farther apart than that and what both state, as errors add up; or both timed to within its period and farther apart
    than that."""
    apart2 = sum((p - q) ** 2 for p, q in zip(a.xyz, b.xyz, strict=True))
    if max(a.radius, b.radius) <= distance_m and apart2 > distance_m**2 + a.radius**2 + b.radius**2:
        return True
    return max(a.lasting, b.lasting) <= period_s and time(a, b, period_s) <= APART


def placed_by(a: Told, b: Told, distance_m: int) -> MilliNats:
    """The same however far apart they are; 0 for places that are known by their names only."""
    apart2 = sum((p - q) ** 2 for p, q in zip(a.xyz, b.xyz, strict=True))
    apart, spread = isqrt(apart2), a.spread + b.spread
    if not spread:
        return 0
    narrow = -ln(spread) - 3 * (ln(4 * spread + apart2) - ln(4 * spread)) - _LN_TWO_PI
    much = 4 * EIGHT_TIMES * spread
    gross = GROSS - ln(spread) - _LN_64 - 3 * (ln(much + apart2) - ln(much)) - _LN_TWO_PI
    beyond = max(apart - distance_m, 0)
    broad = LOOSE - _LN_PI - ln(distance_m**2 + 4 * spread) - 3 * (ln(4 * spread + beyond**2) - ln(4 * spread))
    return max(narrow, gross, broad) + _LN_KM2


def spread_of(radius: int) -> int:
    """The square of how far off a place of this stated radius is, square metres."""
    return min(radius**2 * HOLDS[0] // HOLDS[1] + LEAST_M**2, WIDEST_SPREAD)


def time(a: Told, b: Told, period_s: int) -> MilliNats:
    """Per hour. APART where more than the accord's period lies between the two intervals.

    One claimant's words printed by two outlets may be half a day apart by a slip between a.m. and p.m.
    """
    found = _time(a, b, 0, period_s)
    if a.origin != b.origin or min(a.lasting, b.lasting) > CLOCK_TIME_S:
        return found
    earlier = HALF_DAY_S if a.start + a.end > b.start + b.end else -HALF_DAY_S
    slipped = _time(a, b, earlier, period_s)
    return max(found, slipped + SLIP) if slipped > APART else found


def _time(a: Told, b: Told, later_s: int, period_s: int) -> MilliNats:
    """The same with b so much later."""
    gap = max(a.start, b.start + later_s) - min(a.end, b.end + later_s)
    if gap > period_s:
        return APART
    long, longer = sorted(max(t.end - t.start, LEAST_S) for t in (a, b))
    beyond = [length * BEYOND[0] // BEYOND[1] + BEYOND_S for length in (long, longer)]
    shared = min(max(-gap, 0) + sum(beyond) // 2, long + beyond[0])
    narrow = ln(shared) - 4 * (ln(sum(beyond) + max(gap, 0)) - ln(sum(beyond)))
    narrow -= ln(long + beyond[0]) + ln(longer + beyond[1])
    broad = LASTING - ln(2 * period_s + longer)
    return max(narrow, broad) + _LN_HOUR


def agreement(a: str, b: str, words: Words) -> Agreement:
    """How two words stand to each other, by the accord's words over the common ones."""
    if a in UNSAID or b in UNSAID:
        return Agreement.OTHER if a in SENSED or b in SENSED else Agreement.UNSAID
    if a == b:
        return Agreement.EQUAL
    if b in words.within(a) or a in words.within(b):
        return Agreement.WITHIN
    return Agreement.KIN if words.kin(a, b) else Agreement.OTHER


def count(a: Told, b: Told) -> MilliNats:
    """Numbers of acts above one, else of dead, where both give one."""
    if a.number > 1 and b.number > 1:
        return _by_difference(a.number, b.number)
    if a.dead_high > 0 and b.dead_high > 0:
        return _by_difference(a.dead_high, b.dead_high)
    return 0


def _by_difference(a: int, b: int) -> MilliNats:
    percent = 100 * abs(a - b) // max(a, b)
    return next(value for most, value in COUNTS if percent <= most)


def text(a: Told, b: Told) -> MilliNats:
    """How much two texts share; texts that differ say nothing, since two witnesses write two texts."""
    if a.text[0] < 0 or b.text[0] < 0:
        return 0
    same = sum(p == q for p, q in zip(a.text, b.text, strict=True))
    return next(value for least, value in TEXTS if same >= least)


def ln(value: int) -> MilliNats:
    """The logarithm of one whole number >= 1."""
    return int(milli_ln(np.array([value], np.int64))[0])
