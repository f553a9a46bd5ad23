"""Instants, intervals and periods: when something was, and how long something lasts (rules T1-T5).

An `Instant` is a count of microseconds since 1970-01-01T00:00Z. It says *when*; which of the two clocks
it belongs to (`happened_at`, `known_at`) is said by the name of the field that holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias
from zoneinfo import ZoneInfo

Instant: TypeAlias = int
"""Microseconds since 1970-01-01T00:00:00Z."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""The length of a calendar day without a clock change; a calendar day of an accord may be 23 or 25 hours."""

FAR_FUTURE: Instant = 253_402_300_799 * SECOND
"""9999-12-31T23:59:59Z: the end of an interval that has no end."""

FIRST_YEAR_LOGGED, LAST_YEAR_LOGGED = 1970, 2199
"""Years of the instants that people write into a log: entries hold whole numbers from 0 to 2**53 - 1 (RFC 8785), which
end in June 2255, and limits are counted from what is written."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A closed stretch of time [start, end]; a point in time has start == end."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        assert self.start <= self.end, "an interval cannot end before it starts; check at the door"

    @property
    def is_point(self) -> bool:
        """Whether the interval is a single instant."""
        return self.start == self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have an instant in common."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Interval) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class Unit(StrEnum):
    """Units of a period. Minutes and hours are elapsed time; the others follow the calendar of the accord's zone."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """So many units: `24 hours` is elapsed time, `7 days` is seven calendar days in the accord's zone (T2)."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def elapsed(self) -> int | None:
        """Microseconds, if this is elapsed time; None if it follows the calendar."""
        match self.unit:
            case Unit.MINUTE:
                return self.count * MINUTE
            case Unit.HOUR:
                return self.count * HOUR
            case _:
                return None


@lru_cache(maxsize=64)
def zone_info(name: str) -> ZoneInfo:
    """The time zone `name` from the packaged IANA tables, never the machine's own, so that every machine agrees.

    Errors: KeyError if the packaged tables have no such zone.
    """
    parts = name.split("/")
    if not name or any(p in ("", ".", "..") for p in parts):
        raise KeyError(name)
    entry = files("tzdata") / "zoneinfo"
    for part in parts:
        entry = entry / part
    if not entry.is_file():
        raise KeyError(name)
    with entry.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime."""
    assert moment.tzinfo is not None, "a datetime without a zone is no instant"
    return (moment - _EPOCH) // _ONE_MICROSECOND


def to_datetime(at: Instant, zone: str = "UTC") -> datetime:
    """The aware datetime of an instant, in `zone`."""
    moment = _EPOCH + timedelta(microseconds=at)
    return moment if zone == "UTC" else moment.astimezone(zone_info(zone))


def from_local(moment: datetime, zone: str) -> Instant:
    """The instant of a wall-clock time in `zone`.

    Ties (rule T2a): a time that the clock shows twice means its first showing; one that the clock skips
    means as long after the skip as it lies after the last instant before it (PEP 495, fold=0).
    """
    return from_datetime(moment.replace(tzinfo=zone_info(zone), fold=0).astimezone(UTC))


def shifted(at: Instant, period: Period, zone: str, sign: int = 1) -> Instant:
    """The instant one `period` after `at` (before it, with sign=-1), by the calendar of `zone` where that applies.

    Months and years keep the day of the month, or take the month's last day where it has none (rule T2b).
    """
    if period.elapsed is not None:
        return at + sign * period.elapsed
    local = to_datetime(at, zone).replace(tzinfo=None)
    return from_local(_shift_calendar(local, period, sign), zone)


def _shift_calendar(local: datetime, period: Period, sign: int) -> datetime:
    if period.unit in (Unit.DAY, Unit.WEEK):
        return local + timedelta(days=sign * period.count * (7 if period.unit is Unit.WEEK else 1))
    months = sign * period.count * (12 if period.unit is Unit.YEAR else 1)
    index = local.year * 12 + local.month - 1 + months
    year, month = divmod(index, 12)
    day = local.day
    while True:  # at most three steps back, from 31 to 28
        try:
            return local.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if day <= 28:
                raise
            day -= 1


def calendar_day(at: Instant, zone: str) -> Interval:
    """The calendar day of `zone` that `at` falls in, first to last microsecond (23 or 25 hours at clock changes)."""
    midnight = to_datetime(at, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    return Interval(from_local(midnight, zone), from_local(midnight + timedelta(days=1), zone) - 1)


def show(at: Instant, zone: str = "UTC") -> str:
    """An instant as people read it: `2025-03-18 19:30`, with seconds only where they say something."""
    moment = to_datetime(at, zone)
    if moment.microsecond:
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def told(at: Instant, zone: str) -> str:
    """An instant as a problem tells it, with the zone whose clock it is by: `2025-03-18 19:30 (Europe/Kyiv)`.

    Parts of a second are left out; the last microsecond before a full second, where days end, is `just before` it.
    """
    ends = (at + 1) % SECOND == 0
    return f"{'just before ' if ends else ''}{show(at + 1 if ends else at - at % SECOND, zone)} ({zone})"


def iso(at: Instant) -> str:
    """An instant as machines read it: RFC 3339 in UTC, fractions only where there are any."""
    moment = to_datetime(at)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else "%Y-%m-%dT%H:%M:%SZ")
