"""Incidents as columns, and the windows and episodes found in them: the part of the fast way that is only numbers.

Everything here is whole-column arithmetic on 64-bit whole numbers: no incident becomes an object of its own, so a
million of them fit in a few hundred megabytes. Groups (a party and a zone, say) are searched together: each group is
moved to a stretch of time of its own, farther from the next than any window is long, and one sorted search serves all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from foedus.accord.model import WindowEnds
from foedus.basics.instant import Period
from foedus.finding.fast_calendar import Int64s, shifted_all

Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class IncidentColumns:
    """Incidents of one kind, one row each, in the order of `Known`: by (start, end, id).

    start, end: first and last microsecond of when it happened, (n,) int64. weight: how many it counts for, (n,) int64.
    group: number of the group it is counted in, (n,), any integer type, 0 <= group < 65,536.
    """

    start: Int64s
    end: Int64s
    weight: Int64s
    group: NDArray[np.unsignedinteger]

    @classmethod
    def of_one_group(cls, start: Int64s, end: Int64s, weight: Int64s) -> IncidentColumns:
        """Columns in which every incident counts with every other."""
        return cls(start, end, weight, np.zeros(len(start), dtype=np.uint16))


@dataclass(frozen=True, slots=True)
class WindowColumns:
    """Sliding windows, one for each group and distinct instant at which one can end, by (group, ends_at).

    begins_at, ends_at: (m,) int64 instants; a window holds what lies after begins_at (or at it, where the accord
    includes the start) up to and with ends_at. count: (m,) int64 sum of weights. group: (m,).
    """

    group: NDArray[np.unsignedinteger]
    begins_at: Int64s
    ends_at: Int64s
    count: Int64s


@dataclass(frozen=True, slots=True)
class EpisodeColumns:
    """Runs of overlapping windows that each reach a limit (F5, F5a), by (group, reached_at).

    reached_at: end of the first such window. start, end: of the first and last incident. peak: the largest count of a
    window. windows: how many windows. incidents: row numbers of the incidents of all episodes, those of episode k
    being incidents[offsets[k]:offsets[k + 1]], in the order (end, start, id) for certain counts.
    """

    group: NDArray[np.unsignedinteger]
    reached_at: Int64s
    start: Int64s
    end: Int64s
    peak: Int64s
    windows: Int64s
    incidents: Int64s
    offsets: Int64s


def windows_of(
    columns: IncidentColumns, window: Period, zone: str, ends: WindowEnds, possible: bool = False
) -> WindowColumns:
    """Count the incidents of every sliding window.

    A certain window ends at the end of an incident and counts what lies wholly inside; a possible one ends at the
    start of an incident and counts what overlaps it. Source: rules T3, T4, T4a. Cost: a sort and O(n).
    """
    ticks = columns.start if possible else columns.end
    order = _by_group_and(ticks, columns.group)
    group, tick = columns.group[order], ticks[order]
    last = _last_of_each(group, tick)
    group, ends_at = group[last], tick[last]
    begins_at = shifted_all(ends_at, window, zone, -1)
    shelf = _Shelf.for_(columns, begins_at)
    hi = np.cumsum(columns.weight[order])[last]
    if possible:
        before = _weight_before(shelf, columns.group, columns.end, columns.weight, group, begins_at, ends)
        return WindowColumns(group, begins_at, ends_at, hi - before)
    count = np.empty(len(last), dtype=np.int64)
    lengths = ends_at - begins_at
    widths = columns.end - columns.start
    inclusive = ends is WindowEnds.INCLUDE_BOTH
    for length in np.unique(lengths):
        # What is as long as the window can lie in none; of the rest, whatever starts too early also ends too early.
        fits = widths <= length if inclusive else widths < length
        chosen = lengths == length
        start, weight, groups = columns.start, columns.weight, columns.group
        upto = hi
        if not fits.all():
            start, weight, groups = start[fits], weight[fits], groups[fits]
            upto = np.cumsum(np.where(fits[order], columns.weight[order], 0))[last]
        before = _weight_before(shelf, groups, start, weight, group[chosen], begins_at[chosen], ends)
        count[chosen] = upto[chosen] - before
    return WindowColumns(group, begins_at, ends_at, count)


def windows_found(
    columns: IncidentColumns, at_least: int, window: Period, zone: str, ends: WindowEnds, possible: bool = False
) -> EpisodeColumns:
    """The episodes in which at least so many incidents fall into one window, with the incidents of each.

    Measured 2026-11-24 (bench/findings.py; see docs/performance.md). Source: rules T3, T4a, F5, F5a.
    """
    return episodes_of(columns, windows_of(columns, window, zone, ends, possible), at_least, ends, possible)


def episodes_of(
    columns: IncidentColumns, windows: WindowColumns, at_least: int, ends: WindowEnds, possible: bool = False
) -> EpisodeColumns:
    """Put the windows that reach the limit together into episodes, and find the incidents of each."""
    enough = np.flatnonzero(windows.count >= at_least)
    group, begins_at, ends_at = windows.group[enough], windows.begins_at[enough], windows.ends_at[enough]
    first = first_of_runs(begins_at, ends_at, group)
    if not len(first):
        nothing = np.zeros(0, dtype=np.int64)
        return EpisodeColumns(group[:0], *([nothing] * 6), np.zeros(1, dtype=np.int64))
    last = np.append(first[1:], len(enough)) - 1
    shelf = _Shelf.for_(columns, windows.begins_at)
    satisfied = _Satisfied(shelf.keys(group, begins_at), shelf.keys(group, ends_at), first, last)
    incidents, offsets = (_overlapping if possible else _inside)(columns, shelf, satisfied, ends)
    cuts = offsets[:-1]
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


def first_of_runs(begins_at: Int64s, ends_at: Int64s, group: NDArray[np.unsignedinteger]) -> Int64s:
    """Where each run of overlapping windows starts (F5a), given windows by (group, ends_at).

    A window belongs to the run before it if it, or a later one that begins earlier (calendar windows can, at clock
    changes and ends of months), begins before the window before it ends.
    """
    if not len(ends_at):
        return np.zeros(0, dtype=np.int64)
    starts = np.append(True, group[1:] != group[:-1])
    begins = begins_at
    if (begins_at[1:] < begins_at[:-1])[~starts[1:]].any():
        begins = np.empty_like(begins_at)
        bounds = np.append(np.flatnonzero(starts), len(starts))
        for low, high in pairwise(bounds):
            begins[low:high] = np.minimum.accumulate(begins_at[low:high][::-1])[::-1]
    starts[1:] |= begins[1:] >= ends_at[:-1]
    return np.flatnonzero(starts)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Keys that order first by group and then by instant: `group x width + (instant - origin)`.

    Where that would not fit 63 bits, an instant's rank among `values` takes the place of its distance from origin.
    """

    origin: int
    width: int
    values: Int64s | None = None

    @classmethod
    def for_(cls, columns: IncidentColumns, begins_at: Int64s) -> _Shelf:
        if not len(begins_at):
            return cls(0, 1)
        origin = min(int(begins_at.min()), int(columns.start.min()))
        width = int(columns.end.max()) - origin + 1
        if (int(columns.group.max()) + 1) * width < 2**62:
            return cls(origin, width)
        values = np.unique(np.concatenate([columns.start, columns.end, begins_at]))
        return cls(0, len(values), values)

    def keys(self, group: NDArray[np.unsignedinteger], at: Int64s) -> Int64s:
        place = at - self.origin if self.values is None else np.searchsorted(self.values, at)
        return np.asarray(group.astype(np.int64) * self.width + place, dtype=np.int64)


def _by_group_and(tick: Int64s, group: NDArray[np.unsignedinteger]) -> NDArray[np.int64]:
    """The rows by (group, tick), equal ones as they stood. Sorting numbers of 16 bits by radix is linear."""
    if len(tick) and (tick[1:] < tick[:-1]).any():
        by_tick = np.argsort(tick, kind="stable")
        return by_tick[np.argsort(group[by_tick], kind="stable")]
    return np.argsort(group, kind="stable")


def _last_of_each(group: NDArray[np.unsignedinteger], tick: Int64s) -> NDArray[np.int64]:
    """The last row of every run of equal (group, tick): ties end one window together (T3)."""
    if not len(tick):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append((group[1:] != group[:-1]) | (tick[1:] != tick[:-1]), True))


def _weight_before(
    shelf: _Shelf,
    groups: NDArray[np.unsignedinteger],
    ticks: Int64s,
    weights: Int64s,
    group: NDArray[np.unsignedinteger],
    begins_at: Int64s,
    ends: WindowEnds,
) -> Int64s:
    """For each window, the weight of all rows of its and earlier groups whose tick lies before the window."""
    order = _by_group_and(ticks, groups)
    side = "left" if ends is WindowEnds.INCLUDE_BOTH else "right"
    before = np.searchsorted(shelf.keys(groups[order], ticks[order]), shelf.keys(group, begins_at), side=side)  # type: ignore[call-overload]
    totals = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(weights[order])])
    return np.asarray(totals[before], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Satisfied:
    """Windows that reach the limit, as keys of a shelf, and the first and last window of each episode."""

    begins: Int64s
    ends: Int64s
    first: Int64s
    last: Int64s


def _inside(
    columns: IncidentColumns, shelf: _Shelf, satisfied: _Satisfied, ends: WindowEnds
) -> tuple[Int64s, Int64s]:
    """Rows wholly inside one window of an episode, by (episode, end, start, id), and where each episode's rows start.

    Of the windows that end late enough for an incident, the one that begins first decides; it lies in the same
    episode as the first that ends late enough, or begins too late for the incident.
    """
    order = _by_group_and(columns.end, columns.group)
    group = columns.group[order]
    earliest = np.minimum.accumulate(satisfied.begins[::-1])[::-1]
    at = np.searchsorted(satisfied.ends, shelf.keys(group, columns.end[order]))
    known = np.flatnonzero(at < len(earliest))
    starts = shelf.keys(group[known], columns.start[order[known]])
    begins = earliest[at[known]]
    within = known[begins <= starts if ends is WindowEnds.INCLUDE_BOTH else begins < starts]
    episode = np.searchsorted(satisfied.first, at[within], side="right") - 1
    offsets = np.searchsorted(episode, np.arange(len(satisfied.first) + 1))
    return order[within], offsets


def _overlapping(
    columns: IncidentColumns, shelf: _Shelf, satisfied: _Satisfied, ends: WindowEnds
) -> tuple[Int64s, Int64s]:
    """Rows that overlap a window of an episode, by (episode, start, end, id); a long one may overlap several episodes.

    The windows of an episode leave no gap, so overlapping one of them is overlapping their union.
    """
    order = _by_group_and(columns.start, columns.group)
    group = columns.group[order]
    earliest = np.minimum.reduceat(satisfied.begins, satisfied.first)
    side = "right" if ends is WindowEnds.INCLUDE_BOTH else "left"
    low = np.searchsorted(satisfied.ends[satisfied.last], shelf.keys(group, columns.start[order]))
    high = np.searchsorted(earliest, shelf.keys(group, columns.end[order]), side=side)  # type: ignore[call-overload]
    lengths = np.maximum(high - low, 0)
    rows = np.repeat(order, lengths)
    episode = np.repeat(low, lengths) + np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    by_episode = np.argsort(episode, kind="stable")
    return rows[by_episode], np.searchsorted(episode[by_episode], np.arange(len(satisfied.first) + 1))
