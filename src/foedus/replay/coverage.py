"""The days of which there is a record: a hole in it is missing knowledge, and no quiet time (R4b)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from foedus.basics.instant import DAY, Instant, Interval, from_local, to_datetime
from foedus.report.model import Report

HOLE_DAYS = 60
"""So long without any report of anything, and the record is taken to have a hole there (a judgement): in a war that is
followed day by day no two months pass without a report."""

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Coverage:
    """Stretches of whole calendar days of a zone, apart and in order: (first, last), both included."""

    stretches: tuple[tuple[date, date], ...]
    time_zone: str

    @property
    def days(self) -> int:
        """How many days there are."""
        return sum((last - first).days + 1 for first, last in self.stretches)

    def number_of(self, at: Instant) -> int:
        """The number of the day of an instant among these, from 0; in a hole, of the last day before it."""
        on = to_datetime(at, self.time_zone).date()
        before = list(accumulate(((last - first).days + 1 for first, last in self.stretches), initial=0))
        n = bisect_right([first for first, _ in self.stretches], on) - 1
        if n < 0:
            return 0
        first, last = self.stretches[n]
        return before[n] + (min(on, last) - first).days

    def first_days(self, length: int) -> tuple[date, ...]:
        """The days on which something can begin that takes so many days and meets no hole."""
        return tuple(
            first + timedelta(days=n)
            for first, last in self.stretches
            for n in range((last - first).days + 2 - length)
        )

    def has(self, at: Instant) -> bool:
        """Whether the day of an instant is among these."""
        on = to_datetime(at, self.time_zone).date()
        return any(first <= on <= last for first, last in self.stretches)

    def without(self, gaps: Iterable[Interval]) -> Coverage:
        """Without the days that gaps touch."""
        left = list(self.stretches)
        for gap in gaps:
            begin, end = (to_datetime(t, self.time_zone).date() for t in (gap.start, gap.end))
            parts = (
                part for first, last in left
                for part in ((first, min(last, begin - _ONE)), (max(first, end + _ONE), last))
            )  # fmt: skip
            left = sorted({(first, last) for first, last in parts if first <= last})
        return Coverage(tuple(left), self.time_zone)

    def within(self, stretch: Interval) -> Coverage:
        """The whole days of a stretch among these."""
        if not self.stretches:
            return self
        around = timedelta(days=2)  # what never ends is beyond the last date that a calendar has
        least, most = self.stretches[0][0] - around, self.stretches[-1][1] + around
        start = max(stretch.start, midnight(least, self.time_zone))
        begin, end = _whole_days(
            Interval(start, max(start, min(stretch.end, midnight(most, self.time_zone)))), self.time_zone
        )
        cut = ((max(first, begin), min(last, end)) for first, last in self.stretches)
        return Coverage(tuple((first, last) for first, last in cut if first <= last), self.time_zone)


def coverage_of(reports: Sequence[Report], time_zone: str) -> Coverage:
    """What reports cover, of whatever they tell and wherever."""
    stretches: list[tuple[date, date]] = []
    for report in sorted(reports, key=lambda r: r.happened_at):
        if report.happened_at.end - report.happened_at.start > HOLE_DAYS * DAY:
            continue  # that something happened in some month or other is no record of these months
        first, last = (to_datetime(t, time_zone).date() for t in (report.happened_at.start, report.happened_at.end))
        if stretches and (first - stretches[-1][1]).days <= HOLE_DAYS:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], last))
        else:
            stretches.append((first, last))
    return Coverage(tuple(stretches), time_zone)


def midnight(day: date, zone: str) -> Instant:
    """The first instant of a day."""
    return from_local(datetime(day.year, day.month, day.day), zone)


def _whole_days(stretch: Interval, zone: str) -> tuple[date, date]:
    first, last = to_datetime(stretch.start, zone).date(), to_datetime(stretch.end, zone).date()
    if midnight(first, zone) < stretch.start:
        first += timedelta(days=1)
    if midnight(last + timedelta(days=1), zone) - 1 > stretch.end:
        last -= timedelta(days=1)
    return first, last
