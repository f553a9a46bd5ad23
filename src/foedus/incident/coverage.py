"""When a channel was at work at all: its gaps are missing knowledge, never silence (rules R4b, R6c)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from foedus.basics.instant import DAY, Instant, Interval

BY_CHANCE = Fraction(1, 1_000_000)
"""A silence is a gap where missing all these alerts one by one would have less than this chance. With tens of thousands
of alerts there are as many places where a run could begin, so that a chance run is still improbable; a lower bound on
what is called a gap, since each run called one by mistake would make the channel look better than it is."""

Starts = Mapping[str, Sequence[Instant]]
"""Area -> sorted starts of its alerts."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A stretch in which a channel said nothing, while the other had `other` alerts; area "" means anywhere."""

    start: Instant
    end: Instant
    area: str
    other: int


def run_too_long(share: Fraction) -> int:
    """How many alerts in a row a channel that has this share of them does not miss by chance. share > 0."""
    assert share > 0, "a channel that has nothing of the other cannot be told from one that is not there"
    number, chance = 1, 1 - share
    while chance > BY_CHANCE:
        number += 1
        chance *= 1 - share
    return number


def gaps_of(own: Starts, other: Starts, share: Fraction, tolerance: int) -> tuple[Gap, ...]:
    """The gaps of a channel, given what the other reports. share: what it has of the other's while at work.

    Before its first and after its last alert anywhere it was not there. Else a gap is a day (UTC) without any of its
    alerts, or a run of the other's alerts in one area without any of its own between, too long for chance.
    """
    every = sorted(at for starts in own.values() for at in starts)
    if not every:
        return ()
    run = run_too_long(share)
    known = Interval(every[0] - tolerance, every[-1] + tolerance)
    found = [*_outside(known, other), *_silent_days(every, other, known, run)]
    for area, within in not_in(tuple(found), other).items():
        found += _silent_runs(area, own.get(area, ()), within, run, tolerance)
    return tuple(sorted(found))


def not_in(gaps: Iterable[Gap], starts: Starts) -> dict[str, list[Instant]]:
    """The alerts of the other channel that fall into no gap."""
    gaps = tuple(gaps)
    return {
        area: [at for at in every if not any(g.start <= at <= g.end for g in gaps if g.area in ("", area))]
        for area, every in starts.items()
    }


def _outside(known: Interval, other: Starts) -> list[Gap]:
    before = [at for starts in other.values() for at in starts if at < known.start]
    after = [at for starts in other.values() for at in starts if at > known.end]
    return [Gap(min(some), max(some), "", len(some)) for some in (before, after) if some]


def _silent_days(own: Sequence[Instant], other: Starts, known: Interval, run: int) -> list[Gap]:
    heard = {at // DAY for at in own}
    within = (at // DAY for starts in other.values() for at in starts if known.start <= at <= known.end)
    days = Counter(day for day in within if day not in heard)
    return [Gap(day * DAY, (day + 1) * DAY - 1, "", number) for day, number in days.items() if number >= run]


def _silent_runs(
    area: str, own: Sequence[Instant], other: Sequence[Instant], run: int, tolerance: int
) -> list[Gap]:  # fmt: skip
    """Runs of the other's alerts with none of one's own near any of them or between two of them."""

    def answered_or_between(at: Instant) -> tuple[bool, int]:
        before = bisect_left(own, at)
        near = any(abs(own[n] - at) <= tolerance for n in (before - 1, before) if 0 <= n < len(own))
        return near, before

    found = []
    for (near, _), some in groupby(sorted(other), key=answered_or_between):
        alone = list(some)
        if not near and len(alone) >= run:
            found.append(Gap(alone[0], alone[-1], area, len(alone)))
    return found
