"""Dates and times as the command line writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import typer

from foedus.basics.instant import (
    FAR_FUTURE,
    FIRST_YEAR_LOGGED,
    LAST_YEAR_LOGGED,
    Instant,
    Interval,
    from_datetime,
    from_local,
    to_datetime,
)
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG_AGO: Instant = -FAR_FUTURE
"""Before anything that a report could speak of."""


def instant_of(
    text: str, zone: str, *, first: bool = False, why: str = "what was known depends on it"
) -> Instant:
    """A time as written on the command line. A bare date means the last microsecond of that day in the zone, or the
    first one. why: what hangs on it. Problems: U0002, and the command ends with exit 2."""
    try:
        if _DATE.fullmatch(text):
            day = date.fromisoformat(text)
            midnight = datetime(day.year, day.month, day.day)
            return from_local(midnight, zone) if first else from_local(midnight + timedelta(days=1), zone) - 1
        moment = datetime.fromisoformat(text)
        return from_datetime(moment) if moment.tzinfo else from_local(moment, zone)
    except (ValueError, OverflowError) as error:
        mend = "write 2025-04-01, 2025-04-01T18:00 (in the time zone in use) or 2025-04-01T18:00+03:00"
        say_problems([Problem("U0002", None, f"`{text}` is no date or time", why, mend)], {})
        raise typer.Exit(Exit.USAGE) from error


def logged_instant(text: str, zone: str, *, first: bool = False, why: str) -> Instant:
    """A time that is to be written into a log, which holds those of some centuries only. Problems: U0002, exit 2."""
    at = instant_of(text, zone, first=first, why=why)
    if not FIRST_YEAR_LOGGED < to_datetime(at).year <= LAST_YEAR_LOGGED:
        what = f"`{text}` is no time that a log can hold"
        mend = f"name one from {FIRST_YEAR_LOGGED + 1} to {LAST_YEAR_LOGGED}"
        say_problems([Problem("U0002", None, what, "times in a log are numbers that must stay exact", mend)], {})
        raise typer.Exit(Exit.USAGE)
    return at


def stretch_of(begin: str, until: str) -> Interval | None:
    """The time between two options in UTC, None if neither is given. Problems: U0002, U0011."""
    if not begin and not until:
        return None
    start = instant_of(begin, "UTC", first=True) if begin else _LONG_AGO
    end = instant_of(until, "UTC") if until else FAR_FUTURE
    if start > end:
        what = f"the time from {begin} until {until} ends before it begins"
        say_problems([Problem("U0011", None, what, "nothing can lie in it", "exchange the two")], {})
        raise typer.Exit(Exit.USAGE)
    return Interval(start, end)
