"""What a reader carries from row to row: the zone of local times, what was taken by default, which ids were seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from foedus.basics.instant import HOUR, Instant, Interval, calendar_day, to_datetime

NO_PUBLICATION = "no date of publication: the end of the event stands in for the known time (R5)"
PUBLISHED_BEFORE = "published before the event: known time lifted to the end of the event's first day (R5)"
PUBLISHED_TO_THE_DAY = "published to the day: the end of that day (UTC) stands in for the known time (R5)"
_WIDEST_TIME = HOUR
"""A time of publication may be given to the minute or the hour; what is wider is a day."""


@dataclass
class Intake:
    """Mutable; owned by one call of `read_reports`, which alone sees it besides the reader it calls.

    zone: of dates and times without an offset. now: the present, None if no date can be too late.
    about: what the reader found out about the whole table beforehand. ids: row id -> text of the row that has it.
    """

    zone: str = "UTC"
    now: Instant | None = None
    about: str = ""
    notes: Counter[str] = field(default_factory=Counter)
    ids: dict[str, str] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Remember that a default was taken for a row."""
        self.notes[what] += 1

    def known_beforehand(self, published: Interval) -> tuple[Instant, Instant]:
        """(published_at, known_at) of what may be published before it happens: an announcement (R5a)."""
        if not published.is_point:
            self.note(PUBLISHED_TO_THE_DAY)
        return published.start, published.end

    def known(self, happened_at: Interval, published: Interval | None) -> tuple[Instant | None, Instant]:
        """(published_at, known_at) by rule R5. `published` is as wide as its precision; its last instant counts."""
        if published is None:
            self.note(NO_PUBLICATION)
            return None, happened_at.end
        first_day = calendar_day(happened_at.start, self.zone)
        to_the_day = published.end - published.start > _WIDEST_TIME
        # Days are compared as days: one of publication ends, in UTC, after the next one has begun farther east.
        day_before = (
            to_the_day
            and to_datetime(published.start).date() < to_datetime(first_day.start, self.zone).date()
        )
        if published.end < happened_at.start or day_before:
            self.note(PUBLISHED_BEFORE)
            return published.start, max(first_day.end, published.end)
        if to_the_day:
            self.note(PUBLISHED_TO_THE_DAY)
        return published.start, published.end
