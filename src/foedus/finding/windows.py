"""Windows that satisfy a condition, and the episodes they make (T3, T4, T4a, T4b-T4d, F4, F5, F5a).

Slow and obvious on purpose: for every window everything is looked at again. What is counted is an `Item`: an incident
with its weight, or, for a count of breaches, an episode of the lesser grade with weight 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from foedus.accord.model import Accord, CalendarDay, Condition, WindowEnds
from foedus.basics.instant import Instant, Interval, Period, calendar_day, shifted

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Item(Generic[Thing]):
    """What is counted: when, how much of it, and the incident or episode itself. key: its id, to settle order."""

    happened_at: Interval
    key: str
    weight: int
    thing: Thing

    @property
    def order(self) -> tuple[Instant, Instant, str]:
        """F3a: by (end, start, id)."""
        return (self.happened_at.end, self.happened_at.start, self.key)


@dataclass(frozen=True)
class Window(Generic[Thing]):
    """A window with what it holds. held: its first and last instant. reached_at: when it is first satisfied."""

    held: Interval
    reached_at: Instant
    items: tuple[Item[Thing], ...]


Holds: TypeAlias = Callable[[Sequence[Item[Thing]]], bool]
"""Whether a condition holds on what a window holds, in the order of F3a."""


def satisfied(
    accord: Accord, condition: Condition, items: Iterable[Item[Thing]], possible: bool, holds: Holds[Thing]
) -> list[Window[Thing]]:
    """The windows in which a condition holds, by their ends.

    possible: count what may be in a window (overlaps it) rather than what certainly is (lies wholly inside), and end
    windows at the first instants of items rather than at their last (T4, T4a).
    """
    ordered = sorted(items, key=lambda item: item.order)
    match condition.window:
        case Period():
            return [w for w in _sliding(accord, condition.window, ordered, possible) if holds(w.items)]
        case CalendarDay():
            return _days(accord.time_zone, ordered, possible, holds)
        case None if condition.at_least == 1:
            return [w for w in _each_by_itself(ordered, possible) if holds(w.items)]
        case None:
            return _since_entry(ordered, possible, holds)


def episodes(condition: Condition, windows: Sequence[Window[Thing]]) -> list[list[Window[Thing]]]:
    """Runs of overlapping sliding windows (F5, F5a); every other window is an episode by itself (T4b).

    Shapes: `windows` by their ends, as `satisfied` gives them. Two overlap when they hold an instant in common. A
    later window can begin before an earlier one (calendar periods do, at clock changes and ends of months), and then
    joins all that it overlaps.
    """
    if not isinstance(condition.window, Period):
        return [[window] for window in windows]
    runs: list[list[Window[Thing]]] = []
    for here, window in enumerate(windows):
        if runs and any(later.held.start <= runs[-1][-1].held.end for later in windows[here:]):
            runs[-1].append(window)
        else:
            runs.append([window])
    return runs


def span(windows: Iterable[Window[Thing]]) -> Interval:
    """From the start of the first to the end of the last thing in any of the windows."""
    times = [item.happened_at for window in windows for item in window.items]
    return Interval(min(t.start for t in times), max(t.end for t in times))


def begin_of(accord: Accord, period: Period, end: Instant) -> Instant:
    """The first instant that a window ending at `end` holds: just after `end - period`, or that instant too (T3)."""
    start = shifted(end, period, accord.time_zone, -1)
    return start if accord.window_ends is WindowEnds.INCLUDE_BOTH else start + 1


# -- the kinds of windows ----------------------------------------------------------------------------------------------


def _sliding(accord: Accord, period: Period, items: Sequence[Item[Thing]], possible: bool) -> list[Window[Thing]]:
    """T3, T4a: one window for each instant at which an item ends (starts, for possible counts)."""
    ends = sorted({i.happened_at.start if possible else i.happened_at.end for i in items})
    windows = [Interval(begin_of(accord, period, end), end) for end in ends]
    return [Window(held, held.end, _inside(held, items, possible)) for held in windows]


def _days(zone: str, items: Sequence[Item[Thing]], possible: bool, holds: Holds[Thing]) -> list[Window[Thing]]:
    """T4b, T4d: every calendar day that holds enough; it is reached when the first so many of its items are there."""
    found = []
    for day in sorted({d for item in items for d in _days_touched(item.happened_at, zone)}):
        inside = _inside(day, items, possible)
        if inside and holds(inside):
            ends = sorted({_counted_at(i, possible, day) for i in inside})
            enough = (t for t in ends if holds([i for i in inside if _counted_at(i, possible, day) <= t]))
            found.append(Window(day, next(enough), inside))
    return found


def _each_by_itself(items: Sequence[Item[Thing]], possible: bool) -> list[Window[Thing]]:
    """T4b: without a window, `at least 1` looks at each by itself."""
    windows = [Window(i.happened_at, i.happened_at.start if possible else i.happened_at.end, (i,)) for i in items]
    return sorted(windows, key=lambda w: (w.reached_at, w.items[0].order))


def _since_entry(items: Sequence[Item[Thing]], possible: bool, holds: Holds[Thing]) -> list[Window[Thing]]:
    """T4b, T4e: counting from entry into force, afresh after each time it is reached; what was counted is used up."""
    found = []
    left = list(items)
    for end in sorted({i.happened_at.start if possible else i.happened_at.end for i in items}):
        here = [i for i in left if (i.happened_at.start if possible else i.happened_at.end) <= end]
        if here and holds(here):
            first = min(i.happened_at.start for i in here)
            found.append(Window(Interval(first, end), end, tuple(here)))
            used = {i.key for i in here}
            left = [i for i in left if i.key not in used]
    return found


def _inside(held: Interval, items: Iterable[Item[Thing]], possible: bool) -> tuple[Item[Thing], ...]:
    """T4: what lies wholly inside, or for possible counts what overlaps."""
    return tuple(i for i in items if (held.overlaps(i.happened_at) if possible else held.contains(i.happened_at)))


def _counted_at(item: Item[Thing], possible: bool, day: Interval) -> Instant:
    return max(item.happened_at.start, day.start) if possible else item.happened_at.end


def _days_touched(happened_at: Interval, zone: str) -> list[Interval]:
    """The calendar days that an interval touches; a day that a zone skipped at the date line is none."""
    days = [calendar_day(happened_at.start, zone)]
    while days[-1].end < happened_at.end:
        days.append(calendar_day(days[-1].end + 1, zone))
    return days
