"""The time axis of a drawing: where an instant lies, and which days and months are written on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from foedus.basics.instant import DAY, HOUR, Instant, from_local, to_datetime

LEFT, RIGHT = 14, 946
"""First and last drawing unit of the axis."""


@dataclass(frozen=True)
class Axis:
    """Time from `start` to `end` on the units LEFT to RIGHT, labelled in `zone`."""

    start: Instant
    end: Instant
    zone: str

    def x(self, at: Instant) -> int:
        """Where an instant lies; what is earlier or later than the axis lies at its end."""
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return round(LEFT + share * (RIGHT - LEFT))

    def ticks(self) -> list[tuple[int, str]]:
        """(position, label) of round moments: hours, days, weeks, months, quarters or years, at most about a dozen."""
        span = self.end - self.start
        if span <= 2 * DAY:
            return self._every(timedelta(hours=6 if span > DAY else 3), "%d %b %H:%M")
        if span <= 11 * DAY:
            return self._every(timedelta(days=1), "%d %b")
        if span <= 80 * DAY:
            return self._every(timedelta(days=7), "%d %b")
        months = next((m for m in (1, 3, 6, 12, 24, 60, 120) if span <= m * 12 * 31 * DAY), 240)
        return self._months(months)

    def _every(self, step: timedelta, form: str) -> list[tuple[int, str]]:
        first = to_datetime(self.start, self.zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        if step.days == 7:
            first += timedelta(days=-first.weekday() % 7)
        return self._from(first, step, form)

    def _from(self, moment: datetime, step: timedelta, form: str) -> list[tuple[int, str]]:
        found = []
        while (at := from_local(moment, self.zone)) <= self.end:
            if at >= self.start:
                found.append((self.x(at), moment.strftime(form).lstrip("0")))
            moment += step
        return found

    def _months(self, step: int) -> list[tuple[int, str]]:
        local = to_datetime(self.start, self.zone)
        index = (local.year * 12 + local.month - 1) // step * step
        found = []
        while (at := from_local(datetime(index // 12, index % 12 + 1, 1), self.zone)) <= self.end:
            if at >= self.start:
                moment = datetime(index // 12, index % 12 + 1, 1)
                found.append((self.x(at), moment.strftime("%Y" if step >= 12 else "%b %Y")))
            index += step
        return found


def axis_over(instants: list[Instant], zone: str) -> Axis:
    """The axis that takes in all the instants, with a little room at both ends; at least a few hours long."""
    first, last = min(instants), max(instants)
    room = max((last - first) // 50, 2 * HOUR)
    return Axis(first - room, last + room, zone)
