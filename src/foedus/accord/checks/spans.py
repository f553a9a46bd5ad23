"""Which of two stretches of time is surely the longer, where days have 23 to 25 hours and months 28 to 31 days."""

from __future__ import annotations

from foedus.accord.model import CalendarDay, Window
from foedus.basics.instant import HOUR, MINUTE, Period, Unit

_CLOCK = {Unit.MINUTE: MINUTE, Unit.HOUR: HOUR}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_DAYS = {Unit.DAY: (1, 1), Unit.WEEK: (7, 7), Unit.MONTH: (28, 31), Unit.YEAR: (365, 366)}
"""The fewest and the most days of a unit of the calendar."""


def at_most(shorter: Period, longer: Period) -> bool:
    """Whether the first is never longer than the second, whatever the calendar does in between."""
    if shorter.unit in _CLOCK and longer.unit in _CLOCK:
        return shorter.count * _CLOCK[shorter.unit] <= longer.count * _CLOCK[longer.unit]
    if shorter.unit in _MONTHS and longer.unit in _MONTHS:
        return shorter.count * _MONTHS[shorter.unit] <= longer.count * _MONTHS[longer.unit]
    if shorter.unit in _DAYS and longer.unit in _DAYS:
        return shorter.count * _DAYS[shorter.unit][1] <= longer.count * _DAYS[longer.unit][0]
    return _longest(shorter) <= _shortest(longer)


def _shortest(period: Period) -> int:
    """Microseconds that a period lasts at least; a clock change takes an hour at most."""
    if period.unit in _CLOCK:
        return period.count * _CLOCK[period.unit]
    return period.count * _DAYS[period.unit][0] * 24 * HOUR - HOUR


def _longest(period: Period) -> int:
    if period.unit in _CLOCK:
        return period.count * _CLOCK[period.unit]
    return period.count * _DAYS[period.unit][1] * 24 * HOUR + HOUR


def contains(wider: Window, narrower: Window) -> bool:
    """Whether whatever fits into a window of the narrower kind fits into one of the wider; no window is the widest."""
    match wider, narrower:
        case None, _:
            return True
        case _, None:
            return False
        case CalendarDay(), CalendarDay():
            return True
        case Period(), CalendarDay():
            # A window of one calendar day ending in a day's last instant begins where that day begins.
            return at_most(Period(1, Unit.DAY), wider)
        case Period(), Period():
            return at_most(narrower, wider)
        case _:
            return False
