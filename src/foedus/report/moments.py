"""Dates and times as tables write them, read as closed intervals as wide as their precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from foedus.basics.instant import DAY, MINUTE, SECOND, Instant, Interval, from_datetime, from_local, to_datetime

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Years outside are taken for slips: no set of conflict data reaches beyond."""

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_NAMED_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


class Precision(StrEnum):
    """To what a time is given."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


_WIDTH = {Precision.MINUTE: MINUTE - 1, Precision.SECOND: 0}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as written: the instants it may mean, first to last, and to what it is given."""

    interval: Interval
    precision: Precision


class BadYear(ValueError):
    """The year is outside what is believed."""


@lru_cache(maxsize=65536)
def moment(text: str, zone: str) -> Moment | None:
    """A date (a whole local day) or a time, None if the text is neither.

    A time without an offset is local to `zone`, a time with one is not. Dates as 18.03.2025 and 18 March 2025 are read
    too; 03/04/2025 is not, since half the world reads it as April and half as March. Errors: BadYear.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return _written_otherwise(text, zone)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    if hour is None:
        return _whole_day(int(year), int(month), int(day), zone)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    return _time(
        (int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro), second, offset, zone
    )


def day_of(text: str, zone: str, day_first: bool = False) -> Moment | None:
    """The local day of a date, whatever time of day is written behind it.

    day_first: the source is known to write 03/04/2025 for the third of April. Errors: BadYear.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return _written_otherwise(text, zone, day_first)
    return _whole_day(int(found[1]), int(found[2]), int(found[3]), zone)


def by_format(text: str, date_format: str, zone: str) -> Moment | None:
    """A date or time by a format of directives (%d/%m/%Y %H:%M), None if the text does not fit. Errors: BadYear."""
    try:
        read = datetime.strptime(text, date_format)
    except ValueError:
        return None
    if "%H" not in date_format and "%I" not in date_format:
        return _whole_day(read.year, read.month, read.day, zone)
    _check_year(read.year)
    at = from_datetime(read.astimezone(UTC)) if read.tzinfo else from_local(read, zone)
    precision = Precision.SECOND if "%S" in date_format else Precision.MINUTE
    return Moment(Interval(at, at + _WIDTH[precision]), precision)


def days_around(day: Interval, before: int, after: int) -> Interval:
    """An interval widened by whole days of 24 hours to both sides."""
    return Interval(day.start - before * DAY, day.end + after * DAY)


def month_of(at: Instant, zone: str) -> Interval:
    """The calendar month of `zone` that an instant lies in."""
    first = to_datetime(at, zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    following = (first + timedelta(days=31)).replace(day=1)
    return Interval(from_local(first, zone), from_local(following, zone) - 1)


def from_seconds(seconds: int) -> Instant:
    """Seconds since 1970 as an instant."""
    return seconds * SECOND


def _written_otherwise(text: str, zone: str, day_first: bool = False) -> Moment | None:
    found = _DAY_FIRST.fullmatch(text)
    if found is not None:
        known = found[2] == "." or day_first
        return _whole_day(int(found[4]), int(found[3]), int(found[1]), zone) if known else None
    found = _NAMED_MONTH.fullmatch(text)
    if found is None:
        return None
    named = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(found[2].lower())]
    return _whole_day(int(found[3]), named[0], int(found[1]), zone) if len(named) == 1 else None


@lru_cache(maxsize=16384)
def _whole_day(year: int, month: int, day: int, zone: str) -> Moment | None:
    _check_year(year)
    try:
        midnight = datetime(year, month, day)
    except ValueError:
        return None
    end = from_local(midnight + timedelta(days=1), zone) - 1
    return Moment(Interval(from_local(midnight, zone), end), Precision.DAY)


def _time(parts: tuple[int, ...], second: str | None, offset: str | None, zone: str) -> Moment | None:
    _check_year(parts[0])
    try:
        local = datetime(*parts)  # type: ignore[arg-type]
        shift = _offset(offset) if offset else None
    except ValueError:
        return None
    at = from_datetime(local.replace(tzinfo=shift)) if shift else from_local(local, zone)
    precision = Precision.SECOND if second else Precision.MINUTE
    return Moment(Interval(at, at + _WIDTH[precision]), precision)


def _offset(text: str) -> timezone:
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)


def _check_year(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadYear(year)
