"""Incidents as columns, and the windows and episodes found in them: the part of the fast way that is only numbers.

Everything here is whole-column arithmetic on 64-bit whole numbers: no incident becomes an object of its own, so a
million of them fit in a few hundred megabytes. Groups (a party and a zone, say) are searched together: each group is
moved to a stretch of time of its own, farther from the next than any window is long, and one sorted search serves all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from foedus.accord.model import WindowEnds
from foedus.basics.instant import DAY, Period, Unit
from foedus.finding.fast_calendar import Int64s, shifted_all

Bools: TypeAlias = NDArray[np.bool_]
Groups: TypeAlias = NDArray[np.uint16]

_LONGEST_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}
_CLOCK_CHANGES = 3 * DAY
"""More than all changes of a zone's clocks together can add to a period; the largest was a whole day (Samoa 2011)."""


@dataclass(frozen=True, slots=True)
class IncidentColumns:
    """Incidents of one kind, one row each, in the order of `Known`: by (start, end, id).

    start, end: first and last microsecond of when it happened, (n,) int64; for points the same array may serve as both.
    group: number of the group it is counted in, (n,) uint16. weight: how many it counts for, (n,) int64; None if each
    counts for one. The span of time and the longest window, times the number of groups, must fit 63 bits of
    microseconds: 14,000 groups over 20 years.
    """

    start: Int64s
    end: Int64s
    group: Groups
    weight: Int64s | None = None

    @classmethod
    def of_one_group(cls, start: Int64s, end: Int64s, weight: Int64s | None = None) -> IncidentColumns:
        """Columns in which every incident counts with every other."""
        return cls(start, end, np.zeros(len(start), dtype=np.uint16), weight)


@dataclass(frozen=True, slots=True)
class WindowColumns:
    """Sliding windows, one for each group and distinct instant at which one can end, by (group, ends_at).

    begins_at, ends_at: (m,) int64 instants; a window holds what lies after begins_at up to and with ends_at. Where the
    accord includes the start, begins_at is a microsecond earlier, so that what is held is the same in words.
    count: (m,) int64 sum of weights. group: (m,).
    """

    group: Groups
    begins_at: Int64s
    ends_at: Int64s
    count: Int64s


@dataclass(frozen=True, slots=True)
class EpisodeColumns:
    """Runs of overlapping windows that each reach a limit (F5, F5a), by (group, reached_at).

    reached_at: end of the first such window. start, end: of the first and last incident. peak: the largest count of a
    window. windows: how many windows. incidents: row numbers of the incidents of all episodes, those of episode k
    being incidents[offsets[k]:offsets[k + 1]], in the order (end, start, id) for certain counts, (start, end, id) for
    possible ones.
    """

    group: Groups
    reached_at: Int64s
    start: Int64s
    end: Int64s
    peak: Int64s
    windows: Int64s
    incidents: Int64s
    offsets: Int64s


@dataclass(frozen=True, slots=True)
class Shelf:
    """Columns laid out for searching: each group's instants in a stretch of their own, in order of the group.

    by_end, by_start: rows in order; end_keys, start_keys: their keys, ascending: group x width + (instant - origin).
    For points the two are the same arrays.
    """

    columns: IncidentColumns
    window: Period
    origin: int
    width: int
    by_end: Int64s
    end_keys: Int64s
    by_start: Int64s
    start_keys: Int64s

    def groups_of(self, keys: Int64s) -> Groups:
        """The group that keys of instants (not of the start of windows) belong to."""
        return (keys // self.width).astype(np.uint16)


def shelve(columns: IncidentColumns, window: Period) -> Shelf:
    """Lay columns out for windows of a length. Cost: two sorts at most, linear where the rows are in order."""
    if not len(columns.start):
        none = np.zeros(0, dtype=np.int64)
        return Shelf(columns, window, 0, 1, none, none, none, none)
    origin = int(columns.start.min())
    width = int(columns.end.max()) - origin + longest(window) + 1
    assert (int(columns.group.max()) + 1) * width < 2**63, "too many groups for so long a time: split them"
    by_start, start_keys = _sorted(columns.start, columns.group, origin, width)
    if columns.start is columns.end or np.array_equal(columns.start, columns.end):
        return Shelf(columns, window, origin, width, by_start, start_keys, by_start, start_keys)
    by_end, end_keys = _sorted(columns.end, columns.group, origin, width)
    return Shelf(columns, window, origin, width, by_end, end_keys, by_start, start_keys)


def windows_of(shelf: Shelf, zone: str, ends: WindowEnds, possible: bool = False) -> WindowColumns:
    """Count the incidents of every sliding window.

    A certain window ends at the end of an incident and counts what lies wholly inside; a possible one ends at the
    start of an incident and counts what overlaps it. Source: rules T3, T4, T4a. Cost: a sorted search.
    """
    columns = shelf.columns
    order, keys = (shelf.by_start, shelf.start_keys) if possible else (shelf.by_end, shelf.end_keys)
    last = _last_of_ties(keys)
    group = columns.group[order[last]]
    ends_at = (columns.start if possible else columns.end)[order[last]]
    lengths = _lengths(ends_at, shelf.window, zone, ends)
    begins = keys[last] - lengths
    if possible:
        count = _total(shelf, order, last + 1) - _total(shelf, shelf.by_end, _search(shelf.end_keys, begins))
    elif shelf.by_end is shelf.by_start:
        count = _total(shelf, order, last + 1) - _total(shelf, order, _search(keys, begins))
    else:
        count = _counts_wholly_inside(shelf, last, begins, lengths)
    return WindowColumns(group, ends_at - lengths, ends_at, count)


def windows_found(
    columns: IncidentColumns, at_least: int, window: Period, zone: str, ends: WindowEnds, possible: bool = False
) -> EpisodeColumns:
    """The episodes in which at least so many incidents fall into one window, with the incidents of each.

    A million incidents in 12 thousand groups: see docs/performance.md. Source: rules T3, T4a, F5, F5a.
    """
    shelf = shelve(columns, window)
    return episodes_of(shelf, windows_of(shelf, zone, ends, possible), at_least, possible)


def episodes_of(shelf: Shelf, windows: WindowColumns, at_least: int, possible: bool = False) -> EpisodeColumns:
    """Put the windows that reach the limit together into episodes, and find the incidents of each."""
    enough = np.flatnonzero(windows.count >= at_least)
    group, begins_at, ends_at = windows.group[enough], windows.begins_at[enough], windows.ends_at[enough]
    if not len(enough):
        none = np.zeros(0, dtype=np.int64)
        return EpisodeColumns(group, none, none, none, none, none, none, np.zeros(1, dtype=np.int64))
    keys = group * np.int64(shelf.width) + (ends_at - shelf.origin)
    begins = keys - (ends_at - begins_at)
    first = first_of_runs(begins, keys)
    last = np.append(first[1:], len(enough)) - 1
    incidents, offsets = members(shelf, begins, keys, first, possible)
    cuts, columns = offsets[:-1], shelf.columns
    return EpisodeColumns(
        group=group[first],
        reached_at=ends_at[first],
        start=np.minimum.reduceat(columns.start[incidents], cuts),
        end=np.maximum.reduceat(columns.end[incidents], cuts),
        peak=np.maximum.reduceat(windows.count[enough], first),
        windows=last - first + 1,
        incidents=incidents,
        offsets=offsets,
    )


def first_of_runs(begins: Int64s, ends: Int64s) -> Int64s:
    """Where each run of overlapping windows starts (F5a), given windows by their end.

    A window belongs to the run before it if it, or a later one that begins earlier (calendar windows can, at clock
    changes and ends of months), begins before the window before it ends.
    """
    if (begins[1:] < begins[:-1]).any():
        begins = np.minimum.accumulate(begins[::-1])[::-1]
    return np.flatnonzero(np.append(True, begins[1:] >= ends[:-1])[: len(ends)])


def members(shelf: Shelf, begins: Int64s, ends: Int64s, first: Int64s, possible: bool) -> tuple[Int64s, Int64s]:
    """The rows in any window of each episode, and where each episode's rows start (with the total at the end).

    begins, ends: keys of the satisfied windows, by end; first: where each episode's windows start.
    """
    last = np.append(first[1:], len(ends)) - 1
    earliest = np.minimum.reduceat(begins, first)
    if possible:
        return _overlapping(shelf, earliest, ends[last])
    low, high = _search(shelf.end_keys, earliest), _search(shelf.end_keys, ends[last])
    at = ranges(low, high)
    offsets = np.append(0, np.cumsum(high - low))
    if shelf.by_end is shelf.by_start:
        return shelf.by_end[at], offsets
    # Of the windows that end late enough for an incident, the one that begins first decides.
    rows = shelf.by_end[at]
    begins_from_here = np.minimum.accumulate(begins[::-1])[::-1]
    starts = shelf.end_keys[at] - (shelf.columns.end[rows] - shelf.columns.start[rows])
    inside = begins_from_here[np.searchsorted(ends, shelf.end_keys[at])] < starts
    kept = np.append(0, np.cumsum(inside))
    return rows[inside], kept[offsets]


def _overlapping(shelf: Shelf, earliest: Int64s, latest: Int64s) -> tuple[Int64s, Int64s]:
    """Rows that overlap (earliest, latest] of an episode, by (episode, start, end, id).

    The windows of an episode leave no gap, so overlapping one of them is overlapping their union. A long incident
    may overlap several episodes.
    """
    columns, order = shelf.columns, shelf.by_start
    low = np.searchsorted(latest, shelf.start_keys)
    high = np.searchsorted(earliest, shelf.start_keys + (columns.end - columns.start)[order])
    episode = ranges(low, np.maximum(low, high))
    rows = np.repeat(order, np.maximum(high - low, 0))
    by_episode = np.argsort(episode, kind="stable")
    return rows[by_episode], np.searchsorted(episode[by_episode], np.arange(len(earliest) + 1))


def _counts_wholly_inside(shelf: Shelf, last: Int64s, begins: Int64s, lengths: Int64s) -> Int64s:
    """For each window the weight of what starts after its beginning and ends by its end.

    What is as long as the window lies in none; of the rest, whatever starts too early also ends early enough. So for
    windows of one length two running totals give the count; a calendar window has a few lengths (23, 24, 25 hours).
    """
    widths = shelf.columns.end - shelf.columns.start
    count = np.empty(len(last), dtype=np.int64)
    for length in np.unique(lengths):
        fits, chosen = widths < length, np.broadcast_to(lengths == length, last.shape)
        upto = _total(shelf, shelf.by_end, last[chosen] + 1, fits)
        count[chosen] = upto - _total(shelf, shelf.by_start, _search(shelf.start_keys, begins[chosen]), fits)
    return count


def _lengths(ends_at: Int64s, window: Period, zone: str, ends: WindowEnds) -> Int64s:
    """How long each window is, in microseconds, or () one length for all; with its start it is a microsecond longer."""
    start = np.int64(1 if ends is WindowEnds.INCLUDE_BOTH else 0)
    if window.elapsed is not None:
        return np.asarray(window.elapsed + start)
    return ends_at - shifted_all(ends_at, window, zone, -1) + start


def longest(window: Period) -> int:
    """Microseconds that a period can last at most, clock changes included."""
    if window.elapsed is not None:
        return window.elapsed + 1
    return window.count * _LONGEST_DAYS[window.unit] * DAY + _CLOCK_CHANGES


def _sorted(tick: Int64s, group: Groups, origin: int, width: int) -> tuple[Int64s, Int64s]:
    """The rows by (group, tick), equal ones as they stood, and their keys. Radix sort on 16 bits is linear."""
    if (tick[1:] < tick[:-1]).any():
        order = np.argsort(tick, kind="stable")
        order = order[np.argsort(group[order], kind="stable")]
    else:
        order = np.argsort(group, kind="stable")
    keys = group[order] * np.int64(width)
    keys += tick[order]
    keys -= origin
    return order, keys


def _last_of_ties(keys: Int64s) -> Int64s:
    """The last row of every run of equal keys: ties end one window together (T3)."""
    return np.flatnonzero(np.append(keys[1:] != keys[:-1], True)[: len(keys)])


def _search(keys: Int64s, at: Int64s) -> Int64s:
    """How many keys are not after each instant."""
    found: Int64s = np.searchsorted(keys, at, side="right")
    return found


def _total(shelf: Shelf, order: Int64s, of_first: Int64s, fits: Bools | None = None) -> Int64s:
    """The weight of the first so many rows in an order."""
    weight = shelf.columns.weight
    if weight is None and fits is None:
        return of_first
    each = np.ones(len(order), dtype=np.int64) if weight is None else weight
    if fits is not None:
        each = np.where(fits, each, 0)
    totals: Int64s = np.append(0, np.cumsum(each[order]))
    return totals[of_first]


def ranges(low: Int64s, high: Int64s) -> Int64s:
    """low[0], low[0] + 1, ..., high[0] - 1, low[1], ... : many ranges one after the other."""
    lengths = high - low
    ahead: Int64s = np.repeat(low - (np.cumsum(lengths) - lengths), lengths)
    return ahead + np.arange(len(ahead), dtype=np.int64)
