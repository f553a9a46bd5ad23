"""Calendar arithmetic on whole columns of instants: the same instants as `basics.instant.shifted`, a day at a time.

A time zone changes its clocks at most once in any stretch of 24 hours (the closest two changes in the packaged
tables lie 6.9 days apart, measured 2026-11-24; a law test walks every zone). So a day on which the offset is the
same at both ends has that offset throughout and whole columns can be moved at once; the instants of the few other
days go through the definition one by one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from foedus.basics.instant import DAY, Period, Unit, from_local, shifted, to_datetime

Int64s: TypeAlias = NDArray[np.int64]
"""A column of whole numbers."""

_ONE_MICROSECOND = timedelta(microseconds=1)
_EPOCH_DAY = date(1970, 1, 1)


def shifted_all(at: Int64s, period: Period, zone: str, sign: int = 1) -> Int64s:
    """`shifted` for every instant of a column.

    Shapes: at (n,), any order; result (n,). Source: rules T2, T2a, T2b. Cost: O(n) and a few steps for each day.
    """
    if period.elapsed is not None:
        return at + np.int64(sign * period.elapsed)
    local, settled = _local(at, zone)
    moved = _move(local, period, sign)
    result, unambiguous = _from_local(moved, zone)
    for row in np.flatnonzero(~(settled & unambiguous)):
        result[row] = shifted(int(at[row]), period, zone, sign)
    return result


def days_touched(start: Int64s, end: Int64s, zone: str) -> tuple[Int64s, Int64s, Int64s]:
    """Every calendar day of `zone` that an interval touches, one row for each pair of interval and day.

    Shapes: start, end (n,); result three columns (m,) with m >= n: row of the interval, its day's first and last
    microsecond; by row, then day. Source: rule T4b.
    """
    if not len(start):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    earliest, latest = int(start.min()) // DAY - 2, int(end.max()) // DAY + 2  # no zone is two days off
    bounds = np.array([_day_bounds(day, zone) for day in range(earliest, latest + 1)], dtype=np.int64)
    bounds = bounds[bounds[:, 0] <= bounds[:, 1]]  # a zone that crossed the date line skipped a day
    low = np.searchsorted(bounds[:, 0], start, "right") - 1
    lengths = np.searchsorted(bounds[:, 0], end, "right") - low
    rows = np.repeat(np.arange(len(start), dtype=np.int64), lengths)
    days = np.arange(len(rows), dtype=np.int64) + np.repeat(low - (np.cumsum(lengths) - lengths), lengths)
    return rows, bounds[days, 0], bounds[days, 1]


def _local(at: Int64s, zone: str) -> tuple[Int64s, NDArray[np.bool_]]:
    """Wall-clock microseconds of every instant, and whether its UTC day has one offset (else it is worthless)."""
    days, where = np.unique(at // DAY, return_inverse=True)
    offsets = [_offset_of_utc_day(int(day), zone) for day in days]
    column = np.array([0 if o is None else o for o in offsets], dtype=np.int64)
    settled = np.array([o is not None for o in offsets], dtype=np.bool_)
    return at + column[where], settled[where]


def _from_local(local: Int64s, zone: str) -> tuple[Int64s, NDArray[np.bool_]]:
    days, where = np.unique(local // DAY, return_inverse=True)
    starts = [_start_of_local_day(int(day), zone) for day in days]
    column = np.array([0 if s is None else s for s in starts], dtype=np.int64)
    settled = np.array([s is not None for s in starts], dtype=np.bool_)
    return column[where] + local % DAY, settled[where]


def _move(local: Int64s, period: Period, sign: int) -> Int64s:
    if period.unit in (Unit.DAY, Unit.WEEK):
        return local + np.int64(sign * period.count * (7 if period.unit is Unit.WEEK else 1) * DAY)
    day, time_of_day = np.divmod(local, np.int64(DAY))
    dates = day.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    day_of_month = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.int64(sign * period.count * (12 if period.unit is Unit.YEAR else 1))
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + 1).astype("datetime64[D]").astype(np.int64) - first
    moved = (first + np.minimum(day_of_month, length - 1)) * DAY + time_of_day  # the last day of a shorter month (T2b)
    return np.asarray(moved, dtype=np.int64)


@lru_cache(maxsize=65_536)
def _offset_of_utc_day(day: int, zone: str) -> int | None:
    """Microseconds by which the wall clock is ahead of UTC on that UTC day; None if it changes during the day."""
    early, late = (to_datetime(at, zone).utcoffset() for at in (day * DAY, (day + 1) * DAY - 1))
    assert early is not None and late is not None
    return early // _ONE_MICROSECOND if early == late else None


@lru_cache(maxsize=65_536)
def _start_of_local_day(day: int, zone: str) -> int | None:
    """The first instant of a local day of 24 hours; None if it has another length."""
    start, end = (from_local(_midnight(d), zone) for d in (day, day + 1))
    return start if end - start == DAY else None


@lru_cache(maxsize=65_536)
def _day_bounds(day: int, zone: str) -> tuple[int, int]:
    return from_local(_midnight(day), zone), from_local(_midnight(day + 1), zone) - 1


def _midnight(day: int) -> datetime:
    return datetime.combine(_EPOCH_DAY + timedelta(days=day), datetime.min.time())
