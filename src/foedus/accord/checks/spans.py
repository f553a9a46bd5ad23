"""Which of two stretches of time is surely the longer, where days have 23 to 25 hours and months 28 to 31 days."""

from __future__ import annotations

from foedus.accord.model import CalendarDay, Window
from foedus.basics.instant import DAY, HOUR, Period, Unit

_SHORTEST = {
    Unit.MINUTE: HOUR // 60, Unit.HOUR: HOUR, Unit.DAY: 23 * HOUR, Unit.WEEK: 7 * DAY - HOUR,
    Unit.MONTH: 28 * DAY - HOUR, Unit.YEAR: 365 * DAY - HOUR,
}  # fmt: skip
_LONGEST = {
    Unit.MINUTE: HOUR // 60, Unit.HOUR: HOUR, Unit.DAY: 25 * HOUR, Unit.WEEK: 7 * DAY + HOUR,
    Unit.MONTH: 31 * DAY + HOUR, Unit.YEAR: 366 * DAY + HOUR,
}  # fmt: skip


def at_most(shorter: Period, longer: Period) -> bool:
    """Whether the first is never longer than the second, whatever the calendar does in between."""
    if shorter.unit is longer.unit:
        return shorter.count <= longer.count
    return shorter.count * _LONGEST[shorter.unit] <= longer.count * _SHORTEST[longer.unit]


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
            return wider.unit not in (Unit.MINUTE, Unit.HOUR) or wider.count * _LONGEST[wider.unit] >= 25 * HOUR
        case Period(), Period():
            return at_most(narrower, wider)
        case _:
            return False
