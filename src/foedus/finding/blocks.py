"""The stretches of time that a clause on an average counts in, and how much of each was looked at (F10a, F10b, F10d).

A block is a calendar day of the accord's zone, or a period counted from entry into force by the calendar.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from foedus.accord.model import Accord, CalendarDay, Condition, Norm, Window
from foedus.basics.instant import FAR_FUTURE, Instant, Interval, Period, from_local, shifted, to_datetime
from foedus.finding.matters import Match, Matters
from foedus.incident.exposure import exposure, looks_of
from foedus.incident.model import Known


@dataclass(frozen=True)
class Blocks:
    """The blocks of one condition up to the one in which `until` lies. starts: when each begins, from block 0 on, and
    when the one after the last would. looked: stretches in which somebody looked, apart and in order; None where all
    counts, whoever looked."""

    starts: tuple[Instant, ...]
    looked: tuple[Interval, ...] | None = None

    def of(self, at: Instant) -> int:
        """The number of the block in which an instant lies."""
        return bisect_right(self.starts, at) - 1

    def first(self, block: int) -> Instant:
        """The first instant of a block."""
        return self.starts[block]

    def last(self, block: int) -> Instant:
        """The last instant of a block."""
        return self.starts[block + 1] - 1

    def seen(self, happened_at: Interval) -> bool:
        """Whether an incident lies wholly in what was looked at (R4c)."""
        return self.looked is None or any(stretch.contains(happened_at) for stretch in self.looked)

    def share(self, block: int) -> tuple[int, int]:
        """How much of how much of a block was looked at, in microseconds; all of it where that does not matter. A day
        that a zone skipped at the date line has no time and asks for nothing."""
        if self.looked is None:
            return 1, 1
        start, end = self.starts[block], self.starts[block + 1]
        seen = 0
        for stretch in self.looked[bisect_left(self.looked, start, key=lambda stretch: stretch.end) :]:
            if stretch.start >= end:
                break
            seen += max(0, min(stretch.end + 1, end) - max(stretch.start, start))
        return (seen, end - start) if end > start else (0, 1)


def blocks_of(
    accord: Accord, condition: Condition, until: Instant, looked: tuple[Interval, ...] | None = None
) -> Blocks:
    """The blocks of a condition from entry into force to the one in which `until` lies."""
    assert condition.window is not None, "an average is per day or per period"
    number = 64
    while True:
        starts = _starts(accord.in_force_from, accord.time_zone, condition.window, number)
        if starts[-1] > until:
            return Blocks(starts, looked)
        number *= 4


@lru_cache(maxsize=256)
def _starts(origin: Instant, zone: str, window: Window, number: int) -> tuple[Instant, ...]:
    if isinstance(window, CalendarDay):
        midnight = to_datetime(origin, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return tuple(_day(midnight, n, zone) for n in range(number + 1))
    assert isinstance(window, Period), "an average is per day or per period"
    periods = (Period(window.count * n, window.unit) for n in range(number + 1))
    return tuple(_shifted(origin, period, zone) for period in periods)


def _day(midnight: datetime, days: int, zone: str) -> Instant:
    try:
        return from_local(midnight + timedelta(days=days), zone)
    except (OverflowError, ValueError):
        return FAR_FUTURE + 1


def _shifted(origin: Instant, period: Period, zone: str) -> Instant:
    try:
        return shifted(origin, period, zone)
    except (OverflowError, ValueError):
        return FAR_FUTURE + 1


def looked_at(matters: Matters, known: Known, norm: Norm) -> tuple[Interval, ...]:
    """When somebody who is no party looked anywhere in the zone of a norm, as far as is known (R4e): what several
    looked at together counts once, and what one was denied is taken out of what it looked at itself (R4a, R4d)."""
    force = matters.force
    if force is None:
        return ()
    looks, _ = looks_of(known.statements, matters.origins)
    told = [s for s in looks if matters.place(s.place, norm.zone) is not Match.NOT]
    return exposure("", told, force).looked


def block_of(blocks: Blocks, happened_at: Interval, possible: bool) -> int | None:
    """The block in which an incident counts, if it does: a certain one in that which it lies wholly in; a possible one,
    which happened once, in the first that it touches and that was looked at at all."""
    low, high = blocks.of(happened_at.start), blocks.of(happened_at.end)
    if not possible:
        return low if low == high and blocks.seen(happened_at) else None
    return next((b for b in range(low, high + 1) if blocks.share(b)[0]), None)
